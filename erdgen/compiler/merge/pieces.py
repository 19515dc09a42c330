"""Source text as a tree of pieces, in which every piece holds its verbatim text.

A reader (`formats` lists them) cuts a file into pieces; `combine` merges three trees without knowing the
language. Texts never hold a NUL, so `INDENT` can stand for one level of block indentation: pieces of files
that are indented differently compare and combine as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

#: One level of indentation of a block, put back as spaces or tabs when the file is written.
INDENT = "\0>"


@dataclass(frozen=True, slots=True)
class Atom:
    """Merged as one: two different changes clash."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Whole lines, merged line by line, with conflicts in place."""

    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """Parts that follow each other without a gap; merges with records of the same kind and length."""

    kind: str
    parts: tuple[Piece, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A piece that takes whole lines and ends with a newline: a conflict inside can stand in its place."""

    piece: Piece
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An element with an identity among its siblings.

    ``lead`` holds the lines above it (comments, blank lines), ``trail`` the comment on its last line. ``sep``
    is the white space before it in a bracket: with a newline, the item starts a line of its own. ``name`` is
    what a rename of a definition changes, ``binds`` are the names that it defines for the module.
    """

    key: str
    body: Piece
    lead: str = ""
    sep: str = ""
    trail: str = ""
    name: str = ""
    label: str = ""
    binds: tuple[str, ...] = ()
    #: A definition, set off by blank lines.
    spaced: bool = False
    #: May be found again by its likeness, when its key is gone.
    alike: bool = False
    #: Its place is its identity, as for positional arguments.
    by_place: bool = False
    #: Makes names of other modules known.
    importing: bool = False

    @property
    def text(self) -> str:
        """What the item says, with its comments; without the layout of its siblings."""
        return self.lead + self.body.text + self.trail

    @property
    def imported(self) -> Bracket | None:
        """The imported names with which the text of a ``from`` statement starts."""
        body = self.body
        if self.importing and isinstance(body, Whole) and isinstance(body.piece, Record):
            names = body.piece.parts[0]
            return names if isinstance(names, Bracket) else None
        return None


@dataclass(frozen=True, slots=True)
class Block:
    """Items on lines of their own, one below the other. In a strict block their order has a meaning."""

    kind: str
    items: tuple[Item, ...]
    text: str
    footer: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Bracket:
    """Items between what opens and what closes, ``separator`` between them; ``comma``: after the last too."""

    kind: str
    items: tuple[Item, ...]
    text: str
    open: str = ""
    close: str = ""
    close_lead: str = ""
    comma: bool = False
    separator: str = ","
    strict: bool = False

    @property
    def in_lines(self) -> bool:
        """Whether the items stand on lines of their own."""
        return bool(self.items) and all("\n" in item.sep for item in self.items)

    def emptied(self) -> Bracket:
        """The same with no item."""
        return replace(self, items=(), text=self.open + self.close, close_lead="", comma=False)


Piece = Atom | Prose | Record | Whole | Block | Bracket
