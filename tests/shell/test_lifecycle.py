"""What may become of a run, and that nobody else than the holder of the lease writes to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from erdgen import lifecycle
from erdgen.lifecycle import TRANSITIONS, Lease, LeaseLostError
from erdgen.models import ENDED, Run, State

pytestmark = pytest.mark.django_db


def make_run(**values: Any) -> Run:
    defaults: dict[str, Any] = {
        "source": "shop_erd.json",
        "erd": b"{}",
        "output": "shop",
        "options": {"prove": False, "review": False},
        "queued_at": Now(),
    }
    return Run.objects.create(**defaults | values)


def take(run: Run) -> Lease:
    lease = lifecycle.take(run.pk, "runs")
    assert lease is not None
    return lease


def make_in(state: State) -> Run:
    changes: dict[str, Any] = {"ended_at": Now()} if state in ENDED else {}
    if state is State.RUNNING:
        changes = {"lease_token": "t", "lease_until": lifecycle.after(60)}
    return make_run(state=state, **changes)


@pytest.mark.parametrize("source", State)
@pytest.mark.parametrize("target", [state for state in State if state is not State.RUNNING])
def test_only_the_transitions_of_the_table_happen(source: State, target: State) -> None:
    run = make_in(source)
    moved = lifecycle.move(Run.objects.all(), run.pk, target)
    run.refresh_from_db()
    assert moved == (target in TRANSITIONS[source])
    assert run.state == (target if moved else source)
    assert run.events.count() == moved


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": State.RUNNING},
        {"state": State.QUEUED, "lease_token": "t", "lease_until": Now()},
        {"state": State.APPLIED},
        {"state": State.QUEUED, "ended_at": Now()},
    ],
)
def test_the_database_refuses_states_that_make_no_sense(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_run(**values)


def test_one_worker_gets_a_run() -> None:
    run = make_run()
    assert lifecycle.take(run.pk, "proof") is None
    lease = lifecycle.take(run.pk, "runs")
    assert lease is not None
    assert lifecycle.take(run.pk, "runs") is None
    assert lifecycle.renew(lease)
    assert not lifecycle.renew(Lease(run.pk, "another"))


def cancelled(run: Run, lease: Lease) -> None:
    assert lifecycle.cancel(run.pk, "ann")


def taken_over(run: Run, lease: Lease) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=lifecycle.after(-1))
    assert lifecycle.reap() == 1
    take(run)


@pytest.mark.parametrize("lose", [cancelled, taken_over])
def test_nothing_is_written_without_the_lease(lose: Callable[[Run, Lease], None]) -> None:
    run = make_run()
    lease = take(run)
    lose(run, lease)
    with pytest.raises(LeaseLostError), lifecycle.holding(lease):
        raise AssertionError("not reached")
    with pytest.raises(LeaseLostError):
        lifecycle.leave(lease, State.APPLIED)


def test_a_lease_that_is_renewed_is_not_taken_back() -> None:
    run = make_run()
    lease = take(run)
    assert lifecycle.reap() == 0
    assert lifecycle.renew(lease)


def test_a_run_that_nobody_can_finish_fails(settings: Any) -> None:
    settings.MAX_ATTEMPTS = 2
    run = make_run()
    for _ in range(2):
        lifecycle.give_back(take(run), "its process was ended by SIGKILL")
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert run.message == "given up after 2 attempts: its process was ended by SIGKILL"


def test_stopping_a_worker_is_no_attempt(settings: Any) -> None:
    settings.MAX_ATTEMPTS = 1
    run = make_run()
    lifecycle.give_back(take(run), "its worker was stopped", counted=False)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.QUEUED, 0)


def test_messages_that_are_missing_are_found(settings: Any) -> None:
    run = make_run()
    assert lifecycle.list_waiting() == [run]
    lifecycle.mark_sent(run.pk)
    assert lifecycle.list_waiting() == []
    settings.RESEND_SECONDS = -1
    assert lifecycle.list_waiting() == [run]
