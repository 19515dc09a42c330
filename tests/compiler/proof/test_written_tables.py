"""Broken links are found as Django finds them, though only some tables are looked at."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from erdgen.compiler.proof import written_tables
from erdgen.compiler.proof.written_tables import WrittenTables

SETTINGS = """\
SECRET_KEY = "k"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""

TESTS = """\
import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase, TransactionTestCase

pytestmark = pytest.mark.django_db


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_first_is_fine():
    Group.objects.create(name="a")


def test_inserted_breaks():
    Permission.objects.create(name="a", codename="a", content_type_id=999)


def test_inserted_in_bulk_breaks():
    Permission.objects.bulk_create([Permission(name="a", codename="a", content_type_id=999)])


def test_updated_breaks():
    Permission.objects.filter(pk=1).update(content_type_id=999)


def test_deleted_parent_of_migrated_rows_breaks():
    run("DELETE FROM django_content_type WHERE id = 1")


def test_deleted_parent_of_new_row_breaks():
    kind = ContentType.objects.create(app_label="a", model="a")
    Permission.objects.create(name="a", codename="a", content_type=kind)
    run(f"DELETE FROM django_content_type WHERE id = {kind.pk}")


def test_unknown_statement_breaks():
    run("WITH x AS (SELECT 999) INSERT INTO auth_group_permissions (group_id, permission_id) SELECT 999, 999")


def test_what_a_test_before_broke_is_fine():
    assert not Permission.objects.filter(codename="a").exists()


class Shared(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kind = ContentType.objects.create(app_label="b", model="b")
        cls.group = Group.objects.create(name="b")
        cls.group.permissions.create(name="b", codename="b", content_type=cls.kind)

    def test_a_is_fine(self):
        pass

    def test_b_breaks(self):
        run(f"DELETE FROM auth_group WHERE id = {self.group.pk}")


class Committed(TransactionTestCase):
    def test_is_fine(self):
        Group.objects.create(name="c")
"""


@pytest.mark.parametrize("plugin", [(), ("-p", "written_tables")], ids=["django", "written tables"])
def test_every_broken_link_is_found(tmp_path: Path, plugin: tuple[str, ...]) -> None:
    (tmp_path / "settings.py").write_text(SETTINGS)
    (tmp_path / "test_links.py").write_text(TESTS)
    path = os.pathsep.join((str(tmp_path), str(Path(written_tables.__file__).parent)))
    command = (
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-rA",
        *plugin,
    )
    done = subprocess.run(
        [
            *command,
            "--ds=settings",
            "-p",
            "pytest_django.plugin",
            "--rootdir",
            str(tmp_path),
            "test_links.py",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    passed = set(re.findall(r"^PASSED \S*::(\w+)", done.stdout, re.MULTILINE))
    broken = set(re.findall(r"^ERROR \S*::(\w+)|^FAILED \S*::(\w+)", done.stdout, re.MULTILINE))
    names = set(re.findall(r"def (test_\w+)", TESTS))
    expected = {name for name in names if name.endswith("_breaks")}
    assert {first or second for first, second in broken} == expected, done.stdout[-3000:]
    assert names - expected <= passed


class Connection:
    """As much of Django's as is asked for."""

    in_atomic_block = True

    def __init__(self) -> None:
        self.checked: list[list[str] | None] = []

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        self.checked.append(None if table_names is None else list(table_names))


@pytest.mark.parametrize(
    ("statements", "tables"),
    [
        ([], ["filled"]),
        (['SELECT 1 FROM "a"', 'DELETE FROM "a"', 'SAVEPOINT "s1"'], ["filled"]),
        (
            ['INSERT INTO "a" ("b") VALUES (1)', 'insert or ignore into "c" (d) values (1)'],
            ["a", "c", "filled"],
        ),
        (['UPDATE "a" SET "b" = 1', "PRAGMA foreign_keys"], ["a", "filled"]),
        (["INSERT INTO a (b) VALUES (1)"], None),
        (['CREATE TABLE "a" ("b")'], None),
    ],
)
def test_only_what_was_written_is_looked_at(statements: list[str], tables: list[str] | None) -> None:
    connection = Connection()
    watch = WrittenTables(connection)
    watch.filled = {"filled"}
    for statement in statements:
        watch.note(lambda *_: None, statement, None, False, {})
    watch.check_constraints()
    assert connection.checked == [tables]
