"""Sentences that bound an amount: under many subjects, in other units, or not at all."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Every, Given, OneOf, Range
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.rules.language.tokens import read_tokens
from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Ship": {
        "fields": {
            "name": "str",
            "berths": "int",
            "capacity": "int",
            "weight_kg": "decimal(9, 3)",
            "hull_temperature_c": optional("decimal(4, 1)"),
            "plan_size_mb": "decimal(6, 1)",
            "refits": "int",
            "status": {"type": "choices(planned, afloat, scrapped)", "default": "planned"},
        }
    },
    "Passenger": {
        "fields": {
            "fare": "decimal(8, 2)",
            "discount_percent": optional("decimal(5, 2)"),
            "deposit": optional("decimal(8, 2)"),
            "cabin_rating": "int",
        },
        "relationships": {"ship": link_to("Ship", "passengers")},
    },
}
PROJECT = read_entities(ENTITIES)


def discount(**bounds: str) -> Range:
    return Range("discount_percent", **bounds)


def berths(**bounds: str) -> Range:
    return Range("berths", **bounds)


BOUNDS: list[tuple[str, str, list[Rule]]] = [
    ("Passenger", "The discount granted to a passenger may never go beyond 40 %.", [discount(lte="40")]),
    ("Passenger", "The highest allowed discount percentage of a passenger is 40.", [discount(lte="40")]),
    ("Passenger", "Maximum discount of a passenger: 40 %", [discount(lte="40")]),
    ("Passenger", "There is a limit of 40 percent on the discount of a passenger.", [discount(lte="40")]),
    ("Passenger", "A discount of more than 40 % is not possible for a passenger.", [discount(lte="40")]),
    ("Passenger", "We grant discounts of no more than 40 % on the passenger.", [discount(lte="40")]),
    ("Passenger", "We never grant a discount above 40 percent.", [discount(lte="40")]),
    ("Passenger", "At no time may a passenger's discount exceed 40 %.", [discount(lte="40")]),
    ("Passenger", "As for passengers, the discount tops out at 40 percent.", [discount(lte="40")]),
    (
        "Passenger",
        "Discount percentages run from 0 % up to and including 40 %.",
        [discount(gte="0", lte="40")],
    ),
    ("Passenger", "A passenger's discount can be anything from 5% up to 40%.", [discount(gte="5", lte="40")]),
    (
        "Passenger",
        "The fare of a passenger may be neither lower than 10 euros nor higher than 500 euros.",
        [Range("fare", gte="10", lte="500")],
    ),
    ("Passenger", "Cabin ratings outside 1 to 5 are rejected.", [Range("cabin_rating", gte="1", lte="5")]),
    ("Passenger", "A deposit of at least 50 is charged for every passenger.", [Range("deposit", gte="50")]),
    (
        "Passenger",
        "A deposit of at least 50 is required for every passenger.",
        [Given("deposit"), Range("deposit", gte="50")],
    ),
    ("Ship", "At least two and at most ninety berths can be booked on a ship.", [berths(gte="2", lte="90")]),
    ("Ship", "Nobody may book more than 90 berths on one ship.", [berths(lte="90")]),
    ("Ship", "Up to 90 berths per ship are allowed.", [berths(lte="90")]),
    ("Ship", "A ship is worth 2 to 90 berths.", [berths(gte="2", lte="90")]),
    ("Ship", "In a ship, the number of berths is at least 2.", [berths(gte="2")]),
    ("Ship", "The capacity of a ship is no more than 40 passengers.", [Range("capacity", lte="40")]),
    ("Ship", "A ship cannot be refitted more than twice.", [Range("refits", lte="2")]),
    ("Ship", "Ships may be refitted at most three times.", [Range("refits", lte="3")]),
    ("Ship", "Ships heavier than 2.5 tonnes are refused.", [Range("weight_kg", lte="2500")]),
    (
        "Ship",
        "The weight of a ship is at least 500 g and at most 2.5 t.",
        [Range("weight_kg", gte="0.5", lte="2500")],
    ),
    (
        "Ship",
        "The hull temperature of a ship, if measured, lies between -30 °C and 40 °C.",
        [Range("hull_temperature_c", gte="-30", lte="40")],
    ),
    ("Ship", "The weight of a ship may be set to 30 kg at the most.", [Range("weight_kg", lte="30")]),
    (
        "Ship",
        "The maximum weight of a ship is 30 kg unless it is planned.",
        [Implies(OneOf("status", ("planned",), negated=True), Range("weight_kg", lte="30"))],
    ),
]
#: Nothing is bounded here, or something else than the row's own amount, or by what is not understood.
NO_BOUNDS = [
    ("Passenger", "We grant discounts of more than 40 % to a passenger."),
    ("Passenger", "A discount of more than 40 % is possible for a passenger."),
    ("Passenger", "A discount of 20 percent is granted to every passenger."),
    ("Passenger", "A passenger's discount is not limited to 40 percent."),
    ("Passenger", "Under no circumstances need a passenger's discount exceed 40 percent."),
    ("Passenger", "The highest discount any passenger had last year is 40 %."),
    ("Passenger", "The maximum discount of a passenger is 40 % of what the agent says."),
    ("Passenger", "A passenger's discount may exceed 40 percent."),
    ("Passenger", "Discounts above 40 % are marked."),
    ("Passenger", "Discounts above 40 % are refused, except for staff."),
    ("Passenger", "We take no more than 5 days for the discount of a passenger."),
    ("Passenger", "The fare of a passenger is at most 5 kg."),
    ("Ship", "At most 9 berths can be refunded per ship."),
    ("Ship", "At most 9 unused berths can be booked on a ship."),
    ("Ship", "Nobody may book more than 9 berths without approval."),
    ("Ship", "A ship can be refitted twice."),
    ("Ship", "A ship may be refitted by its owner at most two times."),
    ("Ship", "A ship may be heavier than 30 kg."),
    ("Ship", "The weight of a ship is at most 5 litres."),
    ("Ship", "The weight of a ship is at most 5 hours."),
    ("Ship", "The hull temperature of a ship is at most 100 °F."),
    ("Ship", "The plan size of a ship is at most 25,000 kB."),
    ("Ship", "The capacity of a ship is at most 40 paying passengers."),
    ("Ship", "The berths of a ship are between 2 and 90, exclusive."),
]


@pytest.mark.parametrize(("about", "sentence", "expected"), BOUNDS)
def test_what_bounds_an_amount(about: str, sentence: str, expected: list[Rule]) -> None:
    outcome = compile_rule(PROJECT, rule(sentence, about))
    assert (outcome.status, outcome.reason) == ("compiled", "")
    found = [stated.rule for stated in outcome.rules]
    assert [
        part for each in found for part in (each.parts if isinstance(each, Every) else (each,))
    ] == expected


@pytest.mark.parametrize(("about", "sentence"), NO_BOUNDS)
def test_what_bounds_nothing_is_reported(about: str, sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence, about))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("above 25,000, the", "25000"),
        ("above 1,250,000.50, the", "1250000.50"),
        ("above 25,000.", "25000"),
        ("above 25 000, the", "25000"),
    ],
)
def test_thousands_may_end_in_a_comma_of_the_sentence(text: str, number: str) -> None:
    assert [token.word for token in read_tokens(text) if token.kind == "number"] == [number]
