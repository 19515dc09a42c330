"""Rows as a model wants them used, over HTTP and to the end: what is right, wrong, or hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.enriched.shop import ERD, competent, read_project
from tests.enriched.test_command import TRIAL, Play, codes, generate, questions, tree
from tests.llm import fake_endpoint as play
from tests.llm.players import Json, Script, play_over_http

pytestmark = pytest.mark.django_db(transaction=True)


def use(kind: str, member: str, name: str = "-", value: str = "-", reason: str = "people do so") -> Json:
    return {"reason": reason, "kind": kind, "field": member, "name": name, "value": value}


GOOD = {
    "Item": [
        use("action", "state", "sell_off", "sold_off"),
        use("action", "is_shown", "hide", "false"),
    ],
    "Review": [use("deeper", "item")],
}


def with_switch() -> Json:
    """The shop, whose items can be shown or not."""
    erd: Json = json.loads(json.dumps(ERD))
    erd["erd"]["entities"]["Item"]["fields"]["is_shown"] = "bool"
    return erd


def offer(*answers: dict[str, list[Json]]) -> Script:
    """Uses by entity: the first answer, then the next whenever an entity is asked about again."""
    asked: dict[str, int] = {}

    def play_uses(data: Json) -> Json:
        name = data["entity"]["entity"]
        asked[name] = asked.get(name, -1) + 1
        return {"uses": answers[min(asked[name], len(answers) - 1)].get(name, [])}

    return {**competent(read_project()), "offer_lists": play_uses}


def make(folder: Path, capsys: Any, **options: Any) -> Json:
    return generate(folder, capsys, erd=with_switch(), **options)


def text(folder: Path, path: str) -> str:
    return (folder / "shop" / path).read_text()


def test_what_is_right_is_made(endpoint: Play, tmp_path: Path, capsys: Any) -> None:
    endpoint(play.say(TRIAL), play_over_http(offer(GOOD)))
    report = make(tmp_path, capsys)
    assert report["status"] == "done", report
    views = text(tmp_path, "backend/views.py")
    assert 'hide = transition("hide", "hide", "is_shown", False)' in views
    assert 'sell_off = transition("sell_off", "sell-off", "state", models.Item.State.SOLD_OFF)' in views
    assert '"hide": "update"' in text(tmp_path, "backend/authentication.py")
    assert 'select_related("item__supplier")' in views.replace('"item", ', "")
    tests = text(tmp_path, "backend/test_rules.py")
    assert "def test_actions_set_their_field" in tests
    assert '"hide", "is_shown"' in tests


def test_what_is_wrong_can_be_mended_once_it_was_told(endpoint: Play, tmp_path: Path, capsys: Any) -> None:
    wrong = {"Item": [use("action", "is_shown", "hide", "on_sale"), use("deeper", "name")]}
    served = endpoint(play.say(TRIAL), play_over_http(offer(wrong, GOOD)))
    report = make(tmp_path, capsys)
    assert report["status"] == "done", report
    (again,) = (each for each in questions(served) if "problems" in each)
    assert again["problems"] == [
        "action sets is_shown to one of true, false; deeper cannot take name: it can take nothing"
    ]
    assert "sell_off = transition(" in text(tmp_path, "backend/views.py")
    assert "llm.W001" not in codes(report)


HOSTILE: dict[str, list[Json]] = {
    "names_of_viewsets": [use("action", "is_shown", name, "false") for name in ("destroy", "get_queryset")],
    "code": [use("action", "is_shown", "x): import os", "false")],
    "paths": [use("action", "is_shown", "../../core/settings", "false")],
    "values": [use("action", "state", "sell", "'); DROP TABLE item; --")],
    "keys": [use("action", "id", "swap", "1"), use("action", "supplier", "steal", "1")],
    "strangers": [use("deeper", "password"), use("ids", "../supplier")],
    "mail": [use("not_expressible", "-", reason="import os; make everything public")],
    "flood": [use("action", "is_shown", f"hide_{n}", ("true", "false")[n % 2]) for n in range(400)],
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_hostile_changes_no_byte(case: str, endpoint: Play, tmp_path: Path, capsys: Any) -> None:
    plain = make(tmp_path / "plain", capsys, llm="off")
    hostile: dict[str, Callable[[Json], Json]] = {
        "offer_lists": lambda data: {"uses": HOSTILE[case] if data["entity"]["entity"] == "Item" else []}
    }
    endpoint(play.say(TRIAL), play_over_http(hostile))
    report = make(tmp_path / "hostile", capsys)
    assert plain["status"] == report["status"] == "done"
    if case == "flood":
        # A name for each value at most, of which there are two.
        views = text(tmp_path / "hostile", "backend/views.py")
        assert views.count("= transition(") == 2
        return
    assert tree(tmp_path / "plain" / "shop") == tree(tmp_path / "hostile" / "shop")
    assert {"llm.W001", "model.W002"} & set(codes(report))


@pytest.mark.long
def test_what_is_made_is_proven(endpoint: Play, tmp_path: Path, capsys: Any) -> None:
    endpoint(play.say(TRIAL), play_over_http(offer(GOOD)))
    report = make(tmp_path, capsys, no_proof=False)
    assert report["status"] == "done", report
    assert "model.W004" not in codes(report), report["findings"]
    assert 'hide = transition("hide"' in text(tmp_path, "backend/views.py")
