"""Proves a staged project: copies it into a sandbox and runs the steps there, until one fails."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from erdgen.compiler.errors import ToolError
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.sandbox import NO_ISOLATION, Limits, Sandbox, open_sandbox
from erdgen.compiler.proof.steps import (
    DRIVER,
    PLUGINS,
    PRODUCTION,
    STAGES,
    STATIC,
    Stage,
    Workspace,
    parse_result,
)

#: Outside the tree, so that the tests run on the database that ``migrate`` was proven with.
PROOF_SETTINGS = """\
import os

if os.environ["DEBUG"] == "1":
    from core.test_settings import *
else:
    from core.settings import *

DATABASES["default"]["TEST"] = {
    "NAME": os.environ["PROOF_DATABASE"],
    "MIGRATE": "PROOF_MIGRATED" not in os.environ,
}
"""


#: Folders that no project needs to run.
BESIDE = frozenset({".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", ".mypy_cache", ".tox"})


class ProofError(ToolError):
    """A step failed; ``proof`` holds all that ran."""

    def __init__(self, proof: ProofResult) -> None:
        failure = proof.failure
        super().__init__(f"the proof failed at {failure.name}: {failure.detail}" if failure else "no proof")
        self.proof = proof


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """``python`` runs the project; ``database_url`` names a server to prove on instead of SQLite.

    ``own`` are files that a person wrote or changed: their style, and how much of the code tests run, are
    that person's affair. With ``confined`` nothing of the project is run where no sandbox holds it in.
    """

    python: str = sys.executable
    database_url: str = ""
    own: frozenset[str] = frozenset()
    confined: bool = False


#: Told of each step as it starts (no result yet) and as it ends.
Watcher = Callable[[str, StepResult | None], None]


def prove_project(root: Path, options: ProofOptions, watch: Watcher) -> ProofResult:
    """Run all steps on a copy of the project at ``root``; the project itself is not touched."""
    with tempfile.TemporaryDirectory(prefix="erdgen-proof-", ignore_cleanup_errors=True) as folder:
        work = Workspace(Path(folder).resolve(), options.python, options.own)
        prepare_workspace(work, root)
        sandbox = open_sandbox(work.scratch, network=bool(options.database_url), python=options.python)
        sandbox = replace(sandbox, environment={**sandbox.environment, **choose_database(work, options)})
        stages = choose_stages(sandbox, options)
        try:
            results = tuple(run_stages(work, sandbox, watch, stages))
        finally:
            if options.database_url and stages is STAGES:
                sandbox.run(build_drop_command(work), cwd=work.project, environment=PRODUCTION)
    return ProofResult(results, name_database(options.database_url), sandbox.isolation)


def choose_stages(sandbox: Sandbox, options: ProofOptions) -> tuple[Stage, ...]:
    """All, but where what must be confined cannot be those that run nothing."""
    return STATIC if options.confined and sandbox.isolation == NO_ISOLATION else STAGES


def prepare_workspace(work: Workspace, root: Path) -> None:
    """The copy, and beside it the settings that only the proof needs."""
    copy_project(root, work.project)
    (work.scratch / "proof_settings.py").write_text(PROOF_SETTINGS, encoding="utf-8")
    for plugin in PLUGINS:
        shutil.copy(plugin, work.scratch)


def copy_project(root: Path, target: Path) -> None:
    """Copy a project without what its owner has beside the code: history, environments, databases."""

    def ignore(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name in BESIDE or is_beside(Path(folder, name))]

    shutil.copytree(root, target, symlinks=True, ignore=ignore, dirs_exist_ok=True)


def is_beside(path: Path) -> bool:
    """Whether something in a project's folder is no part of the project."""
    return path.suffix == ".sqlite3" or (path / "pyvenv.cfg").exists()


def choose_database(work: Workspace, options: ProofOptions) -> dict[str, str]:
    """The environment that names the database: a file, or one of our own on the server named."""
    url, name = options.database_url, f"erdgen_proof_{uuid.uuid4().hex[:12]}"
    return {
        "DATABASE_URL": url or f"sqlite:///{work.scratch / 'db.sqlite3'}",
        "PROOF_DATABASE": name if url else str(work.scratch / "proven.sqlite3"),
        "PROOF_SCRATCH": str(work.scratch),
        "DJANGO_SETTINGS_MODULE": "proof_settings",
        "PYTHONPATH": f"{work.scratch}{os.pathsep}{work.project}",
    }


def choose_limits(work: Workspace) -> Limits:
    """What a stage may use: a second more for each kilobyte of Python, as the tests grow with the project."""
    size = sum(path.stat().st_size for path in work.project.rglob("*.py") if path.is_file())
    return Limits(seconds=Limits().seconds + size / 1000)


def run_stages(
    work: Workspace, sandbox: Sandbox, watch: Watcher, stages: Sequence[Stage] = STAGES
) -> Iterator[StepResult]:
    """Results in the order of the steps; ends after the first failure."""
    for stage in stages:
        for result in run_stage(stage, work, sandbox, watch):
            yield result
            if not result.ok:
                return


def run_stage(stage: Stage, work: Workspace, sandbox: Sandbox, watch: Watcher) -> tuple[StepResult, ...]:
    """Run one command, telling ``watch`` of each step that it goes through."""
    ahead = list(stage.steps)
    watch(ahead[0], None)

    def tell(result: StepResult) -> None:
        watch(ahead.pop(0), result)
        if ahead and result.ok:
            watch(ahead[0], None)

    outcome = sandbox.run(
        stage.command(work),
        cwd=work.project,
        environment=stage.environment,
        limits=choose_limits(work),
        on_line=(lambda line: tell(parse_result(line))) if stage.live else None,
    )
    results = stage.read(work, outcome, stage.steps)
    for result in results[len(stage.steps) - len(ahead) :]:
        tell(result)
    return results


def build_drop_command(work: Workspace) -> list[str]:
    """Leave nothing on the server."""
    return [work.python, DRIVER, "drop"]


def name_database(url: str) -> str:
    """``PostgreSQL`` for ``postgres://…``."""
    scheme = urlsplit(url).scheme.partition("+")[0]
    return {"": "SQLite", "sqlite": "SQLite", "mysql": "MySQL"}.get(scheme, "PostgreSQL")
