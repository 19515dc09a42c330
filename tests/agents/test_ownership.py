"""Who owns a new row, and who may say that it is somebody else."""

from __future__ import annotations

import pytest

from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.spec.project import Role
from tests.agents.conftest import MakeDesign
from tests.projects import entity, field, job_board, link, permit, rule

ROLES = (
    Role("Student", "STUDENT"),
    Role("Office", "OFFICE", privileged=True),
    Role("Teacher", "TEACHER", privileged=True),
)
ENROLMENT = entity("Enrolment", field("grade"), link("student", "User"), owner="student")


@pytest.mark.parametrize(
    ("create", "update", "named_by"),
    [
        (("Student", "Office"), ("owner", "Office"), ("Office",)),
        (("Student", "Office"), ("owner",), ()),
        (("Teacher",), ("owner",), ()),
        (("Teacher",), (), ("Teacher",)),
        (("Student",), (), ()),
        (("authenticated",), ("owner", "Office"), ("Office",)),
        (("authenticated",), ("authenticated",), ()),
        (("Student",), ("Student",), ("Student",)),
        (("owner",), ("owner", "Office"), ()),
    ],
)
def test_who_may_name_the_owner(
    design: MakeDesign, create: tuple[str, ...], update: tuple[str, ...], named_by: tuple[str, ...]
) -> None:
    permissions = permit("Enrolment", create=create, read=("authenticated",), update=update)
    made = design(job_board(ENROLMENT, roles=ROLES, permissions=permissions)).by_name["Enrolment"]
    assert made.owner is not None
    assert (made.owner.from_request, made.owner.named_by) == (True, named_by)
    assert made.set_by_sender == ("student",)


def test_what_the_erd_says_of_the_owner_stands(design: MakeDesign) -> None:
    permissions = permit("Enrolment", create=("Office",), read=("Office",), update=("Office",))
    closed = entity("Enrolment", link("student", "User", read_only=True), owner="student")
    ruled = rule("The student of an enrolment is set to the current user", "Enrolment", "student")
    for project in (
        job_board(closed, roles=ROLES, permissions=permissions),
        job_board(ENROLMENT, roles=ROLES, permissions=permissions, rules=(ruled,)),
    ):
        assert design(project).by_name["Enrolment"].named_owner == ""


def test_the_generated_code_has_one_place_for_it(design: MakeDesign) -> None:
    permissions = permit(
        "Enrolment", create=("Student", "Office"), read=("authenticated",), update=("owner", "Office")
    )
    files = render_project(design(job_board(ENROLMENT, roles=ROLES, permissions=permissions)))
    assert '"Enrolment": {Role.OFFICE}' in files["backend/authentication.py"]
    assert 'extra_kwargs = {"student": {"required": False}}' in files["backend/serializers.py"]
    assert "test_who_names_the_owner_of_a_new_row" in files["backend/tests.py"]


def test_nothing_is_said_where_nobody_may(design: MakeDesign) -> None:
    permissions = permit("Enrolment", create=("Student",), update=("owner",))
    files = render_project(design(job_board(ENROLMENT, roles=ROLES, permissions=permissions)))
    assert "OWNER_NAMED_BY" not in files["backend/authentication.py"] + files["backend/tests.py"]
    assert "_close_owner" not in files["backend/api_extensions.py"]
