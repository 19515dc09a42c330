"""The Project: the ERD linked, checked and frozen. Every later stage reads it, none changes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

from erdgen.compiler.findings import Finding, Location

Action = Literal["create", "read", "update", "delete"]
ACTIONS: tuple[Action, ...] = ("create", "read", "update", "delete")

ANYONE = "anyone"
AUTHENTICATED = "authenticated"
OWNER = "owner"
PSEUDO_ROLES = (ANYONE, AUTHENTICATED, OWNER)


class Kind(StrEnum):
    """The field types of the ERD language."""

    STR = "str"
    TEXT = "text"
    INT = "int"
    BIGINT = "bigint"
    SMALLINT = "smallint"
    FLOAT = "float"
    DECIMAL = "decimal"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    JSON = "json"
    EMAIL = "email"
    URL = "url"
    SLUG = "slug"
    IP = "ip"
    BINARY = "binary"
    FILE = "file"
    IMAGE = "image"

    @property
    def is_text(self) -> bool:
        """Stored as a string that may be empty instead of NULL."""
        return self in {Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.SLUG}

    @property
    def is_integer(self) -> bool:
        return self in {Kind.INT, Kind.BIGINT, Kind.SMALLINT}

    @property
    def is_number(self) -> bool:
        return self.is_integer or self in {Kind.FLOAT, Kind.DECIMAL}

    @property
    def is_file(self) -> bool:
        return self in {Kind.FILE, Kind.IMAGE}

    @property
    def is_temporal(self) -> bool:
        return self in {Kind.DATE, Kind.DATETIME, Kind.TIME}


class RelationKind(StrEnum):
    """The relationship types of the ERD language."""

    FOREIGN_KEY = "ForeignKey"
    ONE_TO_ONE = "OneToOne"
    MANY_TO_MANY = "ManyToMany"


class OnDelete(StrEnum):
    """What happens to a row when the row that it points to goes."""

    CASCADE = "CASCADE"
    PROTECT = "PROTECT"
    RESTRICT = "RESTRICT"
    SET_NULL = "SET_NULL"
    SET_DEFAULT = "SET_DEFAULT"
    DO_NOTHING = "DO_NOTHING"


#: A literal as it stands in the ERD. ``decimal`` values arrive as the number's own text, so that no
#: digit is lost; dates, times, durations and uuids as ISO text.
Literal_ = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One member of a field's choices: ``member`` is the constant's Python name."""

    value: str | int
    member: str
    label: str


@dataclass(frozen=True, slots=True)
class Default:
    """A default value. ``special`` names a computed one: ``now``, ``today``, ``uuid``, ``dict``, ``list``."""

    value: Literal_ = None
    special: Literal["", "now", "today", "uuid", "dict", "list"] = ""
    #: JSON fields only: the literal as canonical JSON text.
    json: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``source`` is its ERD name, ``name`` the Python and API name."""

    source: str
    name: str
    kind: Kind
    label: str
    required: bool = True
    unique: bool = False
    index: bool = False
    primary_key: bool = False
    default: Default | None = None
    choices: tuple[Choice, ...] = ()
    #: Name of the TextChoices / IntegerChoices class; empty without choices.
    choices_class: str = ""
    max_length: int | None = None
    max_digits: int | None = None
    decimal_places: int | None = None
    #: Bounds as literals; ISO text for temporal kinds, number text for decimals.
    minimum: str | int | float | None = None
    maximum: str | int | float | None = None
    pattern: str = ""
    help: str = ""
    read_only: bool = False
    write_only: bool = False
    db_column: str = ""
    renamed_from: str = ""
    #: Whether a comment in the code gave it its name, which is not the ERD's.
    called: bool = False
    #: Set by the server: on create, on every save, or when a row is soft-deleted.
    auto: Literal["", "created", "updated", "deleted"] = ""
    #: Class name of the abstract base that declares it; empty for own fields.
    inherited_from: str = ""
    #: Declared by Django's AbstractUser (User entity only) …
    builtin: bool = False
    #: … and declared again by us, because the ERD asks for more than AbstractUser has.
    overrides_builtin: bool = False
    location: Location | None = None

    @property
    def known_as(self) -> str:
        """The name that says what it is for: a comment that renames changes nothing else."""
        return self.source if self.called else self.name

    @property
    def nullable(self) -> bool:
        """Whether the column takes NULL: optional values that have no empty string of their own."""
        if self.auto:
            return self.auto == "deleted"
        if self.required or self.default is not None or self.primary_key:
            return False
        return not (self.kind.is_text or self.kind.is_file) or self.unique

    @property
    def server_set(self) -> bool:
        """Never taken from a client."""
        return self.read_only or bool(self.auto)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link to another entity. ``target`` and ``through`` are class names of the Project."""

    source: str
    name: str
    kind: RelationKind
    target: str
    label: str
    required: bool = True
    #: Asked for as required, but part of a cycle of required links, so optional in the database.
    relaxed: bool = False
    unique: bool = False
    index: bool = True
    primary_key: bool = False
    on_delete: OnDelete = OnDelete.CASCADE
    #: Name of the way back on the target; ``+`` for none.
    related_name: str = ""
    through: str = ""
    through_fields: tuple[str, ...] = ()
    symmetrical: bool = False
    help: str = ""
    read_only: bool = False
    write_only: bool = False
    db_column: str = ""
    #: Many-to-many only: name of the join table where Django's own would collide.
    db_table: str = ""
    renamed_from: str = ""
    called: bool = False
    inherited_from: str = ""
    location: Location | None = None

    @property
    def known_as(self) -> str:
        """The name that says what it is for: a comment that renames changes nothing else."""
        return self.source if self.called else self.name

    @property
    def many(self) -> bool:
        return self.kind is RelationKind.MANY_TO_MANY

    @property
    def nullable(self) -> bool:
        return not self.many and not self.required and not self.primary_key

    @property
    def attname(self) -> str:
        """The attribute that holds the raw id."""
        return self.name if self.many else f"{self.name}_id"


Member = Field | Relationship


@dataclass(frozen=True)
class Entity:
    """One table. ``source`` is its ERD name, ``name`` the class name.

    ``fields`` and ``relationships`` hold inherited members too (``inherited_from`` tells), in the order
    base first, then the ERD's own.
    """

    source: str
    name: str
    label: str
    plural: str
    #: URL name: plural, kebab-case, unique below ``/api/``.
    route: str
    fields: tuple[Field, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    #: Table name; empty for Django's own (``backend_<name>``).
    db_table: str = ""
    #: Class names of abstract bases.
    bases: tuple[str, ...] = ()
    abstract: bool = False
    ordering: tuple[str, ...] = ()
    unique_together: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    #: Name of the field that stands for a row; empty: chosen by the generator.
    display: str = ""
    soft_delete: bool = False
    #: Path from a row to its owning user as the ERD gives it (``posted_by``, ``job.posted_by``).
    owner: str = ""
    help: str = ""
    is_user: bool = False
    renamed_from: str = ""
    #: Whether a comment in the code gave the name, which is not that of the ERD.
    called: bool = False
    location: Location | None = None

    @cached_property
    def members(self) -> dict[str, Member]:
        """All fields and relationships by Python name."""
        every: tuple[Member, ...] = (*self.fields, *self.relationships)
        return {member.name: member for member in every}

    @cached_property
    def primary_key(self) -> Member | None:
        """The explicit primary key; None for Django's automatic ``id``."""
        for member in self.members.values():
            if member.primary_key:
                return member
        return None

    @property
    def pk_name(self) -> str:
        return self.primary_key.name if self.primary_key else "id"

    @property
    def own_fields(self) -> tuple[Field, ...]:
        """Fields that this class declares itself."""
        return tuple(
            field
            for field in self.fields
            if not field.inherited_from and (not field.builtin or field.overrides_builtin)
        )

    @property
    def own_relationships(self) -> tuple[Relationship, ...]:
        return tuple(link for link in self.relationships if not link.inherited_from)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A business rule as written; ``applies_to`` (class name) and ``field`` (Python name) are hints.

    With ``check``, a rule of ``applies_to`` in one line of JSON, the sentence is only its message.
    """

    sentence: str
    applies_to: str = ""
    field: str = ""
    location: Location | None = None
    check: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A named group of users. ``constant`` is its Python name; ``source`` the group's name."""

    source: str
    constant: str
    help: str = ""
    #: As the ERD says; None leaves it to the AuthenticationAgent.
    privileged: bool | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do ``action`` on ``entity`` (class name): role sources or pseudo-roles."""

    entity: str
    action: Action
    grantees: tuple[str, ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class FieldPermission:
    """Who may read or write one field or relationship; None: as the entity says."""

    entity: str
    field: str
    read: tuple[str, ...] | None = None
    write: tuple[str, ...] | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class AuthSpec:
    """``auth_requirements``."""

    methods: tuple[Literal["jwt", "session"], ...] = ("jwt",)
    roles: tuple[Role, ...] = ()
    permissions: tuple[Permission, ...] = ()
    field_permissions: tuple[FieldPermission, ...] = ()
    #: Whether ``auth/register/`` exists.
    registration: bool = True


#: No page has more rows.
MAX_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class ApiSpec:
    """``api_requirements``. Rates are ``count/period`` (``100/hour``); an empty text means no limit."""

    pagination: Literal["page", "cursor", "limit_offset", "none"] = "page"
    page_size: int = 20
    filtering: bool = True
    search: bool = True
    ordering: bool = True
    versioning: Literal["none", "url"] = "none"
    #: How many levels of related objects a response carries; 0: ids only.
    nesting: int = 1
    #: Whether the ERD says so, rather than nobody.
    nesting_stated: bool = False
    anon_rate: str = ""
    user_rate: str = ""


@dataclass(frozen=True)
class Project:
    """The whole ERD. ``name`` is the human title; ``entities`` excludes abstract bases.

    ``warnings`` is what was found when it was read, for the documents of what is generated.
    """

    name: str
    entities: tuple[Entity, ...] = ()
    abstracts: tuple[Entity, ...] = ()
    rules: tuple[RuleText, ...] = ()
    auth: AuthSpec = AuthSpec()
    api: ApiSpec = ApiSpec()
    help: str = ""
    warnings: tuple[Finding, ...] = field(default=(), compare=False)

    @cached_property
    def by_name(self) -> dict[str, Entity]:
        """Concrete entities by class name."""
        return {entity.name: entity for entity in self.entities}

    @cached_property
    def user(self) -> Entity | None:
        """The entity that is merged with Django's user model."""
        return next((entity for entity in self.entities if entity.is_user), None)

    def links(self) -> Iterator[tuple[Entity, Relationship]]:
        """Every relationship with the entity that declares it."""
        for entity in self.entities:
            for link in entity.relationships:
                yield entity, link
