"""Spans beside a span, for the tests of rules that hold them apart."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erdgen.compiler.codegen.row_values import Value
from erdgen.compiler.codegen.span_rows import find_spans
from erdgen.compiler.rules.scalars import read_value, write_value
from erdgen.compiler.spec.project import Field, Kind
from tests.projects import field

MOMENTS = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2090, 1, 1))
VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.DATE: MOMENTS.map(lambda moment: moment.date()),
    Kind.DATETIME: MOMENTS.map(lambda moment: moment.replace(microsecond=0, tzinfo=datetime.UTC)),
    Kind.TIME: MOMENTS.map(lambda moment: moment.time().replace(microsecond=0)),
    Kind.INT: st.integers(-1000, 1000),
    Kind.DECIMAL: st.decimals(-1000, 1000, places=2).map(str),
}


@pytest.mark.parametrize("kind", VALUES)
@given(st.data())
def test_spans_are_free_where_they_share_nothing_with_the_taken_one(kind: Kind, data: st.DataObject) -> None:
    start, end = field("start", kind, decimal_places=2), field("end", kind, decimal_places=2)
    first, last = sorted(
        data.draw(st.lists(VALUES[kind], min_size=2, max_size=2, unique=True)),
        key=lambda value: read_value(start, value),
    )
    row: dict[str, Value] = {"start": plain(start, first), "end": plain(end, last)}
    spans = find_spans(start, end, row)
    assert (row, False) in spans
    assert all(apart(start, end, span, row) is free for span, free in spans)


def plain(column: Field, value: object) -> Value:
    written = write_value(column, read_value(column, value))
    assert isinstance(written, str | int)
    return written


def apart(start: Field, end: Field, one: object, other: object) -> bool:
    assert isinstance(one, dict)
    assert isinstance(other, dict)
    spans = ((read_value(start, row["start"]), read_value(end, row["end"])) for row in (one, other))
    (begin, until), (start_of_other, end_of_other) = spans
    return bool(until <= start_of_other or end_of_other <= begin)


def test_a_span_of_times_has_no_neighbours_beyond_its_day() -> None:
    start, end = field("start", Kind.TIME), field("end", Kind.TIME)
    spans = find_spans(start, end, {"start": "16:00:00", "end": "23:00:00"})
    assert [(span["start"], free) for span, free in spans] == [
        ("09:00:00", True),
        ("12:30:00", False),
        ("16:00:00", False),
    ]
