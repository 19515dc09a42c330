"""The three-way merge of sequences, such as a file's lines, by what both sides share with the base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LINE = re.compile(r"[^\n]*\n|[^\n]+")


def lines_of(text: str) -> list[str]:
    """Lines with their ends; unlike ``splitlines``, nothing but a line feed ends one."""
    return LINE.findall(text)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the three sides; ``settled`` is what it becomes, None when both changed it differently."""

    base: tuple[str, ...]
    yours: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def settled(self) -> tuple[str, ...] | None:
        """The side that changed, when the other did not or changed it alike."""
        if self.yours in (self.new, self.base):
            return self.new
        return self.yours if self.new == self.base else None


def diff3(base: Sequence[str], yours: Sequence[str], new: Sequence[str]) -> Iterator[Region]:
    """Cut the three sides into regions, at every run of elements that all of them share."""
    at_base = at_yours = at_new = 0
    for start, in_yours, in_new, length in common_runs(base, yours, new):
        if (start, in_yours, in_new) != (at_base, at_yours, at_new):
            yield Region(
                tuple(base[at_base:start]), tuple(yours[at_yours:in_yours]), tuple(new[at_new:in_new])
            )
        at_base, at_yours, at_new = start + length, in_yours + length, in_new + length
        if length:
            shared = tuple(base[start:at_base])
            yield Region(shared, shared, shared)


def common_runs(
    base: Sequence[str], yours: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Starts in base, yours and new, and the length, of what all three share; an empty one at the end."""
    left, right = matching_runs(base, yours), matching_runs(base, new)
    first = second = 0
    while first < len(left) and second < len(right):
        (start_l, in_yours, length_l), (start_r, in_new, length_r) = left[first], right[second]
        start = max(start_l, start_r)
        end = min(start_l + length_l, start_r + length_r)
        if end > start:
            yield start, in_yours + start - start_l, in_new + start - start_r, end - start
        if start_l + length_l < start_r + length_r:
            first += 1
        else:
            second += 1
    yield len(base), len(yours), len(new), 0


def matching_runs(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Starts and lengths of the runs that two sequences share; equal ends are found without a search."""
    limit = min(len(base), len(other))
    head = next((place for place in range(limit) if base[place] != other[place]), limit)
    limit -= head
    tail = next((place for place in range(limit) if base[-1 - place] != other[-1 - place]), limit)
    middle = SequenceMatcher(
        None, base[head : len(base) - tail], other[head : len(other) - tail], autojunk=False
    )
    found = [(a + head, b + head, size) for a, b, size in middle.get_matching_blocks() if size]
    ends = [(len(base) - tail, len(other) - tail, tail)] if tail else []
    return ([(0, 0, head)] if head else []) + found + ends
