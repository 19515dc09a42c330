"""Whose a row is: the path from an entity to its owning user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.words import is_owner_name, is_passive_name
from erdgen.compiler.spec.owners import find_owner_path
from erdgen.compiler.spec.project import (
    ANYONE,
    AUTHENTICATED,
    OWNER,
    PSEUDO_ROLES,
    Entity,
    Project,
    Relationship,
)


@dataclass(frozen=True, slots=True)
class Ownership:
    """``path`` to the user. ``sender`` is the link that takes whoever sends the request; empty for none."""

    path: str
    sender: str
    reason: str
    by_erd: bool = False
    #: Roles that may name somebody else as the owner of a row.
    named_by: tuple[str, ...] = ()

    @property
    def from_request(self) -> bool:
        return self.sender == self.path


def find_owner(project: Project, entity: Entity, *, named: bool, told: str = "") -> Ownership | None:
    """The owner of ``entity``'s rows; ``named`` if its permissions speak of an ``owner``.

    ``told`` is the path that an access rule names. The ERD's option ``owner`` stands before it.
    """
    if entity.is_user:
        return Ownership("pk", "", "a user's row is the user's own")
    if project.user is None:
        return None
    if entity.owner:
        return _explicit(project, entity)
    links = [link for link in _singles(entity) if link.target == project.user.name]
    conventional = [link.name for link in links if is_owner_name(link.known_as)]
    if told and _leads_to_user(project, entity, told):
        return _told(entity, told, conventional)
    if len(conventional) == 1:
        return Ownership(conventional[0], conventional[0], f"{conventional[0]} says whose row it is")
    path = find_owner_path(project, entity).path if named else ""
    if not path or not _leads_to_user(project, entity, path):
        return None
    reason = f"its permissions speak of an owner, and {path} is the clearest way to a user"
    return Ownership(path, _taking_sender(entity, path), reason)


def takes_sender(
    ownership: Ownership, creators: tuple[str, ...], updaters: tuple[str, ...], privileged: frozenset[str]
) -> Ownership:
    """``ownership`` as those who create rows fill it.

    Who creates a row owns it, but may name somebody else where the row would still be within reach: the roles
    that may update the rows of everybody. A link that says who made the row, beside the one to its owner, is
    left to privileged roles where only those make rows.
    """
    if ownership.from_request:
        return replace(ownership, named_by=_find_namers(creators, updaters, privileged))
    ordinary = [grantee for grantee in creators if grantee not in privileged]
    return ownership if ordinary or not creators else replace(ownership, sender="")


def _find_namers(
    creators: tuple[str, ...], updaters: tuple[str, ...], privileged: frozenset[str]
) -> tuple[str, ...]:
    """Roles that make rows for others; of those whose update is said nowhere only privileged ones."""
    everybody = not {ANYONE, AUTHENTICATED}.isdisjoint(creators)
    roles = dict.fromkeys(who for who in (*creators, *updaters) if who not in PSEUDO_ROLES)
    limited = OWNER in updaters and {ANYONE, AUTHENTICATED}.isdisjoint(updaters)
    return tuple(
        who
        for who in roles
        if (who in creators or everybody) and (who in updaters or (who in privileged and not limited))
    )


def _explicit(project: Project, entity: Entity) -> Ownership | None:
    if not _leads_to_user(project, entity, entity.owner):
        return None
    sender = "" if "." in entity.owner else entity.owner
    return Ownership(entity.owner, sender, f"the ERD says so: owner {entity.owner}", by_erd=True)


def _told(entity: Entity, path: str, conventional: Sequence[str]) -> Ownership:
    """The owner that a rule names; a link that says who made the row goes on to take the sender."""
    if path in conventional or not conventional:
        sender = _taking_sender(entity, path)
    else:
        sender = conventional[0] if len(conventional) == 1 else ""
    return Ownership(path, sender, f"a business rule says so: the owner is {path}", by_erd=True)


def _taking_sender(entity: Entity, path: str) -> str:
    """``path``, if it is a direct link and does not name somebody whom others choose."""
    return "" if "." in path or is_passive_name(entity.members[path].known_as) else path


def _leads_to_user(project: Project, entity: Entity, path: str) -> bool:
    """Whether every step of ``path`` is a link to one row and the last one reaches the user."""
    here: Entity | None = entity
    for step in path.split("."):
        link = here.members.get(step) if here is not None else None
        if not isinstance(link, Relationship) or link.many:
            return False
        here = project.by_name.get(link.target)
    return here is not None and here.is_user


def _singles(entity: Entity) -> list[Relationship]:
    return [link for link in entity.relationships if not link.many]
