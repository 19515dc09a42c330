"""Values that a member does not have ("a level other than gold"), and what a switch is set to.

excluded  = ("other than" | "except" | "but" | …) (values | predicate)
switched  = ("=" | "set to" | "is") ("true" | "false")
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import (
    Clock,
    Condition,
    Count,
    Every,
    Formula,
    Length,
    Moment,
    Not,
    OneOf,
    Pattern,
    Range,
    Scalar,
    Some,
    Total,
    Weekday,
)
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.extremes import Extremes
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.walk import predicates_in
from erdgen.compiler.spec.project import Field, Kind

_BUT = ("other than", "except", "except for", "but", "apart from", "besides", "else than", "outside")
#: What one value may be called before it is told which: "anything but cash".
_ANYTHING = ("anything", "any value", "a value", "any date", "a date", "something", "any other value")
_IS = ("=", "set to", "is", "are", "of", "equal to", ":")


class Excluded(Extremes):
    """Reads which values are left out, and what a switch is set to."""

    def but_these(self, ref: Ref, place: int) -> Read:
        """ "other than gold or silver", "except 5", "anything but a capital letter and two digits"."""
        other = self.at(self.skip(place, *_ANYTHING), *_BUT)
        if other < 0 or ref.field is None:
            return
        if ref.field.kind.is_text and not ref.field.choices:
            for values, end in self.read_list(other, ref.field):
                yield OneOf(ref.path, values, negated=True), end
        for listed, end in self._values(other, ref.field, free=True) if _is_listed(ref.field) else ():
            yield OneOf(ref.path, listed, negated=True), end
        for condition, end in self.read_predicates(other, ref):
            if is_restriction(condition) and not isinstance(condition, OneOf):
                yield opposite_of(condition), end

    def switched(self, ref: Ref, place: int) -> Iterator[tuple[Condition, int]]:
        """ "(blocked) = false", "(pets allowed) set to true"."""
        switch = ref.field is not None and ref.field.kind is Kind.BOOL
        after = self.at(place, *_IS) if switch else -1
        for value, words in ((True, ("true", "yes")), (False, ("false", "no"))):
            end = self.at(after, *words) if after > 0 else -1
            said: tuple[Scalar, ...] = (value,)
            if end > 0:
                yield OneOf(ref.path, said), end


def _is_listed(field: Field) -> bool:
    return bool(field.choices) or field.kind.is_number


def is_restriction(condition: Condition) -> bool:
    """Whether what is so can be refused: told of the value itself, and not of two bounds at once."""
    if isinstance(condition, Every):
        return False
    parts = condition.parts if isinstance(condition, Some) else (condition,)
    parts = tuple(part.part if isinstance(part, Not) else part for part in parts)
    return all(isinstance(part, Range | Length | Pattern | Weekday | Clock | OneOf) for part in parts)


def is_of_itself(condition: Condition) -> bool:
    """Whether a row tells alone that it is so, by more than a state that it may well reach."""
    found = tuple(predicates_in(condition))
    if not is_within(condition):
        return False
    states = all(isinstance(each, OneOf) and not (each.negated and len(each.values) > 1) for each in found)
    return not states or len({getattr(each, "field", "") for each in found}) > 1


def is_within(condition: Condition) -> bool:
    """Whether it speaks of the row alone, and of no moment."""
    found = tuple(predicates_in(condition))
    if any(isinstance(each, Count | Total | Moment | Formula) for each in found):
        return False
    paths = (path for each in found for path in (getattr(each, "field", ""), getattr(each, "other", "")))
    return not any("." in path for path in paths)
