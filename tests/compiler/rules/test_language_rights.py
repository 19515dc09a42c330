"""Who has the right to do something, told by rights, by access and by whose a row is."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.forms import Access, Rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Order": {
        "fields": {"note": optional("text"), "discount": optional("int")},
        "relationships": {"handled_by": optional_link("User", "+")},
    },
}
MANAGERS = Access(("delete",), ("manager",))
OWN = Access(("update",), ("owner",), "handled_by")
ALL = Access(("create", "update", "delete"), ("manager",))


@pytest.fixture(scope="module")
def shop() -> Project:
    return read_entities(ENTITIES, "manager", "clerk")


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("To delete an order, you need the manager role.", MANAGERS),
        ("Deleting an order needs manager rights.", MANAGERS),
        ("The right to delete orders lies with managers only.", MANAGERS),
        ("Orders cannot be deleted by anybody who is not a manager.", MANAGERS),
        ("Unless you are a manager, you cannot delete an order.", MANAGERS),
        ("Only managers have write access to orders.", ALL),
        ("Orders are read-only for everyone except managers.", ALL),
        ("Only the person who handles an order can edit it.", OWN),
        ("A clerk is not allowed to change an order unless he or she handles it.", OWN),
        ("A clerk isn't allowed to edit an order that is handled by somebody else.", OWN),
        ("You can't edit orders that you don't handle yourself.", OWN),
        ("Nobody may edit an order that somebody else handles.", OWN),
        ("Editing other people's orders is forbidden.", OWN),
    ],
)
def test_rights_are_understood(shop: Project, sentence: str, stated: Rule) -> None:
    assert_states(shop, rule(sentence), "Order", (stated,))


@pytest.mark.parametrize(
    "sentence",
    [
        "Clerks cannot delete orders.",
        "Managers may delete orders.",
        "The right to delete orders lies with managers.",
        "Managers have write access to orders.",
        "Orders are read-only for clerks.",
        "Orders cannot be deleted by clerks.",
        "You can edit orders that you don't handle yourself.",
        "You cannot edit orders that you don't like.",
        "To delete an order, you need a note.",
        "Everyone who handles an order may edit it.",
    ],
)
def test_single_permissions_and_prohibitions_are_reported(shop: Project, sentence: str) -> None:
    assert_reported(shop, rule(sentence))
