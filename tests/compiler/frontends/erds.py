"""Short ways to write ERDs in tests."""

from __future__ import annotations

import json
from typing import Any

from erdgen.compiler.findings import Finding, errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import Entity, Member, Project


def parse(erd: dict[str, Any]) -> tuple[Project | None, tuple[Finding, ...]]:
    return parse_erd(json.dumps(erd).encode(), "job_board")


def project_of(entities: dict[str, Any], **top: Any) -> Project:
    """The Project of an ERD that must be valid."""
    project, findings = parse({"erd": {"entities": entities}, **top})
    assert project is not None, [finding.as_text() for finding in errors(findings)]
    return project


def findings_of(entities: dict[str, Any], **top: Any) -> list[str]:
    """Codes of all findings, in the order of the file."""
    return [finding.code for finding in parse({"erd": {"entities": entities}, **top})[1]]


def entity_of(fields: dict[str, Any] | None = None, **options: Any) -> Entity:
    """The entity ``Job`` with these fields and options, next to a ``User``."""
    project = project_of({"User": {}, "Job": {"fields": fields or {}, **options}})
    return project.by_name["Job"]


def member_of(definition: Any, kind: str = "fields") -> Member:
    """The one field (or relationship) ``it`` with this definition."""
    return entity_of(**{kind: {"it": definition}}).members["it"]


def words_of(text: str) -> list[str]:
    """The words of a long list."""
    return text.split()
