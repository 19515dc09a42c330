"""Old runs end with all that was stored of them; what somebody may still want stays."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from erdgen import retention
from erdgen.comments import list_open, log_comment, withdraw
from erdgen.models import ENDED, Event, Run, State
from tests.shell.test_lifecycle import make_in, make_run
from tests.shell.test_runs import Submit, ann, submit, work_on

__all__ = ["ann", "submit"]
pytestmark = pytest.mark.django_db


def end(days: float, state: State = State.FAILED, **values: Any) -> Run:
    return make_run(state=state, ended_at=timezone.now() - timedelta(days=days), **values)


def prune(*arguments: str) -> str:
    said = StringIO()
    call_command("runs", "prune", *arguments, stdout=said)
    return said.getvalue().strip()


def test_runs_go_that_ended_long_ago_and_no_others() -> None:
    old, young = end(31), end(29)
    assert prune("--older-than", "30", "--dry-run") == f"1 run would be removed: {old.pk}"
    assert Run.objects.count() == 2
    assert prune("--older-than", "30") == f"1 run removed: {old.pk}"
    assert list(Run.objects.all()) == [young]
    assert prune("--older-than", "30") == "0 runs removed"


@pytest.mark.parametrize("state", [state for state in State if state not in ENDED])
def test_runs_that_have_not_ended_stay(state: State) -> None:
    run = make_in(state)
    Run.objects.update(created_at=timezone.now() - timedelta(days=900))
    assert prune("--older-than", "0") == "0 runs removed"
    assert Run.objects.get() == run


def test_the_last_applied_run_of_each_output_stays() -> None:
    first, last = end(90, State.APPLIED), end(80, State.APPLIED)
    other, failed = end(95, State.APPLIED, output="other"), end(70)
    assert json.loads(prune("--older-than", "30", "--json"))["runs"] == [first.pk, failed.pk]
    assert set(Run.objects.all()) == {last, other}


def test_a_run_with_an_open_comment_stays_until_it_is_withdrawn() -> None:
    run = end(90)
    log_comment(run.pk, "number 1", "ann", "nicer", ("api",), {("Item", "")})
    assert prune("--older-than", "30") == "0 runs removed"
    (comment,) = list_open("shop")
    withdraw(run, comment.pk, "ann")
    assert prune("--older-than", "30") == f"1 run removed: {run.pk}"


def test_nothing_is_left_of_them_but_their_output(
    submit: Submit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "TOGETHER", 1)
    old = [work_on(submit(review=False)) for _ in range(3)]
    Run.objects.update(ended_at=timezone.now() - timedelta(days=90))
    before = (tmp_path / "outputs/shop/backend/models.py").read_bytes()
    assert prune("--older-than", "30") == f"2 runs removed: {old[0].pk}, {old[1].pk}"
    # Preferences are of people, and outlast the runs in which they were decided.
    kept = {"Run", "Preference"}
    for model in apps.get_app_config("erdgen").get_models():
        if model.__name__ not in kept:
            assert not model.objects.exclude(run=old[2]).exists(), model.__name__
    assert Event.objects.filter(run=old[2]).exists()
    assert (tmp_path / "outputs/shop/backend/models.py").read_bytes() == before


@pytest.mark.parametrize("arguments", [(), ("--older-than", "-1")])
def test_without_an_age_nothing_is_removed(arguments: tuple[str, ...]) -> None:
    end(900)
    with pytest.raises(CommandError, match="--older-than DAYS"):
        prune(*arguments)
    assert Run.objects.exists()
