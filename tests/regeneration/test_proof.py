"""The proof of what was merged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.regenerating import (
    Erd,
    add_field,
    add_role,
    again,
    append,
    changed,
    edit,
    entities,
    read_tree,
    rename_entity,
    rename_field,
    text_of,
)


@pytest.mark.long
def test_a_tree_with_conflicts_and_comments_is_proven_and_keeps_its_rows(project: Path) -> None:
    edit(project, "backend/views.py", 'ordering = ("title", "pk")', 'ordering = ("-title", "pk")')
    edit(project, "backend/models.py", "    due_on = ", "    # TODO: index\n    due_on = ")
    append(project, "backend/shelves.py", "def sort( books ):\n  return sorted(books)\n")

    def other_order(erd: Erd) -> None:
        entities(erd)["Book"]["ordering"] = ["isbn"]

    report = again(project, changed(other_order, rename_field, add_role, rename_entity), prove=True)

    assert report.generation.status == "done", report.generation.message
    assert report.exit_status == 1
    assert report.generation.proof is not None
    assert report.generation.proof.ok
    steps = {step.name: step.detail for step in report.generation.proof.steps}
    assert "rows" in steps
    assert "models kept" in steps["rows"]
    assert "<<<<<<< yours" in text_of(project, "backend/views.py")
    assert [wish.carried_out for wish in report.wishes] == [True]


@pytest.mark.long
def test_a_proof_that_fails_writes_nothing_and_names_the_folder(project: Path) -> None:
    append(project, "backend/tests.py", "\n\ndef test_of_mine():\n    raise AssertionError('mine')\n")
    before = read_tree(project)

    report = again(project, changed(add_field), prove=True)

    assert report.generation.status == "failed"
    assert report.exit_status == 1
    assert read_tree(project) == before
    assert report.generation.staging is not None
    assert "language" in text_of(report.generation.staging, "backend/models.py")
    shutil.rmtree(report.generation.staging)
