"""Builds scenarios: a row with all that it needs, and values set at the ends of paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from erdgen.compiler.rules.candidates import plain_value
from erdgen.compiler.rules.scenarios import NOW
from erdgen.compiler.rules.worlds import Relation, find_relation
from erdgen.compiler.spec.project import Entity, Field, Project, Relationship

Values = dict[str, Any]
#: The key of the row that a scene is about, where it is stored already.
MAIN = 1


@dataclass(slots=True)
class Scene:
    """The rows of a scenario and the one that it is about, ``row``.

    ``stored``: the row is in the database already; otherwise it is about to be created.
    """

    project: Project
    entity: Entity
    stored: bool
    rows: dict[str, list[Values]] = field(default_factory=dict)
    row: Values = field(default_factory=dict)
    _linked: dict[str, tuple[Entity, Values]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.stored:
            self.row["id"] = MAIN
            self.rows[self.entity.name] = [self.row]
        self._fill(self.entity, self.row, "")

    def _fill(self, entity: Entity, row: Values, prefix: str, leave: str = "") -> None:
        """Everything that must be given."""
        for member in entity.members.values():
            if (
                not member.required
                or member.name == leave
                or (isinstance(member, Relationship) and member.many)
            ):
                continue
            if isinstance(member, Relationship):
                self._link(row, f"{prefix}{member.name}", member)
            elif not (member.server_set or member.default or (member.primary_key and member.name == "id")):
                row[member.name] = plain_value(member, NOW)

    def _link(self, row: Values, path: str, link: Relationship) -> tuple[Entity, Values]:
        """The row that ``link`` leads to; a new one unless the path has one already."""
        if path not in self._linked:
            target = self.project.by_name[link.target]
            linked = self.add_row(target)
            self._linked[path] = target, linked
            row[link.name] = linked["id"]
        return self._linked[path]

    def add_row(self, entity: Entity, **values: Any) -> Values:
        """One more row of ``entity``, with nothing but a key and ``values``."""
        table = self.rows.setdefault(entity.name, [])
        row = {"id": max((each["id"] for each in table), default=0) + 1, **values}
        table.append(row)
        return row

    def set(self, path: str, value: object) -> None:
        """Give the end of ``path`` a value; None takes it away. Links take keys, whose rows are made."""
        entity, row = self.entity, self.row
        *steps, name = path.split(".")
        for place in range(len(steps)):
            link = entity.members[steps[place]]
            assert isinstance(link, Relationship)
            entity, row = self._link(row, ".".join(steps[: place + 1]), link)
        member = entity.members[name]
        if isinstance(member, Relationship) and value is not None:
            self._ensure(self.project.by_name[member.target], int(str(value)))
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value

    def _ensure(self, entity: Entity, key: int) -> None:
        if key not in [row["id"] for row in self.rows.get(entity.name, [])]:
            self.rows.setdefault(entity.name, []).append({"id": key})

    def add_related(self, name: str, count: int, values: Values) -> None:
        """``count`` rows of a relation, each with ``values`` and what it needs besides."""
        relation = find_relation(self.project, self.entity, name)
        assert relation is not None
        for _ in range(count):
            self._add_one(relation, name, values)
        if not count and not relation.back:
            self.row[name] = []

    def _add_one(self, relation: Relation, name: str, values: Values) -> None:
        if relation.link.many:
            target = self.project.by_name[relation.target]
            added = self.add_row(target, **values)
            if relation.back:
                added[relation.link.name] = [MAIN]
            else:
                self.row.setdefault(name, []).append(added["id"])
            return
        child: Values = {}
        self._fill(relation.holder, child, f"{relation.holder.name}:", leave=relation.link.name)
        child |= values
        if self.stored:
            self.add_row(relation.holder, **child, **{relation.link.name: MAIN})
        else:
            self.row.setdefault(name, []).append(child)


def is_reachable(project: Project, entity: Entity, path: str) -> bool:
    """Whether ``Scene.set`` can follow ``path``: forward links to a member that is one value."""
    *steps, name = path.split(".")
    for step in steps:
        link = entity.members.get(step)
        if not isinstance(link, Relationship) or link.many:
            return False
        entity = project.by_name[link.target]
    member = entity.members.get(name)
    return isinstance(member, Field) or (isinstance(member, Relationship) and not member.many)
