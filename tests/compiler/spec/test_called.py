"""Names that comments give to members of an ERD."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.contributions import AddFactory, AddTest, SetFieldOption
from erdgen.compiler.evolve.agreed import follow
from erdgen.compiler.evolve.origin import as_said
from erdgen.compiler.evolve.renames import find_renames
from erdgen.compiler.findings import Finding, errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.sentences import compile_rules
from erdgen.compiler.rules.walk import members_in
from erdgen.compiler.spec.called import Called, find_called, find_name_fault
from erdgen.compiler.spec.called_entities import find_entity_name_fault
from erdgen.compiler.spec.project import Field, Project

PAY = Called("Job", "salary", "pay")
JOB: dict[str, Any] = {
    "fields": {"title": "str", "salary": "int", "Floor Area": "int", "bonus": "int"},
    "relationships": {"posted_by": "ForeignKey(User)"},
    "ordering": ["-salary"],
    "unique_together": [["title", "salary"]],
    "indexes": [["salary"]],
}


def parse(
    entities: dict[str, Any], *called: Called, **top: Any
) -> tuple[Project | None, tuple[Finding, ...]]:
    return parse_erd(json.dumps({"erd": {"entities": entities}, **top}).encode(), "jobs", called)


def link(entities: dict[str, Any], *called: Called, **top: Any) -> Project:
    project, findings = parse(entities, *called, **top)
    assert project is not None, [finding.as_text() for finding in errors(findings)]
    return project


def other(entity: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """The entity as an ERD would write it that uses the new name."""
    named: dict[str, Any] = json.loads(json.dumps(entity).replace(f'"{old}"', f'"{new}"'))
    return json.loads(json.dumps(named).replace(f'"-{old}"', f'"-{new}"'))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("member", "name"), [("salary", "pay"), ("Floor Area", "area"), ("posted_by", "author")]
)
def test_all_is_as_if_the_erd_had_the_name(member: str, name: str) -> None:
    called = link({"User": {}, "Job": JOB}, Called("Job", member, name)).by_name["Job"]
    written = link({"User": {}, "Job": other(JOB, member, name)}).by_name["Job"]

    def plain(each: Any) -> Any:
        return replace(each, source="", called=False, location=None)

    assert list(map(plain, called.members.values())) == list(map(plain, written.members.values()))
    assert called.members[name].source == member
    for option in ("ordering", "unique_together", "indexes"):
        assert getattr(called, option) == getattr(written, option)


def test_the_rest_of_the_erd_speaks_of_it_by_both_names() -> None:
    project = link(
        {"User": {}, "Job": JOB},
        PAY,
        business_rules=[
            "Job salary must be positive",
            "The pay of a job must be below 900",
            {
                "check": {"kind": "compare", "field": "bonus", "operator": "lt", "other": "salary"},
                "applies_to": "Job",
            },
        ],
        auth_requirements={"field_permissions": {"Job": {"salary": {"read": ["authenticated"]}}}},
    )

    rules = [each.rule for outcome in compile_rules(project) for each in outcome.rules]
    assert [sorted({*members_in(rule)} - {"bonus"}) for rule in rules] == [["pay"]] * 3
    assert [each.field for each in project.auth.field_permissions] == ["pay"]
    assert find_called(project) == (PAY,)


def test_a_column_and_a_label_that_the_erd_gives_stay() -> None:
    field = {"type": "int", "column": "wage", "label": "Wage"}
    found = link({"Job": {"fields": {"salary": field}}}, PAY).by_name["Job"].members["pay"]
    assert (found.db_column, found.label) == ("wage", "Wage")


def test_a_field_of_an_abstract_entity_is_renamed_for_all_that_extend_it() -> None:
    entities = {
        "Paid": {"abstract": True, "fields": {"salary": "int"}},
        "Job": {"bases": ["Paid"], "fields": {"title": "str"}},
        "Gig": {"bases": ["Paid"], "fields": {"salary": "decimal"}},
    }
    project = link(entities, replace(PAY, entity="Paid"))
    assert [list(entity.members) for entity in project.entities] == [["pay", "title"], ["pay"]]
    assert project.abstracts[0].members["pay"].called
    assert find_called(project) == (replace(PAY, entity="Paid"),)


@pytest.mark.parametrize(
    ("changed", "members"),
    [
        ({"User": {}, "Job": other(JOB, "salary", "pay")}, "title pay floor_area bonus posted_by"),
        ({"User": {}, "Job": {"fields": {"title": "str"}}}, "title"),
        ({"User": {}, "Job": {"fields": {"wage": {"type": "int", "renamed_from": "salary"}}}}, "wage"),
    ],
    ids=["the ERD has it", "it is gone", "the ERD has another one"],
)
def test_a_name_goes_with_the_member_that_the_erd_had(changed: dict[str, Any], members: str) -> None:
    project = link(changed, PAY)
    assert list(project.by_name["Job"].members) == members.split()
    assert find_called(project) == ()


@pytest.mark.parametrize(
    "written",
    ["Position", "JOB"],
    ids=["renamed", "written otherwise"],
)
def test_a_name_goes_along_with_its_entity(written: str) -> None:
    options = {"renamed_from": "Job"} if written == "Position" else {}
    project = link({"User": {}, written: {**JOB, **options}}, PAY)
    (entity,) = (each for each in project.entities if not each.is_user)
    assert "pay" in entity.members
    assert find_called(project) == (replace(PAY, entity=written),)


@pytest.mark.parametrize("new", ["pay", "Pay"])
def test_a_new_member_of_that_name_is_an_error(new: str) -> None:
    fields = {**JOB["fields"], new: "int"}
    project, findings = parse({"User": {}, "Job": {**JOB, "fields": fields}}, PAY)
    assert project is None
    (found,) = errors(findings)
    assert found.code == "erd.E024"
    assert found.location is not None
    assert found.message == (
        f"'Job' has '{new}', and 'salary', which a comment in the code has renamed to pay"
    )
    assert found.hint.startswith(f"take 'salary' out if '{new}' is what became of it; otherwise give")


def test_an_id_that_a_link_needs_is_an_error_too() -> None:
    fields = {**JOB["fields"], "author_id": "int"}
    _, findings = parse({"User": {}, "Job": {**JOB, "fields": fields}}, Called("Job", "posted_by", "author"))
    assert [found.code for found in errors(findings)] == ["erd.E024"]


def test_what_the_erd_calls_it_anyway_is_no_name_of_its_own() -> None:
    assert find_called(link({"User": {}, "Job": JOB}, replace(PAY, name="salary"))) == ()
    project = link({"User": {}, "Job": JOB}, Called("Job", "Floor Area", "floor_area"))
    assert project.by_name["Job"].members["floor_area"].db_column == "Floor Area"


@pytest.mark.parametrize("name", ['x"; import os', "__import__", "ab c", "Ünder"])
def test_a_damaged_name_becomes_no_code(name: str) -> None:
    for member in link({"User": {}, "Job": JOB}, replace(PAY, name=name)).by_name["Job"].members:
        assert member.isidentifier()
        assert member.isascii()


def fault(entities: dict[str, Any], place: str, name: str) -> str:
    project = link(entities)
    entity, _, member = place.partition(".")
    return find_name_fault(project, project.by_name[entity], project.by_name[entity].members[member], name)[0]


@pytest.mark.parametrize(
    ("place", "name", "reason"),
    [
        ("Job.salary", "Pay", "“Pay” cannot be the name of a field"),
        ("Job.salary", "p" * 51, "cannot be the name of a field"),
        ("Job.salary", "delete", "Job cannot call anything delete: Python, Django or a library needs"),
        ("Job.salary", "get_bonus_display", "Python, Django or a library needs the name"),
        ("Job.salary", "bonus", "there is Job.bonus"),
        ("Job.salary", "area", "there is Job.floor_area"),
        ("Job.posted_by", "author", "there is Job.author_id"),
        ("Job.salary", "posted_by_id", "there is Job.posted_by"),
        ("User.nick", "jobs", "User cannot call anything jobs: it leads to Job by Job.posted_by"),
        ("User.nick", "groups", "Django's own accounts have it"),
        ("User.email", "mail", "User.email is a part of Django's own accounts"),
        ("Job.deleted_at", "gone_at", "deleting needs Job.deleted_at under this name"),
        ("Gig.code", "number", "Gig.code has its name from what Gig extends"),
        ("Job.code", "grade", "Gig cannot call anything grade: there is Gig.grade"),
        ("Job.salary", "pay", ""),
        ("Job.code", "number", ""),
        ("Job.posted_by", "writer", ""),
    ],
)
def test_a_name_has_to_be_free(place: str, name: str, reason: str) -> None:
    entities = {
        "User": {"fields": {"nick": "str"}},
        "Coded": {"abstract": True, "fields": {"code": "str"}},
        "Job": {
            "bases": ["Coded"],
            "soft_delete": True,
            "fields": {**JOB["fields"], "Floor Area": {"type": "int", "column": "area"}, "author_id": "int"},
            "relationships": JOB["relationships"],
        },
        "Gig": {"bases": ["Coded"], "fields": {"grade": "str", "code": "str"}},
        "Shift": {"bases": ["Coded"], "fields": {"hours": "int"}},
    }
    if name == "grade":
        del entities["Gig"]["fields"]["code"]
    found = fault(entities, place, name)
    assert reason in found if reason else not found
    if isinstance(link(entities).by_name["Job"].members["salary"], Field) and not reason:
        entity, _, member = place.partition(".")
        source = "Coded" if member == "code" else entity
        assert name in link(entities, Called(source, member, name)).by_name[entity].members


def test_a_comment_changes_a_name_and_nothing_else() -> None:
    entities = {
        "User": {"fields": {"is_admin": "bool", "api_key": "str"}},
        "Job": {
            "fields": {"title": "str", "created_at": "datetime"},
            "relationships": {"author": "ForeignKey(User)", "checked_by": "ForeignKey(User)"},
        },
    }
    permissions = {"Job": {"read": ["owner"], "write": ["owner"]}}
    names = {
        "User": {"is_admin": "boss", "api_key": "label"},
        "Job": {"created_at": "moment", "author": "person", "checked_by": "owner"},
    }
    called = [Called(entity, old, new) for entity, pairs in names.items() for old, new in pairs.items()]
    rights = {"auth_requirements": {"permissions": permissions}}
    before, after = link(entities, **rights), link(entities, *called, **rights)

    renames, problems = find_renames(before, after)
    assert problems == ()
    advice = [DomainOrchestrator(default_roster()).consult(each).contributions for each in (before, after)]
    plain, renamed = (
        [each for each in made if not isinstance(each, AddTest | AddFactory)] for made in advice
    )
    assert [as_said(follow(each, renames)) for each in plain] == [as_said(each) for each in renamed]
    said = [(each.entity, each.field, each.option) for each in renamed if isinstance(each, SetFieldOption)]
    assert ("User", "boss", "read_only") in said
    assert ("User", "label", "write_only") in said
    assert ("Job", "moment", "auto") in said


GIG = {"fields": {"fee": "int"}, "relationships": {"job": "ForeignKey(Job)", "kinds": "ManyToMany(Job)"}}
POSITION = Called("Job", "", "Position")


def test_an_entity_is_as_if_the_erd_had_the_name() -> None:
    called = link({"User": {}, "Job": JOB, "Gig": GIG}, POSITION)
    gig = json.loads(json.dumps(GIG).replace("(Job)", "(Position)"))
    written = link({"User": {}, "Position": JOB, "Gig": gig})

    def plain(each: Any) -> Any:
        fields = tuple(replace(field, location=None) for field in each.fields)
        links = tuple(replace(one, location=None) for one in each.relationships)
        return replace(each, source="", called=False, location=None, fields=fields, relationships=links)

    assert list(map(plain, called.entities)) == list(map(plain, written.entities))
    assert called.by_name["Position"].source == "Job"
    assert called.by_name["Position"].route == "positions"
    assert find_called(called) == (POSITION,)


def test_the_rest_of_the_erd_speaks_of_an_entity_by_both_names() -> None:
    project = link(
        {"User": {}, "Job": JOB, "Gig": GIG},
        POSITION,
        replace(PAY),
        business_rules=[
            "Job salary must be positive",
            "The pay of a position must be below 900",
            {"rule": "A job needs a bonus.", "applies_to": "Job", "field": "bonus"},
        ],
        auth_requirements={
            "roles": ["Boss"],
            "permissions": {"Job": {"read": ["anyone"]}, "Gig": {"read": ["Boss"]}},
            "field_permissions": {"Job": {"salary": {"read": ["authenticated"]}}},
        },
    )
    assert [rule.applies_to for rule in project.rules] == ["", "", "Position"]
    compiled = [[each.entity for each in outcome.rules] for outcome in compile_rules(project)]
    assert compiled[:2] == [["Position"], ["Position"]]
    assert "pay" in project.by_name["Position"].members
    assert find_called(project) == (POSITION, PAY)


@pytest.mark.parametrize(
    ("entity", "options"),
    [("Position", {}), ("Position", {"renamed_from": "Job"}), ("Post", {"renamed_from": "Job"}), ("Gig", {})],
)
def test_the_name_of_an_entity_goes_with_what_the_erd_had(entity: str, options: dict[str, Any]) -> None:
    project = link({"User": {}, entity: {**JOB, **options}}, POSITION)
    assert [each.name for each in project.entities if not each.is_user] == [entity]
    assert find_called(project) == ()


def test_the_name_of_an_entity_stays_where_the_erd_writes_it_otherwise() -> None:
    project = link({"User": {}, "JOB": JOB}, POSITION)
    assert find_called(project) == (replace(POSITION, entity="JOB"),)


@pytest.mark.parametrize("new", ["Position", "position"])
def test_a_new_entity_of_that_name_is_an_error(new: str) -> None:
    project, findings = parse({"User": {}, "Job": JOB, new: {}}, POSITION)
    assert project is None
    (found,) = errors(findings)
    assert found.code == "erd.E024"
    assert found.location is not None
    assert (
        found.message == f"there is '{new}', and 'Job', which a comment in the code has renamed to Position"
    )
    assert found.hint.startswith(f"take 'Job' out if '{new}' is what became of it; otherwise give")


def test_what_the_erd_calls_an_entity_anyway_is_no_name_of_its_own() -> None:
    assert find_called(link({"User": {}, "Job": JOB}, replace(POSITION, name="Job"))) == ()


@pytest.mark.parametrize("name", ['x"; import os', "__import__", "ab c", "Ünder", ""])
def test_a_damaged_name_of_an_entity_becomes_no_code(name: str) -> None:
    project = link({"User": {}, "Job": JOB}, replace(POSITION, name=name))
    for entity in project.entities:
        assert entity.name.isidentifier()
        assert entity.name.isascii()


@pytest.mark.parametrize(
    ("place", "name", "reason"),
    [
        ("Job", "position", "“position” cannot be the name of an entity"),
        ("Job", "P" * 61, "cannot be the name of an entity"),
        ("Job", "Gig", "nothing else can be called Gig: there is Gig"),
        ("Job", "Coded", "nothing else can be called Coded: there is Coded"),
        ("Job", "GigSerializer", "Python, Django or what is generated needs the name"),
        ("Job", "User", "there is User"),
        ("User", "Member", "the user entity cannot be renamed"),
        ("Job", "Position", ""),
        ("Job", "JobOffer2", ""),
    ],
)
def test_a_name_of_an_entity_has_to_be_free(place: str, name: str, reason: str) -> None:
    coded = {"abstract": True, "fields": {"code": "str"}}
    project = link({"User": {}, "Coded": coded, "Job": JOB, "Gig": GIG})
    found = find_entity_name_fault(project, project.by_name[place], name)[0]
    assert reason in found
    assert bool(found) == bool(reason)
