"""A car club, over which sentences are tried on how rows and people are related."""

from __future__ import annotations

from tests.compiler.rules.reading import link_to, optional, optional_link, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Station": {
        "fields": {"name": "str", "city": "str", "spaces": "int"},
        "relationships": {"supervisor": optional_link("User", "supervised_stations")},
    },
    "Member": {
        "fields": {
            "full_name": "str",
            "email": "email",
            "licence_number": "str",
            "status": {"type": "choices(pending, active, suspended)", "default": "pending"},
        },
        "relationships": {
            "account": optional_link("User", "members"),
            "sponsor": optional_link("Member", "sponsored_members"),
        },
    },
    "Vehicle": {
        "fields": {"plate": "str", "model": "str", "status": "choices(available, retired)"},
        "relationships": {"station": link_to("Station", "vehicles")},
    },
    "Trip": {
        "fields": {
            "reference": "str",
            "starts_at": "datetime",
            "ends_at": optional("datetime"),
            "status": {"type": "choices(booked, running, finished)", "default": "booked"},
        },
        "relationships": {
            "member": link_to("Member", "trips"),
            "vehicle": link_to("Vehicle", "trips"),
            "return_station": optional_link("Station", "returned_trips"),
            "co_driver": optional_link("Member", "shared_trips"),
            "follows": optional_link("Trip", "followers"),
        },
    },
    "Damage": {
        "fields": {"description": "text", "severity": "choices(minor, major)", "reported_on": "date"},
        "relationships": {
            "vehicle": link_to("Vehicle", "damages"),
            "trip": optional_link("Trip", "damages"),
            "reported_by": link_to("User", "reported_damages"),
        },
    },
    "Fine": {
        "fields": {"number": "str", "amount": "decimal(8, 2)", "recorded_at": optional("datetime")},
        "relationships": {
            "trip": link_to("Trip", "fines"),
            "recorded_by": link_to("User", "recorded_fines"),
        },
    },
}
PROJECT = read_entities(ENTITIES, "clerk", "mechanic", "fleet_manager")
