"""Rows that were recorded for another: "time has been logged on it", "to which lines have been added".

recorded  = [count] rows ("is" | "has been") participle
clause    = recorded ["on it" | "for the" row]
modifier  = ("for" | "on" | "to" | …) ("which" | "whom") recorded
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Count
from erdgen.compiler.rules.language.clauses import Clauses
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.words import word_set

#: What is done to make a row that belongs to another.
_RECORDED = word_set(
    "made recorded logged entered booked registered added planned placed assigned filed reported scheduled"
    " attached posted uploaded performed held kept noted stored captured put written linked done carried"
)
_LEADS = word_set("for on in to at against by from with under")
_BE = ("have already been", "has already been", "have been", "has been", "are", "is", "were", "was")
_THERE = ("it", "them", "him or her", "him", "her", "this", "that")


class Recorded(Clauses):
    """Reads which rows have been recorded for others."""

    @remembered
    def read_clause(self, place: int) -> Read:
        yield from super().read_clause(place)
        for count, end in self._rows_recorded(place):
            there = end + 1 if self.word(end) in _LEADS else -1
            for stop in (self.at(there, *_THERE), *(self.root_ends(there) if there > 0 else ())):
                if stop > 0:
                    yield count, stop

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        yield from super().read_own_modifier(place)
        who = self.at(place, "who", "that", "which")
        done = self.at(who, "have already", "has already", "have", "has") if who > 0 else -1
        if done > 0 and self.word(done) in _RECORDED:
            yield from self._rows_made(done + 1, self.word(done))
        if self.word(place) in _LEADS and self.word(place + 1) in ("which", "whom"):
            yield from self._rows_recorded(place + 2)

    def _rows_recorded(self, place: int) -> Iterator[tuple[Count, int]]:
        """ "time entries have been made", "no time has been logged"."""
        low, high, start = self.read_count(place)
        low, high = (low, high) if start > place else (1, None)
        start = max(start, place)
        for be in range(start + 1, min(start + 7, self.end - 1)):
            done = self.at(be, *_BE)
            if done < 0:
                continue
            participle = self.word(done)
            stop = self.skip(done + 1, "out", "up") if participle in _RECORDED else -1
            for relation in self._relations_made(start, be, participle) if stop > 0 else ():
                yield Count(relation, low, high), stop
            return

    def _rows_made(self, place: int, participle: str) -> Iterator[tuple[Count, int]]:
        """ "(who have) logged time", "(that have) made at least one booking"."""
        low, high, start = self.read_count(place)
        low, high = (low, high) if start > place else (1, None)
        start = max(start, place)
        for end in range(start + 1, min(start + 5, self.end + 1)):
            for relation in self._relations_made(start, end, participle):
                yield Count(relation, low, high), end

    def _relations_made(self, place: int, end: int, participle: str) -> list[str]:
        """The rows that are named; of several ways, that which is called like the deed ("assigned")."""
        found = [
            relation
            for relation, _target, where, stop in self.read_collection(place)
            if stop == end and where is None
        ]
        mass = self.lexicon.heads.get(key_of(self.word(place))) if end == place + 1 and not found else None
        found += [
            name for name, each in self.lexicon.relations[self.root.name] if mass is not None and each is mass
        ]
        named = [name for name in found if participle in split_name(name)]
        return named if len(found) > 1 and named else found
