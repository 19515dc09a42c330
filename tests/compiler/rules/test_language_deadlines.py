"""Dates that are computed from others or lie within a time of them: read as they are meant, or reported."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, optional, read_entities
from tests.projects import rule

PROJECT = read_entities(
    {
        "User": {},
        "Invoice": {
            "fields": {
                "issued_on": "date",
                "due_on": optional("date"),
                "payment_term_days": "int",
                "amount": "int",
            }
        },
        "Machine": {
            "fields": {
                "last_inspected_on": optional("date"),
                "next_inspection_on": optional("date"),
                "inspection_interval_months": "int",
            }
        },
        "Loan": {"fields": {"starts_on": "date", "ends_on": optional("date"), "term": "int", "days": "int"}},
    }
)
IN_30_DAYS = "Invoice: due_on is always issued_on plus 30 days"
IN_TERM = "Invoice: due_on is always issued_on plus payment_term_days days"
SAID = [
    ("The due date of an invoice is set to 30 days after the issue date.", IN_30_DAYS),
    ("An invoice's due date is its issue date plus thirty days.", IN_30_DAYS),
    ("The system sets the due date of an invoice to 30 days after the issue date.", IN_30_DAYS),
    ("The due date of an invoice is worked out by adding 30 days to its issue date.", IN_30_DAYS),
    ("The due date of an invoice is the issue date plus the payment term.", IN_TERM),
    ("An invoice's due date equals its issue date plus the payment term in days.", IN_TERM),
    ("The due date of an invoice is calculated as the payment term after the issue date.", IN_TERM),
    (
        "The next inspection of a machine is computed as the last inspection date plus the"
        " inspection interval.",
        "Machine: next_inspection_on is always last_inspected_on plus inspection_interval_months months",
    ),
    (
        "The start date of a loan is calculated as its end date minus two weeks.",
        "Loan: starts_on is always ends_on minus 2 weeks",
    ),
    (
        "The end date of a loan is always its start date plus the term in weeks.",
        "Loan: ends_on is always starts_on plus term weeks",
    ),
    (
        "The end date of a loan equals its start date plus the number of days.",
        "Loan: ends_on is always starts_on plus days days",
    ),
    (
        "A loan must end on or after it starts, at most 30 days later.",
        "Loan: ends_on is not before starts_on; ends_on is not after the moment 30 days after starts_on",
    ),
    (
        "A loan's end date must be after its start date, but at least 2 weeks after that.",
        "Loan: ends_on is after starts_on; ends_on is not before the moment 2 weeks after starts_on",
    ),
    (
        "The start date of a loan must be before its end date and at most 5 days before that.",
        "Loan: starts_on is before ends_on; starts_on is not before the moment 5 days before ends_on",
    ),
]
REPORTED = [
    "A loan must end after it starts, at most 5 days earlier.",
    "A loan must end after it starts, exactly 5 days later.",
    "A loan must end after it starts, later.",
    "The end date of a loan equals its start date plus the term.",
    "The due date of an invoice is its issue date plus the payment term in months.",
    "The due date of an invoice is its issue date plus the amount.",
    "The due date of an invoice is set to at most 30 days after the issue date.",
    "The due date of an invoice can be set to 30 days after the issue date.",
    "The due date of an invoice is not set to 30 days after the issue date.",
    "The due date of an invoice is set to 30 working days after the issue date.",
    "The due date of an invoice is set to 30 days after today.",
    "By default the due date of an invoice is 30 days after its issue date.",
    "When an invoice is created, the due date is set to 30 days after the issue date.",
    "Unless agreed otherwise, the due date of an invoice is set to 30 days after the issue date.",
]


@pytest.mark.parametrize(("sentence", "understood"), SAID)
def test_says(sentence: str, understood: str) -> None:
    outcome = compile_rule(PROJECT, rule(sentence))
    assert (outcome.reason, outcome.understood) == ("", understood)


@pytest.mark.parametrize("sentence", REPORTED)
def test_reports(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
