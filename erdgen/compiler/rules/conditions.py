"""What a row can be asked: predicates on its values, and how they are joined.

A predicate names fields by path: a field of the row (``salary``), or one of a row that it links to
(``job.is_active``). Asked of a field without a value (NULL, or an empty text), a predicate is neither true
nor false but *unknown*, as in SQL; only ``Given`` always knows. A rule is broken when its condition is
false; a rule with a ``when`` applies where that is true.

Numbers and moments are exact text (``"9.99"``, ``"2026-03-12"``), so that no digit is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["gt", "gte", "lt", "lte", "eq", "ne"]
Unit = Literal["minutes", "hours", "days", "weeks", "months", "years"]
Scalar = str | int | bool

OPPOSITE: dict[Operator, Operator] = {
    "gt": "lte",
    "gte": "lt",
    "lt": "gte",
    "lte": "gt",
    "eq": "ne",
    "ne": "eq",
}
#: The operator when the two sides change places.
MIRRORED: dict[Operator, Operator] = {
    "gt": "lt",
    "gte": "lte",
    "lt": "gt",
    "lte": "gte",
    "eq": "eq",
    "ne": "ne",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; negative counts go back. Months and years keep the day, or take the last there is."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Term:
    """The product of ``paths``, times ``factor``; without paths ``factor`` itself."""

    paths: tuple[str, ...] = ()
    factor: str = "1"


@dataclass(frozen=True, slots=True)
class Range:
    """``field`` lies within bounds; None is unbounded.

    For numbers, durations (ISO 8601) and fixed moments.
    """

    field: str
    gt: str | None = None
    gte: str | None = None
    lt: str | None = None
    lte: str | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """The text of ``field`` has from ``minimum`` to ``maximum`` characters."""

    field: str
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """The whole text of ``field`` matches ``regex``.

    ``name`` says in words what that is ("capital letters").
    """

    field: str
    regex: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """``field`` has one of ``values``; with ``negated`` none of them."""

    field: str
    values: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """``field`` (also a relationship) has a value; with ``negated`` it has none."""

    field: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """``field`` against ``other``, both of one sort; a temporal ``other`` may be moved by ``shift``.

    Two relationships may be compared with ``eq`` and ``ne``; ``pk`` stands for the row itself ("not its own
    parent": ``Compare("parent", "ne", "pk")``, "the seat belongs to the event's venue":
    ``Compare("seat.venue", "eq", "event.venue")``).
    """

    field: str
    operator: Operator
    other: str
    shift: Span | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A number ``field`` against the sum of ``terms`` of the same row."""

    field: str
    operator: Operator
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or datetime ``field`` against now (dates: today in UTC), moved by ``shift``.

    A rule that holds rows against now is asked of new rows, and when a member that it is about changes: what
    time alone has brought about leaves a row editable.
    """

    field: str
    operator: Operator
    shift: Span | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """The day of ``field`` is one of ``days``: 0 is Monday."""

    field: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day of a datetime ``field``, from ``earliest`` to ``latest`` (``HH:MM``), both included."""

    field: str
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows ``relation`` holds (a many-to-many link, or the way back of a foreign key).

    Only those for which ``where`` (asked of them) is true are counted.
    """

    relation: str
    minimum: int | None = None
    maximum: int | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of ``terms`` over the rows of ``relation``, against the number ``bound`` or the field
    ``other``.

    An empty sum is 0.
    """

    relation: str
    terms: tuple[Term, ...]
    operator: Operator
    bound: str | None = None
    other: str = ""
    where: Condition | None = None


Predicate = (
    Range | Length | Pattern | OneOf | Given | Compare | Formula | Moment | Weekday | Clock | Count | Total
)


@dataclass(frozen=True, slots=True)
class Every:
    """All of ``parts``."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of ``parts``."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of ``part``; unknown stays unknown."""

    part: Condition


Condition = Predicate | Every | Some | Not
