"""What was understood of each rule, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from erdgen.compiler.rules.codec import dump_rule, encode_rule
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.layers import find_layers
from erdgen.compiler.rules.showcase import nearest_forms
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.project import Project


def explain_as_text(project: Project, outcomes: Iterable[RuleOutcome], source: str) -> Iterator[str]:
    """Each sentence with its place, its rules or the reason why there is none, and at the end the count."""
    told = list(outcomes)
    for outcome in told:
        place = outcome.location
        where = f"{source}:{place.line}:{place.column}" if place and place.line else source
        yield f"{where}: {outcome.sentence}"
        yield from _rules(project, outcome) if outcome.status == "compiled" else _open(outcome)
        yield ""
    compiled = sum(outcome.status == "compiled" for outcome in told)
    yield f"Business rules: {compiled} of {len(told)} compiled"


def _rules(project: Project, outcome: RuleOutcome) -> Iterator[str]:
    for each in outcome.rules:
        entity = project.by_name[each.entity]
        yield f"    {each.entity}: {describe_rule(each.rule, entity)}"
        yield f"      enforced in: {', '.join(find_layers(each.rule, entity))}"
        yield f"      as JSON: {dump_rule(each.rule)}"
    if outcome.hint:
        yield f"    {outcome.hint}"


def _open(outcome: RuleOutcome) -> Iterator[str]:
    yield f"    {outcome.status.replace('_', ' ')}: {outcome.reason}"
    if outcome.hint:
        yield f"    {outcome.hint}"
    for shown in nearest_forms(outcome.sentence):
        yield f"    understood is: “{shown.sentence}”"
        yield f"      as JSON: {dump_rule(shown.rule)}"


def explain_as_json(project: Project, outcomes: Iterable[RuleOutcome]) -> list[dict[str, Any]]:
    """The same for machines."""
    return [_outcome(project, outcome) for outcome in outcomes]


def _outcome(project: Project, outcome: RuleOutcome) -> dict[str, Any]:
    place = outcome.location
    document: dict[str, Any] = {
        "sentence": outcome.sentence,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "status": outcome.status,
        "rules": [
            {
                "entity": each.entity,
                "understood": describe_rule(each.rule, project.by_name[each.entity]),
                "check": encode_rule(each.rule),
                "enforced_in": list(find_layers(each.rule, project.by_name[each.entity])),
            }
            for each in outcome.rules
        ],
        "reason": outcome.reason,
        "hint": outcome.hint,
    }
    if outcome.status != "compiled":
        document["nearest"] = [
            {"sentence": shown.sentence, "check": encode_rule(shown.rule)}
            for shown in nearest_forms(outcome.sentence)
        ]
    return document
