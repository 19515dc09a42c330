"""What a model made of a project, and people approved of it, stays when the project is generated again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from erdgen.compiler.agreement import agree
from erdgen.compiler.contributions import AddFunction, AnyContribution, Renaming, without_reason
from erdgen.compiler.evolve.agreed import Agreed, list_kept, tell_left_out
from erdgen.compiler.evolve.functions import follow_function, follow_sentence
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
    #: What the functions were made for, in whose names they are; without it they are taken as they are.
    former: Project | None = None

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        """What is advised with all that was agreed on, without functions for sentences that have one."""
        advice = self._recall(project, comments, audience)
        kept, told = self._find_kept(advice, project)
        decided = {(each.entity, each.message) for each in kept}
        suggestions = tuple(
            each
            for each in advice.suggestions
            if not (isinstance(each, AddFunction) and (each.entity, each.message) in decided)
        )
        return replace(
            advice,
            contributions=(*kept, *advice.contributions),
            suggestions=suggestions,
            findings=(*advice.findings, *told),
        )

    def list_names(self, project: Project, comments: Sequence[Comment]) -> Mapping[Comment, Renaming]:
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

    def _find_kept(
        self, advice: Consultation, project: Project
    ) -> tuple[tuple[AddFunction, ...], tuple[Finding, ...]]:
        """The functions that stay, in the names of ``project``, and what has to be changed in others."""
        kept: list[AddFunction] = []
        told: list[Finding] = []
        open_still = {
            plain_sentence(each.sentence): each for each in advice.outcomes if each.status != "compiled"
        }
        for made in self.functions:
            said = made.message
            if self.former is not None and plain_sentence(said) not in open_still:
                said = follow_sentence(made, self.former, project)
            outcome = open_still.get(plain_sentence(said))
            if outcome is None:
                continue
            followed = made if self.former is None else follow_function(made, self.former, project)
            if isinstance(followed, str):
                told.append(tell_left_out(made, followed))
            else:
                because = replace(followed.because, location=outcome.location)
                kept.append(replace(followed, message=said, because=because))
        return tuple(kept), tuple(told)

    def without(self, dropped: Collection[AnyContribution], failure: str = "") -> Advisor:
        """As of an ``EnrichedAdvisor``; what was agreed on is dropped like what is advised anew."""
        gone = {without_reason(each) for each in dropped}
        # Of functions only the name is sure to be the same in the words of every version.
        names = {each.name for each in dropped if isinstance(each, AddFunction)}
        left = tuple(each for each in self.functions if each.name not in names)
        others = [each for each in dropped if not isinstance(each, AddFunction)]
        agreed = self.agreed
        if agreed is not None:
            stay = tuple(each for each in agreed.kept if without_reason(each.made) not in gone)
            agreed = replace(agreed, kept=stay)
        inner = self.advisor
        if others and isinstance(inner, EnrichedAdvisor):
            inner = inner.without(others, failure) if failure else inner.without(others)
        return Recalling(inner, left, agreed, self.former)

    def unaided(self) -> Advisor:
        """The advisor without a model, and without what one wrote."""
        return self.advisor.unaided() if isinstance(self.advisor, EnrichedAdvisor) else self.advisor


def recall_agreed(output: Path, advisor: Advisor) -> Advisor:
    """``advisor`` for the project in ``output``, the same one where no model had a part; or OutputError."""
    made = read_agreed(output)
    if not made:
        return advisor
    functions = tuple(each for each in made if isinstance(each, AddFunction))
    former = _read_former(output)
    kept = list_kept(made)
    agreed = Agreed(former, kept, read_rejected(output)) if kept and former is not None else None
    return Recalling(advisor, functions, agreed, former)


def _read_former(output: Path) -> Project | None:
    """What it was agreed on for. An ERD that cannot be read any more is refused when it is needed."""
    if not (output / ERD).is_file():
        return None
    return parse_erd((output / ERD).read_bytes(), "", read_names(output))[0]


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
