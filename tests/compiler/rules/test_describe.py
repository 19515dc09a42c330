"""Rules in words, and where they are enforced."""

from __future__ import annotations

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
from erdgen.compiler.rules.describe import describe_rule
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
from erdgen.compiler.rules.layers import find_layers
from erdgen.compiler.rules.walk import members_in
from tests.compiler.rules.test_interpret import SHOP

ORDER = SHOP.by_name["Order"]
PAID = OneOf("status", ("paid",))
ABOVE = ("model", "api", "admin")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Range("total", gt="0"), "total is above 0"),
        (Range("total", gt="0", lte="9"), "total is above 0 and is at most 9"),
        (Range("seats", gte="1", lte="5"), "seats is from 1 to 5"),
        (Range("born", lt="2000-01-01"), "born is before 2000-01-01"),
        (Length("code", 2, 2), "code has exactly 2 characters"),
        (Length("code", minimum=2), "code has at least 2 characters"),
        (Pattern("code", "[A-Z]", "a capital letter"), "code has the form “a capital letter”"),
        (Pattern("code", "[A-Z]"), "code has the form [A-Z]"),
        (OneOf("status", ("new", "paid")), "status is new or paid"),
        (OneOf("status", ("new", "paid"), negated=True), "status is neither new nor paid"),
        (OneOf("gift", (True,)), "gift is true"),
        (Given("note", negated=True), "note is not given"),
        (Compare("discount", "lte", "total"), "discount is at most total"),
        (Compare("ends", "gt", "starts"), "ends is after starts"),
        (
            Compare("ends", "lte", "starts", Span(1, "days")),
            "ends is not after the moment 1 day after starts",
        ),
        (Compare("parent", "ne", "pk"), "parent is not the row itself"),
        (
            Formula("total", "eq", (Term(("seats", "discount")), Term((), "-1"))),
            "total equals seats × discount - 1",
        ),
        (Moment("starts", "gt"), "starts is in the future"),
        (Moment("born", "lte", Span(-18, "years")), "born is not after the moment 18 years ago"),
        (Weekday("born", (0, 4)), "born is on Monday or Friday"),
        (Clock("starts", "09:00"), "starts is at 09:00 or later (UTC)"),
        (Count("orders", maximum=3, where=PAID), "at most 3 orders where status is paid"),
        (Count("lines", maximum=0), "no lines"),
        (
            Total("lines", (Term(("amount", "price")),), "lte", "100"),
            "the sum of amount × price over lines is at most 100",
        ),
        (
            Every((Given("note"), Some((PAID, Given("code"))))),
            "note is given and (status is paid or code is given)",
        ),
        (Not(PAID), "not (status is paid)"),
        (Implies(PAID, Given("note")), "where status is paid, note is given"),
        (AtCreation(PAID, when=Given("note")), "in a new row where note is given, status is paid"),
        (Entering("status", "paid", Given("note")), "status becomes paid only while note is given"),
        (
            Unique(("code", "customer"), where=PAID),
            "code and customer are unique together where status is paid",
        ),
        (Unique(("code",), ignore_case=True), "code is unique in any case"),
        (Immutable(("code",), fillable=True), "code never changes, but may be filled in"),
        (Immutable((), PAID), "nothing changes once status is paid"),
        (
            Transitions("status", (Move("new", "paid"),), (Move("sent", "new"),)),
            "status changes only from new to paid and never changes from sent to new",
        ),
        (SetDefault("born", special="today"), "born is today by default"),
        (Computed("total", (Term(("seats",), "1.5"),)), "total is always 1.5 × seats"),
        (
            Computed("ends", (Term((), "-2"),), since="starts", unit="weeks"),
            "ends is always starts minus 2 weeks",
        ),
        (
            Computed("ends", (Term(("seats",)),), since="starts", unit="days"),
            "ends is always starts plus seats days",
        ),
        (Computed("seats", relation="lines", count=True), "seats is always the number of lines"),
        (
            NoOverlap("starts", "ends", ("customer",), PAID),
            "no two rows of the same customer where status is paid overlap from starts to ends",
        ),
        (KeepWhile(Count("orders", minimum=1)), "a row is not deleted while at least 1 orders"),
        (
            ServerSet("paid_at", "reached", OneOf("status", ("paid",))),
            "paid_at is set by the server to the moment at which status is paid",
        ),
        (ServerSet("made_by", "user"), "made_by is set by the server to the user who creates the row"),
        (
            Access(("update", "delete"), ("Clerk", "owner"), "customer.user"),
            "only Clerk and the owner (by customer.user) may update and delete",
        ),
        (Access(("read",), (), field="code"), "only superusers may read code"),
    ],
)
def test_rules_in_words(rule: Rule, words: str) -> None:
    assert describe_rule(rule, ORDER) == words


def test_without_the_entity_moments_are_compared_like_numbers() -> None:
    assert describe_rule(Compare("ends", "gt", "starts")) == "ends is above starts"


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (Implies(PAID, Given("note")), ("note", "status")),
        (Compare("made_by", "eq", "customer.user"), ("made_by", "customer")),
        (Compare("parent", "ne", "pk"), ("parent",)),
        (Access(("read",), ("Clerk",)), ()),
        (Computed("total", (Term(("seats",)),)), ("total", "seats")),
    ],
)
def test_members_that_a_rule_is_about(rule: Rule, names: tuple[str, ...]) -> None:
    assert members_in(rule) == names


@pytest.mark.parametrize(
    ("rule", "layers"),
    [
        (Range("total", gt="0"), ("database", *ABOVE, "openapi")),
        (Implies(PAID, Given("note")), ("database", *ABOVE)),
        (Compare("ends", "gt", "starts", Span(2, "days")), ("database", *ABOVE)),
        (Compare("ends", "gt", "starts", Span(2, "months")), ABOVE),
        (Compare("made_by", "eq", "customer.user"), ABOVE),
        (Moment("starts", "gt"), ABOVE),
        (Count("lines", minimum=1), ABOVE),
        (Unique(("code",), where=PAID), ("database", *ABOVE)),
        (Unique(("code",), where=OneOf("customer.name", ("x",))), ABOVE),
        (NoOverlap("starts", "ends", ("customer",)), ("database", *ABOVE)),
        (Transitions("status", (Move("new", "paid"),)), ABOVE),
        (AtCreation(PAID), ABOVE),
        (Access(("read",), ("Clerk",)), ("api",)),
    ],
)
def test_where_a_rule_is_enforced(rule: Rule, layers: tuple[str, ...]) -> None:
    assert find_layers(rule, ORDER) == layers
