"""Comments in the code are carried out, or stay with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler import regeneration as flow
from tests.regenerating import (
    add_field,
    again,
    append,
    assert_done,
    changed,
    drop_field,
    edit,
    read_tree,
    rename_entity,
    rename_field,
    text_of,
)

#: Where the comment goes (after this line, indented like the next), what it says, what it comes to.
CARRIED_OUT = {
    "field of a model": (
        "backend/models.py",
        "class Loan(models.Model):\n",
        "    # FIX: due_on should be indexed\n",
        ("backend/models.py", "due_on = models.DateField(db_index=True)"),
    ),
    "behind a field": (
        "backend/models.py",
        "    title = models.CharField(max_length=120)",
        "  # IMPROVE: index",
        ("backend/models.py", "title = models.CharField(max_length=120, db_index=True)"),
    ),
    "a sentence of a rule": (
        "backend/models.py",
        "class Book(RuledModel):\n",
        "    # TODO: Book pages must be at most 5000\n",
        ("backend/models.py", "MaxValueValidator(5000"),
    ),
    "serializer": (
        "backend/serializers.py",
        "class LoanSerializer(EntitySerializer):\n",
        "    # FIX: make returned read-only\n",
        ("backend/serializers.py", "read_only_fields"),
    ),
    "page size": (
        "backend/views.py",
        "class BookViewSet(EntityViewSet):\n",
        "    # TODO: paginate by 50\n",
        ("backend/views.py", "pagination_class = pages_of(50)"),
    ),
    "order": (
        "backend/views.py",
        "class BookViewSet(EntityViewSet):\n",
        "    # TODO: order by -pages, then title\n",
        ("backend/models.py", 'ordering = ["-pages", "title"]'),
    ),
    "viewset": (
        "backend/views.py",
        "class UserViewSet(EntityViewSet):\n",
        "    # FIX: allow filtering by username\n",
        ("backend/views.py", 'filterset_fields = {"username"'),
    ),
}


def test_comments_are_carried_out_once(project: Path) -> None:
    for path, after, comment, _ in CARRIED_OUT.values():
        edit(project, path, after, after + comment)

    report = again(project)

    assert_done(report)
    said = {wish.remark.text: wish for wish in report.wishes}
    assert len(said) == len(CARRIED_OUT)
    for name, (path, _, comment, (where, expected)) in CARRIED_OUT.items():
        wish = said[comment.partition(": ")[2].strip()]
        assert wish.carried_out, (name, wish.reason)
        assert wish.contributions, name
        assert wish.remark.path == path
        assert comment.strip() not in text_of(project, path)
        assert expected in text_of(project, where), name

    # It stays so although the comments are gone, also for a new version of the ERD.
    before = read_tree(project)
    assert again(project).changed == ()
    assert read_tree(project) == before
    assert_done(again(project, changed(add_field)))
    for name, (*_, (where, expected)) in CARRIED_OUT.items():
        assert expected in text_of(project, where), name


@pytest.mark.parametrize(
    ("path", "after", "comment"),
    [
        ("backend/models.py", "class Book(RuledModel):\n", "    # FIX: paint it green\n"),
        ("backend/views.py", "class BookViewSet(EntityViewSet):\n", "    # FIX: make this async\n"),
        ("core/settings.py", 'DEBUG = flag("DEBUG")\n', "# TODO: think about it\n"),
        ("Dockerfile", "", "# FIX: smaller image\n"),
        ("README.md", "", "<!-- TODO: tell more -->\n"),
        ("compose.yaml", "", "# IMPROVE: volumes\n"),
    ],
)
def test_a_comment_that_is_not_understood_stays_with_a_reason(
    project: Path, path: str, after: str, comment: str
) -> None:
    if after:
        edit(project, path, after, after + comment)
    else:
        append(project, path, comment)

    report = again(project)

    assert_done(report)
    (wish,) = report.wishes
    assert not wish.carried_out
    assert wish.reason
    assert comment in text_of(project, path)
    assert {name for name in report.changed if not name.startswith(".erdgen/")} <= {"docs/SPEC.md"}
    assert again(project).changed == ()


def test_comments_are_told_apart_by_where_they_stand(project: Path) -> None:
    edit(project, "backend/models.py", "    isbn = ", "    # FIX: searchable\n    isbn = ")
    edit(project, "backend/models.py", "    pages = ", "    # FIX: paint it green\n    pages = ")
    edit(project, "backend/models.py", "    due_on = ", "    # TODO: index\n    due_on = ")

    report = again(project)

    assert_done(report)
    assert [(wish.remark.element.member, wish.carried_out) for wish in report.wishes] == [
        ("isbn", True),
        ("pages", False),
        ("due_on", True),
    ]
    text = text_of(project, "backend/models.py")
    assert "# FIX: paint it green" in text
    assert "# FIX: searchable" not in text
    assert "# TODO: index" not in text


def test_a_comment_is_never_executed(project: Path, tmp_path: Path) -> None:
    bait = tmp_path / "pwned"
    comment = f'    # FIX: help text: """ + __import__(\'os\').system(\'touch {bait}\') + """\n'
    edit(project, "backend/models.py", "    title = ", f"{comment}    title = ")

    report = again(project)

    assert report.generation.status == "done"
    assert not bait.exists()


def test_the_list_of_comments_changes_nothing(project: Path) -> None:
    edit(project, "backend/models.py", "    isbn = ", "    # FIX: index\n    isbn = ")
    edit(project, "backend/models.py", "    pages = ", "    # FIX: paint it green\n    pages = ")
    before = read_tree(project)

    report = flow.list_wishes(project, DomainOrchestrator(default_roster()))

    assert [(wish.remark.text, wish.carried_out) for wish in report.wishes] == [
        ("index", True),
        ("paint it green", False),
    ]
    assert read_tree(project) == before


def test_what_was_carried_out_goes_along_with_a_new_name(project: Path) -> None:
    edit(project, "backend/models.py", "    blurb = ", "    # FIX: searchable\n    blurb = ")
    edit(
        project,
        "backend/views.py",
        "class BookViewSet",
        "# FIX: order by blurb descending\nclass BookViewSet",
    )
    edit(project, "backend/models.py", "    due_on = ", "    # TODO: index\n    due_on = ")
    append(project, "README.md", "<!-- FIX: paginate Loan by 7 -->\n")
    assert_done(again(project))
    assert "db_index=True" in text_of(project, "backend/models.py")

    report = again(project, changed(rename_field, rename_entity))

    assert_done(report)
    assert [each.message for each in report.generation.findings if each.code == "review.W001"] == []
    views = text_of(project, "backend/views.py")
    assert 'search_fields = ("title", "isbn", "summary")' in views
    assert 'ordering = ("-summary", "pk")' in views
    assert "pages_of(7)" in views
    assert "db_index=True" in text_of(project, "backend/models.py")
    assert again(project).changed == ()


def read_field(project: Path, name: str) -> str:
    """The lines of a field of Book."""
    return text_of(project, "backend/models.py").partition(f"    {name} = ")[2].partition(" = ")[0]


def test_a_comment_with_several_wishes_is_carried_out_in_all_its_parts(project: Path) -> None:
    edit(
        project,
        "backend/models.py",
        "    isbn = ",
        "    # FIX: indexed, filterable; at most 20 characters\n    isbn = ",
    )
    append(project, "README.md", "<!-- FIX: Book.blurb: required and unique; Book.pages: indexed -->\n")

    report = again(project, fills={"Book.blurb": "none"})

    assert_done(report)
    kinds = [sorted({made.kind for made in wish.contributions}) for wish in report.wishes]
    assert kinds == [["add_rule", "set_field_option"], ["add_filter", "set_field_option"]]
    assert "FIX" not in text_of(project, "backend/models.py") + text_of(project, "README.md")
    models = text_of(project, "backend/models.py")
    assert "isbn = models.CharField(max_length=20" in models
    assert "db_index=True" in read_field(project, "pages")
    filters = (
        text_of(project, "backend/views.py").partition("class BookViewSet")[2].partition("search_fields")[0]
    )
    assert '"isbn": [' in filters
    assert again(project).changed == ()

    # Each holds by itself: what was said of a field that is gone takes nothing else along.
    assert_done(again(project, changed(drop_field), destructive=True))
    assert "blurb" not in text_of(project, "backend/models.py")
    assert "db_index=True" in read_field(project, "pages")


def test_a_comment_stays_whole_when_one_of_its_wishes_is_refused(project: Path) -> None:
    said = "Book.blurb is searchable; User.email is searchable"
    append(project, "README.md", f"<!-- FIX: {said} -->\n")

    report = again(project)

    assert_done(report)
    (wish,) = report.wishes
    assert wish.reason.startswith("“User.email is searchable”: lists of accounts do not tell User.email")
    assert wish.reason.endswith("; carried out is “Book.blurb is searchable”")
    assert said in text_of(project, "README.md")
    assert '"blurb"' in text_of(project, "backend/views.py")
    assert again(project).changed == ()

    # What was carried out holds, whatever becomes of the comment.
    edit(project, "README.md", f"<!-- FIX: {said} -->\n", "")
    assert_done(again(project))
    assert '"blurb"' in text_of(project, "backend/views.py")
