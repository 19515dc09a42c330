"""Comments with marks in a Python file, each tied by libcst to the element that it is about."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from erdgen.compiler.feedback.remarks import Element, Kind, Marker, Remark
from erdgen.compiler.spec.project import Entity

_MARKED = re.compile(r"#+\s*(FIX|TODO|IMPROVE)\s*:\s*(.*)", re.DOTALL)
_GOES_ON = re.compile(r"#+(?:\s{2,}|\t)(.*\S)")
SETTINGS = "core/settings.py"
#: What a file with a syntax error raises.
UNREADABLE = (cst.ParserSyntaxError, tokenize.TokenError, SyntaxError)


def find_python_remarks(path: str, text: str, entities: Mapping[str, Entity]) -> Iterable[Remark]:
    """Every comment in the order of the file; one of ``UNREADABLE`` where it has a syntax error."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    spans = _Spans(path == SETTINGS)
    wrapper.visit(spans)
    lines = text.splitlines()
    comments = list(_list_comments(text, lines))
    resting = [comment.line for comment in comments if comment.alone]
    for number, comment in enumerate(comments):
        found = _MARKED.match(comment.value)
        if found is None:
            continue
        more = tuple(_going_on(comment, comments[number + 1 :]))
        words = " ".join([found[2].strip(), *more]).strip()
        end = comment.line + len(more)
        span = _span_of(comment, end, spans.found, lines, frozenset(resting))
        element = _element(span, entities) if span is not None else Element("module")
        marker = cast("Marker", found[1])
        yield Remark(path, comment.line, end, comment.column, comment.alone, marker, words, element)


@dataclass(frozen=True, slots=True)
class _Span:
    """Where an element stands, from its first to its last line, and the column that it begins at."""

    first: int
    last: int
    column: int
    kind: Kind
    parts: tuple[str, ...]
    names: frozenset[str] = frozenset()


class _Spans(cst.CSTVisitor):
    """Collects the elements of a module, each with the names of what it lies in."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, settings: bool) -> None:
        super().__init__()
        self.found: list[_Span] = []
        self._path: list[str] = []
        self._blocks: list[Kind] = []
        self._settings = settings

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._enter(node, node.name.value, "class")

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self._leave()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        inside = bool(self._blocks) and self._blocks[-1] == "class"
        self._enter(node, node.name.value, "method" if inside else "function")

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._leave()

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        target = _target_of(node)
        kind: Kind = "statement"
        if target and (not self._blocks or self._blocks[-1] == "class"):
            kind = "setting" if self._settings and not self._blocks else "field"
        self._enter(node, target, kind, _names_in(node))

    def leave_SimpleStatementLine(self, original_node: cst.SimpleStatementLine) -> None:
        self._leave()

    def visit_DictElement(self, node: cst.DictElement) -> None:
        self._enter(node, _literal(node.key), "entry", _names_in(node))

    def leave_DictElement(self, original_node: cst.DictElement) -> None:
        self._leave()

    def visit_Element(self, node: cst.Element) -> None:
        self._enter(node, _literal(node.value), "entry", _names_in(node))

    def leave_Element(self, original_node: cst.Element) -> None:
        self._leave()

    def _enter(self, node: cst.CSTNode, name: str, kind: Kind, names: frozenset[str] = frozenset()) -> None:
        place = self.get_metadata(PositionProvider, node)
        self._path.append(name)
        self._blocks.append(kind)
        parts = tuple(part for part in self._path if part)
        span = _Span(place.start.line, place.end.line, place.start.column, kind, parts, names)
        self.found.append(span)
        # A comment above the first decorator is about what is decorated, as one below it.
        if isinstance(node, cst.ClassDef | cst.FunctionDef) and node.decorators:
            first = self.get_metadata(PositionProvider, node.decorators[0]).start.line
            self.found.append(replace(span, first=first))

    def _leave(self) -> None:
        self._path.pop()
        self._blocks.pop()


@dataclass(frozen=True, slots=True)
class _Comment:
    line: int
    column: int
    value: str
    alone: bool


def _list_comments(text: str, lines: Sequence[str]) -> Iterable[_Comment]:
    """As Python's own tokenizer finds them: libcst misplaces some that end a block less deep than it."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            yield _Comment(line, column, token.string, not lines[line - 1][:column].strip())


def _going_on(comment: _Comment, following: Sequence[_Comment]) -> Iterable[str]:
    line = comment.line
    for other in following:
        found = _GOES_ON.fullmatch(other.value)
        apart = other.line != line + 1 or other.column != comment.column or not comment.alone
        if apart or found is None or _MARKED.match(other.value):
            return
        line = other.line
        yield found[1].strip()


def _span_of(
    comment: _Comment, end: int, spans: Sequence[_Span], lines: Sequence[str], resting: frozenset[int]
) -> _Span | None:
    """The element that a comment is about; None for the module."""
    line = comment.line
    if comment.alone:
        line = next(
            (n for n in range(end + 1, len(lines) + 1) if lines[n - 1].strip() and n not in resting), 0
        )
    here = [span for span in spans if span.first == line]
    if line and comment.alone and _indent(lines[line - 1]) < comment.column:
        here = []
    if here:
        return min(here, key=lambda span: len(span.parts))
    if comment.alone:
        # The end of a block: the last one that began before and less deep.
        around = [
            span
            for span in spans
            if span.first < comment.line
            and span.column < comment.column
            and span.kind in ("class", "method", "function", "field", "setting", "entry")
            and (span.last >= comment.line or span.kind in ("class", "method", "function"))
        ]
        return max(around, key=lambda span: (span.first, span.column), default=None)
    around = [span for span in spans if span.first <= line <= span.last]
    return max(around, key=lambda span: (span.first, len(span.parts)), default=None)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _element(span: _Span, entities: Mapping[str, Entity]) -> Element:
    entity = next((name for part in span.parts if (name := _entity_called(part, entities))), "")
    if not entity:
        among = {name for each in span.names if (name := _entity_called(each, entities))}
        entity = next(iter(among)) if len(among) == 1 else ""
    member = ""
    if entity:
        members = entities[entity].members
        for part in reversed(span.parts):
            name = part.removeprefix("validate_")
            if name in members and part != entity:
                member = name
                break
    return Element(span.kind, ".".join(span.parts), entity, member)


def _entity_called(name: str, entities: Collection[str]) -> str:
    """The entity of ``JobSerializer``: the longest class name that it begins with, before a capital."""
    fitting = [entity for entity in entities if re.match(rf"{re.escape(entity)}(?=[A-Z]|$)", name)]
    return max(fitting, key=len, default="")


def _target_of(line: cst.SimpleStatementLine) -> str:
    match line.body:
        case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])]:
            return name
        case [cst.AnnAssign(target=cst.Name(value=name))]:
            return name
    return ""


def _literal(node: cst.BaseExpression) -> str:
    match node:
        case cst.SimpleString():
            return str(node.evaluated_value)
        case cst.Name():
            return node.value
        case cst.Attribute():
            return node.attr.value
    return ""


class _Names(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:
        self.found.add(node.value)


def _names_in(node: cst.CSTNode) -> frozenset[str]:
    names = _Names()
    node.visit(names)
    return frozenset(names.found)
