"""What the rules and options of an entity ask of the values that a factory gives to single fields."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from erdgen.compiler.codegen.field_code import inclusive
from erdgen.compiler.codegen.rule_queries import paths_of
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import Compare, Given, Length, OneOf, Pattern, Predicate, Range
from erdgen.compiler.rules.forms import AtCreation, NoOverlap, Rule, Unique
from erdgen.compiler.rules.walk import conditions_of, predicates_in, split_rule
from erdgen.compiler.spec.project import Entity, Field, Kind, Relationship

#: Where made-up dates begin that may only lie before a bound, and how many days a range without end has.
EPOCH = datetime.date(2024, 1, 1)
DAYS = 9000


@dataclass(frozen=True)
class Wish:
    """What one field's value must hold beyond its own options."""

    #: Values differ from row to row.
    distinct: bool = False
    #: Steps above the smallest member of a chain of comparisons, for dates above the member that the server
    #: sets if there is one; None outside of any.
    level: int | None = None
    #: First and last day for all members of a chain of which one is bounded.
    days: tuple[datetime.date, datetime.date] | None = None
    #: The chain holds the present: its dates cannot move from row to row.
    present: bool = False
    lower: Decimal | None = None
    upper: Decimal | None = None
    #: Value that a new row must have.
    fixed: bool | str | int | None = None
    #: Small domains that must be combined: period of the field's own counter.
    divisor: int = 1


def wishes(design: EntityDesign) -> dict[str, Wish]:
    """What the rules and uniqueness of one entity ask of each field's values, all together."""
    found: dict[str, Wish] = {f.name: Wish(distinct=f.unique or f.primary_key) for f in design.entity.fields}
    for rule in _simple_rules(design):
        match rule:
            case Range(field=name):
                found[name] = _narrowed(found[name], rule, design.entity.members[name])
            case AtCreation(condition=OneOf(field=name, values=(value,))):
                found[name] = replace(found[name], fixed=value)
            case _:
                continue
    _chain(design, found)
    _separate(design, found)
    return found


def _simple_rules(design: EntityDesign) -> list[Rule]:
    """The rules that the wishes of single fields can meet; for the others whole rows are sought."""
    return [
        rule for added in design.rules for rule in split_rule(added.rule) if is_simple(design.entity, rule)
    ]


def is_simple(entity: Entity, rule: Rule) -> bool:
    """Whether ``rule`` bounds a number, puts two fields in order, or fixes the first value of one."""
    match rule:
        case Range(field=name):
            member = entity.members.get(name)
            return isinstance(member, Field) and member.kind.is_number
        case Compare():
            sides = [entity.members.get(name) for name in (rule.field, rule.other)]
            kinds = {side.kind for side in sides if isinstance(side, Field)}
            ordered = rule.shift is None and rule.operator not in ("eq", "ne")
            return ordered and all(isinstance(side, Field) for side in sides) and len(kinds) == 1
        case AtCreation(condition=OneOf(field=name, values=(_,), negated=False), when=None):
            return name in entity.members
        case Pattern(field=name):
            member = entity.members.get(name)
            return isinstance(member, Field) and not member.pattern
    return isinstance(rule, Unique)


def _narrowed(wish: Wish, rule: Range, member: object) -> Wish:
    assert isinstance(member, Field)
    lower, upper = wish.lower, wish.upper
    low = rule.gte if rule.gt is None else (inclusive(member, rule.gt, 1) or str(Decimal(rule.gt) + 1))
    high = rule.lte if rule.lt is None else (inclusive(member, rule.lt, -1) or str(Decimal(rule.lt) - 1))
    if low is not None:
        lower = max(Decimal(low), lower) if lower is not None else Decimal(low)
    if high is not None:
        upper = min(Decimal(high), upper) if upper is not None else Decimal(high)
    return replace(wish, lower=lower, upper=upper)


def _chain(design: EntityDesign, found: dict[str, Wish]) -> None:
    """Give the fields of each comparison a level, so that the greater one really is greater."""
    below: dict[str, set[str]] = {}
    for rule in _simple_rules(design):
        if isinstance(rule, Compare):
            greater, lesser = rule.field, rule.other
            if rule.operator in ("lt", "lte"):
                greater, lesser = lesser, greater
            below.setdefault(greater, set()).add(lesser)
            below.setdefault(lesser, set())

    def level(name: str, seen: frozenset[str]) -> int:
        lower = [level(other, seen | {name}) for other in sorted(below[name]) if other not in seen]
        return 1 + max(lower, default=-1)

    for name in below:
        found[name] = replace(found[name], level=level(name, frozenset({name})))
    for members in _connected(below):
        _place_days(design, members, found)


def _connected(below: dict[str, set[str]]) -> list[list[str]]:
    """The fields of each chain together."""
    chains: list[set[str]] = []
    for name, others in below.items():
        chain = {name, *others}
        for joined in [c for c in chains if c & chain]:
            chains.remove(joined)
            chain |= joined
        chains.append(chain)
    return [sorted(chain) for chain in chains]


def _place_days(design: EntityDesign, names: list[str], found: dict[str, Wish]) -> None:
    """Let the dates of a chain count from the same day."""
    columns = [member for name in names if isinstance(member := design.entity.members[name], Field)]
    if not all(column.kind in (Kind.DATE, Kind.DATETIME) for column in columns):
        return
    bounded = [column for column in columns if column.minimum is not None or column.maximum is not None]
    present = next((found[column.name].level for column in columns if column.auto), None)
    for column in columns:
        wish = found[column.name]
        if bounded:
            ranges = [day_range(one) for one in bounded]
            found[column.name] = replace(wish, days=(max(r[0] for r in ranges), min(r[1] for r in ranges)))
        elif present is not None:
            found[column.name] = replace(wish, level=(wish.level or 0) - present, present=True)


def _separate(design: EntityDesign, found: dict[str, Wish]) -> None:
    """For each set of fields that is unique together, or holds spans apart, make rows differ in it."""
    entity = design.entity
    rules = [added.rule for added in design.rules]
    spans = [rule.within for rule in rules if isinstance(rule, NoOverlap)]
    unique = [*entity.unique_together, *(rule.fields for rule in rules if isinstance(rule, Unique))]
    for names in (*unique, *spans):
        members = [entity.members[name] for name in names if name in entity.members]
        columns = [member for member in members if isinstance(member, Field)]
        if names in spans or any(isinstance(each, Relationship) and not each.nullable for each in members):
            # Every row gets a parent of its own, but some tests make several rows of one parent.
            columns = [column for column in columns if _is_free(column, rules)]
        if any(found[column.name].distinct for column in columns):
            continue
        wide = [
            column for column in columns if domain_size(column) is None and found[column.name].fixed is None
        ]
        if wide:
            found[wide[0].name] = replace(found[wide[0].name], distinct=True)
            continue
        divisor = 1
        for column in columns:
            found[column.name] = replace(found[column.name], distinct=True, divisor=divisor)
            divisor *= domain_size(column) or 1


def _is_free(column: Field, rules: Sequence[Rule]) -> bool:
    """Whether it has many values, of which rules ask nothing but for bounds and forms."""
    leaves = (
        leaf
        for rule in rules
        for each in conditions_of(rule)
        for leaf in predicates_in(each)
        if column.name in paths_of(leaf)
    )
    return domain_size(column) is None and all(_bounds(leaf, column) for leaf in leaves)


def _bounds(leaf: Predicate, column: Field) -> bool:
    given = isinstance(leaf, OneOf) and leaf.values == ("",)
    return given or isinstance(leaf, Given | Length | Pattern if column.kind.is_text else Given | Range)


def domain_size(column: Field) -> int | None:
    """How many values a small domain has; None for one without a practical limit."""
    if column.choices:
        return len(column.choices)
    if column.kind is Kind.BOOL:
        return 2
    if column.max_length is not None and column.max_length <= 2 and column.kind.is_text:
        return int(36**column.max_length)
    return None


def day_range(column: Field) -> tuple[datetime.date, datetime.date]:
    """First and last day that a date may be."""
    low = datetime.datetime.fromisoformat(str(column.minimum)).date() if column.minimum is not None else None
    high = datetime.datetime.fromisoformat(str(column.maximum)).date() if column.maximum is not None else None
    if low is not None and column.kind is Kind.DATETIME:
        low += datetime.timedelta(days=1)
    if high is not None and column.kind is Kind.DATETIME:
        high -= datetime.timedelta(days=1)
    first = low if low is not None else (min(EPOCH, high) if high is not None else EPOCH)
    return first, high if high is not None else first + datetime.timedelta(days=DAYS)
