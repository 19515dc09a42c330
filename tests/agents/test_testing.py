"""Which tests a backend gets: what can be sent, what must be refused, and how many rows there can be."""

from __future__ import annotations

import re
from typing import Any

import pytest

from agents.bad_values import find_bad_values
from agents.capacity import find_capacities, group_rules
from agents.hub import Seat
from agents.testing import TestingAgent
from erdgen.compiler.contributions import AddTest, AnyContribution, Because
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.findings import Level
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.rules.forms import Rule, Unique
from erdgen.compiler.spec.project import Default, Entity, Field, Kind, RelationKind
from tests.agents.conftest import Consult, MakeDesign
from tests.projects import application, choices, entity, field, guard, job, job_board, link, rule, user


def rows_of(made: EntityDesign, kind: str) -> list[AddTest]:
    return [test for test in made.tests if test.test == kind]


@pytest.mark.parametrize(
    ("about", "values"),
    [
        (field("x", Kind.STR, max_length=3), [None, "aaaa"]),
        (field("x", Kind.STR, max_length=3, required=False), ["aaaa"]),
        (field("x", Kind.STR, max_length=5000, required=False), []),
        (field("x", Kind.STR, max_length=9, pattern="^[a-z]+$", required=False), ["a" * 10, "!"]),
        (field("x", Kind.STR, max_length=9, pattern=".", required=False), ["a" * 10]),
        (field("x", Kind.INT, minimum=1, maximum=5, required=False), ["not-a-number", 0, 6]),
        (field("x", Kind.DECIMAL, minimum="0.5", required=False), ["not-a-number", "0.49"]),
        (field("x", Kind.FLOAT, maximum=1, required=False), ["not-a-number", 2.0]),
        (field("x", Kind.DATE, minimum="2020-01-01", required=False), ["not-a-date", "2019-12-31"]),
        (field("x", Kind.BOOL, required=False), ["not-a-bool"]),
        (field("x", Kind.UUID, required=False), ["not-a-uuid"]),
        (field("x", Kind.EMAIL, required=False), ["not-an-email"]),
        (field("x", Kind.JSON), []),
        (field("x", Kind.FILE), []),
        (choices("x", "a", "b", required=False), ["no-such-choice"]),
        (choices("x", 3, 7), [None, 8]),
    ],
)
def test_bad_values(about: Field, values: list[Any]) -> None:
    assert list(find_bad_values(about)) == values


def test_a_decimal_at_the_edge_of_its_digits_is_not_exceeded() -> None:
    about = field("x", Kind.DECIMAL, max_digits=2, decimal_places=0, maximum="99", required=False)
    assert list(find_bad_values(about)) == ["not-a-number"]


@pytest.mark.parametrize(
    ("limited", "rules", "expected"),
    [
        (entity("E", field("x")), (), None),
        (entity("E", field("x", unique=True)), (), None),
        (entity("E", field("x", Kind.BOOL, unique=True)), (), 2),
        (entity("E", choices("x", "a", "b", "c", unique=True)), (), 3),
        (entity("E", field("x", max_length=1, unique=True)), (), 36),
        (entity("E", field("x", pattern="^[ab]c$", unique=True)), (), 2),
        (entity("E", field("x", Kind.INT, minimum=1, maximum=9, primary_key=True)), (), 9),
        (entity("E", field("x", Kind.INT, unique=True)), (Range("x", gt="0", lt="5"),), 4),
        (entity("E", choices("x", "a", "b"), field("y", Kind.BOOL), unique_together=(("x", "y"),)), (), 4),
        (entity("E", choices("x", "a", "b"), field("y"), unique_together=(("x", "y"),)), (), None),
        (entity("E", choices("x", "a", "b"), link("u", "User"), unique_together=(("x", "u"),)), (), None),
        (entity("E", choices("x", "a", "b")), (Unique(("x",)),), 2),
        (entity("E", link("f", "Few", RelationKind.ONE_TO_ONE)), (), 2),
        (
            entity("E", link("f", "Few"), field("y", Kind.BOOL), unique_together=(("f", "y"),)),
            (),
            4,
        ),
        (entity("E", link("e", "E", RelationKind.ONE_TO_ONE, required=False)), (), None),
    ],
)
def test_capacity(limited: Entity, rules: tuple[Rule, ...], expected: int | None) -> None:
    project = job_board(limited, entity("Few", field("x", Kind.BOOL, unique=True)))
    found = find_capacities(project, group_rules([("E", rule) for rule in rules]))
    assert found["E"] == expected


def test_capacity_follows_long_chains_and_circles_in_reasonable_time() -> None:
    first = entity("E0", field("x", Kind.BOOL, unique=True))
    chain = [
        entity(
            f"E{n}",
            link("a", f"E{n - 1}", RelationKind.ONE_TO_ONE),
            link("b", f"E{n - 1}", RelationKind.ONE_TO_ONE),
            link("c", f"E{(n + 1) % 30}", RelationKind.ONE_TO_ONE),
        )
        for n in range(1, 30)
    ]
    found = find_capacities(job_board(first, *chain), {})
    assert found["E0"] == 2
    assert found["E10"] == 2


def test_required_is_exactly_what_a_client_must_send(design: MakeDesign) -> None:
    thing = entity(
        "Thing",
        field("must"),
        field("may", required=False),
        field("has_default", Kind.INT, default=Default(1)),
        field("shown", read_only=True),
        field("created_at", Kind.DATETIME),
        link("owner", "User"),
        link("job", "Job"),
        link("relaxed", "Job", required=False, relaxed=True),
        link("many", "Job", RelationKind.MANY_TO_MANY),
        link("through", "Job", RelationKind.MANY_TO_MANY, through="Application"),
    )
    made = design(job_board(job(), application(), thing)).by_name["Thing"]
    assert [test.fields for test in rows_of(made, "required")] == [("must", "job", "many")]
    assert [test.fields for test in rows_of(made, "server_set")] == [("shown", "created_at", "owner")]


def test_nothing_bad_is_sent_for_what_clients_cannot_change(design: MakeDesign) -> None:
    thing = entity(
        "Thing",
        field("code", primary_key=True),
        field("shown", Kind.INT, read_only=True),
        field("created_at", Kind.DATETIME),
        field("open", Kind.INT),
    )
    made = design(job_board(user(field("bio")), thing))
    assert {test.fields[0] for test in rows_of(made.by_name["Thing"], "invalid")} == {"open"}
    assert {test.fields[0] for test in rows_of(made.by_name["User"], "invalid")} == {"bio"}


def test_unique_sets_that_a_client_can_repeat(design: MakeDesign) -> None:
    thing = entity(
        "Thing",
        field("code", unique=True),
        field("serial", unique=True, read_only=True),
        field("part"),
        field("created_at", Kind.DATETIME),
        link("owner", "User"),
        link("job", "Job", RelationKind.ONE_TO_ONE),
        link("spare", "Job", RelationKind.ONE_TO_ONE, required=False),
        unique_together=(("part", "owner"), ("part", "serial"), ("part", "spare")),
    )
    made = design(job_board(job(), application(), thing)).by_name["Thing"]
    found = [test.fields for test in rows_of(made, "unique")]
    assert found == [("code",), ("job",), ("part", "owner")]


def test_rules_and_hidden_fields_are_tested(design: MakeDesign) -> None:
    project = job_board(
        job(),
        application(field("note", Kind.TEXT)),
        rules=(rule("Job salary must be positive"), rule("A user can apply to a job only once")),
        field_permissions=(guard("Application", "note", read=("Employer",)),),
    )
    made = design(project)
    (salary,) = rows_of(made.by_name["Job"], "rule")
    assert salary.rule == Range("salary", gt="0")
    (once,) = rows_of(made.by_name["Application"], "rule")
    assert set(once.fields) == {"job", "applicant"}
    assert once.fields in [test.fields for test in rows_of(made.by_name["Application"], "unique")]
    assert [test.fields for test in rows_of(made.by_name["Application"], "hidden")] == [("note",)]


@pytest.mark.parametrize(("size", "rows"), [(None, 50), (2, 2), (1, None)])
def test_lists_are_measured_with_as_many_rows_as_there_can_be(
    design: MakeDesign, size: int | None, rows: int | None
) -> None:
    values = [f"v{number}" for number in range(size or 1)]
    limited = choices("x", *values, unique=True) if size else field("x")
    made = design(job_board(entity("Thing", limited))).by_name["Thing"]
    assert made.capacity == size
    assert [test.rows for test in rows_of(made, "query_count")] == ([rows] if rows else [])


def test_every_entity_has_a_factory_and_an_access_test(design: MakeDesign) -> None:
    for made in design(job_board()).entities:
        assert len(rows_of(made, "access")) == 1
        assert [c.kind for c in design(job_board()).contributions if c.entity == made.name].count(
            "add_factory"
        ) == 1


def unfair(**options: Any) -> AnyContribution:
    return AddTest(owner="x", entity="Job", because=Because("a test"), **options)


@pytest.mark.parametrize(
    "test",
    [unfair(test="invalid", fields=("posted_by",), value="x"), unfair(test="query_count", rows=5)],
)
def test_the_review_finds_unfair_tests(consult: Consult, test: AnyContribution) -> None:
    project = job_board(job(choices("kind", "a", "b", unique=True)), application())
    contributions = [
        made for made in consult(project).contributions if getattr(made, "test", "") != "query_count"
    ]
    assert TestingAgent().review(project, contributions, Seat("testing")) == []
    (finding,) = TestingAgent().review(project, (*contributions, test), Seat("testing"))
    assert (finding.level, finding.code) == (Level.ERROR, "review.E004")


def test_patterns_that_do_not_compile_give_no_misfit() -> None:
    with pytest.raises(re.error):
        re.compile("(")
    assert list(find_bad_values(field("x", pattern="(", required=False))) == ["a" * 101]
