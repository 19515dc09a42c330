"""Members that no client can set: whether they can be closed, and what the server puts there."""

from __future__ import annotations

from typing import Literal

from agents.access_rules import AccessTable, in_words
from agents.secrecy import is_secret
from agents.words import is_privileged_name
from erdgen.compiler.spec.project import Field, Kind, Member, Relationship

Option = tuple[Literal["required", "default"], str | int | bool]


def find_server_value(member: Member, *, settable: bool) -> Option | None:
    """The option that lets a row exist though not all may write ``member``; None when it can already.

    Where some may (``settable``), a number stays open until they do: a price of 0 would be one.
    """
    if not member.required or member.primary_key:
        return None
    if isinstance(member, Relationship):
        return ("required", False)
    if member.auto or member.default is not None:
        return None
    is_open = member.unique or (settable and member.kind.is_number)
    value = None if is_open else _neutral(member)
    return ("required", False) if value is None else ("default", value)


def _neutral(field: Field) -> str | int | bool | None:
    """A value that says nothing: no, none, or the first choice without privileges."""
    if field.choices:
        plain = (choice.value for choice in field.choices if not is_privileged_name(str(choice.value)))
        return next(plain, None)
    if field.kind is Kind.BOOL:
        return False
    if field.kind.is_number and field.minimum is None and field.maximum is None:
        return "0" if field.kind is Kind.DECIMAL else 0
    return None


def find_obstacle(table: AccessTable, name: str) -> str:
    """Why a member cannot be closed to all clients; empty if it can."""
    entity, member = table.entity, table.entity.members[name]
    cell = table.cells.get((name, "update"))
    if cell is not None:
        return f"{cell.place} says who may change {entity.name}.{name}: {in_words(cell.grantees)}"
    if member.primary_key:
        return f"{entity.name}.{name} is the key, which a new row is given and no row changes anyway"
    if member.write_only or (isinstance(member, Field) and is_secret(entity, member)):
        return f"{entity.name}.{name} is write-only, so there would be no use of it"
    if isinstance(member, Field) and member.builtin:
        return f"{entity.name}.{name} is a part of Django's own accounts"
    return ""
