"""Comments of reviewers reach the agents; what none of them can carry out stays open and says so."""

from __future__ import annotations

from dataclasses import replace

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.contributions import AddRule, AddTest, AnyContribution, GrantPermission
from erdgen.compiler.passes import Comment, Consultation
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.spec.project import Project
from tests.projects import entity, field, job_board, rule

WISH = Comment("Salary must be at most 900", "ann", "number 4 of run 7", ("authentication",), "Job")


def consult(project: Project, *comments: Comment) -> Consultation:
    return DomainOrchestrator(default_roster()).consult(project, comments)


def find_rules(found: Consultation) -> list[AddRule]:
    return [made for made in found.contributions if isinstance(made, AddRule)]


def without_reasons(found: Consultation) -> list[AnyContribution]:
    return [replace(made, because=None) for made in found.contributions]  # type: ignore[arg-type]


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
