"""The tool that takes projects through versions, and the patches that make them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.proof.prove import ProofOptions
from tests.regenerating import ERD, add_field, as_bytes, changed, drop_field, generate
from tools import evolution
from tools.evolution import SEQUENCES, Edit, EvolutionError, Version, evolve, read_versions
from tools.json_patch import PatchError, apply_patch

NAMES = sorted(path.stem for path in SEQUENCES.glob("*.json"))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "add", "path": "/a/c", "value": 3}, {"a": {"b": 1, "c": 3}, "l": [1, 2]}),
        ({"op": "add", "path": "/l/-", "value": 3}, {"a": {"b": 1}, "l": [1, 2, 3]}),
        ({"op": "add", "path": "/l/0", "value": 3}, {"a": {"b": 1}, "l": [3, 1, 2]}),
        ({"op": "remove", "path": "/l/1"}, {"a": {"b": 1}, "l": [1]}),
        ({"op": "replace", "path": "/a/b", "value": 2}, {"a": {"b": 2}, "l": [1, 2]}),
        ({"op": "move", "from": "/a/b", "path": "/x~1y"}, {"a": {}, "l": [1, 2], "x/y": 1}),
    ],
)
def test_a_patch_changes_a_copy(operation: dict[str, Any], expected: dict[str, Any]) -> None:
    document = {"a": {"b": 1}, "l": [1, 2]}

    assert apply_patch(document, [operation]) == expected
    assert document == {"a": {"b": 1}, "l": [1, 2]}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/nothing"},
        {"op": "replace", "path": "/nothing", "value": 1},
        {"op": "add", "path": "/no/where", "value": 1},
        {"op": "remove", "path": "/l/2"},
        {"op": "remove", "path": "/l/-"},
        {"op": "add", "path": "/l/4", "value": 1},
        {"op": "copy", "path": "/l"},
        {"op": "remove", "path": ""},
    ],
)
def test_a_patch_that_does_not_fit_is_named(operation: dict[str, Any]) -> None:
    with pytest.raises(PatchError, match=operation["op"]):
        apply_patch({"a": {"b": 1}, "l": [1, 2]}, [operation])


@pytest.mark.parametrize("name", NAMES)
def test_each_sequence_has_ten_versions_that_are_right(name: str) -> None:
    versions = read_versions(SEQUENCES / f"{name}.json")

    assert len(versions) == 10
    assert len({version.erd for version in versions}) == 10
    assert any(version.edits for version in versions)
    assert any(version.allow_destructive for version in versions)
    assert any(version.fills for version in versions)
    for version in versions:
        _, findings = parse_erd(version.erd, name)
        assert not errors(findings), version.says


def test_every_schema_has_a_sequence() -> None:
    erds = {path.name for path in (evolution.FIXTURES / "erds").glob("*.json")}

    assert {json.loads((SEQUENCES / f"{name}.json").read_text())["erd"] for name in NAMES} == erds


EDIT = Edit("backend/models.py", "class Loan(", "# For three weeks.\nclass Loan(", keeps="# For three weeks.")


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first version is generated already, and none is proven as a whole."""
    regenerate = evolution._regenerate

    def generate_known(request: Any) -> str:
        generate(request.output)
        return "made"

    monkeypatch.setattr(evolution, "_generate", generate_known)
    monkeypatch.setattr(
        evolution,
        "_regenerate",
        lambda request: regenerate(replace(request, generation=replace(request.generation, prove=False))),
    )


@pytest.mark.long
@pytest.mark.usefixtures("unproven")
def test_versions_go_by_with_their_rows(tmp_path: Path) -> None:
    versions = Version("one", as_bytes(ERD)), Version("two", as_bytes(changed(add_field)), (EDIT,))

    made, kept = evolve(versions, tmp_path / "library", ProofOptions())

    assert made.rows == "made"
    assert kept.rows.endswith("models kept")


@pytest.mark.long
@pytest.mark.usefixtures("unproven")
@pytest.mark.parametrize(
    ("version", "told"),
    [
        (Version("two", as_bytes(changed(drop_field))), "version 2 (two): refused: this would be lost"),
        (Version("two", as_bytes(ERD), (Edit("manage.py", "nowhere", "x"),)), "has no 'nowhere' to edit"),
        (Version("two", as_bytes(ERD), (Edit("manage.py", "os", "os", keeps="xyz"),)), "has lost 'xyz'"),
        (Version("two", as_bytes(ERD), (Edit("manage.py", "os", "os", loses="sys"),)), "has 'sys' again"),
    ],
)
def test_what_goes_wrong_is_told_with_its_version(tmp_path: Path, version: Version, told: str) -> None:
    with pytest.raises(EvolutionError) as error:
        list(evolve((Version("one", as_bytes(ERD)), version), tmp_path / "library", ProofOptions()))

    assert told in str(error.value)


def test_the_exit_status_and_the_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(versions: Any, project: Path, proof: Any) -> Any:
        yield evolution.Passed(1, "as it is", "made", 1.5)
        raise EvolutionError("version 2: no")

    monkeypatch.setattr(evolution, "evolve", break_off)

    assert evolution.main(["shop"]) == 1
    assert capsys.readouterr().out == "ok     shop  1    1.5 s  as it is: made\nfailed shop: version 2: no\n"
    with pytest.raises(SystemExit, match="there is no sequence nothing; known are"):
        evolution.main(["nothing"])
