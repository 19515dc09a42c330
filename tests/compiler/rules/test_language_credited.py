"""What the server fills in by itself, told from any of its sides; what a client may fill in is not."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import Rule, ServerSet
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
        "fields": {"note": optional("text")},
        "relationships": {"handled_by": optional_link("User", "+")},
    },
    "Batch": {
        "fields": {
            "number": optional("str"),
            "volume": optional("int"),
            "registered_at": optional("datetime"),
            "bottled_on": optional("date"),
            "recalled_at": optional("datetime"),
            "status": {"type": "choices(planned, bottled, recalled)", "default": "planned"},
        },
        "relationships": {"brewed_by": optional_link("User", "brewed")},
    },
}
BREWER = ServerSet("brewed_by", "user")
REGISTERED = ServerSet("registered_at", "created")
RECALLED = ServerSet("recalled_at", "reached", OneOf("status", ("recalled",)))


@pytest.fixture(scope="module")
def brewery() -> Project:
    return read_entities(ENTITIES, "manager")


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        (
            "On creation of a batch, brewed_by is automatically populated with the user making the request.",
            BREWER,
        ),
        ("Creating a batch automatically makes you its brewer.", BREWER),
        ("You become the brewer of every batch that you create.", BREWER),
        ("On creation, each batch gets the user who is creating it as brewed_by.", BREWER),
        ("The user who is signed in when a batch is created is stored as the person who brewed it.", BREWER),
        (
            "brewed_by on a batch: set automatically to the current user on creation, not editable by"
            " clients.",
            BREWER,
        ),
        (
            "The client cannot choose who brewed a batch; brewed_by is automatically the user creating it.",
            BREWER,
        ),
        (
            "Nobody can enter brewed_by by hand, because every batch gets the user who creates it there.",
            BREWER,
        ),
        ("When a batch is created, brewed_by is taken from the session, never from the input.", BREWER),
        ("brewed_by is the person who entered the batch and is never sent by the client.", BREWER),
        ("When someone creates a batch, the system notes the current user in brewed_by.", BREWER),
        ("Batch.brewed_by = current user on creation", BREWER),
        ("A new batch's brewed_by is set to the user who is logged in.", BREWER),
        ("The one who adds a batch is entered as its brewer by the server.", BREWER),
        (
            "registered_at is filled in by the system with the current time whenever someone creates a"
            " batch.",
            REGISTERED,
        ),
        (
            "When a batch is created, registered_at is automatically set to the current time, nobody"
            " types it in.",
            REGISTERED,
        ),
        ("The system itself records the date and time at which a batch was registered.", REGISTERED),
        (
            "registered_at isn't entered by users but always holds the time at which the system created it.",
            REGISTERED,
        ),
        (
            "registered_at cannot be set by clients; the server fills it in when the batch is created.",
            REGISTERED,
        ),
        ("The registration time of a batch is taken from the server clock when it is created.", REGISTERED),
        ("Every batch gets a time stamp in registered_at when it is saved for the first time.", REGISTERED),
        (
            "The time at which a batch's status turns to recalled is stored in recalled_at by the system.",
            RECALLED,
        ),
        ("Users never enter recalled_at; it is set when the batch is recalled.", RECALLED),
    ],
)
def test_the_server_fills_it_in(brewery: Project, sentence: str, stated: Rule) -> None:
    assert_states(brewery, rule(sentence), "Batch", (stated,))


@pytest.mark.parametrize(
    "sentence",
    [
        "brewed_by is set to the user who creates the order.",  # another row
        "The brewed_by of a batch is the user who created the order.",
        "Clients cannot set the number; brewed_by is the current user on creation.",  # the number is lost
        "Clients cannot choose the volume of a batch; brewed_by is automatically the user creating it.",
        "brewed_by is the user who bottled the batch.",
        "When a batch is bottled, the current user is stored in brewed_by.",
        "brewed_by is the current user when the batch is recalled.",
        "registered_at is the time at which the batch was bottled.",
        "The time of bottling is stored in bottled_on by the system.",
        "registered_at is today when a batch is created.",  # may be what it has by default
        "The user who creates a batch must be its brewer.",
        "The user who created a batch can change brewed_by.",
        "brewed_by is set to the current user only if the batch is planned.",
        "brewed_by is not the user who creates the batch.",
        "The system must not set brewed_by to the current user.",
        "registered_at is not the time at which the batch was created.",
        "brewed_by is set by hand.",
    ],
)
def test_what_is_not_filled_in_so_is_reported(brewery: Project, sentence: str) -> None:
    assert_reported(brewery, rule(sentence))
