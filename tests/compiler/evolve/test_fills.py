"""Values of rows that exist, where a new migration needs one: who is asked, and what fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from erdgen.compiler.errors import OutputError
from tests.compiler.evolve.models import evolve, model, models

REQUIRED = "code = models.CharField(max_length=5)"


def test_a_new_required_field_asks_for_the_value_of_rows_that_exist(tmp_path: Path) -> None:
    evolution = evolve(tmp_path, models(model("Book")), models(model("Book", REQUIRED)))

    assert [(each.model, each.field, each.reason) for each in evolution.questions] == [("Book", "code", "")]
    assert "--fill Book.code=VALUE" in evolution.questions[0].as_text()


def test_a_fill_is_the_value_of_rows_that_exist_and_of_no_other(tmp_path: Path) -> None:
    evolution = evolve(
        tmp_path, models(model("Book")), models(model("Book", REQUIRED)), fills={"Book.code": "none"}
    )

    assert not evolution.questions
    (text,) = evolution.files.values()
    assert 'default="none"' in text
    assert "preserve_default=False" in text


def test_a_fill_that_does_not_fit_is_asked_for_again(tmp_path: Path) -> None:
    evolution = evolve(
        tmp_path,
        models(model("Book")),
        models(model("Book", "year = models.IntegerField()")),
        fills={"Book.year": "soon"},
    )

    assert [(each.model, each.field) for each in evolution.questions] == [("Book", "year")]
    assert "'soon' does not fit" in evolution.questions[0].as_text()


def test_a_fill_may_name_the_row_that_a_new_link_points_to(tmp_path: Path) -> None:
    evolution = evolve(
        tmp_path,
        models(model("Book")),
        models(model("Book", "owner = models.ForeignKey(User, models.CASCADE)")),
        fills={"Book.owner": "1"},
    )

    assert not evolution.questions
    assert "default=1" in "".join(evolution.files.values())


@pytest.mark.parametrize(
    ("fill", "told"),
    [
        ("Book.cod", "--fill Book.cod: Book has no field cod; it has id, title, code"),
        ("Bok.code", "--fill Bok.code: there is no model Bok; known are Book, User"),
    ],
)
def test_a_fill_of_nothing_is_a_mistake(tmp_path: Path, fill: str, told: str) -> None:
    with pytest.raises(OutputError, match=told):
        evolve(tmp_path, models(model("Book")), models(model("Book", REQUIRED)), fills={fill: "none"})


def test_a_field_that_becomes_required_asks_as_well(tmp_path: Path) -> None:
    evolution = evolve(
        tmp_path,
        models(model("Book", "year = models.IntegerField(null=True)")),
        models(model("Book", "year = models.IntegerField()")),
    )

    assert [(each.model, each.field) for each in evolution.questions] == [("Book", "year")]


def test_new_times_of_creation_are_now(tmp_path: Path) -> None:
    evolution = evolve(
        tmp_path,
        models(model("Book")),
        models(
            model(
                "Book",
                "created_at = models.DateTimeField(auto_now_add=True)",
                "day = models.DateField(auto_now_add=True)",
            )
        ),
    )

    assert not evolution.questions
    text = "".join(evolution.files.values())
    assert "default=django.utils.timezone.now" in text
    assert "datetime.date.today" in text


def test_a_unique_value_of_its_own_for_each_row_cannot_be_given_by_one_default(tmp_path: Path) -> None:
    after = model("Book", "key = models.UUIDField(default=uuid.uuid4, unique=True)")

    evolution = evolve(tmp_path, models(model("Book")), models(after))

    assert [(each.model, each.field) for each in evolution.questions] == [("Book", "key")]
    assert "unique" in evolution.questions[0].reason
