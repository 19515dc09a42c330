"""What is told of the making of a row: its first state, and how long before something else it is made."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Every, Given, Moment, OneOf, Range, Scalar, Span
from erdgen.compiler.rules.forms import AtCreation, Rule, SetDefault
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Client": {
        "fields": {
            "name": "str",
            "limit": optional("decimal(8, 2)"),
            "active": {"type": "bool", "default": True},
        }
    },
    "Visit": {
        "fields": {
            "starts_at": "datetime",
            "booked_at": optional("datetime"),
            "status": {"type": "choices(requested, confirmed, done)", "default": "requested"},
            "priority": "choices(low, normal, high)",
        },
        "relationships": {"client": link_to("Client", "visits")},
    },
    "Trip": {"fields": {"starts_at": "datetime", "booked_at": "datetime"}},
}


@pytest.fixture(scope="module")
def practice() -> Project:
    return read_entities(ENTITIES)


def _first(field: str, value: Scalar) -> list[Rule]:
    return [SetDefault(field, value), AtCreation(OneOf(field, (value,)))]


_EARLY = Compare("booked_at", "lte", "starts_at", Span(-2, "hours"))


@pytest.mark.parametrize(
    ("sentence", "entity", "rules"),
    [
        ("Every new visit starts out as requested.", "Visit", _first("status", "requested")),
        ("All visits begin life as requested.", "Visit", _first("status", "requested")),
        ("A visit is created as requested.", "Visit", _first("status", "requested")),
        ("New visits start with status requested.", "Visit", _first("status", "requested")),
        ("The status of a new visit is requested.", "Visit", _first("status", "requested")),
        ("New clients start out as not active.", "Client", _first("active", False)),
        ("By default a visit starts out as requested.", "Visit", [SetDefault("status", "requested")]),
        ("Unless stated otherwise, a new visit is requested.", "Visit", [SetDefault("status", "requested")]),
        (
            "Unless agreed otherwise, the limit of a new client is 250.",
            "Client",
            [SetDefault("limit", "250")],
        ),
        (
            "A new client must have a limit of 250.",
            "Client",
            [AtCreation(Every((Given("limit"), Range("limit", gte="250", lte="250"))))],
        ),
        # Clients have to say when a trip was booked, so that is what is meant.
        ("Trips have to be booked at least two hours before they start.", "Trip", [_EARLY]),
        ("The booked_at of a visit must be at least two hours before its starts_at.", "Visit", [_EARLY]),
        (
            "Visits must start at least two hours from now.",
            "Visit",
            [Moment("starts_at", "gte", Span(2, "hours"))],
        ),
    ],
)
def test_making_of_rows_is_told_exactly(
    sentence: str, entity: str, rules: list[Rule], practice: Project
) -> None:
    assert_states(practice, rule(sentence), entity, rules)


@pytest.mark.parametrize(
    "sentence",
    [
        # Whether another value may be given is left open.
        "New clients start with a limit of 250.",
        "A new client has a limit of 250.",
        "The limit of a new client is 250.",
        "New visits start with normal priority.",
        # Whether it is the moment in the field or the act.
        "Visits have to be booked at least two hours before they start.",
        "Visits must be booked at least two hours in advance.",
        "A visit cannot be booked less than two hours before its start.",
    ],
)
def test_what_making_leaves_open_is_reported(sentence: str, practice: Project) -> None:
    assert_reported(practice, rule(sentence))
