"""Hostile input is refused at once, or carried as inert text."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erdgen.compiler.findings import Level
from erdgen.compiler.frontends.erd_json import parse_erd
from tests.compiler.frontends.erds import entity_of, findings_of, parse, project_of, words_of

SLOW = [HealthCheck.too_slow]
#: Seconds of the processor: far above what any machine needs, far below what the square of the size takes.
AT_ONCE = 30


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" " * 50_000_000, "erd.E001"),
        (b"[" * 10_000, "erd.E003"),
        (b'{"a":' * 10_000, "erd.E003"),
        (b"[" * 7_000_000, "erd.E003"),
        (b'"' + b"\\" * 4_000_000, "erd.E004"),
        (b'{"erd": "' + b"x" * 7_000_000, "erd.E004"),
        (b'{"erd": ' + b"9" * 1_000_000 + b"}", "erd.E004"),
        (b"\xff\xfe{\x00}\x00", "erd.E002"),
        (b"\x00", "erd.E004"),
    ],
    ids=[
        "50-mb",
        "deep-lists",
        "deep-objects",
        "7-mb-of-brackets",
        "backslashes",
        "open-text",
        "long-number",
        "utf-16",
        "nul",
    ],
)
def test_hostile_files_are_refused_at_once(data: bytes, code: str) -> None:
    start = time.process_time()
    project, findings = parse_erd(data, "hostile")
    assert project is None
    assert [finding.code for finding in findings] == [code]
    assert time.process_time() - start < AT_ONCE
    assert len(findings[0].as_text()) < 500


NAMES = [
    "it's",
    'say "hi"',
    "two\nlines",
    "{curly}",
    "{{ 7 * 7 }}",
    "{% include 'x' %}",
    "../../etc/passwd",
    "C:\\temp",
    "a\x00b",
    "__import__('os').system('true')",
    '"""',
    "'); DROP TABLE users; --",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "100%s",
    "#",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_hostile_names_become_identifiers_and_inert_labels(name: str) -> None:
    links = {f"{name}2": "ForeignKey(self)"}
    entity = project_of({name: {"fields": {name: "str"}, "relationships": links}}).entities[0]
    for identifier in (entity.name, *entity.members):
        assert identifier.isidentifier()
        assert identifier.isascii()
    for text in (
        entity.label,
        entity.plural,
        entity.source,
        *(each.label for each in entity.members.values()),
    ):
        assert text.isprintable()
    columns = "".join(each.db_column for each in entity.members.values())
    assert not set(entity.db_table + columns) & set("'\"%{}\\\n\x00")


@pytest.mark.parametrize("value", ["two\nlines", "a\x00b", "zero\u200bwidth"], ids=ascii)
def test_choices_with_invisible_characters_are_refused(value: str) -> None:
    assert findings_of({"A": {"fields": {"kind": {"type": "str", "choices": [value]}}}}) == ["erd.E033"]


def test_texts_lose_invisible_characters_and_surplus_length() -> None:
    entity = entity_of({"a": {"type": "str", "help": "one\u200b\ntwo\x07 " + "x" * 5000, "label": "l" * 500}})
    field = entity.members["a"]
    assert field.help.startswith("one two x")
    assert len(field.help) == 2000
    assert len(field.label) == 100


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=12,
)
WORDS = words_of(
    """
    erd entities fields relationships type choices default required bases ordering unique_together
    primary_key business_rules auth_requirements api_requirements roles permissions str int
    decimal(10,2) ForeignKey(User) ManyToMany(A) User A id owner
    """
)
erd_values = st.recursive(
    st.sampled_from(WORDS) | st.booleans() | st.integers(-5, 300) | st.none(),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.sampled_from(WORDS), children, max_size=5)
    ),
    max_leaves=30,
)


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0123\\ truefalsn\n', max_size=80).map(str.encode))
@settings(max_examples=300, suppress_health_check=SLOW)
def test_no_bytes_ever_raise(data: bytes) -> None:
    project, findings = parse_erd(data, "any")
    assert (project is None) == any(finding.level is Level.ERROR for finding in findings)


@given(
    json_values | erd_values | erd_values.map(lambda inner: {"erd": {"entities": {"User": {}, "A": inner}}})
)
@settings(max_examples=300, suppress_health_check=SLOW)
def test_no_json_ever_raises(value: Any) -> None:
    parse_erd(json.dumps(value).encode(), "any")


@given(erd_values)
@settings(max_examples=200, suppress_health_check=SLOW)
def test_no_definition_ever_raises(value: Any) -> None:
    parse({"erd": {"entities": {"User": {}, "A": {"fields": {"a": value}, "relationships": {"b": value}}}}})
    parse({"erd": {"entities": {"User": {}, "A": {}}}, "auth_requirements": value, "api_requirements": value})
