"""Collects the findings of one ERD while it is decoded, linked and checked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from erdgen.compiler.findings import Finding, Level, Location
from erdgen.compiler.spec.diagnostics import DIAGNOSTICS
from erdgen.compiler.spec.texts import quote

#: Searching a near name takes time; a file with more mistakes than this gets no further hints.
_SUGGESTIONS = 50


class Report:
    """All problems of a file in one go; ``sorted()`` gives them in the order of the file."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._suggestions = _SUGGESTIONS

    def error(
        self, code: str, where: Location | None, message: str, hint: str = "", subject: str = ""
    ) -> None:
        self._add(Level.ERROR, code, where, message, hint, subject)

    def warn(
        self, code: str, where: Location | None, message: str, hint: str = "", subject: str = ""
    ) -> None:
        self._add(Level.WARNING, code, where, message, hint, subject)

    def tell(
        self, code: str, where: Location | None, message: str, hint: str = "", subject: str = ""
    ) -> None:
        self._add(Level.INFO, code, where, message, hint, subject)

    def _add(
        self, level: Level, code: str, where: Location | None, message: str, hint: str, subject: str
    ) -> None:
        assert code in DIAGNOSTICS, code
        self._findings.append(Finding(level, code, message, hint, subject, where))

    @property
    def has_errors(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self._findings)

    def sorted(self) -> tuple[Finding, ...]:
        """Every finding, by line and column; those of one place in the order in which they were found."""
        return tuple(sorted(self._findings, key=_place))

    def suggest(self, wrong: str, known: Iterable[str], otherwise: str = "") -> str:
        """``did you mean 'x'?`` when a known name is near, else ``otherwise``."""
        near = self._nearest(wrong, list(known))
        return f"did you mean {quote(near)}?" if near else otherwise

    def _nearest(self, wrong: str, known: list[str]) -> str:
        if self._suggestions <= 0:
            return ""
        self._suggestions -= 1
        by_lower = {name.lower(): name for name in reversed(known)}
        near = difflib.get_close_matches(wrong.lower()[:60], by_lower, n=1, cutoff=0.6)
        return by_lower[near[0]] if near else ""


def _place(finding: Finding) -> tuple[int, int]:
    where = finding.location
    return (where.line, where.column) if where else (0, 0)
