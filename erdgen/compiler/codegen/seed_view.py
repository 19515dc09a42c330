"""What the template of ``seed.py`` shows."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from erdgen.compiler.codegen.python import text_literal
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.forms import Unique
from erdgen.compiler.spec.project import RelationKind, Relationship


def build_seed_context(design: Design) -> dict[str, Any]:
    """Accounts, the order of the factories, and what limits the rows of each."""
    accounts = []
    for role in design.project.auth.roles:
        account = role.constant.lower()
        account = f"{account}_user" if account == "admin" else account
        accounts.append((role.constant, text_literal(account), text_literal(role.source)))
    owned = [e for e in design.entities if _direct_owner(e)]
    return {
        "accounts": accounts,
        "roles_declared": bool(accounts),
        "models": [e.name for e in parents_first(design)],
        "limits": [(e.name, e.capacity) for e in design.entities if e.capacity is not None],
        "owned": bool(owned),
        "single": [e.name for e in owned if _owns_one(e, _direct_owner(e))],
        "linked": any(e.entity.relationships for e in design.entities),
        "optional_many": any(
            link.many and not link.through and not link.required
            for e in design.entities
            for link in e.entity.relationships
        ),
    }


def parents_first(design: Design) -> list[EntityDesign]:
    """Entities in an order in which required single links lead backwards; a Project has no cycle of them."""
    parents = {
        e.name: dict.fromkeys(r.target for r in e.entity.relationships if r.required and not r.many)
        for e in design.entities
    }
    return [design.by_name[name] for name in TopologicalSorter(parents).static_order()]


def _direct_owner(entity: EntityDesign) -> str:
    """The link to the owner, if it is a single step."""
    path = entity.owner.path if entity.owner else ""
    return "" if path == "pk" or "." in path else path


def _owns_one(entity: EntityDesign, name: str) -> bool:
    """Whether uniqueness may keep an account from owning a second row."""
    members = entity.entity.members
    link = members[name]
    if isinstance(link, Relationship):
        alone = link.kind is RelationKind.ONE_TO_ONE
        if alone or link.unique or link.primary_key:
            return True
    sets = [
        *entity.entity.unique_together,
        *(added.rule.fields for added in entity.rules if isinstance(added.rule, Unique)),
    ]
    return any(
        name in fields
        and not any(
            isinstance(other := members.get(field), Relationship) and other.required
            for field in fields
            if field != name
        )
        for fields in sets
    )
