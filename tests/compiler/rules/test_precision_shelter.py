"""Sentences about one row of a shelter of which a word or two makes another rule, or none that can be told.

Who must, switches, steps, days and values have their near misses here; ``test_precision_shelter_rows`` has
what is about several rows.
"""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Given, Length, Moment, OneOf, Range, Span, Term
from erdgen.compiler.rules.forms import Computed, Entering, Implies, Move, Rule, Transitions
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.compiler.rules.shelter import CONFIRMED, HEATED, OUTDOOR, PROJECT, UNCONFIRMED, UNHEATED, WORKDAYS
from tests.projects import rule

EXACT: list[tuple[str, str, str, list[Rule]]] = [
    # Switches are on or off; none is "given"
    ("Heated is not allowed for outdoor cages.", "Cage", "Cage", [Implies(OUTDOOR, UNHEATED)]),
    ("Heated is only allowed for outdoor cages.", "Cage", "Cage", [Implies(HEATED, OUTDOOR)]),
    ("No heated in outdoor cages.", "Cage", "Cage", [Implies(OUTDOOR, UNHEATED)]),
    ("We do not allow heated in outdoor cages.", "Cage", "Cage", [Implies(OUTDOOR, UNHEATED)]),
    ("We only allow heated in outdoor cages.", "Cage", "Cage", [Implies(HEATED, OUTDOOR)]),
    (
        "As long as the vaccination is not confirmed, an animal cannot be adopted.",
        "",
        "Animal",
        [Entering("status", "adopted", CONFIRMED)],
    ),
    (
        "As long as the vaccination is confirmed, an animal cannot be returned.",
        "",
        "Animal",
        [Entering("status", "returned", UNCONFIRMED)],
    ),
    (
        "Animals with a confirmed vaccination need a note.",
        "",
        "Animal",
        [Implies(CONFIRMED, Given("note"))],
    ),
    (
        "Animals without a confirmed vaccination need a note.",
        "",
        "Animal",
        [Implies(UNCONFIRMED, Given("note"))],
    ),
    (
        "The vaccination must be confirmed for adopted animals.",
        "",
        "Animal",
        [Implies(OneOf("status", ("adopted",)), CONFIRMED)],
    ),
    # Steps
    (
        "New animals are examined, from there they are either treated or adopted, and only adopted animals"
        " can be returned.",
        "",
        "Animal",
        [
            Transitions(
                "status",
                (
                    Move("new", "examined"),
                    Move("examined", "treated"),
                    Move("examined", "adopted"),
                    Move("adopted", "returned"),
                ),
            )
        ],
    ),
    # Lists, duties
    (
        "The only channels we use for a shelter are phone and web.",
        "",
        "Shelter",
        [OneOf("channel", ("phone", "web"))],
    ),
    (
        "Phone and web are the only channels of a shelter.",
        "",
        "Shelter",
        [OneOf("channel", ("phone", "web"))],
    ),
    ("We do not register keepers without a phone number.", "", "Keeper", [Given("phone")]),
    ("No keeper is registered without a phone number.", "", "Keeper", [Given("phone")]),
    ("It is mandatory to state the phone number of a keeper.", "", "Keeper", [Given("phone")]),
    ("Stating the phone number of a keeper is compulsory.", "", "Keeper", [Given("phone")]),
    # Days
    ("Feedings cannot be entered for a day that is still to come.", "", "Feeding", [Moment("fed_on", "lte")]),
    ("Feedings can only be entered for days that are over.", "", "Feeding", [Moment("fed_on", "lt")]),
    (
        "Feedings can't be entered for future dates or for dates more than 14 days ago.",
        "",
        "Feeding",
        [Moment("fed_on", "lte"), Moment("fed_on", "gte", Span(-14, "days"))],
    ),
    ("There are no feedings on Sundays.", "", "Feeding", [WORKDAYS]),
    ("No feedings on Sundays.", "", "Feeding", [WORKDAYS]),
    ("We do not make feedings on Sundays.", "", "Feeding", [WORKDAYS]),
    # Products
    (
        "An animal costs its days multiplied by its rate.",
        "",
        "Animal",
        [Computed("cost", (Term(("days", "rate")),))],
    ),
    # States in brackets
    (
        "You can only begin a stay if the animal has a note (state active).",
        "",
        "Stay",
        [Entering("state", "active", Given("animal.note"))],
    ),
    # A permission before the rule
    (
        "The rate of an animal need not be positive, but it must not be negative.",
        "",
        "Animal",
        [Range("rate", gte="0")],
    ),
    # Moments in order
    ("An animal leaves after it arrives.", "", "Animal", [Compare("leaves_on", "gt", "arrives_on")]),
    (
        "An animal may leave on the day it arrives, but not earlier.",
        "",
        "Animal",
        [Compare("leaves_on", "gte", "arrives_on")],
    ),
    (
        "An animal may leave on the day it arrives, but not later.",
        "",
        "Animal",
        [Compare("leaves_on", "lte", "arrives_on")],
    ),
    # Steps and restrictions in one sentence
    (
        "New animals are examined or adopted; examined ones are treated, and only adopted animals can be"
        " returned.",
        "",
        "Animal",
        [
            Transitions(
                "status",
                (
                    Move("new", "examined"),
                    Move("new", "adopted"),
                    Move("examined", "treated"),
                    Move("adopted", "returned"),
                ),
                (Move("new", "returned"), Move("examined", "returned"), Move("treated", "returned")),
            )
        ],
    ),
    ("No animal without a note.", "", "Animal", [Given("note")]),
    (
        "Feedings of an animal whose vaccination is unconfirmed need a price.",
        "",
        "Feeding",
        [Implies(OneOf("animal.vaccination_confirmed", (True,), negated=True), Given("price"))],
    ),
    # Rows that are spared
    (
        "Treated animals need a note; new ones do not.",
        "",
        "Animal",
        [Implies(OneOf("status", ("treated",)), Given("note"))],
    ),
    (
        "A note is required for treated animals, but not for new ones.",
        "",
        "Animal",
        [Implies(OneOf("status", ("treated",)), Given("note"))],
    ),
    # Periods, lengths
    (
        "Nobody works more than forty hours a week (weekly_hours).",
        "",
        "Keeper",
        [Range("weekly_hours", lte="40")],
    ),
    ("A note needs at least 20 characters.", "", "Animal", [Length("note", minimum=20)]),
]

REPORTED: list[tuple[str, str, str]] = [
    ("Treated animals have a note; new ones do not.", "", ""),
    ("A note is required for treated animals, but not for those in outdoor cages.", "", ""),
    ("An animal is adopted after it arrives.", "", ""),
    ("An animal is returned after it is adopted.", "", ""),
    ("Shelter channels: phone, web, mail - nothing else.", "", ""),
    ("Heated is not required for outdoor cages.", "Cage", ""),
    ("Heated is allowed in outdoor cages.", "Cage", ""),
    ("We allow heated in outdoor cages.", "Cage", ""),
    ("The vaccination need not be confirmed for new animals.", "", ""),
    ("If the vaccination is confirmed or denied, a note is required.", "", ""),
    ("New animals are examined, and only adopted animals can be returned.", "", ""),
    (
        "New animals are examined, from there they are either treated or adopted, and only treated animals"
        " can be adopted.",
        "",
        "",
    ),
    ("New animals must be treated.", "", ""),
    ("From there they are treated or adopted.", "Animal", "status"),
    ("New animals go to treated.", "Animal", "status"),
    ("Phone and web are not the only channels of a shelter.", "", ""),
    ("Phone and web are the only channels of a shelter that are free.", "", ""),
    ("The only channel of a shelter we do not use is phone.", "", ""),
    ("We do not register keepers without a phone number in winter.", "", ""),
    ("A keeper must have a phone number in winter.", "", ""),
    ("It is not mandatory to state the phone number of a keeper.", "", ""),
    ("It is mandatory to state the phone number of some keepers.", "", ""),
    ("Stating the phone number of a keeper is not compulsory.", "", ""),
    ("Feedings can be entered for a day that is still to come.", "", ""),
    ("Feedings can be entered for future dates or for dates more than 14 days ago.", "", ""),
    ("We do not feed on Sundays only.", "Feeding", "fed_on"),
    ("An animal costs its rate.", "", ""),
    ("A stay can only be planned if the animal has a note (state active).", "", ""),
    ("An animal's rate may be zero for new ones, but must not be negative.", "", ""),
    ("An animal may leave on the day it arrives.", "", ""),
    ("Nobody works more than forty hours a month (weekly_hours).", "", ""),
    ("Nobody works more than forty hours a week in winter (weekly_hours).", "", ""),
    ("Somebody works more than forty hours a week (weekly_hours).", "", ""),
    ("A note does not need at least 20 characters.", "", ""),
]


@pytest.mark.parametrize(("sentence", "applies_to", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    sentence: str, applies_to: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(PROJECT, rule(sentence, applies_to), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(sentence: str, applies_to: str, about: str) -> None:
    assert_reported(PROJECT, rule(sentence, applies_to, about))
