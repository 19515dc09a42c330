"""In which case a rule holds, what is compared with what, and what the rest of a sentence leaves free."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Compare,
    Count,
    Every,
    Formula,
    Given,
    Moment,
    OneOf,
    Range,
    Span,
    Term,
    Weekday,
)
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Skipper": {
        "fields": {
            "name": "str",
            "phone": optional("str"),
            "company_name": optional("str"),
            "vat_id": optional("str"),
            "licence_expires_on": "date",
            "status": {"type": "choices(active, blocked)", "default": "active"},
        }
    },
    "Boat": {
        "fields": {
            "name": "str",
            "kind": "choices(sailing, motor, electric)",
            "battery_kwh": optional("decimal(5, 1)"),
            "berths": "int",
            "daily_rate": "decimal(8, 2)",
            "insured": {"type": "bool", "default": False},
            "policy_number": optional("str"),
        }
    },
    "Charter": {
        "fields": {
            "starts_on": "date",
            "ends_on": "date",
            "reserved_on": "date",
            "deposit": "decimal(8, 2)",
            "daily_rate": "decimal(8, 2)",
            "agreed_price": "decimal(8, 2)",
            "pay_by": "choices(card, cash)",
            "remarks": optional("text"),
            "status": {"type": "choices(reserved, running, returned, cancelled)", "default": "reserved"},
        },
        "relationships": {"boat": link_to("Boat", "charters"), "skipper": link_to("Skipper", "charters")},
    },
}

ENTITIES |= {
    "Bid": {"fields": {"amount": "decimal(8, 2)"}, "relationships": {"boat": link_to("Boat", "bids")}},
    "Inspection": {
        "fields": {"done_on": "date", "valid_until": optional("date")},
        "relationships": {"boat": link_to("Boat", "inspections")},
    },
    "Guest": {"fields": {"name": "str", "date_of_birth": "date", "registered_on": "date"}},
}

ELECTRIC = OneOf("kind", ("electric",))
NO_BATTERY = Given("battery_kwh", negated=True)
NOT_PAST = AtCreation(Moment("starts_on", "gte"))

EXACT: list[tuple[str, str, list[Rule]]] = [
    # Who must
    ("Skippers are obliged to give a phone number.", "Skipper", [Given("phone")]),
    ("It is mandatory for skippers to provide a phone number.", "Skipper", [Given("phone")]),
    ("There must be a phone number for each skipper.", "Skipper", [Given("phone")]),
    ("For every skipper, the phone is mandatory.", "Skipper", [Given("phone")]),
    ("No skipper may be saved without a phone number.", "Skipper", [Given("phone")]),
    (
        "Anyone who states a company name must also state a VAT ID.",
        "Skipper",
        [Implies(Given("company_name"), Given("vat_id"))],
    ),
    (
        "It is impossible for a charter to end before it starts.",
        "Charter",
        [Compare("ends_on", "gte", "starts_on")],
    ),
    # In which case
    (
        "If a boat is of the kind electric, the battery is mandatory.",
        "Boat",
        [Implies(ELECTRIC, Given("battery_kwh"))],
    ),
    ("Boats of the kind electric need a battery.", "Boat", [Implies(ELECTRIC, Given("battery_kwh"))]),
    (
        "If a boat is flagged as insured, its policy number has to be filled in.",
        "Boat",
        [Implies(OneOf("insured", (True,)), Given("policy_number"))],
    ),
    (
        "If skippers state a company name, the VAT ID is required.",
        "Skipper",
        [Implies(Given("company_name"), Given("vat_id"))],
    ),
    (
        "Without a company name, a skipper cannot have a VAT ID.",
        "Skipper",
        [Implies(Given("company_name", negated=True), Given("vat_id", negated=True))],
    ),
    (
        "A skipper may only have a VAT ID if there is a company name.",
        "Skipper",
        [Implies(Given("vat_id"), Given("company_name"))],
    ),
    (
        "A battery may be entered only for boats that are electric.",
        "Boat",
        [Implies(Given("battery_kwh"), ELECTRIC)],
    ),
    ("Batteries are for electric boats only.", "Boat", [Implies(Given("battery_kwh"), ELECTRIC)]),
    (
        "A battery is not permitted on sailing boats.",
        "Boat",
        [Implies(OneOf("kind", ("sailing",)), NO_BATTERY)],
    ),
    (
        "A battery makes no sense unless the boat is electric.",
        "Boat",
        [Implies(OneOf("kind", ("electric",), negated=True), NO_BATTERY)],
    ),
    # What the rest leaves free
    (
        "Electric boats have at most 6 berths, whereas motor boats may have more.",
        "Boat",
        [Implies(ELECTRIC, Range("berths", lte="6"))],
    ),
    (
        "On creation of a charter, its start date must not be in the past; later edits aren't subject to it.",
        "Charter",
        [NOT_PAST],
    ),
    (
        "When a charter is first entered, the start date has to be today or later, though existing ones"
        " may still be edited after they have started.",
        "Charter",
        [NOT_PAST],
    ),
    (
        "A charter runs for 30 days at the very most, counted from its start to its end.",
        "Charter",
        [Compare("ends_on", "lte", "starts_on", Span(30, "days"))],
    ),
    (
        "The harbour is closed at weekends, so the start date of a charter must be a weekday.",
        "Charter",
        [Weekday("starts_on", (0, 1, 2, 3, 4))],
    ),
    # Comparisons
    (
        "The deposit of a charter has to be at least 20 % higher than its daily rate.",
        "Charter",
        [Formula("deposit", "gte", (Term(("daily_rate",), "1.2"),))],
    ),
    (
        "The deposit must be at most 10% below the daily rate.",
        "Charter",
        [Formula("deposit", "gte", (Term(("daily_rate",), "0.9"),))],
    ),
    (
        "The daily rate of a charter must be at least as high as that of the boat.",
        "Charter",
        [Compare("daily_rate", "gte", "boat.daily_rate")],
    ),
    (
        "The daily rate of a charter may not exceed the daily rate of the boat it is for.",
        "Charter",
        [Compare("daily_rate", "lte", "boat.daily_rate")],
    ),
    (
        "The price agreed for a charter must be above its deposit.",
        "Charter",
        [Compare("agreed_price", "gt", "deposit")],
    ),
    # Moments
    (
        "A charter must end on or before the day on which the skipper's licence expires.",
        "Charter",
        [Compare("ends_on", "lte", "skipper.licence_expires_on")],
    ),
    (
        "The start date must be after the date on which the charter was reserved.",
        "Charter",
        [Compare("starts_on", "gt", "reserved_on")],
    ),
    (
        "Charters start no sooner than 2 days and no later than 90 days after they are reserved.",
        "Charter",
        [
            Compare("starts_on", "gte", "reserved_on", Span(2, "days")),
            Compare("starts_on", "lte", "reserved_on", Span(90, "days")),
        ],
    ),
    (
        "The reservation date of a charter must not lie more than 7 days in the past.",
        "Charter",
        [Moment("reserved_on", "gte", Span(-7, "days"))],
    ),
    (
        "The reservation date of a charter may be at most 7 days old.",
        "Charter",
        [Moment("reserved_on", "gte", Span(-7, "days"))],
    ),
    (
        "The end of a charter may fall on its start date, but never before it.",
        "Charter",
        [Compare("ends_on", "gte", "starts_on")],
    ),
    (
        "The reservation date may be today or earlier, but never in the future.",
        "Charter",
        [Moment("reserved_on", "lte")],
    ),
    (
        "The start date must be between 2 and 90 days after the reservation date.",
        "Charter",
        [
            Compare("starts_on", "gte", "reserved_on", Span(2, "days")),
            Compare("starts_on", "lte", "reserved_on", Span(90, "days")),
        ],
    ),
    (
        "Inspections can't be backdated by more than 6 days.",
        "Inspection",
        [Moment("done_on", "gte", Span(-6, "days"))],
    ),
    (
        "An inspection is valid for at most 12 months after it was done.",
        "Inspection",
        [Compare("valid_until", "lte", "done_on", Span(12, "months"))],
    ),
    (
        "From start to end a charter may take 30 days at most.",
        "Charter",
        [Compare("ends_on", "lte", "starts_on", Span(30, "days"))],
    ),
    ("Charters are reserved on weekdays only.", "Charter", [Weekday("reserved_on", (0, 1, 2, 3, 4))]),
    (
        "Charters last between one day and two weeks.",
        "Charter",
        [
            Compare("ends_on", "gte", "starts_on", Span(1, "days")),
            Compare("ends_on", "lte", "starts_on", Span(2, "weeks")),
        ],
    ),
    (
        "If the boat of a charter is an electric boat, its deposit must be at least 300.",
        "Charter",
        [Implies(OneOf("boat.kind", ("electric",)), Range("deposit", gte="300"))],
    ),
    (
        "If a charter is neither running nor returned, its remarks have to be empty.",
        "Charter",
        [
            Implies(
                Every(
                    (
                        OneOf("status", ("running",), negated=True),
                        OneOf("status", ("returned",), negated=True),
                    )
                ),
                Given("remarks", negated=True),
            )
        ],
    ),
    # Rows and their numbers
    (
        "Electric boats are limited to a daily rate of 400.",
        "Boat",
        [Implies(ELECTRIC, Range("daily_rate", lte="400"))],
    ),
    (
        "A bid must be at least as high as the daily rate of the boat it is placed on.",
        "Bid",
        [Compare("amount", "gte", "boat.daily_rate")],
    ),
    (
        "A charter must not have a higher deposit than the agreed price.",
        "Charter",
        [Compare("deposit", "lte", "agreed_price")],
    ),
    (
        "Boats with 8 berths or more must be insured.",
        "Boat",
        [Implies(Range("berths", gte="8"), OneOf("insured", (True,)))],
    ),
    (
        "A daily rate above 500 requires a policy number.",
        "Boat",
        [Implies(Range("daily_rate", gt="500"), Given("policy_number"))],
    ),
    (
        "A daily rate above 500 is only allowed for electric boats.",
        "Boat",
        [Implies(Range("daily_rate", gt="500"), ELECTRIC)],
    ),
    (
        "An agreed price below the deposit is not allowed.",
        "Charter",
        [Compare("agreed_price", "gte", "deposit")],
    ),
    (
        "The deposit must exceed the daily rate by at least 20 %.",
        "Charter",
        [Formula("deposit", "gte", (Term(("daily_rate",), "1.2"),))],
    ),
    (
        "No charter may be marked as running without remarks.",
        "Charter",
        [Implies(OneOf("status", ("running",)), Given("remarks"))],
    ),
    (
        "You can't reserve a charter that doesn't have remarks.",
        "Charter",
        [Implies(Given("remarks", negated=True), OneOf("status", ("reserved",), negated=True))],
    ),
    (
        "A charter cannot be created with a start at least 90 days ahead; existing charters are exempt.",
        "Charter",
        [AtCreation(Moment("starts_on", "lt", Span(90, "days")))],
    ),
    (
        "If at least one inspection is on file, a boat must have a policy number.",
        "Boat",
        [Implies(Count("inspections", minimum=1), Given("policy_number"))],
    ),
    # Ages
    ("The minimum age for guests is 16.", "Guest", [Moment("date_of_birth", "lte", Span(-16, "years"))]),
    (
        "Guests must have turned 16 by the day they are registered.",
        "Guest",
        [Compare("registered_on", "gte", "date_of_birth", Span(16, "years"))],
    ),
    (
        "Minors cannot become guests: the minimum age is 16.",
        "Guest",
        [Moment("date_of_birth", "lte", Span(-16, "years"))],
    ),
    ("Nobody under 16 can become a guest.", "Guest", [Moment("date_of_birth", "lte", Span(-16, "years"))]),
    (
        "We do not admit guests under the age of 16.",
        "Guest",
        [Moment("date_of_birth", "lte", Span(-16, "years"))],
    ),
    ("A charter can't be reserved for a Sunday.", "Charter", [Weekday("reserved_on", (0, 1, 2, 3, 4, 5))]),
]
REPORTED: list[tuple[str, str]] = [
    ("The reservation date may be today or earlier, but usually not in the future.", "Charter"),
    ("The start date must be between 2 and 90 working days after the reservation date.", "Charter"),
    ("The end of a charter may be before its start.", ""),
    ("Inspections can be backdated by more than 6 days.", ""),
    ("From start to end a charter may change its boat.", ""),
    ("Electric boats are limited to a few berths.", ""),
    ("A bid should be about as high as the daily rate of the boat.", ""),
    ("A daily rate above 500 is allowed for electric boats.", ""),
    ("A daily rate above 500 may require a policy number.", "Boat"),
    ("The minimum age for guests is a matter of taste.", ""),
    ("Only boats with 8 berths or more need a policy number.", ""),
    ("You can't create a boat that doesn't have at least one charter.", ""),
    ("A daily rate above 500 requires approval.", "Boat"),
    ("The deposit must exceed the daily rate by at least 20 % of the agreed price.", "Charter"),
    ("A bid must be higher than the highest bid.", ""),
    ("Nobody under 16 can become a skipper.", "Guest"),
    ("We do not admit guests under protest.", ""),
    ("It is not mandatory for skippers to provide a phone number.", ""),
    ("Skippers should ideally give a phone number.", ""),
    ("For most skippers a phone number is required.", ""),
    ("A VAT ID is only required for skippers with a company name.", ""),
    ("A battery is allowed for electric boats.", ""),
    ("A battery is not required on sailing boats.", ""),
    ("A battery is not permitted on old boats.", ""),
    ("A battery is not allowed.", "Boat"),
    ("Electric boats have at most 6 berths, whereas motor boats may have up to 9.", ""),
    ("Electric boats have at most 6 berths, whereas insured boats may have more.", ""),
    ("A boat has at most 6 berths, whereas motor boats may have more.", ""),
    ("When a charter is created, its start date must not be in the past; cancelled charters are exempt.", ""),
    (
        "When a charter is created, its start must be in the future; later edits only if it is reserved.",
        "",
    ),
    ("The start date must not be in the past; later edits are not subject to this check.", "Charter"),
    ("A charter runs for at most 30 days, counted from its reservation.", ""),
    ("A charter runs for at most 30 days, not counting weekends.", ""),
    ("If it rains, so the deposit of a charter must be at least 100.", ""),
    ("For motor boats the anchor is heavy, so the deposit of a charter must be at least 100.", ""),
    ("The deposit must be at least 20% higher than usual.", "Charter"),
    ("The daily rate of a charter must be at least as high as that of similar boats.", ""),
    ("In the event of an accident, a deposit is required.", "Charter"),
    ("Boats flagged as lost need a policy number.", ""),
]


@pytest.fixture(scope="module")
def project() -> Project:
    """A harbour that charters boats."""
    return read_entities(ENTITIES)


@pytest.mark.parametrize(("sentence", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    project: Project, sentence: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(project, rule(sentence, entity), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to"), REPORTED)
def test_a_sentence_is_reported(project: Project, sentence: str, applies_to: str) -> None:
    """A weaker modal, a word that nothing accounts for, or a rest that takes back some of what was said."""
    assert_reported(project, rule(sentence, applies_to))
