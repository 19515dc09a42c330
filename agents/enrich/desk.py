"""Where an agent asks a model: the consultant, with what was approved before and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from agents.enrich.memory import NOTHING_KEPT, Memory
from agents.llm.consultant import Check, Reply
from agents.llm.schema import Answer
from erdgen.compiler.contributions import AddRule, AnyContribution, Because
from erdgen.compiler.findings import Finding

AnswerT = TypeVar("AnswerT", bound=Answer)


class Asker(Protocol):
    """What asks models; ``agents.llm.consultant.Consultant`` is the one in use."""

    def ask(
        self,
        agent: str,
        task: str,
        data: Mapping[str, object],
        answer_type: type[AnswerT],
        names: Mapping[str, Sequence[str]] | None = None,
        check: Check | None = None,
    ) -> Reply[AnswerT]:
        """The checked answer to one question, or a failure with what the user should know of it."""

    def write(self, agent: str, task: str, data: Mapping[str, object], check: Check) -> Reply[str]:
        """A checked text, such as code, in place of a structured answer."""


@dataclass(frozen=True)
class Desk:
    """One consultation's access to models."""

    asker: Asker
    memory: Memory = NOTHING_KEPT
    #: Contributions, without their reasons, that are not to be made again.
    dropped: frozenset[AnyContribution] = frozenset()
    #: Tasks, each with an entity, that the orchestrator leaves out.
    skipped: frozenset[tuple[str, str]] = frozenset()

    def wants(self, task: str, entity: str) -> bool:
        """Whether ``task`` is to be asked about ``entity``."""
        return (task, entity) not in self.skipped

    def keep(self, made: Iterable[AnyContribution]) -> list[AnyContribution]:
        """``made`` without what is not to be made again."""
        return [each for each in made if without_reason(each) not in self.dropped]


@dataclass(frozen=True)
class Enrichment:
    """What came of questions: contributions that stand, those that wait for a person, and findings."""

    contributions: tuple[AnyContribution, ...] = ()
    suggestions: tuple[AnyContribution, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def __add__(self, other: Enrichment) -> Enrichment:
        return Enrichment(
            self.contributions + other.contributions,
            self.suggestions + other.suggestions,
            self.findings + other.findings,
        )


def without_reason(made: AnyContribution) -> AnyContribution:
    """What ``made`` comes to, whyever it was made and whatever is said when it is broken."""
    plain = replace(made, because=Because(""))
    return replace(plain, message="") if isinstance(plain, AddRule) else plain
