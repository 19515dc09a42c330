"""Edits as people make them, drawn at random and carried out with libcst on generated Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import libcst as cst

T = TypeVar("T")
#: Chooses one of a number of things.
Pick = Callable[[int], int]
Edit = Callable[[cst.Module, Pick, str], cst.Module]


class Collector(cst.CSTVisitor):
    """All nodes of one kind outside of functions."""

    def __init__(self, kinds: tuple[type[cst.CSTNode], ...]) -> None:
        self.kinds = kinds
        self.found: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, self.kinds):
            self.found.append(node)
        return not isinstance(node, cst.FunctionDef)


def nodes_of(module: cst.Module, *kinds: type[T]) -> list[T]:
    collector = Collector(kinds)  # type: ignore[arg-type]
    module.visit(collector)
    return collector.found  # type: ignore[return-value]


def choose(found: Sequence[T], pick: Pick) -> T | None:
    return found[pick(len(found))] if found else None


def lines(text: str) -> Sequence[cst.BaseStatement | cst.SimpleStatementLine]:
    return cst.parse_module(text).body


def put(body: Sequence[T], place: int, *added: T) -> list[T]:
    return [*body[:place], *added, *body[place:]]


def blocks(module: cst.Module) -> list[cst.Module | cst.IndentedBlock]:
    """The module and the bodies of its classes."""
    classes = nodes_of(module, cst.ClassDef)
    return [module, *(node.body for node in classes if isinstance(node.body, cst.IndentedBlock))]


def with_body(
    module: cst.Module, block: cst.Module | cst.IndentedBlock, body: Sequence[cst.BaseStatement]
) -> cst.Module:
    if block is module:
        return module.with_changes(body=body)
    changed = module.deep_replace(block, block.with_changes(body=body))
    assert isinstance(changed, cst.Module)
    return changed


def is_future(statement: cst.CSTNode) -> bool:
    """Whether nothing may stand before it: a docstring."""
    return (
        isinstance(statement, cst.SimpleStatementLine)
        and isinstance(statement.body[0], cst.Expr)
        and isinstance(statement.body[0].value, cst.SimpleString)
    )


def movable(block: cst.Module | cst.IndentedBlock) -> list[int]:
    """Places of definitions and assignments."""
    return [
        place
        for place, node in enumerate(block.body)
        if isinstance(node, cst.FunctionDef | cst.ClassDef)
        or (isinstance(node, cst.SimpleStatementLine) and isinstance(node.body[0], cst.Assign))
    ]


def add_statements(module: cst.Module, pick: Pick, text: str) -> cst.Module:
    block = choose(blocks(module), pick)
    assert block is not None
    first = 1 if block.body and is_future(block.body[0]) else 0
    place = first + pick(len(block.body) - first + 1)
    return with_body(module, block, put(block.body, place, *lines(text)))


def add_function(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    return add_statements(module, pick, f"\ndef {mark}(self):\n    return {{'{mark}': self}}\n")


def add_class(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    return add_statements(module, pick, f"\nclass {mark}:\n    member_of_{mark} = 1\n")


def add_assignment(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    return add_statements(module, pick, f"{mark} = 'own'\n")


def add_import(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    return module.with_changes(
        body=put(module.body, 1 if is_future(module.body[0]) else 0, *lines(f"import {mark}\n"))
    )


def add_imported_name(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    found = [node for node in nodes_of(module, cst.ImportFrom) if not isinstance(node.names, cst.ImportStar)]
    node = choose(found, pick)
    if node is None:
        return module
    names = [name.with_changes(comma=cst.MaybeSentinel.DEFAULT) for name in node.names]
    return replaced(module, node, node.with_changes(names=[*names, cst.ImportAlias(cst.Name(mark))]))


def replaced(module: cst.Module, old: cst.CSTNode, new: cst.CSTNode) -> cst.Module:
    changed = module.deep_replace(old, new)
    assert isinstance(changed, cst.Module)
    return changed


def add_comment_above(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    block = choose(blocks(module), pick)
    assert block is not None
    place = pick(len(block.body))
    node = block.body[place]
    line = cst.EmptyLine(comment=cst.Comment(f"# {mark}"))
    changed = node.with_changes(leading_lines=[*node.leading_lines, line])
    return with_body(module, block, [*block.body[:place], changed, *block.body[place + 1 :]])


def add_comment_behind(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    found = [
        node for node in nodes_of(module, cst.SimpleStatementLine) if node.trailing_whitespace.comment is None
    ]
    node = choose(found, pick)
    if node is None:
        return module
    space = cst.TrailingWhitespace(cst.SimpleWhitespace("  "), cst.Comment(f"# {mark}"))
    return replaced(module, node, node.with_changes(trailing_whitespace=space))


def add_entry(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    node = choose([found for found in nodes_of(module, cst.List) if found.elements], pick)
    if node is None:
        return module
    place = pick(len(node.elements))
    added = node.elements[0].with_changes(
        value=cst.SimpleString(f'"{mark}"'), comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    )
    return replaced(module, node, node.with_changes(elements=put(node.elements, place, added)))


def add_keyword(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    found = [
        node
        for node in nodes_of(module, cst.Call)
        if node.args and not any(isinstance(argument.value, cst.GeneratorExp) for argument in node.args)
    ]
    node = choose(found, pick)
    if node is None:
        return module
    *others, last = node.args
    last = last.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
    return replaced(
        module, node, node.with_changes(args=[*others, last, cst.Arg(cst.Integer("1"), cst.Name(mark))])
    )


def add_decorator(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    node = choose(nodes_of(module, cst.FunctionDef, cst.ClassDef), pick)
    if node is None:
        return module
    decorator = cst.Decorator(cst.Name(mark))
    return replaced(module, node, node.with_changes(decorators=[decorator, *node.decorators]))


def add_base(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    found = [node for node in nodes_of(module, cst.ClassDef) if node.bases]
    node = choose(found, pick)
    if node is None:
        return module
    first = cst.Arg(cst.Name(mark), comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
    return replaced(module, node, node.with_changes(bases=[first, *node.bases]))


def delete_statement(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    block = choose([found for found in blocks(module) if len(found.body) > 1 and movable(found)], pick)
    if block is None:
        return module
    place = movable(block)[pick(len(movable(block)))]
    return with_body(module, block, [*block.body[:place], *block.body[place + 1 :]])


def delete_entry(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    node = choose([found for found in nodes_of(module, cst.List) if len(found.elements) > 1], pick)
    if node is None:
        return module
    place = pick(len(node.elements) - 1)
    elements = [*node.elements[:place], *node.elements[place + 1 :]]
    return replaced(module, node, node.with_changes(elements=elements))


def move_statement(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    block = choose([found for found in blocks(module) if len(movable(found)) > 1], pick)
    if block is None:
        return module
    places = movable(block)
    source, target = places[pick(len(places))], places[pick(len(places))]
    body = [*block.body]
    body.insert(target, body.pop(source))
    return with_body(module, block, body)


def rename_definition(module: cst.Module, pick: Pick, mark: str) -> cst.Module:
    node = choose(nodes_of(module, cst.FunctionDef, cst.ClassDef), pick)
    if node is None:
        return module
    return replaced(module, node, node.with_changes(name=cst.Name(mark)))


ADDITIONS: tuple[Edit, ...] = (
    add_function,
    add_class,
    add_assignment,
    add_import,
    add_imported_name,
    add_comment_above,
    add_comment_behind,
    add_entry,
    add_keyword,
    add_decorator,
    add_base,
)
OTHERS: tuple[Edit, ...] = (delete_statement, delete_entry, move_statement, rename_definition)


def elements_of(text: str) -> set[str]:
    """What a module consists of: dotted names of definitions and assignments, and entries of their lists."""
    return set(names_in(cst.parse_module(text).body, ""))


def names_in(body: Sequence[cst.CSTNode], above: str) -> Iterator[str]:
    for node in body:
        match node:
            case cst.FunctionDef(name=name):
                yield f"{above}{name.value}"
            case cst.ClassDef(name=name, body=block):
                yield f"{above}{name.value}"
                yield from names_in(block.body, f"{above}{name.value}.")
            case cst.SimpleStatementLine(
                body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]
            ):
                yield f"{above}{name}"
                if isinstance(value, cst.List):
                    yield from (
                        f"{above}{name}[{element.value.value}]"
                        for element in value.elements
                        if isinstance(element.value, cst.SimpleString)
                    )
