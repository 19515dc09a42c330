"""Sentences about rows held against each other: uniqueness, counts, overlaps, states, sums, who may do what."""

from __future__ import annotations

from erdgen.compiler.rules.language.sentences import Sentences


class Groups(Sentences):
    """Adds the forms that are about more than one row."""

    hinted = ""

    def farthest(self) -> int:
        """How far the subject reaches that was understood."""
        ends = [end for _ref, end in self.read_subject(0)] + [end for _where, end in self.read_entity(0, self.root)]
        return max(ends, default=0)
