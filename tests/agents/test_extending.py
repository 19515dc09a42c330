"""The agent of ``docs/extending.md`` runs as it stands there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.base import Agent
from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.design import apply_contributions
from tests.projects import entity, field, guard, job_board, permit

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "extending.md"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def contact_agent() -> type[Agent]:
    module: dict[str, Any] = {"__name__": "contact"}
    exec(compile(blocks()[0], "extending.md", "exec"), module)
    agent: type[Agent] = module["ContactAgent"]
    return agent


def test_one_module_and_one_entry_are_enough(contact_agent: type[Agent]) -> None:
    everyone = permit("Person", read=("anyone",), create=(), update=(), delete=())
    project = job_board(entity("Person", field("phone")), entity("Thing", field("x")), permissions=everyone)
    project = replace(project, api=replace(project.api, search=False))
    found = DomainOrchestrator((*default_roster(), contact_agent)).consult(project)
    assert found.schedule[1] == ("api", "contact")
    design = apply_contributions(project, found.contributions)
    assert [one.search for one in design.entities] == [(), ("phone",), ()]
    assert "contact.W001" in [finding.code for finding in found.findings]


def test_it_asks_before_it_searches(contact_agent: type[Agent]) -> None:
    hidden = guard("Person", "phone", read=("Employer",))
    project = job_board(entity("Person", field("phone")), field_permissions=(hidden,))
    found = DomainOrchestrator((*default_roster(), contact_agent)).consult(project)
    assert not [made for made in found.contributions if made.owner == "contact"]


def test_it_stays_away_where_nobody_has_a_phone(contact_agent: type[Agent]) -> None:
    found = DomainOrchestrator((*default_roster(), contact_agent)).consult(job_board())
    assert "contact" not in [name for level in found.schedule for name in level]


def test_the_roster_entry_compiles(contact_agent: type[Agent]) -> None:
    from agents import roster

    module = vars(roster) | {"ContactAgent": contact_agent}
    exec(compile(f"from __future__ import annotations\n{blocks()[1]}", "extending.md", "exec"), module)
    entries = module["default_roster"]()
    assert contact_agent in entries
    assert set(default_roster()) < set(entries)


def test_every_member_of_an_agent_is_explained() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for name in ("name", "after", "wants", "contribute", "answer", "review"):
        assert re.search(rf"^\| `{name}\b", text, re.MULTILINE)
    for name in ("tell", "broadcast", "heard", "ask", "agreed", "report", "settle"):
        assert f"`{name}(" in text
