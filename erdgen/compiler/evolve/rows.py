"""Proves that a migration keeps rows: made by the project before, looked for in the one after."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from erdgen.compiler.evolve.migrations import Evolution, open_workspace
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.proof.outcome import StepResult
from erdgen.compiler.proof.prove import ProofOptions, build_drop_command, choose_database, copy_project

SCRIPT = Path(__file__).with_name("keep_rows.py")
STEP = "rows"


def prove_rows(
    before: Path, after: Path, renames: Renames, evolution: Evolution, options: ProofOptions
) -> StepResult:
    """Fill a database with the project ``before``, migrate it with the one ``after``; nothing may be lost.

    What ``evolution`` says is taken away is not looked for. Neither folder is touched.
    """
    with open_workspace(before, options) as (work, sandbox):
        # Migrations run here, other than in the tests of the proof.
        environment = {"DEBUG": "1"} | choose_database(work, options)
        snapshot, told = work.scratch / "rows.json", work.scratch / "renames.json"
        told.write_text(json.dumps(describe(renames, evolution)), encoding="utf-8")
        script = [options.python, str(SCRIPT)]
        try:
            made = sandbox.run([*script, "make", str(snapshot)], cwd=work.project, environment=environment)
            if made.returncode != 0:
                detail = "the project as it is now cannot be filled with rows"
                return StepResult(STEP, False, detail, made.seconds, made.stderr.strip())
            shutil.rmtree(work.project)
            copy_project(after, work.project)
            command = [*script, "compare", str(snapshot), str(told)]
            kept = sandbox.run(command, cwd=work.project, environment=environment)
        finally:
            if options.database_url:
                sandbox.run(build_drop_command(work), cwd=work.project, environment=environment)
    seconds = made.seconds + kept.seconds
    if kept.returncode != 0:
        return StepResult(STEP, False, "rows do not survive the migration", seconds, kept.stderr.strip())
    counts = json.loads(kept.stdout)
    return StepResult(STEP, True, f"{counts['rows']} rows of {counts['models']} models kept", seconds)


def describe(renames: Renames, evolution: Evolution) -> dict[str, object]:
    """What the script has to know."""
    return {
        "models": dict(renames.entities),
        "members": {name: dict(names) for name, names in renames.members.items()},
        "gone": sorted(operation.target for operation in evolution.destructive),
    }
