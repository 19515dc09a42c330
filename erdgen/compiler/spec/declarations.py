"""The ERD as declared: checked by itself, but with names not yet mapped and references not yet resolved.

A declared field or relationship is a ``Field`` or ``Relationship`` whose Python ``name`` is still empty;
``target`` and ``through`` hold what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from erdgen.compiler.findings import Location
from erdgen.compiler.spec.project import ApiSpec, Field, Relationship


@dataclass(frozen=True, slots=True)
class NameRef:
    """A name as written, and where."""

    text: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class FieldDecl:
    """``field.label`` is empty unless given. ``written`` is the key itself, not cleaned."""

    written: str
    field: Field
    #: Whether ``decimal`` came without digits, so that an ``id`` may be meant as a plain number.
    unsized: bool = False
    #: Options that the ERD gives, by canonical name.
    given: frozenset[str] = frozenset()
    column: NameRef | None = None


@dataclass(frozen=True, slots=True)
class LinkDecl:
    """``link.target`` and ``link.through`` are texts as written; ``target`` tells where."""

    written: str
    link: Relationship
    target: NameRef
    through: NameRef | None = None
    through_fields: tuple[NameRef, ...] = ()
    related_name: NameRef | None = None
    symmetrical: bool | None = None
    column: NameRef | None = None


Groups = tuple[tuple[NameRef, ...], ...]


@dataclass(frozen=True, slots=True)
class EntityDecl:
    """One entity as declared."""

    written: str
    source: str
    fields: tuple[FieldDecl, ...] = ()
    links: tuple[LinkDecl, ...] = ()
    #: Written names of members that could not be decoded; what refers to them is not reported again.
    broken: frozenset[str] = frozenset()
    label: str = ""
    plural: str = ""
    help: str = ""
    ordering: tuple[NameRef, ...] = ()
    unique_together: Groups = ()
    indexes: Groups = ()
    primary_key: tuple[NameRef, ...] = ()
    display: NameRef | None = None
    abstract: bool = False
    bases: tuple[NameRef, ...] = ()
    soft_delete: bool = False
    timestamps: bool = False
    owner: NameRef | None = None
    renamed_from: str = ""
    db_table: NameRef | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class CheckDecl:
    """A rule in JSON: plain data, and where each of its values stands by the keys that lead there."""

    data: object
    places: Mapping[tuple[str | int, ...], Location]

    def locate(self, path: tuple[str | int, ...]) -> Location:
        """The place of the value at ``path``, or of the nearest one round it that is there."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]


@dataclass(frozen=True, slots=True)
class RuleDecl:
    """A sentence, or with ``check`` a rule in JSON, of which the sentence is the message."""

    sentence: str
    applies_to: NameRef | None = None
    field: NameRef | None = None
    location: Location | None = None
    check: CheckDecl | None = None


@dataclass(frozen=True, slots=True)
class RoleDecl:
    name: NameRef
    privileged: bool | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class PermissionDecl:
    """One cell of the table; ``action`` is a word of the ERD language."""

    entity: NameRef
    action: NameRef
    grantees: tuple[NameRef, ...]


@dataclass(frozen=True, slots=True)
class FieldPermissionDecl:
    entity: NameRef
    field: NameRef
    read: tuple[NameRef, ...] | None = None
    write: tuple[NameRef, ...] | None = None


@dataclass(frozen=True, slots=True)
class AuthDecl:
    methods: tuple[Literal["jwt", "session"], ...] = ("jwt",)
    roles: tuple[RoleDecl, ...] = ()
    permissions: tuple[PermissionDecl, ...] = ()
    field_permissions: tuple[FieldPermissionDecl, ...] = ()
    registration: bool = True


_API = ApiSpec()


@dataclass(frozen=True, slots=True)
class ProjectDecl:
    """A whole ERD as declared."""

    name: str
    entities: tuple[EntityDecl, ...] = ()
    rules: tuple[RuleDecl, ...] = ()
    auth: AuthDecl = AuthDecl()
    api: ApiSpec = _API
    help: str = ""
