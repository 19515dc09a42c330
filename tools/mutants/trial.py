"""Runs a generated project's own tests on a mutant of it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from erdgen.compiler.codegen.migrations import INITIAL, make_initial_migration
from erdgen.compiler.errors import ToolError
from erdgen.compiler.proof.prove import ProofOptions, choose_database, prepare_workspace
from erdgen.compiler.proof.steps import DEVELOPMENT, Workspace
from tools.command import CHECKOUT, Ended, run_process
from tools.mutants import find_access, find_api, find_models
from tools.mutants.source import Mutant, Source

#: ``invalid``: the change leaves nothing that could be tested, such as models that do not load.
Verdict = Literal["killed", "survived", "invalid"]
TIMEOUT = 180


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one mutant; ``detail`` is the test that failed first, or what went wrong."""

    mutant: Mutant
    verdict: Verdict
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Laboratory:
    """``original`` is a generated project, ``folder`` the place for its mutants."""

    original: Path
    folder: Path

    @property
    def database(self) -> Path:
        """Migrated once, by the original's own tests."""
        return self.folder / "original" / "proven.sqlite3"

    def test_original(self) -> Ended:
        """The tests pass, or no verdict means anything; the database that they leave serves the mutants."""
        work = self._prepare("original")
        return self._run_tests(work, "", migrated=False)

    def try_mutant(self, number: int, mutant: Mutant) -> Trial:
        """The verdict on one mutant; its copy is removed again."""
        work = self._prepare(str(number))
        try:
            return self._judge(work, mutant)
        finally:
            shutil.rmtree(work.scratch)

    def _prepare(self, name: str) -> Workspace:
        work = Workspace(self.folder / name, sys.executable)
        work.scratch.mkdir()
        prepare_workspace(work, self.original)
        return work

    def _judge(self, work: Workspace, mutant: Mutant) -> Trial:
        path = work.project / mutant.path
        path.write_bytes(mutant.apply(path.read_bytes()))
        try:
            if mutant.schema:
                text = make_initial_migration(work.project, read_user_class(work.project))
                (work.project / INITIAL).write_text(text, encoding="utf-8")
            else:
                shutil.copy(self.database, work.scratch / self.database.name)
        except ToolError as error:
            return Trial(mutant, "invalid", str(error).splitlines()[-1], 0)
        ended = self._run_tests(work, mutant.first, migrated=not mutant.schema)
        return Trial(mutant, *judge(ended), ended.seconds)

    def _run_tests(self, work: Workspace, first: str, *, migrated: bool) -> Ended:
        environment = choose_database(work, ProofOptions()) | DEVELOPMENT | {"MUTANT_FIRST": first}
        environment["PYTHONPATH"] += f"{os.pathsep}{CHECKOUT}"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        if not migrated:
            del environment["PROOF_MIGRATED"]
        settings = [f"{name}={value}" for name, value in sorted(environment.items())]
        pytest = [work.python, *("-m", "pytest", "-x", "-q", "--tb=no", "--reuse-db", "--ds=proof_settings")]
        plugins = ["no:cacheprovider", "pytest_django.plugin", "tools.mutants.ordering"]
        options = [text for plugin in plugins for text in ("-p", plugin)]
        command = ["/usr/bin/env", "-i", *settings, *pytest, *options, "backend"]
        return run_process(command, cwd=work.project, timeout=TIMEOUT)


def judge(ended: Ended) -> tuple[Verdict, str]:
    """What the end of pytest says: 1 is a failed test, 0 that none failed, all else that it could not run."""
    if ended.timed_out:
        return "killed", "ran out of time"
    if ended.status == 0:
        return "survived", ""
    failed = re.search(r"^(?:FAILED|ERROR) \S+?::(.*?)(?: - .*)?$", ended.stdout, re.MULTILINE)
    if ended.status == 1 and failed:
        return "killed", failed[1]
    return "invalid", ((ended.stdout + ended.stderr).strip().splitlines() or ["no output"])[-1]


def read_user_class(root: Path) -> str:
    """The class that ``AUTH_USER_MODEL`` names."""
    found = re.search(
        r'^AUTH_USER_MODEL = "backend\.(\w+)"', (root / "core/settings.py").read_text("utf-8"), re.M
    )
    return found[1] if found else "User"


def find_all_mutants(root: Path) -> Iterator[Mutant]:
    """Every mutant of the project at ``root``, in a fixed order."""
    yield from find_access.find_mutants(Source.read(root, find_access.PATH))
    yield from find_models.find_mutants(Source.read(root, find_models.PATH))
    yield from find_api.find_serializer_mutants(Source.read(root, find_api.SERIALIZERS))
    yield from find_api.find_view_mutants(Source.read(root, find_api.VIEWS))
    yield from find_api.find_extension_mutants(Source.read(root, find_api.EXTENSIONS))
