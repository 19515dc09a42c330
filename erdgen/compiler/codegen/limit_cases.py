"""Values just beyond the bounds of fields, for the tables of the generated tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from erdgen.compiler.codegen.python import literal
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.spec.project import Field, Kind


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
        rows += [literal((entity.entity.route, f.name, bad)) for bad in _outside(f, rule)]
    return rows


def _outside(member: Field, rule: Range) -> list[Any]:
    """For each bound a value just outside."""
    step = Decimal(1)
    if member.kind is Kind.DECIMAL:
        step = Decimal(1).scaleb(-(member.decimal_places or 0))
    if member.kind is Kind.FLOAT:
        step = Decimal("0.001")
    return [
        _sent(member, Decimal(limit) + outward * step)
        for limit, outward in ((rule.gte, -1), (rule.lte, 1))
        if limit is not None
    ]


def _sent(member: Field, number: Decimal) -> Any:
    if member.kind is Kind.DECIMAL:
        return f"{number:f}"
    return float(number) if member.kind is Kind.FLOAT else int(number)
