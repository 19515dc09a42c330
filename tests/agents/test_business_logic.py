"""Timestamps that the server sets, rules from sentences, and rules that cannot stand."""

from __future__ import annotations

import pytest

from erdgen.compiler.contributions import AddRule
from erdgen.compiler.findings import Level, Location
from erdgen.compiler.rules.codec import dump_rule
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.spec.project import Default, Field, Kind, Project, RuleText
from tests.agents.conftest import Consult, MakeDesign
from tests.projects import application, entity, field, job, job_board, rule

WRITTEN = RuleText("Seats", applies_to="Job", check=str(dump_rule(Range("seats", gte="5", lte="1"))))


@pytest.mark.parametrize(
    ("name", "auto"),
    [
        ("created_at", "created"),
        ("createdDate", "created"),
        ("created", "created"),
        ("inserted_at", "created"),
        ("date_created", "created"),
        ("updated_at", "updated"),
        ("last_modified", "updated"),
        ("modifiedDate", "updated"),
        ("starts_at", ""),
        ("recreated_at", ""),
        ("created_by_date", ""),
    ],
)
@pytest.mark.parametrize("kind", [Kind.DATE, Kind.DATETIME])
def test_timestamps_by_their_names(design: MakeDesign, name: str, auto: str, kind: Kind) -> None:
    made = design(job_board(entity("Event", field(name, kind)))).by_name["Event"]
    found = made.entity.members[name]
    assert isinstance(found, Field)
    assert found.auto == auto


@pytest.mark.parametrize(
    "stamp",
    [
        field("created_at", Kind.STR),
        field("created_at", Kind.TIME),
        field("created_at", Kind.DATETIME, unique=True),
        field("created_at", Kind.DATETIME, default=Default(special="now")),
        field("created_at", Kind.DATETIME, builtin=True),
    ],
)
def test_other_fields_of_that_name_stay_as_they_are(design: MakeDesign, stamp: Field) -> None:
    made = design(job_board(entity("Event", stamp))).by_name["Event"]
    assert made.entity.members["created_at"] == stamp


def test_a_stamp_in_a_unique_set_stays_with_the_client(design: MakeDesign) -> None:
    event = entity(
        "Event", field("created_at", Kind.DATETIME), field("code"), unique_together=(("code", "created_at"),)
    )
    found = design(job_board(event)).by_name["Event"].entity.members["created_at"]
    assert isinstance(found, Field)
    assert not found.auto


def test_rules_are_added_with_their_sentence(consult: Consult) -> None:
    found = consult(job_board(rules=(rule("Job salary must be positive"),)))
    (added,) = [made for made in found.contributions if isinstance(made, AddRule)]
    assert added.rule == Range("salary", gt="0")
    assert added.message == "Job salary must be positive."
    assert "Job salary must be positive" in added.because.text
    assert added.because.source == "erd"
    assert [outcome.status for outcome in found.outcomes] == ["compiled"]


def test_open_rules_are_reported_and_add_nothing(consult: Consult) -> None:
    project = job_board(
        job(),
        application(field("salary", Kind.DECIMAL)),
        rules=(rule("Be fair"), rule("Salary must be positive")),
    )
    found = consult(project)
    assert [(f.level, f.code) for f in found.findings if f.code.startswith("rules")] == [
        (Level.WARNING, "rules.W001"),
        (Level.WARNING, "rules.W002"),
    ]
    assert all(finding.hint for finding in found.findings)
    assert not [made for made in found.contributions if isinstance(made, AddRule)]


def test_a_rule_said_twice_is_added_once(consult: Consult) -> None:
    rules = (rule("Job salary must be positive"), rule("Job salary must be greater than 0"))
    found = consult(job_board(rules=rules))
    assert len([made for made in found.contributions if isinstance(made, AddRule)]) == 1
    assert len(found.outcomes) == 2


def test_uniqueness_that_the_erd_states_already_is_not_added_again(consult: Consult) -> None:
    project = job_board(
        job(),
        application(unique_together=(("applicant", "job"),)),
        rules=(rule("A user can apply to a job only once"),),
    )
    found = consult(project)
    assert not [made for made in found.contributions if isinstance(made, AddRule)]


@pytest.mark.parametrize(
    ("project", "code"),
    [
        (
            job_board(rules=(rule("Job seats must be positive"), rule("Job seats must be negative"))),
            "rules.E001",
        ),
        (job_board(rules=(WRITTEN,)), "rules.E001"),
        (
            job_board(
                entity("E", field("n", Kind.INT, default=Default(0))), rules=(rule("E n must be positive"),)
            ),
            "rules.E002",
        ),
        (
            job_board(
                entity("Book", field("is_new", Kind.BOOL, default=Default(False))),
                rules=(rule("Only new books can be created"),),
            ),
            "rules.W003",
        ),
    ],
)
def test_rules_that_cannot_stand_are_findings(consult: Consult, project: Project, code: str) -> None:
    assert code in [finding.code for finding in consult(project).findings]


def test_rules_that_contradict_each_other_are_both_named(consult: Consult) -> None:
    rules = (
        RuleText("Job seats must be positive", location=Location(7, 5)),
        RuleText("Job seats must be negative", location=Location(9, 5)),
    )
    (found,) = (each for each in consult(job_board(rules=rules)).findings if each.code == "rules.E001")
    assert found.location == Location(9, 5)
    assert found.message == "no value of Job.seats is allowed: seats is above 0 against seats is below 0"
    assert found.hint.endswith("; see also line 7: “Job seats must be positive.”")


def test_a_rule_that_no_request_can_break_is_told(consult: Consult) -> None:
    counter = entity("Page", field("views", Kind.INT, read_only=True))
    found = consult(job_board(counter, rules=(rule("Page views must not be negative"),)))
    assert [finding.code for finding in found.findings if finding.code.startswith("review")] == [
        "review.I001"
    ]


def test_a_hint_that_its_sentence_overrules_is_told(consult: Consult) -> None:
    hinted = RuleText("Job salary must be positive", applies_to="Job", field="seats", location=Location(7, 5))
    (found,) = (each for each in consult(job_board(rules=(hinted,))).findings if each.code == "erd.I005")
    assert found.level is Level.INFO
    assert found.location == Location(7, 5)
    assert "`field` says seats" in found.message
