"""Last parts that add nothing, rows that are made in one state, and what is closed to changes."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Given, Moment, OneOf, Range, Span
from erdgen.compiler.rules.forms import AtCreation, Immutable, Implies, Rule, Transitions
from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

PROJECT = read_entities(
    {
        "User": {},
        "Berth": {
            "fields": {
                "code": "str",
                "status": {"type": "choices(free, taken, out_of_use)", "default": "free"},
                "closing_reason": optional("text"),
                "depth_cm": "int",
            },
        },
        "DayCruise": {
            "fields": {
                "starts_on": "date",
                "ends_on": "date",
                "paid_on": optional("date"),
                "sails_at": "datetime",
                "status": {"type": "choices(planned, under_way, finished, cancelled)", "default": "planned"},
                "kind": "choices(harbour, night, fishing)",
                "risky": {"type": "bool", "default": False},
                "rebate_percent": "decimal(5, 2)",
                "log_entry": "text",
            },
            "relationships": {"berth": link_to("Berth", "cruises")},
        },
    },
    "Harbourmaster",
)
FREE = OneOf("status", ("free",))
FINISHED = OneOf("status", ("finished",))
MADE_FREE = AtCreation(FREE)
AT_FREE_BERTHS = AtCreation(OneOf("berth.status", ("free",)))
IN_ORDER = Compare("ends_on", "gte", "starts_on")
STATED: tuple[tuple[str, str, Rule], ...] = (
    # the same bound, or its other side
    (
        "The rebate of a day cruise is at most 20 percent, never more.",
        "DayCruise",
        Range("rebate_percent", lte="20"),
    ),
    (
        "On a day cruise we give a rebate of up to 20 per cent.",
        "DayCruise",
        Range("rebate_percent", lte="20"),
    ),
    (
        "We grant a rebate of at most 20 per cent on a day cruise, and not more than that.",
        "DayCruise",
        Range("rebate_percent", lte="20"),
    ),
    ("The depth of a berth can fall to 200 but not below that.", "Berth", Range("depth_cm", gte="200")),
    ("The depth of a berth may go down to 200, but never lower.", "Berth", Range("depth_cm", gte="200")),
    ("The depth of a berth can rise to 900 but not above it.", "Berth", Range("depth_cm", lte="900")),
    (
        "The day a cruise was paid on may be up to 14 days after its start, but not later.",
        "DayCruise",
        Compare("paid_on", "lte", "starts_on", Span(14, "days")),
    ),
    ("Day cruises can't end before they start; a cruise of one day is fine.", "DayCruise", IN_ORDER),
    ("Day cruises can't end before they start, one-day cruises are allowed.", "DayCruise", IN_ORDER),
    # what is asked of new rows alone
    ("No berth may be created in any status except free.", "Berth", MADE_FREE),
    ("No berth can be registered with a status other than free.", "Berth", MADE_FREE),
    (
        "No berth may be created in any status except free; later on its status may be changed freely.",
        "Berth",
        MADE_FREE,
    ),
    ("New day cruises can be entered at free berths only.", "DayCruise", AT_FREE_BERTHS),
    (
        "New day cruises can be entered for free berths only; existing ones may still be edited even if their"
        " berth has been taken.",
        "DayCruise",
        AT_FREE_BERTHS,
    ),
    (
        "When a day cruise is entered, its start must be in the future; once the cruise exists, this is not"
        " checked again.",
        "DayCruise",
        AtCreation(Moment("starts_on", "gt")),
    ),
    (
        "The start of a newly entered day cruise must lie in the future.",
        "DayCruise",
        AtCreation(Moment("starts_on", "gt")),
    ),
    # states
    (
        "Fishing cruises are considered risky and have to be marked as such.",
        "DayCruise",
        Implies(OneOf("kind", ("fishing",)), OneOf("risky", (True,))),
    ),
    (
        "Taking a berth out of use requires a closing reason.",
        "Berth",
        Implies(OneOf("status", ("out_of_use",)), Given("closing_reason")),
    ),
    # locks
    ("No changes at all may be made to a finished day cruise.", "DayCruise", Immutable((), FINISHED)),
    ("No further edits are allowed on a day cruise that is finished.", "DayCruise", Immutable((), FINISHED)),
    (
        "No changes may be made to the log entry of a day cruise once it is finished.",
        "DayCruise",
        Immutable(("log_entry",), FINISHED),
    ),
    ("A berth's code, once saved, is never altered.", "Berth", Immutable(("code",))),
    ("A day cruise, once finished, can no longer be edited.", "DayCruise", Immutable((), FINISHED)),
)
REPORTED = (
    "The rebate of a day cruise is at most 20 percent, never less.",
    "The rebate of a day cruise is at least 20 percent, never more.",
    "The depth of a berth can fall to 200 but not above that.",
    "The depth of a berth can fall to 200 but not stay there.",
    "The depth of a berth need not fall to 200 but not below that.",
    "The day a cruise was paid on may be up to 14 days after its start, but not earlier.",
    "Day cruises must end after they start; a cruise of one day is fine.",
    "Day cruises can't end before they start; only a cruise of one day is fine.",
    "Day cruises can't end before they start; a cruise of one day is not fine.",
    "No berth may be created in any status except free; later on its status may not be changed freely.",
    "No berth may be created in any status except free; later on its status may be changed by users.",
    "New day cruises can be entered for free berths only; existing ones may be edited after their berth has"
    " become free.",
    "New day cruises can be entered for free berths only; existing ones may only be edited after their berth"
    " has been taken.",
    "When a day cruise is entered, its start must be in the future; once the cruise exists, this is checked"
    " again.",
    "When a day cruise is entered, its start must be in the future; once the cruise is paid, this is not"
    " checked again.",
    "The start of a day cruise must be in the future; once the cruise exists, this is not checked again.",
    "Berths can be booked at weekends only.",
    "New berths can be booked at weekends only.",
    "Taking a berth out of use requires no closing reason.",
    "Setting a berth to out of use requires no closing reason.",
    "Taking a berth out of use does not require a closing reason.",
    "No changes may be made to a finished day cruise without a log entry.",
    "No changes may be made to a finished day cruise by users.",
    "No changes may be made to a finished day cruise for 30 days.",
    "No changes may be made to a finished day cruise on Sundays.",
    "No changes need be made to a finished day cruise.",
    "No more than two changes may be made to a finished day cruise.",
    "A cancelled day cruise stays finished and can't be given any other status.",
    "A cancelled day cruise can't be given any other status than planned.",
    "A cancelled day cruise need not be given any other status.",
    "A berth's code, once saved, may be altered.",
    "A berth's code, once saved, must be printed.",
)


@pytest.mark.parametrize(("sentence", "entity", "stated"), STATED)
def test_what_adds_nothing_is_left_out(sentence: str, entity: str, stated: Rule) -> None:
    assert_states(PROJECT, rule(sentence), entity, [stated])


@pytest.mark.parametrize("sentence", REPORTED)
def test_near_misses_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))


@pytest.mark.parametrize(
    ("sentence", "barred"),
    [
        (
            "A cancelled day cruise stays cancelled and can't be given any other status.",
            {("cancelled", "planned"), ("cancelled", "under_way"), ("cancelled", "finished")},
        ),
        (
            "A finished day cruise can never be switched back to planned or under way.",
            {("finished", "planned"), ("finished", "under_way")},
        ),
        (
            "A day cruise can be set to finished only if it was under way until then.",
            {("planned", "finished"), ("cancelled", "finished")},
        ),
    ],
)
def test_steps_that_are_barred(sentence: str, barred: set[tuple[str, str]]) -> None:
    stated = compile_rule(PROJECT, rule(sentence)).rules
    steps = [each.rule for each in stated if isinstance(each.rule, Transitions)]
    assert len(steps) == len(stated) == 1
    assert {(move.source, move.target) for move in steps[0].forbidden} == barred


@pytest.mark.parametrize("tail", ["no step can be skipped or taken back", "no step can be taken back"])
def test_steps_in_order(tail: str) -> None:
    sentence = f"Day cruises go from planned to under way and then to finished; {tail}."
    stated = compile_rule(PROJECT, rule(sentence)).rules
    assert [type(each.rule) for each in stated] == [Transitions]


@pytest.mark.parametrize("tail", ["a step can be taken back", "only one step can be taken back"])
def test_steps_out_of_order(tail: str) -> None:
    sentence = f"Day cruises go from planned to under way and then to finished; {tail}."
    assert_reported(PROJECT, rule(sentence))
