"""Comments that rename: what follows in the project, and how it goes on with later versions of the ERD."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler import regeneration as flow
from erdgen.management.regeneration_summary import as_json
from tests.regenerating import (
    Erd,
    add_field,
    again,
    append,
    assert_done,
    but_history,
    changed,
    edit,
    entities,
    generate,
    names_of,
    read_tree,
    rename_entity,
    renames_of,
    text_of,
)

MODELS = "backend/models.py"
WISH = "    # TODO: rename to sheets\n    pages = "
#: Rules that go on to speak of members by their names in the ERD.
RULED = [
    "Book pages must be at most 5000",
    {
        "rule": "Nobody has a title twice.",
        "applies_to": "Book",
        "check": {"kind": "unique", "fields": ["title", "added_by"]},
    },
]


def call(new: str, *, renamed_from: str = "") -> Any:
    """A change of the ERD after which ``pages`` is called ``new`` there too."""

    def change(erd: Erd) -> None:
        fields = entities(erd)["Book"]["fields"]
        said = {"type": "int", **({"renamed_from": renamed_from} if renamed_from else {})}
        entities(erd)["Book"]["fields"] = {
            (new if name == "pages" else name): (said if name == "pages" else told)
            for name, told in fields.items()
        }
        erd["business_rules"] = [{"rule": f"Book {new} must be positive"}]

    return change


@pytest.fixture
def renamed(project: Path) -> Path:
    """A project in which a comment has renamed ``Book.pages`` to ``sheets``."""
    edit(project, MODELS, "    pages = ", WISH)
    assert_done(again(project))
    return project


def test_a_comment_renames_a_field_and_all_that_follows_from_it(project: Path, tmp_path: Path) -> None:
    edit(project, MODELS, "    pages = ", WISH)

    report = again(project)

    assert_done(report)
    assert renames_of(report) == [("RenameField", "Book.sheets")]
    (wish,) = as_json(report)["comments"]
    assert (wish["carried_out"], wish["effects"]) == (True, ["Book.pages of the ERD is called sheets"])
    assert "TODO" not in text_of(project, MODELS)
    assert names_of(project) == [{"entity": "Book", "member": "pages", "name": "sheets"}]
    assert "a comment has renamed what the ERD calls pages (`Book.sheets`)" in text_of(
        project, "docs/SPEC.md"
    )
    fresh = generate(tmp_path / "fresh", changed(call("sheets")))
    for path in ("models", "serializers", "views", "admin", "factories"):
        now, then = (text_of(root, f"backend/{path}.py") for root in (project, fresh))
        assert now == then.replace("Book sheets must", "Book pages must"), path


@pytest.mark.long
def test_it_stays_so_quietly(renamed: Path) -> None:
    before = read_tree(renamed)

    for erd in (None, changed()):
        report = again(renamed, erd)
        assert_done(report)
        assert report.changed == ()
        assert [each for each in report.generation.findings if each.code.startswith("review")] == []
    assert read_tree(renamed) == before

    assert_done(again(renamed, changed(add_field)))
    assert "sheets = " in text_of(renamed, MODELS)
    assert names_of(renamed) == [{"entity": "Book", "member": "pages", "name": "sheets"}]


@pytest.mark.long
@pytest.mark.parametrize("renamed_from", ["", "pages", "sheets"])
def test_the_erd_takes_the_name_over(renamed: Path, tmp_path: Path, renamed_from: str) -> None:
    erd = changed(call("sheets", renamed_from=renamed_from))

    report = again(renamed, erd)

    assert_done(report)
    assert renames_of(report) == []
    assert not any(each.destroys for each in report.operations)
    assert names_of(renamed) == []
    assert but_history(read_tree(renamed)) == but_history(read_tree(generate(tmp_path / "fresh", erd)))


def test_an_erd_that_has_both_is_refused(renamed: Path) -> None:
    before = read_tree(renamed)

    report = again(renamed, changed(lambda erd: entities(erd)["Book"]["fields"].update(sheets="int")))

    assert (report.generation.status, report.exit_status) == ("refused", 2)
    (found,) = (each for each in report.generation.findings if each.code == "erd.E024")
    assert "'Book' has 'sheets', and 'pages', which a comment in the code has renamed" in found.message
    assert "take 'pages' out if 'sheets' is what became of it" in found.hint
    assert read_tree(renamed) == before


def test_a_field_that_the_erd_drops_goes_under_its_name(renamed: Path) -> None:
    def drop(erd: Erd) -> None:
        del entities(erd)["Book"]["fields"]["pages"]
        erd["business_rules"] = []

    assert "Book.sheets" in again(renamed, changed(drop)).generation.message

    assert_done(again(renamed, changed(drop), destructive=True))

    assert "sheets" not in text_of(renamed, MODELS)
    assert names_of(renamed) == []


@pytest.mark.long
@pytest.mark.parametrize("renamed_from", ["pages", "sheets"])
def test_the_erd_renames_it_once_more(renamed: Path, renamed_from: str) -> None:
    report = again(renamed, changed(call("leaves", renamed_from=renamed_from)))

    assert_done(report)
    assert renames_of(report) == [("RenameField", "Book.leaves")]
    assert names_of(renamed) == []


@pytest.mark.long
def test_another_comment_renames_it_once_more_and_back(renamed: Path) -> None:
    edit(renamed, MODELS, "    sheets = ", "    # TODO: rename Book.sheets to leaves\n    sheets = ")
    report = again(renamed)
    assert_done(report)
    assert renames_of(report) == [("RenameField", "Book.leaves")]
    assert names_of(renamed) == [{"entity": "Book", "member": "pages", "name": "leaves"}]
    assert again(renamed).changed == ()

    edit(renamed, MODELS, "    leaves = ", "    # TODO: rename to pages\n    leaves = ")
    report = again(renamed)
    assert_done(report)
    assert renames_of(report) == [("RenameField", "Book.pages")]
    assert [wish["effects"] for wish in as_json(report)["comments"]] == [
        ["Book.pages has this name in the ERD"]
    ]
    assert names_of(renamed) == []
    assert again(renamed).changed == ()


@pytest.mark.long
def test_your_code_and_what_was_said_before_follow(project: Path) -> None:
    edit(
        project,
        MODELS,
        "        return self.title\n",
        "        return self.title\n\n    def is_long(self):\n        return self.pages > 900\n",
    )
    edit(project, MODELS, "    pages = ", "    # FIX: index; default: 100\n    pages = ")
    append(project, "README.md", "<!-- FIX: order Book by pages -->\n")
    assert_done(again(project))
    edit(project, MODELS, "    pages = ", WISH)
    append(project, "README.md", "<!-- FIX: Book.pages must be at most 5000 -->\n")

    report = again(project)

    assert_done(report)
    models = text_of(project, MODELS)
    assert "return self.sheets > 900" in models
    assert "pages" not in models.replace("Book pages must", "").replace("Book.pages must", "")
    field = models.partition("    sheets = ")[2].partition("\n    blurb")[0]
    assert "db_index=True" in field
    assert "default=100" in field
    assert "5000" in field
    assert 'ordering = ("sheets", "pk")' in text_of(project, "backend/views.py")
    assert [each.message for each in report.generation.findings if each.code == "review.W001"] == []
    assert again(project).changed == ()


@pytest.mark.long
def test_rows_survive_and_the_proof_holds(project: Path) -> None:
    erd = changed(lambda erd: erd["business_rules"].extend(RULED))
    assert_done(again(project, erd))
    edit(
        project,
        "backend/serializers.py",
        "class BookSerializer(",
        "# TODO: rename pages to sheets\nclass BookSerializer(",
    )
    edit(project, MODELS, "    added_by = ", "    # IMPROVE: rename to cataloguer; indexed\n    added_by = ")
    edit(project, MODELS, "    reader = ", "    # FIX: should be called borrower\n    reader = ")

    report = again(project, prove=True)

    assert_done(report)
    assert report.generation.proof is not None
    assert report.generation.proof.ok
    steps = {step.name: step.detail for step in report.generation.proof.steps}
    assert "models kept" in steps["rows"]
    assert sorted(renames_of(report)) == [
        ("RenameField", "Book.cataloguer"),
        ("RenameField", "Book.sheets"),
        ("RenameField", "Loan.borrower"),
    ]
    assert "TODO" not in text_of(project, "backend/serializers.py")


@pytest.mark.long
def test_a_name_goes_along_with_a_renamed_entity(project: Path) -> None:
    edit(project, MODELS, "    due_on = ", "    # TODO: rename to back_by\n    due_on = ")
    assert_done(again(project))

    report = again(project, changed(rename_entity))

    assert_done(report)
    assert renames_of(report) == [("RenameModel", "Lending")]
    assert names_of(project) == [{"entity": "Lending", "member": "due_on", "name": "back_by"}]
    assert "back_by = " in text_of(project, MODELS)


@pytest.mark.parametrize(
    ("wishes", "reasons"),
    [
        (["rename to title"], ["Book cannot call anything title: there is Book.title"]),
        (
            ["rename to class"],
            ["Book cannot call anything class: Python, Django or a library"],
        ),
        (["rename to Page Count"], ["“Page Count” cannot be the name of a field; say page_count"]),
        (["rename to sheets", "rename Book.blurb to sheets"], ["", "Book cannot call anything sheets"]),
        (["rename to sheets", "call it leaves"], ["“call it leaves”, which was said later", ""]),
        (["rename to sheets; make it async"], ["“make it async”: views of Django REST framework are"]),
    ],
)
def test_what_cannot_be_called_so_says_why_and_stays(
    project: Path, wishes: list[str], reasons: list[str]
) -> None:
    comments = "".join(f"    # TODO: {wish}\n" for wish in wishes)
    edit(project, MODELS, "    pages = ", f"{comments}    pages = ")
    before = read_tree(project)

    report = flow.list_wishes(project, DomainOrchestrator(default_roster()))

    assert [wish.remark.text for wish in report.wishes] == wishes
    for wish, reason in zip(report.wishes, reasons, strict=True):
        assert wish.carried_out == (not reason)
        assert wish.reason.startswith(reason), wish.reason
    assert read_tree(project) == before
