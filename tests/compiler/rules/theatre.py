"""A theatre company, over which sentences about rows held against each other are tried."""

from __future__ import annotations

from tests.compiler.rules.reading import link_to, optional, optional_link, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Company": {"fields": {"name": "str", "city": "choices(Graz, Linz, Wien)"}},
    "Hall": {
        "fields": {"name": "str", "seat_count": "int"},
        "relationships": {"company": link_to("Company", "halls")},
    },
    "Dressingroom": {"fields": {"label": "str"}, "relationships": {"hall": link_to("Hall", "dressingrooms")}},
    "Actor": {
        "fields": {
            "stage_name": "str",
            "email": optional("email"),
            "birth_date": optional("date"),
            "contract_from": optional("date"),
            "contract_to": optional("date"),
            "active": {"type": "bool", "default": True},
            "voice": "choices(soprano, alto, bass)",
        },
        "relationships": {
            "company": link_to("Company", "actors"),
            "understudy": optional_link("self", "covers"),
        },
    },
    "Production": {
        "fields": {
            "title": "str",
            "code": "str",
            "premiere_on": "date",
            "closes_on": optional("date"),
            "status": "choices(planned, running, closed, cancelled)",
            "budget": "decimal(10, 2)",
            "spent": "decimal(10, 2)",
        },
        "relationships": {
            "company": link_to("Company", "productions"),
            "director": optional_link("Actor", "directed"),
            "assistant_director": optional_link("Actor", "assisted"),
            "revival_of": optional_link("self", "revivals"),
        },
    },
    "Role": {
        "fields": {"name": "str", "lead": {"type": "bool", "default": False}},
        "relationships": {
            "production": link_to("Production", "roles"),
            "actor": optional_link("Actor", "roles"),
        },
    },
    "Rehearsal": {
        "fields": {
            "starts_at": "datetime",
            "ends_at": "datetime",
            "status": "choices(planned, held, cancelled)",
        },
        "relationships": {
            "production": link_to("Production", "rehearsals"),
            "hall": link_to("Hall", "rehearsals"),
        },
    },
    "Performance": {
        "fields": {
            "starts_at": "datetime",
            "ends_at": "datetime",
            "status": "choices(announced, on_sale, over, cancelled)",
        },
        "relationships": {
            "production": link_to("Production", "performances"),
            "hall": link_to("Hall", "performances"),
        },
    },
    "Ticket": {
        "fields": {
            "seat_number": "int",
            "seat_row": "str",
            "price": "decimal(6, 2)",
            "list_price": "decimal(6, 2)",
            "status": "choices(reserved, paid, refunded)",
            "buyer_email": "email",
            "sold_on": "date",
        },
        "relationships": {"performance": link_to("Performance", "tickets")},
    },
    "Costume": {
        "fields": {
            "tag": "str",
            "made_on": "date",
            "last_cleaned_on": optional("date"),
            "status": "choices(stored, in_use, retired)",
        },
        "relationships": {
            "role": optional_link("Role", "costumes"),
            "company": link_to("Company", "costumes"),
        },
    },
    "Fitting": {
        "fields": {"fitted_on": "date", "noted_on": optional("date")},
        "relationships": {
            "costume": link_to("Costume", "fittings"),
            "actor": link_to("Actor", "fittings"),
        },
    },
    "Transport": {
        "fields": {"left_at": "datetime", "returned_on": optional("date")},
        "relationships": {
            "origin": link_to("Hall", "outgoing"),
            "destination": link_to("Hall", "incoming"),
        },
    },
}

PROJECT = read_entities(ENTITIES)
