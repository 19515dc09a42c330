"""The one form of schema that every endpoint takes, made from a Pydantic model, and the check behind it.

A root object with one list of flat operations; every operation gives its ``reason`` first, then its
``kind``, then plain fields, all required. The names that a field may hold are those of the ERD: the field
is marked with ``OneOf`` and the question brings the names, which become an enum in the schema and are
checked again in the answer. What several endpoints refuse or ignore (unions, references, patterns,
bounds, defaults) is left out of the schema and held by Pydantic alone.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from agents.llm.cleaning import clean_text
from agents.llm.failures import Failure, Kind

AnswerT = TypeVar("AnswerT", bound="Answer")

#: Some endpoints refuse larger enums; then the names are told in the data and checked in the answer.
ENUM_LIMIT = 200
#: Problems of one answer that are told: enough to mend it, and no flood.
PROBLEM_LIMIT = 5

PLAIN_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a text field whose values are the ``names`` of the question; ``none`` stands for no name."""

    names: str
    none: str | None = None


class Operation(BaseModel):
    """One flat operation. Subclasses begin with ``reason``, then ``kind``, and hold plain fields only."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Answer(BaseModel):
    """The root of an answer: one field, a list of one type of Operation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @property
    def parts(self) -> tuple[Operation, ...]:
        """The operations without exact repetitions, in the order of the answer."""
        (name,) = type(self).model_fields
        return tuple(dict.fromkeys(getattr(self, name)))


def _tidy_words(text: str) -> str:
    tidied = clean_text(text)
    if not tidied:
        raise ValueError("must hold words")
    return tidied


def _refuse_keyword(text: str) -> str:
    if keyword.iskeyword(text) or keyword.issoftkeyword(text):
        raise ValueError("is a word of Python")
    return text


#: Prose from a model: one line, shown to people and rendered through repr() only.
Words = Annotated[str, StringConstraints(max_length=300), AfterValidator(_tidy_words)]
#: A new name from a model: it can become an identifier, a URL or a file name, and nothing else.
Name = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40),
    AfterValidator(_refuse_keyword),
]


def flat_schema(answer_type: type[Answer], names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The JSON schema of ``answer_type`` with the enums of ``names`` filled in.

    Raises TypeError for an answer type that is not flat; tests of an agent see that, never a user.
    """
    root, operation = list_operations(answer_type)
    fields = operation.model_fields
    if next(iter(fields)) != "reason":
        raise TypeError(f"{operation.__name__} does not begin with its reason")
    properties = {name: _property(operation, name, field, names) for name, field in fields.items()}
    return _object({root: {"type": "array", "items": _object(properties)}})


def with_items(schema: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """``schema`` with operations that begin with the question, one of ``labels``, to which they belong."""
    ((root, listed),) = schema["properties"].items()
    item = {"item": {"type": "string", "enum": list(labels)}}
    return _object({root: {**listed, "items": _object({**item, **listed["items"]["properties"]})}})


def list_operations(answer_type: type[Answer]) -> tuple[str, type[Operation]]:
    """The name of the root's only field, and the type of its items."""
    if len(answer_type.model_fields) != 1:
        raise TypeError(f"{answer_type.__name__} has to have exactly one field, a list of operations")
    ((name, field),) = answer_type.model_fields.items()
    arguments = get_args(field.annotation)
    if get_origin(field.annotation) not in (list, tuple) or not issubclass(arguments[0], Operation):
        raise TypeError(f"{answer_type.__name__}.{name} has to be a list of operations")
    return name, arguments[0]


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _property(
    operation: type[Operation], name: str, field: FieldInfo, names: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    if not field.is_required():
        raise TypeError(f"{operation.__name__}.{name} has a default: a sentinel says 'none' instead")
    described: dict[str, Any] = {"description": field.description} if field.description else {}
    repeated = get_origin(field.annotation) in (list, tuple)
    inner = get_args(field.annotation)[0] if repeated else field.annotation
    value = _value(f"{operation.__name__}.{name}", inner, _allowed(field, names))
    return described | ({"type": "array", "items": value} if repeated else value)


def _value(place: str, annotation: Any, allowed: tuple[str, ...] | None) -> dict[str, Any]:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if allowed is not None:
        listed = 0 < len(allowed) <= ENUM_LIMIT
        return {"type": "string", "enum": list(allowed)} if listed else {"type": "string"}
    if get_origin(annotation) is Literal:
        return {"type": "string", "enum": [str(value) for value in get_args(annotation)]}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {"type": "string", "enum": [str(member.value) for member in annotation]}
    if annotation in PLAIN_TYPES:
        return {"type": PLAIN_TYPES[annotation]}
    raise TypeError(f"{place} is no plain field: {annotation!r}")


def _allowed(field: FieldInfo, names: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    for mark in field.metadata:
        if isinstance(mark, OneOf):
            extra = () if mark.none is None else (mark.none,)
            return (*extra, *names[mark.names])
    return None


def read_answer(
    text: str, answer_type: type[AnswerT], names: Mapping[str, Sequence[str]]
) -> AnswerT | Failure:
    """``text`` as a checked answer: its form, then every name against those of the question."""
    try:
        answer = answer_type.model_validate_json(text)
        json.loads(text, object_pairs_hook=refuse_repeated_keys)
    except ValidationError as error:
        return _describe(error)
    except (ValueError, RecursionError) as error:
        return Failure(Kind.NOT_JSON, clean_text(str(error))[:200])
    strangers = list(_find_strangers(answer, answer_type, names))
    if strangers:
        return Failure(Kind.UNKNOWN_NAME, "; ".join(strangers[:PROBLEM_LIMIT]))
    return answer


def refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises ValueError where readers could differ about what it says."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _describe(error: ValidationError) -> Failure:
    """Places and kinds of problems only: what stood there is the model's text and is not handed on."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    if problems[0]["type"] == "json_invalid":
        return Failure(Kind.NOT_JSON, clean_text(problems[0]["msg"])[:200])
    told = [f"{_place(problem['loc'])}: {problem['msg']}" for problem in problems[:PROBLEM_LIMIT]]
    return Failure(Kind.WRONG_SHAPE, clean_text("; ".join(told))[:600])


def _place(path: tuple[int | str, ...]) -> str:
    """``operations[2].entity``; a key that the model made up is cut to a few characters."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{re.sub(r'[^A-Za-z0-9_]', '?', part[:40])}"
    return text.lstrip(".") or "the answer"


def _find_strangers(
    answer: Answer, answer_type: type[Answer], names: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    root, operation = list_operations(answer_type)
    marked = {
        name: (allowed, set(allowed))
        for name, field in operation.model_fields.items()
        if (allowed := _allowed(field, names)) is not None
    }
    for at, part in enumerate(getattr(answer, root)):
        for name, (allowed, known) in marked.items():
            value = getattr(part, name)
            for item in (value,) if isinstance(value, str) else value:
                if item not in known:
                    shown = ", ".join(allowed[:20]) + (", …" if len(allowed) > 20 else "")
                    yield f"{root}[{at}].{name} is none of: {shown}"
