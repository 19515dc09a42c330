"""A function's text, checked as a whole: one ``def`` of the form that was asked for, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from erdgen.compiler.functions.expressions import Effort, Expressions
from erdgen.compiler.functions.kinds import ForbiddenError, Known

#: Characters of a function's text, nodes of its tree, and levels of them.
LONGEST = 2000
MOST_NODES = 400
DEEPEST = 25


def read_function(source: str, name: str, parameters: Mapping[str, Known]) -> ast.FunctionDef:
    """The tree of ``def name(…)`` with just these parameters in this order.

    Raises ForbiddenError, with the line, for anything that is not allowed.
    """
    function = _parse(source)
    _check_head(function, name, parameters)
    effort = Effort()
    _read_block(function.body, Expressions(dict(parameters), effort))
    if not _always_returns(function.body):
        raise ForbiddenError("it has to end with a return in every case")
    unread = sorted({*parameters, *_assigned(function)} - effort.read)
    if unread:
        raise ForbiddenError(f"{unread[0]} is never read")
    return function


def print_function(source: str, docstring: str) -> str:
    """The text of a checked function with ``docstring``, the text of a literal, as its first line.

    Only what stands in the tree is printed: comments and whatever else a parser skips are gone.
    """
    lines = ast.unparse(ast.parse(source)).splitlines()
    return "\n".join([lines[0], f"    {docstring}", *lines[1:]])


def tidy(source: str) -> str:
    """A checked function as people are shown it: what its tree says."""
    return ast.unparse(ast.parse(source))


def _parse(source: str) -> ast.FunctionDef:
    if len(source) > LONGEST:
        raise ForbiddenError(f"it has more than {LONGEST} characters")
    if not source.isascii():
        raise ForbiddenError("other characters than ASCII stand in it: write them as \\u in a text")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", "") or "it cannot be parsed"
        raise ForbiddenError(f"line {getattr(error, 'lineno', 1) or 1}: {reason}") from None
    _check_size(tree)
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        raise ForbiddenError("it has to be exactly one def and nothing beside it")
    return tree.body[0]


def _check_size(tree: ast.AST) -> None:
    """Level by level, as a deep tree would exhaust the stack of whoever goes down into it."""
    level, count, depth = [tree], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_NODES or depth > DEEPEST:
            raise ForbiddenError("it is too long or too deeply nested")
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _check_head(function: ast.FunctionDef, name: str, parameters: Mapping[str, Known]) -> None:
    given = function.args
    others = (given.posonlyargs, given.kwonlyargs, given.defaults, given.kw_defaults)
    plain = not (any(others) or given.vararg or given.kwarg)
    notes = [argument.annotation for argument in given.args]
    names = [argument.arg for argument in given.args]
    if function.name != name or names != list(parameters) or not plain:
        raise ForbiddenError(f"line 1: it has to begin with def {name}({', '.join(parameters)}):")
    if function.decorator_list or function.returns or any(notes) or vars(function).get("type_params"):
        raise ForbiddenError("line 1: no decorator, no annotation and no type parameter")


def _read_block(body: Sequence[ast.stmt], here: Expressions) -> None:
    """Statements one after the other; names of a branch are known in that branch alone."""
    known = dict(here.known)
    for statement in body:
        here = Expressions(known, here.effort)
        match statement:
            case ast.Assign(targets=[ast.Name() as target], value=value):
                known |= here.bind(target, here.read(value))
            case ast.If(test=test, body=then, orelse=otherwise):
                here.read_truth(test)
                _read_block(then, here)
                _read_block(otherwise, here)
            case ast.Return(value=ast.expr() as value):
                here.read_truth(value)
            case _:
                what = type(statement).__name__
                raise ForbiddenError(f"line {statement.lineno}: {what} is not allowed, no docstring either")


def _always_returns(body: Sequence[ast.stmt]) -> bool:
    match body:
        case [*_, ast.Return()]:
            return True
        case [*_, ast.If(body=then, orelse=otherwise)]:
            return _always_returns(then) and _always_returns(otherwise)
    return False


def _assigned(function: ast.FunctionDef) -> set[str]:
    return {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
