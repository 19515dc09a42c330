"""Turns of phrase about rows, with their near misses: made ahead, told by their links, units and deeds."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Compare,
    Count,
    Given,
    Moment,
    OneOf,
    Pattern,
    Range,
    Span,
    Weekday,
)
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Immutable,
    Implies,
    Move,
    Rule,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.language.opposites import opposite_of
from tests.compiler.rules.ferry import DEAR, PHOTO, PROJECT, USED
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

DAY_AHEAD = AtCreation(Moment("starts_at", "gte", Span(24, "hours")))
MENU = OneOf("fuel", ("diesel", "gas"))
ON_FERRY = OneOf("boat.kind", ("ferry",))
PILOT = Given("pilot_name")
TWO_LOCKERS = Count("lockers", maximum=2)
THREE_FRONT = Count("tickets", maximum=3, where=OneOf("front_row", (True,)))
FINAL = Transitions(
    "status", forbidden=tuple(Move("used", other) for other in ("reserved", "paid", "refunded"))
)

EXACT: list[tuple[str, str, str, str, list[Rule]]] = [
    # Made so long before they begin
    (
        "New crossings are put on the timetable at least 24 hours before they start.",
        "Crossing",
        "",
        "Crossing",
        [DAY_AHEAD],
    ),
    (
        "Crossings must be announced no later than 24 hours before they start.",
        "",
        "",
        "Crossing",
        [DAY_AHEAD],
    ),
    ("Crossings have to be advertised at least 24 hours in advance.", "", "", "Crossing", [DAY_AHEAD]),
    (
        "Crossings must be entered at most 60 days before they start.",
        "",
        "",
        "Crossing",
        [AtCreation(Moment("starts_at", "lte", Span(60, "days")))],
    ),
    (
        "Tickets must be booked at least two hours before the crossing starts.",
        "",
        "",
        "Ticket",
        [AtCreation(Moment("crossing.starts_at", "gte", Span(2, "hours")))],
    ),
    # Told by what they link to
    ("Only ferries can have a pilot name.", "Crossing", "", "Crossing", [Implies(PILOT, ON_FERRY)]),
    (
        "Tugs may not have a pilot name.",
        "Crossing",
        "",
        "Crossing",
        [Implies(OneOf("boat.kind", ("tug",)), opposite_of(PILOT))],
    ),
    ("Ferries must have a pilot name.", "Crossing", "", "Crossing", [Implies(ON_FERRY, PILOT)]),
    (
        "No tug may carry a pilot name.",
        "Crossing",
        "",
        "Crossing",
        [Implies(OneOf("boat.kind", ("tug",)), opposite_of(PILOT))],
    ),
    # Told by a unit
    (
        "Ferries are driven at no more than 20 knots.",
        "Crossing",
        "speed_knots",
        "Crossing",
        [Implies(ON_FERRY, Range("speed_knots", lte="20"))],
    ),
    (
        "Chartered boats must not be sailed further than 50 kilometres.",
        "",
        "",
        "Boat",
        [Implies(OneOf("chartered", (True,)), Range("range_km", lte="50"))],
    ),
    ("Boats insured for more than 100,000 need a photo.", "", "", "Boat", [Implies(DEAR, PHOTO)]),
    ("Boats priced below 5000 need a photo.", "", "", "Boat", [Implies(Range("price", lt="5000"), PHOTO)]),
    # Values by what is done
    ("Boats can be fuelled either with diesel or with gas.", "Boat", "fuel", "Boat", [MENU]),
    ("Boats are fuelled with diesel or gas and nothing else.", "Boat", "fuel", "Boat", [MENU]),
    (
        "Tickets can be printed in de, en or fr.",
        "Ticket",
        "language",
        "Ticket",
        [OneOf("language", ("de", "en", "fr"))],
    ),
    (
        "As the language of a ticket we accept de and en.",
        "Ticket",
        "language",
        "Ticket",
        [OneOf("language", ("de", "en"))],
    ),
    (
        "Hull numbers have the form year, dot, three digits, e.g. 1998.204.",
        "",
        "",
        "Boat",
        [Pattern("hull_number", r"[0-9]{4}\.[0-9]{3}", "a year, then a dot, then 3 digits")],
    ),
    # Days of the field that the ERD names
    (
        "Tickets cannot be sold for Mondays.",
        "Ticket",
        "visit_date",
        "Ticket",
        [Weekday("visit_date", (1, 2, 3, 4, 5, 6))],
    ),
    (
        "A ticket can't be issued for a Monday visit.",
        "Ticket",
        "visit_date",
        "Ticket",
        [Weekday("visit_date", (1, 2, 3, 4, 5, 6))],
    ),
    # So many, and no two alike
    ("A crossing features three front rows at most.", "Ticket", "front_row", "Crossing", [THREE_FRONT]),
    ("No crossing may have more than three front rows.", "", "", "Crossing", [THREE_FRONT]),
    ("Nobody may rent more than two lockers.", "Locker", "", "Passenger", [TWO_LOCKERS]),
    ("A passenger may rent at most two lockers.", "Locker", "", "Passenger", [TWO_LOCKERS]),
    (
        "The same passenger must not be on a crossing twice, refunded tickets not counted.",
        "Ticket",
        "",
        "Ticket",
        [Unique(("passenger", "crossing"), OneOf("status", ("refunded",), negated=True))],
    ),
    (
        "A harbour has to be in the same depot as the harbour it is part of.",
        "",
        "",
        "Harbour",
        [Compare("depot", "eq", "part_of.depot")],
    ),
    # The same, said again
    (
        "Used tickets are frozen; no field of theirs may be modified.",
        "Ticket",
        "",
        "Ticket",
        [Immutable(once=USED)],
    ),
    (
        "Used tickets are frozen, nothing about them may be changed.",
        "Ticket",
        "",
        "Ticket",
        [Immutable(once=USED)],
    ),
    ("Used is a final status: a ticket never leaves it.", "Ticket", "status", "Ticket", [FINAL]),
    # Who may
    (
        "Skippers may only edit crossings that they lead themselves.",
        "Crossing",
        "",
        "Crossing",
        [Access(("update",), ("owner",), "skipper.user")],
    ),
    (
        "Tickets are created by clerks or pursers; nobody else is entitled to.",
        "",
        "",
        "Ticket",
        [Access(("create",), ("clerk", "purser"))],
    ),
    ("Only pursers are entitled to delete tickets.", "", "", "Ticket", [Access(("delete",), ("purser",))]),
    (
        "Deleting tickets is the job of pursers and of no one else.",
        "",
        "",
        "Ticket",
        [Access(("delete",), ("purser",))],
    ),
]

REPORTED = [
    ("Crossings can be announced at least 24 hours before they start.", "", ""),
    ("Tickets are refunded at least 24 hours before the crossing starts.", "", ""),
    ("Crossings must be announced 24 hours after they start.", "", ""),
    ("Only ferries can have a name.", "Crossing", ""),
    ("Tugs may have a pilot name.", "Crossing", ""),
    ("Ferries may be driven at more than 20 knots.", "Crossing", "speed_knots"),
    ("Ferries are driven at no more than 20 lux.", "Crossing", ""),
    ("Chartered boats may be sailed further than 50 kilometres.", "", ""),
    ("Boats insured for 100,000 need a photo.", "", ""),
    ("Boats are never fuelled with diesel or gas.", "Boat", "fuel"),
    ("Boats are washed with soap or water only.", "Boat", "name"),
    ("Tickets may be sold for Mondays.", "Ticket", "visit_date"),
    ("A crossing may feature front rows.", "Ticket", "front_row"),
    ("Nobody may see more than two lockers.", "Locker", ""),
    ("Everyone may rent lockers.", "Locker", ""),
    ("A harbour can be in the same depot as the harbour it is part of.", "", ""),
    ("Used tickets are frozen; their seat may be modified.", "Ticket", ""),
    ("Used is a final status: a ticket may leave it.", "Ticket", "status"),
    ("Nothing about it may be changed.", "Ticket", ""),
    ("Skippers may edit crossings that they lead.", "Crossing", ""),
    ("Pursers are entitled to delete tickets.", "", ""),
    ("Skippers may only edit crossings that they like.", "Crossing", ""),
    ("Tickets are created by clerks or pursers; everybody else is entitled to.", "", ""),
]


@pytest.mark.parametrize(("sentence", "applies_to", "about", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly(
    sentence: str, applies_to: str, about: str, entity: str, rules: list[Rule]
) -> None:
    """Rows by the time they are made, by their links, by units, and by what somebody does with them."""
    assert_states(PROJECT, rule(sentence, applies_to, about), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(sentence: str, applies_to: str, about: str) -> None:
    """Permissions, steps of rows that are there, units and deeds that no field tells."""
    assert_reported(PROJECT, rule(sentence, applies_to, about))
