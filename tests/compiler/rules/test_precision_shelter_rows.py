"""Sentences about several rows of a shelter of which a word or two makes another rule, or none at all."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Count, OneOf, Term, Total
from erdgen.compiler.rules.forms import Entering, KeepWhile, Rule, Unique
from tests.compiler.rules.reading import assert_reported, assert_states
from tests.compiler.rules.shelter import FED, KEPT_APART, PROJECT, TREATED
from tests.projects import rule

EXACT: list[tuple[str, str, str, list[Rule]]] = [
    # One parent
    (
        "Feedings are given by keepers of the shelter that the animal belongs to.",
        "",
        "Feeding",
        [Compare("keeper.shelter", "eq", "animal.shelter")],
    ),
    (
        "Feedings can only be given by keepers from the animal's shelter.",
        "",
        "Feeding",
        [Compare("keeper.shelter", "eq", "animal.shelter")],
    ),
    (
        "Feedings cannot be given by keepers from outside the shelter of the animal.",
        "",
        "Feeding",
        [Compare("keeper.shelter", "eq", "animal.shelter")],
    ),
    (
        "Animals can only be put into cages of their own shelter.",
        "",
        "Animal",
        [Compare("cage.shelter", "eq", "shelter")],
    ),
    (
        "You can only put animals into cages of their own shelter.",
        "",
        "Animal",
        [Compare("cage.shelter", "eq", "shelter")],
    ),
    (
        "Animals must not be put into cages of another shelter.",
        "",
        "Animal",
        [Compare("cage.shelter", "eq", "shelter")],
    ),
    # Sums
    (
        "The places of all animals in a shelter must not exceed the shelter's capacity.",
        "",
        "Shelter",
        [Total("animals", (Term(("places",)),), "lte", other="capacity")],
    ),
    (
        "The feedings of one animal must not add up to more than 500 (grams).",
        "",
        "Animal",
        [Total("feedings", (Term(("grams",)),), "lte", "500")],
    ),
    # Tails that restate
    (
        "Stays in the same cage must not overlap, although one may come in on the day another one leaves.",
        "",
        "Stay",
        [KEPT_APART],
    ),
    ("Stays in the same cage must not overlap; back-to-back stays are fine.", "", "Stay", [KEPT_APART]),
    (
        "Stays in the same cage must not overlap (one may begin on the day another ends).",
        "",
        "Stay",
        [KEPT_APART],
    ),
    # Deletion
    (
        "You can only delete a cage when it has no animals.",
        "",
        "Cage",
        [KeepWhile(Count("animals", minimum=1))],
    ),
    ("You can only delete cages without animals.", "", "Cage", [KeepWhile(Count("animals", minimum=1))]),
    (
        "Deleting a cage is only allowed if it has no animals.",
        "",
        "Cage",
        [KeepWhile(Count("animals", minimum=1))],
    ),
    ("Animals for which feedings have been recorded cannot be deleted.", "", "Animal", [KeepWhile(FED)]),
    ("If feedings have been recorded for an animal, it cannot be deleted.", "", "Animal", [KeepWhile(FED)]),
    ("Only animals for which no feedings have been recorded can be deleted.", "", "Animal", [KeepWhile(FED)]),
    (
        "Animals for which no feedings have been recorded cannot be deleted.",
        "",
        "Animal",
        [KeepWhile(Count("feedings", maximum=0))],
    ),
    # Unique
    (
        "Shelter codes are unique, regardless of upper or lower case.",
        "",
        "Shelter",
        [Unique(("code",), None, True)],
    ),
    ("Shelter codes are unique; case does not matter.", "", "Shelter", [Unique(("code",), None, True)]),
    # Limits by the name of a link
    (
        "A keeper can be the carer of at most three treated animals.",
        "",
        "Keeper",
        [Count("cared_animals", maximum=3, where=TREATED)],
    ),
    (
        "A keeper cannot be the carer of more than three treated animals.",
        "",
        "Keeper",
        [Count("cared_animals", maximum=3, where=TREATED)],
    ),
    ("A keeper must be the carer of at least one animal.", "", "Keeper", [Count("cared_animals", minimum=1)]),
    ("A keeper can examine at most three animals.", "", "Keeper", [Count("examined_animals", maximum=3)]),
    # A permission before the rule
    (
        "An animal may have a mother, but it can't be its own mother.",
        "",
        "Animal",
        [Compare("mother", "ne", "pk")],
    ),
    # The same in other words
    ("Keepers who have recorded feedings cannot be deleted.", "", "Keeper", [KeepWhile(FED)]),
    ("Animals that have stays have to be kept.", "", "Animal", [KeepWhile(Count("stays", minimum=1))]),
    ("Each shelter has its own code.", "", "Shelter", [Unique(("code",))]),
    ("An animal may have a mother, but never itself.", "", "Animal", [Compare("mother", "ne", "pk")]),
    ("A keeper examines at most three animals.", "", "Keeper", [Count("examined_animals", maximum=3)]),
    # Once a day, states after their rows
    ("There is at most one feeding per animal and day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    ("An animal cannot have two feedings on the same day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    ("An animal is fed at most once a day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    ("No animal can be fed twice on the same day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    (
        "The places of the animals of a shelter add up to 100.",
        "",
        "Shelter",
        [Total("animals", (Term(("places",)),), "eq", "100")],
    ),
    (
        "Cage numbers may repeat in different shelters but not within one.",
        "",
        "Cage",
        [Unique(("shelter", "number"))],
    ),
    (
        "An animal can't be adopted as long as it has stays that are not over.",
        "",
        "Animal",
        [
            Entering(
                "status", "adopted", Count("stays", maximum=0, where=OneOf("state", ("over",), negated=True))
            )
        ],
    ),
    ("The same animal can't be put into a cage twice.", "", "Stay", [Unique(("animal", "cage"))]),
]

REPORTED: list[tuple[str, str, str]] = [
    ("An animal is fed once a day.", "", ""),
    ("An animal can be fed twice on the same day.", "", ""),
    ("An animal is fed at most once a week.", "", ""),
    ("Neither treated nor new animals must be deleted.", "", ""),
    ("A keeper examines three animals.", "", ""),
    ("Keepers who have seen feedings cannot be deleted.", "", ""),
    ("An animal may have a mother, but never a young one.", "", ""),
    ("No animal without a note or a carer.", "", ""),
    ("Feedings can be given by keepers of the shelter that the animal belongs to.", "", ""),
    ("Feedings must not be given by keepers of the shelter that the animal belongs to.", "", ""),
    ("Feedings are not given by keepers of the shelter that the animal belongs to.", "", ""),
    ("Feedings are given by keepers of a shelter.", "", ""),
    ("Feedings can only be deleted by keepers of the shelter of the animal.", "", ""),
    ("Feedings can only be seen by keepers of the shelter of the animal.", "", ""),
    ("Animals can be put into cages of their own shelter.", "", ""),
    ("The rates of all animals in a shelter must not exceed the shelter's capacity.", "", ""),
    ("The places of all animals in a shelter must not exceed 20.", "", ""),
    ("The places of all animals in a shelter need not exceed the shelter's capacity.", "", ""),
    ("The feedings of one animal need not add up to more than 500 (grams).", "", ""),
    ("The feedings of one animal must not add up to more than 500 (weight).", "", ""),
    ("Stays in the same cage must not overlap, but one may not begin on the day another ends.", "", ""),
    ("Stays in the same cage must not overlap, but one must begin on the day another ends.", "", ""),
    ("Stays in the same cage must not overlap; one may begin a day before another ends.", "", ""),
    ("Stays in the same cage must not overlap, but planned ones may.", "", ""),
    ("You can also delete a cage when it has no animals.", "", ""),
    ("You cannot only delete a cage when it has no animals.", "", ""),
    ("Managers can only delete a cage when it has no animals.", "", ""),
    ("Deleting a cage is allowed if it has no animals.", "", ""),
    ("Animals for which food has been recorded cannot be deleted.", "", ""),
    ("A stay can only be deleted if the animal has a note (state active).", "", ""),
    ("Shelter codes are unique, but upper and lower case matter.", "", ""),
    ("A keeper can be the carer of at least three treated animals.", "", ""),
    ("A keeper can be the carer of three treated animals.", "", ""),
    ("A keeper can examine three animals.", "", ""),
    ("An animal may have a mother, but it must not be treated.", "", ""),
    ("An animal may not have a mother, but it can be its own mother.", "", ""),
    ("An animal may have a mother if it is new, but it can't be its own mother.", "", ""),
]


@pytest.mark.parametrize(("sentence", "applies_to", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    sentence: str, applies_to: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(PROJECT, rule(sentence, applies_to), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(sentence: str, applies_to: str, about: str) -> None:
    assert_reported(PROJECT, rule(sentence, applies_to, about))
