"""The ledger: nothing past a limit, nothing lost, nothing counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agents.llm.budget import Amount, MemoryLedger, Reservation, Shortage
from agents.llm.failures import Kind
from tests.llm.fake_endpoint import FakeEndpoint, fail, say, stay_silent
from tests.llm.trials import LIMITS, answer, ask, make_consultant, make_endpoint

LARGE = Amount(10**9, Decimal(10**6), 10**6, 10.0**6)


@pytest.mark.parametrize(
    ("change", "unit"),
    [
        ({"tokens": 9}, "tokens"),
        ({"usd": Decimal("0.9")}, "USD"),
        ({"calls": 0}, "calls"),
        ({"seconds": 1.0}, "seconds"),
    ],
)
@pytest.mark.parametrize("scope", ["run", "agent"])
def test_each_unit_of_each_budget_holds(scope: str, change: dict[str, object], unit: str) -> None:
    small = replace(LARGE, **change)  # type: ignore[arg-type]
    ledger = MemoryLedger(small if scope == "run" else LARGE, small if scope == "agent" else LARGE)
    wanted = Amount(10, Decimal(1), 1, 2.0)
    assert ledger.reserve("api", wanted) == Shortage(scope, unit)
    assert ledger.held() == Amount()


def test_what_is_held_is_not_left() -> None:
    ledger = MemoryLedger(Amount(100, Decimal(1), 3, 10.0), LARGE, {"api": Amount(60, Decimal(1), 9, 9.0)})
    reservation = ledger.reserve("api", Amount(50, Decimal("0.5"), 1, 5.0))
    assert isinstance(reservation, Reservation)
    assert ledger.left("api") == Amount(10, Decimal("0.5"), 2, 4.0)
    assert ledger.left("testing") == Amount(50, Decimal("0.5"), 2, 5.0)
    assert ledger.reserve("api", Amount(20)) == Shortage("agent", "tokens")
    ledger.settle(reservation, Amount(5, Decimal("0.1"), 1, 1.0), None)
    assert ledger.left("api") == Amount(55, Decimal("0.9"), 2, 8.0)
    assert ledger.spent("testing") == Amount()


def test_settling_twice_changes_nothing() -> None:
    ledger = MemoryLedger(LARGE, LARGE)
    reservation = ledger.reserve("api", Amount(50, Decimal(1), 1, 1.0))
    assert isinstance(reservation, Reservation)
    for _ in range(2):
        ledger.settle(reservation, Amount(7, Decimal("0.1"), 1, 0.5), None)
    assert ledger.spent() == ledger.spent("api") == Amount(7, Decimal("0.1"), 1, 0.5)


def test_agents_side_by_side_never_get_past_the_runs_budget() -> None:
    ledger = MemoryLedger(replace(LARGE, calls=100), LARGE)

    def spend(agent: str) -> int:
        calls = 0
        while isinstance(reservation := ledger.reserve(agent, Amount(3, Decimal("0.01"), 1)), Reservation):
            ledger.settle(reservation, Amount(2, Decimal("0.01"), 1), None)
            calls += 1
        return calls

    with ThreadPoolExecutor(8) as pool:
        calls = list(pool.map(spend, [f"agent_{number}" for number in range(8)]))
    assert sum(calls) == 100
    assert ledger.spent() == Amount(200, Decimal(1), 100)
    assert ledger.held() == Amount()


@pytest.mark.parametrize(
    ("budget", "unit"),
    [
        (replace(LARGE, calls=0), "calls"),
        (replace(LARGE, tokens=300), "tokens"),
        (replace(LARGE, usd=Decimal("0.0001")), "USD"),
        (replace(LARGE, seconds=0.9), "seconds"),
    ],
)
def test_a_used_up_budget_stops_the_call_before_it_is_made(
    budget: Amount, unit: str, fake: FakeEndpoint, folder: Path
) -> None:
    fake.play(say(answer()))
    ledger = MemoryLedger(budget, LARGE)
    reply = ask(make_consultant(make_endpoint(fake.url), folder, ledger))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.BUDGET_USED_UP
    assert reply.failure.detail == f"the run's budget has too few {unit} left"
    assert [finding.code for finding in reply.findings] == ["llm.W002"]
    assert fake.seen == []
    assert ledger.spent() == Amount()


def test_retries_and_mending_stop_at_the_budget(fake: FakeEndpoint, folder: Path) -> None:
    ledger = MemoryLedger(replace(LARGE, calls=2), LARGE)
    fake.play(fail(500), say("not JSON"), say(answer()))
    reply = ask(make_consultant(make_endpoint(fake.url), folder, ledger))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.BUDGET_USED_UP
    assert len(fake.seen) == ledger.spent().calls == 2


def test_little_time_that_is_left_is_used(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(stay_silent)
    ledger = MemoryLedger(replace(LARGE, seconds=1.1), LARGE)
    reply = ask(make_consultant(make_endpoint(fake.url), folder, ledger, LIMITS))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.TIMED_OUT
    assert ledger.spent().seconds < 3


def test_an_interruption_is_charged_in_full_and_holds_nothing(folder: Path) -> None:
    class Interrupted:
        def send(self, *arguments: object) -> None:
            raise KeyboardInterrupt

    ledger = MemoryLedger(LARGE, LARGE)
    consultant = make_consultant(make_endpoint("http://127.0.0.1:9/v1"), folder, ledger)
    assert consultant.courier is not None
    consultant.courier.line = Interrupted()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        ask(consultant)
    assert ledger.held() == Amount()
    assert ledger.spent().calls == 1
    assert ledger.spent().usd > 0


def test_amounts_add_up() -> None:
    def parts() -> Iterator[Amount]:
        yield Amount(1, Decimal("0.1"), 1, 0.5)
        yield Amount(2, Decimal("0.2"), 1, 0.5)

    first, second = parts()
    assert first + second - first == second
