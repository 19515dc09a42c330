"""How sentences are tried: over a short ERD, for exactly what they state or for stating nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Project, RuleText


def optional(kind: str) -> dict[str, object]:
    """A field that may be empty."""
    return {"type": kind, "required": False}


def link_to(target: str, back: str = "+", **options: object) -> dict[str, object]:
    """A link that the linked row calls ``back``."""
    return {"type": f"ForeignKey({target})", "related_name": back, **options}


def optional_link(target: str, back: str) -> dict[str, object]:
    return link_to(target, back, required=False)


def read_entities(entities: Mapping[str, object], *roles: str) -> Project:
    """The Project of these entities of an ERD, whose users may have ``roles``."""
    document: dict[str, object] = {"erd": {"entities": entities}}
    if roles:
        document["auth_requirements"] = {"roles": roles}
    project, findings = parse_erd(json.dumps(document).encode(), "erd.json")
    assert project is not None, findings
    return project


def assert_states(project: Project, text: RuleText, entity: str, rules: Sequence[Rule]) -> None:
    """The sentence is understood as just these rules of ``entity``."""
    outcome = compile_rule(project, text)
    assert outcome.rules == tuple(Stated(entity, each) for each in rules), outcome.reason


def assert_reported(project: Project, text: RuleText) -> None:
    """The sentence states nothing, and it is said why."""
    outcome = compile_rule(project, text)
    assert outcome.status != "compiled", outcome.understood
    assert outcome.rules == ()
    assert outcome.reason
