"""New migrations that rename: columns, tables and links stay what they are, as far as the ERD says so."""

from __future__ import annotations

from pathlib import Path

from erdgen.compiler.evolve.renames import Renames
from tests.compiler.evolve.models import BOOK, evolve, kinds, model, models

TO_NOVEL = Renames(entities={"Novel": "Book"})
TO_LENGTH = Renames(members={"Book": {"length": "pages"}})


def test_a_renamed_field_keeps_its_column(tmp_path: Path) -> None:
    after = models(model("Book", "length = models.IntegerField(default=0)"))

    evolution = evolve(tmp_path, models(BOOK), after, renames=TO_LENGTH)

    assert kinds(evolution) == ["RenameField Book.length"]
    assert evolution.operations[0].before == "pages"
    assert not evolution.destructive


def test_a_renamed_field_may_change_at_the_same_time(tmp_path: Path) -> None:
    after = models(model("Book", "length = models.BigIntegerField(default=1)"))

    evolution = evolve(tmp_path, models(BOOK), after, renames=TO_LENGTH)

    assert kinds(evolution) == ["RenameField Book.length", "AlterField Book.length"]
    assert not evolution.destructive


def test_a_renamed_field_that_becomes_required_asks_for_a_value(tmp_path: Path) -> None:
    before = models(model("Book", "pages = models.IntegerField(null=True)"))
    after = models(model("Book", "length = models.IntegerField()"))

    asked = evolve(tmp_path / "asked", before, after, renames=TO_LENGTH)
    filled = evolve(tmp_path / "filled", before, after, renames=TO_LENGTH, fills={"Book.length": "0"})

    assert [(each.model, each.field) for each in asked.questions] == [("Book", "length")]
    assert not filled.questions
    assert "default=0" in "".join(filled.files.values())


def test_a_renamed_field_that_is_smaller_afterwards_may_lose_values(tmp_path: Path) -> None:
    before = models(model("Book", "pages = models.BigIntegerField(default=0)"))

    evolution = evolve(tmp_path, before, models(BOOK.replace("pages", "length")), renames=TO_LENGTH)

    assert [each.target for each in evolution.destructive] == ["Book.length"]


def test_a_link_follows_the_model_that_is_renamed_though_it_changes_itself(tmp_path: Path) -> None:
    def text(name: str, options: str) -> str:
        link = f"{name.lower()} = models.ForeignKey({name}, models.CASCADE{options})"
        return models(BOOK.replace("Book", name), model("Page", link))

    evolution = evolve(
        tmp_path,
        text("Book", ""),
        text("Novel", ", related_name='sheets'"),
        renames=Renames({"Novel": "Book"}, {"Page": {"novel": "book"}}),
    )

    assert kinds(evolution) == ["RenameModel Novel", "RenameField Page.novel", "AlterField Page.novel"]
    assert not evolution.destructive


def test_a_link_that_changes_points_to_the_new_name_of_its_model(tmp_path: Path) -> None:
    def text(name: str, related: str) -> str:
        link = f"book = models.ForeignKey({name}, models.CASCADE, related_name='{related}')"
        return models(model(name), model("Page", link))

    evolution = evolve(tmp_path, text("Book", "pages"), text("Novel", "sheets"), renames=TO_NOVEL)

    assert kinds(evolution) == ["RenameModel Novel", "AlterField Page.book"]
    assert not evolution.destructive
    assert 'to="backend.novel"' in "".join(evolution.files.values())


def test_a_link_to_its_own_model_follows_as_well(tmp_path: Path) -> None:
    def text(name: str, related: str) -> str:
        link = f"parent = models.ForeignKey('self', models.CASCADE, null=True, related_name='{related}')"
        return models(model(name, link))

    evolution = evolve(tmp_path, text("Book", "parts"), text("Novel", "volumes"), renames=TO_NOVEL)

    assert kinds(evolution) == ["RenameModel Novel", "AlterField Novel.parent"]
    assert not evolution.destructive


def test_without_a_word_of_the_erd_a_field_that_looks_alike_is_another(tmp_path: Path) -> None:
    after = models(model("Book", "length = models.IntegerField(default=0)"))

    evolution = evolve(tmp_path, models(BOOK), after)

    assert kinds(evolution) == ["RemoveField Book.pages", "AddField Book.length"]
    assert [each.target for each in evolution.destructive] == ["Book.pages"]


def test_a_renamed_model_keeps_its_table(tmp_path: Path) -> None:
    evolution = evolve(
        tmp_path,
        models(BOOK, model("Page", "book = models.ForeignKey(Book, models.CASCADE)")),
        models(
            BOOK.replace("Book", "Novel"), model("Page", "book = models.ForeignKey(Novel, models.CASCADE)")
        ),
        renames=TO_NOVEL,
    )

    assert kinds(evolution) == ["RenameModel Novel"]
    assert evolution.operations[0].before == "Book"


def test_a_renamed_model_may_rename_and_change_its_fields_at_the_same_time(tmp_path: Path) -> None:
    after = model(
        "Novel", "length = models.BigIntegerField(default=0)", "blurb = models.TextField(default='')"
    )

    evolution = evolve(
        tmp_path,
        models(BOOK),
        models(after),
        renames=Renames({"Novel": "Book"}, {"Novel": {"length": "pages"}}),
    )

    assert kinds(evolution) == [
        "RenameModel Novel",
        "RenameField Novel.length",
        "AddField Novel.blurb",
        "AlterField Novel.length",
    ]
    assert not evolution.destructive


def test_two_models_that_look_alike_are_told_apart_by_the_erd(tmp_path: Path) -> None:
    film = BOOK.replace("Book", "Film")

    evolution = evolve(
        tmp_path,
        models(BOOK, film),
        models(BOOK.replace("Book", "Novel"), film.replace("Film", "Movie")),
        renames=Renames({"Novel": "Book", "Movie": "Film"}),
    )

    assert sorted((each.before, each.model) for each in evolution.operations) == [
        ("Book", "Novel"),
        ("Film", "Movie"),
    ]


def test_constraints_and_indexes_over_a_renamed_field_are_made_anew(tmp_path: Path) -> None:
    def text(name: str) -> str:
        return models(
            model(
                "Book",
                f"{name} = models.IntegerField(default=0)",
                "class Meta:",
                f"    indexes = [models.Index(fields=['{name}', 'title'], name='book_{name}')]",
                "    constraints = [",
                f"        models.CheckConstraint(condition=models.Q({name}__gte=0), name='{name}_positive'),",
                f"        models.UniqueConstraint(fields=['{name}', 'title'], name='{name}_unique'),",
                "    ]",
            )
        )

    evolution = evolve(tmp_path, text("pages"), text("length"), renames=TO_LENGTH)

    assert "RenameField Book.length" in kinds(evolution)
    assert not evolution.destructive
    text_of_all = "".join(evolution.files.values())
    removed, renamed = text_of_all.index("RemoveConstraint"), text_of_all.index("RenameField")
    assert removed < renamed < text_of_all.index("AddConstraint")


def test_a_renamed_many_to_many_field_keeps_its_links(tmp_path: Path) -> None:
    before = model("Shelf", "books = models.ManyToManyField(Book)")
    after = model("Shelf", "volumes = models.ManyToManyField(Book)")

    evolution = evolve(
        tmp_path,
        models(BOOK, before),
        models(BOOK, after),
        renames=Renames(members={"Shelf": {"volumes": "books"}}),
    )

    assert kinds(evolution) == ["RenameField Shelf.volumes"]
    assert not evolution.destructive


def test_a_through_table_is_renamed_with_its_fields(tmp_path: Path) -> None:
    def text(place: str, member: str) -> str:
        shelf = model("Shelf", f"books = models.ManyToManyField(Book, through='{place}')")
        lines = (
            "shelf = models.ForeignKey(Shelf, models.CASCADE)",
            f"{member} = models.ForeignKey(Book, models.CASCADE)",
        )
        return models(BOOK, shelf, model(place, *lines))

    evolution = evolve(
        tmp_path,
        text("Place", "book"),
        text("Spot", "volume"),
        renames=Renames({"Spot": "Place"}, {"Spot": {"volume": "book"}}),
    )

    assert "RenameModel Spot" in kinds(evolution)
    assert "RenameField Spot.volume" in kinds(evolution)
    assert not evolution.destructive
