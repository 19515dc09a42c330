"""What becomes of contributions: carried out, left out with a reason, or in conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from erdgen.compiler import contributions as ops
from erdgen.compiler.agreement import agree
from erdgen.compiler.design import Design, apply_contributions
from erdgen.compiler.rules.conditions import Compare, OneOf, Range
from erdgen.compiler.rules.forms import AtCreation, Rule, Unique
from erdgen.compiler.spec.project import Default, Field, Kind, Project
from tests.projects import application, entity, field, job, job_board

BECAUSE = ops.Because("a test")


def add(kind: type[Any], **options: Any) -> ops.AnyContribution:
    made: ops.AnyContribution = kind(**({"owner": "one", "because": BECAUSE, "entity": "Job"} | options))
    return made


def option(name: str, what: str, value: object, **others: Any) -> ops.AnyContribution:
    return add(ops.SetFieldOption, field=name, option=what, value=value, **others)


def rule(wanted: Rule, **others: Any) -> ops.AnyContribution:
    return add(ops.AddRule, rule=wanted, message="no", **others)


def apply(*contributions: ops.AnyContribution, project: Project | None = None) -> Design:
    return apply_contributions(project or job_board(), contributions)


def codes(design: Design) -> list[str]:
    return [finding.code for finding in design.findings]


def test_each_kind_finds_its_place() -> None:
    made = [
        rule(Range("salary", gt="0")),
        add(ops.SetOwner, path="posted_by", from_request=True),
        add(ops.DefineRole, entity="", role="Employer", privileged=True),
        add(ops.GrantPermission, action="read", grantees=("anyone",)),
        add(ops.RestrictField, field="seats", read=("Employer",)),
        add(ops.AddFilter, field="is_active", lookups=("exact",)),
        add(ops.AddSearch, field="title"),
        add(ops.AddOrdering, field="salary"),
        add(ops.SetPageSize, size=50),
        add(ops.SetListOrder, fields=("-salary", "id")),
        add(ops.NestRelation, relation="posted_by", depth=2),
        add(ops.JoinRelation, relation="posted_by"),
        add(ops.AddAction, name="close", field="is_active", value=False),
        add(ops.AddFactory, capacity=7),
        add(ops.AddTest, test="required", fields=("title",)),
    ]
    design = apply(*made)
    board = design.by_name["Job"]
    assert design.contributions == tuple(made)
    assert design.roles == {"Employer": True}
    assert board.access == {"read": ("anyone",)}
    assert (board.search, board.orderings, board.nested) == (("title",), ("salary",), {"posted_by": 2})
    assert board.joined == {"posted_by"}
    assert [each.name for each in board.actions] == ["close"]
    assert board.owner is made[1]
    assert board.page_size == 50
    assert board.entity.ordering == ("-salary", "id")
    assert (board.capacity, len(board.rules), len(board.restrictions)) == (7, 1, 1)
    assert (len(board.filters), len(board.tests)) == (1, 1)
    assert design.findings == ()


def test_options_change_the_entity_and_nothing_else() -> None:
    project = job_board(job(field("seen", Kind.DATE)), application())
    design = apply(
        option("seen", "auto", "updated"),
        option("seats", "default", 0),
        option("title", "required", False),
        option("posted_by", "read_only", True),
        project=project,
    )
    members = design.by_name["Job"].entity.members
    assert getattr(members["seen"], "auto", "") == "updated"
    seats = members["seats"]
    assert isinstance(seats, Field)
    assert (seats.default, seats.required) == (Default(0), False)
    assert not members["title"].required
    assert members["posted_by"].read_only
    assert design.project.by_name["Job"] is design.by_name["Job"].entity
    assert design.project.by_name["Application"] == project.by_name["Application"]


@pytest.mark.parametrize(
    ("what", "value", "everywhere"),
    [("auto", "created", True), ("required", False, True), ("read_only", True, False)],
)
def test_what_shapes_a_column_is_set_where_it_is_declared(what: str, value: object, everywhere: bool) -> None:
    base = entity("Record", field("born", Kind.DATE), abstract=True)
    inherited = field("born", Kind.DATE, inherited_from="Record")
    heirs = [entity(name, inherited, bases=("Record",)) for name in ("Job", "Other")]
    project = replace(job_board(*heirs), abstracts=(base,))
    design = apply(option("born", what, value), option("born", what, value, entity="Other"), project=project)
    assert codes(design) == []
    changed = [one.members["born"] for one in (*design.project.abstracts, *design.project.entities[1:])]
    assert [getattr(member, what) == value for member in changed] == [everywhere, True, True]
    alone = apply(option("born", what, value), project=project).by_name["Other"].entity.members["born"]
    assert (getattr(alone, what) == value) is everywhere


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (option("seats", "read_only", True), option("seats", "write_only", True, owner="two")),
        (
            add(ops.GrantPermission, action="read", grantees=("anyone",)),
            add(ops.GrantPermission, action="read", grantees=("owner",), owner="two"),
        ),
        (
            add(ops.SetOwner, path="posted_by", from_request=True),
            add(ops.SetOwner, path="posted_by", from_request=False, owner="two"),
        ),
        (
            add(ops.AddFilter, field="seats", lookups=("exact",)),
            add(ops.AddFilter, field="seats", lookups=("lte",), owner="two"),
        ),
        (
            add(ops.NestRelation, relation="posted_by", depth=1),
            add(ops.NestRelation, relation="posted_by", depth=2, owner="two"),
        ),
        (add(ops.SetPageSize, size=50), add(ops.SetPageSize, size=10, owner="two")),
        (add(ops.SetListOrder, fields=("salary",)), add(ops.SetListOrder, fields=("-salary",), owner="two")),
        (rule(Range("seats", gt="0")), rule(Range("seats", lt="0"), owner="two")),
        (
            rule(Compare("salary", "gt", "salary_max")),
            rule(Compare("salary_max", "gt", "salary"), owner="two"),
        ),
        (
            rule(AtCreation(OneOf("is_active", (True,)))),
            rule(AtCreation(OneOf("is_active", (False,))), owner="two"),
        ),
    ],
)
def test_the_first_wish_stands(first: ops.AnyContribution, second: ops.AnyContribution) -> None:
    design = apply(first, second)
    assert design.contributions == (first,)
    (finding,) = design.findings
    assert finding.code == "design.W001"
    assert finding.message.startswith("two's ")
    assert "one decided otherwise: a test" in finding.message


def test_the_same_wish_twice_is_no_conflict() -> None:
    twice = [add(ops.AddSearch, field="title"), add(ops.AddSearch, field="title", owner="two")]
    design = apply(*twice)
    assert design.findings == ()
    assert design.contributions == (twice[0],)


def test_rules_that_can_hold_together_all_stand() -> None:
    rules = (
        rule(Range("seats", gt="0")),
        rule(Range("seats", lt="10")),
        rule(Unique(("title", "posted_by"))),
        rule(Range("salary", gt="0")),
    )
    assert apply(*rules).contributions == rules


@pytest.mark.parametrize(
    ("contribution", "words"),
    [
        (add(ops.AddSearch, entity="Nothing", field="title"), "entity 'Nothing' does not exist"),
        (add(ops.AddSearch, entity="", field="title"), "entity '' does not exist"),
        (add(ops.AddSearch, field="nothing"), "field Job.nothing does not exist"),
        (add(ops.AddTest, test="required", fields=("title", "nothing")), "field Job.nothing"),
        (rule(Range("nothing", gt="0")), "field Job.nothing"),
        (rule(Unique(("title", "nothing"))), "field Job.nothing"),
        (add(ops.NestRelation, relation="nothing", depth=1), "field Job.nothing"),
        (add(ops.NestRelation, relation="title", depth=1), "no relationship"),
        (add(ops.AddAction, name="close", field="nothing", value=True), "field Job.nothing"),
        (add(ops.AddAction, name="close", field="title", value="x"), "is none of few values"),
        (add(ops.AddAction, name="close", field="is_active", value="x"), "is none of few values"),
        (add(ops.AddAction, name="destroy", field="is_active", value=True), "can be called 'destroy'"),
        (add(ops.AddAction, name="a/b", field="is_active", value=True), "can be called 'a/b'"),
        (add(ops.SetPageSize, size=1001), "1 to 1000 rows"),
        (add(ops.SetListOrder, fields=("salary", "-nothing")), "field Job.nothing"),
        (add(ops.SetListOrder, fields=("posted_by",)), "Job.posted_by is a relationship"),
        (add(ops.DefineRole, entity="", role="King", privileged=True), "role 'King'"),
        (add(ops.GrantPermission, action="read", grantees=("King",)), "role 'King'"),
        (add(ops.RestrictField, field="title", write=("owner", "King")), "role 'King'"),
        (add(ops.SetOwner, path="nothing", from_request=False), "field Job.nothing"),
        (add(ops.SetOwner, path="title", from_request=False), "does not lead to one user"),
        (add(ops.SetOwner, path="posted_by.username", from_request=False), "does not lead to one user"),
        (add(ops.SetOwner, entity="Application", path="job", from_request=False), "lead to a user"),
        (option("id", "read_only", True), "field Job.id"),
        (option("title", "auto", "created"), "date or datetime"),
        (option("deadline", "auto", "deleted"), "date or datetime"),
        (option("posted_by", "auto", "created"), "relationship takes no auto"),
        (option("posted_by", "default", 1), "relationship takes no default"),
        (option("title", "read_only", False), "switched on"),
        (option("posted_by", "required", True), "may form a cycle"),
        (option("title", "max_length", 0), "a number from 1"),
        (option("posted_by", "max_length", 10), "no column of limited length"),
    ],
)
def test_what_cannot_be_done_is_left_out_and_said(contribution: ops.AnyContribution, words: str) -> None:
    design = apply(contribution)
    assert design.contributions == ()
    (finding,) = design.findings
    assert finding.code == "design.W002"
    assert words in finding.message


def test_agreement_keeps_the_order() -> None:
    made = [add(ops.AddSearch, field="title"), add(ops.AddOrdering, field="seats")]
    assert agree(job_board(), made) == (tuple(made), [])


def test_what_nobody_may_write_has_no_action() -> None:
    close = add(ops.AddAction, name="close", field="is_active", value=False)
    design = apply(close, option("is_active", "read_only", True))
    assert design.by_name["Job"].actions == ()


def test_what_an_agent_keeps_behind_a_models_choice_is_no_conflict() -> None:
    chosen = add(ops.NestRelation, relation="posted_by", depth=0, because=ops.Because("so", "model"))
    own = add(ops.NestRelation, relation="posted_by", depth=1)
    design = apply(chosen, own)
    assert (codes(design), design.by_name["Job"].nested) == ([], {})
    assert codes(apply(chosen, replace(own, owner="two"))) == ["design.W001"]
