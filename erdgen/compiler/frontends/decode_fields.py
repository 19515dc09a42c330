"""Fields: from a type text or an object of options to a checked declaration."""

from __future__ import annotations

import re
from dataclasses import replace

from erdgen.compiler.frontends.field_choices import decode_choices
from erdgen.compiler.frontends.field_values import decode_bounds, decode_default
from erdgen.compiler.frontends.json_source import Node, NumberText
from erdgen.compiler.frontends.reading import MAX_NAME, Context, Values, read_options
from erdgen.compiler.frontends.type_expressions import Expression, parse_expression
from erdgen.compiler.frontends.vocabulary import (
    FIELD_OPTIONS,
    FOREIGN_TYPES,
    LINK_WORDS,
    TYPE_WORDS,
    TYPES,
    TypeWord,
    normalise_word,
)
from erdgen.compiler.spec.declarations import FieldDecl, NameRef
from erdgen.compiler.spec.project import Choice, Field, Kind
from erdgen.compiler.spec.texts import clean_text, quote

MAX_TEXT = 10_485_760
MAX_DIGITS = 1000
MAX_PATTERN = 500

_LENGTHS = {Kind.STR: 255, Kind.EMAIL: 254, Kind.URL: 200, Kind.SLUG: 50}
_SIZED = {*_LENGTHS, Kind.TEXT, Kind.BINARY, Kind.FILE, Kind.IMAGE}
_PATTERNED = {Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.SLUG}
_TYPE_NAMES = tuple(word.name for word in TYPES)


def decode_field(context: Context, name: str, node: Node, entities: frozenset[str]) -> FieldDecl | None:
    """The declaration of field ``name``; None, and findings, when it cannot be used.

    ``entities`` are the ERD's entities in lower case, to recognise a relationship in the wrong place.
    """
    if isinstance(node.value, str):
        values, type_node = Values(), node
    elif isinstance(node.value, dict):
        values = read_options(context, node.value, FIELD_OPTIONS, "a field")
        if "type" not in values:
            if "choices" in values:
                return _build(context, name, node, values, TYPE_WORDS["choices"], Expression("choices"))
            if not any(key.lower() == "type" for key in node.value):
                hint = 'write "type": "str", or another type'
                context.report.error(
                    "erd.E012", context.at(node), f"the field {quote(name)} has no type", hint
                )
            return None
        type_node = values.nodes["type"]
    else:
        context.wrong_type(node, "a type or an object of options", 'write "str" or {"type": "str"}')
        return None
    found = _read_type(context, type_node, entities)
    return None if found is None else _build(context, name, node, values, *found)


def _read_type(context: Context, node: Node, entities: frozenset[str]) -> tuple[TypeWord, Expression] | None:
    assert isinstance(node.value, str)
    expression = parse_expression(node.value)
    word = TYPE_WORDS.get(normalise_word(expression.word)) if expression else None
    if expression and word:
        return word, expression
    hint = _type_hint(context, node.value, expression, entities)
    context.report.error("erd.E030", context.at(node), f"unknown field type {quote(node.value)}", hint)
    return None


def _type_hint(context: Context, text: str, expression: Expression | None, entities: frozenset[str]) -> str:
    if expression is None:
        return "the parentheses or quotes do not match"
    word = normalise_word(expression.word)
    if word in LINK_WORDS:
        return "move it to 'relationships'"
    if expression.word.lower() in entities:
        return f"to point to an entity write it under 'relationships', as \"ForeignKey({expression.word})\""
    if text.rstrip().endswith("[]"):
        return FOREIGN_TYPES["array"]
    return FOREIGN_TYPES.get(word) or context.report.suggest(
        expression.word, _TYPE_NAMES, f"known are {', '.join(_TYPE_NAMES)}"
    )


def _build(
    context: Context, name: str, node: Node, values: Values, word: TypeWord, expression: Expression
) -> FieldDecl | None:
    type_node = values.nodes.get("type", node)
    _merge_type_options(context, values, type_node, expression)
    arguments = _read_arguments(context, type_node, word, expression)
    choices = decode_choices(
        context, values, type_node, expression.arguments if word.arguments == "choices" else ()
    )
    written = "choices" in values or bool(expression.arguments)
    kind = _choose_kind(context, type_node, word, choices, written=written)
    if kind is None or arguments is None:
        return None
    _check_options(context, values, kind, choices)
    field = Field(
        source=clean_text(name, MAX_NAME),
        name="",
        kind=kind,
        label=values.get("label", ""),
        required=values.get("required", True),
        unique=values.get("unique", False),
        index=values.get("index", False),
        primary_key=values.get("primary_key", False),
        choices=choices,
        pattern=_read_pattern(context, values),
        help=values.get("help", ""),
        read_only=values.get("read_only", False),
        write_only=values.get("write_only", False),
        renamed_from=clean_text(values.get("renamed_from", NameRef("")).text, MAX_NAME),
        auto="created" if values.get("auto_now_add") else "updated" if values.get("auto_now") else "",
        location=context.at_key(node),
    )
    field = _with_size(context, values, field, type_node, arguments)
    field = decode_bounds(context, values, field, word.minimum)
    field = decode_default(context, values, field)
    unsized = kind is Kind.FLOAT or (kind is Kind.DECIMAL and not arguments and "max_digits" not in values)
    return FieldDecl(name, field, unsized, frozenset(values.found), values.get("db_column"))


def _merge_type_options(context: Context, values: Values, node: Node, expression: Expression) -> None:
    """Options inside the parentheses, as in ``CharField(max_length=100)``, join those of the object."""
    if not expression.options:
        return
    members = {key: Node(_literal(text), node.offset, node, key) for key, text in expression.options}
    inner = read_options(context, members, FIELD_OPTIONS, "a field")
    for name, value in inner.found.items():
        if name not in values and name != "type":
            values.found[name] = value
            values.nodes[name] = inner.nodes[name]


def _literal(text: str) -> bool | str | NumberText:
    if text in ("True", "False", "true", "false"):
        return text.lower() == "true"
    return NumberText(text) if re.fullmatch(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?", text) else text


def _read_arguments(
    context: Context, node: Node, word: TypeWord, expression: Expression
) -> tuple[int, ...] | None:
    """The numbers in the parentheses; ``varchar(max)`` has none."""
    arguments = expression.arguments
    if word.arguments == "choices" or not arguments:
        return ()
    most = {"": 0, "length": 1, "precision": 2, "ignored": 2}[word.arguments]
    if word.arguments == "length" and arguments[0].lower() == "max":
        return (MAX_TEXT + 1,)
    first = arguments[0].lower().removesuffix(" char").removesuffix(" byte")
    texts = (first, *arguments[1:])
    if len(texts) <= most and all(re.fullmatch(r"[0-9]{1,18}", text) for text in texts):
        return () if word.arguments == "ignored" else tuple(int(text) for text in texts)
    hint = {
        "": f"write {word.name!r} alone",
        "length": f"write a length, such as '{word.name}(100)'",
        "precision": "write precision and scale, such as 'decimal(10, 2)'",
        "ignored": f"write {word.name!r} alone",
    }[word.arguments]
    context.report.error(
        "erd.E031", context.at(node), f"{quote(str(node.value))} has unusable arguments", hint
    )
    return None


def _choose_kind(
    context: Context, node: Node, word: TypeWord, choices: tuple[Choice, ...], *, written: bool
) -> Kind | None:
    """The kind of the word, or of the choices; ``written`` ones that are unusable are reported already."""
    if word.kind is not None:
        return word.kind
    if choices:
        return Kind.INT if isinstance(choices[0].value, int) else Kind.STR
    if not written:
        hint = "write 'choices(draft, published)', or the option 'choices'"
        context.report.error("erd.E033", context.at(node), "a choices field without choices", hint)
    return None


#: Option → the kinds that have it.
_KINDS_OF_OPTION: dict[str, tuple[frozenset[Kind], str]] = {
    "max_length": (frozenset(_SIZED), "only texts, binaries and files have a length"),
    "max_digits": (frozenset({Kind.DECIMAL}), "only 'decimal' has digits"),
    "decimal_places": (frozenset({Kind.DECIMAL}), "only 'decimal' has digits"),
    "pattern": (frozenset(_PATTERNED), "only texts have a pattern"),
    "min": (
        frozenset(k for k in Kind if k.is_number or k.is_temporal or k is Kind.DURATION),
        "only numbers, dates and times have bounds; texts have 'max_length'",
    ),
    "max": (
        frozenset(k for k in Kind if k.is_number or k.is_temporal or k is Kind.DURATION),
        "only numbers, dates and times have bounds; texts have 'max_length'",
    ),
    "choices": (
        frozenset({Kind.STR, Kind.TEXT, Kind.SLUG, Kind.INT, Kind.BIGINT, Kind.SMALLINT}),
        "only texts and whole numbers have choices",
    ),
    "unique": (frozenset(Kind) - {Kind.JSON, Kind.BINARY}, "such values are not compared"),
    "index": (frozenset(Kind) - {Kind.JSON, Kind.BINARY}, "such values are not compared"),
    "auto_now": (frozenset(k for k in Kind if k.is_temporal), "only dates and times are set to now"),
    "auto_now_add": (frozenset(k for k in Kind if k.is_temporal), "only dates and times are set to now"),
}
_EXCLUSIVE = (
    ("read_only", "write_only"),
    ("auto_now", "auto_now_add"),
    ("auto_now", "default"),
    ("auto_now_add", "default"),
    ("choices", "pattern"),
    ("choices", "min"),
    ("choices", "max"),
)


def _check_options(context: Context, values: Values, kind: Kind, choices: tuple[Choice, ...]) -> None:
    for option, (kinds, reason) in _KINDS_OF_OPTION.items():
        if option in values and kind not in kinds and values.get(option) is not False:
            node = values.nodes[option]
            message = f"a field of type '{kind}' cannot have {quote(str(node.key))}"
            if option == "index" or (option == "unique" and kind is Kind.BINARY):
                # Schemas taken from databases have these; nothing else depends on them.
                context.report.warn("erd.W010", context.at_key(node), f"{message}: it is left out", reason)
            else:
                context.report.error("erd.E032", context.at_key(node), message, reason)
            values.found.pop(option)
    for one, other in _EXCLUSIVE:
        if values.get(one) not in (None, False) and values.get(other) not in (None, False):
            message = f"'{one}' and '{other}' exclude each other"
            context.report.error("erd.E037", context.at_key(values.nodes[other]), message, "keep one of them")


def _read_pattern(context: Context, values: Values) -> str:
    ref = values.get("pattern")
    if ref is None:
        return ""
    where = context.at(values.nodes["pattern"])
    try:
        if len(ref.text) > MAX_PATTERN:
            raise re.error(f"longer than {MAX_PATTERN} characters")
        re.compile(ref.text)
    except (re.error, OverflowError, RecursionError) as error:
        hint = "write a regular expression of Python's module re"
        context.report.error(
            "erd.E036", where, f"the pattern {quote(ref.text)} does not compile: {error}", hint
        )
        return ""
    return str(ref.text)


def _with_size(
    context: Context, values: Values, field: Field, node: Node, arguments: tuple[int, ...]
) -> Field:
    if field.kind is Kind.DECIMAL:
        return _with_digits(context, values, field, node, arguments)
    if field.kind not in _SIZED:
        return field
    given = values.get("max_length", arguments[0] if arguments else None)
    where = context.at(values.nodes.get("max_length", node))
    if given is not None and given < 1:
        context.report.error("erd.E014", where, f"max_length cannot be {given}", "write a number from 1 on")
        given = None
    if given is not None and given > MAX_TEXT:
        if field.kind is Kind.STR:
            context.report.warn("erd.W007", where, "this length needs the type 'text', which it gets")
            field = replace(field, kind=Kind.TEXT)
        given = None
    return replace(field, max_length=_fit_choices(context, field, given, node))


def _fit_choices(context: Context, field: Field, given: int | None, node: Node) -> int | None:
    length = _LENGTHS.get(field.kind) if given is None else given
    longest = max((len(c.value) for c in field.choices if isinstance(c.value, str)), default=0)
    if length is None or longest <= length:
        return length
    if given is not None:
        message = f"the longest choice has {longest} characters, max_length is {given}"
        context.report.error(
            "erd.E033", context.at(node), message, f'write "max_length": {longest}, or leave it out'
        )
    return longest


def _with_digits(
    context: Context, values: Values, field: Field, node: Node, arguments: tuple[int, ...]
) -> Field:
    digits = values.get("max_digits", arguments[0] if arguments else None)
    otherwise = _literal_places(values) if digits is None else 0 if arguments else min(2, digits)
    places = values.get("decimal_places", arguments[1] if len(arguments) > 1 else otherwise)
    digits = max(12, places + 10) if digits is None else digits
    if not (1 <= digits <= MAX_DIGITS and 0 <= places <= digits):
        message = f"a decimal of {digits} digits, {places} of them after the point, cannot be"
        hint = "write 'decimal(precision, scale)' with scale not above precision, such as 'decimal(10, 2)'"
        context.report.error("erd.E031", context.at(node), message, hint)
        digits, places = 12, 2
    return replace(field, max_digits=digits, decimal_places=places)


def _literal_places(values: Values) -> int:
    """Digits after the point of an unsized decimal: two, or as many as its default and bounds have."""
    nodes = [values.nodes[option] for option in ("default", "min", "max") if option in values.nodes]
    texts = [node.value.text for node in nodes if isinstance(node.value, NumberText)]
    lengths = [
        len(match[1].rstrip("0")) for text in texts if (match := re.fullmatch(r"-?[0-9]+\.([0-9]+)", text))
    ]
    return min(max([2, *lengths]), 30)
