"""How cases are graded, and what the figures say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.rules.forms import SetDefault
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated
from erdgen.compiler.spec.project import Project
from tools import rules_bench

ERD: dict[str, Any] = {"entities": {"User": {}, "Job": {"fields": {"pay": "int", "note": "str"}}}}


def create(**values: Any) -> dict[str, Any]:
    return {"rows": {}, "do": "create", "entity": "Job", "values": values}


def case(rule: str, expect: str = "compiled", **sides: Any) -> dict[str, Any]:
    return {"rule": rule, "kind": "range", "expect": expect, "applies_to": "Job", **sides}


CASES = [
    case("right", accepted=[create(pay=1)], rejected=[create(pay=0)]),
    case("too strict", accepted=[create(pay=0)], rejected=[create(pay=-1)]),
    case("too lax", accepted=[create(pay=1)], rejected=[create(pay=1)]),
    case("missed", accepted=[create(pay=1)], rejected=[create(pay=0)]),
    case("vague", "reported"),
    case("guessed", "reported"),
    case("default", accepted=[{**create(pay=1), "then": {"note": "x"}}], rejected=[]),
    case("broken", accepted=[{**create(pay=1), "entity": "Jop"}], rejected=[]),
]
GRADES = ["right", "wrong", "wrong", "missed", "right", "wrong", "wrong", "wrong"]


def compile_as_told(project: Project) -> tuple[RuleOutcome, ...]:
    """Every sentence means the same, but for those that are not understood."""
    rules = {"default": SetDefault("note", "y")}
    return tuple(
        RuleOutcome(text.sentence, "not_understood", reason="no idea")
        if text.sentence in ("missed", "vague")
        else RuleOutcome(
            text.sentence, "compiled", rules=(Stated("Job", rules.get(text.sentence, Range("pay", gt="0"))),)
        )
        for text in project.rules
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rules_bench, "compile_rules", compile_as_told)
    (tmp_path / "jobs.json").write_text(json.dumps({"erd": ERD, "cases": CASES}))
    return tmp_path


def test_cases_are_graded_by_their_scenarios(folder: Path) -> None:
    results = list(rules_bench.grade_file(folder / "jobs.json"))
    assert [result.grade for result in results] == GRADES
    why = {result.case["rule"]: result.why for result in results}
    assert why["too strict"].startswith("refused: ")
    assert why["too lax"].startswith("accepted: ")
    assert why["missed"] == "no idea"
    assert why["default"].startswith("note is 'y', not 'x': ")
    assert why["broken"].startswith("cannot be judged (LookupError")
    assert rules_bench.share_compiled(results) == pytest.approx(1 / 6)


def test_what_is_bad_is_listed_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_bench.main([str(folder)]) == 1
    told = capsys.readouterr().out
    assert "WRONG jobs, range: too strict" in told
    assert "MISSED jobs, range: missed" in told
    assert "| range | 6 | 1 | 4 | 1 |" in told
    assert "- Of 2 that cannot be tested, 1 reported, **1** compiled." in told


def test_one_case_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_bench.main([str(folder), "--only", "right"]) == 0
    assert "Of 1 testable sentences, 1 compiled right" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        rules_bench.main([str(folder), "--only", "nothing like it"])


def test_a_misread_sentence_of_another_trade_fails_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "jobs.json").write_text(json.dumps({"erd": ERD, "cases": CASES[:1]}))
    (tmp_path / "jobs.json").rename(tmp_path / "job_board.json")
    monkeypatch.setattr(rules_bench, "FOLDER", own)
    monkeypatch.setattr(rules_bench, "FURTHER", folder)
    assert rules_bench.main([str(own)]) == 1
    told = capsys.readouterr().out
    assert "Further sentences, job board: 1 of 6 testable compiled right (16.7%), **5** wrong." in told
    (tmp_path / "job_board.json").unlink()
    assert rules_bench.main([str(own)]) == 0


def test_other_words_for_a_sentence_are_judged_by_its_scenarios(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    (own / rules_bench.REWORDED).mkdir(parents=True)
    (own / "jobs.json").write_text(json.dumps({"erd": ERD, "cases": CASES[:1]}))
    others = own / rules_bench.REWORDED / "jobs.json"
    others.write_text(json.dumps({CASES[0]["rule"]: ["as well", "missed"]}))
    monkeypatch.setattr(rules_bench, "FOLDER", own)
    monkeypatch.setattr(rules_bench, "FURTHER", own)
    assert rules_bench.main([str(own)]) == 0
    told = capsys.readouterr().out
    assert "Other words for the sentences above: 1 of 2 compiled right (50.0%), **0** wrong." in told
    others.write_text(json.dumps({CASES[0]["rule"]: ["default"]}))
    assert rules_bench.main([str(own)]) == 1


def test_the_document_has_a_place_for_the_figures(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "benchmarks.md"
    copy.write_text(rules_bench.DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(rules_bench, "DOCUMENT", copy)
    rules_bench.main([str(folder), "--only", "right", "--write"])
    assert "1000 rules compile in" in copy.read_text(encoding="utf-8")
