"""What comes out of no edit, and of a new ERD alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.regenerating import (
    CHANGES,
    ERD,
    Erd,
    add_entity,
    add_field,
    add_required,
    again,
    append,
    assert_done,
    but_history,
    changed,
    drop_field,
    generate,
    read_tree,
    rename_entity,
    rename_field,
)

pytestmark = pytest.mark.long


@pytest.mark.parametrize("given", [None, ERD], ids=["its own ERD", "the same ERD"])
def test_no_edit_and_no_new_erd_change_nothing(project: Path, given: Erd | None) -> None:
    before = read_tree(project)

    report = again(project, given)

    assert_done(report)
    assert report.changed == ()
    assert read_tree(project) == before


@pytest.mark.parametrize("name", CHANGES)
def test_no_edit_and_a_new_erd_equal_a_fresh_generation(project: Path, tmp_path: Path, name: str) -> None:
    erd = changed(CHANGES[name])

    report = again(project, erd, destructive=True)

    assert_done(report)
    fresh = generate(tmp_path / "fresh", erd)
    assert but_history(read_tree(project)) == but_history(read_tree(fresh))
    assert [each.path for each in report.merged if each.notes] == []


@pytest.mark.parametrize("name", CHANGES)
def test_the_second_time_changes_nothing(project: Path, name: str) -> None:
    append(project, "backend/models.py", "\n\nclass Own:\n    pass\n")
    erd = changed(CHANGES[name])
    assert_done(again(project, erd, destructive=True))
    before = read_tree(project)

    report = again(project, erd)

    assert_done(report)
    assert report.changed == ()
    assert read_tree(project) == before


def test_versions_follow_each_other(project: Path, tmp_path: Path) -> None:
    """Fields that come, are renamed and go again leave a project like a fresh one."""
    first = changed(add_field, add_entity)
    second = changed(add_field, add_entity, rename_field, rename_entity)
    for erd in (first, second):
        assert_done(again(project, erd))
    assert len(list((project / "backend/migrations").glob("00*.py"))) == 4

    assert but_history(read_tree(project)) == but_history(read_tree(generate(tmp_path / "fresh", second)))


def test_a_dry_run_says_the_same_and_writes_nothing(project: Path) -> None:
    append(project, "backend/models.py", "\n\nclass Own:\n    pass\n")
    before = read_tree(project)

    foreseen = again(project, changed(add_field), dry_run=True)
    assert read_tree(project) == before
    done = again(project, changed(add_field))

    assert {path for path in foreseen.changed if not path.startswith(".erdgen/")} == {
        path for path in done.changed if not path.startswith(".erdgen/")
    }
    assert foreseen.operations == done.operations


def test_a_dry_run_goes_on_where_a_person_has_to_say_something(project: Path) -> None:
    report = again(project, changed(add_required, drop_field), dry_run=True)

    assert report.generation.status == "done"
    assert [(each.model, each.field) for each in report.questions] == [("Book", "year")]
    assert [each.target for each in report.operations if each.destroys] == ["Book.blurb"]
