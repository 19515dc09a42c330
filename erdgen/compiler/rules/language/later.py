"""A second bound on two moments, told after the first: "a hire ends after it starts, at most 5 days later".

later     = [","] ["and" | "but" | "nor"] comparison span ("later" | "after that" | "earlier" | "before that")
"""

from __future__ import annotations

from erdgen.compiler.rules.conditions import OPPOSITE, Compare, Every, Operator, Span
from erdgen.compiler.rules.language.bodies import Bodies, Body, Holds
from erdgen.compiler.rules.language.validity import Validity
from erdgen.compiler.rules.language.words import COMPARISONS, word_set
from erdgen.compiler.spec.project import Field

_DENIALS = word_set("not cannot never no nobody")
#: "At most 5 days earlier" is no earlier than 5 days before.
_SEEN_BACK: dict[Operator, Operator] = {"lte": "gte", "lt": "gt", "gte": "lte", "gt": "lt"}


class Later(Validity):
    """Reads how far apart two moments are that were put in order before."""

    def _told_apart(self, body: Body, place: int) -> Bodies:
        """ "…, at most 5 days later", "…, nor more than 30 days after that": with the order of the two."""
        if not isinstance(body, Holds) or not isinstance(body.condition, Compare):
            return
        nor = self.at(place, ", nor", "nor", ", and not", "and not", ", but not", "but not", ", or", "or")
        if nor > 0 and self.words[nor - 1] == "or" and _DENIALS.isdisjoint(self.words[:place]):
            return
        start = nor if nor > 0 else self.at(place, ", and", ", but", ",", "and", "but")
        found = COMPARISONS.find(self.words, start) if start > 0 else None
        span = self.span(found[1]) if found is not None else None
        if found is None or span is None or not self._orders_moments(body.condition):
            return
        said = OPPOSITE[found[0]] if nor > 0 else found[0]
        later = body.condition.operator in ("gt", "gte")
        end = self.phrase(span[1], "later" if later else "earlier")
        operator = said if later else _SEEN_BACK.get(said)
        if end > 0 and operator in _SEEN_BACK:
            count = span[0].count if later else -span[0].count
            bound = Compare(body.condition.field, operator, body.condition.other, Span(count, span[0].unit))
            yield Holds(Every((body.condition, bound))), end

    def _orders_moments(self, condition: Compare) -> bool:
        """Whether two moments of the row are put in order, and no more is said of them."""
        members = [self.root.members.get(name) for name in (condition.field, condition.other)]
        temporal = all(isinstance(member, Field) and member.kind.is_temporal for member in members)
        return temporal and condition.shift is None and condition.operator in _SEEN_BACK
