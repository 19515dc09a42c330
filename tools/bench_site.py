"""Measure the site: runs per minute, and how long large pages take. ``make bench`` writes it down.

All of it happens in a folder of its own, on SQLite and the broker that needs no server, as by ``make serve``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django

from tools.bench import DOCUMENT, describe_machine, write_between_markers
from tools.command import CHECKOUT

BEGIN = "<!-- measured of the site by `make bench` -->\n"
END = "<!-- end of what was measured of the site -->\n"
ERD = CHECKOUT / "fixtures" / "erds" / "seed_snippet.json"
WORKERS = (1, 2)
#: Lines of each file of the compared run, and every how many of them one differs.
LINES, DIFFERS = 120, 10
REPEATS = 7
#: Seconds that one run may take, with all that it waits for.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: runs for each number of workers, runs in the list, files in the review."""

    runs: int
    listed: int
    files: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """How long ``runs`` runs took."""

    workers: int
    runs: int
    seconds: float

    @property
    def per_minute(self) -> float:
        return 60 * self.runs / self.seconds


@dataclass(frozen=True, slots=True)
class Page:
    """Median time of one page, in seconds, and its size in bytes."""

    name: str
    seconds: float
    size: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="tools.bench_site", description=__doc__)
    parser.add_argument("--runs", type=int, default=40, help="for each number of workers (default: 40)")
    parser.add_argument("--listed", type=int, default=1000, help="runs in the list (default: 1000)")
    parser.add_argument("--files", type=int, default=200, help="changed files in a review (default: 200)")
    parser.add_argument("--write", action="store_true", help=f"write the figures into {DOCUMENT.name}")
    options = parser.parse_args(arguments)
    sizes = Sizes(options.runs, options.listed, options.files)
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="erdgen-bench-site-") as name:
        open_site(Path(name))
        runs = [measure_runs(workers, sizes.runs) for workers in WORKERS]
        pages = list(measure_pages(sizes))
    text = "\n".join([machine, "", *render(sizes, runs, pages)]) + "\n"
    print(text)
    if options.write:
        write_between_markers(DOCUMENT, text, BEGIN, END)
    return 0


def open_site(folder: Path) -> None:
    """Settings for this process and all that it starts, and an empty database."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "generator_site.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "CELERY_BROKER_URL": "",
        "ERDGEN_DATA": str(folder),
        "OUTPUTS_ROOT": str(folder / "outputs"),
        "REQUIRE_HUMAN_REVIEW": "0",
        "DEBUG": "0",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": "only-for-this-measurement",
        "RUNS_PER_MINUTE": "1000000",
        "CONCURRENT_RUNS": "1000000",
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def measure_runs(workers: int, count: int) -> Throughput:
    """The time from handing in ``count`` runs without proof until the last is applied."""
    from erdgen.management.commands.serve import start_worker, stop, stopping_on_signals

    print(f"{count} runs, {workers} workers …", file=sys.stderr, flush=True)
    with stopping_on_signals():
        started = [start_worker(dict(os.environ)) for _ in range(workers)]
        try:
            # Enough that each worker is there and has had one.
            wait_for(submit(4 * workers, f"warm{workers}"), "applied")
            begun = time.perf_counter()
            wait_for(submit(count, f"out{workers}"), "applied")
            return Throughput(workers, count, time.perf_counter() - begun)
        finally:
            stop(started)


def submit(count: int, name: str, *, review: bool = False) -> list[int]:
    """Queue runs of the small ERD, each into an output of its own; their numbers."""
    from django.contrib.auth.models import User

    from erdgen import runs

    author, _ = User.objects.get_or_create(username="ann", is_staff=True, is_superuser=True)
    erd = ERD.read_bytes()
    return [
        runs.submit(author, erd, ERD.name, f"{name}-{place}", prove=False, review=review).pk
        for place in range(count)
    ]


def wait_for(numbers: Collection[int], state: str) -> None:
    """Until all these runs are in ``state``; the end of this tool when that takes too long."""
    from erdgen.models import ENDED, Run

    deadline = time.monotonic() + PATIENCE * len(numbers)
    while time.monotonic() < deadline:
        states = list(Run.objects.filter(pk__in=numbers).order_by().values_list("state", flat=True))
        if set(states) == {state}:
            return
        if any(each in ENDED and each != state for each in states):
            break
        time.sleep(0.05)
    sys.exit(f"of {len(numbers)} runs, {states.count(state)} came to be {state}")


def measure_pages(sizes: Sizes) -> Iterator[Page]:
    """The list with many runs, and a review with many changed files, without and with one of them open."""
    from django.contrib.auth.models import User
    from django.test import Client

    print("pages …", file=sys.stderr, flush=True)
    review = make_review(sizes.files)
    fill_list(sizes.listed)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="ann"))
    board = f"/admin/erdgen/run/{review}/review/"
    yield measure_page(client, f"list of {sizes.listed} runs", "/admin/erdgen/run/")
    yield measure_page(client, f"review with {sizes.files} changed files", board)
    yield measure_page(client, "the same with one file side by side", f"{board}?file={name_file(0)}&full=1")


def make_review(files: int) -> int:
    """A run that awaits its review, with ``files`` changed files beside those that it proposes."""
    from django.conf import settings

    from erdgen import lifecycle, runs
    from erdgen.compiler.writer import digest
    from erdgen.models import ProposedFile, Queue

    (number,) = submit(1, "review", review=True)
    lease = lifecycle.take(number, Queue.RUNS)
    assert lease is not None  # no worker is there any more
    runs.advance_run(lease)
    before, after = write_text("before").encode(), write_text("after").encode()
    for place in range(files):
        path = settings.OUTPUTS_ROOT / "review-0" / name_file(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before)
    compared = {"state": "changed", "size": len(after), "lines": LINES, "content": after}
    digests = {"digest": digest(after), "base_digest": digest(before)}
    ProposedFile.objects.bulk_create(
        ProposedFile(run_id=number, path=name_file(place), **compared, **digests) for place in range(files)
    )
    return number


def name_file(place: int) -> str:
    """Twenty in a folder."""
    return f"backend/part_{place // 20}/module_{place}.py"


def write_text(word: str) -> str:
    """Python in which some lines hold ``word``."""
    return "".join(f"value_{line} = {word if line % DIFFERS == 0 else 'same'!r}\n" for line in range(LINES))


def fill_list(count: int) -> None:
    """Applied runs, until there are ``count`` in all."""
    from django.utils import timezone

    from erdgen.models import Run, State

    ended = {"state": State.APPLIED, "ended_at": timezone.now()}
    options = {"prove": False, "review": False}
    Run.objects.bulk_create(
        Run(source=ERD.name, erd=ERD.read_bytes(), options=options, output=f"listed-{place}", **ended)
        for place in range(count - Run.objects.count())
    )


def measure_page(client: django.test.Client, name: str, address: str) -> Page:
    """The median of a few answers after a first one, within this process."""
    times = []
    for _ in range(REPEATS + 1):
        begun = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            sys.exit(f"{address} answers with {answer.status_code}")
    return Page(name, statistics.median(times[1:]), len(answer.content))


def render(sizes: Sizes, runs: Sequence[Throughput], pages: Sequence[Page]) -> Iterator[str]:
    """What stands between the markers."""
    yield f"| workers | {sizes.runs} runs without proof | runs per minute |"
    yield "|---:|---:|---:|"
    for each in runs:
        yield f"| {each.workers} | {each.seconds:.1f} s | {each.per_minute:.0f} |"
    yield ""
    yield "| page | time | size |"
    yield "|---|---:|---:|"
    for page in pages:
        yield f"| {page.name} | {1000 * page.seconds:.0f} ms | {page.size / 1024:.0f} KiB |"


if __name__ == "__main__":
    sys.exit(main())
