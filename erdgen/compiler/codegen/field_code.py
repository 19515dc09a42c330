"""Model fields as source text: which Django field, which options, which imports."""

from __future__ import annotations

import datetime
import re
import uuid
from decimal import Decimal

from erdgen.compiler.codegen.names import snake
from erdgen.compiler.codegen.python import Imports, call, literal, template_literal, text_literal
from erdgen.compiler.rules.conditions import Length, Pattern, Range
from erdgen.compiler.spec.project import Field, Kind, Member, OnDelete, RelationKind, Relationship

FIELD_CLASSES = {
    Kind.STR: "CharField",
    Kind.TEXT: "TextField",
    Kind.INT: "IntegerField",
    Kind.BIGINT: "BigIntegerField",
    Kind.SMALLINT: "SmallIntegerField",
    Kind.FLOAT: "FloatField",
    Kind.DECIMAL: "DecimalField",
    Kind.BOOL: "BooleanField",
    Kind.DATE: "DateField",
    Kind.DATETIME: "DateTimeField",
    Kind.TIME: "TimeField",
    Kind.DURATION: "DurationField",
    Kind.UUID: "UUIDField",
    Kind.JSON: "JSONField",
    Kind.EMAIL: "EmailField",
    Kind.URL: "URLField",
    Kind.SLUG: "SlugField",
    Kind.IP: "GenericIPAddressField",
    Kind.BINARY: "BinaryField",
    Kind.FILE: "FileField",
    Kind.IMAGE: "ImageField",
}

#: What Django takes when no ``max_length`` is given.
DJANGO_MAX_LENGTH = {Kind.EMAIL: 254, Kind.URL: 200, Kind.SLUG: 50, Kind.FILE: 100, Kind.IMAGE: 100}

#: Length of a text of which nothing is said, and lengths of columns for choices.
UNSAID_LENGTH = 255
CHOICE_LENGTHS = (20, 50, 100, UNSAID_LENGTH)

LINK_CLASSES = {
    RelationKind.FOREIGN_KEY: "ForeignKey",
    RelationKind.ONE_TO_ONE: "OneToOneField",
    RelationKind.MANY_TO_MANY: "ManyToManyField",
}


#: A rule on one value alone, and its message.
Bound = tuple[Range | Length | Pattern, str]


def json_default_name(owner: str, field: Field) -> str:
    """The function that makes the default of a JSON field of class ``owner``."""
    return f"default_{snake(owner)}_{field.name}"


def field_code(field: Field, owner: str, imports: Imports, bounds: tuple[Bound, ...] = ()) -> str:
    """``models.CharField(…)`` for ``field`` of class ``owner``, with validators for ``bounds``."""
    options: dict[str, str] = {}
    arguments = [text_literal(field.label)] if field.label.lower() != _automatic_label(field.name) else []
    if field.choices:
        options["choices"] = field.choices_class
    options |= _size_options(field)
    options |= _auto_options(field)
    if field.nullable:
        options["null"] = "True"
    if not field.auto and (not field.required or (field.default is not None and field.kind is Kind.JSON)):
        options["blank"] = "True"
    options |= _default_options(field, owner, imports)
    if field.primary_key:
        options["primary_key"] = "True"
        if field.default is not None:
            options["editable"] = "False"
    elif field.unique:
        options["unique"] = "True"
    elif field.index:
        options["db_index"] = "True"
    validators = _validators(field, imports, bounds)
    if validators:
        options["validators"] = f"[{', '.join(validators)}]"
    if field.db_column:
        options["db_column"] = text_literal(field.db_column)
    if field.help:
        options["help_text"] = text_literal(field.help)
    return call(f"models.{FIELD_CLASSES[field.kind]}", arguments, options)


def _size_options(field: Field) -> dict[str, str]:
    if field.kind is Kind.STR:
        return {"max_length": str(_text_length(field))}
    if field.kind is Kind.DECIMAL:
        return {"max_digits": str(field.max_digits), "decimal_places": str(field.decimal_places)}
    if (
        field.max_length
        and field.kind is not Kind.TEXT
        and field.max_length != DJANGO_MAX_LENGTH.get(field.kind)
    ):
        return {"max_length": str(field.max_length)}
    if field.kind.is_file:
        return {"upload_to": text_literal(f"{field.name}/")} | (
            {"max_length": str(field.max_length)} if field.max_length else {}
        )
    return {"max_length": str(field.max_length)} if field.max_length and field.kind is Kind.TEXT else {}


def _text_length(field: Field) -> int:
    """What the ERD says; by itself the length of choices is that of the longest, with some room for more."""
    said = field.max_length or UNSAID_LENGTH
    if not field.choices or said != UNSAID_LENGTH:
        return said
    longest = max(len(str(choice.value)) for choice in field.choices)
    return next((length for length in CHOICE_LENGTHS if longest <= length), longest)


def _auto_options(field: Field) -> dict[str, str]:
    match field.auto:
        case "created":
            return {"auto_now_add": "True"}
        case "updated":
            return {"auto_now": "True"}
        case "deleted":
            return {"null": "True", "blank": "True", "editable": "False"}
        case _:
            return {}


def _default_options(field: Field, owner: str, imports: Imports) -> dict[str, str]:
    if field.auto:
        return {}
    if field.default is None:
        return {}
    special = field.default.special
    if special == "now":
        return {"default": f"{imports.local('timezone', 'django.utils')}.now"}
    if special == "today":
        return {"default": f"{imports.local('timezone', 'django.utils')}.localdate"}
    if special == "uuid":
        return {"default": f"{imports.local('uuid')}.uuid4"}
    if special:
        return {"default": special}
    if field.kind is Kind.JSON:
        return {"default": json_default_name(owner, field)}
    for choice in field.choices:
        if choice.value == field.default.value:
            return {"default": f"{field.choices_class}.{choice.member}"}
    return {"default": value_code(field, field.default.value, imports)}


def value_code(field: Field, value: str | int | float | bool | None, imports: Imports) -> str:
    """A value of the field's Python type as source text."""
    if value is None:
        return "None"
    match field.kind:
        case Kind.DECIMAL:
            imports.add("decimal", "Decimal")
            return f"Decimal({text_literal(str(value))})"
        case Kind.DATE | Kind.DATETIME | Kind.TIME | Kind.DURATION:
            spoken = imports.local("datetime")
            code = temporal_code(field.kind, str(value))
            return re.sub(r"\bdatetime\.(?=(datetime|date|time|timedelta|UTC)\b)", f"{spoken}.", code)
        case Kind.UUID:
            return f"{imports.local('uuid')}.UUID({text_literal(str(uuid.UUID(str(value))))})"
        case Kind.FLOAT:
            return repr(float(value))
        case _:
            return literal(value)


def temporal_code(kind: Kind, text: str) -> str:
    """ISO text as a ``datetime`` constructor call; naive times are taken as UTC."""
    match kind:
        case Kind.DATE:
            return repr(datetime.date.fromisoformat(text))
        case Kind.TIME:
            return repr(datetime.time.fromisoformat(text).replace(tzinfo=None))
        case Kind.DURATION:
            return repr(parse_duration(text))
        case _:
            moment = datetime.datetime.fromisoformat(text)
            utc = (moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment).astimezone(
                datetime.UTC
            )
            return repr(utc).replace("datetime.timezone.utc", "datetime.UTC")


def parse_duration(text: str) -> datetime.timedelta:
    """``P1DT2H3M4S``, ``[days ]hh:mm:ss`` or a number of seconds.

    Raises:
        ValueError: the text has none of these forms.
    """
    if text.startswith("P"):
        return _parse_iso_duration(text)
    days, _, clock = text.rpartition(" ")
    parts = [float(part) for part in clock.split(":")]
    seconds = sum(part * 60**power for power, part in enumerate(reversed(parts)))
    return datetime.timedelta(days=float(days.split()[0]) if days else 0, seconds=seconds)


def _parse_iso_duration(text: str) -> datetime.timedelta:
    date, _, clock = text[1:].partition("T")
    seconds = 0.0
    for part, units in ((date, {"W": 604800, "D": 86400}), (clock, {"H": 3600, "M": 60, "S": 1})):
        number = ""
        for char in part:
            if char in units:
                seconds += float(number) * units[char]
                number = ""
            else:
                number += char
        if number:
            raise ValueError(f"{text!r} is no duration")
    return datetime.timedelta(seconds=seconds)


def _validators(field: Field, imports: Imports, bounds: tuple[Bound, ...]) -> list[str]:
    found: list[str] = []
    if field.kind is Kind.FLOAT:
        imports.add("backend.business_logic", "validate_finite")
        found.append("validate_finite")
    if field.kind is Kind.JSON:
        imports.add("backend.business_logic", "validate_json_text")
        found.append("validate_json_text")
    if field.pattern:
        imports.add("django.core.validators", "RegexValidator")
        found.append(f"RegexValidator({pattern_code(field.pattern)})")
    limits: list[tuple[str, str | int | float | None, str]] = [
        ("MinValue", field.minimum, ""),
        ("MaxValue", field.maximum, ""),
    ]
    for rule, message in bounds:
        match rule:
            case Range():
                low = inclusive(field, rule.gt, 1) if rule.gt is not None else rule.gte
                high = inclusive(field, rule.lt, -1) if rule.lt is not None else rule.lte
                limits += [("MinValue", low, message), ("MaxValue", high, message)]
            case Length():
                limits += [("MinLength", rule.minimum, message), ("MaxLength", rule.maximum, message)]
            case Pattern():
                imports.add("django.core.validators", "RegexValidator")
                arguments = [pattern_code(whole(rule.regex)), template_literal(message)]
                found.append(call("RegexValidator", arguments))
    for side, limit, message in limits:
        if limit is None:
            continue
        imports.add("django.core.validators", f"{side}Validator")
        extra = f", {template_literal(message)}" if message else ""
        bound = str(limit) if side.endswith("Length") else bound_code(field, limit, imports)
        found.append(f"{side}Validator({bound}{extra})")
    return found


def whole(regex: str) -> str:
    """The pattern of a rule, which the whole text must match."""
    return rf"^(?:{regex})\Z"


def inclusive(field: Field, limit: str, direction: int) -> str | None:
    """The nearest value beyond an exclusive bound; None where the type has no step (floats)."""
    if field.kind.is_integer:
        return str(int(Decimal(limit)) + direction)
    if field.kind is Kind.DECIMAL:
        return str(Decimal(limit) + direction * Decimal(1).scaleb(-(field.decimal_places or 0)))
    return None


def bound_code(field: Field, limit: str | int | float, imports: Imports) -> str:
    """A bound as a value of the field's type."""
    if field.kind.is_integer:
        return str(int(Decimal(str(limit))))
    if field.kind is Kind.FLOAT:
        return repr(float(limit))
    return value_code(field, limit, imports)


def pattern_code(pattern: str) -> str:
    """A pattern as a raw string where it can be one."""
    raw = f'r"{pattern}"'
    if '"' in pattern or pattern.endswith("\\") or not pattern.isprintable():
        return text_literal(pattern)
    return raw


def member_label(member: Member) -> str:
    """How Django calls the member: its label, in small letters where they are those of the name."""
    automatic = _automatic_label(member.name)
    return automatic if member.label.lower() == automatic else member.label


def _automatic_label(name: str) -> str:
    """What Django itself would call the field."""
    return name.replace("_", " ")


def link_code(link: Relationship, owner: str) -> str:
    """``models.ForeignKey(…)`` for ``link`` of entity ``owner``."""
    target = text_literal("self") if link.target == owner else text_literal(link.target)
    options: dict[str, str] = {}
    if link.label.lower() != _automatic_label(link.name):
        options["verbose_name"] = text_literal(link.label)
    if link.many:
        options |= _many_options(link)
        if link.target == owner and not link.symmetrical:
            options["symmetrical"] = "False"
    else:
        options["on_delete"] = f"models.{OnDelete.CASCADE if link.primary_key else link.on_delete}"
        if link.nullable:
            options |= {"null": "True", "blank": "True"}
        if link.primary_key:
            options["primary_key"] = "True"
        elif link.unique and link.kind is RelationKind.FOREIGN_KEY:
            options["unique"] = "True"
    if link.related_name:
        options["related_name"] = text_literal(link.related_name)
    if link.db_column:
        options["db_column"] = text_literal(link.db_column)
    if link.help:
        options["help_text"] = text_literal(link.help)
    return call(f"models.{LINK_CLASSES[link.kind]}", [target], options)


def _many_options(link: Relationship) -> dict[str, str]:
    options: dict[str, str] = {}
    if link.through:
        options["through"] = text_literal(link.through)
        if link.through_fields:
            options["through_fields"] = literal(link.through_fields)
    elif link.db_table:
        options["db_table"] = text_literal(link.db_table)
    if not link.required:
        options["blank"] = "True"
    return options
