"""Rows that collide, are too many, or are alike, told in many ways, with their near misses."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Condition, Count, OneOf, Some, Term, Total
from erdgen.compiler.rules.forms import Entering, Implies, KeepWhile, NoOverlap, Rule, Unique
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.compiler.rules.theatre import PROJECT
from tests.projects import rule


def _apart(*within: str, where: Condition | None = None) -> NoOverlap:
    return NoOverlap("starts_at", "ends_at", within, where)


_NOT_CANCELLED = OneOf("status", ("cancelled",), negated=True)
_REHEARSALS = ("Rehearsal", _apart("hall"))
_PERFORMANCES = ("Performance", _apart("hall"))
_KEPT_APART = ("Performance", _apart("hall", where=_NOT_CANCELLED))
_ROLES = ("Actor", Count("roles", maximum=3))
_RUNNING = ("Company", Count("productions", maximum=2, where=OneOf("status", ("running",))))
_SOME_ROOM = ("Hall", Count("dressingrooms", minimum=1))
_SOME_ROLE = ("Production", Count("roles", minimum=1))
_TAG = ("Costume", Unique(("tag",)))
_NAME_IN_COMPANY = ("Hall", Unique(("company", "name")))
_ROLE_NAME = ("Role", Unique(("production", "name")))
_SEAT = ("Ticket", Unique(("performance", "seat_row", "seat_number")))
_KEPT_ACTOR = ("Actor", KeepWhile(Count("roles", minimum=1)))

STATED: list[tuple[str, tuple[str, Rule | Condition]]] = [
    # At the same time
    ("Only one rehearsal may run in a hall at any moment.", _REHEARSALS),
    ("There can never be two rehearsals going on in one hall simultaneously.", _REHEARSALS),
    ("While a rehearsal is on in a hall, no other rehearsal may be scheduled there.", _REHEARSALS),
    ("Rehearsals of one production may not be held in parallel.", ("Rehearsal", _apart("production"))),
    ("No two rehearsals of one hall may be held in parallel.", _REHEARSALS),
    ("In one hall, rehearsals may follow each other directly but not overlap.", _REHEARSALS),
    ("You can't book a hall for a time that overlaps with another rehearsal in it.", _REHEARSALS),
    ("If a hall is already booked for part of the requested period, reject the performance.", _PERFORMANCES),
    ("Before the next performance in a hall can begin, the previous one must have ended.", _PERFORMANCES),
    ("Reject a performance whose time collides with another performance in that hall.", _PERFORMANCES),
    (
        "Performances in one hall must not overlap in the time from their starts_at to their ends_at.",
        _PERFORMANCES,
    ),
    ("Performances in one hall must not overlap, i.e. their times do not overlap.", _PERFORMANCES),
    (
        "A performance can't be scheduled in a hall during another performance there, unless one of them is"
        " cancelled.",
        _KEPT_APART,
    ),
    ("No hall may be double-booked for performances, cancelled ones aside.", _KEPT_APART),
    ("Performances in one hall must not overlap (cancelled ones don't count).", _KEPT_APART),
    ("Performances in one hall must not overlap, ignoring those that are cancelled.", _KEPT_APART),
    ("The rehearsals of any one hall have to be free of overlaps.", _REHEARSALS),
    # How many
    ("An actor may play up to three roles, not more.", _ROLES),
    ("An actor plays at most three roles.", _ROLES),
    ("You can't give an actor a fourth role.", _ROLES),
    ("No more than three roles may belong to the same actor.", _ROLES),
    ("Up to 60 costumes per company, that's the limit.", ("Company", Count("costumes", maximum=60))),
    ("If a company already has two running productions, a third one has to wait.", _RUNNING),
    ("No company should run more than two running productions at a time.", _RUNNING),
    (
        "A performance can't sell more tickets than its hall has seats.",
        ("Performance", Total("tickets", (Term(),), "lte", other="hall.seat_count")),
    ),
    (
        "Each company runs just a single running production.",
        ("Company", Count("productions", maximum=1, where=OneOf("status", ("running",)))),
    ),
    # At least some
    ("The last dressingroom of a hall can't be deleted.", _SOME_ROOM),
    ("The last dressingroom of a hall can't be removed: a hall keeps at least one dressingroom.", _SOME_ROOM),
    ("You can't remove a dressingroom that is the only one left in a hall.", _SOME_ROOM),
    ("A production without roles makes no sense; one role is the minimum.", _SOME_ROLE),
    ("A production is not complete without a role; there must be at least one.", _SOME_ROLE),
    ("Every production is created with at least one role.", _SOME_ROLE),
    (
        "A production with only one role, or none at all, is not allowed.",
        ("Production", Count("roles", minimum=2)),
    ),
    (
        "If the status of a production is running, there must be at least one role in it.",
        ("Production", Implies(OneOf("status", ("running",)), Count("roles", minimum=1))),
    ),
    (
        "A production can only be made running once it has one or more roles.",
        ("Production", Entering("status", "running", Count("roles", minimum=1))),
    ),
    ("Every production needs one role at the very least.", _SOME_ROLE),
    (
        "A production can't start running until it has a role.",
        ("Production", Entering("status", "running", Count("roles", minimum=1))),
    ),
    (
        "Productions must have at least two roles before they can start running.",
        ("Production", Entering("status", "running", Count("roles", minimum=2))),
    ),
    (
        "Productions can't be declared running unless they have at least one role.",
        ("Production", Entering("status", "running", Count("roles", minimum=1))),
    ),
    # Alike
    ("You can't give a costume a tag that another costume already has.", _TAG),
    ("Within one company, halls can't share a name.", _NAME_IN_COMPANY),
    ("A costume's tag identifies it uniquely.", _TAG),
    ("Each tag belongs to one costume and one costume only.", _TAG),
    ("The same tag is never given to two costumes.", _TAG),
    ("Each costume's tag is its own and must not turn up on a second costume.", _TAG),
    ("If a tag is already in use, it can't be chosen again.", _TAG),
    ("Two halls of one company can't be called the same.", _NAME_IN_COMPANY),
    ("Within a production, each role name occurs once.", _ROLE_NAME),
    ("A role name may be used again in another production but not in the same one.", _ROLE_NAME),
    (
        "No two roles of one production may have the same name, while other productions may use it too.",
        _ROLE_NAME,
    ),
    ("A performance has each combination of seat_row and seat_number only once.", _SEAT),
    (
        "Two actors can't have the same email, even if it is written with different capitalization.",
        ("Actor", Unique(("email",), None, ignore_case=True)),
    ),
    (
        "Two actors may only use the same email if at least one of them isn't active.",
        ("Actor", Unique(("email",), OneOf("active", (True,)))),
    ),
    (
        "Any number of planned productions is fine, but there may only be a single running production per"
        " company.",
        ("Company", Count("productions", maximum=1, where=OneOf("status", ("running",)))),
    ),
    (
        "While a hall has a rehearsal that isn't cancelled, no second rehearsal may be entered for it.",
        ("Hall", Count("rehearsals", maximum=1, where=_NOT_CANCELLED)),
    ),
    # Kept
    (
        "Closed productions have to stay in the system.",
        ("Production", KeepWhile(OneOf("status", ("closed",)))),
    ),
    (
        "A production can be deleted while it is still planned, not later.",
        ("Production", KeepWhile(OneOf("status", ("planned",), negated=True))),
    ),
    (
        "A company cannot be deleted unless all its halls have been removed.",
        ("Company", KeepWhile(Count("halls", minimum=1))),
    ),
    (
        "Companies that still have halls are protected from deletion.",
        ("Company", KeepWhile(Count("halls", minimum=1))),
    ),
    ("An actor who plays a role can't be removed.", _KEPT_ACTOR),
    ("If an actor has any roles, they stay in the system.", _KEPT_ACTOR),
    ("Once roles exist for an actor, they are not deletable from the system.", _KEPT_ACTOR),
    (
        "Before a hall can be deleted, all of its rehearsals and all of its performances have to be gone.",
        ("Hall", KeepWhile(Some((Count("rehearsals", minimum=1), Count("performances", minimum=1))))),
    ),
]

REPORTED = [
    # Free, or of something else
    "Two rehearsals in one hall may be held in parallel.",
    "While a rehearsal is on in a hall, another rehearsal may be scheduled there.",
    "While a rehearsal is on in a hall, no performance may be scheduled there.",
    "Reject a performance whose time does not collide with another performance in that hall.",
    "Reject a performance whose time collides with a rehearsal in that hall.",
    "Before the next performance in a hall can begin, the previous rehearsal must have ended.",
    "Only one rehearsal may be planned in a hall at any time.",
    "Performances in one hall must not overlap, i.e. their times on sale do not overlap.",
    # As many as may be, or of what is done with them
    "An actor may cancel at most three roles.",
    "An actor may play three roles.",
    "If a company already has two running productions, a second one has to wait.",
    "No company should run more than two productions at a time while one is planned.",
    "The last dressingroom of a hall can be deleted.",
    "The last planned rehearsal of a hall can't be deleted.",
    "A hall can have at most two rehearsals at the same time.",
    "No hall may host more than two rehearsals at the same time.",
    "The last dressingroom of a hall can't be locked.",
    "A production with only one role, or two at most, is not allowed.",
    # Alike or not
    "A role name may be used again in another production.",
    "Each tag belongs to one costume or none.",
    "The same tag is given to two costumes.",
    "Two actors may use the same email if at least one of them isn't active and the other one is new.",
    # What goes on with them
    "An actor who plays a role can't be recast.",
    "If an actor has any roles, they stay in the company.",
    "Closed productions have to stay.",
    "A production can be deleted while it is still planned, or later.",
    "A company cannot be deleted unless one of its halls has been removed.",
    "While a hall has a rehearsal that isn't cancelled, a second rehearsal may be entered for it.",
    "Within one company, halls may share a name.",
    "The tag must be unique among the costumes of a cupboard.",
]


@pytest.mark.parametrize(("sentence", "said"), STATED)
def test_rows_are_held_against_each_other(sentence: str, said: tuple[str, Rule]) -> None:
    assert_states(PROJECT, rule(sentence), said[0], [said[1]])


@pytest.mark.parametrize("sentence", REPORTED)
def test_near_misses_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
