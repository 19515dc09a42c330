"""What comments that ask for a test come to."""

from __future__ import annotations

import re

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.phrases import REFUSES
from agents.feedback.subjects import find_fields
from erdgen.compiler.contributions import AddTest, Because
from erdgen.compiler.rules.forms import Access
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.spec.project import Project, RuleText

_QUOTES = "`'\"“”‘’"


def read_test(project: Project, here: Element, wanted: str, because: Because) -> Answer:
    """“Add a test that …”: a value that is refused, or a rule that holds."""
    refused = REFUSES.fullmatch(wanted)
    if refused:
        ((entity, field), *_) = find_fields(project, here, refused["subject"])
        value = _read_literal(refused["value"])
        made = AddTest(
            owner="testing",
            entity=entity.name,
            test="invalid",
            fields=(field.name,),
            value=value,
            because=because,
        )
        return Answer(contributions=(made,))
    outcome = compile_rule(project, RuleText(wanted, here.entity, here.field))
    tests = tuple(
        AddTest(owner="testing", entity=each.entity, test="rule", rule=each.rule, because=because)
        for each in outcome.rules
        if not isinstance(each.rule, Access)
    )
    if outcome.rules and not tests:
        return Answer(settled="who may do what is tried by every role already")
    if not tests:
        raise UnclearError(
            f"what is to be tested is not understood: {outcome.reason}",
            "say “add a test that FIELD refuses VALUE”, or the rule that is to hold",
        )
    return Answer(contributions=tests)


def _read_literal(text: str) -> str | int | float | bool | None:
    """The JSON value that somebody means."""
    plain = text.strip()
    if plain.lower() in ("null", "none", "nothing"):
        return None
    if plain.lower() in ("true", "false"):
        return plain.lower() == "true"
    if re.fullmatch(r"-?\d+", plain):
        return int(plain)
    if re.fullmatch(r"-?\d+\.\d+", plain):
        return float(plain)
    return plain.strip(_QUOTES)
