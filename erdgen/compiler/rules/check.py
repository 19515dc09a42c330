"""Holds rules against each other and against the fields' own bounds and defaults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from erdgen.compiler.rules.bounds import interval_of, to_number
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.vocabulary import Compare, OnCreate, Range, Rule
from erdgen.compiler.spec.project import Entity, Field


def find_contradictions(entity: Entity, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Why no row of ``entity`` could keep all ``rules``; nothing when some row can."""
    return (
        *_empty_ranges(entity, rules),
        *_opposed_states(rules),
        *_circles(rules),
        *_never_apart(entity, rules),
    )


def find_broken_defaults(entity: Entity, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Defaults that a rule refuses."""
    broken: list[str] = []
    for rule in rules:
        if isinstance(rule, Range):
            broken += _default_outside(entity, rule)
        if isinstance(rule, Compare):
            broken += _defaults_opposed(entity, rule)
    return tuple(broken)


def find_unhelpful_defaults(entity: Entity, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Defaults with which a new row is refused, so that clients must always say otherwise."""
    return tuple(
        f"{entity.name}.{rule.field} is {field.default.value!r} by default, "
        f"but must be {rule.value!r} in a new row"
        for rule in rules
        if isinstance(rule, OnCreate)
        for field in (entity.members.get(rule.field),)
        if isinstance(field, Field) and field.default is not None and field.default.value != rule.value
    )


def _empty_ranges(entity: Entity, rules: Sequence[Rule]) -> list[str]:
    names = dict.fromkeys(rule.field for rule in rules if isinstance(rule, Range))
    fields = [member for name in names for member in (entity.members.get(name),) if isinstance(member, Field)]
    return [
        f"no value of {entity.name}.{field.name} is allowed: {_about(field, rules)}"
        for field in fields
        if interval_of(field, rules).empty
    ]


def _about(field: Field, rules: Sequence[Rule]) -> str:
    own = [
        f"{word} {bound}"
        for word, bound in (("min", field.minimum), ("max", field.maximum))
        if bound is not None
    ]
    said = [describe_rule(rule) for rule in rules if isinstance(rule, Range) and rule.field == field.name]
    return " against ".join([*own, *said])


def _opposed_states(rules: Sequence[Rule]) -> list[str]:
    wanted: dict[str, OnCreate] = {}
    problems: list[str] = []
    for rule in rules:
        if isinstance(rule, OnCreate):
            first = wanted.setdefault(rule.field, rule)
            if first.value != rule.value:
                problems.append(f"{describe_rule(first)} against {describe_rule(rule)}")
    return problems


def _circles(rules: Sequence[Rule]) -> list[str]:
    """``a > b`` with ``b > a``, over any number of fields; a circle of ``≥`` alone is satisfiable."""
    below: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for rule in rules:
        if isinstance(rule, Compare):
            strict = rule.operator in ("gt", "lt")
            high, low = (
                (rule.field, rule.other) if rule.operator in ("gt", "gte") else (rule.other, rule.field)
            )
            below[high].append((low, strict))
    circles = [
        f"{high} > {low} cannot hold, as other rules put {low} at or above {high}"
        for high, lows in tuple(below.items())
        for low, strict in lows
        if strict and _reaches(below, low, high)
    ]
    return circles[:1]


def _reaches(below: dict[str, list[tuple[str, bool]]], start: str, goal: str) -> bool:
    seen = {start}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        fresh = [low for low, _strict in below.get(name, ()) if low not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def _never_apart(entity: Entity, rules: Sequence[Rule]) -> list[str]:
    """``a > b`` where even the highest ``a`` lies below the lowest ``b``."""
    problems: list[str] = []
    for rule in rules:
        if isinstance(rule, Compare):
            high, low = (
                (rule.field, rule.other) if rule.operator in ("gt", "gte") else (rule.other, rule.field)
            )
            top, bottom = _edge(entity, high, rules, top=True), _edge(entity, low, rules, top=False)
            if top is not None and bottom is not None and not _apart(rule, top, bottom):
                problems.append(
                    f"{describe_rule(rule)} cannot hold within the bounds of {entity.name}'s fields"
                )
    return problems


def _apart(rule: Compare, top: Decimal, bottom: Decimal) -> bool:
    return top > bottom or (rule.operator in ("gte", "lte") and top == bottom)


def _edge(entity: Entity, name: str, rules: Sequence[Rule], *, top: bool) -> Decimal | None:
    field = entity.members.get(name)
    if not isinstance(field, Field):
        return None
    interval = interval_of(field, rules)
    return interval.high if top else interval.low


def _default_outside(entity: Entity, rule: Range) -> list[str]:
    field = entity.members.get(rule.field)
    value = _default(field)
    if not isinstance(field, Field) or value is None or interval_of(field, (rule,)).holds(value):
        return []
    return [f"the default {value} of {entity.name}.{field.name} breaks {describe_rule(rule)}"]


def _defaults_opposed(entity: Entity, rule: Compare) -> list[str]:
    left, right = _default(entity.members.get(rule.field)), _default(entity.members.get(rule.other))
    if left is None or right is None or _kept(rule, left, right):
        return []
    return [f"the defaults of {entity.name}.{rule.field} and {rule.other} break {describe_rule(rule)}"]


def _default(member: object) -> Decimal | None:
    if not isinstance(member, Field) or member.default is None or member.default.special:
        return None
    return to_number(member, member.default.value)


def _kept(rule: Compare, left: Decimal, right: Decimal) -> bool:
    if rule.operator in ("gt", "gte"):
        return left > right or (rule.operator == "gte" and left == right)
    return left < right or (rule.operator == "lte" and left == right)
