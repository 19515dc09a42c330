"""Functions of rules in the generated project: their text, and the rows that they are tested with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from erdgen.compiler.codegen.python import Imports, docstring, literal
from erdgen.compiler.codegen.rule_code import RuleCode, write_rules
from erdgen.compiler.codegen.rule_queries import django_path
from erdgen.compiler.contributions import AddFunction
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.functions.reading import print_function
from erdgen.compiler.rules.conditions import Scalar


def has_functions(design: Design) -> bool:
    """Whether the project holds code that a model wrote."""
    return any(_functions(design))


def write_functions(design: Design) -> dict[str, str]:
    """The text of each function by its name, with the sentence as its docstring."""
    return {
        made.name: print_function(made.source, docstring(made.message)) for *_, made in _functions(design)
    }


def build_function_rows(design: Design) -> list[str]:
    """For each function its sentence, resource and field, and rows of both sides."""
    rows = []
    for entity, code, made in _functions(design):
        head = (made.message, entity.entity.route, code.field)
        rows.append(literal((*head, _show(made, made.accepted), _show(made, made.rejected))))
    return rows


def _functions(design: Design) -> Iterator[tuple[EntityDesign, RuleCode, AddFunction]]:
    for entity in design.entities:
        for code in write_rules(design, entity, Imports()):
            if isinstance(code.rule, ByFunction) and code.rule.made is not None:
                yield entity, code, code.rule.made


def _show(made: AddFunction, rows: Sequence[tuple[Scalar, ...]]) -> list[dict[str, Scalar]]:
    paths = [django_path(path) for path in made.fields]
    return [dict(zip(paths, row, strict=True)) for row in rows]
