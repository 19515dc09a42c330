"""What the default roster makes of a Project."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.design import Design, apply_contributions
from erdgen.compiler.passes import Consultation
from erdgen.compiler.spec.project import Project

Consult = Callable[[Project], Consultation]
MakeDesign = Callable[[Project], Design]


@pytest.fixture
def consult() -> Consult:
    return DomainOrchestrator(default_roster()).consult


@pytest.fixture
def design(consult: Consult) -> MakeDesign:
    def make(project: Project) -> Design:
        found = consult(project)
        return apply_contributions(project, found.contributions, found.outcomes, found.findings)

    return make
