"""Where a condition turns, and what a row needs to stand on either side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from erdgen.compiler.codegen.row_values import Value
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.rules.conditions import Condition, Length, OneOf, Pattern, Range
from erdgen.compiler.spec.project import Field, Kind


def sides_of(condition: Condition) -> Iterator[Condition]:
    """Each bound of ``condition`` by itself; itself where it is no pair of bounds."""
    bounds: dict[str, Any] = {}
    if isinstance(condition, Range | Length):
        names = ("gt", "gte", "lt", "lte", "minimum", "maximum")
        bounds = {name: bound for name in names if (bound := getattr(condition, name, None)) is not None}
    if len(bounds) > 1:
        assert isinstance(condition, Range | Length)
        yield from (type(condition)(condition.field, **{name: bound}) for name, bound in bounds.items())
    else:
        yield condition


def has_validator(member: object, edge: Range | Length | Pattern) -> bool:
    """Whether the field of the model says it too: no number is next to an exclusive bound of a float."""
    exclusive = isinstance(edge, Range) and (edge.gt is not None or edge.lt is not None)
    return isinstance(member, Field) and not (
        exclusive and not (member.kind.is_integer or member.kind is Kind.DECIMAL)
    )


def with_value(name: str) -> Iterator[Wanted]:
    """Makes a search give the field a value."""
    yield Wanted(OneOf(name, ("",), negated=True))


def scalar_of(value: Value) -> str | int | bool:
    """The value as conditions write it."""
    return "" if value is None else str(value) if isinstance(value, float) else value
