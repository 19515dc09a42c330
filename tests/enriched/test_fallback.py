"""A model adds to a backend and never costs one: what fails with it is made without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler import pipeline
from erdgen.compiler.contributions import AddOrdering, AnyContribution, Because
from erdgen.compiler.fallback import shorten_failure
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.passes import Advisor, Consultation
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofError

ENTITIES = (
    b'{"Item": {"fields": {"name": "str"}}, "Tag": {"fields": {"word": "str", "shade": "str", "hue": "str"}}}'
)
ERD = b'{"name": "Shop", "erd": {"entities": ' + ENTITIES + b"}}"


def ordering(entity: str, name: str, source: Any = "model") -> AddOrdering:
    return AddOrdering(owner="api", entity=entity, field=name, because=Because("why", source))


ITEM, TAG = ordering("Item", "name"), ordering("Tag", "word")


@dataclass(frozen=True)
class Enriched:
    """An advisor whose model contributes ``made``."""

    plain: Consultation
    made: tuple[AnyContribution, ...] = ()
    asked: list[int] = field(default_factory=list, compare=False)
    findings: tuple[Finding, ...] = ()
    #: What the model says each time when it is asked again, and what it was told.
    instead: tuple[AnyContribution, ...] = ()
    told: list[str] = field(default_factory=list, compare=False)

    def consult(self, project: object, comments: object = (), audience: object = None) -> Consultation:
        self.asked.append(len(self.made))
        found = (*self.plain.findings, *(self.findings if self.made else ()))
        return replace(self.plain, contributions=(*self.plain.contributions, *self.made), findings=found)

    def without(self, dropped: Sequence[AnyContribution], failure: str = "") -> Advisor:
        made = tuple(each for each in self.made if each not in dropped)
        if not failure:
            return replace(self, made=made)
        self.told.append(failure)
        return replace(self, made=(*made, *self.instead[:1]), instead=self.instead[1:])

    def unaided(self) -> Advisor:
        return replace(self, made=())


class Silent:
    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


Fails = Callable[[str], str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Generate with a proof that fails as ``fails`` says of the text of the views."""

    def generate(advisor: Any, fails: Fails) -> Any:
        def prove(request: object, root: Path, progress: object) -> ProofResult:
            output = fails((root / "backend" / "views.py").read_text())
            step = StepResult("tests", not output, "1 test", output=output)
            if output:
                raise ProofError(ProofResult((step,)))
            return ProofResult((step,))

        monkeypatch.setattr(pipeline, "prove", prove)
        request = GenerationRequest(ERD, "shop.json", tmp_path / "shop")
        return pipeline.generate(request, advisor, Silent())

    return generate


@pytest.fixture
def plain() -> Consultation:
    from agents.orchestrator import DomainOrchestrator
    from agents.roster import default_roster
    from erdgen.compiler.frontends.erd_json import parse_erd

    project, _ = parse_erd(ERD.replace(b'"erd"', b'"api_requirements": {"ordering": false}, "erd"'), "Shop")
    assert project is not None
    return DomainOrchestrator(default_roster()).consult(project)


def orders(views: str, name: str) -> bool:
    return re.search(rf"ordering_fields = .*{name}", views) is not None


def left_out(report: Any) -> list[str]:
    return [finding.message for finding in report.findings if finding.code == "model.W004"]


def leftovers(report: Any) -> list[str]:
    return [path.name for path in report.output.parent.iterdir() if path != report.output]


def test_only_what_the_failure_names_is_left_out(run: Callable[..., Any], plain: Consultation) -> None:
    advisor = Enriched(plain, (ITEM, TAG))
    report = run(advisor, lambda views: "FAILED test_tag_order" if orders(views, "word") else "")
    assert report.status == "done"
    assert report.consultation.by_model == (ITEM,)
    (told,) = left_out(report)
    why = "“tests” failed with it, and the model is asked again"
    assert told == f"what a model contributed is left out (add_ordering on Tag): {why}"
    assert leftovers(report) == []


SANDBOX = "/tmp/erdgen-a1b2/backend/"
OTHER, THIRD = ordering("Tag", "shade"), ordering("Tag", "hue")


def test_what_the_model_says_when_asked_again_is_used(run: Callable[..., Any], plain: Consultation) -> None:
    advisor = Enriched(plain, (ITEM, TAG), instead=(OTHER,))
    report = run(advisor, lambda views: f"E  tag: {SANDBOX}views.py" if orders(views, "word") else "")
    assert (report.status, report.consultation.by_model) == ("done", (ITEM, OTHER))
    assert advisor.told == ["tests failed: E  tag: views.py"]


def test_the_same_failure_of_two_answers_ends_the_asking(
    run: Callable[..., Any], plain: Consultation
) -> None:
    advisor = Enriched(plain, (ITEM, TAG), instead=(OTHER, THIRD))
    report = run(advisor, lambda views: "tag" if orders(views, "word") or orders(views, "shade") else "")
    assert (report.status, report.consultation.by_model) == ("done", (ITEM,))
    assert len(advisor.told) == 1
    assert len(left_out(report)) == 2


def test_the_model_is_asked_again_twice_at_most(run: Callable[..., Any], plain: Consultation) -> None:
    advisor = Enriched(plain, (ITEM, TAG), instead=(OTHER, TAG, OTHER, TAG))
    failures = iter(("first tag", "second tag", "third tag"))
    report = run(advisor, lambda views: next(failures, ""))
    assert (report.status, report.consultation.by_model) == ("done", (ITEM,))
    assert len(advisor.told) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("...\nFAILED backend/tests.py::test_x[items] - assert\nin 3.2s", "tests.py::test_x[items] - assert"),
        ("no line says it", "no line says it"),
        ("E  ValueError: no\nE  ValueError: no", "E  ValueError: no"),
    ],
)
def test_a_model_is_told_the_lines_that_matter(text: str, told: str) -> None:
    short = shorten_failure("tests", text)
    assert short.startswith("tests failed: ")
    assert short.endswith(told)
    assert len(shorten_failure("tests", "x" * 1000)) == 300


def test_a_failure_that_names_nothing_leaves_all_of_it_out(
    run: Callable[..., Any], plain: Consultation
) -> None:
    advisor = Enriched(plain, (ITEM, TAG))
    report = run(advisor, lambda views: "boom" if orders(views, "name") else "")
    assert (report.status, report.consultation.by_model) == ("done", ())
    assert advisor.asked == [2, 0]


def test_the_same_failure_twice_ends_it(run: Callable[..., Any], plain: Consultation) -> None:
    advisor = Enriched(plain, (ITEM, TAG))
    tried: list[str] = []

    def fails(views: str) -> str:
        tried.append(views)
        return "FAILED tag in line 7" if len(tried) < 3 else ""

    report = run(advisor, fails)
    assert report.status == "done"
    assert advisor.asked == [2, 1, 0]


def test_a_failure_without_a_model_is_a_failure(run: Callable[..., Any], plain: Consultation) -> None:
    advisor = Enriched(plain, (ITEM, TAG))
    report = run(advisor, lambda views: "boom")
    assert report.status == "failed"
    assert advisor.asked == [2, 0]
    assert report.staging is not None
    assert leftovers(report) == [report.staging.name]


def test_an_error_of_the_advice_is_the_models_when_it_goes_with_it(
    run: Callable[..., Any], plain: Consultation
) -> None:
    wrong = Finding(Level.ERROR, "agents.E004", "agent 'api' failed")
    report = run(Enriched(plain, (ITEM,), findings=(wrong,)), lambda views: "")
    assert (report.status, report.consultation.by_model) == ("done", ())
    assert len(left_out(report)) == 1


def test_an_error_that_stays_is_not_the_models(run: Callable[..., Any], plain: Consultation) -> None:
    wrong = Finding(Level.ERROR, "agents.E004", "agent 'api' failed")
    report = run(Enriched(replace(plain, findings=(wrong,)), (ITEM,)), lambda views: "")
    assert report.status == "refused"
    assert left_out(report) == []


def test_a_crash_of_the_generator_counts_as_a_failure(
    run: Callable[..., Any], plain: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = pipeline.render

    def crash(design: Any, *arguments: Any) -> None:
        if any(made.because.source == "model" for made in design.contributions):
            raise KeyError("Tag")
        render(design, *arguments)

    monkeypatch.setattr(pipeline, "render", crash)
    report = run(Enriched(plain, (ITEM, TAG)), lambda views: "")
    assert report.status == "done"
    assert report.consultation.by_model == ()
