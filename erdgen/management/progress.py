"""How a run shows its steps: live on a terminal, line by line in a pipe, not at all for machines."""

from __future__ import annotations

from typing import Any, Protocol

from erdgen.compiler.pipeline import Progress

LABELS = {
    "read": "Read the ERD",
    "consult": "Consult the agents",
    "render": "Render the project",
    "merge": "Merge what people changed",
    "migrations": "Make the migrations",
    "format": "Format the code",
    "compile": "Proof: compile",
    "lint": "Proof: ruff",
    "check": "Proof: check --deploy",
    "makemigrations": "Proof: makemigrations --check",
    "migrate": "Proof: migrate",
    "openapi": "Proof: OpenAPI",
    "tests": "Proof: tests",
    "rows": "Proof: rows survive",
    "write": "Put it in place",
}


class Output(Protocol):
    """Where lines go; Django's wrapper of stdout is one."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...

    def isatty(self) -> bool: ...


def label_step(step: str) -> str:
    """What a person reads for a step."""
    return LABELS.get(step, step)


class SilentProgress:
    """For ``--json``: nothing but the report."""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *reason: object) -> None:
        pass

    def started(self, step: str) -> None:
        pass

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None:
        pass


class LineProgress(SilentProgress):
    """One plain line for each finished step, at once."""

    def __init__(self, stream: Output) -> None:
        self._stream = stream

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None:
        self._stream.write(describe_step(step, ok, detail, seconds) + "\n")
        self._stream.flush()


class LiveProgress(SilentProgress):
    """A spinner with the running step and its time, above it the steps that are done."""

    def __init__(self, *, color: bool) -> None:
        # Only terminals need it, and it takes a tenth of a second to load.
        from rich.console import Console

        self._console = Console(no_color=not color, highlight=False)
        self._status: Any = None

    def __exit__(self, *reason: object) -> None:
        self._stop()

    def started(self, step: str) -> None:
        self._stop()
        self._status = self._console.status(f"{label_step(step)} …")
        self._status.start()

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None:
        self._stop()
        self._console.print(
            describe_step(step, ok, detail, seconds), style=None if ok else "red", markup=False
        )

    def _stop(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


def describe_step(step: str, ok: bool, detail: str, seconds: float) -> str:
    """``✓ Proof: tests (0.4 s): 12 tests``."""
    return f"{'✓' if ok else '✗'} {label_step(step)} ({seconds:.1f} s){': ' + detail if detail else ''}"


def choose_progress(stream: Output, *, silent: bool, color: bool) -> SilentProgress:
    """The way of showing that fits where the output goes."""
    if silent:
        return SilentProgress()
    if stream.isatty():
        return LiveProgress(color=color)
    return LineProgress(stream)
