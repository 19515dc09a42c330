"""Hangars, planes and their repairs, over which near misses are told from what they resemble."""

from __future__ import annotations

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import Move, NoOverlap
from tests.compiler.rules.reading import link_to, optional, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Hangar": {
        "fields": {"name": "str", "town": "str"},
        "relationships": {"foreman": link_to("Mechanic", "led_hangars", required=False)},
    },
    "Mechanic": {
        "fields": {
            "name": "str",
            "grade": "choices(trainee, fitter, chief_engineer)",
            "licence_number": optional("str"),
            "checked_on": optional("date"),
            "birth_date": optional("date"),
            "bulletin": {"type": "bool", "default": False},
        },
        "relationships": {"hangar": link_to("Hangar", "mechanics", required=False)},
    },
    "Plane": {
        "fields": {
            "sign": "str",
            "kind": optional("str"),
            "use": "choices(training, charter, hire)",
            "hourly_rate": optional("decimal(8, 2)"),
            "status": {"type": "choices(parked, airborne, grounded)", "default": "parked"},
        },
        "relationships": {"hangar": link_to("Hangar", "planes", required=False)},
    },
    "Bay": {
        "fields": {"label": "str"},
        "relationships": {"hangar": link_to("Hangar", "bays")},
    },
    "Repair": {
        "fields": {
            "title": optional("str"),
            "status": {"type": "choices(asked, sent, begun, done, dropped)", "default": "asked"},
            "pace": optional("choices(normal, express)"),
            "begun_at": "datetime",
            "due_on": optional("date"),
            "opened_on": optional("date"),
            "delay_hours": optional("int"),
            "payment": optional("choices(cash, card, transfer)"),
            "urgent": {"type": "bool", "default": False},
            "price": optional("decimal(8, 2)"),
            "fee_percent": optional("decimal(5, 2)"),
            "fee": optional("decimal(8, 2)"),
            "note": optional("text"),
        },
        "relationships": {
            "plane": link_to("Plane", "repairs"),
            "bay": link_to("Bay", "repairs", required=False),
            "ordered_by": link_to("User", "ordered_repairs", required=False),
            "manager": link_to("User", "managed_repairs", required=False),
        },
    },
    "Duty": {
        "fields": {
            "starts_at": "datetime",
            "ends_at": "datetime",
            "amount": optional("decimal(8, 2)"),
            "entered_at": optional("datetime"),
            "due_on": optional("date"),
            "task_count": optional("int"),
        },
        "relationships": {"mechanic": link_to("Mechanic", "duties"), "repair": link_to("Repair", "duties")},
    },
    "Task": {"fields": {"name": "str"}, "relationships": {"duty": link_to("Duty", "tasks")}},
    "Part": {
        "fields": {"weight_kg": "decimal(8, 2)"},
        "relationships": {"repair": link_to("Repair", "parts")},
    },
}

URGENT = OneOf("urgent", (True,))
DONE = OneOf("status", ("done",))
PARKED = OneOf("plane.status", ("parked",))
GROUNDED = ("plane.status", ("grounded",))
APART = NoOverlap("starts_at", "ends_at", ("mechanic",))
STEPS = (Move("asked", "sent"), Move("sent", "begun"), Move("begun", "done"))
GOES = "A repair goes from asked to sent, then to begun and finally to done"

PROJECT = read_entities(ENTITIES, "Manager")
