"""A site of its own for a test: a database, a broker, and workers as processes that can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
ENDED = {"applied", "rejected", "failed", "cancelled"}

#: Small times, so that what was left is found soon; and no limits.
QUICK = {
    "LEASE_SECONDS": "4",
    "HEARTBEAT_SECONDS": "0.5",
    "REAP_SECONDS": "0.5",
    "RESEND_SECONDS": "5",
    "MAX_ATTEMPTS": "1000",
    "RUNS_PER_MINUTE": "100000",
    "CONCURRENT_RUNS": "100000",
    "SECRET_KEY": "only-for-this-test",
}

SUBMIT = """
import json, sys, django
django.setup()
from pathlib import Path
from django.contrib.auth.models import User
from erdgen.runs import submit

asked = json.load(sys.stdin)
author, _ = User.objects.get_or_create(username="ann")
runs = [
    submit(author, Path(erd).read_bytes(), Path(erd).name, name, prove=asked["prove"], review=False)
    for name, erd in asked["runs"].items()
]
print(json.dumps([run.pk for run in runs]))
"""
CALL = """
import sys, django
django.setup()
from erdgen import runs
from erdgen.models import Run

runs.cancel(Run.objects.get(pk=int(sys.argv[1])), "ann")
"""


@dataclass
class Site:
    """``database`` is the address for the test itself, also while the site's own way to it is cut."""

    environment: Mapping[str, str]
    database: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs"

    def run_python(self, *arguments: str, text: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def submit(self, runs: Mapping[str, Path], *, prove: bool = False) -> list[int]:
        """One run for each output; the numbers of the runs."""
        asked = {"runs": {name: str(erd) for name, erd in runs.items()}, "prove": prove}
        return list(json.loads(self.run_python("-c", SUBMIT, text=json.dumps(asked))))

    def cancel(self, run: int) -> None:
        self.run_python("-c", CALL, str(run))

    def start_worker(self, queues: str = "runs,proof") -> subprocess.Popen[bytes]:
        command = ["-m", "celery", "-A", "generator_site.celery", "worker", "--loglevel", "INFO"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, *command, *quiet, "--queues", queues],
                cwd=ROOT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def kill_worker(self, worker: subprocess.Popen[bytes]) -> None:
        """As the kernel does when memory runs out: nobody is asked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)

    def end(self) -> None:
        for worker in list(self.workers):
            self.kill_worker(worker)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(sql).fetchall()

    def states(self) -> dict[int, str]:
        return dict(self.query("SELECT id, state FROM erdgen_run"))

    def wait_for(self, runs: Sequence[int], states: set[str], seconds: float) -> None:
        """Until all of ``runs`` are in one of ``states``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            now = self.states()
            if all(now[run] in states for run in runs):
                return
            time.sleep(0.1)
        log = (self.folder / "worker.log").read_text(errors="replace")[-6000:]
        raise AssertionError(f"after {seconds} s: {self.query(PENDING)}\n{log}")

    def count_ends(self) -> dict[int, int]:
        """How often each run ended, by its log."""
        return dict(self.query(ENDS))

    def processes(self, run: int) -> list[int]:
        """What works on a run: all that was told to keep its temporary files in the run's own folder."""
        mark = f"erdgen-run-{run}-".encode()
        return [pid for pid in list_processes() if mark in read_environment(pid)]


PENDING = "SELECT id, state, queue, attempts, message FROM erdgen_run WHERE ended_at IS NULL"
ENDS = """
SELECT run_id, count(*) FROM erdgen_event
WHERE kind = 'state' AND data->>'state' IN ('applied', 'rejected', 'failed', 'cancelled') GROUP BY run_id
"""


def list_processes() -> Iterator[int]:
    """Numbers of all processes."""
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def read_environment(pid: int) -> bytes:
    """What a process was started with; nothing for one that is over."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
