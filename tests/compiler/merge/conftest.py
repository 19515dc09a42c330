from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "sample_erd.json"
Tree = dict[str, bytes]


def add_things(erd: dict[str, Any]) -> None:
    entities = erd["erd"]["entities"]
    entities["Job"]["fields"]["remote"] = {"type": "bool", "default": False}
    entities["Job"]["fields"]["title"] = "str(200)"
    entities["Company"]["fields"]["phone"] = {"type": "str(30)", "required": False}
    entities["Tag"] = {"fields": {"label": "str(40)"}}


def drop_things(erd: dict[str, Any]) -> None:
    entities = erd["erd"]["entities"]
    del entities["SavedJob"], entities["Company"]["fields"]["founded"]
    for table in (erd["auth_requirements"], erd["api_requirements"]):
        drop_mentions(table, "SavedJob")
    entities["User"]["fields"]["headline"] = {"type": "str(80)", "required": False}


def drop_mentions(table: Any, name: str) -> None:
    if isinstance(table, dict):
        table.pop(name, None)
        for value in table.values():
            drop_mentions(value, name)
    elif isinstance(table, list) and name in table:
        table.remove(name)


def rename_things(erd: dict[str, Any]) -> None:
    fields = erd["erd"]["entities"]["Job"]["fields"]
    erd["erd"]["entities"]["Job"]["fields"] = {
        {"location": "place"}.get(name, name): value for name, value in fields.items()
    }


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "add": add_things,
    "drop": drop_things,
    "rename": rename_things,
}


def generate(erd: dict[str, Any], folder: Path) -> Tree:
    source = folder / "erd.json"
    source.write_text(json.dumps(erd))
    command = [
        *(sys.executable, "manage.py", "generate_backend", str(source)),
        *("--output", str(folder / "job_board"), "--no-proof"),
    ]
    environment = os.environ | {"ERDGEN_RECORD": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    root = folder / "job_board"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tree]:
    """The sample as generated (``base``), and after each change of its ERD."""
    erd = json.loads(SAMPLE.read_text())
    trees = {"base": generate(erd, tmp_path_factory.mktemp("base"))}
    for name, change in CHANGES.items():
        changed = copy.deepcopy(erd)
        change(changed)
        trees[name] = generate(changed, tmp_path_factory.mktemp(name))
    return trees
