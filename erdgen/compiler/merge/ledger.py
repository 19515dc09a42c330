"""What one file's merge collects on its way: conflicts, notes, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from erdgen.compiler.merge.likeness import same


class ClashError(Exception):
    """Both sides changed what cannot be merged; whoever takes whole lines makes a conflict of it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A conflict before its place in the file is known; texts are whole lines without the last newline."""

    name: str
    yours: str
    base: str
    new: str


@dataclass(slots=True)
class Ledger:
    """What one file's merge collects. ``needed`` are names that must not lose their definition.

    When ``exact``, white space is a change like any other.
    """

    needed: frozenset[str] = frozenset()
    exact: bool = False
    conflicts: list[Pending] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)

    def same(self, first: str, second: str) -> bool:
        """Whether two texts say the same in this file's format."""
        return first == second if self.exact else same(first, second)

    @property
    def name(self) -> str:
        """The dotted name of the element at hand."""
        return ".".join(self.path).replace(".[", "[") or "the file"

    @contextmanager
    def inside(self, label: str) -> Iterator[None]:
        """Name what is met inside after ``label``."""
        self.path.append(label)
        try:
            yield
        finally:
            self.path.pop()

    def note(self, text: str) -> None:
        """Tell something of the element at hand."""
        self.notes.append(f"{self.name}: {text}")

    @contextmanager
    def taken_notes(self) -> Iterator[list[str]]:
        """Set what is noted meanwhile aside."""
        count = len(self.notes)
        taken: list[str] = []
        yield taken
        taken += self.notes[count:]
        del self.notes[count:]

    def conflict(self, yours: str, base: str, new: str) -> str:
        """A placeholder for whole lines; it stands without their last newline."""
        pending = Pending(self.name, *(text.removesuffix("\n") for text in (yours, base, new)))
        self.conflicts.append(pending)
        return f"\0{len(self.conflicts) - 1}\0"

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Forget what was collected when the attempt ends in a clash."""
        conflicts, notes = len(self.conflicts), len(self.notes)
        try:
            yield
        except ClashError:
            del self.conflicts[conflicts:], self.notes[notes:]
            raise
