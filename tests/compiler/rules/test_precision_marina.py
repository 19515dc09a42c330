"""Rules said by what is refused, by one too many, or as a table does; and near misses."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Count, Given, OneOf, Some
from erdgen.compiler.rules.forms import (
    Access,
    Entering,
    Immutable,
    KeepWhile,
    Move,
    Rule,
    Transitions,
    Unique,
)
from tests.compiler.rules.marina import PROJECT
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

ACTIVE = OneOf("active", (True,))
FLAGSHIP = OneOf("flagship", (True,))
RUNNING = OneOf("status", ("active",))
FINAL = OneOf("final", (True,))

STATED: list[tuple[str, str, Rule]] = [
    (
        "Users who are not harbourmasters cannot delete boats.",
        "Boat",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    (
        "You have to be a harbourmaster or dockhand to create a berth.",
        "Berth",
        Access(actions=("create",), grantees=("Harbourmaster", "Dockhand")),
    ),
    (
        "You cannot delete boats unless you are a harbourmaster.",
        "Boat",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    (
        "Creating and updating berths is reserved for harbourmasters.",
        "Berth",
        Access(actions=("create", "update"), grantees=("Harbourmaster",)),
    ),
    (
        "Berth deletion: Harbourmaster only.",
        "Berth",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    (
        "Boats can be deleted by harbourmasters and by no one else.",
        "Boat",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    (
        "No owner may edit another owner's boats.",
        "Boat",
        Access(actions=("update",), grantees=("owner",), owner_path="owner.user"),
    ),
    ("Reject a boat whose hull number is already taken.", "Boat", Unique(fields=("hull_number",))),
    (
        "Reject a boat whose hull number is already taken in that harbour.",
        "Boat",
        Unique(fields=("harbour", "hull_number")),
    ),
    (
        "Reject a boat if another one in its harbour already has its hull number.",
        "Boat",
        Unique(fields=("harbour", "hull_number")),
    ),
    (
        "You can't give a boat a name that another boat in its harbour already has.",
        "Boat",
        Unique(fields=("harbour", "name")),
    ),
    ("Every boat needs a hull number that nobody else has.", "Boat", Unique(fields=("hull_number",))),
    (
        "Every boat needs a hull number that nobody else in its harbour has.",
        "Boat",
        Unique(fields=("harbour", "hull_number")),
    ),
    (
        "Every active boat needs a hull number that no other active boat has.",
        "Boat",
        Unique(fields=("hull_number",), where=ACTIVE),
    ),
    ("Hull number: no duplicates.", "Boat", Unique(fields=("hull_number",))),
    ("Hull number: no duplicates among active boats.", "Boat", Unique(fields=("hull_number",), where=ACTIVE)),
    (
        "You can't have two boats with the same name in one harbour.",
        "Boat",
        Unique(fields=("harbour", "name")),
    ),
    (
        "You can't have two boats with the same name when both are active.",
        "Boat",
        Unique(fields=("name",), where=ACTIVE),
    ),
    (
        "At most one boat per owner may be the flagship.",
        "Owner",
        Count(relation="boats", maximum=1, where=FLAGSHIP),
    ),
    (
        "No two boats of an owner may both be flagged as flagship.",
        "Owner",
        Count(relation="boats", maximum=1, where=FLAGSHIP),
    ),
    (
        "You can't mark a second boat of the same owner as the flagship.",
        "Owner",
        Count(relation="boats", maximum=1, where=FLAGSHIP),
    ),
    (
        "As long as a boat is active, no other active boat may share its name.",
        "Boat",
        Unique(fields=("name",), where=ACTIVE),
    ),
    (
        "If a boat already has an active mooring, a second one must be rejected.",
        "Boat",
        Count(relation="moorings", maximum=1, where=RUNNING),
    ),
    (
        "If a boat already has an active mooring, a second mooring for it cannot be active too.",
        "Boat",
        Count(relation="moorings", maximum=1, where=RUNNING),
    ),
    ("Max. 5 boats per owner.", "Owner", Count(relation="boats", maximum=5)),
    (
        "Max. 5 boats per owner, not counting inactive ones.",
        "Owner",
        Count(relation="boats", maximum=5, where=ACTIVE),
    ),
    ("Boats per owner: 5 at most.", "Owner", Count(relation="boats", maximum=5)),
    ("Boats per owner: at least 1.", "Owner", Count(relation="boats", minimum=1)),
    ("You can't add a sixth boat to an owner.", "Owner", Count(relation="boats", maximum=5)),
    ("If an owner already has 5 boats, reject any further one.", "Owner", Count(relation="boats", maximum=5)),
    (
        "If an owner already has 5 active boats, reject any further one.",
        "Owner",
        Count(relation="boats", maximum=5, where=ACTIVE),
    ),
    (
        "The number of an owner's active boats must not exceed 3.",
        "Owner",
        Count(relation="boats", maximum=3, where=ACTIVE),
    ),
    ("You can't save an owner that has no boats.", "Owner", Count(relation="boats", minimum=1)),
    (
        "You can't save a boat that has no active mooring.",
        "Boat",
        Count(relation="moorings", minimum=1, where=RUNNING),
    ),
    (
        "You can't delete a boat as long as there are moorings for it.",
        "Boat",
        KeepWhile(condition=Count(relation="moorings", minimum=1)),
    ),
    (
        "Deleting a boat is forbidden while any mooring or any repair is attached to it.",
        "Boat",
        KeepWhile(
            condition=Some(
                parts=(Count(relation="moorings", minimum=1), Count(relation="repairs", minimum=1))
            )
        ),
    ),
    (
        "Deleting a boat is forbidden while any active mooring is attached to it.",
        "Boat",
        KeepWhile(condition=Count(relation="moorings", minimum=1, where=RUNNING)),
    ),
    (
        "Deleting a boat is forbidden unless any mooring is attached to it.",
        "Boat",
        KeepWhile(condition=Count(relation="moorings", maximum=0)),
    ),
    (
        "If any mooring exists for a boat, refuse to delete the boat.",
        "Boat",
        KeepWhile(condition=Count(relation="moorings", minimum=1)),
    ),
    (
        "Before a boat is deleted, it must be without moorings.",
        "Boat",
        KeepWhile(condition=Count(relation="moorings", minimum=1)),
    ),
    ("Before a boat is deleted, it must be inactive.", "Boat", KeepWhile(condition=ACTIVE)),
    ("Hull number: read-only after creation.", "Boat", Immutable(fields=("hull_number",))),
    ("A boat keeps the same hull number forever.", "Boat", Immutable(fields=("hull_number",))),
    ("If an inspection is final, all of its data is frozen.", "Inspection", Immutable(fields=(), once=FINAL)),
    (
        "From the moment an inspection is final, its year is read-only.",
        "Inspection",
        Immutable(fields=("year",), once=FINAL),
    ),
    (
        "Reject any change to the year of a final inspection.",
        "Inspection",
        Immutable(fields=("year",), once=FINAL),
    ),
    (
        "You can't change the year of an inspection once it is final.",
        "Inspection",
        Immutable(fields=("year",), once=FINAL),
    ),
    ("Updates to a boat must leave its hull number untouched.", "Boat", Immutable(fields=("hull_number",))),
    (
        "A boat's hull number stays whatever it was when the boat was created.",
        "Boat",
        Immutable(fields=("hull_number",)),
    ),
    (
        "From ended, a mooring cannot move to any other status.",
        "Mooring",
        Transitions(field="status", forbidden=(Move("ended", "planned"), Move("ended", "active"))),
    ),
    (
        "You can move a mooring from planned to active and from active to ended, but in no other way.",
        "Mooring",
        Transitions(field="status", allowed=(Move("planned", "active"), Move("active", "ended"))),
    ),
    (
        "The status of a mooring cannot change except from planned to active and from active to ended.",
        "Mooring",
        Transitions(field="status", allowed=(Move("planned", "active"), Move("active", "ended"))),
    ),
    (
        "You can't set a mooring to active unless it has a note.",
        "Mooring",
        Entering(field="status", value="active", condition=Given(field="note")),
    ),
    (
        "Planned moorings can only become active, and active ones can only become ended.",
        "Mooring",
        Transitions(field="status", allowed=(Move("planned", "active"), Move("active", "ended"))),
    ),
    (
        "Planned moorings can only become active.",
        "Mooring",
        Transitions(field="status", forbidden=(Move("planned", "ended"),)),
    ),
    (
        "If anyone other than a harbourmaster tries to delete a boat, refuse it.",
        "Boat",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    ("A harbour keeps the code it was created with.", "Harbour", Immutable(fields=("code",))),
    (
        "Users other than an inspection's inspector are not allowed to modify it.",
        "Inspection",
        Access(actions=("update",), grantees=("owner",), owner_path="inspector"),
    ),
    (
        "After finalisation, the year of an inspection can no longer be changed.",
        "Inspection",
        Immutable(fields=("year",), once=FINAL),
    ),
    (
        "The year of an inspection is read-only after finalisation.",
        "Inspection",
        Immutable(fields=("year",), once=FINAL),
    ),
    (
        "Ending a mooring makes its price read-only.",
        "Mooring",
        Immutable(fields=("price",), once=OneOf(field="status", values=("ended",))),
    ),
    (
        "Nobody may touch the year or the remarks of a final inspection.",
        "Inspection",
        Immutable(fields=("year", "remarks"), once=FINAL),
    ),
    (
        "The year and the remarks of a final inspection cannot be changed.",
        "Inspection",
        Immutable(fields=("year", "remarks"), once=FINAL),
    ),
    (
        "An owner must have at least one boat, so the last one cannot be removed.",
        "Owner",
        Count(relation="boats", minimum=1),
    ),
    (
        "An owner must have at least one boat, so the last boat has to stay.",
        "Owner",
        Count(relation="boats", minimum=1),
    ),
    (
        "If a harbour has no berths, refuse to delete it.",
        "Harbour",
        KeepWhile(condition=Count(relation="berths", maximum=0)),
    ),
    (
        "The status of a mooring can only change from planned to active and later from active to ended.",
        "Mooring",
        Transitions(field="status", allowed=(Move("planned", "active"), Move("active", "ended"))),
    ),
    ("An owner needs two boats or more.", "Owner", Count(relation="boats", minimum=2)),
    (
        "It takes a harbourmaster to delete a boat.",
        "Boat",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    (
        "Deleting boats requires the harbourmaster role.",
        "Boat",
        Access(actions=("delete",), grantees=("Harbourmaster",)),
    ),
    (
        "Dockhands and harbourmasters may edit berths; everyone else may not.",
        "Berth",
        Access(actions=("update",), grantees=("Dockhand", "Harbourmaster")),
    ),
    (
        "The only people who may change berths are harbourmasters.",
        "Berth",
        Access(actions=("update",), grantees=("Harbourmaster",)),
    ),
    (
        "To edit or delete an inspection, one must be the inspector of that very inspection.",
        "Inspection",
        Access(actions=("update", "delete"), grantees=("owner",), owner_path="inspector"),
    ),
]
REPORTED = [
    "Users who are not harbourmasters can delete boats.",
    "Users who are not harbourmasters cannot delete active boats.",
    "Users who are not harbourmasters cannot delete boats of other owners.",
    "Nobody except harbourmasters cannot delete boats.",
    "To delete a boat, you have to be a harbourmaster on duty.",
    "To delete a boat, you need not be a harbourmaster.",
    "To delete a boat, you must not be a dockhand.",
    "You have to be a harbourmaster to create an ended mooring.",
    "You cannot delete active boats unless you are a harbourmaster.",
    "Creating and updating berths is reserved for harbourmasters on weekdays.",
    "Berth deletion: not Dockhand.",
    "Boats can be deleted by harbourmasters and by nobody else unless they are active.",
    "No owner may edit another harbour's boats.",
    "Reject a boat whose hull number is already taken by another active boat.",
    "Reject an active boat whose hull number is already taken.",
    "Reject a boat if another active one already has its hull number.",
    "You can't give a boat a name that another berth already has.",
    "Hull number: duplicates allowed.",
    "You can't have two boats with the same name when one is active.",
    "You can have two boats with the same name.",
    "At least one boat per owner must be the flagship.",
    "You can't mark a second boat of another owner as the flagship.",
    "As long as a boat is active, no other boat may share its name.",
    "If a boat already has an active mooring, a second mooring must be rejected.",
    "If a boat already has an active mooring, a second mooring for it cannot be planned.",
    "Boats per owner: about 5.",
    "You can't add a sixth boat to an owner unless one is inactive.",
    "You can add a sixth boat to an owner.",
    "If an owner already has 5 boats, reject any further active one.",
    "If any mooring exists for a boat, refuse to delete the berth.",
    "If any mooring exists for a boat, refuse to change the boat.",
    "Before a boat is deleted, its owner must be told.",
    "A boat keeps the same hull number for ten years.",
    "A boat keeps the same hull number.",
    "From the moment an inspection is final, its year and its remarks are locked for dockhands.",
    "Reject any change to the year of a final inspection by dockhands.",
    "You can change the year of an inspection until it is final.",
    "Ended is a final status for moorings, with no way out.",
    "From ended, a mooring can move to any other status.",
    "You can move a mooring from planned to active.",
    "Two boats of an owner may both be flagship.",
    "You can't create a boat that doesn't have at least one mooring.",
    "A boat's length is locked when it is sold again.",
    "If anyone other than a harbourmaster tries to delete a boat, tell the owner.",
    "Users other than an inspection's inspector are not allowed to modify the boat.",
    "After payment, the price of a mooring cannot be changed.",
    "Ending a mooring makes its price zero.",
    "The year and a final inspection's remarks cannot be changed.",
    "An owner must have at least one boat, so the last mooring has to stay.",
    "A boat cannot be deleted if its hull number is already registered.",
    "From planned, the status may change to active; from active only to ended; from ended nowhere.",
    "To edit or delete an inspection, one must be the inspector of that boat.",
    "It takes a harbourmaster two days to delete a boat.",
    "Dockhands may edit berths; everyone else may.",
    "Deleting boats requires two dockhands.",
]


@pytest.mark.parametrize(("sentence", "entity", "expected"), STATED)
def test_a_sentence_states(sentence: str, entity: str, expected: Rule) -> None:
    assert_states(PROJECT, rule(sentence), entity, [expected])


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_sentence_is_reported(sentence: str) -> None:
    """Other people, other rows, other times, permissions, and words that no frame knows."""
    assert_reported(PROJECT, rule(sentence))
