"""The conditions inside a rule, and the relations that they count over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Moment,
    Not,
    Predicate,
    Some,
    Term,
    Total,
)
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Computed,
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


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """What ``rule`` asks of rows of its own entity."""
    match rule:
        case Implies():
            found: tuple[Condition | None, ...] = (rule.when, rule.then)
        case AtCreation():
            found = (rule.when, rule.condition)
        case Entering() | KeepWhile():
            found = (rule.condition,)
        case Unique() | NoOverlap():
            found = (rule.where,)
        case Immutable():
            found = (rule.once,)
        case ServerSet():
            found = (rule.when,)
        case _:
            found = (rule,) if isinstance(rule, Condition) else ()
    return tuple(each for each in found if each is not None)


def predicates_in(condition: Condition) -> Iterator[Predicate]:
    """The predicates that ``condition`` joins; those asked of counted rows are not among them."""
    match condition:
        case Every() | Some():
            for part in condition.parts:
                yield from predicates_in(part)
        case Not():
            yield from predicates_in(condition.part)
        case _:
            yield condition


def paths_in(rule: Rule) -> Iterator[str]:
    """Every path of the rule's entity that ``rule`` names, in its order; relations that it counts too."""
    match rule:
        case Unique() | Immutable():
            yield from rule.fields
        case NoOverlap():
            yield from (rule.start, rule.end, *rule.within)
        case Computed():
            yield rule.field
            yield from (rule.since,) if rule.since else ()
            yield from (rule.relation,) if rule.relation else _paths_of_terms(rule.terms)
        case Entering() | Transitions() | SetDefault() | ServerSet():
            yield rule.field
        case Access():
            yield from (rule.field,) if rule.field else ()
        case Implies():
            yield from (path for each in predicates_in(rule.then) for path in _paths_of(each))
    for condition in conditions_of(rule):
        yield from (path for each in predicates_in(condition) for path in _paths_of(each))


def split_rule(rule: Rule) -> tuple[Rule, ...]:
    """The parts of a conjunction, which hold each for themselves."""
    if isinstance(rule, Every):
        return tuple(part for each in rule.parts for part in split_rule(each))
    return (rule,)


def asks_the_time(rule: Rule) -> bool:
    """Whether ``rule`` holds a row against the present, so that time alone could break it.

    What counts other rows is not among these: it is asked whenever they change.
    """
    if not isinstance(rule, Condition | Implies):
        return False
    found = [each for condition in conditions_of(rule) for each in predicates_in(condition)]
    return any(isinstance(each, Moment) for each in found) and not any(
        isinstance(each, Count | Total) for each in found
    )


def members_in(rule: Rule) -> tuple[str, ...]:
    """The members of the rule's entity that ``rule`` is about, the first of which its message belongs to."""
    return tuple(dict.fromkeys(path.partition(".")[0] for path in paths_in(rule) if path != "pk"))


def _paths_of(predicate: Predicate) -> Iterator[str]:
    match predicate:
        case Count():
            yield predicate.relation
        case Total():
            yield predicate.relation
            yield from (predicate.other,) if predicate.other else ()
        case Compare():
            yield from (predicate.field, predicate.other)
        case Formula():
            yield predicate.field
            yield from _paths_of_terms(predicate.terms)
        case _:
            yield predicate.field


def _paths_of_terms(terms: Iterable[Term]) -> Iterator[str]:
    return (path for term in terms for path in term.paths)


def relations_in(rule: Rule) -> Iterator[str]:
    """The relations whose rows ``rule`` counts or adds up."""
    for condition in conditions_of(rule):
        for predicate in predicates_in(condition):
            if isinstance(predicate, Count | Total):
                yield predicate.relation
