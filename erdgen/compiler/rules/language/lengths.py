"""How long a text is.

length    = comparison number "characters" | "between" number "and" number "characters"
          | comparison number "and" comparison number "characters"
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from erdgen.compiler.rules.conditions import Condition, Length, Pattern, Some
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.formats import CHARACTERS, CLASSES
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.shapes import Shapes
from erdgen.compiler.rules.language.words import COMPARISONS, MUST, SIZED_COMPARISONS, TAILS


class _Bound(NamedTuple):
    """How long a text is at least or at most; ``noun``: what is counted, where that is said."""

    operator: str
    number: int
    noun: str
    end: int


class Lengths(Shapes):
    """Reads lengths of texts."""

    def _length(self, place: int, ref: Ref) -> Read:
        """ "at least 8 characters", "8 characters or more", "between 3 and 5 letters long"."""
        start = self.past(place, "length")
        between = self._length_between(start, ref)
        if between is not None:
            yield between
        low = self.phrase(start, "longer-than")
        if low > 0:
            yield from self._characters(low, lambda n: Length(ref.path, minimum=n + 1))
        high = self.at(
            start,
            "shorter than",
            "less than",
            "fewer than",
            "under",
            "below",
            "be shorter than",
            "fall below",
        )
        if high > 0:
            yield from self._characters(high, lambda n: Length(ref.path, maximum=n - 1))
        tailed = self._one_length(start)
        if tailed is not None and tailed.noun and tailed.noun not in ("digits", "digit"):
            if tailed.operator == "gte":
                yield Length(ref.path, minimum=tailed.number), tailed.end
            if tailed.operator == "lte":
                yield Length(ref.path, maximum=tailed.number), tailed.end
        least = self.phrase(start, "least-length")
        if least > 0:
            yield from self._characters(least, lambda n: Length(ref.path, minimum=n))
        most = self.phrase(start, "greatest-length")
        if most > 0:
            yield from self._characters(most, lambda n: Length(ref.path, maximum=n))
        outside = self._length_outside(start, ref)
        if outside is not None:
            yield outside
        both = self._two_lengths(start, ref)
        if both is not None:
            yield both
        exact = self.skip(start, "exactly", "precisely", "just")
        yield from self._exact_characters(exact, ref, tail=exact == start)

    def _length_outside(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        """ "shorter than 2 or longer than 50 characters", "shorter or longer than 8 characters"."""
        either = self.phrase(place, "shorter-or-longer-than")
        one = self.number(either) if either > 0 else None
        if one is not None and one[0].isdigit() and self.word(one[1]) in CHARACTERS:
            count = int(one[0])
            parts = (Length(ref.path, maximum=count - 1), Length(ref.path, minimum=count + 1))
            return Some(parts), self._long(one[1] + 1)
        first = self.at(place, "shorter than", "less than", "fewer than", "under", "below")
        low = self.number(first) if first > 0 else None
        second = self.phrase(low[1], "or-longer-than") if low else -1
        high = self.number(second) if second > 0 else None
        if low is None or high is None or self.word(high[1]) not in CHARACTERS:
            return None
        if not (low[0].isdigit() and high[0].isdigit()):
            return None
        short, long = Length(ref.path, maximum=int(low[0]) - 1), Length(ref.path, minimum=int(high[0]) + 1)
        return Some((short, long)), self._long(high[1] + 1)

    def _two_lengths(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        """ "at least five and at most eighty characters", "10 characters minimum, 80 maximum"."""
        first = self._one_length(place)
        after = self.at(first.end, "and", "but", ", but", ", and", ",", ";") if first else -1
        second = self._one_length(after) or self._other_length(after) if after > 0 else None
        if first is None or second is None or (first.operator, second.operator) != ("gte", "lte"):
            return None
        if not (first.noun or second.noun) or first.number > second.number:
            return None
        found = CLASSES.find([second.noun or first.noun], 0)
        if found is not None:
            regex, name = found[0]
            said = f"{first.number} to {second.number} {name}"
            return Pattern(ref.path, f"{regex}{{{first.number},{second.number}}}", said), second.end
        return Length(ref.path, first.number, second.number), second.end

    def _other_length(self, place: int) -> _Bound | None:
        """ "(At least ten characters) and must fit into 120", "… and may not exceed 120"."""
        modal = MUST.find(self.words, place)
        denied = modal[0] if modal else self.word(place) == "not"
        start = modal[1] if modal else self.skip(place, "be", "have", "not")
        after = self.phrase(start, "longer-than" if denied else "greatest-length")
        number = self.number(after) if after > 0 else None
        if number is None or not number[0].isdigit():
            return None
        noun = self.word(number[1]) if self.word(number[1]) in CHARACTERS else ""
        return _Bound("lte", int(number[0]), noun, self._long(number[1] + 1) if noun else number[1])

    def _one_length(self, place: int) -> _Bound | None:
        """ "at least five characters", "80 maximum": with or without what is counted."""
        found = COMPARISONS.find(self.words, place) or SIZED_COMPARISONS.find(self.words, place)
        number = self.number(found[1] if found else place)
        if number is None or not number[0].isdigit():
            return None
        counted = TAILS.find(self.words, number[1]) if found is None else None
        after = counted[1] if counted and self.word(counted[1]) in CHARACTERS else number[1]
        noun = self.word(after) if self.word(after) in CHARACTERS else ""
        end = self._long(after + 1) if noun else after
        tail = TAILS.find(self.words, end) if found is None else None
        tail = (counted[0], end) if counted and after > number[1] else tail
        if found is None and tail is None:
            return None
        operator, end = (found[0], end) if found else tail or ("", end)
        return _Bound(operator, int(number[0]), noun, end)

    def _length_between(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        start = self.at(place, "between", "from")
        first = self.number(max(start, place))
        if first is None:
            return None
        middle = (
            self.at(first[1], "and", "to", "–", "-", "or")
            if start > 0
            else self.at(first[1], "to", "–", "-", "or")
        )
        second = self.number(middle) if middle > 0 else None
        if second is None or self.word(second[1]) not in CHARACTERS:
            return None
        if self.words[middle - 1] == "or" and int(second[0]) - int(first[0]) != 1:
            return None
        found = CLASSES.find(self.words, second[1])
        low, high = int(Decimal(first[0])), int(Decimal(second[0]))
        if found is not None:
            (regex, name), end = found
            return Pattern(ref.path, f"{regex}{{{low},{high}}}", f"{low} to {high} {name}"), self._long(end)
        return Length(ref.path, low, high), self._long(second[1] + 1)

    def _long(self, place: int) -> int:
        return self.skip(place, "long", "in length", "or so long", "in total", "at the latest", "at the most")

    def _characters(self, place: int, made: object) -> Read:
        number = self.number(place)
        if number is None or not number[0].isdigit() or not callable(made):
            return
        if self.word(number[1]) in ("character", "characters", "char", "chars", "letters", "symbols"):
            yield made(int(number[0])), self._long(number[1] + 1)

    def _exact_characters(self, place: int, ref: Ref, *, tail: bool) -> Read:
        number = self.number(place)
        if number is None or not number[0].isdigit() or self.word(number[1]) not in CHARACTERS:
            return
        count = int(number[0])
        if self.word(number[1]) in ("character", "characters", "char", "chars", "symbols", "letters"):
            end = self._long(number[1] + 1)
            turn = TAILS.find(self.words, end)
            if turn is not None:
                length = (
                    Length(ref.path, minimum=count) if turn[0] == "gte" else Length(ref.path, maximum=count)
                )
                yield length, self._long(turn[1])
            elif self.word(number[1]) != "letters":
                yield Length(ref.path, count, count), end
