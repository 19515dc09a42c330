"""Sentences beside each other of which a word or two makes another rule, or none that can be told.

Every form that reads a permission, a restriction by what somebody does, or a tail has its near misses here.
"""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Compare,
    Count,
    Given,
    Length,
    Moment,
    OneOf,
    Range,
    Span,
    Term,
    Total,
    Weekday,
)
from erdgen.compiler.rules.forms import (
    Computed,
    Entering,
    Implies,
    KeepWhile,
    Move,
    NoOverlap,
    Rule,
    Transitions,
    Unique,
)
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Shelter": {
        "fields": {
            "name": "str",
            "code": optional("str"),
            "capacity": optional("int"),
            "channel": optional("str"),
        }
    },
    "Cage": {
        "fields": {
            "number": "int",
            "kind": "choices(indoor, outdoor, quarantine)",
            "heated": {"type": "bool", "default": False},
        },
        "relationships": {"shelter": link_to("Shelter", "cages")},
    },
    "Keeper": {
        "fields": {"name": "str", "phone": optional("str"), "weekly_hours": optional("int")},
        "relationships": {"shelter": link_to("Shelter", "keepers")},
    },
    "Animal": {
        "fields": {
            "name": "str",
            "places": optional("int"),
            "rate": optional("decimal(6, 2)"),
            "cost": optional("decimal(8, 2)"),
            "days": optional("int"),
            "status": "choices(new, examined, treated, adopted, returned)",
            "vaccination_confirmed": {"type": "bool", "default": False},
            "arrives_on": optional("date"),
            "leaves_on": optional("date"),
            "note": optional("text"),
        },
        "relationships": {
            "shelter": link_to("Shelter", "animals"),
            "cage": link_to("Cage", "animals", required=False),
            "carer": link_to("Keeper", "cared_animals", required=False),
            "examiner": link_to("Keeper", "examined_animals", required=False),
            "mother": link_to("self", "young", required=False),
        },
    },
    "Feeding": {
        "fields": {
            "fed_on": optional("date"),
            "grams": optional("int"),
            "price": optional("decimal(6, 2)"),
        },
        "relationships": {"animal": link_to("Animal", "feedings"), "keeper": link_to("Keeper", "feedings")},
    },
    "Stay": {
        "fields": {"begins_on": "date", "ends_on": "date", "state": "choices(planned, active, over)"},
        "relationships": {"cage": link_to("Cage", "stays"), "animal": link_to("Animal", "stays")},
    },
}

CONFIRMED = OneOf("vaccination_confirmed", (True,))
UNCONFIRMED = OneOf("vaccination_confirmed", (True,), negated=True)
HEATED = OneOf("heated", (True,))
UNHEATED = OneOf("heated", (True,), negated=True)
OUTDOOR = OneOf("kind", ("outdoor",))
TREATED = OneOf("status", ("treated",))
WORKDAYS = Weekday("fed_on", (0, 1, 2, 3, 4, 5))
KEPT_APART = NoOverlap("begins_on", "ends_on", ("cage",))
FED = Count("feedings", minimum=1)

EXACT: list[tuple[str, str, str, list[Rule]]] = [
    # Switches are on or off; none is "given"
    ("Heated is not allowed for outdoor cages.", "Cage", "Cage", [Implies(OUTDOOR, UNHEATED)]),
    ("Heated is only allowed for outdoor cages.", "Cage", "Cage", [Implies(HEATED, OUTDOOR)]),
    ("No heated in outdoor cages.", "Cage", "Cage", [Implies(OUTDOOR, UNHEATED)]),
    ("We do not allow heated in outdoor cages.", "Cage", "Cage", [Implies(OUTDOOR, UNHEATED)]),
    ("We only allow heated in outdoor cages.", "Cage", "Cage", [Implies(HEATED, OUTDOOR)]),
    (
        "As long as the vaccination is not confirmed, an animal cannot be adopted.",
        "",
        "Animal",
        [Entering("status", "adopted", CONFIRMED)],
    ),
    (
        "As long as the vaccination is confirmed, an animal cannot be returned.",
        "",
        "Animal",
        [Entering("status", "returned", UNCONFIRMED)],
    ),
    (
        "Animals with a confirmed vaccination need a note.",
        "",
        "Animal",
        [Implies(CONFIRMED, Given("note"))],
    ),
    (
        "Animals without a confirmed vaccination need a note.",
        "",
        "Animal",
        [Implies(UNCONFIRMED, Given("note"))],
    ),
    (
        "The vaccination must be confirmed for adopted animals.",
        "",
        "Animal",
        [Implies(OneOf("status", ("adopted",)), CONFIRMED)],
    ),
    # Steps
    (
        "New animals are examined, from there they are either treated or adopted, and only adopted animals"
        " can be returned.",
        "",
        "Animal",
        [
            Transitions(
                "status",
                (
                    Move("new", "examined"),
                    Move("examined", "treated"),
                    Move("examined", "adopted"),
                    Move("adopted", "returned"),
                ),
            )
        ],
    ),
    # Lists, duties
    (
        "The only channels we use for a shelter are phone and web.",
        "",
        "Shelter",
        [OneOf("channel", ("phone", "web"))],
    ),
    (
        "Phone and web are the only channels of a shelter.",
        "",
        "Shelter",
        [OneOf("channel", ("phone", "web"))],
    ),
    ("We do not register keepers without a phone number.", "", "Keeper", [Given("phone")]),
    ("No keeper is registered without a phone number.", "", "Keeper", [Given("phone")]),
    ("It is mandatory to state the phone number of a keeper.", "", "Keeper", [Given("phone")]),
    ("Stating the phone number of a keeper is compulsory.", "", "Keeper", [Given("phone")]),
    # Days
    ("Feedings cannot be entered for a day that is still to come.", "", "Feeding", [Moment("fed_on", "lte")]),
    ("Feedings can only be entered for days that are over.", "", "Feeding", [Moment("fed_on", "lt")]),
    (
        "Feedings can't be entered for future dates or for dates more than 14 days ago.",
        "",
        "Feeding",
        [Moment("fed_on", "lte"), Moment("fed_on", "gte", Span(-14, "days"))],
    ),
    ("There are no feedings on Sundays.", "", "Feeding", [WORKDAYS]),
    ("No feedings on Sundays.", "", "Feeding", [WORKDAYS]),
    ("We do not make feedings on Sundays.", "", "Feeding", [WORKDAYS]),
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
    (
        "An animal costs its days multiplied by its rate.",
        "",
        "Animal",
        [Computed("cost", (Term(("days", "rate")),))],
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
    # States in brackets
    (
        "You can only begin a stay if the animal has a note (state active).",
        "",
        "Stay",
        [Entering("state", "active", Given("animal.note"))],
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
    (
        "The rate of an animal need not be positive, but it must not be negative.",
        "",
        "Animal",
        [Range("rate", gte="0")],
    ),
    # Moments in order
    ("An animal leaves after it arrives.", "", "Animal", [Compare("leaves_on", "gt", "arrives_on")]),
    (
        "An animal may leave on the day it arrives, but not earlier.",
        "",
        "Animal",
        [Compare("leaves_on", "gte", "arrives_on")],
    ),
    (
        "An animal may leave on the day it arrives, but not later.",
        "",
        "Animal",
        [Compare("leaves_on", "lte", "arrives_on")],
    ),
    # Steps and restrictions in one sentence
    (
        "New animals are examined or adopted; examined ones are treated, and only adopted animals can be"
        " returned.",
        "",
        "Animal",
        [
            Transitions(
                "status",
                (
                    Move("new", "examined"),
                    Move("new", "adopted"),
                    Move("examined", "treated"),
                    Move("adopted", "returned"),
                ),
                (Move("new", "returned"), Move("examined", "returned"), Move("treated", "returned")),
            )
        ],
    ),
    ("Keepers who have recorded feedings cannot be deleted.", "", "Keeper", [KeepWhile(FED)]),
    ("Animals that have stays have to be kept.", "", "Animal", [KeepWhile(Count("stays", minimum=1))]),
    ("Each shelter has its own code.", "", "Shelter", [Unique(("code",))]),
    ("An animal may have a mother, but never itself.", "", "Animal", [Compare("mother", "ne", "pk")]),
    ("A keeper examines at most three animals.", "", "Keeper", [Count("examined_animals", maximum=3)]),
    ("No animal without a note.", "", "Animal", [Given("note")]),
    (
        "Feedings of an animal whose vaccination is unconfirmed need a price.",
        "",
        "Feeding",
        [Implies(OneOf("animal.vaccination_confirmed", (True,), negated=True), Given("price"))],
    ),
    # Once a day, states after their rows, rows that are spared
    ("There is at most one feeding per animal and day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    ("An animal cannot have two feedings on the same day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    ("An animal is fed at most once a day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    ("No animal can be fed twice on the same day.", "", "Feeding", [Unique(("animal", "fed_on"))]),
    (
        "Treated animals need a note; new ones do not.",
        "",
        "Animal",
        [Implies(OneOf("status", ("treated",)), Given("note"))],
    ),
    (
        "A note is required for treated animals, but not for new ones.",
        "",
        "Animal",
        [Implies(OneOf("status", ("treated",)), Given("note"))],
    ),
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
    # Periods, lengths
    (
        "Nobody works more than forty hours a week (weekly_hours).",
        "",
        "Keeper",
        [Range("weekly_hours", lte="40")],
    ),
    ("A note needs at least 20 characters.", "", "Animal", [Length("note", minimum=20)]),
]

REPORTED: list[tuple[str, str, str]] = [
    ("An animal is fed once a day.", "", ""),
    ("An animal can be fed twice on the same day.", "", ""),
    ("An animal is fed at most once a week.", "", ""),
    ("Treated animals have a note; new ones do not.", "", ""),
    ("A note is required for treated animals, but not for those in outdoor cages.", "", ""),
    ("Neither treated nor new animals must be deleted.", "", ""),
    ("An animal is adopted after it arrives.", "", ""),
    ("An animal is returned after it is adopted.", "", ""),
    ("A keeper examines three animals.", "", ""),
    ("Keepers who have seen feedings cannot be deleted.", "", ""),
    ("An animal may have a mother, but never a young one.", "", ""),
    ("Shelter channels: phone, web, mail - nothing else.", "", ""),
    ("No animal without a note or a carer.", "", ""),
    ("Heated is not required for outdoor cages.", "Cage", ""),
    ("Heated is allowed in outdoor cages.", "Cage", ""),
    ("We allow heated in outdoor cages.", "Cage", ""),
    ("The vaccination need not be confirmed for new animals.", "", ""),
    ("If the vaccination is confirmed or denied, a note is required.", "", ""),
    ("New animals are examined, and only adopted animals can be returned.", "", ""),
    (
        "New animals are examined, from there they are either treated or adopted, and only treated animals"
        " can be adopted.",
        "",
        "",
    ),
    ("New animals must be treated.", "", ""),
    ("From there they are treated or adopted.", "Animal", "status"),
    ("New animals go to treated.", "Animal", "status"),
    ("Phone and web are not the only channels of a shelter.", "", ""),
    ("Phone and web are the only channels of a shelter that are free.", "", ""),
    ("The only channel of a shelter we do not use is phone.", "", ""),
    ("We do not register keepers without a phone number in winter.", "", ""),
    ("A keeper must have a phone number in winter.", "", ""),
    ("It is not mandatory to state the phone number of a keeper.", "", ""),
    ("It is mandatory to state the phone number of some keepers.", "", ""),
    ("Stating the phone number of a keeper is not compulsory.", "", ""),
    ("Feedings can be entered for a day that is still to come.", "", ""),
    ("Feedings can be entered for future dates or for dates more than 14 days ago.", "", ""),
    ("We do not feed on Sundays only.", "Feeding", "fed_on"),
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
    ("An animal costs its rate.", "", ""),
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
    ("A stay can only be planned if the animal has a note (state active).", "", ""),
    ("Shelter codes are unique, but upper and lower case matter.", "", ""),
    ("A keeper can be the carer of at least three treated animals.", "", ""),
    ("A keeper can be the carer of three treated animals.", "", ""),
    ("A keeper can examine three animals.", "", ""),
    ("An animal may have a mother, but it must not be treated.", "", ""),
    ("An animal may not have a mother, but it can be its own mother.", "", ""),
    ("An animal may have a mother if it is new, but it can't be its own mother.", "", ""),
    ("An animal's rate may be zero for new ones, but must not be negative.", "", ""),
    ("An animal may leave on the day it arrives.", "", ""),
    ("Nobody works more than forty hours a month (weekly_hours).", "", ""),
    ("Nobody works more than forty hours a week in winter (weekly_hours).", "", ""),
    ("Somebody works more than forty hours a week (weekly_hours).", "", ""),
    ("A note does not need at least 20 characters.", "", ""),
]


@pytest.fixture(scope="module")
def project() -> Project:
    return read_entities(ENTITIES, "Manager")


@pytest.mark.parametrize(("sentence", "applies_to", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    project: Project, sentence: str, applies_to: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(project, rule(sentence, applies_to), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(project: Project, sentence: str, applies_to: str, about: str) -> None:
    assert_reported(project, rule(sentence, applies_to, about))
