"""Verbs that say whether something must be, can be, or can only be.

modal     = "must" | "must not" | "can" | "can only" | ":"
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Count
from erdgen.compiler.rules.language.bodies import Body, narrow_body
from erdgen.compiler.rules.language.clauses import Clauses
from erdgen.compiler.rules.language.words import CAN, CAN_ONLY, MUST


class Modals(Clauses):
    """Reads modal verbs."""

    def modal(self, place: int) -> tuple[str, bool, int] | None:
        """``must``, ``can``, ``only`` with its denial, and the place after it."""
        if self.word(place) == ":":
            return "must", False, place + 1
        if place > 0 and self.words[place - 1] in ("not", "n't"):
            return None
        only = CAN_ONLY.find(self.words, place)
        if only is not None:
            return "only", False, only[1]
        must = MUST.find(self.words, place)
        if must is not None:
            return "must", must[0], self._past_adverbs(must[1])
        can = CAN.find(self.words, place)
        if can is not None:
            if self.word(can[1]) == "only":
                return "only", False, can[1] + 1
            return "can", False, self._past_adverbs(can[1])
        return None

    def _past_adverbs(self, place: int) -> int:
        while self.word(place) in (
            "always",
            "also",
            "still",
            "strictly",
            "ever",
            "yet",
            "then",
            "both",
            "each",
            "all",
            "themselves",
            "either",
        ):
            if self.word(place) == "either" and self.word(place + 1) != "be":
                break
            place += 1
        return place

    def _says_at_most(self, place: int, end: int) -> bool:
        """Whether a permission names its limit: "up to 5", "at most 80 characters"."""
        return any(self.phrase(here, "at-most") > 0 for here in range(place, end))

    def _narrowed(self, body: Body, where: Condition | None) -> Body:
        return narrow_body(body, self.root, where)

    def _per_root(self, place: int) -> Iterator[int]:
        after = self.phrase(place, "per-row")
        if after > 0:
            for where, end in self.read_entity(after, self.root, plain=True):
                if where is None:
                    yield end


def is_upper_bound(condition: Condition) -> bool:
    """Whether a permission to be so ("can be at most 5", "may have up to 3 tickets") limits from above."""
    from erdgen.compiler.rules.conditions import Compare, Formula, Length, Moment, Range

    match condition:
        case Range():
            return condition.gt is None and condition.gte is None
        case Length() | Count():
            return condition.minimum is None and condition.maximum is not None
        case Compare() | Formula() | Moment():
            return condition.operator in ("lt", "lte")
    return False
