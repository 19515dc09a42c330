"""Rows that are made together with others: "every task is created with at least one criterion".

children  = row ("is" | "must be" | "can only be") made ["together"] "with at least" number rows
"""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Count
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.filed import filed_end, past_being
from erdgen.compiler.rules.language.limits import Limits

_WITH = ("together with", "along with", "with", "only with", "only together with", "only along with")


class Children(Limits):
    """Reads how many rows others are made with."""

    @cued(words="with")
    def _made_with_others(self, place: int) -> Bodies:
        """ "A building is entered together with at least one unit"."""
        if not self.lexicon.relations[self.root.name]:
            return
        no = self.at(place, "no")
        for where, end in self.read_entity(max(no, place), self.root):
            found = self.modal(end)
            if no > 0 or (found is not None and (found.denied or found.kind == "can")):
                continue
            be = past_being(self.words, found.end if found is not None else end)
            made = filed_end(self.words, be) if be > 0 else -1
            if made < 0 or self.lexicon.states(self.root, self.word(be)):
                continue
            start = self.at(made if self.words[made - 1] != "with" else made - 1, *_WITH)
            low, high, after = self.read_count(start) if start > 0 else (None, None, -1)
            named = after > start and self.word(start) not in ("a", "an", "some", "any", "several")
            if low is None or low < 1 or high is not None or not named:
                continue
            for relation, _target, inner, stop in self.read_collection(after):
                yield self._narrowed(Holds(Count(relation, low, None, inner)), where), stop
