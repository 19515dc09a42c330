"""What an expression in a function comes to, by an allow-list over its syntax tree.

Every kind of node that is not named here is forbidden, and so is what could grow or run without bound.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from erdgen.compiler.functions.calls import ATTRIBUTES, FUNCTIONS, call_method, element_of
from erdgen.compiler.functions.kinds import (
    BOOL,
    FLOAT,
    NUMBERS,
    ORDERED,
    ForbiddenError,
    Known,
    comparable,
    join,
    number,
    sequence,
    text,
)
from erdgen.compiler.functions.names import check_new_name

#: Steps of one call at most, most of them characters that are compared: well under a second.
MOST_STEPS = 5_000_000
#: Digits, characters or elements of a value on the way.
LARGEST = 50_000
#: Characters of a text that is written out, and the amount of a number.
LONGEST_TEXT = 100
LARGEST_NUMBER = 10**12
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
#: Values of a list that is written out.
LONGEST_LIST = 100


@dataclass
class Effort:
    """Counts the steps that a call takes at most, and the names that are read."""

    steps: int = 0
    read: set[str] = field(default_factory=set)

    def spend(self, steps: int) -> None:
        """Raises ForbiddenError when it gets too much."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise ForbiddenError("it may take too long: go through less")


@dataclass(frozen=True)
class Expressions:
    """Reads expressions where ``known`` names have values, in a place that is run ``times`` at most."""

    known: Mapping[str, Known]
    effort: Effort
    times: int = 1

    def read(self, node: ast.expr) -> Known:
        """What ``node`` comes to. Raises ForbiddenError."""
        reader = READERS.get(type(node))
        if reader is None:
            raise ForbiddenError(f"line {node.lineno}: {type(node).__name__} is not allowed")
        try:
            found: Known = reader(self, node)
            self.effort.spend(self.times * max(1, found.size))
            if found.size > LARGEST:
                raise ForbiddenError("a value may get too large")
        except ForbiddenError as error:
            place = f"line {node.lineno}: "
            raise ForbiddenError(f"{place}{str(error).removeprefix(place)}") from None
        return found

    def read_truth(self, node: ast.expr) -> Known:
        """As ``read``, of what is true or false."""
        found = self.read(node)
        if found.sort != "bool":
            raise ForbiddenError(f"a {found.sort} stands where something true or false is wanted")
        return found

    def constant(self, node: ast.Constant) -> Known:
        match node.value:
            case bool():
                return BOOL
            case int(value) if value <= LARGEST_NUMBER:
                return number(value)
            case float():
                return FLOAT
            case str(value) if len(value) <= LONGEST_TEXT and value.isprintable():
                return text(len(value))
        raise ForbiddenError(f"no such {type(node.value).__name__} can be written here")

    def name(self, node: ast.Name) -> Known:
        if node.id not in self.known:
            raise ForbiddenError(f"there is no {node.id!r} here")
        self.effort.read.add(node.id)
        return self.known[node.id]

    def unary(self, node: ast.UnaryOp) -> Known:
        match node.op:
            case ast.Not():
                if isinstance(node.operand, ast.Compare) and isinstance(node.operand.ops[0], ast.In):
                    raise ForbiddenError("say not in")
                return self.read_truth(node.operand)
            case ast.USub() | ast.UAdd():
                found = self.read(node.operand)
                if found.sort in (*NUMBERS, "duration"):
                    return found
        raise ForbiddenError(f"{type(node.op).__name__} is not allowed there")

    def binary(self, node: ast.BinOp) -> Known:
        left, right = self.read(node.left), self.read(node.right)
        if left.sort in NUMBERS and right.sort in NUMBERS:
            return _calculate(node.op, left, right)
        match node.op, left.sort, right.sort:
            case ast.Add(), "text", "text":
                return text(left.size + right.size)
            case ast.Sub(), "date" | "datetime" as one, other if one == other:
                return Known("duration")
            case ast.Add() | ast.Sub(), "date" | "datetime" | "duration", "duration":
                return left
        raise ForbiddenError(f"{type(node.op).__name__} takes no {left.sort} and {right.sort}")

    def junction(self, node: ast.BoolOp) -> Known:
        for part in node.values:
            self.read_truth(part)
        return BOOL

    def comparison(self, node: ast.Compare) -> Known:
        left = self.read(node.left)
        for op, operand in zip(node.ops, node.comparators, strict=True):
            right = self.read(operand)
            if isinstance(operand, ast.Constant) and right.sort == "bool":
                raise ForbiddenError("what is true or false is not compared with True or False")
            _check_comparison(op, left, right)
            # Both are gone through, and a text may be looked for at each place of the other.
            looked = min(left.size, right.size) if isinstance(op, ast.In | ast.NotIn) else 1
            self.effort.spend(self.times * max(left.size, right.size) * max(1, looked))
            left = right
        return BOOL

    def choice(self, node: ast.IfExp) -> Known:
        self.read_truth(node.test)
        return join(self.read(node.body), self.read(node.orelse))

    def listing(self, node: ast.List | ast.Tuple | ast.Set) -> Known:
        if not 0 < len(node.elts) <= LONGEST_LIST:
            raise ForbiddenError(f"a list holds 1 to {LONGEST_LIST} values")
        found = [self.read(each) for each in node.elts]
        part = found[0]
        for other in found[1:]:
            part = join(part, other)
        if isinstance(node, ast.Set):
            return Known("set", len(found), parts=(part,))
        return sequence(len(found), part)

    def item(self, node: ast.Subscript) -> Known:
        value = self.read(node.value)
        part = element_of(value)
        if not isinstance(node.slice, ast.Slice):
            self._index(node.slice)
            return part
        for bound in (node.slice.lower, node.slice.upper, node.slice.step):
            if bound is not None:
                self._index(bound)
        return value

    def _index(self, node: ast.expr) -> None:
        if self.read(node).sort != "int":
            raise ForbiddenError("places are whole numbers")

    def attribute(self, node: ast.Attribute) -> Known:
        value = self.read(node.value)
        allowed = ATTRIBUTES.get(value.sort, {})
        if node.attr not in allowed:
            raise ForbiddenError(f"a {value.sort} has no {node.attr} that is allowed")
        return number(allowed[node.attr])

    def call(self, node: ast.Call) -> Known:
        if node.keywords:
            raise ForbiddenError("values are given by place, not by name")
        if isinstance(node.func, ast.Attribute):
            receiver = self.read(node.func.value)
            return self._weigh(call_method(receiver, node.func.attr, self._arguments(node)), receiver)
        if not isinstance(node.func, ast.Name):
            raise ForbiddenError("only functions that are named can be called")
        function = FUNCTIONS.get(node.func.id)
        if function is None or node.func.id in self.known:
            raise ForbiddenError(f"{node.func.id} cannot be called")
        arguments = self._arguments(node)
        try:
            return self._weigh(function(arguments), *arguments)
        except ForbiddenError as error:
            raise ForbiddenError(f"{node.func.id}: {error}") from None

    def _arguments(self, node: ast.Call) -> list[Known]:
        return [self.read(argument) for argument in node.args]

    def _weigh(self, found: Known, *over: Known) -> Known:
        """``found``, at the price of going through all that it is made of."""
        for each in over:
            weight = max((part.size for part in each.parts), default=1)
            self.effort.spend(self.times * each.size * max(1, weight))
            if each.sort == "int" and found.sort == "text":
                # Digits are made of each other.
                self.effort.spend(self.times * each.size**2)
        if found.sort == "int" and any(each.sort == "text" for each in over):
            self.effort.spend(self.times * max(each.size for each in over) ** 2)
        return found

    def comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp) -> Known:
        if len(node.generators) != 1:
            raise ForbiddenError("one for in a comprehension is enough")
        (loop,) = node.generators
        if loop.is_async:
            raise ForbiddenError("nothing is async here")
        values = self.read(loop.iter)
        bound = self.bind(loop.target, element_of(values))
        inner = Expressions({**self.known, **bound}, self.effort, self.times * max(1, values.size))
        for test in loop.ifs:
            inner.read_truth(test)
        part = inner.read(node.elt)
        if values.size * part.size > LARGEST:
            raise ForbiddenError("the values may get too large together")
        return Known("set" if isinstance(node, ast.SetComp) else "sequence", values.size, parts=(part,))

    def bind(self, target: ast.expr, value: Known) -> dict[str, Known]:
        """New names for ``value``. Raises ForbiddenError for anything but names that are free."""
        if isinstance(target, ast.Name):
            check_new_name(target.id, self.known)
            return {target.id: value}
        if isinstance(target, ast.Tuple) and value.sort == "tuple" and len(target.elts) == len(value.parts):
            pairs = zip(target.elts, value.parts, strict=True)
            bound = [self.bind(each, part) for each, part in pairs]
            if len({name for names in bound for name in names}) == len(target.elts):
                return {name: part for names in bound for name, part in names.items()}
        raise ForbiddenError("values are given to plain names")


def _calculate(op: ast.operator, left: Known, right: Known) -> Known:
    """What an operation on two numbers comes to."""
    bounded = left.most is not None and right.most is not None
    one, other = left.most or 0, right.most or 0
    whole = join(left, right)
    if whole.sort != "int" and isinstance(op, ARITHMETIC):
        return whole
    match op:
        case ast.Add() | ast.Sub():
            return Known("int", max(left.size, right.size) + 1, one + other if bounded else None)
        case ast.Mult():
            return Known("int", left.size + right.size, one * other if bounded else None)
        case ast.Div():
            return FLOAT
        case ast.FloorDiv():
            return left
        case ast.Mod():
            return Known("int", right.size, right.most)
    raise ForbiddenError(f"{type(op).__name__} is not allowed")


def _check_comparison(op: ast.cmpop, left: Known, right: Known) -> None:
    if isinstance(op, ast.In | ast.NotIn):
        part = (
            right if right.sort == "text" else right.parts[0] if right.sort in ("sequence", "set") else None
        )
        if part is None or not comparable(left, part):
            raise ForbiddenError(f"a {left.sort} is never in a {right.sort} like this")
        return
    equal = isinstance(op, ast.Eq | ast.NotEq)
    if not equal and not isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        raise ForbiddenError(f"{type(op).__name__} is not allowed")
    if not comparable(left, right) or (not equal and left.sort not in ORDERED):
        raise ForbiddenError(f"a {left.sort} cannot be compared with a {right.sort} so")


READERS: dict[type[ast.expr], Callable[[Expressions, Any], Known]] = {
    ast.Constant: Expressions.constant,
    ast.Name: Expressions.name,
    ast.UnaryOp: Expressions.unary,
    ast.BinOp: Expressions.binary,
    ast.BoolOp: Expressions.junction,
    ast.Compare: Expressions.comparison,
    ast.IfExp: Expressions.choice,
    ast.List: Expressions.listing,
    ast.Tuple: Expressions.listing,
    ast.Set: Expressions.listing,
    ast.Subscript: Expressions.item,
    ast.Attribute: Expressions.attribute,
    ast.Call: Expressions.call,
    ast.GeneratorExp: Expressions.comprehension,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
}
