"""TOML, JSON, requirements and environment files by their entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import libcst as cst

from erdgen.compiler.merge.likeness import TOKEN
from erdgen.compiler.merge.lines import lines_of
from erdgen.compiler.merge.pieces import Atom, Block, Bracket, Item, Piece, Prose, Record, Whole
from erdgen.compiler.merge.python_source import read_python

HEADER = re.compile(r"\s*\[{1,2}[^\]]+\]{1,2}\s*(?:#.*)?$")
PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
VARIABLE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=")
ASSIGNED = re.compile(r"""(?:[^"'=]|"[^"]*"|'[^']*')*=""")


def read_toml(text: str) -> tuple[Piece, str]:
    """Tables, their entries, and the elements of arrays."""
    top: list[str] = []
    sections: list[tuple[list[str], list[str]]] = []
    lead: list[str] = []
    current: list[str] = top
    for entry in joined_lines(lines_of(text), is_open):
        if HEADER.match(entry):
            lead = trailing_comments(current)
            current = [entry]
            sections.append((lead, current))
        else:
            current.append(entry)
    first = entries_of(top, toml_key, toml_entry)
    tables = [toml_table("".join(above), lines) for above, lines in sections]
    below = Block("tables", tuple(tables), "".join(item.text for item in tables))
    return Record("toml", (first, below), text), ""


def toml_table(lead: str, lines: list[str]) -> Item:
    """A table: its header and its entries."""
    entries = entries_of(lines[1:], toml_key, toml_entry)
    body = Record("table", (Whole(Atom(lines[0]), lines[0]), entries), lines[0] + entries.text)
    name = lines[0].split("#")[0].strip()
    return Item(name, body, lead=lead, label=name)


def toml_key(entry: str) -> str:
    """The key of an entry."""
    return entry.split("=")[0].strip()


def toml_entry(entry: str) -> Piece:
    """An entry; an array whose elements Python would read alike is taken apart."""
    match = ASSIGNED.match(entry)
    if match and entry[match.end() :].lstrip().startswith("["):
        value = entry[match.end() :]
        try:
            module, _ = read_python(f"_ ={value}")
        except cst.ParserSyntaxError:
            return Atom(entry)
        found = assigned_value(module)
        if isinstance(found, Bracket):
            before, after = value.split(found.text, 1)
            return Record("entry", (Atom(match[0] + before), found, Atom(after)), entry)
    return Atom(entry)


def assigned_value(module: Record) -> Piece | None:
    """The value of a module's only statement, an assignment."""
    block = module.parts[1]
    if isinstance(block, Block) and len(block.items) == 1:
        body = block.items[0].body
        if isinstance(body, Whole) and isinstance(body.piece, Record):
            return body.piece.parts[1]
    return None


def read_json(text: str) -> tuple[Piece, str]:
    """Objects by their keys, arrays by their elements: that far, JSON is an expression of Python."""
    try:
        module, _ = read_python(f"_ = {text}")
    except cst.ParserSyntaxError:
        return Prose(text), ""
    value = assigned_value(module)
    if not isinstance(value, Bracket) or not text.startswith(value.text):
        return Prose(text), ""
    whole = Record("json", (value, Atom(text[len(value.text) :])), text)
    return whole, ""


def read_requirements(text: str) -> tuple[Piece, str]:
    """Packages by their names, options by their text."""
    return entries_of(joined_lines(lines_of(text), ends_open), package_key, Atom), ""


def package_key(line: str) -> str:
    """The name of the package that a line asks for, as package indexes compare names."""
    match = PACKAGE.match(line)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else line.split("#")[0].strip()


def read_env(text: str) -> tuple[Piece, str]:
    """Variables by their names."""
    return entries_of(lines_of(text), variable_key, Atom), ""


def variable_key(line: str) -> str:
    """The variable that a line sets."""
    match = VARIABLE.match(line)
    return match[1] if match else line.strip()


def entries_of(lines: Iterable[str], key_of: Callable[[str], str], read: Callable[[str], Piece]) -> Block:
    """Lines with a key each; comments and blank lines belong to the entry below them."""
    items: list[Item] = []
    lead: list[str] = []
    text: list[str] = []
    for line in lines:
        text.append(line)
        if is_comment(line):
            lead.append(line)
        else:
            key = key_of(line)
            items.append(Item(key, Whole(read(line), line), lead="".join(lead), label=key))
            lead = []
    return Block("entries", tuple(items), "".join(text), "".join(lead))


def is_comment(line: str) -> bool:
    """Whether a line says nothing to a machine."""
    return not line.strip() or line.lstrip().startswith("#")


def trailing_comments(lines: list[str]) -> list[str]:
    """Take the comments and blank lines at the end away, for the table below them."""
    count = 0
    while count < len(lines) and is_comment(lines[-1 - count]):
        count += 1
    taken = lines[len(lines) - count :]
    del lines[len(lines) - count :]
    return taken


def joined_lines(lines: Iterable[str], goes_on: Callable[[str], bool]) -> list[str]:
    """Lines, each with those on which it goes on."""
    joined: list[str] = []
    open_entry = False
    for line in lines:
        if open_entry:
            joined[-1] += line
        else:
            joined.append(line)
        open_entry = not is_comment(joined[-1]) and goes_on(joined[-1])
    return joined


def ends_open(entry: str) -> bool:
    """Whether a line ends with a backslash."""
    return entry.rstrip("\r\n").endswith("\\")


def is_open(entry: str) -> bool:
    """Whether a bracket or a long text of an entry goes on."""
    if HEADER.match(entry):
        return False
    depth = 0
    for match in TOKEN.finditer(entry):
        if match.lastgroup == "mark":
            depth += (match[0] in "[{") - (match[0] in "]}")
    return depth > 0 or entry.count('"""') % 2 == 1 or entry.count("'''") % 2 == 1
