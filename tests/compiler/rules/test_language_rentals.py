"""Moments of rows that are planned and of what became of them, and what linked rows have room for."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, link_to, optional, read_entities
from tests.projects import rule

PROJECT = read_entities(
    {
        "User": {},
        "Vehicle": {"fields": {"seats": "int", "last_serviced_on": optional("date")}},
        "Customer": {"fields": {"born_on": "date", "licence_expires_on": "date"}},
        "Rental": {
            "fields": {
                "pickup_at": "datetime",
                "return_at": "datetime",
                "reserved_on": "date",
                "passengers": "int",
                "returned_at": optional("datetime"),
                "cancelled_at": optional("datetime"),
            },
            "relationships": {
                "vehicle": link_to("Vehicle", "rentals"),
                "customer": link_to("Customer", "rentals"),
            },
        },
        "Damage": {
            "fields": {"happened_on": "date", "reported_on": "date"},
            "relationships": {"rental": link_to("Rental", "damages")},
        },
        "Repair": {
            "fields": {"visit_starts_at": optional("datetime"), "visit_ends_at": optional("datetime")},
            "relationships": {"technician": link_to("Customer", "repairs", required=False)},
        },
        "Depot": {"fields": {"opens_at": "time", "closes_at": "time", "opened_on": "date"}},
    }
)
SAID = [
    ("A vehicle has to be returned after it was picked up.", "Rental: returned_at is after pickup_at"),
    (
        "Rentals must not be longer than 30 days.",
        "Rental: return_at is not after the moment 30 days after pickup_at",
    ),
    (
        "A rental has to be reserved no later than the day on which the vehicle is picked up.",
        "Rental: reserved_on is not after pickup_at",
    ),
    (
        "Customers must be 21 or older when they pick up the vehicle.",
        "Rental: pickup_at is not before the moment 21 years after customer.born_on",
    ),
    (
        "The customer's licence has to be valid until the vehicle is returned.",
        "Rental: customer.licence_expires_on is at least returned_at",
    ),
    (
        "A rental may not be cancelled after the vehicle was picked up.",
        "Rental: cancelled_at is not after pickup_at",
    ),
    (
        "Vehicles can be picked up from 7:00 to 20:00.",
        "Rental: pickup_at is from 07:00 to 20:00 (UTC)",
    ),
    (
        "No rental may have more passengers than its vehicle has seats.",
        "Rental: passengers is at most vehicle.seats",
    ),
    (
        "Damage must be reported within two days of happening.",
        "Damage: reported_on is not before happened_on; "
        "reported_on is not after the moment 2 days after happened_on",
    ),
    (
        "Visits for repairs don't start on a Sunday.",
        "Repair: visit_starts_at is on Monday, Tuesday, Wednesday, Thursday, Friday or Saturday",
    ),
    ("A depot closes later than it opens.", "Depot: closes_at is after opens_at"),
    ("No depot opens before 6:00.", "Depot: opens_at is not before 06:00:00"),
]
REPORTED = [
    "A technician's visit takes no more than four hours.",
    "A technician may have at most five visits.",
    "A vehicle has to be returned after it was cleaned.",
    "A vehicle has to be returned after the depot opened.",
    "Customers must be 21 or older when they crash the vehicle.",
    "Customers must be 21 or older when they pick up the keys.",
    "The customer's passport has to be valid until the vehicle is returned.",
    "Vehicles can be picked up from 7:00.",
    "Vehicles in town can be picked up from 7:00 to 20:00.",
    "No rental may have more passengers than its customer has seats.",
    "No rental may have more passengers than other rentals.",
    "Damage must be reported within two days of cleaning.",
    "A depot closes later than others.",
]


@pytest.mark.parametrize(("sentence", "understood"), SAID)
def test_says(sentence: str, understood: str) -> None:
    outcome = compile_rule(PROJECT, rule(sentence))
    assert (outcome.reason, outcome.understood) == ("", understood)


@pytest.mark.parametrize("sentence", REPORTED)
def test_reports(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
