"""Dates and amounts held against today and each other, told in many ways, with their near misses."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Condition, Moment, Span
from erdgen.compiler.rules.forms import AtCreation, Rule
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.compiler.rules.theatre import PROJECT
from tests.projects import rule

_MADE = ("Costume", [Moment("made_on", "lte")])
_LATELY = ("Ticket", [Moment("sold_on", "gte", Span(-7, "days")), Moment("sold_on", "lte")])
_PRICE = ("Ticket", [Compare("price", "lte", "list_price")])
_AHEAD = ("Performance", [AtCreation(Moment("starts_at", "gte", Span(3, "days")))])
_PREMIERE = ("Production", [AtCreation(Moment("premiere_on", "gte", Span(30, "days")))])
_CLOSES = ("Production", [Compare("closes_on", "gte", "premiere_on")])
_IN_RUN = (
    "Performance",
    [
        Compare("starts_at", "gte", "production.premiere_on"),
        Compare("starts_at", "lte", "production.closes_on"),
    ],
)

STATED: list[tuple[str, tuple[str, list[Rule | Condition]]]] = [
    # From today
    ("Nobody can enter a birth date that is still to come.", ("Actor", [Moment("birth_date", "lte")])),
    ("You can't record a costume as made on a date that hasn't come yet.", _MADE),
    ("Tickets can only be recorded as sold today or on one of the previous seven days.", _LATELY),
    ("The sold_on of a ticket must be today or up to 7 days back.", _LATELY),
    (
        "The premiere of a production may not be over two years away.",
        ("Production", [Moment("premiere_on", "lte", Span(2, "years"))]),
    ),
    ("A new performance can start three days from now at the earliest.", _AHEAD),
    ("A new performance can't be scheduled for earlier than three days from now.", _AHEAD),
    ("For new productions, the premiere must be at least 30 days from now.", _PREMIERE),
    (
        "At the time a production is created, there must be at least 30 days between today and premiere_on.",
        _PREMIERE,
    ),
    ("New performances have to be planned at least three days before they start.", _AHEAD),
    ("We only accept new performances that start at least three days from now.", _AHEAD),
    # Of each other
    ("A production can't close before its premiere; the same day is fine.", _CLOSES),
    ("A production can't close before its premiere, although closing on the same day is possible.", _CLOSES),
    ("The end of the run (closes_on) may not be before its beginning (premiere_on).", _CLOSES),
    ("The very last day of the run (closes_on) may not be before its beginning (premiere_on).", _CLOSES),
    (
        "A rehearsal can't end before, or at the very moment, it starts.",
        ("Rehearsal", [Compare("ends_at", "gt", "starts_at")]),
    ),
    (
        "closes_on has to be 14 days or more after premiere_on, but not more than 365 days after it.",
        (
            "Production",
            [
                Compare("closes_on", "gte", "premiere_on", Span(14, "days")),
                Compare("closes_on", "lte", "premiere_on", Span(365, "days")),
            ],
        ),
    ),
    (
        "A performance must not take place before the premiere of the production or after its closing date.",
        _IN_RUN,
    ),
    (
        "Rehearsals shorter than 30 minutes are pointless and must be rejected.",
        ("Rehearsal", [Compare("ends_at", "gte", "starts_at", Span(30, "minutes"))]),
    ),
    # Amounts
    ("You can't sell a ticket for more than its list price.", _PRICE),
    ("A ticket costs no more than its list price says.", _PRICE),
    ("No ticket may be sold above its list price.", _PRICE),
    ("The price of a ticket may be equal to or lower than its list price, but not higher.", _PRICE),
    (
        "You can't pick the same person as both director and assistant director of a production.",
        ("Production", [Compare("director", "ne", "assistant_director")]),
    ),
]

REPORTED = [
    "You can record a costume as made on a date that hasn't come yet.",
    "A ticket may be sold today or on one of the next seven days.",
    "A production must close after its premiere; the same day is fine.",
    "A production can't close before its premiere; the same day is not fine.",
    "A production can't close before its premiere, although closing a day earlier is fine.",
    "The day of the running production (premiere_on) must be in the future.",
    "A performance can take place before the premiere of the production or after its closing date.",
    "A performance must not start before the production opens unless it is cancelled or after it closes.",
    "Rehearsals longer than 30 minutes are allowed.",
    "You can sell a ticket for more than its list price.",
    "The price of a ticket may be equal to or lower than its list price, but not lower.",
    "You can pick the same person as both director and assistant director of a production.",
    "The director and the assistant director may be the same.",
    "A performance can't be planned for today.",
    "We accept new performances that start at least three days from now.",
]


@pytest.mark.parametrize(("sentence", "said"), STATED)
def test_dates_and_amounts_are_held_against_each_other(sentence: str, said: tuple[str, list[Rule]]) -> None:
    assert_states(PROJECT, rule(sentence), said[0], said[1])


@pytest.mark.parametrize("sentence", REPORTED)
def test_near_misses_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
