"""What a new version of an ERD calls differently, and how code follows."""

from __future__ import annotations

from typing import Any

import pytest

from erdgen.compiler.evolve.renames import Renames, find_renames
from tests.compiler.frontends.erds import project_of

BOOK: dict[str, Any] = {"fields": {"title": "str", "pages": "int"}}
BEFORE: dict[str, Any] = {"User": {}, "Book": BOOK}

#: Name of the case: the entities before, those after, classes and members by new name with the one before.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, str], dict[str, dict[str, str]]]] = {
    "nothing": (BEFORE, BEFORE, {}, {}),
    "added": (BEFORE, BEFORE | {"Shelf": {"fields": {"room": "str"}}}, {}, {}),
    "removed": (BEFORE, {"User": {}}, {}, {}),
    "entity": (BEFORE, {"User": {}, "Novel": BOOK | {"renamed_from": "Book"}}, {"Novel": "Book"}, {}),
    "field": (
        BEFORE,
        {
            "User": {},
            "Book": {"fields": {"title": "str", "length": {"type": "int", "renamed_from": "pages"}}},
        },
        {},
        {"Book": {"length": "pages"}},
    ),
    "field of an entity that is renamed": (
        BEFORE,
        {
            "User": {},
            "Novel": {
                "renamed_from": "Book",
                "fields": {"title": "str", "length": {"type": "int", "renamed_from": "pages"}},
            },
        },
        {"Novel": "Book"},
        {"Novel": {"length": "pages"}},
    ),
    "field of the user": (
        {"User": {"fields": {"nick": "str"}}},
        {"User": {"fields": {"handle": {"type": "str", "renamed_from": "nick"}}}},
        {},
        {"User": {"handle": "nick"}},
    ),
    "relationship": (
        {"User": {}, "Book": {"relationships": {"author": "ForeignKey(User)"}}},
        {
            "User": {},
            "Book": {"relationships": {"writer": {"type": "ForeignKey(User)", "renamed_from": "author"}}},
        },
        {},
        {"Book": {"writer": "author"}},
    ),
    "two fields, and one that stays": (
        {"User": {}, "Book": {"fields": {"first": "str", "second": "str", "third": "str"}}},
        {
            "User": {},
            "Book": {
                "fields": {
                    "fourth": {"type": "str", "renamed_from": "first"},
                    "fifth": {"type": "str", "renamed_from": "second"},
                    "third": "str",
                }
            },
        },
        {},
        {"Book": {"fourth": "first", "fifth": "second"}},
    ),
    "carried out earlier": (
        {"User": {}, "Novel": BOOK | {"renamed_from": "Book"}},
        {"User": {}, "Novel": BOOK | {"renamed_from": "Book"}},
        {},
        {},
    ),
    "renamed again": (
        {"User": {}, "Novel": BOOK | {"renamed_from": "Book"}},
        {"User": {}, "Story": BOOK | {"renamed_from": "Novel"}},
        {"Story": "Novel"},
        {},
    ),
    "the name of the source is another, that of the class is not": (
        {"User": {}, "book_copy": BOOK},
        {"User": {}, "BookCopy": BOOK | {"renamed_from": "book_copy"}},
        {},
        {},
    ),
    "a field of an entity that is written otherwise now": (
        {"User": {}, "book_copy": BOOK},
        {
            "User": {},
            "BookCopy": {"fields": {"title": "str", "length": {"type": "int", "renamed_from": "pages"}}},
        },
        {},
        {"BookCopy": {"length": "pages"}},
    ),
    "two entities become one that goes on": (
        BEFORE | {"Comic": BOOK},
        {"User": {}, "Print": BOOK | {"renamed_from": "Comic"}},
        {"Print": "Comic"},
        {},
    ),
}

#: Name of the case: what the new version says, the code, what message and remedy hold.
ERRORS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown entity": (
        {"User": {}, "Novel": BOOK | {"renamed_from": "Bok"}},
        "evolve.E001",
        "Novel is renamed from 'Bok'",
        "Book, User",
    ),
    "unknown field": (
        {"User": {}, "Book": {"fields": {"title": "str", "length": {"type": "int", "renamed_from": "size"}}}},
        "evolve.E001",
        "Book.length is renamed from 'size'",
        "pages, title",
    ),
    "claimed twice": (
        {"User": {}, "Novel": BOOK | {"renamed_from": "Book"}, "Comic": BOOK | {"renamed_from": "Book"}},
        "evolve.E002",
        "Novel and Comic are both the former Book",
        "the other be new",
    ),
    "field claimed twice": (
        {
            "User": {},
            "Book": {
                "fields": {
                    "title": "str",
                    "length": {"type": "int", "renamed_from": "pages"},
                    "size": {"type": "int", "renamed_from": "pages"},
                }
            },
        },
        "evolve.E002",
        "Book.length and Book.size are both the former pages",
        "the other be new",
    ),
    "entity still there": (
        BEFORE | {"Novel": BOOK | {"renamed_from": "Book"}},
        "evolve.E003",
        "Novel is renamed from Book, which is still there",
        "take the old entity out",
    ),
    "field still there": (
        {
            "User": {},
            "Book": {
                "fields": {"title": "str", "pages": "int", "length": {"type": "int", "renamed_from": "pages"}}
            },
        },
        "evolve.E003",
        "Book.length is renamed from pages, which is still there",
        "take the old field out",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_renames_are_found(name: str) -> None:
    before, after, entities, members = CASES[name]

    renames, findings = find_renames(project_of(before), project_of(after))

    assert not findings
    assert dict(renames.entities) == entities
    assert {owner: dict(names) for owner, names in renames.members.items()} == members
    assert bool(renames) is bool(entities or members)


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_renamed_is_an_error_with_place_and_remedy(name: str) -> None:
    after, code, message, hint = ERRORS[name]

    _, findings = find_renames(project_of(BEFORE), project_of(after))

    assert [finding.code for finding in findings] == [code]
    assert message in findings[0].message
    assert hint in findings[0].hint
    assert findings[0].location is not None
    assert findings[0].location.line


@pytest.mark.parametrize(
    ("before", "after", "message", "hint"),
    [
        (
            {"User": {}},
            {"Novel": {"renamed_from": "User"}},
            "the user entity User cannot become another entity",
            "leave renamed_from out of Novel",
        ),
        (
            {"Member": {}},
            {"User": {"renamed_from": "Member"}},
            "Member cannot become the user entity",
            "leave renamed_from out of User",
        ),
    ],
    ids=["no user any more", "a user from now on"],
)
def test_the_user_entity_stays_what_it_is(
    before: dict[str, Any], after: dict[str, Any], message: str, hint: str
) -> None:
    _, findings = find_renames(project_of(before), project_of(after))

    assert [finding.code for finding in findings] == ["evolve.E004"]
    assert message in findings[0].message
    assert hint in findings[0].hint


CODE = '''\
"""Of Book and Bookmark."""

from backend.models import Book, BookQuerySet, Bookmark, Shelf


class BookSerializer(Serializer):
    """A Book, with its pages."""

    class Meta:
        model = Book
        fields = ["pages", "title"]


class ShelfSerializer(Serializer):
    books = BookSerializer(source="book_set")
    pages = IntegerField()


router.register("books", BookViewSet)
'''


def test_code_follows_an_entity_by_whole_words() -> None:
    renames, _ = find_renames(
        project_of(BEFORE | {"Shelf": {}}),
        project_of({"User": {}, "Shelf": {}, "Novel": BOOK | {"renamed_from": "Book"}}),
    )

    code = renames.apply(CODE)

    assert "import Novel, NovelQuerySet, Bookmark, Shelf" in code
    assert 'class NovelSerializer(Serializer):\n    """A Novel, with its pages."""' in code
    assert 'router.register("novels", NovelViewSet)' in code
    assert 'source="novel_set"' in code
    assert "Novelmark" not in code


def test_a_member_is_renamed_only_where_its_entity_is_meant() -> None:
    code = Renames(members={"Book": {"length": "pages"}}).apply(CODE)

    assert 'fields = ["length", "title"]' in code
    assert "    pages = IntegerField()\n" in code


def test_members_that_change_places_are_not_mixed_up() -> None:
    code = Renames(members={"Book": {"first": "second", "second": "first"}}).apply(
        "class Book:\n    first = 1\n    second = 2\n"
    )

    assert code == "class Book:\n    second = 1\n    first = 2\n"


def test_entities_that_change_names_in_a_row_are_not_mixed_up() -> None:
    code = Renames(entities={"Novel": "Book", "Book": "Leaf"}).apply("Book, Leaf, BookForm, LeafForm\n")

    assert code == "Novel, Book, NovelForm, BookForm\n"


@pytest.mark.parametrize(
    ("entity", "said", "wanted"),
    [
        ("Novel", "order by -pub_date", "order by -out_on"),
        ("Novel", "Pub date must be given", "out_on must be given"),
        ("", "Book.pub_date: read-only", "Novel.out_on: read-only"),
        ("", "books should be sorted by pub_date", "novels should be sorted by out_on"),
        ("Shelf", "order by pub_date", "order by pub_date"),
        ("Shelf", "hide the pub_date of books", "hide the out_on of novels"),
        ("Novel", "pub_dates and notebooks", "pub_dates and notebooks"),
    ],
)
def test_wishes_follow_what_they_name(entity: str, said: str, wanted: str) -> None:
    members = {"Novel": {"out_on": "pub_date"}}
    renames = Renames({"Novel": "Book"}, members, {"book": "novel", "books": "novels"})
    assert renames.apply_to_wish(said, entity) == wanted
