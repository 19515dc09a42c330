"""What people did to generated files."""

from __future__ import annotations

import json
from pathlib import Path

import libcst as cst

from erdgen.compiler.merge.outcome import State
from tests.regenerating import (
    ERD,
    Erd,
    add_entity,
    add_field,
    add_role,
    again,
    append,
    assert_done,
    changed,
    edit,
    entities,
    read_tree,
    rename_entity,
    rename_field,
    state_of,
    text_of,
)


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


def test_what_was_rejected_stays_out_under_a_new_name(project: Path) -> None:
    generation = project / ".erdgen/generation.json"
    document = json.loads(generation.read_text())
    unwanted = [
        {name: value for name, value in each.items() if name != "because"}
        for each in document["contributions"]
        if (each["kind"], each["entity"], each.get("field")) == ("add_search", "Book", "blurb")
        or (each["kind"], each["entity"], each.get("field")) == ("add_filter", "Loan", "due_on")
    ]
    assert len(unwanted) == 2
    generation.write_text(json.dumps(document | {"rejected": unwanted}))

    for _ in range(2):
        assert_done(again(project, changed(rename_field, rename_entity)))
        views = text_of(project, "backend/views.py")
        assert 'search_fields = ("title", "isbn")' in views
        assert "due_on" not in views.partition("filterset_fields")[2].partition("search_fields")[0]
        said = [(each["entity"], each["field"]) for each in json.loads(generation.read_text())["rejected"]]
        assert sorted(said) == [("Book", "summary"), ("Lending", "due_on")]


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
