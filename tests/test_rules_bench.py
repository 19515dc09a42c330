"""The benchmark of rule sentences is well formed: its ERDs link, and its scenarios hold to them.

Each case stands for a project of its own with that one rule. A scenario says what is in the database
(``rows``), when (``now``, else 2026-03-12 noon UTC), who (``as``, else a superuser) does what, and what
must come out (``then``). A rejected read is one that is refused, or whose answer does not hold what
``then`` says. Members that ``rows`` leaves out do not matter.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, Relationship

FILES = sorted((Path(__file__).resolve().parent.parent / "fixtures" / "rules").glob("*.json"))

KINDS = {
    "range",
    "length",
    "pattern",
    "choices",
    "required",
    "required-if",
    "forbidden-if",
    "implies",
    "compare",
    "temporal",
    "age",
    "weekdays",
    "unique",
    "unique-per-parent",
    "unique-conditional",
    "count-limit",
    "not-self",
    "same-parent",
    "immutable",
    "state-machine",
    "create-time-only",
    "default",
    "computed",
    "no-overlap",
    "required-children",
    "deletion-guard",
    "server-set",
    "access",
}

#: Kinds of sentences that must be reported, for which there is no rule kind.
OPEN_KINDS = {"process", "statistics"}

#: Kinds that give a value instead of refusing one.
GIVING_KINDS = {"default", "computed", "server-set"}

READERS: dict[Kind, Callable[[Any], object]] = {
    Kind.DATE: date.fromisoformat,
    Kind.DATETIME: datetime.fromisoformat,
    Kind.TIME: time.fromisoformat,
    Kind.DECIMAL: Decimal,
}

PYTHON_TYPES: dict[Kind, type] = {Kind.INT: int, Kind.BIGINT: int, Kind.BOOL: bool}

Row = dict[str, Any]


def read_bench(path: Path) -> tuple[Project, list[Row]]:
    """The linked ERD of a file and its cases."""
    bench = json.loads(path.read_text(encoding="utf-8"))
    cases = bench.pop("cases")
    project, findings = parse_erd(json.dumps(bench).encode(), path.stem)
    assert project is not None, findings
    return project, cases


def scenarios(case: Row) -> Iterator[Row]:
    yield from case.get("accepted", [])
    yield from case.get("rejected", [])


def related_members(project: Project, entity: Entity) -> dict[str, tuple[Entity, Relationship]]:
    """Ways back to ``entity``: related_name → the child and its link."""
    return {
        link.related_name: (child, link)
        for child, link in project.links()
        if link.target == entity.name and link.related_name
    }


def check_value(field: Field, value: object) -> None:
    """``value`` has the JSON form that a client sends for ``field``."""
    if value is None:
        assert field.nullable, field.name
        return
    if field.kind in READERS:
        READERS[field.kind](value)
    else:
        assert isinstance(value, PYTHON_TYPES.get(field.kind, str)), (field.name, value)
    if field.choices:
        assert value in {choice.value for choice in field.choices}, (field.name, value)
    if field.decimal_places is not None:
        number = Decimal(str(value))
        assert number == round(number, field.decimal_places), (field.name, value)


def check_row(project: Project, entity: Entity, row: Row, rows: dict[str, list[Row]]) -> None:
    """Every value stands for a member of the entity; every id for a row of the scenario."""
    for name, value in row.items():
        member = entity.members.get(name)
        if isinstance(member, Relationship):
            known = {other["id"] for other in rows.get(member.target, [])}
            assert value is None or value in known, (entity.name, name, value)
        elif isinstance(member, Field):
            check_value(member, value)
        elif name != "id":
            child, link = related_members(project, entity)[name]
            for nested in value:
                check_row(project, child, nested, rows)
                check_complete(child, nested | {link.name: 0})


def check_complete(entity: Entity, values: Row) -> None:
    """Nothing that the ERD requires is missing."""
    for member in entity.members.values():
        given = member.name in values or (isinstance(member, Field) and member.default is not None)
        assert given or not member.required, (entity.name, member.name)


def check_scenario(project: Project, scenario: Row, complete: bool) -> None:
    assert set(scenario) <= {"rows", "now", "as", "do", "entity", "id", "values", "then"}
    rows: dict[str, list[Row]] = scenario["rows"]
    entity = project.by_name[scenario["entity"]]
    for name, some in rows.items():
        assert len({row["id"] for row in some}) == len(some), name
        for row in some:
            check_row(project, project.by_name[name], row, rows)
    if scenario["do"] != "create":
        assert scenario["id"] in {row["id"] for row in rows[entity.name]}
    check_row(project, entity, scenario.get("values", {}), rows)
    if scenario["do"] == "create" and complete:
        check_complete(entity, scenario["values"])
    if "as" in scenario:
        assert scenario["as"]["id"] in {row["id"] for row in rows["User"]}
        assert set(scenario["as"]["roles"]) <= {role.source for role in project.auth.roles}
    assert set(scenario.get("then", {})) <= set(entity.members)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_hold_to_their_erd(path: Path) -> None:
    project, cases = read_bench(path)
    for case in cases:
        entity = project.by_name[case["applies_to"]] if "applies_to" in case else None
        assert "field" not in case or (entity is not None and case["field"] in entity.members), case["rule"]
        for scenario in scenarios(case):
            check_scenario(project, scenario, complete=case["kind"] not in GIVING_KINDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_compiled_cases_have_both_sides_and_reported_ones_none(path: Path) -> None:
    _, cases = read_bench(path)
    for case in cases:
        if case["expect"] == "reported":
            assert case["kind"] in KINDS | OPEN_KINDS
            assert not list(scenarios(case))
        else:
            assert case["expect"] == "compiled"
            assert case["kind"] in KINDS
            assert case["accepted"], case["rule"]
            assert case["rejected"] or case["kind"] in GIVING_KINDS, case["rule"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_both_accepted_and_rejected(path: Path) -> None:
    _, cases = read_bench(path)
    for case in cases:
        assert all(scenario not in case["accepted"] for scenario in case.get("rejected", [])), case["rule"]


def test_the_benchmark_is_wide_enough() -> None:
    cases = [case for path in FILES for case in read_bench(path)[1]]
    compiled = Counter(case["kind"] for case in cases if case["expect"] == "compiled")
    assert set(compiled) == KINDS
    assert min(compiled.values()) >= 5, compiled
    assert len(cases) - compiled.total() >= 60
    assert compiled.total() >= 200


def test_no_sentence_stands_twice() -> None:
    cases = [case for path in FILES for case in read_bench(path)[1]]
    words = Counter(" ".join(re.findall(r"\w+", case["rule"].lower())) for case in cases)
    assert max(words.values()) == 1, words.most_common(1)
