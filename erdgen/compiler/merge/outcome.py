"""What a merge comes to: the text, the conflicts in it, and what a person should know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

YOURS = "<<<<<<< yours"
BASE = "||||||| generated before"
BETWEEN = "======="
NEW = ">>>>>>> generated now"


class State(StrEnum):
    """What became of a file."""

    UNCHANGED = "unchanged"  # as it was, and as it is generated
    UPDATED = "updated"  # you had not touched it: as newly generated
    KEPT = "kept"  # your version as it was
    MERGED = "merged"  # your changes and the generator's
    CONFLICT = "conflict"  # both changed the same element
    ADDED = "added"  # generated for the first time
    REMOVED = "removed"  # no longer generated, and you had not touched it
    DELETED_BY_YOU = "deleted by you"
    UNREADABLE = "unreadable"  # your file has a syntax error; it is left as it is


@dataclass(frozen=True, slots=True)
class Conflict:
    """An element that both sides changed. ``line`` is 1-based, in the file as returned."""

    name: str
    line: int
    yours: str
    base: str
    new: str

    def as_text(self) -> str:
        """The three sides in Git's format."""
        sides = ((YOURS, self.yours), (BASE, self.base), (BETWEEN, self.new))
        return "".join(f"{mark}\n{text}\n" if text else f"{mark}\n" for mark, text in sides) + NEW


@dataclass(frozen=True, slots=True)
class MergedFile:
    """``data`` is None when the file is to be absent; ``moved_from`` names where the generator has it."""

    path: str
    data: bytes | None
    state: State
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    moved_from: str = ""

    @property
    def generated_as(self) -> str:
        """The path that the generator has for it; another one where you renamed the file."""
        return self.moved_from or self.path

    @property
    def settled(self) -> bool:
        """Whether nothing is left for a person to do."""
        return self.state not in (State.CONFLICT, State.UNREADABLE)
