"""Values that a field may have: at the bound of what is asked of it, and such as nobody would wonder at.

Time stands still at ``NOW``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from erdgen.compiler.rules.bounds import interval_of, step_of, to_value
from erdgen.compiler.rules.conditions import (
    Clock,
    Length,
    Moment,
    OneOf,
    Pattern,
    Predicate,
    Range,
    Span,
    Weekday,
)
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.rules.scalars import read_value, shift_moment, write_value
from erdgen.compiler.rules.truth import read_bound
from erdgen.compiler.spec.project import Field, Kind

#: A Thursday at noon, at which the generated tests of rules run.
NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)

#: Characters of the longest text that is tried.
LONGEST = 10_000

Value = str | int | float | bool | None


def turning_values(leaf: Predicate, member: Field) -> Iterator[Value]:
    """Values of ``member`` at which ``leaf``, that asks of nothing else, turns."""
    match leaf:
        case Range():
            bounds = [b for b in (leaf.gt, leaf.gte, leaf.lt, leaf.lte) if b is not None]
            yield from near_values(member, (read_bound(member, bound) for bound in bounds))
        case Length():
            sizes = [size for size in (leaf.minimum, leaf.maximum) if size is not None]
            yield from (
                "x" * near for size in sizes for near in (size, size + 1, size - 1) if 0 < near <= LONGEST
            )
        case Pattern():
            yield from matching_texts(leaf.regex, 2, member.max_length)
            yield from ("!", "~ ~", "0", "x", "X y", "-1", "ä")
        case OneOf():
            yield from leaf.values
            yield from (choice.value for choice in member.choices)
            if not member.choices and member.kind.is_text:
                yield "other"
        case Moment():
            moment = _moved(leaf.shift)
            yield from near_values(member, [moment.date() if member.kind is Kind.DATE else moment])
        case Weekday():
            start = [read_value(member, value) for value in usual_values(member)]
            yield from _written(
                member,
                (day + timedelta(days=n) for day in start if isinstance(day, date) for n in range(7)),
            )
        case Clock():
            yield from _clock_values(leaf, member)


def _clock_values(leaf: Clock, member: Field) -> Iterator[Value]:
    for text in filter(None, (leaf.earliest, leaf.latest)):
        clock = datetime.combine(NOW.date(), time.fromisoformat(text), UTC)
        near = (clock, clock + timedelta(minutes=1), clock - timedelta(minutes=1))
        if member.kind is Kind.TIME:
            yield from (moment.time().isoformat() for moment in near)
        else:
            # On each day of a week: others may be ruled out.
            days = [timedelta(days=n) for n in range(30, 37)]
            yield from _written(member, (moment + day for moment in near for day in days))


def _moved(shift: Span | None) -> datetime:
    """The moment that lies ``shift`` from now."""
    moment = shift_moment(NOW, shift)
    assert isinstance(moment, datetime)
    return moment


def halfway_values(leaf: Predicate, path: str, member: Field) -> Iterator[Value]:
    """Between now and the bound that ``leaf`` sets from now, away from either."""
    if isinstance(leaf, Moment) and leaf.field == path and leaf.shift is not None:
        moment = NOW + (_moved(leaf.shift) - NOW) / 2
        yield from _written(member, [moment.date() if member.kind is Kind.DATE else moment])


def usual_values(member: Field) -> Iterator[Value]:
    """Values that nobody would wonder at."""
    if member.default is not None and not member.default.special and not member.default.json:
        yield member.default.value
    if member.choices:
        yield from (choice.value for choice in member.choices)
        return
    match member.kind:
        case Kind.BOOL:
            yield from (True, False)
        case Kind.DATE:
            yield from ((NOW + timedelta(days=n)).date().isoformat() for n in (30, -30, 60, 365, -365, -9000))
        case Kind.DATETIME:
            yield from _written(member, (NOW + timedelta(days=n) for n in (30, -30, 60, 365, -365, -9000)))
        case Kind.TIME:
            yield from ("10:00:00", "16:00:00")
        case Kind.DURATION:
            yield from ("01:00:00", "02:00:00")
        case Kind.EMAIL:
            yield "someone@example.com"
        case Kind.URL:
            yield "https://example.com/page"
        case _ if member.kind.is_number:
            yield from (to_value(member, Decimal(number)) for number in (10, 1, 100, 1000, 0, 5, -5))
        case _ if member.kind.is_text:
            yield from (
                matching_texts(member.pattern, 1, member.max_length) if member.pattern else ("text", "x")
            )


def near_values(member: Field, values: Iterable[object]) -> Iterator[Value]:
    """Each value, then the next above and below that ``member`` can hold."""
    for value in values:
        if isinstance(value, Decimal):
            step = step_of(member)
            yield from _written(member, (value, value + step, value - step))
        elif isinstance(value, datetime):
            minute = timedelta(minutes=1)
            yield from _written(member, (value, value + minute, value - minute))
        elif isinstance(value, date):
            yield from _written(member, (value, value + timedelta(days=1), value - timedelta(days=1)))
        elif isinstance(value, time):
            moment = datetime.combine(NOW.date(), value)
            yield from ((moment + timedelta(minutes=n)).time().isoformat() for n in (0, 1, -1))
        elif isinstance(value, timedelta):
            yield from (str(value + timedelta(minutes=n)) for n in (0, 1, -1))
        elif value is not None:
            yield value  # type: ignore[misc]  # a text or a flag


def _written(member: Field, values: Iterable[object]) -> Iterator[Value]:
    for value in values:
        yield write_value(member, value)  # type: ignore[arg-type, misc]  # JSON scalars by their kind


def fits(member: Field, value: Value) -> bool:
    """Whether the column takes the value by its own options."""
    if member.choices:
        return any(choice.value == value for choice in member.choices)
    if isinstance(value, str) and member.kind.is_text:
        return member.max_length is None or len(value) <= member.max_length
    if member.kind.is_number and not isinstance(value, bool):
        number = Decimal(str(value))
        top = {Kind.SMALLINT: 32767, Kind.INT: 2147483647}.get(member.kind)
        return interval_of(member).holds(number) and (top is None or abs(number) <= top)
    return True
