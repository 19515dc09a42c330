"""Changes of what is valid: ``backend/models.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.mutants.source import (
    Mutant,
    Source,
    get_keyword,
    with_keyword,
    without_element,
    without_keywords,
)

PATH = "backend/models.py"
INVALID = "test_invalid_values"
REQUIRED = "test_required_fields"
UNIQUE = "test_duplicates"
RULES = "test_rules.py"
#: Tuples in models, and what one of their elements is.
ENFORCED = {"business_rules": "rule object", "computed_fields": "computed field", "summed_by": "sum of rows"}
FILLED = ("default", "auto_now", "auto_now_add", "editable", "primary_key")


def find_mutants(source: Source) -> Iterator[Mutant]:
    """All of them, in the order of the file."""
    for model in source.find(ast.ClassDef):
        for node in model.body:
            if isinstance(node, ast.Assign) and is_field(node.value):
                assert isinstance(node.value, ast.Call)
                yield from change_field(source, node.value, f"{model.name}.{ast.unparse(node.targets[0])}")
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                yield from drop_enforcements(source, node.value, ast.unparse(node.targets[0]), model.name)
            elif isinstance(node, ast.ClassDef) and node.name == "Meta":
                yield from drop_constraints(source, node, model.name)
            elif isinstance(node, ast.FunctionDef) and node.name == "clean":
                yield from drop_statements(source, node, model.name)


def is_field(node: ast.expr) -> bool:
    """Whether this is ``models.SomethingField(…)`` or a link."""
    name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return name.startswith("models.") and name.endswith(("Field", "ForeignKey"))


def change_field(source: Source, call: ast.Call, where: str) -> Iterator[Mutant]:
    """Take the options of one field away, one at a time."""
    if is_true(call, "unique"):
        new = without_keywords(call, "unique")
        yield source.mutate("unique", call, new, f"{where} not unique", schema=True, first=UNIQUE)
    yield from drop_validators(source, call, where)
    choices = get_keyword(call, "choices")
    length = get_keyword(call, "max_length")
    if choices is not None:
        new = without_keywords(call, "choices")
        yield source.mutate("choices", call, new, f"{where} without choices", schema=True, first=INVALID)
    # Whatever is longer than a field with choices is no choice either.
    elif isinstance(length, ast.Constant) and isinstance(length.value, int):
        new = with_keyword(call, "max_length", str(length.value + 5))
        yield source.mutate("max_length", call, new, f"{where} longer", schema=True, first=INVALID)
    yield from change_need(source, call, where)


def drop_validators(source: Source, call: ast.Call, where: str) -> Iterator[Mutant]:
    """One validator less."""
    listed = get_keyword(call, "validators")
    if isinstance(listed, ast.List):
        for item in listed.elts:
            name = ast.unparse(item).partition("(")[0]
            new = without_element(listed, item)
            yield source.mutate(
                "validator", listed, new, f"{where} without {name}", schema=True, first=INVALID
            )


def change_need(source: Source, call: ast.Call, where: str) -> Iterator[Mutant]:
    """Make a required field optional, an optional one required."""
    name = ast.unparse(call.func)
    # Links to many are required or not by their serializer field; what has a value anyway is never asked for.
    if name == "models.ManyToManyField" or any(get_keyword(call, option) for option in FILLED):
        return
    if is_true(call, "blank"):
        new = without_keywords(call, "blank", "null")
        yield source.mutate("need", call, new, f"{where} required", schema=True, first=REQUIRED)
    else:
        new = with_keyword(call, "blank", "True")
        if name not in ("models.CharField", "models.TextField", "models.SlugField", "models.EmailField"):
            new = with_keyword(new, "null", "True")
        yield source.mutate("need", call, new, f"{where} optional", schema=True, first=REQUIRED)


def drop_constraints(source: Source, meta: ast.ClassDef, model: str) -> Iterator[Mutant]:
    """One constraint less."""
    listed = source.find_value("constraints", meta)
    if isinstance(listed, ast.List):
        for item in listed.elts:
            assert isinstance(item, ast.Call)
            kind = "unique constraint" if "Unique" in ast.unparse(item.func) else "check constraint"
            name = get_keyword(item, "name")
            what = f"{model} without {ast.unparse(name) if name else kind}"
            first = UNIQUE if get_keyword(item, "violation_error_message") is None else RULES
            yield source.mutate(kind, listed, without_element(listed, item), what, schema=True, first=first)


def drop_enforcements(source: Source, listed: ast.Tuple, name: str, model: str) -> Iterator[Mutant]:
    """One rule less that the model itself holds."""
    if name in ENFORCED:
        for item in listed.elts:
            what = f"{model} without {ast.unparse(item)}"
            yield source.mutate(ENFORCED[name], listed, without_element(listed, item), what, first=RULES)


def drop_statements(source: Source, clean: ast.FunctionDef, model: str) -> Iterator[Mutant]:
    """One rule of ``clean`` less."""
    for node in clean.body:
        text = ast.unparse(node)
        if "super()" not in text:
            yield source.mutate(
                "rule in clean", node, "pass", f"{model} without {text[:60]}", first="test_new"
            )


def is_true(call: ast.Call, name: str) -> bool:
    """Whether a keyword argument is there and True."""
    value = get_keyword(call, name)
    return isinstance(value, ast.Constant) and value.value is True
