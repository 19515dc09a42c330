from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from erdgen.compiler.proof import driver
from erdgen.compiler.proof.prove import choose_limits
from erdgen.compiler.proof.sandbox import Outcome
from erdgen.compiler.proof.steps import DRIVER, Workspace, read_driver, read_tests

NAMES = ("check", "makemigrations")
GOOD = '{"name": "check", "ok": true, "detail": "fine", "seconds": 1.0, "output": ""}\n'


def end(stdout: str, returncode: int = 0, stderr: str = "", timed_out: bool = False) -> Outcome:
    return Outcome(returncode, stdout, stderr, timed_out, 2.0)


@pytest.fixture
def work(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, sys.executable)


@pytest.mark.parametrize(
    ("source", "ok"),
    [("x = 1\n", True), ("x = = 1\n", False), ("x = 'a' is 'b'\n", False), ('x = "\\d"\n', False)],
)
def test_compile_step(tmp_path: Path, source: str, ok: bool) -> None:
    (tmp_path / "module.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-I", DRIVER, "compile"], cwd=tmp_path, capture_output=True, check=False
    )
    result = json.loads(done.stdout)
    assert result["ok"] is ok
    assert done.returncode == (not ok)
    assert "module.py" in result["output"] or ok


def test_a_step_that_prints_and_exits_is_a_failure_with_its_output() -> None:
    def step() -> str:
        print("changes in models")
        sys.exit(1)

    result = driver.run_step("makemigrations", step)
    assert (result["ok"], result["output"]) == (False, "changes in models\n")


def test_a_driver_that_dies_fails_in_the_step_that_it_was_in(work: Workspace) -> None:
    results = read_driver(work, end(GOOD, returncode=-9, stderr="killed"), NAMES)
    assert [(result.name, result.ok) for result in results] == [("check", True), ("makemigrations", False)]
    assert "killed" in results[-1].output


def test_a_driver_that_runs_out_of_time_says_so(work: Workspace) -> None:
    assert read_driver(work, end("", -9, timed_out=True), NAMES)[0].detail == "stopped after 2 seconds"


def test_tests_that_pass_with_enough_coverage(work: Workspace) -> None:
    write_coverage(work, 96.5)
    (result,) = read_tests(work, end("....\n4 passed in 0.10s\n"), ("tests",))
    assert (result.ok, result.tests, result.coverage) == (True, 4, 96.5)


def test_too_little_coverage_names_the_lines(work: Workspace) -> None:
    write_coverage(work, 94.9)
    (result,) = read_tests(work, end("4 passed in 0.10s\n"), ("tests",))
    assert not result.ok
    assert "backend/views.py: 3, 4" in result.output


@pytest.mark.parametrize(
    "outcome", [end("1 failed, 3 passed\n", 1), end("no tests ran\n", 5), end("no tests ran\n")]
)
def test_failed_or_missing_tests_fail(work: Workspace, outcome: Outcome) -> None:
    (result,) = read_tests(work, outcome, ("tests",))
    assert not result.ok
    assert outcome.stdout.strip() in result.output


def write_coverage(work: Workspace, percent: float) -> None:
    document = {
        "files": {"backend/views.py": {"missing_lines": [3, 4]}, "backend/a.py": {"missing_lines": []}},
        "totals": {"percent_covered": percent},
    }
    work.coverage_file.write_text(json.dumps(document))


def test_a_larger_project_may_take_longer(work: Workspace) -> None:
    (work.project / "backend").mkdir(parents=True)
    allowed = choose_limits(work).seconds
    (work.project / "backend" / "models.py").write_text("#" * 5000)
    assert choose_limits(work).seconds == allowed + 5
