"""What a model expects of requests, held against the rules.

Where they agree the request becomes a test of the generated project, unless its rules are tried with it
anyway. Where they differ somebody should look: it may show a rule that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from agents.enrich.desk import Desk, Enrichment, Steps
from agents.enrich.outline import list_paths, outline_entity
from agents.enrich.rule_parts import RulePart, Value, typed
from agents.enrich.scenes import ExampleError, judge_example
from agents.enrich.telling import tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.codegen.rule_tests_view import is_tried
from erdgen.compiler.codegen.scenario_rows import ScenarioError, fit_scenario
from erdgen.compiler.contributions import AddTest, AnyContribution, Because, without_reason
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.findings import Finding
from erdgen.compiler.rules.conditions import Given
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.interpret import Verdict
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Entity, Project

AGENT = "testing"
TASK = "expect_outcomes"
#: Differences of one entity that are told.
MOST_TOLD = 3
#: Tests that one entity gets of it.
MOST_TESTS = 5


class Expectation(Operation):
    """What should become of one request."""

    reason: Words
    kind: Literal["accepted", "rejected"]
    fields: Annotated[tuple[str, ...], OneOf("fields")]
    values: tuple[Value, ...]
    before: tuple[Value, ...]


class Expectations(Answer):
    """Expectations about one entity."""

    expectations: tuple[Expectation, ...]


def compare_expectations(design: Design, desk: Desk) -> list[Enrichment]:
    """What comes of what a model expects of requests, for each entity."""
    return desk.together(_compare_expectations(design, made, desk) for made in design.entities)


def _compare_expectations(design: Design, made: EntityDesign, desk: Desk) -> Steps[Enrichment]:
    """Tests of what a model and the rules agree on, and a finding for each request on which they differ."""
    if not made.rules or not desk.wants(TASK, made.name):
        return Enrichment()
    project, entity = design.project, made.entity
    stated = [Stated(each.name, added.rule) for each in design.entities for added in each.rules]
    data = {
        "entity": outline_entity(project, entity),
        "rules": sorted(describe_rule(added.rule, entity) for added in made.rules),
    }
    names = {"fields": list_paths(project, entity)}

    def judge_all(answer: Expectations) -> list[tuple[Expectation, Verdict]]:
        return [(each, _judge(project, entity, stated, each)) for each in answer.expectations]

    check = partial(_check, project, entity, stated)
    question = Question(AGENT, TASK, data, Expectations, names, check, label=entity.name)
    reply = yield from desk.ask(question, lambda answer: _make_tests(design, made, judge_all(answer))[0])
    if reply.answer is None:
        return Enrichment(findings=reply.findings)
    judged = judge_all(reply.answer)
    told = [
        tell("model.W003", _in_words(entity, each), entity.name, "add a rule, or nothing if it may be so")
        for each, verdict in judged
        if verdict.accepted is not (each.kind == "accepted")
    ]
    tests, unfit = _make_tests(design, made, judged)
    return Enrichment(tuple(desk.keep(tests)), (), (*reply.findings, *told[:MOST_TOLD], *unfit))


def _make_tests(
    design: Design, made: EntityDesign, judged: Sequence[tuple[Expectation, Verdict]]
) -> tuple[list[AnyContribution], list[Finding]]:
    """A test for each scenario that ends as expected and is tried nowhere else; why others are none."""
    tests: dict[AnyContribution, AnyContribution] = {}
    findings = []
    for each, verdict in judged:
        if verdict.accepted is not (each.kind == "accepted") or len(tests) == MOST_TESTS:
            continue
        test = _as_test(design, made, each, verdict)
        try:
            rows = fit_scenario(design, made, test)
        except ScenarioError as unfit:
            why = f"{_request(made.entity, each)} ({each.kind}) is none of the tests: {unfit}"
            findings.append(tell("model.I006", why, made.name))
            continue
        if not is_tried(design, made, rows):
            tests.setdefault(without_reason(test), test)
    return list(tests.values()), findings


def _as_test(design: Design, made: EntityDesign, each: Expectation, verdict: Verdict) -> AddTest:
    def typed_values(values: Sequence[str]) -> tuple[str | int | bool | None, ...]:
        pairs = zip(each.fields, values, strict=False)
        return tuple(
            None if value == "-" else typed(design.project, made.entity, name, value) for name, value in pairs
        )

    return AddTest(
        owner=AGENT,
        entity=made.name,
        test="scenario",
        fields=each.fields,
        values=typed_values(each.values),
        before=typed_values(each.before),
        rule=verdict.broken.rule if verdict.broken is not None else None,
        because=Because(f"a model expects it: {each.reason}", "model", made.entity.location),
    )


def _check(project: Project, entity: Entity, stated: Sequence[Stated], answer: Expectations) -> list[str]:
    problems = []
    for number, each in enumerate(answer.expectations):
        try:
            _judge(project, entity, stated, each)
        except ExampleError as error:
            problems.append(f"example {number}: {error}")
    return problems


def _judge(project: Project, entity: Entity, stated: Sequence[Stated], each: Expectation) -> Verdict:
    """What the rules make of it. A rule on nothing stands for the form of the example."""
    part = RulePart(
        reason=each.reason,
        kind=each.kind,
        rule=0,
        entity=entity.name,
        part="must",
        timing="always",
        fields=each.fields,
        operator="-",
        values=each.values,
        before=each.before,
        count=0,
        unit="-",
        negated=False,
    )
    return judge_example(project, entity, Given("pk"), part, stated)


def _request(entity: Entity, each: Expectation) -> str:
    values = ", ".join(f"{name}={value}" for name, value in zip(each.fields, each.values, strict=True))
    return f"{entity.name} with {values}"


def _in_words(entity: Entity, each: Expectation) -> str:
    came = "refuse it" if each.kind == "accepted" else "let it pass"
    return f"{_request(entity, each)} should be {each.kind}, but the rules {came}: {each.reason}"
