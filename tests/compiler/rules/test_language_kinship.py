"""What a row has in common with what it links to, and what it must not be linked to."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.compiler.rules.theatre import PROJECT
from tests.projects import rule

_DIRECTOR = ("Production", Compare("director.company", "eq", "company"))
_HALL = ("Performance", Compare("production.company", "eq", "hall.company"))
_ACTOR = ("Role", Compare("production.company", "eq", "actor.company"))
_UNDERSTUDY = ("Actor", Compare("understudy.company", "eq", "company"))
_FITTING = ("Fitting", Compare("costume.company", "eq", "actor.company"))
_REVIVAL = ("Production", Compare("revival_of.company", "eq", "company"))
_COSTUME = ("Costume", Compare("role.production.company", "eq", "company"))
_VOICE = ("Actor", Compare("understudy.voice", "eq", "voice"))
_NOT_SELF = ("Actor", Compare("understudy", "ne", "pk"))
_NO_REVIVAL_OF_SELF = ("Production", Compare("revival_of", "ne", "pk"))
_APART = ("Transport", Compare("origin", "ne", "destination"))

STATED = [
    # One parent at the end of two links
    ("The director of a production must work for the company that stages it.", _DIRECTOR),
    ("A performance may only take place in a hall of the company that owns the production.", _HALL),
    ("You can't schedule a performance in a hall of another company than the production's.", _HALL),
    ("No performance may be held in a hall that does not belong to the production's company.", _HALL),
    ("An actor can only be given a role in a production of their own company.", _ACTOR),
    ("Only actors of the production's company may be cast in its roles.", _ACTOR),
    ("No role may go to an actor from a company other than that of its production.", _ACTOR),
    ("Reject a role if its actor is from another company than the production.", _ACTOR),
    ("For every role, the company of the actor must equal the company of the production.", _ACTOR),
    ("An understudy belongs to the same company as the actor they cover.", _UNDERSTUDY),
    ("If an actor has an understudy, both must be with the same company.", _UNDERSTUDY),
    ("You can't choose an understudy from a different company for an actor.", _UNDERSTUDY),
    ("A costume may only be fitted on an actor from the company that owns it.", _FITTING),
    ("A revival must be put on by the same company as the original.", _REVIVAL),
    ("When one production is a revival of another, both must belong to one and the same company.", _REVIVAL),
    ("A costume used for a role has to belong to the company of that role's production.", _COSTUME),
    ("An actor and their understudy have the same voice.", _VOICE),
    ("You can't give an actor an understudy with another voice.", _VOICE),
    ("No actor may be fitted with a costume of another company.", _FITTING),
    ("You can't let an actor from another company play a role in a production.", ("Role", _ACTOR[1])),
    # Not linked to itself
    ("You can't choose an actor himself as his understudy.", _NOT_SELF),
    ("You can't make an actor his or her own understudy.", _NOT_SELF),
    ("Nobody may put down an actor as the understudy of themselves.", _NOT_SELF),
    ("No actor may be entered as their own understudy.", _NOT_SELF),
    ("Nobody may be named as an actor's understudy if it is the very same actor.", _NOT_SELF),
    ("The actor chosen as the understudy has to be a different actor.", _NOT_SELF),
    ("An actor and their understudy are never one and the same actor.", _NOT_SELF),
    ("An actor's understudy is always another actor.", _NOT_SELF),
    ("Self-cover is not allowed: an actor may not appear as their own understudy.", _NOT_SELF),
    ("The production that a production revives has to be a different one.", _NO_REVIVAL_OF_SELF),
    ("Whatever a production revives, it can't be that very same production.", _NO_REVIVAL_OF_SELF),
    # The two ends of a way
    ("No transport may go to the very hall it starts from.", _APART),
    ("A transport must go to a different hall than the one it comes from.", _APART),
    ("You can't make a transport from a hall to itself.", _APART),
    ("A transport can never lead back to the same hall it left from.", _APART),
]

REPORTED = [
    # The other way round, or left free
    "The director of a production must not work for the company that stages it.",
    "A performance can take place in a hall of the company that owns the production.",
    "No role may go to an actor of the same company as its production.",
    "An actor may have an understudy from another company.",
    "An actor must have an understudy from another company.",
    "A revival need not be put on by the same company as the original.",
    "A role does not have to go to an actor from another company.",
    "It is not forbidden to give a role to an actor of the production's company.",
    "A hall of another company than the production's is allowed for a performance.",
    # Of which company is not told
    "A performance must take place in a hall of a company.",
    "A performance can only be held in a hall of the company.",
    # Something else is the same
    "An actor must have the same understudy as the other actors of the company.",
    "No actor may have the same understudy as another actor of the company.",
    "A performance must be in the same hall as its production.",
    # Only in some cases, or more than that
    "If an actor has no understudy, the company must be another company.",
    "If the hall belongs to another company than the production, the performance must be cancelled.",
    "A performance and its production must have the same company unless the hall belongs to it.",
    "An actor may not be given a role in two productions of another company.",
    "Only active actors of the production's company may be cast in its roles.",
    # Who does it
    "Costumes can only be recorded by actors of the role's company.",
    # No two ends
    "A production must go from one director to another director.",
    "A transport may go back to the hall it started from.",
    "A transport must return to the hall it starts from.",
]


@pytest.mark.parametrize(("sentence", "said"), STATED)
def test_links_are_held_against_each_other(sentence: str, said: tuple[str, Compare]) -> None:
    assert_states(PROJECT, rule(sentence), said[0], [said[1]])


@pytest.mark.parametrize("sentence", REPORTED)
def test_near_misses_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
