"""What agents get: one question, one checked answer or none, and what the user should know about it.

A question goes through these layers in this order: its instruction is held against its pin, its data are
cleaned, an answer that was checked before is taken without a call, the budget is reserved, and what comes
back has to pass its schema, the names of the ERD, and the agent's own check. An agent never sees an
exception, and without an answer it goes on with what it knows itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

from agents.llm.answers import AnswerStore, MemoryAnswers, Request, compose
from agents.llm.batches import compose_request, pack, take_apart
from agents.llm.budget import Ledger
from agents.llm.cleaning import clean_data
from agents.llm.courier import Courier, Limits, Order
from agents.llm.endpoint import Endpoint
from agents.llm.failures import HOPELESS, LASTING, MENDABLE, Failure, Kind
from agents.llm.instructions import COMMON, COMMON_CODE, FOLDER, read_instruction
from agents.llm.levels import LevelBook, MemoryLevels
from agents.llm.questions import Prepared, Question, ReadT, Reply
from agents.llm.schema import PROBLEM_LIMIT
from erdgen.compiler.findings import Finding, Level

DIAGNOSTICS = {
    "llm.E001": "A replay has no recorded answer to a question.",
    "llm.W001": "A question to a model has no usable answer.",
    "llm.W002": "The budget for models is used up.",
    "llm.W003": "The endpoint cannot be used; nothing more is asked of it.",
    "llm.I001": "A text was cut before a model read it.",
}
#: Rounds in which a model may mend an answer: the first gains most, and further ones go in circles.
MENDING_ROUNDS = 2
#: Failures of one kind in a row after which an endpoint counts as gone.
PATIENCE = 2

#: An answer that was checked, or why there is none.
Outcome = Any | Failure


@dataclass
class Consultant:
    """Asks models for agents. Without a ``courier`` it replays: only recorded answers count."""

    endpoint: Endpoint
    answers: AnswerStore
    courier: Courier | None
    limits: Limits = field(default_factory=Limits)
    #: Why nothing can be asked at all, found out before the first question.
    closed: Failure | None = None
    folder: Path = FOLDER
    _gone: dict[str, Failure] = field(default_factory=dict)
    _last: dict[str, tuple[Kind, int]] = field(default_factory=dict)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def ask_all(self, questions: Sequence[Question[ReadT]]) -> list[Reply[ReadT]]:
        """The answers to all of ``questions``, each as if it had been asked by itself.

        What is not known yet is asked together, as far as task and agent are the same and there is room.
        What is wrong with an answer the model gets at most two rounds to mend, and none after the same
        failure came twice.
        """
        prepared = [self._prepare(question) for question in questions]
        groups: dict[tuple[str, str], dict[str, Prepared]] = {}
        outcomes: dict[str, Outcome] = {}
        recalled = set()
        for each in prepared:
            if isinstance(each, Failure) or each.key in outcomes:
                continue
            known = self._recall(each)
            if known is None:
                groups.setdefault((each.question.agent, each.question.task), {})[each.key] = each
            else:
                outcomes[each.key] = known
                recalled.add(each.key)
        for group in groups.values():
            for batch in pack(list(group.values())):
                outcomes |= self._consult(batch)
        return [
            self._reply(question, each, outcomes, recalled)
            for question, each in zip(questions, prepared, strict=True)
        ]

    def _reply(
        self,
        question: Question[ReadT],
        prepared: Prepared | Failure,
        outcomes: Mapping[str, Outcome],
        recalled: Collection[str],
    ) -> Reply[ReadT]:
        """What the agent gets to hear of its question."""
        if isinstance(prepared, Failure):
            return Reply(failure=prepared, findings=self._tell(question.agent, prepared))
        key, findings = prepared.key, _cut_findings(prepared)
        outcome = outcomes[key]
        if isinstance(outcome, Failure):
            told = self._tell(question.agent, outcome)
            return Reply(failure=outcome, findings=(*findings, *told), request_sha256=key)
        return Reply(outcome, None, findings, key in recalled, key)

    def _prepare(self, question: Question[Any]) -> Prepared | Failure:
        common = COMMON_CODE if question.plain else COMMON
        instruction = read_instruction(question.task, self.folder, common)
        if isinstance(instruction, Failure):
            return instruction
        if self.closed is not None:
            return self.closed
        cleaned = clean_data(question.data)
        request = Request(
            task=question.task,
            model=self.endpoint.model_of(question.agent),
            instruction=instruction.text,
            prompt_sha256=instruction.sha256,
            data=compose({"data": cleaned.data}),
            schema=question.schema,
            limit=self.limits.tokens,
            parameters=self.endpoint.extra,
        )
        return Prepared(question, request, cleaned)

    def _recall(self, prepared: Prepared) -> Any | None:
        """A kept answer that still passes."""
        text = self.answers.recall(prepared.key)
        outcome = prepared.question.load(text) if text is not None else None
        return None if isinstance(outcome, Failure) else outcome

    def _consult(
        self, batch: Sequence[Prepared], before: Mapping[str, Outcome] | None = None, begin: int = 0
    ) -> dict[str, Outcome]:
        """The outcome of each question by its key. What is wrong with one answer costs the others nothing.

        ``before`` holds what was wrong until the round ``begin`` of mending.
        """
        if self.courier is None:
            unknown = f"the record has no answer to this {batch[0].question.task} question"
            return {each.key: Failure(Kind.NOT_RECORDED, unknown) for each in batch}
        outcomes = dict(before or {})
        open_still = list(batch)
        for mending in range(begin, MENDING_ROUNDS + 1):
            # Only what was wrong is told, not the answer: what a model wrote once it tends to write again.
            found = self._ask_once(self.courier, open_still, _problems(outcomes), mending)
            if isinstance(found, Failure) and len(open_still) > 1:
                # Whatever is wrong with the whole, a shorter question may be spared it.
                for each in open_still:
                    outcomes |= self._consult([each], outcomes, mending)
                return outcomes
            heard = [found] if isinstance(found, Failure) else found
            open_still = [
                each
                for each, outcome in zip(open_still, heard, strict=True)
                if not self._settle(each, outcome, outcomes)
            ]
            if not open_still:
                break
        return outcomes

    def _settle(self, prepared: Prepared, outcome: Outcome, outcomes: dict[str, Outcome]) -> bool:
        """Note the outcome; whether it is the last one, as it is right or cannot be mended."""
        before = outcomes.get(prepared.key)
        outcomes[prepared.key] = outcome
        if not isinstance(outcome, Failure):
            self.answers.keep(prepared.key, prepared.request, prepared.question.dump(outcome))
            return True
        return outcome.kind not in MENDABLE or outcome == before

    def _ask_once(
        self, courier: Courier, batch: Sequence[Prepared], problems: Mapping[str, str], mending: int
    ) -> list[Outcome] | Failure:
        """What became of each question, or why nothing can be used of the answer."""
        request, first = compose_request(batch, problems), batch[0].question
        with self._lock:
            gone = self._gone.get(request.model)
        if gone is not None:
            return gone
        text = courier.deliver(Order(first.agent, request, mending, first.plain))
        self._note(request.model, text)
        texts = text if isinstance(text, Failure) else take_apart(batch, text)
        if isinstance(texts, Failure):
            return texts
        return [each.question.judge(part) for each, part in zip(batch, texts, strict=True)]

    def _note(self, model: str, text: str | Failure) -> None:
        """Remember an endpoint that cannot answer, or that failed in the same way once too often."""
        with self._lock:
            if not isinstance(text, Failure):
                self._last.pop(model, None)
                return
            kind, times = self._last.get(model, (text.kind, 0))
            times = times + 1 if kind is text.kind else 1
            self._last[model] = (text.kind, times)
            if text.kind in HOPELESS or (text.kind in LASTING and times >= PATIENCE):
                self._gone[model] = text

    def _tell(self, agent: str, failure: Failure) -> tuple[Finding, ...]:
        """One finding for each agent and kind of failure: the hundredth says no more than the first."""
        with self._lock:
            key = ("" if failure.kind in HOPELESS else agent, failure.kind.value)
            if key in self._told:
                return ()
            self._told.add(key)
        return (describe_failure(agent, failure),)


def open_consultant(
    endpoint: Endpoint,
    ledger: Ledger,
    answers: AnswerStore,
    levels: LevelBook | None = None,
) -> Consultant:
    """A consultant that asks ``endpoint``; closed from the start where no model can be found there."""
    # Only who asks a model waits for the package to load.
    from agents.llm.client import Client

    limits = Limits()
    client = Client(endpoint)
    closed = None
    if not endpoint.model:
        listed = client.list_models(limits.seconds)
        if isinstance(listed, Failure):
            closed = listed
        elif not listed:
            closed = Failure(Kind.NO_SUCH_MODEL, "the endpoint lists no model")
        else:
            endpoint = replace(endpoint, model=listed[0].name)
            client = Client(endpoint)
    courier = Courier(endpoint, client, ledger, levels or MemoryLevels(), limits)
    return Consultant(endpoint, answers, courier, limits, closed)


def replay_consultant(endpoint: Endpoint, recorded: Mapping[str, str]) -> Consultant:
    """A consultant that answers from a record alone: `profiles.recorded_endpoint` makes the ``endpoint``."""
    return Consultant(endpoint, MemoryAnswers(recorded), None)


def describe_failure(agent: str, failure: Failure) -> Finding:
    """What the user reads about a question without an answer."""
    words = f"The model's part of the agent {agent} is left out: {failure.detail} ({failure.kind.value})"
    if failure.kind is Kind.NOT_RECORDED:
        return Finding(Level.ERROR, "llm.E001", words, failure.remedy, agent)
    if failure.kind is Kind.BUDGET_USED_UP:
        return Finding(Level.WARNING, "llm.W002", words, failure.remedy, agent)
    code = "llm.W003" if failure.kind in HOPELESS else "llm.W001"
    return Finding(Level.WARNING, code, words, failure.remedy, agent)


def _problems(outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    return {key: outcome.detail for key, outcome in outcomes.items() if isinstance(outcome, Failure)}


def _cut_findings(prepared: Prepared) -> tuple[Finding, ...]:
    """What the user should know of texts that were too long."""
    return tuple(_cut_finding(prepared.question.agent, path) for path in prepared.cleaned.cut[:PROBLEM_LIMIT])


def _cut_finding(agent: str, path: str) -> Finding:
    message = f"{path} was too long for a question to the model and was cut"
    return Finding(Level.INFO, "llm.I001", message, "shorten it if the rest matters", agent)
