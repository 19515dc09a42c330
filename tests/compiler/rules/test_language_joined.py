"""Sentences of two parts, of which one permits, restates, limits or bounds: each states exactly this or is
reported."""

from __future__ import annotations

import json

import pytest

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.conditions import Given, Length, OneOf, Range
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Project
from tests.projects import rule


def _optional(kind: str) -> dict[str, object]:
    return {"type": kind, "required": False}


def _link(target: str, back: str) -> dict[str, object]:
    return {"type": f"ForeignKey({target})", "related_name": back, "required": False}


ENTITIES: dict[str, object] = {
    "User": {},
    "Rally": {
        "fields": {
            "name": "str",
            "distance_km": _optional("int"),
            "fuel_percent": _optional("int"),
            "cruise_minutes": _optional("int"),
            "pay_min": _optional("int"),
            "pay_max": _optional("int"),
            "min_crews": _optional("int"),
            "max_crews": _optional("int"),
            "crew_count": _optional("int"),
            "status": {"type": "choices(planned, open, running, over)", "default": "planned"},
            "class": _optional("str"),
            "notes": _optional("text"),
            "announced_at": _optional("datetime"),
            "altitude": _optional("int"),
            "licensed": {"type": "bool", "default": False},
        },
    },
    "Crew": {
        "fields": {
            "name": "str",
            "email": _optional("str"),
            "phone": _optional("str"),
            "stars": _optional("int"),
            "laps": "int",
            "verdict": _optional("text"),
            "wage": _optional("int"),
            "state": {"type": "choices(entered, started, finished, retired)", "default": "entered"},
            "entered_at": _optional("datetime"),
        },
        "relationships": {
            "rally": _link("Rally", "crews"),
            "entered_by": _link("User", "entered_crews"),
        },
    },
}
FINISHED = OneOf("state", ("finished",))
EXACT: list[tuple[str, str, list[Rule]]] = [
    (
        "A crew's stars can be from 1 to 5, but only if it has finished.",
        "Crew",
        [Range("stars", gte="1", lte="5"), Implies(Given("stars"), FINISHED)],
    ),
    (
        "The stars of a crew may lie between 1 and 5, though only when the crew is finished.",
        "Crew",
        [Range("stars", gte="1", lte="5"), Implies(Given("stars"), FINISHED)],
    ),
    (
        "The verdict on a crew can have up to 200 characters, but only if the crew is finished.",
        "Crew",
        [Length("verdict", maximum=200), Implies(Given("verdict"), FINISHED)],
    ),
    (
        "The wage of a crew may be above 500, but only if the crew is finished.",
        "Crew",
        [Implies(Range("wage", gt="500"), FINISHED)],
    ),
]
REPORTED = [
    "A crew's stars can be from 1 to 5 only if it has finished.",
    "The verdict on a crew can have up to 200 characters only if the crew is finished.",
    "The laps of a crew can be from 1 to 5, but only if the crew is finished.",
    "A rally can have up to 3 crews, but only if it is open.",
    "Only finished crews can have from 1 to 5 stars.",
]


@pytest.fixture(scope="module")
def project() -> Project:
    """Rallies and their crews."""
    erd = {"erd": {"entities": ENTITIES}, "auth_requirements": {"roles": ["Marshal"]}}
    parsed, findings = parse_erd(json.dumps(erd).encode(), "rally")
    assert parsed is not None, findings
    return parsed


@pytest.mark.parametrize(("sentence", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    project: Project, sentence: str, entity: str, rules: list[Rule]
) -> None:
    outcome = compile_rule(project, rule(sentence))
    assert outcome.rules == tuple(Stated(entity, each) for each in rules), outcome.reason


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_sentence_is_reported(project: Project, sentence: str) -> None:
    """What one part leaves open or the second says differently is no rule."""
    outcome = compile_rule(project, rule(sentence))
    assert outcome.status != "compiled", outcome.understood
    assert outcome.rules == ()
