"""The order of merged elements: yours, or the generator's where you did not change it.

Elements that a side does not have any more keep their place as ghosts: what stands behind them is found so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence


def merge_orders(base: Sequence[int], yours: Sequence[int], new: Sequence[int]) -> list[int]:
    """All elements of the three sides; additions stand behind whom they were put behind, yours first."""
    mine, theirs = with_ghosts(yours, base), with_ghosts(new, base)
    shared = set(mine) & set(theirs)
    known = set(base)
    if [place for place in mine if place in known] == list(base):
        return insert(theirs, mine, shared, after_own=False)
    return insert(mine, theirs, shared, after_own=True)


def with_ghosts(side: Sequence[int], base: Sequence[int]) -> list[int]:
    """A side's order with all elements of the base."""
    present = set(side)
    behind: dict[int | None, list[int]] = defaultdict(list)
    anchor: int | None = None
    for place in base:
        if place in present:
            anchor = place
        else:
            behind[anchor].append(place)
    order = list(behind[None])
    for place in side:
        order += (place, *behind.get(place, ()))
    return order


def insert(skeleton: Iterable[int], other: Iterable[int], shared: set[int], *, after_own: bool) -> list[int]:
    """``skeleton`` with what only ``other`` has; before or after what only the skeleton has at that place."""
    behind: dict[int | None, list[int]] = defaultdict(list)
    anchor: int | None = None
    for place in other:
        if place in shared:
            anchor = place
        else:
            behind[anchor].append(place)
    order: list[int] = []
    waiting = behind[None]
    for place in skeleton:
        if place in shared or not after_own:
            order += waiting
            waiting = []
        order.append(place)
        if place in shared:
            waiting = behind.get(place, [])
    return order + waiting
