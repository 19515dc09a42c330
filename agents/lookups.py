"""By which Django lookups a list can be narrowed."""

from __future__ import annotations

from erdgen.compiler.spec.project import Field, Kind, Member

#: Texts of at most this length are codes that one filters by or sorts by, not prose.
CODE_LENGTH = 32
SHORT_TEXT = 255


def usual_lookups(field: Field) -> tuple[tuple[str, ...], str]:
    """The lookups that lists offer unasked for ``field``, and why; none where few would use them."""
    if field.builtin or field.primary_key:
        return (), ""
    if field.choices or field.kind is Kind.BOOL:
        return ("exact",), "it has few values, by which lists are narrowed"
    if field.kind.is_integer or field.kind is Kind.DECIMAL:
        return ("exact", "gte", "lte"), "numbers are asked for exactly and from–to"
    if field.kind is Kind.DATE:
        return ("exact", "gte", "lte"), "dates are asked for exactly and from–to"
    if field.kind in (Kind.FLOAT, Kind.DATETIME):
        return ("gte", "lte"), "its values are too fine to be met exactly, so from–to"
    code = field.kind in (Kind.STR, Kind.SLUG) and field.unique
    if code and (field.kind is Kind.SLUG or (field.max_length or SHORT_TEXT) <= CODE_LENGTH):
        return ("exact",), "a unique code finds one row"
    return (), ""


def possible_lookups(member: Member) -> tuple[str, ...]:
    """The lookups that make sense where somebody asks for them; none for what cannot be compared."""
    if not isinstance(member, Field):
        return ("exact",)
    if member.kind in (Kind.JSON, Kind.BINARY) or member.kind.is_file:
        return ()
    usual, _ = usual_lookups(member)
    if usual:
        return usual
    return ("exact", "icontains") if member.kind.is_text else ("exact",)
