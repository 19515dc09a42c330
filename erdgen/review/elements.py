"""Which entity and member a line of a generated file is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from erdgen.compiler.spec.project import Entity, Project


def find_element_at(project: Project, text: str, line: int) -> tuple[str, str]:
    """The entity (class name) and the member at ``line``, counted from 1; empty where there is none.

    Generated classes are called as their entity, or begin with its name.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return "", ""
    around = [node for node in _list_around(tree, line) if isinstance(node, ast.ClassDef)]
    entity = next(filter(None, (_find_entity(project, node.name) for node in around)), None)
    if entity is None:
        return "", ""
    names = (target for node in around[-1].body for target in _list_targets(node, line))
    return entity.name, next((name for name in names if name in entity.members), "")


def _list_around(tree: ast.AST, line: int) -> Iterator[ast.stmt]:
    """Statements that ``line`` lies in, the outer ones first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            yield node


def _find_entity(project: Project, name: str) -> Entity | None:
    fitting = [entity for entity in project.entities if name.startswith(entity.name)]
    return max(fitting, key=lambda entity: len(entity.name), default=None)


def _list_targets(node: ast.stmt, line: int) -> Iterator[str]:
    if node.lineno <= line <= (node.end_lineno or 0):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        yield from (target.id for target in targets if isinstance(target, ast.Name))
