"""What a model expects of requests, held against the rules: where they differ somebody should look.

Nothing is generated from an expectation: the generated tests try every rule on both sides of its boundary
already. An expectation that the rules do not meet is what they cannot show: a rule that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from agents.enrich.desk import Desk, Enrichment
from agents.enrich.outline import list_paths, outline_entity
from agents.enrich.rule_parts import RulePart, Value
from agents.enrich.scenes import ExampleError, judge_example
from agents.enrich.telling import tell
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.rules.conditions import Given
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Entity, Project

AGENT = "testing"
TASK = "expect_outcomes"
#: Differences of one entity that are told.
MOST_TOLD = 3


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


def compare_expectations(
    project: Project, entity: Entity, stated: Sequence[Stated], desk: Desk
) -> Enrichment:
    """A finding for each request that a model expects to end otherwise than the rules say."""
    own = [each for each in stated if each.entity == entity.name]
    if not own or not desk.wants(TASK, entity.name):
        return Enrichment()
    data = {
        "entity": outline_entity(project, entity),
        "rules": sorted(describe_rule(each.rule, entity) for each in own),
    }
    names = {"fields": list_paths(project, entity)}
    reply = desk.asker.ask(
        AGENT,
        TASK,
        data,
        Expectations,
        names,
        lambda answer: _check(project, entity, stated, answer),
    )
    if reply.answer is None:
        return Enrichment(findings=reply.findings)
    told = [
        tell("model.W003", _in_words(entity, each), entity.name, "add a rule, or nothing if it may be so")
        for each in reply.answer.expectations
        if _judge(project, entity, stated, each) is not (each.kind == "accepted")
    ]
    return Enrichment(findings=(*reply.findings, *told[:MOST_TOLD]))


def _check(project: Project, entity: Entity, stated: Sequence[Stated], answer: Expectations) -> list[str]:
    problems = []
    for number, each in enumerate(answer.expectations):
        try:
            _judge(project, entity, stated, each)
        except ExampleError as error:
            problems.append(f"example {number}: {error}")
    return problems


def _judge(project: Project, entity: Entity, stated: Sequence[Stated], each: Expectation) -> bool:
    """Whether the rules accept it. A rule on nothing stands for the form of the example."""
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
    return judge_example(project, entity, Given("pk"), part, stated).accepted


def _in_words(entity: Entity, each: Expectation) -> str:
    values = ", ".join(f"{name}={value}" for name, value in zip(each.fields, each.values, strict=True))
    came = "refuse it" if each.kind == "accepted" else "let it pass"
    return f"{entity.name} with {values} should be {each.kind}, but the rules {came}: {each.reason}"
