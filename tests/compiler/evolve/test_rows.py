"""Rows made at the version before are looked for after the migration."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from erdgen.compiler.evolve.migrations import Evolution
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.evolve.rows import prove_rows
from erdgen.compiler.proof.outcome import StepResult
from erdgen.compiler.proof.prove import ProofOptions
from erdgen.compiler.writer import write_files
from tests.compiler.evolve.models import UNCHANGED, evolve, model, models, write_project, write_seed

SHELF = model("Shelf", "books = models.ManyToManyField(Book)")
BOOK = model("Book", "pages = models.IntegerField(default=0)", "code = models.UUIDField(default=uuid.uuid4)")
BEFORE = models(BOOK, SHELF)
ROWS = (
    "book = Book.objects.create(title=f'Number {number}', pages=number)",
    "Shelf.objects.create(title='A').books.add(book)",
)


def migrate(
    tmp_path: Path,
    after: str,
    renames: Renames = UNCHANGED,
    fills: Mapping[str, str] | None = None,
    also: Mapping[str, str] | None = None,
) -> tuple[StepResult, Evolution]:
    """Prove the migration from BEFORE to models ``after``; ``also`` are files of the project after."""
    old, new = tmp_path / "before", tmp_path / "after"
    write_project(old, BEFORE)
    write_seed(old, *ROWS)
    evolution = evolve(new, BEFORE, after, renames=renames, fills=fills)
    write_files(new, {path: text.encode() for path, text in {**evolution.files, **(also or {})}.items()})
    return prove_rows(old, new, renames, evolution, ProofOptions()), evolution


def test_rows_that_are_kept_are_counted(tmp_path: Path) -> None:
    after = models(BOOK + "\n    blurb = models.TextField(default='')", SHELF)

    result, _ = migrate(tmp_path, after)

    assert result.ok, result.output
    # Three of books, shelves, links between them, and users; those of their groups and rights have none.
    assert result.detail == "12 rows of 6 models kept"


def test_rows_are_found_under_new_names(tmp_path: Path) -> None:
    after = models(
        BOOK.replace("Book", "Novel").replace("pages", "length"),
        model("Shelf", "volumes = models.ManyToManyField(Novel)"),
    )
    renames = Renames({"Novel": "Book"}, {"Novel": {"length": "pages"}, "Shelf": {"volumes": "books"}})

    result, evolution = migrate(tmp_path, after, renames)

    assert result.ok, result.output
    assert not evolution.destructive
    assert result.detail == "12 rows of 6 models kept"


def test_values_that_change_their_kind_are_the_same(tmp_path: Path) -> None:
    after = models(BOOK.replace("IntegerField", "BigIntegerField"), SHELF)

    result, _ = migrate(tmp_path, after)

    assert result.ok, result.output


def test_what_is_to_be_lost_is_not_looked_for(tmp_path: Path) -> None:
    after = models(model("Book"))

    result, evolution = migrate(tmp_path, after)

    assert [each.target for each in evolution.destructive] == [
        "Book.code",
        "Book.pages",
        "Shelf",
    ]
    assert result.ok, result.output


LOSING = """\
from django.db import migrations


def change(apps, schema_editor):
    {change}


class Migration(migrations.Migration):
    dependencies = [("backend", "0001_initial")]
    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('apps.get_model("backend", "Book").objects.filter(pages=1).delete()', "Book: 1 of 3 rows are gone"),
        (
            'apps.get_model("backend", "Book").objects.filter(pages=2).update(pages=7)',
            "pages was '2' and is '7'",
        ),
        (
            'apps.get_model("backend", "Shelf").books.through.objects.all().delete()',
            "Shelf_books: 3 of 3 rows",
        ),
    ],
    ids=["row", "value", "link"],
)
def test_a_migration_that_loses_rows_is_found(tmp_path: Path, change: str, told: str) -> None:
    result, _ = migrate(
        tmp_path, BEFORE, also={"backend/migrations/0002_mine.py": LOSING.format(change=change)}
    )

    assert not result.ok
    assert result.detail == "rows do not survive the migration"
    assert told in result.output


def test_a_table_that_goes_without_being_named_is_found(tmp_path: Path) -> None:
    """The proof does not trust what the migration says of itself."""
    old, new = tmp_path / "before", tmp_path / "after"
    write_project(old, BEFORE)
    write_seed(old, *ROWS)
    evolution = evolve(new, BEFORE, models(BOOK))
    write_files(new, {path: text.encode() for path, text in evolution.files.items()})

    result = prove_rows(old, new, UNCHANGED, Evolution(evolution.files), ProofOptions())

    assert not result.ok
    assert "Shelf: the table of 3 rows is gone" in result.output


def test_a_column_that_goes_without_being_named_is_found(tmp_path: Path) -> None:
    old, new = tmp_path / "before", tmp_path / "after"
    write_project(old, BEFORE)
    write_seed(old, *ROWS)
    evolution = evolve(new, BEFORE, models(BOOK.replace("pages", "length"), SHELF))
    write_files(new, {path: text.encode() for path, text in evolution.files.items()})

    result = prove_rows(old, new, UNCHANGED, Evolution(evolution.files), ProofOptions())

    assert not result.ok
    assert "Book: the column pages is gone" in result.output


def test_a_migration_that_does_not_run_is_told_with_its_reason(tmp_path: Path) -> None:
    also = {"backend/migrations/0002_mine.py": LOSING.format(change='raise RuntimeError("not today")')}

    result, _ = migrate(tmp_path, BEFORE, also=also)

    assert not result.ok
    assert "not today" in result.output


def test_a_project_that_cannot_be_filled_is_told_apart(tmp_path: Path) -> None:
    write_project(tmp_path / "before", BEFORE)
    write_seed(tmp_path / "before", "raise RuntimeError('no rows here')")

    result = prove_rows(tmp_path / "before", tmp_path / "before", UNCHANGED, Evolution({}), ProofOptions())

    assert not result.ok
    assert result.detail == "the project as it is now cannot be filled with rows"
    assert "no rows here" in result.output


def test_neither_folder_is_touched(tmp_path: Path) -> None:
    write_project(tmp_path / "before", BEFORE)
    write_seed(tmp_path / "before", *ROWS)
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert prove_rows(tmp_path / "before", tmp_path / "after", UNCHANGED, Evolution({}), ProofOptions()).ok

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files
