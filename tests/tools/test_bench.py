"""The synthetic ERDs are valid and the same every time; the document keeps its prose."""

import json

import pytest

from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from tools import bench
from tools.synthetic import build_erd


@pytest.mark.parametrize("size", [10, 50])
def test_synthetic_erds_are_valid(size):
    data = json.dumps(build_erd(size)).encode()
    assert data == json.dumps(build_erd(size)).encode()
    project, findings = parse_erd(data, "synthetic.json")
    assert project is not None
    assert not errors(findings)
    assert len(project.entities) == size


def test_only_what_stands_between_the_markers_is_replaced(tmp_path):
    document = tmp_path / "benchmarks.md"
    document.write_text(f"Before\n{bench.BEGIN}old\n{bench.END}After\n")
    bench.write_between_markers(document, "new \\1\n")
    assert document.read_text() == f"Before\n{bench.BEGIN}new \\1\n{bench.END}After\n"


def test_a_document_without_markers_is_not_guessed_at(tmp_path):
    document = tmp_path / "benchmarks.md"
    document.write_text("Before\n")
    with pytest.raises(SystemExit, match="lost its markers"):
        bench.write_between_markers(document, "new\n")


def test_the_published_document_has_the_markers():
    text = bench.DOCUMENT.read_text(encoding="utf-8")
    assert text.count(bench.BEGIN) == text.count(bench.END) == 1


def test_the_table_names_all_ratios():
    sizes = ((100, False, 2.0), (1000, False, 20.0), (100, True, 9.0), (1000, True, 99.0))
    rows = [bench.Row(size, proof, seconds, 2**20) for size, proof, seconds in sizes]
    lines = list(bench.render(rows, bench.Comparison(3.0, 1.0, 1.0)))
    assert "| 100 | no | 2.0 s | 1 MiB |" in lines
    assert "| 100 | yes | 9.0 s | 1 MiB |" in lines
    assert "**10.0** (limit 12)" in lines[-3]
    assert "**11.0** (limit 12)" in lines[-2]
    assert "**1.50** (limit 1.5)" in lines[-1]
    assert bench.measure_growth(rows[:3]) == {False: 10.0}
