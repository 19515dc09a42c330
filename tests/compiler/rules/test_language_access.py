"""Who may do what: whose a row is follows the people that the sentence names, or the sentence is reported."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.forms import Access
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Action, Project
from tests.compiler.rules.reading import assert_reported, optional_link, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Patient": {
        "fields": {"name": "str"},
        "relationships": {"user": {"type": "OneToOne(User)", "required": False}},
    },
    "Doctor": {
        "fields": {"name": "str"},
        "relationships": {"user": {"type": "OneToOne(User)", "required": False}},
    },
    "Supplier": {
        "fields": {"name": "str"},
        "relationships": {"entered_by": optional_link("User", "entered_suppliers")},
    },
    "Courier": {
        "fields": {"name": "str"},
        "relationships": {
            "user": {"type": "OneToOne(User)", "required": False},
            "deputy": optional_link("User", "deputised_couriers"),
        },
    },
    "Bill": {
        "fields": {"amount": "int", "note": {"type": "text", "required": False}},
        "relationships": {
            "patient": optional_link("Patient", "bills"),
            "recorded_by": optional_link("User", "recordings"),
        },
    },
    "Letter": {
        "fields": {"body": "text"},
        "relationships": {
            "bill": optional_link("Bill", "letters"),
            "posted_by": optional_link("User", "posted_letters"),
        },
    },
    "Visit": {
        "fields": {"reason": "str"},
        "relationships": {
            "patient": optional_link("Patient", "visits"),
            "doctor": optional_link("Doctor", "visits"),
            "substitute": optional_link("Doctor", "substituted_visits"),
        },
    },
    "Delivery": {
        "fields": {"goods": "str"},
        "relationships": {
            "supplier": optional_link("Supplier", "deliveries"),
            "courier": optional_link("Courier", "trips"),
        },
    },
}
READ: tuple[Action, ...] = ("read",)
UPDATE: tuple[Action, ...] = ("update",)

OWNED: list[tuple[str, str, tuple[Action, ...], str]] = [
    ("Patients may only see their own bills.", "Bill", READ, "patient.user"),
    ("A patient sees only his or her own bills.", "Bill", READ, "patient.user"),
    ("Patients can read their own bills, but not those of others.", "Bill", READ, "patient.user"),
    ("Patients can read their own bills but not those of other patients.", "Bill", READ, "patient.user"),
    ("Patients may see their own bills and nobody else's.", "Bill", READ, "patient.user"),
    ("Patients must not see other patients' bills.", "Bill", READ, "patient.user"),
    ("Patients can't view bills of other patients.", "Bill", READ, "patient.user"),
    ("Patients may not change each other's bills.", "Bill", UPDATE, "patient.user"),
    ("Patients may not change bills that are not their own.", "Bill", UPDATE, "patient.user"),
    ("Bills are visible only to the patient they belong to.", "Bill", READ, "patient.user"),
    (
        "A bill can be changed or deleted only by the patient it belongs to.",
        "Bill",
        ("update", "delete"),
        "patient.user",
    ),
    ("Only the patient to whom a bill belongs may delete it.", "Bill", ("delete",), "patient.user"),
    ("A bill may be edited only by the user who recorded it.", "Bill", UPDATE, "recorded_by"),
    ("Patients may only see their own letters.", "Letter", READ, "bill.patient.user"),
    ("Letters can be seen only by the patient of their bill.", "Letter", READ, "bill.patient.user"),
    ("Users may only edit letters that they posted themselves.", "Letter", UPDATE, "posted_by"),
    ("A nurse may not edit letters posted by other nurses.", "Letter", UPDATE, "posted_by"),
    ("A visit may be edited by its assigned substitute only.", "Visit", UPDATE, "substitute.user"),
    ("Substitutes may only change their own visits.", "Visit", UPDATE, "substitute.user"),
    ("Patients may only edit their own patient record.", "Patient", UPDATE, "user"),
    ("A patient can see his own bills only.", "Bill", READ, "patient.user"),
]

REPORTED = [
    "Patients may see their own bills.",
    "A bill may be edited by its patient.",
    "Patients cannot see their own bills.",
    "Patients can read their own bills but not edit those of others.",
    "Patients can read their own bills and those of others.",
    "Patients can read their own bills but not those of doctors.",
    "Patients may only see their own bills and those of their children.",
    "Patients may only see their own bills unless they are paid.",
    "Patients must not see other doctors' visits.",
    "Patients need not only see their own bills.",
    "A bill may be edited only by the patient who refused it.",
    "Users may only see their own bills.",
    "Doctors may only see their own bills.",
    "Couriers may only see their own deliveries.",
    "Suppliers may only see their own deliveries.",
    "A delivery may be edited only by its supplier.",
    "A delivery may be edited only by its courier.",
    "Only nurses may edit their own bills.",
]


@pytest.fixture(scope="module")
def project() -> Project:
    """A surgery; some people have one account, some none, some are linked to two users."""
    return read_entities(ENTITIES, "Nurse", "Patient")


@pytest.mark.parametrize(("sentence", "entity", "actions", "path"), OWNED)
def test_the_owner_is_who_the_sentence_names(
    project: Project, sentence: str, entity: str, actions: tuple[Action, ...], path: str
) -> None:
    outcome = compile_rule(project, rule(sentence))
    assert outcome.rules == (Stated(entity, Access(actions, ("owner",), path)),), outcome.reason


def test_an_owner_and_a_role_stand_together(project: Project) -> None:
    said = "A bill may be viewed by the patient it belongs to and by nurses, but by nobody else."
    rules = compile_rule(project, rule(said)).rules
    assert rules == (Stated("Bill", Access(READ, ("owner", "Nurse"), "patient.user")),)


@pytest.mark.parametrize("sentence", REPORTED)
def test_a_sentence_is_reported(project: Project, sentence: str) -> None:
    """A permission without a limit, other rows than one's own, people without one account."""
    assert_reported(project, rule(sentence))
