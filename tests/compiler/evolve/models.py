"""A small Django project with migrations, whose models become others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from erdgen.compiler.codegen.migrations import INITIAL, make_initial_migration
from erdgen.compiler.evolve.detection import Detecting
from erdgen.compiler.evolve.migrations import Evolution, find_migrations
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.proof.prove import ProofOptions
from erdgen.compiler.writer import write_files
from tests.standin import FILES

HEAD = '''\
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Who signs in."""
'''
SEED = '''\
"""Rows for every model."""

from django.core.management.base import BaseCommand

from backend.models import User


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int)

    def handle(self, *args, **options):
        print("making rows")
        for number in range(options["rows"]):
            user = User.objects.create_user(f"user{number}")
            make(number, user)


def make(number, user):
'''

UNCHANGED = Renames()


def models(*classes: str) -> str:
    """A module with users and these classes, without their indentation."""
    return HEAD + "".join(f"\n\n{text.strip()}\n" for text in classes)


def model(name: str, *lines: str) -> str:
    """A model with a title and the lines."""
    body = ["title = models.CharField(max_length=50)", *lines]
    return "\n".join([f"class {name}(models.Model):", *(f"    {line}" for line in body)])


def write_project(root: Path, text: str) -> None:
    """The project with models ``text`` and their first migration."""
    files = FILES | {"backend/models.py": text, INITIAL: first_migration(text)}
    write_files(root, {path: content.encode() for path, content in files.items()})


def write_seed(root: Path, *lines: str) -> None:
    """The command that makes rows: ``lines`` are run with ``number`` and ``user``."""
    text = f"from backend.models import *\n{SEED}" + "".join(f"    {line}\n" for line in lines or ["pass"])
    write_files(
        root,
        {
            "backend/management/__init__.py": b"",
            "backend/management/commands/__init__.py": b"",
            "backend/management/commands/seed.py": text.encode(),
        },
    )


@cache
def first_migration(text: str) -> str:
    with TemporaryDirectory() as folder:
        files = FILES | {"backend/models.py": text}
        write_files(Path(folder), {path: content.encode() for path, content in files.items()})
        return make_initial_migration(Path(folder))


def evolve(
    root: Path,
    before: str,
    after: str,
    *,
    renames: Renames = UNCHANGED,
    fills: Mapping[str, str] | None = None,
    roles: Sequence[str] = (),
) -> Evolution:
    """What the migrations of ``before`` lack in a project at ``root`` whose models are ``after``."""
    write_project(root, before)
    write_files(root, {"backend/models.py": after.encode()})
    return find(root, renames, fills, roles)


def find(
    root: Path,
    renames: Renames = UNCHANGED,
    fills: Mapping[str, str] | None = None,
    roles: Sequence[str] = (),
) -> Evolution:
    """What the migrations of the project at ``root`` lack."""
    with Detecting(ProofOptions()) as detecting:
        return find_migrations(root, renames, fills or {}, roles, detecting)


def kinds(evolution: Evolution) -> list[str]:
    """Each operation as ``AlterField Book.title``."""
    return [f"{operation.kind} {operation.target}" for operation in evolution.operations]


BOOK = model("Book", "pages = models.IntegerField(default=0)")
