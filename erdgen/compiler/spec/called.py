"""Names that comments in the code give to members, which the ERD calls otherwise.

Of those of entities see ``called_entities.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from erdgen.compiler.spec import naming
from erdgen.compiler.spec.drafts import EntityDraft, LinkDraft, MemberDraft, is_single, member_of
from erdgen.compiler.spec.project import Entity, Member, Project, Relationship
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.reserved_names import ACCESSOR, MEMBER_NAMES, USER_ATTRIBUTES, USER_FIELDS
from erdgen.compiler.spec.texts import quote

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Called:
    """``member`` of ``entity``, both as the ERD writes them, goes by ``name``; the entity where it is empty.

    Of an abstract entity it is so for all that extend it.
    """

    entity: str
    member: str
    name: str


def call_members(
    draft: EntityDraft, drafts: Sequence[EntityDraft], called: Sequence[Called], report: Report
) -> None:
    """Note the names on the members; one that the ERD gives to another member by now is an error.

    A member that is there no more was taken out, or the ERD itself has taken its name over.
    """
    for each in (one for one in called if one.member and _is_of(draft, drafts, one.entity)):
        member = next((one for one in draft.own_members if _is_written(one, each.member)), None)
        if member is None or naming.member_name(each.member, "", 0) == each.name:
            continue
        claims = _claims(member, each.name)
        other = next((one for one in draft.members if one is not member and claims & _wishes(one)), None)
        if other is None:
            member.called = each.name
        else:
            _refuse_both(draft, member, other, each.name, report)


def _is_of(draft: EntityDraft, drafts: Sequence[EntityDraft], source: str) -> bool:
    """Whether ``source`` is the entity's name in the ERD, or was before the ERD renamed it."""
    if draft.decl.source == source:
        return True
    former = draft.decl.renamed_from == source or draft.name == naming.class_name(source, 0)
    return former and all(other.decl.source != source for other in drafts)


def _is_written(member: MemberDraft, source: str) -> bool:
    own = member_of(member).source
    return own == source or naming.member_name(own, "", 0) == naming.member_name(source, "", 0)


def _claims(member: MemberDraft, name: str) -> set[str]:
    return {name, f"{name}_id"} if isinstance(member, LinkDraft) and is_single(member) else {name}


def _wishes(member: MemberDraft) -> set[str]:
    """The names that a member would take, and goes by if it is named already."""
    plain = member.called or naming.member_name(member.written, "", 0)
    return _claims(member, plain) | {member_of(member).name}


def _refuse_both(
    draft: EntityDraft, member: MemberDraft, other: MemberDraft, name: str, report: Report
) -> None:
    entity, old, new = quote(draft.decl.written), quote(member.written), quote(other.written)
    report.error(
        "erd.E024",
        member_of(other).location,
        f"{entity} has {new}, and {old}, which a comment in the code has renamed to {name}",
        f"take {old} out if {new} is what became of it; otherwise give {new} another name, or let a "
        f"comment in the code rename {name} first",
    )


def find_called(project: Project) -> tuple[Called, ...]:
    """The names that are not the ERD's."""
    entities = (Called(entity.source, "", entity.name) for entity in project.entities if entity.called)
    members = (
        Called(entity.source, member.source, member.name)
        for entity in (*project.abstracts, *project.entities)
        for member in entity.members.values()
        if member.called and not member.inherited_from
    )
    return (*entities, *members)


def find_declaring(project: Project, entity: Entity, member: Member) -> Entity:
    """The entity of the ERD that ``member`` is written in."""
    return next((base for base in project.abstracts if base.name == member.inherited_from), entity)


def find_name_fault(project: Project, entity: Entity, member: Member, name: str) -> tuple[str, str]:
    """Why ``member`` cannot be called ``name``, and what can be done instead; empty if it can."""
    what = f"{entity.name}.{member.name}"
    if not _NAME.fullmatch(name) or len(name) > naming.MAX_MEMBER:
        close = naming.member_name(name, "field", 1) if re.fullmatch(r"[\w -]+", name) else ""
        hint = f"say {close}" if close else "say one like hourly_rate"
        return f"“{name}” cannot be the name of a field", hint
    if getattr(member, "builtin", False):
        return f"{what} is a part of Django's own accounts", "give it another label in the ERD"
    if getattr(member, "auto", "") == "deleted":
        return f"deleting needs {what} under this name", "give it another label in the ERD"
    if not member.inherited_from and _is_declared_again(project, entity, member):
        return f"{what} has its name from what {entity.name} extends", "rename it in the ERD"
    for heir in _list_heirs(project, entity, member):
        taken = _find_holder(project, heir, heir.members[member.name], name)
        if taken:
            return f"{heir.name} cannot call anything {name}: {taken}", "choose another name"
    return "", ""


def _is_declared_again(project: Project, entity: Entity, member: Member) -> bool:
    bases = [base for base in project.abstracts if base.name in entity.bases]
    return any(each.source == member.source for base in bases for each in base.fields)


def _list_heirs(project: Project, entity: Entity, member: Member) -> Iterator[Entity]:
    """Every entity whose table has the member."""
    for each in project.entities:
        found = each.members.get(member.name)
        shared = member.inherited_from and found and found.inherited_from == member.inherited_from
        if each is entity or shared:
            yield each


def _find_holder(project: Project, entity: Entity, member: Member, name: str) -> str:
    """What has the name already, or keeps it for itself; empty if it is free."""
    wanted = _names_of(member, name)
    if wanted & MEMBER_NAMES or ACCESSOR.fullmatch(name):
        return "Python, Django or a library needs the name"
    if entity.is_user and wanted & (USER_FIELDS | USER_ATTRIBUTES):
        return "Django's own accounts have it"
    for other in entity.members.values():
        if other.source == member.source:
            continue
        if wanted & (_names_of(other, other.name) | {other.source, other.db_column.lower()}):
            return f"there is {entity.name}.{other.name}"
    for owner, link in project.links():
        if link.target == entity.name and link.related_name in wanted:
            return f"it leads to {owner.name} by {owner.name}.{link.name}"
    return ""


def _names_of(member: Member, name: str) -> set[str]:
    return {name, f"{name}_id"} if isinstance(member, Relationship) and not member.many else {name}
