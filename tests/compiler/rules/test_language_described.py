"""Fields told by the words of their names, kinds without the name of their field, and parts of sums."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Formula, Given, Length, Moment, OneOf, Range, Term
from erdgen.compiler.rules.forms import Computed, Implies, Rule, SetDefault
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Mechanic": {"fields": {"hired_on": "date", "hourly_wage": "decimal(7, 2)"}},
    "Vehicle": {"fields": {"doors": "int", "fuel": "choices(petrol, diesel, electric, hybrid)"}},
    "Job": {
        "fields": {
            "title": "str",
            "status": {"type": "choices(quoted, finished, cancelled)", "default": "quoted"},
            "currency": {"type": "str", "default": "EUR"},
            "estimated_hours": "decimal(5, 2)",
            "seats": {"type": "int", "required": False},
            "started_on": optional("date"),
            "discount_percent": {"type": "decimal(5, 2)", "default": "0.00"},
            "cancellation_reason": optional("text"),
            "labour_cost": optional("decimal(9, 2)"),
            "parts_cost": optional("decimal(9, 2)"),
            "total": optional("decimal(9, 2)"),
            "monthly_fee": optional("decimal(9, 2)"),
        },
        "relationships": {"vehicle": link_to("Vehicle"), "mechanic": link_to("Mechanic")},
    },
    "Part": {
        "fields": {
            "sale_price": "decimal(8, 2)",
            "purchase_price": "decimal(8, 2)",
            "unit": "choices(piece, litre, metre)",
            "area": optional("decimal(6, 2)"),
            "reorder_day": optional("int"),
        }
    },
}
REASON = Length("cancellation_reason", minimum=15)
CANCELLED = OneOf("status", ("cancelled",))
FUELS = OneOf("fuel", ("petrol", "diesel"))


@pytest.fixture(scope="module")
def workshop() -> Project:
    return read_entities(ENTITIES)


@pytest.mark.parametrize(
    ("sentence", "entity", "rules"),
    [
        ("The reason for the cancellation must be at least 15 characters long.", "Job", [REASON]),
        ("The reason for cancelling a job must have at least 15 characters.", "Job", [REASON]),
        ("The reason why a job was cancelled must have at least 15 characters.", "Job", [REASON]),
        (
            "When a job is cancelled, the reason must be given.",
            "Job",
            [Implies(CANCELLED, Given("cancellation_reason"))],
        ),
        (
            "The price at which a part is sold must be higher than the price at which it was purchased.",
            "Part",
            [Compare("sale_price", "gt", "purchase_price")],
        ),
        ("The wage per hour of a mechanic is at least 14.", "Mechanic", [Range("hourly_wage", gte="14")]),
        ("A mechanic's wage is at least 14.", "Mechanic", [Range("hourly_wage", gte="14")]),
        (
            "A job's number of seats cannot be higher than the number of doors of its vehicle.",
            "Job",
            [Compare("seats", "lte", "vehicle.doors")],
        ),
        (
            "A job cannot be started before the date on which its mechanic was hired.",
            "Job",
            [Compare("started_on", "gte", "mechanic.hired_on")],
        ),
        ("The day a mechanic was hired is not in the future.", "Mechanic", [Moment("hired_on", "lte")]),
        (
            "The estimated hours are at least a quarter of an hour.",
            "Job",
            [Range("estimated_hours", gte="0.25")],
        ),
        ("The area of a part must be less than 5 m².", "Part", [Range("area", lt="5")]),
        (
            "The reorder day of a part lies between the 1st and the 28th of the month.",
            "Part",
            [Range("reorder_day", gte="1", lte="28")],
        ),
        (
            "A job's title needs at least ten characters and must fit into 120.",
            "Job",
            [Length("title", 10, 120)],
        ),
        ("Job titles are at least 5 and no longer than 80 characters.", "Job", [Length("title", 5, 80)]),
        (
            "The discount on a job can never be negative and is capped at 25 percent.",
            "Job",
            [Range("discount_percent", gte="0", lte="25")],
        ),
        ("Vehicles can run on petrol or diesel only.", "Vehicle", [FUELS]),
        ("Vehicles run on petrol or on diesel.", "Vehicle", [FUELS]),
        ("We accept petrol and diesel vehicles only.", "Vehicle", [FUELS]),
        ("A vehicle's fuel can be petrol or diesel; there are no other fuels.", "Vehicle", [FUELS]),
        (
            "Each part falls into one of three units: pieces, litres or metres.",
            "Part",
            [OneOf("unit", ("piece", "litre", "metre"))],
        ),
        ("Jobs can be billed in EUR or CHF only.", "Job", [OneOf("currency", ("EUR", "CHF"))]),
        ("Vehicles can run on petrol or diesel, but not on electric.", "Vehicle", [FUELS]),
        ("Vehicles can run on petrol or diesel; we no longer take hybrid.", "Vehicle", [FUELS]),
        ("A mechanic earns at least 14 an hour.", "Mechanic", [Range("hourly_wage", gte="14")]),
        ("We never pay mechanics less than 14 an hour.", "Mechanic", [Range("hourly_wage", gte="14")]),
        ("No part is sold for less than one cent.", "Part", [Range("sale_price", gte="0.01")]),
        ("The most a part's sale price can be is 50.", "Part", [Range("sale_price", lte="50")]),
        (
            "The smallest sale price of a part is 1 and the largest is 50.",
            "Part",
            [Range("sale_price", gte="1", lte="50")],
        ),
        (
            "The total may not be higher than three months' fee.",
            "Job",
            [Formula("total", "lte", (Term(("monthly_fee",), "3"),))],
        ),
        ("The area of a part lies between 500 and 1,000 m².", "Part", [Range("area", gte="500", lte="1000")]),
        ("Part areas, where one has been issued, are below 5.", "Part", [Range("area", lt="5")]),
        (
            "Unless a different currency has been agreed, jobs are billed in CHF.",
            "Job",
            [SetDefault("currency", "CHF")],
        ),
        ("If nothing is said about the discount, it is 5.", "Job", [SetDefault("discount_percent", "5")]),
        (
            "The total of a job is made up of the labour cost and the cost of the parts.",
            "Job",
            [Computed("total", (Term(("labour_cost",)), Term(("parts_cost",))))],
        ),
        (
            "The labour cost is what remains of the total after deducting the parts cost.",
            "Job",
            [Computed("labour_cost", (Term(("total",)), Term(("parts_cost",), "-1")))],
        ),
        (
            "Ten percent of a job's total is set aside as its parts cost.",
            "Job",
            [Computed("parts_cost", (Term(("total",), "0.1"),))],
        ),
        (
            "The total is the labour cost plus 19% VAT.",
            "Job",
            [Computed("total", (Term(("labour_cost",), "1.19"),))],
        ),
    ],
)
def test_a_sentence_states_exactly(workshop: Project, sentence: str, entity: str, rules: list[Rule]) -> None:
    assert_states(workshop, rule(sentence), entity, rules)


@pytest.mark.parametrize(
    "sentence",
    [
        "The reason for the refund must be at least 15 characters long.",
        "The reason for cancelling an urgent job must be at least 15 characters long.",
        "The price for which a part is rented out must be at least 5.",
        "The sale price of a part must be more than 5 m².",
        "The wage of a driver is at least 14.",
        "Vehicles can run on petrol or diesel.",
        "Vehicles do not run on petrol or diesel.",
        "Each part falls into one of four units: pieces, litres or metres.",
        "Vehicles may be deleted for petrol or diesel only.",
        "A vehicle's fuel can be petrol or diesel; there are no other mechanics.",
        "The total is made up of the labour cost and the tips.",
        "Part areas, where one has been checked, are below 5.",
        "Vehicles can run on petrol or diesel; we no longer take vans.",
        "We never pay mechanics less than 14 an hour on Sundays.",
        "A part is sold for at least five people.",
        "The total may not be higher than three months' wages.",
        "A mechanic's doors are at most 5.",
        "The labour cost is what remains of the total after deducting the parts cost unless it is cancelled.",
    ],
)
def test_what_is_said_beyond_is_not_lost(workshop: Project, sentence: str) -> None:
    assert_reported(workshop, rule(sentence))
