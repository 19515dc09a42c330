"""Values that a field must refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from erdgen.compiler.rules.bounds import interval_of, step_of, to_number, to_value
from erdgen.compiler.spec.project import Field, Kind

BadValue = str | int | float | bool | None

#: Longer texts would only make the test slow.
LONGEST = 2000
_WRONG_TYPE: dict[Kind, str] = {
    Kind.INT: "not-a-number",
    Kind.BIGINT: "not-a-number",
    Kind.SMALLINT: "not-a-number",
    Kind.FLOAT: "not-a-number",
    Kind.DECIMAL: "not-a-number",
    Kind.BOOL: "not-a-bool",
    Kind.DATE: "not-a-date",
    Kind.DATETIME: "not-a-datetime",
    Kind.TIME: "not-a-time",
    Kind.DURATION: "not-a-duration",
    Kind.UUID: "not-a-uuid",
    Kind.EMAIL: "not-an-email",
    Kind.URL: "not-a-url",
    Kind.SLUG: "not a slug!",
    Kind.IP: "not-an-ip",
}
#: Short texts of different make; the first that a pattern does not match will do.
_MISFITS = ("!", "~ ~", "0", "x", "X y", "-1", "ä")


def find_bad_values(field: Field) -> Iterator[BadValue]:
    """JSON values that a request for ``field`` must not pass, each for another reason."""
    if field.required and field.kind not in (Kind.JSON, Kind.BINARY) and not field.kind.is_file:
        yield None
    if field.choices:
        yield _no_choice(field)
        return
    if field.kind in _WRONG_TYPE:
        yield _WRONG_TYPE[field.kind]
    if field.kind in (Kind.STR, Kind.TEXT, Kind.SLUG, Kind.URL):
        yield from _bad_texts(field)
    if field.kind.is_number or field.kind.is_temporal:
        yield from _out_of_bounds(field)


def must_refuse(field: Field, value: BadValue) -> bool:
    """Whether a request must not pass ``value``, by the field's own type, bounds, choices or pattern."""
    if any(type(bad) is type(value) and bad == value for bad in find_bad_values(field)):
        return True
    if field.choices:
        return value is not None and str(value) not in [str(choice.value) for choice in field.choices]
    if field.kind.is_number and isinstance(value, str | int | float) and not isinstance(value, bool):
        return _is_out_of_bounds(field, value)
    if field.kind.is_text and value == "":
        return field.required
    if field.kind.is_text and isinstance(value, str):
        too_long = field.max_length is not None and len(value.strip()) > field.max_length
        return too_long or _is_misfit(field.pattern, value)
    return False


def _is_out_of_bounds(field: Field, value: str | int | float) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return True
    low, high = to_number(field, field.minimum), to_number(field, field.maximum)
    return (low is not None and number < low) or (high is not None and number > high)


def _is_misfit(pattern: str, text: str) -> bool:
    try:
        return bool(pattern) and re.search(pattern, text) is None
    except re.error:
        return False


def _no_choice(field: Field) -> str | int:
    numbers = [choice.value for choice in field.choices if isinstance(choice.value, int)]
    return max(numbers) + 1 if numbers else "no-such-choice"


def _bad_texts(field: Field) -> Iterator[str]:
    if field.max_length is not None and field.max_length <= LONGEST:
        yield "a" * (field.max_length + 1)
    misfit = _misfit(field.pattern) if field.pattern else None
    if misfit is not None:
        yield misfit


def _misfit(pattern: str) -> str | None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    return next((text for text in _MISFITS if not compiled.search(text)), None)


def _out_of_bounds(field: Field) -> Iterator[str | int | float]:
    """The nearest values outside ``min`` and ``max``, where the field's digits can write them."""
    step = Decimal(1) if field.kind is Kind.FLOAT else step_of(field)
    low, high = to_number(field, field.minimum), to_number(field, field.maximum)
    room = interval_of(Field(field.source, field.name, field.kind, field.label, max_digits=field.max_digits,
                             decimal_places=field.decimal_places))  # fmt: skip
    for bound, shift in ((low, -step), (high, step)):
        if bound is not None and room.holds(bound + shift):
            yield to_value(field, bound + shift)
