"""Agents with a model at hand: what it may change by itself, what waits, and what it cannot change."""

from __future__ import annotations

from typing import Any

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    GrantPermission,
    RestrictField,
    SetFieldOption,
)
from erdgen.compiler.passes import Consultation
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import (
    AuthSpec,
    Kind,
    Permission,
    Project,
    Role,
    RuleText,
)
from tests.enriched.shop import competent, competent_for_many, many_shops, read_project
from tests.llm.players import UNNAMED, Json, PlayedLine, Script, judge_like, make_desk, part
from tests.projects import choices, entity, field, job, link, user

ROLES = (Role("Employer", "EMPLOYER"), Role("Seeker", "SEEKER"))
STATED = Permission("Application", "read", ("Employer", "Seeker"))
PROJECT = Project(
    "Jobs",
    entities=(
        user(),
        job(choices("status", "draft", "open"), field("floor_price", Kind.FLOAT)),
        entity("Application", field("note"), link("job", "Job", related_name="applications")),
        entity("Skill", field("name"), field("remark", Kind.TEXT)),
    ),
    rules=(RuleText("The salary of a job must be positive."),),
    auth=AuthSpec(roles=ROLES, permissions=(STATED,)),
)


def consult(script: Script, project: Project = PROJECT) -> tuple[Consultation, PlayedLine]:
    line = PlayedLine(script)
    return DomainOrchestrator(default_roster(), make_desk(line)).consult(project), line


def only(name: str, root: str, *operations: Json) -> Any:
    """An answer about one entity; nothing about the others."""

    def play(data: Json) -> Json:
        return {root: list(operations) if data["entity"]["entity"] == name else []}

    return play


def protect(kind: str, **changes: Any) -> Json:
    return {"reason": "it is safer", "kind": kind, "field": "-", "action": "-", "grantees": []} | changes


def access(advice: Consultation, name: str, action: str) -> tuple[str, ...]:
    (grant,) = (
        made
        for made in advice.contributions
        if isinstance(made, GrantPermission) and (made.entity, made.action) == (name, action)
    )
    return grant.grantees


def codes(advice: Consultation) -> list[str]:
    return [finding.code for finding in advice.findings if finding.code.startswith(("model.", "llm."))]


def test_a_model_with_nothing_to_say_changes_nothing() -> None:
    plain = DomainOrchestrator(default_roster()).consult(PROJECT)
    assert consult({})[0] == plain


def test_access_that_tightens_stands_where_the_erd_is_silent() -> None:
    wish = protect("limit_action", action="delete", grantees=["Employer"])
    advice, _ = consult({"restrict_access": only("Job", "protections", wish)})
    assert access(advice, "Job", "delete") == ("Employer",)
    assert advice.suggestions == ()


def test_access_that_loosens_waits_whatever_it_is_called() -> None:
    wishes = [
        protect("open_action", action="read", grantees=["anyone"]),
        protect("limit_action", action="update", grantees=["anyone"]),
    ]
    advice, _ = consult({"restrict_access": only("Job", "protections", *wishes)})
    plain = DomainOrchestrator(default_roster()).consult(PROJECT)
    assert advice.contributions == plain.contributions
    assert [made.because.source for made in advice.suggestions] == ["suggestion", "suggestion"]
    assert codes(advice) == ["model.I002", "model.I002"]


def test_what_the_erd_grants_is_taken_from_nobody() -> None:
    wish = protect("limit_action", action="read", grantees=["Employer"])
    advice, _ = consult({"restrict_access": only("Application", "protections", wish)})
    assert set(access(advice, "Application", "read")) == {"Employer", "Seeker"}
    assert len(advice.suggestions) == 1


def test_an_action_is_never_closed_to_all() -> None:
    wish = protect("limit_action", action="read", grantees=[])
    advice, line = consult({"restrict_access": only("Job", "protections", wish)})
    assert advice.suggestions == ()
    # The same mistake twice ends it.
    asked = [data for task, data in line.asked if task == "restrict_access"]
    assert [data["entity"]["entity"] for data in asked].count("Job") == 2
    assert codes(advice) == ["llm.W001"]


def test_hidden_fields_leave_no_way_to_guess_them() -> None:
    wishes = [
        protect("hide_field", field="floor_price"),
        protect("limit_field", field="salary", grantees=["Employer"]),
    ]
    advice, _ = consult({"restrict_access": only("Job", "protections", *wishes)})
    made = [each for each in advice.contributions if each.because.source == "model"]
    assert {type(each) for each in made} == {SetFieldOption, RestrictField}
    used = {each.field for each in advice.contributions if isinstance(each, AddFilter | AddOrdering)}
    assert not {"floor_price", "salary"} & used
    assert not [finding for finding in advice.findings if finding.code.startswith("review.E")]


def test_a_field_cannot_be_limited_to_more_than_read_the_row() -> None:
    wish = protect("limit_field", field="salary", grantees=["anyone"])
    advice, _ = consult({"restrict_access": only("Job", "protections", wish)})
    assert not [each for each in advice.contributions if each.because.source == "model"]
    assert codes(advice) == ["llm.W001"]


def test_keys_and_accounts_cannot_be_hidden() -> None:
    _, line = consult({})
    asked = {data["entity"]["entity"]: data for task, data in line.asked if task == "restrict_access"}
    assert asked.keys() == {"User", "Job", "Application", "Skill"}
    wish = protect("hide_field", field="username")
    advice, _ = consult({"restrict_access": only("User", "protections", wish)})
    assert codes(advice) == ["llm.W001"]


def test_what_the_server_sets_cannot_be_hidden_from_all() -> None:
    skill = entity("Skill", field("name"), field("created_at", Kind.DATETIME))
    project = Project("Jobs", entities=(*PROJECT.entities[:3], skill), auth=PROJECT.auth)
    wish = protect("hide_field", field="created_at")
    advice, _ = consult({"restrict_access": only("Skill", "protections", wish)}, project)
    assert advice.by_model == ()
    assert codes(advice) == ["llm.W001"]


def test_lists_offer_what_a_model_adds() -> None:
    wish = {"reason": "people look for it", "kind": "filter", "field": "title"} | UNNAMED
    advice, _ = consult({"offer_lists": only("Job", "uses", wish, wish)})
    (made,) = (each for each in advice.contributions if each.because.source == "model")
    assert isinstance(made, AddFilter)
    assert (made.field, made.lookups) == ("title", ("exact", "icontains"))


def test_lists_do_not_take_what_they_cannot() -> None:
    wish = {"reason": "people sort by it", "kind": "order", "field": "remark"} | UNNAMED
    advice, _ = consult({"offer_lists": only("Skill", "uses", wish)})
    assert not [each for each in advice.contributions if each.because.source == "model"]
    assert codes(advice) == ["llm.W001"]


def test_expectations_that_the_rules_do_not_meet_are_told() -> None:
    wishes = [
        {
            "reason": "nothing is no wage",
            "kind": "rejected",
            "fields": ["salary"],
            "values": ["0"],
            "before": [],
        },
        {
            "reason": "a job has seats",
            "kind": "rejected",
            "fields": ["seats"],
            "values": ["-1"],
            "before": [],
        },
    ]
    advice, _ = consult({"expect_outcomes": only("Job", "expectations", *wishes)})
    told = [finding.message for finding in advice.findings if finding.code == "model.W003"]
    assert told == ["Job with seats=-1 should be rejected, but the rules let it pass: a job has seats"]


def test_remarks_are_findings_and_nothing_else() -> None:
    wish = {"reason": "everybody sees it", "kind": "too_open", "field": "salary"}
    advice, _ = consult({"remark": only("Job", "remarks", wish)})
    plain = DomainOrchestrator(default_roster()).consult(PROJECT)
    assert advice.contributions == plain.contributions
    assert codes(advice) == ["model.I003"]


def test_questions_that_are_not_worth_it_are_left_out() -> None:
    skip = {"reason": "a plain list", "kind": "skip", "task": "restrict_access", "entity": "Skill"}
    advice, line = consult({"direct": lambda data: {"choices": [skip]}})
    asked = [data["entity"]["entity"] for task, data in line.asked if task == "restrict_access"]
    assert asked == ["User", "Job", "Application"]
    assert "model.I005" in codes(advice)


def test_questions_of_one_task_are_asked_together() -> None:
    _, line = consult({})
    assert len(line.tasks) > len(set(line.tasks)) + len(PROJECT.entities)
    assert line.calls == len(set(line.tasks))


def test_a_large_erd_gets_what_its_parts_get() -> None:
    """Answers to many questions in few requests belong to the entities and sentences that they are about."""
    small, one = consult(competent(read_project()), read_project())
    large, many = consult(competent_for_many(), read_project(many_shops(3)))
    assert len(large.by_model) == 3 * len(small.by_model)
    assert many.calls < 2 * one.calls
    for number in range(3):
        own = {each.entity for each in large.by_model if each.entity.endswith(str(number))}
        assert own == {f"{each.entity}{number}" for each in small.by_model}


def test_a_change_to_one_entity_asks_about_that_one() -> None:
    from agents.llm.answers import MemoryAnswers

    answers = MemoryAnswers()
    first = PlayedLine({})
    DomainOrchestrator(default_roster(), make_desk(first, answers=answers)).consult(PROJECT)
    again = PlayedLine({})
    DomainOrchestrator(default_roster(), make_desk(again, answers=answers)).consult(PROJECT)
    assert again.asked == []
    skill = entity("Skill", field("name"), field("remark", Kind.TEXT), field("level", Kind.INT))
    changed = Project("Jobs", entities=(*PROJECT.entities[:3], skill), rules=PROJECT.rules, auth=PROJECT.auth)
    after = PlayedLine({})
    DomainOrchestrator(default_roster(), make_desk(after, answers=answers)).consult(changed)
    assert {data["entity"]["entity"] for _, data in after.asked} == {"Skill"}
    assert len(after.asked) < len(first.asked) / 2


def test_a_rule_that_is_dropped_leaves_its_sentence_open() -> None:
    project = Project(
        "Jobs", entities=PROJECT.entities, rules=(RuleText("Nobody works for nothing.", "Job"),)
    )
    parts = [
        part("range", ["salary"], ["0"], operator="gt"),
        part("accepted", ["salary"], ["1"]),
        part("rejected", ["salary"], ["0"]),
    ]

    judge = judge_like(project, [Stated("Job", Range("salary", gt="0"))])
    line = PlayedLine({"read_rule": lambda data: {"parts_of_rules": parts}, "judge_cases": judge})
    advisor = DomainOrchestrator(default_roster(), make_desk(line))
    advice = advisor.consult(project)
    assert [each.kind for each in advice.by_model] == ["add_rule"], line.asked
    assert [outcome.status for outcome in advice.outcomes] == ["compiled"]
    calls = len(line.asked)
    less = advisor.without(advice.by_model).consult(project)
    assert less.by_model == ()
    assert [outcome.status for outcome in less.outcomes] == ["not_understood"]
    # All answers are known, so leaving out costs nothing; what hangs on the rule is asked about anew.
    assert {task for task, _ in line.asked[calls:]} <= {"suggest_rules", "expect_outcomes", "remark"}
    plain = DomainOrchestrator(default_roster()).consult(project)
    assert less.contributions == advisor.unaided().consult(project).contributions == plain.contributions
