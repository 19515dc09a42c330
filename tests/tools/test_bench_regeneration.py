"""What is measured of regeneration, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from tools import bench_regeneration
from tools.bench import DOCUMENT
from tools.bench_regeneration import BEGIN, END, Row, change_one, render
from tools.synthetic import build_erd


def test_one_entity_of_all_is_changed() -> None:
    before = build_erd(30)["erd"]["entities"]
    changed = change_one(build_erd(30))

    after = changed["erd"]["entities"]
    assert [name for name in after if after[name] != before[name]] == [list(before)[-1]]
    assert not errors(parse_erd(json.dumps(changed).encode(), "x")[1])


def test_the_table_has_a_row_for_each_size() -> None:
    lines = list(render([Row(10, 1.04, 2.06, 1.5), Row(50, 3, 4, 2)]))

    assert lines[2:] == ["| 10 | 1.0 s | 2.1 s | 1.5 s |", "| 50 | 3.0 s | 4.0 s | 2.0 s |"]


def test_the_published_document_has_the_markers() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")

    assert document.index(BEGIN) < document.index(END)


@pytest.mark.long
def test_a_round_generates_and_regenerates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_regeneration, "SHORT_REPEATS", 1)

    row = bench_regeneration.measure(tmp_path, 3)

    assert row.size == 3
    assert min(row.full, row.one, row.none) > 0
    (project,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert "remark" in (project / "backend/models.py").read_text()
