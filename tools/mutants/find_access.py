"""Changes of who may do what: ``backend/authentication.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.mutants.source import Mutant, Source, read_table, with_element, without_element

PATH = "backend/authentication.py"
ROWS = "test_rows_are_open"
CREATING = "test_creating_is_open"
FIELDS = "test_fields_are_open"
EVERYBODY = {"ANYONE", "AUTHENTICATED"}


def find_mutants(source: Source) -> Iterator[Mutant]:
    """All of them, in the order of the file."""
    yield from open_sign_up(source)
    for entity, actions in read_table(source.find_value("ACCESS")).items():
        for action, cell in read_table(actions).items():
            if isinstance(cell, ast.Set):
                yield from change_cell(source, cell, f"{entity}.{action}")
    yield from drop_field_access(source)
    yield from show_foreign_rows(source)
    yield from weaken_checks(source)
    yield from weaken_policy(source)


def open_sign_up(source: Source) -> Iterator[Mutant]:
    """Let people give themselves a role that only administrators give."""
    roles, listed = source.find_class("Role"), source.find_value("SIGN_UP_ROLES")
    if roles is None or not isinstance(listed, ast.Tuple):
        return
    offered = {ast.unparse(item) for item in listed.elts}
    for node in roles.body:
        if isinstance(node, ast.Assign) and (name := f"Role.{ast.unparse(node.targets[0])}") not in offered:
            what = f"{name} can be chosen at sign-up"
            yield source.mutate(
                "sign-up role", listed, with_element(listed, name), what, first="test_registration"
            )


def change_cell(source: Source, cell: ast.Set, where: str) -> Iterator[Mutant]:
    """Close the cell to each of its grantees, open it to those that it keeps out."""
    first = CREATING if where.endswith(".create") else ROWS
    grantees = {ast.unparse(item) for item in cell.elts}
    for item in cell.elts:
        name = ast.unparse(item)
        # Where everybody may, the others are let in anyway.
        if name in EVERYBODY or not grantees & EVERYBODY:
            yield source.mutate(
                "access cell closed", cell, without_element(cell, item), f"{where} without {name}",
                first=first,
            )  # fmt: skip
    for name in ("ANYONE", "AUTHENTICATED"):
        if name not in grantees and "ANYONE" not in grantees:
            yield source.mutate(
                "access cell opened", cell, with_element(cell, name), f"{where} with {name}", first=first
            )


def drop_field_access(source: Source) -> Iterator[Mutant]:
    """Open one side of a field to everybody who may use the row."""
    for entity, fields in read_table(source.find_value("FIELD_ACCESS")).items():
        for field, sides in read_table(fields).items():
            for side in read_table(sides):
                kept = {name: value for name, value in read_table(sides).items() if name != side}
                new = ast.Dict([ast.Constant(name) for name in kept], list(kept.values()))
                what = f"{entity}.{field}: anybody may {side} it"
                yield source.mutate("field access", sides, new, what, first=FIELDS)


def show_foreign_rows(source: Source) -> Iterator[Mutant]:
    """Treat the rows of everybody as one's own, an entity at a time."""
    access = read_table(source.find_value("ACCESS"))
    for function in source.find_functions("visible"):
        for node in source.find(ast.Return, function):
            if node.value is None or "filter" not in ast.unparse(node.value):
                continue
            for entity in read_table(source.find_value("OWNERS")):
                # An owner path is also kept for entities that no cell opens to owners; nothing to lose there.
                if entity in access and "OWNER" in ast.unparse(access[entity]):
                    test = f"queryset.model.__name__ == {entity!r}"
                    new = f"return queryset if {test} else ({ast.unparse(node.value)})"
                    yield source.mutate("ownership filter", node, new, f"{entity}: own means all", first=ROWS)


def weaken_checks(source: Source) -> Iterator[Mutant]:
    """Take out each guard and each operand of the functions that decide how far somebody reaches."""
    for function in source.find_functions("reach", "visible", "may_touch", "reach_of"):
        for guard in source.find(ast.If, function):
            what = f"{function.name}(): never {ast.unparse(guard.test)}"
            yield source.mutate("role check", guard.test, "False", what, first=ROWS)
        for either in source.find(ast.BoolOp, function):
            for operand in either.values:
                left = [value for value in either.values if value is not operand]
                what = f"{function.name}(): without {ast.unparse(operand)}"
                yield source.mutate("role check", either, ast.BoolOp(either.op, left), what, first=ROWS)


def weaken_policy(source: Source) -> Iterator[Mutant]:
    """Let the permission class say yes."""
    for function in source.find_functions("has_permission", "has_object_permission"):
        for node in source.find(ast.Return, function):
            yield source.mutate(
                "permission class", node, "return True", f"{function.name}(): yes", first=ROWS
            )
