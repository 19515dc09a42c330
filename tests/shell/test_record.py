"""The command records its runs, and generates whether it can or not."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from erdgen import record
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.composition import run_generation
from erdgen.management.progress import SilentProgress
from erdgen.models import Run, State

ROOT = Path(__file__).resolve().parents[2]
ERD = ROOT / "fixtures" / "erds" / "seed_snippet.json"


@pytest.fixture
def recorded(db: None, settings: Any, tmp_path: Path) -> Run:
    settings.RECORD_RUNS = True
    request = GenerationRequest(ERD.read_bytes(), ERD.name, tmp_path / "shop", prove=False)
    assert run_generation(request, SilentProgress()).status == "done"
    return Run.objects.get()


def test_a_run_of_the_command_is_stored_with_all_that_came_of_it(recorded: Run, tmp_path: Path) -> None:
    assert (recorded.state, recorded.origin, recorded.author) == (State.APPLIED, "command", None)
    assert recorded.output == str(tmp_path / "shop")
    assert bytes(recorded.erd) == ERD.read_bytes()
    assert list(recorded.steps.values_list("name", flat=True))[:3] == ["read", "consult", "render"]
    assert recorded.contributions.exists()
    assert recorded.messages.exists()
    assert set(recorded.files.values_list("state", flat=True)) == {"added"}


def test_bad_input_is_stored_as_failed(db: None, settings: Any, tmp_path: Path) -> None:
    settings.RECORD_RUNS = True
    run_generation(GenerationRequest(b"{", "bad.json", tmp_path / "bad"), SilentProgress())
    run = Run.objects.get()
    assert run.state == State.FAILED
    assert run.findings.filter(level="error").exists()


def test_dry_runs_leave_nothing(db: None, settings: Any, tmp_path: Path) -> None:
    settings.RECORD_RUNS = True
    request = GenerationRequest(ERD.read_bytes(), ERD.name, tmp_path / "shop", dry_run=True, prove=False)
    run_generation(request, SilentProgress())
    assert not Run.objects.exists()


def test_generating_goes_on_when_nothing_can_be_stored(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("read-only file system")

    settings.RECORD_RUNS = True
    monkeypatch.setattr(record, "save_run", fail)
    request = GenerationRequest(ERD.read_bytes(), ERD.name, tmp_path / "shop", prove=False)
    assert run_generation(request, SilentProgress()).status == "done"
    assert caplog.messages == ["This run was not recorded: read-only file system"]


def test_runs_are_listed_and_shown(recorded: Run) -> None:
    assert f"{recorded.pk}  new       applied" in call("list")
    assert json.loads(call("list", "--json"))[0]["run"] == recorded.pk
    assert call("list", "--state", "failed") == "There are no runs.\n"
    shown = json.loads(call("show", str(recorded.pk), "--json"))
    assert (shown["state"], shown["counts"]["files"]) == ("applied", recorded.files.count())
    assert "done     render" in call("show", str(recorded.pk))
    assert json.loads(call("status", "--json"))["runs"]["applied"] == 1
    assert "queue proof: 0 wait" in call("status")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show"], "name a run"),
        (["show", "0"], "there is no run 0"),
        (["cancel", "RUN"], "has ended already"),
    ],
)
def test_what_cannot_be_shown_is_told(recorded: Run, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call(*(argument.replace("RUN", str(recorded.pk)) for argument in arguments))


def test_a_database_without_tables_is_told(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "manage.py", "runs"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: the runs cannot be read (no such table: erdgen_run)")


def call(*arguments: str) -> str:
    stream = StringIO()
    call_command("runs", *arguments, stdout=stream)
    return stream.getvalue()


@pytest.mark.long
def test_a_fresh_clone_makes_its_database_by_itself_also_twice_at_once(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", "*cache*", "var", "db.sqlite3*", "tests", ".hypothesis"
    )
    shutil.copytree(ROOT, clone, ignore=ignored)
    environment = {**os.environ, "ERDGEN_RECORD": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "generate_backend", str(ERD), "--no-proof", "--output"]
    started = [
        subprocess.Popen(
            [*command, str(tmp_path / name)],
            cwd=clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for process in started:
        _, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (0, "")
    with sqlite3.connect(clone / "db.sqlite3") as connection:
        rows = connection.execute("SELECT state FROM erdgen_run").fetchall()
    connection.close()
    assert rows == [("applied",)] * 2
