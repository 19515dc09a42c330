"""Functions that people approved, when the project is generated again."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler.contributions import AddFunction, AnyContribution, Because
from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve.origin import GENERATION, pack_origin, read_functions
from erdgen.compiler.evolve.recall import Recalling, recall_agreed
from erdgen.compiler.findings import Location
from erdgen.compiler.passes import Audience, Comment, Consultation, EnrichedAdvisor
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.regeneration import RegenerationRequest, regenerate
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.project import Project
from tests.compiler.functions.test_form import FUNCTION, SENTENCE, SHOP

PLACE = Location(7, 3, "business_rules[0]")
OPEN = RuleOutcome(SENTENCE.rstrip("."), "not_understood", location=PLACE)


class Advising:
    """Says what it was made with, and remembers what is dropped."""

    def __init__(self, *outcomes: RuleOutcome, suggestions: tuple[AnyContribution, ...] = ()) -> None:
        self.advice = Consultation(outcomes=outcomes, suggestions=suggestions)
        self.dropped: list[AnyContribution] = []

    def consult(self, project: Project, comments: Any = (), audience: Audience | None = None) -> Consultation:
        return self.advice

    def without(self, dropped: Any, failure: str = "") -> Advising:
        self.dropped += dropped
        return self

    def unaided(self) -> Advising:
        return self


class Silent:
    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


def write(folder: Path, *made: AnyContribution, comments: tuple[Comment, ...] = ()) -> Path:
    packed = pack_origin("shop.json", comments, made, {})
    (folder / GENERATION).parent.mkdir()
    (folder / GENERATION).write_bytes(packed[GENERATION])
    return folder


def test_what_is_written_down_is_read_again(tmp_path: Path) -> None:
    where = replace(FUNCTION, because=Because("why", "model", PLACE))
    assert read_functions(write(tmp_path, where)) == (where,)


def test_a_function_stays_with_its_sentence() -> None:
    advice = Recalling(Advising(OPEN), (FUNCTION,)).consult(SHOP)
    (made,) = advice.contributions
    assert made == replace(FUNCTION, because=replace(FUNCTION.because, location=PLACE))


@pytest.mark.parametrize(
    "outcomes",
    [(), (replace(OPEN, status="compiled"),), (replace(OPEN, sentence="Something else"),)],
    ids=["gone", "understood", "changed"],
)
def test_a_function_goes_with_its_sentence(outcomes: tuple[RuleOutcome, ...]) -> None:
    assert Recalling(Advising(*outcomes), (FUNCTION,)).consult(SHOP).contributions == ()


def test_it_is_not_suggested_once_more() -> None:
    other = replace(FUNCTION, name="accepts_other", message="Something else.")
    again = replace(FUNCTION, because=Because("why", "suggestion"))
    advice = Recalling(Advising(OPEN, suggestions=(again, other)), (FUNCTION,)).consult(SHOP)
    assert advice.suggestions == (other,)


def test_one_that_fails_is_dropped_like_what_is_advised() -> None:
    inner = Advising(OPEN)
    advisor = Recalling(inner, (FUNCTION,))
    assert isinstance(advisor, EnrichedAdvisor)
    assert advisor.without([FUNCTION], "tests failed").consult(SHOP).contributions == ()
    assert inner.dropped == []
    assert advisor.unaided().consult(SHOP).contributions == ()


def test_a_folder_without_functions_changes_nothing(tmp_path: Path) -> None:
    inner = Advising()
    assert recall_agreed(tmp_path, inner) is inner
    assert recall_agreed(write(tmp_path), inner) is inner


@pytest.mark.parametrize(
    "change",
    [
        {"source": 3},
        {"fields": [["code"]]},
        {"accepted": [[{"x": 1}]]},
        {"accepted": 3},
        {"because": None},
        {"name": None},
    ],
)
def test_what_is_damaged_is_said_so(change: dict[str, Any], tmp_path: Path) -> None:
    folder = write(tmp_path)
    said = {"kind": AddFunction.kind, **asdict(FUNCTION), **change}
    (folder / GENERATION).write_text(json.dumps({"contributions": [said]}, default=str))
    with pytest.raises(OutputError, match="is damaged"):
        recall_agreed(folder, Advising())
    request = RegenerationRequest(GenerationRequest(b"", "", folder))
    report = regenerate(request, Advising(), Silent()).generation
    assert report.status == "refused"
    assert "is damaged" in report.message
