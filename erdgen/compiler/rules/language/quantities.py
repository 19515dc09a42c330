"""Numbers, amounts, lengths of time, dates and times of day, as sentences write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erdgen.compiler.rules.conditions import Span, Unit
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.units import (
    CURRENCIES,
    MEASURES,
    MONTHS,
    SCALES,
    SIZES,
    SMALL,
    TENS,
    UNITS,
)

#: Longer ones lead out of the calendar.
LONGEST_SPAN = 5000
#: Lengths of time with a name of their own; the longer ones first.
_NAMED_SPANS: tuple[tuple[list[str], Span], ...] = (
    (["three", "quarters", "of", "an", "hour"], Span(45, "minutes")),
    (["a", "quarter", "of", "an", "hour"], Span(15, "minutes")),
    (["an", "hour", "and", "a", "half"], Span(90, "minutes")),
    (["half", "an", "hour"], Span(30, "minutes")),
    (["half", "a", "day"], Span(12, "hours")),
    (["half", "a", "year"], Span(6, "months")),
    (["a", "fortnight"], Span(2, "weeks")),
)
#: Between two days lies a night.
_NIGHTS: dict[str, Unit] = {"night": "days", "nights": "days"}
_SPAN_WORDS = {"a": 1, "an": 1, "one": 1}


@dataclass(frozen=True, slots=True)
class Quantity:
    """``number`` is exact text. ``unit``: empty, ``%``, ``currency``, ``cents``, or the word as it stands."""

    number: str
    unit: str = ""


class Quantities:
    """Reads amounts at a place of a sentence; each method gives the value and the place after, or None."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.words = [token.word for token in tokens]

    def word(self, place: int) -> str:
        return self.words[place] if place < len(self.words) else ""

    def number(self, place: int) -> tuple[str, int] | None:
        """Digits or number words, with a sign and a scale: ``-3``, ``1.5 million``, ``two hundred``."""
        negative = self.word(place) in ("-", "minus", "negative") and self._is_number(place + 1)
        if self.words[place : place + 3] == ["half", "a", "dozen"]:
            return "6", place + 3
        found = self._digits(place + negative) or self._spelled(place + negative)
        if found is None:
            return None
        value, end = found
        while self.word(end) in SCALES and self.word(end) != "m":
            value, end = value * SCALES[self.word(end)], end + 1
        if negative:
            value = -value
        return _plain(value), end

    def _is_number(self, place: int) -> bool:
        return place < len(self.tokens) and self.tokens[place].kind == "number"

    def ordinal(self, place: int) -> tuple[str, int] | None:
        """ "the 28th" as a number of its own: of a day of the month, not of the rows that come after it."""
        start = place + (self.word(place) == "the")
        if not self._is_number(start) or self.word(start + 1) not in ("st", "nd", "rd", "th"):
            return None
        end = start + 2
        for said in (["day", "of", "the", "month"], ["of", "the", "month"], ["of", "each", "month"]):
            if self.words[end : end + len(said)] == said:
                return self.words[start], end + len(said)
        stands_alone = self.word(end) in ("", "to", "and", "or", "until", "through", "–", "-", ",", ";", ".")
        return (self.words[start], end) if stands_alone else None

    def part_of_time(self, place: int) -> tuple[Quantity, int] | None:
        """ "half an hour", "a quarter of an hour": a length of time that has no number."""
        for said, known in _NAMED_SPANS:
            if self.words[place : place + len(said)] == said:
                return Quantity(str(known.count), known.unit), place + len(said)
        return None

    def _digits(self, place: int) -> tuple[Decimal, int] | None:
        if not self._is_number(place):
            return None
        if self.word(place + 1) in ("st", "nd", "rd", "th"):
            return None
        return Decimal(self.words[place]), place + 1

    def _spelled(self, place: int) -> tuple[Decimal, int] | None:
        word = self.word(place)
        if word in ("a", "one") and self.word(place + 1) in ("hundred", "thousand", "million", "dozen"):
            return self._after_hundreds(SCALES[self.word(place + 1)], place + 2)
        if word in TENS:
            end = place + 1 + (self.word(place + 1) == "-")
            if 0 < SMALL.get(self.word(end), 0) < 10:
                return Decimal(TENS[word] + SMALL[self.word(end)]), end + 1
            return Decimal(TENS[word]), place + 1
        if word in SMALL:
            if self.word(place + 1) == "hundred":
                return self._after_hundreds(SMALL[word] * 100, place + 2)
            return Decimal(SMALL[word]), place + 1
        return None

    def _after_hundreds(self, value: int, place: int) -> tuple[Decimal, int]:
        if self.word(place) == "and":
            more = self._spelled(place + 1)
            if more is not None and more[0] < 100:
                return value + more[0], more[1]
        return Decimal(value), place

    def quantity(self, place: int) -> tuple[Quantity, int] | None:
        """A number with its unit, if it has one."""
        money = self.word(place) in CURRENCIES
        found = self.number(place + money)
        if found is None:
            return None
        number, end = found
        unit = self.word(end)
        if unit == "%" or unit == "percent":
            return Quantity(number, "%"), end + 1
        if unit == "per" and self.word(end + 1) == "cent":
            return Quantity(number, "%"), end + 2
        if unit in ("cent", "cents", "pence"):
            return Quantity(number, "cents"), end + 1
        if unit in CURRENCIES:
            return Quantity(number, "currency"), end + 1
        if money:
            return Quantity(number, "currency"), end
        if unit == "square" and self.word(end + 1) in MEASURES:
            return Quantity(number, "square"), end + 2
        degrees = self._degrees(end)
        if degrees is not None:
            return Quantity(number, degrees[0]), degrees[1]
        if unit in MEASURES or unit in UNITS or unit in SIZES:
            return Quantity(number, unit), end + 1
        return Quantity(number), end

    def _degrees(self, place: int) -> tuple[str, int] | None:
        """The scale of "°C", "degrees Celsius" and the like."""
        if self.word(place) not in ("°", "degree", "degrees"):
            return None
        scales = {"c": "celsius", "celsius": "celsius", "f": "fahrenheit", "fahrenheit": "fahrenheit"}
        scale = scales.get(self.word(place + 1))
        return (scale, place + 2) if scale else None

    def span(self, place: int) -> tuple[Span, int] | None:
        """``3 days``, ``a month``, ``two weeks``, ``a fortnight``."""
        for said, known in _NAMED_SPANS:
            if self.words[place : place + len(said)] == said:
                return known, place + len(said)
        found = self.number(place)
        if found is None and self.word(place) in _SPAN_WORDS:
            found = "1", place + 1
        if found is None or "." in found[0]:
            return None
        number, end = found
        end += self.word(end) == "-"
        full = self.word(end) in ("full", "calendar", "whole", "complete", "consecutive")
        unit = UNITS.get(self.word(end + full)) or _NIGHTS.get(self.word(end + full))
        if unit is None or self.word(end + full) == "h":
            return None
        end += full + 1
        if self.word(end) == "'":
            end += 1
        if int(number) > LONGEST_SPAN:
            return None
        return Span(int(number), unit), end

    def date(self, place: int) -> tuple[str, int] | None:
        """ISO text of ``2026-03-01``, ``1 March 2026``, ``March 1st, 2026``."""
        if place < len(self.tokens) and self.tokens[place].kind == "date":
            return self._checked(self.words[place], place + 1)
        place += self.word(place) == "the"
        day_end = self._day(place)
        if day_end and self.word(day_end[1] + (self.word(day_end[1]) == "of")) in MONTHS:
            month_at = day_end[1] + (self.word(day_end[1]) == "of")
            return self._full(day_end[0], self.word(month_at), month_at + 1)
        if self.word(place) in MONTHS:
            day_end = self._day(place + 1)
            if day_end:
                return self._full(day_end[0], self.word(place), day_end[1])
        return None

    def _day(self, place: int) -> tuple[int, int] | None:
        if not self._is_number(place) or not self.words[place].isdigit():
            return None
        end = place + 1 + (self.word(place + 1) in ("st", "nd", "rd", "th"))
        return int(self.words[place]), end

    def _full(self, day: int, month: str, place: int) -> tuple[str, int] | None:
        place += self.word(place) == ","
        if not self._is_number(place) or len(self.words[place]) != 4:
            return None
        return self._checked(f"{self.words[place]}-{MONTHS[month]:02}-{day:02}", place + 1)

    def _checked(self, text: str, place: int) -> tuple[str, int] | None:
        try:
            return date.fromisoformat(text).isoformat(), place
        except ValueError:
            return None

    def clock(self, place: int) -> tuple[str, int] | None:
        """``HH:MM`` of ``9:00``, ``9 am``, ``5:30 pm``, ``noon``, ``17 o'clock``."""
        word = self.word(place)
        if word in ("noon", "midday"):
            return "12:00", place + 1
        if place >= len(self.tokens):
            return None
        kind = self.tokens[place].kind
        if kind == "time":
            hour, minute, end = int(word.split(":")[0]), int(word.split(":")[1]), place + 1
        elif kind == "number" and word.isdigit():
            hour, minute, end = int(word), 0, place + 1
        else:
            return None
        half, end = self._half_of_day(end)
        if kind == "number" and not half:
            if self.word(end) not in ("o'clock", "h"):
                return None
            end += 1
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        return (f"{hour:02}:{minute:02}", end) if hour < 24 and minute < 60 else None

    def _half_of_day(self, place: int) -> tuple[str, int]:
        word = self.word(place)
        if word in ("am", "pm"):
            return word, place + 1
        if word in ("a", "p") and self.words[place + 1 : place + 3] == [".", "m"]:
            return f"{word}m", place + 3 + (self.word(place + 3) == ".")
        return "", place


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text and not text.strip("0.") else text
