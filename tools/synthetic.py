"""ERDs of any size to measure with: the same number gives the same ERD."""

from __future__ import annotations

from typing import Any

WORDS = (
    "Order",
    "Invoice",
    "Parcel",
    "Sensor",
    "Ticket",
    "Contract",
    "Meeting",
    "Asset",
    "Payment",
    "Course",
)
#: Field lists as one finds them, taken in turn.
FIELDS: tuple[dict[str, Any], ...] = (
    {
        "title": "str(120)",
        "code": {"type": "str(30)", "unique": True},
        "price": {"type": "decimal(10, 2)", "min": 0},
        "status": {"type": "choices", "choices": ["draft", "open", "closed"], "default": "draft"},
    },
    {"name": {"type": "str(80)", "index": True}, "notes": {"type": "text", "required": False}, "day": "date"},
    {
        "label": "str(60)",
        "quantity": {"type": "int", "min": 0, "max": 10000},
        "is_active": {"type": "bool", "default": True},
        "contact": {"type": "email", "required": False},
        "starts_at": "datetime",
        "rate": "float",
    },
    {
        "name": "str(100)",
        "reference": {"type": "uuid", "unique": True},
        "website": "url",
        "level": "smallint",
    },
)


def build_erd(size: int) -> dict[str, Any]:
    """An ERD of ``size`` entities: links to earlier ones, some to many, rules and permissions for a few."""
    entities: dict[str, Any] = {"User": {}}
    entities |= {name_entity(number): build_entity(number) for number in range(1, size)}
    priced = [name for name, entity in entities.items() if "price" in entity.get("fields", ())]
    owned = [name for name, entity in entities.items() if "owner" in entity.get("relationships", ())]
    return {
        "name": f"Synthetic {size}",
        "erd": {"entities": entities},
        "business_rules": [f"{name} price must be positive" for name in priced[::5]],
        "auth_requirements": {
            "roles": ["Editor", "Viewer"],
            "permissions": {
                name: {
                    "create": ["authenticated"],
                    "read": ["authenticated"],
                    "update": ["owner", "Editor"],
                    "delete": ["Editor"],
                }
                for name in owned
            },
        },
    }


def name_entity(number: int) -> str:
    """``Order0``, ``Invoice1``, …: digits only, so that no two collide."""
    return f"{WORDS[number % len(WORDS)]}{number}"


def build_entity(number: int) -> dict[str, Any]:
    """Fields in turn; each links to the middle of what is before it, so that paths stay short."""
    links: dict[str, Any] = {}
    if number > 1:
        links["parent"] = f"ForeignKey({name_entity(number // 2)})"
    if number % 5 == 4:
        links["related"] = f"ManyToMany({name_entity(number - 3)})"
    if number % 10 == 3:
        links["owner"] = "ForeignKey(User)"
    return {
        "timestamps": number % 2 == 0,
        "fields": FIELDS[number % len(FIELDS)],
        "relationships": links,
    }
