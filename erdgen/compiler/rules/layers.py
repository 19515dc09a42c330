"""Where a rule can be enforced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Length,
    Moment,
    OneOf,
    Pattern,
    Range,
    Total,
)
from erdgen.compiler.rules.forms import Access, Implies, NoOverlap, Rule, Unique
from erdgen.compiler.rules.walk import conditions_of, paths_in, predicates_in
from erdgen.compiler.spec.project import Entity, Field, Relationship

#: ``postgresql`` is the database where it is that one; ``database`` is any.
Layer = Literal["database", "postgresql", "model", "api", "admin", "openapi"]


def find_layers(rule: Rule, entity: Entity) -> tuple[Layer, ...]:
    """The layers that can hold ``rule`` of ``entity``, the lowest first."""
    if isinstance(rule, Access):
        return ("api",)
    return (*_in_database(rule, entity), "model", "api", "admin", *_in_schema(rule))


def _in_database(rule: Rule, entity: Entity) -> Iterator[Layer]:
    if isinstance(rule, NoOverlap) and _is_constraint(rule, entity):
        yield "postgresql"
    elif isinstance(rule, Condition | Implies | Unique) and _is_constraint(rule, entity):
        yield "database"


def _is_constraint(rule: Rule, entity: Entity) -> bool:
    """Whether the columns of one row say all there is to know, at any time."""
    return all(_is_column(entity, path) for path in paths_in(rule)) and not any(
        _needs_more(predicate) for condition in conditions_of(rule) for predicate in predicates_in(condition)
    )


def _is_column(entity: Entity, path: str) -> bool:
    member = entity.members.get(path)
    return path == "pk" or isinstance(member, Field) or (isinstance(member, Relationship) and not member.many)


def _needs_more(predicate: Condition) -> bool:
    """The time, other rows, or a calendar."""
    if isinstance(predicate, Compare) and predicate.shift is not None:
        return predicate.shift.unit in ("months", "years")
    return isinstance(predicate, Moment | Count | Total)


def _in_schema(rule: Rule) -> Iterator[Layer]:
    """OpenAPI says what a single value may be."""
    parts = rule.parts if isinstance(rule, Every) else (rule,)
    if any(_is_of_one_value(part) for part in parts):
        yield "openapi"


def _is_of_one_value(rule: Rule) -> bool:
    if isinstance(rule, OneOf):
        return not rule.negated
    return isinstance(rule, Range | Length | Pattern) and "." not in rule.field
