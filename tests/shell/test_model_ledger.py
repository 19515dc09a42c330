"""The ledger of a stored run: no number of workers gets past a limit, and nothing is charged twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from agents.llm.allowance import Allowance
from agents.llm.answers import Request
from agents.llm.budget import Amount, CallRecord, Reservation, Shortage
from agents.llm.failures import Kind
from erdgen.compiler.contributions import AddRule, Because
from erdgen.compiler.rules.codec import dump_rule
from erdgen.compiler.rules.conditions import Range
from erdgen.llm.answers import StoredAnswers, load_answers
from erdgen.llm.costs import count_calls, list_costs
from erdgen.llm.ledger import RunLedger, load_calls
from erdgen.llm.memory import forget, load_memory, remember
from erdgen.llm.models import Account, Hold
from erdgen.models import Run

BUDGET = Amount(1000, Decimal("0.01"), 5, 10.0)
SMALL = Amount(100, Decimal("0.0010000001"), 1, 1.0)
RECORD = CallRecord(
    agent="api",
    task="offer_lists",
    profile="custom",
    model="m",
    answered_by="m-1",
    prompt_sha256="a" * 64,
    request_sha256="b" * 64,
    failure=None,
    finish_reason="stop",
    input_tokens=30,
    output_tokens=10,
    usd=Decimal("0.000000001"),
    seconds=0.25,
    usage_known=True,
)
REQUEST = Request("offer_lists", "m", "do", "a" * 64, "{}", {}, 10, {})

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run() -> Run:
    return Run.objects.create(source="shop.json", erd=b"{}", output="shop", queued_at=timezone.now())


@pytest.fixture
def ledger(run: Run) -> RunLedger:
    return RunLedger(run.pk, Allowance(BUDGET, BUDGET, {"testing": replace(BUDGET, calls=1)}))


def taken(run: Run, agent: str = "") -> tuple[int, int, int]:
    account = Account.objects.get(run=run, agent=agent)
    return account.taken_calls, account.taken_tokens, account.taken_nano_usd


def reserved(ledger: RunLedger, agent: str = "api", wanted: Amount = SMALL) -> Reservation:
    reservation = ledger.reserve(agent, wanted)
    assert isinstance(reservation, Reservation)
    return reservation


def test_what_is_reserved_is_settled_by_what_was_spent(run: Run, ledger: RunLedger) -> None:
    reservation = reserved(ledger)
    # Parts of a billionth count as a whole one: rounding is never in favour of spending.
    assert taken(run) == taken(run, "api") == (1, 100, 1_000_001)
    ledger.settle(reservation, Amount(40, RECORD.usd, 1, 0.25), RECORD)
    assert taken(run) == taken(run, "api") == (1, 40, 1)
    assert load_calls(run.pk) == (RECORD,)
    assert not Hold.objects.exists()


def test_settling_twice_changes_nothing(run: Run, ledger: RunLedger) -> None:
    reservation = reserved(ledger)
    for _ in range(2):
        ledger.settle(reservation, Amount(40, RECORD.usd, 1, 0.25), RECORD)
    assert taken(run) == (1, 40, 1)
    assert len(load_calls(run.pk)) == 1


@pytest.mark.parametrize(
    ("wanted", "unit"),
    [
        (Amount(1001), "tokens"),
        (Amount(usd=Decimal("0.0100000001")), "USD"),
        (Amount(calls=6), "calls"),
        (Amount(seconds=10.1), "seconds"),
    ],
)
def test_what_is_short_is_named_and_nothing_is_held(
    run: Run, ledger: RunLedger, wanted: Amount, unit: str
) -> None:
    assert ledger.reserve("api", wanted) == Shortage("run", unit)
    assert taken(run) == (0, 0, 0)


def test_an_agent_at_its_limit_holds_nothing_of_the_runs(run: Run, ledger: RunLedger) -> None:
    reserved(ledger, "testing")
    assert ledger.reserve("testing", SMALL) == Shortage("agent", "calls")
    assert taken(run) == (1, 100, 1_000_001)


def test_what_is_left_is_the_less_of_both(ledger: RunLedger) -> None:
    reserved(ledger, "api")
    assert ledger.left("testing").calls == 1
    assert ledger.left("authentication").calls == 4


def test_threads_side_by_side_do_not_get_past_the_limit(run: Run, ledger: RunLedger) -> None:
    def try_often(number: int) -> int:
        got = [ledger.reserve(f"agent{number}", SMALL) for _ in range(4)]
        return sum(isinstance(each, Reservation) for each in got)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_often, range(4))) == BUDGET.calls
    assert taken(run)[0] == BUDGET.calls


def test_what_a_killed_worker_held_stays_charged(run: Run, ledger: RunLedger) -> None:
    reserved(ledger)
    after = RunLedger(run.pk, ledger.allowance)
    assert after.left("api").calls == 4


def test_costs_are_summed_by_agent(run: Run, ledger: RunLedger) -> None:
    for failure in (None, Kind.EMPTY):
        ledger.settle(reserved(ledger), SMALL, replace(RECORD, failure=failure))
    (cost,) = list_costs(run.pk)
    assert (cost.agent, cost.calls, cost.errors, cost.usd) == ("api", 2, 1, "0.000000002")


def test_prometheus_hears_of_all_runs(client: Client, settings: Any, ledger: RunLedger) -> None:
    settings.METRICS_TOKEN = "t"
    for number, failure in enumerate((None, Kind.EMPTY), 1):
        ledger.settle(reserved(ledger), SMALL, replace(RECORD, failure=failure, attempt=number))
    assert count_calls()["api"] == {
        "calls": 2,
        "errors": 1,
        "retries": 1,
        "input_tokens": 60,
        "output_tokens": 20,
        "usd": 2e-9,
    }
    text = client.get("/metrics", headers={"authorization": "Bearer t"}).content.decode()
    for line in (
        'erdgen_model_calls_total{agent="api"} 2.0',
        'erdgen_model_errors_total{agent="api"} 1.0',
        'erdgen_model_retries_total{agent="api"} 1.0',
        'erdgen_model_tokens_total{agent="api",direction="input"} 60.0',
        'erdgen_model_tokens_total{agent="api",direction="output"} 20.0',
        'erdgen_model_cost_usd_total{agent="api"} 2e-09',
    ):
        assert line in text


def test_answers_are_known_to_later_runs() -> None:
    first = StoredAnswers()
    assert first.recall("k" * 64) is None
    first.keep("k" * 64, REQUEST, "{}")
    first.keep("k" * 64, REQUEST, "[]")
    later = StoredAnswers()
    assert later.recall("k" * 64) == "{}"
    assert later.used == ["k" * 64]
    assert load_answers(later.used) == {"k" * 64: "{}"}


def test_readings_are_kept_for_their_author_alone() -> None:
    ann, bob = User.objects.create_user("ann"), User.objects.create_user("bob")
    rule = Range("price", gt="0")
    read = AddRule(
        owner="business_logic",
        entity="Item",
        rule=rule,
        message="Nothing is free.",
        because=Because("a model read it", "model"),
    )
    written = replace(read, because=Because("the ERD says so", "erd"))
    remember(ann.pk, [read, written, read])
    remember(None, [read])
    (kept,) = load_memory(ann.pk).recall()
    assert (kept.sentence, kept.rule) == ("Nothing is free.", dump_rule(rule))
    assert load_memory(bob.pk).recall() == load_memory(None).recall() == ()
    forget(ann.pk, [read])
    assert load_memory(ann.pk).recall() == ()
