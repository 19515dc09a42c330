"""JSON values as the values that rules compare, and how those are moved along the calendar."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from erdgen.compiler.rules.conditions import Span
from erdgen.compiler.spec.durations import parse_duration
from erdgen.compiler.spec.project import Field, Kind, Member

#: Numbers are Decimals, datetimes are in UTC, keys of rows are texts, many-to-many links sets of keys.
Value = bool | str | Decimal | date | datetime | time | timedelta | frozenset[str] | None


def read_value(member: Member | None, raw: object) -> Value:
    """``raw`` as a value of ``member`` (None: the key of a row); None for no value, the empty text too.

    Raises:
        ValueError: ``raw`` is no value of that kind.
    """
    if raw is None or raw == "":
        return None
    if not isinstance(member, Field):
        return frozenset(str(each) for each in raw) if isinstance(raw, list | tuple) else str(raw)
    return _read_field(member, raw)


def _read_field(field: Field, raw: object) -> Value:
    if field.kind is Kind.BOOL:
        return _read_flag(raw)
    if field.kind.is_number:
        return _read_number(raw)
    text = str(raw)
    match field.kind:
        case Kind.DATE:
            return date.fromisoformat(text[:10])
        case Kind.DATETIME:
            return read_moment(text)
        case Kind.TIME:
            return time.fromisoformat(text)
        case Kind.DURATION:
            return parse_duration(text)
    return text


def _read_flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    return str(raw).lower() in ("true", "1")


def _read_number(raw: object) -> Decimal:
    try:
        return Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(f"{raw!r} is no number") from None


def read_moment(text: str) -> datetime:
    """ISO text as a datetime in UTC; without a zone it is in UTC already."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def write_value(field: Field, value: Value) -> object:
    """The JSON value of ``field``; the reverse of ``read_value``."""
    if isinstance(value, Decimal):
        return _write_number(field, value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _write_number(field: Field, value: Decimal) -> str | int | float:
    if field.kind.is_integer:
        return int(value.to_integral_value(ROUND_HALF_UP))
    if field.kind is Kind.FLOAT:
        return float(value)
    places = Decimal(1).scaleb(-(field.decimal_places or 0))
    return f"{value.quantize(places, ROUND_HALF_UP):f}"


def shift_moment(moment: date, span: Span | None) -> date:
    """``moment`` moved by ``span``.

    Of a month that is too short the last day is taken. Hours and minutes move a plain date not at all.
    """
    if span is None:
        return moment
    if span.unit in ("months", "years"):
        return _shift_months(moment, span.count * (12 if span.unit == "years" else 1))
    return moment + timedelta(**{span.unit: span.count})


def _shift_months(moment: date, months: int) -> date:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
