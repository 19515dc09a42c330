"""Judges one change of plain rows by the rules of a Project: the meaning of every rule, without Django.

A rule is judged on every row that the change writes, and on those whose counted rows it adds, changes, moves
or takes away. Values that the server sets are set before anything is judged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    NoOverlap,
    Rule,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.scalars import Value, read_value
from erdgen.compiler.rules.steps import Outcome, Step, take_steps, touched_rows
from erdgen.compiler.rules.truth import Judge
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.rules.walk import asks_the_time, members_in, relations_in, split_rule
from erdgen.compiler.rules.worlds import Change, Row, Sender, Tables, World, key_of
from erdgen.compiler.spec.owners import find_owner_path
from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, OWNER, Entity, Field, Project

#: Rules on what rows are; all others are on what happens to them.
_State = Condition | Implies | Unique | NoOverlap


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a change. ``values`` are those of its row afterwards, when it is accepted.

    Of a refused one, ``broken`` is the rule and ``field`` where its message belongs (empty: the whole row).
    """

    accepted: bool
    field: str = ""
    broken: Stated | None = None
    values: Row = dataclasses.field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is broken, in words."""
        return f"{self.broken.entity}: {describe_rule(self.broken.rule)}" if self.broken else ""


def judge_change(project: Project, stated: Sequence[Stated], world: World, change: Change) -> Verdict:
    """Whether ``change`` keeps all ``stated`` rules.

    Raises:
        LookupError: the change names a row that is not there.
    """
    outcome = take_steps(project, stated, world, change)
    for each in _merge_transitions(stated):
        if _breaks(each, outcome, change):
            return Verdict(False, next(iter(members_in(each.rule)), ""), each)
    return Verdict(True, values=outcome.steps[0].after or {})


def _merge_transitions(stated: Sequence[Stated]) -> Iterator[Stated]:
    """Rules on the moves of one field add up to one."""
    moves: dict[tuple[str, str], Transitions] = {}
    for each in stated:
        if not isinstance(each.rule, Transitions):
            yield each
            continue
        place = (each.entity, each.rule.field)
        sofar = moves.get(place, Transitions(each.rule.field))
        moves[place] = replace(
            sofar,
            allowed=sofar.allowed + each.rule.allowed,
            forbidden=sofar.forbidden + each.rule.forbidden,
        )
    for (name, _), rule in moves.items():
        yield Stated(name, rule)


def _breaks(each: Stated, outcome: Outcome, change: Change) -> bool:
    entity = outcome.after.project.by_name[each.entity]
    if isinstance(each.rule, Access):
        return change.entity == entity.name and not _may(each.rule, entity, outcome, change)
    if change.do == "read":
        return False
    if isinstance(each.rule, _State):
        return any(
            isinstance(part, _State) and _is_broken(part, entity, outcome) for part in split_rule(each.rule)
        )
    steps = (step for step in outcome.steps if step.entity.name == entity.name)
    return any(_is_broken_by(each.rule, step, outcome) for step in steps)


def _is_broken(rule: _State, entity: Entity, outcome: Outcome) -> bool:
    rows = touched_rows(outcome, entity, relations_in(rule))
    if asks_the_time(rule):
        rows = (row for row in rows if _is_about_change(rule, entity, outcome, row))
    return any(_is_false_of(rule, entity, outcome.after, row) for row in rows)


def _is_about_change(rule: Rule, entity: Entity, outcome: Outcome, row: Row) -> bool:
    """Whether the row is new, or a member that ``rule`` is about has changed."""
    before = outcome.before.find(entity.name, key_of(entity, row))
    return before is None or any(
        outcome.before.value(entity, before, name) != outcome.after.value(entity, row, name)
        for name in members_in(rule)
    )


def _is_false_of(rule: _State, entity: Entity, tables: Tables, row: Row) -> bool:
    judge = Judge(tables, entity)
    match rule:
        case Implies():
            return judge.ask(rule.when, row) is True and judge.ask(rule.then, row) is False
        case Unique():
            return _has_double(rule, judge, row)
        case NoOverlap():
            return _has_overlap(rule, judge, row)
        case _:
            return judge.ask(rule, row) is False


def _others(rule: Unique | NoOverlap, judge: Judge, row: Row) -> Iterator[Row]:
    """The rows that ``row`` is held against."""
    candidates = (row, *(each for each in judge.tables.rows(judge.entity.name) if each is not row))
    chosen = [each for each in candidates if rule.where is None or judge.ask(rule.where, each)]
    if chosen and chosen[0] is row:
        yield from chosen[1:]


def _has_double(rule: Unique, judge: Judge, row: Row) -> bool:
    own = _values(judge, rule.fields, row, ignore_case=rule.ignore_case)
    return None not in own and any(
        own == _values(judge, rule.fields, other, ignore_case=rule.ignore_case)
        for other in _others(rule, judge, row)
    )


def _values(judge: Judge, paths: Iterable[str], row: Row, *, ignore_case: bool = False) -> tuple[Value, ...]:
    found = (judge.tables.value(judge.entity, row, path) for path in paths)
    return tuple(each.casefold() if ignore_case and isinstance(each, str) else each for each in found)


def _has_overlap(rule: NoOverlap, judge: Judge, row: Row) -> bool:
    own = _values(judge, rule.within, row)
    return None not in own and any(
        own == _values(judge, rule.within, other) and _overlap(rule, judge, row, other)
        for other in _others(rule, judge, row)
    )


def _overlap(rule: NoOverlap, judge: Judge, first: Row, second: Row) -> bool:
    return _begins_before_end(rule, judge, first, second) and _begins_before_end(rule, judge, second, first)


def _begins_before_end(rule: NoOverlap, judge: Judge, first: Row, second: Row) -> bool:
    """An end that is missing never comes; without a start there is no span."""
    start: Any
    end: Any
    (start,), (end,) = _values(judge, (rule.start,), first), _values(judge, (rule.end,), second)
    return start is not None and (end is None or start < end)


def _is_broken_by(rule: Rule, step: Step, outcome: Outcome) -> bool:
    """For rules on what happens to a row rather than on what it is."""
    match rule:
        case KeepWhile():
            return step.after is None and _ask(outcome.before, step, rule.condition, step.before) is True
        case AtCreation():
            return _is_created_against(rule, step, outcome)
        case Entering():
            return _enters_against(rule, step, outcome)
        case Immutable():
            return _changes_against(rule, step, outcome)
        case Transitions():
            return step.direct and _moves_against(rule, step, outcome)
    return False


def _ask(tables: Tables, step: Step, condition: Condition, row: Row | None) -> bool | None:
    return Judge(tables, step.entity).ask(condition, row or {})


def _is_created_against(rule: AtCreation, step: Step, outcome: Outcome) -> bool:
    if step.before is not None or (
        rule.when is not None and _ask(outcome.after, step, rule.when, step.after) is not True
    ):
        return False
    return _ask(outcome.after, step, rule.condition, step.after) is False


def _before_and_after(outcome: Outcome, step: Step, name: str) -> tuple[Value, Value]:
    before = outcome.before.value(step.entity, step.before, name) if step.before is not None else None
    after = outcome.after.value(step.entity, step.after, name) if step.after is not None else None
    return before, after


def _enters_against(rule: Entering, step: Step, outcome: Outcome) -> bool:
    if step.after is None:
        return False
    before, after = _before_and_after(outcome, step, rule.field)
    if after != read_value(step.entity.members[rule.field], rule.value) or before == after:
        return False
    return _ask(outcome.after, step, rule.condition, step.after) is False


def _changes_against(rule: Immutable, step: Step, outcome: Outcome) -> bool:
    if not step.direct or step.before is None or step.after is None:
        return False
    if rule.once is not None and _ask(outcome.before, step, rule.once, step.before) is not True:
        return False
    pairs = (_before_and_after(outcome, step, name) for name in rule.fields or _client_fields(step.entity))
    return any(before != after and not (rule.fillable and before is None) for before, after in pairs)


def _client_fields(entity: Entity) -> tuple[str, ...]:
    """What a client can write: nothing that the server sets by itself."""
    return tuple(
        name
        for name, member in entity.members.items()
        if not (isinstance(member, Field) and member.server_set)
    )


def _moves_against(rule: Transitions, step: Step, outcome: Outcome) -> bool:
    if step.before is None or step.after is None:
        return False
    member = step.entity.members[rule.field]
    move = _before_and_after(outcome, step, rule.field)
    allowed, forbidden = (
        {(read_value(member, each.source), read_value(member, each.target)) for each in moves}
        for moves in (rule.allowed, rule.forbidden)
    )
    if None in move or move[0] == move[1]:
        return False
    return move in forbidden or bool(allowed and move not in allowed)


def _may(rule: Access, entity: Entity, outcome: Outcome, change: Change) -> bool:
    """Whether the sender may, as far as ``rule`` says."""
    sender = change.sender
    if sender is None or not _is_about(rule, outcome, change):
        return True
    signed_in = sender.id is not None
    return (
        ANYONE in rule.grantees
        or (signed_in and AUTHENTICATED in rule.grantees)
        or (signed_in and not set(sender.roles).isdisjoint(rule.grantees))
        or (signed_in and OWNER in rule.grantees and _owns(rule, entity, outcome, sender))
    )


def _is_about(rule: Access, outcome: Outcome, change: Change) -> bool:
    """A field is written by an update that changes it, and by a create that brings a value."""
    if not rule.field or change.do == "read":
        return change.do in rule.actions
    before, after = _before_and_after(outcome, outcome.steps[0], rule.field)
    return "update" in rule.actions and change.do != "delete" and before != after


def _owns(rule: Access, entity: Entity, outcome: Outcome, sender: Sender) -> bool:
    """Of a new row the owner is the one whom it names, or else, if it may name a user itself, the sender."""
    path = rule.owner_path or find_owner_path(outcome.after.project, entity).path
    step = outcome.steps[0]
    row = step.before if step.before is not None else step.after
    tables = outcome.before if step.before is not None else outcome.after
    owner = tables.value(entity, row or {}, path) if path else None
    if owner is None and step.before is None and "." not in path:
        return True
    return owner == str(sender.id)
