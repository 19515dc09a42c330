"""The composition root: the only place that knows both the compiler and the roster of agents."""

from __future__ import annotations

from pathlib import Path

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.pipeline import GenerationRequest, Progress, generate
from erdgen.compiler.report import GenerationReport

CHECKOUT = Path(__file__).resolve().parent.parent
#: Folders of the generator: an output may neither be, nor hold, nor lie in one of them.
ROOMS = (
    "erdgen",
    "agents",
    "generator_site",
    "templates",
    "fixtures",
    "tests",
    "docs",
    "requirements",
    ".git",
)


def run_generation(request: GenerationRequest, progress: Progress) -> GenerationReport:
    """Generate with the agents of the default roster."""
    return generate(request, DomainOrchestrator(default_roster()), progress)


def list_protected() -> tuple[Path, ...]:
    """The generator's own folders, which no output may touch."""
    return tuple(CHECKOUT / room for room in ROOMS)
