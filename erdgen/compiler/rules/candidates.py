"""Values of a field round the boundaries of what conditions ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from erdgen.compiler.rules.bounds import interval_of, step_of, to_number, to_value
from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Formula,
    Given,
    Length,
    Moment,
    OneOf,
    Pattern,
    Predicate,
    Range,
    Weekday,
)
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.rules.scalars import read_value, shift_moment, write_value
from erdgen.compiler.spec.project import Field, Kind

#: A text that few patterns match.
_ODD = "?"


def plain_value(field: Field, now: datetime) -> object:
    """A value that ``field`` takes by itself: its first choice, or one in the middle of nowhere."""
    if field.choices:
        return field.choices[0].value
    if field.default is not None and field.default.value is not None:
        return field.default.value
    if field.pattern:
        return next(iter(matching_texts(field.pattern, 1, field.max_length)), "a")
    if field.kind.is_number or field.kind in (Kind.TIME, Kind.DURATION):
        interval = interval_of(field)
        middle = Decimal(36000 if field.kind is Kind.TIME else 2)
        middle = middle if interval.low is None else max(middle, interval.low)
        return to_value(field, middle if interval.high is None else min(middle, interval.high))
    if field.kind in (Kind.DATE, Kind.DATETIME):
        return write_value(field, now.date() if field.kind is Kind.DATE else now)
    return _PLAIN.get(field.kind, "a")


_PLAIN: dict[Kind, object] = {
    Kind.BOOL: False,
    Kind.UUID: "00000000-0000-4000-8000-000000000001",
    Kind.EMAIL: "a@example.com",
    Kind.URL: "https://example.com/a",
    Kind.IP: "192.0.2.1",
    Kind.JSON: {},
}


def values_round(field: Field, predicates: Iterable[Predicate], now: datetime) -> tuple[object, ...]:
    """Values on both sides of every boundary that ``predicates`` draw, that the field itself can hold."""
    found: dict[str, object] = {}
    for predicate in predicates:
        for value in _round(field, predicate, now):
            if _can_hold(field, value):
                found.setdefault(repr(value), value)
    return tuple(found.values())


def _can_hold(field: Field, value: object) -> bool:
    if value is None:
        return not field.required
    if field.choices:
        return value in [choice.value for choice in field.choices]
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        return False
    number = to_number(field, value)
    return number is None or interval_of(field).holds(number)


def _round(field: Field, predicate: Predicate, now: datetime) -> Iterator[object]:
    match predicate:
        case Range():
            for bound in (predicate.gt, predicate.gte, predicate.lt, predicate.lte):
                number = to_number(field, bound)
                yield from _neighbours(field, number) if number is not None else ()
        case Length():
            for length in (predicate.minimum, predicate.maximum):
                yield from (
                    "x" * (length + more) for more in (0, -1, 1) if length is not None and length + more > 0
                )
        case Pattern():
            yield from matching_texts(rf"^(?:{predicate.regex})$", 1, field.max_length)
            yield _ODD
        case OneOf():
            yield from predicate.values
            yield from _others(field, predicate)
        case Given():
            yield from (plain_value(field, now), None)
        case Moment():
            yield from _moments(field, shift_moment(now, predicate.shift))
        case Weekday():
            monday = now - timedelta(days=now.weekday())
            yield from (_write(field, monday + timedelta(days=day)) for day in range(7))
        case Clock():
            yield from _clocks(field, predicate, now)
        case Compare() | Formula():
            number = to_number(field, plain_value(field, now))
            yield from _neighbours(field, number) if number is not None else (plain_value(field, now), "b")


def _neighbours(field: Field, number: Decimal) -> Iterator[object]:
    step = step_of(field)
    yield from (to_value(field, number + more * step) for more in (0, -1, 1))


def _others(field: Field, predicate: OneOf) -> Iterator[object]:
    """A value that is not listed."""
    if field.choices:
        yield from (choice.value for choice in field.choices if choice.value not in predicate.values)
    elif field.kind is Kind.BOOL:
        yield from (value for value in (True, False) if value not in predicate.values)
    elif field.kind.is_number:
        yield to_value(field, max(Decimal(str(value)) for value in predicate.values) + 1)
    else:
        yield _ODD


def _write(field: Field, moment: date) -> object:
    if field.kind is Kind.DATE and isinstance(moment, datetime):
        return write_value(field, moment.date())
    return write_value(field, moment)


def _moments(field: Field, moment: date) -> Iterator[object]:
    step = timedelta(days=1) if field.kind is Kind.DATE else timedelta(seconds=1)
    yield from (_write(field, moment + more * step) for more in (0, -1, 1))


def _clocks(field: Field, predicate: Clock, now: datetime) -> Iterator[object]:
    for text in (predicate.earliest, predicate.latest):
        if text is not None:
            clock = datetime.combine(now.date(), datetime.strptime(text[:5], "%H:%M").time(), UTC)
            for more in (0, -60, 60):
                moment = clock + timedelta(seconds=more)
                yield write_value(field, moment if field.kind is Kind.DATETIME else moment.time())


def shifted_values(field: Field, predicate: Compare, other: Field, now: datetime) -> tuple[object, ...]:
    """Values of ``field`` round the plain value of ``other``, as ``predicate`` shifts it."""
    value = read_value(other, plain_value(other, now))
    if not isinstance(value, date):
        number = to_number(field, plain_value(other, now))
        return tuple(_neighbours(field, number)) if number is not None else (plain_value(other, now), _ODD)
    return tuple(_moments(field, shift_moment(value, predicate.shift)))
