"""Which rules refuse to delete rows: those that keep a row, and those that ask a parent for rows."""

from __future__ import annotations

from erdgen.compiler.codegen.rule_code import counted_by
from erdgen.compiler.design import Design
from erdgen.compiler.rules.bounds import interval_of
from erdgen.compiler.rules.conditions import Condition, Count, Every, Not, Some, Total
from erdgen.compiler.rules.forms import Implies, KeepWhile, Rule
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Entity, Field


def refuses_deletion(design: Design) -> bool:
    """Whether some rule keeps rows from being deleted."""
    rules = (added.rule for made in design.entities for added in made.rules)
    return guards_parents(design) or any(isinstance(rule, KeepWhile) for rule in rules)


def guards_parents(design: Design) -> bool:
    """Whether a parent could break some rule because one of its rows goes."""
    return any(
        needs_rows(design, made.entity, added.rule)
        for made in design.entities
        for added in made.rules
        if any(_is_below(design, made.entity, counted) for counted in counted_by(added.rule))
    )


def needs_rows(design: Design, entity: Entity, rule: Rule) -> bool:
    """Whether ``rule``, which holds, can break by a row less: a greatest number never does."""
    if isinstance(rule, Implies):
        return _can_change(design, entity, rule.then, True) or _can_change(design, entity, rule.when, False)
    return isinstance(rule, Condition) and _can_change(design, entity, rule, True)


def _can_change(design: Design, entity: Entity, condition: Condition, truth: bool) -> bool:
    """Whether a row less can make ``condition`` other than ``truth``."""
    match condition:
        case Not(part=part):
            return _can_change(design, entity, part, not truth)
        case Every(parts=parts) | Some(parts=parts):
            return any(_can_change(design, entity, part, truth) for part in parts)
        case Count(minimum=least, maximum=most):
            return bool(least) if truth else most is not None
        case Total(operator=operator):
            return not (truth and operator in ("lt", "lte") and never_grows(design, entity, condition))
    return False


def never_grows(design: Design, entity: Entity, total: Total) -> bool:
    """Whether no row that is summed up can be below zero."""
    relation = find_relation(design.project, entity, total.relation)
    if relation is None:
        return False
    rules = [added.rule for added in design.by_name[relation.holder.name].rules]
    members = [relation.holder.members.get(path) for term in total.terms for path in term.paths]
    bounds = [interval_of(member, rules).low for member in members if isinstance(member, Field)]
    return (
        len(bounds) == len(members)
        and all(low is not None and low >= 0 for low in bounds)
        and not any(term.factor.startswith("-") for term in total.terms)
    )


def _is_below(design: Design, entity: Entity, counted: Count | Total) -> bool:
    """Whether it counts rows that refer to ``entity`` by a link of their own."""
    relation = find_relation(design.project, entity, counted.relation)
    return relation is not None and relation.back and not relation.link.many
