"""Markdown by sections, tables by rows, everything else by lines."""

from __future__ import annotations

import re
from itertools import groupby

from erdgen.compiler.merge.lines import lines_of
from erdgen.compiler.merge.pieces import Atom, Block, Item, Piece, Prose, Record, Whole

HEADING = re.compile(r"(#{1,6})\s+(.*)")
FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def read_markdown(text: str) -> tuple[Piece, str]:
    """What stands above the first heading, then a section for each heading."""
    top: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    path: list[str] = []
    for line, fenced in fenced_lines(text):
        match = None if fenced else HEADING.match(line)
        if match:
            path = [*path[: len(match[1]) - 1], match[2].strip()]
            sections.append((" / ".join(path), [line]))
        else:
            (sections[-1][1] if sections else top).append(line)
    items = tuple(section(key, lines) for key, lines in sections)
    body = Block("sections", items, "".join(item.text for item in items))
    return Record("markdown", (content(top), body), text), ""


def fenced_lines(text: str) -> list[tuple[str, bool]]:
    """Lines, and whether they are part of a block of code."""
    found = []
    fence = ""
    for line in lines_of(text):
        match = FENCE.match(line)
        found.append((line, bool(fence) or match is not None))
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence):
            fence = ""
    return found


def section(key: str, lines: list[str]) -> Item:
    """A heading with what stands below it."""
    below = content(lines[1:])
    body = Record("section", (Whole(Atom(lines[0]), lines[0]), below), lines[0] + below.text)
    return Item(key, body, label=f"[{key}]", alike=True)


def content(lines: list[str]) -> Block:
    """Tables and the text between them."""
    items = []
    for is_table, run in groupby(lines, lambda line: line.startswith("|")):
        found = list(run)
        if is_table:
            rows = tuple(
                Item(cell_of(row), Whole(Atom(row), row), label=f"[{cell_of(row)}]") for row in found
            )
            items.append(Item(f"table {cell_of(found[0])}", Block("table", rows, "".join(found))))
        else:
            items.append(Item("text", Prose("".join(found)), label="text"))
    return Block("content", tuple(items), "".join(lines))


def cell_of(row: str) -> str:
    """The first cell of a table's row, which tells it from the others."""
    return row.strip().strip("|").split("|")[0].strip()
