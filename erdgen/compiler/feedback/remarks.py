"""``FIX:``, ``TODO:`` and ``IMPROVE:`` comments, and the element of the project that each is about.

A comment behind code is about what begins on its line, one that stands alone about what comes next in its
block, or about the block where nothing comes next. Lines that follow it go on with it where they are comments
indented by two spaces or more (``#   like this``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from erdgen.compiler.spec.project import Entity

Marker = Literal["FIX", "TODO", "IMPROVE"]
Kind = Literal["module", "class", "method", "function", "field", "setting", "entry", "statement", "line"]

#: No file without a match has a comment with a mark; hardly any file has one, and reading it is slow.
_MARKS = re.compile(r"(?:FIX|TODO|IMPROVE)\s*:")
#: Comments of the other languages of a project; a text between the marks of HTML may not go on.
_OTHER = re.compile(
    r"(?P<start>#+|//|<!--|\{#|--)\s*(?P<marker>FIX|TODO|IMPROVE)\s*:\s*(?P<text>.*?)\s*(?:-->|#\})?\s*$"
)


@dataclass(frozen=True, slots=True)
class Element:
    """What a comment is about: ``name`` is dotted; ``entity`` and ``member`` are names of the Project."""

    kind: Kind
    name: str = ""
    entity: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment, on the lines from ``line`` to ``end_line`` (1-based, included) of the file at ``path``.

    ``column`` is where it begins; ``alone`` whether no code stands before it.
    """

    path: str
    line: int
    end_line: int
    column: int
    alone: bool
    marker: Marker
    text: str
    element: Element

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"


def find_remarks(path: str, text: str, entities: Mapping[str, Entity]) -> tuple[Remark, ...]:
    """Every comment in the order of the file; a Python file with a syntax error is read line by line."""
    if not _MARKS.search(text):
        return ()
    if path.endswith(".py"):
        # libcst takes long to load, and is needed only where somebody asks for something.
        from erdgen.compiler.feedback.python_remarks import UNREADABLE, find_python_remarks

        try:
            return tuple(find_python_remarks(path, text, entities))
        except UNREADABLE:
            pass
    return tuple(_in_lines(path, text))


def remove_remarks(text: str, remarks: Iterable[Remark]) -> str:
    """``text`` without these comments; lines that hold nothing else go."""
    lines = text.splitlines(keepends=True)
    for remark in sorted(remarks, key=lambda remark: remark.line, reverse=True):
        first = lines[remark.line - 1]
        if remark.alone:
            del lines[remark.line - 1 : remark.end_line]
        else:
            ending = first[len(first.rstrip("\r\n")) :]
            lines[remark.line - 1] = first[: remark.column].rstrip() + ending
    return "".join(lines)


def _in_lines(path: str, text: str) -> Iterable[Remark]:
    """Comments of other languages: about the line itself, or the next one with anything else on it."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        found = _OTHER.search(line)
        if found is None:
            continue
        before = line[: found.start()].strip()
        said = before or next((later.strip() for later in lines[number:] if later.strip()), "")
        element = Element("line", said[:80])
        marker = cast("Marker", found["marker"])
        column = found.start()
        yield Remark(path, number, number, column, not before, marker, found["text"].strip(), element)
