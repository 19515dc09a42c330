"""An ERD line by line, each with the diagnostics that belong to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from erdgen.compiler.findings import Finding

#: A longer ERD is shown only around its diagnostics, this many lines before and after.
MOST_LINES, AROUND = 1500, 3
#: Of a line that is longer, only the beginning is shown.
MOST_LETTERS = 400


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line; ``gap`` says that lines before it are not shown."""

    number: int
    text: str
    findings: tuple[Finding, ...]
    gap: bool = False


def list_lines(erd: str, findings: Sequence[Finding]) -> list[ListedLine]:
    """The lines to show. Findings without a line are for the caller to show above them."""
    by_line: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.location is not None and finding.location.line:
            by_line[finding.location.line].append(finding)
    lines = erd.split("\n")
    shown: list[ListedLine] = []
    for number, text in enumerate(lines, 1):
        if len(lines) > MOST_LINES and not is_near(number, by_line):
            continue
        gap = number > 1 and (not shown or shown[-1].number != number - 1)
        shown.append(ListedLine(number, text[:MOST_LETTERS], tuple(by_line[number]), gap))
    return shown


def is_near(number: int, by_line: dict[int, list[Finding]]) -> bool:
    """Whether a diagnostic is at most ``AROUND`` lines away."""
    return any(by_line.get(other) for other in range(number - AROUND, number + AROUND + 1))
