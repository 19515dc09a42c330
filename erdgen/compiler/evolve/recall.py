"""Functions that people approved when a project was reviewed stay in it when it is generated again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from erdgen.compiler.contributions import AddFunction, AnyContribution
from erdgen.compiler.evolve.origin import read_functions
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation, EnrichedAdvisor
from erdgen.compiler.spec.project import Project


@dataclass(frozen=True)
class Recalling:
    """``advisor``, whose advice the approved ``functions`` stand before.

    A function goes with its sentence: it stays while the ERD has that, and the rules do not say it.
    """

    advisor: Advisor
    functions: tuple[AddFunction, ...]

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        """What is advised anew, without functions for sentences that have one."""
        advice = self.advisor.consult(project, comments, audience)
        kept = tuple(self._find_kept(advice))
        decided = {(each.entity, each.message) for each in kept}
        suggestions = tuple(
            each
            for each in advice.suggestions
            if not (isinstance(each, AddFunction) and (each.entity, each.message) in decided)
        )
        return replace(advice, contributions=(*kept, *advice.contributions), suggestions=suggestions)

    def _find_kept(self, advice: Consultation) -> Iterator[AddFunction]:
        open_still = {_plain(each.sentence): each for each in advice.outcomes if each.status != "compiled"}
        for made in self.functions:
            outcome = open_still.get(_plain(made.message))
            if outcome is not None:
                yield replace(made, because=replace(made.because, location=outcome.location))

    def without(self, dropped: Collection[AnyContribution], failure: str = "") -> Advisor:
        """As of an ``EnrichedAdvisor``; functions are dropped like what is advised anew."""
        names = {each.name for each in dropped if isinstance(each, AddFunction)}
        left = tuple(each for each in self.functions if each.name not in names)
        others = [each for each in dropped if not isinstance(each, AddFunction)]
        inner = self.advisor
        if others and isinstance(inner, EnrichedAdvisor):
            inner = inner.without(others, failure) if failure else inner.without(others)
        return Recalling(inner, left)

    def unaided(self) -> Advisor:
        """The advisor without a model, and without what one wrote."""
        return self.advisor.unaided() if isinstance(self.advisor, EnrichedAdvisor) else self.advisor


def recall_functions(output: Path, advisor: Advisor) -> Advisor:
    """``advisor`` for the project in ``output``; the same one where it holds none. Raises OutputError."""
    functions = read_functions(output)
    return Recalling(advisor, functions) if functions else advisor


def _plain(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".!?")
