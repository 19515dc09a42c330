"""Which state or row a clause speaks of, when a rule is asked, and what is said of all other rows."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Given, Moment, OneOf, Range, Span
from erdgen.compiler.rules.forms import AtCreation, Entering, Immutable, Implies, Rule, SetDefault
from tests.compiler.rules.reading import assert_reported, assert_states, optional, read_entities
from tests.projects import rule

SWITCH = {"type": "bool", "default": False}
PROJECT = read_entities(
    {
        "Visit": {
            "fields": {
                "starts_at": "datetime",
                "kind": "choices(check, repair)",
                "status": {
                    "type": "choices(booked, confirmed, completed, cancelled, no_show)",
                    "default": "booked",
                },
                "urgent": SWITCH,
                "rating": optional("int"),
                "permit": optional("str"),
                "closed_on": optional("date"),
                "parts": {"type": "int", "default": 0},
            }
        }
    }
)
REPAIR = OneOf("kind", ("repair",))
NO_REPAIR = OneOf("kind", ("repair",), negated=True)
PERMIT = Given("permit")
NO_PERMIT = Given("permit", negated=True)


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        (
            "A rating can only be given once the visit has been completed.",
            [Implies(Given("rating"), OneOf("status", ("completed",)))],
        ),
        (
            "When a visit is booked, its start must be at least 24 hours in the future.",
            [AtCreation(Moment("starts_at", "gte", Span(24, "hours")))],
        ),
        (
            "Every new visit starts out as booked.",
            [SetDefault("status", "booked"), AtCreation(OneOf("status", ("booked",)))],
        ),
        (
            "No visit can be marked as urgent if it is closed.",
            [Entering("urgent", True, Given("closed_on", negated=True))],
        ),
        (
            "Once a permit has been entered for a visit, it cannot be changed anymore.",
            [Immutable(("permit",), PERMIT)],
        ),
        (
            "A permit is required for repairs; for all other visits it must stay empty.",
            [Implies(REPAIR, PERMIT), Implies(NO_REPAIR, NO_PERMIT)],
        ),
        (
            "Repairs need a permit; in all other cases the permit stays empty.",
            [Implies(REPAIR, PERMIT), Implies(NO_REPAIR, NO_PERMIT)],
        ),
        (
            "A permit is given for repairs only; for all other visits the field stays empty.",
            [Implies(PERMIT, REPAIR)],
        ),
        (
            "Checks need no tools, so they must have exactly 0 parts.",
            [Implies(OneOf("kind", ("check",)), Range("parts", gte="0", lte="0"))],
        ),
    ],
)
def test_a_sentence_states(sentence: str, stated: list[Rule]) -> None:
    assert_states(PROJECT, rule(sentence), "Visit", stated)


@pytest.mark.parametrize(
    "sentence",
    [
        "A rating can only be given once the visit has been confirmed.",  # what of later states?
        "A permit is required for repairs; for all other visits the rating must stay empty too much.",
        "A permit is required for repairs; for all other visits it may stay empty or not.",
        "A permit is required for repairs; for all other visits the name must stay empty.",
        "We must know the permit of a repair, so it must be read.",
    ],
)
def test_what_cannot_be_told_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
