"""Readings of a sentence, and which of several is told by another of its words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from erdgen.compiler.rules.conditions import Condition, Count, Given, Moment, OneOf, Range, Total
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.language.names import key_of, loose_key_of, split_name
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.rules.walk import conditions_of, predicates_in
from erdgen.compiler.spec.project import Entity, Field, Relationship

#: By these something new comes to a row.
_RECEIVING = word_set("receive get take accept collect gain obtain attract subscribe sign")


#: By these a switch is turned on.
_MARKING = word_set("marked flagged set made declared switched turned become becomes mark flag declare")
#: By these a value is told that holds where no other is given.
_STANDARD = word_set("standard default usual usually normal normally")
#: By these somebody in particular is meant.
_ONES_OWN = word_set("its their his her own the that who whose whom")


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
    readings = _of_roles(_of_stamps(_of_one_limit(readings)), words={token.word for token in tokens})
    readings = _of_steps(_of_making(_of_marks(readings, {token.word for token in tokens})))
    readings = _of_new_rows(_of_periods(_of_counters(_of_states(readings))), tokens)
    words = {token.word for token in tokens}
    if "own" in words:
        readings = _of_their_own(readings)
    readings = _of_the_linked(_of_defaults(_of_the_case(_of_values(readings)), words), tokens)
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


def _of_one_limit(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "Never more than one open folio for a stay": that open folios differ in their stay says the same."""
    alone = [
        (link.related_name, rule.where)
        for each in readings
        for rule in each.rules
        if isinstance(rule, Unique) and len(each.rules) == 1 and len(rule.fields) == 1
        for link in each.entity.relationships
        if link.name == rule.fields[0]
    ]

    def is_said(reading: Reading) -> bool:
        rule = reading.rules[0]
        one = isinstance(rule, Count) and rule.maximum == 1 and rule.minimum is None
        return (
            one
            and len(reading.rules) == 1
            and isinstance(rule, Count)
            and (rule.relation, rule.where) in alone
        )

    return tuple(each for each in readings if not is_said(each)) if len(readings) > 1 else readings


def _of_marks(readings: tuple[Reading, ...], words: set[str]) -> tuple[Reading, ...]:
    """ "Cannot be marked as urgent if it is closed": when it is marked, rather than at all times."""
    if len(readings) != 2 or not words & _MARKING:
        return readings
    marks = tuple(each for each in readings if len(each.rules) == 1 and isinstance(each.rules[0], Entering))
    others = [rule for each in readings if each not in marks for rule in each.rules]
    switches = {rule.field for each in marks for rule in each.rules if isinstance(rule, Entering)}
    same = all(
        isinstance(rule, Implies) and isinstance(rule.then, OneOf) and rule.then.field in switches
        for rule in others
    )
    return marks if len(marks) == 1 and len(others) == 1 and same else readings


def _of_making(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "When a visit is booked, its start must be in the future": then, where each is first booked.

    What is asked of a moment is asked when a row is made, not whenever it is in its first state.
    """
    made = tuple(each for each in readings if len(each.rules) == 1 and isinstance(each.rules[0], AtCreation))
    if len(made) != 1 or len(readings) != 2:
        return readings
    rule, entity = made[0].rules[0], made[0].entity
    (other,) = (each for each in readings if each is not made[0])
    asked = other.rules[0] if len(other.rules) == 1 else None
    if not isinstance(rule, AtCreation) or not isinstance(asked, Implies) or asked.then != rule.condition:
        return readings
    first = asked.when if isinstance(asked.when, OneOf) and not asked.when.negated else None
    field = entity.members.get(first.field) if first is not None else None
    default = field.default if isinstance(field, Field) else None
    begun = first is not None and default is not None and first.values == (default.value,)
    return made if begun and isinstance(rule.condition, Moment) else readings


def _of_steps(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "…; closed is final": beside steps the state, and not the moment that is called after it."""
    steps = tuple(each for each in readings if all(isinstance(rule, Transitions) for rule in each.rules))
    others = [rule for each in readings if each not in steps for rule in each.rules]
    moments = all(isinstance(rule, Immutable | Transitions) for rule in others)
    return steps if len(steps) == 1 and moments else readings


def _of_counters(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "The number of seats is at most 600": the field that holds it, rather than how many rows there are."""
    held = [each for each in readings if len(each.rules) == 1 and isinstance(each.rules[0], Range)]
    counted = [each for each in readings if len(each.rules) == 1 and isinstance(each.rules[0], Count)]
    if len(held) != 1 or len(held) + len(counted) < len(readings):
        return readings
    words = set(split_name(held[0].rules[0].field)) if isinstance(held[0].rules[0], Range) else set()
    return tuple(held) if words & {"count", "number", "num"} else readings


def _of_stamps(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "Is set when a row is created": by the server, rather than that somebody has to give it."""
    stamps = [each for each in readings if len(each.rules) == 1 and isinstance(each.rules[0], ServerSet)]
    given = {
        rule.condition.field
        for each in readings
        for rule in each.rules
        if isinstance(rule, AtCreation) and isinstance(rule.condition, Given)
    }
    stamped = {rule.field for each in stamps for rule in each.rules if isinstance(rule, ServerSet)}
    return tuple(stamps) if len(stamps) == len(readings) - 1 == 1 and given == stamped else readings


def _of_roles(readings: tuple[Reading, ...], words: set[str]) -> tuple[Reading, ...]:
    """ "Only waiters can create orders": all who have that role, not the waiter whom an order names."""
    access = [each for each in readings if all(isinstance(rule, Access) for rule in each.rules)]
    if len(access) < len(readings) or words & _ONES_OWN:
        return readings
    roles = tuple(
        each for each in readings if not any(isinstance(r, Access) and r.owner_path for r in each.rules)
    )
    return (
        roles if {each.entity.name for each in readings} == {each.entity.name for each in roles} else readings
    )


def _of_periods(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "Only one shift at a time": none at the same time as another, rather than one in all."""
    apart = [each for each in readings if len(each.rules) == 1 and isinstance(each.rules[0], NoOverlap)]
    one = [rule for each in readings for rule in each.rules if isinstance(rule, Count) and rule.maximum == 1]
    return tuple(apart) if len(apart) == 1 and len(one) + 1 == len(readings) else readings


def _of_new_rows(readings: tuple[Reading, ...], tokens: tuple[Token, ...]) -> tuple[Reading, ...]:
    """ "Closed shops cannot receive orders": no new ones, though there may be old ones."""
    if not any(token.word in _RECEIVING for token in tokens):
        return readings
    made = tuple(each for each in readings if all(isinstance(rule, AtCreation) for rule in each.rules))
    none = tuple(each for each in readings if all(_has_none(rule) for rule in each.rules))
    return made if len(made) == 1 and len(made) + len(none) == len(readings) else readings


def _has_none(rule: Rule) -> bool:
    then = rule.then if isinstance(rule, Implies) else None
    return isinstance(then, Count) and then.maximum == 0


def _of_states(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "Once a flight has departed": the state of that name, and not that its departure is stored or past.

    So is "its flight must be scheduled": what the flight is like, and not that there is one.
    """
    said = [_predicates(reading) for reading in readings]
    states = [each for found in said for each in found if isinstance(each, OneOf) and not each.negated]
    weaker = {
        number
        for number, (reading, found) in enumerate(zip(readings, said, strict=True))
        for state in dict.fromkeys(states)
        for each in found
        if _is_weaker(each, state)
        and any(
            repr(other.rules).replace(repr(state), "") == repr(reading.rules).replace(repr(each), "")
            for other in readings
            if other.entity is reading.entity and other is not reading
        )
    }
    return tuple(reading for number, reading in enumerate(readings) if number not in weaker)


def _predicates(reading: Reading) -> list[Condition]:
    return [
        each
        for rule in reading.rules
        for condition in conditions_of(rule)
        for each in predicates_in(condition)
    ]


def _is_weaker(said: Condition, state: OneOf) -> bool:
    """Whether the word for ``state`` was taken for a moment of that name, or for "is given" of a link."""
    if isinstance(said, Given) and not said.negated and state.field.startswith(f"{said.field}."):
        return True
    if not isinstance(said, Given | Moment) or "." in said.field or "." in state.field:
        return False
    return len(state.values) == 1 and loose_key_of(said.field) == loose_key_of(str(state.values[0]))


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


def _of_values(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "Unless its status is paid": the value that is named, rather than that there is one."""
    cases = [_cases(reading) for reading in readings]
    valued = {
        (reading.entity.name, case.field)
        for reading, found in zip(readings, cases, strict=True)
        for case in found
        if isinstance(case, OneOf)
    }
    kept = tuple(
        reading
        for reading, found in zip(readings, cases, strict=True)
        if not any(isinstance(case, Given) and (reading.entity.name, case.field) in valued for case in found)
    )
    return kept or readings


def _cases(reading: Reading) -> list[Condition]:
    return [rule.when for rule in reading.rules if isinstance(rule, Implies)]


def _of_the_case(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """ "On a lease for a flat where pets are not allowed": in that case, rather than always."""
    bound = {
        (reading.entity.name, tuple(rule.then for rule in reading.rules if isinstance(rule, Implies)))
        for reading in readings
        if all(isinstance(rule, Implies) for rule in reading.rules)
    }
    return tuple(each for each in readings if (each.entity.name, each.rules) not in bound)


def _of_defaults(readings: tuple[Reading, ...], words: set[str]) -> tuple[Reading, ...]:
    """ "The standard period is three months": what it is where none is given, rather than always."""
    if words.isdisjoint(_STANDARD) or len(readings) != 2:
        return readings
    preset = [r for r in readings if len(r.rules) == 1 and isinstance(r.rules[0], SetDefault)]
    fields = {rule.field for each in preset for rule in each.rules if isinstance(rule, SetDefault)}
    fixed = [r for r in readings if all(isinstance(x, Range) and x.gte == x.lte for x in r.rules)]
    same = all(isinstance(rule, Range) and rule.field in fields for each in fixed for rule in each.rules)
    return tuple(preset) if len(preset) == len(fixed) == 1 and same else readings


def _of_the_linked(readings: tuple[Reading, ...], tokens: tuple[Token, ...]) -> tuple[Reading, ...]:
    """ "Urgent tickets must be assigned to an agent": each has one, rather than each agent has some."""
    linked = {
        (link.target, link.related_name)
        for reading in readings
        for rule in reading.rules
        for then in (rule.then if isinstance(rule, Implies) else rule,)
        if isinstance(then, Given) and not then.negated
        for link in (reading.entity.members.get(then.field),)
        if isinstance(link, Relationship) and _is_first(reading.entity, link.target, tokens)
    }
    return tuple(each for each in readings if not _has_some(each, linked)) or readings


def _has_some(reading: Reading, linked: set[tuple[str, str]]) -> bool:
    rule = reading.rules[0] if len(reading.rules) == 1 else None
    some = isinstance(rule, Count) and rule.minimum == 1 and rule.maximum is None
    return some and isinstance(rule, Count) and (reading.entity.name, rule.relation) in linked


def _is_first(entity: Entity, other: str, tokens: tuple[Token, ...]) -> bool:
    """Whether rows of ``entity`` are named before those of ``other``."""
    keys = [key_of(token.text) for token in tokens]
    last = key_of(split_name(entity.source)[-1])
    return last in keys and key_of(other) in keys and keys.index(last) < keys.index(key_of(other))


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
