"""Amounts of a sentence as a field writes them: percent, cents, grams, minutes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from erdgen.compiler.rules.conditions import Clock, Condition, Range, Span, Term
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.quantities import Quantity
from erdgen.compiler.rules.language.units import AREA_NAMES, AREAS, SIZES, UNITS
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Kind

_PERCENT = word_set(
    "percent percentage pct rate discount share ratio tax vat interest margin commission score"
    " probability weight bonus deposit coverage allocation ownership utilisation utilization progress"
    " completion markup fee surcharge quota occupancy humidity reduction increase royalty stake portion"
    " off threshold level grade mark capacity chance likelihood alcohol match"
)
_MONEY = word_set(
    "price cost amount fee salary budget total cents pence balance rent deposit limit value charge fine"
    " payment income wage pay bid credit debit tip donation revenue sum money principal premium refund"
    " discount bonus fare toll commission spend spending quote rate worth turnover minimum maximum"
)
_INTEGERS = {Kind.SMALLINT: 32767, Kind.INT: 2147483647, Kind.BIGINT: 9223372036854775807}
_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}


def bound_of(field: Field, quantity: Quantity) -> str | None:
    """``quantity`` as a bound of ``field``; None where it cannot be one."""
    number, unit = Decimal(quantity.number), quantity.unit
    if field.kind is Kind.DURATION:
        return _duration(number, unit)
    if unit == "%" and _is_fraction(field):
        number /= 100
    words = field.name.lower().split("_")
    if field.kind.is_integer and abs(number) > _INTEGERS[field.kind]:
        return None
    if unit == "%" and not _takes_percent(field, words):
        return None
    if unit in ("currency", "cents") and field.kind.is_integer and _MONEY.isdisjoint(words):
        return None
    if unit in ("currency",) and {"cent", "cents", "pence"} & set(words):
        number *= 100
    if unit == "cents" and not {"cent", "cents", "pence"} & set(words):
        number /= 100
    last = words[-1] if len(words) > 1 else ""
    if (unit in UNITS and last in SIZES) or (unit == "currency" and (last in SIZES or last in UNITS)):
        return None
    same = AREA_NAMES.get(words[-1], words[-1]) == AREA_NAMES.get(unit, unit)
    own = words[-1] in AREAS and not same and "square" not in (unit, words[-1])
    if unit in AREAS and (own or last in UNITS or not _MONEY.isdisjoint(words)):
        return None
    if unit in SIZES and (last in UNITS or not _MONEY.isdisjoint(words[-1:])):
        return None
    if unit in UNITS or unit in SIZES:
        converted = _in_size_of(words, number, unit) if unit in SIZES else _in_unit_of(words, number, unit)
        if converted is None:
            return None
        number = converted
    if unit == "rows" and (not field.kind.is_integer or not _MONEY.isdisjoint(words)):
        return None
    places = -int(number.normalize().as_tuple().exponent) if number else 0
    if field.kind.is_integer and places > 0:
        return None
    if field.kind is Kind.DECIMAL and field.decimal_places is not None and places > field.decimal_places:
        return None
    return number_text(number)


def _takes_percent(field: Field, words: list[str]) -> bool:
    if words[-1] in ("amount", "total", "value", "sum") and field.maximum is None:
        return False
    return not _PERCENT.isdisjoint(words) or field.maximum is not None


def _is_fraction(field: Field) -> bool:
    """Whether the field holds 0.5 for 50 %: it has no room for more."""
    if field.kind is Kind.DECIMAL and field.max_digits is not None:
        return field.max_digits - (field.decimal_places or 0) <= 1
    return field.maximum is not None and not field.kind.is_integer and Decimal(str(field.maximum)) <= 1


def _in_unit_of(words: list[str], number: Decimal, unit: str) -> Decimal | None:
    """A length of time in the unit that the field's name states; as it stands where the name states none."""
    wanted = next((UNITS[word] for word in words if word in UNITS and len(word) > 1), None)
    given = UNITS[unit]
    if wanted is None or wanted == given:
        return number
    if wanted in _SECONDS and given in _SECONDS:
        return number * _SECONDS[given] / _SECONDS[wanted]
    if (wanted, given) == ("months", "years"):
        return number * 12
    return number / 12 if (wanted, given) == ("years", "months") else None


def _in_size_of(words: list[str], number: Decimal, unit: str) -> Decimal | None:
    """A size in the unit at the end of the field's name; as it stands where the name has none."""
    last = words[-1] if len(words) > 1 else ""
    if not {"temperature", "temp"}.isdisjoint(words):
        last = {"c": "celsius", "f": "fahrenheit"}.get(last, last)
    own, (measure, factor) = SIZES.get(last), SIZES[unit]
    if own is None:
        return number
    return number * factor / own[1] if own[0] == measure else None


def _duration(number: Decimal, unit: str) -> str | None:
    seconds = _SECONDS.get(UNITS.get(unit, ""), 0)
    total = number * seconds
    return f"PT{int(total)}S" if total == int(total) and (seconds or number == 0) else None


def range_of(ref: Ref, *bounds: str) -> Range:
    pairs = dict(zip(bounds[::2], bounds[1::2], strict=True))
    if "eq" in pairs:
        return Range(ref.path, gte=pairs["eq"], lte=pairs["eq"])
    return Range(ref.path, **pairs)


def clock_of(ref: Ref, field: Field, low: str | None, high: str | None) -> Condition:
    if field.kind is Kind.TIME:
        return Range(ref.path, gte=f"{low}:00" if low else None, lte=f"{high}:00" if high else None)
    return Clock(ref.path, low, high)


def turned_back(span: Span) -> Span:
    return Span(-span.count, span.unit)


def turned_minus(term: Term) -> Term:
    return replace(term, factor=number_text(-Decimal(term.factor)))


def number_text(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
