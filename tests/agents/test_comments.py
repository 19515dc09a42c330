"""Comments of reviewers reach the agents; what none of them can carry out stays open and says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.codegen.api_view import joined_paths
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    AddRule,
    AddSearch,
    AddTest,
    AnyContribution,
    GrantPermission,
    NestRelation,
    RestrictField,
    SetFieldOption,
    SetListOrder,
    without_reason,
)
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.findings import errors
from erdgen.compiler.passes import Comment, Consultation
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.spec.project import ApiSpec, Kind, Project
from tests.projects import entity, field, guard, job_board, link, rule

WISH = Comment("Salary must be at most 900", "ann", "number 4 of run 7", ("authentication",), "Job")


def consult(project: Project, *comments: Comment) -> Consultation:
    return DomainOrchestrator(default_roster()).consult(project, comments)


def find_rules(found: Consultation) -> list[AddRule]:
    return [made for made in found.contributions if isinstance(made, AddRule)]


def without_reasons(found: Consultation) -> list[AnyContribution]:
    return [without_reason(made) for made in found.contributions]


def test_a_sentence_makes_what_it_would_make_in_the_erd() -> None:
    found = consult(job_board(), WISH)
    assert without_reasons(found) == without_reasons(
        consult(job_board(rules=(replace(rule(WISH.text), applies_to="Job"),)))
    )
    (added,) = find_rules(found)
    assert added.rule == Range("salary", lte="900")
    assert added.because.source == "review"
    assert added.because.text == "ann commented “Salary must be at most 900” on number 4 of run 7"
    assert any(isinstance(made, AddTest) and made.rule == added.rule for made in found.contributions)
    assert "review.W001" not in [finding.code for finding in found.findings]


def test_it_is_told_by_the_reviewer_to_owners_and_to_who_reads_sentences() -> None:
    said = [line for line in consult(job_board(), WISH).transcript if line.sender == "reviewer"]
    assert {line.recipient for line in said} == {"authentication", "business_logic"}
    assert {(line.kind, line.entity) for line in said} == {("commented", "Job")}
    assert said[0].text == "ann on number 4 of run 7: Salary must be at most 900"


def test_what_no_agent_can_carry_out_stays_open() -> None:
    vague = replace(WISH, text="make this nicer <b>please</b>")
    found = consult(job_board(), vague)
    (finding,) = (each for each in found.findings if each.code == "review.W001")
    assert "the comment “make this nicer <b>please</b>” of ann on number 4 of run 7 stays" in finding.message
    assert finding.subject == "Job"
    assert without_reasons(found) == without_reasons(consult(job_board()))


def test_a_comment_against_the_erd_stays_open() -> None:
    project = job_board(rules=(rule("Job salary must be at least 1000"),))
    found = consult(project, WISH)
    assert [made.rule for made in find_rules(found)] == [Range("salary", gte="1000")]
    assert [each.code for each in found.findings if each.code in ("rules.E001", "review.W001")] == [
        "review.W001"
    ]


def test_what_the_erd_says_by_now_is_carried_out_already() -> None:
    found = consult(job_board(rules=(rule("Job salary must be at most 900"),)), WISH)
    (added,) = find_rules(found)
    assert added.because.source == "erd"
    assert len(found.outcomes) == 1
    assert "review.W001" not in [finding.code for finding in found.findings]


def test_a_comment_on_a_project_without_rules_is_heard() -> None:
    project = job_board(entity("Note", field("text")))
    (added,) = find_rules(consult(project, replace(WISH, text="Text must be unique", entity="Note")))
    assert added.entity == "Note"


def test_a_sentence_about_access_names_the_comment() -> None:
    wish = replace(WISH, text="Only the owner may delete a job")
    made = consult(job_board(), wish).contributions
    (grant,) = (
        each
        for each in made
        if isinstance(each, GrantPermission) and (each.entity, each.action) == ("Job", "delete")
    )
    assert grant.because.text.startswith("ann commented “Only the owner may delete a job”")


def test_comments_make_the_same_every_time() -> None:
    comments = (WISH, replace(WISH, text="Be fair"), replace(WISH, owners=("api", "nobody")))
    assert all(consult(job_board(), *comments) == consult(job_board(), *comments) for _ in range(3))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("title: max length 50", "title: max length 40"),
        ("title: max length 50", "title: max length 255"),
        ("page size 50", "page size 40"),
        ("page size 50", "page size 20"),
        ("order by salary", "order by title"),
        ("salary defaults to 5", "salary defaults to 6"),
    ],
)
def test_of_comments_that_want_different_things_the_last_one_counts(first: str, second: str) -> None:
    project = job_board(entity("Job", field("title", max_length=255), field("salary", Kind.DECIMAL)))
    one, other = (replace(WISH, text=text) for text in (first, second))
    found = consult(project, one, other)
    assert found.left_open == (one,)
    assert without_reasons(found) == without_reasons(consult(project, other))
    by_preference = replace(other, preference="always so")
    assert consult(project, one, by_preference).left_open == (by_preference,)


def test_what_is_so_already_is_told() -> None:
    found = consult(job_board(), replace(WISH, text="page size 20"))
    assert found.left_open == ()
    (finding,) = (each for each in found.findings if each.code == "review.I002")
    assert finding.message.endswith("leaves nothing to do: pages have 20 rows already")


JOB = entity(
    "Job",
    field("title"),
    field("salary", Kind.DECIMAL, minimum="0"),
    field("secret"),
    field("notes", Kind.TEXT),
    field("data", Kind.JSON),
    link("posted_by", "User"),
)
#: Whole comments that agents carry out: on which field, what is said, and what comes of it.
CARRIED_OUT: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("notes", "make it filterable", (AddFilter, "api", "notes")),
    ("notes", "allow sorting by it", (AddOrdering, "api", "notes")),
    ("salary", "order by it, highest first", (SetListOrder, "api", "salary")),
    ("salary", "read-only, please", (SetFieldOption, "authentication", "salary")),
    ("title", "optional", (SetFieldOption, "business_logic", "title")),
    ("title", "add an index", (SetFieldOption, "business_logic", "title")),
    ("title", "help text: what it is called", (SetFieldOption, "business_logic", "title")),
    ("salary", "hide it", (RestrictField, "authentication", "salary")),
    ("salary", "only employers may edit", (RestrictField, "authentication", "salary")),
    ("title", "at most 50 characters", (SetFieldOption, "business_logic", "title")),
    ("salary", "must be at least 5", (AddRule, "business_logic", "")),
    ("salary", "add a test that it refuses -7", (AddTest, "testing", "")),
)


def read_reasons(found: Consultation) -> list[str]:
    return [
        each.message.partition("stays open: ")[2] for each in found.findings if each.code == "review.W001"
    ]


@pytest.mark.parametrize(("name", "text", "wanted"), CARRIED_OUT)
def test_every_agent_acts_on_what_is_its_matter(name: str, text: str, wanted: tuple[Any, ...]) -> None:
    project = job_board(JOB)
    comment = Comment(text, "ann", "number 4 of run 7", (), "Job", name)
    found = consult(project, comment)
    kind, owner, member = wanted
    (made,) = (
        each
        for each in found.contributions
        if isinstance(each, kind) and each.because.source == "review" and each.owner == owner
    )
    assert getattr(made, "field", member) == member
    assert made.because.text == f"ann commented “{text}” on number 4 of run 7"
    assert read_reasons(found) == []
    design = apply_contributions(project, found.contributions, found.outcomes, found.findings)
    assert [each.message for each in design.findings if each.code.startswith("design.")] == []
    assert made in design.contributions
    assert errors(design.findings) == ()


def test_the_hub_shows_who_was_asked_for_what() -> None:
    found = consult(job_board(JOB), Comment("filterable", "ann", "number 4 of run 7", (), "Job", "notes"))
    (line,) = (line for line in found.transcript if line.kind == "asked")
    assert (line.sender, line.recipient) == ("business_logic", "api")
    assert line.text == "ann asks for add_filter on Job: filterable"


def test_what_is_offered_already_is_not_offered_twice() -> None:
    found = consult(job_board(JOB), Comment("title is searchable", "ann", "number 4", (), "Job"))
    unasked = consult(job_board(JOB)).contributions
    (place,) = (at for at, each in enumerate(found.contributions) if each not in unasked)
    made = found.contributions[place]
    assert made.because.text == "ann commented “title is searchable” on number 4"
    assert replace(made, because=unasked[place].because) == unasked[place]
    assert len(found.contributions) == len(unasked)
    assert read_reasons(found) == []


#: Whole comments that no agent can carry out, though they are understood, and why.
OBSTACLES = (
    (
        "secret",
        "filterable",
        "not everyone who reads Job may read Job.secret, and its values could be guessed",
    ),
    (
        "secret",
        "sort by this",
        "not everyone who reads Job may read Job.secret, and its values could be guessed",
    ),
    ("secret", "read-only", "Job.secret is write-only, so there would be no use of it"),
    (
        "salary",
        "add a test that it refuses 7",
        "no bound of Job.salary refuses 7; comment the rule that does",
    ),
    ("salary", "add a test that salary is at most 9", "no rule of Job says “salary is at most 9”"),
    ("data", "searchable", "Job.data holds no words to search in; make it filterable"),
)


@pytest.mark.parametrize(("name", "text", "reason"), OBSTACLES)
def test_what_stands_in_the_way_is_reported_and_nothing_else_changes(
    name: str, text: str, reason: str
) -> None:
    comment = Comment(text, "ann", "number 4 of run 7", (), "Job", name)
    found = consult(job_board(JOB), comment)
    (told,) = read_reasons(found)
    assert told.startswith(reason)
    assert found.contributions == consult(job_board(JOB)).contributions


def test_what_the_erd_switches_off_stays_off() -> None:
    project = replace(job_board(JOB), api=ApiSpec(filtering=False, search=False, ordering=False))
    comments = [
        Comment(text, "ann", "number 4 of run 7", (), "Job", "notes")
        for text in ("filterable", "searchable", "sortable")
    ]
    found = consult(project, *comments)
    assert read_reasons(found) == [
        f"the ERD switches {name} off; set api_requirements.{name} to true there"
        for name in ("filtering", "search", "ordering")
    ]
    assert found.contributions == consult(project).contributions


def test_lists_that_clients_cannot_sort_have_an_order() -> None:
    project = replace(job_board(JOB), api=ApiSpec(ordering=False))
    found = consult(project, Comment("order by -salary", "ann", "number 4 of run 7", (), "Job"))
    design = apply_contributions(project, found.contributions, found.outcomes, found.findings)
    assert design.by_name["Job"].entity.ordering == ("-salary",)


def test_what_responses_unfold_is_loaded_along_already() -> None:
    firm = entity("Firm", field("name"))
    job = replace(JOB, relationships=(*JOB.relationships, link("firm", "Firm")))
    project = job_board(job, firm)
    assert any(isinstance(made, NestRelation) for made in consult(project).contributions)
    wish = Comment("avoid N+1 on firm", "ann", "number 4 of run 7", (), "Job")
    found = consult(project, wish)
    assert (found.left_open, found.contributions) == ((), consult(project).contributions)
    assert "leaves nothing to do: its rows are loaded along already" in "".join(
        each.message for each in found.findings if each.code == "review.I002"
    )
    # What is not unfolded any more is loaded along all the same, as it is wished for.
    plain = replace(project, api=ApiSpec(nesting=0))
    design = apply_contributions(plain, consult(plain, wish).contributions)
    assert joined_paths(design, design.by_name["Job"]) == (["firm"], [])
    assert joined_paths(apply_contributions(plain, ()), design.by_name["Firm"]) == ([], [])


def test_a_cursor_stands_on_no_row_without_a_value() -> None:
    job = replace(JOB, fields=(*JOB.fields, field("closes", Kind.DATE, required=False)))
    comment = Comment("order by closes", "ann", "number 4 of run 7", (), "Job")
    paged = [replace(job_board(job), api=ApiSpec(pagination=style)) for style in ("page", "cursor")]
    by_page, by_cursor = (read_reasons(consult(project, comment)) for project in paged)
    assert by_page == []
    assert by_cursor == [
        "Job.closes may be empty, and a cursor cannot stand on a row without a value; name another field"
    ]


def test_a_field_whose_writers_the_erd_names_is_not_closed() -> None:
    project = job_board(JOB, field_permissions=(guard("Job", "salary", write=("Employer",)),))
    found = consult(project, Comment("read-only", "ann", "number 4 of run 7", (), "Job", "salary"))
    assert read_reasons(found) == ["its permission says who may change Job.salary: Employer"]


def test_what_is_closed_or_hidden_by_a_comment_is_left_alone_by_the_others() -> None:
    hidden = consult(job_board(JOB), Comment("hide salary", "ann", "number 4 of run 7", (), "Job"))
    uses = [each for each in hidden.contributions if isinstance(each, AddFilter | AddOrdering | AddSearch)]
    assert "salary" not in [each.field for each in uses]
    assert any(isinstance(each, AddTest) and each.test == "hidden" for each in hidden.contributions)
    closed = consult(job_board(JOB), Comment("salary: read-only", "ann", "number 4 of run 7", (), "Job"))
    tests = [each for each in closed.contributions if isinstance(each, AddTest) and each.entity == "Job"]
    assert "salary" in next(each.fields for each in tests if each.test == "server_set")
    assert not any("salary" in each.fields for each in tests if each.test in ("required", "invalid"))


def test_a_comment_on_two_fields_is_carried_out_for_both_or_none() -> None:
    found = consult(job_board(JOB), Comment("notes and secret: filterable", "ann", "number 4", (), "Job"))
    assert len(read_reasons(found)) == 1
    assert found.contributions == consult(job_board(JOB)).contributions


def test_what_only_one_of_two_agents_can_do_stays_open() -> None:
    project = job_board(JOB, entity("Note", field("secret")))
    both = Comment("notes of Job and secret of Job are filterable", "ann", "number 4", (), "Job")
    assert consult(project, both).left_open == (both,)
    # Asked for two entities, of which one refuses.
    job = replace(JOB, fields=tuple(each for each in JOB.fields if each.name != "secret"))
    apart = replace(both, text="Job.notes and User.email are searchable")
    assert consult(job_board(job), apart).left_open == (apart,)


def test_each_wish_of_a_comment_is_replied_to() -> None:
    comment = Comment("notes: filterable; secret: filterable", "ann", "number 4", (), "Job")
    found = consult(job_board(JOB), comment)
    assert found.left_open == (comment,)
    assert found.parts == (replace(comment, text="notes: filterable", whole=comment.text),)
    assert found.parts[0].entire == comment
    (told,) = read_reasons(found)
    assert told.startswith("“secret: filterable”: not everyone who reads Job may read Job.secret")
    assert told.endswith("; carried out is “notes: filterable”")
    (made,) = (each for each in found.contributions if each.because.source == "review")
    assert comment.quoted in made.because.text


def test_of_wishes_in_one_comment_that_contradict_each_other_one_stays_open() -> None:
    comment = Comment("salary: optional; salary: required", "ann", "number 4", (), "Job")
    found = consult(job_board(JOB), comment)
    assert found.left_open == (comment,)
    assert read_reasons(found) == [
        "“salary: optional”: “salary: required”, which was said later, wants it otherwise; "
        "carried out is “salary: required”"
    ]


def test_the_rule_that_a_comment_wants_tested_may_be_there_already() -> None:
    project = job_board(JOB, rules=(rule("Job salary must be at most 900"),))
    wish = Comment("add a test that salary must be at most 900", "ann", "number 4", (), "Job")
    found = consult(project, wish)
    assert read_reasons(found) == []
    assert found.contributions == consult(project).contributions
