"""Values behind their members, states and parts that leave others free: near misses are held apart."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Given, Length, Moment, OneOf, Range, Some, Span, Term
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Computed,
    Immutable,
    Implies,
    KeepWhile,
    Move,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
)
from tests.compiler.rules.airport import DONE, GOES, GROUNDED, PARKED, PROJECT, STEPS, URGENT
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

EXACT: list[tuple[str, str, str, str, list[Rule]]] = [
    # Values before or behind the member that they are of
    (
        "Only glider, jet and helicopter are permitted as kinds of a plane.",
        "Plane",
        "kind",
        "Plane",
        [OneOf("kind", ("glider", "jet", "helicopter"))],
    ),
    ("As kind we accept glider and jet.", "Plane", "kind", "Plane", [OneOf("kind", ("glider", "jet"))]),
    (
        "An urgent repair must use transfer as its payment.",
        "",
        "",
        "Repair",
        [Implies(URGENT, OneOf("payment", ("transfer",)))],
    ),
    (
        "If a repair is urgent, it cannot use cash as its payment.",
        "",
        "",
        "Repair",
        [Implies(URGENT, OneOf("payment", ("cash",), negated=True))],
    ),
    (
        "We accept cash and card as payment for urgent repairs.",
        "Repair",
        "payment",
        "Repair",
        [Implies(URGENT, OneOf("payment", ("cash", "card")))],
    ),
    # Choices that are nouns
    (
        "Planes for hire must state an hourly rate.",
        "",
        "",
        "Plane",
        [Implies(OneOf("use", ("hire",)), Given("hourly_rate"))],
    ),
    (
        "If a plane is not for hire, it has no hourly rate.",
        "",
        "",
        "Plane",
        [Implies(OneOf("use", ("hire",), negated=True), Given("hourly_rate", negated=True))],
    ),
    (
        "Fitters and chief engineers must have a licence number.",
        "",
        "",
        "Mechanic",
        [Implies(OneOf("grade", ("fitter", "chief_engineer")), Given("licence_number"))],
    ),
    (
        "For chief engineers a licence number is mandatory, for trainees it is optional.",
        "",
        "",
        "Mechanic",
        [Implies(OneOf("grade", ("chief_engineer",)), Given("licence_number"))],
    ),
    # Units, shares, lengths
    (
        "The delay in hours may be zero but never negative.",
        "Repair",
        "",
        "Repair",
        [Range("delay_hours", gte="0")],
    ),
    (
        "The fee of a repair is calculated as fee_percent of the price.",
        "",
        "",
        "Repair",
        [Computed("fee", (Term(("fee_percent", "price"), "0.01"),))],
    ),
    (
        "A note shorter than 15 characters is not acceptable.",
        "Repair",
        "",
        "Repair",
        [Length("note", minimum=15)],
    ),
    (
        "A repair needs a title, and it may not be longer than 80 characters.",
        "",
        "",
        "Repair",
        [Given("title"), Length("title", maximum=80)],
    ),
    (
        "The date on which a mechanic was checked may be no older than two years.",
        "Mechanic",
        "checked_on",
        "Mechanic",
        [Moment("checked_on", "gte", Span(-2, "years"))],
    ),
    ("The plane a repair refers to cannot be changed.", "Repair", "plane", "Repair", [Immutable(("plane",))]),
    # At one moment
    (
        "At the time a repair is created, its plane must be parked.",
        "",
        "",
        "Repair",
        [AtCreation(OneOf("plane.status", ("parked",)))],
    ),
    (
        "A repair can only be created for a plane that is parked at that moment.",
        "",
        "",
        "Repair",
        [AtCreation(OneOf("plane.status", ("parked",)))],
    ),
    (
        "Once a repair has begun, its plane can no longer be changed.",
        "",
        "",
        "Repair",
        [Immutable(("plane",), OneOf("status", ("begun",)))],
    ),
    (
        "If no pace is given, a repair is made as normal.",
        "Repair",
        "pace",
        "Repair",
        [SetDefault("pace", "normal")],
    ),
    (
        "The logged-in user is stored in ordered_by whenever a repair is created.",
        "Repair",
        "ordered_by",
        "Repair",
        [ServerSet("ordered_by", "user")],
    ),
    (
        "A repair is visible only to the user who ordered it and to managers.",
        "",
        "",
        "Repair",
        [Access(("read",), ("owner", "Manager"), "ordered_by")],
    ),
    ("Repairs are only possible for parked planes.", "", "", "Repair", [AtCreation(PARKED)]),
    ("A repair is only valid if its plane is parked.", "", "", "Repair", [PARKED]),
    (
        "Grounded planes cannot receive repairs.",
        "",
        "",
        "Repair",
        [AtCreation(OneOf(*GROUNDED, negated=True))],
    ),
    (
        "The start of a new duty must be in the future.",
        "",
        "",
        "Duty",
        [AtCreation(Moment("starts_at", "gt"))],
    ),
    (
        "The status of a new repair is asked.",
        "",
        "",
        "Repair",
        [SetDefault("status", "asked"), AtCreation(OneOf("status", ("asked",)))],
    ),
    ("entered_at is set when a duty is created.", "", "", "Duty", [ServerSet("entered_at", "created")]),
    ("entered_at must be set when a duty is created.", "", "", "Duty", [AtCreation(Given("entered_at"))]),
    # Kinds that name no entity, roles, several deeds at once
    (
        "Fitters must be at least 18 years old.",
        "",
        "",
        "Mechanic",
        [Implies(OneOf("grade", ("fitter",)), Moment("birth_date", "lte", Span(-18, "years")))],
    ),
    ("Only managers can create repairs.", "", "", "Repair", [Access(("create",), ("Manager",))]),
    (
        "Only the manager of a repair may change it.",
        "",
        "",
        "Repair",
        [Access(("update",), ("owner",), "manager")],
    ),
    (
        "Done repairs can no longer be changed or deleted.",
        "",
        "",
        "Repair",
        [KeepWhile(DONE), Immutable((), DONE)],
    ),
    (
        "An urgent repair must have at least one of price and due_on.",
        "",
        "",
        "Repair",
        [Implies(URGENT, Some((Given("price"), Given("due_on"))))],
    ),
    (
        "Trainees cannot subscribe to the bulletin.",
        "",
        "",
        "Mechanic",
        [Implies(OneOf("grade", ("trainee",)), OneOf("bulletin", (True,), negated=True))],
    ),
    # Amounts
    ("The number of tasks of a duty is at most 9.", "", "", "Duty", [Range("task_count", lte="9")]),
    ("Duties below 5 euros are not accepted.", "", "", "Duty", [Range("amount", gte="5")]),
    # Steps
    (
        f"{GOES}; only asked or sent repairs can be dropped.",
        "",
        "",
        "Repair",
        [
            Transitions(
                "status",
                (*STEPS, Move("asked", "dropped"), Move("sent", "dropped")),
                (Move("begun", "dropped"), Move("done", "dropped")),
            )
        ],
    ),
    (
        f"{GOES}; asked and sent repairs may also be dropped.",
        "",
        "",
        "Repair",
        [Transitions("status", (*STEPS, Move("asked", "dropped"), Move("sent", "dropped")))],
    ),
    (
        f"{GOES}; done repairs cannot be dropped.",
        "",
        "",
        "Repair",
        [
            Transitions(
                "status",
                (*STEPS, Move("asked", "dropped"), Move("sent", "dropped"), Move("begun", "dropped")),
                (Move("done", "dropped"),),
            )
        ],
    ),
]

REPORTED: list[tuple[str, str, str]] = [
    ("Trainees need no licence number.", "", ""),
    ("Trainees need not subscribe to the bulletin.", "", ""),
    ("Trainees can subscribe to the bulletin.", "", ""),
    ("Done repairs can be changed or deleted.", "", ""),
    ("Only managers can change their repairs.", "", ""),
    ("An urgent repair may have at least one of price and due_on.", "", ""),
    ("Pilots must be at least 18 years old.", "", ""),
    ("A duty must end on the day it starts.", "", ""),
    ("Duties are due after the repair is done.", "", ""),
    ("A plane's repair must be asked.", "", ""),
    ("Duties below 5 are not accepted.", "", ""),
    # What another field would hold where this one is empty depends on it: no default that is fixed
    ("If no due date is given, a repair is due 90 days after opened_on.", "Repair", "due_on"),
    ("If no due date is given, a repair is due after opened_on.", "Repair", "due_on"),
    ("Only glider and jet are not permitted as kinds of a plane.", "Plane", "kind"),
    ("As kind we do not accept glider.", "Plane", "kind"),
    ("We do not accept cash as payment.", "Repair", "payment"),
    ("An urgent repair need not use transfer as its payment.", "", ""),
    ("An urgent repair may use transfer as its payment.", "", ""),
    ("Planes not for hire must not state an hourly rate.", "", ""),
    ("Fitters and hangars must have a licence number.", "", ""),
    ("Fitters and chief engineers need not have a licence number.", "", ""),
    ("For fitters a licence number is mandatory, for fitters it is optional.", "", ""),
    ("For fitters a licence number is mandatory, for checked mechanics it is optional.", "", ""),
    ("A licence number is optional.", "", ""),
    ("A name is required, a licence number is optional.", "Mechanic", ""),
    ("The delay in minutes may be zero but never negative.", "Repair", ""),
    ("A note shorter than 15 characters is acceptable.", "Repair", ""),
    ("A note shorter than 15 characters is only acceptable for urgent repairs.", "Repair", ""),
    ("A repair needs a title, and it may be dropped.", "", ""),
    ("A repair needs no title, and it may not be longer than 80 characters.", "", ""),
    ("The date on which a mechanic was checked may be older than two years.", "Mechanic", "checked_on"),
    ("At the time a repair is created, its plane need not be parked.", "", ""),
    ("A plane's hourly rate must be 5 at that moment.", "", ""),
    ("Before a repair has begun, its plane can be changed.", "", ""),
    ("If no pace is given, a repair is not made as normal.", "Repair", "pace"),
    ("If no price is given, a repair is made as normal.", "Repair", ""),
    ("The logged-in user is stored in ordered_by whenever a repair is done.", "Repair", "ordered_by"),
    (
        "The logged-in user is never stored in ordered_by whenever a repair is created.",
        "Repair",
        "ordered_by",
    ),
    ("A repair is visible only to the user who ordered it and never to managers.", "", ""),
    (f"{GOES}; repairs can be dropped.", "", ""),
    (f"{GOES}; no repair can be dropped.", "", ""),
    ("An invoice must be sent when a repair is done.", "", ""),
    ("A letter is sent to the manager when a repair is done.", "", ""),
]


@pytest.mark.parametrize(("sentence", "applies_to", "about", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly(
    sentence: str, applies_to: str, about: str, entity: str, rules: list[Rule]
) -> None:
    """Word order, verbs and joined parts, each with the one meaning that it has."""
    assert_states(PROJECT, rule(sentence, applies_to, about), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(sentence: str, applies_to: str, about: str) -> None:
    """Permissions, denials, other units, parts that contradict, defaults that depend on other fields."""
    assert_reported(PROJECT, rule(sentence, applies_to, about))
