"""Spans of time or of numbers on both sides of a rule that holds them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from erdgen.compiler.codegen.row_values import Value
from erdgen.compiler.codegen.rule_rows import Row
from erdgen.compiler.rules.bounds import step_of
from erdgen.compiler.rules.scalars import read_value, write_value
from erdgen.compiler.spec.project import Field, Kind

#: Places on the line of datetimes and times of day are seconds from here, those of dates are days.
ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 60 * 60
#: So long is a week there; spans of numbers have none.
WEEKS = {Kind.DATE: Decimal(7), Kind.DATETIME: Decimal(7 * DAY)}


@dataclass(frozen=True, slots=True)
class Spans:
    """Rows of a start and an end."""

    taken: Mapping[str, object]
    #: And whether there is room for them beside ``taken``: they touch it, or overlap.
    others: tuple[tuple[Mapping[str, object], bool], ...]
    #: Two that overlap nothing, of dates on the same weekdays. None of times of day.
    apart: tuple[Mapping[str, object], ...]


def find_spans(start: Field, end: Field, row: Row) -> Spans:
    """Spans as long as that of ``row``, around it."""
    begin = _read(start, row[start.name])
    length = _read(end, row[end.name]) - begin
    half = length / 2 // step_of(start) * step_of(start)
    moves = ((-length, True), (-half, False), (Decimal(0), False), (half, False), (length, True))
    week = WEEKS.get(start.kind, length)
    step = (length // week + 1) * week
    return Spans(
        {name: row[name] for name in (start.name, end.name)},
        tuple((span, free) for move, free in moves for span in _write(start, end, begin + move, length)),
        tuple(
            span
            for count in (1, 2)
            if start.kind is not Kind.TIME
            for span in _write(start, end, begin + count * step, length)
        ),
    )


def _write(start: Field, end: Field, begin: Decimal, length: Decimal) -> Iterator[Mapping[str, object]]:
    """The span from ``begin`` on; none where it leaves the one day that times of day have."""
    if start.kind is not Kind.TIME or (begin >= 0 and begin + length < DAY):
        yield {start.name: _value(start, begin), end.name: _value(end, begin + length)}


def _read(field: Field, value: Value) -> Decimal:
    """The place of a value on the line."""
    found = read_value(field, value)
    match found:
        case Decimal():
            return found
        case datetime():
            return Decimal(int((found - ORIGIN).total_seconds()))
        case date():
            return Decimal(found.toordinal())
        case time():
            return Decimal(found.hour * 3600 + found.minute * 60 + found.second)
    raise TypeError(f"{field.name} cannot begin or end a span")


def _value(field: Field, place: Decimal) -> object:
    """The reverse of ``_read``."""
    if field.kind is Kind.DATE:
        return write_value(field, date.fromordinal(int(place)))
    if field.kind in (Kind.DATETIME, Kind.TIME):
        moment = ORIGIN + timedelta(seconds=int(place))
        return write_value(field, moment if field.kind is Kind.DATETIME else moment.time())
    return write_value(field, place)
