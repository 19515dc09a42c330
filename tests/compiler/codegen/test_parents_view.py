"""Rows that are marked as deleted are not shown inside other rows."""

from __future__ import annotations

import pytest

from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.contributions import Because, NestRelation
from erdgen.compiler.design import apply_contributions
from tests.projects import entity, field, job_board, link


def render(*, depth: int = 1, soft: bool = True, read_only: bool = False) -> dict[str, str]:
    school = entity("School", field("name"), soft_delete=soft)
    course = entity("Course", field("title"), link("school", "School", read_only=read_only))
    lesson = entity("Lesson", field("topic"), link("course", "Course"))
    nested = [
        NestRelation(owner="a", because=Because(""), entity=name, relation=relation, depth=depth)
        for name, relation in (("Course", "school"), ("Lesson", "course"))
    ]
    return render_project(apply_contributions(job_board(school, course, lesson), nested))


def test_a_link_to_a_row_that_may_be_deleted_asks_whether_it_is() -> None:
    files = render()
    assert "return undeleted(super().get_attribute(instance))" in files["backend/api_extensions.py"]
    assert "class SchoolNestedSerializer(serializers.ModelSerializer)" in files["backend/serializers.py"]
    assert "test_deleted_rows_are_not_shown_inside_others" in files["backend/tests.py"]
    assert '{"courses": "school"}' in files["backend/tests.py"]


@pytest.mark.parametrize(("depth", "read_only"), [(2, False), (1, True)])
def test_so_does_a_row_that_no_client_writes(depth: int, read_only: bool) -> None:
    files = render(depth=depth, read_only=read_only)
    assert "class SchoolNestedSerializer(NestedSerializer)" in files["backend/serializers.py"]
    assert "SchoolNestedSerializer(allow_null=True, read_only=True)" in files["backend/serializers.py"]
    assert "class NestedSerializer" in files["backend/api_extensions.py"]


def test_nothing_asks_where_rows_go_for_good() -> None:
    files = render(soft=False, depth=2)
    assert "undeleted" not in files["backend/api_extensions.py"]
    assert "deleted_rows_are_not_shown" not in files["backend/tests.py"]
