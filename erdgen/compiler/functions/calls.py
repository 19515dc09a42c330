"""The functions, methods and attributes that a function may use, each with what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from erdgen.compiler.functions.kinds import (
    BOOL,
    FLOAT,
    NUMBERS,
    ORDERED,
    PRECISE,
    ForbiddenError,
    Known,
    join,
    number,
    sequence,
    text,
)

#: The largest number that ``range`` counts to.
LONGEST_RANGE = 1000
#: The greatest code point.
LAST_CHARACTER = 0x10FFFF

Call = Callable[[Sequence[Known]], Known]


def element_of(value: Known) -> Known:
    """What comes out of ``value`` when it is gone through. Raises ForbiddenError where that has no order."""
    if value.sort == "text":
        return text(1)
    if value.sort == "sequence":
        return value.parts[0]
    raise ForbiddenError(f"nothing goes through a {value.sort}")


def _expect(arguments: Sequence[Known], *sorts: tuple[str, ...], optional: int = 0) -> None:
    """Hold the sorts of ``arguments`` against ``sorts``, of which the last ones may be missing."""
    if not len(sorts) - optional <= len(arguments) <= len(sorts):
        raise ForbiddenError(
            f"takes {len(sorts)} values" + (f", {optional} of them optional" * bool(optional))
        )
    for argument, allowed in zip(arguments, sorts, strict=False):
        if argument.sort not in allowed:
            raise ForbiddenError(f"takes no {argument.sort} there")


def _len(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", "sequence", "set"))
    return number(arguments[0].size)


def _sum(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("sequence",))
    (values,) = arguments
    part = values.parts[0]
    if part.sort == "bool":
        return number(values.size)
    if part.sort not in NUMBERS:
        raise ForbiddenError("adds numbers up")
    if part.sort != "int":
        return part
    most = None if part.most is None else part.most * values.size
    return Known("int", part.size + len(str(values.size)), most)


def _extreme(arguments: Sequence[Known]) -> Known:
    if len(arguments) == 1:
        return _orderable(element_of(arguments[0]))
    _expect(arguments, *[ORDERED] * max(2, len(arguments)))
    found = arguments[0]
    for other in arguments[1:]:
        found = join(found, other)
    return found


def _orderable(value: Known) -> Known:
    if value.sort not in ORDERED:
        raise ForbiddenError(f"a {value.sort} has no order")
    return value


def _truths(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("sequence",))
    if arguments[0].parts[0].sort != "bool":
        raise ForbiddenError("is asked of truth values")
    return BOOL


def _abs(arguments: Sequence[Known]) -> Known:
    _expect(arguments, (*NUMBERS, "duration"))
    return arguments[0]


def _round(arguments: Sequence[Known]) -> Known:
    _expect(arguments, NUMBERS, ("int",), optional=1)
    value = arguments[0]
    if len(arguments) == 1:
        return Known("int", value.size, value.most)
    if arguments[1].most is None or arguments[1].most > PRECISE:
        raise ForbiddenError(f"rounds to at most {PRECISE} places")
    return value


def _int(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", *NUMBERS, "bool"), ("int",), optional=1)
    value = arguments[0]
    if len(arguments) == 2 and (value.sort != "text" or arguments[1].most is None or arguments[1].most > 36):
        raise ForbiddenError("takes a text and a base up to 36")
    if value.sort == "float":
        # The largest float has so many digits before its point.
        return Known("int", 309)
    if value.sort == "text" and value.size <= 2:
        return number(36**value.size)
    return Known("int", 2 * value.size, value.most)


def _str(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", "int", "decimal"))
    return text(arguments[0].size + 1)


def _ord(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text",))
    return number(LAST_CHARACTER)


def _sorted(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", "sequence", "set"))
    (values,) = arguments
    part = values.parts[0] if values.sort == "set" else element_of(values)
    return sequence(values.size, _orderable(part))


def _reversed(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", "sequence"))
    return sequence(arguments[0].size, element_of(arguments[0]))


def _set(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", "sequence"))
    part = element_of(arguments[0])
    return Known("set", arguments[0].size, parts=(_orderable(part),))


def _enumerate(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("text", "sequence"), ("int",), optional=1)
    first = arguments[1].most if len(arguments) == 2 else 0
    if first is None:
        raise ForbiddenError("counts from a number that is written out")
    count = arguments[0].size
    pair = Known("tuple", 2, parts=(number(first + count), element_of(arguments[0])))
    return sequence(count, pair)


def _range(arguments: Sequence[Known]) -> Known:
    _expect(arguments, ("int",), ("int",), ("int",), optional=2)
    bounds = [each.most for each in arguments]
    if any(most is None or most > LONGEST_RANGE for most in bounds):
        raise ForbiddenError(f"counts to a number of at most {LONGEST_RANGE}, or to a len()")
    most = max(most or 0 for most in bounds)
    return sequence(2 * most, number(most))


FUNCTIONS: Mapping[str, Call] = {
    "abs": _abs,
    "all": _truths,
    "any": _truths,
    "enumerate": _enumerate,
    "int": _int,
    "len": _len,
    "max": _extreme,
    "min": _extreme,
    "ord": _ord,
    "range": _range,
    "reversed": _reversed,
    "round": _round,
    "set": _set,
    "sorted": _sorted,
    "str": _str,
    "sum": _sum,
}

#: Letters become up to three others: ``"ﬃ".upper()``.
_CASES = ("upper", "lower", "casefold")
_STRIPS = ("strip", "lstrip", "rstrip")
_CUTS = ("removeprefix", "removesuffix")
_TESTS = ("startswith", "endswith")
_QUESTIONS = (
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "islower",
    "isspace",
    "isupper",
)


def call_method(receiver: Known, name: str, arguments: Sequence[Known]) -> Known:
    """What the method gives. Raises ForbiddenError for one that is not allowed."""
    match receiver.sort:
        case "text":
            return _call_on_text(receiver, name, arguments)
        case "date" | "datetime" if name in ("weekday", "isoweekday"):
            _expect(arguments)
            return number(7)
        case "datetime" if name in ("date", "time"):
            _expect(arguments)
            return Known("date" if name == "date" else "time")
        case "duration" if name == "total_seconds":
            _expect(arguments)
            return FLOAT
    raise ForbiddenError(f"a {receiver.sort} has no method {name} that is allowed")


def _call_on_text(receiver: Known, name: str, arguments: Sequence[Known]) -> Known:
    one, size = ("text",), receiver.size
    if name in _CASES or name in _QUESTIONS:
        _expect(arguments)
        return text(3 * size) if name in _CASES else BOOL
    if name in _STRIPS or name in _CUTS:
        _expect(arguments, one, optional=int(name in _STRIPS))
        return receiver
    if name in _TESTS or name in ("count", "find"):
        _expect(arguments, one)
        return BOOL if name in _TESTS else number(size + 1)
    if name == "split":
        _expect(arguments, one, optional=1)
        return sequence(size + 1, text(size))
    if name == "replace":
        _expect(arguments, one, one)
        return text((size + 1) * (arguments[1].size + 1))
    if name == "join":
        _expect(arguments, ("sequence", "text"))
        part = element_of(arguments[0])
        if part.sort != "text":
            raise ForbiddenError("joins texts")
        return text(arguments[0].size * (size + part.size))
    raise ForbiddenError(f"a text has no method {name} that is allowed")


_DAY = {"year": 9999, "month": 12, "day": 31}
_HOUR = {"hour": 23, "minute": 59, "second": 59}
ATTRIBUTES: Mapping[str, Mapping[str, int]] = {
    "date": _DAY,
    "datetime": _DAY | _HOUR,
    "time": _HOUR,
    "duration": {"days": 999_999_999, "seconds": 86_399},
}
