"""The command's runs, recorded when they are over, in one transaction that never stands in their way."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction

from erdgen import lifecycle, store
from erdgen.compiler.pipeline import GenerationRequest, Progress
from erdgen.compiler.report import GenerationReport
from erdgen.models import Origin, Queue, Run, State, Step, StepState

logger = logging.getLogger(__name__)


@dataclass
class TimedProgress:
    """Passes on what happens, and keeps the steps."""

    watcher: Progress
    steps: list[Step] = field(default_factory=list)

    def started(self, step: str) -> None:
        self.watcher.started(step)

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None:
        self.watcher.finished(step, ok, detail, seconds)
        state = StepState.DONE if ok else StepState.FAILED
        # A step that is done again, without what a model said, stands where it was done last.
        self.steps = [each for each in self.steps if each.name != step]
        place = len(self.steps)
        self.steps.append(
            Step(name=step, position=place, state=state, seconds=seconds, output={"detail": detail})
        )


def record_run(
    request: GenerationRequest, report: GenerationReport, steps: list[Step], workflow: str = "new"
) -> None:
    """Store a run of the command; where that cannot be, one line says so and nothing else happens.

    A dry run has no outcome, so there is nothing to store.
    """
    if not settings.RECORD_RUNS or report.dry_run:
        return
    try:
        with_tables(lambda: save_run(request, report, steps, workflow))
    except (DatabaseError, OSError, ValueError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        logger.warning("This run was not recorded: %s", reason[0])
    finally:
        connection.close()


def with_tables(save: Callable[[], None]) -> None:
    """Save; the command's own SQLite file gets its tables first when it has none, or old ones.

    A server named by ``DATABASE_URL`` is left as it is: migrating is for those who run it.
    """
    try:
        save()
    except (OperationalError, ProgrammingError):
        if not settings.OWN_DATABASE:
            raise
        with (settings.BASE_DIR / "db.sqlite3.lock").open("w") as lock:
            # Two commands at once on a fresh clone would make the same tables.
            fcntl.flock(lock, fcntl.LOCK_EX)
            call_command("migrate", verbosity=0, interactive=False)
        save()


@transaction.atomic
def save_run(request: GenerationRequest, report: GenerationReport, steps: list[Step], workflow: str) -> None:
    """The run with all that came of it."""
    run = Run.objects.create(
        origin=Origin.COMMAND,
        source=request.name[-255:],
        erd=request.data[: settings.MAX_ERD_BYTES],
        options={"prove": request.prove, "review": False, "workflow": workflow},
        output=str(request.output.absolute()),
    )
    lease = lifecycle.take(run.pk, Queue.RUNS)
    assert lease is not None  # nobody else sees the run yet
    for step in steps:
        step.run = run
        if step.name == "consult":
            step.output = store.save_consultation(run, report.consultation)
    Step.objects.bulk_create(steps)
    store.save_findings(run, "read", report.findings)
    store.save_comparison(run, report.files, {})
    if report.proof is not None:
        store.save_proof(run, report.proof)
    end = State.APPLIED if report.status == "done" else State.FAILED
    message = store.storable(report.message)
    lifecycle.leave(lease, end, message, message=message)
