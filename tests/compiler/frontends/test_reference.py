"""``docs/erd-reference.md`` says what the tables of the code say, and its examples are valid."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from erdgen.compiler.frontends import vocabulary
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.frontends.vocabulary import LINKS, TYPES, OptionTable
from erdgen.compiler.spec.action_words import ACTION_WORDS
from erdgen.compiler.spec.diagnostics import DIAGNOSTICS

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs" / "erd-reference.md").read_text(encoding="utf-8")

#: Heading → the options that its table lists.
OPTION_TABLES: dict[str, OptionTable] = {
    "The file": vocabulary.TOP_OPTIONS,
    "Entities": vocabulary.ENTITY_OPTIONS,
    "Field options": vocabulary.FIELD_OPTIONS,
    "Relationships": vocabulary.LINK_OPTIONS,
    "Business rules": vocabulary.RULE_OPTIONS,
    "Authentication and permissions": vocabulary.AUTH_OPTIONS,
    "Roles": vocabulary.ROLE_OPTIONS,
    "Field permissions": vocabulary.FIELD_PERMISSION_OPTIONS,
    "The API": vocabulary.API_OPTIONS,
    "Pagination": vocabulary.PAGINATION_OPTIONS,
    "Throttling": vocabulary.THROTTLING_OPTIONS,
}


def option_rows(table: OptionTable) -> list[str]:
    return [
        f"| `{option.name}` | {_codes(option.synonyms)} | {_codes(option.opposites)} | {option.doc} |"
        for option in table.options
    ]


def type_rows() -> list[str]:
    return [f"| `{word.name}` | {_codes(word.synonyms)} | {word.doc} |" for word in TYPES]


def link_rows() -> list[str]:
    return [f"| `{spellings[0]}` | {_codes(spellings[1:])} |" for spellings in LINKS.values()]


def action_rows() -> list[str]:
    return [f"| `{word}` | {', '.join(actions)} |" for word, actions in ACTION_WORDS.items()]


def diagnostic_rows() -> list[str]:
    return [f"| `{code}` | {meaning} |" for code, meaning in DIAGNOSTICS.items()]


def _codes(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _section(heading: str) -> str:
    match = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert match, heading
    return match[1]


def _rows(heading: str) -> list[str]:
    """The rows of the section's last table, without its head."""
    tables = re.findall(r"(?:^\|.*\n)+", _section(heading), re.MULTILINE)
    return tables[-1].splitlines()[2:]


@pytest.mark.parametrize("heading", OPTION_TABLES)
def test_options_are_those_of_the_vocabulary(heading: str) -> None:
    assert _rows(heading) == option_rows(OPTION_TABLES[heading])


def test_every_option_table_is_listed() -> None:
    tables = {name for name, value in vars(vocabulary).items() if isinstance(value, OptionTable)}
    listed = {name for name, value in vars(vocabulary).items() if value in OPTION_TABLES.values()}
    assert tables - listed == {"ERD_OPTIONS"}


def test_types_are_those_of_the_vocabulary() -> None:
    assert _rows("Field types") == type_rows()


def test_relationship_types_are_those_of_the_vocabulary() -> None:
    assert _rows("Relationship types") == link_rows()


def test_actions_are_those_of_the_vocabulary() -> None:
    assert _rows("Actions") == action_rows()


def test_diagnostics_are_those_of_the_code() -> None:
    assert _rows("Diagnostics") == diagnostic_rows()


EXAMPLES = re.findall(r"```json\n(.*?)```", REFERENCE, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_valid_as_they_stand(example: str) -> None:
    project, findings = parse_erd(example.encode(), "example")
    assert project is not None, [finding.as_text() for finding in findings]
    assert json.loads(example)
