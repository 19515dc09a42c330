"""What a run may spend on models, and the ledger that holds it: reserve, call, settle.

A reservation is the most that a call can take. It is made before the call, under one condition for the
run's and the agent's row at once, so that no number of agents side by side gets past a limit. Settling
puts what was really spent in its place; where no usage came back, that is the whole reservation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from threading import Lock
from typing import Protocol

from agents.llm.failures import Kind


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens, USD, calls and seconds; of a budget, of a reservation, or spent."""

    tokens: int = 0
    usd: Decimal = Decimal(0)
    calls: int = 0
    seconds: float = 0.0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.tokens + other.tokens,
            self.usd + other.usd,
            self.calls + other.calls,
            self.seconds + other.seconds,
        )

    def __sub__(self, other: Amount) -> Amount:
        return Amount(
            self.tokens - other.tokens,
            self.usd - other.usd,
            self.calls - other.calls,
            self.seconds - other.seconds,
        )

    def lacks(self, wanted: Amount) -> str:
        """The first thing of which this is less than ``wanted``; empty when it is enough."""
        shortages = (
            ("calls", wanted.calls > self.calls),
            ("tokens", wanted.tokens > self.tokens),
            ("USD", wanted.usd > self.usd),
            ("seconds", wanted.seconds > self.seconds),
        )
        return next((unit for unit, short in shortages if short), "")


#: What a run and each agent may take unless the settings say otherwise (`allowance.py`).
RUN_BUDGET = Amount(tokens=400_000, usd=Decimal("0.50"), calls=120, seconds=900.0)
AGENT_BUDGET = Amount(tokens=200_000, usd=Decimal("0.25"), calls=60, seconds=600.0)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is held back for one call."""

    number: int
    agent: str
    held: Amount


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why nothing was reserved: ``scope`` is "run" or "agent", ``unit`` what there is too little of."""

    scope: str
    unit: str


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call, as it is kept: no key, no question, no answer, only what it was and what came of it."""

    agent: str
    task: str
    profile: str
    model: str
    #: As the endpoint names it; may differ from what was asked for.
    answered_by: str
    #: SHA-256 of the instructions that were sent, and of the whole canonical request.
    prompt_sha256: str
    request_sha256: str
    #: None: a usable answer.
    failure: Kind | None
    finish_reason: str
    input_tokens: int
    output_tokens: int
    usd: Decimal
    seconds: float
    #: Which try of the same request this was, from 1; retries are those above.
    attempt: int = 1
    #: Which round of mending, from 0.
    round: int = 0
    #: Whether the endpoint said what it took; otherwise the whole reservation is charged.
    usage_known: bool = False


class Ledger(Protocol):
    """Where a run's spending is held. Each method is one atomic, conditional change."""

    def reserve(self, agent: str, wanted: Amount) -> Reservation | Shortage:
        """Hold ``wanted`` for the run and the agent, or say what is short and hold nothing."""

    def settle(self, reservation: Reservation, spent: Amount, record: CallRecord | None) -> None:
        """Put ``spent`` in place of what is held; a second time changes nothing."""

    def left(self, agent: str) -> Amount:
        """What the agent could still reserve, by its own and the run's budget."""


@dataclass
class _Account:
    budget: Amount
    spent: Amount = field(default_factory=Amount)
    held: Amount = field(default_factory=Amount)

    @property
    def left(self) -> Amount:
        return self.budget - self.spent - self.held


class MemoryLedger:
    """A ledger for one process; safe for agents that run side by side."""

    def __init__(
        self,
        run: Amount = RUN_BUDGET,
        agent: Amount = AGENT_BUDGET,
        agents: Mapping[str, Amount] | None = None,
    ) -> None:
        """``run`` is for all agents together, ``agent`` for each that ``agents`` does not name."""
        self._run = _Account(run)
        self._each = agent
        self._named = dict(agents or {})
        self._accounts: dict[str, _Account] = {}
        self._open: dict[int, Reservation] = {}
        self._numbers = count(1)
        self._lock = Lock()
        self._records: list[CallRecord] = []

    def reserve(self, agent: str, wanted: Amount) -> Reservation | Shortage:
        with self._lock:
            account = self._account(agent)
            for scope, row in (("run", self._run), ("agent", account)):
                if unit := row.left.lacks(wanted):
                    return Shortage(scope, unit)
            reservation = Reservation(next(self._numbers), agent, wanted)
            self._open[reservation.number] = reservation
            for row in (self._run, account):
                row.held += wanted
            return reservation

    def settle(self, reservation: Reservation, spent: Amount, record: CallRecord | None) -> None:
        with self._lock:
            if self._open.pop(reservation.number, None) is None:
                return
            for row in (self._run, self._account(reservation.agent)):
                row.held -= reservation.held
                row.spent += spent
            if record is not None:
                self._records.append(record)

    def left(self, agent: str) -> Amount:
        with self._lock:
            own, run = self._account(agent).left, self._run.left
        return Amount(
            min(own.tokens, run.tokens),
            min(own.usd, run.usd),
            min(own.calls, run.calls),
            min(own.seconds, run.seconds),
        )

    def spent(self, agent: str = "") -> Amount:
        """What was spent by ``agent``, or by the run."""
        with self._lock:
            return (self._account(agent) if agent else self._run).spent

    def held(self) -> Amount:
        """What is reserved and not settled."""
        with self._lock:
            return self._run.held

    def records(self) -> tuple[CallRecord, ...]:
        """The calls in the order in which they were settled."""
        with self._lock:
            return tuple(self._records)

    def _account(self, agent: str) -> _Account:
        return self._accounts.setdefault(agent, _Account(self._named.get(agent, self._each)))


def amount_of(record: CallRecord) -> Amount:
    """What a record charges."""
    return Amount(record.input_tokens + record.output_tokens, record.usd, 1, record.seconds)
