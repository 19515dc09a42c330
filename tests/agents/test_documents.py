"""What people read of a generation: docs/SPEC.md of the project, and what the command explains."""

from __future__ import annotations

import json
from pathlib import Path

from erdgen.compiler.codegen.docs_view import build_docs_context
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.report import GenerationReport
from erdgen.management.summary import explain_run
from tests.agents.conftest import Consult, MakeDesign
from tests.projects import entity, field, job_board

ERD = {
    "erd": {
        "entities": {
            "User": {},
            "Course": {
                "fields": {"starts_on": "date", "ends_on": "date"},
                "relationships": {"parent": "ForeignKey(Course)"},
            },
        }
    },
    "business_rules": [
        "A course ends after it starts.",
        "The end date of a course must be after its start date.",
    ],
}


def test_sentences_that_say_the_same_are_held_by_the_same(design: MakeDesign) -> None:
    project, _findings = parse_erd(json.dumps(ERD).encode(), "school")
    assert project is not None
    first, second = build_docs_context(design(project), frozenset())["rule_rows"]
    assert first[3] == "constraint `course_ends_on_above_starts_on`"
    assert second[1:] == first[1:]


def test_warnings_of_the_erd_are_told(design: MakeDesign) -> None:
    project, findings = parse_erd(json.dumps(ERD).encode(), "school")
    assert project is not None
    assert [finding.code for finding in findings] == ["erd.W002"]
    (told,) = build_docs_context(design(project), frozenset())["findings"]
    assert told.startswith("`erd.W002` 'Course.parent' is optional")


def test_decisions_are_explained_in_sentences(consult: Consult) -> None:
    project = job_board(entity("Log", field("text")))
    report = GenerationReport("done", "jobs", Path("jobs"), project=project, consultation=consult(project))
    told = list(explain_run(report))
    assert "api:" in told
    assert "  Searching Log looks into text: people look for its words" in told
    assert not [line for line in told if "Range(" in line or "=(" in line]
