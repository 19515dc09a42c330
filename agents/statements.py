"""What the ERD and its sentences state about the access to each entity, and what that comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.access_findings import tell_no_owner
from agents.access_rules import AccessTable, settle_access
from agents.hub import Seat
from agents.notes import AccessRuled
from agents.ownership import Ownership, find_owner
from erdgen.compiler.contributions import Because
from erdgen.compiler.spec.project import (
    AUTHENTICATED,
    OWNER,
    Action,
    Entity,
    FieldPermission,
    Permission,
    Project,
)

#: What is stated about one entity, and whose its rows are.
Settled = tuple[AccessTable, Ownership | None]


@dataclass(frozen=True)
class Statements:
    """What is said about one entity: its permissions, those of its fields, and sentences."""

    entity: Entity
    permissions: Sequence[Permission]
    fields: Sequence[FieldPermission]
    rules: Sequence[AccessRuled]

    def name_owner(self) -> bool:
        """Whether any of them gives something to the owner."""
        grantees = [*(permission.grantees for permission in self.permissions)]
        grantees += [who for field in self.fields for who in (field.read, field.write) if who is not None]
        grantees += [ruled.rule.grantees for ruled in self.rules]
        return any(OWNER in who for who in grantees)


def gather_statements(project: Project, seat: Seat) -> Iterator[Statements]:
    """The statements about each entity, in the order of the ERD."""
    permissions: dict[str, list[Permission]] = defaultdict(list)
    for permission in project.auth.permissions:
        permissions[permission.entity].append(permission)
    fields: dict[str, list[FieldPermission]] = defaultdict(list)
    for field in project.auth.field_permissions:
        fields[field.entity].append(field)
    rules: dict[str, list[AccessRuled]] = defaultdict(list)
    for ruled in seat.heard(AccessRuled):
        rules[ruled.entity].append(ruled)
    for entity in project.entities:
        yield Statements(entity, permissions[entity.name], fields[entity.name], rules[entity.name])


def settle(project: Project, stated: Statements, seat: Seat) -> Settled:
    """Whose the rows are, and who may do what with them, by permissions and sentences together."""
    entity = stated.entity
    named = stated.name_owner()
    paths = (ruled.rule.owner_path for ruled in stated.rules if OWNER in ruled.rule.grantees)
    owner = find_owner(project, entity, named=named, told=next(filter(None, paths), ""))
    path = owner.path if owner is not None else ""
    table, problems = settle_access(entity, stated.permissions, stated.fields, stated.rules, path)
    for problem in problems:
        seat.report(problem)
    if owner is not None:
        return table, owner
    if named or entity.owner:
        seat.report(tell_no_owner(entity))
    return table.without_owner(), None


def decide(table: AccessTable, action: Action) -> tuple[tuple[str, ...], Because]:
    """Who may do ``action``, and why; tight where the ERD lists the entity but not the action."""
    entity, cell = table.entity, table.cells.get(("", action))
    if cell is not None:
        return cell.grantees, cell.because
    if table.listed:
        return (), Because(f"the ERD lists {entity.name} but not {action}, so only superusers may", "safety")
    if not entity.is_user:
        return (AUTHENTICATED,), Because(
            "the ERD names nobody, so everyone who is signed in may", "convention"
        )
    grantees = (OWNER,) if action in ("read", "update") else ()
    return grantees, Because("the ERD names nobody, so a user is the user's own affair", "safety")
