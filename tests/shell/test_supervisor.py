"""Whatever becomes of a run's process, the run is told, and nothing that the process started is left."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from erdgen import lifecycle, supervisor
from erdgen.job import LOST, UNAVAILABLE
from erdgen.lifecycle import Lease
from erdgen.models import Run, State
from tests.shell.test_lifecycle import make_run, take

pytestmark = pytest.mark.django_db

#: Starts another process in its group, tells its number, and does not end.
HANGS = """
import subprocess, sys, time
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open("other", "w") as file:
    file.write(str(other.pid))
time.sleep(60)
"""
Supervise = Callable[..., Run]


@pytest.fixture
def supervise(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Supervise:
    """Supervise a script instead of a run's own process."""
    settings.HEARTBEAT_SECONDS = 0.1
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def supervise_script(script: str, run: Run | None = None, stop: threading.Event | None = None) -> Run:
        def start(lease: Lease, scratch: Path, stderr: int) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-c", script]
            return subprocess.Popen(command, cwd=tmp_path, stderr=stderr, start_new_session=True)

        monkeypatch.setattr(supervisor, "start", start)
        run = run or make_run()
        supervisor.supervise(take(run), stop or threading.Event())
        run.refresh_from_db()
        assert not list(tmp_path.glob("erdgen-run-*"))
        return run

    return supervise_script


def has_ended(tmp_path: Path) -> bool:
    """Whether the process that ``HANGS`` started is over, at the latest after a moment."""
    number = (tmp_path / "other").read_text()
    for _ in range(50):
        stat = Path(f"/proc/{number}/stat")
        if not stat.exists() or stat.read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


def when_it_hangs(tmp_path: Path, act: Callable[[], object]) -> threading.Thread:
    """Do something once ``HANGS`` is at it; without the database, which a test has for one thread only."""

    def wait() -> None:
        while not (tmp_path / "other").exists() or not (tmp_path / "other").read_text():
            time.sleep(0.05)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("script", "state", "message"),
    [
        ("raise ValueError('no such rule')", State.FAILED, "an internal error: ValueError: no such rule"),
        (f"raise SystemExit({UNAVAILABLE})", State.QUEUED, ""),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", State.QUEUED, ""),
        (f"raise SystemExit({LOST})", State.RUNNING, ""),
    ],
)
def test_how_a_process_ends_says_what_becomes_of_the_run(
    supervise: Supervise, script: str, state: State, message: str
) -> None:
    run = supervise(script)
    assert (run.state, run.message) == (state, message)


def test_a_process_that_takes_too_long_is_ended(supervise: Supervise, settings: Any, tmp_path: Path) -> None:
    settings.JOB_SECONDS = 1
    run = supervise(HANGS)
    assert (run.state, run.message) == (State.FAILED, "stopped: it took longer than 1 s")
    assert has_ended(tmp_path)


def test_stopping_hands_the_run_back(supervise: Supervise, tmp_path: Path) -> None:
    stop = threading.Event()
    thread = when_it_hangs(tmp_path, stop.set)
    run = supervise(HANGS, stop=stop)
    thread.join()
    assert (run.state, run.attempts) == (State.QUEUED, 0)
    assert has_ended(tmp_path)


def test_cancelling_ends_the_whole_group(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, cancelled = make_run(), threading.Event()
    thread = when_it_hangs(tmp_path, cancelled.set)
    renew = lifecycle.renew

    def cancel_and_renew(lease: Lease) -> bool:
        if cancelled.is_set():
            lifecycle.cancel(run.pk, "ann")
        return renew(lease)

    monkeypatch.setattr(lifecycle, "renew", cancel_and_renew)
    supervise(HANGS, run)
    thread.join()
    assert (run.state, run.message) == (State.CANCELLED, "cancelled by ann")
    assert has_ended(tmp_path)
