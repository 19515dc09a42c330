"""Turns of phrase about fields, with their near misses: prices by what is charged, halves of a season."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Compare,
    Given,
    Length,
    OneOf,
    Pattern,
    Range,
    Some,
    Span,
    Term,
    Weekday,
)
from erdgen.compiler.rules.forms import (
    Computed,
    Immutable,
    Implies,
    Move,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)
from tests.compiler.rules.ferry import CANCELLED, FERRY, PROJECT, REFUNDED, SEASON_ENDS_AFTER, USED
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

FORM = r"M-[0-9]{5}"
EITHER = Some((Given("email"), Given("phone")))
FINAL = Transitions(
    "status", forbidden=tuple(Move("used", other) for other in ("reserved", "paid", "refunded"))
)

EXACT: list[tuple[str, str, str, str, list[Rule]]] = [
    # Prices and weights by a question
    (
        "What we charge for a boat has to be more than its scrap price.",
        "",
        "",
        "Boat",
        [Compare("price", "gt", "scrap_price")],
    ),
    ("What a boat costs must not be below 500 euros.", "", "", "Boat", [Range("price", gte="500")]),
    (
        "What customers pay for a ticket may not exceed 90 euros.",
        "",
        "",
        "Ticket",
        [Range("price", lte="90")],
    ),
    # The two ends of a period by verbs
    (
        "The season cannot end before it starts.",
        "Boat",
        "",
        "Boat",
        [Compare("season_end", "gte", "season_start")],
    ),
    ("The season has to end after it begins.", "Boat", "", "Boat", [SEASON_ENDS_AFTER]),
    (
        "The season must start before it ends.",
        "Boat",
        "",
        "Boat",
        [Compare("season_start", "lt", "season_end")],
    ),
    ("The end of a boat season must be after its start.", "", "", "Boat", [SEASON_ENDS_AFTER]),
    (
        "The end of a crossing must be at least half an hour after its start.",
        "",
        "",
        "Crossing",
        [Compare("ends_at", "gte", "starts_at", Span(30, "minutes"))],
    ),
    # Bounds that two members of one owner make
    (
        "The visit date on a ticket has to be within the crossing's opening and closing dates.",
        "",
        "",
        "Ticket",
        [
            Compare("visit_date", "gte", "crossing.opens_on"),
            Compare("visit_date", "lte", "crossing.closes_on"),
        ],
    ),
    (
        "The visit date of a ticket must be between the opening and the closing date of its crossing.",
        "",
        "",
        "Ticket",
        [
            Compare("visit_date", "gte", "crossing.opens_on"),
            Compare("visit_date", "lte", "crossing.closes_on"),
        ],
    ),
    (
        "A crossing closes on the day it opens or on a later day.",
        "",
        "",
        "Crossing",
        [Compare("closes_on", "gte", "opens_on")],
    ),
    (
        "A crossing opens on the day it closes or on an earlier day.",
        "",
        "",
        "Crossing",
        [Compare("opens_on", "lte", "closes_on")],
    ),
    # Calculations told as what to do
    (
        "To get the total of a ticket, subtract the discount from the price.",
        "",
        "",
        "Ticket",
        [Computed("total", (Term(("price",)), Term(("discount",), "-1")))],
    ),
    (
        "Adding the discount and the price gives the total of a ticket.",
        "",
        "",
        "Ticket",
        [Computed("total", (Term(("discount",)), Term(("price",))))],
    ),
    (
        "Multiply the price by the seat to work out the total of a ticket.",
        "",
        "",
        "Ticket",
        [Computed("total", (Term(("price", "seat")),))],
    ),
    # Where something is stored
    (
        "The time of sale is recorded automatically in sold_at when a ticket is created.",
        "",
        "",
        "Ticket",
        [ServerSet("sold_at", "created")],
    ),
    (
        "The moment of cancelling is saved in cancelled_at when a crossing is cancelled.",
        "",
        "",
        "Crossing",
        [ServerSet("cancelled_at", "reached", CANCELLED)],
    ),
    (
        "Whoever sells a ticket is saved in sold_by by the system.",
        "Ticket",
        "sold_by",
        "Ticket",
        [ServerSet("sold_by", "user")],
    ),
    # Rows of which nothing may be changed
    ("No field of a used ticket may be modified.", "", "", "Ticket", [Immutable(once=USED)]),
    ("The data of a used ticket must not be changed.", "", "", "Ticket", [Immutable(once=USED)]),
    (
        "Once given out, a hull number is never changed.",
        "Boat",
        "",
        "Boat",
        [Immutable(("hull_number",), fillable=True)],
    ),
    # Values that are taken where none is given
    (
        "Where no visit date is given for a ticket, assume today.",
        "",
        "",
        "Ticket",
        [SetDefault("visit_date", special="today")],
    ),
    (
        "Unless a visit date is given, assume today.",
        "Ticket",
        "",
        "Ticket",
        [SetDefault("visit_date", special="today")],
    ),
    # Examples, units and denials that add nothing
    (
        "A ticket code is the letter M, a hyphen and five digits, as in M-00042.",
        "",
        "",
        "Ticket",
        [Pattern("code", FORM, "“M”, then a hyphen, then 5 digits")],
    ),
    ("Ratings: whole stars, one to five.", "Ticket", "rating", "Ticket", [Range("rating", gte="1", lte="5")]),
    (
        "A boat name needs at least three characters and must not run past sixty.",
        "",
        "",
        "Boat",
        [Length("name", 3, 60)],
    ),
    (
        "Crossings start on weekdays or Saturdays, never on a Sunday.",
        "",
        "",
        "Crossing",
        [Some((Weekday("starts_at", (0, 1, 2, 3, 4)), Weekday("starts_at", (5,))))],
    ),
    (
        "Tickets can only be refunded if they were paid before.",
        "",
        "",
        "Ticket",
        [Transitions("status", forbidden=(Move("reserved", "refunded"), Move("used", "refunded")))],
    ),
    (
        "Within a crossing, every seat is taken by one ticket only.",
        "",
        "",
        "Ticket",
        [Unique(("crossing", "seat"))],
    ),
    # Kinds, alternatives and what comes with a step
    (
        "A chartered boat is always either a ferry or a tug.",
        "",
        "",
        "Boat",
        [Implies(OneOf("chartered", (True,)), OneOf("kind", ("ferry", "tug")))],
    ),
    ("An email or a phone number must be known for every passenger.", "", "", "Passenger", [EITHER]),
    (
        "A ticket request is refunded only with a refund reason.",
        "Ticket",
        "",
        "Ticket",
        [Implies(REFUNDED, Given("refund_reason"))],
    ),
    ("A ferry is to give us its range.", "Boat", "", "Boat", [Implies(FERRY, Given("range_km"))]),
    (
        "It goes without saying that passengers can't refer themselves.",
        "",
        "",
        "Passenger",
        [Compare("referred_by", "ne", "pk")],
    ),
    (
        "A planned crossing can be opened or cancelled, an open crossing can be finished or cancelled, and "
        "nothing else is possible with the status.",
        "Crossing",
        "status",
        "Crossing",
        [
            Transitions(
                "status",
                (
                    Move("planned", "open"),
                    Move("planned", "cancelled"),
                    Move("open", "finished"),
                    Move("open", "cancelled"),
                ),
            )
        ],
    ),
]

REPORTED = [
    ("What we charge for a boat may be more than its scrap price.", "", ""),
    ("What we charge for a boat is our own business.", "", ""),
    ("The season may end before it starts.", "Boat", ""),
    ("The season cannot end before the crew arrives.", "Boat", ""),
    ("The visit date may be within the crossing's opening and closing dates.", "Ticket", ""),
    ("To get the total of a ticket, ask the purser.", "", ""),
    ("To get the total of a ticket, add the discount to the number of boats.", "", ""),
    ("The time of cancelling is recorded in cancelled_at.", "Crossing", ""),
    ("Whoever refunds a ticket is saved in refunded_by.", "Ticket", "refunded_by"),
    ("No field of a used ticket may only be modified.", "", ""),
    ("No field of a used ticket must be modified.", "", ""),
    ("Where no visit date is given for a ticket, ask the passenger.", "", ""),
    ("A language may be de, as in DE.", "Ticket", "language"),
    ("A ticket must be paid before.", "", ""),
    ("A seat is taken by one ticket.", "", ""),
    ("An email or a phone number may be known for every passenger.", "", ""),
    ("No email or phone number must be known for every passenger.", "", ""),
    ("A chartered boat may be either a ferry or a tug.", "", ""),
    ("A red boat must not be longer than 50 km.", "Boat", "range_km"),
    ("A ferry boat must not be further than 50 km.", "Boat", "range_km"),
]


@pytest.mark.parametrize(("sentence", "applies_to", "about", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly(
    sentence: str, applies_to: str, about: str, entity: str, rules: list[Rule]
) -> None:
    """Other words for members, moments, calculations and states, each with its one meaning."""
    assert_states(PROJECT, rule(sentence, applies_to, about), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(sentence: str, applies_to: str, about: str) -> None:
    """Permissions, what somebody else does, rows that an unknown word tells apart."""
    assert_reported(PROJECT, rule(sentence, applies_to, about))


def test_what_is_ruled_out_is_only_left_out_where_it_is_so_anyway() -> None:
    """Fridays are weekdays: that they are ruled out is one rule more."""
    days = [Weekday("starts_at", (0, 1, 2, 3, 4)), Weekday("starts_at", (0, 1, 2, 3, 5, 6))]
    sentence = "Crossings start on weekdays, never on a Friday."
    assert_states(PROJECT, rule(sentence), "Crossing", days)


def test_a_single_state_with_nothing_else_says_nothing_of_the_others() -> None:
    sentence = "A used ticket can be refunded, nothing else is possible."
    barred = Transitions("status", forbidden=(Move("used", "reserved"), Move("used", "paid")))
    assert_states(PROJECT, rule(sentence, "Ticket", "status"), "Ticket", [barred])


def test_final_states_need_no_second_half() -> None:
    assert_states(PROJECT, rule("Used is a final status.", "Ticket", "status"), "Ticket", [FINAL])
