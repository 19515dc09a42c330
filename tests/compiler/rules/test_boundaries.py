"""Which values a field can hold, as an interval."""

from __future__ import annotations

from decimal import Decimal

import pytest

from erdgen.compiler.rules.bounds import Interval, interval_of, to_number, to_value
from erdgen.compiler.rules.conditions import Every, Given, Range
from erdgen.compiler.spec.project import Kind
from tests.projects import field


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
        (Kind.DURATION, "PT90S"),
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


def test_joined_ranges_and_those_of_dates_count() -> None:
    both = Every((Range("n", gt="4"), Given("n"), Range("n", lt="9")))
    assert interval_of(field("n", Kind.INT), (both,)) == Interval(Decimal(5), Decimal(8))
    day = field("day", Kind.DATE)
    found = interval_of(day, (Range("day", gt="2000-01-01", lte="2000-01-03"),))
    assert found.low is not None
    assert found.high is not None
    assert (to_value(day, found.low), to_value(day, found.high)) == ("2000-01-02", "2000-01-03")
