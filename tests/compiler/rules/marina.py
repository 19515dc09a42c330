"""A marina, over which sentences are tried that say a rule by what is refused, or as a table does."""

from __future__ import annotations

from tests.compiler.rules.reading import link_to, optional, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Harbour": {"fields": {"name": "str", "code": "str"}},
    "Owner": {
        "fields": {"name": "str", "email": "str", "tax_number": optional("str")},
        "relationships": {"user": {"type": "OneToOne(User)", "required": False}},
        "owner": "user",
    },
    "Boat": {
        "fields": {
            "name": "str",
            "hull_number": "str",
            "active": {"type": "bool", "default": True},
            "flagship": {"type": "bool", "default": False},
            "length_m": "int",
        },
        "relationships": {"owner": link_to("Owner", "boats"), "harbour": link_to("Harbour", "boats")},
        "owner": "owner.user",
    },
    "Berth": {"fields": {"number": "str"}, "relationships": {"harbour": link_to("Harbour", "berths")}},
    "Mooring": {
        "fields": {
            "starts_on": "date",
            "ends_on": "date",
            "price": "decimal(8, 2)",
            "note": optional("text"),
            "status": {"type": "choices(planned, active, ended)", "default": "planned"},
        },
        "relationships": {"boat": link_to("Boat", "moorings"), "berth": link_to("Berth", "moorings")},
    },
    "Inspection": {
        "fields": {
            "year": "int",
            "remarks": optional("text"),
            "final": {"type": "bool", "default": False},
        },
        "relationships": {
            "boat": link_to("Boat", "inspections"),
            "inspector": link_to("User", "inspections"),
        },
        "owner": "inspector",
    },
    "Repair": {
        "fields": {"title": "str", "approved": {"type": "bool", "default": False}},
        "relationships": {"boat": link_to("Boat", "repairs")},
    },
}
PROJECT = read_entities(ENTITIES, "Harbourmaster", "Dockhand", "Cashier")
