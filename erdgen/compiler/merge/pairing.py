"""Who is who: the elements of one side that are the base's elements, moved, changed or renamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from erdgen.compiler.merge.likeness import alike, same, without_name
from erdgen.compiler.merge.pieces import Item

#: How many candidates for a renamed element are looked at; without a limit the cost grows with the square.
NEAR = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One element on the three sides; None where a side does not have it."""

    base: Item | None
    yours: Item | None
    new: Item | None

    @property
    def renamed_by_you(self) -> bool:
        """Whether you seem to have given the element another name, and the generator changed it."""
        base, yours, new = self.base, self.yours, self.new
        return bool(base and yours and new and base.key != yours.key and not same(base.text, new.text))

    @property
    def any_side(self) -> Item:
        """The element on one of the sides that have it."""
        item = self.yours or self.new or self.base
        if item is None:
            raise ValueError("a row without a side")
        return item


@dataclass(frozen=True, slots=True)
class Rows:
    """All elements, and their order on each side as indices into ``rows``."""

    rows: tuple[Row, ...]
    base: tuple[int, ...]
    yours: tuple[int, ...]
    new: tuple[int, ...]


def pair_sides(base: Sequence[Item], yours: Sequence[Item], new: Sequence[Item]) -> Rows:
    """Bring the elements of three sides together."""
    to_yours = pair_items(base, yours)
    to_new = pair_items(base, new)
    pair_replaced(base, yours, new, to_yours, to_new)
    drop_idle_renames(base, yours, new, to_yours, to_new)
    free_yours = [place for place in range(len(yours)) if place not in set(to_yours.values())]
    free_new = [place for place in range(len(new)) if place not in set(to_new.values())]
    added = pair_keys([yours[place] for place in free_yours], [new[place] for place in free_new])
    both = {free_yours[first]: free_new[second] for first, second in added.items()}
    return collect(base, yours, new, to_yours, to_new, both)


def collect(
    base: Sequence[Item],
    yours: Sequence[Item],
    new: Sequence[Item],
    to_yours: dict[int, int],
    to_new: dict[int, int],
    both: dict[int, int],
) -> Rows:
    """One row for each element of any side."""
    rows: list[Row] = []
    row_of_yours: dict[int, int] = {}
    row_of_new: dict[int, int] = {}
    for place, item in enumerate(base):
        if place in to_yours:
            row_of_yours[to_yours[place]] = place
        if place in to_new:
            row_of_new[to_new[place]] = place
        mine, theirs = to_yours.get(place), to_new.get(place)
        rows.append(Row(item, None if mine is None else yours[mine], None if theirs is None else new[theirs]))
    for place, item in enumerate(yours):
        if place not in row_of_yours:
            row_of_yours[place] = len(rows)
            other = both.get(place)
            if other is not None:
                row_of_new[other] = len(rows)
            rows.append(Row(None, item, None if other is None else new[other]))
    for place, item in enumerate(new):
        if place not in row_of_new:
            row_of_new[place] = len(rows)
            rows.append(Row(None, None, item))
    return Rows(
        tuple(rows),
        tuple(range(len(base))),
        tuple(row_of_yours[place] for place in range(len(yours))),
        tuple(row_of_new[place] for place in range(len(new))),
    )


def pair_items(base: Sequence[Item], other: Sequence[Item]) -> dict[int, int]:
    """Index in base → index in other: by key, then by the same body, then by likeness at the same place."""
    pairs = pair_keys(base, other)
    pair_moved_renames(base, other, pairs)
    pair_alike(base, other, pairs)
    return pairs


def pair_keys(base: Sequence[Item], other: Sequence[Item]) -> dict[int, int]:
    """Of several with one key, those with the same text first, the rest in their order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(other):
        places[item.key].append(place)
    wanted: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(base):
        wanted[item.key].append(place)
    pairs: dict[int, int] = {}
    for key, sources in wanted.items():
        targets = places.get(key, [])
        if len(sources) == len(targets) == 1:
            pairs[sources[0]] = targets[0]
        elif targets:
            pairs.update(pair_doubles(base, other, sources, targets))
    return pairs


def pair_doubles(
    base: Sequence[Item], other: Sequence[Item], sources: list[int], targets: list[int]
) -> dict[int, int]:
    """Elements with one key: equal ones, then whoever is left, in order."""
    pairs: dict[int, int] = {}
    by_text: dict[str, list[int]] = defaultdict(list)
    for place in reversed(targets):
        by_text[other[place].body.text].append(place)
    for place in sources:
        if by_text[base[place].body.text]:
            pairs[place] = by_text[base[place].body.text].pop()
    taken = set(pairs.values())
    left = (place for place in targets if place not in taken)
    pairs.update(zip((place for place in sources if place not in pairs), left, strict=False))
    return pairs


def pair_moved_renames(base: Sequence[Item], other: Sequence[Item], pairs: dict[int, int]) -> None:
    """A definition with the same body and another name, wherever it stands."""
    taken = set(pairs.values())
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, item in enumerate(other):
        if place not in taken and item.spaced:
            found[without_name(item.body.text, item.name)].append(place)
    if not found:
        return
    for place, item in enumerate(base):
        if place not in pairs and item.spaced:
            places = found.get(without_name(item.body.text, item.name), [])
            if len(places) == 1:
                pairs[place] = places.pop()


def pair_alike(base: Sequence[Item], other: Sequence[Item], pairs: dict[int, int]) -> None:
    """Elements between the same neighbours that look alike."""
    free = [place for place, item in enumerate(base) if place not in pairs and item.alike]
    if not free:
        return
    at = gaps_of(len(other), {target: target for target in pairs.values()})
    spaces: dict[tuple[int, int], list[int]] = defaultdict(list)
    taken = set(pairs.values())
    for place, item in enumerate(other):
        if place not in taken and item.alike:
            for side in (0, 1):
                spaces[(side, at[place][side])].append(place)
    places_of = gaps_of(len(base), dict(pairs))
    for place in free:
        near = [
            spot
            for side in (0, 1)
            for spot in spaces.get((side, places_of[place][side]), [])
            if spot not in taken
        ]
        match = next((spot for spot in near[:NEAR] if may_be(base[place], other[spot])), None)
        if match is not None:
            pairs[place] = match
            taken.add(match)


def may_be(old: Item, now: Item) -> bool:
    """Whether one may have become the other: of one kind, and alike but for the name."""
    return (
        old.spaced == now.spaced and type(old.body) is type(now.body) and alike(old.body.text, now.body.text)
    )


def gaps_of(count: int, pairs: dict[int, int]) -> list[tuple[int, int]]:
    """For each place the partners of the nearest paired places before (-1: none) and behind (-2: none)."""
    before, gaps = -1, []
    for place in range(count):
        gaps.append(before)
        before = pairs.get(place, before)
    behind, result = -2, []
    for place in range(count - 1, -1, -1):
        result.append((gaps[place], behind))
        behind = pairs.get(place, behind)
    return result[::-1]


def pair_replaced(
    base: Sequence[Item],
    yours: Sequence[Item],
    new: Sequence[Item],
    to_yours: dict[int, int],
    to_new: dict[int, int],
) -> None:
    """An element that both sides replaced by one of their own is one element, changed by both."""
    kept = {place for place in range(len(base)) if place in to_yours and place in to_new}
    gone = [place for place in range(len(base)) if place not in to_yours and place not in to_new]
    if not gone:
        return
    around = gaps_of(len(base), {place: place for place in kept})
    mine = lone_additions(yours, to_yours, kept)
    theirs = lone_additions(new, to_new, kept)
    lone: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place in gone:
        lone[around[place]].append(place)
    for gap, places in lone.items():
        if len(places) == 1 and gap in mine and gap in theirs:
            first, second = mine[gap], theirs[gap]
            if yours[first].key != new[second].key:
                to_yours[places[0]], to_new[places[0]] = first, second


def lone_additions(
    items: Sequence[Item], pairs: dict[int, int], kept: set[int]
) -> dict[tuple[int, int], int]:
    """Gap between elements that all sides have → the only addition in it."""
    back = {target: source for source, target in pairs.items()}
    around = gaps_of(len(items), {place: back[place] for place in back if back[place] in kept})
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place in range(len(items)):
        if place not in back:
            found[around[place]].append(place)
    return {gap: places[0] for gap, places in found.items() if len(places) == 1}


def drop_idle_renames(
    base: Sequence[Item],
    yours: Sequence[Item],
    new: Sequence[Item],
    to_yours: dict[int, int],
    to_new: dict[int, int],
) -> None:
    """A rename by the generator matters only to an element that you have and changed.

    What you deleted stays deleted under its old name; what the generator has under a new name is an addition.
    """
    for place, target in list(to_new.items()):
        if base[place].key == new[target].key:
            continue
        mine = to_yours.get(place)
        if mine is None or same(base[place].text, yours[mine].text):
            del to_new[place]
