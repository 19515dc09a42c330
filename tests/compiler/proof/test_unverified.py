"""A project with code of a model, on a machine whose sandbox does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from erdgen.compiler.proof import prove
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofOptions, prove_project
from erdgen.compiler.proof.sandbox import NO_ISOLATION, Sandbox, open_sandbox
from erdgen.compiler.proof.validation_report import render_validation_report
from tests.standin import FILES

#: Leaves a mark wherever it is run, be it imported or tested.
MARKED = 'import pathlib\n\npathlib.Path("{mark}").write_text("was run")  # fmt: skip\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "backend" / "business_logic.py").write_text(MARKED.format(mark=tmp_path / "mark"))
    models = (root / "backend" / "models.py").read_text()
    (root / "backend" / "models.py").write_text(
        f"{models}\n\nimport backend.business_logic  # noqa: E402,F401\n"
    )
    return root


@pytest.fixture
def no_isolation(monkeypatch: pytest.MonkeyPatch) -> None:
    def unheld(folder: Path, **options: object) -> Sandbox:
        return replace(open_sandbox(folder), isolation=NO_ISOLATION)

    monkeypatch.setattr(prove, "open_sandbox", unheld)


def run(project: Path, *, confined: bool) -> ProofResult:
    return prove_project(project, ProofOptions(confined=confined), lambda name, result: None)


@pytest.mark.usefixtures("no_isolation")
def test_nothing_of_it_is_run(project: Path, tmp_path: Path) -> None:
    proof = run(project, confined=True)
    assert [step.name for step in proof.steps][:1] == ["compile"]
    assert {step.name for step in proof.steps} <= {"compile", "lint"}
    assert not (tmp_path / "mark").exists()


@pytest.mark.usefixtures("no_isolation")
def test_the_mark_would_tell(project: Path, tmp_path: Path) -> None:
    (project / "pyproject.toml").write_text((project / "pyproject.toml").read_text().replace('"E", ', ""))
    proof = run(project, confined=False)
    assert (tmp_path / "mark").exists(), proof


def test_the_report_says_unverified() -> None:
    proof = ProofResult((StepResult("compile", True), StepResult("lint", True)))
    text = render_validation_report(proof)
    assert proof.ok
    assert proof.unverified
    assert "**Unverified.**" in text
    assert "proven before" not in text
    assert "Every Python file compiles" in text


def test_a_failed_step_is_a_failure_and_not_unverified() -> None:
    proof = ProofResult((StepResult("compile", True), StepResult("lint", False)))
    assert not proof.ok
    assert not proof.unverified
