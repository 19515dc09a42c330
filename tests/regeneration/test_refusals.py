"""What is refused, and what is not overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from erdgen.compiler import regeneration as flow
from tests.regenerating import (
    Erd,
    add_field,
    add_required,
    again,
    append,
    assert_done,
    changed,
    drop_field,
    entities,
    read_tree,
    text_of,
)


def damage(path: str) -> Callable[[Path], None]:
    def write(project: Path) -> None:
        (project / path).write_text("{")

    return write


def remove(path: str) -> Callable[[Path], None]:
    def unlink(project: Path) -> None:
        (project / path).unlink()

    return unlink


#: What is done to the project, the change of the ERD, what is said.
REFUSED: dict[str, tuple[Callable[[Path], object] | None, Callable[[Erd], object], str]] = {
    "no folder": (shutil.rmtree, add_field, "no such folder"),
    "not generated": (remove(".erdgen/manifest.json"), add_field, "was not generated"),
    "manifest damaged": (damage(".erdgen/manifest.json"), add_field, "manifest.json is damaged"),
    "generation damaged": (damage(".erdgen/generation.json"), add_field, "generation.json is damaged"),
    "base damaged": (damage(".erdgen/base.zip"), add_field, "base.zip is damaged"),
    "ERD before lost": (remove(".erdgen/erd.json"), add_field, "erd.json cannot be read"),
    "ERD before damaged": (damage(".erdgen/erd.json"), add_field, "erd.json has errors now"),
    "ERD is bad": (None, lambda erd: entities(erd)["Book"]["fields"].update(size="decimall"), "decimall"),
    "renamed from nothing": (
        None,
        lambda erd: entities(erd)["Book"]["fields"].update(size={"type": "int", "renamed_from": "girth"}),
        "is renamed from 'girth'",
    ),
    "question": (None, add_required, "--fill Book.year=VALUE"),
    "destructive": (None, drop_field, "Book.blurb: all values of the column"),
    "two ends": (
        lambda project: [
            (project / f"backend/migrations/0003_{name}.py").write_text(
                "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
                '    dependencies = [("backend", "0002_roles")]\n    operations = []\n'
            )
            for name in ("mine", "ours")
        ],
        add_field,
        "makemigrations --merge",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_everything_as_it_was(project: Path, name: str) -> None:
    prepare, change, told = REFUSED[name]
    if prepare:
        prepare(project)
    before = read_tree(project)

    report = again(project, changed(change))

    assert report.generation.status == "refused"
    assert report.exit_status == 2
    said = [report.generation.message, *(finding.message for finding in report.generation.findings)]
    assert told in "\n".join(said)
    assert read_tree(project) == before
    assert [path.name for path in project.parent.iterdir()] == (["library"] if project.exists() else [])


def test_a_question_is_answered_by_a_fill(project: Path) -> None:
    report = again(project, changed(add_required), fills={"Book.year": "1999"})

    assert_done(report)
    text = "".join(path.read_text() for path in (project / "backend/migrations").glob("0003*.py"))
    assert "default=1999" in text


def test_a_fill_for_nothing_is_a_mistake(project: Path) -> None:
    report = again(project, changed(add_field), fills={"Book.yaer": "1999"})

    assert report.exit_status == 2
    assert "Book.yaer" in report.generation.message


def test_a_file_that_changes_while_it_runs_is_not_overwritten(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interfere(*args: object) -> object:
        append(project, "backend/admin.py", "# just now\n")
        return find_migrations(*args)  # type: ignore[arg-type]

    find_migrations = flow.find_migrations
    monkeypatch.setattr(flow, "find_migrations", interfere)

    report = again(project, changed(add_field))

    assert report.exit_status == 2
    assert "backend/admin.py (edited)" in report.generation.message
    assert text_of(project, "backend/admin.py").endswith("# just now\n")
    assert "language" not in text_of(project, "backend/models.py")


def test_a_file_that_appears_where_one_is_to_be_written_is_not_overwritten(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the new migration is taken between its making and its writing."""

    def interfere(*args: object) -> object:
        evolution = find_migrations(*args)  # type: ignore[arg-type]
        for path in evolution.files:
            (project / path).write_text("mine\n")
        return evolution

    find_migrations = flow.find_migrations
    monkeypatch.setattr(flow, "find_migrations", interfere)

    report = again(project, changed(add_field))

    assert report.exit_status == 2
    assert "while this ran" in report.generation.message
    assert [path.read_text() for path in (project / "backend/migrations").glob("0003*.py")] == ["mine\n"]
