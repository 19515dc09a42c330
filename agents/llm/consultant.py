"""What agents get: one question, one checked answer or none, and what the user should know about it.

A question goes through these layers in this order: its instruction is held against its pin, its data are
cleaned, an answer that was checked before is taken without a call, the budget is reserved, and what comes
back has to pass its schema, the names of the ERD, and the agent's own check. An agent never sees an
exception, and without an answer it goes on with what it knows itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from agents.llm.answers import AnswerStore, MemoryAnswers, Request, canonical, compose
from agents.llm.budget import Ledger
from agents.llm.cleaning import TEXT_LIMIT, clean_data, clean_text
from agents.llm.courier import Courier, Limits, Order
from agents.llm.endpoint import Endpoint
from agents.llm.failures import HOPELESS, LASTING, MENDABLE, Failure, Kind
from agents.llm.instructions import COMMON, COMMON_CODE, FOLDER, Instruction, read_instruction
from agents.llm.levels import LevelBook, MemoryLevels
from agents.llm.schema import PROBLEM_LIMIT, AnswerT, flat_schema, read_answer
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

#: What is wrong with an answer, in words for the model; nothing when it is accepted.
Check = Callable[[Any], Sequence[str]]
ReadT = TypeVar("ReadT")


@dataclass(frozen=True, slots=True)
class Reply(Generic[ReadT]):
    """What came of a question: an answer or a failure, and findings for the user."""

    answer: ReadT | None = None
    failure: Failure | None = None
    findings: tuple[Finding, ...] = ()
    #: Whether the answer was known before and cost nothing.
    recalled: bool = False
    #: SHA-256 of the canonical request, to trace a contribution back to the call behind it.
    request_sha256: str = ""


@dataclass(frozen=True, slots=True)
class _Form(Generic[ReadT]):
    """How an answer is asked for, and read by ``judge``; ``dump`` and ``load`` are for keeping it as JSON."""

    common: str
    schema: Mapping[str, Any]
    judge: Callable[[str], ReadT | Failure]
    dump: Callable[[ReadT], str]
    load: Callable[[str], str] = str

    @property
    def plain(self) -> bool:
        """Whether the answer is a text."""
        return not self.schema


@dataclass(frozen=True, slots=True)
class _Question(Generic[ReadT]):
    agent: str
    task: str
    form: _Form[ReadT]
    first: Request
    data: Mapping[str, Any]


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

    def ask(
        self,
        agent: str,
        task: str,
        data: Mapping[str, object],
        answer_type: type[AnswerT],
        names: Mapping[str, Sequence[str]] | None = None,
        check: Check | None = None,
    ) -> Reply[AnswerT]:
        """The answer to ``task`` about ``data``, with the ``names`` that its fields may hold.

        ``check`` says what is wrong with an answer whose form and names are right; the model gets at most
        two rounds to mend it, and none after the same failure came twice.
        """
        known = _plain(names or {})
        judge = partial(_judge, answer_type, known, check)
        form = _Form(COMMON, flat_schema(answer_type, known), judge, _as_json)
        return self._answer(agent, task, data, form)

    def write(self, agent: str, task: str, data: Mapping[str, object], check: Check) -> Reply[str]:
        """The text that a model writes for ``task``, as it stands in ``check``; otherwise as ``ask``."""
        form = _Form(COMMON_CODE, {}, partial(_judge_text, check), json.dumps, _load_text)
        return self._answer(agent, task, data, form)

    def _answer(self, agent: str, task: str, data: Mapping[str, object], form: _Form[ReadT]) -> Reply[ReadT]:
        question, findings = self._prepare(agent, task, data, form)
        if isinstance(question, Failure):
            return Reply(failure=question, findings=(*findings, *self._tell(agent, question)))
        key = question.first.key
        recalled = self._recall(question)
        if recalled is not None:
            return Reply(recalled, None, findings, True, key)
        made = self._consult(question)
        if isinstance(made, Failure):
            return Reply(None, made, (*findings, *self._tell(agent, made)), request_sha256=key)
        return Reply(made, None, findings, request_sha256=key)

    def _prepare(
        self, agent: str, task: str, data: Mapping[str, object], form: _Form[ReadT]
    ) -> tuple[_Question[ReadT] | Failure, tuple[Finding, ...]]:
        instruction = read_instruction(task, self.folder, form.common)
        if isinstance(instruction, Failure):
            return instruction, ()
        if self.closed is not None:
            return self.closed, ()
        cleaned = clean_data(data)
        whole: dict[str, Any] = {"data": cleaned.data}
        if not form.plain:
            whole["schema"] = form.schema
        first = self._request(task, self.endpoint.model_of(agent), instruction, whole, form.schema)
        findings = tuple(_cut_finding(agent, path) for path in cleaned.cut[:PROBLEM_LIMIT])
        return _Question(agent, task, form, first, whole), findings

    def _request(
        self,
        task: str,
        model: str,
        instruction: Instruction,
        data: Mapping[str, Any],
        schema: Mapping[str, Any],
    ) -> Request:
        return Request(
            task=task,
            model=model,
            instruction=instruction.text,
            prompt_sha256=instruction.sha256,
            data=compose(data),
            schema=schema,
            limit=self.limits.tokens,
            parameters=self.endpoint.extra,
        )

    def _recall(self, question: _Question[ReadT]) -> ReadT | None:
        """A kept answer, checked like a new one: one that no longer passes was never given."""
        text = self.answers.recall(question.first.key)
        outcome = question.form.judge(question.form.load(text)) if text is not None else None
        return None if isinstance(outcome, Failure) else outcome

    def _consult(self, question: _Question[ReadT]) -> ReadT | Failure:
        if self.courier is None:
            return Failure(Kind.NOT_RECORDED, f"the record has no answer to this {question.task} question")
        request, before = question.first, None
        for mending in range(MENDING_ROUNDS + 1):
            outcome = self._ask_once(self.courier, question, request, mending)
            if not isinstance(outcome, Failure):
                self.answers.keep(question.first.key, question.first, question.form.dump(outcome))
                return outcome
            if outcome.kind not in MENDABLE or outcome == before:
                return outcome
            before = outcome
            # Only what was wrong is told, not the answer: what a model wrote once it tends to write again.
            told = {**question.data, "problems": [outcome.detail]}
            request = replace(question.first, data=compose(told))
        return outcome

    def _ask_once(
        self, courier: Courier, question: _Question[ReadT], request: Request, mending: int
    ) -> ReadT | Failure:
        with self._lock:
            gone = self._gone.get(request.model)
        if gone is not None:
            return gone
        text = courier.deliver(Order(question.agent, request, mending, question.form.plain))
        self._note(request.model, text)
        return text if isinstance(text, Failure) else question.form.judge(text)

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


def _plain(names: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The names that read as they are written; a model could not say the others back."""
    return {
        kind: tuple(name for name in known if name == clean_text(name) and len(name) <= TEXT_LIMIT)
        for kind, known in names.items()
    }


def _cut_finding(agent: str, path: str) -> Finding:
    message = f"{path} was too long for a question to the model and was cut"
    return Finding(Level.INFO, "llm.I001", message, "shorten it if the rest matters", agent)


def _judge(
    answer_type: type[AnswerT], names: Mapping[str, Sequence[str]], check: Check | None, text: str
) -> AnswerT | Failure:
    """``text`` through its schema, the names, and the agent's own check."""
    answer = read_answer(text, answer_type, names)
    if isinstance(answer, Failure) or check is None:
        return answer
    return _refuse(check(answer)) or answer


def _judge_text(check: Check, text: str) -> str | Failure:
    """``text`` as it is, if the agent has nothing against it."""
    return _refuse(check(text)) or text


def _load_text(kept: str) -> str:
    """A text as it was kept; empty, which no check accepts, for anything else."""
    try:
        text = json.loads(kept)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""


def _refuse(problems: Sequence[str]) -> Failure | None:
    if not problems:
        return None
    return Failure(Kind.NOT_ACCEPTED, clean_text("; ".join(problems[:PROBLEM_LIMIT]))[:600])


def _as_json(answer: AnswerT) -> str:
    return canonical(cast("BaseModel", answer).model_dump(mode="json"))
