"""Sentences of any shape, by what they mention: each word is named, a cue, or says nothing."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Compare,
    Count,
    Given,
    Length,
    Moment,
    OneOf,
    Range,
    Weekday,
)
from erdgen.compiler.rules.forms import Access, AtCreation, Immutable, Implies, KeepWhile, Rule, Unique
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    link_to,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

PROJECT = read_entities(
    {
        "User": {},
        "Hall": {
            "fields": {
                "name": "str",
                "storey": "int",
                "condition": {"type": "choices(open, under_repair, shut)", "default": "open"},
                "heated": {"type": "bool", "default": False},
            },
            "relationships": {
                "caretaker": optional_link("User", "halls"),
                "annexe_of": optional_link("Hall", "annexes"),
            },
        },
        "Troupe": {
            "fields": {"title": "str", "motto": optional("str"), "fee": "decimal(8, 2)"},
        },
        "Player": {
            "fields": {
                "stage_name": "str",
                "rank": "choices(novice, regular, star)",
                "insurance_number": optional("str"),
                "joined_on": "date",
                "left_on": optional("date"),
            },
            "relationships": {"troupe": link_to("Troupe", "players")},
        },
        "Rehearsal": {
            "fields": {
                "held_on": "date",
                "state": {"type": "choices(planned, held, dropped)", "default": "planned"},
                "reason": optional("str"),
            },
            "relationships": {
                "hall": link_to("Hall", "rehearsals"),
                "troupe": link_to("Troupe", "rehearsals"),
            },
        },
    },
    "Director",
    "Usher",
)
PLANNED = OneOf("state", ("planned",))
DROPPED = OneOf("state", ("dropped",))
WEEKDAYS = (0, 1, 2, 3, 4)

STATED: tuple[tuple[str, str, Rule], ...] = (
    ("Halls exist on storeys 0 through 4 only.", "Hall", Range("storey", gte="0", lte="4")),
    ("The fee of a troupe may be 900 or less, never more.", "Troupe", Range("fee", lte="900")),
    ("Put the mottos of troupes at 80 characters or fewer.", "Troupe", Length("motto", maximum=80)),
    (
        "It should not be possible to record a player as joined in the future.",
        "Player",
        Moment("joined_on", "lte"),
    ),
    ("No rehearsal is put on Saturdays or Sundays.", "Rehearsal", Weekday("held_on", WEEKDAYS)),
    ("Setting a rehearsal to dropped requires the reason.", "Rehearsal", Implies(DROPPED, Given("reason"))),
    (
        "A reason is out of the question for planned rehearsals.",
        "Rehearsal",
        Implies(PLANNED, Given("reason", negated=True)),
    ),
    ("Players come as novice, regular or star only.", "Player", OneOf("rank", ("novice", "regular", "star"))),
    ("Only open halls can be put on a rehearsal.", "Rehearsal", OneOf("hall.condition", ("open",))),
    (
        "At creation, a rehearsal may only be given a hall that is open.",
        "Rehearsal",
        AtCreation(OneOf("hall.condition", ("open",))),
    ),
    (
        "A hall and the one it is annexe of have the same storey.",
        "Hall",
        Compare("storey", "eq", "annexe_of.storey"),
    ),
    ("Halls don't get to be an annexe of themselves.", "Hall", Compare("annexe_of", "ne", "pk")),
    ("Twelve players are the maximum for a troupe.", "Troupe", Count("players", maximum=12)),
    (
        "At most one rehearsal per troupe may have state planned.",
        "Troupe",
        Count("rehearsals", maximum=1, where=PLANNED),
    ),
    ("No troupe without players: each has one player or more.", "Troupe", Count("players", minimum=1)),
    (
        "Troupes that have been put on rehearsals can't be deleted.",
        "Troupe",
        KeepWhile(Count("rehearsals", minimum=1)),
    ),
    (
        "Halls are visible to directors and ushers; nobody else is allowed to view them.",
        "Hall",
        Access(("read",), ("Director", "Usher")),
    ),
    (
        "A hall may be changed only by the user who is entered as its caretaker.",
        "Hall",
        Access(("update",), ("owner",), "caretaker"),
    ),
    (
        "Within one troupe, the stage names of the players have to differ.",
        "Player",
        Unique(("stage_name", "troupe")),
    ),
    ("The troupe to which a player belongs can never be changed.", "Player", Immutable(("troupe",))),
    ("A stage name, once entered, is never altered for a player.", "Player", Immutable(("stage_name",))),
    (
        "Deleting a rehearsal is possible only in planned state.",
        "Rehearsal",
        KeepWhile(OneOf("state", ("planned",), negated=True)),
    ),
    (
        "Only dropped rehearsals can carry a reason.",
        "Rehearsal",
        Implies(Given("reason"), DROPPED),
    ),
    ("Leaving the fee of a troupe blank is not permitted.", "Troupe", Given("fee")),
    (
        "There is never more than one planned rehearsal for the same hall.",
        "Rehearsal",
        Unique(("hall",), PLANNED),
    ),
)
REPORTED = (
    "Halls need not exist on storeys 0 through 4 only.",
    "Some halls exist on storeys 0 through 4 only.",
    "Halls exist on storeys 0 through 4 only in winter.",
    "The fee of a troupe may be 900 or more.",
    "Fees of troupes above 900 are marked.",
    "It should be possible to record a player as joined in the future.",
    "Rehearsals can be put on Saturdays or Sundays.",
    "Setting a rehearsal to dropped requires the reason until it is held.",
    "Only some open halls can be put on a rehearsal.",
    "Open halls can be put on a rehearsal.",
    "A hall and the one it is annexe of may have the same storey.",
    "Twelve players are the maximum for a troupe in summer.",
    "Twelve players are fine for a troupe.",
    "Ushers may view halls; directors may change them.",
    "A hall may be changed by the user who is entered as its caretaker.",
    "Two players may be given the same stage name.",
    "The troupe to which a player belongs can be changed.",
    "Troupes that have been put on rehearsals can be deleted.",
    "The fee of a troupe may not be higher than three months' pay.",
    "A troupe may list a maximum of ten items.",
    "A reason can only be given after the rehearsal is dropped.",
    "Leaving the fee of a troupe blank is permitted.",
)


@pytest.mark.parametrize(("sentence", "entity", "stated"), STATED)
def test_what_is_mentioned_states_a_rule(sentence: str, entity: str, stated: Rule) -> None:
    assert_states(PROJECT, rule(sentence), entity, [stated])


@pytest.mark.parametrize("sentence", REPORTED)
def test_near_misses_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
