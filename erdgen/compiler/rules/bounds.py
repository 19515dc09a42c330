"""Which values a field can hold, as an interval: its own bounds together with the rules on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from erdgen.compiler.rules.conditions import Condition, Every, Range
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.spec.durations import parse_duration
from erdgen.compiler.spec.project import Field, Kind

#: A scalar that stands on a line: numbers as Decimal, dates and times in units of ``step``.
_EPOCH = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """Values from ``low`` to ``high``, both included; None is unbounded. Multiples of the field's step."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def empty(self) -> bool:
        return self.low is not None and self.high is not None and self.low > self.high

    def holds(self, value: Decimal) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def narrow(self, low: Decimal | None, high: Decimal | None) -> Interval:
        """The part of this interval that also lies within ``low`` and ``high``."""
        lows = [bound for bound in (self.low, low) if bound is not None]
        highs = [bound for bound in (self.high, high) if bound is not None]
        return Interval(max(lows, default=None), min(highs, default=None))


def step_of(field: Field) -> Decimal:
    """The smallest difference between two values of ``field`` (floats: a hundredth, for examples)."""
    if field.kind is Kind.DECIMAL:
        return Decimal(1).scaleb(-(field.decimal_places or 0))
    return Decimal("0.01") if field.kind is Kind.FLOAT else Decimal(1)


def interval_of(field: Field, rules: Iterable[Rule] = ()) -> Interval:
    """The values that ``field`` can hold under its own options and the ranges among ``rules``."""
    interval = _digits(field).narrow(to_number(field, field.minimum), to_number(field, field.maximum))
    for rule in rules:
        for part in parts_of(rule):
            if isinstance(part, Range) and part.field == field.name:
                interval = _narrow_by_range(interval, part, field)
    return interval


def parts_of(rule: Rule) -> Iterator[Condition]:
    """The conditions that hold for every row, each by itself; none for a rule that is no bare condition."""
    if isinstance(rule, Every):
        for part in rule.parts:
            yield from parts_of(part)
    elif isinstance(rule, Condition):
        yield rule


def to_number(field: Field, value: object) -> Decimal | None:
    """``value`` of ``field`` on the number line; None when there is none or it is no such value."""
    if value is None or isinstance(value, bool):
        return None
    try:
        if field.kind.is_number:
            number = Decimal(str(value))
            return number if number.is_finite() else None
        return _moment(field.kind, str(value))
    except (ValueError, InvalidOperation):
        return None


def to_value(field: Field, number: Decimal) -> str | int | float:
    """The JSON value of ``field`` at ``number``; the reverse of ``to_number``."""
    if field.kind.is_integer:
        return int(number)
    if field.kind is Kind.FLOAT:
        return float(number)
    if field.kind is Kind.DECIMAL:
        return str(number.quantize(step_of(field)))
    if field.kind is Kind.DATE:
        return (_EPOCH + timedelta(days=int(number))).date().isoformat()
    if field.kind is Kind.DURATION:
        return f"PT{int(number)}S"
    moment = _EPOCH + timedelta(seconds=int(number))
    return moment.time().isoformat() if field.kind is Kind.TIME else f"{moment.isoformat()}Z"


def _digits(field: Field) -> Interval:
    """What the digits of a decimal leave room for."""
    if field.kind is not Kind.DECIMAL or field.max_digits is None:
        return Interval()
    whole = Decimal(1).scaleb(field.max_digits - (field.decimal_places or 0))
    limit = whole - step_of(field)
    return Interval(-limit, limit)


def _narrow_by_range(interval: Interval, rule: Range, field: Field) -> Interval:
    step = step_of(field)
    gt, gte, lt, lte = (to_number(field, bound) for bound in (rule.gt, rule.gte, rule.lt, rule.lte))
    low = _at_or_above(gte, step) if gte is not None else None
    high = -_at_or_above(-lte, step) if lte is not None else None
    above = _next_above(gt, step) if gt is not None else None
    below = _next_below(lt, step) if lt is not None else None
    return interval.narrow(low, high).narrow(above, below)


def _at_or_above(bound: Decimal, step: Decimal) -> Decimal:
    return bound if bound % step == 0 else _next_above(bound, step)


def _next_above(bound: Decimal, step: Decimal) -> Decimal:
    return (bound // step + (1 if bound >= 0 or bound % step == 0 else 0)) * step


def _next_below(bound: Decimal, step: Decimal) -> Decimal:
    return -_next_above(-bound, step)


def _moment(kind: Kind, text: str) -> Decimal | None:
    if kind is Kind.DATE:
        return Decimal((date.fromisoformat(text) - _EPOCH.date()).days)
    if kind is Kind.DATETIME:
        moment = datetime.fromisoformat(text)
        return Decimal(
            int((moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta()) - _EPOCH).total_seconds())
        )
    if kind is Kind.TIME:
        clock = time.fromisoformat(text)
        return Decimal(clock.hour * 3600 + clock.minute * 60 + clock.second)
    return Decimal(int(parse_duration(text).total_seconds())) if kind is Kind.DURATION else None
