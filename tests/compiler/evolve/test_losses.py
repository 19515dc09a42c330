"""Which new migrations lose values of rows that exist: the columns, tables and links that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compiler.evolve.models import BOOK, evolve, model, models

#: Fields before and after, and what the change may lose; empty for nothing.
CHANGES = {
    "longer": ("CharField(max_length=10)", "CharField(max_length=11)", ""),
    "shorter": ("CharField(max_length=20)", "CharField(max_length=10)", "max_length 10, which was 20"),
    "text from words": ("CharField(max_length=10)", "TextField()", ""),
    "words from text": ("TextField()", "CharField(max_length=10)", "TextField becomes CharField"),
    "bigger number": ("IntegerField()", "BigIntegerField()", ""),
    "smaller number": ("BigIntegerField()", "IntegerField()", "BigIntegerField becomes IntegerField"),
    "number as words": ("IntegerField()", "CharField(max_length=11)", ""),
    "words as number": ("CharField(max_length=20)", "IntegerField()", "CharField becomes IntegerField"),
    "number without a fraction": ("FloatField()", "IntegerField()", "FloatField becomes IntegerField"),
    "more digits": (
        "DecimalField(max_digits=5, decimal_places=2)",
        "DecimalField(max_digits=8, decimal_places=2)",
        "",
    ),
    "fewer digits": (
        "DecimalField(max_digits=8, decimal_places=2)",
        "DecimalField(max_digits=5, decimal_places=2)",
        "digits before the point 3, which was 6",
    ),
    "fewer places": (
        "DecimalField(max_digits=8, decimal_places=2)",
        "DecimalField(max_digits=8, decimal_places=0)",
        "decimal_places 0",
    ),
    "more places within the same digits": (
        "DecimalField(max_digits=8, decimal_places=2)",
        "DecimalField(max_digits=8, decimal_places=6)",
        "digits before the point 2, which was 6",
    ),
    "number as short words": ("IntegerField()", "CharField(max_length=3)", "max_length 3, which was 11"),
    "number with a fraction": ("IntegerField()", "DecimalField(max_digits=12, decimal_places=2)", ""),
    "number that is too large for the digits": (
        "IntegerField()",
        "DecimalField(max_digits=6, decimal_places=2)",
        "digits before the point 4, which was 10",
    ),
    "long number as float": ("BigIntegerField()", "FloatField()", "BigIntegerField becomes FloatField"),
    "key as words": ("UUIDField()", "CharField(max_length=50)", "UUIDField becomes CharField"),
    "yes or no as number": ("BooleanField()", "IntegerField()", "BooleanField becomes IntegerField"),
    "mail as words": ("EmailField()", "CharField(max_length=254)", ""),
    "address as mail": ("URLField(max_length=200)", "EmailField()", ""),
    "file as picture": ("FileField()", "ImageField()", ""),
    "still there, as nothing on deletion": (
        "ForeignKey(User, models.CASCADE, null=True)",
        "ForeignKey(User, models.SET_NULL, null=True)",
        "",
    ),
    "day of a time": ("DateTimeField()", "DateField()", "DateTimeField becomes DateField"),
    "indexed": ("IntegerField()", "IntegerField(db_index=True)", ""),
    "another table": (
        "ForeignKey(User, models.CASCADE)",
        "ForeignKey(Other, models.CASCADE)",
        "links to rows of another table",
    ),
    "one to one": ("OneToOneField(User, models.CASCADE)", "ForeignKey(User, models.CASCADE)", ""),
}


@pytest.fixture(scope="module")
def losses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each of the changes is said to lose: all in one project, since Django takes a second to start."""
    other = model("Other")

    def text(side: int) -> str:
        classes = (
            model(f"Case{number}", f"it = models.{change[side]}")
            for number, change in enumerate(CHANGES.values())
        )
        return models(other, *classes)

    evolution = evolve(tmp_path_factory.mktemp("changes"), text(0), text(1))
    assert not evolution.questions
    said = {each.model: each.destroys for each in evolution.operations}
    return {name: said[f"Case{number}"] for number, name in enumerate(CHANGES)}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_column_is_destructive_where_values_may_not_fit(name: str, losses: dict[str, str]) -> None:
    loss = CHANGES[name][2]

    assert bool(losses[name]) is bool(loss), losses[name]
    assert loss in losses[name]


def test_a_removed_model_loses_all_rows(tmp_path: Path) -> None:
    evolution = evolve(tmp_path, models(BOOK), models())

    assert [(each.target, each.destroys) for each in evolution.destructive] == [
        ("Book", "all rows of the table")
    ]


def test_a_removed_many_to_many_field_loses_all_links(tmp_path: Path) -> None:
    shelf = model("Shelf", "books = models.ManyToManyField(Book)")

    evolution = evolve(tmp_path, models(BOOK, shelf), models(BOOK, model("Shelf")))

    assert [(each.target, each.destroys) for each in evolution.destructive] == [("Shelf.books", "all links")]


def test_a_many_to_many_field_that_becomes_a_column_loses_its_links(tmp_path: Path) -> None:
    before = model("Shelf", "books = models.ManyToManyField(Book)")
    after = model("Shelf", "books = models.TextField(default='')")

    evolution = evolve(tmp_path, models(BOOK, before), models(BOOK, after))

    assert [each.target for each in evolution.destructive] == ["Shelf.books"]
