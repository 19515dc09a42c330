"""Switches that are called after a thing and what becomes of it: ``contract_signed``, ``fraud_suspected``.

clause    = thing ["of the" row] "is" ["not"] participle
having    = participle thing
modifier  = ("where" | "for which") clause | ("with" | "without") having
statement = thing ("must" | "must not") "be" participle
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.recorded import Recorded
from erdgen.compiler.rules.language.words import BE
from erdgen.compiler.spec.project import Kind

_BEEN = ("has been", "have been", "has not been", "have not been", "has not yet been", "have not yet been")
_WHERE = ("where", "whose", "for which", "in which", "for whom", "when", "with whom", "on which")


class Switches(Recorded):
    """Reads what is said of a thing that only a switch tells of."""

    @cached_property
    def _switches(self) -> tuple[tuple[str, str, str], ...]:
        """Name of the switch, the key of the thing, and what becomes of it."""
        found = []
        for field in self.root.fields:
            words = split_name(field.name) if field.kind is Kind.BOOL else ()
            words = words[1:] if words[:1] in (("is",), ("has",), ("ha",)) else words
            if len(words) > 1 and words[-1].endswith(("ed", "en", "id", "ne", "ble", "nt")):
                found.append((field.name, key_of(" ".join(words[:-1])), words[-1]))
        return tuple(found)

    @remembered
    def read_clause(self, place: int) -> Read:
        yield from super().read_clause(place)
        yield from self._thing_clause(place)

    @remembered
    def read_having(self, place: int) -> Read:
        yield from super().read_having(place)
        for name, end in self._thing_so(place):
            yield OneOf(name, (True,)), end

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        yield from super().read_own_modifier(place)
        where = self.at(place, *_WHERE) if self._switches else -1
        yield from self._thing_clause(where) if where > 0 else ()
        without = self.at(place, "without") if self._switches else -1
        for name, end in self._thing_so(without) if without > 0 else ():
            yield opposite_of(OneOf(name, (True,))), end

    def things(self, place: int) -> Iterator[tuple[str, str, int]]:
        """The switch, what becomes of the thing that is named at ``place``, and the place after."""
        if not self._switches:
            return
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 3):
            for switch, thing, become in self._switches:
                if key_of(name) == thing:
                    yield switch, become, end
                    of = self.at(end, "of", "for", "on", "in")
                    for stop in self.root_ends(of) if of > 0 else ():
                        yield switch, become, stop
        for after in self.root_ends(start):
            begin = self.owner_mark(after)
            for name, end in self.spans(begin, 3) if begin > after else ():
                yield from (
                    (switch, become, end) for switch, thing, become in self._switches if key_of(name) == thing
                )

    def _thing_clause(self, place: int) -> Read:
        """ "fraud is suspected", "the contract has not been signed"."""
        no = self.at(place, "no")
        for switch, become, end in self.things(max(no, place)):
            been = self.at(end, *_BEEN)
            be = been if been > 0 else end + 1 if self.word(end) in BE else -1
            denied = be > 0 and (no > 0) is not ("not" in self.words[end:be])
            after = be
            if be > 0 and been < 0 and self.word(be) in ("not", "never"):
                denied, after = not denied, be + 1
            after = self.skip(after, "yet", "already") if after > 0 else -1
            turned = after > 0 and self.word(after) == f"un{become}"
            denied = denied is not turned
            if after > 0 and (turned or self.word(after) == become):
                state = OneOf(switch, (True,))
                yield (opposite_of(state) if denied else state), after + 1

    def _thing_so(self, place: int) -> Iterator[tuple[str, int]]:
        """ "a signed contract", "suspected fraud"."""
        start = self.skip_determiners(place)
        for switch, thing, become in self._switches if start < self.end else ():
            if self.word(start) == become:
                for name, end in self.spans(start + 1, 3):
                    if key_of(name) == thing:
                        yield switch, end
