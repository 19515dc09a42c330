"""How many rows there are, what they add up to, where links lead: near misses are held apart."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Count, OneOf, Term, Total
from erdgen.compiler.rules.forms import Implies, KeepWhile, Rule, Unique
from tests.compiler.rules.airport import APART, PROJECT, URGENT
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.projects import rule

EXACT: list[tuple[str, str, str, str, list[Rule]]] = [
    # Amounts of several rows
    (
        "All parts of a repair together may weigh at most 60 kg.",
        "",
        "",
        "Repair",
        [Total("parts", (Term(("weight_kg",)),), "lte", "60")],
    ),
    (
        "The parts of a repair must not weigh more than 60 kg in total.",
        "",
        "",
        "Repair",
        [Total("parts", (Term(("weight_kg",)),), "lte", "60")],
    ),
    # How many there are
    (
        "Of all repairs of a plane, no more than one can be begun.",
        "",
        "",
        "Plane",
        [Count("repairs", maximum=1, where=OneOf("status", ("begun",)))],
    ),
    ("Per town there is only one hangar with a given name.", "", "", "Hangar", [Unique(("name", "town"))]),
    (
        "Nobody manages more than three urgent repairs.",
        "Repair",
        "manager",
        "User",
        [Count("managed_repairs", maximum=3, where=URGENT)],
    ),
    (
        "Each plane has only one urgent repair; unurgent ones are unlimited.",
        "",
        "",
        "Plane",
        [Count("repairs", maximum=1, where=URGENT)],
    ),
    (
        "A bay that is used in repairs must not be deleted.",
        "",
        "",
        "Bay",
        [KeepWhile(Count("repairs", minimum=1))],
    ),
    # Where links lead
    (
        "The foreman of a hangar has to be one of the hangar's own mechanics.",
        "",
        "",
        "Hangar",
        [Compare("foreman.hangar", "eq", "pk")],
    ),
    (
        "The bay of a repair must be in the hangar of the repaired plane.",
        "Repair",
        "bay",
        "Repair",
        [Compare("bay.hangar", "eq", "plane.hangar")],
    ),
    # Two at a time, and how many
    ("A mechanic cannot be assigned to two repairs at the same time.", "", "", "Duty", [APART]),
    ("No mechanic can work on more than one repair at a time.", "", "", "Duty", [APART]),
    ("A mechanic can have only one duty at a time.", "", "", "Duty", [APART]),
    ("A duty has at most 9 tasks.", "", "", "Duty", [Count("tasks", maximum=9)]),
    # A state that needs rows
    (
        "A repair cannot be sent without at least one part.",
        "",
        "",
        "Repair",
        [Implies(OneOf("status", ("sent",)), Count("parts", minimum=1))],
    ),
]

REPORTED: list[tuple[str, str, str]] = [
    ("A mechanic can be assigned to two repairs at the same time.", "", ""),
    ("A mechanic cannot be assigned to two repairs.", "", ""),
    ("All parts of a repair together need not weigh at most 60 kg.", "", ""),
    ("All parts of a repair together may weigh at least 60 kg.", "", ""),
    ("Of all repairs of a plane, none can be begun.", "", ""),
    ("Per town there is at least one hangar with a given name.", "", ""),
    ("Per town there are only two hangars with a given name.", "", ""),
    ("Everybody manages more than three urgent repairs.", "Repair", "manager"),
    ("Nobody manages three urgent repairs.", "Repair", "manager"),
    ("Each plane has only one urgent repair; urgent ones are unlimited.", "", ""),
    ("A bay that does not appear in any repair must be deleted.", "", ""),
    ("The foreman of a hangar must not be one of the hangar's own mechanics.", "", ""),
    ("The foreman of a hangar must be a mechanic of another hangar.", "", ""),
    ("The foreman of a hangar must be a mechanic.", "", ""),
]


@pytest.mark.parametrize(("sentence", "applies_to", "about", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly(
    sentence: str, applies_to: str, about: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(PROJECT, rule(sentence, applies_to, about), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(sentence: str, applies_to: str, about: str) -> None:
    assert_reported(PROJECT, rule(sentence, applies_to, about))
