"""What a model made of a project, and people approved of it, stays when the project is generated again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from erdgen.compiler.agreement import agree
from erdgen.compiler.contributions import AddFunction, AnyContribution, RenameMember, without_reason
from erdgen.compiler.evolve.agreed import Agreed, list_kept, tell_left_out
from erdgen.compiler.evolve.origin import ERD, read_agreed, read_names, read_rejected
from erdgen.compiler.findings import Finding, errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.passes import (
    Advisor,
    Audience,
    Comment,
    Consultation,
    EnrichedAdvisor,
    Kept,
    NamingAdvisor,
    RecallingAdvisor,
)
from erdgen.compiler.rules.vocabulary import plain_sentence
from erdgen.compiler.spec.project import Project


@dataclass(frozen=True)
class Recalling:
    """``advisor``, told what was ``agreed`` before; the approved ``functions`` stand before its advice.

    A function goes with its sentence: it stays while the ERD has that, and the rules do not say it.
    """

    advisor: Advisor
    functions: tuple[AddFunction, ...] = ()
    agreed: Agreed | None = None

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        """What is advised with all that was agreed on, without functions for sentences that have one."""
        advice = self._recall(project, comments, audience)
        kept = tuple(self._find_kept(advice))
        decided = {(each.entity, each.message) for each in kept}
        suggestions = tuple(
            each
            for each in advice.suggestions
            if not (isinstance(each, AddFunction) and (each.entity, each.message) in decided)
        )
        return replace(advice, contributions=(*kept, *advice.contributions), suggestions=suggestions)

    def list_names(self, project: Project, comments: Sequence[Comment]) -> Mapping[Comment, RenameMember]:
        """As of a ``NamingAdvisor``, if the advisor is one."""
        naming = self.advisor
        return naming.list_names(project, comments) if isinstance(naming, NamingAdvisor) else {}

    def _recall(
        self, project: Project, comments: Sequence[Comment], audience: Audience | None
    ) -> Consultation:
        """The advice with what was agreed on, as far as the rest can stand with it."""
        if self.agreed is None:
            return self.advisor.consult(project, comments, audience)
        kept, told = self.agreed.choose(project)
        advice = _tell(self.advisor, kept).consult(project, comments, audience)
        if kept and errors(advice.findings):
            advice, refused = self._recall_singly(project, comments, kept)
            told += refused
        return _leave_losers(project, replace(advice, findings=(*advice.findings, *told)), kept)

    def _recall_singly(
        self, project: Project, comments: Sequence[Comment], kept: Sequence[Kept]
    ) -> tuple[Consultation, list[Finding]]:
        """The advice with as many of ``kept`` as make no error of the rest, which may be one without them."""
        advice = self.advisor.consult(project, comments)
        known = {each.message for each in errors(advice.findings)}
        standing: list[Kept] = []
        refused: list[Finding] = []
        for each in kept:
            tried = _tell(self.advisor, [*standing, each]).consult(project, comments)
            wrong = [found.message for found in errors(tried.findings) if found.message not in known]
            if wrong:
                refused.append(tell_left_out(each.made, wrong[0]))
            else:
                standing.append(each)
                advice = tried
        return advice, refused

    def _find_kept(self, advice: Consultation) -> Iterator[AddFunction]:
        open_still = {
            plain_sentence(each.sentence): each for each in advice.outcomes if each.status != "compiled"
        }
        for made in self.functions:
            outcome = open_still.get(plain_sentence(made.message))
            if outcome is not None:
                yield replace(made, because=replace(made.because, location=outcome.location))

    def without(self, dropped: Collection[AnyContribution], failure: str = "") -> Advisor:
        """As of an ``EnrichedAdvisor``; what was agreed on is dropped like what is advised anew."""
        gone = {without_reason(each) for each in dropped}
        left = tuple(each for each in self.functions if without_reason(each) not in gone)
        others = [each for each in dropped if not isinstance(each, AddFunction)]
        agreed = self.agreed
        if agreed is not None:
            stay = tuple(each for each in agreed.kept if without_reason(each.made) not in gone)
            agreed = replace(agreed, kept=stay)
        inner = self.advisor
        if others and isinstance(inner, EnrichedAdvisor):
            inner = inner.without(others, failure) if failure else inner.without(others)
        return Recalling(inner, left, agreed)

    def unaided(self) -> Advisor:
        """The advisor without a model, and without what one wrote."""
        return self.advisor.unaided() if isinstance(self.advisor, EnrichedAdvisor) else self.advisor


def recall_agreed(output: Path, advisor: Advisor) -> Advisor:
    """``advisor`` for the project in ``output``, the same one where no model had a part; or OutputError."""
    made = read_agreed(output)
    if not made:
        return advisor
    functions = tuple(each for each in made if isinstance(each, AddFunction))
    return Recalling(advisor, functions, _find_agreed(output, made))


def _find_agreed(output: Path, made: Sequence[AnyContribution]) -> Agreed | None:
    """What is there beside functions. An ERD that cannot be read any more is refused when it is needed."""
    kept = list_kept(made)
    if not kept or not (output / ERD).is_file():
        return None
    former, _ = parse_erd((output / ERD).read_bytes(), "", read_names(output))
    return Agreed(former, kept, read_rejected(output)) if former is not None else None


def _tell(advisor: Advisor, kept: Sequence[Kept]) -> Advisor:
    return advisor.recalling(kept) if kept and isinstance(advisor, RecallingAdvisor) else advisor


def _leave_losers(project: Project, advice: Consultation, kept: Sequence[Kept]) -> Consultation:
    """``advice`` without those of ``kept`` that others left no room for, and a finding for each."""
    standing = {without_reason(each) for each in agree(project, advice.contributions)[0]}
    before = {without_reason(each.made) for each in kept}
    lost = [
        each
        for each in advice.contributions
        if (plain := without_reason(each)) in before and plain not in standing
    ]
    told = tuple(tell_left_out(each, "it is decided otherwise now") for each in lost)
    made = tuple(each for each in advice.contributions if each not in lost)
    return replace(advice, contributions=made, findings=(*advice.findings, *told))
