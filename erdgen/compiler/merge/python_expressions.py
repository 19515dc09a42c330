"""Expressions as pieces: collections, calls and chains of calls by their elements, everything else as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import libcst as cst

from erdgen.compiler.merge.gaps import UnusualError, after_opening, before_closing
from erdgen.compiler.merge.pieces import Atom, Bracket, Item, Piece, Record
from erdgen.compiler.merge.python_keys import bound_by_alias, code, key_of_expression

Collection = cst.List | cst.Tuple | cst.Set | cst.Dict
#: All brackets that open an empty collection, such as those of ``([])``.
OPENING = re.compile(r"[\[({]+")
SPACE = re.compile(r"(?:\s|\0>)*")


@dataclass(frozen=True, slots=True)
class Spans:
    """The tokens of a module, and from where to where each node reaches."""

    tokens: Sequence[str]
    places: dict[int, tuple[int, int]]

    def of(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node starts and ends."""
        return self.places[id(node)]

    def text(self, start: int, end: int) -> str:
        """The text between two places."""
        return "".join(self.tokens[start:end])

    def text_of(self, node: cst.CSTNode) -> str:
        """The text of a node."""
        return self.text(*self.of(node))


@dataclass(frozen=True, slots=True)
class Entry:
    """An element on its way to an item: its place, without its comma."""

    item: Item
    start: int
    end: int


class ExpressionReader:
    """Cuts expressions."""

    def __init__(self, spans: Spans) -> None:
        self.spans = spans

    def read(self, node: cst.BaseExpression) -> Piece:
        """The piece of an expression."""
        try:
            match node:
                case cst.List() | cst.Tuple() | cst.Set() | cst.Dict():
                    return self.collection(node)
                case cst.Call(func=cst.Attribute()):
                    return self.chain(node)
                case cst.Call():
                    return self.call(node)
        except UnusualError:
            pass
        return Atom(self.spans.text_of(node))

    def collection(self, node: Collection) -> Bracket:
        """A list, tuple, set or dict by its entries."""
        entries = [self.element(element) for element in node.elements]
        return self.bracket(type(node).__name__.lower(), entries, *self.spans.of(node))

    def element(self, element: cst.BaseElement | cst.BaseDictElement) -> Entry:
        """An entry; that of a dict is known by its key."""
        start = self.spans.of(element)[0]
        end = self.spans.of(element.value)[1]
        body: Piece = Atom(self.spans.text(start, end))
        match element:
            case cst.DictElement(key=key, value=value):
                at = self.spans.of(value)[0]
                body = Record("entry", (Atom(self.spans.text(start, at)), self.read(value)), body.text)
                name = code(key)
            case cst.Element(value=value):
                body = self.read(value)
                name = key_of_expression(value)
            case _:
                name = f"*{code(element.value)}"
        shown = name.replace(" . ", ".")
        label = f"[{shown if len(shown) < 60 else shown[:57] + '...'}]"
        return Entry(Item(name, body, label=label, alike=not isinstance(body, Atom)), start, end)

    def call(self, node: cst.Call) -> Record:
        """A call of a name: its arguments by keyword, or by their place."""
        start, end = self.spans.of(node)
        func_end = self.spans.of(node.func)[1]
        return self.called(start, func_end, node, end, "call")

    def called(self, start: int, func_end: int, node: cst.Call, end: int, kind: str) -> Record:
        """What is called, and its arguments."""
        arguments = self.bracket("arguments", self.arguments(node.args), func_end, end)
        parts = (Atom(self.spans.text(start, func_end)), arguments)
        return Record(kind, parts, self.spans.text(start, end))

    def arguments(self, arguments: Sequence[cst.Arg]) -> list[Entry]:
        """Arguments, without their commas."""
        entries = []
        for place, argument in enumerate(arguments):
            start = self.spans.of(argument)[0]
            value_start, end = self.spans.of(argument.value)
            text = self.spans.text(start, end)
            if argument.keyword is not None:
                key = argument.keyword.value
                parts = (Atom(self.spans.text(start, value_start)), self.read(argument.value))
                entry = Item(key, Record("argument", parts, text), label=key)
            elif argument.star:
                entry = Item(text, Atom(text), label=text)
            else:
                entry = Item(f"#{place}", self.read(argument.value), label=f"[{place}]", by_place=True)
            entries.append(Entry(entry, start, end))
        return entries

    def chain(self, node: cst.Call) -> Bracket:
        """Calls on what calls return, link by link; their order has a meaning."""
        links: list[tuple[cst.Attribute, cst.Call]] = []
        inner: cst.BaseExpression = node
        while isinstance(inner, cst.Call) and isinstance(inner.func, cst.Attribute):
            if (inner is not node and inner.lpar) or inner.func.lpar:
                raise UnusualError
            links.append((inner.func, inner))
            inner = inner.func.value
        at = self.spans.of(inner)[1]
        start, end = self.spans.of(node)
        last = self.spans.of(node.rpar[0])[0] if node.rpar else end
        head = self.spans.text(start, at)
        items = []
        for function, call in reversed(links):
            link_end = last if call is node else self.spans.of(call)[1]
            sep = self.spacing(at, link_end)
            func_end = self.spans.of(function)[1]
            arguments = self.bracket("arguments", self.arguments(call.args), func_end, link_end)
            link = self.spans.text(at, link_end)[len(sep) :]
            parts = (Atom(self.spans.text(at, func_end)[len(sep) :]), arguments)
            name = function.attr.value
            items.append(Item(f".{name}", Record("link", parts, link), sep=sep, label=name, alike=True))
            at = link_end
        return Bracket(
            "chain",
            tuple(items),
            self.spans.text_of(node),
            open=head,
            close=self.spans.text(last, end),
            separator="",
            strict=True,
        )

    def spacing(self, start: int, end: int) -> str:
        """The white space with which a text begins."""
        found = SPACE.match(self.spans.text(start, end))
        return found[0] if found else ""

    def imported(self, names: Sequence[cst.ImportAlias], start: int, end: int) -> Bracket:
        """The names of a ``from`` statement."""
        entries = []
        for alias in names:
            begin = self.spans.of(alias)[0]
            last = self.spans.of(alias.asname or alias.name)[1]
            text = self.spans.text(begin, last)
            item = Item(
                code(alias.name), Atom(text), label=text, binds=(bound_by_alias(alias),), importing=True
            )
            entries.append(Entry(item, begin, last))
        return self.bracket("names", entries, start, end)

    def bases(self, node: cst.ClassDef, start: int, end: int) -> tuple[Piece, ...]:
        """A class's header: its name, its bases, the end of the line."""
        arguments = [*node.bases, *node.keywords]
        if (
            not arguments
            or not isinstance(node.lpar, cst.LeftParen)
            or not isinstance(node.rpar, cst.RightParen)
        ):
            return (Atom(self.spans.text(start, end)),)
        opening, closing = self.spans.of(node.lpar)[0], self.spans.of(node.rpar)[1]
        entries = [self.base(argument) for argument in arguments]
        try:
            bases = self.bracket("bases", entries, opening, closing, strict=True)
        except UnusualError:
            return (Atom(self.spans.text(start, end)),)
        return (Atom(self.spans.text(start, opening)), bases, Atom(self.spans.text(closing, end)))

    def base(self, argument: cst.Arg) -> Entry:
        """A base class or a keyword such as ``metaclass``, without its comma."""
        start, end = self.spans.of(argument)[0], self.spans.of(argument.value)[1]
        text = self.spans.text(start, end)
        key = code(argument.keyword) if argument.keyword else code(argument.value)
        return Entry(Item(key, Atom(text), label=text), start, end)

    def parameters(self, node: cst.FunctionDef, start: int, end: int) -> tuple[Piece, ...]:
        """A function's header: its name, its parameters, the end of the line."""
        whole = (Atom(self.spans.text(start, end)),)
        opening = self.opening_of(node)
        closing = self.closing_of(node)
        if node.type_parameters is not None or closing is None:
            return whole
        try:
            bracket = self.bracket(
                "parameters", self.parameter_list(node.params), opening, closing, strict=True
            )
        except UnusualError:
            return whole
        return (Atom(self.spans.text(start, opening)), bracket, Atom(self.spans.text(closing, end)))

    def opening_of(self, node: cst.FunctionDef) -> int:
        """Where the parameters' bracket opens."""
        return self.spans.of(node.whitespace_after_type_parameters)[1]

    def closing_of(self, node: cst.FunctionDef) -> int | None:
        """Behind the parameters' closing bracket."""
        at = self.spans.of(node.params)[1]
        return at + 1 if self.spans.tokens[at] == ")" else None

    def parameter_list(self, parameters: cst.Parameters) -> list[Entry]:
        """Parameters in their order, with ``/`` and ``*``."""
        found: list[cst.CSTNode] = [*parameters.posonly_params]
        if isinstance(parameters.posonly_ind, cst.ParamSlash):
            found.append(parameters.posonly_ind)
        found += parameters.params
        if isinstance(parameters.star_arg, cst.Param | cst.ParamStar):
            found.append(parameters.star_arg)
        found += parameters.kwonly_params
        if parameters.star_kwarg is not None:
            found.append(parameters.star_kwarg)
        entries = []
        for node in found:
            start = self.spans.of(node)[0]
            last: cst.CSTNode | None = None
            if isinstance(node, cst.Param):
                last = node.default or node.annotation or node.name
            end = self.spans.of(last)[1] if last is not None else start + 1
            text = self.spans.text(start, end)
            name = node.name.value if isinstance(node, cst.Param) else text
            entries.append(Entry(Item(name, Atom(text), label=name), start, end))
        return entries

    def bracket(
        self, kind: str, entries: Sequence[Entry], start: int, end: int, *, strict: bool = False
    ) -> Bracket:
        """Entries with what stands between them."""
        text = self.spans.text(start, end)
        if not entries:
            opening = OPENING.match(text)
            at = opening.end() if opening else 0
            return Bracket(kind, (), text, text[:at], text[at:], strict=strict)
        opened, gap = after_opening(self.spans.text(start, entries[0].start))
        items = []
        for entry, following in pairwise([*entries, None]):
            assert entry is not None
            behind, closed = before_closing(self.spans.text(entry.end, following.start if following else end))
            items.append(replace(entry.item, lead=gap.lead, sep=gap.sep, trail=behind.trail))
            gap = behind
        close = gap.sep + closed
        return Bracket(kind, tuple(items), text, opened, close, gap.lead, gap.comma, strict=strict)
