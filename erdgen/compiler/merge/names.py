"""Names that a module uses and does not define: what a merge must not take away."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable

from erdgen.compiler.merge.pieces import Block, Piece, Record


def undefined_names(text: str) -> frozenset[str]:
    """Names that are read but bound nowhere in the module; none when it imports everything of another one."""
    used: set[str] = set()
    bound: set[str] = set(dir(builtins)) | {"__file__", "__name__", "__doc__", "__path__", "__package__"}
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                used.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.alias(name="*"):
                return frozenset()
            case ast.alias(name=name, asname=other):
                bound.add(other or name.split(".")[0])
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
    return frozenset(used - bound)


def defined_names(modules: Iterable[Piece | None]) -> frozenset[str]:
    """The names that the modules' statements define."""
    return frozenset(
        name
        for module in modules
        if isinstance(module, Record)
        for block in module.parts
        if isinstance(block, Block)
        for item in block.items
        for name in item.binds
    )
