"""The published JSON Schema is what the vocabulary gives, and agrees with the frontend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.frontends.json_schema import render_schema
from erdgen.compiler.frontends.vocabulary import LINKS, TYPES
from tests.compiler.frontends.erds import words_of

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "erdgen" / "compiler" / "spec" / "erd.schema.json"
SCHEMA = json.loads(PUBLISHED.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SAMPLES = sorted([*(ROOT / "fixtures" / "erds").glob("*.json"), *ROOT.glob("sample_erd.json")])
BAD = sorted((ROOT / "fixtures" / "cases" / "bad_input").iterdir())

#: No strict JSON, though Python's module reads some of it.
NOT_JSON = words_of(
    """
    empty-file cut-off trailing-comma trailing-comma-in-list comment single-quotes unquoted-key
    python-constant not-a-number infinity leading-zero missing-comma missing-colon two-values
    raw-newline-in-text bad-escape half-surrogate not-utf8
    """
)
#: What only the frontend sees: references, values against each other, and what JSON hides.
BEYOND_SCHEMA = words_of(
    """
    duplicate-key not-utf8 bad-type-arguments options-of-other-types impossible-defaults
    impossible-bounds bad-pattern excluding-options dangling-reference no-user-entity
    ambiguous-reference relationship-to-abstract options-of-other-relationships
    through-does-not-join field-and-relationship bad-related-name bad-database-names unknown-members
    unusable-members bad-bases two-keys-by-inheritance bad-owner-path unknown-role no-owner
    ambiguous-owner contradicting-synonyms rules-in-json-that-do-not-fit
    """
)


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == render_schema()


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_samples_pass_both(sample: Path) -> None:
    data = sample.read_bytes()
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(data))] == []
    assert parse_erd(data, sample.stem)[0] is not None


def test_a_schema_taken_from_a_database_passes_both() -> None:
    table = {
        "fields": {
            "ID": {"type": "decimal", "required": True, "unique": True},
            "FIRST NAME": {"type": "str", "max_length": 50, "required": True, "default": ""},
            "state": {"type": "str", "choices": ["a", "b"]},
            "seen": {"type": "datetime", "required": True, "default": "NOW()"},
            "tags": {"type": "json", "default": {}},
        },
        "relationships": {"REGION_ID": "ForeignKey(dbo.Region)"},
    }
    erd = {"erd": {"entities": {"dbo.Region": {"fields": {}, "relationships": {}}, "dbo.City": table}}}
    erd["source"] = {"repo": "x/y"}
    assert [error.message for error in VALIDATOR.iter_errors(erd)] == []
    assert parse_erd(json.dumps(erd).encode(), "x")[0] is not None


def _erd_with(kind: str, definition: Any) -> dict[str, Any]:
    return {"erd": {"entities": {"User": {}, "A": {kind: {"a": definition}}}}}


@pytest.mark.parametrize("spelling", [name for word in TYPES for name in (word.name, *word.synonyms)])
def test_every_spelling_of_a_type_passes_both(spelling: str) -> None:
    arguments = "(a, b)" if spelling in ("choices", "choice", "enum") else ""
    for text in (spelling + arguments, spelling.upper() + arguments, f"models.{spelling}{arguments}"):
        erd = _erd_with("fields", text)
        assert VALIDATOR.is_valid(erd), text
        assert parse_erd(json.dumps(erd).encode(), "x")[0] is not None, text


@pytest.mark.parametrize("spelling", [name for names in LINKS.values() for name in names])
def test_every_spelling_of_a_relationship_passes_both(spelling: str) -> None:
    for text in (f"{spelling}(User)", f"{spelling.lower()}( 'User' )", f"models.{spelling}(User)"):
        erd = _erd_with("relationships", text)
        assert VALIDATOR.is_valid(erd), text
        assert parse_erd(json.dumps(erd).encode(), "x")[0] is not None, text


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_the_schema_refuses_bad_input_as_far_as_a_schema_can(case: Path) -> None:
    name = case.name.split("-", 1)[1]
    if name in NOT_JSON:
        return
    erd = json.loads((case / "erd.json").read_bytes())
    assert VALIDATOR.is_valid(erd) == (name in BEYOND_SCHEMA), name
