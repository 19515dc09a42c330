"""Runs of the site: stored (``submit``), brought on by workers checkpoint by checkpoint, and decided on."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.utils import timezone

from agents.llm.choice import chooses_model
from erdgen import broker, comments, lifecycle, preferences
from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve.origin import ERD, read_origin
from erdgen.compiler.writer import inspect_output
from erdgen.composition import list_agents, list_protected, make_advisor
from erdgen.course import Course, advance
from erdgen.models import Origin, Queue, Run, State, StepState, Upload
from erdgen.patience import patiently
from erdgen.upload import UploadError, unpack_project
from erdgen.workflows import WORKFLOWS, list_stages

if TYPE_CHECKING:
    from erdgen.llm.use import ModelUse

logger = logging.getLogger(__name__)

#: One plain word, so that no output of the site lies anywhere but in the outputs root.
OUTPUT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class LimitReachedError(Exception):
    """The author has to wait; the message says for what."""


class RefusedError(Exception):
    """The run cannot be started, or not be changed so; the message says why."""


def open_model_of(run: Run) -> ModelUse | None:
    """The model that the environment of the workers chooses, while the agents of ``run`` may need it."""
    asked = patiently(lambda: run.steps.filter(name="consult", state=StepState.DONE).exists())
    if asked or not chooses_model("", os.environ):
        return None
    from erdgen.llm.use import open_for_run

    return open_for_run(run.pk, run.author_id, os.environ)


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
