"""Where an agent asks a model: the consultant, with what was approved before and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from agents.enrich.memory import NOTHING_KEPT, Memory
from agents.llm.consultant import Check, Reply
from agents.llm.schema import Answer
from erdgen.compiler.contributions import AddRule, AnyContribution, without_reason
from erdgen.compiler.findings import Finding

AnswerT = TypeVar("AnswerT", bound=Answer)
#: How often a question is asked again for what failed of its answers.
AGAIN = 2


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
    #: Contributions, without their words, that are not to be made again.
    dropped: frozenset[AnyContribution] = frozenset()
    #: Of these, what failed with them: a model is asked for something else instead.
    failed: Mapping[AnyContribution, str] = field(default_factory=dict)
    #: Tasks, each with an entity, that the orchestrator leaves out.
    skipped: frozenset[tuple[str, str]] = frozenset()

    def wants(self, task: str, entity: str) -> bool:
        """Whether ``task`` is to be asked about ``entity``."""
        return (task, entity) not in self.skipped

    def ask(
        self,
        agent: str,
        task: str,
        data: Mapping[str, object],
        answer_type: type[AnswerT],
        names: Mapping[str, Sequence[str]] | None = None,
        check: Check | None = None,
        make: Callable[[AnswerT], Sequence[AnyContribution]] = lambda answer: (),
        *,
        joined: bool = True,
    ) -> Reply[AnswerT]:
        """The answer to one question, which is asked again, with what failed, if something it made has.

        That is done at most ``AGAIN`` times. A new answer is joined to those before it, of which ``keep``
        drops what failed; without ``joined`` it stands for them.
        """
        reply = self.asker.ask(agent, task, data, answer_type, names, check)
        told: tuple[str, ...] = ()
        while reply.answer is not None and len(told) < AGAIN:
            fresh = [text for text in self._failures(make(reply.answer)) if text not in told]
            if not fresh:
                break
            told = (*told, fresh[0])
            again = self.asker.ask(agent, task, {**data, "problems": told}, answer_type, names, check)
            reply = _join(again, reply, joined=joined)
        return reply

    def _failures(self, made: Iterable[AnyContribution]) -> Iterator[str]:
        return (self.failed[plain] for each in made if (plain := without_words(each)) in self.failed)

    def keep(self, made: Iterable[AnyContribution]) -> list[AnyContribution]:
        """``made`` without what is not to be made again."""
        return [each for each in made if without_words(each) not in self.dropped]


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


def _join(again: Reply[AnswerT], before: Reply[AnswerT], *, joined: bool) -> Reply[AnswerT]:
    """The operations of the new answer, and those of the one before behind them if they are ``joined``."""
    findings = (*before.findings, *again.findings)
    if again.answer is None or before.answer is None:
        return replace(before, findings=findings)
    if not joined:
        return replace(again, findings=findings)
    (name,) = type(again.answer).model_fields
    both = {name: (*getattr(again.answer, name), *getattr(before.answer, name))}
    return replace(again, answer=again.answer.model_copy(update=both), findings=findings)


def without_words(made: AnyContribution) -> AnyContribution:
    """``made`` without its reason, and a rule without what is said when it is broken."""
    plain = without_reason(made)
    return replace(plain, message="") if isinstance(plain, AddRule) else plain
