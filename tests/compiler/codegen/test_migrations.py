from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from erdgen.compiler.codegen.migrations import INITIAL, make_initial_migration
from erdgen.compiler.errors import ToolError
from tests.standin import FILES

USER = FILES["backend/models.py"].split("class Job")[0]

#: Through entities, links in a circle, a link that is the key, and constraints on linked fields.
TANGLED = (
    USER
    + """
class First(models.Model):
    second = models.ForeignKey("Second", models.CASCADE, related_name="+")
    friends = models.ManyToManyField("Third", through="Friendship")

    class Meta:
        unique_together = [("second", "name")]
        indexes = [models.Index(fields=["name"], name="first_name")]
        constraints = [models.UniqueConstraint(fields=["second", "name"], name="first_second")]

    name = models.CharField(max_length=10)


class Second(models.Model):
    first = models.OneToOneField("First", models.CASCADE, primary_key=True, related_name="+")


class Third(models.Model):
    parent = models.ForeignKey("self", models.CASCADE, null=True)
    user = models.ForeignKey(User, models.CASCADE)
    fourth = models.ForeignKey("Fourth", models.CASCADE, related_name="+")


class Fourth(models.Model):
    third = models.ForeignKey("Third", models.CASCADE, related_name="+", null=True)
    name = models.CharField(max_length=10)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(name="x"), name="fourth_x")]


class Friendship(models.Model):
    first = models.ForeignKey("First", models.CASCADE)
    third = models.ForeignKey("Third", models.CASCADE)
"""
)
LINK = "\n\nclass Z{}(models.Model):\n    link = models.ForeignKey('Z{}', models.CASCADE)\n"
CHAIN = (
    USER + "".join(LINK.format(n, n - 1) for n in range(9, 1, -1)) + "\n\nclass Z1(models.Model):\n    pass\n"
)


def write_project(root: Path, models: str) -> Path:
    for path, text in {**FILES, "backend/models.py": models}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def manage(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    environment = {"PATH": os.defpath, "DATABASE_URL": f"sqlite:///{root}/db.sqlite3"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "models", [FILES["backend/models.py"], TANGLED, CHAIN], ids=["plain", "tangled", "chain"]
)
def test_the_migration_is_complete_and_applies(tmp_path: Path, models: str) -> None:
    root = write_project(tmp_path, models)
    (root / INITIAL).write_text(make_initial_migration(root))
    check = manage(root, "makemigrations", "--check", "--dry-run")
    assert check.returncode == 0, check.stdout + check.stderr
    migrate = manage(root, "migrate")
    assert migrate.returncode == 0, migrate.stderr


def test_links_need_no_second_operation_unless_they_form_a_circle(tmp_path: Path) -> None:
    chain = make_initial_migration(write_project(tmp_path / "chain", CHAIN))
    tangled = make_initial_migration(write_project(tmp_path / "tangled", TANGLED))
    assert "AddField" not in chain
    assert tangled.count("AddField") == 3


def test_fields_keep_the_order_of_the_source(tmp_path: Path) -> None:
    linked = CHAIN.replace(
        "    pass", "    link = models.ForeignKey(User, models.CASCADE)\n    name = models.TextField()"
    )
    text = make_initial_migration(write_project(tmp_path, linked))
    created = text[text.index("name='Z1'") :]
    assert created.index("'id'") < created.index("'link'") < created.index("'name'")


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = (make_initial_migration(write_project(tmp_path / name, TANGLED)) for name in "ab")
    assert first == second


def test_a_data_migration_beside_it_is_no_hindrance(tmp_path: Path) -> None:
    root = write_project(tmp_path, FILES["backend/models.py"])
    (root / "backend/migrations/0002_roles.py").write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("backend", "0001_initial")]\n'
    )
    assert "initial = True" in make_initial_migration(root)


def test_models_that_do_not_load_are_an_error_that_says_why(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="missing_module"):
        make_initial_migration(write_project(tmp_path, "import missing_module\n"))
