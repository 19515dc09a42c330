"""A model is asked again for what the proof failed with, by its own question and within its budget."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler import pipeline
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofError
from tests.enriched.shop import ERD, FREE, LATE, PARTS, RULES, competent, item, read_project
from tests.enriched.test_command import TRIAL, Play, codes, generate, questions
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint
from tests.llm.players import UNNAMED, Json, Script, list_items, play_over_http

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "FAILED backend/tests.py::test_tags"


def use(kind: str, field: str) -> Json:
    return {"reason": "people know it", "kind": kind, "field": field} | UNNAMED


def offer(*first: Json, instead: tuple[Json, ...] = ()) -> Callable[[Json], Json]:
    """Uses of the list of tags; others when there were problems with the first."""

    def play_uses(data: Json) -> Json:
        if data["entity"]["entity"] != "Tag":
            return {"uses": []}
        return {"uses": list(instead if "problems" in data else first)}

    return play_uses


def make(folder: Path, capsys: Any, **options: Any) -> Json:
    """Generate the shop, whose tags have a colour too, with a proof."""
    erd: Json = json.loads(json.dumps(ERD))
    erd["erd"]["entities"]["Tag"]["fields"]["colour"] = "str"
    return generate(folder, capsys, erd=erd, **({"no_proof": False} | options))


def script(**changes: Callable[[Json], Json]) -> Script:
    return {**competent(read_project()), **changes}


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str, str], str]], None]:
    """Prove as told by a function of the texts of the views and the models."""

    def use_proof(judge: Callable[[str, str], str]) -> None:
        def prove(request: object, root: Path, progress: object) -> ProofResult:
            texts = [(root / "backend" / name).read_text() for name in ("views.py", "models.py")]
            output = judge(*texts)
            step = StepResult("tests", not output, "1 test", output=output)
            if output:
                raise ProofError(ProofResult((step,)))
            return ProofResult((step,))

        monkeypatch.setattr(pipeline, "prove", prove)

    return use_proof


def asked_again(endpoint: FakeEndpoint) -> list[Json]:
    asked = (alone["data"] for each in questions(endpoint) for alone in list_items(each))
    return [data for data in asked if "problems" in data]


def filters_word(views: str, models: str) -> str:
    return WORDS if '"word": ["exact"' in views else ""


def test_a_second_answer_that_is_good_is_used(
    endpoint: Play, fails: Any, tmp_path: Path, capsys: Any
) -> None:
    fails(filters_word)
    first = offer(use("filter", "word"), instead=(use("filter", "colour"),))
    served = endpoint(play.say(TRIAL), play_over_http(script(offer_lists=first)))
    report = make(tmp_path, capsys)
    assert report["status"] == "done", report
    (again,) = asked_again(served)
    assert again["entity"]["entity"] == "Tag"
    assert again["problems"] == ["tests failed: FAILED tests.py::test_tags"]
    assert codes(report).count("model.W004") == 1
    views = (tmp_path / "shop" / "backend" / "views.py").read_text()
    assert '"colour": ["exact"' in views
    assert '"word": ["exact"' not in views


def test_the_same_answer_again_is_left_out(endpoint: Play, fails: Any, tmp_path: Path, capsys: Any) -> None:
    fails(filters_word)
    same = offer(use("filter", "word"), instead=(use("filter", "word"),))
    served = endpoint(play.say(TRIAL), play_over_http(script(offer_lists=same)))
    report = make(tmp_path, capsys)
    assert report["status"] == "done", report
    assert len(asked_again(served)) == 1
    assert '"word": ["exact"' not in (tmp_path / "shop" / "backend" / "views.py").read_text()


def test_a_budget_that_is_used_up_asks_nothing_again(
    endpoint: Play, fails: Any, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(filters_word)
    first = script(offer_lists=offer(use("filter", "word"), instead=(use("filter", "colour"),)))
    # One question for all entities, and nothing left to ask again.
    monkeypatch.setenv("ERDGEN_LLM_BUDGET_API", "calls=1")
    served = endpoint(play.say(TRIAL), play_over_http(first))
    report = make(tmp_path, capsys)
    assert report["status"] == "done", report
    assert asked_again(served) == []
    assert {"llm.W002", "model.W004"} <= set(codes(report))
    assert '"word": ["exact"' not in (tmp_path / "shop" / "backend" / "views.py").read_text()


def test_a_rule_is_read_again(endpoint: Play, fails: Any, tmp_path: Path, capsys: Any) -> None:
    wrong = [
        item("range", ["price"], ["5"], operator="gt"),
        item("accepted", ["price"], ["6"]),
        item("rejected", ["price"], ["5"]),
    ]

    def read(data: Json) -> Json:
        parts = PARTS[data["sentence"]]
        first = data["sentence"] == FREE and "problems" not in data
        return {"parts_of_rules": wrong if first else parts}

    def judge(data: Json) -> Json:
        """Whatever a rule on the price says at its boundary, the model says too."""
        if data["sentence"] not in RULES or data["sentence"] != FREE:
            return competent(read_project())["judge_cases"](data)
        bound = 5 if any("6" in each["happens"] or "5" in each["happens"] for each in data["cases"]) else 0
        said = [
            (each["case"], float(each["happens"].split("price='")[1].split("'")[0])) for each in data["cases"]
        ]
        kinds = {True: "accepted", False: "rejected"}
        return {
            "cases": [{"reason": "so", "kind": kinds[price > bound], "case": case} for case, price in said]
        }

    fails(lambda views, models: "E  Item fails" if "price__gt=5" in models or '"5"' in models else "")
    served = endpoint(play.say(TRIAL), play_over_http(script(read_rule=read, judge_cases=judge)))
    report = make(tmp_path, capsys)
    assert report["status"] == "done", report
    assert [each["sentence"] for each in asked_again(served) if "sentence" in each] == [FREE, LATE]
    assert {each["sentence"]: each["status"] for each in report["rules"]}[FREE] == "compiled"
    text = (tmp_path / "shop" / "backend" / "models.py").read_text()
    assert "price__gt" in text
    assert "price__gt=5" not in text
