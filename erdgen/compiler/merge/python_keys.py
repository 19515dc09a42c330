"""What makes a statement or an expression the same one on another side: its name, its target, its key."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from erdgen.compiler.merge.likeness import plain_string, tokens_of

NOWHERE = cst.Module([])


def code(node: cst.CSTNode | None) -> str:
    """A node's code in one way of writing it."""
    match node:
        case cst.Name(value=value, lpar=[]):
            return value
        case cst.SimpleString(value=value, lpar=[]):
            return plain_string(value)
        case cst.Attribute(value=value, attr=attribute, lpar=[]):
            return f"{code(value)} . {attribute.value}"
    return " ".join(tokens_of(NOWHERE.code_for_node(node))) if node is not None else ""


def key_of_statement(node: cst.CSTNode, *, first: bool, text: str) -> str:
    """The identity of a statement among its siblings; several may have the same."""
    match node:
        case cst.FunctionDef(name=name):
            return f"def {name.value}"
        case cst.ClassDef(name=name):
            return f"class {name.value}"
        case cst.ImportFrom(module=module, relative=dots):
            return f"from {'.' * len(dots)}{dotted(module) if module else ''}"
        case cst.Assign(targets=targets):
            return " = ".join(code(target.target) for target in targets) + " ="
        case cst.AnnAssign(target=target):
            return f"{code(target)} ="
        case cst.AugAssign(target=target, operator=operator):
            return f"{code(target)} {code(operator)}"
        case cst.Return():
            return "return"
        case cst.Expr(value=cst.SimpleString()) if first:
            return '"""'
        case cst.Expr(value=value):
            return key_of_expression(value)
        case cst.If(test=test):
            return f"if {code(test)}"
        case cst.For(target=target, iter=iterable):
            return f"for {code(target)} in {code(iterable)}"
        case cst.While(test=test):
            return f"while {code(test)}"
        case cst.With(items=items):
            return f"with {', '.join(code(item.item) for item in items)}"
        case cst.Try() | cst.TryStar():
            return "try"
    return " ".join(tokens_of(text))


def key_of_expression(node: cst.CSTNode) -> str:
    """The identity of an element of a collection."""
    match node:
        case cst.Call(func=function, args=arguments):
            return f"{code(function)}({telling_argument(arguments)})"
        case cst.Tuple(elements=[first, *_]) | cst.List(elements=[first, *_]):
            return f"({key_of_expression(first.value)}"
        case cst.Dict(elements=[cst.DictElement(key=key, value=value), *_]):
            return f"{{{code(key)}: {key_of_expression(value)}"
    return code(node)


def telling_argument(arguments: Sequence[cst.Arg]) -> str:
    """The text that tells one call from the next: a first literal, or what it gives as its name."""
    if arguments and arguments[0].keyword is None and isinstance(arguments[0].value, cst.SimpleString):
        return code(arguments[0].value)
    for argument in arguments:
        if argument.keyword is not None and argument.keyword.value in ("name", "model_name"):
            return f"name={code(argument.value)}"
    return ""


def label_of(node: cst.CSTNode, key: str) -> str:
    """How a person would call the element."""
    match node:
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            return name.value
    if key == '"""':
        return "docstring"
    return key.removesuffix(" =").replace(" . ", ".")


def bound_names(node: cst.CSTNode) -> tuple[str, ...]:
    """The names that a statement makes known."""
    match node:
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            return (name.value,)
        case cst.Import(names=names) | cst.ImportFrom(names=[*names]):
            return tuple(bound_by_alias(alias) for alias in names if isinstance(alias, cst.ImportAlias))
        case cst.Assign(targets=targets):
            return tuple(name for target in targets for name in names_in(target.target))
        case cst.AnnAssign(target=cst.Name(value=value)):
            return (value,)
    return ()


def bound_by_alias(alias: cst.ImportAlias) -> str:
    """The name by which an import is used."""
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return dotted(alias.name).split(".")[0]


def names_in(target: cst.BaseExpression) -> list[str]:
    """The names of an assignment's target."""
    match target:
        case cst.Name(value=value):
            return [value]
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return [name for element in elements for name in names_in(element.value)]
    return []


def dotted(node: cst.BaseExpression) -> str:
    """A module's name."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
