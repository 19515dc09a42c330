"""Names of values in the text of a function, by libcst: what is no value keeps its name."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst


def list_names(source: str) -> frozenset[str]:
    """All names of values, parameters among them."""
    found = _Values({})
    cst.parse_module(source).visit(found)
    return frozenset(found.seen)


def rename_values(source: str, names: Mapping[str, str]) -> str:
    """``source`` with other names for values, all at once."""
    return cst.parse_module(source).visit(_Values(names)).code


class _Values(cst.CSTTransformer):
    """Methods, names of arguments and the function itself are no values."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self._names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        self.seen.add(original_node.value)
        return updated_node.with_changes(value=self._names.get(original_node.value, original_node.value))

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return False

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(value=original_node.value.visit(self))

    def visit_Arg(self, node: cst.Arg) -> bool:
        return False

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(value=original_node.value.visit(self))

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        return updated_node.with_changes(name=original_node.name)
