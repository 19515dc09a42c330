"""Where a rule is enforced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Formula,
    Length,
    Moment,
    Not,
    Pattern,
    Predicate,
    Range,
    Some,
    Span,
    Total,
)
from erdgen.compiler.rules.forms import Access, Implies, NoOverlap, Rule, Unique
from erdgen.compiler.rules.walk import paths_in, predicates_in, split_rule
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Relationship

Layer = Literal["database", "model", "api", "admin", "openapi"]

#: Syntax that PostgreSQL's regular expressions do not share with Python's.
OWN_SYNTAX = re.compile(r"\(\?[^:]|\\[^dwsDWS.\-/+*?()\[\]{}^$|@]|[*+?}]\+")

#: Kinds of which PostgreSQL has ranges, and those that an index of ranges can compare besides.
SPANS = frozenset({Kind.DATE, Kind.DATETIME, Kind.INT, Kind.BIGINT, Kind.SMALLINT, Kind.DECIMAL})
COMPARED = frozenset({*SPANS, Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.SLUG, Kind.UUID, Kind.TIME})

#: Lengths of time that a column of this kind is moved by without a calendar.
PLAIN_UNITS = {
    Kind.DATE: ("days", "weeks"),
    Kind.DATETIME: ("minutes", "hours", "days", "weeks"),
}


def find_layers(rule: Rule, entity: Entity) -> tuple[Layer, ...]:
    """The layers that hold ``rule`` of ``entity``, the lowest first."""
    if isinstance(rule, Access):
        return ("api",)
    return (*_in_database(rule, entity), "model", "api", "admin", *_in_schema(rule))


def fits_database(entity: Entity, condition: Condition) -> bool:
    """Whether a check constraint can hold ``condition``: columns of the row, compared without a clock."""
    return all(_leaf_fits(entity, leaf) for leaf in predicates_in(condition))


def _in_database(rule: Rule, entity: Entity) -> Iterator[Layer]:
    match rule:
        case Unique(fields=names, where=where):
            held = all(_is_column(entity.members.get(name)) for name in names)
            if held and (where is None or (fits_database(entity, where) and not _is_moved(where))):
                yield "database"
        case NoOverlap(where=where) if where is None or (
            fits_database(entity, where) and not _is_moved(where)
        ):
            if _are_spans(entity, rule):
                yield "database"
        case Implies(when=when, then=then):
            if fits_database(entity, Some((Not(when), then))):
                yield "database"
        case _ if isinstance(rule, Condition) and fits_database(entity, rule):
            yield "database"


def _are_spans(entity: Entity, rule: NoOverlap) -> bool:
    """Whether PostgreSQL has a type for the spans, and can compare what they are held apart within."""
    ends = [entity.members.get(name) for name in (rule.start, rule.end)]
    kinds = {member.kind if isinstance(member, Field) else None for member in ends}
    typed = len(kinds) == 1 and not kinds.isdisjoint(SPANS)
    return typed and all(
        (isinstance(member, Field) and member.kind in COMPARED)
        or (isinstance(member, Relationship) and not member.many)
        for member in map(entity.members.get, rule.within)
    )


def _leaf_fits(entity: Entity, leaf: Predicate) -> bool:
    if isinstance(leaf, Count | Total | Moment):
        return False
    members = [entity.members.get(path) for path in paths_in(leaf)]
    if not all(_is_column(member) for member in members):
        return False
    match leaf:
        case Compare(shift=Span(unit=unit)):
            kinds = {member.kind for member in members if isinstance(member, Field)}
            return len(kinds) == 1 and unit in PLAIN_UNITS.get(kinds.pop(), ())
        case Formula():
            return all(isinstance(m, Field) and m.kind.is_integer for m in members) and all(
                term.factor.lstrip("-").isdigit() for term in leaf.terms
            )
        case Pattern(regex=regex):
            return OWN_SYNTAX.search(regex) is None
    return True


def _is_column(member: Member | None) -> bool:
    return isinstance(member, Field) or (isinstance(member, Relationship) and not member.many)


def _is_moved(condition: Condition) -> bool:
    """No index can stand on the condition: PostgreSQL moves a moment by the session's time zone."""
    return any(isinstance(leaf, Compare) and leaf.shift for leaf in predicates_in(condition))


def _in_schema(rule: Rule) -> Iterator[Layer]:
    """OpenAPI says what the validators of a single field say."""
    if any(isinstance(part, Range | Length | Pattern) and "." not in part.field for part in split_rule(rule)):
        yield "openapi"
