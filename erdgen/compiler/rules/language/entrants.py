"""How old those are who may become one of the rows, told of them before they are.

entrants  = "only" people aged "can be" rows | "nobody" aged "can become" row
          | people aged ("cannot be" | "are not accepted as") rows | "you cannot be" row "if you are" aged
          | noun-of-rows "is reserved for people" aged
aged      = ["who" ["is"]] age
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Moment
from erdgen.compiler.rules.language.acceptances import Acceptances
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.walk import predicates_in


class Entrants(Acceptances):
    """Reads who may become a row."""

    def _all_denied(self, place: int) -> Bodies:
        yield from super()._all_denied(place)
        if self.birth is not None:
            yield from self._people_become(place)
            yield from self._not_if(place)
            yield from self._reserved_for_aged(place)
            yield from self._rows_of_age(place)

    def _people_become(self, place: int) -> Bodies:
        """ "Only people aged 18 or over can be tenants", "nobody who is under 18 may be a tenant"."""
        only = self.at(place, "only", "just")
        nobody = self.at(place, "nobody", "no one", "no person", "no people", "no child", "no children")
        people = self.phrase(max(only, place), "people")
        for said, end in self._of_age(max(nobody, people)) if max(nobody, people) > 0 else ():
            modal = self.modal(end)
            become = self.phrase(modal.end, "become-one-of") if modal is not None else -1
            for stop in self.root_ends(become) if become > 0 else ():
                if modal is not None and only > 0 and modal.kind == "can":
                    yield Holds(said), stop
                elif modal is not None and (
                    modal.kind == "can" if nobody > 0 else only < 0 and modal.forbids
                ):
                    yield Holds(opposite_of(said)), stop
            barred = self.phrase(end, "are-not-taken-as") if max(only, nobody) < 0 else -1
            for stop in self.root_ends(barred) if barred > 0 else ():
                yield Holds(opposite_of(said)), stop

    def _not_if(self, place: int) -> Bodies:
        """ "You cannot be an employee if you are under 16 or over 75"."""
        who = self.phrase(place, "any-person")
        modal = self.modal(who) if who > 0 else None
        if modal is None or not modal.forbids:
            return
        become = self.phrase(modal.end, "become-one-of")
        for end in (*self.root_ends(become), *self._done_here(modal.end)):
            after = self.at(end, "if you are", "if they are", "while you are", "when you are", "if one is")
            for said, stop in self._of_age(after) if after > 0 else ():
                yield Holds(opposite_of(said)), stop

    def _done_here(self, place: int) -> Iterator[int]:
        """After "be employed here", for employees: the verb from which the rows have their name."""
        be = self.at(place, "be")
        stem = self.word(be).removesuffix("d").removesuffix("e") if be > 0 else ""
        if len(stem) > 3 and key_of(self.root.name).startswith(stem):
            yield self.skip(be + 1, "here", "with us", "by us")

    def _reserved_for_aged(self, place: int) -> Bodies:
        """ "Membership is reserved for people aged 6 and over"."""
        start = self.skip_determiners(place)
        if self.word(start) != f"{key_of(self.root.name)}ship":
            return
        only = self.phrase(start + 1, "is-for-them-only")
        people = self.phrase(only, "people") if only > 0 else -1
        for said, end in self._of_age(people) if people > 0 else ():
            yield Holds(said), end

    def _rows_of_age(self, place: int) -> Bodies:
        """ "(Reject) drivers who are under 21", "drivers who have not turned 21 are not accepted"."""
        for lead in self._leads(place):
            for where, end in self.read_entity(lead.end, self.root):
                if where is not None and self._tells_age(where):
                    yield Holds(opposite_of(where)), end
        for where, end in self.read_entity(place, self.root):
            refused = self._refused_end(end) if where is not None and self._tells_age(where) else -1
            if where is not None and refused > 0:
                yield Holds(opposite_of(where)), refused

    def _tells_age(self, condition: Condition) -> bool:
        found = tuple(predicates_in(condition))
        return all(isinstance(each, Moment) and each.field == self.birth for each in found)

    def _of_age(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "aged 18 or over", "who is younger than 18", "who have not yet turned 6"."""
        start = self.skip(place, "who", "that")
        verb = self.skip(start, "is", "are")
        for begin in {start, verb}:
            for said, end in self.read_own_modifier(begin) if begin == place else ():
                if self._tells_age(said):
                    yield said, end
            for said, end in self._ages(begin):
                yield said, end
