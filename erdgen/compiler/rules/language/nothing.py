"""What "no discount" is of a number that always has a value: zero, and "a discount" is more than that."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from erdgen.compiler.rules.conditions import Condition, Every, Given, Not, Range, Some
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule
from erdgen.compiler.spec.project import Entity, Field


def counted_from_zero(rule: Rule, entity: Entity) -> Rule:
    """``rule`` without questions for a value that is always there.

    That a value must be given stays as it was said: clients have to send one.
    """
    if isinstance(rule, Implies):
        return Implies(_asked(rule.when, entity), _denied(rule.then, entity))
    if isinstance(rule, AtCreation):
        when = _asked(rule.when, entity) if rule.when is not None else None
        return AtCreation(_denied(rule.condition, entity), when)
    return rule


def _asked(said: Condition, entity: Entity) -> Condition:
    match said:
        case Given() if _is_always_there(said.field, entity):
            return Range(said.field, gte="0", lte="0") if said.negated else Range(said.field, gt="0")
        case Every() | Some():
            return replace(said, parts=tuple(_asked(part, entity) for part in said.parts))
        case Not():
            return Not(_asked(said.part, entity))
    return said


def _denied(said: Condition, entity: Entity) -> Condition:
    if isinstance(said, Every):
        return Every(tuple(_denied(part, entity) for part in said.parts))
    return _asked(said, entity) if isinstance(said, Given) and said.negated else said


def _is_always_there(name: str, entity: Entity) -> bool:
    """Whether it is a number that has a value in every row, and zero where nothing was said."""
    field = entity.members.get(name)
    if not isinstance(field, Field) or not field.kind.is_number or field.choices:
        return False
    default = field.default.value if field.default is not None else None
    return field.required if default is None else _is_zero(default)


def _is_zero(value: object) -> bool:
    try:
        return Decimal(str(value)) == 0
    except InvalidOperation:
        return False
