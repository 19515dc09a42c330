"""Sentences that are easily misread: each states one thing exactly, or is reported."""

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
    Pattern,
    Range,
    Some,
    Span,
    Term,
)
from erdgen.compiler.rules.forms import (
    AtCreation,
    Entering,
    Implies,
    KeepWhile,
    Move,
    NoOverlap,
    Rule,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Guest": {
        "fields": {
            "name": "str",
            "nickname": optional("str"),
            "email": "str",
            "work_email": optional("str"),
            "phone": optional("str"),
            "mobile": optional("str"),
            "vip": {"type": "bool", "default": False},
            "loyalty_points": {"type": "int", "default": 0},
        },
        "relationships": {"user": {"type": "OneToOne(User)", "required": False}},
        "owner": "user",
    },
    "Room": {
        "fields": {
            "number": "str",
            "floor": "int",
            "price": "decimal(8, 2)",
            "weekend_price": optional("decimal(8, 2)"),
            "status": {"type": "choices(free, occupied, cleaning, closed)", "default": "free"},
            "smoking": {"type": "bool", "default": False},
        }
    },
    "Booking": {
        "fields": {
            "check_in": "date",
            "check_out": "date",
            "subtotal": "decimal(8, 2)",
            "discount": optional("decimal(8, 2)"),
            "total": "decimal(8, 2)",
            "status": {
                "type": "choices(draft, confirmed, checked_in, checked_out, cancelled)",
                "default": "draft",
            },
            "cancelled_at": optional("datetime"),
            "cancellation_reason": optional("text"),
            "notes": optional("text"),
        },
        "relationships": {"guest": link_to("Guest", "bookings"), "room": link_to("Room", "bookings")},
        "owner": "guest.user",
    },
    "Invoice": {
        "fields": {"due_on": "date", "paid_on": optional("date")},
        "relationships": {"booking": link_to("Booking", "invoices")},
    },
    "Member": {
        "fields": {
            "name": "str",
            "birth_date": "date",
            "level": {"type": "choices(bronze, silver, gold)", "default": "bronze"},
            "active": {"type": "bool", "default": True},
            "height_cm": optional("int"),
            "weight": optional("decimal(5, 1)"),
            "emergency_contact": optional("str"),
        }
    },
    "Trainer": {"fields": {"name": "str", "hourly_rate": "decimal(6, 2)"}},
    "Session": {
        "fields": {
            "start": "datetime",
            "started": {"type": "bool", "default": False},
            "end": "datetime",
            "capacity": "int",
            "minimum": optional("int"),
            "status": {"type": "choices(planned, running, done, cancelled)", "default": "planned"},
        },
        "relationships": {"trainer": link_to("Trainer", "sessions")},
    },
    "Membership": {
        "fields": {
            "plan": "choices(monthly, yearly)",
            "ends": optional("date"),
            "fee": "decimal(7, 2)",
            "discount_percent": optional("int"),
        },
        "relationships": {"member": link_to("Member", "memberships")},
    },
    "Locker": {
        "fields": {"number": "int", "size": "choices(small, large)"},
        "relationships": {"member": link_to("Member", "lockers", required=False)},
    },
}

EXACT: list[tuple[str, str, str, list[Rule]]] = [
    (
        "Check-in must not be earlier than 3 days ago.",
        "Booking",
        "Booking",
        [Moment("check_in", "gte", Span(-3, "days"))],
    ),
    (
        "Check-in must be no later than a week before check-out.",
        "Booking",
        "Booking",
        [Compare("check_in", "lte", "check_out", Span(-1, "weeks"))],
    ),
    (
        "An invoice must not be paid earlier than 3 days before it is due.",
        "",
        "Invoice",
        [Compare("paid_on", "gte", "due_on", Span(-3, "days"))],
    ),
    ("Phone and mobile must not both be empty.", "Guest", "Guest", [Some((Given("phone"), Given("mobile")))]),
    (
        "Phone, mobile and work email can't all be missing.",
        "Guest",
        "Guest",
        [Some((Given("phone"), Given("mobile"), Given("work_email")))],
    ),
    (
        "Phone and mobile can't both be given.",
        "Guest",
        "Guest",
        [Some((Given("phone", negated=True), Given("mobile", negated=True)))],
    ),
    (
        "A stay may last no longer than two weeks: check_out is at most 14 days after check_in.",
        "Booking",
        "Booking",
        [Compare("check_out", "lte", "check_in", Span(14, "days"))],
    ),
    ("The email and the work email must differ.", "Guest", "Guest", [Compare("email", "ne", "work_email")]),
    (
        "At least one of phone, mobile and work email is required for a guest.",
        "",
        "Guest",
        [Some((Given("phone"), Given("mobile"), Given("work_email")))],
    ),
    ("Neither the phone nor the mobile may be empty.", "Guest", "Guest", [Given("phone"), Given("mobile")]),
    (
        "The name may only contain capital letters, digits and hyphens.",
        "Guest",
        "Guest",
        [Pattern("name", "[A-Z0-9-]*", "capital letters, digits and “-”")],
    ),
    ("The name can only contain digits.", "Guest", "Guest", [Pattern("name", "[0-9]*", "digits")]),
    (
        "Bookings of the same room must not overlap except for cancelled ones.",
        "",
        "Booking",
        [NoOverlap("check_in", "check_out", ("room",), OneOf("status", ("cancelled",), negated=True))],
    ),
    (
        "Only cancelled bookings have a cancellation reason.",
        "",
        "Booking",
        [Implies(Given("cancellation_reason"), OneOf("status", ("cancelled",)))],
    ),
    (
        "A booking which isn't cancelled must not have a cancelled at.",
        "",
        "Booking",
        [Implies(OneOf("status", ("cancelled",), negated=True), Given("cancelled_at", negated=True))],
    ),
    (
        "The discount must be less than 20 percent of the subtotal.",
        "Booking",
        "Booking",
        [Formula("discount", "lt", (Term(("subtotal",), "0.2"),))],
    ),
    (
        "Checked-in bookings can only become checked-out.",
        "",
        "Booking",
        [
            Transitions(
                "status",
                forbidden=(
                    Move("checked_in", "draft"),
                    Move("checked_in", "confirmed"),
                    Move("checked_in", "cancelled"),
                ),
            )
        ],
    ),
    (
        "A cancelled booking may not be confirmed.",
        "",
        "Booking",
        [Transitions("status", forbidden=(Move("cancelled", "confirmed"),))],
    ),
    (
        "The number of a room consists of three digits.",
        "",
        "Room",
        [Pattern("number", "[0-9]{3}", "3 digits")],
    ),
    (
        "A room can't be closed while it has confirmed bookings.",
        "",
        "Room",
        [Entering("status", "closed", Count("bookings", maximum=0, where=OneOf("status", ("confirmed",))))],
    ),
    (
        "Bookings cannot be made for a closed room.",
        "",
        "Booking",
        [AtCreation(OneOf("room.status", ("closed",), negated=True))],
    ),
    (
        "A guest can't have two bookings on the same day of check-in.",
        "",
        "Booking",
        [Unique(("guest", "check_in"))],
    ),
    (
        "A weekend price may only be set for smoking rooms.",
        "",
        "Room",
        [Implies(Given("weekend_price"), OneOf("smoking", (True,)))],
    ),
    (
        "Only VIP guests may have more than 100 loyalty points.",
        "",
        "Guest",
        [Implies(Range("loyalty_points", gt="100"), OneOf("vip", (True,)))],
    ),
    ("The floor isn't not 13.", "Room", "Room", [Range("floor", gte="13", lte="13")]),
    (
        "The floor is between 1 and 20, except 13.",
        "Room",
        "Room",
        [Range("floor", gte="1", lte="20"), OneOf("floor", ("13",), negated=True)],
    ),
    (
        "The work email, if given, must differ from the email.",
        "Guest",
        "Guest",
        [Compare("work_email", "ne", "email")],
    ),
    (
        "A confirmed booking has a check-in in the future.",
        "",
        "Booking",
        [Implies(OneOf("status", ("confirmed",)), Moment("check_in", "gt"))],
    ),
    (
        "The capacity is neither below 5 nor above 30.",
        "Session",
        "Session",
        [Range("capacity", gte="5", lte="30")],
    ),
    (
        "Gold, active members must have an emergency contact.",
        "",
        "Member",
        [Implies(Every((OneOf("level", ("gold",)), OneOf("active", (True,)))), Given("emergency_contact"))],
    ),
    (
        "Gold or active members must have an emergency contact.",
        "",
        "Member",
        [Implies(Some((OneOf("level", ("gold",)), OneOf("active", (True,)))), Given("emergency_contact"))],
    ),
    (
        "Started sessions can't be planned.",
        "",
        "Session",
        [Implies(OneOf("started", (True,)), OneOf("status", ("planned",), negated=True))],
    ),
    (
        "Sessions whose start is in the past must not be planned.",
        "",
        "Session",
        [Implies(Moment("start", "lt"), OneOf("status", ("planned",), negated=True))],
    ),
    (
        "Members must be over 16 and under 80.",
        "",
        "Member",
        [Moment("birth_date", "lt", Span(-16, "years")), Moment("birth_date", "gt", Span(-80, "years"))],
    ),
    (
        "Bronze members may only have small lockers.",
        "",
        "Member",
        [
            Implies(
                OneOf("level", ("bronze",)),
                Count("lockers", maximum=0, where=OneOf("size", ("small",), negated=True)),
            )
        ],
    ),
    (
        "Trainers may only lead sessions with a capacity of at least 5.",
        "",
        "Trainer",
        [Count("sessions", maximum=0, where=Range("capacity", lt="5"))],
    ),
    (
        "Only lockers with a number above 100 are large.",
        "",
        "Locker",
        [Implies(OneOf("size", ("large",)), Range("number", gt="100"))],
    ),
    (
        "The fee is positive, and the discount is at most 20 for monthly memberships.",
        "Membership",
        "Membership",
        [Range("fee", gt="0"), Implies(OneOf("plan", ("monthly",)), Range("discount_percent", lte="20"))],
    ),
    ("No member with a locker can be deleted.", "", "Member", [KeepWhile(Count("lockers", minimum=1))]),
    (
        "No inactive member has a locker.",
        "",
        "Member",
        [Implies(OneOf("active", (True,), negated=True), Count("lockers", maximum=0))],
    ),
    (
        "The height must be above 100 or not given.",
        "Member",
        "Member",
        [Some((Range("height_cm", gt="100"), Given("height_cm", negated=True)))],
    ),
    (
        "Unless the weight is above 100 or the height below 150, the emergency contact must be empty.",
        "Member",
        "Member",
        [
            Implies(
                Every((Range("weight", lte="100"), Range("height_cm", gte="150"))),
                Given("emergency_contact", negated=True),
            )
        ],
    ),
    (
        "If the weight is not given or above 100, the height is required.",
        "Member",
        "Member",
        [Implies(Some((Given("weight", negated=True), Range("weight", gt="100"))), Given("height_cm"))],
    ),
    (
        "Members with neither a weight nor a height must have an emergency contact.",
        "",
        "Member",
        [
            Implies(
                Every((Given("weight", negated=True), Given("height_cm", negated=True))),
                Given("emergency_contact"),
            )
        ],
    ),
    ("A member must not have the same plan twice.", "Membership", "Membership", [Unique(("member", "plan"))]),
]
REPORTED: list[tuple[str, str, str]] = [
    ("A booking need not have notes.", "", ""),
    ("The discount may be left empty.", "Booking", ""),
    ("The total may be below the subtotal.", "Booking", ""),
    ("The check-in may be in the past.", "Booking", ""),
    ("Names of guests do not have to be unique.", "", ""),
    ("Guests may have only one nickname.", "", ""),
    ("Guests can see bookings other than their own.", "", ""),
    ("It must not always happen that a booking's total is positive.", "", ""),
    ("The average price of rooms is at least 50.", "", ""),
    ("Some rooms must have a price of at least 50.", "", ""),
    ("One of the rooms must have a price above 1000.", "", ""),
    ("Not every room has a price above 1000.", "", ""),
    ("The discount must not always be below 50.", "Booking", ""),
    ("Rooms may not have a price above 1000, with few exceptions.", "", ""),
    ("A room's price must not be above 1000, suites excepted.", "", ""),
    ("A room's price must not be above 1000 (suites: 2000).", "", ""),
    ("A room's price must not be above 1000 (closed rooms excluded).", "", ""),
    ("A room's price must not be above 1000; closed rooms are free.", "", ""),
    ("A room's price must be above 100, otherwise it's free.", "", ""),
    ("The room's price must not be above 1000, unless otherwise agreed.", "", ""),
    ("A room's price should be positive, but 0 is also acceptable.", "", ""),
    ("The total must be positive: zero is allowed.", "Booking", ""),
    ("The total must be positive. For drafts, zero is fine.", "Booking", ""),
    ("The total must be above 10, ignored for drafts.", "Booking", ""),
    ("The total must be above 10, minimum 20 for VIPs.", "Booking", ""),
    ("The discount must be at most 10, free bookings may.", "Booking", ""),
    ("The email, if given by a VIP, must end in @x.com.", "Guest", ""),
    ("If the booking is a draft, that is, not confirmed, the total must be 0.", "", ""),
    ("A discount can be given only until the booking is confirmed.", "", ""),
    ("A discount must not be given before the booking is confirmed.", "", ""),
    ("A discount can only be given after the booking is confirmed.", "", ""),
    ("The discount can't change until the booking is confirmed.", "Booking", ""),
    ("Cancelled bookings can't be confirmed or deleted.", "", ""),
    ("Receptionists may not delete bookings.", "", ""),
    ("Managers may never change the number of a room.", "", ""),
    ("A session can't be planned and started.", "", ""),
    ("A session can't be done and not started.", "", ""),
    ("Running sessions can become done or cancelled.", "", ""),
    ("A session can't become running unless it is started and has a trainer.", "", ""),
    ("Members with no weight or height must have an emergency contact.", "", ""),
    ("If a member isn't gold and active, an emergency contact is required.", "", ""),
    ("If a member has no weight or height, an emergency contact is required.", "", ""),
    ("If the weight isn't above 100 or below 50, the height is required.", "Member", ""),
    ("Members that are gold and inactive must have an emergency contact.", "", ""),
    ("The height must not be required for gold members.", "Member", ""),
    ("A member must have at most one locker, gold ones may.", "", ""),
    ("A membership's fee is at least 20, students' memberships are free.", "", ""),
    ("Gold members may only have large lockers and yearly memberships.", "", ""),
    ("The name must be unique.", "Session", ""),
    ("The weight must be below 200.", "Trainer", ""),
    ("The minimum is 5.", "Session", "capacity"),
    ("Evening sessions take at least 5.", "Session", "capacity"),
    ("Sessions held at weekends take at least 5.", "Session", "capacity"),
    ("There are at most 100 lockers.", "", ""),
]


@pytest.fixture(scope="module")
def project() -> Project:
    """A hotel and a gym in one ERD."""
    return read_entities(ENTITIES, "Receptionist", "Manager")


@pytest.mark.parametrize(("sentence", "applies_to", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    project: Project, sentence: str, applies_to: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(project, rule(sentence, applies_to), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_sentence_is_reported(project: Project, sentence: str, applies_to: str, about: str) -> None:
    """A permission, an exception that cannot be told, "not … and …", a stage with others after it."""
    assert_reported(project, rule(sentence, applies_to, about))


def test_within_days_of_today_may_mean_either_side(project: Project) -> None:
    said = "A booking's check-in must be within 30 days of today."
    assert compile_rule(project, rule(said)).status == "ambiguous"
    assert compile_rule(project, rule(said.replace("of today", "from today"))).status == "compiled"
