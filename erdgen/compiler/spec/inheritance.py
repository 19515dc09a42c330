"""Abstract bases: their fields, links and options reach every entity that extends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from erdgen.compiler.spec.declarations import NameRef
from erdgen.compiler.spec.drafts import EntityDraft, FieldDraft, LinkDraft, MemberDraft, member_of
from erdgen.compiler.spec.naming import member_name
from erdgen.compiler.spec.project import Field, Kind
from erdgen.compiler.spec.references import EntityIndex
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.reserved_names import USER_ATTRIBUTES, USER_FIELDS
from erdgen.compiler.spec.texts import quote


def resolve_bases(drafts: Sequence[EntityDraft], index: EntityIndex, report: Report) -> list[EntityDraft]:
    """Link the bases; all entities, bases first. Those that inherit from themselves lose their bases."""
    for draft in drafts:
        for ref in draft.decl.bases:
            base = index.find(ref, code="erd.E052")
            if base is None or base in draft.bases:
                continue
            if not base.decl.abstract:
                hint = f'add "abstract": true to {quote(base.decl.written)}, or point to it by a OneToOne'
                report.error("erd.E052", ref.location, f"{quote(ref.text)} is not abstract", hint)
            else:
                draft.bases.append(base)
    return _bases_first(drafts, report)


def _bases_first(drafts: Sequence[EntityDraft], report: Report) -> list[EntityDraft]:
    waiting = {id(draft): len(draft.bases) for draft in drafts}
    children: dict[int, list[EntityDraft]] = {id(draft): [] for draft in drafts}
    for draft in drafts:
        for base in draft.bases:
            children[id(base)].append(draft)
    ready = [draft for draft in drafts if not draft.bases]
    for draft in ready:
        for child in children[id(draft)]:
            waiting[id(child)] -= 1
            if not waiting[id(child)]:
                ready.append(child)
    for draft in drafts:
        if waiting[id(draft)]:
            message = f"{quote(draft.decl.written)} inherits from itself"
            report.error("erd.E052", draft.decl.location, message, "break the circle of 'bases'")
            draft.bases.clear()
            ready.append(draft)
    return ready


def add_server_fields(draft: EntityDraft) -> None:
    """``timestamps`` and ``soft_delete`` as fields, unless a base or the entity itself has them."""
    if draft.decl.timestamps:
        _add_auto(draft, "created_at", "created", "When the row was created.")
        _add_auto(draft, "updated_at", "updated", "When the row was last saved.")
    if draft.soft_delete:
        _add_auto(draft, "deleted_at", "deleted", "When the row was deleted; empty while it is in use.")


def _add_auto(draft: EntityDraft, name: str, auto: str, text: str) -> None:
    for member in draft.all_fields:
        field = member.field
        if field.auto == auto:
            return
        if (
            field.kind is Kind.DATETIME
            and member_name(member.written, "field", 0) == name
            and member in draft.fields
        ):
            member.change(auto=auto, required=auto != "deleted", default=None, unique=False)
            return
    field = Field(
        source=name,
        name="",
        kind=Kind.DATETIME,
        label=name.replace("_", " "),
        required=auto != "deleted",
        help=text,
        auto=auto,  # type: ignore[arg-type]  # one of the three words above
        location=draft.decl.location,
    )
    draft.fields.append(FieldDraft(name, field))


def inherit(draft: EntityDraft, report: Report) -> None:
    """Take over what the bases have. They are complete and named already."""
    own = {member.written: member for member in draft.own_members}
    seen = set(own)
    names: set[str] = set()
    for base in draft.bases:
        for member in base.all_fields:
            if member.written in own:
                _override(draft, member, own[member.written], report)
            elif member.written not in seen:
                seen.add(member.written)
                _inherit_field(draft, base, member, names)
        for link in base.links:
            if link.written not in seen:
                seen.add(link.written)
                draft.links.append(LinkDraft(link.decl, replace(link.link, name="")))
        draft.automatic |= base.automatic
        draft.broken |= base.broken
        _inherit_options(draft, base)


def _override(draft: EntityDraft, base: FieldDraft, own: MemberDraft, report: Report) -> None:
    """Declared again: Django hides the base's field if the new one has its Python name."""
    own.change(name=base.field.name, label=member_of(own).label or base.field.label)
    if base.field.primary_key:
        message = f"{quote(draft.decl.written)} has a key already, {quote(base.written)} of its base"
        report.error("erd.E051", member_of(own).location, message, "declare the key in one place")


def _inherit_field(draft: EntityDraft, base: EntityDraft, member: FieldDraft, names: set[str]) -> None:
    """A field that would be hidden, or is AbstractUser's, is declared again by the entity itself."""
    name = member.field.name
    if name in names or (draft.is_user and name in USER_FIELDS | USER_ATTRIBUTES):
        copy = replace(member.field, name="", called=False, inherited_from="", db_column="", choices_class="")
        draft.fields.append(FieldDraft(member.written, copy, member.unsized, member.given, member.column))
        return
    names.add(name)
    field = replace(member.field, inherited_from=member.field.inherited_from or base.name)
    draft.inherited.append(FieldDraft(member.written, field, member.unsized, member.given, member.column))


def _inherit_options(draft: EntityDraft, base: EntityDraft) -> None:
    draft.ordering = draft.ordering or base.ordering
    draft.display = draft.display or base.display
    draft.owner = draft.owner or base.owner
    draft.soft_delete = draft.soft_delete or base.soft_delete
    draft.unique_together = _joined(base.unique_together, draft.unique_together)
    draft.indexes = _joined(base.indexes, draft.indexes)


def _joined(
    first: tuple[tuple[NameRef, ...], ...], then: tuple[tuple[NameRef, ...], ...]
) -> tuple[tuple[NameRef, ...], ...]:
    return tuple(dict.fromkeys((*first, *then)))
