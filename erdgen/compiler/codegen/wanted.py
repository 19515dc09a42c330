"""What rules ask of a single row: conditions, each with how it must come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Not,
    OneOf,
    Some,
    Total,
)
from erdgen.compiler.rules.forms import AtCreation, Entering, Implies, Rule
from erdgen.compiler.rules.walk import paths_in, predicates_in, split_rule
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Relationship


@dataclass(frozen=True, slots=True)
class Wanted:
    """``condition`` must come out as ``truth``; ``None`` means anything but false."""

    condition: Condition
    truth: bool | None = None

    def met_by(self, found: bool | None) -> bool:
        return found is not False if self.truth is None else found is self.truth


def held(rules: Iterable[Rule], *, creating: bool = True) -> list[Wanted]:
    """What the rules ask of a single row, one that is just created with ``creating``."""
    wanted = []
    for rule in rules:
        match rule:
            case Implies():
                wanted.append(Wanted(Some((Not(rule.when), rule.then))))
            case Entering():
                if creating:
                    enters = OneOf(rule.field, (rule.value,))
                    wanted.append(Wanted(Some((Not(enters), rule.condition))))
            case AtCreation():
                if creating:
                    whole = rule.condition if rule.when is None else Some((Not(rule.when), rule.condition))
                    wanted.append(Wanted(whole))
            case _ if isinstance(rule, Condition):
                wanted.append(Wanted(rule))
    return [each for each in wanted if not _counts(each.condition)]


def beyond(design: Design, made: EntityDesign, paths: Iterable[str]) -> list[Wanted]:
    """What the rules of linked rows ask of the fields at the ends of ``paths``."""
    found: list[Wanted] = []
    below: dict[str, set[str]] = {}
    for path in paths:
        link, dot, rest = path.partition(".")
        if dot:
            below.setdefault(link, set()).add(rest)
    for link, names in below.items():
        relation = find_relation(design.project, made.entity, link)
        if relation is None:
            continue
        target = design.by_name[relation.target]
        rules = [part for added in target.rules for part in split_rule(added.rule)]
        asked = [each for each in held(rules, creating=False) if not _goes_on(target, each.condition)]
        while near := [each for each in asked if names & {*paths_in(each.condition)}]:
            asked = [each for each in asked if each not in near]
            names |= {path for each in near for path in paths_in(each.condition)}
            found += [Wanted(_below(link, each.condition), each.truth) for each in near]
    return found


def _goes_on(target: EntityDesign, condition: Condition) -> bool:
    """Whether it asks of one more row of the same kind, behind a link that can be empty: there is none."""
    links = (target.entity.members.get(path.partition(".")[0]) for path in paths_in(condition) if "." in path)
    return any(
        isinstance(link, Relationship) and link.nullable and link.target == target.name for link in links
    )


def _below(link: str, condition: Condition) -> Condition:
    """``condition`` asked of the row behind ``link``."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            return type(condition)(tuple(_below(link, part) for part in parts))
        case Not(part=part):
            return Not(_below(link, part))
        case Compare():
            return replace(condition, field=f"{link}.{condition.field}", other=f"{link}.{condition.other}")
        case Formula():
            terms = tuple(
                replace(term, paths=tuple(f"{link}.{path}" for path in term.paths))
                for term in condition.terms
            )
            return replace(condition, field=f"{link}.{condition.field}", terms=terms)
        case Count() | Total():
            return condition
    return replace(condition, field=f"{link}.{condition.field}")


def _counts(condition: Condition) -> bool:
    return any(isinstance(leaf, Count | Total) for leaf in predicates_in(condition))
