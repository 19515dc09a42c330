"""Python as pieces: libcst reads it, and its own code generator says which text belongs to which node."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from libcst._nodes.internal import CodegenState

from erdgen.compiler.merge.pieces import INDENT, Atom, Block, Item, Piece, Prose, Record, Whole
from erdgen.compiler.merge.python_expressions import ExpressionReader, Spans
from erdgen.compiler.merge.python_keys import bound_names, key_of_statement, label_of

Definition = cst.FunctionDef | cst.ClassDef


class Recorder(CodegenState):
    """Generates a module's code and remembers where each node's tokens are."""

    def __init__(self, newline: str) -> None:
        super().__init__(default_indent=INDENT, default_newline=newline)
        self.spans: dict[int, tuple[int, int]] = {}

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.spans[id(node)] = (len(self.tokens), 0)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.spans[id(node)] = (self.spans[id(node)][0], len(self.tokens))


def read_python(text: str) -> tuple[Record, str]:
    """The pieces and the indentation of a module that ends with a newline; or ParserSyntaxError."""
    module = cst.parse_module(text)
    recorder = Recorder(module.default_newline)
    module._codegen(recorder)
    return ModuleReader(Spans(recorder.tokens, recorder.spans)).module(module), module.default_indent


class ModuleReader:
    """Cuts statements; what is inside them is left to the reader of expressions."""

    def __init__(self, spans: Spans) -> None:
        self.spans = spans
        self.expressions = ExpressionReader(spans)

    def module(self, module: cst.Module) -> Record:
        """The comments at the top, then the statements."""
        start, end = self.spans.of(module)
        first = self.spans.of(module.body[0])[0] if module.body else end
        header = self.spans.text(start, first)
        if not module.body:
            return Record("module", (Prose(header), Block("module", (), "")), header)
        block = self.block(module.body, first, end, kind="module")
        return Record("module", (Prose(header), block), header + block.text)

    def block(self, body: Sequence[cst.CSTNode], start: int, end: int, kind: str) -> Block:
        """Statements and, below them, comments that belong to none."""
        items = tuple(self.statement(node, kind, first=node is body[0]) for node in body)
        last = self.spans.of(body[-1])[1] if body else start
        return Block(
            kind, items, self.spans.text(start, end), self.spans.text(last, end), strict=kind == "function"
        )

    def statement(self, node: cst.CSTNode, within: str, *, first: bool) -> Item:
        """One statement, of a module, class, function or suite, with the lines above it."""
        start, end = self.spans.of(node)
        above = getattr(node, "leading_lines", ())
        begin = self.spans.of(above[-1])[1] if above else start
        piece = Whole(self.inside(node, within, begin, end), self.spans.text(begin, end))
        small = node.body[0] if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1 else node
        key = key_of_statement(small, first=first, text=piece.text)
        return Item(
            key,
            piece,
            lead=self.spans.text(start, begin),
            name=node.name.value if isinstance(node, Definition) else "",
            label=label_of(small, key),
            binds=bound_names(small) if within == "module" else (),
            spaced=isinstance(node, Definition),
            alike=not isinstance(small, cst.Import | cst.ImportFrom),
            importing=isinstance(small, cst.Import | cst.ImportFrom),
        )

    def inside(self, node: cst.CSTNode, within: str, begin: int, end: int) -> Piece:
        """What a statement consists of."""
        match node:
            case cst.SimpleStatementLine(body=[small]):
                return self.small(small, begin, end)
            case cst.FunctionDef() | cst.ClassDef():
                return self.definition(node, begin, end)
            case cst.If() | cst.For() | cst.While() | cst.With() | cst.Try() | cst.TryStar():
                return self.compound(node, "function" if within == "function" else "suite", begin, end)
        return Atom(self.spans.text(begin, end))

    def small(self, node: cst.BaseSmallStatement, begin: int, end: int) -> Piece:
        """A statement on a line: what stands before its value, the value, what stands behind."""
        text = self.spans.text(begin, end)
        match node:
            case cst.Expr(value=cst.SimpleString()) if "\n" in text.rstrip("\n"):
                return Prose(text)
            case cst.ImportFrom(names=[*names]) if names:
                bracket = self.expressions.imported(names, begin, self.spans.of(node)[1])
                rest = text[len(bracket.text) :]
                return Record("from import", (bracket, Atom(rest)), text)
            case (
                cst.Assign(value=value)
                | cst.AnnAssign(value=cst.BaseExpression() as value)
                | cst.AugAssign(value=value)
                | cst.Return(value=cst.BaseExpression() as value)
                | cst.Expr(value=value)
            ):
                value_start, value_end = self.spans.of(value)
                parts = (
                    Atom(self.spans.text(begin, value_start)),
                    self.expressions.read(value),
                    Atom(self.spans.text(value_end, end)),
                )
                return Record(type(node).__name__, parts, text)
        return Atom(text)

    def definition(self, node: Definition, begin: int, end: int) -> Piece:
        """Decorators, the header up to its line's end, the body."""
        text = self.spans.text(begin, end)
        if not isinstance(node.body, cst.IndentedBlock):
            return Atom(text)
        below = self.spans.of(node.decorators[-1])[1] if node.decorators else begin
        decorators = tuple(self.decorator(decorator) for decorator in node.decorators)
        head_end = self.spans.of(node.body.header)[1]
        header = self.spans.text(below, head_end)
        parts: tuple[Piece, ...]
        if isinstance(node, cst.ClassDef):
            parts = self.expressions.bases(node, below, head_end)
            kind = "class"
        else:
            parts = self.expressions.parameters(node, below, head_end)
            kind = "function"
        return Record(
            kind,
            (
                Block("decorators", decorators, self.spans.text(begin, below)),
                Whole(Record(f"{kind} header", parts, header), header),
                self.block(node.body.body, head_end, end, kind),
            ),
            text,
        )

    def decorator(self, node: cst.Decorator) -> Item:
        """A decorator on its line; its key is what is called, without the arguments."""
        start, end = self.spans.of(node)
        above = node.leading_lines
        begin = self.spans.of(above[-1])[1] if above else start
        value_start, value_end = self.spans.of(node.decorator)
        called = node.decorator.func if isinstance(node.decorator, cst.Call) else node.decorator
        name = self.spans.text(*self.spans.of(called))
        parts = (
            Atom(self.spans.text(begin, value_start)),
            self.expressions.read(node.decorator),
            Atom(self.spans.text(value_end, end)),
        )
        text = self.spans.text(begin, end)
        whole = Whole(Record("decorator", parts, text), text)
        return Item(f"@{name}", whole, lead=self.spans.text(start, begin), label=f"@{name}", alike=True)

    def compound(self, node: cst.CSTNode, kind: str, begin: int, end: int) -> Piece:
        """Headers and bodies in turn: ``if``, ``elif`` and ``else``, or the clauses of ``try``."""
        parts: list[Piece] = []
        at = begin
        suites = suites_of(node)
        if not all(isinstance(suite, cst.IndentedBlock) for suite in suites):
            return Atom(self.spans.text(begin, end))
        for suite in suites:
            assert isinstance(suite, cst.IndentedBlock)
            head_end, body_end = self.spans.of(suite.header)[1], self.spans.of(suite)[1]
            header = self.spans.text(at, head_end)
            parts += (Whole(Atom(header), header), self.block(suite.body, head_end, body_end, kind))
            at = body_end
        return Record(type(node).__name__, tuple(parts), self.spans.text(begin, end))


def suites_of(node: cst.CSTNode | None) -> list[cst.BaseSuite]:
    """The bodies of a compound statement and its clauses, in their order."""
    if node is None:
        return []
    body = getattr(node, "body", None)
    found = [body] if isinstance(body, cst.BaseSuite) else []
    for handler in getattr(node, "handlers", ()):
        found += suites_of(handler)
    for clause in ("orelse", "finalbody"):
        found += suites_of(getattr(node, clause, None))
    return found
