"""Plain rows for rules to be judged on, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from erdgen.compiler.rules.scalars import Value, read_value
from erdgen.compiler.spec.project import Entity, Project, RelationKind, Relationship

#: JSON values by Python name; links by the key of the other row, many-to-many links by a list of keys.
Row = Mapping[str, object]
Deed = Literal["create", "read", "update", "delete"]


@dataclass(frozen=True, slots=True)
class World:
    """What is in the database, by class name, and what time it is (in UTC)."""

    rows: Mapping[str, Sequence[Row]]
    now: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """A user who is no superuser; ``id`` is None for a client that has not signed in."""

    id: object = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One request. ``values`` may carry new children as lists below the name of the way back.

    Without a ``sender`` a superuser acts.
    """

    do: Deed
    entity: str
    id: object = None
    values: Row = field(default_factory=dict)
    sender: Sender | None = None


@dataclass(frozen=True)
class Relation:
    """Where the rows of a relation of one entity come from: ``link`` is declared by ``holder``.

    ``back`` tells that ``holder`` is the other side.
    """

    holder: Entity
    link: Relationship
    back: bool

    @property
    def target(self) -> str:
        """Class name of the rows."""
        return self.holder.name if self.back else self.link.target


def find_relation(project: Project, entity: Entity, name: str) -> Relation | None:
    """The link or the way back called ``name`` on ``entity``."""
    member = entity.members.get(name)
    if isinstance(member, Relationship):
        return Relation(entity, member, back=False)
    for holder, link in project.links():
        if link.target == entity.name and link.related_name == name:
            return Relation(holder, link, back=True)
    return None


@dataclass(frozen=True)
class Tables:
    """A World that is read through the Project's links."""

    project: Project
    world: World

    @cached_property
    def _by_key(self) -> dict[str, dict[str, Row]]:
        return {
            name: {key_of(self.project.by_name[name], row): row for row in rows}
            for name, rows in self.world.rows.items()
            if name in self.project.by_name
        }

    def rows(self, entity: str) -> tuple[Row, ...]:
        return tuple(self._by_key.get(entity, {}).values())

    def find(self, entity: str, key: object) -> Row | None:
        return self._by_key.get(entity, {}).get(str(key))

    def value(self, entity: Entity, row: Row, path: str) -> Value:
        """What stands at the end of ``path``; None as well where a link on the way leads nowhere."""
        first, _, rest = path.partition(".")
        if not rest:
            return self._own_value(entity, row, first)
        relation = find_relation(self.project, entity, first)
        linked = self.related(entity, row, first)
        if relation is None or len(linked) != 1:
            return None
        return self.value(self.project.by_name[relation.target], linked[0], rest)

    def _own_value(self, entity: Entity, row: Row, name: str) -> Value:
        if name in ("pk", entity.pk_name):
            return key_of(entity, row)
        member = entity.members.get(name)
        if member is None:
            return frozenset(self._keys_of_related(entity, row, name)) or None
        if isinstance(member, Relationship) and member.many:
            return frozenset(self._keys_of_related(entity, row, name)) or None
        return read_value(member, row.get(name))

    def _keys_of_related(self, entity: Entity, row: Row, name: str) -> Iterator[str]:
        relation = find_relation(self.project, entity, name)
        if relation is not None:
            target = self.project.by_name[relation.target]
            yield from (key_of(target, each) for each in self.related(entity, row, name))

    def related(self, entity: Entity, row: Row, path: str) -> tuple[Row, ...]:
        """The rows that ``row`` is linked to by ``path``, whose parts but the last lead to one row."""
        first, _, rest = path.partition(".")
        relation = find_relation(self.project, entity, first)
        if relation is None:
            return ()
        found = self._linked(relation, entity, row)
        if not rest:
            return found
        target = self.project.by_name[relation.target]
        return self.related(target, found[0], rest) if len(found) == 1 else ()

    def _linked(self, relation: Relation, entity: Entity, row: Row) -> tuple[Row, ...]:
        key, link = key_of(entity, row), relation.link
        if link.many and link.through:
            return self._through(relation, key)
        if relation.back:
            name = relation.holder.name
            return tuple(each for each in self.rows(name) if key in _keys(each.get(link.name)))
        keys = set(_keys(row.get(link.name)))
        if link.symmetrical:
            keys |= {
                key_of(entity, each) for each in self.rows(entity.name) if key in _keys(each.get(link.name))
            }
        return tuple(each for wanted in sorted(keys) if (each := self.find(link.target, wanted)) is not None)

    def _through(self, relation: Relation, key: str) -> tuple[Row, ...]:
        """Rows on the other side of a join table."""
        link = relation.link
        joins = self.project.by_name[link.through]
        sides = link.through_fields or _sides(joins, relation.holder.name, link.target)
        near, far = (sides[1], sides[0]) if relation.back else (sides[0], sides[1])
        found = (
            self.find(relation.target, each.get(far))
            for each in self.rows(joins.name)
            if str(each.get(near)) == key
        )
        return tuple(row for row in found if row is not None)


def key_of(entity: Entity, row: Row) -> str:
    """The key of ``row`` as text."""
    return str(row.get(entity.pk_name, row.get("id")))


def _keys(raw: object) -> tuple[str, ...]:
    if raw is None or raw == "":
        return ()
    return tuple(str(each) for each in raw) if isinstance(raw, list | tuple) else (str(raw),)


def _sides(joins: Entity, holder: str, target: str) -> tuple[str, str]:
    """The links of a join table to its two ends."""
    single = [link for link in joins.relationships if link.kind is not RelationKind.MANY_TO_MANY]
    near = next(link.name for link in single if link.target == holder)
    return near, next(link.name for link in single if link.target == target and link.name != near)
