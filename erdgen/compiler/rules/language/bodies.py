"""What the main part of a sentence says, before the clauses that limit it are worked in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from erdgen.compiler.rules.conditions import Condition, Every, Given, OneOf, Scalar
from erdgen.compiler.rules.forms import (
    AtCreation,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    Move,
    NoOverlap,
    Rule,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.plainly import plain
from erdgen.compiler.spec.project import Entity, Field

#: How a clause limits the main part: in that case, except in that case, in no other case, in that case alone.
Link = Literal["if", "unless", "only", "both"]
#: What one reading of a sentence states; nothing where the words do not go together.
Rules = tuple[Rule, ...]
Verb = Literal["delete", "update", "create", "enter"]
ALWAYS: Condition = Every(())


@dataclass(frozen=True, slots=True)
class Holds:
    """``condition`` holds."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Allowed:
    """``condition`` may hold; says something only together with "only if".

    ``bounded`` is the member that it bounds at all times: without the clause that one is not given.
    """

    condition: Condition
    bounded: str = ""


@dataclass(frozen=True, slots=True)
class Only:
    """Nothing but ``condition`` may hold; a clause after it says in which case it may at all."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Act:
    """Rows where ``where`` may be (``allowed``) or may not be deleted, changed, made, or brought to a state.

    ``fields`` limits a change to them; ``field`` and ``value`` are the state to enter. ``only``: the modal
    verb says that the clause behind it names the one case ("can only be edited if …").
    """

    verb: Verb
    allowed: bool
    where: Condition | None = None
    fields: tuple[str, ...] = ()
    field: str = ""
    value: Scalar = ""
    fillable: bool = False
    only: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """Whole rules, which no clause can limit; ``limit`` builds them where a clause can."""

    rules: Rules
    limit: Callable[[Condition, Link], Rules] | None = None


Body = Holds | Allowed | Only | Act | Stated
#: Readings with the place after each.
Bodies = Iterator[tuple[Body, int]]


def finish_body(body: Body, root: Entity, condition: Condition | None = None, link: Link = "if") -> Rules:
    """The rules that ``body`` states under ``condition``; none where the two do not go together."""
    match body:
        case Holds():
            return _holding(body.condition, condition, link)
        case Allowed():
            return _allowing(body, condition) if condition is not None and link == "only" else ()
        case Only():
            return _only(body.condition, condition, link)
        case Act():
            return _acting(body, root, condition, link)
        case Stated():
            if condition is None:
                return body.rules
            return body.limit(condition, link) if body.limit is not None else ()


def only_where(said: Condition) -> Stated:
    """ "May only have a tax number if …", "a tax number is not allowed for …": nothing without the clause."""

    def limit(condition: Condition, link: Link) -> Rules:
        if link == "both":
            return ()
        return (Implies(said, opposite_of(condition) if link == "unless" else condition),)

    return Stated((), limit)


def barred_where(said: Condition) -> Stated:
    """ "A tax number is not allowed for …": nothing is said of rows to which the clause does not apply."""

    def limit(condition: Condition, link: Link) -> Rules:
        if link in ("only", "both"):
            return ()
        return (Implies(opposite_of(condition) if link == "unless" else condition, opposite_of(said)),)

    return Stated((), limit)


def among_rows(rule: Unique | NoOverlap) -> Stated:
    """``rule``, which a clause after it limits to the rows where the clause is true."""

    def limit(condition: Condition, link: Link) -> Rules:
        if link in ("only", "both"):
            return ()
        more = opposite_of(condition) if link == "unless" else condition
        return (replace(rule, where=join(rule.where, more)),)

    return Stated((rule,), limit)


def is_of_one_sort(condition: Condition) -> bool:
    """Whether none or all of its parts ask for a value."""
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    return len({isinstance(part, Given) for part in parts}) == 1


def duty_last(condition: Condition, root: Entity) -> Stated | None:
    """ "Is from 0 to 100 and is required (for …)": the duty alone is limited, if it is last."""
    parts = condition.parts if isinstance(condition, Every) else ()
    if any(isinstance(part, Given) for part in parts[:-1]):
        return None
    firsts, duty = parts[:-1], parts[-1]

    def limit(said: Condition, link: Link) -> Rules:
        rules = finish_body(Holds(duty), root, said, link)
        return (*firsts, *rules) if rules else ()

    return Stated((), limit)


def narrow_body(body: Body, root: Entity, where: Condition | None) -> Body:
    """``body`` for the rows where ``where`` is true; nothing at all where that cannot be said."""
    if where is None:
        return body
    match body:
        case Act():
            return replace(body, where=join(body.where, where))
        case Holds() | Only():
            said = Holds(body.condition)

            def limit(condition: Condition, link: Link) -> Rules:
                if link in ("only", "both") or isinstance(body, Only):
                    return ()
                more = opposite_of(condition) if link == "unless" else condition
                return finish_body(said, root, join(where, more))

            return Stated(finish_body(said, root, where), limit)
        case Stated() if body.limit is not None and _is_of_deeds(body.rules):
            return Stated(body.limit(where, "if"))
        case Stated():
            return (
                Stated(tuple(_narrow_rule(rule, where) for rule in body.rules))
                if _narrowable(body)
                else Stated(())
            )
    return Stated(())


def _is_of_deeds(rules: Rules) -> bool:
    """Whether all rules are on changing and deleting any row at all."""
    return bool(rules) and all(
        isinstance(rule, Immutable | KeepWhile) and rule in (Immutable(), KeepWhile(ALWAYS)) for rule in rules
    )


def _narrowable(body: Stated) -> bool:
    return all(isinstance(rule, Implies | AtCreation | Unique | NoOverlap) for rule in body.rules)


def _narrow_rule(rule: Rule, where: Condition) -> Rule:
    match rule:
        case Implies():
            return Implies(join(where, rule.when) or where, rule.then)
        case AtCreation():
            return AtCreation(rule.condition, join(rule.when, where))
        case Unique() | NoOverlap():
            return replace(rule, where=join(rule.where, where))
    return rule


def _allowing(body: Allowed, condition: Condition) -> Rules:
    """ "Can be from 1 to 5, but only if it is done": the bounds hold always, and only then is it given."""
    if body.bounded:
        return (body.condition, Implies(Given(body.bounded), condition))
    return (Implies(body.condition, condition),)


def _only(said: Condition, condition: Condition | None, link: Link) -> Rules:
    """ "Can only be 1 or 2"; "can only be given if it is paid" limits when it is given at all."""
    if condition is None:
        return (said,)
    if not isinstance(said, Given | OneOf) or link == "both":
        return ()
    return (Implies(said, opposite_of(condition) if link == "unless" else condition),)


def _holding(said: Condition, condition: Condition | None, link: Link) -> Rules:
    if condition is None:
        return (said,)
    if link == "only":
        return ()
    if link == "both":
        return (Implies(condition, said), Implies(said, condition))
    return (Implies(opposite_of(condition) if link == "unless" else condition, said),)


def _acting(body: Act, root: Entity, condition: Condition | None, link: Link) -> Rules:
    if link == "both":
        return ()
    if body.allowed:
        if condition is None or link != "only":
            return ()
        return _allowed_only(body, root, condition)
    if link == "only":
        return ()
    limit = opposite_of(condition) if condition is not None and link == "unless" else condition
    return _forbidden(body, root, limit)


def _allowed_only(body: Act, root: Entity, condition: Condition) -> Rules:
    match body.verb:
        case "delete":
            return _kept(join(body.where, opposite_of(condition)))
        case "update":
            once = join(body.where, opposite_of(condition))
            return (Immutable(body.fields, once, body.fillable),)
        case "create":
            return (AtCreation(condition, body.where),)
        case "enter":
            return _entering(body, root, condition)
    return ()


def _forbidden(body: Act, root: Entity, limit: Condition | None) -> Rules:
    where = join(body.where, limit)
    match body.verb:
        case "delete":
            return _kept(where)
        case "update":
            return (Immutable(body.fields, where, body.fillable),)
        case "create":
            return (AtCreation(opposite_of(where)),) if where is not None else ()
        case "enter":
            return _not_entering(body, root, where)
    return ()


def _kept(where: Condition | None) -> Rules:
    return (KeepWhile(where if where is not None else ALWAYS),)


def _entering(body: Act, root: Entity, condition: Condition) -> Rules:
    """ "can only be shipped if it is paid": from those states alone, or while something else holds."""
    states = _states_of(body.field, condition)
    if states is None:
        return (Entering(body.field, body.value, condition),)
    sources = [value for value in _values(root, body.field) if value not in states and value != body.value]
    return (
        (Transitions(body.field, forbidden=tuple(Move(source, body.value) for source in sources)),)
        if sources
        else ()
    )


def _not_entering(body: Act, root: Entity, where: Condition | None) -> Rules:
    if where is None:
        return ()
    states = _states_of(body.field, where)
    if isinstance(where, OneOf) and where.field == body.field and where.negated:
        states = tuple(
            value for value in _values(root, body.field) if value not in (*where.values, body.value)
        )
    if states is None and where == body.where:
        return (Implies(where, OneOf(body.field, (body.value,), negated=True)),)
    if states is None:
        return (Entering(body.field, body.value, opposite_of(where)),)
    moves = tuple(Move(state, body.value) for state in states if state != body.value)
    return (Transitions(body.field, forbidden=moves),) if moves and len(moves) == len(states) else ()


def _states_of(field: str, condition: Condition) -> tuple[Scalar, ...] | None:
    """The values of ``field`` that ``condition`` allows, where it is about nothing else."""
    state = plain(condition)
    if isinstance(state, OneOf) and state.field == field and not state.negated:
        return state.values
    return None


def _values(root: Entity, name: str) -> tuple[Scalar, ...]:
    field = root.members[name]
    assert isinstance(field, Field)
    return tuple(choice.value for choice in field.choices) if field.choices else (True, False)
