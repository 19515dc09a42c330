"""Every kind of wish, said at every kind of element: it has its effect, or a reason and the nearest thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.evolve.wishes import Wish
from erdgen.compiler.regeneration import list_wishes
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.review.sentences import say
from tests.regenerating import again, append, assert_done, edit, text_of

#: What is said, what comes of it in words, and a line of code that shows it with the file that it stands in.
DONE: dict[str, tuple[str, str, str]] = {
    "Book.title should be unique": (
        "Book: title is unique",
        "backend/models.py",
        'fields=["title"],',
    ),
    "Book.blurb is required": (
        "Book.blurb must be given",
        "backend/models.py",
        "blurb = models.TextField()",
    ),
    "Loan.due_on is optional": (
        "Loan.due_on may be left out",
        "backend/models.py",
        "due_on = models.DateField(null=True, blank=True)",
    ),
    "Book.pages needs an index": (
        "Book.pages has an index in the database",
        "backend/models.py",
        "db_index=True",
    ),
    "default of Book.pages is 100": (
        "Book.pages is 100 unless somebody says otherwise",
        "backend/models.py",
        "default=100",
    ),
    "max length of Book.isbn: 20": (
        "Book.isbn has at most 20 characters",
        "backend/models.py",
        "isbn = models.CharField(max_length=20",
    ),
    "choices of Book.blurb: short, long": (
        "Book: blurb is short or long",
        "backend/models.py",
        'condition=models.Q(blurb__in=["short", "long"])',
    ),
    "help text of Book.title: As on the cover": (
        "Book.title is explained as “As on the cover”",
        "backend/models.py",
        'help_text="As on the cover"',
    ),
    "Book.blurb should be searchable": ("Searching Book looks into blurb", "backend/views.py", '"blurb")'),
    "filter by Book.title": (
        "Lists of Book can be narrowed by title (exact, icontains)",
        "backend/views.py",
        '"title": ["exact", "icontains"]',
    ),
    "allow sorting by Loan.returned": (
        "Lists of Loan can be sorted by returned",
        "backend/views.py",
        'ordering_fields = ("returned",)',
    ),
    "Loan.returned is read-only": (
        "Loan.returned is never taken from clients",
        "backend/serializers.py",
        'read_only_fields = ["returned"]',
    ),
    "hide Loan.book": ("Loan.book: nobody but superusers reads it", "backend/authentication.py", '"book"'),
    "Loan.due_on: owner only": (
        "Loan.due_on: only the owner reads it; only the owner changes it",
        "backend/authentication.py",
        '"due_on"',
    ),
    "only librarians may edit Book.blurb": (
        "Book.blurb: only Librarian changes it",
        "backend/authentication.py",
        '"blurb"',
    ),
    "paginate Book by 50": (
        "Lists of Book come in pages of 50",
        "backend/views.py",
        "pagination_class = pages_of(50)",
    ),
    "sort Loan by returned descending, then id": (
        "Lists of Loan come in the order of returned downwards, then id",
        "backend/views.py",
        'ordering = ("-returned", "id", "pk")',
    ),
    "avoid N+1 on Loan.reader": (
        "Rows of Loan are loaded together with their reader",
        "backend/views.py",
        'select_related("reader")',
    ),
    "Book.pages must be at most 5000": (
        "Book: pages is at most 5000",
        "backend/models.py",
        "MaxValueValidator(5000",
    ),
    "add a test that Book.isbn refuses abcdefghijklmnopqrstuvwxyz": (
        "Tests that Book is refused when isbn is 'abcdefghijklmnopqrstuvwxyz'",
        "backend/tests.py",
        "abcdefghijklmnopqrstuvwxyz",
    ),
}
#: What is so already, and what says it.
SETTLED = {
    "add a test that Book.title refuses null": "that is tested already",
    "order Book by title by default": "lists come in this order already",
    "paginate Loan": "every list comes in pages already (page)",
}
#: What cannot be done, the beginning of the reason, and that of the nearest thing that can.
LEFT = {
    "order Book by added_by": ("Book.added_by is a relationship", "name a field of User"),
    "no pagination for Book": ("all lists of the API come in pages", "say “page size 1000”"),
    "rename Book.title to pages": (
        "Book cannot call anything pages: there is Book.pages",
        "choose another name",
    ),
    "rename User to Member": ("the user entity cannot be renamed", "give it another label in the ERD"),
    "make Book async": (
        "views of Django REST framework are synchronous",
        "serve the project with more workers",
    ),
    "add a test for Book": ("what is to be tested is not understood", "say “add a test that"),
    "User.email should be searchable": ("lists of accounts do not tell User.email", "say it of"),
    "make Book nicer": ("the part “make Book nicer” is not understood", "say it"),
    "Book.blurb is filterable; make Book async": ("“make Book async”: views of Django", "serve the project"),
}

#: The file, what the comments stand before (nothing: at the end), their form, and what they are tied to.
PLACES: dict[str, tuple[str, str, str, tuple[str, str]]] = {
    "field": ("backend/models.py", "    title = models", "    # FIX: {}\n", ("Book", "title")),
    "model": ("backend/models.py", "class Book(", "# TODO: {}\n", ("Book", "")),
    "Meta": ("backend/models.py", '        ordering = ["title"]', "        # FIX: {}\n", ("Book", "")),
    "method": ("backend/models.py", "        return self.title", "        # FIX: {}\n", ("Book", "")),
    "viewset": ("backend/views.py", "class BookViewSet(", "# IMPROVE: {}\n", ("Book", "")),
    "attribute": ("backend/views.py", '    search_fields = ("title"', "    # FIX: {}\n", ("Book", "")),
    "serializer": ("backend/serializers.py", "class BookSerializer(", "# FIX: {}\n", ("Book", "")),
    "admin": ("backend/admin.py", "@admin.register(models.Book)", "# FIX: {}\n", ("Book", "")),
    "below a decorator": ("backend/admin.py", "class BookAdmin(", "# FIX: {}\n", ("Book", "")),
    "url": ("backend/urls.py", 'router.register("books"', "# FIX: {}\n", ("Book", "")),
    "factory": ("backend/factories.py", "class BookFactory(", "# FIX: {}\n", ("Book", "")),
    "access": ("backend/authentication.py", '    "Book": {', "    # FIX: {}\n", ("Book", "")),
    "setting": ("core/settings.py", "DEBUG = ", "# FIX: {}\n", ("", "")),
    "entry of a setting": ("core/settings.py", '    "rest_framework",\n', "    # FIX: {}\n", ("", "")),
    "test": ("backend/tests.py", "def test_pages_have_their_size", "# FIX: {}\n", ("", "")),
    "own file": ("backend/shelves.py", "", "# FIX: {}\n", ("", "")),
    "Markdown": ("README.md", "", "<!-- FIX: {} -->\n", ("", "")),
    "HTML": ("templates/page.html", "", "<!-- TODO: {} -->\n", ("", "")),
    "Django template": ("templates/list.html", "", "{{# TODO: {} #}}\n", ("", "")),
    "YAML": ("compose.yaml", "", "# FIX: {}\n", ("", "")),
    "TOML": ("pyproject.toml", "", "# FIX: {}\n", ("", "")),
    "Dockerfile": ("Dockerfile", "", "# FIX: {}\n", ("", "")),
}


def put(project: Path, place: str, said: list[str]) -> None:
    """One comment for each at ``place``."""
    path, before, form, _ = PLACES[place]
    comments = "".join(form.format(text) for text in said)
    if before:
        edit(project, path, before, comments + before)
    else:
        (project / path).parent.mkdir(exist_ok=True)
        append(project, path, comments)


def effects(report: RegenerationReport, wish: Wish) -> list[str]:
    assert report.generation.project is not None
    return [say(report.generation.project, made) for made in wish.contributions]


@pytest.mark.parametrize("place", PLACES)
def test_a_wish_has_its_effect_or_a_reason_wherever_it_stands(project: Path, place: str) -> None:
    put(project, place, [*DONE, *SETTLED, *LEFT])

    report = list_wishes(project, DomainOrchestrator(default_roster()))

    wishes = {wish.remark.text: wish for wish in report.wishes}
    assert list(wishes) == [*DONE, *SETTLED, *LEFT]
    elements = {(wish.remark.element.entity, wish.remark.element.member) for wish in wishes.values()}
    assert elements == {PLACES[place][3]}
    for text, (words, _, _) in DONE.items():
        assert words in effects(report, wishes[text]), wishes[text].reason
    for text, why in SETTLED.items():
        assert (effects(report, wishes[text]), wishes[text].settled, wishes[text].reason) == ([], why, "")
    for text, (reason, nearest) in LEFT.items():
        assert wishes[text].reason.startswith(reason), wishes[text].reason
        assert f"; {nearest}" in wishes[text].reason


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("searchable", "field", "Searching Book looks into title"),
        ("must be at least 3 characters", "field", "Book: title has at least 3 characters"),
        ("pages must be at most 5000", "field", "Book: pages is at most 5000"),
        ("paginate by 50", "viewset", "Lists of Book come in pages of 50"),
        ("paginate by 50", "url", "Lists of Book come in pages of 50"),
        ("filter by title", "admin", "Lists of Book can be narrowed by title (exact, icontains)"),
        ("help text of pages: All", "serializer", "Book.pages is explained as “All”"),
    ],
)
def test_a_wish_without_a_name_is_about_its_element(project: Path, text: str, place: str, words: str) -> None:
    put(project, place, [text])

    report = list_wishes(project, DomainOrchestrator(default_roster()))

    (wish,) = report.wishes
    assert words in effects(report, wish), wish.reason


def test_all_that_is_carried_out_is_in_the_code(project: Path) -> None:
    put(project, "model", [*DONE, *LEFT])

    report = again(project)

    assert_done(report)
    text = text_of(project, "backend/models.py")
    assert {wish.remark.text for wish in report.wishes if not wish.carried_out} == set(LEFT)
    assert [said for said in (*DONE, *LEFT) if f"# TODO: {said}\n" in text] == [*LEFT]
    for said, (_, path, line) in DONE.items():
        assert line in text_of(project, path), said
