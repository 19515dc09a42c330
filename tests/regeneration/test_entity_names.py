"""Comments that rename entities: what follows in the project, and what later versions of the ERD do."""

from __future__ import annotations

from pathlib import Path

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
CLASS = "class Loan("
WISH = f"# TODO: rename this model to Lending\n{CLASS}"
NAME = {"entity": "Loan", "member": "", "name": "Lending"}


def take_over(erd: Erd) -> None:
    """The ERD calls it so too by now, and says nothing of how it was called."""
    rename_entity(erd)
    del entities(erd)["Lending"]["renamed_from"]


@pytest.fixture
def renamed(project: Path) -> Path:
    """A project in which a comment has renamed ``Loan`` to ``Lending``."""
    edit(project, MODELS, CLASS, WISH)
    assert_done(again(project))
    return project


def test_a_comment_renames_an_entity_and_all_that_follows_from_it(project: Path, tmp_path: Path) -> None:
    edit(project, MODELS, CLASS, WISH)
    append(project, MODELS, "\n\ndef count_open():\n    return Loan.objects.filter(returned=False).count()\n")
    edit(project, "backend/views.py", "class LoanViewSet(", "# mine\nclass LoanViewSet(")

    report = again(project)

    assert_done(report)
    assert renames_of(report) == [("RenameModel", "Lending")]
    assert not any(each.destroys for each in report.operations)
    (wish,) = as_json(report)["comments"]
    assert (wish["carried_out"], wish["effects"]) == (True, ["Loan of the ERD is called Lending"])
    models = text_of(project, MODELS)
    assert "TODO" not in models
    assert "return Lending.objects.filter(returned=False).count()" in models
    assert "# mine\nclass LendingViewSet(" in text_of(project, "backend/views.py")
    assert names_of(project) == [NAME]
    assert "a comment has renamed what the ERD calls Loan (`Lending`)" in text_of(project, "docs/SPEC.md")
    fresh = generate(tmp_path / "fresh", changed(take_over))
    for path in ("urls", "serializers", "admin", "factories", "tests"):
        now, then = (text_of(root, f"backend/{path}.py") for root in (project, fresh))
        assert now == then, path
    assert "lendings" in text_of(project, "backend/urls.py")


@pytest.mark.long
def test_it_stays_so_quietly(renamed: Path) -> None:
    before = read_tree(renamed)

    for erd in (None, changed()):
        report = again(renamed, erd)
        assert_done(report)
        assert report.changed == ()
    assert read_tree(renamed) == before

    assert_done(again(renamed, changed(add_field)))
    assert "class Lending(" in text_of(renamed, MODELS)
    assert names_of(renamed) == [NAME]


@pytest.mark.long
@pytest.mark.parametrize("renamed_from", ["", "Loan", "Lending"])
def test_the_erd_takes_the_name_over(renamed: Path, tmp_path: Path, renamed_from: str) -> None:
    said = {"renamed_from": renamed_from} if renamed_from else {}
    erd = changed(take_over, lambda erd: entities(erd)["Lending"].update(said))

    report = again(renamed, erd)

    assert_done(report)
    assert renames_of(report) == []
    assert not any(each.destroys for each in report.operations)
    assert names_of(renamed) == []
    assert but_history(read_tree(renamed)) == but_history(read_tree(generate(tmp_path / "fresh", erd)))


def test_an_erd_that_has_both_is_refused(renamed: Path) -> None:
    before = read_tree(renamed)

    report = again(renamed, changed(lambda erd: entities(erd).update(Lending={"fields": {"x": "int"}})))

    assert (report.generation.status, report.exit_status) == ("refused", 2)
    (found,) = (each for each in report.generation.findings if each.code == "erd.E024")
    assert "there is 'Lending', and 'Loan', which a comment in the code has renamed" in found.message
    assert read_tree(renamed) == before


@pytest.mark.long
def test_an_entity_that_the_erd_drops_goes_under_its_name(renamed: Path) -> None:
    def drop(erd: Erd) -> None:
        del entities(erd)["Loan"]
        del erd["auth_requirements"]["permissions"]["Loan"]

    assert "Lending: all rows of the table" in again(renamed, changed(drop)).generation.message

    assert_done(again(renamed, changed(drop), destructive=True))

    assert "Lending" not in text_of(renamed, MODELS)
    assert names_of(renamed) == []


@pytest.mark.long
@pytest.mark.parametrize("renamed_from", ["Loan", "Lending"])
def test_the_erd_renames_it_once_more(renamed: Path, renamed_from: str) -> None:
    def rename(erd: Erd) -> None:
        rename_entity(erd)
        entities(erd)["Borrow"] = {**entities(erd).pop("Lending"), "renamed_from": renamed_from}
        permissions = erd["auth_requirements"]["permissions"]
        permissions["Borrow"] = permissions.pop("Lending")

    report = again(renamed, changed(rename))

    assert_done(report)
    assert renames_of(report) == [("RenameModel", "Borrow")]
    assert names_of(renamed) == []


@pytest.mark.long
def test_another_comment_renames_it_once_more_and_back(renamed: Path) -> None:
    append(renamed, "README.md", "<!-- TODO: rename Lending to Borrow -->\n")
    report = again(renamed)
    assert_done(report)
    assert renames_of(report) == [("RenameModel", "Borrow")]
    assert names_of(renamed) == [{**NAME, "name": "Borrow"}]
    assert again(renamed).changed == ()

    edit(renamed, MODELS, "class Borrow(", "# TODO: should be called Loan\nclass Borrow(")
    report = again(renamed)
    assert_done(report)
    assert renames_of(report) == [("RenameModel", "Loan")]
    assert [wish["effects"] for wish in as_json(report)["comments"]] == [["Loan has this name in the ERD"]]
    assert names_of(renamed) == []
    assert again(renamed).changed == ()


@pytest.mark.long
def test_it_and_its_members_at_once_with_rows_and_proof(project: Path) -> None:
    edit(project, MODELS, "    due_on = ", "    # FIX: index; rename to back_by\n    due_on = ")
    serializer = "class LoanSerializer("
    edit(project, "backend/serializers.py", serializer, f"# TODO: rename Loan to Lending\n{serializer}")
    append(project, "README.md", "<!-- FIX: order Loan by due_on -->\n")

    report = again(project, prove=True)

    assert_done(report)
    assert report.generation.proof is not None
    assert report.generation.proof.ok
    steps = {step.name: step.detail for step in report.generation.proof.steps}
    assert "models kept" in steps["rows"]
    assert sorted(renames_of(report)) == [("RenameField", "Lending.back_by"), ("RenameModel", "Lending")]
    assert names_of(project) == [NAME, {"entity": "Loan", "member": "due_on", "name": "back_by"}]
    assert 'ordering = ("back_by", "pk")' in text_of(project, "backend/views.py")
    assert "TODO" not in text_of(project, "backend/serializers.py")
    assert again(project).operations == ()


@pytest.mark.parametrize(
    ("wishes", "reasons"),
    [
        (["rename to Book"], ["nothing else can be called Book: there is Book"]),
        (["rename to lending of books"], ["“lending of books” cannot be the name of an entity; say"]),
        (["rename to Meta"], ["nothing can be called Meta: Python, Django or what is generated"]),
        (["rename to Lending", "rename Book to Lending"], ["", "nothing else can be called Lending"]),
        (["rename to Lending", "call it Borrow"], ["“call it Borrow”, which was said later", ""]),
        (["rename User to Member"], ["the user entity cannot be renamed"]),
    ],
)
def test_what_cannot_be_called_so_says_why_and_stays(
    project: Path, wishes: list[str], reasons: list[str]
) -> None:
    comments = "".join(f"# TODO: {wish}\n" for wish in wishes)
    edit(project, MODELS, CLASS, f"{comments}{CLASS}")
    before = read_tree(project)

    report = flow.list_wishes(project, DomainOrchestrator(default_roster()))

    assert [wish.remark.text for wish in report.wishes] == wishes
    for wish, reason in zip(report.wishes, reasons, strict=True):
        assert wish.carried_out == (not reason)
        assert wish.reason.startswith(reason), wish.reason
    assert read_tree(project) == before
