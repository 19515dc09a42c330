"""Sentences about permissions reach the access table, and do not contradict it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agents.access import includes, may_meet
from agents.notes import AccessRuled
from erdgen.compiler.codegen.docs_view import build_docs_context
from erdgen.compiler.contributions import GrantPermission, RestrictField
from erdgen.compiler.findings import Level, Location
from erdgen.compiler.rules.codec import dump_rule
from erdgen.compiler.rules.forms import Access, ServerSet
from erdgen.compiler.spec.project import Kind, RuleText
from tests.agents.conftest import Consult, MakeDesign
from tests.projects import application, entity, field, guard, job, job_board, link, permit, user

OPEN = permit("Job", create=("Employer",), read=("anyone",), update=("owner", "Employer"), delete=("owner",))
OWNED = replace(job(), owner="posted_by")


def said(name: str, *actions: Any, to: tuple[str, ...], line: int = 5, **options: str) -> RuleText:
    """A rule in JSON: only ``to`` may do ``actions``."""
    check = dump_rule(Access(actions, to, **options))
    return RuleText(f"Only {to} may {actions}", name, check=check, location=Location(line, 1))


def codes(findings: Any) -> list[str]:
    return [finding.code for finding in findings if finding.level is not Level.INFO]


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (("anyone",), ("authenticated", "owner", "Admin"), True),
        (("authenticated",), ("owner", "Admin"), True),
        (("authenticated",), ("anyone",), False),
        (("owner", "Admin"), ("owner",), True),
        (("Admin",), ("owner",), False),
        (("Admin",), ("Admin", "Clerk"), False),
        ((), (), True),
        ((), ("Admin",), False),
    ],
)
def test_what_grants_include(wide: tuple[str, ...], narrow: tuple[str, ...], expected: bool) -> None:
    assert includes(wide, narrow) is expected


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        (("Clerk",), ("owner",), True),
        (("Clerk",), ("Admin", "Clerk"), True),
        (("Clerk",), ("Admin",), False),
        (("owner",), (), False),
    ],
)
def test_who_can_be_among_both(some: tuple[str, ...], others: tuple[str, ...], expected: bool) -> None:
    assert may_meet(some, others) is expected


def test_a_sentence_travels_over_the_hub_and_says_why(consult: Consult) -> None:
    found = consult(job_board(rules=(said("Job", "update", to=("owner",), owner_path="posted_by"),)))
    (message,) = [message for message in found.transcript if message.kind == AccessRuled.kind]
    assert (message.sender, message.recipient) == ("business_logic", "authentication")
    assert "only the owner (by posted_by) may update" in message.text
    (granted,) = [
        made
        for made in found.contributions
        if isinstance(made, GrantPermission) and (made.entity, made.action) == ("Job", "update")
    ]
    assert granted.grantees == ("owner",)
    assert (granted.because.source, granted.because.location) == ("erd", Location(5, 1))
    assert "Only ('owner',) may ('update',)" in granted.because.text
    assert [outcome.status for outcome in found.outcomes] == ["compiled"]


def test_a_sentence_decides_its_actions_alone(design: MakeDesign) -> None:
    unlisted = design(job_board(rules=(said("Job", "create", "update", to=("Employer",)),))).by_name["Job"]
    assert unlisted.access == {
        "create": ("Employer",),
        "read": ("authenticated",),
        "update": ("Employer",),
        "delete": ("authenticated",),
    }
    made = design(
        job_board(
            permissions=permit("Job", read=("anyone",)), rules=(said("Job", "update", to=("Employer",)),)
        )
    )
    assert made.by_name["Job"].access["update"] == ("Employer",)
    (silent,) = [finding for finding in made.findings if finding.code == "auth.W001"]
    assert "create or delete Job" in silent.message


def test_nobody_leaves_an_action_to_superusers(design: MakeDesign) -> None:
    made = design(job_board(rules=(said("Job", "delete", to=()),)))
    assert made.by_name["Job"].access["delete"] == ()


def test_a_permission_that_says_the_same_is_no_news(design: MakeDesign) -> None:
    made = design(job_board(OWNED, permissions=OPEN, rules=(said("Job", "create", to=("Employer",)),)))
    assert codes(made.findings) == []
    (granted,) = [
        made
        for made in made.contributions
        if isinstance(made, GrantPermission) and made.entity == "Job" and made.action == "create"
    ]
    assert granted.because.text.startswith("the ERD says “Only")


def test_a_sentence_that_narrows_a_permission_stands_and_is_reported(design: MakeDesign) -> None:
    listed = tuple(replace(permission, location=Location(40, 1)) for permission in OPEN)
    rules = (said("Job", "update", to=("owner",), owner_path="posted_by"),)
    made = design(job_board(OWNED, permissions=listed, rules=rules))
    assert made.by_name["Job"].access["update"] == ("owner",)
    (finding,) = [finding for finding in made.findings if finding.code == "auth.W004"]
    assert finding.location == Location(5, 1)
    assert "line 5" in finding.message
    assert "line 40" in finding.message


@pytest.mark.parametrize("grantees", [("Employer",), ("anyone",), ("owner", "JobSeeker")])
def test_a_permission_that_withholds_what_a_sentence_grants_is_an_error(
    design: MakeDesign, grantees: tuple[str, ...]
) -> None:
    made = design(job_board(OWNED, permissions=OPEN, rules=(said("Job", "delete", to=grantees),)))
    (finding,) = [finding for finding in made.findings if finding.level is Level.ERROR]
    assert (finding.code, finding.location) == ("auth.E001", Location(5, 1))
    assert "its permission" in finding.message


def test_of_two_sentences_the_narrower_stands_in_either_order(design: MakeDesign) -> None:
    rules = (
        said("Job", "update", "delete", to=("authenticated",)),
        said("Job", "delete", to=("Employer",), line=6),
    )
    for order in (rules, rules[::-1]):
        made = design(job_board(rules=order))
        assert made.by_name["Job"].access["update"] == ("authenticated",)
        assert made.by_name["Job"].access["delete"] == ("Employer",)
        assert codes(made.findings) == ["auth.W004"]
    apart = (said("Job", "delete", to=("Employer",)), said("Job", "delete", to=("JobSeeker",), line=6))
    assert codes(design(job_board(rules=apart)).findings) == ["auth.E001"]
    assert codes(design(job_board(rules=(rules[1], rules[1]))).findings) == []


def test_a_sentence_about_a_field_restricts_it(design: MakeDesign) -> None:
    rules = (
        said("Application", "read", to=("Employer",), field="note"),
        said("Application", "update", to=("Employer",), field="mark"),
    )
    noted = application(field("note", Kind.TEXT), field("mark"))
    listed = guard("Application", "mark", read=("Employer",))
    made = design(job_board(job(), noted, rules=rules, field_permissions=(listed,)))
    restricted = {each.field: each for each in made.contributions if isinstance(each, RestrictField)}
    assert (restricted["note"].read, restricted["note"].write) == (("Employer",), None)
    assert (restricted["mark"].read, restricted["mark"].write) == (("Employer",), ("Employer",))
    assert restricted["mark"].because.text.startswith("the ERD says “Only")
    assert not made.by_name["Application"].entity.members["mark"].required


def test_a_sentence_and_a_field_permission_can_contradict(design: MakeDesign) -> None:
    listed = guard("Job", "title", write=("JobSeeker",))
    rules = (said("Job", "update", to=("Employer",), field="title"),)
    made = design(job_board(rules=rules, field_permissions=(listed,)))
    (finding,) = [finding for finding in made.findings if finding.level is Level.ERROR]
    assert finding.code == "auth.E001"
    assert "update Job.title" in finding.message


def test_a_field_opened_to_people_who_reach_no_row_is_reported(design: MakeDesign) -> None:
    rules = (said("Job", "update", to=("JobSeeker", "Employer"), field="title"),)
    closed = permit("Job", create=("Employer",), read=("anyone",), update=("Employer",), delete=())
    made = design(job_board(permissions=closed, rules=rules))
    (finding,) = [finding for finding in made.findings if finding.code == "auth.W006"]
    assert finding.message.startswith("JobSeeker may update Job.title")


def test_a_sentence_opens_a_power_of_the_user_to_those_whom_it_names(design: MakeDesign) -> None:
    rules = (said("User", "update", to=("Employer",), field="balance"),)
    made = design(job_board(user(field("balance", Kind.INT)), job(), rules=rules))
    assert not made.by_name["User"].entity.members["balance"].read_only
    assert "auth.I002" not in [finding.code for finding in made.findings]


def test_who_manages_users_by_a_sentence_is_privileged(design: MakeDesign) -> None:
    made = design(job_board(rules=(said("User", "delete", to=("Employer",)),)))
    assert made.roles["Employer"]
    (finding,) = [finding for finding in made.findings if finding.code == "auth.I001"]
    assert "as far as no rule says who may delete" in finding.message


def test_a_sentence_names_an_owner_two_links_away(design: MakeDesign) -> None:
    rules = (said("Application", "update", to=("owner",), owner_path="job.posted_by"),)
    owner = design(job_board(rules=rules)).by_name["Application"].owner
    assert owner is not None
    assert (owner.path, owner.from_request, owner.because.source) == ("job.posted_by", False, "erd")


@pytest.mark.parametrize("path", ["assigned_to", "buddy"])
def test_whoever_made_a_row_stays_its_maker_when_another_owns_it(design: MakeDesign, path: str) -> None:
    ticket = entity("Ticket", field("text"), link("created_by", "User"), link(path, "User"))
    rules = (said("Ticket", "update", to=("owner",), owner_path=path),)
    made = design(job_board(ticket, rules=rules)).by_name["Ticket"]
    assert made.owner is not None
    assert (made.owner.path, made.owner.from_request) == (path, False)
    assert made.set_by_sender == ("created_by",)
    assert [added.rule for added in made.rules] == [ServerSet("created_by", "user")]
    assert made.entity.members["created_by"].read_only
    assert not made.entity.members[path].read_only


def test_a_rule_that_fills_the_maker_already_is_enough(design: MakeDesign) -> None:
    ticket = entity("Ticket", link("created_by", "User"), link("assigned_to", "User"))
    filled = RuleText("The maker is set", "Ticket", check=dump_rule(ServerSet("created_by", "user")))
    rules = (filled, said("Ticket", "update", to=("owner",), owner_path="assigned_to"))
    made = design(job_board(ticket, rules=rules))
    assert [added.message for added in made.by_name["Ticket"].rules] == ["The maker is set."]
    assert codes(made.findings) == []


def test_a_set_that_the_sender_repeats_is_tested_whoever_owns_the_row(design: MakeDesign) -> None:
    names = ("job", "created_by")
    mark = entity("Mark", link("created_by", "User"), link("job", "Job"), unique_together=(names,))
    rules = (said("Mark", "update", to=("owner",), owner_path="job.posted_by"),)
    made = design(job_board(job(), mark, rules=rules)).by_name["Mark"]
    assert [test.fields for test in made.tests if test.test == "unique"] == [names]


def test_nobody_unknown_can_make_a_row_that_says_who_made_it(design: MakeDesign) -> None:
    ticket = entity("Ticket", link("created_by", "User"), link("assigned_to", "User"))
    rules = (
        said("Ticket", "update", to=("owner",), owner_path="assigned_to"),
        said("Ticket", "create", to=("anyone",)),
    )
    made = design(job_board(ticket, rules=rules))
    assert made.by_name["Ticket"].access["create"] == ("authenticated",)
    (finding,) = [finding for finding in made.findings if finding.code == "auth.W003"]
    assert "its created_by is whoever sends" in finding.message


def test_an_owner_beside_the_one_of_the_erd_is_granted_nothing(design: MakeDesign) -> None:
    rules = (said("Application", "update", to=("owner", "Employer"), owner_path="job.posted_by"),)
    made = design(job_board(job(), application(owner="applicant"), rules=rules))
    assert made.by_name["Application"].access["update"] == ("Employer",)
    assert made.by_name["Application"].owner is not None
    assert codes(made.findings) == ["auth.W005"]


def test_two_owners_of_the_same_action_are_an_error(design: MakeDesign) -> None:
    rules = (said("Application", "update", to=("owner",), owner_path="job.posted_by"),)
    listed = permit("Application", create=(), read=(), update=("owner",), delete=())
    made = design(job_board(job(), application(owner="applicant"), permissions=listed, rules=rules))
    assert "auth.E002" in codes(made.findings)
    both = (said("Application", "update", to=("owner",), owner_path="applicant", line=9), *rules)
    (finding,) = [f for f in design(job_board(rules=both)).findings if f.code == "auth.E002"]
    assert "line 9" in finding.message


def test_an_owner_by_a_sentence_in_a_project_without_a_way_to_users(design: MakeDesign) -> None:
    rules = (said("Log", "update", to=("owner", "Employer")),)
    made = design(job_board(entity("Log", field("text")), rules=rules))
    assert made.by_name["Log"].access["update"] == ("Employer",)
    assert "auth.W002" in codes(made.findings)


def test_the_documents_name_the_cells_that_hold_a_sentence(design: MakeDesign) -> None:
    rules = (
        said("Job", "update", "delete", to=("Employer",)),
        said("Job", "read", "update", to=("Employer",), field="title"),
        said("Application", "read", to=("authenticated",)),
    )
    rows = build_docs_context(design(job_board(rules=rules)), frozenset())["rule_rows"]
    assert [row[1] for row in rows] == ["compiled"] * 3
    assert [row[3:] for row in rows] == [
        ['`ACCESS["Job"]["update"]`; `ACCESS["Job"]["delete"]`', "`backend/tests.py`"],
        [
            '`FIELD_ACCESS["Job"]["title"]["read"]`; `FIELD_ACCESS["Job"]["title"]["write"]`',
            "`backend/tests.py`",
        ],
        ['`DEFAULT_ACCESS["read"]`', "`backend/tests.py`"],
    ]
