"""Bounds and defaults: literals read as values of the field's type."""

from __future__ import annotations

import datetime
import ipaddress
import json
import re
import uuid
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from erdgen.compiler.frontends.json_source import Node, NumberText
from erdgen.compiler.frontends.reading import Context, Values
from erdgen.compiler.spec.durations import parse_duration
from erdgen.compiler.spec.project import Default, Field, Kind
from erdgen.compiler.spec.texts import quote

Bound = str | int | float

#: What the columns hold.
RANGES = {
    Kind.SMALLINT: (-(2**15), 2**15 - 1),
    Kind.INT: (-(2**31), 2**31 - 1),
    Kind.BIGINT: (-(2**63), 2**63 - 1),
}
_NOW = {
    "now",
    "now()",
    "current_timestamp",
    "current_timestamp()",
    "getdate()",
    "sysdate",
    "timezone.now",
    "localtimestamp",
}
_TODAY = {"today", "today()", "current_date", "current_date()", "curdate()", "date.today", *_NOW}
_UUID = {
    "uuid",
    "uuid4",
    "uuid()",
    "uuid4()",
    "uuid.uuid4",
    "gen_random_uuid()",
    "uuid_generate_v4()",
    "newid()",
}
_EXPRESSION = re.compile(
    r".*(\(|::|<<).*|null|none|current_\w+|nextval.*|0000-00-00.*", re.IGNORECASE | re.DOTALL
)
_TRUE = {"true", "t", "yes", "y", "1", "on", "b'1'"}
_FALSE = {"false", "f", "no", "n", "0", "off", "b'0'"}


def decode_bounds(context: Context, values: Values, field: Field, least: int | None) -> Field:
    """``field`` with its minimum and maximum; ``least`` is what the type itself asks for."""
    low = _read_bound(context, values, "min", field)
    high = _read_bound(context, values, "max", field)
    if least is not None and (low is None or (isinstance(low, int) and low < least)):
        low = least
    if low is not None and high is not None and _key(field, low) > _key(field, high):
        node = values.nodes.get("max") or values.nodes["min"]
        message = f"the minimum {low} is above the maximum {high}"
        context.report.error("erd.E035", context.at(node), message, "swap them")
        return field
    return field if low is None and high is None else replace(field, minimum=low, maximum=high)


def _read_bound(context: Context, values: Values, option: str, field: Field) -> Bound | None:
    if option not in values:
        return None
    node = values.nodes[option]
    try:
        value = read_value(field, node)
    except ValueError as error:
        context.report.error(
            "erd.E035", context.at(node), f"{option} is no value of type '{field.kind}': {error}"
        )
        return None
    assert isinstance(value, (str, int, float))
    return value


def _key(field: Field, value: Any) -> Any:
    """``value`` in a form that can be compared."""
    if field.kind is Kind.DECIMAL:
        return Decimal(value)
    if field.kind is Kind.DURATION:
        return parse_duration(str(value))
    if field.kind is Kind.DATETIME:
        moment = datetime.datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return value


def decode_default(context: Context, values: Values, field: Field) -> Field:
    """``field`` with its default.

    One that is no literal is left out with a warning; one that the field could never hold is an error.
    """
    node = values.nodes.get("default")
    if node is None or "default" not in values:
        return field
    if node.value is None:
        return field if "required" in values else replace(field, required=False)
    if node.value == "" and (field.kind.is_text or field.choices):
        if values.get("required"):
            message = f"{quote(field.source)} may stay empty, as its default says"
            context.report.tell("erd.I004", context.at(node), message)
        return replace(field, required=False)
    default = _read_default(context, field, node)
    if default is not None and field.unique and default.special not in ("uuid", "now"):
        message = f"{quote(field.source)} is unique: only one row could have its default, which is left out"
        context.report.warn("erd.W005", context.at(node), message)
        return field
    return replace(field, default=default)


def _read_default(context: Context, field: Field, node: Node) -> Default | None:
    if field.kind is Kind.BINARY or field.kind.is_file:
        message = f"a field of type '{field.kind}' cannot have a default"
        context.report.error("erd.E034", context.at(node), message, 'write "required": false instead')
        return None
    if field.kind is Kind.JSON:
        return _json_default(node)
    special = _special(field.kind, node)
    if special is not None:
        return special
    try:
        value = read_value(field, node)
        _check_fits(field, value)
        return Default(value)
    except ValueError as error:
        _refuse_default(context, field, node, str(error))
        return None


def _special(kind: Kind, node: Node) -> Default | None:
    if not isinstance(node.value, str):
        return None
    word = re.sub(r"\([0-9]\)$", "()", node.value.strip().lower())
    if kind in (Kind.DATETIME, Kind.TIME) and word in _NOW:
        return Default(special="now")
    if kind is Kind.DATE and word in _TODAY:
        return Default(special="today")
    if kind is Kind.UUID and word in _UUID:
        return Default(special="uuid")
    return None


def _json_default(node: Node) -> Default:
    plain = _plain(node)
    if isinstance(node.value, str) and node.value.strip() in ("{}", "[]"):
        plain = json.loads(node.value)
    if plain == {} and isinstance(plain, dict):
        return Default(special="dict")
    if plain == [] and isinstance(plain, list):
        return Default(special="list")
    return Default(json=json.dumps(plain, ensure_ascii=True, sort_keys=True))


def _plain(node: Node) -> Any:
    """The node as Python values. Depth is bounded by the parser."""
    value = node.value
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, NumberText):
        return int(value.text) if value.is_integer else _finite(float(value.text))
    return value


def _finite(number: float) -> float:
    return number if abs(number) != float("inf") else 0.0


def _refuse_default(context: Context, field: Field, node: Node, reason: str) -> None:
    if isinstance(node.value, str) and not field.choices and _EXPRESSION.fullmatch(node.value.strip()):
        message = (
            f"the default {quote(node.value)} of {quote(field.source)} is no literal of type '{field.kind}'"
        )
        context.report.warn("erd.W004", context.at(node), f"{message}; it is left out")
        return
    message = f"the default of {quote(field.source)} cannot be: {reason}"
    context.report.error("erd.E034", context.at(node), message, "change the default, or leave it out")


def _check_fits(field: Field, value: Any) -> None:
    """Raises ValueError: choices, bounds, length, digits or pattern exclude ``value``."""
    if field.choices and value not in [choice.value for choice in field.choices]:
        raise ValueError(f"{quote(str(value))} is not among the choices")
    if field.minimum is not None and _key(field, value) < _key(field, field.minimum):
        raise ValueError(f"{value} is below the minimum {field.minimum}")
    if field.maximum is not None and _key(field, value) > _key(field, field.maximum):
        raise ValueError(f"{value} is above the maximum {field.maximum}")
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        raise ValueError(f"it has {len(value)} characters, max_length is {field.max_length}")
    if field.pattern and isinstance(value, str) and not re.search(field.pattern, value):
        raise ValueError(f"{quote(value)} does not match the pattern")


def read_value(field: Field, node: Node) -> str | int | float | bool:
    """The literal of ``node`` as a value of the field's type.

    Raises:
        ValueError: it is none; the text says why.
    """
    raw = node.value
    if not isinstance(raw, (str, bool, NumberText)):
        raise ValueError(f"{node.describe()} is no value of type '{field.kind}'")
    if field.kind is Kind.BOOL:
        return _read_bool(raw)
    if isinstance(raw, bool):
        raise ValueError(f"true and false are no values of type '{field.kind}'")
    text = raw.text if isinstance(raw, NumberText) else raw.strip()
    if field.kind.is_integer:
        return _read_integer(field.kind, text)
    if field.kind is Kind.FLOAT:
        return _read_float(text)
    if field.kind is Kind.DECIMAL:
        return _read_decimal(field, text)
    if isinstance(raw, str) and field.kind.is_text:
        return _read_text(field, raw)
    return _read_special_text(field.kind, text)


def _read_bool(raw: str | bool | NumberText) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.text if isinstance(raw, NumberText) else raw.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError(f"{quote(word)} is neither true nor false")


def _read_integer(kind: Kind, text: str) -> int:
    number = _number(text)
    if number != number.to_integral_value():
        raise ValueError(f"{quote(text)} is no whole number")
    low, high = RANGES[kind]
    if not low <= number <= high:
        raise ValueError(f"{quote(text)} does not fit; '{kind}' holds {low} to {high}")
    return int(number)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{quote(text)} is no number") from None
    if not number.is_finite() or abs(number.adjusted()) > 400:
        raise ValueError(f"{quote(text)} is too large")
    return number


def _read_float(text: str) -> float:
    number = float(_number(text))
    if abs(number) == float("inf"):
        raise ValueError(f"{quote(text)} is too large")
    return number


def _read_decimal(field: Field, text: str) -> str:
    number = _number(text)
    assert field.max_digits is not None
    assert field.decimal_places is not None
    whole = max(number.adjusted() + 1, 0) if number else 0
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    if whole > field.max_digits - field.decimal_places or -exponent > field.decimal_places:
        raise ValueError(f"{text} does not fit decimal({field.max_digits}, {field.decimal_places})")
    return f"{number:f}"


def _read_text(field: Field, raw: str) -> str:
    if any((ord(char) < 32 and char not in "\n\t") or char == "\x7f" for char in raw):
        raise ValueError("it has control characters")
    checks = {
        Kind.EMAIL: (r"[^@\s]+@[^@\s]+\.[^@\s.]+", "e-mail address"),
        Kind.URL: (r"(https?|ftps?)://[^\s/?#]+\S*", "web address"),
        Kind.SLUG: (r"[-\w]+", "slug"),
    }
    if field.kind in checks and not re.fullmatch(checks[field.kind][0], raw, re.ASCII):
        raise ValueError(f"{quote(raw)} is no {checks[field.kind][1]}")
    return raw


def _read_special_text(kind: Kind, text: str) -> str:
    """ISO text of dates, times, durations; uuids and addresses. Numbers become texts."""
    try:
        match kind:
            case Kind.DATE:
                return datetime.date.fromisoformat(text).isoformat()
            case Kind.TIME:
                return datetime.time.fromisoformat(text).isoformat()
            case Kind.DATETIME:
                return datetime.datetime.fromisoformat(text).isoformat()
            case Kind.UUID:
                return str(uuid.UUID(text))
            case Kind.DURATION:
                parse_duration(text)
            case Kind.IP:
                return str(ipaddress.ip_address(text))
            case _:
                pass
    except ValueError:
        raise ValueError(f"{quote(text)} is no value of type '{kind}'") from None
    return text
