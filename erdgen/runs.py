"""The composition root: the only place that knows both the compiler and the roster of agents.

The command runs the whole pipeline in its own process (``run_generation``) and records what came of it. The
site stores a run (``submit``), and workers bring it on, checkpoint by checkpoint (``advance``).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.utils import timezone

from agents.base import Agent
from agents.llm.choice import chooses_model
from agents.llm.failures import SettingError
from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen import broker, comments, lifecycle, preferences
from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve.origin import ERD, read_origin
from erdgen.compiler.pipeline import GenerationRequest, Progress, generate
from erdgen.compiler.regeneration import RegenerationRequest, list_wishes, regenerate
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.report import GenerationReport
from erdgen.compiler.writer import inspect_output
from erdgen.models import Origin, Queue, Run, State, StepState, Upload
from erdgen.patience import patiently
from erdgen.record import TimedProgress, record_run, with_tables
from erdgen.steps import Course, advance
from erdgen.upload import UploadError, unpack_project
from erdgen.workflows import WORKFLOWS, list_stages

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
#: One plain word, so that no output of the site lies anywhere but in the outputs root.
OUTPUT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

#: Said by the command where ``REQUIRE_HUMAN_REVIEW`` is set: nobody reviews what it writes.
REVIEW_FIRST = (
    "nothing is written here that no person has approved (REQUIRE_HUMAN_REVIEW): start the run on the site, "
    "or look at it with --dry-run"
)


class LimitReachedError(Exception):
    """The author has to wait; the message says for what."""


class RefusedError(Exception):
    """The run cannot be started, or not be changed so; the message says why."""


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


def run_regeneration(request: RegenerationRequest, progress: Progress, llm: str = "") -> RegenerationReport:
    """Generate a project again in this process, and record the run; as ``run_generation``."""
    generation = request.generation
    if settings.REQUIRE_HUMAN_REVIEW and not generation.dry_run:
        name = generation.name or str(generation.output)
        return RegenerationReport(GenerationReport("refused", name, generation.output, message=REVIEW_FIRST))
    try:
        model = open_model(llm)
    except SettingError as error:
        name = generation.name or str(generation.output)
        return RegenerationReport(GenerationReport("refused", name, generation.output, message=str(error)))
    timed = TimedProgress(progress)
    report = regenerate(request, make_advisor(model), timed)
    report = replace(report, generation=with_costs(report.generation, model))
    record_run(generation, report.generation, timed.steps, "evolve" if generation.data else "feedback")
    record_model(model, timed)
    return report


def preview_wishes(output: Path) -> RegenerationReport:
    """The comments in the code of a generated project, and what each would come to."""
    return list_wishes(output, make_advisor())


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


def open_model_of(run: Run) -> ModelUse | None:
    """The model that the environment of the workers chooses, while the agents of ``run`` may need it."""
    asked = patiently(lambda: run.steps.filter(name="consult", state=StepState.DONE).exists())
    if asked or not chooses_model("", os.environ):
        return None
    from erdgen.llm.use import open_for_run

    return open_for_run(run.pk, run.author_id, os.environ)


def list_protected() -> tuple[Path, ...]:
    """The generator's own folders, which no output may touch."""
    return tuple(CHECKOUT / room for room in ROOMS)


def advance_run(lease: lifecycle.Lease) -> None:
    """A worker's part: bring the leased run on as far as its queue goes."""
    run = patiently(lambda: lifecycle.held(lease).get())
    model = open_model_of(run)
    advance(Course(run, lease, make_advisor(model), list_protected()), list_stages(run))
    if model is not None:
        patiently(lambda: model.record(run.pk))


def submit(
    author: User,
    erd: bytes,
    source: str,
    output: str,
    *,
    prove: bool,
    review: bool,
    workflow: str = "new",
    fills: Mapping[str, str] | None = None,
    upload: bytes = b"",
) -> Run:
    """Queue a run of the site, which hears what reviewers said of earlier runs of the same output.

    ``fills`` are values for rows that exist, by ``Model.field``; ``upload`` is a zip of a project in place of
    the output folder. Workflows that start from a project without a new ERD take the project's own.

    Raises:
        RefusedError: the output's name, the size of the ERD, or the project that is started from will not do.
        LimitReachedError: the author started too many runs already.
    """
    if not OUTPUT_NAME.fullmatch(output):
        raise RefusedError(
            f"{output!r} is no name for an output: lower-case letters, digits, - and _, at most 64 of them"
        )
    if workflow not in WORKFLOWS:
        raise RefusedError(f"there is no workflow {workflow!r}; there are {', '.join(WORKFLOWS)}")
    if WORKFLOWS[workflow].from_project:
        own, name = read_own_erd(output, upload)
        erd, source = (erd, source) if WORKFLOWS[workflow].from_erd else (own, name)
    if len(erd) > settings.MAX_ERD_BYTES:
        raise RefusedError(f"the ERD has {len(erd):,} bytes; at most {settings.MAX_ERD_BYTES:,} are taken")
    with transaction.atomic():
        # Under the lock of the author's row, so that two requests at once do not both find room.
        User.objects.select_for_update().get(pk=author.pk)
        refuse_too_many(author)
        options: dict[str, Any] = {
            "workflow": workflow,
            "prove": prove,
            "review": review or settings.REQUIRE_HUMAN_REVIEW,
        }
        if wanted := preferences.collect(author):
            options["preferences"] = wanted
        if fills:
            options["fills"] = dict(fills)
        said = comments.collect(output)
        run = Run.objects.create(
            author=author,
            source=Path(source).name[:255] or "erd.json",
            erd=erd,
            options=options | ({"comments": said} if said else {}),
            output=output,
            queued_at=Now(),
        )
        if upload:
            Upload.objects.create(run=run, data=upload)
        lifecycle.log(run.pk, "state", f"started by {author}", state=State.QUEUED.value)
        transaction.on_commit(lambda: broker.ring(run))
    return run


def read_own_erd(output: str, upload: bytes) -> tuple[bytes, str]:
    """The ERD that a project carries, and its name; RefusedError where there is no generated project."""
    if upload:
        try:
            files = unpack_project(upload)
        except UploadError as error:
            raise RefusedError(str(error)) from None
        # The size of an ERD is told by its caller; its name hangs on the folder, which an upload has none of.
        return files[ERD].data, f"{output}.json"
    try:
        origin = read_origin(settings.OUTPUTS_ROOT / output)
    except OutputError as error:
        raise RefusedError(str(error).replace(f"{settings.OUTPUTS_ROOT}/", "")) from None
    return origin.erd, origin.source


def is_edited(output: str) -> bool:
    """Whether the output holds a generated project that was edited: a new backend cannot go there."""
    if not OUTPUT_NAME.fullmatch(output):
        return False
    try:
        read_origin(settings.OUTPUTS_ROOT / output)
    except OutputError:
        return False
    try:
        inspect_output(settings.OUTPUTS_ROOT / output, list_protected())
    except OutputError:
        return True
    return False


def refuse_too_many(author: User) -> None:
    """LimitReachedError when the author has to wait before another run."""
    own = Run.objects.filter(author=author, origin=Origin.SITE)
    recent = own.filter(created_at__gt=lifecycle.after(-60)).count()
    if recent >= settings.RUNS_PER_MINUTE:
        raise LimitReachedError(
            f"you started {recent} runs within a minute, and {settings.RUNS_PER_MINUTE} are allowed: "
            "wait a moment"
        )
    active = own.filter(state__in=(State.QUEUED, State.RUNNING)).count()
    if active >= settings.CONCURRENT_RUNS:
        raise LimitReachedError(
            f"{active} of your runs have not ended, and {settings.CONCURRENT_RUNS} at once are allowed: "
            "wait for one, or cancel one"
        )


def approve(run: Run, reviewer: User) -> None:
    """Have the proposed files applied; RefusedError when the run does not wait for it."""
    approved = lifecycle.move(
        Run.objects.filter(state=State.AWAITING_REVIEW),
        run.pk,
        State.QUEUED,
        f"approved by {reviewer}",
        approved_by=reviewer,
        approved_at=Now(),
        message="",
    )
    if not approved:
        raise RefusedError(f"run {run.pk} does not await a review")
    run.refresh_from_db()
    transaction.on_commit(lambda: broker.ring(run))


def reject(run: Run, reviewer: User, reason: str = "") -> None:
    """End the run without applying it; RefusedError when it does not wait for that."""
    text = f"rejected by {reviewer}{': ' + reason if reason else ''}"
    if not lifecycle.move(Run.objects.all(), run.pk, State.REJECTED, text, message=text):
        raise RefusedError(f"run {run.pk} does not await a review")


def cancel(run: Run, who: str) -> None:
    """End a run that has not ended; RefusedError when it has."""
    if not lifecycle.cancel(run.pk, who):
        raise RefusedError(f"run {run.pk} has ended already")


def system_status() -> dict[str, Any]:
    """The figures of the status page: agents, runs by state, and what waits in each queue."""
    states = dict(Run.objects.order_by().values_list("state").annotate(Count("pk")))
    waiting = Run.objects.filter(state=State.QUEUED).order_by()
    depths = {
        row["queue"]: row
        for row in waiting.values("queue").annotate(depth=Count("pk"), oldest=Min("queued_at"))
    }
    at_work = Run.objects.filter(state=State.RUNNING).values_list("pk", "lease_holder", "queue")
    now = timezone.now()
    return {
        "agents": [{"name": agent.name, "after": list(agent.after)} for agent in list_agents()],
        "runs": {state.value: states.get(state, 0) for state in State},
        "queues": {
            queue.value: {
                "depth": depths[queue]["depth"] if queue in depths else 0,
                "oldest_seconds": round((now - depths[queue]["oldest"]).total_seconds(), 1)
                if queue in depths
                else 0.0,
            }
            for queue in Queue
        },
        "at_work": [
            {"run": run, "holder": holder, "queue": queue} for run, holder, queue in at_work.order_by("pk")
        ],
    }


def list_agents() -> tuple[Agent, ...]:
    """The agents of a run."""
    return tuple(factory() for factory in default_roster())
