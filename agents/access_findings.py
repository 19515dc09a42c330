"""What the author of an ERD should hear of its permissions: what they leave open, and what is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agents.access import may_meet
from agents.access_rules import AccessTable, in_words
from erdgen.compiler.contributions import Because
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.spec.project import ACTIONS, Action, Entity, Field, Member


def tell_silence(table: AccessTable) -> Finding | None:
    """What the ERD leaves open about the entity's permissions, as the user should hear it."""
    entity = table.entity
    stated = {action: table.cells[target] for action in ACTIONS if (target := ("", action)) in table.cells}
    missing = [action for action in ACTIONS if action not in stated]
    if table.listed and missing:
        return Finding(
            Level.WARNING,
            "auth.W001",
            f"nobody but superusers may {' or '.join(missing)} {entity.name}: its permissions do not name it",
            f"add {', '.join(missing)} to auth_requirements.permissions.{entity.source}",
            entity.name,
            next((cell.because.location for cell in stated.values()), entity.location),
        )
    if not table.listed and missing and entity.is_user:
        ruled = f", as far as no rule says who may {' or '.join(stated)}" if stated else ""
        return Finding(
            Level.INFO,
            "auth.I001",
            f"{entity.name} has no permissions: users read and update themselves, "
            f"superusers do the rest{ruled}",
            f"add auth_requirements.permissions.{entity.source} to change it",
            entity.name,
            entity.location,
        )
    return None


def tell_sender_needed(entity: Entity, link: str, because: Because) -> Finding:
    """That rows whose ``link`` is the sender are made by nobody who is not signed in."""
    return Finding(
        Level.WARNING,
        "auth.W003",
        f"only signed-in users may create {entity.name}, not anyone: its {link} is whoever sends the request",
        f"make {entity.source}.{link} optional, or grant create to authenticated",
        entity.name,
        because.location or entity.location,
    )


def tell_no_owner(entity: Entity) -> Finding:
    """That nobody knows whose the rows are, though something is granted to their owners."""
    return Finding(
        Level.WARNING,
        "auth.W002",
        f"{entity.name} has no clear owner, so what is granted to its owner is granted to nobody",
        f"name the path from {entity.source} to a user in its option 'owner'",
        entity.name,
        entity.location,
    )


def tell_out_of_reach(
    table: AccessTable, field: str, grants: Mapping[Action, tuple[str, ...]]
) -> Iterator[Finding]:
    """Sentences that let somebody touch ``field`` who can touch no row."""
    writers = tuple(dict.fromkeys((*grants["create"], *grants["update"])))
    rows: dict[Action, tuple[str, ...]] = {"read": grants["read"], "update": writers}
    for action, reached in rows.items():
        cell = table.cells.get((field, action))
        shut = [who for who in cell.grantees if not may_meet((who,), reached)] if cell is not None else []
        if cell is not None and cell.sentence and shut:
            yield Finding(
                Level.WARNING,
                "auth.W006",
                f"{in_words(tuple(shut))} may {action} {table.entity.name}.{field} by {cell.place}, "
                f"but no row of {table.entity.name}: that is left to {in_words(reached)}",
                f"grant {action} of {table.entity.source} to them too, or name others in the sentence",
                table.entity.name,
                cell.because.location,
            )


def tell_closed(code: str, entity: Entity, member: Member, text: str, hint: str) -> Finding:
    """What clients cannot do with ``member``, and what would change it."""
    return Finding(
        Level.INFO, code, f"{entity.name}.{member.name} is {text}", hint, entity.name, member.location
    )


def tell_doubtful(entity: Entity, field: Field) -> Finding:
    """That everybody who reads the rows reads what may be a secret."""
    name = f"{entity.name}.{field.name}"
    shown = f"{name} may be a secret, and everyone who reads {entity.name} reads it"
    place = f"field_permissions.{entity.source}.{field.source}"
    hint = f'write "write_only": true, or say who may read it in {place}'
    if field.primary_key:
        shown = f"{name} may be a secret, and as the key it stands in addresses and other rows"
        hint = f"let another field be the key, or say who may read it in {place}"
    return Finding(Level.WARNING, "auth.W007", shown, hint, entity.name, field.location)
