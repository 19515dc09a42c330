"""Rows that were recorded for another: "time has been logged on it", "to which lines have been added".

recorded  = [count] rows ("is" | "has been") participle
clause    = recorded ["on it" | "for the" row]
modifier  = ("for" | "on" | "to" | …) ("which" | "whom") recorded
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Count
from erdgen.compiler.rules.language.clauses import Clauses
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.filed import FILED, LINKING, filed_end, past_being
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of, split_name

_THERE = ("it", "them", "him or her", "him", "her", "this", "that")


class Recorded(Clauses):
    """Reads which rows have been recorded for others."""

    @remembered
    def read_clause(self, place: int) -> Read:
        yield from super().read_clause(place)
        for count, end in self._rows_recorded(place):
            there = end + 1 if self.word(end) in LINKING else -1
            if not {"has", "have"}.isdisjoint(self.words[place:end]):
                yield count, end  # "when one is created" is an event
            for stop in (self.at(there, *_THERE), *(self.root_ends(there) if there > 0 else ())):
                if stop > 0:
                    yield count, stop

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        yield from super().read_own_modifier(place)
        who = self.at(place, "who", "that", "which")
        done = self.at(who, "have already", "has already", "have", "has") if who > 0 else -1
        if done > 0 and self.word(done) in FILED:
            yield from self._rows_made(done + 1, self.word(done))
        if self.word(place) in LINKING and self.word(place + 1) in ("which", "whom"):
            yield from self._rows_recorded(place + 2)

    def _rows_recorded(self, place: int) -> Iterator[tuple[Count, int]]:
        """ "time entries have been made", "no time has been logged"."""
        low, high, start = self.read_count(place)
        low, high = (low, high) if start > place else (1, None)
        start = max(start, place)
        for be in range(start + 1, min(start + 7, self.end - 1)):
            done = past_being(self.words, be)
            if done < 0:
                continue
            stop = filed_end(self.words, done)
            for relation, where in self._relations_made(start, be, self.word(done)) if stop > 0 else ():
                yield Count(relation, low, high, where), stop
            return

    def _rows_made(self, place: int, participle: str) -> Iterator[tuple[Count, int]]:
        """ "(who have) logged time", "(that have) made at least one booking"."""
        low, high, start = self.read_count(place)
        low, high = (low, high) if start > place else (1, None)
        start = max(start, place)
        for end in range(start + 1, min(start + 5, self.end + 1)):
            for relation, where in self._relations_made(start, end, participle):
                yield Count(relation, low, high, where), end

    def _relations_made(self, place: int, end: int, participle: str) -> list[tuple[str, Condition | None]]:
        """The rows that are named; of several ways, that which is called like the deed ("assigned")."""
        found = [
            (relation, where)
            for relation, target, where, stop in self.read_collection(place)
            if stop == end and self.only_files_by(participle, relation, target)
        ]
        mass = self.lexicon.heads.get(key_of(self.word(place))) if end == place + 1 and not found else None
        found += [
            (name, None)
            for name, each in self.lexicon.relations[self.root.name]
            if mass is not None and each is mass
        ]
        named = [(name, where) for name, where in found if participle in split_name(name)]
        return named if len(found) > 1 and named else found
