"""The default roster as a whole: order, reasons, determinism, size."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import Project
from tests.agents.conftest import Consult
from tests.projects import entity, field, job_board

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "sample_erd.json", *sorted((ROOT / "fixtures" / "erds").glob("*.json"))]


def read(path: Path) -> Project:
    project, findings = parse_erd(path.read_bytes(), path.stem)
    assert project is not None, findings
    return project


def test_each_agent_has_a_name_and_a_docstring() -> None:
    agents = [factory() for factory in default_roster()]
    assert [agent.name for agent in agents] == ["business_logic", "authentication", "api", "testing"]
    assert all(type(agent).__doc__ for agent in agents)


def test_each_agent_waits_for_those_whose_findings_it_needs(consult: Consult) -> None:
    schedule = consult(read(SAMPLES[0])).schedule
    assert schedule == (("business_logic",), ("authentication",), ("api",), ("testing",))


def test_agents_with_nothing_to_do_stay_away(consult: Consult) -> None:
    assert consult(Project("empty")).schedule == (("authentication",),)
    assert consult(job_board(entity("Log", field("text")))).schedule[0] == ("authentication",)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_agreed_without_error_or_conflict(consult: Consult, path: Path) -> None:
    project = read(path)
    found = consult(project)
    design = apply_contributions(project, found.contributions, found.outcomes, found.findings)
    assert errors(design.findings) == ()
    assert [finding for finding in design.findings if finding.code.startswith("design.")] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_contribution_says_why(consult: Consult, path: Path) -> None:
    for made in consult(read(path)).contributions:
        assert made.because.text


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_same_project_gives_the_same_consultation(consult: Consult, path: Path) -> None:
    project = read(path)
    first = consult(project)
    assert all(consult(project) == first for _ in range(3))


def test_the_sample_shows_one_rule_that_is_not_understood(consult: Consult) -> None:
    outcomes = consult(read(ROOT / "sample_erd.json")).outcomes
    statuses = [outcome.status for outcome in outcomes]
    assert statuses.count("not_understood") == 1
    assert set(statuses) == {"compiled", "not_understood"}


def test_agents_ask_and_tell(consult: Consult) -> None:
    kinds = {message.kind for message in consult(read(ROOT / "sample_erd.json")).transcript}
    assert {"rule_enforced", "owner_known", "field_hidden", "who_may_read", "hidden_fields"} <= kinds


def test_an_orchestrator_serves_several_projects() -> None:
    orchestrator = DomainOrchestrator(default_roster())
    assert orchestrator.consult(read(SAMPLES[0])) == orchestrator.consult(read(SAMPLES[0]))
    assert orchestrator.consult(Project("empty")).contributions == ()
