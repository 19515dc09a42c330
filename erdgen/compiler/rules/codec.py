"""Rules as JSON and back, by their dataclasses.

``Range("salary", gt="0")`` is ``{"kind": "range", "field": "salary", "gt": "0"}``; conditions are joined by
``{"every": […]}``, ``{"some": […]}`` and ``{"not": …}``. What has its default is left out.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from erdgen.compiler.rules.conditions import Condition, Every, Not, Scalar, Some
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.spec.texts import quote

#: Keys and indexes from the rule's own object down to a value.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule in JSON, and where. ``known`` are the words of which ``wrong`` is none."""

    path: Path
    message: str
    hint: str = ""
    wrong: str = ""
    known: tuple[str, ...] = ()


def snake_case(name: str) -> str:
    """``NoOverlap`` → ``no_overlap``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


#: The keys that join conditions, and the attribute that holds what they join.
JOINTS: dict[str, tuple[type, str]] = {
    "every": (Every, "parts"),
    "some": (Some, "parts"),
    "not": (Not, "part"),
}
_JOINING = {form: key for key, (form, _) in JOINTS.items()}

#: Kind → class of every form but the joining ones.
FORMS: dict[str, type] = {snake_case(form.__name__): form for form in get_args(Rule) if form not in _JOINING}
CONDITIONS: dict[str, type] = {kind: form for kind, form in FORMS.items() if form in get_args(Condition)}


def encode_rule(rule: Rule) -> dict[str, Any]:
    """``rule`` as JSON data."""
    encoded = _encode(rule)
    assert isinstance(encoded, dict)
    return encoded


def dump_rule(rule: Rule) -> str:
    """``rule`` as one line of JSON."""
    return json.dumps(encode_rule(rule), ensure_ascii=False)


def load_rule(text: str) -> Rule:
    """The reverse of ``dump_rule``.

    Raises:
        ValueError: ``text`` is no such line.
    """
    rule, problems = decode_rule(json.loads(text))
    if rule is None:
        raise ValueError("; ".join(problem.message for problem in problems))
    return rule


def decode_rule(data: object) -> tuple[Rule | None, tuple[Problem, ...]]:
    """The rule that JSON ``data`` states, or all that is wrong with its form. Names are not looked up."""
    reader = _Reader([])
    rule = reader.read_form(data, (), FORMS)
    return (None if reader.problems else rule), tuple(reader.problems)


def _encode(value: object) -> object:
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if type(value) in _JOINING:
        key = _JOINING[type(value)]
        return {key: _encode(getattr(value, JOINTS[key][1]))}
    given = {
        field.name: _encode(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if getattr(value, field.name) != field.default
    }
    kind = snake_case(type(value).__name__)
    return {"kind": kind, **given} if kind in FORMS else given


@cache
def hints_of(form: type) -> dict[str, Any]:
    """The types of the attributes of a form."""
    return get_type_hints(form)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads JSON by type hints and gathers what does not fit."""

    problems: list[Problem]

    def refuse(self, path: Path, message: str, hint: str = "", wrong: str = "", known: Any = ()) -> None:
        self.problems.append(Problem(path, message, hint, wrong, tuple(known)))

    def read_form(self, data: object, path: Path, forms: Mapping[str, type]) -> Any:
        """One of ``forms``, or a joint of conditions."""
        if not isinstance(data, dict):
            self.refuse(path, f"a rule is an object, not {_name(data)}", 'write {"kind": "range", …}')
            return None
        joint = next((key for key in JOINTS if key in data and len(data) == 1), "")
        if joint:
            form, attribute = JOINTS[joint]
            hint = hints_of(form)[attribute]
            return form(self.read(data[joint], (*path, joint), hint))
        kind = data.get("kind")
        if not isinstance(kind, str) or kind not in forms:
            self._refuse_kind(data, path, forms)
            return None
        return self._read_dataclass(data, path, forms[kind], skip={"kind"})

    def _refuse_kind(self, data: dict[str, Any], path: Path, forms: Mapping[str, type]) -> None:
        if "kind" not in data:
            self.refuse(path, "a rule needs 'kind'", f"known are {', '.join((*forms, *JOINTS))}")
            return
        wrong = str(data["kind"])
        message = f"no {'rule' if forms is FORMS else 'condition'} is of kind {quote(wrong)}"
        self.refuse((*path, "kind"), message, f"known are {', '.join(forms)}", wrong, forms)

    def _read_dataclass(self, data: dict[str, Any], path: Path, form: type, skip: set[str]) -> Any:
        hints = hints_of(form)
        about = quote(snake_case(form.__name__))
        before = len(self.problems)
        for key in data:
            if key not in hints and key not in skip:
                known = f"known are {', '.join(hints)}"
                self.refuse((*path, key), f"{about} has no key {quote(key)}", known, key, hints)
        for field in dataclasses.fields(form):
            if field.default is dataclasses.MISSING and field.name not in data:
                self.refuse(path, f"{about} needs {quote(field.name)}")
        given = {
            name: self.read(data[name], (*path, name), hint) for name, hint in hints.items() if name in data
        }
        return form(**given) if before == len(self.problems) else None

    def read(self, data: object, path: Path, hint: Any) -> Any:
        """``data`` as ``hint`` wants it."""
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            return self._read_union(data, path, hint)
        if origin is tuple:
            return self._read_list(data, path, get_args(hint)[0])
        if origin is Literal:
            return self._read_word(data, path, get_args(hint))
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            if isinstance(data, dict):
                return self._read_dataclass(data, path, hint, skip=set())
            self.refuse(path, f"an object is wanted here, not {_name(data)}")
            return None
        return self._read_scalar(data, path, (hint,))

    def _read_union(self, data: object, path: Path, hint: Any) -> Any:
        options = get_args(hint)
        if data is None and NoneType in options:
            return None
        if set(CONDITIONS.values()) <= set(options):
            return self.read_form(data, path, CONDITIONS)
        options = tuple(option for option in options if option is not NoneType)
        if set(options) <= set(get_args(Scalar)):
            return self._read_scalar(data, path, options)
        return self.read(data, path, options[0])

    def _read_list(self, data: object, path: Path, hint: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            self.refuse(path, f"a list is wanted here, not {_name(data)}", "write […]")
            return ()
        return tuple(self.read(each, (*path, place), hint) for place, each in enumerate(data))

    def _read_word(self, data: object, path: Path, words: tuple[str, ...]) -> Any:
        if isinstance(data, str) and data in words:
            return data
        allowed = f"allowed are {', '.join(word for word in words if word)}"
        self.refuse(path, f"{quote(str(data))} cannot stand here", allowed, str(data), words)
        return None

    def _read_scalar(self, data: object, path: Path, types: tuple[type, ...]) -> Any:
        if type(data) in types:
            return data
        if str in types and type(data) in (int, float):
            return str(data)
        wanted = " or ".join(_WORDS[each] for each in types)
        self.refuse(path, f"{wanted} is wanted here, not {_name(data)}")
        return None


_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    list: "a list",
    dict: "an object",
    NoneType: "null",
}


def _name(data: object) -> str:
    return _WORDS.get(type(data), "that")
