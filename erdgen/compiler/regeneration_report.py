"""What a regeneration came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from erdgen.compiler.evolve.migrations import Operation, Question
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.evolve.wishes import Wish
from erdgen.compiler.merge.outcome import MergedFile
from erdgen.compiler.report import GenerationReport


@dataclass(frozen=True)
class RegenerationReport:
    """What a regeneration came to. ``before`` and ``after`` are the files that differ, by path."""

    generation: GenerationReport
    renames: Renames = field(default_factory=Renames)
    merged: tuple[MergedFile, ...] = ()
    operations: tuple[Operation, ...] = ()
    questions: tuple[Question, ...] = ()
    wishes: tuple[Wish, ...] = ()
    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def unsettled(self) -> tuple[MergedFile, ...]:
        """Files that need a person: both sides changed an element, or the file cannot be read."""
        return tuple(outcome for outcome in self.merged if not outcome.settled)

    @property
    def changed(self) -> tuple[str, ...]:
        """Paths whose bytes are others afterwards, or that came or went."""
        paths = {*self.before, *self.after}
        return tuple(sorted(path for path in paths if self.before.get(path) != self.after.get(path)))

    @property
    def exit_status(self) -> int:
        return self.generation.exit_status or int(bool(self.unsettled))
