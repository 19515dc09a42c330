"""Positional JSON: the text of an ERD as nodes that know where they stand.

Strict JSON with readable errors. It keeps a stack of its own instead of recursing, so that no input can
exhaust Python's, and reads numbers as text, so that no digit is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from erdgen.compiler.findings import Location
from erdgen.compiler.frontends.json_errors import explain_syntax
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_NUMBER = 100
#: Keys that a path shows; no valid ERD has as many.
MAX_PATH = 12


@dataclass(frozen=True, slots=True)
class NumberText:
    """A JSON number as written."""

    text: str

    @property
    def is_integer(self) -> bool:
        return not any(mark in self.text for mark in ".eE")


NodeValue: TypeAlias = "bool | str | NumberText | list[Node] | dict[str, Node] | None"


class Node:
    """One JSON value: where it starts, which container holds it and under which key (or index)."""

    __slots__ = ("key", "key_offset", "offset", "parent", "value")

    def __init__(
        self,
        value: NodeValue,
        offset: int,
        parent: Node | None = None,
        key: str | int = "",
        key_offset: int = -1,
    ) -> None:
        self.value = value
        self.offset = offset
        self.parent = parent
        self.key = key
        self.key_offset = offset if key_offset < 0 else key_offset

    @property
    def path(self) -> str:
        """Keys from the root down, such as ``erd.entities.Job.ordering[0]``."""
        parts: list[str] = []
        node: Node = self
        while node.parent is not None:
            parts.append(f"[{node.key}]" if isinstance(node.key, int) else f".{quote(node.key, bare=True)}")
            node = node.parent
        parts = parts[::-1] if len(parts) <= MAX_PATH else [*parts[:-MAX_PATH:-1], "…"]
        return "".join(parts).removeprefix(".")

    def describe(self) -> str:
        """The JSON type in words, for messages."""
        return _NAMES[type(self.value)]


_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "true or false",
    str: "a text",
    NumberText: "a number",
    list: "a list",
    dict: "an object",
}


class Source:
    """A text whose offsets can be told as line and column."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def locate_offset(self, offset: int, path: str = "") -> Location:
        line = bisect_right(self._line_starts, offset)
        return Location(line, offset - self._line_starts[line - 1] + 1, path)

    def locate_value(self, node: Node) -> Location:
        return self.locate_offset(node.offset, node.path)

    def locate_key(self, node: Node) -> Location:
        return self.locate_offset(node.key_offset, node.path)


def read_source(data: bytes, report: Report) -> Source | None:
    """Decode the file; None, and a finding, when it is too large or not UTF-8. A byte order mark is fine."""
    if len(data) > MAX_BYTES:
        megabytes = MAX_BYTES // (1024 * 1024)
        report.error(
            "erd.E001",
            None,
            f"the file has {len(data):,} bytes; an ERD may have {megabytes} MiB at most",
            "split the system into several ERDs, or check that this is the right file",
        )
        return None
    try:
        return Source(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        report.error(
            "erd.E002",
            Location(line, column),
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        )
        return None


_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        ([{}\[\],:])
      | "([^"\\\x00-\x1f]*)"
      | "([^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"
      | (-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9A-Za-z_.+-])
      | (true|false|null)(?![0-9A-Za-z_])
    )""",
    re.VERBOSE,
)
_PUNCTUATION, _PLAIN, _ESCAPED, _NUMBER, _WORD = 1, 2, 3, 4, 5
_SPACE = re.compile(r"[ \t\r\n]*")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_json(source: Source, report: Report) -> Node | None:
    """The root node; None, and a finding, when the text is not JSON. Duplicate keys are reported too."""
    return _Parser(source, report).parse()


class _Parser:
    """One pass over the text. ``holder`` is the open container; ``key`` waits for its value."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source = source
        self.text = source.text
        self.report = report
        self.root: Node | None = None
        self.holder: Node | None = None
        self.depth = 0
        self.key: str | int = ""
        self.key_offset = -1

    def parse(self) -> Node | None:
        position, expect = 0, "value"
        while expect != "end":
            match = _TOKEN.match(self.text, position)
            if match is None:
                self._fail(position, expect)
                return None
            group = match.lastindex or 0
            start = match.start(group)
            if group in (_PLAIN, _ESCAPED):
                start -= 1
            following = self._take(group, match.group(group), start, expect)
            if not following:
                self._fail(start, expect)
                return None
            position, expect = match.end(), following
        if _SPACE.fullmatch(self.text, position) is None:
            self._fail(position, "end")
            return None
        return self.root

    def _take(self, group: int, token: str, start: int, expect: str) -> str:
        """Accept one token; what may follow, or an empty text when it cannot stand here."""
        if group == _PUNCTUATION:
            return self._take_punctuation(token, start, expect)
        if expect in ("key", "key or }"):
            return self._take_key(group, token, start)
        if expect not in ("value", "value or ]"):
            return ""
        value = self._scalar(group, token, start)
        if isinstance(value, Exception):
            return ""
        return self._add(Node(value, start, self.holder, self.key, self.key_offset))

    def _take_punctuation(self, token: str, start: int, expect: str) -> str:
        if token in "{[":
            return self._open(token, start) if expect in ("value", "value or ]") else ""
        if token == ":":
            return "value" if expect == ":" else ""
        if token == ",":
            return self._next_member() if expect == ", or end" else ""
        closes = isinstance(self.holder.value, dict) == (token == "}") if self.holder else False
        empty = expect == ("key or }" if token == "}" else "value or ]")
        return self._close() if closes and (expect == ", or end" or empty) else ""

    def _next_member(self) -> str:
        assert self.holder is not None
        if isinstance(self.holder.value, dict):
            return "key"
        assert isinstance(self.holder.value, list)
        self.key = len(self.holder.value)
        return "value"

    def _open(self, token: str, start: int) -> str:
        if self.depth == MAX_DEPTH:
            return ""
        node = Node({} if token == "{" else [], start, self.holder, self.key, self.key_offset)
        self._add(node)
        self.holder, self.key, self.key_offset = node, 0, -1
        self.depth += 1
        return "key or }" if token == "{" else "value or ]"

    def _close(self) -> str:
        assert self.holder is not None
        self.holder = self.holder.parent
        self.key_offset = -1
        self.depth -= 1
        return ", or end" if self.holder else "end"

    def _add(self, node: Node) -> str:
        if self.holder is None:
            self.root = node
            return "end"
        if isinstance(self.holder.value, list):
            self.holder.value.append(node)
        else:
            assert isinstance(self.holder.value, dict)
            self.holder.value.setdefault(str(self.key), node)
        return ", or end"

    def _take_key(self, group: int, token: str, start: int) -> str:
        if group not in (_PLAIN, _ESCAPED):
            return ""
        key = token if group == _PLAIN else _unescape(token)
        if key is None:
            return ""
        assert self.holder is not None
        assert isinstance(self.holder.value, dict)
        standing = self.holder.value.get(key)
        if standing is not None:
            self._report_duplicate(key, start, standing)
        self.key, self.key_offset = key, start
        return ":"

    def _report_duplicate(self, key: str, start: int, standing: Node) -> None:
        first = self.source.locate_key(standing)
        self.report.error(
            "erd.E005",
            self.source.locate_offset(start, standing.path),
            f"the key {quote(key)} stands here a second time",
            f"the first one is at line {first.line}, column {first.column}; keep one of them",
        )

    def _scalar(self, group: int, token: str, start: int) -> bool | str | NumberText | Exception | None:
        if group == _PLAIN:
            return token
        if group == _WORD:
            return _CONSTANTS[token]
        if group == _NUMBER:
            return NumberText(token) if len(token) <= MAX_NUMBER else ValueError()
        text = _unescape(token)
        return ValueError() if text is None else text

    def _fail(self, position: int, expect: str) -> None:
        start = _SPACE.match(self.text, position).end()  # type: ignore[union-attr]  # matches the empty text
        path = self.holder.path if self.holder else ""
        too_deep = self.depth == MAX_DEPTH and self.text[start : start + 1] in ("{", "[")
        if too_deep:
            code, message, hint = "erd.E003", f"nested deeper than {MAX_DEPTH} levels", "no ERD needs so many"
        else:
            code, start, message, hint = explain_syntax(self.text, start, expect)
        self.report.error(code, self.source.locate_offset(start, path), message, hint)


_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))')
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _unescape(token: str) -> str | None:
    """The text that a string token stands for; None when an escape is wrong or half a surrogate pair."""
    if _ESCAPE.sub("", token).find("\\") >= 0:
        return None
    text = _ESCAPE.sub(lambda match: _ESCAPES[match[1]] if match[1] else chr(int(match[2], 16)), token)
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None
