"""Conditions seen from another entity: the same question, asked by way of a link."""

from __future__ import annotations

from dataclasses import replace

from erdgen.compiler.rules.conditions import (
    Clock,
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
    Pattern,
    Range,
    Some,
    Term,
    Total,
    Weekday,
)


def seen_through(link: str, condition: Condition) -> Condition:
    """``condition`` of the row at the end of ``link``, asked of the row that has the link."""
    match condition:
        case Every() | Some():
            return replace(condition, parts=tuple(seen_through(link, part) for part in condition.parts))
        case Not():
            return Not(seen_through(link, condition.part))
        case Compare():
            other = link if condition.other == "pk" else f"{link}.{condition.other}"
            return replace(condition, field=f"{link}.{condition.field}", other=other)
        case Formula():
            terms = tuple(_moved(link, term) for term in condition.terms)
            return replace(condition, field=f"{link}.{condition.field}", terms=terms)
        case Count():
            return replace(condition, relation=f"{link}.{condition.relation}")
        case Total():
            other = f"{link}.{condition.other}" if condition.other else ""
            return replace(condition, relation=f"{link}.{condition.relation}", other=other)
        case Range() | Length() | Pattern() | OneOf() | Given() | Moment() | Weekday() | Clock():
            return replace(condition, field=f"{link}.{condition.field}")


def _moved(link: str, term: Term) -> Term:
    return replace(term, paths=tuple(f"{link}.{path}" for path in term.paths))
