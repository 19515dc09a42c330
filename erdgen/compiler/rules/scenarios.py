"""Scenarios as JSON: what is in the database, who does what, and what must come out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from erdgen.compiler.rules.interpret import Verdict, judge_change
from erdgen.compiler.rules.scalars import read_moment, read_value
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.rules.worlds import Change, Row, Sender, World, find_relation
from erdgen.compiler.spec.project import Entity, Project

#: A Thursday.
NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)

Scenario = Mapping[str, Any]


def interpret_scenario(project: Project, stated: Sequence[Stated], scenario: Scenario) -> Verdict:
    """What becomes of the scenario's change. Names may be those of the ERD or of the Project.

    Raises:
        LookupError: the scenario names an entity or a row that is not there.
        ValueError: a value is none of its field's kind.
    """
    world, change = read_scenario(project, scenario)
    return judge_change(project, stated, world, change)


def find_deviations(project: Project, scenario: Scenario, verdict: Verdict) -> Iterator[str]:
    """Where the values of an accepted change are not those that the scenario's ``then`` wants."""
    entity = _entity(project, scenario["entity"])
    for name, wanted in _names(project, entity, scenario.get("then", {})).items():
        member = entity.members.get(name)
        found = verdict.values.get(name)
        if read_value(member, wanted) != read_value(member, found):
            yield f"{name} is {found!r}, not {wanted!r}"


def read_scenario(project: Project, scenario: Scenario) -> tuple[World, Change]:
    """The world and the change, by the Project's names."""
    rows: dict[str, tuple[Row, ...]] = {}
    for written, listed in scenario.get("rows", {}).items():
        entity = _entity(project, written)
        rows[entity.name] = tuple(_defaults(entity) | _names(project, entity, row) for row in listed)
    now = read_moment(scenario["now"]) if "now" in scenario else NOW
    entity = _entity(project, scenario["entity"])
    change = Change(
        scenario["do"],
        entity.name,
        scenario.get("id"),
        _names(project, entity, scenario.get("values", {})),
        _sender(scenario),
    )
    return World(rows, now), change


def _defaults(entity: Entity) -> dict[str, object]:
    """What a stored row has where the scenario says nothing."""
    return {
        field.name: field.default.value
        for field in entity.fields
        if field.default is not None and not field.default.special
    }


def _entity(project: Project, written: str) -> Entity:
    for entity in project.entities:
        if written in (entity.source, entity.name):
            return entity
    raise LookupError(f"no entity is called {written}")


def _names(project: Project, entity: Entity, row: Row) -> dict[str, object]:
    """``row`` by Python names; nested children too."""
    python = {member.source: member.name for member in entity.members.values()}
    return {python.get(name, name): _nested(project, entity, name, value) for name, value in row.items()}


def _nested(project: Project, entity: Entity, name: str, value: object) -> object:
    if not isinstance(value, list) or not any(isinstance(each, dict) for each in value):
        return value
    relation = find_relation(project, entity, name)
    if relation is None:
        raise LookupError(f"{entity.name} has no relation called {name}")
    target = project.by_name[relation.target]
    return [_names(project, target, each) for each in value]


def _sender(scenario: Scenario) -> Sender | None:
    if "as" not in scenario:
        return None
    who = scenario["as"] or {}
    return Sender(who.get("id"), tuple(who.get("roles", ())))
