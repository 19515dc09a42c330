"""AuthenticationAgent: roles, owners, permissions, and what stays hidden or out of reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal

from agents.access import covers
from agents.base import Agent
from agents.hub import Seat
from agents.notes import FieldHidden, HiddenFields, OwnerKnown, Question, WhoMayRead
from agents.ownership import Ownership, find_owner, takes_sender
from agents.unreachable import find_server_value
from agents.words import POWERS, SECRETS, is_privileged_name, snake
from erdgen.compiler.contributions import (
    AnyContribution,
    Because,
    DefineRole,
    GrantPermission,
    RestrictField,
    SetFieldOption,
    SetOwner,
)
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.spec.project import (
    ACTIONS,
    ANYONE,
    AUTHENTICATED,
    OWNER,
    Action,
    Entity,
    FieldPermission,
    Member,
    Permission,
    Project,
    Role,
)

Grants = dict[Action, tuple[str, ...]]


class AuthenticationAgent(Agent):
    """Knows who may do what. Where the ERD is silent it is tight, and says so."""

    name: ClassVar[str] = "authentication"

    def __init__(self) -> None:
        self._grants: dict[str, Grants] = {}
        self._privileged: set[str] = set()
        self._hidden: dict[str, dict[str, None]] = defaultdict(dict)

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        return [
            *self._roles(project),
            *(made for entity in _with_permissions(project) for made in self._entity(project, *entity, seat)),
        ]

    def answer(self, question: Question[Any]) -> Any:
        match question:
            case WhoMayRead(entity=entity) if entity in self._grants:
                return self._grants[entity]["read"]
            case HiddenFields(entity=entity):
                return tuple(self._hidden.get(entity, ()))
        return None

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        """Every endpoint has a permission for every action."""
        granted = {(c.entity, c.action) for c in contributions if isinstance(c, GrantPermission)}
        return [
            Finding(
                Level.ERROR,
                "review.E001",
                f"nobody decided who may {action} {entity.name}",
                subject=entity.name,
            )
            for entity in project.entities
            for action in ACTIONS
            if (entity.name, action) not in granted
        ]

    def _roles(self, project: Project) -> Iterator[DefineRole]:
        managers = {
            grantee
            for permission in project.auth.permissions
            if project.user is not None
            and permission.entity == project.user.name
            and permission.action != "read"
            for grantee in permission.grantees
        }
        for role in project.auth.roles:
            privileged, reason = _privilege(role, role.source in managers)
            source: Literal["erd", "convention"] = "convention" if role.privileged is None else "erd"
            because = Because(reason, source, role.location)
            if privileged:
                self._privileged.add(role.source)
            yield DefineRole(owner=self.name, role=role.source, privileged=privileged, because=because)

    def _entity(
        self,
        project: Project,
        entity: Entity,
        permissions: Sequence[Permission],
        fields: Sequence[FieldPermission],
        seat: Seat,
    ) -> Iterator[AnyContribution]:
        named = _names_owner(permissions, fields)
        owner = find_owner(project, entity, named=named)
        if owner is not None:
            creators = next((p.grantees for p in permissions if p.action == "create"), ())
            owner = takes_sender(owner, creators, frozenset(self._privileged))
            yield from self._own(entity, owner, seat)
        elif named or entity.owner:
            seat.report(_no_owner(entity))
        yield from self._grant(entity, permissions, owner, seat)
        fields = fields if owner is not None else [_without_owner(field) for field in fields]
        yield from self._restrict(entity, fields, seat)
        unreachable = [
            *self._protect(entity, {field.field for field in fields if field.write is not None}, seat)
        ]
        yield from unreachable
        yield from self._fill(entity, owner, unreachable, fields)
        yield from self._keep_secrets(entity, seat)

    def _own(self, entity: Entity, owner: Ownership, seat: Seat) -> Iterator[AnyContribution]:
        because = Because(owner.reason, "erd" if owner.by_erd else "convention", entity.location)
        yield SetOwner(
            owner=self.name,
            entity=entity.name,
            path=owner.path,
            from_request=owner.from_request,
            because=because,
        )
        seat.broadcast(OwnerKnown(entity.name, owner.path, owner.from_request))
        if owner.from_request and not entity.members[owner.path].read_only:
            reason = "an owner is whoever sends the request, never a name that a client gives"
            yield self._option(entity, owner.path, "read_only", True, reason, "safety")

    def _grant(
        self, entity: Entity, permissions: Sequence[Permission], owner: Ownership | None, seat: Seat
    ) -> Iterator[GrantPermission]:
        by_action = {permission.action: permission for permission in permissions}
        grants = self._grants[entity.name] = {}
        for action in ACTIONS:
            permission = by_action.get(action)
            grantees, because = _decide(entity, action, permission, listed=bool(permissions))
            if owner is None:
                grantees = tuple(grantee for grantee in grantees if grantee != OWNER)
            if action == "create" and ANYONE in grantees and _needs_sender(entity, owner):
                grantees = tuple(dict.fromkeys(AUTHENTICATED if g == ANYONE else g for g in grantees))
                seat.report(_sender_needed(entity, owner, permission))
            grants[action] = grantees
            yield GrantPermission(
                owner=self.name, entity=entity.name, action=action, grantees=grantees, because=because
            )
        finding = _silence(entity, by_action)
        if finding is not None:
            seat.report(finding)

    def _restrict(
        self, entity: Entity, fields: Sequence[FieldPermission], seat: Seat
    ) -> Iterator[RestrictField]:
        for field in fields:
            if field.read is not None:
                self._hide(entity, field.field, f"only {_listed(field.read)} may read it", seat)
            yield RestrictField(
                owner=self.name,
                entity=entity.name,
                field=field.field,
                read=field.read,
                write=field.write,
                because=Because("the ERD gives this field its own permission", "erd", field.location),
            )

    def _protect(self, entity: Entity, decided: set[str], seat: Seat) -> Iterator[SetFieldOption]:
        """Close the fields of a user by which people could raise themselves."""
        for member in entity.members.values() if entity.is_user else ():
            if member.name in decided or member.read_only or snake(member.name) not in POWERS:
                continue
            if getattr(member, "auto", ""):
                continue
            reason = "it gives a user powers that no user may take"
            yield self._option(entity, member.name, "read_only", True, reason, "safety")
            seat.report(
                _told(
                    "auth.I002",
                    entity,
                    member,
                    f"read-only for clients: {reason}",
                    "a field permission opens it",
                )
            )

    def _fill(
        self,
        entity: Entity,
        owner: Ownership | None,
        closed: Sequence[SetFieldOption],
        fields: Sequence[FieldPermission],
    ) -> Iterator[SetFieldOption]:
        """Give members that a creating client cannot set a value, so that rows can be created at all."""
        creators = self._grants[entity.name]["create"]
        names = {option.field for option in closed}
        names |= {
            field.field for field in fields if field.write is not None and not covers(field.write, creators)
        }
        names |= {member.name for member in entity.members.values() if member.read_only}
        names -= {owner.path} if owner is not None and owner.from_request else set()
        for member in entity.members.values():
            option = find_server_value(member) if member.name in names else None
            if option is not None:
                reason = "not everyone who creates a row may set it, so a row must do without"
                yield self._option(entity, member.name, *option, reason, "convention")

    def _keep_secrets(self, entity: Entity, seat: Seat) -> Iterator[SetFieldOption]:
        for field in entity.fields:
            if field.write_only:
                self._hide(entity, field.name, "it is write-only", seat)
            elif (
                snake(field.name) in SECRETS
                and field.kind.is_text
                and not _stands_for_row(entity, field.name)
            ):
                self._hide(entity, field.name, "its name says that it is a secret", seat)
                yield self._option(
                    entity, field.name, "write_only", True, "its name says that it is a secret", "safety"
                )
                text = "write-only: its name says that it is a secret"
                seat.report(_told("auth.I003", entity, field, text, "rename it if it is none"))

    def _hide(self, entity: Entity, name: str, reason: str, seat: Seat) -> None:
        self._hidden[entity.name][name] = None
        seat.broadcast(FieldHidden(entity.name, name, reason))

    def _option(
        self,
        entity: Entity,
        name: str,
        option: Literal["read_only", "write_only", "required", "default"],
        value: str | int | bool,
        reason: str,
        source: Literal["convention", "safety"],
    ) -> SetFieldOption:
        return SetFieldOption(
            owner=self.name,
            entity=entity.name,
            field=name,
            option=option,
            value=value,
            because=Because(reason, source, entity.members[name].location),
        )


def _with_permissions(
    project: Project,
) -> Iterator[tuple[Entity, Sequence[Permission], Sequence[FieldPermission]]]:
    """Each entity with what the ERD says about it."""
    permissions: dict[str, list[Permission]] = defaultdict(list)
    for permission in project.auth.permissions:
        permissions[permission.entity].append(permission)
    fields: dict[str, list[FieldPermission]] = defaultdict(list)
    for field in project.auth.field_permissions:
        fields[field.entity].append(field)
    for entity in project.entities:
        yield entity, permissions[entity.name], fields[entity.name]


def _privilege(role: Role, manages_users: bool) -> tuple[bool, str]:
    if role.privileged is not None:
        return role.privileged, "the ERD says whether people may take this role themselves"
    if manages_users:
        return True, "who manages users must be made so by somebody"
    if is_privileged_name(role.source):
        return True, "by its name it has power over others"
    return False, "people may choose it when they register"


def _names_owner(permissions: Sequence[Permission], fields: Sequence[FieldPermission]) -> bool:
    return any(OWNER in permission.grantees for permission in permissions) or any(
        OWNER in (*(field.read or ()), *(field.write or ())) for field in fields
    )


def _decide(
    entity: Entity, action: Action, permission: Permission | None, *, listed: bool
) -> tuple[tuple[str, ...], Because]:
    """Who may do ``action``, and why; tight where the ERD lists the entity but not the action."""
    if permission is not None:
        because = Because(f"the ERD says who may {action} {entity.plural}", "erd", permission.location)
        return tuple(dict.fromkeys(permission.grantees)), because
    if listed:
        return (), Because(f"the ERD lists {entity.name} but not {action}, so only superusers may", "safety")
    if not entity.is_user:
        return (AUTHENTICATED,), Because(
            "the ERD names nobody, so everyone who is signed in may", "convention"
        )
    grantees = (OWNER,) if action in ("read", "update") else ()
    return grantees, Because("the ERD names nobody, so a user is the user's own affair", "safety")


def _silence(entity: Entity, by_action: dict[Action, Permission]) -> Finding | None:
    """What the ERD leaves open about the entity's permissions, as the user should hear it."""
    missing = [action for action in ACTIONS if action not in by_action]
    if by_action and missing:
        return Finding(
            Level.WARNING,
            "auth.W001",
            f"nobody but superusers may {' or '.join(missing)} {entity.name}: its permissions do not name it",
            f"add {', '.join(missing)} to auth_requirements.permissions.{entity.source}",
            entity.name,
            next(iter(by_action.values())).location,
        )
    if not by_action and entity.is_user:
        return Finding(
            Level.INFO,
            "auth.I001",
            f"{entity.name} has no permissions: users read and update themselves, superusers do the rest",
            f"add auth_requirements.permissions.{entity.source} to change it",
            entity.name,
            entity.location,
        )
    return None


def _needs_sender(entity: Entity, owner: Ownership | None) -> bool:
    return owner is not None and owner.from_request and entity.members[owner.path].required


def _sender_needed(entity: Entity, owner: Ownership | None, permission: Permission | None) -> Finding:
    link = owner.path if owner is not None else "owner"
    return Finding(
        Level.WARNING,
        "auth.W003",
        f"only signed-in users may create {entity.name}, not anyone: its {link} is whoever sends the request",
        f"make {entity.source}.{link} optional, or grant create to authenticated",
        entity.name,
        permission.location if permission is not None else entity.location,
    )


def _no_owner(entity: Entity) -> Finding:
    return Finding(
        Level.WARNING,
        "auth.W002",
        f"{entity.name} has no clear owner, so what is granted to its owner is granted to nobody",
        f"name the path from {entity.source} to a user in its option 'owner'",
        entity.name,
        entity.location,
    )


def _without_owner(field: FieldPermission) -> FieldPermission:
    def rest(grantees: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if grantees is None else tuple(grantee for grantee in grantees if grantee != OWNER)

    return replace(field, read=rest(field.read), write=rest(field.write))


def _stands_for_row(entity: Entity, name: str) -> bool:
    return name == entity.display or name == entity.pk_name


def _told(code: str, entity: Entity, member: Member, text: str, hint: str) -> Finding:
    return Finding(
        Level.INFO, code, f"{entity.name}.{member.name} is {text}", hint, entity.name, member.location
    )


def _listed(grantees: tuple[str, ...]) -> str:
    return ", ".join(grantees) or "superusers"
