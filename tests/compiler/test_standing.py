"""What goes with a rejected contribution, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler import contributions as ops
from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.contributions import Because
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.passes import Consultation
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.spec.project import Project
from erdgen.compiler.standing import find_left_out, keep_standing
from erdgen.compiler.trace import trace_contributions

ROOT = Path(__file__).resolve().parents[2]
WHY = Because("")
RULE = Range("salary", gt="0")


@pytest.fixture(scope="module")
def project() -> Project:
    project, findings = parse_erd((ROOT / "sample_erd.json").read_bytes(), "sample")
    assert project is not None, findings
    return project


@pytest.fixture(scope="module")
def advice(project: Project) -> Consultation:
    return DomainOrchestrator(default_roster()).consult(project)


@pytest.mark.parametrize(
    ("base", "later"),
    [
        (
            ops.AddRule(owner="a", because=WHY, entity="Job", rule=RULE, message="m"),
            ops.AddTest(owner="t", because=WHY, entity="Job", test="rule", rule=RULE),
        ),
        (
            ops.DefineRole(owner="a", because=WHY, role="Admin", privileged=True),
            ops.GrantPermission(owner="a", because=WHY, entity="Job", action="read", grantees=("Admin",)),
        ),
        (
            ops.SetOwner(owner="a", because=WHY, entity="Job", path="posted_by", from_request=True),
            ops.GrantPermission(owner="a", because=WHY, entity="Job", action="update", grantees=("owner",)),
        ),
        (
            ops.AddFactory(owner="t", because=WHY, entity="Job", capacity=None),
            ops.AddTest(owner="t", because=WHY, entity="Job", test="required", fields=("title",)),
        ),
        (
            ops.RestrictField(owner="a", because=WHY, entity="Application", field="status", read=("Admin",)),
            ops.AddTest(owner="t", because=WHY, entity="Application", test="hidden", fields=("status",)),
        ),
        (
            ops.SetFieldOption(
                owner="a", because=WHY, entity="Job", field="created_at", option="auto", value="created"
            ),
            ops.AddTest(owner="t", because=WHY, entity="Job", test="server_set", fields=("created_at",)),
        ),
        (
            ops.GrantPermission(owner="a", because=WHY, entity="Skill", action="read", grantees=("Admin",)),
            ops.NestRelation(owner="p", because=WHY, entity="Job", relation="skills", depth=1),
        ),
    ],
    ids=lambda made: made.kind,
)
def test_what_builds_on_a_rejected_one_goes_with_it(
    project: Project, base: ops.AnyContribution, later: ops.AnyContribution
) -> None:
    other = ops.AddSearch(owner="p", because=WHY, entity="Job", field="title")
    made = (other, later, base)
    assert find_left_out(project, made, [2]) == {1: 2}
    assert keep_standing(project, made, [2]) == (other,)
    assert find_left_out(project, made, [0]) == find_left_out(project, made, []) == {}


def test_the_sample_renders_without_any_one_of_its_contributions(
    project: Project, advice: Consultation
) -> None:
    for position in range(len(advice.contributions)):
        design = apply_contributions(project, keep_standing(project, advice.contributions, [position]))
        assert "backend/models.py" in render_project(design)
        assert not [found for found in design.findings if found.code == "design.W002"]


def test_lines_are_traced_to_what_asks_for_them(project: Project, advice: Consultation) -> None:
    made = advice.contributions
    files = render_project(apply_contributions(project, made))
    # Whole and part are compared as they are formatted; one that is not formatted would differ everywhere.
    models = {"backend/models.py": format_alone(files["backend/models.py"])}
    rule = next(n for n, each in enumerate(made) if isinstance(each, ops.AddRule) and each.rule == RULE)
    lines = models["backend/models.py"].splitlines()
    traced = [
        text
        for trace in trace_contributions(project, made, models, [rule])
        for text in lines[trace.first - 1 : trace.last]
    ]
    assert any('name="job_salary_above_0"' in text for text in traced)
    assert not any("openings" in text for text in traced)


def format_alone(text: str) -> str:
    from erdgen.compiler.trace import format_all

    return format_all({"0/backend/models.py": text}, {})["0/backend/models.py"]
