"""Sentences about a second row that is like one that is there.

pairs     = ("two" | "a second") rows likeness "are not allowed"
          | "nobody may create" ("two" | "a second") rows likeness
          | row ("must have" | "cannot use") value ("that no other" row "has" | "that is already in use")
          | value ["already taken by another" row] "is rejected"
likeness  = ("with the same" value | scope) {scope}
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.forms import Unique
from erdgen.compiler.rules.language.bodies import Bodies, among_rows
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.likeness import Likeness
from erdgen.compiler.rules.language.verbs import CREATE

#: The members in which rows are alike, which rows, and the place after.
_Alike = Iterator[tuple[tuple[str, ...], Condition | None, int]]


class Pairs(Likeness):
    """Reads that no row may be like another."""

    def _pairs(self, place: int) -> Bodies:
        yield from self._pairs_refused(place)
        yield from self._only_so_many(place)
        yield from self._with_own_value(place)
        yield from self._taken_value(place)
        yield from self._given_twice(place)

    def _pairs_refused(self, place: int) -> Bodies:
        """ "Two machines with the same code are not allowed", "no second hire for the same machine"."""
        start, denied = self._past_denial(place)
        several = self.phrase(start, "two-or-more")
        if several < 0 and not denied and "same" not in self.words:
            return
        for where, end in self.read_entity(max(several, start), self.root):
            if several < 0 and not denied and not self.words[end - 1].endswith("s"):
                continue
            for names, more, stop in self._alike_rows(end, join(where)):
                rule = among_rows(Unique(names, join(where, more)))
                if denied:
                    yield rule, self.past(stop, "at-a-time")
                    continue
                refused = max(self.phrase(stop, "row-refused"), self.phrase(stop, "cannot-be-there"))
                if refused > 0:
                    yield rule, refused

    def _past_denial(self, place: int) -> tuple[int, bool]:
        """After "it is not possible to create", "nobody may create", "we never accept", "no"."""
        barred = self.phrase(place, "it-is-forbidden-to")
        if barred > 0:
            return (barred + 1, True) if self.word(barred) in CREATE else (place, False)
        nobody = self.at(place, "nobody", "no one", "no user")
        found = self.modal(nobody) if nobody > 0 else None
        if found is not None and found.kind == "can" and self.word(found.end) in CREATE:
            return found.end + 1, True
        refuse = self.phrase(place, "we-take-no")
        if refuse > 0:
            return refuse, True
        second = self.at(place, "no second")
        return (second, True) if second > 0 else (place, False)

    def _alike_rows(self, place: int, where: Condition | None) -> _Alike:
        """ "With the same title in one depot", "of one depot with the same title", "for the same client"."""
        same = self.phrase(place, "of-the-same")
        for names, end in self._alike_in(same) if same > 0 else ():
            yield names, None, end
            for scope in self._scopes(end):
                if scope.names:
                    yield tuple(dict.fromkeys((*scope.names, *names))), scope.where, scope.end
        value = self.at(place, "with a", "with an")
        for name, end in self._single_members(value) if value > 0 else ():
            taken = self._past_taken(end)
            if taken > 0:
                yield (name,), None, taken
        for scope in self._scopes(place):
            if not scope.names:
                continue
            if len(set(scope.names)) > 1 or where is not None:
                yield tuple(dict.fromkeys(scope.names)), scope.where, scope.end
            same = self.phrase(scope.end, "of-the-same")
            for names, end in self._alike_in(same) if same > 0 else ():
                yield tuple(dict.fromkeys((*scope.names, *names))), scope.where, end

    def _only_so_many(self, place: int) -> Bodies:
        """ "Only one payslip per employee and run [is allowed]", "at most one inspection per title"."""
        only = self.phrase(place, "only-one")
        for where, end in self.read_entity(only, self.root) if only > 0 else ():
            allowed = self.phrase(end, "are-allowed")
            for start in (end, allowed):
                for names, more, stop in self._alike_rows(start, None) if start > 0 else ():
                    rule = among_rows(Unique(names, join(where, more)))
                    yield rule, stop
                    last = self.phrase(stop, "are-allowed") if start == end else -1
                    if last > 0:
                        yield rule, last
        for begin in self._leading_scopes(place):
            names, more, start = begin
            found = self.modal(start + 1) if self.word(start) == "there" else None
            be = self.at(found.end if found else start + 1, "be", "is", "are", "exist")
            be = be if self.word(start) == "there" else start
            denied = found is not None and found.denied
            only = self.phrase(be, "two-or-more" if denied else "only-one") if be > 0 else -1
            for where, end in self.read_entity(only, self.root) if only > 0 else ():
                known = self._past_there(end)
                if len(names) > 1 and (known == self.end or be != start):
                    yield among_rows(Unique(names, join(where, more))), known
                for scope in self._scopes(end) if be != start or not denied else ():
                    every = tuple(dict.fromkeys((*names, *scope.names)))
                    if scope.names and len(every) > 1:
                        yield (
                            among_rows(Unique(every, join(where, more, scope.where))),
                            self._past_there(scope.end),
                        )

    def _past_there(self, place: int) -> int:
        """After "is allowed", "may exist"; ``place`` itself where that is not said."""
        found = self.modal(place)
        if found is not None and found.kind == "can":
            return self.past(found.end, "be-there") if self.phrase(found.end, "be-there") > 0 else place
        return self.past(place, "are-allowed")

    def _leading_scopes(self, place: int) -> _Alike:
        """ "Per run and employee [,]"."""
        if self.phrase(place, "within-one") < 0 and self.phrase(place, "scope") < 0:
            return
        for scope in self._scopes(place):
            if scope.names:
                yield scope.names, scope.where, self.skip(scope.end, ",")

    @cued("a-unique", "that-no-other", words="own")
    def _with_own_value(self, place: int) -> Bodies:
        """ "Every machine needs a code of its own", "… has its own code, which no other machine may use"."""
        for parents, where, end in self._rows_of_parent(self.past(place, "all-rows")):
            yield from self._own_values(parents, where, end)
        for where, end in self.read_entity(place, self.root):
            yield from self._own_values((), where, end)

    def _own_values(self, parents: tuple[str, ...], where: Condition | None, place: int) -> Bodies:
        found = self.modal(place)
        if found is not None and not found.asks:
            return
        has = self.phrase(found.end if found else place, "identified-by")
        if has < 0:
            return
        own = self.phrase(has, "a-unique")
        start = max(own, self.skip(has, "a", "an"))
        for name, end in self._single_members(start):
            names = (*parents, name)
            its = self.at(end, "of its own", "of their own", "of his own", "of her own")
            if its > 0:
                yield from self._unique_in(names, where, its)
            elif own > 0 and parents:
                yield from self._unique_in(names, where, end)
            other = self.phrase(end, "that-no-other")
            for more, stop in self.read_entity(other, self.root) if other > 0 else ():
                same, after = self._of_parent(stop)
                for every, last in ((names, stop), ((*same, *names), after)):
                    done = self.phrase(last, "has-value") if last > 0 else -1
                    if done > 0:
                        fields = tuple(dict.fromkeys(every))
                        yield among_rows(Unique(fields, join(where, more))), done

    @cued("already-taken", "that-another")
    def _taken_value(self, place: int) -> Bodies:
        """ "A code already taken by another machine is rejected", "no machine may use one that exists"."""
        for name, end in self._single_members(self.skip(place, "any")):
            for names, taken in self._taken(end, (name,)):
                refused = self.phrase(taken, "row-refused")
                if refused > 0:
                    yield among_rows(Unique(names)), refused
                found = self.modal(taken)
                used = self.phrase(found.end, "be-on-row") if found is not None and found.denied else -1
                other = self.phrase(used, "another-row") if used > 0 else -1
                for more, stop in self.read_entity(other, self.root) if other > 0 else ():
                    yield among_rows(Unique(names, more)), stop
                again = self.phrase(found.end, "be-used") if found is not None and found.denied else -1
                if again > 0:
                    yield among_rows(Unique(names)), self.skip(again, "again", "a second time")
        for where, end in self.read_entity(self.skip(place, "a new", "any new", "no"), self.root):
            found = self.modal(end)
            no = self.word(place) == "no"
            if found is None or found.denied is no or found.asks:
                continue
            start = max(self.phrase(found.end, "share"), self.phrase(found.end, "uses"))
            for name, stop in self._single_members(start) if start > 0 else ():
                for names, taken in self._taken(stop, (name,)):
                    yield among_rows(Unique(names, where)), taken

    def _given_twice(self, place: int) -> Bodies:
        """ "We never give the same code to two machines"."""
        we = self.phrase(place, "we-do-not")
        start = self.phrase(we, "uses") if we > 0 else -1
        same = self.at(start, "the same", "one and the same") if start > 0 else -1
        for names, end in self._alike_in(same) if same > 0 else ():
            on = self.at(end, "to", "for", "on", "in", "with", "at")
            several = self.phrase(on, "two-or-more") if on > 0 else -1
            for where, stop in self.read_entity(several, self.root) if several > 0 else ():
                yield from self._unique_in(names, where, stop)
            twice = self.phrase(end, "twice")
            if twice > 0:
                yield from self._unique_in(names, None, twice)

    def _past_taken(self, place: int) -> int:
        return next((end for _names, end in self._taken(place, ())), -1)

    def _taken(self, place: int, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "That is already in use", "already taken by another machine", "that another machine has"."""
        taken = self.phrase(place, "already-taken")
        if taken > 0:
            yield names, taken
            by = self.at(
                taken,
                "by another",
                "by a different",
                "by any other",
                "for another",
                "on another",
                "by a",
                "a",
            )
            for none, end in self.read_entity(by, self.root, plain=True) if by > 0 else ():
                same, after = self._of_parent(end)
                if none is None:
                    yield names, end
                    if same:
                        yield (*same, *names), after
        other = self.phrase(place, "that-another")
        for none, end in self.read_entity(other, self.root, plain=True) if other > 0 else ():
            same, after = self._of_parent(end)
            for every, last in ((names, end), ((*same, *names), after)):
                done = self.phrase(last, "has-value") if last > 0 and none is None else -1
                if done > 0:
                    yield every, done
