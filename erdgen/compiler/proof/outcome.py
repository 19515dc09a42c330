"""What a proof came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step: ``detail`` is a short phrase, ``output`` the end of what the tool printed on failure."""

    name: str
    ok: bool
    detail: str = ""
    seconds: float = 0.0
    output: str = ""
    #: Tests that passed, and the percentage of the lines of ``backend/`` that they run.
    tests: int = 0
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class ProofResult:
    """All steps that ran, in order; the last one is the one that failed, if any did."""

    steps: tuple[StepResult, ...]
    #: Which database the tests ran on.
    database: str = "SQLite"
    #: How the sandbox was isolated; differs between machines, so it is never written into the output.
    isolation: str = ""

    @property
    def failure(self) -> StepResult | None:
        """The step that failed."""
        return next((step for step in self.steps if not step.ok), None)

    @property
    def ok(self) -> bool:
        return bool(self.steps) and self.failure is None

    @property
    def unverified(self) -> bool:
        """Whether all that was asked for went well, but the project itself was not run."""
        return self.ok and not any(step.name == "tests" for step in self.steps)

    @property
    def tests(self) -> int:
        """Number of generated tests that passed."""
        return max((step.tests for step in self.steps), default=0)

    @property
    def coverage(self) -> float:
        """Percentage of the lines of ``backend/`` that the tests run."""
        return max((step.coverage for step in self.steps), default=0.0)
