"""Lifecycles told step by step: read as they are meant, or reported."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported
from tests.compiler.rules.test_language_process import PROJECT
from tests.projects import rule

#: Sentence → the moves that are allowed, source by source.
TOLD = [
    (
        "A draft listing goes live; a live listing ends as sold or withdrawn, and nothing leaves sold.",
        {"draft": "live", "live": "sold withdrawn"},
    ),
    (
        "Submitted claims may become in_review or closed, in_review ones may become approved, rejected or"
        " closed, and from approved the only way on is paid.",
        {
            "submitted": "in_review closed",
            "in_review": "approved rejected closed",
            "approved": "paid",
        },
    ),
    (
        "An open ticket can only be put in progress, in_progress ones move to resolved or back to open, and"
        " resolved can only turn into closed.",
        {"open": "in_progress", "in_progress": "resolved open", "resolved": "closed"},
    ),
    (
        "Invoices go from draft to issued and from issued to paid; the only step backwards that is allowed is"
        " from issued to draft.",
        {"draft": "issued", "issued": "paid draft"},
    ),
    (
        "A submitted claim moves to in_review, where it is either approved or rejected; approved claims are"
        " then paid and paid ones closed.",
        {"submitted": "in_review", "in_review": "approved rejected", "approved": "paid", "paid": "closed"},
    ),
    (
        "While pending, a subscription may be activated or cancelled; while active it may be suspended or"
        " cancelled.",
        {"pending": "active cancelled", "active": "suspended cancelled"},
    ),
    (
        "From pending a subscription only becomes active; an active one only suspended, and a suspended one"
        " only expires.",
        {"pending": "active", "active": "suspended", "suspended": "expired"},
    ),
    (
        "Tickets can go to resolved from in progress, and to closed from resolved.",
        {"in_progress": "resolved", "resolved": "closed"},
    ),
]
REPORTED = [
    # Single permissions say nothing of what else may be.
    "Open tickets may be put in progress, and closed tickets may be reopened.",
    "A draft listing may go live, but a live listing must never return to draft.",
    # Duties, wishes, conditions and people are no steps.
    "A draft invoice must be issued, and an issued one must be paid.",
    "An active subscription should be suspended, and a suspended one should be cancelled.",
    "A draft invoice can be issued; an issued one can be paid, except by auditors.",
    "A pending subscription can become active after 30 days, and an active one can be suspended.",
    # Contradictions.
    "A draft listing goes live, a live one is sold, and nothing leaves live.",
]


@pytest.mark.parametrize(("sentence", "moves"), TOLD)
def test_says_which_moves_are_allowed(sentence: str, moves: dict[str, str]) -> None:
    outcome = compile_rule(PROJECT, rule(sentence))
    assert outcome.reason == ""
    allowed = [(move.source, move.target) for each in outcome.rules for move in each.rule.allowed]
    assert sorted(allowed) == sorted(
        (source, target) for source, targets in moves.items() for target in targets.split()
    )


def test_a_story_that_says_how_rows_begin_sets_the_default() -> None:
    sentence = "Invoices start as draft, become issued, and issued ones end up either paid or void."
    assert compile_rule(PROJECT, rule(sentence)).understood == (
        "Invoice: status is draft by default; status changes only from draft to issued, from issued to paid"
        " or from issued to void"
    )


@pytest.mark.parametrize("sentence", REPORTED)
def test_reports(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
