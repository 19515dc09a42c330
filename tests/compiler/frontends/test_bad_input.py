"""Golden folders: bad ERDs and every error that they must give, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.diagnostics import DIAGNOSTICS

CASES = sorted((Path(__file__).parents[3] / "fixtures" / "cases" / "bad_input").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_explained(case: Path) -> None:
    project, findings = parse_erd((case / "erd.json").read_bytes(), "case")
    lines = [finding.as_text("erd.json") for finding in errors(findings)]
    assert "\n".join(lines) + "\n" == (case / "expected.txt").read_text(encoding="utf-8")
    assert project is None


def test_every_error_has_a_case() -> None:
    told = "".join((case / "expected.txt").read_text(encoding="utf-8") for case in CASES)
    missing = {code for code in DIAGNOSTICS if ".E" in code and f" {code}:" not in told}
    # A file of more than 8 MiB is made in test_hostile, and a name that no ERD gives in test_called.
    assert missing == {"erd.E001", "erd.E024"}


def test_there_are_at_least_forty_cases() -> None:
    assert len(CASES) >= 40
