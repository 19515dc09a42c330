"""Runs commands on generated code where they harm nothing: no network, one writable folder, a deadline."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

LAUNCHER = Path(__file__).with_name("launcher.py")
NAMESPACES = "namespaces"
NO_ISOLATION = "none"

#: Tries to write beside the writable folder and to find a way to a network; nothing is sent.
PROBE = """
import pathlib, socket, sys
pathlib.Path("inside").write_text("")
try:
    pathlib.Path("../escaped").write_text("")
    sys.exit("writes outside")
except OSError:
    pass
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
    sys.exit("reaches the network" if sys.argv[1] == "closed" else 0)
except OSError:
    pass
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a command may use; generous, to stop what runs away and not what works."""

    seconds: float = 900
    memory_bytes: int = 16 * 1024**3
    file_bytes: int = 1024**3
    processes: int = 4096
    output_bytes: int = 200_000

    def as_rlimits(self) -> dict[str, int]:
        """By name of the resource limit; the CPU time is what all cores could use in the time allowed."""
        cpu = int(self.seconds * (os.cpu_count() or 1)) + 1
        return {
            "RLIMIT_CPU": cpu,
            "RLIMIT_AS": self.memory_bytes,
            "RLIMIT_FSIZE": self.file_bytes,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_CORE": 0,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. Of more output than the limit the end is kept."""

    returncode: int
    stdout: str
    stderr: str
    timed_out: bool
    seconds: float


class Running:
    """A command that was started."""

    def __init__(
        self, process: subprocess.Popen[bytes], limits: Limits, on_line: Callable[[str], None] | None
    ) -> None:
        self._started = time.perf_counter()
        self._process = process
        self._seconds = limits.seconds
        self._stopped = False
        self._stdout = _Reader(process.stdout, limits.output_bytes, on_line)
        self._stderr = _Reader(process.stderr, limits.output_bytes)

    def wait(self) -> Outcome:
        """Its end, which is now if waiting is interrupted."""
        try:
            timed_out = _wait(self._process, self._seconds)
        finally:
            self.stop()
        seconds = time.perf_counter() - self._started
        code = self._process.returncode
        return Outcome(code, self._stdout.text(), self._stderr.text(), timed_out, seconds)

    def stop(self) -> None:
        """End it, and whatever it has left behind; the number of one that is gone may be another's by now."""
        if not self._stopped:
            _kill_group(self._process)
            self._stopped = True


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A writable folder and the way to run commands there. ``isolation`` says what holds them in."""

    folder: Path
    network: bool = False
    isolation: str = NO_ISOLATION
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
        limits: Limits = Limits(),
        on_line: Callable[[str], None] | None = None,
    ) -> Outcome:
        """Run ``command`` with no other environment than given; ``on_line`` gets each line of its stdout."""
        started = self.start(command, cwd=cwd, environment=environment, limits=limits, on_line=on_line)
        return started.wait()

    def start(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
        limits: Limits = Limits(),
        on_line: Callable[[str], None] | None = None,
    ) -> Running:
        """As ``run``, without waiting for its end. It ends with the thread that started it."""
        process = subprocess.Popen(
            [*self._launcher(limits), *command],
            cwd=cwd or self.folder,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        return Running(process, limits, on_line)

    def _launcher(self, limits: Limits) -> list[str]:
        options = {
            "isolate": self.isolation == NAMESPACES,
            "network": self.network,
            "writable": str(self.folder),
            "limits": limits.as_rlimits(),
        }
        return [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(options)]


def open_sandbox(folder: Path, *, network: bool = False, python: str = sys.executable) -> Sandbox:
    """A sandbox round ``folder``, isolated where this machine can do it, which is found out by trying."""
    folder = folder.resolve()
    for name in ("home", "tmp", "probe"):
        (folder / name).mkdir(exist_ok=True)
    sandbox = Sandbox(folder, network=network, environment=_environment(folder, python))
    isolated = replace(sandbox, isolation=NAMESPACES)
    return isolated if _holds(isolated) else sandbox


def _environment(folder: Path, python: str) -> dict[str, str]:
    """All that a command sees of the outside."""
    return {
        "PATH": os.pathsep.join([str(Path(python).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "USER": "proof",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }


def _holds(sandbox: Sandbox) -> bool:
    """Whether the isolation works and keeps what it promises."""
    inner = replace(sandbox, folder=sandbox.folder / "probe")
    command = [sys.executable, "-I", "-S", "-c", PROBE, "open" if sandbox.network else "closed"]
    return inner.run(command, limits=Limits(seconds=20)).returncode == 0


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the end; True when the time ran out first."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever the command left behind, also when we are interrupted ourselves."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Reader:
    """Reads a pipe to its end in a thread of its own and keeps the last ``limit`` bytes."""

    def __init__(
        self, pipe: IO[bytes] | None, limit: int, on_line: Callable[[str], None] | None = None
    ) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._on_line = on_line
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def text(self) -> str:
        self._thread.join(timeout=10)
        return bytes(self._kept[-self._limit :]).decode("utf-8", errors="replace")

    def _read(self, pipe: IO[bytes] | None) -> None:
        assert pipe is not None
        with pipe:
            while line := pipe.readline(65_536):
                self._kept += line
                if len(self._kept) > 2 * self._limit:
                    del self._kept[: -self._limit]
                if self._on_line is not None:
                    self._on_line(line.decode("utf-8", errors="replace"))
