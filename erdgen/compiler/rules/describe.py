"""Rules in short words for reports: ``salary > 0``."""

from __future__ import annotations

from erdgen.compiler.rules.vocabulary import Comparison, OnCreate, Range, Rule, UniqueTogether

_SIGNS: dict[Comparison, str] = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}


def bounds_in(rule: Range) -> tuple[tuple[Comparison, str], ...]:
    """The bounds that ``rule`` sets, lower ones first."""
    named: tuple[tuple[Comparison, str | None], ...] = (
        ("gt", rule.gt),
        ("gte", rule.gte),
        ("lt", rule.lt),
        ("lte", rule.lte),
    )
    return tuple((operator, bound) for operator, bound in named if bound is not None)


def fields_of(rule: Rule) -> tuple[str, ...]:
    """Names of the fields that ``rule`` is about."""
    if isinstance(rule, UniqueTogether):
        return rule.fields
    if isinstance(rule, Range | OnCreate):
        return (rule.field,)
    return (rule.field, rule.other)


def describe_rule(rule: Rule) -> str:
    """``rule`` in the field names of its entity, such as ``salary > 0``."""
    match rule:
        case Range():
            return " and ".join(f"{rule.field} {_SIGNS[sign]} {bound}" for sign, bound in bounds_in(rule))
        case OnCreate():
            return f"{rule.field} = {rule.value} when created"
        case UniqueTogether():
            return f"unique together: {', '.join(rule.fields)}"
    return f"{rule.field} {_SIGNS[rule.operator]} {rule.other}"
