"""What is known of a value before anything runs: its kind, and how large it can get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sort = Literal[
    "int",
    "decimal",
    "float",
    "bool",
    "text",
    "date",
    "datetime",
    "time",
    "duration",
    "sequence",
    "set",
    "tuple",
]
NUMBERS = ("int", "decimal", "float")
ORDERED = (*NUMBERS, "text", "date", "datetime", "time", "duration")
#: Characters of the longest decimal or float: the digits of its precision, sign, point and exponent.
PRECISE = 40


@dataclass(frozen=True, slots=True)
class Known:
    """A value of one ``sort`` with at most ``size`` digits, characters or elements.

    ``most`` bounds the amount of an int where that is known. ``parts`` are the kind of the elements of a
    sequence or set, and the kinds of all members of a tuple.
    """

    sort: Sort
    size: int = 1
    most: int | None = None
    parts: tuple[Known, ...] = ()


class ForbiddenError(ValueError):
    """Something in a function is not allowed; the message says what."""


BOOL = Known("bool")
FLOAT = Known("float", PRECISE)


def number(most: int) -> Known:
    """An int from ``-most`` to ``most``."""
    return Known("int", len(str(most)), most)


def text(size: int) -> Known:
    """A text of at most ``size`` characters."""
    return Known("text", size)


def sequence(count: int, part: Known) -> Known:
    """At most ``count`` values like ``part``."""
    return Known("sequence", count, parts=(part,))


def join(one: Known, other: Known) -> Known:
    """What holds for both. Raises ForbiddenError for values of two sorts."""
    if one.sort != other.sort or len(one.parts) != len(other.parts):
        if {one.sort, other.sort} <= {*NUMBERS} and {one.sort, other.sort} != {"decimal", "float"}:
            return Known("float" if "float" in (one.sort, other.sort) else "decimal", PRECISE)
        raise ForbiddenError(f"{one.sort} and {other.sort} do not go together")
    bounded = one.most is not None and other.most is not None
    return Known(
        one.sort,
        max(one.size, other.size),
        max(one.most or 0, other.most or 0) if bounded else None,
        tuple(join(mine, yours) for mine, yours in zip(one.parts, other.parts, strict=True)),
    )


def comparable(one: Known, other: Known) -> bool:
    """Whether ``==`` and ``in`` between them can be true."""
    return one.sort == other.sort or {one.sort, other.sort} <= {*NUMBERS}
