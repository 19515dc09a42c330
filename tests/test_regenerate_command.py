"""The commands ``regenerate_backend`` and ``feedback``: options, exit statuses, what they print."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import ManagementUtility

from tests.regenerating import (
    Erd,
    add_field,
    add_required,
    as_bytes,
    changed,
    drop_field,
    edit,
    entities,
    generate,
    read_tree,
    rename_field,
    text_of,
)
from tests.test_command import Ended

Run = Callable[..., Ended]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return generate(tmp_path / "library")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*words: str) -> Ended:
        status = 0
        try:
            ManagementUtility(["manage.py", *words]).execute()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run_command


def write_erd(*changes: Callable[[Erd], object]) -> str:
    Path("new.json").write_bytes(as_bytes(changed(*changes)))
    return "new.json"


def test_nothing_to_do_is_said(project: Path, run: Run) -> None:
    ended = run("regenerate_backend", "library", "--no-proof")

    assert ended.status == 0
    assert "Regenerated library: nothing changes" in ended.stdout


def test_a_new_version_is_summed_up(project: Path, run: Run) -> None:
    edit(project, "backend/models.py", "    title = ", "    # By its spine.\n    title = ")

    ended = run("regenerate_backend", "library", "--erd", write_erd(add_field, rename_field), "--no-proof")

    assert ended.status == 0, ended.stderr
    for told in (
        "Regenerated library: 1 added,",
        "  backend/migrations/0003_",
        "merged         backend/models.py",
        "Rename field blurb on book to summary",
        "Add field language to book",
        "Not proven",
    ):
        assert told in ended.stdout
    assert "LOSES" not in ended.stdout


def test_a_dry_run_with_differences_writes_nothing(project: Path, run: Run) -> None:
    before = read_tree(project)

    ended = run("regenerate_backend", "library", "--erd", write_erd(add_field), "--dry-run", "--diff")

    assert ended.status == 0
    assert "Would regenerate library" in ended.stdout
    assert "+++ b/backend/models.py" in ended.stdout
    assert '+    language = models.CharField(max_length=5, default="en")' in ended.stdout
    assert "--- /dev/null\n+++ b/backend/migrations/0003_book_language.py" in ended.stdout
    assert ".erdgen" not in ended.stdout
    assert read_tree(project) == before


def test_questions_and_losses_are_refused_with_their_remedies(project: Path, run: Run) -> None:
    asked = run("regenerate_backend", "library", "--erd", write_erd(add_required), "--no-proof")
    lossy = run("regenerate_backend", "library", "--erd", write_erd(drop_field), "--no-proof")

    assert asked.status == lossy.status == 2
    assert "--fill Book.year=VALUE" in asked.stderr
    assert "Book.blurb: all values of the column" in lossy.stderr
    assert "--allow-destructive" in lossy.stderr


def test_questions_and_losses_go_through_when_they_are_answered(project: Path, run: Run) -> None:
    words = ["--erd", write_erd(add_required, drop_field), "--fill", "Book.year=1999", "--allow-destructive"]

    ended = run("regenerate_backend", "library", *words, "--no-proof")

    assert ended.status == 0, ended.stderr
    assert "Remove field blurb from book  LOSES all values of the column" in ended.stdout
    assert "year = models.IntegerField()" in text_of(project, "backend/models.py")


@pytest.mark.parametrize("fill", ["year", "year=1", "Book.year", "Book.=1", "B k.year=1"])
def test_a_fill_that_is_none_is_a_wrong_option(project: Path, run: Run, fill: str) -> None:
    ended = run("regenerate_backend", "library", "--fill", fill)

    assert ended.status == 2
    assert "write MODEL.FIELD=VALUE" in ended.stderr


def test_conflicts_end_with_one_and_are_named(project: Path, run: Run) -> None:
    edit(project, "backend/views.py", 'ordering = ("title", "pk")', 'ordering = ("-title", "pk")')
    erd = write_erd(lambda erd: entities(erd)["Book"].update(ordering=["isbn"]))

    ended = run("regenerate_backend", "library", "--erd", erd, "--no-proof")

    assert ended.status == 1
    assert "conflict       backend/views.py" in ended.stdout
    assert "BookViewSet.ordering was changed on both sides" in ended.stdout
    assert "1 files need you" in ended.stdout


def test_the_report_is_also_json(project: Path, run: Run) -> None:
    edit(project, "backend/models.py", "    isbn = ", "    # FIX: index\n    isbn = ")
    erd = write_erd(rename_field)

    document = run("regenerate_backend", "library", "--erd", erd, "--no-proof", "--json").document

    assert document["status"] == "done"
    assert "backend/models.py" in document["changed"]
    assert next((each["kind"], each["before"]) for each in document["operations"]) == ("RenameField", "blurb")
    (comment,) = document["comments"]
    assert comment["carried_out"] is True
    assert comment["element"] == "Book.isbn"
    assert comment["place"].startswith("backend/models.py:")


@pytest.mark.parametrize("command", ["regenerate_backend", "feedback"])
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_a_folder_that_was_not_generated_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, command: str, how: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x").write_text("")

    ended = run(command, "other", *how)

    assert ended.status == 2
    message = json.loads(ended.stdout)["message"] if how else ended.stderr
    assert "was not generated" in message


def test_an_erd_that_is_not_there_is_refused(project: Path, run: Run) -> None:
    ended = run("regenerate_backend", "library", "--erd", "nowhere.json")

    assert ended.status == 2
    assert "nowhere.json" in ended.stderr


def test_compulsory_review_allows_a_dry_run_alone(project: Path, run: Run, settings: Any) -> None:
    settings.REQUIRE_HUMAN_REVIEW = True
    before = read_tree(project)
    erd = write_erd(add_field)

    refused = run("regenerate_backend", "library", "--erd", erd, "--no-proof")
    foreseen = run("regenerate_backend", "library", "--erd", erd, "--dry-run")

    assert refused.status == 2
    assert "REQUIRE_HUMAN_REVIEW" in refused.stderr
    assert foreseen.status == 0
    assert read_tree(project) == before


def test_feedback_lists_each_comment_with_its_effect(project: Path, run: Run) -> None:
    edit(project, "backend/models.py", "    isbn = ", "    # FIX: index\n    isbn = ")
    edit(project, "backend/models.py", "    pages = ", "    # TODO: paint it green\n    pages = ")
    before = read_tree(project)

    ended = run("feedback", "library")
    document = run("feedback", "library", "--json").document

    assert ended.status == 0
    places = [line for line in ended.stdout.splitlines() if not line.startswith(" ")]
    assert places[0].endswith("FIX: index")
    assert places[1].endswith("TODO: paint it green")
    effects = [line.strip() for line in ended.stdout.splitlines() if line.startswith(" ")]
    assert len(effects) >= 2
    assert all(effects)
    assert [comment["carried_out"] for comment in document["comments"]] == [True, False]
    assert read_tree(project) == before


def test_feedback_says_when_there_is_none(project: Path, run: Run) -> None:
    ended = run("feedback", "library")

    assert ended.status == 0
    assert ended.stdout == "No FIX, TODO or IMPROVE comment was found.\n"


def test_generating_into_an_edited_project_names_the_command(project: Path, run: Run) -> None:
    edit(project, "backend/models.py", "    title = ", "    # By its spine.\n    title = ")

    ended = run("generate_backend", write_erd(add_field), "--output", "library", "--no-proof")

    assert ended.status == 2
    assert "manage.py regenerate_backend" in ended.stderr
