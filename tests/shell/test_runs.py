"""Runs of the site, from the request to the output, without a broker: what a worker does is called here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from kombu.exceptions import OperationalError

from erdgen import broker, lifecycle, runs
from erdgen.compiler.codec import encode
from erdgen.course import Course, Save
from erdgen.models import Queue, Run, State
from erdgen.runs import LimitReachedError, RefusedError
from erdgen.workflows import WORKFLOWS

ROOT = Path(__file__).resolve().parents[2]
ERD = (ROOT / "fixtures" / "erds" / "seed_snippet.json").read_bytes()

pytestmark = pytest.mark.django_db
Submit = Callable[..., Run]


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


@pytest.fixture
def submit(ann: User, settings: Any, tmp_path: Path) -> Submit:
    settings.OUTPUTS_ROOT = tmp_path / "outputs"

    def submit_run(
        erd: bytes = ERD, output: str = "shop", *, prove: bool = False, review: bool = True
    ) -> Run:
        return runs.submit(ann, erd, "shop_erd.json", output, prove=prove, review=review)

    return submit_run


def work_on(run: Run) -> Run:
    """What a worker does with it."""
    lease = lifecycle.take(run.pk, Run.objects.get(pk=run.pk).queue)
    assert lease is not None
    runs.advance_run(lease)
    run.refresh_from_db()
    return run


def count_steps(run: Run) -> list[str]:
    return list(run.events.filter(kind="step").order_by("pk").values_list("text", flat=True))


def test_a_run_awaits_its_review_and_is_applied_once_approved(
    submit: Submit, ann: User, tmp_path: Path
) -> None:
    run = work_on(submit())
    assert (run.state, run.message) == (State.AWAITING_REVIEW, "")
    assert not (tmp_path / "outputs" / "shop").exists()
    assert run.contributions.exists()
    assert run.files.filter(state="added").count() == run.files.count() > 20
    runs.approve(run, ann)
    assert work_on(run).state == State.APPLIED
    assert (tmp_path / "outputs/shop/backend/models.py").exists()
    passed = count_steps(run)
    assert (passed[:3], passed[-2:]) == (["read", "consult", "build"], ["propose", "apply"])
    assert len(set(passed)) == len(passed)


def test_without_review_it_is_applied_at_once(submit: Submit, tmp_path: Path) -> None:
    assert work_on(submit(review=False)).state == State.APPLIED
    assert (tmp_path / "outputs/shop/.erdgen/manifest.json").exists()


def test_a_proof_waits_in_a_queue_of_its_own(submit: Submit) -> None:
    run = work_on(submit(prove=True))
    assert (run.state, run.queue) == (State.QUEUED, Queue.PROOF)
    assert lifecycle.take(run.pk, Queue.RUNS) is None


def test_steps_that_finished_are_not_done_again(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(course: Course) -> Save:
        raise RuntimeError("pulled the plug")

    run = submit(review=False)
    whole = WORKFLOWS["new"]
    broken = tuple(replace(stage, work=fall) if stage.name == "propose" else stage for stage in whole.steps)
    monkeypatch.setitem(WORKFLOWS, "new", replace(whole, steps=broken))
    lease = lifecycle.take(run.pk, Queue.RUNS)
    assert lease is not None
    with pytest.raises(RuntimeError, match="plug"):
        runs.advance_run(lease)
    lifecycle.give_back(lease, "its process was ended")
    monkeypatch.setitem(WORKFLOWS, "new", whole)
    assert work_on(run).state == State.APPLIED
    assert count_steps(run) == ["read", "consult", "build", "propose", "apply"]


def test_a_wrong_erd_fails_with_its_findings(submit: Submit) -> None:
    run = work_on(submit(b'{"erd": {"entities": {"Job": {"fields": {"pay": "decimall"}}}}}'))
    assert run.state == State.FAILED
    assert run.findings.filter(level="error").get().line == 1
    assert run.steps.get().state == "failed"


def test_an_edited_output_is_not_overwritten(submit: Submit, tmp_path: Path) -> None:
    work_on(submit(review=False))
    models = tmp_path / "outputs/shop/backend/models.py"
    models.write_text("mine = 1\n")
    run = work_on(submit(review=False))
    assert run.state == State.FAILED
    assert "backend/models.py (edited)" in run.message
    assert models.read_text() == "mine = 1\n"


def test_what_was_approved_against_another_base_is_looked_at_again(submit: Submit, ann: User) -> None:
    first = work_on(submit())
    other = submit((ROOT / "fixtures" / "erds" / "blog.json").read_bytes(), review=False)
    assert work_on(other).state == State.APPLIED
    runs.approve(first, ann)
    work_on(first)
    assert (first.state, first.approved_at) == (State.AWAITING_REVIEW, None)
    assert "was generated anew since" in first.message


def test_applying_twice_comes_to_the_same(submit: Submit, tmp_path: Path) -> None:
    run = work_on(submit(review=False))
    before = {path: path.read_bytes() for path in (tmp_path / "outputs").rglob("*") if path.is_file()}
    # As if the worker had been killed between the swap and the commit.
    run.steps.filter(name="apply").delete()
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED, ended_at=None)
    assert work_on(run).state == State.APPLIED
    assert {path: path.read_bytes() for path in (tmp_path / "outputs").rglob("*") if path.is_file()} == before


def test_a_rejected_run_is_not_applied(submit: Submit, ann: User, tmp_path: Path) -> None:
    run = work_on(submit())
    runs.reject(run, ann, "too open")
    run.refresh_from_db()
    assert (run.state, run.message) == (State.REJECTED, "rejected by ann: too open")
    for again in (
        lambda: runs.approve(run, ann),
        lambda: runs.reject(run, ann),
        lambda: runs.cancel(run, "ann"),
    ):
        with pytest.raises(RefusedError):
            again()
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize("output", ["", "../shop", "/etc", "a/b", "Shop", ".hidden", "x" * 65, "shop\n"])
def test_outputs_are_plain_names(submit: Submit, output: str) -> None:
    with pytest.raises(RefusedError, match="is no name for an output"):
        submit(output=output)


def test_an_erd_has_a_limit(submit: Submit, settings: Any) -> None:
    settings.MAX_ERD_BYTES = 10
    with pytest.raises(RefusedError, match="at most 10 are taken"):
        submit()


def test_runs_per_minute_are_limited(submit: Submit, ann: User, settings: Any) -> None:
    settings.RUNS_PER_MINUTE = 2
    for _ in range(2):
        submit()
    with pytest.raises(LimitReachedError, match=r"started 2 runs within a minute, and 2 are allowed: wait"):
        submit()
    runs.submit(User.objects.create_user("bob"), ERD, "x.json", "x", prove=False, review=True)


def test_runs_at_once_are_limited(submit: Submit, settings: Any) -> None:
    settings.CONCURRENT_RUNS = 1
    run = submit()
    with pytest.raises(LimitReachedError, match="1 of your runs have not ended, and 1 at once are allowed"):
        submit()
    runs.cancel(run, "ann")
    submit()


def test_the_status_counts(submit: Submit) -> None:
    submit()
    work_on(submit())
    held = submit()
    lifecycle.take(held.pk, Queue.RUNS)
    status = runs.system_status()
    assert [agent["name"] for agent in status["agents"]][-1] == "testing"
    assert (status["runs"]["queued"], status["runs"]["running"], status["runs"]["awaiting_review"]) == (
        1,
        1,
        1,
    )
    assert status["queues"]["runs"]["depth"] == 1
    assert status["queues"]["proof"] == {"depth": 0, "oldest_seconds": 0.0}
    assert status["at_work"][0]["run"] == held.pk


def test_a_message_holds_no_more_than_the_number_of_the_run(
    submit: Submit, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[Any, ...]] = []

    class App:
        def send_task(self, name: str, args: tuple[Any, ...], **options: Any) -> None:
            sent.append((name, args, options["queue"]))

    monkeypatch.setattr("erdgen.broker.load_app", App)
    with django_capture_on_commit_callbacks(execute=True):
        run = submit()
    assert sent == [("erdgen.tasks.work_on", (run.pk,), "runs")]
    run.refresh_from_db()
    assert run.sent_at is not None


def test_stored_contributions_hold_no_more_than_they_say(submit: Submit) -> None:
    run = work_on(submit())
    row = run.contributions.first()
    assert row is not None
    assert row.data["because"]["text"] == row.reason
    assert encode(("a", None, 1.5)) == ["a", None, 1.5]


def test_without_a_broker_runs_wait_to_be_sent(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class App:
        def send_task(self, name: str, args: tuple[int], **options: Any) -> None:
            asked.append(args[0])
            if len(asked) == 1:
                raise OperationalError("connection refused")

    monkeypatch.setattr("erdgen.broker.load_app", App)
    first, second = submit(), submit()
    assert broker.resend() == 0
    assert asked == [first.pk], "the others would only wait for the same"
    assert broker.resend() == 2
    assert asked[1:] == [first.pk, second.pk]
    assert broker.resend() == 0
