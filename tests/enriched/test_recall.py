"""What a model made of a project, and people approved of it, when it is generated again without a model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from erdgen import runs
from erdgen.compiler import pipeline
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofError
from erdgen.models import Run, State, Verdict
from erdgen.verdicts import approve_open
from tests.enriched.shop import ERD, FREE, LATE, competent, read_project
from tests.enriched.test_command import TRIAL, generate, tree
from tests.enriched.test_functions import regenerate
from tests.enriched.test_site import by_model, generous, say, text, work_on
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint
from tests.llm.players import Json, play_over_http

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., FakeEndpoint]
GENERATION = ".erdgen/generation.json"


@pytest.fixture
def shop(endpoint: Play, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that a competent model had a part in; from now on no model is asked."""
    endpoint(play.say(TRIAL), play_over_http(competent(read_project())))
    assert generate(tmp_path, capsys)["status"] == "done"
    monkeypatch.setenv("ERDGEN_LLM", "off")
    return tmp_path / "shop"


def changed(**entities: Json) -> Json:
    """The ERD with other fields of some entities."""
    erd: Json = json.loads(json.dumps(ERD))
    for name, fields in entities.items():
        erd["erd"]["entities"][name]["fields"] = fields
    return erd


COLOURED = changed(Tag={"word": "str", "colour": {"type": "str", "default": "red"}})


def read(shop: Path, path: str) -> str:
    return (shop / path).read_text()


def codes(report: Json) -> list[str]:
    return [each["code"] for each in report["findings"]]


def status_of(report: Json) -> dict[str, str]:
    return {each["sentence"]: each["status"] for each in report["rules"]}


def test_all_of_it_stays_byte_for_byte(shop: Path, capsys: Any) -> None:
    before = tree(shop)
    report = regenerate(shop, capsys)
    assert report["status"] == "done", report
    assert status_of(report)[FREE] == status_of(report)[LATE] == "compiled"
    own = {path: data for path, data in tree(shop).items() if not path.startswith(".erdgen/")}
    assert own == {path: data for path, data in before.items() if not path.startswith(".erdgen/")}
    after = tree(shop)
    assert regenerate(shop, capsys)["status"] == "done"
    assert tree(shop) == after


def test_it_stays_with_another_erd(shop: Path, capsys: Any) -> None:
    report = regenerate(shop, capsys, COLOURED)
    assert report["status"] == "done", report
    assert 'Q(price__gt=Decimal("0"))' in read(shop, "backend/models.py")
    tests = read(shop, "backend/tests.py") + read(shop, "backend/test_rules.py")
    assert tests.count(FREE) > 0
    assert '{"price": "19.99", "name": "Lamp"}' in tests
    assert '"bank_account"' in read(shop, "backend/authentication.py")
    assert "read by a model" in read(shop, "docs/SPEC.md")


def test_a_rule_goes_with_its_sentence(shop: Path, capsys: Any) -> None:
    left = [each for each in ERD["business_rules"] if each["rule"] != FREE]
    report = regenerate(shop, capsys, {**ERD, "business_rules": left})
    assert report["status"] == "done", report
    assert FREE not in read(shop, "backend/models.py") + read(shop, "backend/test_rules.py")
    assert LATE in read(shop, "backend/models.py") + read(shop, "backend/business_logic.py")


def test_what_the_grammar_says_by_now_is_the_grammars(shop: Path, capsys: Any) -> None:
    carried = read(shop, GENERATION)
    said = "The price of an item must be greater than 5."
    (shop / GENERATION).write_text(carried.replace(FREE, said))
    erd = read(shop, ".erdgen/erd.json").replace(FREE, said)
    report = regenerate(shop, capsys, json.loads(erd))
    assert report["status"] == "done", report
    models = read(shop, "backend/models.py")
    assert 'Q(price__gt=Decimal("5"))' in models
    assert 'Q(price__gt=Decimal("0"))' not in models


def test_what_a_person_rejected_stays_out(shop: Path, capsys: Any) -> None:
    document = json.loads(read(shop, GENERATION))
    (rule,) = (each for each in document["contributions"] if each.get("message") == FREE)
    said = json.loads(json.dumps(rule, default=str), object_hook=lambda each: without_tag(each))
    del said["because"]
    (shop / GENERATION).write_text(json.dumps(document | {"rejected": [said]}))
    report = regenerate(shop, capsys)
    assert report["status"] == "done", report
    assert status_of(report)[FREE] == "not_understood"
    assert FREE not in read(shop, "backend/models.py")


def without_tag(said: Json) -> Json:
    return {name: value for name, value in said.items() if name != "@"}


def test_a_field_that_is_called_otherwise_takes_its_rules_along(shop: Path, capsys: Any) -> None:
    fields = dict(ERD["erd"]["entities"]["Item"]["fields"])
    del fields["price"]
    fields["cost"] = {"type": "decimal", "renamed_from": "price"}
    report = regenerate(shop, capsys, changed(Item=fields))
    assert report["status"] == "done", report
    assert 'Q(cost__gt=Decimal("0"))' in read(shop, "backend/models.py")
    assert '{"cost": "19.99", "name": "Lamp"}' in read(shop, "backend/test_rules.py")


def test_an_entity_that_is_called_otherwise_takes_its_rules_along(shop: Path, capsys: Any) -> None:
    erd = json.loads(json.dumps(ERD).replace('"Item"', '"Product"').replace("(Item)", "(Product)"))
    erd["erd"]["entities"]["Product"]["renamed_from"] = "Item"
    report = regenerate(shop, capsys, erd)
    assert report["status"] == "done", report
    assert status_of(report)[FREE] == status_of(report)[LATE] == "compiled"
    assert FREE in read(shop, "backend/models.py")
    assert '("products", None, {"price": "19.99", "name": "Lamp"}, "")' in read(shop, "backend/test_rules.py")


def test_what_does_not_fit_any_more_is_left_out_and_said(shop: Path, capsys: Any) -> None:
    fields = {**ERD["erd"]["entities"]["Supplier"]["fields"]}
    del fields["bank_account"]
    report = regenerate(shop, capsys, changed(Supplier=fields), "--allow-destructive")
    assert report["status"] == "done", report
    assert codes(report).count("model.W005") == 1
    again = regenerate(shop, capsys)
    assert "model.W005" not in codes(again)


def test_what_the_erd_states_by_now_stands(shop: Path, capsys: Any) -> None:
    stated = {"Supplier": {"bank_account": {"read": ["Buyer"]}}}
    erd = {**ERD, "auth_requirements": {**ERD["auth_requirements"], "field_permissions": stated}}
    report = regenerate(shop, capsys, erd)
    assert report["status"] == "done", report
    assert codes(report).count("model.W005") == 1
    after = tree(shop)
    assert "model.W005" not in codes(regenerate(shop, capsys))
    assert tree(shop) == after


def test_a_sentence_that_contradicts_a_rule_of_before_stands_and_the_rest_stays(
    shop: Path, capsys: Any
) -> None:
    against = {"rule": "The price of an item must be at most -1.", "applies_to": "Item"}
    report = regenerate(shop, capsys, {**ERD, "business_rules": [*ERD["business_rules"], against]})
    assert report["status"] == "done", report
    (told,) = (
        each for each in report["findings"] if each["code"] == "model.W005" and "rule" in each["message"]
    )
    assert "add_rule on Item" in told["message"]
    assert status_of(report)[FREE] == "not_understood"
    assert status_of(report)[LATE] == "compiled"
    assert '"bank_account"' in read(shop, "backend/authentication.py")


@pytest.mark.parametrize(
    "change",
    [{"rule": {"@": "Nothing"}}, {"rule": 3}, {"message": 3}, {"surprise": 1}, {"because": {"@": "Because"}}],
)
def test_what_is_damaged_is_refused(change: Json, shop: Path, capsys: Any) -> None:
    document = json.loads(read(shop, GENERATION))
    (rule,) = (each for each in document["contributions"] if each.get("message") == FREE)
    rule |= change
    (shop / GENERATION).write_text(json.dumps(document))
    report = regenerate(shop, capsys)
    assert report["status"] == "refused"
    assert "generation.json is damaged; restore it" in report["message"]


@pytest.fixture
def ann() -> User:
    return User.objects.create_superuser("ann")


def apply(run: Run, ann: User) -> Run:
    """Approve what is left, and let it be written."""
    approve_open(run, ann, ())
    runs.approve(run, ann)
    run = work_on(run)
    assert run.state == State.APPLIED, run.message
    return run


def evolve(ann: User, erd: Json = ERD) -> Run:
    data = json.dumps(erd).encode()
    run = runs.submit(ann, data, "shop.json", "shop", prove=False, review=True, workflow="evolve")
    run = work_on(run)
    assert run.state == State.AWAITING_REVIEW, run.message
    return run


@pytest.mark.long
def test_what_a_person_approved_on_the_site_stays(
    endpoint: Play, ann: User, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTPUTS_ROOT = tmp_path / "outputs"
    endpoint(play.say(TRIAL), play_over_http({**competent(read_project()), "restrict_access": generous}))
    run = work_on(runs.submit(ann, json.dumps(ERD).encode(), "shop.json", "shop", prove=False, review=True))
    (wish,) = by_model(run, "suggestion")
    assert say(run, wish, Verdict.APPROVED, ann)
    run = apply(work_on(run), ann)
    access = text(run, "backend/authentication.py")
    monkeypatch.setenv("ERDGEN_LLM", "off")
    run = evolve(ann, COLOURED)
    assert text(run, "backend/authentication.py") == access
    assert f"{FREE} | compiled" in text(run, "docs/SPEC.md")
    (opened,) = (row for row in by_model(run) if row.kind == "grant_permission")
    assert opened.reason == wish.reason
    run = apply(run, ann)
    again = evolve(ann)
    assert text(again, "backend/authentication.py") == access
    (opened,) = (row for row in by_model(again) if row.kind == "grant_permission")
    assert say(again, opened, Verdict.REJECTED, ann)
    again = apply(work_on(again), ann)
    assert text(again, "backend/authentication.py") != access
    assert not [row for row in by_model(evolve(ann)) if row.kind == "grant_permission"]


def test_what_fails_the_proof_is_left_out_like_what_a_model_just_said(
    shop: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(request: Any, root: Path, progress: object) -> None:
        wrong = "bank_account" in (root / "backend" / "authentication.py").read_text()
        if wrong:
            output = "FAILED test_access: Supplier"
            raise ProofError(ProofResult((StepResult("tests", False, output=output),)))

    monkeypatch.setattr(pipeline, "prove", prove)
    report = regenerate(shop, capsys, COLOURED, no_proof=False)
    assert report["status"] == "done", report
    assert "model.W004" in codes(report)
    assert "bank_account" not in read(shop, "backend/authentication.py")
    assert status_of(report)[FREE] == "compiled"
