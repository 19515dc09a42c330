"""Which member is the key of an entity: declared, automatic, or a surrogate for what Django cannot do."""

from __future__ import annotations

from erdgen.compiler.spec.declarations import NameRef
from erdgen.compiler.spec.drafts import EntityDraft, FieldDraft, LinkDraft, MemberDraft, is_single, member_of
from erdgen.compiler.spec.naming import member_name
from erdgen.compiler.spec.project import Default, Kind, RelationKind
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.reserved_names import USER_FIELDS
from erdgen.compiler.spec.texts import quote

#: Keys that clients read and write in a URL.
KEY_KINDS = frozenset(
    {Kind.STR, Kind.TEXT, Kind.SLUG, Kind.EMAIL, Kind.UUID, Kind.INT, Kind.BIGINT, Kind.SMALLINT}
)
_UNCOMPARABLE = frozenset({Kind.JSON, Kind.BINARY})


def choose_key(draft: EntityDraft, report: Report) -> None:
    """Settle ``primary_key`` on at most one member; drop an integer ``id`` in favour of Django's."""
    _make_single_groups_unique(draft)
    declared = _declared_keys(draft, report)
    inherited = [member for member in draft.inherited if member.field.primary_key]
    if inherited:
        _keep_inherited_key(draft, declared, inherited[0], report)
    elif len(declared) > 1:
        _use_surrogate(draft, declared, report)
    elif declared:
        _use_declared(draft, declared[0], report)
    else:
        _use_id(draft, report)


def _make_single_groups_unique(draft: EntityDraft) -> None:
    """``unique_together`` of one member is what ``unique`` says."""
    alone = {group[0].text for group in draft.unique_together if len(group) == 1}
    for member in draft.own_members:
        if member.written in alone and is_single(member):
            draft.unique_together = tuple(
                g for g in draft.unique_together if g[0].text != member.written or len(g) > 1
            )
            if isinstance(member, LinkDraft):
                member.change(kind=RelationKind.ONE_TO_ONE)
            elif member.field.kind not in _UNCOMPARABLE:
                member.change(unique=True, default=None)


def _declared_keys(draft: EntityDraft, report: Report) -> list[MemberDraft]:
    own = draft.own_members
    named = {ref.text: ref for ref in draft.decl.primary_key}
    known = {member.written for member in own}
    for name, ref in named.items():
        if name not in known and name not in draft.broken:
            hint = report.suggest(name, sorted(known), "name fields or relationships of the entity")
            report.error(
                "erd.E050", ref.location, f"{quote(draft.decl.written)} has no member {quote(name)}", hint
            )
    keys = [member for member in own if member_of(member).primary_key or member.written in named]
    for member in keys:
        if not is_single(member):
            message = f"the many-to-many {quote(member.written)} cannot be part of a key"
            report.error("erd.E051", member_of(member).location, message, "use a ForeignKey or a field")
    return [member for member in keys if is_single(member)]


def _keep_inherited_key(
    draft: EntityDraft, declared: list[MemberDraft], inherited: FieldDraft, report: Report
) -> None:
    for member in declared:
        message = f"{quote(draft.decl.written)} has a key already, {quote(inherited.written)} of its base"
        report.error("erd.E051", member_of(member).location, message, "declare the key in one place")


def _use_surrogate(draft: EntityDraft, keys: list[MemberDraft], report: Report) -> None:
    for member in keys:
        member.change(primary_key=False, required=True)
    comparable = all(isinstance(key, LinkDraft) or key.field.kind not in _UNCOMPARABLE for key in keys)
    if comparable:
        group = tuple(NameRef(member.written, member_of(member).location) for member in keys)
        draft.unique_together = (group, *draft.unique_together)
    instead = (
        "an id and a unique constraint" if comparable else "an id; json and binary values cannot be unique"
    )
    names = ", ".join(quote(member.written, bare=True) for member in keys)
    report.warn(
        "erd.W001",
        draft.decl.location,
        f"the key of {quote(draft.decl.written)} is composite ({names}): it gets {instead}",
        "Django's admin and foreign keys need a key of one column",
        subject=draft.name,
    )


def _use_declared(draft: EntityDraft, member: MemberDraft, report: Report) -> None:
    if isinstance(member, LinkDraft):
        member.change(primary_key=True, required=True, kind=RelationKind.ONE_TO_ONE)
    elif draft.is_user and member_name(member.written, "field", 0) in USER_FIELDS - {"id"}:
        _demote(draft, member, report, "the user's own fields are Django's")
    elif _is_id(member) and (member.field.kind.is_integer or _is_plain_number(member)):
        _drop_for_automatic(draft, member, report)
    elif member.field.kind in KEY_KINDS:
        _make_key(member)
    else:
        _demote(draft, member, report, f"a key of type '{member.field.kind}' cannot stand in a URL")


def _use_id(draft: EntityDraft, report: Report) -> None:
    """Without a declared key a field called ``id`` is meant; the one written so before ``ID`` or ``Id``."""
    found = sorted(
        (member for member in draft.fields if _is_id(member)), key=lambda member: member.written != "id"
    )
    if found:
        _use_declared(draft, found[0], report)


def _is_id(member: FieldDraft) -> bool:
    return member_name(member.written, "field", 0) == "id"


def _is_plain_number(member: FieldDraft) -> bool:
    """``NUMBER`` without digits, or without places: an integer by another name."""
    field = member.field
    return member.unsized or (field.kind is Kind.DECIMAL and field.decimal_places == 0)


def _make_key(member: FieldDraft) -> None:
    default = member.field.default
    if member.field.kind is Kind.UUID:
        default = Default(special="uuid") if default is None or not default.special else default
    else:
        default = None
    member.change(primary_key=True, required=True, unique=False, index=False, default=default)


def _drop_for_automatic(draft: EntityDraft, member: FieldDraft, report: Report) -> None:
    draft.fields.remove(member)
    draft.automatic.add(member.written)
    if member.written != "id" or not member.field.kind.is_integer:
        message = f"Django's automatic id stands for {quote(f'{draft.decl.source}.{member.field.source}')}"
        report.tell("erd.I003", member.field.location, message, subject=draft.name)


def _demote(draft: EntityDraft, member: FieldDraft, report: Report, reason: str) -> None:
    comparable = member.field.kind not in _UNCOMPARABLE
    default = None if comparable else member.field.default
    member.change(primary_key=False, required=True, unique=comparable, default=default)
    report.warn(
        "erd.W008",
        member.field.location,
        f"{reason}; {quote(draft.decl.written)} gets an automatic id, "
        f"and {quote(member.written)} is an ordinary field",
        "use int, str or uuid for keys",
        subject=draft.name,
    )
