"""Sentences of two halves: what limits the first limits the second, or nothing is stated."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Condition, Given, OneOf, Range, Weekday
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Client": {"fields": {"name": "str", "phone": optional("str")}},
    "Visit": {
        "fields": {
            "starts_at": "datetime",
            "kind": "choices(check, surgery, emergency)",
            "status": {"type": "choices(requested, confirmed, done)", "default": "requested"},
            "deposit": {"type": "decimal(6, 2)", "default": 0},
            "note": optional("text"),
        },
        "relationships": {"client": link_to("Client", "visits")},
    },
    "Invoice": {
        "fields": {
            "number": "str",
            "status": {"type": "choices(draft, sent, void)", "default": "draft"},
            "discount": {"type": "decimal(5, 2)", "default": 0},
            "total": optional("decimal(8, 2)"),
            "reference": optional("str"),
        },
        "relationships": {"client": link_to("Client", "invoices")},
    },
}


@pytest.fixture(scope="module")
def practice() -> Project:
    return read_entities(ENTITIES)


def _is(field: str, value: str) -> Condition:
    return OneOf(field, (value,))


_FREE = Implies(_is("kind", "emergency"), Range("deposit", gte="0", lte="0"))
_UNDISCOUNTED = Implies(_is("status", "void"), Range("discount", gte="0", lte="0"))
_NOT_ON_SUNDAY = Weekday("starts_at", (0, 1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("sentence", "entity", "rules"),
    [
        ("Emergency visits cost nothing, so their deposit must be zero.", "Visit", [_FREE]),
        ("Emergency visits are free, so the deposit must be zero.", "Visit", [_FREE]),
        ("Emergency visits are free, which means the deposit must be zero.", "Visit", [_FREE]),
        ("Emergency visits are free, meaning that the deposit must be zero.", "Visit", [_FREE]),
        ("Emergency visits are free: their deposit must be zero.", "Visit", [_FREE]),
        ("Emergency visits are free – the deposit must be zero.", "Visit", [_FREE]),
        ("Emergency visits are free, that is, the deposit must be zero.", "Visit", [_FREE]),
        (
            "An emergency visit can't be cheap: its deposit has to be at least 50.",
            "Visit",
            [Implies(_is("kind", "emergency"), Range("deposit", gte="50"))],
        ),
        # What is said exactly counts, and not "no" before it.
        ("Void invoices carry no discount, i.e. it has to be zero.", "Invoice", [_UNDISCOUNTED]),
        ("Void invoices have no discount: the discount must be zero.", "Invoice", [_UNDISCOUNTED]),
        # Of a number that is always there, none is zero and some is more; others may be empty.
        ("Void invoices carry no discount.", "Invoice", [_UNDISCOUNTED]),
        (
            "A deposit may only be charged for emergency visits.",
            "Visit",
            [Implies(Range("deposit", gt="0"), _is("kind", "emergency"))],
        ),
        (
            "Void invoices have no total.",
            "Invoice",
            [Implies(_is("status", "void"), Given("total", negated=True))],
        ),
        # Who speaks limits nothing, nor does all that the second half says by itself.
        ("We are closed on Sundays, so visits cannot start on a Sunday.", "Visit", [_NOT_ON_SUNDAY]),
        (
            "The practice is closed on Sundays, so no visit may start on a Sunday.",
            "Visit",
            [_NOT_ON_SUNDAY],
        ),
        (
            "The practice is closed on Sundays, so emergency visits cannot start on a Sunday.",
            "Visit",
            [Implies(_is("kind", "emergency"), _NOT_ON_SUNDAY)],
        ),
        (
            "An invoice has to be worth something, i.e. its total must be greater than zero.",
            "Invoice",
            [Range("total", gt="0")],
        ),
        (
            "The total of an invoice must be positive, i.e. greater than zero.",
            "Invoice",
            [Range("total", gt="0")],
        ),
        ("The total of an invoice must be at least 500, i.e. 500.", "Invoice", [Range("total", gte="500")]),
        ("The phone of a client matters: it must be given.", "Client", [Given("phone")]),
    ],
)
def test_rest_of_sentence_keeps_limits_of_its_head(
    sentence: str, entity: str, rules: list[Rule], practice: Project
) -> None:
    assert_states(practice, rule(sentence), entity, rules)


@pytest.mark.parametrize(
    "sentence",
    [
        # Of which rows it is cannot be told of the ERD.
        "Weekend visits are expensive, so the deposit must be at least 50.",
        "Weekend visits are expensive: the deposit must be at least 50.",
        "Online visits are risky, so their deposit must be at least 50.",
        "Visits for large animals are expensive, i.e. the deposit must be at least 50.",
        "Bookings by phone are risky, so the deposit must be at least 50.",
        # Whether "a visit" is one of those before is left open.
        "Surgery is never done on Sundays, so a visit cannot start on a Sunday.",
        "We do not charge emergency visits, so the deposit must be zero.",
        "Visits can be emergencies, so the deposit must be zero.",
        # Two halves that say different things.
        "The total of an invoice must be positive, i.e. at least one.",
        "The total of an invoice must be at least 500, i.e. 600.",
        "Every invoice needs a reference, so the total must be positive.",
        "If it is an emergency it is free, so the deposit must be zero.",
    ],
)
def test_rest_of_sentence_without_its_limits_states_nothing(sentence: str, practice: Project) -> None:
    assert_reported(practice, rule(sentence))
