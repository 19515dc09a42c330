"""A sentence is compiled right, or reported with the part that stopped it; never guessed."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Length, Moment, Not, OneOf, Range
from erdgen.compiler.rules.forms import Access, AtCreation, Rule, Unique
from erdgen.compiler.rules.sentences import compile_rule, compile_rules
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Kind
from tests.compiler.rules.reading import assert_reported, link_to, optional, read_entities
from tests.projects import application, choices, entity, field, job, job_board, link, rule

RANGES: list[tuple[str, Rule]] = [
    ("Job salary must be positive", Range("salary", gt="0")),
    ("Job salary must be positive.", Range("salary", gt="0")),
    ("A job's salary must not be negative", Range("salary", gte="0")),
    ("The salary of a job can't be negative", Range("salary", gte="0")),
    ("Job.salary must be > 0", Range("salary", gt="0")),
    ("JOB SALARY MUST BE AT LEAST 1,000.50", Range("salary", gte="1000.5")),
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
    ("User can only post active jobs", AtCreation(OneOf("is_active", (True,)))),
    ("Users may only create active jobs", AtCreation(OneOf("is_active", (True,)))),
    ("A user can apply to a job only once", Unique(("applicant", "job"))),
    ("A job seeker can apply to a job only once", Unique(("applicant", "job"))),
    ("A user can only apply to the same job once", Unique(("applicant", "job"))),
    ("A user cannot apply to the same job twice", Unique(("applicant", "job"))),
    ("A user may not apply to a job more than once", Unique(("applicant", "job"))),
    ("Application must be unique per job and applicant", Unique(("job", "applicant"))),
    ("Job title must be unique per posted by", Unique(("posted_by", "title"))),
    ("Job title must be unique", Unique(("title",))),
    ("Job salary must be positive or zero", Range("salary", gte="0")),
    ("Job salary should be positive", Range("salary", gt="0")),
    ("Job title must be at least 5 characters", Length("title", minimum=5)),
    ("Job seats must be at most 10k", Range("seats", lte="10000")),
    ("Job seats must not be between 1 and 5", Not(Range("seats", gte="1", lte="5"))),
    ("Job deadline must be in the future", Moment("deadline", "gt")),
    ("User can only edit own jobs", Access(("update",), ("owner",), "posted_by")),
]
NOT_UNDERSTOOD: list[tuple[str, str]] = [
    ("", "nothing to read"),
    ("x" * 501, "more than 500"),
    ("Job salary need not be positive", "need not"),
    ("Job salary must usually be positive", "usually"),
    ("Usually, job salary must be positive", "Usually"),
    ("Job salary must be positive unless it is remote", "unless it is remote"),
    ("Job title must be at least 5", "at least 5"),
    ("Job seats must be at most 10%", "10%"),
    ("Job seats must be at most $10", "$10"),
    ("Job seats must be at least 1.5", "1.5"),
    ("Job salary must be at least 0.001", "0.001"),
    ("Job seats must be at least", "at least"),
    ("Job seats must be", "must be"),
    ("Job seats must be between 1", "between 1"),
    ("Job seats must be at least 5 and at most 3", "at least 5"),
    ("Job wage must be positive", "wage"),
    ("Job posted by must be positive", "positive"),
    ("Job deadline must be after 5", "after 5"),
    ("Job deadline must be after its salary", "after its salary"),
    ("Job salary must be after its salary max", "after"),
    ("Job salary must be at least salary", "at least salary"),
    ("Job salary must be at least the application's fee", "fee"),
    ("The number of jobs must be at most 5", "number of jobs"),
    ("Employers can only post active jobs", "Employers"),
    ("User can only post interesting jobs", "interesting"),
    ("User can only post active jobs on Mondays", "on Mondays"),
    ("A user can apply to a job only once per day", "per day"),
    ("A user can inspect a job only once", "inspect"),
    ("A user can apply to a house only once", "house"),
]


@pytest.mark.parametrize(("sentence", "expected"), RANGES + COMPARISONS + OTHERS)
def test_compiles(sentence: str, expected: Rule) -> None:
    outcome = compile_rule(job_board(), rule(sentence))
    assert (outcome.status, outcome.reason) == ("compiled", "")
    assert [stated.rule for stated in outcome.rules] == [expected]
    assert outcome.entity == ("Application" if "applicant" in repr(expected) else "Job")


@pytest.mark.parametrize(("sentence", "part"), NOT_UNDERSTOOD)
def test_reports_what_stopped_it(sentence: str, part: str) -> None:
    outcome = compile_rule(job_board(), rule(sentence))
    assert outcome.status == "not_understood"
    assert not outcome.rules
    assert part in outcome.reason
    assert outcome.hint


def test_hints_stand_for_a_missing_subject() -> None:
    outcome = compile_rule(job_board(), rule("Must be positive", "Job", "salary"))
    assert [stated.rule for stated in outcome.rules] == [Range("salary", gt="0")]


def test_a_bare_field_of_several_entities_is_ambiguous_until_one_is_named() -> None:
    project = job_board(job(), entity("Contract", field("salary", Kind.DECIMAL)))
    vague = compile_rule(project, rule("Salary must be positive"))
    assert vague.status == "ambiguous"
    assert "“Job: salary is above 0” or “Contract: salary is above 0”" in vague.reason
    assert compile_rule(project, rule("Salary must be positive", "Contract")).entity == "Contract"


def test_a_sentence_wins_over_its_hints() -> None:
    for applies_to, about in (("Application", ""), ("Job", "seats")):
        outcome = compile_rule(job_board(), rule("Job salary must be positive", applies_to, about))
        assert outcome.rules[0].entity == "Job"
        assert outcome.rules[0].rule == Range("salary", gt="0")
        assert "the sentence is about" in outcome.remark


def test_entity_and_field_words_may_run_together() -> None:
    project = job_board(
        entity("Order", field("line_quantity", Kind.INT)), entity("OrderLine", field("quantity", Kind.INT))
    )
    vague = compile_rule(project, rule("Order line quantity must be positive"))
    assert vague.status == "ambiguous"
    assert compile_rule(project, rule("Order line quantity must be positive", "OrderLine")).rules


def test_choices_are_found_by_their_words() -> None:
    project = job_board(entity("Post", choices("status", "draft", "published")))
    outcome = compile_rule(project, rule("Users can only create draft posts"))
    assert outcome.rules[0].rule == AtCreation(OneOf("status", ("draft",)))


def test_an_adjective_for_two_fields_is_ambiguous() -> None:
    project = job_board(entity("Post", choices("status", "active", "old"), field("is_active", Kind.BOOL)))
    assert compile_rule(project, rule("Users can only create active posts")).status == "ambiguous"


def test_two_links_to_the_user_are_not_guessed() -> None:
    project = job_board(job(), application(link("recruiter", "User")))
    outcome = compile_rule(project, rule("A user can apply to a job only once", "Application"))
    assert outcome.status == "not_understood"
    named = compile_rule(project, rule("An applicant can apply to a job only once", "Application"))
    assert named.rules == (Stated("Application", Unique(("applicant", "job"))),)


def test_applies_to_names_the_record_of_an_unknown_deed() -> None:
    project = job_board(job(), application(), entity("Visit", link("job", "Job"), link("user", "User")))
    outcome = compile_rule(project, rule("A user can inspect a job only once", "Visit"))
    assert outcome.rules == (Stated("Visit", Unique(("user", "job"))),)
    clash = compile_rule(project, rule("A user can apply to a job only once", "Visit"))
    assert clash.status == "not_understood"


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


def test_a_verb_of_the_hinted_rows_leaves_open_whose_rule_it_is() -> None:
    states = "choices(active, placed, blacklisted)"
    project = read_entities(
        {
            "User": {},
            "Candidate": {"fields": {"status": {"type": states, "default": "active"}}},
            "Placement": {
                "fields": {"starts_on": "date"},
                "relationships": {"candidate": link_to("Candidate", "placements")},
            },
        }
    )
    assert_reported(project, rule("Blacklisted candidates cannot be placed.", "Placement"))


@pytest.mark.parametrize(
    "sentence",
    [
        "A member cannot leave before joining.",
        "A pledged donation has no receipt date, a received one always has.",
        "An active volunteer has no leaving date, and an active volunteer has a leaving date.",
    ],
)
def test_what_would_ask_for_both_or_for_another_deed_is_open(sentence: str) -> None:
    date = optional("date")
    project = read_entities(
        {
            "User": {},
            "Volunteer": {
                "fields": {"status": "choices(active, gone)", "joined_on": date, "leaving_date": date}
            },
            "Member": {"fields": {"joined_on": date}},
            "Donation": {"fields": {"status": "choices(pledged, received)", "receipt_date": date}},
        }
    )
    assert_reported(project, rule(sentence))
