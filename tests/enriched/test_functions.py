"""A function of a model from the sentence to the applied project, and through its next generation."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from erdgen import runs, steps
from erdgen.compiler.proof import prove
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofError
from erdgen.compiler.proof.sandbox import NAMESPACES, NO_ISOLATION, Sandbox, open_sandbox
from erdgen.models import Contribution, Run, State, Verdict
from erdgen.review.board import Board
from erdgen.verdicts import approve_open
from tests.enriched.shop import ERD, FREE, item
from tests.enriched.test_command import TRIAL, generate, tree
from tests.enriched.test_site import say, text, work_on
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint
from tests.llm.players import Json, Script, play_over_http

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., FakeEndpoint]

SENTENCE = "The name of an item reads the same both ways."
NAME = "accepts_name_item_reads_same_both_ways"
SOURCE = f"def {NAME}(name):\n    return name == name[::-1]"
SHOP: Json = {**ERD, "business_rules": [{"rule": SENTENCE, "applies_to": "Item"}]}


def example(kind: str, value: str) -> Json:
    return {"reason": "so it reads", "kind": kind, "fields": ["name"], "values": [value]}


def writer(source: str = SOURCE, *rejected: str) -> Script:
    """A model that writes ``source`` for the sentence."""
    examples = [example("accepted", "abba"), *(example("rejected", each) for each in rejected or ("ab",))]
    return {
        "read_rule": lambda data: {"parts_of_rules": [item("not_expressible", reason="a text backwards")]},
        "try_function": lambda data: {"examples": examples},
        "write_function": lambda data: source,
    }


@pytest.fixture
def ann() -> User:
    return User.objects.create_superuser("ann")


@pytest.fixture
def start(ann: User, settings: Any, tmp_path: Path, endpoint: Play) -> Callable[..., Run]:
    """Start a run with a model that writes a function, and do a worker's part."""
    settings.OUTPUTS_ROOT = tmp_path / "outputs"

    def go(script: Script | None = None, *, prove: bool = False) -> Run:
        endpoint(play.say(TRIAL), play_over_http(script or writer()))
        data = json.dumps(SHOP).encode()
        return work_on(runs.submit(ann, data, "shop.json", "shop", prove=prove, review=True))

    return go


def function_of(run: Run) -> Contribution:
    return run.contributions.get(kind="add_function")


def approve(run: Run, ann: User) -> Run:
    """Let the function pass, and do what comes of it."""
    assert say(run, function_of(run), Verdict.APPROVED, ann)
    return work_on(run)


def test_a_command_leaves_it_out_and_says_so(endpoint: Play, tmp_path: Path, capsys: Any) -> None:
    plain = generate(tmp_path / "plain", capsys, erd=SHOP, llm="off")
    endpoint(play.say(TRIAL), play_over_http(writer()))
    report = generate(tmp_path / "written", capsys, erd=SHOP)
    assert plain["status"] == report["status"] == "done"
    assert tree(tmp_path / "plain" / "shop") == tree(tmp_path / "written" / "shop")
    assert {"model.W002", "model.I007"} <= {each["code"] for each in report["findings"]}


def test_approving_all_leaves_it_out_until_somebody_has_read_it(
    start: Callable[..., Run], ann: User, client: Client
) -> None:
    run = start()
    assert run.state == State.AWAITING_REVIEW, run.message
    wish = function_of(run)
    risks = Board(run).risks
    assert "code: read it line by line" in risks[wish.position]
    approve_open(run, ann, risks)
    wish.refresh_from_db()
    assert wish.verdict == Verdict.OPEN
    assert NAME not in text(run, "backend/business_logic.py")
    client.force_login(ann)
    page = client.get(reverse("admin:erdgen_run_review", args=(run.pk,)), secure=True).content.decode()
    assert "return name == name[::-1]" in page
    assert "It is tested to accept &#x27;abba&#x27;, and to reject &#x27;ab&#x27;" in page


@pytest.mark.long
def test_an_approved_function_is_proven_applied_and_kept(
    start: Callable[..., Run], ann: User, settings: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = approve(start(prove=True), ann)
    assert run.state == State.AWAITING_REVIEW, run.message
    assert run.proof.ok, run.proof.steps
    assert run.proof.unverified is (run.proof.isolation != NAMESPACES)
    code = text(run, "backend/business_logic.py")
    assert f'def {NAME}(name):\n    """{SENTENCE}"""\n    return name == name[::-1]\n' in code
    assert f"logic.{NAME}" in text(run, "backend/models.py")
    spec = text(run, "docs/SPEC.md")
    assert "which a language model wrote and a person approved" in spec
    assert "is not understood" not in spec
    approve_open(run, ann, ())
    runs.approve(run, ann)
    run = work_on(run)
    assert run.state == State.APPLIED, run.message
    output = settings.OUTPUTS_ROOT / "shop"
    assert NAME in (output / ".erdgen" / "generation.json").read_text()
    monkeypatch.setenv("ERDGEN_LLM", "off")
    report = regenerate(output, capsys)
    assert report["status"] == "done", report
    assert NAME in (output / "backend" / "business_logic.py").read_text()
    models = output / "backend" / "models.py"
    models.write_text(models.read_text() + "\n\n# TODO: rename Item.name to label\n")
    report = regenerate(output, capsys)
    assert report["status"] == "done", report
    code = (output / "backend" / "business_logic.py").read_text()
    assert f'def {NAME}(label):\n    """{SENTENCE}"""\n    return label == label[::-1]\n' in code
    gone = {**SHOP, "business_rules": [{"rule": FREE, "applies_to": "Item"}]}
    report = regenerate(output, capsys, gone)
    assert report["status"] == "done", report
    assert NAME not in (output / "backend" / "business_logic.py").read_text()


def regenerate(output: Path, capsys: Any, erd: Json | None = None, *more: str, no_proof: bool = True) -> Json:
    """The project generated again, without a proof unless it is wanted; the report."""
    arguments = list(more)
    if erd is not None:
        path = output.parent / "again.json"
        path.write_text(json.dumps(erd))
        arguments += ["--erd", str(path)]
    capsys.readouterr()
    with suppress(SystemExit):
        call_command("regenerate_backend", str(output), *arguments, json=True, no_proof=no_proof)
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "hostile",
    [
        f"def {NAME}(name):\n    import os\n    return os.system(name) == 0",
        f"def {NAME}(name):\n    return name.__class__.__mro__[1].__subclasses__() == name",
        f"def {NAME}(name):\n    return eval(name)",
        f"@print\ndef {NAME}(name):\n    return True",
        "",
    ],
)
def test_a_hostile_function_never_reaches_a_person(hostile: str, start: Callable[..., Run]) -> None:
    run = start(writer(hostile))
    assert run.state == State.AWAITING_REVIEW, run.message
    assert not run.contributions.filter(kind="add_function").exists()
    assert run.findings.filter(code="llm.W001").exists()


def test_one_that_is_put_into_the_database_is_left_out_all_the_same(
    start: Callable[..., Run], ann: User
) -> None:
    run = start()
    wish = function_of(run)
    wish.data["source"] = f"def {NAME}(name):\n    return exec(name)"
    wish.save()
    run = approve(run, ann)
    assert run.state == State.AWAITING_REVIEW, run.message
    assert "exec(" not in text(run, "backend/business_logic.py")
    assert "logic." not in text(run, "backend/models.py")


def test_one_that_the_proof_fails_with_goes_before_all_else(
    start: Callable[..., Run], ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(request: Any, root: Path, progress: object) -> ProofResult:
        assert request.proof.confined is (NAME in (root / "backend" / "business_logic.py").read_text())
        step = StepResult("tests", not request.proof.confined, output="FAILED")
        if not step.ok:
            raise ProofError(ProofResult((step,)))
        return ProofResult((step,))

    monkeypatch.setattr(steps.pipeline, "prove", fail)
    run = approve(start(prove=True), ann)
    assert run.state == State.AWAITING_REVIEW, run.message
    assert function_of(run).verdict == Verdict.REJECTED
    assert NAME not in text(run, "backend/business_logic.py")
    assert run.findings.filter(code="model.W004").exists()


@pytest.mark.long
def test_without_a_sandbox_nothing_of_it_is_run(
    start: Callable[..., Run], ann: User, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def unheld(folder: Path, **options: Any) -> Sandbox:
        return replace(open_sandbox(folder), isolation=NO_ISOLATION)

    monkeypatch.setattr(prove, "open_sandbox", unheld)
    run = start(prove=True)
    assert run.proof.ok
    assert not run.proof.unverified
    run = approve(run, ann)
    assert run.state == State.AWAITING_REVIEW, run.message
    assert run.proof.unverified
    assert {step["name"] for step in run.proof.steps} == {"compile", "lint"}
    assert "**Unverified.**" in text(run, "docs/VALIDATION_REPORT.md")
    client.force_login(ann)
    page = client.get(reverse("admin:erdgen_run_review", args=(run.pk,)), secure=True).content.decode()
    assert "Unverified" in page
