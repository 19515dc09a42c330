"""The entity ``User`` and Django's AbstractUser become one."""

from __future__ import annotations

from dataclasses import replace

from erdgen.compiler.spec.drafts import EntityDraft, FieldDraft
from erdgen.compiler.spec.naming import member_name
from erdgen.compiler.spec.project import Default, Field, Kind, RelationKind
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote

_TEXTS = frozenset({Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.SLUG})
_NEVER = frozenset({"password", "is_staff", "is_superuser"})

#: AbstractUser's fields that can be part of the API, as it declares them.
BUILTINS: dict[str, Field] = {
    "username": Field(
        "username", "username", Kind.STR, "username", unique=True, max_length=150, builtin=True
    ),
    "email": Field(
        "email", "email", Kind.EMAIL, "email address", required=False, max_length=254, builtin=True
    ),
    "first_name": Field(
        "first_name", "first_name", Kind.STR, "first name", required=False, max_length=150, builtin=True
    ),
    "last_name": Field(
        "last_name", "last_name", Kind.STR, "last name", required=False, max_length=150, builtin=True
    ),
    "is_active": Field(
        "is_active", "is_active", Kind.BOOL, "active", default=Default(True), read_only=True, builtin=True
    ),
    "last_login": Field(
        "last_login", "last_login", Kind.DATETIME, "last login", required=False, read_only=True, builtin=True
    ),
    "date_joined": Field(
        "date_joined",
        "date_joined",
        Kind.DATETIME,
        "date joined",
        default=Default(special="now"),
        read_only=True,
        builtin=True,
    ),
}
_ALWAYS = ("username", "email")
_FIXED = frozenset({"username", "is_active", "last_login", "date_joined"})


def merge_user(draft: EntityDraft, report: Report) -> None:
    """Replace the fields that AbstractUser has, drop those that no client may see, and relax the links."""
    merged: dict[str, FieldDraft] = {}
    kept: list[FieldDraft] = []
    for member in draft.fields:
        name = member_name(member.written, "field", 0)
        if name in _NEVER:
            _drop(draft, member, report)
        elif name in BUILTINS and name not in merged and _same_type(BUILTINS[name], member.field):
            merged[name] = _merge(name, member, report)
            kept.append(merged[name])
        else:
            kept.append(member)
    front = [merged.get(name) or FieldDraft(name, BUILTINS[name]) for name in _ALWAYS]
    draft.fields = [*front, *(member for member in kept if member not in front)]
    _relax_links(draft, report)


def _drop(draft: EntityDraft, member: FieldDraft, report: Report) -> None:
    message = f"{quote(member.written)} is Django's own and never part of the API"
    report.tell("erd.I002", member.field.location, message, subject=draft.name)
    # What sorts by it, say, loses it without another word.
    draft.broken |= {member.written}


def _same_type(builtin: Field, field: Field) -> bool:
    if builtin.kind in _TEXTS:
        return field.kind in _TEXTS and not field.choices and not field.primary_key
    return field.kind is builtin.kind


def _merge(name: str, member: FieldDraft, report: Report) -> FieldDraft:
    builtin, asked = BUILTINS[name], member.field
    field = replace(
        builtin,
        source=asked.source,
        label=asked.label or builtin.label,
        help=asked.help,
        renamed_from=asked.renamed_from,
        location=asked.location,
        read_only=asked.read_only or builtin.read_only,
        write_only=asked.write_only,
    )
    if name in _FIXED:
        _tell_fixed(member, report)
    else:
        field = _with_wishes(field, member)
    return FieldDraft(member.written, field, given=member.given)


def _tell_fixed(member: FieldDraft, report: Report) -> None:
    ignored = sorted(member.given & {"required", "unique", "max_length", "pattern", "default", "choices"})
    if ignored:
        message = f"{quote(member.written)} is Django's own; {', '.join(ignored)} stay as Django has them"
        report.tell("erd.I002", member.field.location, message)


def _with_wishes(field: Field, member: FieldDraft) -> Field:
    """AbstractUser's email and names are optional and not unique: what goes beyond that is declared again."""
    asked = member.field
    length = asked.max_length if "max_length" in member.given and asked.max_length else field.max_length
    wishes = replace(
        field,
        required=asked.required,
        unique=asked.unique,
        index=asked.index,
        max_length=length,
        pattern=asked.pattern,
        default=asked.default,
    )
    return replace(wishes, overrides_builtin=wishes != field)


def _relax_links(draft: EntityDraft, report: Report) -> None:
    for link in draft.links:
        if link.link.kind is RelationKind.MANY_TO_MANY or not link.link.required:
            continue
        link.change(required=False, relaxed=True, primary_key=False)
        report.warn(
            "erd.W003",
            link.link.location,
            f"{quote(link.written)} of the user is optional: accounts come from registration and "
            "createsuperuser, before the other row exists",
            'write "required": false to say so',
            subject=draft.name,
        )
