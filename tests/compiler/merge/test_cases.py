"""Golden cases: base, yours, new → what is expected, and what is reported. A new case is a new folder.

`WRITE_GOLDEN=1` writes what the merge gives now; read the difference before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from erdgen.compiler.merge.elements import choose_check
from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.formats import format_of
from erdgen.compiler.merge.outcome import NEW, YOURS, MergedFile, State

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def read_side(case: Path, side: str) -> bytes | None:
    found = next(iter(case.glob(f"{side}.*")), None)
    return None if found is None else found.read_bytes()


def merge_case(case: Path, *, markers: bool = True) -> MergedFile:
    path = json.loads((case / "report.json").read_text())["path"]
    return merge_file(path, *(read_side(case, side) for side in ("base", "yours", "new")), markers=markers)


def report_of(merged: MergedFile) -> dict[str, object]:
    return {
        "path": merged.path,
        "state": merged.state.value,
        "conflicts": [f"{conflict.line}: {conflict.name}" for conflict in merged.conflicts],
        "notes": list(merged.notes),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    merged = merge_case(case)
    if os.environ.get("WRITE_GOLDEN"):
        suffix = next(case.glob("yours.*")).suffix
        (case / f"expected{suffix}").write_bytes(merged.data or b"")
        (case / "report.json").write_text(json.dumps(report_of(merged), indent=2, ensure_ascii=False) + "\n")
    assert report_of(merged) == json.loads((case / "report.json").read_text())
    assert merged.data == read_side(case, "expected")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_without_markers_the_file_stays_well_formed_and_has_your_version(case: Path) -> None:
    marked, plain = merge_case(case), merge_case(case, markers=False)
    assert plain.data is not None
    assert report_of(plain)["state"] == report_of(marked)["state"]
    if plain.state is State.UNREADABLE:
        return
    text = plain.data.decode("utf-8-sig")
    choose_check(format_of(plain.path), text)
    assert YOURS not in text
    for conflict in plain.conflicts:
        lines = text.replace("\r\n", "\n").splitlines()
        yours = conflict.yours.splitlines()
        assert lines[conflict.line - 1 : conflict.line - 1 + len(yours)] == yours


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_merging_again_changes_nothing(case: Path) -> None:
    merged, new = merge_case(case), read_side(case, "new")
    path = json.loads((case / "report.json").read_text())["path"]
    assert merge_file(path, new, merged.data, new).data == merged.data


def test_a_conflict_can_be_read_as_git_writes_it() -> None:
    merged = merge_case(Path(__file__).parent / "cases" / "field_option_conflict")
    [conflict] = merged.conflicts
    assert merged.data is not None
    assert conflict.as_text() in merged.data.decode()
    assert conflict.as_text().splitlines()[0] == YOURS
    assert conflict.as_text().splitlines()[-1] == NEW
    assert conflict.name == "Job.title"
