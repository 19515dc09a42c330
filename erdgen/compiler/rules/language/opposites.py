"""The opposite of a condition, as plainly as the vocabulary can say it."""

from __future__ import annotations

from dataclasses import replace

from erdgen.compiler.rules.conditions import (
    OPPOSITE,
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Operator,
    Range,
    Some,
    Total,
    Weekday,
)


def opposite_of(condition: Condition) -> Condition:
    """True where ``condition`` is false, false where it is true; unknown stays unknown."""
    match condition:
        case OneOf() | Given():
            return replace(condition, negated=not condition.negated)
        case Compare() | Moment() | Formula() | Total():
            return replace(condition, operator=OPPOSITE[condition.operator])
        case Weekday():
            return replace(condition, days=tuple(day for day in range(7) if day not in condition.days))
        case Every():
            return Some(tuple(opposite_of(part) for part in condition.parts))
        case Some():
            return Every(tuple(opposite_of(part) for part in condition.parts))
        case Not():
            return condition.part
        case Range():
            return _turn_range(condition)
        case Length() | Count() if (condition.minimum is None) != (condition.maximum is None):
            return _turn_counts(condition)
    return Not(condition)


def _turn_range(condition: Range) -> Condition:
    bounds: list[tuple[Operator, str | None]] = [
        ("gt", condition.gt),
        ("gte", condition.gte),
        ("lt", condition.lt),
        ("lte", condition.lte),
    ]
    given = [(name, bound) for name, bound in bounds if bound is not None]
    if len(given) != 1:
        return Not(condition)
    name, bound = given[0]
    return Range(condition.field, **{str(OPPOSITE[name]): bound})


def _turn_counts(condition: Length | Count) -> Condition:
    if condition.maximum is not None:
        return replace(condition, minimum=condition.maximum + 1, maximum=None)
    assert condition.minimum is not None
    if condition.minimum == 0:
        return Not(condition)
    return replace(condition, minimum=None, maximum=condition.minimum - 1)
