"""Runs the real command as a process of its own, and keeps what it said and what it took."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
SAMPLE = CHECKOUT / "sample_erd.json"
TIMED_OUT = -1


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended. ``peak`` is the resident memory in bytes of its largest process."""

    status: int
    stdout: str
    stderr: str
    seconds: float
    peak: int

    @property
    def timed_out(self) -> bool:
        return self.status == TIMED_OUT


def run_process(command: Sequence[str], cwd: Path = CHECKOUT, timeout: float = 600) -> Ended:
    """Run to the end, or kill it with all its children when the time is up."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        late = threading.Event()

        def stop() -> None:
            late.set()
            kill_group(process)

        timer = threading.Timer(timeout, stop)
        timer.start()
        try:
            # Not ``process.wait``: only wait4 tells what this process, and those it waited for, took.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            timer.cancel()
            kill_group(process)
        ended = TIMED_OUT if late.is_set() else process.returncode
        seconds = time.perf_counter() - started
        return Ended(ended, _read(out), _read(err), seconds, _peak_bytes(usage.ru_maxrss))


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and everything that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def generate(
    erd: Path,
    output: Path,
    *,
    proof: bool = True,
    python: str = "",
    database_url: str = "",
    timeout: float = 600,
) -> tuple[Ended, dict[str, Any] | None]:
    """Run ``generate_backend --json``; the report is None when it printed none."""
    command = [sys.executable, "manage.py", "generate_backend", str(erd), "--json", "--output", str(output)]
    command += [] if proof else ["--no-proof"]
    command += ["--python", python] if python else []
    command += ["--database-url", database_url] if database_url else []
    ended = run_process(command, timeout=timeout)
    try:
        return ended, json.loads(ended.stdout)
    except ValueError:
        return ended, None


def generate_unproven(erd: Path, output: Path) -> None:
    """Generate without proof, or end this tool with what the command said."""
    ended, _ = generate(erd, output, proof=False)
    if ended.status != 0:
        sys.exit(f"{erd} could not be generated:\n{ended.stdout}{ended.stderr}")


def _read(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode("utf-8", errors="replace"))


def _peak_bytes(maxrss: int) -> int:
    """Linux counts in KiB, macOS in bytes."""
    return maxrss if sys.platform == "darwin" else maxrss * 1024
