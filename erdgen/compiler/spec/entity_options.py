"""Options of an entity that name its members: ordering, combinations, display, owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from erdgen.compiler.spec.declarations import Groups, NameRef
from erdgen.compiler.spec.drafts import EntityDraft, FieldDraft, LinkDraft, MemberDraft, is_single, member_of
from erdgen.compiler.spec.project import Entity, Kind
from erdgen.compiler.spec.references import find_member
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote

_NOT_COMPARABLE = frozenset({Kind.JSON, Kind.BINARY})


def freeze_entity(draft: EntityDraft, by_name: Mapping[str, EntityDraft], report: Report) -> Entity:
    """The finished entity. An abstract one keeps its fields only: its options reach its children."""
    if draft.decl.abstract:
        return replace(draft.freeze(), relationships=())
    options: dict[str, Any] = {
        "ordering": _ordering(draft, report),
        "unique_together": _groups(draft, draft.unique_together, "unique_together", report),
        "indexes": _groups(draft, draft.indexes, "indexes", report),
        "display": _display(draft, report),
        "owner": _owner(draft, by_name, report),
    }
    return draft.freeze(**options)


def _ordering(draft: EntityDraft, report: Report) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for ref in draft.ordering:
        descending = ref.text.strip().startswith("-")
        name = find_member(draft, NameRef(ref.text.strip().lstrip("-"), ref.location), report)
        if name and _is_column(draft, name, ref, "ordering", report):
            names.setdefault(name, f"-{name}" if descending else name)
    return tuple(names.values())


def _groups(draft: EntityDraft, groups: Groups, option: str, report: Report) -> tuple[tuple[str, ...], ...]:
    found: dict[tuple[str, ...], None] = {}
    for group in groups:
        names = [(find_member(draft, ref, report), ref) for ref in group]
        usable = [name for name, ref in names if name and _is_column(draft, name, ref, option, report)]
        # A combination with the automatic key is unique, and indexed, by the key alone.
        if len(usable) == len(group) and not (draft.key is None and "id" in usable):
            found[tuple(dict.fromkeys(usable))] = None
    return tuple(found)


def _is_column(draft: EntityDraft, name: str, ref: NameRef, option: str, report: Report) -> bool:
    member = _member(draft, name)
    if member is None:
        return True
    if not is_single(member):
        reason = "it is a many-to-many, not a column"
    elif isinstance(member, FieldDraft) and member.field.kind is Kind.BINARY and option != "ordering":
        # Schemas taken from databases have these; nothing else depends on them.
        message = f"{quote(ref.text)} is binary, and such values are not compared"
        report.warn("erd.W010", ref.location, f"{message}: this part of {option} is left out")
        return False
    elif isinstance(member, FieldDraft) and member.field.kind in _NOT_COMPARABLE:
        reason = f"the database cannot compare values of type '{member.field.kind}'"
    else:
        return True
    message = f"{quote(ref.text)} cannot be used in {option}: {reason}"
    report.error("erd.E051", ref.location, message, "leave it out")
    return False


def _member(draft: EntityDraft, name: str) -> MemberDraft | None:
    return next((member for member in draft.members if member_of(member).name == name), None)


def _display(draft: EntityDraft, report: Report) -> str:
    if draft.display is None:
        return ""
    name = find_member(draft, draft.display, report)
    member = _member(draft, name)
    fits = (
        isinstance(member, FieldDraft)
        and member.field.kind not in _NOT_COMPARABLE
        and not member.field.write_only
    )
    if name and not fits:
        message = f"{quote(draft.display.text)} cannot stand for a row: it is no readable field of the entity"
        report.error("erd.E051", draft.display.location, message, "name a field with a text or a number")
        return ""
    return name


def _owner(draft: EntityDraft, by_name: Mapping[str, EntityDraft], report: Report) -> str:
    """The path in Python names; empty, and a finding, when it does not end at the user."""
    ref = draft.owner
    if ref is None:
        return ""
    here, path = draft, []
    for step in ref.text.split("."):
        name = find_member(here, NameRef(step, ref.location), report, "erd.E053")
        if not name:
            return ""
        member = _member(here, name)
        if not isinstance(member, LinkDraft) or member.link.many or member.target is None:
            message = f"{quote(step)} in the owner path {quote(ref.text)} is no ForeignKey or OneToOne"
            report.error(
                "erd.E053", ref.location, message, "name a path such as 'posted_by' or 'job.posted_by'"
            )
            return ""
        path.append(name)
        here = by_name[member.link.target]
    if not here.is_user:
        message = f"the owner path {quote(ref.text)} ends at {quote(here.decl.written)}, not at the user"
        report.error("erd.E053", ref.location, message, "the last relationship must point to the entity User")
        return ""
    return ".".join(path)
