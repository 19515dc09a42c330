"""Rules that cannot hold together, and defaults that break them."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.check import CONFLICTS, find_conflicts, find_contradictions
from erdgen.compiler.rules.conditions import (
    Compare,
    Count,
    Every,
    Given,
    Length,
    Not,
    OneOf,
    Pattern,
    Range,
    Weekday,
)
from erdgen.compiler.rules.forms import AtCreation, Implies, Move, Rule, SetDefault, Transitions
from erdgen.compiler.spec.project import Default, Kind
from tests.projects import choices, entity, field, job

JOB = job(
    choices("status", "open", "closed"),
    field("code", max_length=5, required=False),
    field("note", Kind.TEXT, required=False),
)
CLOSED, OPEN = OneOf("status", ("closed",)), OneOf("status", ("open",))


@pytest.mark.parametrize(
    "rules",
    [
        (Range("seats", gt="0", lt="1"),),
        (Range("seats", gte="5"), Range("seats", lt="5")),
        (Every((Range("seats", gte="5"), Given("seats"))), Range("seats", lt="5")),
        (Range("start_date", gt="2026-01-01"), Range("start_date", lte="2026-01-01")),
        (Length("code", minimum=6),),
        (Length("note", minimum=6), Length("note", maximum=5)),
        (Given("note"), Given("note", negated=True)),
        (Given("title", negated=True),),
        (AtCreation(OneOf("is_active", (True,))), AtCreation(OneOf("is_active", (False,)))),
        (AtCreation(Given("note")), Given("note", negated=True)),
        (OPEN, CLOSED),
        (OneOf("status", ("open", "closed"), negated=True),),
        (OneOf("code", ("a", "b")), Pattern("code", "[0-9]*")),
        (OneOf("note", ("a",)), OneOf("note", ("b",))),
        (Weekday("deadline", (0,)), Not(Weekday("deadline", (0,)))),
        (Implies(CLOSED, Given("note")), Implies(CLOSED, Given("note", negated=True))),
        (Implies(CLOSED, Range("seats", gte="5")), Range("seats", lt="5")),
        (Compare("salary", "gt", "salary_max"), Compare("salary_max", "gt", "salary")),
        (Compare("salary", "gt", "salary_max"), Compare("salary", "lte", "salary_max")),
        (Compare("salary", "eq", "salary_max"), Compare("salary", "ne", "salary_max")),
        (Range("salary", lte="5"), Range("salary_max", gte="9"), Compare("salary", "gte", "salary_max")),
        (Count("applications", minimum=3), Count("applications", maximum=2)),
        (
            Transitions("status", allowed=(Move("open", "closed"),)),
            Transitions("status", forbidden=(Move("open", "closed"),)),
        ),
    ],
)
def test_contradictions_are_found(rules: tuple[Rule, ...]) -> None:
    (found,) = find_contradictions(JOB, rules)
    assert found.code == "rules.E001"
    assert set(found.rules) == set(rules)


@pytest.mark.parametrize(
    "rules",
    [
        (),
        (Range("seats", gt="0", lt="2"),),
        (Range("salary", gt="0", lt="0.02"),),
        (Length("code", minimum=5),),
        (OPEN, OneOf("status", ("open", "closed"))),
        (AtCreation(OPEN), Implies(CLOSED, Given("note"))),
        (Implies(OPEN, Given("note")), Implies(CLOSED, Given("note", negated=True))),
        (Compare("salary", "gte", "salary_max"), Compare("salary_max", "gte", "salary")),
        (Range("salary", lte="5"), Range("salary_max", gte="5"), Compare("salary", "gte", "salary_max")),
        (Count("applications", minimum=3, where=OPEN), Count("applications", maximum=2, where=CLOSED)),
        (AtCreation(OneOf("is_active", (True,))), OneOf("is_active", (True, False))),
    ],
)
def test_what_can_hold_together_is_no_contradiction(rules: tuple[Rule, ...]) -> None:
    assert find_contradictions(JOB, rules) == ()


DEFAULTS = entity(
    "E",
    field("n", Kind.INT, default=Default(0)),
    field("m", Kind.INT, default=Default(5)),
    field("on", Kind.BOOL, default=Default(False)),
    field("code", required=False),
)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ((Range("n", gt="0"),), "rules.E002"),
        ((Compare("n", "gt", "m"),), "rules.E002"),
        ((Implies(OneOf("on", (False,)), Range("n", gt="0")),), "rules.E002"),
        ((SetDefault("code", "x"), Length("code", minimum=2)), "rules.E002"),
        ((AtCreation(OneOf("on", (True,))),), "rules.W003"),
        ((Range("n", gte="0"), Compare("m", "gt", "n")), ""),
        ((AtCreation(OneOf("on", (False,))),), ""),
        ((Compare("n", "gt", "code"),), ""),
        ((Given("code"),), ""),
    ],
)
def test_defaults_keep_the_rules(rules: tuple[Rule, ...], code: str) -> None:
    found = find_conflicts(DEFAULTS, rules)
    assert [conflict.code for conflict in found] == ([code] if code else [])
    assert not found or set(found[0].rules) == set(rules)


def test_a_contradiction_says_what_it_is_about() -> None:
    (found,) = find_contradictions(JOB, (Range("seats", gte="5"), Range("seats", lt="5")))
    assert found.message == "no value of Job.seats is allowed: seats is at least 5 against seats is below 5"
    assert found.code in CONFLICTS
