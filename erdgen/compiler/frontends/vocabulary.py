"""The words of the ERD language as tables: types, options, their synonyms.

The decoder, the JSON Schema and ``docs/erd-reference.md`` all come from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from erdgen.compiler.spec.project import Kind, OnDelete, RelationKind


@dataclass(frozen=True, slots=True)
class TypeWord:
    """One field type: canonical name, synonyms, and what may stand in its parentheses."""

    name: str
    kind: Kind | None
    synonyms: tuple[str, ...] = ()
    #: ``length``, ``precision`` (digits, places), ``ignored`` (display widths), ``choices`` or nothing.
    arguments: Literal["", "length", "precision", "ignored", "choices"] = ""
    minimum: int | None = None
    doc: str = ""


TYPES: tuple[TypeWord, ...] = (
    TypeWord(
        "str",
        Kind.STR,
        (
            "string",
            "varchar",
            "char",
            "character",
            "character varying",
            "nvarchar",
            "nchar",
            "varchar2",
            "nvarchar2",
            "bpchar",
            "CharField",
        ),
        "length",
        doc="A line of text; 255 characters unless it says otherwise.",
    ),
    TypeWord(
        "text",
        Kind.TEXT,
        ("longtext", "mediumtext", "tinytext", "ntext", "clob", "nclob", "citext", "TextField"),
        "length",
        doc="Text of any length.",
    ),
    TypeWord(
        "int",
        Kind.INT,
        ("integer", "int4", "int32", "mediumint", "serial", "IntegerField", "AutoField"),
        "ignored",
        doc="A whole number of 32 bits.",
    ),
    TypeWord(
        "bigint",
        Kind.BIGINT,
        ("biginteger", "int8", "int64", "long", "bigserial", "BigIntegerField", "BigAutoField"),
        "ignored",
        doc="A whole number of 64 bits.",
    ),
    TypeWord(
        "smallint",
        Kind.SMALLINT,
        ("smallinteger", "int2", "int16", "short", "tinyint", "smallserial", "SmallIntegerField"),
        "ignored",
        doc="A whole number of 16 bits.",
    ),
    TypeWord(
        "positiveint",
        Kind.INT,
        ("positiveinteger", "unsigned int", "uint", "PositiveIntegerField"),
        "ignored",
        minimum=0,
        doc="An `int` with `min` 0.",
    ),
    TypeWord(
        "positivebigint",
        Kind.BIGINT,
        ("positivebiginteger", "unsigned bigint", "PositiveBigIntegerField"),
        "ignored",
        minimum=0,
        doc="A `bigint` with `min` 0.",
    ),
    TypeWord(
        "positivesmallint",
        Kind.SMALLINT,
        ("positivesmallinteger", "unsigned smallint", "PositiveSmallIntegerField"),
        "ignored",
        minimum=0,
        doc="A `smallint` with `min` 0.",
    ),
    TypeWord(
        "float",
        Kind.FLOAT,
        ("double", "double precision", "real", "float4", "float8", "FloatField"),
        "ignored",
        doc="A floating-point number.",
    ),
    TypeWord(
        "decimal",
        Kind.DECIMAL,
        ("numeric", "number", "dec", "money", "currency", "DecimalField"),
        "precision",
        doc="An exact number: `decimal(precision, scale)`; (12, 2) unless it says otherwise.",
    ),
    TypeWord("bool", Kind.BOOL, ("boolean", "bit", "BooleanField"), "ignored", doc="True or false."),
    TypeWord("date", Kind.DATE, ("DateField",), doc="A day."),
    TypeWord(
        "datetime",
        Kind.DATETIME,
        (
            "timestamp",
            "timestamptz",
            "timestamp with time zone",
            "timestamp without time zone",
            "datetime2",
            "datetimeoffset",
            "smalldatetime",
            "DateTimeField",
        ),
        "ignored",
        doc="A moment, with time zone.",
    ),
    TypeWord(
        "time",
        Kind.TIME,
        ("timetz", "time with time zone", "time without time zone", "TimeField"),
        "ignored",
        doc="A time of day.",
    ),
    TypeWord(
        "duration",
        Kind.DURATION,
        ("interval", "timedelta", "DurationField"),
        "ignored",
        doc="A span of time.",
    ),
    TypeWord("uuid", Kind.UUID, ("guid", "uniqueidentifier", "UUIDField"), doc="A UUID."),
    TypeWord("json", Kind.JSON, ("jsonb", "JSONField"), doc="Any JSON value."),
    TypeWord("email", Kind.EMAIL, ("EmailField",), "length", doc="An e-mail address."),
    TypeWord("url", Kind.URL, ("uri", "URLField"), "length", doc="A web address."),
    TypeWord("slug", Kind.SLUG, ("SlugField",), "length", doc="Letters, digits, hyphens and underscores."),
    TypeWord(
        "ip",
        Kind.IP,
        ("inet", "ip address", "IPAddressField", "GenericIPAddressField"),
        doc="An IPv4 or IPv6 address.",
    ),
    TypeWord(
        "binary",
        Kind.BINARY,
        ("blob", "bytea", "bytes", "varbinary", "longblob", "mediumblob", "tinyblob", "BinaryField"),
        "length",
        doc="Bytes; base64 in the API.",
    ),
    TypeWord("file", Kind.FILE, ("FileField",), doc="An uploaded file."),
    TypeWord("image", Kind.IMAGE, ("picture", "photo", "ImageField"), doc="An uploaded image."),
    TypeWord(
        "choices",
        None,
        ("choice", "enum"),
        "choices",
        doc="One of a few values: `choices(draft, published)`, or with the option `choices`.",
    ),
)

LINKS: dict[RelationKind, tuple[str, ...]] = {
    RelationKind.FOREIGN_KEY: ("ForeignKey", "FK", "ManyToOne", "belongs to"),
    RelationKind.ONE_TO_ONE: ("OneToOne", "OneToOneField", "O2O"),
    RelationKind.MANY_TO_MANY: ("ManyToMany", "ManyToManyField", "M2M"),
}


def normalise_word(word: str) -> str:
    """A type's name without case, blanks, underscores, hyphens and Django's module."""
    return re.sub(r"[\s_-]+", "", word.lower()).removeprefix("models.").removeprefix("django.db.models.")


TYPE_WORDS: dict[str, TypeWord] = {
    normalise_word(spelling): word for word in TYPES for spelling in (word.name, *word.synonyms)
}
LINK_WORDS: dict[str, RelationKind] = {
    normalise_word(spelling): kind for kind, spellings in LINKS.items() for spelling in spellings
}
#: What people try that has no counterpart here → what to write.
FOREIGN_TYPES: dict[str, str] = {
    "array": "write 'json', or an entity of its own with a ForeignKey",
    "list": "write 'json', or an entity of its own with a ForeignKey",
    "object": "write 'json'",
    "dict": "write 'json'",
    "password": "passwords belong to the entity User, which Django completes by itself",
    "point": "geometry is not supported; write two fields of type 'decimal(9, 6)'",
    "geometry": "geometry is not supported; write two fields of type 'decimal(9, 6)'",
}

#: The JSON that an option takes; the decoder and the schema each have one entry per shape.
Shape = Literal[
    "flag",
    "count",
    "text",
    "name",
    "names",
    "groups",
    "bound",
    "any",
    "choices",
    "on_delete",
    "object",
    "owner",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One key of an object; ``opposites`` mean the contrary, as ``nullable`` of ``required``."""

    name: str
    shape: Shape
    doc: str
    synonyms: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()


class OptionTable:
    """The options of one kind of object, and every spelling of each."""

    def __init__(self, *options: Option) -> None:
        self.options = options
        #: Spelling → option, and whether it means the contrary.
        self.spellings: dict[str, tuple[Option, bool]] = {}
        for option in options:
            self.spellings |= dict.fromkeys((option.name, *option.synonyms), (option, False))
            self.spellings |= dict.fromkeys(option.opposites, (option, True))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(option.name for option in self.options)


_NULL = ("null", "nullable", "optional", "blank")

_SHARED: tuple[Option, ...] = (
    Option("required", "flag", "A value must be given; true unless it says otherwise.", opposites=_NULL),
    Option("unique", "flag", "No two rows have the same value."),
    Option("index", "flag", "Look-ups by this are fast.", ("db_index", "indexed")),
    Option("primary_key", "flag", "The key of the entity, instead of the automatic `id`.", ("pk",)),
    Option("label", "text", "What people read; the name in words by itself.", ("verbose_name",)),
    Option(
        "help", "text", "A sentence for forms and API documentation.", ("help_text", "description", "comment")
    ),
    Option("read_only", "flag", "Shown, never taken from a client.", ("readonly",)),
    Option("write_only", "flag", "Taken from a client, never shown.", ("writeonly",)),
    Option("db_column", "name", "Name of the database column.", ("column",)),
    Option("renamed_from", "name", "Its name in the version before, so that data moves along."),
)

FIELD_OPTIONS = OptionTable(
    Option("type", "name", "One of the types above."),
    Option("default", "any", "Value of a row that gives none; `now`, `today` and `uuid` are computed."),
    Option(
        "choices",
        "choices",
        "The allowed values: a list, `[value, label]` pairs, or value → label.",
        ("enum", "values"),
    ),
    Option("max_length", "count", "Longest text.", ("length",)),
    Option("max_digits", "count", "`decimal` only: digits in all.", ("precision",)),
    Option("decimal_places", "count", "`decimal` only: digits after the point.", ("scale",)),
    Option("min", "bound", "Smallest number, or earliest date or time.", ("minimum", "min_value")),
    Option("max", "bound", "Largest number, or latest date or time.", ("maximum", "max_value")),
    Option("pattern", "name", "A regular expression that texts must match.", ("regex",)),
    Option("auto_now_add", "flag", "Set by the server when the row is created."),
    Option("auto_now", "flag", "Set by the server each time the row is saved."),
    *_SHARED,
)

LINK_OPTIONS = OptionTable(
    Option(
        "type", "name", "`ForeignKey`, `OneToOne` or `ManyToMany`, with the entity in parentheses or in `to`."
    ),
    Option("to", "name", "The entity that it points to.", ("target", "entity", "references")),
    Option("on_delete", "on_delete", "What happens to the row when the other one goes; CASCADE by itself."),
    Option("related_name", "name", "Name of the way back; `+` for none."),
    Option("through", "name", "`ManyToMany` only: the entity that joins the two."),
    Option("through_fields", "names", "Its two relationships, where more than one fits."),
    Option("symmetrical", "flag", "`ManyToMany` to itself only: the link holds both ways; true by itself."),
    *_SHARED,
)

ENTITY_OPTIONS = OptionTable(
    Option("fields", "object", "Field name → type or options."),
    Option("relationships", "object", "Relationship name → type or options.", ("relations",)),
    Option("label", "text", "What people read, in the singular.", ("verbose_name",)),
    Option("plural", "text", "What people read, in the plural.", ("verbose_name_plural",)),
    Option("help", "text", "What a row stands for.", ("description", "comment")),
    Option("ordering", "names", "Members to sort by; a leading `-` sorts downwards.", ("order_by",)),
    Option("unique_together", "groups", "Members that are unique in combination."),
    Option("indexes", "groups", "Members that are looked up in combination."),
    Option(
        "primary_key", "names", "The key: one member; several get a surrogate key and a unique constraint."
    ),
    Option("display", "name", "The field that stands for a row.", ("display_field",)),
    Option("abstract", "flag", "Not a table, but a base of others."),
    Option("bases", "names", "Abstract entities whose members it gets.", ("extends", "inherits")),
    Option("soft_delete", "flag", "Deleted rows stay, hidden."),
    Option("timestamps", "flag", "Adds `created_at` and `updated_at`."),
    Option("owner", "owner", "Path of relationships from a row to the user who owns it."),
    Option("renamed_from", "name", "Its name in the version before."),
    Option("db_table", "name", "Name of the database table.", ("table",)),
)

TOP_OPTIONS = OptionTable(
    Option("erd", "object", "Holds `entities`."),
    Option("business_rules", "any", "Rules as sentences or in JSON."),
    Option("auth_requirements", "object", "Authentication, roles and permissions."),
    Option("api_requirements", "object", "The form of the API."),
    Option("name", "text", "Title of the project."),
    Option("description", "text", "What the project is for."),
    Option("source", "any", "Where the ERD comes from; not used."),
    Option("$schema", "name", "For editors."),
)

ERD_OPTIONS = OptionTable(Option("entities", "object", "Entity name → entity."))

RULE_OPTIONS = OptionTable(
    Option("rule", "text", "The rule, a sentence.", ("sentence",)),
    Option("applies_to", "name", "The entity that it is about.", ("entity",)),
    Option("field", "name", "The field that it is about."),
    Option("check", "object", "The rule in JSON, instead of what the sentence says."),
)

AUTH_OPTIONS = OptionTable(
    Option("authentication", "any", "`JWT`, `session`, or a list of both."),
    Option("roles", "any", "Names, or objects with `name`, `privileged` and `help`."),
    Option("permissions", "object", "Entity → action → roles."),
    Option("field_permissions", "object", "Entity → field → `read` and `write` → roles."),
    Option("registration", "flag", "Whether people can sign up."),
)

ROLE_OPTIONS = OptionTable(
    Option("name", "name", "Name of the group."),
    Option("privileged", "flag", "Cannot be chosen when signing up."),
    Option("help", "text", "Who they are.", ("description",)),
)

API_OPTIONS = OptionTable(
    Option("format", "name", "`REST`."),
    Option(
        "pagination",
        "any",
        "true, false, `page`, `cursor`, `limit_offset`, `none`, or with a size.",
        ("paginate",),
    ),
    Option("page_size", "count", "Rows per page; 20 by itself."),
    Option("filtering", "flag", "Lists can be narrowed by fields."),
    Option("search", "flag", "Lists can be searched.", ("searching",)),
    Option("ordering", "flag", "Lists can be sorted.", ("sorting",)),
    Option("versioning", "any", "`url` puts the API below `/api/v1/`; `none` or false does not."),
    Option("nesting", "any", "Levels of related objects in a response, 0 to 3.", ("nesting_depth", "depth")),
    Option("throttling", "any", 'true, or rates such as `{"anon": "100/hour", "user": "1000/hour"}`.'),
)

PAGINATION_OPTIONS = OptionTable(
    Option("style", "name", "`page`, `cursor`, `limit_offset` or `none`.", ("type",)),
    Option("size", "count", "Rows per page.", ("page_size",)),
)

THROTTLING_OPTIONS = OptionTable(
    Option("anon", "name", "Requests of somebody not signed in.", ("anonymous",)),
    Option("user", "name", "Requests of a user.", ("authenticated",)),
)

FIELD_PERMISSION_OPTIONS = OptionTable(
    Option("read", "names", "Who sees the field."),
    Option("write", "names", "Who sets the field."),
)

ON_DELETE_WORDS: dict[str, OnDelete] = {
    "cascade": OnDelete.CASCADE,
    "protect": OnDelete.PROTECT,
    "restrict": OnDelete.RESTRICT,
    "setnull": OnDelete.SET_NULL,
    "setdefault": OnDelete.SET_DEFAULT,
    "donothing": OnDelete.DO_NOTHING,
    "noaction": OnDelete.DO_NOTHING,
}

PAGINATION_WORDS: tuple[str, ...] = ("page", "cursor", "limit_offset", "none")
AUTH_WORDS: tuple[str, ...] = ("jwt", "session")
RATE_PERIODS: tuple[str, ...] = ("second", "minute", "hour", "day")
MAX_NESTING = 3
