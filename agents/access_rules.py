"""Sentences about permissions, held against the permissions that the ERD lists.

Nobody gains by a sentence what a permission withholds, and nobody loses silently what it grants: where both
speak of the same action, the narrower stands and is reported, and anything else is a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agents.access import includes
from agents.notes import AccessRuled
from erdgen.compiler.contributions import Because
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.spec.project import OWNER, Action, Entity, FieldPermission, Permission

#: A field (empty: whole rows) and what is done with it. A field is written by ``update``.
Target = tuple[str, Action]


@dataclass(frozen=True, slots=True)
class Cell:
    """Who may do one thing, and why. ``sentence`` is the rule that says so; empty for a permission."""

    grantees: tuple[str, ...]
    because: Because
    sentence: str = ""

    @property
    def place(self) -> str:
        """What says so, and the line where it stands."""
        what = f"“{self.sentence}”" if self.sentence else "its permission"
        where = self.because.location
        return f"{what} (line {where.line})" if where is not None and where.line else what


@dataclass(frozen=True)
class AccessTable:
    """All that the ERD states about access to one entity; what it leaves open is missing.

    ``listed`` if ``auth_requirements.permissions`` names the entity.
    """

    entity: Entity
    listed: bool
    cells: Mapping[Target, Cell]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields with access of their own, each once."""
        return tuple(dict.fromkeys(name for name, _ in self.cells if name))

    def grantees(self, field: str, action: Action) -> tuple[str, ...] | None:
        """Who may; None where nothing is stated."""
        cell = self.cells.get((field, action))
        return None if cell is None else cell.grantees

    def reason(self, field: str) -> Because:
        """Why ``field`` has access of its own: a sentence rather than the permission beside it."""
        cells = [cell for (name, _), cell in self.cells.items() if name == field]
        return min(cells, key=lambda cell: not cell.sentence).because

    def without_owner(self) -> AccessTable:
        """The same where rows belong to nobody."""
        cells = {
            target: replace(cell, grantees=_without_owner(cell.grantees))
            for target, cell in self.cells.items()
        }
        return replace(self, cells=cells)


def settle_access(
    entity: Entity,
    permissions: Sequence[Permission],
    fields: Sequence[FieldPermission],
    rules: Sequence[AccessRuled],
    owner_path: str,
) -> tuple[AccessTable, tuple[Finding, ...]]:
    """What permissions and sentences say together, and where they do not agree.

    ``owner_path`` leads to the owner of the rows; empty when there is none.
    """
    cells = dict(_listed_cells(entity, permissions, fields))
    problems: list[Finding] = []
    for ruled in rules:
        stray = owner_path and OWNER in ruled.rule.grantees and ruled.rule.owner_path not in ("", owner_path)
        targets: list[Target] = [(ruled.rule.field, action) for action in ruled.rule.actions]
        if stray:
            known = [cells[target] for target in targets if target in cells]
            place = _place_of_owner(entity, rules, owner_path)
            problems.append(_other_owner(entity, ruled, place, known))
        said = _cell(ruled, owned=not stray)
        for target in targets:
            standing = cells.get(target)
            cells[target] = said if standing is None else _narrower(standing, said)
            if standing is not None:
                problems += _disagreements(entity, target, standing, said)
    return AccessTable(entity, bool(permissions), cells), tuple(problems)


def in_words(grantees: tuple[str, ...]) -> str:
    """How grantees read."""
    return ", ".join(grantees) or "superusers"


def _listed_cells(
    entity: Entity, permissions: Iterable[Permission], fields: Iterable[FieldPermission]
) -> Iterator[tuple[Target, Cell]]:
    for permission in permissions:
        text = f"the ERD says who may {permission.action} {entity.plural}"
        because = Because(text, "erd", permission.location)
        yield ("", permission.action), Cell(tuple(dict.fromkeys(permission.grantees)), because)
    for field in fields:
        because = Because("the ERD gives this field its own permission", "erd", field.location)
        if field.read is not None:
            yield (field.field, "read"), Cell(field.read, because)
        if field.write is not None:
            yield (field.field, "update"), Cell(field.write, because)


def _cell(ruled: AccessRuled, *, owned: bool) -> Cell:
    grantees = tuple(dict.fromkeys(ruled.rule.grantees))
    return Cell(grantees if owned else _without_owner(grantees), ruled.because, ruled.sentence)


def _without_owner(grantees: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(grantee for grantee in grantees if grantee != OWNER)


def _narrower(standing: Cell, said: Cell) -> Cell:
    """Whichever grants less; of two that grant the same, a sentence rather than a permission."""
    if includes(standing.grantees, said.grantees):
        same = standing.sentence and includes(said.grantees, standing.grantees)
        return standing if same else said
    return standing


def _disagreements(entity: Entity, target: Target, standing: Cell, said: Cell) -> Iterator[Finding]:
    """A contradiction, or that one of them is narrower. A permission that withholds more contradicts."""
    narrows = includes(standing.grantees, said.grantees)
    widens = includes(said.grantees, standing.grantees)
    if narrows and widens:
        return
    if not narrows and not (widens and standing.sentence):
        yield _contradiction(entity, target, standing, said)
        return
    wide, narrow = (standing, said) if narrows else (said, standing)
    yield _narrowing(entity, target, wide, narrow)


def _contradiction(entity: Entity, target: Target, standing: Cell, said: Cell) -> Finding:
    return Finding(
        Level.ERROR,
        "auth.E001",
        f"who may {_done(entity, target)}? {said.place} says {in_words(said.grantees)}, "
        f"{standing.place} says {in_words(standing.grantees)}",
        "let both name the same people, or keep one of them",
        entity.name,
        said.because.location,
    )


def _narrowing(entity: Entity, target: Target, wide: Cell, narrow: Cell) -> Finding:
    return Finding(
        Level.WARNING,
        "auth.W004",
        f"only {in_words(narrow.grantees)} may {_done(entity, target)}: {narrow.place} takes it from "
        f"others that {wide.place} names: {in_words(wide.grantees)}",
        "let both name the same people, or keep one of them",
        entity.name,
        narrow.because.location,
    )


def _place_of_owner(entity: Entity, rules: Sequence[AccessRuled], owner_path: str) -> str:
    """Who owns the rows, and what says so."""
    named = (ruled for ruled in rules if OWNER in ruled.rule.grantees)
    by_rule = next((_cell(ruled, owned=True) for ruled in named if ruled.rule.owner_path == owner_path), None)
    if by_rule is not None and not entity.owner:
        return f"{owner_path} by {by_rule.place}"
    where = entity.location
    return f"{owner_path} (line {where.line})" if where is not None and where.line else owner_path


def _other_owner(entity: Entity, ruled: AccessRuled, owner: str, known: Sequence[Cell]) -> Finding:
    """An error where the same action is the owner's already; else the sentence's owner is left out."""
    clash = next((cell for cell in known if OWNER in cell.grantees), None)
    path = ruled.rule.owner_path
    stray = f"“{ruled.sentence}” speaks of {path}, but rows of {entity.name} belong to {owner}"
    hint = f"grant it to a role, or give {entity.source} the option owner: {path}"
    if clash is not None:
        message = f"{stray}, and {clash.place} grants the same to their owner"
        return Finding(Level.ERROR, "auth.E002", message, hint, entity.name, ruled.because.location)
    message = f"{stray}: it is granted to no owner"
    return Finding(Level.WARNING, "auth.W005", message, hint, entity.name, ruled.because.location)


def _done(entity: Entity, target: Target) -> str:
    field, action = target
    return f"{action} {entity.name}.{field}" if field else f"{action} {entity.name}"
