"""What the template of ``backend/admin.py`` shows."""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.codegen.children_view import find_children
from erdgen.compiler.codegen.names import display_field
from erdgen.compiler.codegen.python import Imports, literal
from erdgen.compiler.codegen.rule_code import counts_links
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.spec.project import Field, Kind, Member

#: Columns of a list in the admin: few enough to fit a screen.
COLUMNS = 6
FILTERS = 4

#: Fieldsets of Django's UserAdmin already show these.
USER_COLUMNS = ("username", "email", "first_name", "last_name", "is_active", "last_login", "date_joined")


@dataclass(frozen=True)
class AdminView:
    """One ModelAdmin class."""

    model: str
    base: str
    attributes: tuple[str, ...]
    #: Models and least number of rows that are edited along with the row.
    inlines: tuple[tuple[str, int], ...] = ()


def build_admin_views(design: Design, imports: Imports) -> list[AdminView]:
    """Admin view models of all entities; the user's extends Django's own."""
    imports.add("django.contrib", "admin")
    views = [_admin(design, entity) for entity in design.entities]
    if design.project.user is None:
        views.insert(0, AdminView("User", "auth_admin.UserAdmin", ()))
    imports.add("django.contrib.auth", "admin as auth_admin")
    imports.add("backend", "models")
    return views


def _admin(whole: Design, design: EntityDesign) -> AdminView:
    if design.entity.is_user:
        return AdminView(design.name, "auth_admin.UserAdmin", tuple(_user_attributes(design)))
    inlines = tuple((each.child, each.least) for each in find_children(whole, design))
    lines = _attributes(design)
    if inlines:
        lines.append(f"inlines = ({', '.join(f'{child}Inline' for child, _ in inlines)},)")
    return AdminView(design.name, "admin.ModelAdmin", tuple(lines), inlines)


def _attributes(design: EntityDesign) -> list[str]:
    entity = design.entity
    columns = _columns(design)
    lines = [f"list_display = {literal(tuple(columns))}"]
    joined = [
        name for name in columns if name in entity.members and not isinstance(entity.members[name], Field)
    ]
    if joined:
        lines.append(f"list_select_related = {literal(tuple(joined))}")
    filters = [f.name for f in entity.fields if f.kind is Kind.BOOL or f.choices][:FILTERS]
    if filters:
        lines.append(f"list_filter = {literal(tuple(filters))}")
    lines.append(f"search_fields = {literal(_searched(design))}")
    if counts_links(design):
        lines.append("form = PendingLinksForm")
    return lines + _choosers(design)


def _choosers(design: EntityDesign) -> list[str]:
    """How related rows are chosen, and what nobody edits by hand."""
    entity = design.entity
    lines: list[str] = []
    links = [link.name for link in entity.relationships if not (link.many and link.through)]
    if links:
        lines.append(f"autocomplete_fields = {literal(tuple(links))}")
    automatic = [f.name for f in entity.fields if f.auto in ("created", "updated")]
    if automatic:
        lines.append(f"readonly_fields = {literal(tuple(automatic))}")
    return lines


def _columns(design: EntityDesign) -> list[str]:
    entity = design.entity
    shown = display_field(entity)
    columns = [shown] if shown and shown in entity.members else ["__str__"]
    for member in entity.members.values():
        if len(columns) == COLUMNS:
            break
        if member.name not in columns and _fits_column(member):
            columns.append(member.name)
    return columns


def _fits_column(member: Member) -> bool:
    if not isinstance(member, Field):
        return not member.many
    unfit = {Kind.TEXT, Kind.JSON, Kind.BINARY, Kind.FILE, Kind.IMAGE, Kind.DURATION}
    return member.kind not in unfit and not member.write_only and member.auto != "deleted"


def _searched(design: EntityDesign) -> tuple[str, ...]:
    if design.search:
        return design.search
    text = display_field(design.entity)
    if text and isinstance(design.entity.members.get(text), Field):
        return (text,)
    key = design.entity.primary_key
    return (key.name if isinstance(key, Field) else "pk",)


def _user_attributes(design: EntityDesign) -> list[str]:
    entity = design.entity
    own = [
        m.name
        for m in entity.members.values()
        if m.name not in USER_COLUMNS
        and not (isinstance(m, Field) and (m.auto == "deleted" or not _editable(m)))
        and not (not isinstance(m, Field) and m.many and m.through)
    ]
    lines: list[str] = []
    if own:
        lines.append(
            f'fieldsets = (*auth_admin.UserAdmin.fieldsets, ("Profile", {{"fields": {literal(tuple(own))}}}))'
        )
    required = [
        f.name
        for f in entity.fields
        if f.required and f.default is None and not f.auto and f.name != "username" and _editable(f)
    ]
    if required:
        lines.append(
            "add_fieldsets = (*auth_admin.UserAdmin.add_fieldsets, "
            f'(None, {{"classes": ("wide",), "fields": {literal(tuple(required))}}}))'
        )
    return lines + _choosers(design)


def _editable(f: Field) -> bool:
    """Whether the admin's form can hold the field: not binary, not an automatic key."""
    return f.kind is not Kind.BINARY and not (f.primary_key and f.default is not None)
