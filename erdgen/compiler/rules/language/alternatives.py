"""Readings of a sentence, and which of several is told by another of its words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from erdgen.compiler.rules.conditions import Condition, Count, Given, Total
from erdgen.compiler.rules.forms import Entering, Implies, KeepWhile, Rule, Unique
from erdgen.compiler.rules.language.lexicon import split_name
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.spec.project import Entity, Relationship


@dataclass(frozen=True, slots=True)
class Reading:
    """Rules of one entity that a sentence states."""

    entity: Entity
    rules: tuple[Rule, ...]
    #: Whether the sentence names the entity.
    named: bool = False


def told_apart(readings: tuple[Reading, ...], tokens: tuple[Token, ...]) -> tuple[Reading, ...]:
    """Of readings that count rows of one entity by several ways, that which the deed names.

    "Tasks assigned to a member" are its ``assigned_tasks``, not its ``reviewed_tasks``.
    """
    words = {token.word for token in tokens}
    if "own" in words:
        readings = _of_their_own(readings)
    readings = _of_the_subject(readings)
    relations = [_relation_of(reading) for reading in readings]
    if not all(relations) or len({_without_relation(reading) for reading in readings}) > 1:
        return readings
    shared = set.intersection(*(set(split_name(relation)) for relation in relations))
    named = [
        reading
        for reading, relation in zip(readings, relations, strict=True)
        if words & (set(split_name(relation)) - shared)
    ]
    return tuple(named) if len(named) == 1 else readings


def _of_their_own(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "Each agent has their own extension": no two have the same, rather than that each has one."""
    alone = [r for r in readings if len(r.rules) == 1 and isinstance(r.rules[0], Unique)]
    given = [r for r in readings if len(r.rules) == 1 and isinstance(r.rules[0], Given)]
    if len(alone) != 1 or len(alone) + len(given) < len(readings):
        return readings
    unique = alone[0].rules[0]
    assert isinstance(unique, Unique)
    fields = {r.rules[0].field for r in given if isinstance(r.rules[0], Given)}
    return tuple(alone) if fields <= set(unique.fields) else readings


def _of_the_subject(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "A project cannot be completed …" is about projects: of rows that link to one it says nothing."""
    entities = {reading.entity.name for reading in readings}
    kept = tuple(r for r in readings if entities.isdisjoint(_asked_links(r)))
    return kept or readings


def _asked_links(reading: Reading) -> set[str]:
    """The entities to which links lead of which it is only asked whether they are given."""
    thens = (rule.then if isinstance(rule, Implies) else rule for rule in reading.rules)
    names = {then.field for then in thens if isinstance(then, Given) and then.negated}
    links = (reading.entity.members.get(name) for name in names)
    return {link.target for link in links if isinstance(link, Relationship)} - {reading.entity.name}


def _relation_of(reading: Reading) -> str:
    """The relation of the rows that its one rule counts; empty where it does anything else."""
    counted = _counted(reading.rules[0]) if len(reading.rules) == 1 else None
    return counted.relation if isinstance(counted, Count | Total) else ""


def _counted(rule: Rule) -> Condition | Rule:
    return rule.condition if isinstance(rule, KeepWhile | Entering) else rule


def _without_relation(reading: Reading) -> tuple[str, Rule | Condition]:
    """The same with no relation told, to see whether nothing else differs."""
    rule = reading.rules[0]
    if isinstance(rule, KeepWhile | Entering) and isinstance(rule.condition, Count | Total):
        return reading.entity.name, replace(rule, condition=replace(rule.condition, relation=""))
    return reading.entity.name, replace(rule, relation="") if isinstance(rule, Count | Total) else rule
