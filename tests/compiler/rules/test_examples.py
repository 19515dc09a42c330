"""Examples at the boundary: every form has them, and they come out as the interpreter says."""

from __future__ import annotations

import json

import pytest

from erdgen.compiler.rules.codec import FORMS, snake_case
from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Count,
    Every,
    Formula,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Pattern,
    Range,
    Span,
    Term,
    Total,
    Weekday,
)
from erdgen.compiler.rules.examples import find_examples
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Computed,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    Move,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.scenarios import find_deviations, interpret_scenario
from erdgen.compiler.rules.vocabulary import Stated
from tests.compiler.rules.test_interpret import SHOP

NEW, PAID = OneOf("status", ("new",)), OneOf("status", ("paid",))
AMOUNT = (Term(("amount",)),)

#: Rules that can be broken.
BREAKABLE: list[tuple[str, Rule]] = [
    ("Order", Range("total", gt="0")),
    ("Order", Range("total", gte="1", lte="5")),
    ("Order", Range("born", lt="2026-01-01")),
    ("Order", Range("customer.limit", gte="10")),
    ("Order", Length("code", 2, 10)),
    ("Order", Pattern("code", "[A-Z]{2}[0-9]{3}")),
    ("Order", OneOf("status", ("new", "paid"))),
    ("Order", OneOf("gift", (True,))),
    ("Order", OneOf("seats", (1, 2, 3))),
    ("Order", Given("note")),
    ("Order", Given("parent", negated=True)),
    ("Order", Compare("discount", "lte", "total")),
    ("Order", Compare("ends", "lte", "starts", Span(1, "months"))),
    ("Order", Compare("made_by", "eq", "customer.user")),
    ("Order", Compare("parent", "ne", "pk")),
    ("Order", Formula("total", "eq", (Term(("seats", "discount"), "0.5"), Term((), "1")))),
    ("Order", Moment("starts", "gt")),
    ("Order", Moment("born", "lte", Span(-18, "years"))),
    ("Order", Weekday("born", (0, 1, 2, 3, 4))),
    ("Order", Clock("starts", "09:00", "17:00")),
    ("Order", Count("lines", minimum=1)),
    ("Order", Count("lines", maximum=2, where=Range("amount", gt="3"))),
    ("Order", Count("tags", maximum=3)),
    ("Tag", Count("orders", maximum=1)),
    ("Order", Total("lines", AMOUNT, "lte", "100")),
    ("Order", Total("lines", (Term(),), "lte", other="seats")),
    ("Order", Total("lines", (Term(("amount", "price")),), "eq", other="total")),
    ("Order", Every((Given("note"), Range("seats", gt="0")))),
    ("Order", Not(Weekday("starts", (6,)))),
    ("Order", Implies(PAID, Given("note"))),
    ("Line", Implies(OneOf("order.status", ("paid",)), Range("amount", gt="1"))),
    ("Order", AtCreation(NEW)),
    ("Order", AtCreation(Moment("starts", "gt"), when=PAID)),
    ("Order", Entering("status", "paid", Given("note"))),
    ("Order", Unique(("code",))),
    ("Order", Unique(("code", "customer"), where=Not(PAID))),
    ("Order", Immutable(("code", "customer"))),
    ("Order", Immutable((), once=PAID)),
    ("Order", Transitions("status", allowed=(Move("new", "paid"), Move("paid", "sent")))),
    ("Order", Transitions("status", forbidden=(Move("sent", "new"),))),
    ("Order", NoOverlap("starts", "ends", ("customer",), where=Not(PAID))),
    ("Customer", KeepWhile(Count("orders", minimum=1))),
    ("Order", KeepWhile(PAID)),
    ("Order", Access(("update", "delete"), ("Clerk", "owner"), "customer.user")),
    ("Order", Access(("create",), ("authenticated",))),
    ("Order", Access(("read", "update"), ("Clerk",), field="code")),
]
#: Rules that say what a value becomes.
SETTING: list[tuple[str, Rule, object]] = [
    ("Order", SetDefault("code", "X"), "X"),
    ("Order", SetDefault("born", special="today"), "2026-03-12"),
    ("Order", ServerSet("touched", "created"), "2026-03-12T12:00:00Z"),
    ("Order", ServerSet("made_by", "user"), 1),
    ("Line", Computed("sum", (Term(("amount", "price")),)), "6.00"),
    ("Order", Computed("total", AMOUNT, "lines"), "4.00"),
    ("Order", Computed("seats", relation="lines", count=True), 2),
    ("Order", Computed("born", (Term((), "3"),), since="starts", unit="days"), "2026-03-15"),
    ("Order", Computed("ends", (Term(("seats",)),), since="starts", unit="hours"), "2026-03-12T11:00:00Z"),
]


@pytest.mark.parametrize(("name", "rule"), BREAKABLE, ids=lambda each: type(each).__name__)
def test_both_sides_of_the_boundary(name: str, rule: Rule) -> None:
    found = find_examples(rule, SHOP, SHOP.by_name[name])
    assert found.accepted
    assert found.rejected
    for accepted, scenarios in ((True, found.accepted), (False, found.rejected)):
        for scenario in json.loads(json.dumps(scenarios)):
            assert interpret_scenario(SHOP, (Stated(name, rule),), scenario).accepted is accepted


@pytest.mark.parametrize(("name", "rule", "value"), SETTING, ids=lambda each: type(each).__name__)
def test_what_the_server_sets_is_told(name: str, rule: Rule, value: object) -> None:
    found = find_examples(rule, SHOP, SHOP.by_name[name])
    assert found.rejected == ()
    (scenario,) = found.accepted
    assert list(scenario["then"].values()) == [value]
    verdict = interpret_scenario(SHOP, (Stated(name, rule),), scenario)
    assert list(find_deviations(SHOP, scenario, verdict)) == []


def test_every_form_has_examples() -> None:
    shown = {snake_case(type(rule).__name__) for _, rule, *_ in (*BREAKABLE, *SETTING)}
    assert shown - {"every", "not"} == set(FORMS)


def test_the_boundary_itself_is_shown() -> None:
    found = find_examples(Range("total", gt="0"), SHOP, SHOP.by_name["Order"])
    assert found.accepted[0]["values"]["total"] == "0.01"
    assert found.rejected[0]["values"]["total"] == "0.00"


def test_examples_keep_the_other_rules() -> None:
    order = SHOP.by_name["Order"]
    others = (Stated("Order", Given("note")), Stated("Order", Implies(NEW, Range("seats", gt="5"))))
    assert find_examples(Range("total", gt="0"), SHOP, order, others[:1]).accepted == ()
    found = find_examples(Every((Given("note"), Given("seats"))), SHOP, order, others[:1])
    assert all("note" in scenario["values"] for scenario in found.rejected)
