"""A shelter of animals, over which sentences are tried that differ by a word or two."""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Count, OneOf, Weekday
from erdgen.compiler.rules.forms import NoOverlap
from tests.compiler.rules.reading import link_to, optional, read_entities

ENTITIES: dict[str, object] = {
    "User": {},
    "Shelter": {
        "fields": {
            "name": "str",
            "code": optional("str"),
            "capacity": optional("int"),
            "channel": optional("str"),
        }
    },
    "Cage": {
        "fields": {
            "number": "int",
            "kind": "choices(indoor, outdoor, quarantine)",
            "heated": {"type": "bool", "default": False},
        },
        "relationships": {"shelter": link_to("Shelter", "cages")},
    },
    "Keeper": {
        "fields": {"name": "str", "phone": optional("str"), "weekly_hours": optional("int")},
        "relationships": {"shelter": link_to("Shelter", "keepers")},
    },
    "Animal": {
        "fields": {
            "name": "str",
            "places": optional("int"),
            "rate": optional("decimal(6, 2)"),
            "cost": optional("decimal(8, 2)"),
            "days": optional("int"),
            "status": "choices(new, examined, treated, adopted, returned)",
            "vaccination_confirmed": {"type": "bool", "default": False},
            "arrives_on": optional("date"),
            "leaves_on": optional("date"),
            "note": optional("text"),
        },
        "relationships": {
            "shelter": link_to("Shelter", "animals"),
            "cage": link_to("Cage", "animals", required=False),
            "carer": link_to("Keeper", "cared_animals", required=False),
            "examiner": link_to("Keeper", "examined_animals", required=False),
            "mother": link_to("self", "young", required=False),
        },
    },
    "Feeding": {
        "fields": {
            "fed_on": optional("date"),
            "grams": optional("int"),
            "price": optional("decimal(6, 2)"),
        },
        "relationships": {"animal": link_to("Animal", "feedings"), "keeper": link_to("Keeper", "feedings")},
    },
    "Stay": {
        "fields": {"begins_on": "date", "ends_on": "date", "state": "choices(planned, active, over)"},
        "relationships": {"cage": link_to("Cage", "stays"), "animal": link_to("Animal", "stays")},
    },
}

CONFIRMED = OneOf("vaccination_confirmed", (True,))
UNCONFIRMED = OneOf("vaccination_confirmed", (True,), negated=True)
HEATED = OneOf("heated", (True,))
UNHEATED = OneOf("heated", (True,), negated=True)
OUTDOOR = OneOf("kind", ("outdoor",))
TREATED = OneOf("status", ("treated",))
WORKDAYS = Weekday("fed_on", (0, 1, 2, 3, 4, 5))
KEPT_APART = NoOverlap("begins_on", "ends_on", ("cage",))
FED = Count("feedings", minimum=1)

PROJECT = read_entities(ENTITIES, "Manager")
