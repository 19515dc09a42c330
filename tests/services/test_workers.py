"""Workers, databases and brokers fail; every run ends once, with the bytes of an undisturbed run.

Needs PostgreSQL, Redis and RabbitMQ, so it is left out unless it is asked for: ``pytest -m services``.
``SERVICES_KILLED_RUNS`` and ``SERVICES_MANY_RUNS`` set the sizes.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.services.servers import Broker, Folder, RabbitMQ, Redis, Way, make_database
from tests.services.site import ENDED, QUICK, ROOT, Site

pytestmark = pytest.mark.services

ERDS = [ROOT / "fixtures" / "erds" / name for name in ("seed_snippet.json", "blog.json")]
KILLED_RUNS = int(os.environ.get("SERVICES_KILLED_RUNS") or 6)
MANY_RUNS = int(os.environ.get("SERVICES_MANY_RUNS") or 12)
#: For one run, with all that may come between.
PATIENCE = 20


@pytest.fixture(params=["redis", "rabbitmq", "folder"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    server: Broker
    if request.param == "redis":
        server = Redis(tmp_path)
    else:
        server = RabbitMQ() if request.param == "rabbitmq" else Folder()
    yield server
    server.stop()


@pytest.fixture
def database() -> Iterator[str]:
    with make_database() as url:
        yield url


@pytest.fixture
def site(broker: Broker, database: str, tmp_path: Path) -> Iterator[Site]:
    with open_site(broker.url, database, database, tmp_path) as opened:
        yield opened


@contextmanager
def open_site(broker: str, way: str, database: str, folder: Path) -> Iterator[Site]:
    (folder / "tmp").mkdir()
    environment = {
        **os.environ,
        **QUICK,
        "DJANGO_SETTINGS_MODULE": "generator_site.settings",
        "DATABASE_URL": way,
        "CELERY_BROKER_URL": broker,
        "ERDGEN_DATA": str(folder),
        "TMPDIR": str(folder / "tmp"),
    }
    site = Site(environment, database, folder)
    site.run_python("manage.py", "migrate", "--verbosity", "0")
    try:
        yield site
    finally:
        site.end()


def plan(count: int) -> dict[str, Path]:
    """Outputs and their ERDs, in turns."""
    return {f"out-{number}": ERDS[number % len(ERDS)] for number in range(count)}


def read_tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run_undisturbed(site: Site) -> dict[Path, dict[str, bytes]]:
    """What each ERD comes to when nothing happens; with one worker, which goes on."""
    site.start_worker()
    runs = site.submit({f"calm-{place}": erd for place, erd in enumerate(ERDS)})
    site.wait_for(runs, ENDED, PATIENCE * len(runs))
    return {erd: read_tree(site.outputs / f"calm-{place}") for place, erd in enumerate(ERDS)}


def check(site: Site, runs: list[int], outputs: dict[str, Path], calm: dict[Path, dict[str, bytes]]) -> None:
    """Each run ended once, is applied, and left what an undisturbed run leaves and nothing else."""
    states, ends = site.states(), site.count_ends()
    assert {run: states[run] for run in runs} == dict.fromkeys(runs, "applied")
    assert {run: ends[run] for run in runs} == dict.fromkeys(runs, 1)
    for name, erd in outputs.items():
        assert read_tree(site.outputs / name) == calm[erd], name
    assert not list(site.outputs.glob(".*.staging-*"))
    wait_until_over(site, runs)


def test_workers_that_are_killed_lose_nothing(site: Site) -> None:
    chance = random.Random(os.environ.get("SERVICES_SEED", "1"))
    calm = run_undisturbed(site)
    site.start_worker()
    outputs = plan(KILLED_RUNS)
    runs = site.submit(outputs)
    deadline = time.monotonic() + PATIENCE * KILLED_RUNS
    kills = 0
    while not all(state in ENDED for run, state in site.states().items() if run in runs):
        assert time.monotonic() < deadline, site.states()
        time.sleep(chance.uniform(0.5, 5))
        site.kill_worker(chance.choice(site.workers))
        kills += 1
        site.start_worker()
    print(f"{KILLED_RUNS} runs, {kills} workers killed")
    assert kills
    check(site, runs, outputs, calm)


def test_many_runs_are_neither_lost_nor_doubled(site: Site) -> None:
    calm = run_undisturbed(site)
    site.start_worker()
    outputs = plan(MANY_RUNS)
    started = time.monotonic()
    runs = site.submit(outputs)
    site.wait_for(runs, ENDED, PATIENCE * MANY_RUNS)
    print(f"{MANY_RUNS} runs over 2 workers in {time.monotonic() - started:.1f} s")
    check(site, runs, outputs, calm)
    done = "SELECT run_id, count(*) FROM erdgen_event WHERE kind = 'step' AND text = 'apply' GROUP BY run_id"
    times = dict(site.query(done))
    assert {times[run] for run in runs} == {1}


@pytest.mark.parametrize("broker", ["redis", "rabbitmq"], indirect=True)
def test_a_broker_that_is_restarted_loses_no_run(site: Site, broker: Broker) -> None:
    calm = run_undisturbed(site)
    outputs = plan(6)
    runs = site.submit(outputs)
    time.sleep(2)
    broker.restart()
    site.wait_for(runs, ENDED, 6 * PATIENCE)
    check(site, runs, outputs, calm)


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_runs_outlast_a_database_that_is_gone(broker: Broker, database: str, tmp_path: Path) -> None:
    server = urlsplit(database)
    way = Way(server.hostname or "localhost", server.port or 5432)
    user = f"{server.username}:{server.password}" if server.password else server.username
    url = server._replace(netloc=f"{user}@127.0.0.1:{way.here}").geturl()
    with closing(way), open_site(broker.url, url, database, tmp_path) as site:
        calm = run_undisturbed(site)
        outputs = plan(4)
        runs = site.submit(outputs)
        time.sleep(1)
        way.cut()
        time.sleep(10)
        assert not all(state in ENDED for state in site.states().values())
        way.mend()
        site.wait_for(runs, ENDED, 4 * PATIENCE)
        check(site, runs, outputs, calm)


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_cancelling_stops_every_process_of_a_proof(site: Site) -> None:
    site.start_worker("runs")
    site.start_worker("proof")
    (run,) = site.submit({"cancelled": ERDS[1]}, prove=True)
    wait_for_proof(site, run)
    assert len(site.processes(run)) >= 1
    site.cancel(run)
    wait_until_over(site, [run])
    assert site.states()[run] == "cancelled"
    assert not (site.outputs / "cancelled").exists()


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_a_worker_that_is_told_to_stop_hands_its_run_on(site: Site) -> None:
    worker = site.start_worker()
    (run,) = site.submit({"handed-on": ERDS[0]}, prove=True)
    wait_for_proof(site, run)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    site.workers.remove(worker)
    assert site.states()[run] == "queued"
    assert not site.processes(run)
    site.start_worker()
    site.wait_for([run], ENDED, 120)
    assert site.states()[run] == "applied"
    built = f"SELECT count(*) FROM erdgen_event WHERE run_id = {run} AND kind = 'step' AND text = 'build'"
    assert site.query(built) == [(1,)], "what was done is not done again"


def wait_until_over(site: Site, runs: list[int], seconds: float = 5) -> None:
    """Until no process works on any of ``runs``."""
    deadline = time.monotonic() + seconds
    while left := [pid for run in runs for pid in site.processes(run)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def wait_for_proof(site: Site, run: int, seconds: float = 60) -> None:
    """Until the proof runs the project's own tests or checks."""
    begun = f"run_id = {run} AND kind = 'started' AND text = 'makemigrations'"
    deadline = time.monotonic() + seconds
    while not site.query(f"SELECT 1 FROM erdgen_event WHERE {begun}"):
        assert time.monotonic() < deadline, site.query("SELECT * FROM erdgen_event")
        time.sleep(0.1)
