"""A generated file, and what it is to change one place of it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
Container = ast.List | ast.Tuple | ast.Set


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the bytes from ``start`` to ``end`` of the file ``path`` become ``text``.

    ``schema`` says that the migration must be made anew; ``first`` names a test that is likely to notice.
    """

    kind: str
    path: str
    line: int
    what: str
    start: int
    end: int
    text: str
    schema: bool = False
    first: str = ""

    def apply(self, data: bytes) -> bytes:
        """The file's bytes with the change."""
        return data[: self.start] + self.text.encode() + data[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Source:
    """A Python file of a generated project."""

    path: str
    data: bytes

    @classmethod
    def read(cls, root: Path, path: str) -> Source:
        return cls(path, (root / path).read_bytes())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.data)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for line in self.data.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def find(self, kind: type[Node], within: ast.AST | None = None) -> Iterator[Node]:
        """All nodes of a kind, in the order of the file."""
        nodes = [node for node in ast.walk(within or self.tree) if isinstance(node, kind)]
        yield from sorted(nodes, key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]

    def find_class(self, name: str) -> ast.ClassDef | None:
        """A class of the module, by name."""
        return next((node for node in self.find(ast.ClassDef) if node.name == name), None)

    def find_functions(self, *names: str) -> Iterator[ast.FunctionDef]:
        """Functions and methods of these names."""
        return (node for node in self.find(ast.FunctionDef) if node.name in names)

    def find_value(self, name: str, within: ast.AST | None = None) -> ast.expr | None:
        """What is assigned to ``name`` at the top of the module, or of the class ``within``."""
        for node in getattr(within or self.tree, "body", ()):
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == name for target in node.targets):
                return node.value
        return None

    def mutate(
        self,
        kind: str,
        node: ast.AST,
        new: ast.AST | str,
        what: str,
        *,
        schema: bool = False,
        first: str = "",
    ) -> Mutant:
        """The mutant in which ``new`` stands instead of ``node``, an expression or a statement."""
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._line_starts[node.lineno - 1] + node.col_offset
        end = self._line_starts[node.end_lineno - 1] + node.end_col_offset
        text = new if isinstance(new, str) else ast.unparse(new)
        return Mutant(kind, self.path, node.lineno, what, start, end, text, schema, first)


def without_element(container: Container, element: ast.expr) -> Container:
    """A copy of a list, tuple or set without one of its elements."""
    left = [item for item in container.elts if item is not element]
    return type(container)(elts=left, ctx=ast.Load()) if not isinstance(container, ast.Set) else ast.Set(left)


def with_element(container: Container, element: str) -> Container:
    """A copy with one more element, given as source."""
    more = [*container.elts, ast.parse(element, mode="eval").body]
    return type(container)(elts=more, ctx=ast.Load()) if not isinstance(container, ast.Set) else ast.Set(more)


def without_keywords(call: ast.Call, *names: str) -> ast.Call:
    """A copy of a call without these keyword arguments."""
    changed = copy.copy(call)
    changed.keywords = [keyword for keyword in call.keywords if keyword.arg not in names]
    return changed


def with_keyword(call: ast.Call, name: str, value: ast.expr | str) -> ast.Call:
    """A copy of a call with this keyword argument, added or replaced."""
    changed = without_keywords(call, name)
    parsed = ast.parse(value, mode="eval").body if isinstance(value, str) else value
    changed.keywords = [*changed.keywords, ast.keyword(name, parsed)]
    return changed


def get_keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def read_table(node: ast.expr | None) -> dict[str, ast.expr]:
    """A dict display with constant keys, by key; empty for anything else."""
    if not isinstance(node, ast.Dict):
        return {}
    return {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
