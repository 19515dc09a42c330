"""The merge of the text of one file, all of whose sides differ: by its elements, or by lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from erdgen.compiler.merge.combine import combine_lines, combine_shapes
from erdgen.compiler.merge.formats import ERRORS, PYTHON, Format, format_of
from erdgen.compiler.merge.ledger import ClashError, Ledger, Pending
from erdgen.compiler.merge.names import defined_names, undefined_names
from erdgen.compiler.merge.outcome import Conflict, MergedFile, State
from erdgen.compiler.merge.pieces import INDENT, Piece
from erdgen.compiler.merge.texts import BinaryError, decode, encode, merged_form

PLACEHOLDER = re.compile(r"\0(\d+)\0(\n?)")
#: Each round keeps what the last one found missing; what is kept may need something itself.
ROUNDS = 4


def merge_text(path: str, base: bytes | None, yours: bytes, new: bytes, markers: bool) -> MergedFile:
    """A file that is there on both sides and differs from ``base`` on both."""
    try:
        return TextMerge(path, base, yours, new, markers).merge()
    except (BinaryError, UnicodeEncodeError):
        note = "it is no text, or not in one encoding; your version stands"
        return MergedFile(path, yours, State.CONFLICT, (Conflict("the file", 1, "", "", ""),), (note,))


def keep(path: str, yours: bytes) -> MergedFile:
    """Your version; it is told when it cannot be read, as with marks of a conflict that were left."""
    form = format_of(path)
    if form is PYTHON:
        try:
            choose_check(form, decode(yours, python=True).body)
        except ERRORS as error:
            return MergedFile(path, yours, State.UNREADABLE, notes=(unreadable(error),))
        except BinaryError:
            pass
    return MergedFile(path, yours, State.KEPT)


@dataclass(frozen=True, slots=True)
class Sides:
    """The pieces of the three sides, and the indentation of the result."""

    base: Piece | None
    yours: Piece
    new: Piece
    indent: str


class TextMerge:
    """The merge of three texts that all differ; ``base`` is None when the file was added on both sides."""

    def __init__(self, path: str, base: bytes | None, yours: bytes, new: bytes, markers: bool) -> None:
        self.path = path
        self.markers = markers
        self.format: Format = format_of(path)
        python = self.format is PYTHON
        self.base = None if base is None else decode(base, python=python)
        self.yours = decode(yours, python=python)
        self.new = decode(new, python=python)
        self.data = yours
        self.check = self.format.check

    def merge(self) -> MergedFile:
        """By elements; by lines where a side cannot be read so; as a whole when that is malformed."""
        try:
            self.check = choose_check(self.format, self.yours.body)
        except ERRORS as error:
            return MergedFile(self.path, self.data, State.UNREADABLE, notes=(unreadable(error),))
        sides = self.read()
        if sides is not None:
            result = self.by_elements(sides)
            if result is not None:
                return result
        return self.by_lines()

    def read(self) -> Sides | None:
        """The pieces; None when a side cannot be taken apart."""
        try:
            base = None if self.base is None else self.format.read(self.base.body)[0]
            yours, indent = self.format.read(self.yours.body)
            return Sides(base, yours, self.format.read(self.new.body)[0], indent)
        except ERRORS:
            return None

    def by_elements(self, sides: Sides) -> MergedFile | None:
        """The merged file; None when its text is malformed."""
        needed: frozenset[str] = frozenset()
        defined = defined_names((sides.base, sides.yours, sides.new))
        for _ in range(ROUNDS):
            ledger = Ledger(needed=needed, exact=self.format.exact)
            try:
                text = combine_shapes(ledger, sides.base, sides.yours, sides.new)
            except ClashError:
                return None
            plain = self.plain(text, ledger, sides.indent)
            if plain is None:
                return None
            missing = self.missing(plain) & defined
            if missing <= needed:
                break
            needed |= missing
        ledger.notes += [f"{name} is used, but you deleted or renamed it" for name in sorted(missing)]
        return self.written(text, ledger, sides.indent)

    def missing(self, text: str) -> frozenset[str]:
        """Names that the merged module lacks and your own did not."""
        if self.check is not PYTHON.check:
            return frozenset()
        return undefined_names(text) - undefined_names(self.yours.body)

    def plain(self, text: str, ledger: Ledger, indent: str) -> str | None:
        """The text with your version of every conflict; None when it is malformed."""
        plain = place_conflicts(text, ledger.conflicts, markers=False)[0].replace(INDENT, indent)
        try:
            self.check(plain)
        except ERRORS:
            return None
        return plain

    def by_lines(self) -> MergedFile:
        """Line by line; if that is malformed too, the whole file is one conflict."""
        base = self.base.body if self.base else ""
        ledger = Ledger(exact=True)
        text = combine_lines(ledger, base, self.yours.body, self.new.body)
        if self.plain(text, ledger, "") is None:
            ledger = Ledger(exact=True)
            text = ledger.conflict(self.yours.body, base, self.new.body) + "\n"
        return self.written(text, ledger, "")

    def written(self, text: str, ledger: Ledger, indent: str) -> MergedFile:
        """The result with its bytes."""
        placed, conflicts = place_conflicts(text, ledger.conflicts, markers=self.markers)
        data = encode(placed.replace(INDENT, indent), merged_form(self.base, self.yours, self.new))
        plain = tuple(
            Conflict(
                found.name,
                found.line,
                *(side.replace(INDENT, indent) for side in (found.yours, found.base, found.new)),
            )
            for found in conflicts
        )
        state = State.CONFLICT if plain else State.KEPT if data == self.data else State.MERGED
        return MergedFile(self.path, data, state, plain, tuple(ledger.notes))


def choose_check(form: Format, text: str) -> Callable[[str], object]:
    """The strictest check that your text passes; an error of the strict one if it passes none."""
    try:
        form.check(text)
    except ERRORS:
        if form.tolerate is None:
            raise
        try:
            form.tolerate(text)
        except ERRORS:
            pass
        else:
            return form.tolerate
        raise
    return form.check


def place_conflicts(text: str, pending: list[Pending], *, markers: bool) -> tuple[str, list[Conflict]]:
    """Put the conflicts, or your version of them, into the text; their lines are known then."""
    parts: list[str] = []
    conflicts: list[Conflict] = []
    at = 0
    line = 1
    for match in PLACEHOLDER.finditer(text):
        before = text[at : match.start()]
        line += before.count("\n")
        side = pending[int(match[1])]
        conflict = Conflict(side.name, line, side.yours, side.base, side.new)
        written = conflict.as_text() if markers else side.yours
        written += match[2] if written else ""
        line += written.count("\n")
        parts += (before, written)
        conflicts.append(conflict)
        at = match.end()
    return "".join([*parts, text[at:]]), conflicts


def unreadable(error: Exception) -> str:
    """The note on a file that cannot be read."""
    return f"your file cannot be read ({describe(error)}); it was left as it is"


def describe(error: Exception) -> str:
    """What is wrong with a text, on one line."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    return str(error).splitlines()[0]
