"""The form of schema, and the check behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from agents.llm.failures import Failure, Kind
from agents.llm.schema import ENUM_LIMIT, Answer, OneOf, Operation, flat_schema, read_answer
from tests.llm.trials import NAMES, RIGHT, Hints, answer, answer_text

#: What at least one of the endpoints refuses or ignores.
REFUSED = {
    "oneOf",
    "anyOf",
    "allOf",
    "$ref",
    "$defs",
    "const",
    "pattern",
    "default",
    "maxLength",
    "minimum",
    "title",
}


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Wide(Operation):
    """All plain types."""

    reason: str
    kind: Literal["one", "two"]
    colour: Colour
    many: tuple[Annotated[str, OneOf("entities")], ...]
    fields: Annotated[tuple[str, ...], OneOf("fields")]
    text: Annotated[str, Field(description="what is meant", max_length=9)]
    number: float
    flag: bool


class WideAnswer(Answer):
    operations: list[Wide]


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(part)


@pytest.mark.parametrize("answer_type", [Hints, WideAnswer])
def test_the_form_that_every_endpoint_takes(answer_type: type[Answer]) -> None:
    schema = flat_schema(answer_type, NAMES)
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in walk(schema):
        if not REFUSED.isdisjoint(part):
            assert part is schema["properties"]["operations"]["items"]["properties"]
        if part.get("type") == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False


def test_names_of_the_erd_are_the_enum() -> None:
    fields = flat_schema(Hints, NAMES)["properties"]["operations"]["items"]["properties"]
    assert list(fields)[:2] == ["reason", "kind"]
    assert fields["entity"] == {"type": "string", "enum": ["Job", "Company"]}
    assert fields["field"] == {"type": "string", "enum": ["-", "salary", "title"]}
    assert fields["kind"] == {"type": "string", "enum": ["require", "limit"]}
    assert fields["name"] == {"type": "string"}
    wide = flat_schema(WideAnswer, NAMES)["properties"]["operations"]["items"]["properties"]
    assert wide["fields"] == {"type": "array", "items": {"type": "string", "enum": ["salary", "title"]}}
    assert wide["text"] == {"type": "string", "description": "what is meant"}
    assert wide["colour"] == {"type": "string", "enum": ["red", "blue"]}


def test_right_answers_satisfy_the_schema() -> None:
    jsonschema.validate(answer(), flat_schema(Hints, NAMES))
    assert isinstance(read_answer(answer_text(), Hints, NAMES), Hints)


def test_too_many_names_are_held_by_the_check_alone() -> None:
    names = NAMES | {"entities": [f"E{number}" for number in range(ENUM_LIMIT + 1)]}
    fields = flat_schema(Hints, names)["properties"]["operations"]["items"]["properties"]
    assert fields["entity"] == {"type": "string"}
    assert isinstance(read_answer(answer_text({"entity": "E200"}), Hints, names), Hints)
    outcome = read_answer(answer_text({"entity": "E201"}), Hints, names)
    assert isinstance(outcome, Failure)
    assert outcome.detail.endswith("…")


def test_names_in_lists_are_checked() -> None:
    right = {"reason": "r", "kind": "one", "colour": "red", "many": [], "fields": ["salary"], "text": "t"}
    right |= {"number": 1.5, "flag": True}
    wrong = right | {"fields": ["salary", "password"]}
    assert isinstance(read_answer(json.dumps({"operations": [right]}), WideAnswer, NAMES), WideAnswer)
    outcome = read_answer(json.dumps({"operations": [right, wrong]}), WideAnswer, NAMES)
    assert outcome == Failure(Kind.UNKNOWN_NAME, "operations[1].fields is none of: salary, title")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "5"}, "operations[0].value: Input should be a valid integer"),
        ({"value": None}, "operations[0].value: Input should be a valid integer"),
        ({"value": True}, "operations[0].value: Input should be a valid integer"),
        ({"reason": " \u200b"}, "operations[0].reason: Value error, must hold words"),
        ({"name": "match"}, "operations[0].name: Value error, is a word of Python"),
        ({"x'; DROP": 1}, "operations[0].x???DROP: Extra inputs are not permitted"),
    ],
)
def test_problems_name_their_place_and_not_the_text(change: dict[str, Any], told: str) -> None:
    outcome = read_answer(answer_text(change), Hints, NAMES)
    assert outcome == Failure(Kind.WRONG_SHAPE, told)


@given(
    st.text()
    | st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)).map(
        json.dumps
    )
)
def test_whatever_comes_back_is_an_answer_or_a_failure(text: str) -> None:
    outcome = read_answer(text, Hints, NAMES)
    assert isinstance(outcome, Hints | Failure)
    if isinstance(outcome, Failure):
        outcome.detail.encode()
        assert "\n" not in outcome.detail


@given(st.fixed_dictionaries({name: st.text(max_size=8) | st.integers() for name in RIGHT}))
def test_only_names_of_the_erd_get_through(operation: dict[str, Any]) -> None:
    outcome = read_answer(json.dumps({"operations": [operation]}), Hints, NAMES)
    if isinstance(outcome, Hints):
        assert outcome.operations[0].entity in NAMES["entities"]
        assert outcome.operations[0].name.isidentifier()


class NoReason(Operation):
    kind: Literal["one"]


class Defaulted(Operation):
    reason: str = ""


class Union(Operation):
    reason: str
    value: int | str


class Nested(Operation):
    reason: str
    inner: Wide


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (NoReason, "does not begin with its reason"),
        (Defaulted, "has a default"),
        (Union, r"Union\.value is no plain field"),
        (Nested, r"Nested\.inner is no plain field"),
        (str, "has to be a list of operations"),
    ],
)
def test_other_forms_are_refused_where_they_are_written(operation: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        flat_schema(type("Made", (Answer,), {"__annotations__": {"operations": list[operation]}}), NAMES)


def test_an_answer_has_one_list() -> None:
    made = type("Made", (Answer,), {"__annotations__": {"first": list[Wide], "second": list[Wide]}})
    with pytest.raises(TypeError, match="exactly one field"):
        flat_schema(made, NAMES)
