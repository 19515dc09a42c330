"""Boats, their crossings and who travels, over which turns of phrase are told from what they resemble."""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Compare, Given, Length, OneOf, Range
from tests.compiler.rules.reading import link_to, optional, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Harbour": {
        "fields": {
            "name": "str",
            "country_code": optional("str"),
            "berths": optional("int"),
            "closed": {"type": "bool", "default": False},
        },
        "relationships": {
            "warden": link_to("Skipper", "wardened", required=False),
            "part_of": link_to("Harbour", required=False),
            "depot": link_to("Depot", "harbours", required=False),
        },
    },
    "Depot": {"fields": {"name": "str", "flooded": {"type": "bool", "default": False}}},
    "Skipper": {
        "fields": {
            "name": "str",
            "licence_number": optional("str"),
            "licence_expires_on": optional("date"),
            "phone": optional("str"),
            "email": optional("email"),
        },
        "relationships": {"user": link_to("User", "skippers", required=False)},
    },
    "Boat": {
        "fields": {
            "name": "str",
            "hull_number": "str",
            "kind": "choices(ferry, freighter, tug)",
            "fuel": optional("str"),
            "capacity": "int",
            "price": optional("decimal(10, 2)"),
            "scrap_price": optional("decimal(10, 2)"),
            "insured_value": optional("decimal(12, 2)"),
            "range_km": optional("int"),
            "draught_m": optional("decimal(4, 1)"),
            "season_start": optional("date"),
            "season_end": optional("date"),
            "photo": optional("url"),
            "chartered": {"type": "bool", "default": False},
        },
        "relationships": {"harbour": link_to("Harbour", "boats", required=False)},
    },
    "Crossing": {
        "fields": {
            "title": optional("str"),
            "starts_at": "datetime",
            "ends_at": "datetime",
            "opens_on": optional("date"),
            "closes_on": optional("date"),
            "places": optional("int"),
            "speed_knots": optional("int"),
            "status": {"type": "choices(planned, open, cancelled, finished)", "default": "planned"},
            "cancel_reason": optional("text"),
            "cancelled_at": optional("datetime"),
            "pilot_name": optional("str"),
        },
        "relationships": {
            "boat": link_to("Boat", "crossings"),
            "skipper": link_to("Skipper", "crossings", required=False),
            "mate": link_to("Skipper", "mated", required=False),
        },
    },
    "Passenger": {
        "fields": {"name": "str", "email": optional("email"), "phone": optional("str")},
        "relationships": {"referred_by": link_to("Passenger", required=False)},
    },
    "Ticket": {
        "fields": {
            "code": "str",
            "seat": optional("int"),
            "status": {"type": "choices(reserved, paid, used, refunded)", "default": "reserved"},
            "visit_date": optional("date"),
            "price": optional("decimal(8, 2)"),
            "discount": optional("decimal(8, 2)"),
            "total": optional("decimal(8, 2)"),
            "rating": optional("int"),
            "language": optional("str"),
            "sold_at": optional("datetime"),
            "refund_reason": optional("text"),
            "meal": optional("str"),
            "front_row": {"type": "bool", "default": False},
        },
        "relationships": {
            "crossing": link_to("Crossing", "tickets"),
            "passenger": link_to("Passenger", "tickets", required=False),
            "sold_by": link_to("User", "sold_tickets", required=False),
            "refunded_by": link_to("User", "refunded_tickets", required=False),
        },
    },
    "Locker": {
        "fields": {"number": "int"},
        "relationships": {"renter": link_to("Passenger", "lockers", required=False)},
    },
}
PROJECT = read_entities(ENTITIES, "clerk", "purser", "skipper")

FERRY = OneOf("kind", ("ferry",))
USED = OneOf("status", ("used",))
CANCELLED = OneOf("status", ("cancelled",))
REFUNDED = OneOf("status", ("refunded",))
SEASON_ENDS_AFTER = Compare("season_end", "gt", "season_start")
DEAR = Range("insured_value", gt="100000")
PHOTO = Given("photo")
NAMED = Length("name", minimum=3)
