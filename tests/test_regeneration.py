"""A generated project lives on: what people do to it and new versions of the ERD come together."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agents.roster import default_roster
from erdgen.compiler import regeneration as flow
from erdgen.compiler.merge.outcome import State
from erdgen.compiler.regeneration import RegenerationReport
from tests.compiler.merge.edits import (
    ADDITIONS,
    OTHERS,
    add_comment_above,
    add_comment_behind,
    elements_of,
)
from tests.regenerating import (
    ERD,
    Erd,
    add_entity,
    add_field,
    add_required,
    add_role,
    again,
    append,
    but_history,
    changed,
    drop_field,
    edit,
    entities,
    generate,
    read_tree,
    rename_entity,
    rename_field,
    text_of,
)

CHANGES: dict[str, Callable[[Erd], None]] = {
    "field": add_field,
    "entity": add_entity,
    "role": add_role,
    "field renamed": rename_field,
    "entity renamed": rename_entity,
    "field dropped": drop_field,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh generation of the ERD."""
    return generate(tmp_path / "library")


def notes_of(report: RegenerationReport, path: str) -> str:
    return "\n".join(note for each in report.merged if each.path == path for note in each.notes)


def state_of(report: RegenerationReport, path: str) -> State:
    return next(each.state for each in report.merged if each.path == path)


def assert_done(report: RegenerationReport) -> None:
    assert report.generation.status == "done", report.generation.message
    assert report.exit_status == 0, [each for each in report.merged if not each.settled]


# What comes out of nothing, and of the ERD alone.


@pytest.mark.parametrize("given", [None, ERD], ids=["its own ERD", "the same ERD"])
def test_no_edit_and_no_new_erd_change_nothing(project: Path, given: Erd | None) -> None:
    before = read_tree(project)

    report = again(project, given)

    assert_done(report)
    assert report.changed == ()
    assert read_tree(project) == before


@pytest.mark.parametrize("name", CHANGES)
def test_no_edit_and_a_new_erd_equal_a_fresh_generation(project: Path, tmp_path: Path, name: str) -> None:
    erd = changed(CHANGES[name])

    report = again(project, erd, destructive=True)

    assert_done(report)
    fresh = generate(tmp_path / "fresh", erd)
    assert but_history(read_tree(project)) == but_history(read_tree(fresh))
    assert [each.path for each in report.merged if each.notes] == []


@pytest.mark.parametrize("name", CHANGES)
def test_the_second_time_changes_nothing(project: Path, name: str) -> None:
    append(project, "backend/models.py", "\n\nclass Own:\n    pass\n")
    erd = changed(CHANGES[name])
    assert_done(again(project, erd, destructive=True))
    before = read_tree(project)

    report = again(project, erd)

    assert_done(report)
    assert report.changed == ()
    assert read_tree(project) == before


def test_versions_follow_each_other(project: Path, tmp_path: Path) -> None:
    """Fields that come, are renamed and go again leave a project like a fresh one."""
    first = changed(add_field, add_entity)
    second = changed(add_field, add_entity, rename_field, rename_entity)
    for erd in (first, second):
        assert_done(again(project, erd))
    assert len(list((project / "backend/migrations").glob("00*.py"))) == 4

    assert but_history(read_tree(project)) == but_history(read_tree(generate(tmp_path / "fresh", second)))


def test_a_dry_run_says_the_same_and_writes_nothing(project: Path) -> None:
    append(project, "backend/models.py", "\n\nclass Own:\n    pass\n")
    before = read_tree(project)

    foreseen = again(project, changed(add_field), dry_run=True)
    assert read_tree(project) == before
    done = again(project, changed(add_field))

    assert {path for path in foreseen.changed if not path.startswith(".erdgen/")} == {
        path for path in done.changed if not path.startswith(".erdgen/")
    }
    assert foreseen.operations == done.operations


def test_a_dry_run_goes_on_where_a_person_has_to_say_something(project: Path) -> None:
    report = again(project, changed(add_required, drop_field), dry_run=True)

    assert report.generation.status == "done"
    assert [(each.model, each.field) for each in report.questions] == [("Book", "year")]
    assert [each.target for each in report.operations if each.destroys] == ["Book.blurb"]


# Refusals.


def damage(path: str) -> Callable[[Path], None]:
    def write(project: Path) -> None:
        (project / path).write_text("{")

    return write


def remove(path: str) -> Callable[[Path], None]:
    def unlink(project: Path) -> None:
        (project / path).unlink()

    return unlink


#: What is done to the project, the change of the ERD, what is said.
REFUSED: dict[str, tuple[Callable[[Path], object] | None, Callable[[Erd], object], str]] = {
    "no folder": (shutil.rmtree, add_field, "no such folder"),
    "not generated": (remove(".erdgen/manifest.json"), add_field, "was not generated"),
    "manifest damaged": (damage(".erdgen/manifest.json"), add_field, "manifest.json is damaged"),
    "generation damaged": (damage(".erdgen/generation.json"), add_field, "generation.json is damaged"),
    "base damaged": (damage(".erdgen/base.zip"), add_field, "base.zip is damaged"),
    "ERD before lost": (remove(".erdgen/erd.json"), add_field, "erd.json cannot be read"),
    "ERD before damaged": (damage(".erdgen/erd.json"), add_field, "erd.json has errors now"),
    "ERD is bad": (None, lambda erd: entities(erd)["Book"]["fields"].update(size="decimall"), "decimall"),
    "renamed from nothing": (
        None,
        lambda erd: entities(erd)["Book"]["fields"].update(size={"type": "int", "renamed_from": "girth"}),
        "is renamed from 'girth'",
    ),
    "question": (None, add_required, "--fill Book.year=VALUE"),
    "destructive": (None, drop_field, "Book.blurb: all values of the column"),
    "two ends": (
        lambda project: [
            (project / f"backend/migrations/0003_{name}.py").write_text(
                "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
                '    dependencies = [("backend", "0002_roles")]\n    operations = []\n'
            )
            for name in ("mine", "ours")
        ],
        add_field,
        "makemigrations --merge",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_everything_as_it_was(project: Path, name: str) -> None:
    prepare, change, told = REFUSED[name]
    if prepare:
        prepare(project)
    before = read_tree(project)

    report = again(project, changed(change))

    assert report.generation.status == "refused"
    assert report.exit_status == 2
    said = [report.generation.message, *(finding.message for finding in report.generation.findings)]
    assert told in "\n".join(said)
    assert read_tree(project) == before
    assert [path.name for path in project.parent.iterdir()] == (["library"] if project.exists() else [])


def test_a_question_is_answered_by_a_fill(project: Path) -> None:
    report = again(project, changed(add_required), fills={"Book.year": "1999"})

    assert_done(report)
    text = "".join(path.read_text() for path in (project / "backend/migrations").glob("0003*.py"))
    assert "default=1999" in text


def test_a_fill_for_nothing_is_a_mistake(project: Path) -> None:
    report = again(project, changed(add_field), fills={"Book.yaer": "1999"})

    assert report.exit_status == 2
    assert "Book.yaer" in report.generation.message


def test_a_file_that_changes_while_it_runs_is_not_overwritten(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interfere(*args: object) -> object:
        append(project, "backend/admin.py", "# just now\n")
        return find_migrations(*args)  # type: ignore[arg-type]

    find_migrations = flow.find_migrations
    monkeypatch.setattr(flow, "find_migrations", interfere)

    report = again(project, changed(add_field))

    assert report.exit_status == 2
    assert "backend/admin.py (edited)" in report.generation.message
    assert text_of(project, "backend/admin.py").endswith("# just now\n")
    assert "language" not in text_of(project, "backend/models.py")


def test_a_file_that_appears_where_one_is_to_be_written_is_not_overwritten(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the new migration is taken between its making and its writing."""

    def interfere(*args: object) -> object:
        evolution = find_migrations(*args)  # type: ignore[arg-type]
        for path in evolution.files:
            (project / path).write_text("mine\n")
        return evolution

    find_migrations = flow.find_migrations
    monkeypatch.setattr(flow, "find_migrations", interfere)

    report = again(project, changed(add_field))

    assert report.exit_status == 2
    assert "while this ran" in report.generation.message
    assert [path.read_text() for path in (project / "backend/migrations").glob("0003*.py")] == ["mine\n"]


# What people did.


def test_conflicts_stand_in_the_file_with_named_sides(project: Path) -> None:
    edit(
        project, "backend/models.py", "title = models.CharField(max_length=120)", "title = models.TextField()"
    )

    def longer(erd: Erd) -> None:
        entities(erd)["Book"]["fields"]["title"] = "str(200)"

    report = again(project, changed(longer, add_field))

    assert report.exit_status == 1
    assert report.generation.status == "done"
    assert [(each.path, each.state) for each in report.unsettled] == [("backend/models.py", State.CONFLICT)]
    text = text_of(project, "backend/models.py")
    places = [text.index(mark) for mark in ("<<<<<<< yours", "|||||||", "=======", ">>>>>>> generated now")]
    assert places == sorted(places)
    assert places[0] < text.index("title = models.TextField()") < places[1]
    assert places[1] < text.index("max_length=120") < places[2]
    assert places[2] < text.index("max_length=200") < places[3]
    assert 'language = models.CharField(max_length=5, default="en")' in text
    assert "language" in text_of(project, "backend/serializers.py")
    assert all(conflict.name == "Book.title" for each in report.unsettled for conflict in each.conflicts)


def test_a_conflict_is_settled_by_taking_one_side(project: Path) -> None:
    edit(project, "backend/views.py", 'ordering = ("title", "pk")', 'ordering = ("-title", "pk")')

    def other_order(erd: Erd) -> None:
        entities(erd)["Book"]["ordering"] = ["isbn"]

    assert again(project, changed(other_order)).exit_status == 1
    lines = text_of(project, "backend/views.py").splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line.startswith("<<<<<<<"))
    middle = next(at for at, line in enumerate(lines) if line.startswith("|||||||"))
    last = next(at for at, line in enumerate(lines) if line.startswith(">>>>>>>"))
    yours = "".join(lines[:first] + lines[first + 1 : middle] + lines[last + 1 :])
    (project / "backend/views.py").write_text(yours)

    report = again(project)

    assert_done(report)
    assert report.changed == ()
    assert text_of(project, "backend/views.py") == yours


def test_conflicts_that_were_left_are_reported_again_and_nothing_is_lost(project: Path) -> None:
    edit(project, "backend/views.py", 'ordering = ("title", "pk")', 'ordering = ("-title", "pk")')

    def other_order(erd: Erd) -> None:
        entities(erd)["Book"]["ordering"] = ["isbn"]

    assert again(project, changed(other_order)).exit_status == 1
    before = read_tree(project)

    report = again(project)

    assert report.exit_status == 1
    assert state_of(report, "backend/views.py") is State.UNREADABLE
    assert read_tree(project) == before


def test_a_syntax_error_of_yours_is_left_alone_and_the_rest_goes_on(project: Path) -> None:
    append(project, "backend/admin.py", "\ndef broken(:\n")
    before = (project / "backend/admin.py").read_bytes()

    report = again(project, changed(add_field))

    assert report.exit_status == 1
    assert state_of(report, "backend/admin.py") is State.UNREADABLE
    assert (project / "backend/admin.py").read_bytes() == before
    assert "language" in text_of(project, "backend/serializers.py")

    edit(project, "backend/admin.py", "\ndef broken(:\n", "")
    assert_done(again(project))
    assert "language" in text_of(project, "backend/admin.py")


def test_what_you_deleted_stays_deleted(project: Path) -> None:
    (project / "Dockerfile").unlink()
    edit(project, "backend/views.py", '    ordering = ("title", "pk")\n', "")
    module = cst.parse_module(text_of(project, "backend/tests.py"))
    gone = "test_the_browsable_api_opens"
    kept = [node for node in module.body if getattr(getattr(node, "name", None), "value", "") != gone]
    assert len(kept) == len(module.body) - 1
    (project / "backend/tests.py").write_text(module.with_changes(body=kept).code)

    for erd in (changed(add_field), changed(add_field, add_entity)):
        assert_done(again(project, erd))

    assert not (project / "Dockerfile").exists()
    assert gone not in text_of(project, "backend/tests.py")
    assert 'ordering = ("title", "pk")' not in text_of(project, "backend/views.py")
    assert "language" in text_of(project, "backend/tests.py")


def test_what_was_rejected_in_review_stays_out(project: Path) -> None:
    generation = project / ".erdgen/generation.json"
    document = json.loads(generation.read_text())
    searched = [
        {name: value for name, value in each.items() if name != "because"}
        for each in document["contributions"]
        if each["kind"] == "add_search" and each["entity"] == "Book"
    ]
    assert [each["field"] for each in searched] == ["title", "isbn", "blurb"]
    generation.write_text(json.dumps(document | {"rejected": searched[2:]}))

    for erd in (changed(add_field), changed(add_field, add_entity)):
        assert_done(again(project, erd))
        assert 'search_fields = ("title", "isbn"' in text_of(project, "backend/views.py")
        assert json.loads(generation.read_text())["rejected"] == searched[2:]

    edit(project, "backend/models.py", "    blurb = ", "    # FIX: searchable\n    blurb = ")
    report = again(project, changed(add_field, add_entity))
    (wish,) = report.wishes
    assert [type(each).__name__ for each in wish.contributions] == ["AddSearch"]
    assert "blurb" in text_of(project, "backend/views.py")
    assert json.loads(generation.read_text())["rejected"] == []


def test_what_you_added_stays_where_it_is(project: Path) -> None:
    edit(
        project,
        "backend/models.py",
        "class Loan(models.Model):\n",
        "class Loan(models.Model):\n    # Until when it may be kept.\n",
    )
    edit(
        project,
        "backend/models.py",
        '        return f"loan {self.pk}"\n',
        '        return f"loan {self.pk}"\n\n    def is_late(self, day):\n        return self.due_on < day\n',
    )
    own_app = '    "django.contrib.humanize",\n'
    edit(project, "core/settings.py", '    "backend",\n', f'    "backend",\n{own_app}')
    edit(
        project,
        "backend/models.py",
        "pages = models.IntegerField(",
        "pages = models.IntegerField(db_index=True, ",
    )

    def note(erd: Erd) -> None:
        entities(erd)["Loan"]["fields"]["note"] = {"type": "text", "required": False}

    assert_done(again(project, changed(note, add_entity)))

    text = text_of(project, "backend/models.py")
    assert "# Until when it may be kept." in text
    assert text.index("note = models.TextField") < text.index("def is_late") < text.index("class Branch")
    assert "db_index=True" in text
    assert own_app in text_of(project, "core/settings.py")
    # The index came with your edit, and is in no migration yet.
    assert "db_index=True" in "".join(
        path.read_text() for path in (project / "backend/migrations").glob("0003*.py")
    )


def test_a_renamed_field_is_renamed_in_your_code_too(project: Path) -> None:
    edit(
        project,
        "backend/models.py",
        "        return self.title\n",
        "        return self.title\n\n    def shout(self):\n        return self.blurb.upper()\n",
    )

    report = again(project, changed(rename_field))

    assert_done(report)
    assert "return self.summary.upper()" in text_of(project, "backend/models.py")
    assert [(each.kind, each.target) for each in report.operations] == [("RenameField", "Book.summary")]


def test_your_migration_is_the_one_that_is_gone_on_from(project: Path) -> None:
    own = project / "backend/migrations/0003_mine.py"
    own.write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("backend", "0002_roles")]\n    operations = []\n'
    )
    before = {path.name: path.read_bytes() for path in own.parent.glob("*.py")}

    assert_done(again(project, changed(add_field)))

    now = {path.name: path.read_bytes() for path in own.parent.glob("*.py")}
    (added,) = now.keys() - before.keys()
    assert added.startswith("0004_")
    assert b'("backend", "0003_mine")' in now[added]
    assert {name: now[name] for name in before} == before


def test_what_migrations_name_stays_although_nothing_else_needs_it(project: Path) -> None:
    """Migrations are for ever: a validator of a field that is gone has to be there to be imported."""

    def add_settings(erd: Erd) -> None:
        entities(erd)["Book"]["fields"]["details"] = {"type": "json", "required": False}

    assert_done(again(project, changed(add_settings)))
    validator = "def validate_json_text("
    assert validator in text_of(project, "backend/business_logic.py")
    append(project, "backend/business_logic.py", "\n\nOWN = 1\n")

    assert_done(again(project, destructive=True, erd=ERD))

    text = text_of(project, "backend/business_logic.py")
    assert validator in text
    assert "OWN = 1" in text
    assert again(project).changed == ()


def test_a_new_role_gets_its_group(project: Path) -> None:
    report = again(project, changed(add_role))

    assert_done(report)
    text = text_of(project, "backend/migrations/0003_roles.py")
    assert '"Volunteer"' in text
    assert '"Librarian"' not in text


def test_a_file_of_yours_where_one_is_generated_now_is_a_conflict_or_the_same(project: Path) -> None:
    """The Dockerfile was never generated, as far as the project knows, and is yours."""
    (project / "Dockerfile").write_text("FROM scratch\n")

    report = again(project, changed(add_field))

    assert_done(report)
    assert text_of(project, "Dockerfile") == "FROM scratch\n"


# What lies beside the project.


def test_what_is_yours_alone_stays_as_it_is(project: Path) -> None:
    (project / "backend/shelves.py").write_bytes(b"def sort():\r\n\treturn 1")
    (project / "notes.bin").write_bytes(b"\0\xff" * 10)
    (project / "größe.md").write_text("# Größe\n", encoding="utf-8")
    (project / "run.sh").write_text("#!/bin/sh\n")
    (project / "run.sh").chmod(0o755)
    (project / "latest").symlink_to("docs")
    (project / "nowhere").symlink_to("missing")
    (project / "empty").mkdir()
    (project / ".git").mkdir()
    (project / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (project / "db.sqlite3").write_bytes(b"SQLite format 3\0")
    (project / "env").mkdir()
    (project / "env/pyvenv.cfg").write_text("home = /usr\n")
    (project / "env/broken.py").write_text("def (:\n")
    (project / "node_modules").mkdir()
    (project / "node_modules/x.js").write_text("// FIX: all of it\n")
    (project / "large.csv").write_bytes(b"1,2,3\n" * 500_000)
    inode = (project / "db.sqlite3").stat().st_ino
    before = read_tree(project)
    generated = read_tree(generate(project.parent / "other"))
    own = {path: state for path, state in before.items() if path not in generated}
    assert len(own) == 12

    report = again(project, changed(add_field))

    assert_done(report)
    assert not report.wishes
    after = read_tree(project)
    assert {path: after.get(path) for path in own} == own
    assert (project / "empty").is_dir()
    # A server that has the database open goes on with the same file.
    assert (project / "db.sqlite3").stat().st_ino == inode


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_the_ends_of_your_lines_stay(project: Path, ending: str) -> None:
    path = project / "backend/models.py"
    path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    append(project, "backend/models.py", f"# Mine.{ending}")
    (project / "backend/models.py").write_bytes(
        path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ending.encode())
    )

    assert_done(again(project, changed(add_field)))

    data = path.read_bytes()
    assert b"language" in data
    assert data.count(b"\n") == data.count(ending.encode())
    assert data.endswith(f"# Mine.{ending}".encode())


def test_exec_bits_that_you_set_or_took_away_stay(project: Path) -> None:
    (project / "backend/models.py").chmod(0o755)
    (project / "manage.py").chmod(0o644)

    assert_done(again(project, changed(add_field)))

    assert os.access(project / "backend/models.py", os.X_OK)
    assert not (project / "manage.py").stat().st_mode & 0o100


def test_a_project_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The repository sees edits of files and nothing else; what git ignores is left alone."""

    def git(*words: str) -> str:
        identity = ["-c", "user.name=ann", "-c", "user.email=ann@example.org"]
        command = ["git", *identity, *words]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    git("init", "--quiet")
    project = generate(tmp_path / "services" / "library")
    (project / ".gitignore").write_text((project / ".gitignore").read_text() + "secret.env\n")
    (project / "secret.env").write_text("TOKEN=1\n")
    git("add", ".")
    git("commit", "--quiet", "--message", "first")

    assert_done(again(project, changed(add_field)))

    status = git("status", "--porcelain").splitlines()
    assert " M services/library/backend/models.py" in status
    assert all(line.startswith((" M ", "?? ")) for line in status)
    assert [line for line in status if line.startswith("??")] == [
        line for line in status if "/migrations/0003_" in line
    ]
    assert text_of(project, "secret.env") == "TOKEN=1\n"
    assert "secret.env" in text_of(project, ".gitignore")


def test_a_project_that_was_moved_is_still_one(project: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "renamed"
    shutil.move(project, moved.parent)

    shutil.move(moved.parent, tmp_path / "third")
    report = again(tmp_path / "third", changed(add_field))

    assert_done(report)
    assert "language" in text_of(tmp_path / "third", "backend/models.py")


# Comments.

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
    "viewset": (
        "backend/views.py",
        "class UserViewSet(EntityViewSet):\n",
        "    # FIX: allow filtering by username\n",
        ("backend/views.py", 'filterset_fields = {"username"'),
    ),
}


@pytest.mark.parametrize("name", CARRIED_OUT)
def test_a_comment_is_carried_out_once(project: Path, name: str) -> None:
    path, after, comment, (where, expected) = CARRIED_OUT[name]
    edit(project, path, after, after + comment)

    report = again(project)

    assert_done(report)
    (wish,) = report.wishes
    assert wish.carried_out, wish.reason
    assert wish.contributions
    assert wish.remark.path == path
    assert comment.strip() not in text_of(project, path)
    assert expected in text_of(project, where)

    # It stays so although the comment is gone, also for a new version of the ERD.
    before = read_tree(project)
    assert again(project).changed == ()
    assert read_tree(project) == before
    assert_done(again(project, changed(add_field)))
    assert expected in text_of(project, where)


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

    from agents.orchestrator import DomainOrchestrator

    report = flow.list_wishes(project, DomainOrchestrator(default_roster()))

    assert [(wish.remark.text, wish.carried_out) for wish in report.wishes] == [
        ("index", True),
        ("paint it green", False),
    ]
    assert read_tree(project) == before


# Whatever people do.

PYTHON = (
    "backend/models.py",
    "backend/serializers.py",
    "backend/views.py",
    "backend/admin.py",
    "core/settings.py",
)


@settings(
    max_examples=int(os.environ.get("REGENERATION_EXAMPLES", "6")),
    deadline=None,
    # Each example generates: one that fails is told as it was drawn.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_random_edits_survive_random_versions(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    project = generate(tmp_path_factory.mktemp("random") / "library")
    changes = data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True))
    edited: dict[str, tuple[str, str, set[str]]] = {}
    for path in data.draw(st.lists(st.sampled_from(PYTHON), min_size=1, max_size=2, unique=True)):
        module = cst.parse_module(base := text_of(project, path))
        # Django loads these for the migration: such edits are drawn as leave them loadable.
        loaded = path in ("backend/models.py", "backend/admin.py", "core/settings.py")
        harmless = (add_comment_above, add_comment_behind) if loaded else ADDITIONS + OTHERS
        marks = set()
        for number in range(data.draw(st.integers(1, 3))):
            one = data.draw(st.sampled_from(harmless))
            mark = f"own_{len(edited)}_{number}_mark"
            altered = one(module, lambda count: data.draw(st.integers(0, count - 1)), mark)
            marks |= {mark} if mark in altered.code else set()
            module = altered
        marks = {mark for mark in marks if mark in module.code}
        (project / path).write_text(module.code)
        edited[path] = (base, module.code, marks)

    chosen = [change for name, change in CHANGES.items() if name in changes]
    report = again(project, changed(*chosen), destructive=True)

    assert report.generation.status == "done", report.generation.message
    for path, (base, yours, marks) in edited.items():
        text = text_of(project, path)
        assert {mark for mark in marks if mark in text} == marks
        if state_of(report, path) is not State.CONFLICT:
            assert not (elements_of(base) - elements_of(yours)) & elements_of(text)


# The proof.


def test_a_tree_with_conflicts_and_comments_is_proven_and_keeps_its_rows(project: Path) -> None:
    edit(project, "backend/views.py", 'ordering = ("title", "pk")', 'ordering = ("-title", "pk")')
    edit(project, "backend/models.py", "    due_on = ", "    # TODO: index\n    due_on = ")
    append(project, "backend/shelves.py", "def sort( books ):\n  return sorted(books)\n")

    def other_order(erd: Erd) -> None:
        entities(erd)["Book"]["ordering"] = ["isbn"]

    report = again(project, changed(other_order, rename_field, add_role, rename_entity), prove=True)

    assert report.generation.status == "done", report.generation.message
    assert report.exit_status == 1
    assert report.generation.proof is not None
    assert report.generation.proof.ok
    steps = {step.name: step.detail for step in report.generation.proof.steps}
    assert "rows" in steps
    assert "models kept" in steps["rows"]
    assert "<<<<<<< yours" in text_of(project, "backend/views.py")
    assert [wish.carried_out for wish in report.wishes] == [True]


def test_a_proof_that_fails_writes_nothing_and_names_the_folder(project: Path) -> None:
    append(project, "backend/tests.py", "\n\ndef test_of_mine():\n    raise AssertionError('mine')\n")
    before = read_tree(project)

    report = again(project, changed(add_field), prove=True)

    assert report.generation.status == "failed"
    assert report.exit_status == 1
    assert read_tree(project) == before
    assert report.generation.staging is not None
    assert "language" in text_of(report.generation.staging, "backend/models.py")
    shutil.rmtree(report.generation.staging)
