from __future__ import annotations

from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.steps import STAGES, STEPS
from erdgen.compiler.proof.validation_report import render_validation_report


def test_every_step_is_proven_by_one_stage_in_order() -> None:
    assert [name for stage in STAGES for name in stage.steps] == list(STEPS)


def test_the_report_says_what_was_proven_and_nothing_of_the_machine() -> None:
    steps = tuple(StepResult(name, True, "on Python 3.11", 1.5, tests=12, coverage=97.31) for name in STEPS)
    here = render_validation_report(ProofResult(steps, isolation="namespaces"))
    there = render_validation_report(ProofResult(tuple(StepResult(n, True, tests=12) for n in STEPS)))
    assert here == there
    assert "Number of tests: 12, on SQLite" in here
    assert all(meaning in here for meaning in STEPS.values())


def test_without_a_proof_it_says_so() -> None:
    assert "**Not proven.**" in render_validation_report(None)
