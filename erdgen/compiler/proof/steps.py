"""The steps of the proof as a table: which command proves what, and how its answer is read."""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from erdgen.compiler.proof.outcome import StepResult
from erdgen.compiler.proof.sandbox import Outcome
from erdgen.compiler.ruff import find_ruff

DRIVER = str(Path(__file__).with_name("driver.py"))
#: Plugins of pytest, which run under the project's own Python.
PLUGINS = tuple(
    Path(__file__).with_name(f"{name}.py") for name in ("line_coverage", "near_routes", "written_tables")
)
MINIMUM_COVERAGE = 95.0

#: Every step in the order of the proof, with what its success means.
STEPS: dict[str, str] = {
    "compile": "Every Python file compiles without a warning",
    "lint": "Ruff finds nothing to complain about and nothing to format",
    "check": "`manage.py check --deploy` is silent with production settings",
    "makemigrations": "`manage.py makemigrations --check` finds no change without a migration",
    "migrate": "All migrations apply to an empty database",
    "openapi": "The OpenAPI schema is built and validated without a warning",
    "tests": f"The project's own tests pass and run ≥ {MINIMUM_COVERAGE:.0f} % of the lines of `backend/`",
}

#: As in production, so that ``check --deploy`` sees what will run there.
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-the-proof-" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "example.com",
}
#: Only the plugins that the project asks for, not all that happen to be installed.
DEVELOPMENT = {"DEBUG": "1", "PROOF_MIGRATED": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a proof runs: ``project`` is a copy of the staged tree, ``scratch`` the folder round it.

    ``own`` are the files in it that a person wrote or changed.
    """

    scratch: Path
    python: str
    own: frozenset[str] = frozenset()

    @property
    def project(self) -> Path:
        return self.scratch / "project"

    @property
    def coverage_file(self) -> Path:
        return self.scratch / "coverage.json"


#: Steps that read the project and run nothing of it.
READING = frozenset({"compile", "lint"})


@dataclass(frozen=True, slots=True)
class Stage:
    """One command and the ``steps`` that it proves."""

    steps: tuple[str, ...]
    command: Callable[[Workspace], list[str]]
    environment: dict[str, str]
    read: Callable[[Workspace, Outcome, tuple[str, ...]], tuple[StepResult, ...]]

    @property
    def live(self) -> bool:
        """Whether each line of its output is the result of a step."""
        return self.read is read_driver


def build_compile_command(work: Workspace) -> list[str]:
    """Compiling needs no package at all."""
    return [work.python, "-I", "-S", DRIVER, "compile"]


def build_lint_command(work: Workspace) -> list[str]:
    """Format and lint in one shell: two starts of ruff cost less than a Python."""
    options = '--no-cache --no-respect-gitignore --quiet "$@" .'
    script = f'"$0" check {options} && "$0" format --check {options}'
    left_out = (word for path in sorted(work.own) for word in ("--exclude", glob.escape(path)))
    return ["/bin/sh", "-c", script, find_ruff(), *left_out]


def build_django_command(work: Workspace) -> list[str]:
    """All Django steps share one process: starting Django is what takes the time."""
    return [work.python, DRIVER, "check", "makemigrations", "migrate", "openapi"]


def build_test_command(work: Workspace) -> list[str]:
    """The generated tests on the database that was just migrated, with line coverage of ``backend/``."""
    return [
        work.python,
        *("-m", "pytest", "-q", "--tb=short", "--maxfail=5", "-p", "no:cacheprovider"),
        *(word for plugin in PLUGINS for word in ("-p", plugin.stem)),
        *("-p", "pytest_django.plugin", "--ds=proof_settings", "--reuse-db"),
    ]


def read_exit_status(work: Workspace, outcome: Outcome, names: tuple[str, ...]) -> tuple[StepResult, ...]:
    """A tool that is silent when all is well."""
    ok = outcome.returncode == 0
    return (
        StepResult(names[0], ok, "" if ok else _describe_end(outcome), outcome.seconds, _output(outcome, ok)),
    )


def read_driver(work: Workspace, outcome: Outcome, names: tuple[str, ...]) -> tuple[StepResult, ...]:
    """One JSON line for each step; a driver that died before a step failed in that step."""
    results = tuple(map(parse_result, outcome.stdout.splitlines()))
    if len(results) == len(names) or (results and not results[-1].ok):
        return results
    name = names[len(results)]
    return (
        *results,
        StepResult(name, False, _describe_end(outcome), outcome.seconds, _output(outcome, False)),
    )


def parse_result(line: str) -> StepResult:
    """A line of the driver as a result."""
    return StepResult(**json.loads(line))


def read_tests(work: Workspace, outcome: Outcome, names: tuple[str, ...]) -> tuple[StepResult, ...]:
    """Passed, with enough of the lines run; how much is enough of a person's code, nobody else can say."""
    tests = count_passed(outcome.stdout)
    if outcome.returncode != 0 or not tests:
        return read_exit_status(work, _failed(outcome), names)
    percent, missing = read_coverage(work.coverage_file)
    ok = percent >= MINIMUM_COVERAGE or bool(work.own)
    detail = f"{tests} tests, {percent:.1f} % of the lines"
    return (
        StepResult(
            names[0],
            ok,
            detail,
            outcome.seconds,
            output="" if ok else missing,
            tests=tests,
            coverage=percent,
        ),
    )


def count_passed(text: str) -> int:
    """The number in pytest's last line (``12 passed in 3.4s``)."""
    found = re.findall(r"(\d+) passed", text[-2000:])
    return int(found[-1]) if found else 0


def read_coverage(path: Path) -> tuple[float, str]:
    """Percentage of lines run, and where the others are."""
    data = json.loads(path.read_text(encoding="utf-8"))
    missing = [
        f"{name}: {', '.join(map(str, entry['missing_lines']))}"
        for name, entry in sorted(data["files"].items())
        if entry["missing_lines"]
    ]
    return float(data["totals"]["percent_covered"]), "Lines that no test runs:\n" + "\n".join(missing)


def _failed(outcome: Outcome) -> Outcome:
    """An end with status 0 but no test passed is no success either."""
    return Outcome(
        outcome.returncode or 5, outcome.stdout, outcome.stderr, outcome.timed_out, outcome.seconds
    )


def _describe_end(outcome: Outcome) -> str:
    if outcome.timed_out:
        return f"stopped after {outcome.seconds:.0f} seconds"
    return f"exit status {outcome.returncode}"


def _output(outcome: Outcome, ok: bool) -> str:
    return "" if ok else (outcome.stdout + outcome.stderr).strip()


STAGES: tuple[Stage, ...] = (
    Stage(("compile",), build_compile_command, {}, read_driver),
    Stage(("lint",), build_lint_command, {}, read_exit_status),
    Stage(("check", "makemigrations", "migrate", "openapi"), build_django_command, PRODUCTION, read_driver),
    Stage(("tests",), build_test_command, DEVELOPMENT, read_tests),
)
STATIC = tuple(stage for stage in STAGES if READING.issuperset(stage.steps))
