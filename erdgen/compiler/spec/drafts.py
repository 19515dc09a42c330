"""Working copies of entities while they are linked. Nothing outside the linking stages sees them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from erdgen.compiler.spec.declarations import EntityDecl, FieldDecl, Groups, LinkDecl, NameRef
from erdgen.compiler.spec.project import Entity, Field, RelationKind, Relationship


@dataclass(slots=True)
class FieldDraft:
    """A field on its way: ``field.name`` is set by ``name_members``."""

    written: str
    field: Field
    unsized: bool = False
    given: frozenset[str] = frozenset()
    column: NameRef | None = None
    #: The name that a comment gave it; empty for the ERD's.
    called: str = ""

    @classmethod
    def of(cls, decl: FieldDecl) -> FieldDraft:
        return cls(decl.written, decl.field, decl.unsized, decl.given, decl.column)

    def change(self, **changes: Any) -> None:
        self.field = replace(self.field, **changes)


@dataclass(slots=True)
class LinkDraft:
    """A relationship on its way; ``target`` is None while unknown."""

    decl: LinkDecl
    link: Relationship
    target: EntityDraft | None = None
    called: str = ""

    @property
    def written(self) -> str:
        return self.decl.written

    @property
    def column(self) -> NameRef | None:
        return self.decl.column

    def change(self, **changes: Any) -> None:
        self.link = replace(self.link, **changes)


MemberDraft = FieldDraft | LinkDraft


@dataclass(slots=True)
class EntityDraft:
    """An entity on its way. ``inherited`` are fields of abstract bases, ``fields`` its own."""

    decl: EntityDecl
    name: str = ""
    label: str = ""
    plural: str = ""
    route: str = ""
    db_table: str = ""
    is_user: bool = False
    #: Whether a comment gave the name; ``decl`` is written so then.
    called: bool = False
    bases: list[EntityDraft] = field(default_factory=list)
    inherited: list[FieldDraft] = field(default_factory=list)
    fields: list[FieldDraft] = field(default_factory=list)
    links: list[LinkDraft] = field(default_factory=list)
    ordering: tuple[NameRef, ...] = ()
    unique_together: Groups = ()
    indexes: Groups = ()
    display: NameRef | None = None
    owner: NameRef | None = None
    soft_delete: bool = False
    #: Written name → Python name of every member, and of a key that Django's own stands for.
    names: dict[str, str] = field(default_factory=dict)
    #: Keys of the ERD that Django's automatic ``id`` stands for.
    automatic: set[str] = field(default_factory=set)
    #: Written names of members that could not be decoded, its bases' too.
    broken: frozenset[str] = frozenset()

    @classmethod
    def of(cls, decl: EntityDecl) -> EntityDraft:
        return cls(
            decl,
            fields=[FieldDraft.of(each) for each in decl.fields],
            links=[LinkDraft(each, each.link) for each in decl.links],
            ordering=decl.ordering,
            unique_together=decl.unique_together,
            indexes=decl.indexes,
            display=decl.display,
            owner=decl.owner,
            soft_delete=decl.soft_delete,
            broken=decl.broken,
        )

    @property
    def all_fields(self) -> list[FieldDraft]:
        return [*self.inherited, *self.fields]

    @property
    def own_members(self) -> list[MemberDraft]:
        return [*self.fields, *self.links]

    @property
    def members(self) -> list[MemberDraft]:
        return [*self.inherited, *self.fields, *self.links]

    @property
    def key(self) -> MemberDraft | None:
        return next((each for each in self.members if member_of(each).primary_key), None)

    @property
    def table(self) -> str:
        return self.db_table or f"backend_{self.name.lower()}"

    def freeze(self, **options: Any) -> Entity:
        """The finished entity; ``options`` are what was resolved last."""
        return Entity(
            source=self.decl.source,
            name=self.name,
            label=self.label,
            plural=self.plural,
            route=self.route,
            fields=tuple(each.field for each in self.all_fields),
            relationships=tuple(each.link for each in self.links),
            db_table=self.db_table,
            bases=tuple(base.name for base in self.bases),
            abstract=self.decl.abstract,
            soft_delete=self.soft_delete,
            help=self.decl.help,
            is_user=self.is_user,
            renamed_from=self.decl.renamed_from,
            called=self.called,
            location=self.decl.location,
            **options,
        )


def member_of(draft: MemberDraft) -> Field | Relationship:
    return draft.field if isinstance(draft, FieldDraft) else draft.link


def is_single(draft: MemberDraft) -> bool:
    """Whether the member is a column of the table: everything but many-to-many."""
    return isinstance(draft, FieldDraft) or draft.link.kind is not RelationKind.MANY_TO_MANY
