"""Intervals, examples at the boundary, and rules that cannot hold together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from erdgen.compiler.rules.bounds import Interval, interval_of, to_number, to_value
from erdgen.compiler.rules.check import find_broken_defaults, find_contradictions, find_unhelpful_defaults
from erdgen.compiler.rules.describe import describe_rule, fields_of
from erdgen.compiler.rules.examples import find_examples
from erdgen.compiler.rules.vocabulary import Compare, OnCreate, Range, Rule, UniqueTogether
from erdgen.compiler.spec.project import Default, Kind
from tests.projects import choices, entity, field, job


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        (Range("n", gt="0"), 1, None),
        (Range("n", gt="-1"), 0, None),
        (Range("n", gt="0.5"), 1, None),
        (Range("n", gt="-0.5"), 0, None),
        (Range("n", gte="0.5"), 1, None),
        (Range("n", lt="5"), None, 4),
        (Range("n", lt="5.5"), None, 5),
        (Range("n", gte="2", lte="7"), 2, 7),
    ],
)
def test_bounds_of_whole_numbers(rule: Range, low: int | None, high: int | None) -> None:
    assert interval_of(field("n", Kind.INT), (rule,)) == Interval(
        None if low is None else Decimal(low), None if high is None else Decimal(high)
    )


def test_the_tightest_bound_counts() -> None:
    found = interval_of(
        field("n", Kind.INT, minimum=3, maximum=9), (Range("n", gt="4"), Range("n", lte="20"))
    )
    assert found == Interval(Decimal(5), Decimal(9))


def test_digits_bound_a_decimal() -> None:
    found = interval_of(field("n", Kind.DECIMAL, max_digits=4, decimal_places=2))
    assert found == Interval(Decimal("-99.99"), Decimal("99.99"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INT, 5),
        (Kind.DECIMAL, "5.25"),
        (Kind.FLOAT, 0.5),
        (Kind.DATE, "1999-12-31"),
        (Kind.DATETIME, "2030-01-01T12:00:00Z"),
        (Kind.TIME, "08:30:00"),
    ],
)
def test_values_survive_the_number_line(kind: Kind, value: object) -> None:
    about = field("x", kind)
    number = to_number(about, value)
    assert number is not None
    assert to_value(about, number) == value


@pytest.mark.parametrize("value", [None, True, "NaN", "abc", "Infinity"])
def test_what_is_no_number_has_no_place(value: object) -> None:
    assert to_number(field("x", Kind.DECIMAL), value) is None


@pytest.mark.parametrize(
    ("rule", "accepted", "rejected"),
    [
        (Range("salary", gt="0"), [{"salary": "0.01"}], [{"salary": "0.00"}]),
        (Range("seats", gte="1", lte="5"), [{"seats": 1}, {"seats": 5}], [{"seats": 0}, {"seats": 6}]),
        (OnCreate("is_active", True), [{"is_active": True}], [{"is_active": False}]),
        (UniqueTogether(("title",)), [], []),
        (
            Compare("deadline", "gt", "start_date"),
            [{"deadline": "2030-01-02", "start_date": "2030-01-01"}],
            [{"deadline": "2030-01-01", "start_date": "2030-01-01"}],
        ),
        (
            Compare("salary", "lte", "salary_max"),
            [{"salary": "10.00", "salary_max": "10.00"}],
            [{"salary": "10.00", "salary_max": "9.99"}],
        ),
    ],
)
def test_examples_lie_at_the_boundary(
    rule: Rule, accepted: list[dict[str, object]], rejected: list[dict[str, object]]
) -> None:
    found = find_examples(rule, job())
    assert (list(found.accepted), list(found.rejected)) == (accepted, rejected)


def test_examples_keep_to_the_fields_own_bounds() -> None:
    bounded = entity("E", field("n", Kind.INT, minimum=0), field("x", Kind.FLOAT), choices("c", "a", "b"))
    assert find_examples(Range("n", gt="-1"), bounded).rejected == ()
    assert find_examples(Range("x", gt="0"), bounded).rejected == ({"x": 0.0},)
    assert find_examples(OnCreate("c", "a"), bounded).rejected == ({"c": "b"},)


@pytest.mark.parametrize(
    ("rule", "short"),
    [
        (Range("salary", gt="0"), "salary is above 0"),
        (Range("seats", gte="1", lte="5"), "seats is from 1 to 5"),
        (Compare("deadline", "gt", "start_date"), "deadline is above start_date"),
        (Compare("salary", "lte", "salary_max"), "salary is at most salary_max"),
        (OnCreate("is_active", True), "in a new row, is_active is true"),
        (UniqueTogether(("title", "posted_by")), "title and posted_by are unique together"),
    ],
)
def test_rules_in_words(rule: Rule, short: str) -> None:
    assert describe_rule(rule) == short
    assert fields_of(rule)


@pytest.mark.parametrize(
    "rules",
    [
        (Range("seats", gt="0", lt="1"),),
        (Range("seats", gte="5"), Range("seats", lt="5")),
        (OnCreate("is_active", True), OnCreate("is_active", False)),
        (Compare("salary", "gt", "salary_max"), Compare("salary_max", "gt", "salary")),
        (Compare("salary", "gt", "salary_max"), Compare("salary", "lte", "salary_max")),
        (Range("salary", lte="5"), Range("salary_max", gte="9"), Compare("salary", "gte", "salary_max")),
    ],
)
def test_contradictions_are_found(rules: tuple[Rule, ...]) -> None:
    assert find_contradictions(job(), rules)


@pytest.mark.parametrize(
    "rules",
    [
        (),
        (Range("seats", gt="0", lt="2"),),
        (Range("salary", gt="0", lt="0.02"),),
        (Compare("salary", "gte", "salary_max"), Compare("salary_max", "gte", "salary")),
        (Range("salary", lte="5"), Range("salary_max", gte="5"), Compare("salary", "gte", "salary_max")),
        (OnCreate("is_active", True), OnCreate("is_active", True)),
    ],
)
def test_what_can_hold_together_is_no_contradiction(rules: tuple[Rule, ...]) -> None:
    assert find_contradictions(job(), rules) == ()


def test_defaults_must_keep_the_rules() -> None:
    about = entity(
        "E",
        field("n", Kind.INT, default=Default(0)),
        field("m", Kind.INT, default=Default(5)),
        field("on", Kind.BOOL, default=Default(False)),
    )
    assert find_broken_defaults(about, (Range("n", gt="0"),))
    assert find_broken_defaults(about, (Compare("n", "gt", "m"),))
    assert find_broken_defaults(about, (Range("n", gte="0"), Compare("m", "gt", "n"))) == ()
    assert find_unhelpful_defaults(about, (OnCreate("on", True),))
    assert find_unhelpful_defaults(about, (OnCreate("on", False),)) == ()
