"""What one request does to the rows: the new world, and every row that it made, changed or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from erdgen.compiler.rules.forms import Computed, ServerSet, SetDefault
from erdgen.compiler.rules.scalars import Value, write_value
from erdgen.compiler.rules.truth import Judge, related_entity
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.rules.worlds import Change, Row, Tables, World, find_relation, key_of
from erdgen.compiler.spec.project import Entity, Field, OnDelete, Project

#: The key of a row that the request makes; nested children get ``new.1``, ``new.2`` …
NEW = "new"


@dataclass(frozen=True, slots=True)
class Step:
    """One row before and after; None where there is none.

    ``direct``: the client asked for it, it is no consequence of a deletion.
    """

    entity: Entity
    before: Row | None
    after: Row | None
    direct: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """The tables before and after, and the steps between; the first is the row that was asked for."""

    before: Tables
    after: Tables
    steps: tuple[Step, ...]


def take_steps(project: Project, stated: Sequence[Stated], world: World, change: Change) -> Outcome:
    """Carry out ``change`` with the values that the ERD and ``stated`` rules let the server set.

    Raises:
        LookupError: the row to change is not there.
    """
    before = Tables(project, world)
    server = _Server(before, stated, change)
    entity = project.by_name[change.entity]
    if change.do == "create":
        steps = tuple(server.create(entity, change.values, NEW))
    else:
        stored = before.find(change.entity, change.id)
        if stored is None:
            raise LookupError(f"{change.entity} {change.id} is not there")
        steps = tuple(_STEPS[change.do](server, entity, stored))
    return server.compute(Outcome(before, _replay(before, steps), steps))


@dataclass(frozen=True, slots=True)
class _Server:
    """Fills in what clients leave out or may not say."""

    tables: Tables
    stated: Sequence[Stated]
    change: Change

    @property
    def now(self) -> datetime:
        return self.tables.world.now

    def create(self, entity: Entity, values: Row, key: str) -> Iterator[Step]:
        """The row and its nested children."""
        own = {name: value for name, value in values.items() if name in entity.members or name == "id"}
        row: dict[str, object] = {"id": key} | self._defaults(entity) | self._rule_defaults(entity) | own
        row |= self._server_set(entity, {}, created=True)
        yield Step(entity, None, row | self._reached(entity, None, row))
        yield from self._children(entity, values, key_of(entity, row))

    def update(self, entity: Entity, stored: Row) -> Iterator[Step]:
        own = {name: value for name, value in self.change.values.items() if name in entity.members}
        row = {**stored, **own, **self._server_set(entity, stored, created=False)}
        yield Step(entity, stored, row | self._reached(entity, stored, row))
        yield from self._children(entity, self.change.values, key_of(entity, stored))

    def read(self, entity: Entity, stored: Row) -> Iterator[Step]:
        yield Step(entity, stored, stored)

    def delete(self, entity: Entity, stored: Row) -> Iterator[Step]:
        """The row, and what its deletion brings about."""
        yield Step(entity, stored, None)
        gone = {(entity.name, key_of(entity, stored))}
        waiting = [(entity, stored)]
        while waiting:
            for step in self._consequences(*waiting.pop(0)):
                row = step.before or {}
                if (place := (step.entity.name, key_of(step.entity, row))) not in gone:
                    gone.add(place)
                    waiting += [(step.entity, row)] if step.after is None else []
                    yield step

    def _consequences(self, entity: Entity, row: Row) -> Iterator[Step]:
        for holder, link in self.tables.project.links():
            if link.target != entity.name or link.many:
                continue
            for each in self.tables.rows(holder.name):
                if str(each.get(link.name)) == key_of(entity, row):
                    cut = {**each, link.name: None} if link.on_delete is OnDelete.SET_NULL else None
                    yield Step(holder, each, cut, direct=False)

    def _children(self, entity: Entity, values: Row, key: str) -> Iterator[Step]:
        number = 0
        for name, nested in values.items():
            relation = None if name in entity.members else find_relation(self.tables.project, entity, name)
            if relation is None or relation.link.many:
                continue
            children: list[dict[str, object]] = nested if isinstance(nested, list) else [nested]  # type: ignore[list-item]  # JSON: an object
            for child in children:
                number += 1
                yield from self.create(relation.holder, {**child, relation.link.name: key}, f"{key}.{number}")

    def _defaults(self, entity: Entity) -> dict[str, object]:
        return {
            field.name: self._special(field, field.default.special) or field.default.value
            for field in entity.fields
            if field.default is not None
        } | {
            field.name: self._moment(field) for field in entity.fields if field.auto in ("created", "updated")
        }

    def _rule_defaults(self, entity: Entity) -> dict[str, object]:
        rules = [each.rule for each in self.stated if each.entity == entity.name]
        return {
            rule.field: self._special(entity.members.get(rule.field), rule.special) or rule.value
            for rule in rules
            if isinstance(rule, SetDefault)
        }

    def _special(self, member: object, special: str) -> object:
        return self._moment(member) if special in ("now", "today") else special

    def _moment(self, member: object) -> object:
        """Now, in the form that the field wants."""
        if not isinstance(member, Field):
            return None
        return write_value(member, self.now.date() if member.kind == "date" else self.now)

    def _server_set(self, entity: Entity, stored: Row, *, created: bool) -> dict[str, object]:
        rules = [each.rule for each in self.stated if each.entity == entity.name]
        return {
            rule.field: self._source(entity, rule, stored, created=created)
            for rule in rules
            if isinstance(rule, ServerSet)
        }

    def _source(self, entity: Entity, rule: ServerSet, stored: Row, *, created: bool) -> object:
        if rule.source == "updated" or (created and rule.source == "created"):
            return self._moment(entity.members.get(rule.field))
        if created and rule.source == "user":
            return self.change.sender.id if self.change.sender else None
        return stored.get(rule.field, self._defaults(entity).get(rule.field))

    def _reached(self, entity: Entity, stored: Row | None, row: Row) -> dict[str, object]:
        """The moments of what ``row`` has become and ``stored`` was not."""
        judge = Judge(self.tables, entity)
        rules = [each.rule for each in self.stated if each.entity == entity.name]
        return {
            rule.field: self._moment(entity.members.get(rule.field))
            for rule in rules
            if isinstance(rule, ServerSet) and rule.when is not None
            if judge.ask(rule.when, row) is True
            and (stored is None or judge.ask(rule.when, stored) is not True)
        }

    def compute(self, outcome: Outcome) -> Outcome:
        """``outcome`` with the computed fields of all rows that it touches; those may feed each other."""
        computed = [each for each in self.stated if isinstance(each.rule, Computed)]
        for _ in computed:
            for each in computed:
                outcome = _compute(outcome, each.entity, each.rule)  # type: ignore[arg-type]  # chosen above
        return outcome


_STEPS: dict[str, Callable[[_Server, Entity, Row], Iterator[Step]]] = {
    "update": _Server.update,
    "read": _Server.read,
    "delete": _Server.delete,
}


def touched_rows(outcome: Outcome, entity: Entity, relations: Iterable[str] = ()) -> Iterator[Row]:
    """The rows of ``entity``, as they are after, that the request wrote or whose ``relations`` changed."""
    written = {
        key_of(entity, step.after)
        for step in outcome.steps
        if step.entity.name == entity.name and step.after is not None
    }
    paths = tuple(relations)
    for row in outcome.after.rows(entity.name):
        if key_of(entity, row) in written or any(
            outcome.before.related(entity, row, path) != outcome.after.related(entity, row, path)
            for path in paths
        ):
            yield row


def _compute(outcome: Outcome, name: str, rule: Computed) -> Outcome:
    entity = outcome.after.project.by_name[name]
    field = entity.members[rule.field]
    assert isinstance(field, Field)
    steps = outcome.steps
    for row in touched_rows(outcome, entity, (rule.relation,) if rule.relation else ()):
        value = write_value(field, _sum_up(Judge(outcome.after, entity), rule, field, row))
        steps = _amend(outcome, steps, entity, {**row, rule.field: value})
    return Outcome(outcome.before, _replay(outcome.before, steps), steps)


def _sum_up(judge: Judge, rule: Computed, field: Field, row: Row) -> Value:
    if rule.since:
        return judge.later(field, rule.since, rule.terms, rule.unit or "days", row)
    if not rule.relation:
        return judge.add(rule.terms, row)
    rows = judge.tables.related(judge.entity, row, rule.relation)
    if rule.count:
        return Decimal(len(rows))
    inner = Judge(judge.tables, related_entity(judge.tables.project, judge.entity, rule.relation))
    return inner.add_all(rule.terms, rows)


def _amend(outcome: Outcome, steps: tuple[Step, ...], entity: Entity, row: Row) -> tuple[Step, ...]:
    """``steps`` with ``row`` as it is in the end."""
    key = key_of(entity, row)
    amended = tuple(
        replace(step, after=row)
        if step.entity.name == entity.name and step.after is not None and key_of(entity, step.after) == key
        else step
        for step in steps
    )
    if amended != steps or outcome.after.find(entity.name, key) == row:
        return amended
    return (*steps, Step(entity, outcome.before.find(entity.name, key), row, direct=False))


def _replay(before: Tables, steps: Iterable[Step]) -> Tables:
    """The tables after ``steps``."""
    rows = {
        entity.name: {key_of(entity, row): row for row in before.rows(entity.name)}
        for entity in before.project.entities
    }
    for step in steps:
        table = rows[step.entity.name]
        if step.after is None:
            table.pop(key_of(step.entity, step.before or {}), None)
        else:
            table[key_of(step.entity, step.after)] = step.after
    return Tables(
        before.project, World({name: tuple(table.values()) for name, table in rows.items()}, before.world.now)
    )
