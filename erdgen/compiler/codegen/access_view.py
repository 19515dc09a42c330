"""What the template of ``backend/authentication.py`` shows."""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.codegen.python import text_literal
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.spec.project import ACTIONS, ANYONE, AUTHENTICATED, OWNER, Action

DEFAULT_GRANT = (AUTHENTICATED,)


@dataclass(frozen=True)
class RoleView:
    """A member of the Role enumeration."""

    constant: str
    text: str


@dataclass(frozen=True)
class AccessView:
    """The tables of the module."""

    roles: tuple[RoleView, ...]
    #: Constants of the roles that people may take at registration.
    sign_up_roles: tuple[str, ...]
    #: Entity → action → set expression, for entities that differ from the default.
    access: tuple[tuple[str, tuple[tuple[Action, str], ...]], ...]
    owners: tuple[tuple[str, str], ...]
    #: Entity → set expression of the roles that may name the owner of a row.
    owner_named_by: tuple[tuple[str, str], ...]
    field_access: tuple[tuple[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]], ...]


def build_access_view(design: Design) -> AccessView:
    """Roles, permissions, owners and field access as expressions."""
    constants = {role.source: role.constant for role in design.project.auth.roles}
    return AccessView(
        roles=tuple(RoleView(r.constant, text_literal(r.source)) for r in design.project.auth.roles),
        sign_up_roles=tuple(
            r.constant for r in design.project.auth.roles if not design.roles.get(r.source, True)
        ),
        access=tuple(
            (
                entity.name,
                tuple((action, grantee_set(entity.access.get(action, ()), constants)) for action in ACTIONS),
            )
            for entity in design.entities
            if is_listed(entity)
        ),
        owners=tuple(
            (entity.name, owner_path(entity)) for entity in design.entities if entity.owner is not None
        ),
        owner_named_by=tuple(
            (entity.name, grantee_set(entity.owner.named_by, constants))
            for entity in design.entities
            if entity.owner is not None and entity.named_owner
        ),
        field_access=tuple(
            (entity.name, tuple(_field_sides(entity, constants)))
            for entity in design.entities
            if entity.restrictions
        ),
    )


def is_listed(entity: EntityDesign) -> bool:
    """Whether the entity's row differs from the default of the access table."""
    return any(entity.access.get(action, ()) != DEFAULT_GRANT for action in ACTIONS)


def owner_path(entity: EntityDesign) -> str:
    """The owner's path as a Django lookup: ``job__posted_by``."""
    assert entity.owner is not None
    return entity.owner.path.replace(".", "__")


def grantee_set(grantees: tuple[str, ...], constants: dict[str, str]) -> str:
    """``{Role.EMPLOYER, OWNER}``; ``set()`` for nobody."""
    words = {ANYONE: "ANYONE", AUTHENTICATED: "AUTHENTICATED", OWNER: "OWNER"}
    names = [words.get(grantee) or f"Role.{constants[grantee]}" for grantee in grantees]
    return "{" + ", ".join(names) + "}" if names else "set()"


def _field_sides(
    entity: EntityDesign, constants: dict[str, str]
) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    rows = []
    for r in entity.restrictions:
        sides = [("read", r.read), ("write", r.write)]
        rows.append(
            (r.field, tuple((side, grantee_set(who, constants)) for side, who in sides if who is not None))
        )
    return rows


def owners_see_fields(design: Design) -> bool:
    """Whether some field is open to the owner of its row alone."""
    return any(OWNER in (*(r.read or ()), *(r.write or ())) for e in design.entities for r in e.restrictions)


def owners_write(design: Design) -> bool:
    """Whether some rows may be made or changed by their owners alone."""
    return any(OWNER in e.access.get(action, ()) for e in design.entities for action in ("create", "update"))
