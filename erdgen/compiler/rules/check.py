"""Holds the rules of an entity against each other, and against its fields' own bounds and defaults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from erdgen.compiler.rules.bounds import Interval, interval_of, parts_of
from erdgen.compiler.rules.conditions import (
    OPPOSITE,
    Compare,
    Condition,
    Count,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Range,
    Total,
)
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule, SetDefault, Transitions
from erdgen.compiler.rules.truth import Judge
from erdgen.compiler.rules.walk import conditions_of, members_in, paths_in, predicates_in
from erdgen.compiler.rules.worlds import Tables, World
from erdgen.compiler.spec.project import Entity, Field, Kind, Project

#: Code → what it means and what to do about it.
CONFLICTS: dict[str, tuple[str, str]] = {
    "rules.E001": ("Rules that no row can keep together.", "take one of the rules out, or correct it"),
    "rules.E002": ("A default that a rule refuses.", "change the default or the rule"),
    "rules.E003": (
        "Rules that leave no example of a valid row.",
        "take one of the rules out, or say in which cases it holds",
    ),
    "rules.W003": (
        "A default with which no row can be created.",
        "make the value that the rule wants the default",
    ),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One of ``CONFLICTS``, in words, with the rules that take part: one, where a field is the other side."""

    code: str
    message: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class _Fact:
    """A condition that holds because of ``rule``."""

    condition: Condition
    rule: Rule


def find_conflicts(entity: Entity, rules: Sequence[Rule]) -> tuple[Conflict, ...]:
    """Everything about ``rules`` of ``entity`` that cannot be, each set of rules once."""
    return (*find_contradictions(entity, rules), *_defaults(entity, rules))


def find_contradictions(entity: Entity, rules: Sequence[Rule]) -> tuple[Conflict, ...]:
    """Why no row of ``entity`` could keep all ``rules``; nothing when some row can."""
    found: dict[frozenset[Rule], Conflict] = {}
    for conflict in _contradictions(entity, rules):
        found.setdefault(frozenset(conflict.rules), conflict)
    return tuple(found.values())


def _contradictions(entity: Entity, rules: Sequence[Rule]) -> Iterator[Conflict]:
    for facts in _circumstances(rules):
        yield from _empty_ranges(entity, facts)
        yield from _empty_lengths(entity, facts)
        yield from _opposites(facts)
        yield from _missing_values(entity, facts)
        yield from _no_choice_left(entity, facts)
        yield from _circles(facts)
        yield from _never_apart(entity, facts)
        yield from _empty_counts(facts)
    yield from _moves_both_ways(rules)


def _conflict(message: str, *rules: Rule) -> Conflict:
    return Conflict("rules.E001", message, tuple(dict.fromkeys(rules)))


def _circumstances(rules: Sequence[Rule]) -> Iterator[tuple[_Fact, ...]]:
    """What holds together: always, in a new row, and wherever one condition is true."""
    always = tuple(_Fact(part, rule) for rule in rules for part in parts_of(rule))
    yield always
    cases: dict[tuple[Condition | None, bool], list[_Fact]] = defaultdict(list)
    for rule in rules:
        if isinstance(rule, Implies):
            cases[rule.when, False] += [_Fact(part, rule) for part in parts_of(rule.then)]
        elif isinstance(rule, AtCreation):
            cases[rule.when, True] += [_Fact(part, rule) for part in parts_of(rule.condition)]
    for (when, created), facts in cases.items():
        wider = cases.get((None, True), []) if created and when is not None else []
        yield (*always, *wider, *facts)


def _field(entity: Entity, name: str) -> Field | None:
    member = entity.members.get(name)
    return member if isinstance(member, Field) else None


def _empty_ranges(entity: Entity, facts: Sequence[_Fact]) -> Iterator[Conflict]:
    about: dict[str, list[_Fact]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.condition, Range):
            about[fact.condition.field].append(fact)
    for name, said in about.items():
        field = _field(entity, name)
        if field is not None and interval_of(field, [fact.condition for fact in said]).empty:
            yield _conflict(
                f"no value of {entity.name}.{name} is allowed: {_about(field, said)}", *_rules(said)
            )


def _rules(facts: Sequence[_Fact]) -> list[Rule]:
    return [fact.rule for fact in facts]


def _about(field: Field, facts: Sequence[_Fact]) -> str:
    own = [
        f"{word} {bound}"
        for word, bound in (("min", field.minimum), ("max", field.maximum))
        if bound is not None
    ]
    said = dict.fromkeys(describe_rule(fact.condition) for fact in facts)
    return " against ".join([*own, *said])


def _empty_lengths(entity: Entity, facts: Sequence[_Fact]) -> Iterator[Conflict]:
    about: dict[str, list[tuple[Length, _Fact]]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.condition, Length):
            about[fact.condition.field].append((fact.condition, fact))
    for name, pairs in about.items():
        field = _field(entity, name)
        longest = [length.maximum for length, _ in pairs if length.maximum is not None]
        longest += [field.max_length] if field is not None and field.max_length is not None else []
        shortest = max((length.minimum or 0 for length, _ in pairs), default=0)
        if longest and shortest > min(longest):
            limits = f"at least {shortest} and at most {min(longest)} characters"
            message = f"no text of {entity.name}.{name} has {limits}"
            yield _conflict(message, *(fact.rule for _, fact in pairs))


def _opposites(facts: Sequence[_Fact]) -> Iterator[Conflict]:
    """A condition and its exact contrary."""
    said = {fact.condition: fact for fact in facts}
    for condition, fact in said.items():
        contrary = _contrary(condition)
        if contrary in said:
            other = said[contrary]
            message = f"{describe_rule(condition)} against {describe_rule(contrary)}"
            first, second = sorted((fact, other), key=facts.index)
            yield _conflict(message, first.rule, second.rule)


def _contrary(condition: Condition) -> Condition:
    match condition:
        case Given():
            return Given(condition.field, not condition.negated)
        case OneOf():
            return OneOf(condition.field, condition.values, not condition.negated)
        case Compare():
            return Compare(condition.field, OPPOSITE[condition.operator], condition.other, condition.shift)
        case Moment():
            return Moment(condition.field, OPPOSITE[condition.operator], condition.shift)
        case Not():
            return condition.part
    return Not(condition)


def _missing_values(entity: Entity, facts: Sequence[_Fact]) -> Iterator[Conflict]:
    """A required member that may not have a value."""
    for fact in facts:
        if isinstance(fact.condition, Given) and fact.condition.negated:
            member = entity.members.get(fact.condition.field)
            if member is not None and member.required:
                message = f"{entity.name}.{member.name} is required, but {describe_rule(fact.condition)}"
                yield _conflict(message, fact.rule)


def _no_choice_left(entity: Entity, facts: Sequence[_Fact]) -> Iterator[Conflict]:
    """A field of few possible values, of which each breaks one of the conditions on it alone."""
    about: dict[str, list[_Fact]] = defaultdict(list)
    for fact in facts:
        names = set(paths_in(fact.condition))
        if len(names) == 1 and not _needs_more(fact.condition):
            about[names.pop()].append(fact)
    judge = _judge(entity)
    for name, said in about.items():
        values = _few_values(entity, name, said)
        if values and all(
            any(judge.ask(fact.condition, {name: value}) is False for fact in said) for value in values
        ):
            told = " against ".join(dict.fromkeys(describe_rule(fact.condition) for fact in said))
            yield _conflict(f"no value of {entity.name}.{name} is allowed: {told}", *_rules(said))


def _few_values(entity: Entity, name: str, facts: Sequence[_Fact]) -> tuple[object, ...]:
    field = _field(entity, name)
    if field is None:
        return ()
    listed = [
        fact.condition.values
        for fact in facts
        if isinstance(fact.condition, OneOf) and not fact.condition.negated
    ]
    if field.choices:
        return tuple(choice.value for choice in field.choices)
    return (
        (True, False)
        if field.kind is Kind.BOOL
        else tuple(value for values in listed[:1] for value in values)
    )


def _judge(entity: Entity) -> Judge:
    """For conditions that ask a row by itself."""
    return Judge(Tables(Project("", (entity,)), World({}, datetime(2000, 1, 1, tzinfo=UTC))), entity)


def _needs_more(condition: Condition) -> bool:
    """Whether a row by itself does not tell."""
    return any("." in path for path in paths_in(condition)) or any(
        isinstance(each, Count | Total | Moment) for each in predicates_in(condition)
    )


def _circles(facts: Sequence[_Fact]) -> Iterator[Conflict]:
    """``a > b`` with ``b > a``, over any number of fields; a circle of ``≥`` alone is satisfiable."""
    below: dict[str, list[tuple[str, _Fact]]] = defaultdict(list)
    strict: list[tuple[str, str, _Fact]] = []
    for fact in facts:
        ends = _ends(fact.condition)
        if ends is not None:
            high, low = ends
            below[high].append((low, fact))
            if isinstance(fact.condition, Compare) and fact.condition.operator in ("gt", "lt"):
                strict.append((high, low, fact))
    for high, low, fact in strict:
        way = _find_way(below, low, high)
        if way is not None:
            message = f"{high} above {low} cannot hold, as other rules put {low} at or above {high}"
            yield _conflict(message, fact.rule, *_rules(way))
            return


def _ends(condition: Condition) -> tuple[str, str] | None:
    """The higher and the lower side of a comparison; None for what orders nothing."""
    if (
        not isinstance(condition, Compare)
        or condition.shift is not None
        or condition.operator in ("eq", "ne")
    ):
        return None
    if condition.operator in ("gt", "gte"):
        return condition.field, condition.other
    return condition.other, condition.field


def _find_way(
    below: Mapping[str, list[tuple[str, _Fact]]], start: str, goal: str
) -> tuple[_Fact, ...] | None:
    """The comparisons that lead down from ``start`` to ``goal``."""
    ways: dict[str, tuple[_Fact, ...]] = {start: ()}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return ways[name]
        for low, fact in below.get(name, ()):
            if low not in ways:
                ways[low] = (*ways[name], fact)
                waiting.append(low)
    return None


def _never_apart(entity: Entity, facts: Sequence[_Fact]) -> Iterator[Conflict]:
    """``a > b`` where even the highest ``a`` lies below the lowest ``b``."""
    conditions = [fact.condition for fact in facts]
    for fact in facts:
        ends = _ends(fact.condition)
        if ends is None:
            continue
        top, bottom = (_interval(entity, name, conditions) for name in ends)
        if top is not None and bottom is not None and not _reaches(fact.condition, top, bottom):
            bounds = [
                each for each in facts if isinstance(each.condition, Range) and each.condition.field in ends
            ]
            message = (
                f"{describe_rule(fact.condition)} cannot hold within the bounds of {entity.name}'s fields"
            )
            yield _conflict(message, fact.rule, *_rules(bounds))


def _interval(entity: Entity, name: str, conditions: Sequence[Condition]) -> Interval | None:
    field = _field(entity, name)
    return interval_of(field, conditions) if field is not None else None


def _reaches(condition: Condition, top: Interval, bottom: Interval) -> bool:
    if top.high is None or bottom.low is None:
        return True
    strict = isinstance(condition, Compare) and condition.operator in ("gt", "lt")
    return top.high > bottom.low or (not strict and top.high == bottom.low)


def _empty_counts(facts: Sequence[_Fact]) -> Iterator[Conflict]:
    about: dict[tuple[str, Condition | None], list[tuple[Count, _Fact]]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.condition, Count):
            about[fact.condition.relation, fact.condition.where].append((fact.condition, fact))
    for (relation, _), pairs in about.items():
        least = max(count.minimum or 0 for count, _ in pairs)
        most = [count.maximum for count, _ in pairs if count.maximum is not None]
        if most and least > min(most):
            message = f"there cannot be at least {least} and at most {min(most)} {relation}"
            yield _conflict(message, *(fact.rule for _, fact in pairs))


def _moves_both_ways(rules: Sequence[Rule]) -> Iterator[Conflict]:
    """A move that one rule allows and another forbids."""
    moves = [rule for rule in rules if isinstance(rule, Transitions)]
    for first in moves:
        allowed = {(move.source, move.target) for move in first.allowed}
        for second in moves:
            for move in second.forbidden:
                if first.field == second.field and (move.source, move.target) in allowed:
                    message = f"{first.field} may and may not change from {move.source} to {move.target}"
                    yield _conflict(message, first, second)


def _defaults(entity: Entity, rules: Sequence[Rule]) -> Iterator[Conflict]:
    """Conditions that are false of the values that a row has by default."""
    row, given_by = _default_row(entity, rules)
    judge = _judge(entity)
    for rule in rules:
        names = members_in(rule)
        if (
            not names
            or not set(names) <= row.keys()
            or any(_needs_more(each) for each in conditions_of(rule))
        ):
            continue
        refused, code = _refuses(judge, rule, row)
        if refused:
            told = " and ".join(f"{name} is {row[name]!r}" for name in names)
            message = f"by default {told} in {entity.name}, but {describe_rule(rule)}"
            yield Conflict(code, message, (rule, *(given_by[name] for name in names if name in given_by)))


def _default_row(entity: Entity, rules: Sequence[Rule]) -> tuple[dict[str, object], dict[str, Rule]]:
    row: dict[str, object] = {
        field.name: field.default.value
        for field in entity.fields
        if field.default is not None and field.default.value is not None
    }
    given_by: dict[str, Rule] = {}
    for rule in rules:
        if isinstance(rule, SetDefault) and not rule.special:
            row[rule.field] = rule.value
            given_by[rule.field] = rule
    return row, given_by


def _refuses(judge: Judge, rule: Rule, row: Mapping[str, object]) -> tuple[bool, str]:
    match rule:
        case Implies():
            return judge.ask(rule.when, row) is True and judge.ask(rule.then, row) is False, "rules.E002"
        case AtCreation():
            applies = rule.when is None or judge.ask(rule.when, row) is True
            return applies and judge.ask(rule.condition, row) is False, "rules.W003"
        case _:
            return isinstance(rule, Condition) and judge.ask(rule, row) is False, "rules.E002"
