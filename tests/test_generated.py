"""What comes out: the same bytes each time, and those of the golden folders.

A golden folder is ``fixtures/cases/generated/NAME`` with ``erd.json`` and ``expected/``. After a change that
is wanted, ``make golden`` writes them anew; the difference is then read like any other.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted((ROOT / "fixtures" / "cases" / "generated").iterdir())
FIXTURES = sorted((ROOT / "fixtures" / "erds").rglob("*.json"))
#: Documents and container files say nothing that the other golden files do not show.
GOLDEN = (
    "backend/admin.py",
    "backend/api_extensions.py",
    "backend/authentication.py",
    "backend/business_logic.py",
    "backend/factories.py",
    "backend/migrations/0001_initial.py",
    "backend/models.py",
    "backend/serializers.py",
    "backend/tests.py",
    "backend/urls.py",
    "backend/views.py",
    "core/settings.py",
    "docs/SPEC.md",
    "README.md",
)


def generate(
    erd: Path, output: Path, *options: str, hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    command = [sys.executable, "manage.py", "generate_backend", str(erd), "--output", str(output), *options]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def read_tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_output_is_that_of_the_golden_folder(case: Path, tmp_path: Path) -> None:
    done = generate(case / "erd.json", tmp_path / case.name, "--no-proof")
    assert done.returncode == 0, done.stderr
    expected = case / "expected"
    if os.environ.get("WRITE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        for path in GOLDEN:
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            # A suffix keeps linters and test runners off the expected code.
            (expected / f"{path}.txt").write_bytes((tmp_path / case.name / path).read_bytes())
    for path in GOLDEN:
        produced = (tmp_path / case.name / path).read_text(encoding="utf-8")
        assert produced == (expected / f"{path}.txt").read_text(encoding="utf-8"), path


def test_same_input_gives_same_bytes_on_another_path_with_another_hash_seed(tmp_path: Path) -> None:
    nameless = CASES[0] / "erd.json"
    trees = []
    for hash_seed, place in (("1", tmp_path / "one"), ("2", tmp_path / "a longer path")):
        place.mkdir()
        erd = Path(shutil.copy(nameless, place))
        assert generate(erd, place / "notes", "--no-proof", hash_seed=hash_seed).returncode == 0
        trees.append(read_tree(place / "notes"))
    assert trees[0] == trees[1]
    assert not any(str(tmp_path).encode() in text for text in trees[0].values())


@pytest.mark.parametrize("erd", FIXTURES, ids=lambda erd: erd.stem)
def test_every_fixture_is_understood_by_the_schema_and_the_generator(erd: Path, tmp_path: Path) -> None:
    done = generate(erd, tmp_path / "out", "--dry-run", "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["status"] == "done"
    assert not (tmp_path / "out").exists()


def test_the_sample_is_proven(tmp_path: Path) -> None:
    done = generate(ROOT / "sample_erd.json", tmp_path / "job_board", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, report["proof"]
    assert all(step["ok"] for step in report["proof"]["steps"])
    assert report["proof"]["coverage"] >= 95
    statuses = [rule["status"] for rule in report["rules"]]
    assert statuses.count("not_understood") == 1
    assert statuses.count("compiled") == len(statuses) - 1


@pytest.mark.long
def test_rules_are_proven_of_rows_that_are_marked_as_deleted(tmp_path: Path) -> None:
    done = generate(ROOT / "fixtures" / "erds" / "awkward" / "lending.json", tmp_path / "lending", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, report["proof"]
    assert {rule["status"] for rule in report["rules"]} == {"compiled"}
