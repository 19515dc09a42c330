"""A small generated project that lives on, for tests of regeneration."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler import pipeline
from erdgen.compiler.evolve.places import FOLDER
from erdgen.compiler.merge.outcome import State
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.regeneration import RegenerationRequest, regenerate
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.writer import walk_files, write_files

Erd = dict[str, Any]
NAME = "library_erd.json"
ERD: Erd = {
    "name": "Library",
    "erd": {
        "entities": {
            "User": {"fields": {"username": "str", "email": "email"}},
            "Book": {
                "ordering": ["title"],
                "fields": {
                    "title": "str(120)",
                    "isbn": {"type": "str(13)", "unique": True},
                    "pages": "int",
                    "blurb": {"type": "text", "required": False},
                },
                "relationships": {"added_by": {"type": "ForeignKey(User)", "related_name": "books"}},
            },
            "Loan": {
                "fields": {"due_on": "date", "returned": {"type": "bool", "default": False}},
                "relationships": {
                    "book": {"type": "ForeignKey(Book)", "related_name": "loans"},
                    "reader": {"type": "ForeignKey(User)", "related_name": "loans"},
                },
            },
        }
    },
    "business_rules": [{"rule": "Book pages must be positive"}],
    "auth_requirements": {
        "authentication": "JWT",
        "roles": ["Librarian"],
        "permissions": {
            "Book": {"read": ["anyone"], "write": ["Librarian"]},
            "Loan": {"read": ["owner", "Librarian"], "write": ["Librarian"]},
        },
    },
    "api_requirements": {"filtering": True, "search": True, "ordering": True},
}


class Silence:
    """Progress that nobody looks at."""

    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


def changed(*changes: Callable[[Erd], object]) -> Erd:
    """The ERD with these changes."""
    erd = copy.deepcopy(ERD)
    for change in changes:
        change(erd)
    return erd


def entities(erd: Erd) -> Erd:
    return erd["erd"]["entities"]  # type: ignore[no-any-return]


def add_field(erd: Erd) -> None:
    entities(erd)["Book"]["fields"]["language"] = {"type": "str(5)", "default": "en"}


def add_entity(erd: Erd) -> None:
    entities(erd)["Branch"] = {"fields": {"city": "str(60)"}}


def add_required(erd: Erd) -> None:
    entities(erd)["Book"]["fields"]["year"] = "int"


def add_role(erd: Erd) -> None:
    erd["auth_requirements"]["roles"].append("Volunteer")
    erd["auth_requirements"]["permissions"]["Loan"]["read"].append("Volunteer")


def drop_field(erd: Erd) -> None:
    entities(erd)["Book"]["fields"].pop("blurb", None)


def rename_field(erd: Erd) -> None:
    fields = entities(erd)["Book"]["fields"]
    entities(erd)["Book"]["fields"] = {
        ("summary" if name == "blurb" else name): (
            {**told, "renamed_from": "blurb"} if name == "blurb" else told
        )
        for name, told in fields.items()
    }


def rename_entity(erd: Erd) -> None:
    entities(erd)["Lending"] = {**entities(erd).pop("Loan"), "renamed_from": "Loan"}
    permissions = erd["auth_requirements"]["permissions"]
    permissions["Lending"] = permissions.pop("Loan")


CHANGES: dict[str, Callable[[Erd], None]] = {
    "field": add_field,
    "entity": add_entity,
    "role": add_role,
    "field renamed": rename_field,
    "entity renamed": rename_entity,
    "field dropped": drop_field,
}


def as_bytes(erd: Erd) -> bytes:
    return json.dumps(erd, indent=1).encode()


@cache
def _generated(text: bytes) -> dict[str, bytes]:
    with TemporaryDirectory(prefix="regenerating-") as folder:
        output = Path(folder) / "library"
        request = GenerationRequest(text, NAME, output, prove=False)
        report = pipeline.generate(request, DomainOrchestrator(default_roster()), Silence())
        assert report.status == "done", report
        return pipeline.read_tree(output)


def generate(output: Path, erd: Erd = ERD) -> Path:
    """A fresh generation in ``output``; of the same ERD it is made once."""
    write_files(output, _generated(as_bytes(erd)))
    return output


def again(
    output: Path,
    erd: Erd | None = None,
    *,
    fills: dict[str, str] | None = None,
    destructive: bool = False,
    dry_run: bool = False,
    prove: bool = False,
) -> RegenerationReport:
    """Regenerate the project in ``output``, without a proof unless asked for."""
    data = b"" if erd is None else as_bytes(erd)
    request = GenerationRequest(data, NAME, output, dry_run=dry_run, prove=prove)
    return regenerate(
        RegenerationRequest(request, fills or {}, destructive),
        DomainOrchestrator(default_roster()),
        Silence(),
    )


def read_tree(root: Path) -> dict[str, tuple[bytes | str, bool]]:
    """By path the bytes, or where a link points to, and whether it can be executed."""
    return {
        path: (os.readlink(root / path), False)
        if (root / path).is_symlink()
        else ((root / path).read_bytes(), os.access(root / path, os.X_OK))
        for path in walk_files(root)
        if not (root / path).is_dir() or (root / path).is_symlink()
    }


def but_history(tree: dict[str, tuple[bytes | str, bool]]) -> dict[str, tuple[bytes | str, bool]]:
    """A tree without migrations, which hang on what came before, and what is kept of them."""
    return {
        path: state
        for path, state in tree.items()
        if not path.startswith((f"{FOLDER}/", ".erdgen/base.zip", ".erdgen/manifest"))
    }


def edit(output: Path, path: str, old: str, new: str) -> None:
    """Replace the one place where ``old`` stands."""
    text = (output / path).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path}"
    (output / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(output: Path, path: str, text: str) -> None:
    with (output / path).open("a", encoding="utf-8") as file:
        file.write(text)


def text_of(output: Path, path: str) -> str:
    return (output / path).read_text(encoding="utf-8")


def names_of(output: Path) -> list[dict[str, str]]:
    """The names that comments have given, as the project keeps them."""
    document = json.loads(text_of(output, ".erdgen/generation.json"))
    found: list[dict[str, str]] = document.get("names", [])
    return found


def renames_of(report: RegenerationReport) -> list[tuple[str, str]]:
    """The operations that rename, each with what it is about."""
    return [(each.kind, each.target) for each in report.operations if each.kind.startswith("Rename")]


def state_of(report: RegenerationReport, path: str) -> State:
    """How the merge of a file ended."""
    return next(each.state for each in report.merged if each.path == path)


def assert_done(report: RegenerationReport) -> None:
    """It was written, and nothing is left that needs a person."""
    assert report.generation.status == "done", report.generation.message
    assert report.exit_status == 0, [each for each in report.merged if not each.settled]
