"""A campsite, over which sentences told from another side are tried."""

from __future__ import annotations

from erdgen.compiler.rules.forms import NoOverlap
from tests.compiler.rules.reading import link_to, optional, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Site": {"fields": {"name": "str", "capacity": optional("int"), "pitch_count": optional("int")}},
    "Pitch": {
        "fields": {
            "number": "int",
            "status": "choices(free, closed, flooded)",
            "has_power": {"type": "bool", "default": False},
            "size_sqm": optional("int"),
        },
        "relationships": {"site": link_to("Site", "pitches")},
    },
    "Warden": {
        "fields": {"name": "str"},
        "relationships": {
            "site": link_to("Site", "wardens"),
            "deputy": link_to("self", "deputised", required=False),
        },
    },
    "Guest": {"fields": {"name": "str", "birth_date": optional("date")}},
    "Stay": {
        "fields": {
            "arrives_on": "date",
            "leaves_on": "date",
            "status": "choices(planned, confirmed, over, cancelled)",
            "nights": optional("int"),
            "rate": optional("decimal(8, 2)"),
            "fee": optional("decimal(8, 2)"),
            "price": optional("decimal(8, 2)"),
            "persons": optional("int"),
            "confirmed_at": optional("datetime"),
            "entered_at": optional("datetime"),
        },
        "relationships": {
            "pitch": link_to("Pitch", "stays"),
            "guest": link_to("Guest", "stays"),
            "warden": link_to("Warden", "stays", required=False),
            "booked_by": link_to("User", "booked_stays", required=False),
        },
    },
    "Transport": {
        "fields": {"kind": {"type": "choices(bus, taxi, boat)", "required": False}},
        "relationships": {
            "origin": link_to("Site", "outgoing"),
            "destination": link_to("Site", "incoming"),
        },
    },
}

PROJECT = read_entities(ENTITIES)
APART = NoOverlap("arrives_on", "leaves_on", ("pitch",))
