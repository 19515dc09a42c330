"""New migrations for a project that has some already: by Django's autodetector, told what is a rename."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from erdgen.compiler.codegen.render import render_roles
from erdgen.compiler.errors import OutputError, ToolError
from erdgen.compiler.evolve.detection import Detecting
from erdgen.compiler.evolve.places import APP, FOLDER
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.proof.prove import ProofOptions, prepare_workspace
from erdgen.compiler.proof.sandbox import Sandbox, open_sandbox
from erdgen.compiler.proof.steps import Workspace
from erdgen.compiler.ruff import find_ruff


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a migration. ``says`` is a phrase for a person, ``destroys`` what rows lose by it."""

    kind: str
    model: str
    member: str
    says: str
    destroys: str = ""
    #: The name before, of what is renamed.
    before: str = ""

    @property
    def target(self) -> str:
        """``Model.member``, or the model."""
        return f"{self.model}.{self.member}" if self.member else self.model


@dataclass(frozen=True, slots=True)
class Question:
    """A value that rows which exist need and nobody gave; ``reason`` says what is wrong with a given one."""

    model: str
    field: str
    reason: str = ""

    def as_text(self) -> str:
        """The question with its remedies."""
        why = f" ({self.reason})" if self.reason else ""
        return (
            f"which value do rows that exist get in {self.model}.{self.field}{why}? "
            f"Say it with --fill {self.model}.{self.field}=VALUE, "
            'or give the field a default or "required": false in the ERD'
        )


@dataclass(frozen=True, slots=True)
class Evolution:
    """Texts of the new migrations by path, what they do in order, and what has to be answered first."""

    files: Mapping[str, str]
    operations: tuple[Operation, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def destructive(self) -> tuple[Operation, ...]:
        """Operations by which values are lost."""
        return tuple(operation for operation in self.operations if operation.destroys)

    @property
    def data(self) -> dict[str, bytes]:
        """The new migrations as they are written."""
        return {path: text.encode() for path, text in self.files.items()}


def find_migrations(
    root: Path,
    renames: Renames,
    fills: Mapping[str, str],
    roles: Sequence[str],
    detecting: Detecting,
) -> Evolution:
    """What has to be added to the migrations of the project at ``root``, which is not touched.

    ``fills`` are values for rows that exist, by ``Model.field``; ``roles`` are new. Raises ToolError
    where the project does not load; OutputError where its migrations have two ends, or no field is called
    as a fill says.
    """
    answer = detecting.detect(ask_for(renames, fills), root)
    if len(answer["leaves"]) > 1:
        ends = ", ".join(answer["leaves"])
        raise OutputError(f"the migrations end in {ends}; join them with `manage.py makemigrations --merge`")
    if answer["unknown"]:
        raise OutputError("\n".join(f"--fill {each}" for each in answer["unknown"]))
    return read_answer(answer, roles, root)


def ask_for(renames: Renames, fills: Mapping[str, str]) -> dict[str, Any]:
    """What the script is told."""
    return {
        "app": APP,
        "models": dict(renames.entities),
        "members": {name: dict(names) for name, names in renames.members.items()},
        "fills": dict(fills),
    }


def read_answer(answer: Mapping[str, Any], roles: Sequence[str], root: Path) -> Evolution:
    """The script's answer as values; texts are formatted as the project at ``root`` wants it."""
    texts = {each["name"]: each["text"] for each in answer["migrations"]}
    operations = [Operation(**each) for each in answer["operations"]]
    if roles:
        last = [*answer["leaves"], *texts][-1]
        number = int(re.match(r"\d*", last)[0] or 0) + 1  # type: ignore[index]  # matches anything
        texts[f"{number:04}_roles"] = render_roles(roles, last)
        says = f"Make groups of the new roles {', '.join(roles)}"
        operations.append(Operation("RunPython", "Group", "", says))
    return Evolution(
        {
            path: format_module(text, path, root)
            for name, text in texts.items()
            for path in [f"{FOLDER}/{name}.py"]
        },
        tuple(operations),
        tuple(Question(**each) for each in answer["questions"]),
    )


class open_workspace:  # noqa: N801 (used as a function)
    """A copy of a project in a sandbox of its own, as a context: ``(work, sandbox)``."""

    def __init__(self, root: Path, options: ProofOptions) -> None:
        self._root, self._options = root, options
        self._folder = tempfile.TemporaryDirectory(prefix="erdgen-evolve-", ignore_cleanup_errors=True)

    def __enter__(self) -> tuple[Workspace, Sandbox]:
        work = Workspace(Path(self._folder.name).resolve(), self._options.python)
        prepare_workspace(work, self._root)
        network = bool(self._options.database_url)
        return work, open_sandbox(work.scratch, network=network, python=self._options.python)

    def __exit__(self, *reason: object) -> None:
        self._folder.cleanup()


def format_module(text: str, path: str, root: Path) -> str:
    """``text`` as ruff writes it with the settings of the project."""
    for words in (["check", "--select", "F401,I", "--fix-only", "--quiet"], ["format", "--quiet"]):
        command = [find_ruff(), *words, "--no-cache", "--stdin-filename", path, "-"]
        done = subprocess.run(
            command, cwd=root, input=text, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode != 0:
            raise ToolError(f"ruff could not format {path}:\n{done.stderr.strip()}")
        text = done.stdout
    return text
