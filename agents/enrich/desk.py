"""Where an agent asks a model: the consultant, with what was approved before and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar, cast

from agents.enrich.memory import NOTHING_KEPT, Memory
from agents.llm.questions import Question, ReadT, Reply
from agents.llm.schema import Answer
from erdgen.compiler.contributions import AddRule, AnyContribution, without_reason
from erdgen.compiler.findings import Finding

AnswerT = TypeVar("AnswerT", bound=Answer)
ResultT = TypeVar("ResultT")
#: How often a question is asked again for what failed of its answers.
AGAIN = 2


class Asker(Protocol):
    """What asks models; ``agents.llm.consultant.Consultant`` is the one in use."""

    def ask_all(self, questions: Sequence[Question[Any]]) -> list[Reply[Any]]:
        """For each question a checked answer, or a failure with what the user should know of it."""


#: Work that asks on its way: it hands out a question, and goes on with the reply.
Steps = Generator[Question[Any], Reply[Any], ResultT]


def ask(question: Question[ReadT]) -> Steps[Reply[ReadT]]:
    """The reply to one question."""
    reply: Reply[ReadT] = yield question
    return reply


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

    def together(self, works: Iterable[Steps[ResultT]]) -> list[ResultT]:
        """What comes of all ``works``; the questions at which they wait are asked in one go."""
        results: dict[int, ResultT] = {}
        running = dict(enumerate(works))
        count = len(running)
        waiting = _go_on(dict.fromkeys(running), running, results)
        while waiting:
            replies = self.asker.ask_all(list(waiting.values()))
            waiting = _go_on(dict(zip(waiting, replies, strict=True)), running, results)
        return [results[number] for number in range(count)]

    def ask(
        self,
        question: Question[AnswerT],
        make: Callable[[AnswerT], Sequence[AnyContribution]],
        *,
        joined: bool = True,
    ) -> Steps[Reply[AnswerT]]:
        """The answer to one question, which is asked again, with what failed, if something it made has.

        That is done at most ``AGAIN`` times. A new answer is joined to those before it, of which ``keep``
        drops what failed; without ``joined`` it stands for them.
        """
        reply = yield from ask(question)
        told: tuple[str, ...] = ()
        while reply.answer is not None and len(told) < AGAIN:
            fresh = [text for text in self._failures(make(reply.answer)) if text not in told]
            if not fresh:
                break
            told = (*told, fresh[0])
            again = yield from ask(replace(question, data={**question.data, "problems": told}))
            reply = _join(again, reply, joined=joined)
        return reply

    def _failures(self, made: Iterable[AnyContribution]) -> Iterator[str]:
        return (self.failed[plain] for each in made if (plain := without_words(each)) in self.failed)

    def keep(self, made: Iterable[AnyContribution]) -> list[AnyContribution]:
        """``made`` without what is not to be made again."""
        return [each for each in made if without_words(each) not in self.dropped]


def _go_on(
    replies: Mapping[int, Reply[Any] | None],
    running: Mapping[int, Steps[ResultT]],
    results: dict[int, ResultT],
) -> dict[int, Question[Any]]:
    """The questions at which the works wait next; what those come to that end is put into ``results``."""
    waiting = {}
    for number, reply in replies.items():
        try:
            waiting[number] = running[number].send(cast("Reply[Any]", reply))
        except StopIteration as ended:
            results[number] = ended.value
    return waiting


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
