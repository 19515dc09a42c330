"""The way back to what was decided without a model, when a backend cannot be made with what a model said.

For what the failure names the model is asked again, at most twice and not after the same failure came
again; then it is left out, at most twice as well; then, or when the same failure comes again, all of it. So
a model can add to a backend, but never cost one.
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

#: How often the model is asked again, and how often only a part of what it said is left out.
ROUNDS = 2
CODE = "model.W004"
#: Characters of a failure that a model is told.
MOST_TOLD = 300

#: Folders before a file's name; those of a sandbox differ from run to run.
_PATH = re.compile(r"(?:[\w.+-]*/)+(?=[\w.+-])")


@dataclass
class Retreat:
    """Who is asked next after a failure; ``told`` says what was left out."""

    advisor: Advisor
    told: tuple[Finding, ...] = ()
    _asked: int = 0
    _dropped: int = 0
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
        plain = _without_numbers(text)
        again, self._last = plain == self._last, plain
        named = len(blamed) < len(made)
        why = f"“{name}” failed with it"
        if self._may_ask(again=again) and (named or len(made) == 1):
            self._asked += 1
            why += ", and the model is asked again"
            self.advisor = self.advisor.without(blamed, shorten_failure(name, text))
        elif named and self._dropped < ROUNDS and not (again and self._dropped):
            self._dropped += 1
            self.advisor = self.advisor.without(blamed)
        else:
            blamed = list(made)
            self.advisor = self.advisor.unaided()
        self.told += (left_out(blamed, why),)
        return True

    def _may_ask(self, *, again: bool) -> bool:
        """Whether asking the model again is worth it: not for a failure that it has just not mended."""
        return self._asked < ROUNDS and not again and not self._dropped


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


def shorten_failure(name: str, text: str) -> str:
    """What a model is told of a failure: the lines that say it, the same on every machine."""
    lines = [
        line.strip() for line in text.splitlines() if line.startswith(("FAILED ", "E  ")) or "Error" in line
    ]
    told = "; ".join(dict.fromkeys(lines or text.splitlines()))
    return f"{name} failed: {_PATH.sub('', told)}"[:MOST_TOLD]


def _attribute(text: str, made: Sequence[AnyContribution]) -> list[AnyContribution]:
    """The contributions whose entity the failure names; all of them when it names none."""
    plain = text.casefold().replace("_", "")
    blamed = [each for each in made if re.search(rf"{re.escape(each.entity.casefold())}", plain)]
    return blamed or list(made)


def _without_numbers(text: str) -> str:
    """A failure without line numbers and times, to be compared with another."""
    return re.sub(r"\d+", "", text)
