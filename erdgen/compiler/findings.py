"""Diagnostics as values: checks return findings, they do not raise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters: an error stops the run, the others are told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the ERD: 1-based line and column, and the path of keys (``erd.entities.Job``)."""

    line: int = 0
    column: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic: stable ``code``, what is wrong, and in ``hint`` what to write instead."""

    level: Level
    code: str
    message: str
    hint: str = ""
    subject: str = ""
    location: Location | None = None

    def as_text(self, source: str = "ERD") -> str:
        """``file:line:col: level code: message (path)`` and, on a second line, the remedy."""
        where = source
        path = ""
        if self.location is not None:
            if self.location.line:
                where = f"{source}:{self.location.line}:{self.location.column}"
            path = f" [{self.location.path}]" if self.location.path else ""
        text = f"{where}: {self.level} {self.code}: {self.message}{path}"
        return f"{text}\n    {self.hint}" if self.hint else text


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop a run."""
    return tuple(finding for finding in findings if finding.level is Level.ERROR)
