"""Verbs that say whether something must be, can be, or can only be.

modal     = "must" | "must not" | "can" | "can only" | ":"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Length,
    Moment,
    Range,
    Weekday,
)
from erdgen.compiler.rules.language.bodies import Allowed, Bodies, Body, narrow_body
from erdgen.compiler.rules.language.doings import Doings
from erdgen.compiler.rules.language.memory import remembered_here
from erdgen.compiler.rules.language.words import CAN, CAN_ONLY, MUST, word_set
from erdgen.compiler.spec.project import Field

_ADVERBS = word_set("always also still strictly ever yet then both each all themselves either")


_ANY = word_set("any every all each")
_SIGNS = word_set("negative positive nonnegative nonpositive zero")


class Modal(NamedTuple):
    """``kind`` says how binding it is, ``denied`` whether "not" belongs to it, ``end`` where it ends."""

    kind: Literal["must", "can", "only"]
    denied: bool
    end: int

    @property
    def asks(self) -> bool:
        """Whether it asks for what follows: neither allows it nor rules it out."""
        return self.kind == "must" and not self.denied

    @property
    def forbids(self) -> bool:
        return self.kind == "must" and self.denied


class Modals(Doings):
    """Reads modal verbs."""

    @remembered_here
    def modal(self, place: int) -> Modal | None:
        """The modal verb at ``place``, with the adverbs after it."""
        if self.word(place) == ":":
            return Modal("must", False, place + 1)
        if place > 0 and self.words[place - 1] in ("not", "n't"):
            return None
        only = CAN_ONLY.find(self.words, place)
        if only is not None:
            return Modal("only", False, only[1])
        must = MUST.find(self.words, place)
        if must is not None:
            return Modal("must", must[0], self._past_adverbs(must[1]))
        can = CAN.find(self.words, place)
        if can is not None:
            if self.word(can[1]) == "only":
                return Modal("only", False, can[1] + 1)
            return Modal("can", False, self._past_adverbs(can[1]))
        return None

    def _past_adverbs(self, place: int) -> int:
        while self.word(place) in _ADVERBS:
            if self.word(place) == "either" and self.word(place + 1) != "be":
                break
            place += 1
        return place

    def _says_at_most(self, place: int, end: int) -> bool:
        """Whether a permission names its limit: "up to 5", "at most 80 characters"."""
        return any(self.phrase(here, "at-most") > 0 for here in range(place, end))

    def _permitted(self, said: Condition, start: int, end: int) -> Bodies:
        """A permission, which a clause after it limits; of bounds it must be plain what the clause limits."""
        upper = is_upper_bound(said) and self._says_at_most(start, end)
        if not (upper or self._is_whole_range(said, start)):
            yield Allowed(said), end
        elif isinstance(said, Range | Length) and self.phrase(end, "though-only") > 0:
            member = self.root.members.get(said.field)
            if isinstance(member, Field) and not member.required:
                yield Allowed(said, said.field), end

    def _is_whole_range(self, condition: Condition, place: int) -> bool:
        """Whether a permission limits: "can be anything from 5 to 100", "may be neither … nor …"."""
        if "neither" in self.words[place : place + 2]:
            return True
        if not _SIGNS.isdisjoint(self.words[place : place + 2]):
            return False  # "can be negative" bounds nothing
        if isinstance(condition, Clock):  # "can be picked up from 7:00 to 20:00"
            return condition.earliest is not None and condition.latest is not None
        if isinstance(condition, Weekday):  # "may be any day but Monday"
            return not _ANY.isdisjoint(self.words[place : place + 4])
        bounds = condition.parts if isinstance(condition, Every) else (condition,)
        ranges = [bound for bound in bounds if isinstance(bound, Range)]
        low = any(bound.gt is not None or bound.gte is not None for bound in ranges)
        high = any(bound.lt is not None or bound.lte is not None for bound in ranges)
        same = any(bound.gte is not None and bound.gte == bound.lte for bound in ranges)
        return low and high and not same and len(ranges) == len(bounds)

    def _narrowed(self, body: Body, where: Condition | None) -> Body:
        return narrow_body(body, self.root, where)

    def _per_root(self, place: int) -> Iterator[int]:
        after = self.phrase(place, "per-row")
        if after > 0:
            yield from self.root_ends(after)


def is_upper_bound(condition: Condition) -> bool:
    """Whether a permission to be so ("can be at most 5", "may have up to 3 tickets") limits from above."""
    match condition:
        case Range():
            return condition.gt is None and condition.gte is None
        case Length() | Count():
            return condition.minimum is None and condition.maximum is not None
        case Moment() if condition.shift is not None and condition.shift.count < 0:
            return condition.operator in ("gt", "gte")  # "at most 7 days old"
        case Compare() | Formula() | Moment():
            return condition.operator in ("lt", "lte")
    return False
