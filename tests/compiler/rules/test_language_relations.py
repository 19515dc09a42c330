"""How rows and people are related, in the words of those who write rules; and near misses."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Count, OneOf
from erdgen.compiler.rules.forms import Access, KeepWhile, Rule, ServerSet, Unique
from tests.compiler.rules.carpool import PROJECT
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

TRIPS = Count("trips", minimum=1)
NOT_CO_DRIVER = Compare("co_driver", "ne", "member")
SAME_VEHICLE = Compare("trip.vehicle", "eq", "vehicle")

STATED: list[tuple[str, str, Rule]] = [
    # Rows that are there for another, by any verb that says no more
    (
        "A station that still has vehicles stationed at it can't be removed.",
        "Station",
        KeepWhile(Count("vehicles", minimum=1)),
    ),
    (
        "As long as there are trips on record for a member, the member may not be deleted.",
        "Member",
        KeepWhile(TRIPS),
    ),
    (
        "You can't delete a trip once a fine has been issued for it.",
        "Trip",
        KeepWhile(Count("fines", minimum=1)),
    ),
    ("A member who still has trips on file can't be deleted.", "Member", KeepWhile(TRIPS)),
    (
        "No more than eight vehicles can be registered for a single station.",
        "Station",
        Count("vehicles", maximum=8),
    ),
    ("No more than four damages may be lodged against one vehicle.", "Vehicle", Count("damages", maximum=4)),
    (
        "No member may have more than one running trip at a time.",
        "Member",
        Count("trips", maximum=1, where=OneOf("status", ("running",))),
    ),
    # One parent, whatever verb says so
    (
        "If a damage is linked to a trip, the trip must have been made with the damaged vehicle.",
        "Damage",
        SAME_VEHICLE,
    ),
    ("If a damage names a trip, it must be a trip of the vehicle that is damaged.", "Damage", SAME_VEHICLE),
    (
        "Damages reported for a trip must concern the vehicle that was used on it.",
        "Damage",
        Compare("vehicle", "eq", "trip.vehicle"),
    ),
    (
        "A trip may only follow another trip of the same vehicle.",
        "Trip",
        Compare("follows.vehicle", "eq", "vehicle"),
    ),
    # Somebody else
    ("The co-driver of a trip has to be someone other than the member who booked it.", "Trip", NOT_CO_DRIVER),
    ("A member cannot be listed as co-driver on a trip they booked themselves.", "Trip", NOT_CO_DRIVER),
    ("The member who booked a trip cannot be its co-driver.", "Trip", NOT_CO_DRIVER),
    ("A member cannot act as co-driver on their own trip.", "Trip", NOT_CO_DRIVER),
    ("A member's sponsor is always somebody else.", "Member", Compare("sponsor", "ne", "pk")),
    ("The co-driver must be another member than the one who booked the trip.", "Trip", NOT_CO_DRIVER),
    # Values that stand for one row
    ("A licence number may only be on file for one member.", "Member", Unique(("licence_number",))),
    ("No licence number may be held by more than one member.", "Member", Unique(("licence_number",))),
    (
        "A member can be registered only once under a given email, regardless of upper and lower case.",
        "Member",
        Unique(("email",), ignore_case=True),
    ),
    (
        "There must never be two members with the same email, even if the capitalisation differs.",
        "Member",
        Unique(("email",), ignore_case=True),
    ),
    ("Plates are unique, even across stations.", "Vehicle", Unique(("plate",))),
    # Rows made with others, and rows linked to others
    ("Every station is opened with at least one vehicle.", "Station", Count("vehicles", minimum=1)),
    ("A station has to be set up with no fewer than two vehicles.", "Station", Count("vehicles", minimum=2)),
    ("A member can sponsor five others at most.", "Member", Count("sponsored_members", maximum=5)),
    # Who made a row
    (
        "The user who reports a damage is recorded as its reporter.",
        "Damage",
        ServerSet("reported_by", "user"),
    ),
    ("For each fine the system notes which user recorded it.", "Fine", ServerSet("recorded_by", "user")),
    (
        "Each fine is automatically stamped with the user who recorded it.",
        "Fine",
        ServerSet("recorded_by", "user"),
    ),
    ("The reporter of a damage is taken from the login.", "Damage", ServerSet("reported_by", "user")),
    # Who may
    ("Only clerks may record fines.", "Fine", Access(("create",), ("clerk",))),
    (
        "Only the supervisor of a station can change its details.",
        "Station",
        Access(("update",), ("owner",), "supervisor"),
    ),
    (
        "Apart from fleet managers, no one may delete a vehicle.",
        "Vehicle",
        Access(("delete",), ("fleet_manager",)),
    ),
    (
        "Apart from fleet managers, a damage may only be edited by the person who reported it.",
        "Damage",
        Access(("update",), ("owner", "fleet_manager"), "reported_by"),
    ),
    (
        "Fleet managers and clerks can create vehicles; other users cannot.",
        "Vehicle",
        Access(("create",), ("fleet_manager", "clerk")),
    ),
    (
        "A member's record can be edited by the member it belongs to and by clerks, and by nobody else.",
        "Member",
        Access(("update",), ("owner", "clerk"), "account"),
    ),
    (
        "The record of a fine can be changed only by the user who recorded it.",
        "Fine",
        Access(("update",), ("owner",), "recorded_by"),
    ),
    (
        "You can't delete a trip once a fine has been recorded for it.",
        "Trip",
        KeepWhile(Count("fines", minimum=1)),
    ),
]

REPORTED = [
    # "booked" is a state of trips, and what makes one
    "At most two trips may be booked on any vehicle.",
    "If a damage names a trip, the trip must be for another vehicle.",
    "If a damage names a trip, the trip must not be for the same vehicle.",
    "If a damage names a trip, the trip should usually be for the same vehicle.",
    "If a damage names a trip, it must be a running trip of the vehicle that is damaged.",
    "If a damage names a trip, it must be a trip of the vehicle that was repaired.",
    "A trip may only follow another trip of the same vehicle if it is finished.",
    "A trip may follow another trip of the same vehicle.",
    "The return station must be somebody else.",
    "A member cannot be listed as co-driver on a trip they cancelled themselves.",
    "A member can be co-driver on a trip they booked themselves.",
    "The co-driver must be someone other than an active member.",
    "You can't delete a trip once a fine has been paid for it.",
    "A member can be registered twice under a given e-mail address.",
    "A plate can be on file for one vehicle.",
    "A station can be registered with at least one vehicle.",
    "The user who repairs a damage is recorded as its reporter.",
    "For each fine the system notes which user cancelled it.",
    "Each fine must be signed by the user who recorded it.",
    "Mechanics are not allowed to delete damages.",
    "Fleet managers can delete stations, clerks cannot.",
    "Only clerks may edit minor damages.",
    # whoever is one, not the one whose trip it is
    "Trips may only be booked by members.",
]


@pytest.mark.parametrize(("sentence", "entity", "expected"), STATED)
def test_how_rows_are_related(sentence: str, entity: str, expected: Rule) -> None:
    assert_states(PROJECT, rule(sentence), entity, [expected])


@pytest.mark.parametrize("sentence", REPORTED)
def test_what_is_not_said_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
