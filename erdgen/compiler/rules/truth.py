"""Whether a condition is true of a row: yes, no, or unknown (None), as in SQL."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Operator,
    Pattern,
    Range,
    Scalar,
    Some,
    Span,
    Term,
    Total,
    Unit,
    Weekday,
)
from erdgen.compiler.rules.scalars import Value, read_moment, read_value, shift_moment
from erdgen.compiler.rules.worlds import Row, Tables, find_relation
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Project

Truth = bool | None

COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "ne": operator.ne,
}


def member_at(project: Project, entity: Entity, path: str) -> Member | None:
    """The field or link at the end of ``path``; None for the key of a row, a way back, or nothing."""
    first, _, rest = path.partition(".")
    if not rest:
        return entity.members.get(first)
    relation = find_relation(project, entity, first)
    return member_at(project, project.by_name[relation.target], rest) if relation else None


def related_entity(project: Project, entity: Entity, path: str) -> Entity:
    """The entity of the rows that ``path`` leads to."""
    for name in path.split("."):
        relation = find_relation(project, entity, name)
        if relation is None:
            raise LookupError(f"{entity.name} has no relation {name}")
        entity = project.by_name[relation.target]
    return entity


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks conditions of rows of ``entity`` in ``tables``."""

    tables: Tables
    entity: Entity

    def ask(self, condition: Condition, row: Row) -> Truth:
        """Whether ``condition`` is true of ``row``."""
        match condition:
            case Every():
                return _all(self.ask(part, row) for part in condition.parts)
            case Some():
                return _opposite(_all(_opposite(self.ask(part, row)) for part in condition.parts))
            case Not():
                return _opposite(self.ask(condition.part, row))
            case Given():
                return (self._value(row, condition.field) is not None) is not condition.negated
            case Count():
                return self._count(condition, row)
            case Total():
                return self._total(condition, row)
            case Compare():
                return self._compare(condition, row)
            case Formula():
                return _against(
                    self._value(row, condition.field), condition.operator, self.add(condition.terms, row)
                )
        value = self._value(row, condition.field)
        return None if value is None else self._ask_value(condition, value)

    def _ask_value(
        self, condition: Range | Length | Pattern | OneOf | Moment | Weekday | Clock, value: Value
    ) -> Truth:
        match condition:
            case Range():
                return self._range(condition, value)
            case Length():
                return _within(len(str(value)), condition.minimum, condition.maximum)
            case Pattern():
                return re.fullmatch(condition.regex, str(value)) is not None
            case OneOf():
                listed = {self._literal(condition.field, each) for each in condition.values}
                return (value in listed) is not condition.negated
            case Moment():
                now = shift_moment(self.tables.world.now, condition.shift)
                return _against(value, condition.operator, now)
            case Weekday():
                return isinstance(value, date) and value.weekday() in condition.days
            case Clock():
                return _clock(condition, value)

    def _value(self, row: Row, path: str) -> Value:
        return self.tables.value(self.entity, row, path)

    def _literal(self, path: str, text: Scalar) -> Value:
        return read_value(member_at(self.tables.project, self.entity, path), text)

    def _range(self, condition: Range, value: Value) -> Truth:
        bounds = {"gt": condition.gt, "gte": condition.gte, "lt": condition.lt, "lte": condition.lte}
        member = member_at(self.tables.project, self.entity, condition.field)
        return _all(
            _against(value, sign, read_bound(member, bound))  # type: ignore[arg-type]  # the keys are operators
            for sign, bound in bounds.items()
            if bound is not None
        )

    def _compare(self, condition: Compare, row: Row) -> Truth:
        other = self._value(row, condition.other)
        if isinstance(other, date):
            other = shift_moment(other, condition.shift)
        return _against(self._value(row, condition.field), condition.operator, other)

    def _counted(self, condition: Count | Total, row: Row) -> tuple[Judge, tuple[Row, ...]]:
        inner = Judge(self.tables, related_entity(self.tables.project, self.entity, condition.relation))
        rows = self.tables.related(self.entity, row, condition.relation)
        where = condition.where
        return inner, rows if where is None else tuple(each for each in rows if inner.ask(where, each))

    def _count(self, condition: Count, row: Row) -> Truth:
        _, rows = self._counted(condition, row)
        return _within(len(rows), condition.minimum, condition.maximum)

    def _total(self, condition: Total, row: Row) -> Truth:
        inner, rows = self._counted(condition, row)
        other = self._value(row, condition.other) if condition.other else Decimal(condition.bound or 0)
        return _against(inner.add_all(condition.terms, rows), condition.operator, other)

    def add(self, terms: Iterable[Term], row: Row) -> Decimal | None:
        """The sum of ``terms`` of ``row``; None as soon as one of its numbers is missing."""
        total = Decimal(0)
        for term in terms:
            product = self._multiply(term, row)
            if product is None:
                return None
            total += product
        return total

    def later(self, field: Field, since: str, terms: Iterable[Term], unit: Unit, row: Row) -> date | None:
        """What ``field`` holds for the moment at ``since``, so many ``unit`` later.

        None without one of the values, and where the calendar ends before.
        """
        moment, number = self._value(row, since), self.add(terms, row)
        if not isinstance(moment, date) or number is None:
            return None
        try:
            found = shift_moment(moment, Span(int(number), unit))
        except (OverflowError, ValueError):
            return None
        return found.date() if isinstance(found, datetime) and field.kind is Kind.DATE else found

    def add_all(self, terms: tuple[Term, ...], rows: Iterable[Row]) -> Decimal:
        """The sum of ``terms`` over ``rows``, leaving out rows that lack a number."""
        return sum((each for row in rows if (each := self.add(terms, row)) is not None), Decimal(0))

    def _multiply(self, term: Term, row: Row) -> Decimal | None:
        product = Decimal(term.factor)
        for path in term.paths:
            value = self._value(row, path)
            if not isinstance(value, Decimal):
                return None
            product *= value
        return product


def read_bound(member: Member | None, text: str) -> Value:
    """A bound as a value of the field that it is for."""
    if isinstance(member, Field) and member.kind is Kind.DATETIME:
        return read_moment(text)
    return read_value(member, text)


def _all(truths: Iterable[Truth]) -> Truth:
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _within(number: int, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or number >= minimum) and (maximum is None or number <= maximum)


def _against(left: Value, sign: Operator, right: Value) -> Truth:
    """A date and a datetime are compared by their days."""
    if left is None or right is None:
        return None
    if isinstance(left, date) and isinstance(right, date) and type(left) is not type(right):
        left, right = _day(left), _day(right)
    return COMPARE[sign](left, right)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _clock(condition: Clock, value: Value) -> Truth:
    clock = value.time() if isinstance(value, datetime) else value
    if not isinstance(clock, time):
        return None
    earliest = time.fromisoformat(condition.earliest) if condition.earliest else time.min
    latest = time.fromisoformat(condition.latest) if condition.latest else time.max
    return earliest <= clock <= latest
