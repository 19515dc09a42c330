"""Values at the very boundary of a rule: those that it accepts and those that it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from erdgen.compiler.rules.bounds import Interval, interval_of, step_of, to_number, to_value
from erdgen.compiler.rules.describe import bounds_in
from erdgen.compiler.rules.vocabulary import Compare, OnCreate, Range, Rule
from erdgen.compiler.spec.project import Entity, Field, Kind

Value = str | int | float | bool
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Examples:
    """JSON values by field name. ``rejected`` rows break this rule and nothing else on these fields."""

    accepted: tuple[Row, ...] = ()
    rejected: tuple[Row, ...] = ()


def find_examples(rule: Rule, entity: Entity) -> Examples:
    """Rows on both sides of ``rule``'s boundary; none for UniqueTogether, which needs two rows to break."""
    match rule:
        case Range():
            return _range_examples(rule, entity)
        case Compare():
            return _compare_examples(rule, entity)
        case OnCreate():
            return _on_create_examples(rule, entity)
    return Examples()


def _range_examples(rule: Range, entity: Entity) -> Examples:
    field = entity.members.get(rule.field)
    if not isinstance(field, Field) or not field.kind.is_number:
        return Examples()
    step = step_of(field)
    allowed = interval_of(field, (rule,))
    own = interval_of(field)
    inside: list[Decimal] = []
    outside: list[Decimal] = []
    for operator, _bound in bounds_in(rule):
        edge, beyond = (allowed.low, -step) if operator in ("gt", "gte") else (allowed.high, step)
        if edge is not None:
            inside += [edge]
            outside += [edge + beyond] if own.holds(edge + beyond) else []
    if field.kind is Kind.FLOAT:
        outside = [
            bound for operator, text in bounds_in(rule) for bound in _float_outside(operator, text, step, own)
        ]
    return Examples(_rows(field, inside), _rows(field, outside))


def _float_outside(operator: str, text: str, step: Decimal, own: Interval) -> list[Decimal]:
    """An open bound refuses itself; a closed one what lies a hundredth beyond."""
    shift = {"gt": Decimal(0), "lt": Decimal(0), "gte": -step, "lte": step}[operator]
    value = Decimal(text) + shift
    return [value] if own.holds(value) else []


def _rows(field: Field, numbers: list[Decimal]) -> tuple[Row, ...]:
    return tuple({field.name: to_value(field, number)} for number in numbers)


def _compare_examples(rule: Compare, entity: Entity) -> Examples:
    left, right = entity.members.get(rule.field), entity.members.get(rule.other)
    if not isinstance(left, Field) or not isinstance(right, Field):
        return Examples()
    base = _common_value(left, right)
    step = max(step_of(left), step_of(right))
    toward = step if rule.operator in ("gt", "gte") else -step
    strict = rule.operator in ("gt", "lt")
    good = (base + toward, base) if strict else (base, base)
    bad = (base, base) if strict else (base, base + toward)
    return Examples(
        _pair_rows(left, right, good),
        _pair_rows(left, right, bad),
    )


def _pair_rows(left: Field, right: Field, pair: tuple[Decimal, Decimal]) -> tuple[Row, ...]:
    if not (interval_of(left).holds(pair[0]) and interval_of(right).holds(pair[1])):
        return ()
    return ({left.name: to_value(left, pair[0]), right.name: to_value(right, pair[1])},)


def _common_value(left: Field, right: Field) -> Decimal:
    """A value that both fields can hold, with room for a step on either side where there is any."""
    shared = interval_of(left).narrow(interval_of(right).low, interval_of(right).high)
    start = to_number(
        left,
        {Kind.DATE: "2030-01-01", Kind.DATETIME: "2030-01-01T12:00:00", Kind.TIME: "12:00"}.get(
            left.kind, 10
        ),
    )
    step = max(step_of(left), step_of(right))
    value = start if start is not None else Decimal(10)
    if shared.high is not None and value > shared.high - step:
        value = shared.high - step
    if shared.low is not None and value < shared.low + step:
        value = shared.low + step
    return value


def _on_create_examples(rule: OnCreate, entity: Entity) -> Examples:
    field = entity.members.get(rule.field)
    if not isinstance(field, Field):
        return Examples()
    others: list[Value] = [choice.value for choice in field.choices if choice.value != rule.value]
    if isinstance(rule.value, bool):
        others = [not rule.value]
    return Examples(({rule.field: rule.value},), tuple({rule.field: other} for other in others[:1]))
