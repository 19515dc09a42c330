"""Sentences about how long, how far off and in which case, told from another side, with their near misses."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Moment, OneOf, Range, Span
from erdgen.compiler.rules.forms import AtCreation, Implies, NoOverlap, Rule, ServerSet
from tests.compiler.rules.campsite import APART, PROJECT
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

_AT_MOST = Compare("leaves_on", "lte", "arrives_on", Span(14, "days"))
_AT_LEAST = Compare("leaves_on", "gte", "arrives_on", Span(2, "days"))
_CONFIRMED = OneOf("status", ("confirmed",))
_SINCE = [Moment("arrives_on", "gte", Span(-30, "days")), Moment("arrives_on", "lte")]
_SAME_SITE = Compare("warden.site", "eq", "pitch.site")
_LIVE = NoOverlap("arrives_on", "leaves_on", ("pitch",), OneOf("status", ("cancelled",), negated=True))
_DIFFER = Compare("origin", "ne", "destination")
_DIFFER_BACK = Compare("destination", "ne", "origin")
_FIVE, _SIX = Range("fee", gte="5", lte="5"), Range("rate", gte="6", lte="6")

STATED: list[tuple[str, str, list[Rule]]] = [
    # How long
    ("The maximum length of a stay is 14 days.", "Stay", [_AT_MOST]),
    ("The maximum length of a confirmed stay is 14 days.", "Stay", [Implies(_CONFIRMED, _AT_MOST)]),
    ("Duration of a stay: up to 14 days.", "Stay", [_AT_MOST]),
    ("Stay duration: 2-14 days.", "Stay", [_AT_LEAST, _AT_MOST]),
    ("No stay may be shorter than 2 days or longer than 14 days.", "Stay", [_AT_LEAST, _AT_MOST]),
    ("You can't have a stay that lasts under 2 days or over 14 days.", "Stay", [_AT_LEAST, _AT_MOST]),
    ("A stay runs for at least 2 and at most 14 days.", "Stay", [_AT_LEAST, _AT_MOST]),
    ("The time from arrives_on to leaves_on of a stay must not exceed 14 days.", "Stay", [_AT_MOST]),
    ("There may be no more than 14 days between arrives_on and leaves_on.", "Stay", [_AT_MOST]),
    ("A stay runs for 14 days at most, counted from arrives_on to leaves_on.", "Stay", [_AT_MOST]),
    # How far off
    ("arrives_on: from 30 days ago up to today.", "Stay", [*_SINCE]),
    ("arrives_on must be today or at most 30 days in the past.", "Stay", [*_SINCE]),
    (
        "arrives_on must be no later than today + 1 year.",
        "Stay",
        [Moment("arrives_on", "lte", Span(1, "years"))],
    ),
    (
        "There must be at least 2 days between today and arrives_on.",
        "Stay",
        [Moment("arrives_on", "gte", Span(2, "days"))],
    ),
    (
        "On creation, arrives_on must be two days from now or later.",
        "Stay",
        [AtCreation(Moment("arrives_on", "gte", Span(2, "days")))],
    ),
    (
        "Only today or a past day is accepted as the arrival date.",
        "Stay",
        [Moment("arrives_on", "lte")],
    ),
    # What is the limit of what
    ("The rate is the upper limit for the fee of a stay.", "Stay", [Compare("fee", "lte", "rate")]),
    ("No stay may have a higher fee than its rate.", "Stay", [Compare("fee", "lte", "rate")]),
    # What is named again
    ("A stay's warden must belong to the same site as the stay's pitch.", "Stay", [_SAME_SITE]),
    ("If a stay has a warden and a pitch, both must belong to the same site.", "Stay", [_SAME_SITE]),
    (
        "No stay may be created for a pitch with a status other than free.",
        "Stay",
        [AtCreation(OneOf("pitch.status", ("free",)))],
    ),
    (
        "You can't create a stay if the pitch chosen for it is closed.",
        "Stay",
        [AtCreation(OneOf("pitch.status", ("closed",), negated=True))],
    ),
    (
        "When a stay is created, the pitch's size_sqm must be at least 10.",
        "Stay",
        [AtCreation(Range("pitch.size_sqm", gte="10"))],
    ),
    (
        "If the pitch is closed, reject any new stay on it.",
        "Stay",
        [AtCreation(OneOf("pitch.status", ("closed",), negated=True))],
    ),
    ("A transport cannot have the same site as origin and destination.", "Transport", [_DIFFER]),
    ("No transport may have identical origin and destination.", "Transport", [_DIFFER]),
    (
        "The origin and destination of a boat must differ.",
        "Transport",
        [Implies(OneOf("kind", ("boat",)), _DIFFER)],
    ),
    (
        "Nobody types in entered_at: the server puts in the moment the stay is created.",
        "Stay",
        [ServerSet("entered_at", "created")],
    ),
    ("No two stays may overlap if they are on the same pitch.", "Stay", [APART]),
    (
        "When a stay is created, the current user is automatically recorded as its booked_by.",
        "Stay",
        [ServerSet("booked_by", "user")],
    ),
    (
        "You can't book a stay that overlaps another stay of that pitch, ignoring cancelled ones.",
        "Stay",
        [_LIVE],
    ),
    (
        "Reject a stay if it overlaps with another non-cancelled one on its pitch,"
        " unless it is cancelled itself.",
        "Stay",
        [_LIVE],
    ),
    ("The destination of a transport must be a site other than its origin.", "Transport", [_DIFFER_BACK]),
    ("Stays that share a pitch can't take place at the same time.", "Stay", [APART]),
    ("If neither is cancelled, two stays on the same pitch can't overlap.", "Stay", [_LIVE]),
    # In which case
    (
        "If a stay is confirmed, the fee must be 5 and the rate must be 6.",
        "Stay",
        [Implies(_CONFIRMED, _FIVE), Implies(_CONFIRMED, _SIX)],
    ),
    (
        "On creation, the fee must be 5 and the rate must be 6.",
        "Stay",
        [AtCreation(_FIVE), AtCreation(_SIX)],
    ),
    (
        "If a stay is confirmed, the fee must be 5; the rate must be 6.",
        "Stay",
        [_SIX, Implies(_CONFIRMED, _FIVE)],
    ),
    (
        "The warden and the pitch of a confirmed stay must belong to the same site.",
        "Stay",
        [Implies(_CONFIRMED, _SAME_SITE)],
    ),
]

REPORTED: list[str] = [
    "When a stay is confirmed, the current user is automatically recorded as its booked_by.",
    "Reject a stay if it overlaps with another non-cancelled one on the same pitch.",
    "The destination of a transport must be a closed site other than its origin.",
    "The date of a stay must be in the past.",
    "The date of a guest must be in the past.",
    "The length of a pitch must not exceed 14 days.",
    "arrives_on must be no later than today plus the nights.",
    "The rate is not the upper limit for the fee of a stay.",
    "A stay cannot have more persons than its pitch.",
    "A stay's warden must not belong to the same site as the stay's pitch.",
    "If the pitch is closed, reject any stay on it.",
    "New stays must arrive in the future; this is checked again later.",
    "A transport can have the same site as origin and destination.",
    "Nobody types in entered_at: the server puts in the moment the pitch is created.",
    "No two stays may overlap if they are on the same pitch and confirmed.",
    "If neither is cancelled or over, two stays on the same pitch can't overlap.",
    "Stays that share a pitch can take place at the same time.",
    "If a stay is confirmed, the fee must be 5 and if it is over, the rate must be 6.",
]


@pytest.mark.parametrize(("sentence", "entity", "rules"), STATED, ids=[each[0] for each in STATED])
def test_what_is_told_from_another_side_is_the_same_rule(
    sentence: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(PROJECT, rule(sentence), entity, rules)


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_word_more_or_less_is_not_passed_over(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
