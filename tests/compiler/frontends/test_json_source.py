"""The positional JSON parser reads what ``json`` reads, and knows where it stands."""

from __future__ import annotations

import json
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from erdgen.compiler.frontends.json_source import Node, NumberText, Source, parse_json, read_source
from erdgen.compiler.spec.report import Report


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return json.loads(node.value.text) if isinstance(node.value, NumberText) else node.value


def parse(text: str) -> Node:
    report = Report()
    root = parse_json(Source(text), report)
    assert root is not None, report.sorted()
    return root


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)


@given(values, st.booleans(), st.sampled_from([None, 2]))
@settings(max_examples=200)
def test_reads_what_json_reads(value: Any, ascii_only: bool, indent: int | None) -> None:
    assert plain(parse(json.dumps(value, ensure_ascii=ascii_only, indent=indent))) == value


@given(st.text(alphabet='{}[]",:0123.eE+-\\u truefalsn\n\t', max_size=30))
@settings(max_examples=500)
def test_accepts_exactly_what_json_accepts(text: str) -> None:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        json.loads(text, parse_constant=refuse).__repr__().encode()
        valid = "\\u" not in text
    except (ValueError, UnicodeEncodeError):
        valid = False
    report = Report()
    root = parse_json(Source(text), report)
    duplicates = any(finding.code == "erd.E005" for finding in report.sorted())
    if "\\u" not in text:
        assert (root is not None) == (valid or duplicates)


def test_knows_lines_columns_and_paths() -> None:
    source = Source('{\n  "a": [1,\n    {"b c": "x"}]\n}')
    root = parse_json(source, Report())
    assert root is not None
    node = root.value["a"].value[1].value["b c"]  # type: ignore[call-overload,index,union-attr]
    assert source.locate_value(node).line == 3
    assert source.locate_value(node).column == 13
    assert source.locate_key(node).column == 6
    assert node.path == "a[1].b c"


def test_keeps_numbers_as_written() -> None:
    assert parse("[12.3400000000000000000001]").value[0].value == NumberText("12.3400000000000000000001")  # type: ignore[index]


def test_a_byte_order_mark_is_fine() -> None:
    source = read_source(b"\xef\xbb\xbf{}", Report())
    assert source is not None
    assert source.text == "{}"


def test_columns_count_characters_not_bytes() -> None:
    report = Report()
    parse_json(Source('{"é": nope}'), report)
    assert report.sorted()[0].location is not None
    assert report.sorted()[0].location.column == 7


def test_the_time_does_not_grow_with_the_square_of_the_size() -> None:
    field = {"type": "str", "max_length": 50, "required": True, "help": "A sentence about it."}
    text = json.dumps({f"field{n}": field for n in range(20_000)}, indent=1)
    start = time.process_time()
    parse(text)
    # Far above what any machine needs, far below what the square of 20,000 takes.
    assert time.process_time() - start < 30
