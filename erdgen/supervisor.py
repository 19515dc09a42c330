"""Keeps watch over the process that works on a run: heartbeats, the deadline, cancelling, and stopping.

Nothing that the process starts outlives it: its whole group is killed at the end, and its temporary files go.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from erdgen import lifecycle
from erdgen.job import FINISHED, LOST, UNAVAILABLE
from erdgen.lifecycle import Lease
from erdgen.models import State
from erdgen.patience import patiently

#: Seconds between two looks at the process.
GLANCE = 0.1
#: Of what a crashed process printed, kept for the message.
LAST_WORDS = 4000

logger = logging.getLogger(__name__)


def supervise(lease: Lease, stop: threading.Event) -> None:
    """See the run through as far as its queue goes. When ``stop`` is set it goes back to the queue."""
    with scratch_folder(lease) as scratch, (scratch / "stderr").open("w+b") as stderr:
        process = start(lease, scratch, stderr.fileno())
        try:
            reason = watch(process, lease, stop)
        finally:
            end_group(process)
        stderr.seek(0)
        words = stderr.read().decode(errors="replace").strip()[-LAST_WORDS:]
    patiently(lambda: settle(lease, process.returncode, reason, words))


def start(lease: Lease, scratch: Path, stderr: int) -> subprocess.Popen[bytes]:
    """The process, in a group of its own. Others can read its arguments, so the token is not among them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "erdgen.job", str(lease.run), str(os.getpid())],
        cwd=settings.BASE_DIR,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdin=subprocess.PIPE,
        stdout=stderr,
        stderr=stderr,
        start_new_session=True,
    )
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(lease.token.encode() + b"\n")
    return process


def watch(process: subprocess.Popen[bytes], lease: Lease, stop: threading.Event) -> str:
    """Wait for the process to end, and renew the lease meanwhile; why it has to be ended, if it has to."""
    started = renewed = tried = time.monotonic()
    while not ended(process):
        now = time.monotonic()
        if stop.is_set():
            return "stopped"
        if now - started > settings.JOB_SECONDS:
            return "late"
        if now - renewed > settings.LEASE_SECONDS:
            return "unreachable"
        if now - tried > settings.HEARTBEAT_SECONDS:
            tried = now
            beat = try_to_renew(lease)
            if beat is False:
                return "lost"
            renewed = now if beat else renewed
    return ""


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it is over, after a short wait."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GLANCE)
    return process.returncode is not None


def try_to_renew(lease: Lease) -> bool | None:
    """Whether the lease is in force; None when the database does not say."""
    try:
        return lifecycle.renew(lease)
    except (OperationalError, InterfaceError) as error:
        logger.warning("run %s: no heartbeat, the database does not answer: %s", lease.run, error)
        connection.close()
        return None


def settle(lease: Lease, status: int, reason: str, words: str) -> None:
    """Say what becomes of the run, where the process could not."""
    if status in (FINISHED, LOST) or reason == "lost":
        return
    if reason == "stopped":
        lifecycle.give_back(lease, "its worker was stopped", counted=False)
    elif reason == "late":
        text = f"stopped: it took longer than {settings.JOB_SECONDS:g} s"
        lifecycle.move(lifecycle.held(lease), lease.run, State.FAILED, text, message=text)
    elif reason == "unreachable" or status == UNAVAILABLE:
        lifecycle.give_back(lease, "the database did not answer")
    elif status < 0:
        lifecycle.give_back(lease, f"its process was ended by {signal.Signals(-status).name}")
    else:
        logger.error("run %s: its process failed with status %s:\n%s", lease.run, status, words)
        text = f"an internal error: {words.splitlines()[-1] if words else f'status {status}'}"
        lifecycle.move(lifecycle.held(lease), lease.run, State.FAILED, text, message=text)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def scratch_folder(lease: Lease) -> Iterator[Path]:
    """For the temporary files of one attempt. Those of earlier ones go: the lease says that they are over."""
    root = Path(tempfile.gettempdir())
    for left in root.glob(f"erdgen-run-{lease.run}-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"erdgen-run-{lease.run}-", dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
