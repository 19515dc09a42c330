"""The manner in which a rule is said, as policy, wish, story, order or question, changes nothing of it; what
limits the rule is never taken for manner."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Count, Given, Length, OneOf, Range
from erdgen.compiler.rules.forms import Access, Immutable, Implies, KeepWhile, Move, Rule, Transitions, Unique
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Batch": {
        "fields": {
            "number": optional("str"),
            "volume": "int",
            "note": optional("text"),
            "recall_reason": optional("text"),
            "status": {"type": "choices(planned, brewing, bottled, recalled)", "default": "planned"},
        },
    },
    "Sample": {"fields": {"taste": optional("str")}, "relationships": {"batch": link_to("Batch", "samples")}},
}
VOLUME = Range("volume", gte="50", lte="5000")
NUMBER = Unique(("number",))
KEPT = KeepWhile(OneOf("status", ("bottled",)))
FIXED = Immutable(("number",))
RECALLED = Implies(OneOf("status", ("recalled",)), Given("recall_reason"))
MANAGERS = Access(("delete",), ("manager",))


@pytest.fixture(scope="module")
def brewery() -> Project:
    return read_entities(ENTITIES, "manager", "clerk")


@pytest.mark.parametrize(
    "manner",
    [
        "It is our policy that {}.",
        "Company policy: {}.",
        "According to our policy, {}.",
        "Our auditors require that {}.",
        "The brewery has decided that {}.",
        "Rule 7: {}.",
        "BR-7 - {}.",
        "1. {}.",
        "• {}",
        "Note: {}.",
        "Please be aware that {}.",
        "It is important to us that {}.",
        "It is not negotiable that {}.",
        "It should always be the case that {}.",
        "The application must guarantee that {}.",
        "We want to make sure that {}.",
        "I think {}.",
        "Also, {}.",
        "Of course {}.",
        "From now on, {}.",
        "In our brewery, {}.",
        "For tax reasons, {}.",
        "As required by law, {}.",
        "To avoid confusion, {}.",
        "Because the tax office insists on it, {}.",
        "As a clerk, I want that {}.",
        "As head of the brewery, I want the system to make sure that {} so that nobody gets confused.",
        "{}, since the tax office insists on it.",
        "{}, so that we do not lose track.",
        "{} to avoid confusion.",
        "{} for legal reasons.",
        "{} - no exceptions.",
        "{}. This is required by law.",
        "{}. Otherwise the books are wrong.",
        "{}, full stop.",
    ],
)
@pytest.mark.parametrize(
    ("statement", "stated"),
    [
        ("the volume of a batch must be between 50 and 5000", VOLUME),
        ("no two batches have the same number", NUMBER),
        ("a batch that is bottled cannot be deleted", KEPT),
    ],
)
def test_the_manner_says_nothing(brewery: Project, manner: str, statement: str, stated: Rule) -> None:
    if "As head" in manner:
        manner = manner.replace("As head", "As the head")
    assert_states(brewery, rule(manner.format(statement)), "Batch", (stated,))


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("As a manager, I want every batch to have a note.", Given("note")),
        ("We need each batch to have a note.", Given("note")),
        ("We don't want two batches to have the same number.", NUMBER),
        ("As a manager, I want only managers to be able to delete batches.", MANAGERS),
        ("I would like bottled batches to be protected from deletion.", KEPT),
        ("It must not be possible that two batches have the same number.", NUMBER),
        ("It cannot be that a recalled batch has no recall reason.", RECALLED),
        ("The system has to prevent that a bottled batch is deleted.", KEPT),
        ("The system must prevent the deletion of bottled batches.", KEPT),
        ("The system should prevent two batches from having the same number.", NUMBER),
        ("Prevent users from changing the number of a batch.", FIXED),
        ("Ensure that nobody deletes a bottled batch.", KEPT),
        ("Batches with a volume above 90 should be refused by the system.", Range("volume", lte="90")),
        ("There must be no batch with a volume above 90.", Range("volume", lte="90")),
        ("It is our policy never to delete bottled batches.", KEPT),
    ],
)
def test_wishes_say_what_must_be(brewery: Project, sentence: str, stated: Rule) -> None:
    assert_states(brewery, rule(sentence), "Batch", (stated,))


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("Who may delete batches? Only managers.", MANAGERS),
        ("Who is allowed to delete a batch? Managers.", MANAGERS),
        ("Can a bottled batch be deleted? No.", KEPT),
        ("Is it possible to delete a bottled batch? No, never.", KEPT),
        ("May the number of a batch be changed? Under no circumstances.", FIXED),
        ("Does a batch need a note? Yes.", Given("note")),
        ("Is the recall reason of a batch required? Only if the batch is recalled.", RECALLED),
        ("How many samples can a batch have? At most 5.", Count("samples", maximum=5)),
        ("How many samples can a batch have? 5.", Count("samples", maximum=5)),
        ("What is the highest volume of a batch? 90.", Range("volume", lte="90")),
        (
            "When can a batch be recalled? Only while it is bottled.",
            Transitions("status", forbidden=(Move("planned", "recalled"), Move("brewing", "recalled"))),
        ),
    ],
)
def test_an_answer_makes_a_statement_of_its_question(brewery: Project, sentence: str, stated: Rule) -> None:
    assert_states(brewery, rule(sentence), "Batch", (stated,))


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("Note: at most 20 characters.", Length("note", maximum=20)),  # a member, not a label
        ("To be recalled, a batch needs a recall reason.", RECALLED),
        (
            "For recalled batches, a note is required for legal reasons.",
            Implies(OneOf("status", ("recalled",)), Given("note")),
        ),
    ],
)
def test_what_limits_the_rule_stays(brewery: Project, sentence: str, stated: Rule) -> None:
    assert_states(brewery, rule(sentence), "Batch", (stated,))


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not a rule that a batch needs a note.",
        "It is not required that a batch has a note.",
        "I do not think that batches need a note.",
        "There is no rule that batches need a note.",
        "Our policy is not that batches need a note.",
        "We usually require that every batch has a note.",
        "We do not need batches to have a note.",
        "We don't expect every batch to have a note.",
        "Batches need a note as they are bottled.",
        "Batches need a note so that at most 3 batches are bottled.",
        "Batches over 100 need a note, otherwise they need a number.",
        "A note is forbidden to keep batches planned.",
        "Check whether the volume of a batch is above 30.",
        "Can a bottled batch be deleted? Yes.",
        "May the volume exceed 30? Yes, for bottled batches.",
        "Does a batch need a note? No.",
        "Is a note required? Not if the batch is planned.",
        "Who may delete batches? Not clerks.",
        "Can batches be deleted? No, only by managers.",
        "As a clerk, I want to be able to delete batches.",
        "As a clerk, I can delete batches.",
        "Prevent clerks from deleting batches.",
        "Nobody needs a note.",
        "Why do batches need a note? Because they are long.",
    ],
)
def test_what_could_be_more_than_manner_is_reported(brewery: Project, sentence: str) -> None:
    assert_reported(brewery, rule(sentence))
