"""Who sees lists of linked rows."""

from __future__ import annotations

import pytest

from erdgen.compiler.contributions import RestrictField
from erdgen.compiler.spec.project import Entity, Permission, RelationKind
from tests.agents.conftest import MakeDesign
from tests.projects import entity, field, guard, job_board, link, permit

MANY = RelationKind.MANY_TO_MANY
ROLES = ("JobSeeker", "Employer")


def courses(through: str = "Enrolment") -> tuple[Entity, ...]:
    """Courses with a teacher, and who is enrolled in them."""
    course = entity(
        "Course", field("title"), link("teacher", "User"), link("students", "User", MANY, through=through)
    )
    enrolment = entity("Enrolment", link("course", "Course"), link("student", "User"))
    return course, enrolment


def restricted(design: MakeDesign, through: str, *permissions: Permission) -> list[tuple[str, ...] | None]:
    made = design(job_board(*courses(through), permissions=permissions))
    found = [each.read for each in made.by_name["Course"].restrictions if each.field == "students"]
    assert len(found) == [finding.code for finding in made.findings].count("auth.W008")
    assert not found or "students" not in made.by_name["Course"].nested
    return found


@pytest.mark.parametrize(
    ("course", "enrolment", "seen_by"),
    [
        (("anyone",), ("owner",), [()]),
        (("anyone",), ("owner", "Employer"), [("Employer",)]),
        (("anyone",), ("authenticated",), [("authenticated",)]),
        (("Employer",), ("authenticated",), []),
        (ROLES, ("Employer",), [("Employer",)]),
        (("owner",), ("Employer", "owner"), [("Employer",)]),
    ],
)
def test_a_list_shows_no_more_than_the_rows_that_join(
    design: MakeDesign,
    course: tuple[str, ...],
    enrolment: tuple[str, ...],
    seen_by: list[tuple[str, ...] | None],
) -> None:
    permissions = (*permit("Course", read=course), *permit("Enrolment", read=enrolment))
    assert restricted(design, "Enrolment", *permissions) == seen_by


@pytest.mark.parametrize(
    ("people", "seen_by"),
    [(("Employer", "owner"), [("Employer",)]), (("authenticated",), [])],
)
def test_a_plain_list_shows_no_more_than_its_rows(
    design: MakeDesign, people: tuple[str, ...], seen_by: list[tuple[str, ...] | None]
) -> None:
    permissions = (*permit("Course", read=("authenticated",)), *permit("User", read=people))
    assert restricted(design, "", *permissions) == seen_by


NOTES = (
    entity("Note", link("author", "User"), link("tags", "Tag", MANY, required=False)),
    entity("Tag", link("owner", "User")),
)


def test_owners_see_the_lists_that_they_made(design: MakeDesign) -> None:
    both = (*permit("Note", read=("owner",)), *permit("Tag", read=("owner",)))
    assert design(job_board(*NOTES, permissions=both)).by_name["Note"].restrictions == ()


def test_the_owner_of_a_row_owns_what_joins_it(design: MakeDesign) -> None:
    course, enrolment = courses()
    joined = entity("Enrolment", *enrolment.relationships, owner="course.teacher")
    both = (*permit("Course", read=("owner",)), *permit("Enrolment", read=("owner",)))
    made = design(job_board(course, joined, permissions=both))
    assert made.by_name["Course"].restrictions == ()


def test_what_the_erd_says_of_a_list_stands(design: MakeDesign) -> None:
    project = job_board(
        *courses(),
        permissions=permit("Enrolment", read=("Employer",)),
        field_permissions=(
            guard("Course", "students", read=ROLES),
            guard("Enrolment", "student", read=("Employer",)),
        ),
    )
    assert [each.read for each in design(project).by_name["Course"].restrictions] == [ROLES]


def test_a_hidden_half_of_what_joins_hides_the_list(design: MakeDesign) -> None:
    hidden = (
        guard("Enrolment", "student", read=("Employer",)),
        guard("Course", "students", write=("JobSeeker",)),
    )
    made = design(job_board(*courses(), field_permissions=hidden))
    (found,) = made.by_name["Course"].restrictions
    assert isinstance(found, RestrictField)
    assert (found.read, found.write) == (("Employer",), ("JobSeeker",))
