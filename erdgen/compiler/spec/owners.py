"""Paths from a row to the user who owns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from erdgen.compiler.spec.project import Entity, Project

_OWNER_NAMES = ("owner", "user", "author", "creator", "created_by", "owned_by", "posted_by")
MAX_OWNER_PATH = 4
MAX_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class OwnerPath:
    """``path`` leads to the user; empty when none or several do, which ``candidates`` then lists."""

    path: str = ""
    candidates: tuple[str, ...] = ()


def find_owner_path(project: Project, entity: Entity) -> OwnerPath:
    """The path that the ERD gives, else the only or best-named of the shortest paths to the user.

    ``pk`` stands for the user itself.
    """
    if entity.owner:
        return OwnerPath(entity.owner)
    if entity.is_user:
        return OwnerPath("pk")
    direct = {
        link.name: link.known_as
        for link in entity.relationships
        if not link.many and _is_user(project, link.target)
    }
    if direct:
        return _choose(direct)
    return _find_indirect(project, entity)


def _is_user(project: Project, name: str) -> bool:
    return name in project.by_name and project.by_name[name].is_user


def _choose(paths: Mapping[str, str]) -> OwnerPath:
    """The best of ``paths``, each with what its last link is known as."""
    shown = tuple(paths)[:MAX_CANDIDATES]
    if len(paths) == 1:
        return OwnerPath(shown[0], shown)
    for name in _OWNER_NAMES:
        named = [path for path, last in paths.items() if last == name]
        if named:
            return OwnerPath(named[0] if len(named) == 1 else "", shown)
    by = [path for path, last in paths.items() if last.endswith("_by")]
    return OwnerPath(by[0] if len(by) == 1 else "", shown)


def _find_indirect(project: Project, entity: Entity) -> OwnerPath:
    """Breadth first over required and optional links; an entity is passed through once."""
    seen = {entity.name}
    level = [(entity, "")]
    for _ in range(MAX_OWNER_PATH):
        found: dict[str, str] = {}
        following: dict[str, list[tuple[Entity, str]]] = {}
        for holder, prefix in level:
            for link in holder.relationships:
                if link.many or link.target not in project.by_name:
                    continue
                path = f"{prefix}{link.name}"
                if _is_user(project, link.target):
                    found[path] = link.known_as
                elif link.target not in seen:
                    following.setdefault(link.target, []).append((project.by_name[link.target], f"{path}."))
        if found:
            return _choose(found)
        seen |= set(following)
        level = [step for steps in following.values() for step in steps[:MAX_CANDIDATES]]
    return OwnerPath()
