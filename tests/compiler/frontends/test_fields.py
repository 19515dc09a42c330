"""Fields: types, options and defaults as the Project has them."""

from __future__ import annotations

from typing import Any

import pytest

from erdgen.compiler.spec.project import Choice, Default, Field, Kind
from tests.compiler.frontends.erds import entity_of, findings_of, member_of


def field(definition: Any) -> Field:
    found = member_of(definition)
    assert isinstance(found, Field)
    return found


@pytest.mark.parametrize(
    ("definition", "kind", "options"),
    [
        ("str", Kind.STR, {"max_length": 255}),
        ("varchar(40)", Kind.STR, {"max_length": 40}),
        ("VARCHAR2(40 CHAR)", Kind.STR, {"max_length": 40}),
        ("varchar(max)", Kind.TEXT, {"max_length": None}),
        ("models.CharField(max_length=7, unique=True)", Kind.STR, {"max_length": 7, "unique": True}),
        ("CharField(max_length=7, null=True)", Kind.STR, {"required": False}),
        ("Text", Kind.TEXT, {"max_length": None}),
        ("email", Kind.EMAIL, {"max_length": 254}),
        ("decimal", Kind.DECIMAL, {"max_digits": 12, "decimal_places": 2}),
        ("numeric(10,4)", Kind.DECIMAL, {"max_digits": 10, "decimal_places": 4}),
        ("number(5)", Kind.DECIMAL, {"max_digits": 5, "decimal_places": 0}),
        ("Double Precision", Kind.FLOAT, {}),
        ("timestamp(6)", Kind.DATETIME, {}),
        ("timestamp with time zone", Kind.DATETIME, {}),
        ("int(11)", Kind.INT, {}),
        ("unsigned int", Kind.INT, {"minimum": 0}),
        (
            {"type": "decimal", "precision": 8, "scale": 3},
            Kind.DECIMAL,
            {"max_digits": 8, "decimal_places": 3},
        ),
        ({"type": "decimal", "default": 0.00125}, Kind.DECIMAL, {"max_digits": 15, "decimal_places": 5}),
        ({"type": "int", "min": 1, "max": 5}, Kind.INT, {"minimum": 1, "maximum": 5}),
        ({"type": "decimal(5, 2)", "max": 1.50}, Kind.DECIMAL, {"maximum": "1.5"}),
        ({"type": "date", "min": "2024-01-01"}, Kind.DATE, {"minimum": "2024-01-01"}),
        ({"type": "datetime", "auto_now_add": True}, Kind.DATETIME, {"auto": "created"}),
        ({"type": "datetime", "auto_now": True}, Kind.DATETIME, {"auto": "updated"}),
        (
            {"type": "str", "verbose_name": "Full name", "help_text": "x"},
            Kind.STR,
            {"label": "Full name", "help": "x"},
        ),
        ({"type": "binary", "unique": True}, Kind.BINARY, {"unique": False}),
    ],
    ids=str,
)
def test_types_and_options(definition: Any, kind: Kind, options: dict[str, Any]) -> None:
    found = field(definition)
    assert found.kind is kind
    assert {name: getattr(found, name) for name in options} == options


@pytest.mark.parametrize(
    ("definition", "required", "default"),
    [
        ({"type": "int"}, True, None),
        ({"type": "int", "required": False}, False, None),
        ({"type": "int", "null": True}, False, None),
        ({"type": "int", "null": True, "blank": True}, False, None),
        ({"type": "int", "optional": False}, True, None),
        ({"type": "int", "default": 3}, True, Default(3)),
        ({"type": "int", "default": "3"}, True, Default(3)),
        ({"type": "int", "default": 3.0}, True, Default(3)),
        ({"type": "int", "default": None}, False, None),
        ({"type": "int", "default": None, "required": True}, True, None),
        ({"type": "int", "default": "nextval('seq')"}, True, None),
        ({"type": "str", "default": ""}, False, None),
        ({"type": "str", "default": "", "required": True}, False, None),
        ({"type": "str", "default": 5}, True, Default("5")),
        ({"type": "str", "default": "x", "unique": True}, True, None),
        ({"type": "bool", "default": 0}, True, Default(False)),
        ({"type": "bool", "default": "t"}, True, Default(True)),
        ({"type": "decimal(8, 3)", "default": "0.100"}, True, Default("0.100")),
        ({"type": "float", "default": 1}, True, Default(1.0)),
        ({"type": "datetime", "default": "NOW()"}, True, Default(special="now")),
        ({"type": "datetime", "default": "CURRENT_TIMESTAMP(6)"}, True, Default(special="now")),
        ({"type": "datetime", "default": "0000-00-00 00:00:00"}, True, None),
        ({"type": "date", "default": "today"}, True, Default(special="today")),
        ({"type": "date", "default": "2024-02-29"}, True, Default("2024-02-29")),
        ({"type": "uuid", "default": "gen_random_uuid()"}, True, Default(special="uuid")),
        ({"type": "json", "default": {}}, True, Default(special="dict")),
        ({"type": "json", "default": []}, True, Default(special="list")),
        ({"type": "json", "default": "[]"}, True, Default(special="list")),
        ({"type": "json", "default": {"b": 1, "a": [2.5]}}, True, Default(json='{"a": [2.5], "b": 1}')),
        ({"type": "duration", "default": "P1DT2H"}, True, Default("P1DT2H")),
        ({"type": "ip", "default": "::1"}, True, Default("::1")),
    ],
    ids=str,
)
def test_required_and_default(definition: Any, required: bool, default: Default | None) -> None:
    found = field(definition)
    assert (found.required, found.default) == (required, default)


@pytest.mark.parametrize(
    "definition",
    [
        "choices(draft, 'in progress')",
        {"type": "choices", "choices": ["draft", "in progress"]},
        {"choices": ["draft", "in progress"]},
        {"type": "str", "enum": ["draft", "in progress"]},
        {"type": "str", "choices": [["draft", "Draft"], {"value": "in progress", "label": "in progress"}]},
        {"type": "str", "choices": {"draft": "Draft", "in progress": "in progress"}},
        {"type": "str", "choices": ["draft", "", "in progress", "draft"]},
    ],
    ids=str,
)
def test_choices_in_all_forms(definition: Any) -> None:
    found = field(definition)
    assert found.choices == (
        Choice("draft", "DRAFT", "Draft"),
        Choice("in progress", "IN_PROGRESS", "in progress"),
    )
    assert (found.kind, found.choices_class, found.max_length) == (Kind.STR, "It", 255)


def test_numbers_as_choices_make_an_integer_field() -> None:
    found = field({"choices": {"1": "Low", "2": "High"}})
    assert found.kind is Kind.INT
    assert [choice.value for choice in found.choices] == [1, 2]


def test_long_choices_make_a_long_column() -> None:
    assert field({"type": "str", "choices": ["x" * 300]}).max_length == 300


def test_what_is_done_differently_is_told() -> None:
    fields = {
        "a": {"type": "int", "default": "nextval('x')"},
        "b": {"type": "int", "unique": True, "default": 1},
        "c": {"type": "str", "choices": ["x", ""]},
        "d": "varchar(max)",
        "e": {"type": "binary", "unique": True, "index": True},
        "f": {"type": "str", "default": "", "required": True},
    }
    codes = ["erd.W004", "erd.W005", "erd.W006", "erd.W007", "erd.W010", "erd.W010", "erd.I004"]
    assert findings_of({"A": {"fields": fields}}) == codes


def test_timestamps_and_soft_delete_add_server_fields() -> None:
    entity = entity_of(timestamps=True, soft_delete=True)
    assert {name: member.auto for name, member in entity.members.items() if isinstance(member, Field)} == {
        "created_at": "created",
        "updated_at": "updated",
        "deleted_at": "deleted",
    }


def test_timestamps_use_fields_that_are_there() -> None:
    entity = entity_of(
        {"createdAt": "datetime", "updated_at": {"type": "datetime", "default": "now"}}, timestamps=True
    )
    assert [(f.name, f.auto, f.default) for f in entity.fields] == [
        ("created_at", "created", None),
        ("updated_at", "updated", None),
    ]


def test_the_soft_delete_field_keeps_its_name() -> None:
    entity = entity_of({"deleted_at": "str"}, soft_delete=True)
    assert {field.name: field.auto for field in entity.fields} == {
        "deleted_at_2": "",
        "deleted_at": "deleted",
    }
