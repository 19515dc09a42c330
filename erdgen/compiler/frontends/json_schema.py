"""The JSON Schema of the ERD language, built from the vocabulary.

``python -m erdgen.compiler.frontends.json_schema`` prints it; ``erdgen/compiler/spec/erd.schema.json`` is
that output, so that editors can complete and check an ERD that says ``"$schema": "…/erd.schema.json"``.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from erdgen.compiler.frontends.reading import MAX_NAME
from erdgen.compiler.frontends.vocabulary import (
    API_OPTIONS,
    AUTH_OPTIONS,
    ENTITY_OPTIONS,
    ERD_OPTIONS,
    FIELD_OPTIONS,
    FIELD_PERMISSION_OPTIONS,
    LINK_OPTIONS,
    LINKS,
    MAX_NESTING,
    ON_DELETE_WORDS,
    PAGINATION_OPTIONS,
    PAGINATION_WORDS,
    ROLE_OPTIONS,
    RULE_OPTIONS,
    THROTTLING_OPTIONS,
    TOP_OPTIONS,
    TYPES,
    OptionTable,
    Shape,
)
from erdgen.compiler.rules.codec import CONDITIONS, FORMS, JOINTS, hints_of
from erdgen.compiler.spec.action_words import ACTION_WORDS
from erdgen.compiler.spec.project import MAX_PAGE_SIZE

Schema = dict[str, Any]

_NAMES: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
_SHAPES: dict[Shape, Schema] = {
    "flag": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 1},
    "text": {"type": "string"},
    "name": {"type": "string"},
    "names": _NAMES,
    "groups": {"type": "array", "items": _NAMES},
    "bound": {"type": ["number", "string"]},
    "any": {},
    "choices": {"type": ["array", "object"], "minItems": 1, "minProperties": 1},
    "on_delete": {"enum": sorted({word.value for word in ON_DELETE_WORDS.values()})},
    "object": {"type": "object"},
    "owner": {"type": "string"},
}


def build_schema() -> Schema:
    """The whole schema, ready for ``json.dumps``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ERD",
        "description": "Entities, rules, permissions and API settings of a Django backend.",
        **_object(
            TOP_OPTIONS,
            {
                "erd": _object(ERD_OPTIONS, {"entities": _entities()}, required=("entities",)),
                "business_rules": _rules(),
                "auth_requirements": _ref("auth"),
                "api_requirements": _ref("api"),
            },
            required=("erd",),
        ),
        "$defs": {
            "entity": _entity(),
            "field": _typed(FIELD_OPTIONS, "fieldType", {"choices": _choices(), "default": {}}),
            "fieldType": _type_text((word.name for word in TYPES), _spellings_of_types()),
            "relationship": _typed(LINK_OPTIONS, "relationshipType", {}),
            "relationshipType": _type_text(
                (f"{spellings[0]}(…)" for spellings in LINKS.values()), _spellings_of_links()
            ),
            "grantees": _NAMES,
            "rule": _forms(FORMS.items()),
            "condition": _forms(CONDITIONS.items()),
            "auth": _auth(),
            "api": _api(),
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(options: OptionTable, special: dict[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """An object with exactly these options; ``special`` replaces the schema that the shape would give."""
    properties: dict[str, Schema] = {}
    for spelling, (option, opposite) in options.spellings.items():
        meaning = f"The contrary of `{option.name}`." if opposite else option.doc
        properties[spelling] = {**special.get(option.name, _SHAPES[option.shape]), "description": meaning}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema


def _named(values: Schema) -> Schema:
    """An object whose keys are names that the author chooses."""
    return {
        "type": "object",
        "propertyNames": {"minLength": 1, "maxLength": MAX_NAME},
        "additionalProperties": values,
    }


def _entities() -> Schema:
    return {**_named(_ref("entity")), "minProperties": 1}


def _entity() -> Schema:
    return _object(
        ENTITY_OPTIONS, {"fields": _named(_ref("field")), "relationships": _named(_ref("relationship"))}
    )


def _typed(options: OptionTable, type_name: str, special: dict[str, Schema]) -> Schema:
    """A type's text, or an object of options with ``type``."""
    whole = _object(options, {"type": _ref(type_name), **special})
    if "choices" in special:
        whole["anyOf"] = [{"required": [spelling]} for spelling in ("type", "choices", "enum", "values")]
    else:
        whole["required"] = ["type"]
    return {"anyOf": [_ref(type_name), whole]}


def _type_text(names: Iterable[str], spellings: Iterable[str]) -> Schema:
    """Any spelling in any case, with or without parentheses; the canonical names are offered first."""
    patterns = sorted({_any_case(spelling) for spelling in spellings}, key=lambda each: (-len(each), each))
    return {
        "type": "string",
        "examples": list(names),
        "pattern": rf"^\s*([mM][oO][dD][eE][lL][sS]\.)?({'|'.join(patterns)})\s*(\([\s\S]*\)\s*)?$",
    }


def _spellings_of_types() -> list[str]:
    return [spelling for word in TYPES for spelling in (word.name, *word.synonyms)]


def _spellings_of_links() -> list[str]:
    return [spelling for spellings in LINKS.values() for spelling in spellings]


def _any_case(spelling: str) -> str:
    letters = [f"[{char.lower()}{char.upper()}]" if char.isalpha() else re.escape(char) for char in spelling]
    return "".join(letters).replace(r"\ ", r"[\s_-]*")


def _choices() -> Schema:
    value: Schema = {"type": ["string", "integer"]}
    pair: Schema = {"type": "array", "prefixItems": [value, {"type": "string"}], "minItems": 2, "maxItems": 2}
    labelled: Schema = {
        "type": "object",
        "properties": {"value": value, "label": {"type": "string"}},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {
        "anyOf": [
            {"type": "array", "items": {"anyOf": [value, pair, labelled]}, "minItems": 1},
            {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
        ]
    }


def _rules() -> Schema:
    rule = _object(RULE_OPTIONS, {"check": _ref("rule")})
    rule["anyOf"] = [{"required": [key]} for key in ("rule", "sentence", "check")]
    return {"type": "array", "items": {"anyOf": [{"type": "string", "minLength": 1}, rule]}}


def _forms(forms: Iterable[tuple[str, type]]) -> Schema:
    """A rule or condition in JSON: any of ``forms``, or conditions joined."""
    joints = [
        {
            "type": "object",
            "properties": {key: _typed_value(hints_of(form)[attribute])},
            "required": [key],
            "additionalProperties": False,
        }
        for key, (form, attribute) in JOINTS.items()
    ]
    return {"anyOf": [*(_form(form, {"kind": {"const": kind}}) for kind, form in forms), *joints]}


def _form(form: type, first: Schema) -> Schema:
    """An object with the attributes of a dataclass."""
    properties = {name: _typed_value(hint) for name, hint in hints_of(form).items()}
    required = [each.name for each in dataclasses.fields(form) if each.default is dataclasses.MISSING]
    return {
        "type": "object",
        "properties": {**first, **properties},
        "required": [*first, *required],
        "additionalProperties": False,
    }


_SCALARS: dict[object, list[str]] = {
    str: ["string", "number"],
    int: ["integer"],
    bool: ["boolean"],
    NoneType: ["null"],
}


def _typed_value(hint: Any) -> Schema:
    """The schema of what the codec reads by a type hint."""
    options = get_args(hint)
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _typed_value(options[0])}
    if get_origin(hint) is Literal:
        return {"enum": list(options)}
    if get_origin(hint) in (Union, UnionType):
        nothing = [{"type": "null"}] if NoneType in options else []
        if set(CONDITIONS.values()) <= set(options):
            return {"anyOf": [_ref("condition"), *nothing]} if nothing else _ref("condition")
        return {"anyOf": [_typed_value(option) for option in options]}
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return _form(hint, {})
    return {"type": _SCALARS[hint]}


def _auth() -> Schema:
    field_table = _named(
        _object(FIELD_PERMISSION_OPTIONS, {"read": _ref("grantees"), "write": _ref("grantees")})
    )
    actions = {word: _ref("grantees") for word in ACTION_WORDS}
    cells: Schema = {
        "type": "object",
        "properties": {**actions, "fields": field_table},
        "additionalProperties": False,
    }
    role = {"anyOf": [{"type": "string", "minLength": 1}, _object(ROLE_OPTIONS, {}, required=("name",))]}
    methods = {"type": "string", "pattern": "^([jJ][wW][tT]|[sS][eE][sS][sS][iI][oO][nN])$"}
    return _object(
        AUTH_OPTIONS,
        {
            "authentication": {"anyOf": [methods, {"type": "array", "items": methods}]},
            "roles": {"type": "array", "items": role},
            "permissions": _named(cells),
            "field_permissions": _named(field_table),
        },
    )


def _api() -> Schema:
    size: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}
    style: Schema = {"enum": list(PAGINATION_WORDS)}
    rate: Schema = {"type": "string", "pattern": "^[1-9][0-9]*/[a-z]+$"}
    paginated = _object(PAGINATION_OPTIONS, {"style": style, "size": size})
    throttled = _object(THROTTLING_OPTIONS, {"anon": rate, "user": rate})
    return _object(
        API_OPTIONS,
        {
            "format": {"type": "string", "pattern": "^[rR][eE][sS][tT]$"},
            "pagination": {"anyOf": [{"type": "boolean"}, style, paginated]},
            "page_size": size,
            "versioning": {"enum": ["url", "none", True, False]},
            "nesting": {"type": "integer", "minimum": 0, "maximum": MAX_NESTING},
            "throttling": {"anyOf": [{"type": "boolean"}, throttled]},
        },
    )


def render_schema() -> str:
    """The text of ``erd.schema.json``."""
    return json.dumps(build_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(render_schema(), end="")
