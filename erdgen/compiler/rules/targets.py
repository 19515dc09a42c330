"""Where the path of a rule leads: the sort of value that stands there, and what fits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from erdgen.compiler.rules.scalars import read_value
from erdgen.compiler.rules.truth import read_bound
from erdgen.compiler.spec.project import Field, Kind, Member

#: What kind of value a path leads to: ``number``, ``text``, ``bool``, ``date``, ``datetime``, ``time``,
#: ``duration``, ``other``; ``one`` or ``many`` rows of another entity.
Sort = str

SINGLE = ("number", "text", "bool", "date", "datetime", "time", "duration", "other", "one")
DAYS = ("date", "datetime")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a path leads: ``path`` in Python names, and what stands there."""

    path: str
    sort: Sort
    member: Member | None
    #: Class name of the rows, for ``one`` and ``many``.
    entity: str = ""


def sort_of(member: Field) -> Sort:
    """The sort of a field's values."""
    if member.kind.is_number:
        return "number"
    if member.kind.is_text or member.kind in (Kind.UUID, Kind.IP):
        return "text"
    if member.kind in (Kind.BOOL, Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.DURATION):
        return str(member.kind)
    return "other"


def comparable(left: Target, right: Target) -> bool:
    """Whether two targets hold what can be compared."""
    if left.sort == right.sort == "one":
        return left.entity == right.entity
    return left.sort == right.sort or {left.sort, right.sort} == set(DAYS)


def is_value(member: Field, value: Any) -> bool:
    """Whether ``member`` can hold ``value``."""
    try:
        read_value(member, value)
    except (ValueError, InvalidOperation):
        return False
    return True


def is_bound(member: Member | None, bound: str) -> bool:
    """Whether ``bound`` can be read as a value of ``member``."""
    try:
        return member is None or read_bound(member, bound) is not None
    except ValueError:
        return False


def is_number(text: str) -> bool:
    """Whether ``text`` is a finite number."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def is_clock(text: str) -> bool:
    """Whether ``text`` is a time of day."""
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True
