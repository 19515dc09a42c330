"""A run's ledger in the database: each change is one conditional UPDATE, so that no worker gets past a limit.

Agents run in threads of their own, whose connections nobody else would close; so each method closes its own
when it was opened here. A reservation that is made twice, as the database broke off in between, stays held:
what is charged too much is not spent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import F

from agents.llm.allowance import Allowance
from agents.llm.budget import Amount, CallRecord, Reservation, Shortage
from agents.llm.failures import Kind
from erdgen.llm.models import Account, Call, Hold, has_room
from erdgen.patience import patiently

Parameters = ParamSpec("Parameters")
ResultT = TypeVar("ResultT")
NANO = 1_000_000_000
#: What the units of the rows are called where people read of them.
UNITS = {"calls": "calls", "tokens": "tokens", "nano_usd": "USD", "milliseconds": "seconds"}


def on_own_connection(act: Callable[Parameters, ResultT]) -> Callable[Parameters, ResultT]:
    """``act`` waits for a database that is away, and leaves no connection behind that it opened."""

    @wraps(act)
    def acting(*arguments: Parameters.args, **options: Parameters.kwargs) -> ResultT:
        opened = connection.connection is None
        try:
            return patiently(lambda: act(*arguments, **options))
        finally:
            if opened and not connection.in_atomic_block:
                connection.close()

    return acting


class _FullError(Exception):
    """An account has no room; what is held already is rolled back."""

    def __init__(self, shortage: Shortage) -> None:
        super().__init__(shortage.unit)
        self.shortage = shortage


@dataclass
class RunLedger:
    """The accounts of one run; any number of processes may use it at once."""

    run: int
    allowance: Allowance

    @on_own_connection
    def reserve(self, agent: str, wanted: Amount) -> Reservation | Shortage:
        units = as_units(wanted)
        # The run's first, always: workers that lock rows in one order never wait for each other in a ring.
        accounts = [self._account(name) for name in ("", agent)]
        try:
            with transaction.atomic():
                for account in accounts:
                    _take(account, units)
                hold = Hold.objects.create(run_id=self.run, agent=agent, **units)
        except _FullError as full:
            return full.shortage
        return Reservation(hold.pk, agent, wanted)

    def _account(self, name: str) -> Account:
        allowed = self.allowance.run if not name else self.allowance.agents.get(name, self.allowance.each)
        budget = {f"budget_{unit}": amount for unit, amount in as_units(allowed).items()}
        return Account.objects.get_or_create(run_id=self.run, agent=name, defaults=budget)[0]

    @on_own_connection
    def settle(self, reservation: Reservation, spent: Amount, record: CallRecord | None) -> None:
        with transaction.atomic():
            # Whoever removes the hold settles it: a second time finds none.
            removed, _ = Hold.objects.filter(pk=reservation.number, run_id=self.run).delete()
            if not removed:
                return
            held, units = as_units(reservation.held), as_units(spent)
            Account.objects.filter(run_id=self.run, agent__in=("", reservation.agent)).update(
                **{f"taken_{unit}": F(f"taken_{unit}") - held[unit] + units[unit] for unit in units}
            )
            if record is not None:
                save_call(self.run, record)

    @on_own_connection
    def left(self, agent: str) -> Amount:
        accounts = [self._account(name) for name in ("", agent)]
        units = {unit: min(_left(account, unit) for account in accounts) for unit in UNITS}
        return Amount(
            units["tokens"],
            Decimal(units["nano_usd"]) / NANO,
            units["calls"],
            units["milliseconds"] / 1000,
        )


def _take(account: Account, units: dict[str, int]) -> None:
    rows = Account.objects.filter(has_room(**units), pk=account.pk)
    if not rows.update(**{f"taken_{unit}": F(f"taken_{unit}") + amount for unit, amount in units.items()}):
        account.refresh_from_db()
        short = next((unit for unit, amount in units.items() if _left(account, unit) < amount), "calls")
        raise _FullError(Shortage("agent" if account.agent else "run", UNITS[short]))


def as_units(amount: Amount) -> dict[str, int]:
    """``amount`` in the whole numbers of the rows; parts of them count as a whole."""
    return {
        "calls": amount.calls,
        "tokens": amount.tokens,
        "nano_usd": int((amount.usd * NANO).to_integral_value(ROUND_CEILING)),
        "milliseconds": round(amount.seconds * 1000),
    }


def _left(account: Account, unit: str) -> int:
    found: int = getattr(account, f"budget_{unit}") - getattr(account, f"taken_{unit}")
    return found


def save_call(run: int, record: CallRecord) -> None:
    """One settled call as a row."""
    Call.objects.create(
        run_id=run,
        failure=record.failure.value if record.failure else "",
        nano_usd=int((record.usd * NANO).to_integral_value(ROUND_CEILING)),
        milliseconds=round(record.seconds * 1000),
        **{name: getattr(record, name) for name in COPIED},
    )


#: What a record and its row have in common.
COPIED = (
    "agent",
    "task",
    "profile",
    "model",
    "answered_by",
    "prompt_sha256",
    "request_sha256",
    "finish_reason",
    "input_tokens",
    "output_tokens",
    "attempt",
    "round",
    "usage_known",
)


def load_calls(run: int) -> tuple[CallRecord, ...]:
    """The settled calls of a run, in the order in which they were settled."""
    return tuple(_record(row) for row in Call.objects.filter(run_id=run).order_by("pk"))


def _record(row: Call) -> CallRecord:
    copied: dict[str, Any] = {name: getattr(row, name) for name in COPIED}
    return CallRecord(
        failure=Kind(row.failure) if row.failure else None,
        usd=Decimal(row.nano_usd) / NANO,
        seconds=row.milliseconds / 1000,
        **copied,
    )
