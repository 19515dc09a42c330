"""From when until when a row lasts: the two members that tell it, by their names or by the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

from erdgen.compiler.rules.language.choices import Choices
from erdgen.compiler.rules.language.names import meanings_of, split_name
from erdgen.compiler.spec.project import Entity, Field

#: Beginnings of words for the two ends of a period.
_OPPOSED = (
    (("first",), ("last",)),
    (("arriv",), ("depart", "leav", "left")),
    (("depart",), ("arriv", "return")),
    (("admi",), ("discharg",)),
    (("open",), ("clos",)),
    (("launch",), ("deadline",)),
    (("pick", "collect", "issued", "borrow", "lent"), ("drop", "return")),
    (("entr",), ("exit",)),
    (("effective", "since"), ("until", "expir")),
)


class Periods(Choices):
    """Finds the period of the root."""

    @cached_property
    def period(self) -> tuple[str, str] | None:
        """The fields that say from when until when a row lasts."""
        return self.period_of(self.root) or self._period_told()

    def period_of(self, entity: Entity) -> tuple[str, str] | None:
        """The two fields that tell it by their names: of what is planned, where more tell what came of it."""
        pairs = self.lexicon.periods.get(entity.name)
        if pairs is None:
            pairs = period_pairs(entity)
            required = [pair for pair in pairs if all(entity.members[name].required for name in pair)]
            pairs = self.lexicon.periods[entity.name] = tuple(required) if len(pairs) > 1 else pairs
        return pairs[0] if len(pairs) == 1 else None

    def _period_told(self) -> tuple[str, str] | None:
        """The two moments of "from launch date to deadline", where the sentence tells of them."""
        for place, word in enumerate(self.words):
            if word not in ("from", "between"):
                continue
            for first, end in self._moments_at(place + 1):
                if self.word(end) in ("to", "until", "till", "and"):
                    for second, _stop in self._moments_at(end + 1):
                        if first.kind is second.kind and first is not second:
                            return first.name, second.name
        return None

    def _moments_at(self, place: int) -> Iterator[tuple[Field, int]]:
        for name, end in self.spans(self.skip_determiners(place), 4):
            for member in self.lexicon.members(self.root, name):
                if isinstance(member, Field) and member.kind.is_temporal:
                    yield member, end


def is_an_end(name: str) -> bool:
    """Whether a field's name says until when a row is valid."""
    return edge_of(name) == "end" or "expire" in meanings_of(name)


def period_pairs(entity: Entity) -> tuple[tuple[str, str], ...]:
    """Fields for the ends of a period by their names: ``starts_at`` and ``ends_at``; else opposites.

    Of a stay and of a journey alike, the end that the ERD names first comes first.
    """
    moments = [f for f in entity.fields if f.kind.is_temporal]
    starts = [f for f in moments if edge_of(f.name) == "start"]
    ends = [f for f in moments if edge_of(f.name) == "end"]
    pairs = tuple((s.name, e.name) for s in starts for e in ends if s.kind is e.kind)
    return pairs or tuple(
        (first.name, second.name)
        for first, second in combinations((f for f in moments if not f.auto), 2)
        if first.kind is second.kind and _are_opposed(first.name, second.name)
    )


def _are_opposed(first: str, second: str) -> bool:
    """Whether the names begin with words that are opposites: ``first_day``, ``last_day``."""
    (one, *rest), (other, *others) = split_name(first), split_name(second)
    if one == "first" and rest != others:
        return False  # ``first_day`` and ``last_inspected_on``
    return any(one.startswith(starts) and other.startswith(ends) for starts, ends in _OPPOSED)


def edge_of(name: str) -> str:
    """Whether a field's name says that a period starts or ends there."""
    key = "".join(meanings_of(name))
    if key.startswith(("start", "begin", "from", "checkin", "validfrom")) or key.endswith(
        ("start", "from", "begin")
    ):
        return "start"
    if key.startswith(("end", "finish", "until", "to", "checkout", "validuntil", "validto")) or key.endswith(
        ("end", "until", "till")
    ):
        return "end"
    return ""
