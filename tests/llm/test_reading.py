"""Bytes of an endpoint: whatever they are, something is read from them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.llm.failures import Kind
from agents.llm.prices import Usage
from agents.llm.reading import describe_error, read_body, strip_fence
from tests.llm.fake_endpoint import completion

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3),
    max_leaves=8,
)


@given(st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read(body: bytes) -> None:
    heard = read_body(body)
    assert heard.failure is not None
    for text in (heard.failure.detail, *describe_error(body)):
        text.encode()
        assert "\n" not in text


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "choices": VALUES | st.lists(st.fixed_dictionaries({"message": VALUES, "finish_reason": VALUES})),
            "usage": VALUES | st.fixed_dictionaries({"prompt_tokens": VALUES, "completion_tokens": VALUES}),
            "model": VALUES,
            "error": VALUES,
        },
    )
)
def test_any_completion_is_read(document: dict[str, object]) -> None:
    heard = read_body(json.dumps(document).encode())
    assert (heard.failure is None) == bool(heard.text)
    assert heard.usage is None or heard.usage.tokens > 0


def test_usage_of_a_useless_answer_is_read_as_well() -> None:
    heard = read_body(json.dumps(completion("", "length")).encode())
    assert heard.failure is not None
    assert heard.failure.kind is Kind.CUT_OFF
    assert heard.usage == Usage(500, 20)


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("```json\n{}\n```", "{}"),
        ("```\r\n{}\r\n```", "{}"),
        ("  ```JSON\n{}\n```  \n", "{}"),
        ("```json\n{}\n", "```json\n{}"),
        ("Here: ```json\n{}\n```", "Here: ```json\n{}\n```"),
        ("```json\n```json\n{}\n```\n```", "```json\n```json\n{}\n```\n```"),
        ('{"reason": "```"}', '{"reason": "```"}'),
    ],
)
def test_one_fence_round_the_whole_is_taken_off(text: str, stripped: str) -> None:
    assert strip_fence(text) == stripped


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"error": {"code": "c", "message": "m\\n"}}', ("c", "m")),
        (b'{"error": {"type": "t"}}', ("t", "")),
        (b'{"error": "plain"}', ("", "plain")),
        (b'{"detail": "of a proxy"}', ("", "of a proxy")),
        (b"<html>", ("", "")),
        (b"[]", ("", "")),
        (b'{"error": {"message": 5, "code": 7}}', ("", "")),
    ],
)
def test_errors_in_their_many_forms(body: bytes, told: tuple[str, str]) -> None:
    assert describe_error(body) == told
