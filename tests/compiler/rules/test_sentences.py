"""A sentence is compiled right, or reported with the part that stopped it; never guessed."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.sentences import compile_rule, compile_rules
from erdgen.compiler.rules.vocabulary import Compare, OnCreate, Range, Rule, UniqueTogether
from erdgen.compiler.spec.project import Kind
from tests.projects import application, choices, entity, field, job, job_board, link, rule

RANGES: list[tuple[str, Rule]] = [
    ("Job salary must be positive", Range("salary", gt="0")),
    ("Job salary must be positive.", Range("salary", gt="0")),
    ("A job's salary must not be negative", Range("salary", gte="0")),
    ("The salary of a job can't be negative", Range("salary", gte="0")),
    ("Job.salary must be > 0", Range("salary", gt="0")),
    ("JOB SALARY MUST BE AT LEAST 1,000.50", Range("salary", gte="1000.50")),
    ("Each job's seats must be at least one", Range("seats", gte="1")),
    ("Job seats cannot exceed 100", Range("seats", lte="100")),
    ("Job seats must not exceed 100", Range("seats", lte="100")),
    ("Job seats must exceed 3", Range("seats", gt="3")),
    ("Job seats must be no more than 7", Range("seats", lte="7")),
    ("Job seats must be between 1 and 5", Range("seats", gte="1", lte="5")),
    ("Job seats must be greater than 0 and at most 10", Range("seats", gt="0", lte="10")),
    ("Job seats must be 2 or more", Range("seats", gte="2")),
    ("Job seats cannot be less than 2", Range("seats", gte="2")),
    ("Job seats must be greater than or equal to 2", Range("seats", gte="2")),
    ("Job seats must be above -3", Range("seats", gt="-3")),
    ("Job seats must be non-negative", Range("seats", gte="0")),
    ("Jobs' seats have to be below 4", Range("seats", lt="4")),
]
COMPARISONS: list[tuple[str, Rule]] = [
    ("Job deadline must be after its start date", Compare("deadline", "gt", "start_date")),
    ("Job deadline must be after the job's start date", Compare("deadline", "gt", "start_date")),
    ("Job start_date cannot be after its deadline", Compare("start_date", "lte", "deadline")),
    ("Job deadline must be on or before the start date", Compare("deadline", "lte", "start_date")),
    ("Job salary max must be at least salary", Compare("salary_max", "gte", "salary")),
    ("Job salary must be less than salary max", Compare("salary", "lt", "salary_max")),
    ("Job salary must be <= Job.salary_max", Compare("salary", "lte", "salary_max")),
]
OTHERS: list[tuple[str, Rule]] = [
    ("User can only post active jobs", OnCreate("is_active", True)),
    ("Users may only create active jobs", OnCreate("is_active", True)),
    ("A user can apply to a job only once", UniqueTogether(("job", "applicant"))),
    ("A job seeker can apply to a job only once", UniqueTogether(("job", "applicant"))),
    ("A user can only apply to the same job once", UniqueTogether(("job", "applicant"))),
    ("A user cannot apply to the same job twice", UniqueTogether(("job", "applicant"))),
    ("A user may not apply to a job more than once", UniqueTogether(("job", "applicant"))),
    ("Application must be unique per job and applicant", UniqueTogether(("job", "applicant"))),
    ("Job title must be unique per posted by", UniqueTogether(("title", "posted_by"))),
    ("Job title must be unique", UniqueTogether(("title",))),
]
NOT_UNDERSTOOD: list[tuple[str, str]] = [
    ("", "nothing to read"),
    ("x" * 501, "far too much"),
    ("Job salary need not be positive", "must be"),
    ("Job salary should be positive", "must be"),
    ("Job salary must usually be positive", "must be"),
    ("Usually, job salary must be positive", "no field"),
    ("Job salary must be usually positive", "usually positive"),
    ("Job salary must be positive unless it is remote", "unless it is remote"),
    ("Job salary must be positive or zero", "or zero"),
    ("Job title must be at least 5 characters", "characters"),
    ("Job title must be at least 5", "no number"),
    ("Job seats must be at most 10%", "%"),
    ("Job seats must be at most $10", "$10"),
    ("Job seats must be at most 10k", "10k"),
    ("Job seats must be at least 1.5", "whole numbers"),
    ("Job salary must be at least 0.001", "2 decimal places"),
    ("Job seats must be at least", "what to compare with"),
    ("Job seats must be", "breaks off"),
    ("Job seats must be between 1", "between"),
    ("Job seats must not be between 1 and 5", "two ways"),
    ("Job seats must be at least 1 and at least 2", "same bound twice"),
    ("Job wage must be positive", "no field"),
    ("Job posted by must be positive", "relationship"),
    ("Job deadline must be after 5", "no number"),
    ("Job deadline must be in the future", "in the future"),
    ("Job deadline must be after its salary", "cannot be compared"),
    ("Job salary must be after its salary max", "do not fit"),
    ("Job salary must be at least salary", "with itself"),
    ("Job salary must be at least the application's fee", "no field"),
    ("The number of jobs must be at most 5", "no field"),
    ("Employers can only post active jobs", "every user"),
    ("User can only post interesting jobs", "interesting"),
    ("User can only post active jobs on Mondays", "on Mondays"),
    ("User can only edit own jobs", "so far"),
    ("A user can apply to a job only once per day", "so far"),
    ("A user can inspect a job only once", "applies_to"),
    ("A user can apply to a house only once", "no entity"),
]


@pytest.mark.parametrize(("sentence", "expected"), RANGES + COMPARISONS + OTHERS)
def test_compiles(sentence: str, expected: Rule) -> None:
    outcome = compile_rule(job_board(), rule(sentence))
    assert (outcome.status, outcome.reason) == ("compiled", "")
    assert outcome.rule == expected
    assert outcome.entity == ("Application" if "applicant" in repr(expected) else "Job")


@pytest.mark.parametrize(("sentence", "part"), NOT_UNDERSTOOD)
def test_reports_what_stopped_it(sentence: str, part: str) -> None:
    outcome = compile_rule(job_board(), rule(sentence))
    assert outcome.status == "not_understood"
    assert outcome.rule is None
    assert part in outcome.reason
    assert outcome.hint


def test_hints_stand_for_a_missing_subject() -> None:
    outcome = compile_rule(job_board(), rule("Must be positive", "Job", "salary"))
    assert outcome.rule == Range("salary", gt="0")


def test_a_bare_field_of_several_entities_is_ambiguous_until_one_is_named() -> None:
    project = job_board(job(), entity("Contract", field("salary", Kind.DECIMAL)))
    vague = compile_rule(project, rule("Salary must be positive"))
    assert vague.status == "ambiguous"
    assert "Job.salary or Contract.salary" in vague.reason
    assert compile_rule(project, rule("Salary must be positive", "Contract")).entity == "Contract"


def test_a_sentence_against_its_hints_is_ambiguous() -> None:
    for applies_to, about in (("Application", ""), ("Job", "seats")):
        outcome = compile_rule(job_board(), rule("Job salary must be positive", applies_to, about))
        assert outcome.status == "ambiguous"


def test_entity_and_field_words_may_run_together() -> None:
    project = job_board(
        entity("Order", field("line_quantity", Kind.INT)), entity("OrderLine", field("quantity", Kind.INT))
    )
    vague = compile_rule(project, rule("Order line quantity must be positive"))
    assert vague.status == "ambiguous"
    assert compile_rule(project, rule("Order line quantity must be positive", "OrderLine")).rule is not None


def test_choices_are_found_by_their_words() -> None:
    project = job_board(entity("Post", choices("status", "draft", "published")))
    outcome = compile_rule(project, rule("Users can only create draft posts"))
    assert outcome.rule == OnCreate("status", "draft")


def test_an_adjective_for_two_fields_is_ambiguous() -> None:
    project = job_board(entity("Post", choices("status", "active", "old"), field("is_active", Kind.BOOL)))
    assert compile_rule(project, rule("Users can only create active posts")).status == "ambiguous"


def test_two_links_to_the_user_are_ambiguous() -> None:
    project = job_board(job(), application(link("recruiter", "User")))
    outcome = compile_rule(project, rule("A user can apply to a job only once", "Application"))
    assert outcome.status == "ambiguous"
    named = compile_rule(project, rule("An applicant can apply to a job only once", "Application"))
    assert named.status == "not_understood"


def test_applies_to_names_the_record_of_an_unknown_deed() -> None:
    project = job_board(job(), application(), entity("Visit", link("job", "Job"), link("user", "User")))
    outcome = compile_rule(project, rule("A user can inspect a job only once", "Visit"))
    assert (outcome.entity, outcome.rule) == ("Visit", UniqueTogether(("job", "user")))
    clash = compile_rule(project, rule("A user can apply to a job only once", "Visit"))
    assert clash.status == "ambiguous"


def test_every_rule_has_an_outcome_in_order() -> None:
    sentences = ("Job salary must be positive", "Nonsense", "Job seats must be positive")
    outcomes = compile_rules(job_board(rules=tuple(rule(sentence) for sentence in sentences)))
    assert tuple(outcome.sentence for outcome in outcomes) == sentences
    assert [outcome.understood for outcome in outcomes] == [
        "Job: salary is above 0",
        "",
        "Job: seats is above 0",
    ]


@pytest.mark.parametrize("name", ["{{ x }}", "a'\"b", "drop; --", "must be", "ünïcode näme"])
def test_hostile_names_stay_inert(name: str) -> None:
    outcome = compile_rule(job_board(), rule(f"Job {name} must be positive"))
    assert outcome.status == "not_understood"
