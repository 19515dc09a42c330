"""Definitions that old migrations name, and that would not be generated any more.

Migrations are never rewritten: what they import has to be there as long as they are.
"""

from __future__ import annotations

from collections.abc import Set

import libcst as cst

from erdgen.compiler.merge.names import undefined_names

_IMPORT = cst.Import | cst.ImportFrom


def keep_definitions(base: str, new: str, names: Set[str]) -> str:
    """``new`` with the definitions of ``names`` from ``base``, and whatever these need, at its end."""
    kept, module = cst.parse_module(base), cst.parse_module(new)
    body = [*module.body]
    missing, chosen = set(names), set[int]()
    while missing:
        found = {place for place, node in enumerate(kept.body) if missing & _binds(node)} - chosen
        if not found:
            break
        chosen |= found
        imports = [kept.body[place] for place in sorted(chosen) if _is_import(kept.body[place])]
        others = [kept.body[place] for place in sorted(chosen) if not _is_import(kept.body[place])]
        start = next((place for place, node in enumerate(body) if _is_import(node)), len(body[:1]))
        text = module.with_changes(body=[*body[:start], *imports, *body[start:], *others]).code
        missing = set(undefined_names(text) - undefined_names(new))
    return text if chosen else new


def _is_import(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleStatementLine) and isinstance(node.body[0], _IMPORT)


def _binds(node: cst.CSTNode) -> set[str]:
    """Names that a statement of a module gives a meaning to."""
    match node:
        case cst.FunctionDef() | cst.ClassDef():
            return {node.name.value}
        case cst.SimpleStatementLine(body=[cst.Assign(targets=targets)]):
            return {target.target.value for target in targets if isinstance(target.target, cst.Name)}
        case cst.SimpleStatementLine(body=[cst.AnnAssign(target=cst.Name(value=name))]):
            return {name}
        case cst.SimpleStatementLine(body=[cst.Import(names=names) | cst.ImportFrom(names=names)]):
            if isinstance(names, cst.ImportStar):
                return set()
            return {(alias.evaluated_alias or alias.evaluated_name).partition(".")[0] for alias in names}
    return set()
