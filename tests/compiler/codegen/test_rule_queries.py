"""Conditions as Django's Q, and rows on both sides of their boundaries."""

from __future__ import annotations

import pytest

from erdgen.compiler.codegen.python import Imports
from erdgen.compiler.codegen.rule_queries import Place, QueryWriter
from erdgen.compiler.codegen.rule_rows import find_row
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Range,
    Some,
    Span,
)
from erdgen.compiler.rules.layers import fits_database
from erdgen.compiler.spec.project import Entity, Kind
from tests.projects import application, choices, field, job, job_board

NOTE = field("note", required=False)
JOB = job(NOTE, choices("state", "open", "closed", required=False))
PROJECT = job_board(JOB, application())


def write(condition: Condition, place: Place = Place.INSTANCE, entity: Entity = JOB) -> str:
    return QueryWriter(PROJECT, entity, Imports(), place).write(condition)


@pytest.mark.parametrize(
    ("condition", "place", "text"),
    [
        (Range("seats", gt="0", lte="5"), Place.CHECK, "models.Q(seats__gt=0, seats__lte=5)"),
        (Not(Range("seats", gt="0")), Place.CHECK, "models.Q(seats__lte=0)"),
        (Length("note", 3), Place.CHECK, '(models.Q(note="") | models.Q(note__length__gte=3))'),
        (
            OneOf("state", ("open",), negated=True),
            Place.FILTER,
            '(~models.Q(state="") & ~models.Q(state="open"))',
        ),
        (Given("note"), Place.CHECK, '~(models.Q(note=""))'),
        (Compare("deadline", "ne", "start_date"), Place.CHECK, '~models.Q(deadline=models.F("start_date"))'),
        (
            Moment("deadline", "gte", Span(3, "days")),
            Place.INSTANCE,
            "models.Q(deadline__gte=logic.today(days=3))",
        ),
    ],
)
def test_conditions_read_as_django_would_write_them(condition: Condition, place: Place, text: str) -> None:
    assert write(condition, place) == text


def test_a_negation_reaches_the_predicates() -> None:
    both = Not(Some((Range("seats", gt="5"), OneOf("is_active", (True,)))))
    assert write(both) == "(models.Q(seats__lte=5) & ~models.Q(is_active=True))"


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        (Range("seats", gt="0"), True),
        (Moment("deadline", "gt"), False),
        (Compare("deadline", "gt", "start_date", Span(1, "months")), False),
        (Compare("deadline", "gt", "start_date", Span(1, "days")), True),
        (Count("applications", maximum=3), False),
        (OneOf("posted_by.is_active", (True,)), False),
    ],
)
def test_the_database_holds_what_its_columns_say(condition: Condition, fits: bool) -> None:
    assert fits_database(JOB, condition) is fits


def test_rows_stand_on_both_sides_of_the_boundary() -> None:
    above = Compare("salary_max", "gt", "salary")
    made = EntityDesign(job())
    good = find_row(PROJECT, made, [Wanted(above, True)], above)
    bad = find_row(PROJECT, made, [Wanted(above, False)], above)
    assert good == {"salary_max": "10.00", "salary": "9.99"}
    assert bad == {"salary_max": "10.00", "salary": "10.00"}


def test_no_row_is_found_for_what_cannot_be() -> None:
    made = EntityDesign(job(field("floor", Kind.INT, minimum=1, maximum=3)))
    assert find_row(job_board(made.entity), made, [Wanted(Range("floor", gt="3"), True)]) is None
