"""Runs of the site with a model: what is asked for a person's word, and what a failing proof leaves of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from erdgen import course, lifecycle, runs, steps
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofError
from erdgen.llm.models import Account, ApprovedReading, Call, Hold
from erdgen.models import Contribution, Run, State, Verdict
from erdgen.review.board import Board
from erdgen.review.judging import make_anew
from erdgen.verdicts import Seen, judge, reviewing, version_of, version_of_run
from tests.enriched.conftest import KEY
from tests.enriched.shop import ERD, FREE, competent, read_project
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint
from tests.llm.players import UNNAMED, Json, play_over_http

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
Play = Callable[..., FakeEndpoint]
TRIAL = {"operations": [{"reason": "trial", "kind": "kestrel", "word": "harbour"}]}


def generous(data: Json) -> Json:
    """Everybody should read reviews."""
    if data["entity"]["entity"] != "Review":
        return {"protections": []}
    wish = {"reason": "reviews are for readers", "kind": "open_action", "field": "-", "action": "read"}
    return {"protections": [wish | {"grantees": ["anyone"]}]}


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


@pytest.fixture
def start(ann: User, settings: Any, tmp_path: Path, endpoint: Play) -> Callable[..., Run]:
    """Start a run with a competent model, changed by ``script``, and do a worker's part."""
    settings.OUTPUTS_ROOT = tmp_path / "outputs"

    def go(*, prove: bool = False, erd: Json = ERD, **script: Any) -> Run:
        endpoint(play.say(TRIAL), play_over_http({**competent(read_project()), **script}))
        run = runs.submit(ann, json.dumps(erd).encode(), "shop.json", "shop", prove=prove, review=True)
        return work_on(run)

    return go


def work_on(run: Run) -> Run:
    """What workers do with it, until it waits for a person or has ended."""
    while True:
        run.refresh_from_db()
        if run.state != State.QUEUED:
            return run
        lease = lifecycle.take(run.pk, run.queue)
        assert lease is not None
        runs.advance_run(lease)


def by_model(run: Run, source: str = "model") -> list[Contribution]:
    return list(run.contributions.filter(data__because__source=source))


def say(run: Run, item: Contribution, verdict: Verdict, reviewer: User) -> bool:
    item.refresh_from_db()
    with reviewing(run.pk, version_of_run(run)) as held:
        seen = Seen({item.position: version_of(item)}, {})
        anew = judge(held, seen, verdict, reviewer, "")
        if anew:
            make_anew(held, reviewer)
    return anew


def text(run: Run, path: str) -> str:
    return bytes(run.files.get(path=path).content or b"").decode()


def test_what_a_model_made_is_looked_at_one_by_one(start: Callable[..., Run]) -> None:
    run = start()
    assert run.state == State.AWAITING_REVIEW, run.message
    risks = Board(run).risks
    assert by_model(run)
    assert all("made by a model" in risks[row.position] for row in by_model(run))


def test_the_page_shows_what_it_took(start: Callable[..., Run], client: Client) -> None:
    run = start()
    client.force_login(User.objects.create_superuser("root"))
    page = client.get(reverse("admin:erdgen_run_review", args=(run.pk,)), secure=True).content.decode()
    assert "What language models took" in page
    assert '<th scope="row">business_logic</th>' in page
    assert "made by a model" in page


def test_the_ledger_of_the_run_holds_all_calls(start: Callable[..., Run]) -> None:
    run = start()
    account = Account.objects.get(run=run, agent="")
    calls = list(Call.objects.filter(run=run))
    assert account.taken_calls == len(calls) > 0
    assert account.taken_tokens == sum(call.input_tokens + call.output_tokens for call in calls)
    assert not Hold.objects.exists()
    assert KEY not in str(run.options) + str(list(run.events.values())) + str(list(run.steps.values()))


def test_a_suggestion_stands_only_when_a_person_approves_it(start: Callable[..., Run], ann: User) -> None:
    run = start(restrict_access=generous)
    (wish,) = by_model(run, "suggestion")
    assert '"anyone"' not in text(run, "backend/authentication.py").split("ACCESS", 1)[1].split("\n\n")[0]
    before = text(run, "backend/authentication.py")
    assert say(run, wish, Verdict.APPROVED, ann)
    work_on(run)
    assert run.state == State.AWAITING_REVIEW, run.message
    after = text(run, "backend/authentication.py")
    assert after != before
    run.refresh_from_db()
    assert say(run, wish, Verdict.REJECTED, ann)
    work_on(run)
    assert text(run, "backend/authentication.py") == before


def test_a_reading_that_is_rejected_leaves_its_sentence_open(start: Callable[..., Run], ann: User) -> None:
    run = start()
    (rule,) = (row for row in by_model(run) if row.kind == "add_rule" and row.data["message"] == FREE)
    assert f"{FREE} | compiled" in text(run, "docs/SPEC.md")
    assert say(run, rule, Verdict.REJECTED, ann)
    work_on(run)
    assert f"{FREE} | not understood | open: what a model read was left out" in text(run, "docs/SPEC.md")


def test_an_approved_reading_is_remembered_for_its_author(start: Callable[..., Run], ann: User) -> None:
    run = start()
    (rule,) = (row for row in by_model(run) if row.kind == "add_rule" and row.data["message"] == FREE)
    assert not say(run, rule, Verdict.APPROVED, ann)
    assert ApprovedReading.objects.get(author=ann).sentence == FREE
    from erdgen.llm.models import KnownAnswer

    KnownAnswer.objects.all().delete()
    lifecycle.cancel(run.pk, "ann")
    start()
    assert KnownAnswer.objects.filter(task="read_rule").count() == len(ERD["business_rules"]) - 1


Prove = Callable[[Callable[[str], str]], None]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Prove:
    """Prove as told by a function of the text of views and access."""

    def use_proof(judge: Callable[[str], str]) -> None:
        def prove(request: object, root: Path, progress: object) -> ProofResult:
            paths = (root / "backend" / name for name in ("views.py", "authentication.py"))
            output = judge("".join(path.read_text() for path in paths))
            step = StepResult("tests", not output, output=output)
            if output:
                raise ProofError(ProofResult((step,)))
            return ProofResult((step,))

        monkeypatch.setattr(steps.pipeline, "prove", prove)

    return use_proof


def find_told(run: Run) -> list[str]:
    found = run.findings.filter(code="model.W004").order_by("pk")
    return [message.rpartition(": ")[2] for message in found.values_list("message", flat=True)]


def requests_of(task: str, run: Run) -> int:
    return Call.objects.filter(run=run, task=task, failure="").count()


#: The shop, whose tags have a colour too.
COLOURED: Json = json.loads(json.dumps(ERD))
COLOURED["erd"]["entities"]["Tag"]["fields"]["colour"] = "str"


def other_uses() -> Callable[[Json], Json]:
    """A filter of tags by their word at first, and by another field once there are problems."""

    def offer(data: Json) -> Json:
        if data["entity"]["entity"] != "Tag":
            return {"uses": []}
        field = "colour" if "problems" in data else "word"
        return {"uses": [{"reason": "people know it", "kind": "filter", "field": field} | UNNAMED]}

    return offer


def refuse_words(code: str) -> str:
    return "FAILED test_tags" if '"word": ["exact"' in code else ""


def tag_filters(run: Run) -> list[str]:
    return [row.data["field"] for row in by_model(run) if row.entity == "Tag"]


def test_a_model_is_asked_again_for_what_the_proof_failed_with(
    start: Callable[..., Run], fails: Prove
) -> None:
    fails(refuse_words)
    run = start(prove=True, erd=COLOURED, offer_lists=other_uses())
    assert run.state == State.AWAITING_REVIEW, run.message
    assert find_told(run) == ["“tests” failed with it, and the model is asked again"]
    assert tag_filters(run) == ["colour"]
    assert {row.verdict for row in by_model(run)} == {Verdict.OPEN}
    # A slow machine may wait for one of them in vain, and ask once more.
    assert requests_of("offer_lists", run) >= 2
    # Nothing else is asked again: all other answers are known.
    assert requests_of("read_rule", run) == requests_of("restrict_access", run) == 1
    assert run.proof.ok


def test_the_same_failure_again_ends_the_asking(start: Callable[..., Run], fails: Prove) -> None:
    fails(lambda code: refuse_words(code.replace('"colour": ["exact"', '"word": ["exact"')))
    run = start(prove=True, erd=COLOURED, offer_lists=other_uses())
    assert run.state == State.AWAITING_REVIEW, run.message
    asked, left = find_told(run)
    assert asked.endswith("and the model is asked again")
    assert left == "“tests” failed with it"
    assert tag_filters(run) == []
    assert by_model(run)
    # A slow machine may wait for one of them in vain, and ask once more.
    assert requests_of("offer_lists", run) >= 2
    assert run.proof.ok


def test_a_failure_that_names_nothing_leaves_all_of_it_out(start: Callable[..., Run], fails: Prove) -> None:
    fails(lambda code: "boom" if '"bank_account": {' in code else "")
    run = start(prove=True)
    assert run.state == State.AWAITING_REVIEW, run.message
    assert by_model(run) == []
    assert find_told(run) == ["“tests” failed with it"]
    assert run.proof.ok


def test_a_budget_that_is_used_up_asks_nothing_again(
    start: Callable[..., Run], fails: Prove, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERDGEN_LLM_BUDGET_API", "calls=1")
    fails(refuse_words)
    run = start(prove=True, erd=COLOURED, offer_lists=other_uses())
    assert run.state == State.AWAITING_REVIEW, run.message
    assert Call.objects.filter(run=run, agent="api").count() == 1
    assert run.findings.filter(code="llm.W002").exists()
    assert run.proof.ok


def test_a_failure_without_a_model_is_a_failure(start: Callable[..., Run], fails: Prove) -> None:
    fails(lambda code: "boom")
    run = start(prove=True)
    assert run.state == State.FAILED
    assert [row["how"] for row in run.setbacks] == ["all"]


@pytest.mark.parametrize("killed_in", ["consult", "build", "prove"])
def test_a_worker_that_is_killed_on_the_way_back_leaves_the_same(
    killed_in: str, start: Callable[..., Run], fails: Prove, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message may come twice and a worker may die: what was done about a failure is done once."""
    fails(refuse_words)
    kill_once(monkeypatch, killed_in, until=1)
    run = start(prove=True, erd=COLOURED, offer_lists=other_uses())
    assert run.state == State.AWAITING_REVIEW, run.message
    assert [row["how"] for row in run.setbacks] == ["ask"]
    # A slow machine may wait for one of them in vain, and ask once more.
    assert requests_of("offer_lists", run) >= 2
    assert find_told(run) == ["“tests” failed with it, and the model is asked again"]
    assert run.proof.ok


class KilledError(BaseException):
    """A worker that is no more."""


def kill_once(monkeypatch: pytest.MonkeyPatch, name: str, until: int) -> None:
    """The worker dies once, in the step ``name``, after so many setbacks; the next one takes the run up."""
    whole, alive = course.pass_stage, []

    def pass_stage(work: Any, stage: Any, position: int) -> bool:
        if stage.name == name and len(work.run.setbacks) == until and not alive:
            stage.work(work)
            alive.append(name)
            raise KilledError
        return whole(work, stage, position)

    def advance_run(lease: lifecycle.Lease) -> None:
        try:
            advance(lease)
        except KilledError:
            lifecycle.give_back(lease, "the worker that had it is gone")

    advance = runs.advance_run
    monkeypatch.setattr(course, "pass_stage", pass_stage)
    monkeypatch.setattr(runs, "advance_run", advance_run)


def test_what_was_judged_stays_where_it_was_seen(start: Callable[..., Run], ann: User, fails: Prove) -> None:
    run = start(prove=True, restrict_access=generous)
    (wish,) = by_model(run, "suggestion")
    places = [row.position for row in by_model(run)]
    before = text(run, "backend/authentication.py")
    fails(lambda code: "" if before in code else "boom")
    assert say(run, wish, Verdict.APPROVED, ann)
    work_on(run)
    assert run.state == State.AWAITING_REVIEW, run.message
    assert run.setbacks == []
    assert [row.position for row in by_model(run)] == places
    wish.refresh_from_db()
    assert (wish.verdict, wish.verdict_by) == (Verdict.REJECTED, None)


def test_wrong_settings_of_the_workers_are_a_finding(
    start: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERDGEN_LLM", "no-such-profile")
    run = start()
    assert run.state == State.AWAITING_REVIEW
    assert by_model(run) == []
    assert run.findings.filter(code="llm.W003", message__contains="no-such-profile").count() == 1
