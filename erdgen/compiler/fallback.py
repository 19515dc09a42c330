"""The way back to what was decided without a model, when a backend cannot be made with what a model said.

First what the failure names is left out, at most twice; then, or when the same failure comes again, all of
it. So a model can add to a backend, but never cost one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.findings import Finding, Level, errors
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation, EnrichedAdvisor
from erdgen.compiler.report import GenerationReport
from erdgen.compiler.spec.project import Project

#: How often only a part of what a model said is left out.
ROUNDS = 2
CODE = "model.W004"


@dataclass
class Retreat:
    """Who is asked next after a failure; ``told`` says what was left out."""

    advisor: Advisor
    told: tuple[Finding, ...] = ()
    _round: int = 0
    _last: str = ""

    def is_over(self, advice: Consultation) -> bool:
        """Whether nothing in ``advice`` is left to go back from."""
        return not (advice.by_model and isinstance(self.advisor, EnrichedAdvisor))

    def step_back(self, report: GenerationReport) -> bool:
        """Leave out what ``report`` failed with; False when that was nothing a model said."""
        made = report.consultation.by_model
        if self.is_over(report.consultation) or not isinstance(self.advisor, EnrichedAdvisor):
            return False
        name, text = _describe(report)
        blamed = _attribute(text, made)
        self._round += 1
        if self._round > ROUNDS or _without_numbers(text) == self._last or len(blamed) == len(made):
            blamed = list(made)
            self.advisor = self.advisor.unaided()
        else:
            self.advisor = self.advisor.without(blamed)
        self._last = _without_numbers(text)
        self.told += (left_out(blamed, f"“{name}” failed with it"),)
        return True


def ask_safely(
    advisor: Advisor, project: Project, comments: Sequence[Comment], audience: Audience | None
) -> Consultation:
    """The advice, without a model when an agent fails with one."""
    advice = advisor.consult(project, comments, audience) if audience else advisor.consult(project, comments)
    if not errors(advice.findings) or not isinstance(advisor, EnrichedAdvisor):
        return advice
    return return_to_plain(advisor, project, comments, advice, errors(advice.findings)[0].message)


def return_to_plain(
    advisor: EnrichedAdvisor,
    project: Project,
    comments: Sequence[Comment],
    advice: Consultation,
    reason: str,
) -> Consultation:
    """The advice without a model and what was heard of the model, if ``reason`` is the model's doing."""
    unaided = advisor.unaided()
    if unaided == advisor:
        return advice
    plain = unaided.consult(project, comments)
    if any(reason == finding.message for finding in plain.findings):
        return plain
    heard = tuple(each for each in advice.findings if each.code.startswith(("llm.", "model.")))
    told = left_out(advice.by_model, reason)
    return replace(plain, findings=(*plain.findings, *heard, told))


def left_out(made: Sequence[AnyContribution], why: str) -> Finding:
    """That contributions of a model are not used."""
    named = ", ".join(dict.fromkeys(f"{each.kind} on {each.entity}" for each in made)) or "all of it"
    message = f"what a model contributed is left out ({named}): {why}"
    return Finding(Level.WARNING, CODE, message, "nothing has to be done; say it in the ERD if it is wanted")


def _describe(report: GenerationReport) -> tuple[str, str]:
    failure = report.proof.failure if report.proof else None
    if failure is None:
        return report.message, report.message
    return failure.name, f"{failure.name}\n{failure.detail}\n{failure.output}"


def _attribute(text: str, made: Sequence[AnyContribution]) -> list[AnyContribution]:
    """The contributions whose entity the failure names; all of them when it names none."""
    plain = text.casefold().replace("_", "")
    blamed = [each for each in made if re.search(rf"{re.escape(each.entity.casefold())}", plain)]
    return blamed or list(made)


def _without_numbers(text: str) -> str:
    """A failure without line numbers and times, to be compared with another."""
    return re.sub(r"\d+", "", text)
