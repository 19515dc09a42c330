"""Who may import whom, and what importing costs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FUNCTIONAL_CORE = [
    "erdgen.compiler.pipeline",
    "erdgen.compiler.frontends.erd_json",
    "erdgen.compiler.codegen.render",
    "agents.roster",
]


def test_contracts_are_kept() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", FUNCTIONAL_CORE)
def test_the_core_never_loads_django(module: str) -> None:
    code = (
        f"import {module}, sys, json; print(json.dumps([m for m in sys.modules if m.startswith('django')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_a_regeneration_loads_libcst_only_for_what_somebody_edited() -> None:
    code = "import erdgen.compiler.regeneration, sys; print('libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_the_app_package_is_empty() -> None:
    assert (ROOT / "erdgen" / "__init__.py").read_text() == ""


def test_make_help_lists_every_target() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=environment
    )
    listed = [line.split()[1] for line in done.stdout.splitlines()]
    assert sorted(listed) == sorted(targets[1].split())


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "newest.txt"])
def test_requirements_are_locked_with_hashes_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    pinned = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*$", text, re.MULTILINE)
    assert pinned
    assert all(line.endswith("\\") for line in pinned)
    assert "://" not in text


def test_the_test_environment_runs_what_users_run() -> None:
    run, test = (read_pins(ROOT / "requirements" / name) for name in ("run.txt", "test.txt"))
    assert run.items() <= test.items()


def read_pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", path.read_text(), re.MULTILINE))
