"""Roles and permissions: their names become those of the Project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from erdgen.compiler.spec import naming
from erdgen.compiler.spec.action_words import ACTION_WORDS
from erdgen.compiler.spec.declarations import AuthDecl, FieldPermissionDecl, NameRef, PermissionDecl, RoleDecl
from erdgen.compiler.spec.drafts import EntityDraft
from erdgen.compiler.spec.owners import find_owner_path
from erdgen.compiler.spec.project import (
    ACTIONS,
    OWNER,
    PSEUDO_ROLES,
    AuthSpec,
    FieldPermission,
    Permission,
    Project,
    Role,
)
from erdgen.compiler.spec.references import EntityIndex, find_member
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import clean_text, quote

MAX_ROLE = 100


def link_auth(decl: AuthDecl, index: EntityIndex, report: Report) -> AuthSpec:
    """``auth_requirements`` with the names of the Project."""
    roles = _link_roles(decl.roles, report)
    grantees = {name.lower(): name for name in (*(role.source for role in roles), *PSEUDO_ROLES)}
    return AuthSpec(
        methods=decl.methods,
        roles=roles,
        permissions=_link_permissions(decl.permissions, index, grantees, report),
        field_permissions=_link_field_permissions(decl.field_permissions, index, grantees, report),
        registration=decl.registration,
    )


def _link_roles(decls: Sequence[RoleDecl], report: Report) -> tuple[Role, ...]:
    roles: dict[str, Role] = {}
    names = [clean_text(decl.name.text, MAX_ROLE) for decl in decls]
    constants = naming.member_names([name or "role" for name in names])
    for decl, name, constant in zip(decls, names, constants, strict=True):
        where = decl.name.location
        if not name:
            report.error("erd.E020", where, "a role has no name", "give it a name")
        elif name.lower() in PSEUDO_ROLES:
            hint = (
                "it needs no declaration"
                if name.lower() != OWNER
                else "rows have owners; it needs no declaration"
            )
            report.error("erd.E064", where, f"{quote(name)} is a pseudo-role, not a group", hint)
        elif name.lower() in roles:
            report.error("erd.E064", where, f"the role {quote(name)} stands twice", "keep one of them")
        else:
            roles[name.lower()] = Role(name, constant, decl.help, decl.privileged, where)
    return tuple(roles.values())


def _find_grantees(refs: Iterable[NameRef], known: dict[str, str], report: Report) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for ref in refs:
        name = known.get(clean_text(ref.text, MAX_ROLE).lower())
        if name is None:
            hint = _role_hint(ref.text, list(known.values()), report)
            report.error("erd.E061", ref.location, f"there is no role {quote(ref.text)}", hint)
        else:
            found[name] = None
    return tuple(found)


#: What people write for the pseudo-roles.
_MEANT = {
    "anyone": {"everyone", "everybody", "all", "any", "public", "guest", "anonymous", "*"},
    "authenticated": {"user", "users", "logged_in", "signed_in", "member", "members"},
    "owner": {"self", "creator", "author", "me"},
}


def _role_hint(text: str, names: list[str], report: Report) -> str:
    for pseudo, words in _MEANT.items():
        if text.strip().lower() in words:
            return f"did you mean {quote(pseudo)}? Else add it to 'roles'"
    return report.suggest(text, names, f"add it to 'roles'; known are {', '.join(names)}")


def _link_permissions(
    decls: Sequence[PermissionDecl], index: EntityIndex, known: dict[str, str], report: Report
) -> tuple[Permission, ...]:
    """One permission for each entity and action; a narrow word (``read``) wins over a wide one (``all``)."""
    cells: dict[tuple[str, str], tuple[int, Permission]] = {}
    for decl in decls:
        entity = _find_entity(decl.entity, index, report)
        actions = ACTION_WORDS.get(decl.action.text.lower(), ())
        if not actions:
            hint = report.suggest(decl.action.text, ACTION_WORDS, f"known are {', '.join(ACTIONS)}")
            report.error(
                "erd.E062", decl.action.location, f"there is no action {quote(decl.action.text)}", hint
            )
        grantees = _find_grantees(decl.grantees, known, report)
        if not decl.grantees:
            message = (
                f"nobody may {quote(decl.action.text, bare=True)} {quote(decl.entity.text)} but superusers"
            )
            report.warn("erd.W009", decl.action.location, message)
        for action in actions if entity is not None else ():
            assert entity is not None
            permission = Permission(entity.name, action, grantees, decl.action.location)
            _put(cells, permission, width=len(actions))
    return tuple(permission for _, permission in cells.values())


def _put(cells: dict[tuple[str, str], tuple[int, Permission]], new: Permission, width: int) -> None:
    key = (new.entity, new.action)
    standing = cells.get(key)
    if standing is None or width < standing[0]:
        cells[key] = (width, new)
    elif width == standing[0]:
        grantees = tuple(dict.fromkeys((*standing[1].grantees, *new.grantees)))
        cells[key] = (width, replace(standing[1], grantees=grantees))


def _find_entity(ref: NameRef, index: EntityIndex, report: Report) -> EntityDraft | None:
    entity = index.find(ref, code="erd.E062")
    if entity is not None and entity.decl.abstract:
        message = f"{quote(ref.text)} is abstract: it has no rows to permit"
        report.error("erd.E062", ref.location, message, "name the entities that extend it")
        return None
    return entity


def _link_field_permissions(
    decls: Sequence[FieldPermissionDecl], index: EntityIndex, known: dict[str, str], report: Report
) -> tuple[FieldPermission, ...]:
    found: dict[tuple[str, str], FieldPermission] = {}
    for decl in decls:
        read = None if decl.read is None else _find_grantees(decl.read, known, report)
        write = None if decl.write is None else _find_grantees(decl.write, known, report)
        entity = _find_entity(decl.entity, index, report)
        name = find_member(entity, decl.field, report, "erd.E062") if entity else ""
        if entity and name:
            permission = FieldPermission(entity.name, name, read, write, decl.field.location)
            if found.setdefault((entity.name, name), permission) is not permission:
                message = f"{quote(f'{decl.entity.text}.{decl.field.text}')} has field permissions already"
                report.error("erd.E013", decl.field.location, message, "keep them in one place")
    return tuple(found.values())


def settle_owners(project: Project, report: Report) -> Project:
    """Where permissions speak of an ``owner``, there must be one path to the user; it is filled in."""
    named = {p.entity: p for p in reversed(project.auth.permissions) if OWNER in p.grantees}
    for rule in reversed(project.auth.field_permissions):
        if OWNER in (*(rule.read or ()), *(rule.write or ())):
            named.setdefault(rule.entity, Permission(rule.entity, "read", (), rule.location))
    paths: dict[str, str] = {}
    for entity in project.entities:
        if entity.name not in named or entity.owner or entity.is_user:
            continue
        found = find_owner_path(project, entity)
        if found.path:
            paths[entity.name] = found.path
            continue
        if found.candidates:
            message = f"the owner of {quote(entity.source)} is ambiguous: {', '.join(found.candidates)}"
            hint = f'give the entity the option "owner": "{found.candidates[0]}", or another of them'
        else:
            message = f"{quote(entity.source)} has no owner: no relationship leads to the user"
            hint = "add a ForeignKey(User) to the entity, or grant this to roles"
        report.error("erd.E063", named[entity.name].location, message, hint, subject=entity.name)
    entities = tuple(
        replace(entity, owner=paths[entity.name]) if entity.name in paths else entity
        for entity in project.entities
    )
    return replace(project, entities=entities) if paths else project
