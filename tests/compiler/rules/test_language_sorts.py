"""Values by sort, periods by their noun, rows told apart in several ways: what is stated, and what is not."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Count, Given, Moment, OneOf, Range, Span, Term
from erdgen.compiler.rules.forms import Computed, Entering, Implies, NoOverlap, Rule, ServerSet, Unique
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
        "Musician": {
            "fields": {
                "name": "str",
                "birth_date": "date",
                "pupil": {"type": "bool", "default": False},
                "badge_number": optional("str"),
                "club_standing": {"type": "choices(guest, regular, honorary)", "default": "regular"},
            },
        },
        "Venue": {"fields": {"title": "str", "protected": {"type": "bool", "default": False}}},
        "Booth": {
            "fields": {
                "number": "str",
                "level": "int",
                "amplified": {"type": "bool", "default": False},
                "state": {"type": "choices(ready, hired, cleared)", "default": "ready"},
                "cleared_at": optional("datetime"),
                "disposed_on": optional("date"),
            },
            "relationships": {"venue": link_to("Venue", "booths")},
        },
        "Song": {"fields": {"title": "str", "style": "choices(hymn, ballad, march)"}},
        "SheetPrint": {
            "fields": {"binding": "choices(stapled, sewn, loose)", "maker": optional("str"), "lot": "str"},
            "relationships": {"song": link_to("Song", "prints")},
        },
        "Show": {
            "fields": {
                "kind": "choices(acoustic, choral, brass)",
                "rating": optional("int"),
                "verdict": "choices(repeat, drop)",
                "seats": "int",
                "seat_price": "decimal(8, 2)",
                "takings": optional("decimal(10, 2)"),
                "stream_code": optional("str"),
                "channel": "choices(hall, radio, stream)",
            },
            "relationships": {"venue": link_to("Venue", "shows")},
        },
        "LicenceDeal": {
            "fields": {
                "term_start": "date",
                "term_end": "date",
                "status": {"type": "choices(draft, signed, void)", "default": "draft"},
            },
            "relationships": {
                "venue": link_to("Venue", "deals"),
                "musician": link_to("Musician", "deals"),
            },
        },
        "DealNote": {
            "fields": {"starts_on": "date", "ends_on": "date", "text": "str"},
            "relationships": {"licence": link_to("LicenceDeal", "remarks")},
        },
        "Recording": {
            "fields": {
                "minutes": "int",
                "live": {"type": "bool", "default": False},
            },
            "relationships": {"source_recording": optional_link("Recording", "excerpts")},
        },
        "Practice": {
            "fields": {
                "status": {"type": "choices(planned, held)", "default": "planned"},
                "reason": optional("str"),
            },
            "relationships": {"repeats": optional_link("Practice", "repetitions")},
        },
    },
)
HYMNS = OneOf("song.style", ("hymn",))
LOUD = OneOf("amplified", (True,))

STATED: tuple[tuple[str, str, Rule], ...] = (
    (
        "Hymns are brought out as sewn prints only.",
        "SheetPrint",
        Implies(HYMNS, OneOf("binding", ("sewn",))),
    ),
    (
        "Hymns may only be released as sewn or stapled prints.",
        "SheetPrint",
        Implies(HYMNS, OneOf("binding", ("sewn", "stapled"))),
    ),
    (
        "Musicians below the age of 16 can only be employed as pupils.",
        "Musician",
        Implies(Moment("birth_date", "gt", Span(-16, "years")), OneOf("pupil", (True,))),
    ),
    (
        "At protected venues the only shows we hold are acoustic and choral ones.",
        "Show",
        Implies(OneOf("venue.protected", (True,)), OneOf("kind", ("acoustic", "choral"))),
    ),
    (
        "At protected venues, the only shows allowed are choral shows.",
        "Show",
        Implies(OneOf("venue.protected", (True,)), OneOf("kind", ("choral",))),
    ),
    ("Booths above the second level are all amplified.", "Booth", Implies(Range("level", gt="2"), LOUD)),
    ("Booths below the 3rd level must be amplified.", "Booth", Implies(Range("level", lt="3"), LOUD)),
    (
        "Booths on the fourth level are amplified.",
        "Booth",
        Implies(Range("level", gte="4", lte="4"), LOUD),
    ),
    (
        "With a rating of 1, a show is not allowed to have repeat as its verdict.",
        "Show",
        Implies(Range("rating", gte="1", lte="1"), OneOf("verdict", ("repeat",), negated=True)),
    ),
    (
        "A stream code has no place on a show that was made by any channel other than stream.",
        "Show",
        Implies(OneOf("channel", ("stream",), negated=True), Given("stream_code", negated=True)),
    ),
    (
        "The system works out the takings of a show: seats times seat price.",
        "Show",
        Computed("takings", (Term(("seats", "seat_price")),)),
    ),
    (
        "The moment at which a booth gets cleared is recorded by the system in its cleared-at time.",
        "Booth",
        ServerSet("cleared_at", "reached", OneOf("state", ("cleared",))),
    ),
    (
        "Only cleared booths can have a disposal date.",
        "Booth",
        Implies(Given("disposed_on"), OneOf("state", ("cleared",))),
    ),
    (
        "The term covered by a licence deal must end later than it starts.",
        "LicenceDeal",
        Compare("term_end", "gt", "term_start"),
    ),
    (
        "A licence deal's term has to end at least two years after it starts.",
        "LicenceDeal",
        Compare("term_end", "gte", "term_start", Span(2, "years")),
    ),
    (
        "The term of a deal must not begin after it ends.",
        "LicenceDeal",
        Compare("term_start", "lte", "term_end"),
    ),
    (
        "The period of a deal note must end at least a week after it starts.",
        "DealNote",
        Compare("ends_on", "gte", "starts_on", Span(1, "weeks")),
    ),
    (
        "Two licence deals for one venue must not cover overlapping periods.",
        "LicenceDeal",
        NoOverlap("term_start", "term_end", ("venue",)),
    ),
    (
        "The same musician must not have two licence deals at one venue that run at the same time, void deals"
        " not counted.",
        "LicenceDeal",
        NoOverlap("term_start", "term_end", ("musician", "venue"), OneOf("status", ("void",), negated=True)),
    ),
    (
        "A musician must not have two licence deals that overlap.",
        "LicenceDeal",
        NoOverlap("term_start", "term_end", ("musician",)),
    ),
    (
        "From one recording, a maximum of four excerpts can be taken.",
        "Recording",
        Count("excerpts", maximum=4),
    ),
    (
        "The same lot may occur with different makers, but not twice with the same maker.",
        "SheetPrint",
        Unique(("maker", "lot")),
    ),
    (
        "Honorary standing is only available to musicians who have a badge number.",
        "Musician",
        Entering("club_standing", "honorary", Given("badge_number")),
    ),
    (
        "Honorary standing is reserved for musicians with a badge number.",
        "Musician",
        Entering("club_standing", "honorary", Given("badge_number")),
    ),
    (
        "The minutes of an excerpt must not be more than the minutes of its source recording.",
        "Recording",
        Compare("minutes", "lte", "source_recording.minutes"),
    ),
    (
        "At least one excerpt of a recording must be live.",
        "Recording",
        Count("excerpts", minimum=1, where=OneOf("live", (True,))),
    ),
    (
        "An excerpt's minutes must not exceed those of its source recording.",
        "Recording",
        Compare("minutes", "lte", "source_recording.minutes"),
    ),
)
REPORTED = (
    "Honorary standing is available to musicians who have a badge number.",
    "Honorary standing is not only available to musicians who have a badge number.",
    "Honorary standing is only available to some musicians who have a badge number.",
    "Honorary standing is only available to musicians who want a badge number.",
    "The minutes of an excerpt may be more than the minutes of its source recording.",
    "The minutes of an excerpt must be at most 5.",
    "The minutes of an excerpt must be at most 5 and at most those of its source recording.",
    "An excerpt must have a source recording.",
    "Excerpts must not be live.",
    "The excerpts of a recording must be live.",
    "The repetitions of a practice must be held.",
    "Repetitions of a practice must be held.",
    "A practice with planned status must not have a reason.",
    "Hymns are brought out as sewn prints.",
    "Hymns need not be brought out as sewn prints only.",
    "Hymns are not brought out as sewn prints only.",
    "Some hymns are brought out as sewn prints only.",
    "Hymns are brought out as sewn prints only once.",
    "Musicians below the age of 16 can be employed as pupils.",
    "Musicians below the age of 16 cannot only be employed as pupils.",
    "At protected venues the only shows we like are acoustic and choral ones.",
    "At protected venues the shows we hold are acoustic and choral ones.",
    "Booths above the second level are not all amplified.",
    "Booths above the second level may be amplified.",
    "Booths above the second venue are all amplified.",
    "With a rating of 1, a show is allowed to have repeat as its verdict.",
    "With a rating of 1, a show does not have to have repeat as its verdict.",
    "A stream code has its place on a show that was made by any channel other than stream.",
    "A show that was made by any channel other than stream need not have a stream code.",
    "The system works out the takings of a show: 5.",
    "The system works out the takings of a show: they are never entered.",
    "The moment at which a booth gets cleared is not recorded by the system in its cleared-at time.",
    "Cleared booths can have a disposal date.",
    "The term covered by a licence deal may end before it starts.",
    "The term covered by a licence deal need not end later than it starts.",
    "The trial term of a licence deal must end later than it starts.",
    "The warranty of a licence deal has to end at least two years after it starts.",
    "The trial period of a deal note must end at least a week after it starts.",
    "Two licence deals for one venue may cover overlapping periods.",
    "The same musician may have two licence deals at one venue that run at the same time.",
    "The same musician must not have two licence deals at different venues that run at the same time.",
    "The same musician must not have three licence deals at one venue that run at the same time.",
    "The same musician must not have two licence deals at one venue that run at the same time in winter.",
    "Recordings are only kept as live recordings.",
    "From all recordings, a maximum of four excerpts can be taken.",
    "From one recording, at least four excerpts can be taken.",
    "From one recording, a maximum of four excerpts can be taken per day.",
    "The same lot may occur with different makers and twice with the same maker.",
    "The same lot may occur with different makers, but not twice with the same song.",
    "The same lot may occur with different makers, but not three times with the same maker.",
)


@pytest.mark.parametrize(("sentence", "entity", "stated"), STATED)
def test_what_is_said_states_a_rule(sentence: str, entity: str, stated: Rule) -> None:
    assert_states(PROJECT, rule(sentence), entity, [stated])


@pytest.mark.parametrize("sentence", REPORTED)
def test_near_misses_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
