"""Values that just break and just keep a rule, for the tables of the generated tests."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from erdgen.compiler.codegen.factory_values import Wish, number_limits, wishes
from erdgen.compiler.codegen.python import literal
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.vocabulary import Compare, OnCreate, Range
from erdgen.compiler.spec.project import Field, Kind

#: Values that break a rule, and values that just keep it.
Case = tuple[dict[str, Any], dict[str, Any]]


def build_rule_rows(entity: EntityDesign) -> list[str]:
    """Message, route, breaking values, keeping values, and whether clients can send them."""
    rows = []
    wished = wishes(entity)
    for added in entity.rules:
        match added.rule:
            case Range():
                member = entity.entity.members[added.rule.field]
                assert isinstance(member, Field)
                cases = _with_partners(entity, member, _range_cases(member, added.rule), wished)
            case Compare():
                cases = _compare_cases(entity, added.rule, wished)
            case _:
                continue
        for bad, good in cases:
            by_clients = not any(_closed(entity, name) for name in bad)
            parts = (added.message, entity.entity.route, bad, good, by_clients)
            rows.append(literal(parts))
    return rows


def _with_partners(
    entity: EntityDesign,
    member: Field,
    cases: list[Case],
    wished: dict[str, Wish],
) -> list[Case]:
    """The cases with values of the fields that ``member`` is compared with: only its range is tried."""
    completed = []
    for bad, good in cases:
        partners: dict[str, Any] | None = {}
        for added in entity.rules:
            if isinstance(added.rule, Compare) and partners is not None:
                partners = _partner_value(entity, member, added.rule, good[member.name], wished, partners)
        if partners is not None:
            completed.append((bad | partners, good | partners))
    return completed


def _partner_value(
    entity: EntityDesign,
    member: Field,
    rule: Compare,
    value: Any,
    wished: dict[str, Wish],
    known: dict[str, Any],
) -> dict[str, Any] | None:
    """``known`` with a value of the other side of ``rule``; None where there is no such value."""
    if member.name not in (rule.field, rule.other):
        return known
    name = rule.other if rule.field == member.name else rule.field
    partner = entity.entity.members[name]
    assert isinstance(partner, Field)
    if partner.nullable:
        return known | {name: None}
    above = (rule.operator in ("lt", "lte")) == (rule.field == member.name)
    wanted = Decimal(str(value)) + (1 if above else -1)
    low, high = number_limits(partner, wished[name])
    if wanted > high or (wanted < low and (wished[name].lower is not None or partner.minimum is not None)):
        return None
    return known | {name: _sent(partner, wanted)}


def build_limit_rows(entity: EntityDesign) -> list[str]:
    """For each bound of a number a value just outside it."""
    rows = []
    for f in entity.entity.fields:
        if not f.kind.is_number:
            continue
        rule = Range(
            f.name,
            gte=None if f.minimum is None else str(f.minimum),
            lte=None if f.maximum is None else str(f.maximum),
        )
        rows += [literal((entity.entity.route, f.name, bad[f.name])) for bad, _ in _range_cases(f, rule)]
    return rows


def _closed(entity: EntityDesign, name: str) -> bool:
    member = entity.entity.members[name]
    return member.server_set if isinstance(member, Field) else member.read_only


def _range_cases(member: Field, rule: Range) -> list[Case]:
    """For each bound a value just outside and one just inside."""
    step = Decimal(1)
    if member.kind is Kind.DECIMAL:
        step = Decimal(1).scaleb(-(member.decimal_places or 0))
    if member.kind is Kind.FLOAT:
        step = Decimal("0.001")
    cases = []
    for operator, outward in (("gt", -1), ("gte", -1), ("lt", 1), ("lte", 1)):
        limit = getattr(rule, operator)
        if limit is None:
            continue
        bound = Decimal(limit)
        strict = operator in ("gt", "lt")
        bad = bound if strict else bound + outward * step
        good = bound - outward * step if strict else bound
        cases.append(({member.name: _sent(member, bad)}, {member.name: _sent(member, good)}))
    return cases


def _sent(member: Field, number: Decimal) -> Any:
    if member.kind is Kind.DECIMAL:
        return f"{number:f}"
    return float(number) if member.kind is Kind.FLOAT else int(number)


def _compare_cases(entity: EntityDesign, rule: Compare, wished: dict[str, Wish]) -> list[Case]:
    first, second = entity.entity.members[rule.field], entity.entity.members[rule.other]
    assert isinstance(first, Field)
    assert isinstance(second, Field)
    low, high = _two_values(first, wished[first.name], wished[second.name])
    swapped = rule.operator in ("lt", "lte")
    greater, lesser = (second.name, first.name) if swapped else (first.name, second.name)
    if rule.operator in ("gt", "lt"):
        return [({greater: low, lesser: low}, {greater: high, lesser: low})]
    return [({greater: low, lesser: high}, {greater: low, lesser: low})]


def _two_values(member: Field, first: Wish, second: Wish) -> tuple[Any, Any]:
    """Two neighbouring values that both fields take, the smaller first."""
    if member.kind is Kind.DATE:
        return "2024-01-01", "2024-01-02"
    if member.kind is Kind.DATETIME:
        return "2024-01-01T12:00:00Z", "2024-01-02T12:00:00Z"
    if member.kind is Kind.TIME:
        return datetime.time(9).isoformat(), datetime.time(10).isoformat()
    if member.kind is Kind.DURATION:
        return "00:10:00", "00:20:00"
    start = max(number_limits(member, first)[0], number_limits(member, second)[0])
    return _sent(member, start), _sent(member, start + 1)


def break_on_create(entity: EntityDesign, rule: OnCreate) -> dict[str, Any]:
    """A value that a new row must not have."""
    member = entity.entity.members[rule.field]
    if isinstance(rule.value, bool):
        return {rule.field: not rule.value}
    assert isinstance(member, Field)
    return {rule.field: next(c.value for c in member.choices if c.value != rule.value)}
