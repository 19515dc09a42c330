"""What each form of rule means, told by changes that it allows and refuses."""

from __future__ import annotations

from typing import Any

import pytest

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
    Some,
    Span,
    Term,
    Total,
    Weekday,
)
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
from erdgen.compiler.spec.project import Default, Kind, OnDelete, Project, RelationKind
from tests.projects import choices, entity, field, link, user

SHOP = Project(
    "Shop",
    (
        user(),
        entity("Customer", field("name"), field("limit", Kind.DECIMAL, required=False), link("user", "User")),
        entity("Tag", field("name")),
        entity(
            "Order",
            field("code"),
            field("note", Kind.TEXT, required=False),
            field("total", Kind.DECIMAL, required=False),
            field("discount", Kind.DECIMAL, required=False),
            field("seats", Kind.INT, required=False),
            field("gift", Kind.BOOL, default=Default(False)),
            choices("status", "new", "paid", "sent", default=Default("new")),
            field("starts", Kind.DATETIME, required=False),
            field("ends", Kind.DATETIME, required=False),
            field("born", Kind.DATE, required=False),
            field("touched", Kind.DATETIME, required=False),
            link("customer", "Customer", related_name="orders"),
            link("parent", "Order", required=False, related_name="children", on_delete=OnDelete.SET_NULL),
            link("made_by", "User", required=False, related_name="made"),
            link("tags", "Tag", RelationKind.MANY_TO_MANY, required=False, related_name="orders"),
        ),
        entity(
            "Line",
            field("amount", Kind.INT),
            field("price", Kind.DECIMAL),
            field("sum", Kind.DECIMAL, required=False),
            link("order", "Order", related_name="lines"),
        ),
    ),
)
PEOPLE: dict[str, Any] = {
    "User": [{"id": 7}, {"id": 8}],
    "Customer": [{"id": 1, "user": 7}, {"id": 2, "user": 8}],
}


def judge(rule: Rule, do: str = "create", about: str = "Order", **told: Any) -> bool:
    """Whether ``rule`` of ``about`` allows the change that ``told`` completes."""
    scenario = {"do": do, "entity": about, "rows": told.pop("rows", PEOPLE), **told}
    owner = scenario.pop("of", about)
    return interpret_scenario(SHOP, (Stated(owner, rule),), scenario).accepted


def create(rule: Rule, **values: Any) -> bool:
    return judge(rule, values={"customer": 1, **values})


def update(rule: Rule, stored: dict[str, Any], **values: Any) -> bool:
    return judge(
        rule, "update", id=1, rows={**PEOPLE, "Order": [{"id": 1, "customer": 1, **stored}]}, values=values
    )


def days(count: int) -> Span:
    return Span(count, "days")


@pytest.mark.parametrize(
    ("rule", "accepted", "rejected"),
    [
        (Range("total", gt="0"), {"total": "0.01"}, {"total": "0.00"}),
        (Range("total", gte="0", lte="10"), {"total": 10}, {"total": "10.01"}),
        (Range("born", gte="2000-01-01"), {"born": "2000-01-01"}, {"born": "1999-12-31"}),
        (
            Range("starts", lt="2026-01-01"),
            {"starts": "2025-12-31T23:59:59Z"},
            {"starts": "2026-01-01T00:00:00Z"},
        ),
        (Length("code", 2, 3), {"code": "abc"}, {"code": "a"}),
        (Length("code", maximum=3), {"code": ""}, {"code": "abcd"}),
        (Pattern("code", "[A-Z]{2}"), {"code": "AB"}, {"code": "ABC"}),
        (OneOf("code", ("a", "b")), {"code": "a"}, {"code": "c"}),
        (OneOf("seats", (1, 2), negated=True), {"seats": 3}, {"seats": 2}),
        (Given("note"), {"note": "x"}, {"note": ""}),
        (Given("parent", negated=True), {}, {"parent": 1}),
        (Given("tags"), {"tags": [1]}, {"tags": []}),
        (Compare("discount", "lte", "total"), {"discount": 2, "total": "2.00"}, {"discount": 3, "total": 2}),
        (Compare("ends", "gt", "starts"), {"ends": "2026-03-02T00:00:00Z"}, {"ends": "2026-03-01T00:00:00Z"}),
        (
            Compare("ends", "lte", "starts", days(2)),
            {"ends": "2026-03-03T00:00:00Z"},
            {"ends": "2026-03-03T00:00:01Z"},
        ),
        (Compare("made_by", "eq", "customer.user"), {"made_by": 7}, {"made_by": 8}),
        (
            Formula("total", "eq", (Term(("seats", "discount")), Term((), "1"))),
            {"total": 7, "seats": 3, "discount": 2},
            {"total": 6, "seats": 3, "discount": 2},
        ),
        (Moment("starts", "gt"), {"starts": "2026-03-12T12:00:01Z"}, {"starts": "2026-03-12T12:00:00Z"}),
        (Moment("born", "lte"), {"born": "2026-03-12"}, {"born": "2026-03-13"}),
        (Moment("born", "lte", Span(-18, "years")), {"born": "2008-03-12"}, {"born": "2008-03-13"}),
        (Weekday("born", (0, 1, 2, 3, 4)), {"born": "2026-03-13"}, {"born": "2026-03-14"}),
        (
            Clock("starts", "09:00", "17:00"),
            {"starts": "2026-03-12T17:00:00Z"},
            {"starts": "2026-03-12T17:00:01Z"},
        ),
        (Not(Range("seats", gt="5")), {"seats": 5}, {"seats": 6}),
        (Some((Given("note"), Range("seats", gt="5"))), {"seats": 6}, {"seats": 5}),
        (Every((Given("note"), Given("code"))), {"note": "a", "code": "b"}, {"code": "b"}),
        (Implies(OneOf("status", ("paid",)), Given("note")), {"status": "new"}, {"status": "paid"}),
        (Implies(Range("total", gt="5"), OneOf("gift", (True,))), {"total": None}, {"total": 6}),
        (Count("lines", minimum=1), {"lines": [{"amount": 1}]}, {"lines": []}),
        (Count("tags", maximum=1), {"tags": [1]}, {"tags": [1, 2]}),
        (
            Total("lines", (Term(("amount",)),), "lte", "3", where=Range("amount", gt="1")),
            {"lines": [{"amount": 1}, {"amount": 3}]},
            {"lines": [{"amount": 2}, {"amount": 2}]},
        ),
        (AtCreation(OneOf("status", ("new",))), {}, {"status": "paid"}),
        (AtCreation(Given("note"), when=OneOf("gift", (True,))), {"gift": False}, {"gift": True}),
        (Entering("status", "paid", Given("note")), {"status": "new"}, {"status": "paid"}),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, dict) else "",
)
def test_new_rows(rule: Rule, accepted: dict[str, Any], rejected: dict[str, Any]) -> None:
    more = {"starts": "2026-03-01T00:00:00Z"} if isinstance(rule, Compare) else {}
    tags = {**PEOPLE, "Tag": [{"id": 1}, {"id": 2}]}
    assert judge(rule, rows=tags, values={"customer": 1, **more, **accepted})
    assert not judge(rule, rows=tags, values={"customer": 1, **more, **rejected})


@pytest.mark.parametrize(
    "condition",
    [
        Range("total", gt="0"),
        Length("note", minimum=3),
        Pattern("note", "[a-z]"),
        OneOf("note", ("a",)),
        OneOf("note", ("a",), negated=True),
        Compare("total", "gt", "discount"),
        Formula("total", "eq", (Term(("discount",)),)),
        Moment("born", "gt"),
        Weekday("born", (0,)),
        Not(Weekday("born", (0,))),
        Clock("starts", "09:00"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_without_a_value_nothing_is_broken(condition: Any) -> None:
    assert create(condition)


def test_the_last_day_of_a_short_month() -> None:
    rule = Compare("ends", "lte", "starts", Span(1, "months"))
    last = {"starts": "2026-01-31T10:00:00Z", "ends": "2026-02-28T10:00:00Z"}
    assert create(rule, **last)
    assert not create(rule, **last | {"ends": "2026-02-28T10:00:01Z"})


def test_a_change_is_judged_with_what_is_stored() -> None:
    rule = Compare("discount", "lte", "total")
    assert update(rule, {"total": 5}, discount=5)
    assert not update(rule, {"discount": 5, "total": 5}, total=4)


def test_a_row_is_not_its_own_parent() -> None:
    rule = Compare("parent", "ne", "pk")
    assert update(rule, {}, parent=2)
    assert not update(rule, {}, parent=1)


def test_entering_a_state_and_staying_in_it() -> None:
    rule = Entering("status", "paid", Given("note"))
    assert not update(rule, {"status": "new"}, status="paid")
    assert update(rule, {"status": "new"}, status="paid", note="cash")
    assert update(rule, {"status": "paid", "note": "cash"}, note="")


def test_conditions_of_creation_do_not_bind_later() -> None:
    assert update(AtCreation(OneOf("status", ("new",))), {"status": "new"}, status="paid")


def test_unique_values() -> None:
    stored = {**PEOPLE, "Order": [{"id": 1, "code": "A", "customer": 1, "status": "new"}]}

    def again(rule: Rule, **values: Any) -> bool:
        return judge(rule, rows=stored, values={"code": "A", "customer": 1, **values})

    assert not again(Unique(("code",)))
    assert again(Unique(("code",)), code="a")
    assert not again(Unique(("code",), ignore_case=True), code="a")
    assert again(Unique(("code", "customer")), customer=2)
    assert again(Unique(("code",), where=OneOf("status", ("paid",))), status="paid")
    assert not again(Unique(("code",), where=OneOf("status", ("new",))))
    assert again(Unique(("code", "note")))
    assert judge(Unique(("code",)), "update", id=1, rows=stored, values={"note": "x"})


def test_what_may_not_change() -> None:
    assert not update(Immutable(("code",)), {"code": "A"}, code="B")
    assert update(Immutable(("code",)), {"code": "A"}, code="A", note="x")
    assert not update(Immutable(("note",)), {}, note="x")
    assert update(Immutable(("note",), fillable=True), {}, note="x")
    assert not update(Immutable(("note",), fillable=True), {"note": "x"}, note="")
    once = Immutable((), OneOf("status", ("paid",)))
    assert update(once, {"status": "new"}, status="paid", note="x")
    assert not update(once, {"status": "paid"}, note="x")


def test_moves_between_states() -> None:
    rule = Transitions("status", allowed=(Move("new", "paid"), Move("paid", "sent")))
    assert update(rule, {"status": "new"}, status="paid")
    assert update(rule, {"status": "sent"}, status="sent")
    assert not update(rule, {"status": "new"}, status="sent")
    assert create(rule, status="sent")
    never = Transitions("status", forbidden=(Move("sent", "new"),))
    assert update(never, {"status": "sent"}, status="paid")
    assert not update(never, {"status": "sent"}, status="new")


def test_rules_on_one_state_add_up() -> None:
    rules = (
        Stated("Order", Transitions("status", allowed=(Move("new", "paid"),))),
        Stated("Order", Transitions("status", allowed=(Move("paid", "sent"),))),
    )
    rows = {**PEOPLE, "Order": [{"id": 1, "status": "paid"}]}
    change = {"do": "update", "entity": "Order", "id": 1, "rows": rows, "values": {"status": "sent"}}
    assert interpret_scenario(SHOP, rules, change).accepted
    assert not interpret_scenario(SHOP, rules, {**change, "values": {"status": "new"}}).accepted


def test_counts_are_judged_when_a_child_comes_moves_or_goes() -> None:
    rows = {
        **PEOPLE,
        "Order": [{"id": 1}, {"id": 2}],
        "Line": [{"id": 1, "order": 1, "amount": 2}, {"id": 2, "order": 2, "amount": 5}],
    }
    least, most = Count("lines", minimum=1), Count("lines", maximum=1)
    line: dict[str, Any] = {"about": "Line", "of": "Order", "rows": rows}
    assert not judge(most, values={"order": 1, "amount": 1}, **line)
    assert judge(Count("lines", maximum=2), values={"order": 1, "amount": 1}, **line)
    assert not judge(least, "delete", id=1, **line)
    assert not judge(least, "update", id=1, values={"order": 2}, **line)
    assert judge(least, "delete", "Order", id=1, rows=rows)
    total = Total("lines", (Term(("amount",)),), "lte", "5")
    assert judge(total, "update", id=1, values={"amount": 5}, **line)
    assert not judge(total, "update", id=1, values={"amount": 6}, **line)


def test_overlaps_within_a_parent() -> None:
    rule = NoOverlap("starts", "ends", ("customer",), Not(OneOf("status", ("sent",))))
    stored = {"id": 1, "customer": 1, "starts": "2026-03-01T10:00:00Z", "ends": "2026-03-01T11:00:00Z"}
    rows = {**PEOPLE, "Order": [{**stored, "status": "new"}]}

    def book(begin: str, end: str | None, **values: Any) -> bool:
        times = {"starts": f"2026-03-01T{begin}Z", "ends": end and f"2026-03-01T{end}Z"}
        return judge(rule, rows=rows, values={"customer": 1, **times, **values})

    assert book("11:00:00", "12:00:00")
    assert book("09:00:00", "10:00:00")
    assert not book("10:59:59", "12:00:00")
    assert not book("09:00:00", None)
    assert book("10:30:00", "10:40:00", customer=2)
    assert book("10:30:00", "10:40:00", status="sent")


def test_deletion_guards() -> None:
    rows = {**PEOPLE, "Order": [{"id": 1, "customer": 1, "status": "paid"}]}
    whole = {"about": "Customer", "do": "delete", "rows": rows}
    assert not judge(KeepWhile(Count("orders", minimum=1)), id=1, **whole)
    assert judge(KeepWhile(Count("orders", minimum=1)), id=2, **whole)
    assert judge(KeepWhile(Count("orders", minimum=1, where=OneOf("status", ("new",)))), id=1, **whole)
    assert not judge(KeepWhile(OneOf("status", ("paid",))), id=1, of="Order", **whole)


@pytest.mark.parametrize(
    ("rule", "of", "change", "then"),
    [
        (SetDefault("code", "X"), "Order", {"do": "create", "values": {}}, {"code": "X"}),
        (SetDefault("code", "X"), "Order", {"do": "create", "values": {"code": "Y"}}, {"code": "Y"}),
        (
            SetDefault("born", special="today"),
            "Order",
            {"do": "create", "values": {}},
            {"born": "2026-03-12"},
        ),
        (ServerSet("touched", "created"), "Order", {"do": "create"}, {"touched": "2026-03-12T12:00:00Z"}),
        (
            ServerSet("touched", "created"),
            "Order",
            {"do": "update", "values": {"touched": "2020-01-01"}},
            {"touched": None},
        ),
        (ServerSet("touched", "updated"), "Order", {"do": "update"}, {"touched": "2026-03-12T12:00:00Z"}),
        (
            ServerSet("touched", "reached", OneOf("status", ("sent",))),
            "Order",
            {"do": "update", "values": {"status": "sent", "touched": "2020-01-01"}},
            {"touched": "2026-03-12T12:00:00Z"},
        ),
        (
            ServerSet("touched", "reached", OneOf("status", ("sent",))),
            "Order",
            {"do": "update", "values": {"code": "Z"}},
            {"touched": None},
        ),
        (ServerSet("made_by", "user"), "Order", {"do": "create", "as": {"id": 7}}, {"made_by": 7}),
        (ServerSet("code", "nobody"), "Order", {"do": "create", "values": {"code": "Y"}}, {"code": None}),
        (
            Computed("total", (Term(("seats",), "1.5"),)),
            "Order",
            {"do": "create", "values": {"seats": 3, "total": 99}},
            {"total": "4.50"},
        ),
        (
            Computed("total", (Term(("amount", "price")),), "lines"),
            "Order",
            {
                "do": "create",
                "values": {"lines": [{"amount": 2, "price": "1.25"}, {"amount": 1, "price": "1.00"}]},
            },
            {"total": "3.50"},
        ),
        (Computed("seats", relation="lines", count=True), "Order", {"do": "update"}, {"seats": 1}),
        (
            Computed("born", (Term(("seats",)),), since="starts", unit="months"),
            "Order",
            {"do": "create", "values": {"starts": "2026-01-31T23:00:00Z", "seats": 1, "born": "2020-01-01"}},
            {"born": "2026-02-28"},
        ),
        (
            Computed("ends", (Term((), "-90"),), since="starts", unit="minutes"),
            "Order",
            {"do": "create", "values": {"starts": "2026-01-31T01:00:00Z"}},
            {"ends": "2026-01-30T23:30:00Z"},
        ),
        (
            Computed("ends", (Term(("seats",)),), since="starts", unit="days"),
            "Order",
            {"do": "create", "values": {"starts": "2026-01-31T01:00:00Z", "ends": "2026-02-01T00:00:00Z"}},
            {"ends": None},
        ),
        (
            Computed("ends", (Term((), "9000"),), since="starts", unit="years"),
            "Order",
            {"do": "create", "values": {"starts": "2026-01-31T01:00:00Z"}},
            {"ends": None},
        ),
    ],
)
def test_values_that_the_server_sets(
    rule: Rule, of: str, change: dict[str, Any], then: dict[str, Any]
) -> None:
    rows = {**PEOPLE, "Order": [{"id": 1}], "Line": [{"id": 1, "order": 1, "amount": 2, "price": 3}]}
    scenario = {"entity": "Order", "rows": rows, "id": 1, "then": then, **change}
    verdict = interpret_scenario(SHOP, (Stated(of, rule),), scenario)
    assert verdict.accepted
    assert list(find_deviations(SHOP, scenario, verdict)) == []


def test_computed_values_feed_each_other() -> None:
    rules = (
        Stated("Order", Computed("total", (Term(("sum",)),), "lines")),
        Stated("Line", Computed("sum", (Term(("amount", "price")),))),
        Stated("Order", Range("total", lte="10")),
    )
    rows = {**PEOPLE, "Order": [{"id": 1, "total": 0}]}
    change = {"do": "create", "entity": "Line", "rows": rows}
    assert interpret_scenario(
        SHOP, rules, {**change, "values": {"order": 1, "amount": 5, "price": 2}}
    ).accepted
    assert not interpret_scenario(
        SHOP, rules, {**change, "values": {"order": 1, "amount": 5, "price": 3}}
    ).accepted


def test_who_may() -> None:
    rows = {**PEOPLE, "Order": [{"id": 1, "customer": 1, "made_by": 8, "code": "A"}]}

    def may(rule: Access, sender: int | None, *roles: str, do: str = "update", **values: Any) -> bool:
        who = {"id": sender, "roles": list(roles)}
        return judge(rule, do, id=1, rows=rows, values=values, **{"as": who})

    clerks = Access(("update", "delete"), ("Clerk",))
    assert may(clerks, 7, "Clerk")
    assert not may(clerks, 7)
    assert may(clerks, 7, do="read")
    assert may(Access(("update",), ("authenticated",)), 7)
    assert not may(Access(("update",), ("authenticated",)), None)
    assert may(Access(("update",), ("anyone",)), None)
    assert not may(Access(("update",), ()), 7, "Clerk")
    assert judge(Access(("update",), ()), "update", id=1, rows=rows)
    assert may(Access(("update",), ("owner",), "customer.user"), 7)
    assert not may(Access(("update",), ("owner",), "customer.user"), 8)
    code = Access(("update",), ("Clerk",), field="code")
    assert may(code, 7, note="x", code="A")
    assert not may(code, 7, code="B")
    assert may(code, 7, "Clerk", code="B")
    assert not may(Access(("read",), ("Clerk",), field="code"), 7, do="read")


def test_a_verdict_names_what_is_broken() -> None:
    stated = (Stated("Order", Range("total", gt="0")), Stated("Order", Range("seats", gt="0")))
    change = {
        "do": "create",
        "entity": "Order",
        "rows": PEOPLE,
        "values": {"customer": 1, "total": 1, "seats": 0},
    }
    verdict = interpret_scenario(SHOP, stated, change)
    assert (verdict.accepted, verdict.field, verdict.broken) == (False, "seats", stated[1])
    assert verdict.reason == "Order: seats is above 0"


def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(LookupError):
        judge(Given("code"), "update", id=9)
    with pytest.raises(LookupError):
        judge(Given("code"), about="Nothing")


def test_what_time_alone_has_brought_about_leaves_a_row_editable() -> None:
    rule = Moment("starts", "gt")
    assert update(rule, {"starts": "2020-01-01T00:00:00Z"}, note="late")
    assert not update(rule, {"starts": "2020-01-01T00:00:00Z"}, starts="2020-01-02T00:00:00Z")
    paid = Implies(OneOf("status", ("paid",)), rule)
    assert update(paid, {"starts": "2020-01-01T00:00:00Z", "status": "paid"}, note="late")
    assert not update(paid, {"starts": "2020-01-01T00:00:00Z", "status": "new"}, status="paid")
