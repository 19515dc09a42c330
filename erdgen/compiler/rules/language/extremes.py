"""Bounds said as the greatest or least of what a member may be, and of what rows are compared by.

extreme    = ("maximum" | "lowest" | …) ["allowed"] member | member ("maximum" | "minimum")
likeness   = ["no" | "not"] ("heavier" | "smaller" | …) "than" amount | bound ["in"] ("size" | "heavy" | …)
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OPPOSITE, Condition, Length, Operator
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.predicates import Predicates
from erdgen.compiler.spec.project import Field

#: Comparatives of an adjective: the member that they compare, and which way.
_LIKENESSES: dict[str, tuple[tuple[str, ...], Operator]] = {
    "heavier": (("weight",), "gt"),
    "lighter": (("weight",), "lt"),
    "larger": (("size",), "gt"),
    "bigger": (("size",), "gt"),
    "smaller": (("size",), "lt"),
    "taller": (("height",), "gt"),
    "higher": (("height",), "gt"),
    "lower": (("height",), "lt"),
    "wider": (("width",), "gt"),
    "narrower": (("width",), "lt"),
    "deeper": (("depth",), "gt"),
    "longer": (("length", "duration"), "gt"),
    "shorter": (("length", "duration"), "lt"),
    "cheaper": (("price",), "lt"),
    "faster": (("speed",), "gt"),
    "slower": (("speed",), "lt"),
    "warmer": (("temperature",), "gt"),
    "hotter": (("temperature",), "gt"),
    "colder": (("temperature",), "lt"),
    "cooler": (("temperature",), "lt"),
}
#: What follows a measure and names the member: "25 MB in size", "30 kg heavy".
_DIMENSIONS = {
    "in size": "size",
    "in weight": "weight",
    "heavy": "weight",
    "in height": "height",
    "tall": "height",
    "high": "height",
    "in width": "width",
    "wide": "width",
    "in depth": "depth",
    "deep": "depth",
    "in length": "length",
    "long": "length",
    "in duration": "duration",
}
_EXTREMES: tuple[tuple[Operator, str], ...] = (("gte", "the-least"), ("lte", "the-greatest"))


class Extremes(Predicates):
    """Reads bounds that stand before the name of what they bound."""

    def read_extreme(self, place: int) -> Iterator[tuple[Operator, Ref, int]]:
        """ "the maximum discount", "the lowest possible price", "the limit for the weight"."""
        start = self.skip(place, "the", "a", "an", "our", "its", "their")
        for operator, key in _EXTREMES:
            after = self.phrase(start, key)
            if after < 0:
                continue
            words = self.words[start:after]
            named = any(
                self.lexicon.members(self.root, name) for name, end in self.spans(start) if end > after
            )
            if named:
                return  # the ERD has a member of that name
            for ref, end in self.read_member(after, self.root):
                if ref.field is not None and (words[-1] in ("for", "of", "on", "to") or end > after):
                    yield operator, ref, end

    def extreme_length(self, place: int) -> Iterator[tuple[Operator, Ref, int]]:
        """ "the maximum length of the title"."""
        start = self.skip(place, "the", "a", "an", "our")
        for operator, key in _EXTREMES:
            after = self.phrase(start, key)
            length = self.at(after, "length of", "length for", "length", "number of characters in")
            for ref, end in self.read_member(length, self.root) if after > 0 and length > 0 else ():
                if ref.field is not None and ref.field.kind.is_text and not ref.field.choices:
                    yield operator, ref, end

    def bound_at(self, operator: Operator, ref: Ref, place: int) -> Read:
        """The amount that bounds ``ref``."""
        field, quantity = ref.field, self.quantity(place)
        if field is None or quantity is None or not field.kind.is_number:
            return
        end = self._after_measure(self._past_own_unit(quantity[1], field), field)
        yield from self._against(ref, operator, field, quantity[0], end)

    def length_at(self, operator: Operator, ref: Ref, place: int) -> Read:
        """The number of characters that bounds the length of ``ref``."""
        number = self.number(place)
        if number is None or not number[0].isdigit():
            return
        end = self.skip(number[1], "characters", "letters", "signs")
        count = int(number[0])
        yield Length(ref.path, *((count, None) if operator == "gte" else (None, count))), end

    @property
    def _compared(self) -> dict[str, Ref]:
        found = {}
        for name in {name for names, _ in _LIKENESSES.values() for name in names}:
            members = [m for m in self.lexicon.members(self.root, name) if isinstance(m, Field)]
            if len(members) == 1 and members[0].kind.is_number:
                found[name] = Ref(members[0].name, members[0])
        return found

    def read_likeness(self, place: int) -> Read:
        """ "heavier than 30 kg", "no larger than 25 MB", "up to 25 MB in size"."""
        denied = self.at(place, "no", "not")
        start = max(denied, place)
        found = _LIKENESSES.get(self.word(start))
        if found is not None and self.word(start + 1) == "than":
            refs = [self._compared[name] for name in found[0] if name in self._compared]
            operator = OPPOSITE[found[1]] if denied > 0 else found[1]
            if len(refs) == 1:
                yield from self.bound_at(operator, refs[0], start + 2)
            return
        yield from self._dimension(place)

    def _dimension(self, place: int) -> Iterator[tuple[Condition, int]]:
        for stop in range(place + 2, min(place + 9, self.end)):
            after = self.at(stop, *_DIMENSIONS)
            if after < 0:
                continue
            ref = self._compared.get(_DIMENSIONS[" ".join(self.words[stop:after])])
            for condition, end in self.read_predicate(place, ref) if ref is not None else ():
                if end in (stop, after):
                    yield condition, after
            return
