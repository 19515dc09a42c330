"""Near misses over a practice, a fleet and a school: what is no rule, or another one."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Compare, Count, Given, Length, OneOf, Range
from erdgen.compiler.rules.forms import Access, AtCreation, Immutable, Implies, Rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    link_to,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

PRACTICE = read_entities(
    {
        "User": {},
        "Room": {
            "fields": {
                "name": optional("str"),
                "status": "choices(free, closed)",
                "last_cleaned_on": optional("date"),
            },
        },
        "Vet": {
            "fields": {"name": "str", "grade": "choices(junior, senior, chief)"},
            "relationships": {"mentor": optional_link("Vet", "mentees")},
        },
        "Animal": {"fields": {"name": "str", "died_on": optional("date")}},
        "Visit": {
            "fields": {
                "starts_at": "datetime",
                "status": {"type": "choices(planned, done, cancelled)", "default": "planned"},
                "cancel_reason": optional("str"),
                "fee": "decimal(8, 2)",
                "paid_on": optional("date"),
                "urgent": {"type": "bool", "default": False},
            },
            "relationships": {
                "animal": link_to("Animal", "visits"),
                "vet": link_to("Vet", "visits"),
                "room": link_to("Room", "visits"),
            },
        },
        "Prescription": {
            "fields": {"drug": "str"},
            "relationships": {"visit": link_to("Visit", "prescriptions")},
        },
    },
    "Manager",
    "Nurse",
)
FLEET = read_entities(
    {
        "User": {},
        "Company": {"fields": {"name": "str"}},
        "Depot": {"fields": {"code": "str"}, "relationships": {"company": link_to("Company", "depots")}},
        "Driver": {"fields": {"name": "str", "hired_on": "date"}},
        "Vehicle": {
            "fields": {
                "status": {"type": "choices(available, in_repair, sold)", "default": "available"},
                "price": optional("decimal(8, 2)"),
            },
        },
        "Transfer": {
            "fields": {
                "quantity": "int",
                "status": {"type": "choices(draft, sent, received)", "default": "draft"},
                "fragile": {"type": "bool", "default": False},
            },
            "relationships": {
                "origin": link_to("Depot", "outgoing"),
                "destination": link_to("Depot", "incoming"),
                "vehicle": optional_link("Vehicle", "transfers"),
                "approved_by": optional_link("User", "approved_transfers"),
            },
        },
    },
)
SCHOOL = read_entities(
    {
        "Teacher": {"fields": {"name": "str"}},
        "Course": {
            "fields": {
                "title": "str",
                "status": {"type": "choices(draft, open, closed)", "default": "draft"},
                "starts_on": "date",
                "ends_on": "date",
                "price": "decimal(8, 2)",
                "discount_percent": "int",
            },
            "relationships": {"teacher": link_to("Teacher", "courses")},
        },
        "Student": {
            "fields": {"name": "str", "status": "choices(enrolled, paused)"},
            "relationships": {"tutor": optional_link("Teacher", "tutees")},
        },
        "Enrolment": {
            "fields": {"enrolled_on": "date"},
            "relationships": {
                "student": link_to("Student", "enrolments"),
                "course": link_to("Course", "enrolments"),
                "coach": optional_link("Teacher", "coached"),
            },
        },
    },
)
CANCELLED = OneOf("status", ("cancelled",))
SOLD = OneOf("status", ("sold",))

STATED: tuple[tuple[Project, str, str, Rule], ...] = (
    (
        PRACTICE,
        "A visit must not be cancelled without a cancel reason.",
        "Visit",
        Implies(CANCELLED, Given("cancel_reason")),
    ),
    (PRACTICE, "Only managers may read visits.", "Visit", Access(("read",), ("Manager",))),
    (PRACTICE, "A mentor must be senior.", "Vet", OneOf("mentor.grade", ("senior",))),
    (
        PRACTICE,
        "Only senior vets may have a mentor.",
        "Vet",
        Implies(Given("mentor"), OneOf("grade", ("senior",))),
    ),
    (
        FLEET,
        "The origin and the destination of a transfer must not belong to the same company.",
        "Transfer",
        Compare("origin.company", "ne", "destination.company"),
    ),
    (
        FLEET,
        "The origin and the destination of a transfer must belong to the same company.",
        "Transfer",
        Compare("origin.company", "eq", "destination.company"),
    ),
    (FLEET, "Before a vehicle is sold, a price must be given.", "Vehicle", Implies(SOLD, Given("price"))),
    (
        FLEET,
        "The quantity must be at most 100 for fragile transfers.",
        "Transfer",
        Implies(OneOf("fragile", (True,)), Range("quantity", lte="100")),
    ),
    (SCHOOL, "A teacher can tutor at most 3 students.", "Teacher", Count("tutees", maximum=3)),
    (
        SCHOOL,
        "A teacher can teach at most 3 open courses at the same time.",
        "Teacher",
        Count("courses", maximum=3, where=OneOf("status", ("open",))),
    ),
    (
        SCHOOL,
        "Paused students may not enrol in courses.",
        "Enrolment",
        AtCreation(OneOf("student.status", ("paused",), negated=True)),
    ),
    (
        SCHOOL,
        "The discount must not be more than 50 percent.",
        "Course",
        Range("discount_percent", lte="50"),
    ),
    (
        SCHOOL,
        "No course can be created with a status other than draft or open.",
        "Course",
        AtCreation(OneOf("status", ("draft", "open"))),
    ),
    (
        SCHOOL,
        "No student can be registered with a status other than enrolled.",
        "Student",
        AtCreation(OneOf("status", ("enrolled",))),
    ),
    (SCHOOL, "No course can be created with a price below 10.", "Course", Range("price", gte="10")),
    (SCHOOL, "The title of a course must have 80 characters.", "Course", Length("title", 80, 80)),
    (SCHOOL, "The title of a course is never changed.", "Course", Immutable(("title",))),
)
REPORTED = (
    (PRACTICE, "Rooms can only be booked at weekends."),
    (PRACTICE, "New rooms can be booked at weekends only."),
    (PRACTICE, "No animal is added on Sundays."),
    (PRACTICE, "Visits can be cancelled without a cancel reason."),
    (PRACTICE, "Managers may only read visits."),
    (PRACTICE, "One of the visits must be urgent."),
    (PRACTICE, "Only senior vets may be mentors."),
    (PRACTICE, "The fee must not be less than 10 and may exceed 500."),
    (PRACTICE, "A vet cannot have more than one urgent visit per day."),
    (PRACTICE, "A closed room keeps its name."),
    (PRACTICE, "An animal must not have visits after it died."),
    (FLEET, "The origin and the destination of a transfer may belong to the same company."),
    (FLEET, "The origin and the destination of a transfer need not belong to the same company."),
    (FLEET, "The origin and the destination of a transfer never belong to the same company."),
    (FLEET, "Before a vehicle is sold, its price must be empty."),
    (FLEET, "Before a vehicle is sold, its price can't be changed."),
    (FLEET, "Before a vehicle is sold, it cannot be deleted."),
    (FLEET, "A transfer needs an available vehicle."),
    (FLEET, "A transfer that is sent needs an available vehicle."),
    (FLEET, "Approved transfers cannot be changed."),
    (FLEET, "The quantity must be at most 100, or 50 for fragile transfers."),
    (FLEET, "The quantity must be at most 100 and 50 for fragile transfers."),
    (FLEET, "Drivers are not hired on Mondays, only on Tuesdays."),
    (SCHOOL, "Titles of 80 characters are allowed."),
    (SCHOOL, "A teacher can coach at most 3 students."),
    (SCHOOL, "Paused students may not enrol in new courses."),
    (SCHOOL, "The discount must not be more than 50 euros."),
    (SCHOOL, "The discount must not be more than 50 percent of the price."),
)


@pytest.mark.parametrize(("project", "sentence", "entity", "stated"), STATED)
def test_what_is_said_is_read(project: Project, sentence: str, entity: str, stated: Rule) -> None:
    assert_states(project, rule(sentence), entity, [stated])


@pytest.mark.parametrize(("project", "sentence"), REPORTED)
def test_near_misses_are_reported(project: Project, sentence: str) -> None:
    assert_reported(project, rule(sentence))
