"""What may become of a run, guarded in the database, and who may work on it.

Every change of state is one conditional UPDATE in a transaction with its event, so of two that want to make
the same change one does, whatever process or host they are on. A worker holds a *lease*: a token and a time
on the database's clock, renewed by heartbeats. All that it writes goes through ``holding``, which fails once
the lease is somebody else's; so a worker that was paused for an hour can do no harm when it wakes up.

Messages of the broker only wake workers. They may be lost or doubled: ``list_waiting`` finds the runs whose
message has to be sent again, and ``take`` lets one worker have a run.
"""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DurationField, Expression, F, Q, QuerySet, Value
from django.db.models.functions import Now

from erdgen.models import ENDED, Event, Queue, Run, State

TRANSITIONS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.FAILED, State.CANCELLED}),
    State.RUNNING: frozenset(
        {State.QUEUED, State.AWAITING_REVIEW, State.APPLIED, State.DONE, State.FAILED, State.CANCELLED}
    ),
    State.AWAITING_REVIEW: frozenset({State.QUEUED, State.REJECTED, State.CANCELLED}),
    State.APPLIED: frozenset(),
    State.DONE: frozenset(),
    State.REJECTED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}


class LeaseLostError(Exception):
    """The run was cancelled, or its lease ran out and another worker has it: stop, and write nothing."""


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a run."""

    run: int
    token: str


def name_holder() -> str:
    """This process, for people who look for it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def after(seconds: float) -> Expression:
    """A time to come, on the clock of the database: those of workers may differ."""
    return Now() + Value(timedelta(seconds=seconds), output_field=DurationField())


def log(run: int, kind: str, text: str = "", **data: Any) -> None:
    """Add a line to the run's log, and to that of this process."""
    Event.objects.create(run_id=run, kind=kind, text=text, data=data)
    step = {"step": text} if kind in ("step", "started", "finished") else {}
    logger.info("run %s, %s: %s", run, kind, text, extra={"run": run, "kind": kind, **step})


def move(runs: QuerySet[Run], run: int, to: State, text: str = "", **changes: Any) -> bool:
    """Bring ``run``, if it is among ``runs``, to a state that may follow its own; False if it cannot."""
    sources = [state for state, targets in TRANSITIONS.items() if to in targets]
    if to is not State.RUNNING:
        changes |= {"lease_token": "", "lease_holder": "", "lease_until": None}
    if to is State.QUEUED:
        changes |= {"queued_at": Now(), "sent_at": None}
    if to in ENDED:
        changes["ended_at"] = Now()
    with transaction.atomic():
        moved = runs.filter(pk=run, state__in=sources).update(state=to, **changes) == 1
        if moved:
            log(run, "state", text, state=to.value)
    return moved


def take(run: int, queue: str) -> Lease | None:
    """A lease for a run that waits in ``queue``; None when there is nothing to do, or no longer."""
    lease = Lease(run, uuid.uuid4().hex)
    waiting = Run.objects.filter(state=State.QUEUED, queue=queue)
    taken = move(
        waiting,
        run,
        State.RUNNING,
        lease_token=lease.token,
        lease_holder=name_holder(),
        lease_until=after(settings.LEASE_SECONDS),
        attempts=F("attempts") + 1,
        started_at=Now(),
    )
    return lease if taken else None


def held(lease: Lease) -> QuerySet[Run]:
    """The run, as long as the lease is in force."""
    return Run.objects.filter(pk=lease.run, state=State.RUNNING, lease_token=lease.token)


def renew(lease: Lease) -> bool:
    """The heartbeat; False when the lease is lost."""
    return held(lease).update(lease_until=after(settings.LEASE_SECONDS)) == 1


@contextmanager
def holding(lease: Lease) -> Iterator[None]:
    """A transaction that only whoever holds the lease can commit; LeaseLostError for all others."""
    with transaction.atomic():
        # An update and not a look: its lock keeps the run from being taken away until the commit.
        if not renew(lease):
            raise LeaseLostError
        yield


def leave(lease: Lease, to: State, text: str = "", **changes: Any) -> None:
    """Give the run up in another state; LeaseLostError when it was lost before."""
    if not move(held(lease), lease.run, to, text, **changes):
        raise LeaseLostError


def hand_over(lease: Lease, queue: Queue) -> None:
    """Let a worker of another queue go on."""
    leave(lease, State.QUEUED, f"waits for a worker of the queue {queue}", queue=queue, attempts=0)


def give_back(lease: Lease, reason: str, *, counted: bool = True) -> None:
    """Let another worker go on, as this one cannot; a run that nobody can finish fails in the end."""
    run = held(lease).first()
    if run is None:
        return
    if counted and run.attempts >= settings.MAX_ATTEMPTS:
        text = f"given up after {run.attempts} attempts: {reason}"
        move(held(lease), lease.run, State.FAILED, text, message=text)
    else:
        attempts = run.attempts if counted else run.attempts - 1
        move(held(lease), lease.run, State.QUEUED, reason, attempts=attempts)


def cancel(run: int, who: str) -> bool:
    """End a run that has not ended; whoever works on it stops at the next heartbeat."""
    text = f"cancelled by {who}"
    return move(Run.objects.all(), run, State.CANCELLED, text, message=text)


def reap() -> int:
    """Take back the runs of workers that are gone; how many there were."""
    lapsed = Run.objects.filter(state=State.RUNNING, lease_until__lt=Now())
    leases = [Lease(pk, token) for pk, token in lapsed.values_list("pk", "lease_token")]
    for lease in leases:
        with transaction.atomic():
            # Looked at again under lock: a heartbeat may have come in between.
            if held(lease).filter(lease_until__lt=Now()).update(lease_holder="") == 1:
                give_back(lease, "the worker that had it is gone")
    return len(leases)


def list_waiting() -> list[Run]:
    """Runs whose message was never sent, or so long ago that it may be lost."""
    stale = Q(sent_at__isnull=True) | Q(sent_at__lt=after(-settings.RESEND_SECONDS))
    return list(Run.objects.filter(stale, state=State.QUEUED).only("pk", "queue").order_by("queued_at")[:500])


def mark_sent(run: int) -> None:
    """Remember that the workers were told."""
    Run.objects.filter(pk=run, state=State.QUEUED).update(sent_at=Now())
