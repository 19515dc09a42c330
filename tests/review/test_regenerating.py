"""Pages for projects that were edited: merged in place of being refused, or sent as a zip and given back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from erdgen import runs
from erdgen.models import Run, State
from erdgen.review.archive import pack_files
from tests.regenerating import ERD, add_field, changed, entities
from tests.review.conftest import MakePerson, Work
from tests.review.pages import approve_everything, judge, look, page, press, read
from tests.shell.test_upload import entry, pack

pytestmark = pytest.mark.django_db
NEW = "/admin/erdgen/run/new/"
MODELS = "backend/models.py"
Finish = Callable[[Run], Run]


def as_json(erd: Any) -> bytes:
    return json.dumps(erd, indent=1).encode()


@pytest.fixture
def finish(work: Work) -> Finish:
    """Work on a run in every queue, as far as it goes without a person."""

    def advance(run: Run) -> Run:
        run = Run.objects.get(pk=run.pk)
        while run.state == State.QUEUED:
            run = work(run)
        return run

    return advance


@pytest.fixture
def first(finish: Finish) -> Run:
    """A run that made a project."""
    author = User.objects.create_user("author")
    return finish(runs.submit(author, as_json(ERD), "library_erd.json", "library", prove=False, review=False))


@pytest.fixture
def library(first: Run, tmp_path: Path) -> Path:
    """That project, edited."""
    folder = tmp_path / "outputs" / "library"
    models = folder / MODELS
    models.write_text(models.read_text() + "\n\ndef mine() -> int:\n    return 1\n")
    return folder


def send(client: Client, erd: bytes = b"", **values: Any) -> Any:
    data = {"text": erd.decode(), "output": "library", "review": "on", "start": "", **values}
    return client.post(NEW, data, follow=True)


def read_all(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_run_into_an_edited_output_is_offered_as_a_merge(
    person: MakePerson, library: Path, finish: Finish
) -> None:
    client = person()
    count = Run.objects.count()
    answer = send(client, as_json(changed(add_field)))
    said = read(answer.content.decode())
    assert "library was edited since it was generated" in said
    assert '<option value="evolve" selected>' in answer.content.decode()
    assert Run.objects.count() == count
    send(client, as_json(changed(add_field)), workflow="evolve")
    run = finish(Run.objects.latest("pk"))
    assert (run.workflow, run.state) == ("evolve", State.AWAITING_REVIEW)
    shown = look(client, run, f"?file={MODELS}&full=1")
    assert "mine" in read(shown)
    assert "language" in read(shown)
    approve_everything(client, run)
    press(client, run, "apply")
    assert finish(run).state == State.APPLIED
    text = (library / MODELS).read_text()
    assert "def mine()" in text
    assert "language" in text


def test_a_contribution_shows_its_lines_in_the_merge(
    person: MakePerson, library: Path, finish: Finish
) -> None:
    """Lines are counted in the merged file; what people wrote is asked for by nobody."""
    views = library / "backend/views.py"
    text = views.read_text().replace("class UserViewSet", "# Mine.\n# Mine too.\nclass UserViewSet")
    views.write_text(
        text.replace('    search_fields = ("title", "isbn", "blurb")\n', '    search_fields = ("title",)\n')
    )
    client = person()
    send(client, as_json(changed(add_field)), workflow="evolve")
    run = finish(Run.objects.latest("pk"))
    assert run.state == State.AWAITING_REVIEW, run.message
    merged = {
        row.path: bytes(row.content or b"").decode().splitlines()
        for row in run.files.filter(path__endswith=".py")
    }
    traced = run.steps.get(name="trace").output
    assert traced["traced"]
    lines: dict[tuple[int, str], list[str]] = {}
    for place, path, first, last in traced["lines"]:
        lines.setdefault((place, path), []).extend(merged[path][first - 1 : last])

    narrowed = run.contributions.get(kind="add_filter", data__entity="Book", data__field="pages")
    assert any('"pages": [' in line for line in lines[narrowed.position, "backend/views.py"])
    searched = run.contributions.get(kind="add_search", data__entity="Book", data__field="blurb")
    assert (searched.position, "backend/views.py") not in lines
    assert any("search_fields" in line for line in lines[searched.position, "backend/admin.py"])
    assert not any("Mine" in line or "def mine" in line for found in lines.values() for line in found)
    shown = look(client, run, f"?contribution={narrowed.position}")
    assert "Which lines each asks for is not known" not in read(shown)


def test_running_again_offers_to_merge(person: MakePerson, first: Run, library: Path, finish: Finish) -> None:
    client = person()
    assert "and merge with the edits in library" in read(client.get(page(first, "progress")).content.decode())
    client.post(page(first, "again"), {"workflow": "evolve"})
    run = finish(Run.objects.latest("pk"))
    assert (run.workflow, run.message, run.state) == ("evolve", "", State.APPLIED)
    assert "def mine()" in (library / MODELS).read_text()


def test_an_output_that_was_not_edited_is_made_anew(person: MakePerson, first: Run) -> None:
    client = person()
    assert "and merge" not in read(client.get(page(first, "progress")).content.decode())
    send(client, as_json(ERD))
    assert Run.objects.latest("pk").workflow == "new"


def lengthen(erd: Any) -> None:
    entities(erd)["Book"]["fields"]["title"] = "str(200)"


def test_a_conflict_and_a_loss_are_approved_one_by_one(
    person: MakePerson, library: Path, finish: Finish
) -> None:
    def change(erd: Any) -> None:
        lengthen(erd)
        del entities(erd)["Book"]["fields"]["blurb"]

    models = library / MODELS
    models.write_text(models.read_text().replace("max_length=120", "max_length=150"))
    client = person()
    send(client, as_json(changed(change)), workflow="evolve")
    run = finish(Run.objects.latest("pk"))
    shown = read(look(client, run))
    assert "To be approved one by one" in shown
    assert "conflict in" in shown
    assert "loses" in shown
    judge(client, run, "approve_all")
    judge(client, run, "approve", *run.contributions.filter(verdict="open"))
    left = set(run.files.filter(verdict="open").values_list("path", flat=True))
    (migration,) = left - {MODELS}
    assert migration.startswith("backend/migrations/0003")
    assert "2 files are not approved yet" in press(client, run, "apply")
    assert "<<<<<<< yours" in read(look(client, run, f"?file={MODELS}"))
    judge(client, run, "approve", file=[f"{path}|-" for path in left])
    press(client, run, "apply")
    assert finish(run).state == State.APPLIED
    assert "<<<<<<< yours" in models.read_text()


def test_values_that_rows_need_are_asked_for_on_the_page(
    person: MakePerson, library: Path, finish: Finish
) -> None:
    def change(erd: Any) -> None:
        entities(erd)["Book"]["fields"]["code"] = "str(9)"

    client = person()
    send(client, as_json(changed(change)), workflow="evolve")
    run = finish(Run.objects.latest("pk"))
    shown = client.get(page(run, "progress")).content.decode()
    assert 'name="fill.Book.code"' in shown
    client.post(page(run, "again"), {"fill.Book.code": "none"})
    run = finish(Run.objects.latest("pk"))
    assert (run.workflow, run.state, run.message) == ("evolve", State.AWAITING_REVIEW, "")
    assert run.options["fills"] == {"Book.code": "none"}


def test_what_became_of_each_comment_is_shown(person: MakePerson, library: Path, finish: Finish) -> None:
    models = library / MODELS
    text = models.read_text().replace("    pages =", "    # FIX: add an index\n    pages =")
    models.write_text(text.replace("    blurb =", "    # TODO: <b>paint</b> it blue\n    blurb ="))
    client = person()
    send(client, workflow="feedback")
    run = finish(Run.objects.latest("pk"))
    for name in ("progress", "review"):
        shown = client.get(page(run, name)).content.decode()
        assert "<b>paint</b>" not in shown
        part = read(shown.partition('id="answers"')[2].partition("</section>")[0])
        assert "“add an index”" in part
        assert "Book.pages has an index in the database" in part
        assert "“<b>paint</b> it blue”" in part
        assert "is not understood; say it as a business rule" in part


def ask(library: Path, wish: str) -> None:
    """A comment at ``Book.pages``."""
    models = library / MODELS
    models.write_text(models.read_text().replace("    pages =", f"    # TODO: {wish}\n    pages ="))


@pytest.mark.long
def test_a_comment_renames_a_field_for_the_whole_run(
    person: MakePerson, library: Path, finish: Finish
) -> None:
    ask(library, "rename to sheets")
    client = person()
    send(client, workflow="feedback")
    run = finish(Run.objects.latest("pk"))
    assert run.state == State.AWAITING_REVIEW, run.message
    assert not run.contributions.filter(data__field="pages").exists()
    said = judge(client, run, "reject", run.contributions.get(kind="rename_member"))
    assert "cannot be rejected by itself: all else was agreed on under this name" in said
    assert "Book.pages of the ERD is called sheets" in read(look(client, run))
    narrowed = run.contributions.get(kind="add_filter", data__entity="Book", data__field="sheets")
    judge(client, run, "reject", narrowed)
    run = finish(run)
    assert run.state == State.AWAITING_REVIEW, run.message
    approve_everything(client, run)
    press(client, run, "apply")
    assert finish(run).state == State.APPLIED
    assert "    sheets =" in (library / MODELS).read_text()
    assert '"sheets": [' not in (library / "backend/views.py").read_text()

    send(client, as_json(changed(add_field)), workflow="evolve", review="")
    run = finish(Run.objects.latest("pk"))
    assert run.state == State.APPLIED, run.message
    text = (library / MODELS).read_text()
    assert "    sheets =" in text
    assert "language" in text


def test_a_review_holds_a_project_against_the_names_that_it_has(
    person: MakePerson, library: Path, finish: Finish
) -> None:
    ask(library, "rename to sheets")
    send(person(), workflow="review")
    run = finish(Run.objects.latest("pk"))
    assert run.state == State.DONE, run.message
    assert b"    pages =" in bytes(run.files.get(path=MODELS).content or b"")
    changed_files = run.files.exclude(state="unchanged").values_list("path", flat=True)
    assert list(changed_files) == [MODELS]


@pytest.mark.long
def test_a_reviewer_renames_a_field_of_a_new_backend(person: MakePerson, first: Run, finish: Finish) -> None:
    client = person()
    send(client, as_json(ERD))
    run = finish(Run.objects.latest("pk"))
    asked = run.contributions.get(kind="add_ordering", data__entity="Book", data__field="pages")
    judge(client, run, "comment", asked, comment="rename to sheets; add an index")
    press(client, run, "reject")

    for _ in range(2):
        send(client, as_json(ERD), review="")
        run = finish(Run.objects.latest("pk"))
        assert run.state == State.APPLIED, run.message
        files = {row.path: bytes(row.content or b"").decode(errors="replace") for row in run.files.all()}
        assert "    sheets = models.IntegerField(" in files[MODELS]
        assert "db_index=True" in files[MODELS]
        document = json.loads(files[".erdgen/generation.json"])
        assert document["names"] == [{"entity": "Book", "member": "pages", "name": "sheets"}]
        assert not any("rename to" in each["text"] for each in document["comments"])


@pytest.mark.long
def test_an_uploaded_project_comes_back_as_a_zip(
    person: MakePerson, library: Path, finish: Finish, tmp_path: Path
) -> None:
    (library / "run.bin").write_bytes(b"\0" * (3 * 1024 * 1024))
    (library / "tool").write_text("x = 1\n")
    before = read_all(library)
    archive = SimpleUploadedFile("my-library.zip", pack_files("folder", before, {"tool"}))
    client = person()
    send(client, as_json(changed(add_field)), workflow="evolve", project=archive, output="")
    run = finish(Run.objects.latest("pk"))
    assert (run.output, run.state, run.message) == ("my_library", State.AWAITING_REVIEW, "")
    assert "mine" in read(look(client, run, f"?file={MODELS}&full=1"))
    assert client.get(page(run, "zip")).status_code == 404
    approve_everything(client, run)
    press(client, run, "apply")
    assert finish(run).state == State.APPLIED
    assert not (tmp_path / "outputs" / "my_library").exists()
    assert read_all(library) == before
    with zipfile.ZipFile(io.BytesIO(client.get(page(run, "zip")).content)) as given:
        files = {name.removeprefix("my_library/"): given.read(name) for name in given.namelist()}
        assert given.getinfo("my_library/tool").external_attr >> 16 & 0o100
        assert not given.getinfo(f"my_library/{MODELS}").external_attr >> 16 & 0o100
    assert set(before) < set(files)
    assert b"def mine()" in files[MODELS]
    assert b"language" in files[MODELS]
    assert files["run.bin"] == before["run.bin"]


@pytest.mark.parametrize("name", ["../../evil.py", "/etc/cron.d/evil"])
def test_a_hostile_zip_starts_nothing(person: MakePerson, name: str) -> None:
    archive = SimpleUploadedFile("x.zip", pack(change=entry(name)))
    answer = send(person(), workflow="feedback", project=archive)
    assert "is no plain path" in read(answer.content.decode())
    assert not Run.objects.exists()


def test_a_zip_that_is_too_large_is_not_read(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("erdgen.review.start.MOST_BYTES", 10)
    answer = send(person(), workflow="feedback", project=SimpleUploadedFile("x.zip", pack()))
    assert "at most 10 bytes are taken" in read(answer.content.decode())
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"workflow": "evolve", "output": "", "text": "{}"}, "Name the output folder of the project"),
        ({"workflow": "new", "project": SimpleUploadedFile("x.zip", b"x")}, "where other workflows start"),
        ({"workflow": "feedback", "output": "nowhere"}, "nowhere: no such folder"),
        ({"workflow": "dance"}, "Select a valid choice"),
    ],
)
def test_what_does_not_go_together_is_said(person: MakePerson, values: Any, message: str) -> None:
    assert message in read(send(person(), **values).content.decode())
    assert not Run.objects.exists()


def test_a_review_of_a_project_shows_what_differs(person: MakePerson, library: Path, finish: Finish) -> None:
    (library / "own.py").write_text("x = 1\n")
    client = person()
    send(client, workflow="review")
    run = finish(Run.objects.latest("pk"))
    assert run.state == State.DONE
    shown = client.get(page(run, "progress")).content.decode()
    assert "What differs" in shown
    text = read(look(client, run, f"?file={MODELS}"))
    assert "1 changed" in text
    assert "def mine" in text
    assert "Not generated, so not compared: own.py" in text
    assert "Apply" not in text
