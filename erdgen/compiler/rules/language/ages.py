"""How old somebody is, and how long something lasts.

age       = comparison number ["years old"] | number "years" tail | "older than" number
lasting   = "last" comparison span
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from erdgen.compiler.rules.conditions import (
    MIRRORED,
    OPPOSITE,
    Compare,
    Condition,
    Every,
    Moment,
    Operator,
    Some,
    Span,
    Unit,
)
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.having import Having
from erdgen.compiler.rules.language.measures import turned_back
from erdgen.compiler.rules.language.names import loose_key_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.units import UNITS
from erdgen.compiler.rules.language.words import BE, COMPARISONS, TAILS
from erdgen.compiler.spec.project import Entity


class Ages(Having):
    """Reads ages and lengths of periods."""

    def _age(self, place: int, *, noun: bool = False) -> Read:
        """ "under 18", "at least 18 years old", "18 or older", "younger than 16"."""
        birth = self.birth
        if birth is None:
            return
        found = (
            COMPARISONS.find(self.words, place)
            if self.at(place, "under the age of", "over the age of", "above the age of", "below the age of")
            < 0
            else None
        )
        older = self.at(place, "older than", "over the age of", "above the age of", "aged over")
        younger = self.at(place, "younger than", "under the age of", "below the age of", "aged under")
        exactly = self.at(place, "aged", "of age", "at least the age of")
        operator: Operator | None = (
            found[0] if found else "gt" if older > 0 else "lt" if younger > 0 else None
        )
        start = found[1] if found else max(older, younger)
        number = self.number(start if operator else (max(exactly, place)))
        if number is None or not number[0].isdigit():
            return
        unit, end = self._unit_of_age(number[1])
        said = (
            max(older, younger, exactly) > 0
            or noun
            or not {"older", "younger"}.isdisjoint(self.words[place:start])
            or end != number[1]
            or (place > 0 and self.words[place - 1] in BE)
        )
        if not said and TAILS.find(self.words, number[1]) is None:
            return
        years = int(number[0])
        if operator is None:
            tail = TAILS.find(self.words, end) or TAILS.find(self.words, number[1])
            if tail is None:
                return
            operator, end = tail[0], self._years(tail[1])
        condition = _age_condition(birth, operator, years, unit)
        if condition is not None:
            yield condition, end

    def _least_age(self, place: int) -> Read:
        """ "The minimum age of a student is 16", "minimum age: 18"."""
        kinds: tuple[tuple[str, Operator], ...] = (("the-minimum-age", "gte"), ("the-maximum-age", "lte"))
        for key, operator in kinds:
            start = self.phrase(place, key)
            if start < 0 or self.birth is None:
                continue
            owner = self.at(start, "of", "for", "to become", "to be")
            for end in (start, *(self.root_ends(owner) if owner > 0 else ())):
                after = self.at(end, "is", ":", "must be", "of", "shall be", "has to be", "=")
                number = self.number(after) if after > 0 else None
                condition = (
                    _age_condition(self.birth, operator, int(number[0]))
                    if number and number[0].isdigit()
                    else None
                )
                if number is not None and condition is not None:
                    yield condition, self._years(number[1])

    def _turned(self, place: int) -> Read:
        """ "(must have) turned 16 by the day they are admitted", "be 18 when they enrol"."""
        start = self.phrase(place, "turned-age")
        number = self.number(start) if start > 0 else None
        if self.birth is None or number is None or not number[0].isdigit():
            return
        end = self._years(number[1])
        yield Moment(self.birth, "lte", Span(-int(number[0]), "years")), end

    def _not_yet(self, place: int) -> Read:
        """ "not yet 18", "not 16 yet", "has not (yet) turned 14", "have not reached the age of 21"."""
        lead = self.phrase(place, "not-yet-aged")
        denied = self.at(place, "not", "not even") if lead < 0 else -1
        number = self.number(max(lead, denied)) if max(lead, denied) > 0 else None
        if self.birth is None or number is None or not number[0].isdigit():
            return
        end = self._years(number[1])
        yet = self.at(end, "yet")
        if lead > 0 or yet > 0:
            yield Moment(self.birth, "gt", Span(-int(number[0]), "years")), max(yet, end)

    def _ages(self, place: int) -> Read:
        """An age now, or at a moment of the row: "at least 18 years old on the day they are hired"."""
        if self.birth is None:
            return
        for said, end in self._ages_now(place):
            yield said, end
            yield from self._at_that_age(said, end, Ref(self.birth, self.root.members[self.birth]))

    def _at_that_age(self, said: Condition, place: int, born: Ref) -> Read:
        by = self.phrase(place, "by-the-time")
        for other, stop in (*self._verb_moment(by, born), *self._other(by, born)) if by > 0 else ():
            then = self.at_age_then(said, other.path) if "." not in other.path else None
            if then is not None:
                yield then, stop

    def at_age_then(self, condition: Condition, other: str) -> Condition | None:
        """An age that is asked of another moment than now; None where it is no age alone."""
        if isinstance(condition, Every | Some):
            parts = [self.at_age_then(part, other) for part in condition.parts]
            told = tuple(part for part in parts if part is not None)
            return replace(condition, parts=told) if len(told) == len(parts) else None
        if not isinstance(condition, Moment) or condition.shift is None:
            return None
        if loose_key_of(condition.field.rpartition(".")[2]) != "birth":
            return None
        return Compare(other, MIRRORED[condition.operator], condition.field, turned_back(condition.shift))

    def _ages_of_linked(self, link: str, target: Entity, place: int) -> Read:
        """How old somebody must be to whom a row links, now or at a moment of the row."""
        reader = self.seen_from(target)
        if reader.birth is None:
            return
        born = Ref(f"{link}.{reader.birth}", target.members[reader.birth])
        for said, end in reader._ages_now(place):
            yield seen_through(link, said), end
            yield from self._at_that_age(seen_through(link, said), end, born)

    def _ages_now(self, place: int) -> Read:
        """One bound or two: "at least 5 and no older than 21", "16 to 75 years old"."""
        if self.birth is None:
            return
        yield from self._turned(place)
        yield from self._not_yet(place)
        for first, end in self._age(place):
            yield first, end
            other = self.at(end, "or", ", or")
            for second, stop in self._age(other, noun=True) if other > 0 else ():
                yield outside_ages(first, second), stop
            after = self.at(end, "and", "but", ", but", ", and")
            for second, stop in self._age(after, noun=True) if after > 0 else ():
                yield Every((first, second)), stop
        birth = self.birth
        between = self._count_between(place)
        if birth is not None and between is not None and self._years(between[2]) != between[2]:
            low, high = _age_condition(birth, "gte", between[0]), _age_condition(birth, "lte", between[1])
            if low is not None and high is not None:
                yield Every((low, high)), self._years(between[2])

    def _lasting(self, place: int) -> Read:
        """ "last no longer than 3 hours", "be 10 hours long at most": from the start to the end."""
        start = self.phrase(place, "lasts")
        period = self.period if start > 0 else None
        if period is None:
            return
        between = self.at(start, "between", "from")
        low = self.span(between) if between > 0 else None
        middle = self.at(low[1], "and", "to", "up to") if low else -1
        high = self.span(middle) if middle > 0 else None
        both = self._count_between(start) if low is None else None
        unit = self.span(both[2] - 1) if both is not None else None
        if both is not None and unit is not None and unit[0].count == both[1]:
            low, high = (Span(both[0], unit[0].unit), both[2]), unit
        if low is not None and high is not None:
            ends, starts = period[1], period[0]
            bounds = (Compare(ends, "gte", starts, low[0]), Compare(ends, "lte", starts, high[0]))
            yield Every(bounds), self.skip(high[1], "long", "in total")
        first = self._lasting_bound(start, period)
        if first is None:
            return
        yield first
        after = self.at(first[1], "and", "but", ", but", ", and")
        second = self._lasting_bound(after, period) if after > 0 else None
        if second is not None:
            yield Every((first[0], second[0])), second[1]

    def _lasting_bound(self, place: int, period: tuple[str, str]) -> tuple[Condition, int] | None:
        long = self.phrase(place, "longer-or-shorter")
        words = " ".join(self.words[place:long]) if long > 0 else ""
        found = COMPARISONS.find(self.words, place)
        operator: Operator | None = found[0] if found else None
        if words:
            operator = "gt" if "longer" in words else "lt"
            if words.startswith(("no ", "not ")):
                operator = OPPOSITE[operator]
        span = self.span(long if long > 0 else found[1] if found else place)
        if span is None:
            return None
        end = self.skip(span[1], "long", "in total", "in length", "of time")
        if operator is None:
            tail = TAILS.find(self.words, end) or TAILS.find(self.words, span[1])
            if tail is None:
                return None
            operator, end = tail
        return Compare(period[1], operator, period[0], span[0]), end

    def _years(self, place: int) -> int:
        return self.skip(place, "years old", "years of age", "year old", "years")

    def _unit_of_age(self, place: int) -> tuple[Unit, int]:
        """ "(older than eight) weeks", "(at least 6) months old", "(18) years of age"."""
        unit = UNITS.get(self.word(place))
        if unit in ("days", "weeks", "months"):
            return unit, self.skip(place + 1, "old", "of age")
        return "years", self._years(place)

    @cached_property
    def birth(self) -> str | None:
        """The field that holds when somebody was born."""
        return self.birth_of(self.root)


def outside_ages(*bounds: Condition) -> Some:
    """ "Younger than 5 or older than 21": who is 21, to the last day of that year, is neither."""
    return Some(tuple(_past_the_year(bound) for bound in bounds))


def _past_the_year(bound: Condition) -> Condition:
    if isinstance(bound, Moment) and bound.operator == "lt" and bound.shift is not None:
        return Moment(bound.field, "lte", Span(bound.shift.count - 1, bound.shift.unit))
    return bound


def _age_condition(birth: str, operator: Operator, years: int, unit: Unit = "years") -> Condition | None:
    """An age in full years as a date of birth: at least 18 is born 18 years ago or before."""
    match operator:
        case "gte":
            return Moment(birth, "lte", Span(-years, unit))
        case "lt":
            return Moment(birth, OPPOSITE["lte"], Span(-years, unit))
        case "gt":
            return Moment(birth, "lt", Span(-years, unit))
        case "lte" if unit == "years":
            return Moment(birth, "gt", Span(-years - 1, unit))
    return None  # whether one who is eight weeks and a day is "at most eight weeks old" is not said
