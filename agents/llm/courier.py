"""Takes a request to the endpoint: reserve, send, settle, for each try by itself.

A try that a moment may mend is made again within the deadline of the whole request, an answer that was
cut off once with twice the room, and a form of structured output that the endpoint refuses is given up
for the next simpler one. Every try is in the ledger before anything is sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Protocol

from agents.llm.answers import Request, canonical, compose
from agents.llm.budget import Amount, CallRecord, Ledger, Shortage, amount_of
from agents.llm.endpoint import Endpoint, Level
from agents.llm.failures import TRANSIENT, UNREAD, Failure, Kind
from agents.llm.instructions import FOLDER, read_instruction
from agents.llm.levels import (
    TASK,
    TRIAL_LIMIT,
    TRIAL_SCHEMA,
    LevelBook,
    MemoryLevels,
    probe_level,
    trial_data,
)
from agents.llm.prices import cost_of, estimate_cost
from agents.llm.reading import Heard
from agents.llm.tracing import trace_call

#: Fewer bytes make no token of common languages, so bytes by three is more than the tokens of a text.
BYTES_PER_TOKEN = 3
#: No tokenizer makes so few tokens of a text; who counts fewer read only a part of the question.
BYTES_PER_TOKEN_AT_MOST = 12

#: With less of a budget left than this nothing is asked.
LEAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take."""

    #: Wall time in seconds, with all its tries and pauses.
    seconds: float = 90.0
    #: Tokens of an answer; an answer that was cut off gets up to twice as many.
    tokens: int = 4000
    #: Bytes of a question with its instructions and schema.
    question_bytes: int = 60_000
    #: Tries of what may go away by itself.
    attempts: int = 3
    #: Seconds before the second try, doubled before each further one, unless the endpoint names a time.
    pause: float = 0.5


class Line(Protocol):
    """What sends one request; `client.Client` is the real one."""

    def send(
        self,
        model: str,
        instruction: str,
        data: str,
        level: Level,
        schema: Mapping[str, Any],
        limit: int,
        seconds: float,
    ) -> Heard:
        """What came of it, after ``seconds`` at the latest; never raises."""


@dataclass(frozen=True, slots=True)
class Order:
    """A request, who makes it, and in which round of mending."""

    agent: str
    request: Request
    round: int = 0
    #: Whether the answer is a text, and no structured output is asked for.
    plain: bool = False


@dataclass
class Courier:
    """Delivers requests to one endpoint within the budget; safe for several threads."""

    endpoint: Endpoint
    line: Line
    ledger: Ledger
    levels: LevelBook = field(default_factory=MemoryLevels)
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _probing: Lock = field(default_factory=Lock)

    def deliver(self, order: Order) -> str | Failure:
        """The model's text, or why there is none; within ``limits.seconds``."""
        deadline = self.clock() + self.limits.seconds
        level = Level.PROMPT if order.plain else self.find_level(order.agent, order.request.model, deadline)
        if isinstance(level, Failure):
            return level
        limit, attempt, pause = order.request.limit, 1, self.limits.pause
        while True:
            heard = self._try(order, level, limit, attempt, deadline)
            failure = heard.failure
            if failure is None and order.plain:
                return heard.text
            if failure is None:
                self.levels.remember(self.endpoint.base_url, order.request.model, level)
                return heard.text
            if failure.kind is Kind.CUT_OFF and limit < 2 * order.request.limit:
                limit = 2 * order.request.limit
            elif failure.kind is Kind.BAD_REQUEST and level > Level.PROMPT:
                level = Level(level - 1)
            elif failure.kind in TRANSIENT and attempt < self.limits.attempts:
                wait = pause if failure.retry_after is None else failure.retry_after
                pause *= 2
                if self.clock() + wait >= deadline:
                    return failure
                self.sleep(wait)
            else:
                return failure
            attempt += 1

    def find_level(self, agent: str, model: str, deadline: float) -> Level | Failure:
        """The level of structured output: what is known, what was found before, or by trying it now."""
        # One agent tries, the others wait for what it finds.
        with self._probing:
            known = self.levels.recall(self.endpoint.base_url, model)
            if known is None:
                known = self.endpoint.level
            if known is not None:
                return known
            found = self._probe(agent, model, deadline)
            if isinstance(found, Level):
                self.levels.remember(self.endpoint.base_url, model, found)
            return found

    def _probe(self, agent: str, model: str, deadline: float) -> Level | Failure:
        instruction = read_instruction(TASK, FOLDER)
        if isinstance(instruction, Failure):
            return instruction

        def send(level: Level, schema: bool) -> Heard:
            data = compose(trial_data(schema))
            request = Request(
                TASK, model, instruction.text, instruction.sha256, data, TRIAL_SCHEMA, TRIAL_LIMIT, {}
            )
            return self._try(Order(agent, request), level, TRIAL_LIMIT, 1, deadline)

        return probe_level(send)

    def _try(self, order: Order, level: Level, limit: int, attempt: int, deadline: float) -> Heard:
        """One request: reserved, sent, settled."""
        wanted = self._most(order, level, limit, deadline)
        if isinstance(wanted, Failure):
            return Heard(failure=wanted)
        reservation = self.ledger.reserve(order.agent, wanted)
        if isinstance(reservation, Shortage):
            whose = "the run's" if reservation.scope == "run" else f"{order.agent}'s"
            return Heard(
                failure=Failure(Kind.BUDGET_USED_UP, f"{whose} budget has too few {reservation.unit} left")
            )
        request, data = order.request, self._data(order, level)
        started = self.clock()
        # Charged in full should anything but an outcome come back, such as an interruption.
        spent, record = wanted, None
        try:
            with trace_call(self.endpoint, request.model, order.agent, limit) as finish:
                heard = self.line.send(
                    request.model,
                    request.instruction,
                    data,
                    level,
                    request.schema,
                    limit,
                    wanted.seconds,
                )
                heard = _notice_cut(heard, request, data)
                record = self._record(order, heard, wanted, self.clock() - started, attempt)
                spent = amount_of(record)
                finish(record)
        finally:
            self.ledger.settle(reservation, spent, record)
        return heard

    def _data(self, order: Order, level: Level) -> str:
        """The data of the question, with the form of the answer where a model may not see it otherwise.

        Endpoints that are known to hold answers to a schema show it to the model; of one that was tried
        nobody knows. Who gave a wrong answer is told the form in any case.
        """
        shown = level is Level.JSON_SCHEMA and self.endpoint.level is Level.JSON_SCHEMA and not order.round
        if order.plain or shown or order.request.task == TASK:
            return order.request.data
        return f'{order.request.data[:-1]},"schema":{compose(order.request.schema)}}}'

    def _most(self, order: Order, level: Level, limit: int, deadline: float) -> Amount | Failure:
        """The most that a try can take."""
        request = order.request
        size = _question_bytes(request, self._data(order, level))
        if level is Level.JSON_SCHEMA:
            size += len(canonical(dict(request.schema)).encode())
        if size > self.limits.question_bytes:
            return Failure(
                Kind.INPUT_TOO_LARGE,
                f"the question has {size} bytes, the limit is {self.limits.question_bytes}",
            )
        seconds = deadline - self.clock()
        if seconds <= 0:
            return Failure(Kind.TIMED_OUT, f"no answer within {self.limits.seconds:g} seconds")
        # Less time than a call may take is no reason to leave a budget unused, if it is enough at all.
        left = self.ledger.left(order.agent).seconds
        tokens = -(-size // BYTES_PER_TOKEN)
        usd = estimate_cost(self.endpoint, request.model, tokens, limit)
        if usd is None:
            return Failure(Kind.UNKNOWN_PRICE, f"nobody knows what {request.model} costs at this endpoint")
        return Amount(tokens + limit, usd, 1, min(seconds, left) if left >= LEAST_SECONDS else seconds)

    def _record(self, order: Order, heard: Heard, held: Amount, seconds: float, attempt: int) -> CallRecord:
        request, failure, usage = order.request, heard.failure, heard.usage
        if usage is not None:
            taken, given = usage.input_tokens, usage.output_tokens
            usd = cost_of(self.endpoint, request.model, usage)
        elif failure is not None and failure.kind in UNREAD:
            taken, given, usd = 0, 0, Amount().usd
        else:
            given = min(held.tokens, request.limit)
            taken, usd = held.tokens - given, held.usd
        return CallRecord(
            agent=order.agent,
            task=request.task,
            profile=self.endpoint.profile,
            model=request.model,
            answered_by=heard.answered_by,
            prompt_sha256=request.prompt_sha256,
            request_sha256=request.key,
            failure=failure.kind if failure is not None else None,
            finish_reason=heard.finish_reason,
            input_tokens=taken,
            output_tokens=given,
            usd=held.usd if usd is None else usd,
            seconds=seconds,
            attempt=attempt,
            round=order.round,
            usage_known=usage is not None,
        )


def _question_bytes(request: Request, data: str) -> int:
    return len(request.instruction.encode()) + len(data.encode())


def _notice_cut(heard: Heard, request: Request, data: str) -> Heard:
    """Servers with a small context cut a question without a word, its instructions first."""
    if heard.usage is None or heard.failure is not None:
        return heard
    size, read = _question_bytes(request, data), heard.usage.input_tokens
    if read * BYTES_PER_TOKEN_AT_MOST >= size:
        return heard
    detail = f"the endpoint read only {read} tokens of a question of {size} bytes"
    return replace(heard, text="", failure=Failure(Kind.QUESTION_CUT, detail))
