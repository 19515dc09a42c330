"""Sentences of two parts, of which one permits, restates, limits or bounds: each states exactly this or is
reported."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Count, Given, Length, OneOf, Range, Some
from erdgen.compiler.rules.forms import (
    AtCreation,
    Computed,
    Entering,
    Immutable,
    Implies,
    Move,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
)
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Rally": {
        "fields": {
            "name": "str",
            "distance_km": optional("int"),
            "fuel_percent": optional("int"),
            "cruise_minutes": optional("int"),
            "pay_min": optional("int"),
            "pay_max": optional("int"),
            "min_crews": optional("int"),
            "max_crews": optional("int"),
            "crew_count": optional("int"),
            "status": {"type": "choices(planned, open, running, over)", "default": "planned"},
            "kind": optional("str"),
            "notes": optional("text"),
            "announced_at": optional("datetime"),
            "altitude": optional("int"),
            "licensed": {"type": "bool", "default": False},
        },
    },
    "Hut": {
        "fields": {"name": "str", "status": {"type": "choices(free, full, shut)", "default": "free"}},
    },
    "Booking": {
        "fields": {"note": optional("text"), "paid": {"type": "bool", "default": False}},
        "relationships": {"hut": optional_link("Hut", "bookings"), "crew": optional_link("Crew", "bookings")},
    },
    "Crew": {
        "fields": {
            "name": "str",
            "email": optional("str"),
            "phone": optional("str"),
            "stars": optional("int"),
            "laps": "int",
            "verdict": optional("text"),
            "wage": optional("int"),
            "state": {"type": "choices(entered, started, finished, retired)", "default": "entered"},
            "entered_at": optional("datetime"),
        },
        "relationships": {
            "rally": optional_link("Rally", "crews"),
            "entered_by": optional_link("User", "entered_crews"),
        },
    },
}
OPEN = OneOf("status", ("open",))
ENTERED = ServerSet("entered_at", "created")
CREWS = Computed("crew_count", relation="crews", count=True)
PAY = Compare("pay_min", "lte", "pay_max")
FORWARD = Transitions("state", allowed=(Move("entered", "started"), Move("started", "finished")))
LICENSED = OneOf("licensed", (True,))
UNLICENSED = OneOf("licensed", (True,), negated=True)
UNDER_WAY = OneOf("status", ("running",))
RUNNING = Transitions("status", forbidden=(Move("running", "planned"), Move("running", "open")))
WAGE = Range("wage", gte="0", lte="900")
FINISHED = OneOf("state", ("finished",))
EXACT: list[tuple[str, str, list[Rule]]] = [
    (
        "A crew's stars can be from 1 to 5, but only if it has finished.",
        "Crew",
        [Range("stars", gte="1", lte="5"), Implies(Given("stars"), FINISHED)],
    ),
    (
        "The stars of a crew may lie between 1 and 5, though only when the crew is finished.",
        "Crew",
        [Range("stars", gte="1", lte="5"), Implies(Given("stars"), FINISHED)],
    ),
    (
        "The verdict on a crew can have up to 200 characters, but only if the crew is finished.",
        "Crew",
        [Length("verdict", maximum=200), Implies(Given("verdict"), FINISHED)],
    ),
    (
        "The wage of a crew may be above 500, but only if the crew is finished.",
        "Crew",
        [Implies(Range("wage", gt="500"), FINISHED)],
    ),
    (
        "The wage of a crew must not be negative; 900 is the maximum.",
        "Crew",
        [Range("wage", gte="0", lte="900")],
    ),
    ("A crew's wage must be positive, with a maximum of 900.", "Crew", [Range("wage", gt="0", lte="900")]),
    (
        "A crew's wage must not exceed 900, 100 being the minimum.",
        "Crew",
        [Range("wage", gte="100", lte="900")],
    ),
    ("Stars of a crew: 1 is the minimum, 5 the maximum.", "Crew", [Range("stars", gte="1", lte="5")]),
    (
        "The minimum number of stars is 1 and the maximum is 5.",
        "Crew",
        [Range("stars", gte="1", lte="5")],
    ),
    (
        "The cruise of a rally must not be negative; 2 hours is the maximum.",
        "Rally",
        [Range("cruise_minutes", gte="0", lte="120")],
    ),
    (
        "The altitude of a rally need not be positive, but it must never drop below -50.",
        "Rally",
        [Range("altitude", gte="-50")],
    ),
    (
        "The altitude of a rally may be negative but must be above -50.",
        "Rally",
        [Range("altitude", gt="-50")],
    ),
    ("The altitude of a rally can be negative, but not below -50.", "Rally", [Range("altitude", gte="-50")]),
    ("A rally's altitude can go negative but never under -50.", "Rally", [Range("altitude", gte="-50")]),
    (
        "The fuel of a rally is given in percent and must be from 5 to 45.",
        "Rally",
        [Range("fuel_percent", gte="5", lte="45")],
    ),
    (
        "The fuel of a rally is a percentage between 5 and 45.",
        "Rally",
        [Range("fuel_percent", gte="5", lte="45")],
    ),
    (
        "The cruise of a rally is given in hours and must be at most 2.",
        "Rally",
        [Range("cruise_minutes", lte="120")],
    ),
    (
        "The distance of a rally must be from 0 to 900 and is required for open rallies.",
        "Rally",
        [Range("distance_km", gte="0", lte="900"), Implies(OPEN, Given("distance_km"))],
    ),
    (
        "The distance of a rally is a number from 0 to 900; it is required for open rallies.",
        "Rally",
        [Range("distance_km", gte="0", lte="900"), Implies(OPEN, Given("distance_km"))],
    ),
    (
        "Stars may only be given if the crew has finished, and they must be from 1 to 5.",
        "Crew",
        [Range("stars", gte="1", lte="5"), Implies(Given("stars"), FINISHED)],
    ),
    (
        "A crew must give an email or a phone, so that we can reach it.",
        "Crew",
        [Some((Given("email"), Given("phone")))],
    ),
    ("Changing the distance of an existing rally is not allowed.", "Rally", [Immutable(("distance_km",))]),
    ("The name of an already saved crew must not be changed.", "Crew", [Immutable(("name",))]),
    ("It is not possible to save a crew without an email.", "Crew", [Given("email")]),
    ("Saving a crew without an email is not possible.", "Crew", [Given("email")]),
    ("The system stamps entered_at when a crew is created; users cannot set it.", "Crew", [ENTERED]),
    ("entered_at is stamped when a crew is created and cannot be changed by anyone.", "Crew", [ENTERED]),
    ("entered_at is set by the system to the moment the crew is created.", "Crew", [ENTERED]),
    (
        "entered_at is filled in by the server with the time of creation, never by the crew.",
        "Crew",
        [ENTERED],
    ),
    ("The system sets entered_at to the moment at which a crew is created.", "Crew", [ENTERED]),
    ("The creation time of a crew is stored in entered_at.", "Crew", [ENTERED]),
    (
        "announced_at is set by the system to the moment the rally is opened.",
        "Rally",
        [ServerSet("announced_at", "reached", OPEN)],
    ),
    ("The user who creates a crew is recorded in entered_by.", "Crew", [ServerSet("entered_by", "user")]),
    (
        "The system fills entered_by with the user who creates the crew; nobody can change it.",
        "Crew",
        [ServerSet("entered_by", "user")],
    ),
    (
        "When a crew is created its rally must be open; later changes to the crew don't need that.",
        "Crew",
        [AtCreation(OneOf("rally.status", ("open",)))],
    ),
    (
        "A new crew can only be entered while the rally is open; crews already there remain editable.",
        "Crew",
        [AtCreation(OneOf("rally.status", ("open",)))],
    ),
    (
        "Crews go from entered to started and from started to finished, with no steps skipped or reversed.",
        "Crew",
        [FORWARD],
    ),
    ("A crew goes from entered to started, then to finished; there is no way back.", "Crew", [FORWARD]),
    ("Crews move from entered to started to finished, in exactly that order.", "Crew", [FORWARD]),
    ("If no kind is given for a rally, it is open.", "Rally", [SetDefault("kind", "open")]),
    ("If no kind is given, touring is assumed.", "Rally", [SetDefault("kind", "touring")]),
    ("Unless a kind is given, it is touring.", "Rally", [SetDefault("kind", "touring")]),
    ("crew_count is the number of crews a rally has received.", "Rally", [CREWS]),
    ("The crew count of a rally is the number of crews that it has.", "Rally", [CREWS]),
    ("crew_count is the number of crews registered for a rally.", "Rally", [CREWS]),
    (
        "A rally can be opened only if it has at least one crew.",
        "Rally",
        [Entering("status", "open", Count("crews", minimum=1))],
    ),
    (
        "A rally can be opened only with a distance.",
        "Rally",
        [Entering("status", "open", Given("distance_km"))],
    ),
    ("The minimum pay of a rally is never above the maximum pay.", "Rally", [PAY]),
    ("The minimum pay of a rally can't exceed its maximum pay if both are filled in.", "Rally", [PAY]),
    (
        "The wage of a crew cannot be higher than the maximum pay of the rally.",
        "Crew",
        [Compare("wage", "lte", "rally.pay_max")],
    ),
    (
        "Leave the notes blank unless the kind is vintage.",
        "Rally",
        [Implies(OneOf("kind", ("vintage",), negated=True), Given("notes", negated=True))],
    ),
    ("Only free huts can be booked.", "Booking", [AtCreation(OneOf("hut.status", ("free",)))]),
    ("A hut can only be booked if it is free.", "Booking", [AtCreation(OneOf("hut.status", ("free",)))]),
    ("A hut cannot be booked unless it is free.", "Booking", [AtCreation(OneOf("hut.status", ("free",)))]),
    (
        "Huts cannot be booked while they are shut.",
        "Booking",
        [AtCreation(OneOf("hut.status", ("shut",), negated=True))],
    ),
    (
        "Crews can only book while they are entered.",
        "Booking",
        [AtCreation(OneOf("crew.state", ("entered",)))],
    ),
    ("The wage of a crew must not be negative and 900 is the most we accept.", "Crew", [WAGE]),
    ("Running rallies can only become over.", "Rally", [RUNNING]),
    ("Running rallies can become over; nothing else is allowed.", "Rally", [RUNNING]),
    ("A rally that is running can become over, nothing else.", "Rally", [RUNNING]),
    (
        "Licensed rallies have to state a distance, others must leave it empty.",
        "Rally",
        [Implies(LICENSED, Given("distance_km")), Implies(UNLICENSED, Given("distance_km", negated=True))],
    ),
    (
        "A distance is required as soon as a rally is licensed, and must be empty otherwise.",
        "Rally",
        [Implies(LICENSED, Given("distance_km")), Implies(UNLICENSED, Given("distance_km", negated=True))],
    ),
    (
        "A distance is required if a rally is licensed; otherwise it may stay empty.",
        "Rally",
        [Implies(LICENSED, Given("distance_km"))],
    ),
    (
        "An open rally must have a distance; a running rally must not have one.",
        "Rally",
        [Implies(OPEN, Given("distance_km")), Implies(UNDER_WAY, Given("distance_km", negated=True))],
    ),
    ("Enter a distance if the rally is open.", "Rally", [Implies(OPEN, Given("distance_km"))]),
    ("Only fill in the notes if the rally is open.", "Rally", [Implies(Given("notes"), OPEN)]),
]
REPORTED = [
    "A crew's stars can be from 1 to 5 only if it has finished.",
    "The verdict on a crew can have up to 200 characters only if the crew is finished.",
    "The laps of a crew can be from 1 to 5, but only if the crew is finished.",
    "A rally can have up to 3 crews, but only if it is open.",
    "Only finished crews can have from 1 to 5 stars.",
    "A crew must have a rally; 5 is the maximum.",
    "The name of a crew must be unique; 26 weeks is the maximum.",
    "The wage of a crew must be positive; 900 is the usual maximum.",
    "The wage of a crew must be positive, with a maximum of 900 for beginners.",
    "The wage of a crew need not be positive.",
    "The altitude of a rally may be negative, but only over the sea.",
    "The altitude of a rally need not be positive unless it is open, but it must never drop below -50.",
    "The distance of a rally is given in percent and must be from 5 to 45.",
    "The distance of a rally is given in euros and must be at least 5.",
    "The fuel of a rally is a percentage.",
    "The distance of a rally must be from 0 to 900 and given for open rallies.",
    "If a rally is open, its distance is required, and it must be from 0 to 900.",
    "The wage of a crew must be low so that we can afford it.",
    "The name of a crew must be given so that all of them are different.",
    "entered_at is set by the system to the moment the rally is opened.",
    "entered_at is set by the system when a crew is created; users cannot set it unless they are marshals.",
    "The user who finishes a crew is recorded in entered_by.",
    "When a crew is created its rally must be open; later changes to the rally don't need that.",
    "When a crew is created its rally must be open; later changes need that too.",
    "A new crew can only be entered while the rally is open; existing crews may only be edited then.",
    "Rallies can only enter while they are open.",
    "A crew goes from entered to started and from started to finished; steps may be skipped.",
    "Crews go from entered to started and from started to finished; steps can be skipped and not reversed.",
    "A crew can go from entered to started, with no other crews started.",
    "If no kind is given for a crew, it is open.",
    "If no kind is given for an open rally, it is touring.",
    "crew_count is the number of crews started for a rally.",
    "crew_count is the number of crews a rally has retired.",
    "crew_count is not the number of crews a rally has.",
    "Leave the notes as they are unless the kind is vintage.",
    "Enter a distance.",
    "A hut can be booked if it is free.",
    "A hut cannot be booked until it is free.",
    "A hut cannot be booked if it is not paid.",
    "Crews can only book if it is free and they are entered.",
    "Every rally must state a distance, others must leave it empty.",
    "The distance must be positive, others must leave it empty.",
    "It is not possible to save a crew.",
    "It is not possible to save a crew without thinking.",
    "The maximum pay of a rally may be below the minimum pay.",
]


@pytest.fixture(scope="module")
def project() -> Project:
    """Rallies and their crews."""
    return read_entities(ENTITIES, "Marshal")


@pytest.mark.parametrize(("sentence", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    project: Project, sentence: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(project, rule(sentence), entity, rules)


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_sentence_is_reported(project: Project, sentence: str) -> None:
    """What one part leaves open or the second says differently is no rule."""
    assert_reported(project, rule(sentence))
