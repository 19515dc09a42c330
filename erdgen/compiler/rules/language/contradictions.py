"""Whether the conditions of one sentence leave no value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from erdgen.compiler.rules.bounds import interval_of
from erdgen.compiler.rules.conditions import Condition, Every, Given, OneOf, Range
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.spec.project import Entity, Field, Kind


def is_contradictory(rules: Sequence[Rule], entity: Entity) -> bool:
    """Whether the bounds of one sentence leave no value, always or in one and the same case."""
    cases: dict[Condition, list[Condition]] = {}
    for rule in rules:
        if isinstance(rule, Implies):
            cases.setdefault(rule.when, []).append(rule.then)
    return any(_leaves_nothing(held, entity) for held in (rules, *cases.values()))


def _leaves_nothing(rules: Sequence[Rule], entity: Entity) -> bool:
    parts = [part for rule in rules for part in (rule.parts if isinstance(rule, Every) else (rule,))]
    given = [(part.field, part.negated) for part in parts if isinstance(part, Given)]
    if any((field, not negated) in given for field, negated in given):
        return True
    values: dict[str, set[object]] = {}
    for part in parts:
        if isinstance(part, OneOf) and not part.negated:
            values[part.field] = values.get(part.field, set(part.values)) & set(part.values)
    for part in parts:
        if isinstance(part, OneOf) and part.negated and part.field in values:
            values[part.field] = values[part.field] - set(part.values)
    if not all(values.values()):
        return True
    ranges = [part for part in parts if isinstance(part, Range)]
    if any(not _fits_one(values[part.field], part) for part in ranges if part.field in values):
        return True
    if any(_is_barred(part, bounds) for part in parts for bounds in ranges):
        return True
    fields = {name: entity.members.get(name) for name in (part.field for part in ranges)}
    return any(
        isinstance(field, Field) and field.kind is not Kind.DURATION and interval_of(field, ranges).empty
        for field in fields.values()
    )


def _is_barred(values: Rule, bounds: Range) -> bool:
    """Whether the one number that ``bounds`` leave is among those that must not be."""
    if not isinstance(values, OneOf) or not values.negated or values.field != bounds.field:
        return False
    return bounds.gte is not None and bounds.gte == bounds.lte and bounds.gte in values.values


def _fits_one(values: set[object], bounds: Range) -> bool:
    """Whether one of the listed numbers lies within ``bounds``."""
    numbers = [
        Decimal(str(value)) for value in values if str(value).replace(".", "", 1).lstrip("-").isdigit()
    ]
    return not numbers or any(
        (bounds.gte is None or number >= Decimal(bounds.gte))
        and (bounds.gt is None or number > Decimal(bounds.gt))
        and (bounds.lte is None or number <= Decimal(bounds.lte))
        and (bounds.lt is None or number < Decimal(bounds.lt))
        for number in numbers
    )
