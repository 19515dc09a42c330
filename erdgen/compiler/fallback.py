"""The way back to what was decided without a model, when a backend cannot be made with what a model said.

For what the failure names the model is asked again, at most twice and not after the same failure came
again; then it is left out, at most twice as well; then, or when the same failure comes again, all of it. So
a model can add to a backend, but never cost one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.findings import Finding, Level, errors
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation, EnrichedAdvisor
from erdgen.compiler.proof.outcome import ProofResult
from erdgen.compiler.report import GenerationReport
from erdgen.compiler.spec.project import Project

#: How often the model is asked again, and how often only a part of what it said is left out.
ROUNDS = 2
CODE = "model.W004"
#: Characters of a failure that a model is told.
MOST_TOLD = 300

#: Folders before a file's name; those of a sandbox differ from run to run.
_PATH = re.compile(r"(?:[\w.+-]*/)+(?=[\w.+-])")


@dataclass(frozen=True, slots=True)
class Setback:
    """One failure, and what was done about it with what is ``blamed``.

    ``ask``: the model is asked for something else, and told of the ``failure``; ``drop``: it is left out;
    ``all``: so is everything else of the model.
    """

    how: Literal["ask", "drop", "all"]
    #: Of the step that failed.
    name: str
    #: The failure as it is compared with the next one.
    plain: str
    failure: str
    blamed: tuple[AnyContribution, ...]

    def apply(self, advisor: Advisor) -> Advisor:
        """Who is asked next."""
        if not isinstance(advisor, EnrichedAdvisor):
            return advisor
        if self.how == "all":
            return advisor.unaided()
        told = self.failure if self.how == "ask" else ""
        return advisor.without(self.blamed, told) if told else advisor.without(self.blamed)

    @property
    def told(self) -> Finding:
        """That it is left out."""
        why = f"“{self.name}” failed with it"
        return left_out(self.blamed, f"{why}, and the model is asked again" if self.how == "ask" else why)


def find_setback(before: Sequence[Setback], made: Sequence[AnyContribution], name: str, text: str) -> Setback:
    """What is done about the failure ``text`` of the step ``name``, after those ``before``."""
    blamed = _attribute(text, made)
    plain = _without_numbers(text)
    again = bool(before) and plain == before[-1].plain
    asked, dropped = (sum(each.how == how for each in before) for how in ("ask", "drop"))
    named = len(blamed) < len(made)
    how: Literal["ask", "drop", "all"] = "all"
    # Asking again is not worth it for a failure that the model has just not mended.
    if asked < ROUNDS and not again and not dropped and (named or len(made) == 1):
        how = "ask"
    elif named and dropped < ROUNDS and not (again and dropped):
        how = "drop"
    return Setback(how, name, plain, shorten_failure(name, text), tuple(made if how == "all" else blamed))


@dataclass
class Retreat:
    """Who is asked next after a failure; ``told`` says what was left out."""

    advisor: Advisor
    setbacks: tuple[Setback, ...] = ()

    @property
    def told(self) -> tuple[Finding, ...]:
        return tuple(each.told for each in self.setbacks)

    def is_over(self, advice: Consultation) -> bool:
        """Whether nothing in ``advice`` is left to go back from."""
        return not (advice.by_model and isinstance(self.advisor, EnrichedAdvisor))

    def step_back(self, report: GenerationReport) -> bool:
        """Leave out what ``report`` failed with; False when that was nothing a model said."""
        if self.is_over(report.consultation):
            return False
        name, text = describe_failure(report.message, report.proof)
        setback = find_setback(self.setbacks, report.consultation.by_model, name, text)
        self.advisor = setback.apply(self.advisor)
        self.setbacks += (setback,)
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


def describe_failure(message: str, proof: ProofResult | None) -> tuple[str, str]:
    """The step that failed, and all that is known of it."""
    failure = proof.failure if proof else None
    if failure is None:
        return message, message
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
