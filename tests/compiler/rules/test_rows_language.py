"""Sentences about several rows: what they share, how many there are, where they lead, what they add up to."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    OneOf,
    Term,
    Total,
)
from erdgen.compiler.rules.forms import Computed, Entering, Implies, KeepWhile, NoOverlap, Rule, Unique
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Depot": {"fields": {"name": "str", "capacity": "int"}},
    "Machine": {
        "fields": {
            "serial_number": "str",
            "year": "int",
            "status": {"type": "choices(ready, broken, scrapped)", "default": "ready"},
        },
        "relationships": {
            "depot": link_to("Depot", "machines"),
            "replaced_by": link_to("self", required=False),
        },
    },
    "Client": {
        "fields": {
            "email": "email",
            "status": {"type": "choices(active, blocked)", "default": "active"},
            "credit_limit": optional("decimal(10, 2)"),
        },
    },
    "Driver": {"fields": {"name": "str"}, "relationships": {"client": link_to("Client", "drivers")}},
    "Hire": {
        "fields": {
            "starts_on": "date",
            "ends_on": "date",
            "status": {"type": "choices(requested, confirmed, running, cancelled)", "default": "requested"},
            "total": optional("decimal(10, 2)"),
            "deposit": "decimal(8, 2)",
        },
        "relationships": {
            "machine": link_to("Machine", "hires"),
            "client": link_to("Client", "hires"),
            "driver": link_to("Driver", "hires", required=False),
            "pickup_depot": link_to("Depot", "pickups"),
        },
    },
    "Accessory": {
        "fields": {
            "quantity": "int",
            "unit_price": "decimal(8, 2)",
            "amount": optional("decimal(10, 2)"),
        },
        "relationships": {"hire": link_to("Hire", "accessories")},
    },
    "Payment": {
        "fields": {"amount": "decimal(10, 2)"},
        "relationships": {"hire": link_to("Hire", "payments")},
    },
    "Inspection": {
        "fields": {"title": "str", "starts_at": "datetime", "ends_at": "datetime", "room": "str"},
        "relationships": {"machine": link_to("Machine", "inspections")},
    },
    "Staff": {
        "fields": {"name": "str"},
        "relationships": {"mentor": link_to("self", "mentees", required=False)},
    },
    "Shareholder": {
        "fields": {"share_percent": "decimal(5, 2)"},
        "relationships": {"client": link_to("Client", "shareholders")},
    },
}

ACTIVE: Condition = OneOf("status", ("active",))
RUNNING: Condition = OneOf("status", ("running",))
REQUESTED: Condition = OneOf("status", ("requested",))
NOT_CANCELLED: Condition = OneOf("status", ("cancelled",), negated=True)
SERIAL: Rule = Unique(("serial_number",))
TITLE: Rule = Unique(("machine", "title"))
HIRED: Rule = KeepWhile(Count("hires", minimum=1))
FOUR: Rule = Count("accessories", maximum=4)
FULL: Rule = Total("machines", (Term(),), "lte", None, "capacity")
CONFIRMED: Rule = Implies(OneOf("status", ("confirmed",)), Count("accessories", minimum=1))
ENTERED: Rule = Entering("status", "confirmed", Count("accessories", minimum=1))
OTHER: Rule = Compare("replaced_by", "ne", "pk")
CLIENTS: Rule = Compare("driver.client", "eq", "client")
DEPOTS: Rule = Compare("machine.depot", "eq", "pickup_depot")
APART: Rule = NoOverlap("starts_on", "ends_on", ("machine",))
STILL_APART: Rule = NoOverlap("starts_on", "ends_on", ("machine",), NOT_CANCELLED)
PAID: Rule = Total("payments", (Term(("amount",)),), "lte", None, "total")
SHARES: Rule = Total("shareholders", (Term(("share_percent",)),), "lte", "100")
AMOUNT: Rule = Computed("amount", (Term(("quantity", "unit_price")),))

EXACT: list[tuple[str, str, Rule]] = [
    ("Each serial number can belong to one machine only.", "Machine", SERIAL),
    ("The same serial number must not appear on more than one machine.", "Machine", SERIAL),
    ("No serial number may be assigned to more than one machine.", "Machine", SERIAL),
    ("Across the whole system a serial number must not be assigned twice.", "Machine", SERIAL),
    ("There can be no two machines with identical serial numbers.", "Machine", SERIAL),
    ("Machines are uniquely identified by their serial number.", "Machine", SERIAL),
    ("Different machines must have different serial numbers.", "Machine", SERIAL),
    ("A machine may not carry the serial number of another machine.", "Machine", SERIAL),
    ("Duplicate serial numbers are not allowed.", "Machine", SERIAL),
    ("A client's e-mail must be unique, whatever the case.", "Client", Unique(("email",), None, True)),
    ("The same title must not be used for two inspections of one machine.", "Inspection", TITLE),
    ("Within one and the same machine, an inspection title may appear only once.", "Inspection", TITLE),
    ("The titles of a machine's inspections must be unique.", "Inspection", TITLE),
    ("All inspections of a machine must have different titles.", "Inspection", TITLE),
    (
        "At any moment only one hire with the status running may refer to a given machine.",
        "Hire",
        Unique(("machine",), RUNNING),
    ),
    ("A given machine may be used in one running hire only.", "Hire", Unique(("machine",), RUNNING)),
    (
        "A client can have only one requested hire per machine.",
        "Hire",
        Unique(("machine", "client"), REQUESTED),
    ),
    (
        "No two active clients can use the same e-mail; blocked ones don't count.",
        "Client",
        Unique(("email",), ACTIVE),
    ),
    (
        "Two clients may not have the same e-mail; blocked clients are ignored here.",
        "Client",
        Unique(("email",), OneOf("status", ("blocked",), negated=True)),
    ),
    ("Two machines can never have the same serial number.", "Machine", SERIAL),
    (
        "Serial numbers must be unique, scrapped ones may be ignored.",
        "Machine",
        Unique(("serial_number",), OneOf("status", ("scrapped",), negated=True)),
    ),
    ("No machine may have the serial number of another machine.", "Machine", SERIAL),
    ("Every machine needs a serial number of its own.", "Machine", SERIAL),
    ("A serial number already taken by another machine is rejected.", "Machine", SERIAL),
    ("It is not possible to register two machines with the same serial number.", "Machine", SERIAL),
    ("We never give the same serial number to two machines.", "Machine", SERIAL),
    ("The serial number identifies a machine uniquely.", "Machine", SERIAL),
    ("Two inspections of the same machine can't have the same title.", "Inspection", TITLE),
    ("Inspection titles may repeat across machines but not within one machine.", "Inspection", TITLE),
    ("Inspection titles are unique inside a machine but may recur in other machines.", "Inspection", TITLE),
    ("Two inspections with the same title on one machine are rejected.", "Inspection", TITLE),
    ("There is only one hire per driver for any machine.", "Hire", Unique(("driver", "machine"))),
    (
        "A second hire of the same machine for the same driver is refused.",
        "Hire",
        Unique(("driver", "machine")),
    ),
    ("Amongst active clients no e-mail may appear twice.", "Client", Unique(("email",), ACTIVE)),
    (
        "Two active clients cannot have the same e-mail; for everybody else duplicates are fine.",
        "Client",
        Unique(("email",), ACTIVE),
    ),
    ("Two hires of the same machine cannot both be running.", "Hire", Unique(("machine",), RUNNING)),
    ("Each mentor may have only three mentees.", "Staff", Count("mentees", maximum=3)),
    ("A single hire can contain up to 4 accessories.", "Hire", FOUR),
    ("No more than four accessories can be booked on a hire.", "Hire", FOUR),
    ("There can't be more than four accessories on one hire.", "Hire", FOUR),
    ("The number of accessories per hire is limited to four.", "Hire", FOUR),
    ("More than 4 accessories per hire are not allowed.", "Hire", FOUR),
    ("We allow at most four accessories per hire.", "Hire", FOUR),
    ("The maximum number of accessories per hire is 4.", "Hire", FOUR),
    ("Accessories are limited to 4 per hire.", "Hire", FOUR),
    (
        "No client may have more than three hires in status requested at any one time.",
        "Client",
        Count("hires", maximum=3, where=REQUESTED),
    ),
    (
        "At most three hires per client may be requested at the same time.",
        "Client",
        Count("hires", maximum=3, where=REQUESTED),
    ),
    ("The number of machines in a depot cannot exceed that depot's capacity.", "Depot", FULL),
    ("There may never be more machines in a depot than the depot has capacity.", "Depot", FULL),
    ("No more machines may be kept in a depot than its capacity allows.", "Depot", FULL),
    ("A hire can't be confirmed unless at least one accessory has been attached to it.", "Hire", ENTERED),
    ("Confirming a hire requires at least one accessory.", "Hire", CONFIRMED),
    ("A hire must have at least one accessory before it is confirmed.", "Hire", CONFIRMED),
    ("Before a hire is confirmed, at least one accessory is required.", "Hire", ENTERED),
    ("At least one accessory must exist before a hire can become confirmed.", "Hire", ENTERED),
    ("For a hire to be confirmed, it needs at least one accessory.", "Hire", CONFIRMED),
    ("A machine for which hires exist cannot be deleted.", "Machine", HIRED),
    ("Machines may not be deleted as long as hires exist for them.", "Machine", HIRED),
    ("Deletion of a machine with hires is not allowed.", "Machine", HIRED),
    ("If a machine has hires, deleting it is not allowed.", "Machine", HIRED),
    ("A machine must not be listed as its own replacement.", "Machine", OTHER),
    ("It is not possible for a machine to be his or her own replacement.", "Machine", OTHER),
    ("A machine's replacement must be a different machine.", "Machine", OTHER),
    ("A machine and its replacement cannot be the same machine.", "Machine", OTHER),
    ("We do not allow a machine to be its own replacement.", "Machine", OTHER),
    ("A member of staff can't be their own mentor.", "Staff", Compare("mentor", "ne", "pk")),
    ("The driver of a hire has to belong to the client the hire is for.", "Hire", CLIENTS),
    ("The driver named in a hire must be from the same client as the hire.", "Hire", CLIENTS),
    ("If a hire has a driver, both must belong to the same client.", "Hire", CLIENTS),
    ("The client of the driver and the client of the hire must be the same.", "Hire", CLIENTS),
    ("The driver of a hire must not belong to another client.", "Hire", CLIENTS),
    ("A hire may only be driven by a driver of its own client.", "Hire", CLIENTS),
    ("The machine of a hire has to belong to the depot where it is picked up.", "Hire", DEPOTS),
    ("For one and the same machine, the periods of two hires must not overlap.", "Hire", APART),
    ("The same machine must not be hired out for overlapping periods.", "Hire", APART),
    ("Overlapping hires of the same machine are not allowed.", "Hire", APART),
    ("No machine may have two hires that overlap.", "Hire", APART),
    ("A hire must not overlap with another hire of the same machine.", "Hire", APART),
    ("There must be no overlap between hires of the same machine.", "Hire", APART),
    ("The same machine must not be given to two hires whose times overlap.", "Hire", APART),
    ("It is not allowed for two hires of the same machine to overlap.", "Hire", APART),
    ("Two hires of the same machine may not overlap from start to end.", "Hire", APART),
    ("Two hires of the same machine may not overlap; cancelled hires don't count.", "Hire", STILL_APART),
    ("Cancelled hires aside, hires of the same machine must not overlap.", "Hire", STILL_APART),
    ("A machine may not be double-booked: its hires must not overlap.", "Hire", APART),
    (
        "A client may not be double-booked: its hires must not overlap.",
        "Hire",
        NoOverlap("starts_on", "ends_on", ("client",)),
    ),
    (
        "Two inspections can't take place in the same room at overlapping times.",
        "Inspection",
        NoOverlap("starts_at", "ends_at", ("room",)),
    ),
    ("All payments on a hire taken together must not exceed the hire's total.", "Hire", PAID),
    ("Added up, the payments on a hire can never be more than its total.", "Hire", PAID),
    (
        "Across all payments on one hire, the amounts must not add up to more than 500.",
        "Hire",
        Total("payments", (Term(("amount",)),), "lte", "500"),
    ),
    ("For each hire, the sum of its payments must not exceed its total.", "Hire", PAID),
    ("The shares of all shareholders of a client may together not exceed 100 percent.", "Client", SHARES),
    (
        "Taken together, the totals of a client's running hires must not exceed its credit limit.",
        "Client",
        Total("hires", (Term(("total",)),), "lte", None, "credit_limit", RUNNING),
    ),
    (
        "The amount of an accessory is calculated by multiplying its quantity by its unit price.",
        "Accessory",
        AMOUNT,
    ),
    ("The system calculates the amount of an accessory as quantity times unit price.", "Accessory", AMOUNT),
    (
        "The deposit of a hire is always 20 percent of its total.",
        "Hire",
        Computed("deposit", (Term(("total",), "0.2"),)),
    ),
]

REPORTED = [
    "A serial number may be used for two machines.",
    "A serial number can belong to one machine.",
    "Two machines may have the same serial number.",
    "A machine may not have the serial number of a client.",
    "The same title must not be used for three inspections of one machine.",
    "Inspection titles are unique per machine and month.",
    "Only one running hire may refer to a machine that is broken.",
    "Only two running hires may refer to a given machine.",
    "A machine can have only one running hire per day.",
    "No two active clients can use the same e-mail; blocked ones don't count unless they owe money.",
    "Client e-mails are unique; old clients are ignored.",
    "A hire may have more than 4 accessories.",
    "At least 4 accessories are allowed per hire.",
    "Up to 4 accessories are required per hire.",
    "At most 4 accessories per hire and day.",
    "No more than four accessories can be paid on a hire.",
    "Nobody may add more than 4 accessories to a hire per day.",
    "The number of machines in a depot may exceed its capacity.",
    "A hire can't be confirmed unless at least one accessory has been paid.",
    "Before a hire can be confirmed, there may be an accessory for it.",
    "Confirming a hire does not require an accessory.",
    "A machine's replacement may be another machine.",
    "A machine's replacement must be another machine of the same depot.",
    "A machine and its replacement must have different names.",
    "The driver of a hire must belong to a client.",
    "The driver of a hire must belong to the client the machine is for.",
    "The machine of a hire has to belong to the depot where it was built.",
    "If a hire has a driver, both may belong to the same client.",
    "The same machine must not be painted for overlapping periods.",
    "Two hires of the same machine must not overlap from deposit to total.",
    "Hires of the same machine must not overlap; this does not apply to old hires.",
    "Two inspections can't take place in the same room.",
    "Taken together, the hires of a client must not exceed its credit limit.",
    "The payments of a hire must not exceed its total.",
    "Together, the shareholders of a client may not hold more than 100 machines.",
    "The total of a hire is the sum of the amounts of its paid accessories.",
    "We do not allow clients to have more than 3 hires per month.",
    "Two machines with the same serial number are allowed.",
    "There must be only one machine with a given serial number per depot and month.",
    "A serial number already taken by a client is rejected.",
    "Nobody may register a machine with a serial number that is already in use in another system.",
    "Inspection titles are unique within a machine; different clients may use the same title.",
    "Serial numbers are unique; different depots may use the same number.",
    "Two active clients cannot have the same e-mail; for blocked clients we only warn.",
    "Two hires of the same machine may both be running.",
    "A second hire for the same machine is not allowed on the same day.",
    "Each mentor must have a mentee.",
    "Mentors may have several mentees.",
    "A running hire must not overlap with another hire of the same machine.",
    "There may be overlaps between hires of the same machine.",
    "The same machine must not be given to two hires whose deposits overlap.",
    "Machines for which hires exist can be deleted.",
    "For a hire to be confirmed, no accessory is required.",
    "At least one accessory should ideally be added before a hire can be confirmed.",
    "A hire needs at least one accessory to be confirmed by the client.",
]


@pytest.fixture(scope="module")
def project() -> Project:
    """A hire of machines."""
    return read_entities(ENTITIES)


@pytest.mark.parametrize(("sentence", "entity", "expected"), EXACT)
def test_a_sentence_states_exactly_this(project: Project, sentence: str, entity: str, expected: Rule) -> None:
    assert_states(project, rule(sentence), entity, [expected])


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_sentence_is_reported(project: Project, sentence: str) -> None:
    """Permissions, other scopes, unknown words, and what could mean other rows."""
    assert_reported(project, rule(sentence))


def test_a_row_may_be_named_by_one_word_of_its_entity() -> None:
    entities = {
        "User": {},
        "Hall": {"fields": {"name": "str"}},
        "DiningTable": {"fields": {"seats": "int"}, "relationships": {"hall": link_to("Hall", "tables")}},
        "Reservation": {
            "fields": {"starts_at": "datetime", "ends_at": "datetime"},
            "relationships": {
                "table": link_to("DiningTable", "reservations", required=False),
                "hall": link_to("Hall", "reservations"),
            },
        },
    }
    tables = read_entities(entities)
    kept = [KeepWhile(Count("reservations", minimum=1))]
    assert_states(tables, rule("A table that has reservations must not be deleted."), "DiningTable", kept)
    assert_reported(tables, rule("A table that has chairs must not be deleted."))


def test_the_ends_of_a_period_may_be_called_by_opposites() -> None:
    """``first_day`` and ``last_day``, or what the sentence itself says runs "from … to …"."""
    entities = {
        "User": {},
        "Employee": {"fields": {"name": "str"}},
        "Absence": {
            "fields": {"first_day": "date", "last_day": "date"},
            "relationships": {"employee": link_to("Employee", "absences")},
        },
        "Show": {
            "fields": {"premiere": "date", "last_contact": "date", "finale": "date"},
            "relationships": {"employee": link_to("Employee", "shows")},
        },
    }
    work = read_entities(entities)
    for sentence, expected in (
        ("The absences of an employee must not overlap.", NoOverlap("first_day", "last_day", ("employee",))),
        (
            "Shows of one employee must not overlap from premiere to finale.",
            NoOverlap("premiere", "finale", ("employee",)),
        ),
    ):
        (stated,) = compile_rule(work, rule(sentence)).rules
        assert stated.rule == expected
    assert_reported(work, rule("The shows of one employee must not overlap."))


def test_what_rows_share_has_no_order(project: Project) -> None:
    for sentence in (
        "Hires of the same client and the same machine must not overlap.",
        "Two hires of the same machine must not overlap for one client.",
    ):
        (stated,) = compile_rule(project, rule(sentence)).rules
        assert isinstance(stated.rule, NoOverlap)
        assert set(stated.rule.within) == {"client", "machine"}


def test_a_value_makes_its_denials_needless(project: Project) -> None:
    sentence = "No two running hires can use the same machine; cancelled and requested hires don't count."
    (stated,) = compile_rule(project, rule(sentence)).rules
    assert stated.rule == Unique(("machine",), RUNNING)
    assert not isinstance(stated.rule.where, Every)
