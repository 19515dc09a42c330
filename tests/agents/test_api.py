"""Filters, search, ordering and nesting; none of them a way round a hidden field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.access import covers
from agents.api import APIAgent
from agents.hub import Seat
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    AddSearch,
    AnyContribution,
    Because,
    NestRelation,
)
from erdgen.compiler.findings import Level
from erdgen.compiler.spec.project import ApiSpec, Field, Kind, Project, RelationKind
from tests.agents.conftest import Consult, MakeDesign
from tests.projects import application, choices, entity, field, guard, job, job_board, link, permit, user

BECAUSE = Because("a test")


@pytest.mark.parametrize(
    ("about", "lookups"),
    [
        (choices("x", "a", "b"), ("exact",)),
        (field("x", Kind.BOOL), ("exact",)),
        (field("x", Kind.INT), ("exact", "gte", "lte")),
        (field("x", Kind.DECIMAL), ("exact", "gte", "lte")),
        (field("x", Kind.FLOAT), ("gte", "lte")),
        (field("x", Kind.DATE), ("exact", "gte", "lte")),
        (field("x", Kind.DATETIME), ("gte", "lte")),
        (field("x", Kind.SLUG, unique=True), ("exact",)),
        (field("x", Kind.STR, unique=True, max_length=12), ("exact",)),
        (field("x", Kind.STR, unique=True, max_length=255), None),
        (field("x", Kind.STR), None),
        (field("x", Kind.UUID), None),
        (field("x", Kind.JSON), None),
        (field("x", Kind.BINARY), None),
        (field("x", Kind.FILE), None),
        (field("x", Kind.INT, write_only=True), None),
        (field("x", Kind.DATETIME, auto="deleted"), None),
    ],
)
def test_filters_by_kind(design: MakeDesign, about: Field, lookups: tuple[str, ...] | None) -> None:
    made = design(job_board(entity("Thing", about))).by_name["Thing"]
    assert [found.lookups for found in made.filters] == ([lookups] if lookups else [])


def test_searches_and_orderings(design: MakeDesign) -> None:
    thing = entity(
        "Thing",
        *(field(f"text{number}", Kind.TEXT) for number in range(6)),
        *(field(f"number{number}", Kind.INT) for number in range(9)),
        field("name"),
        field("created_at", Kind.DATETIME),
        field("essay", Kind.STR, max_length=3000),
    )
    made = design(job_board(thing)).by_name["Thing"]
    assert made.search == ("name", "text0", "text1", "text2", "text3")
    assert made.orderings[:3] == ("name", "created_at", "number0")
    assert len(made.orderings) == 8
    assert "essay" not in made.orderings


def test_of_users_only_names_can_be_searched(design: MakeDesign) -> None:
    made = design(job_board(user(field("email", Kind.EMAIL)), job())).by_name["User"]
    assert made.search == ("username",)
    assert made.filters == ()


def test_a_key_is_fetched_by_its_own_address(design: MakeDesign) -> None:
    made = design(job_board(entity("Thing", field("code", unique=True, primary_key=True)))).by_name["Thing"]
    assert (made.search, made.filters, made.orderings) == ((), (), ("code",))


def test_switches_turn_it_off(design: MakeDesign) -> None:
    off = ApiSpec(filtering=False, search=False, ordering=False, nesting=0)
    made = design(replace(job_board(), api=off)).by_name["Job"]
    assert (made.filters, made.search, made.orderings, made.nested) == ((), (), (), {})


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (("anyone",), ("anyone",), True),
        (("authenticated",), ("anyone",), False),
        (("authenticated",), ("owner", "Admin"), True),
        (("owner",), ("owner",), False),
        (("Admin",), ("owner",), False),
        (("Admin", "owner"), ("Admin",), True),
        (("Admin",), ("Admin", "Clerk"), False),
        (("Admin",), ("authenticated",), False),
        ((), (), True),
        ((), ("Admin",), False),
    ],
)
def test_who_covers_whom(wide: tuple[str, ...], narrow: tuple[str, ...], expected: bool) -> None:
    assert covers(wide, narrow) is expected


def open_board(nesting: int = 1) -> Project:
    everybody = dict.fromkeys(("create", "read", "update", "delete"), ("authenticated",))
    project = job_board(permissions=permit("User", **everybody))
    return replace(project, api=ApiSpec(nesting=nesting))


def test_a_relation_unfolds_for_those_who_may_read_its_target(design: MakeDesign) -> None:
    assert design(open_board(2)).by_name["Application"].nested == {"job": 2, "applicant": 2}
    assert design(job_board()).by_name["Application"].nested == {"job": 1}


def test_why_a_relation_stays_an_id_is_told(consult: Consult) -> None:
    told = [message for message in consult(job_board()).transcript if message.kind == "relation_by_ids"]
    assert [message.entity for message in told] == ["Job", "Application"]


def test_hidden_members_are_neither_filtered_nor_unfolded(design: MakeDesign) -> None:
    hidden = (
        guard("Application", "score", read=("Employer",)),
        guard("Application", "note", read=("Employer",)),
        guard("Application", "job", read=("Employer",)),
    )
    members = (field("score", Kind.INT), field("note", Kind.TEXT))
    made = design(job_board(job(), application(*members), field_permissions=hidden)).by_name["Application"]
    assert [found.field for found in made.filters] == ["applicant"]
    assert (made.search, made.orderings, made.nested) == ((), (), {})


@pytest.mark.parametrize(
    "leak",
    [
        AddFilter(owner="x", entity="Application", field="score", lookups=("exact",), because=BECAUSE),
        AddSearch(owner="x", entity="Application", field="score", because=BECAUSE),
        AddOrdering(owner="x", entity="Application", field="score", because=BECAUSE),
        NestRelation(owner="x", entity="Application", relation="applicant", depth=1, because=BECAUSE),
    ],
)
def test_the_review_finds_leaks(consult: Consult, leak: AnyContribution) -> None:
    project = job_board(
        job(),
        application(field("score", Kind.INT)),
        field_permissions=(guard("Application", "score", read=("Employer",)),),
    )
    contributions = consult(project).contributions
    assert APIAgent().review(project, contributions, Seat("api")) == []
    (finding,) = APIAgent().review(project, (*contributions, leak), Seat("api"))
    assert finding.level is Level.ERROR
    assert finding.code in ("review.E002", "review.E003")


def test_many_to_many_links_unfold_but_do_not_filter(design: MakeDesign) -> None:
    tagged = entity("Post", link("tags", "Tag", RelationKind.MANY_TO_MANY, required=False))
    made = design(job_board(tagged, entity("Tag", field("name")))).by_name["Post"]
    assert made.nested == {"tags": 1}
    assert made.filters == ()
