"""Sentences told from another side, with their near misses: a word or two makes another rule, or none."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Moment, OneOf, Range, Term
from erdgen.compiler.rules.forms import AtCreation, Computed, NoOverlap, Rule, ServerSet, SetDefault
from tests.compiler.rules.campsite import APART, PROJECT
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

_PRICE = Computed("price", (Term(("rate", "nights")),))
_PITCHES = Computed("pitch_count", (), "pitches", count=True)
_FEE = SetDefault("fee", "5")
_NOT_CLOSED = AtCreation(OneOf("pitch.status", ("closed",), negated=True))
_NOT_ITSELF = Compare("deputy", "ne", "pk")
_CONFIRMED = ServerSet("confirmed_at", "reached", OneOf("status", ("confirmed",)))
_BOOKER = ServerSet("booked_by", "user")

STATED: list[tuple[str, str, list[Rule]]] = [
    # Refused
    (
        "Reject stays whose arrival date is after their leaves_on.",
        "Stay",
        [Compare("arrives_on", "lte", "leaves_on")],
    ),
    (
        "Reject a stay if its arrives_on is after its leaves_on.",
        "Stay",
        [Compare("arrives_on", "lte", "leaves_on")],
    ),
    ("Do not accept stays with a negative fee.", "Stay", [Range("fee", gte="0")]),
    (
        "You can't have a stay whose leaves_on is before its arrives_on.",
        "Stay",
        [Compare("leaves_on", "gte", "arrives_on")],
    ),
    ("It must not happen that a stay's fee is not positive.", "Stay", [Range("fee", gt="0")]),
    ("Refuse to create stays for closed pitches.", "Stay", [_NOT_CLOSED]),
    ("Refuse to create a stay whose pitch is closed.", "Stay", [_NOT_CLOSED]),
    ("Reject a new stay if its pitch is closed.", "Stay", [_NOT_CLOSED]),
    ("No new stay may be drawn up for a closed pitch.", "Stay", [_NOT_CLOSED]),
    ("Closed pitches are not available for new stays.", "Stay", [_NOT_CLOSED]),
    (
        "New stays are only accepted for pitches that are free at that time.",
        "Stay",
        [AtCreation(OneOf("pitch.status", ("free",)))],
    ),
    (
        "Only at creation does a stay's arrival date have to lie in the future.",
        "Stay",
        [AtCreation(Moment("arrives_on", "gt"))],
    ),
    # Nothing said
    ("Fee: default 5.", "Stay", [_FEE]),
    ("Stay fee: 5 by default.", "Stay", [_FEE]),
    ("Stays: fee = 5 by default.", "Stay", [_FEE]),
    ("A stay's default fee is 5.", "Stay", [_FEE]),
    ("By default we set the fee for each stay to 5.", "Stay", [_FEE]),
    ("If no fee is given for a stay, use 5.", "Stay", [_FEE]),
    ("When a stay is created without a fee, the system fills in 5.", "Stay", [_FEE]),
    ("Unless another fee is stated, a stay costs a fee of 5.", "Stay", [_FEE]),
    ("Unless somebody specifies the fee, 5 is assumed.", "Stay", [_FEE]),
    (
        "New stays always start as planned.",
        "Stay",
        [SetDefault("status", "planned"), AtCreation(OneOf("status", ("planned",)))],
    ),
    (
        "New stays start as planned.",
        "Stay",
        [SetDefault("status", "planned"), AtCreation(OneOf("status", ("planned",)))],
    ),
    ("New stays start as planned unless stated otherwise.", "Stay", [SetDefault("status", "planned")]),
    ("Initially a stay is planned.", "Stay", [SetDefault("status", "planned")]),
    # Worked out
    (
        "Nobody enters the price of a stay; it is worked out from the rate multiplied by the nights.",
        "Stay",
        [_PRICE],
    ),
    ("price = rate x nights, filled in automatically on every stay.", "Stay", [_PRICE]),
    ("Multiply the rate by the nights to get the price of a stay.", "Stay", [_PRICE]),
    ("The price of a stay equals the product of its rate and nights.", "Stay", [_PRICE]),
    ("A site's pitch_count always equals how many pitches belong to it.", "Site", [_PITCHES]),
    ("Count the pitches of each site and show the figure as its pitch_count.", "Site", [_PITCHES]),
    ("Site: pitch_count = number of its pitches.", "Site", [_PITCHES]),
    # Filled in
    (
        "On confirmation of a stay, the server fills in confirmed_at with the current time.",
        "Stay",
        [_CONFIRMED],
    ),
    ("Confirming a stay automatically puts the current timestamp in confirmed_at.", "Stay", [_CONFIRMED]),
    (
        "Nobody enters confirmed_at by hand; the server fills it in when the stay becomes confirmed.",
        "Stay",
        [_CONFIRMED],
    ),
    ("The system assigns whoever creates a stay as its booked_by.", "Stay", [_BOOKER]),
    ("booked_by of a stay is set to the user creating the stay.", "Stay", [_BOOKER]),
    # Links
    ("You can't choose a warden as its own deputy.", "Warden", [_NOT_ITSELF]),
    ("You can't enter a warden as the deputy of itself.", "Warden", [_NOT_ITSELF]),
    ("A warden's deputy can be any warden except itself.", "Warden", [_NOT_ITSELF]),
    ("Under deputy, choose any warden except this one.", "Warden", [_NOT_ITSELF]),
    ("It is not permitted that a warden refers to itself as deputy.", "Warden", [_NOT_ITSELF]),
    (
        "stay.warden.site must equal stay.pitch.site.",
        "Stay",
        [Compare("warden.site", "eq", "pitch.site")],
    ),
    (
        "Only wardens of the same site may be chosen as the deputy of a warden.",
        "Warden",
        [Compare("deputy.site", "eq", "site")],
    ),
    (
        "Only pitches of the warden's site may be chosen as the pitch of a stay.",
        "Stay",
        [Compare("pitch.site", "eq", "warden.site")],
    ),
    (
        "The site of a warden and that of their deputy must be identical.",
        "Warden",
        [Compare("site", "eq", "deputy.site")],
    ),
    (
        "The origin and destination of a transport must differ.",
        "Transport",
        [Compare("origin", "ne", "destination")],
    ),
    (
        "The origin site of a transport must differ from its destination site.",
        "Transport",
        [Compare("origin", "ne", "destination")],
    ),
    # At the same time
    ("If two stays are for the same pitch, their dates can't overlap.", "Stay", [APART]),
    ("You can't book a stay that overlaps another stay of that pitch.", "Stay", [APART]),
    ("Reject a stay if its dates overlap with another stay on that pitch.", "Stay", [APART]),
    ("A pitch can have only one stay at any given time.", "Stay", [APART]),
    ("For each pitch, stays have to be free of overlaps.", "Stay", [APART]),
    ("Double-booking a pitch is not allowed.", "Stay", [APART]),
    (
        "For each pitch, stays that have not been cancelled have to be at different times.",
        "Stay",
        [NoOverlap("arrives_on", "leaves_on", ("pitch",), OneOf("status", ("cancelled",), negated=True))],
    ),
]

REPORTED: list[str] = [
    "Reject stays with a negative fee or price.",
    "Reject stays except confirmed ones.",
    "Refuse to create a stay whose pitch is closed and whose fee is 0.",
    "You cannot enter a new stay for a closed pitch before noon.",
    "New stays are only accepted for free pitches on Mondays.",
    "Some pitches are not available for new stays.",
    "Closed pitches are open for new stays.",
    # What is done to a row that is there says nothing of how it comes into being.
    "You can't book a pitch that is closed.",
    "You can't sell a pitch that is closed.",
    "You can't enter a pitch whose status is closed.",
    "You can't keep a stay on a closed pitch.",
    "Block pitches whose status is closed.",
    "If no fee is given for a confirmed stay, use 5.",
    "When a confirmed stay is created without a fee, the system fills in 5.",
    "When a stay is created without a fee, it is refused.",
    "If no fee is given, use 5 for members.",
    "When fee is left out on Sundays, use 5.",
    "Unless the guest is a member, the system fills in 5.",
    "If fee is left out, it is set to the price.",
    "Nobody enters the price by hand for confirmed stays; it is worked out from the rate times the nights.",
    "price = rate x nights for confirmed stays, filled in automatically.",
    "To get the price of a stay, multiply the rate by the nights and add the fee.",
    "A site's pitch_count always equals how many free pitches belong to it.",
    "Count the free pitches of each site and show the figure as its pitch_count.",
    "The system never puts the current time into confirmed_at when the stay is confirmed.",
    "booked_by is set to the user making the last change.",
    "booked_by is set to the user who creates the pitch.",
    "The system assigns whoever confirms a stay as its booked_by.",
    "You can choose a warden as its own deputy.",
    "You can't choose a warden as its own deputy on Sundays.",
    "A warden's deputy can be any warden.",
    "A warden's deputy can be any warden except closed ones.",
    "Under deputy, never choose any warden except this one.",
    "stay.warden.site must not equal stay.pitch.site.",
    "Only wardens of a site may be chosen as the warden of a stay.",
    "Only free pitches of the warden's site may be chosen as the pitch of a stay.",
    "If two stays are for the same pitch, their dates can't overlap unless they are short.",
    "You can't book a stay that overlaps another confirmed stay of that pitch.",
    "Reject a confirmed stay if its dates overlap with another stay on that pitch.",
    "Reject a stay if its dates overlap with another stay.",
    "A pitch can have only one confirmed stay at any given time.",
    "Double-booking a pitch is allowed.",
]


@pytest.mark.parametrize(("sentence", "entity", "rules"), STATED, ids=[each[0] for each in STATED])
def test_what_is_told_from_another_side_is_the_same_rule(
    sentence: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(PROJECT, rule(sentence), entity, rules)


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_word_more_or_less_is_not_passed_over(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))


def test_words_for_refusing_are_none_for_the_field_beside_the_sentence() -> None:
    """Nor are the words by which a value is told as a default."""
    for sentence in ("Refuse rows where the status is over.", "Prevent anything that is over."):
        assert_reported(PROJECT, rule(sentence, applies_to="Stay", about="status"))
    text = rule("A stay's default status is planned.", applies_to="Stay", about="status")
    assert_states(PROJECT, text, "Stay", [SetDefault("status", "planned")])


def test_what_is_recorded_for_a_day_is_not_the_moment_of_recording() -> None:
    text = rule("You can't enter a stay for a day in the past.")
    assert_reported(PROJECT, text)
