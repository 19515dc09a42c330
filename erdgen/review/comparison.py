"""Two versions of a file side by side."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from django.utils.safestring import SafeString

from erdgen.review.colours import colour_lines

#: Lines that are shown around what matters.
AROUND = 3

RowKind = Literal["same", "changed", "added", "gone", "gap"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both sides; a number is None where there is no line. ``gap`` stands for hidden rows."""

    kind: RowKind
    left: int | None = None
    left_html: SafeString | str = ""
    right: int | None = None
    right_html: SafeString | str = ""
    chosen: bool = False


def compare_texts(path: str, before: str, now: str, chosen: Collection[int], *, full: bool) -> list[Row]:
    """Rows of both texts. ``chosen`` lines of the new one are marked, and then only they are shown.

    Otherwise what did not change is hidden, unless ``full``.
    """
    rows = [replace(row, chosen=row.right in chosen) for row in pair_lines(path, before, now)]
    if full:
        return rows
    matters = [row.chosen if chosen else row.kind != "same" for row in rows]
    return list(hide_rest(rows, matters))


def pair_lines(path: str, before: str, now: str) -> Iterator[Row]:
    """Every line of both texts, in the row that it belongs to."""
    old, new = split(before), split(now)
    old_html, new_html = colour_lines(path, before), colour_lines(path, now)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for i, j in zip_longest(range(i1, i2), range(j1, j2)):
            kind: RowKind = (
                "same" if tag == "equal" else "gone" if j is None else "added" if i is None else "changed"
            )
            yield Row(
                kind,
                None if i is None else i + 1,
                "" if i is None else old_html[i],
                None if j is None else j + 1,
                "" if j is None else new_html[j],
            )


def split(text: str) -> list[str]:
    """The lines, without the empty one after the last line end."""
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def hide_rest(rows: list[Row], matters: list[bool]) -> Iterator[Row]:
    """The rows that matter with those around them, and a gap for each stretch of others."""
    near = [False] * len(rows)
    for place, matter in enumerate(matters):
        if matter:
            start, end = max(0, place - AROUND), min(len(rows), place + AROUND + 1)
            near[start:end] = [True] * (end - start)
    hidden = False
    for row, shown in zip(rows, near, strict=True):
        if shown:
            yield row
        elif not hidden:
            yield Row("gap")
        hidden = not shown
