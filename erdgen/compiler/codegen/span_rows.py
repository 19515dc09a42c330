"""Spans of time or of numbers on both sides of a rule that holds them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from erdgen.compiler.codegen.python import literal
from erdgen.compiler.codegen.row_values import Value
from erdgen.compiler.codegen.rule_code import RuleCode
from erdgen.compiler.codegen.rule_rows import Row
from erdgen.compiler.codegen.rule_tables import EntityRows
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.rules.bounds import step_of
from erdgen.compiler.rules.conditions import Compare, Given, Range, Span, Unit
from erdgen.compiler.rules.forms import NoOverlap
from erdgen.compiler.rules.layers import find_layers
from erdgen.compiler.rules.scalars import read_value, write_value
from erdgen.compiler.rules.walk import paths_in
from erdgen.compiler.spec.project import Field, Kind

#: Places on the line of datetimes and times of day are seconds from here, those of dates are days.
ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 60 * 60


class SpanRows(EntityRows):
    """Adds the rows of one entity for rules that hold spans apart."""

    def add_spans(self, code: RuleCode, rule: NoOverlap) -> None:
        """A span, and spans beside it that touch or overlap it."""
        start, end = (self.entity.members[name] for name in (rule.start, rule.end))
        assert isinstance(start, Field)
        assert isinstance(end, Field)
        inside = [Wanted(rule.where, True)] if rule.where is not None else []
        members = [self.entity.members[name] for name in rule.within]
        optional = [member.name for member in members if isinstance(member, Field) and not member.required]
        given = [Wanted(Given(name), True) for name in (rule.start, rule.end, *optional)]
        wanted = [*inside, *given, *self.neighbours(rule, rule.start, rule.end)]
        for long in self._long_spans(start, end):
            rows = list(self._rows_in_turn([*wanted, *long], start, end))
            if rows:
                break
        else:
            return
        first, *later = (self._without_optional_links(row, {*paths_in(rule)}) for row in rows)
        span = {name: first[name] for name in (start.name, end.name)}
        rest = {path: value for path, value in first.items() if path not in span}
        others = literal(find_spans(start, end, first))
        cells = (self.show(span), self.show(rest), others, f"[{', '.join(map(self.show, later))}]")
        held = literal("database" in find_layers(rule, self.entity))
        self.tables.add("OVERLAPS", *self.head(code), literal(rule.within), *cells, held)

    def _long_spans(self, start: Field, end: Field) -> Iterator[list[Wanted]]:
        """One with a half that is a day or an hour, before one of any length."""
        unit: Unit = "days" if start.kind is Kind.DATE else "hours"
        if start.kind in (Kind.DATE, Kind.DATETIME):
            yield [Wanted(Compare(end.name, "eq", start.name, Span(2, unit)), True)]
            yield [Wanted(Compare(end.name, "gte", start.name, Span(2, unit)), True)]
        yield [Wanted(Compare(end.name, "gt", start.name), True)]

    def _rows_in_turn(self, wanted: list[Wanted], start: Field, end: Field) -> Iterator[Row]:
        """Up to three rows of the wanted sort, each with a span after that of the one before."""
        row = self.find(wanted, sparse=True)
        for _ in range(3):
            if row is None:
                return
            yield row
            after = Wanted(Range(start.name, gte=str(row[end.name])), True)
            row = self.find([*wanted, after], after.condition, sparse=True)

    def _without_optional_links(self, row: Row, asked: Set[str]) -> Row:
        """The row without what other rules ask behind links that it may well leave empty."""
        links = self.entity.members
        return {
            path: value
            for path, value in row.items()
            if "." not in path
            or path in asked
            or path.partition(".")[0] in row
            or links[path.partition(".")[0]].required
        }


#: A row of a start and an end, and whether there is room for them beside another row.
Try = tuple[Mapping[str, object], bool]


def find_spans(start: Field, end: Field, row: Row) -> tuple[Try, ...]:
    """Spans as long as that of ``row``: those that touch it are free, those that overlap it are not."""
    begin = _read(start, row[start.name])
    length = _read(end, row[end.name]) - begin
    half = length / 2 // step_of(start) * step_of(start)
    moves = ((-length, True), (-half, False), (Decimal(0), False), (half, False), (length, True))
    return tuple((span, free) for move, free in moves for span in _write(start, end, begin + move, length))


def _write(start: Field, end: Field, begin: Decimal, length: Decimal) -> Iterator[Mapping[str, object]]:
    """The span from ``begin`` on; none where it leaves the one day that times of day have."""
    if start.kind is not Kind.TIME or (begin >= 0 and begin + length < DAY):
        yield {start.name: _value(start, begin), end.name: _value(end, begin + length)}


def _read(field: Field, value: Value) -> Decimal:
    """The place of a value on the line."""
    found = read_value(field, value)
    match found:
        case Decimal():
            return found
        case datetime():
            return Decimal(int((found - ORIGIN).total_seconds()))
        case date():
            return Decimal(found.toordinal())
        case time():
            return Decimal(found.hour * 3600 + found.minute * 60 + found.second)
    raise TypeError(f"{field.name} cannot begin or end a span")


def _value(field: Field, place: Decimal) -> object:
    """The reverse of ``_read``."""
    if field.kind is Kind.DATE:
        return write_value(field, date.fromordinal(int(place)))
    if field.kind in (Kind.DATETIME, Kind.TIME):
        moment = ORIGIN + timedelta(seconds=int(place))
        return write_value(field, moment if field.kind is Kind.DATETIME else moment.time())
    return write_value(field, place)
