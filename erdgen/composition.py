"""The composition root: the only place that knows both the compiler and the roster of agents.

The command runs the whole pipeline in its own process (``run_generation``) and records what came of it; for
the site see ``runs.py``.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection

from agents.base import Agent
from agents.llm.choice import chooses_model
from agents.llm.failures import SettingError
from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.pipeline import GenerationRequest, Progress, generate
from erdgen.compiler.report import GenerationReport
from erdgen.models import Run
from erdgen.record import TimedProgress, record_run, with_tables

if TYPE_CHECKING:
    from erdgen.llm.use import ModelUse

logger = logging.getLogger(__name__)

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

#: Said by the command where ``REQUIRE_HUMAN_REVIEW`` is set: nobody reviews what it writes.
REVIEW_FIRST = (
    "nothing is written here that no person has approved (REQUIRE_HUMAN_REVIEW): start the run on the site, "
    "or look at it with --dry-run"
)


def run_generation(request: GenerationRequest, progress: Progress, llm: str = "") -> GenerationReport:
    """Generate with the agents of the default roster, in this process, and record the run.

    Where review is compulsory nothing but a dry run is done. ``llm`` chooses the model that the agents may
    ask; empty: as the environment says.
    """
    if settings.REQUIRE_HUMAN_REVIEW and not request.dry_run:
        return GenerationReport("refused", request.name, request.output, message=REVIEW_FIRST)
    try:
        model = open_model(llm)
    except SettingError as error:
        return GenerationReport("refused", request.name, request.output, message=str(error))
    timed = TimedProgress(progress)
    report = with_costs(generate(request, make_advisor(model), timed), model)
    record_run(request, report, timed.steps)
    record_model(model, timed)
    return report


def make_advisor(model: ModelUse | None = None) -> DomainOrchestrator:
    """Who shapes the backends of this generator."""
    return DomainOrchestrator(default_roster(), model.desk if model is not None else None)


def open_model(llm: str) -> ModelUse | None:
    """The model that ``llm`` or the environment chooses, for a run of the command. Raises SettingError."""
    if not chooses_model(llm, os.environ):
        return None
    # Only who asks a model waits for what that needs, and has its tables made.
    from erdgen.llm.use import open_for_command

    if settings.RECORD_RUNS:
        prepare_tables()
    return open_for_command(llm, os.environ)


def with_costs(report: GenerationReport, model: ModelUse | None) -> GenerationReport:
    """``report`` with what the model took."""
    return report if model is None else replace(report, costs=model.sum_costs())


def record_model(model: ModelUse | None, timed: TimedProgress) -> None:
    """Store the calls with the run that ``timed`` watched, if that was stored."""
    run = next((step.run_id for step in timed.steps if step.run_id), None)
    if model is None or run is None:
        return
    try:
        if Run.objects.filter(pk=run).exists():
            model.record(run)
    except DatabaseError as error:
        logger.warning("What the model took was not recorded: %s", str(error).strip())
    finally:
        connection.close()


def prepare_tables() -> None:
    """Make the tables that a fresh clone lacks; without a database answers are known to this run alone."""
    from erdgen.llm.models import KnownAnswer

    def look() -> None:
        KnownAnswer.objects.exists()

    try:
        with_tables(look)
    except (DatabaseError, OSError) as error:
        logger.warning("Answers of models are not kept: %s", str(error).strip())
    finally:
        connection.close()


def list_protected() -> tuple[Path, ...]:
    """The generator's own folders, which no output may touch."""
    return tuple(CHECKOUT / room for room in ROOMS)


def list_agents() -> tuple[Agent, ...]:
    """The agents of a run."""
    return tuple(factory() for factory in default_roster())
