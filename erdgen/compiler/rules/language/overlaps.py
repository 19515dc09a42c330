"""Sentences about rows that must not happen at the same time.

overlap   = rows ["of the same" parent] "must not overlap" [scope] | "no two" rows "may overlap"
          | parent "cannot have two" rows "at the same time" | parent "cannot be booked twice" at once
scoped    = "within a" parent "," (unique | overlap)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.forms import NoOverlap, Rule, Unique
from erdgen.compiler.rules.language.bodies import Bodies, Stated, among_rows
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.pairs import Pairs
from erdgen.compiler.rules.language.uniqueness import Scope
from erdgen.compiler.rules.language.words import word_set

_AT_ONCE = word_set("overlapping concurrent parallel simultaneous")
#: A sentence with none of these says of no rows that they collide.
tells_of_collisions = cued(
    *("overlap", "overlapping", "which-overlap", "overlap-another", "no-overlap-of", "booked-twice"),
    "at-once",
    words=" ".join(sorted(_AT_ONCE)),
)


class Overlaps(Pairs):
    """Reads when periods of rows collide."""

    def _scoped_first(self, place: int) -> Bodies:
        """ "Within a course, exam titles are unique", "at one dock, slots must not overlap"."""
        after = self.phrase(place, "within-one")
        for scope in self._parents(after) if after > 0 else ():
            start = self.skip(scope.end, ",")
            for body, end in (
                *self._unique_member(start),
                *self._with_own_value(start),
                *self._there_no_two(start),
                *self._only_once(start),
                *self._no_two(start),
                *self._rows_overlap(start),
                *self._parent_overlaps(start),
            ):
                if isinstance(body, Stated) and len(body.rules) == 1:
                    yield from self._within_scope(body.rules[0], scope, end)

    def _within_scope(self, rule: Rule, scope: Scope, place: int) -> Bodies:
        """``rule`` among the rows of ``scope`` alone."""
        if isinstance(rule, Unique):
            fields = tuple(dict.fromkeys((*scope.names, *rule.fields)))
            yield among_rows(replace(rule, fields=fields, where=join(rule.where, scope.where))), place
        elif isinstance(rule, NoOverlap):
            within = tuple(dict.fromkeys((*scope.names, *rule.within)))
            yield among_rows(replace(rule, within=within, where=join(rule.where, scope.where))), place

    @tells_of_collisions
    def _overlaps(self, place: int) -> Bodies:
        yield from self._rows_overlap(place)
        yield from self._owned_overlap(place)
        yield from self._parent_overlaps(place)

    def _rows_overlap(self, place: int) -> Bodies:
        """ "Bookings of the same room must not overlap", "no two shifts of an employee may overlap"."""
        period = self.period
        if period is None:
            return
        lead = self.phrase(place, "no-two")
        negative = lead > 0 and self.words[place] in ("no", "never")
        for where, end in self.read_entity(max(lead, place), self.root):
            parents, after = self._of_parent(end)
            owned = self.word(place) in ("its", "their")
            for names, start in (((), -1 if owned else end), (parents, after)):
                stop = self._overlap_end(start, negative=negative)
                if stop > 0:
                    yield from self._apart(NoOverlap(*period, names, where), stop)
                told = self.at(start, "that", "which", "with") if names else -1
                for more, last in self.read_own_modifier(start) if told > 0 else ():
                    stop = self._overlap_end(last, negative=negative)
                    if stop > 0:
                        yield from self._apart(NoOverlap(*period, names, join(where, more)), stop)

    def _overlap_end(self, place: int, *, negative: bool) -> int:
        """After "must not overlap", or after "may overlap" where the subject is denied; -1 if not said."""
        if place < 0:
            return -1
        found = self.modal(place)
        never = self.at(place, "never", "do not", "does not")
        denied = found.denied if found else never > 0
        if not (negative or denied):
            return -1
        return self.phrase(found.end if found else max(never, place), "overlap")

    def _apart(self, rule: NoOverlap, place: int) -> Bodies:
        """ "[must not overlap] within a building", "[…] unless one of them is cancelled"."""
        yield among_rows(rule), place
        for scope in self._scope(place):
            within, where = (*rule.within, *scope.names), join(rule.where, scope.where)
            yield among_rows(replace(rule, within=within, where=where)), scope.end
        aside = self.phrase(place, "unless-one")
        for condition, end in self._one_of_them(aside) if aside > 0 else ():
            yield among_rows(replace(rule, where=join(rule.where, opposite_of(condition)))), end

    def _that_overlap(self, parents: tuple[str, ...], where: Condition | None, place: int) -> Bodies:
        after = self.phrase(place, "which-overlap")
        if after > 0 and self.period is not None:
            for scope in self._scopes(after):
                within = tuple(dict.fromkeys((*parents, *scope.names)))
                if within:
                    yield among_rows(NoOverlap(*self.period, within, join(where, scope.where))), scope.end

    def _one_of_them(self, place: int) -> Iterator[tuple[Condition, int]]:
        start = self.phrase(place, "one-of-two")
        if start > 0:
            yield from self.read_said_of_row(start)
        yield from self.read_conditions(place)

    def _owned_overlap(self, place: int) -> Bodies:
        """ "An agent's shifts must not overlap"."""
        for name, end in self._single_members(place):
            after = self.owner_mark(end)
            for body, stop in self._rows_overlap(after) if after != end else ():
                if isinstance(body, Stated) and isinstance(body.rules[0], NoOverlap):
                    rule = body.rules[0]
                    yield among_rows(replace(rule, within=tuple(dict.fromkeys((name, *rule.within))))), stop

    def _parent_overlaps(self, place: int) -> Bodies:
        """ "A doctor can't have two appointments at once", "a room cannot be booked twice at once"."""
        for name, end in islice(self._named_member(place), 1):
            found = self.modal(end)
            if found is not None:
                start = self.past(found.end, "is-engaged-in")
                yield from self._two_at_once(name, found, start)
                if found.denied or found.kind == "only":
                    yield from self._booked_twice(name, start)

    def _two_at_once(self, parent: str, modal: Modal, place: int) -> Bodies:
        """ "(cannot have) two appointments at once", "(can only have) one appointment at once"."""
        lead = self.phrase(place, "two-overlapping")
        if lead < 0:
            return
        single = self.words[lead - 1] in ("one", "single") and self.at(place, "more than one") < 0
        if modal.denied == single:
            return
        overlapping = not _AT_ONCE.isdisjoint(self.words[place:lead])
        for where, end in self.read_entity(lead, self.root):
            stop = self.phrase(end, "at-once")
            if where is not None and self.at(end, "at a time", "at any time", "at any one time") > 0:
                continue  # as long as that state lasts, whatever the period
            if self.period is not None and (stop > 0 or overlapping):
                yield among_rows(NoOverlap(*self.period, (parent,), where)), max(stop, end)
            elif stop > 0 and self._moments() and self._is_of_clock(self._moments()[0]):
                yield among_rows(Unique((parent, self._moments()[0]), where)), stop

    def _booked_twice(self, parent: str, place: int) -> Bodies:
        twice = self.phrase(place, "booked-twice")
        end = self.phrase(twice, "at-once")
        if end < 0 and "double" in self.words[place:twice]:
            end = twice
        if twice > 0 and end > 0 and self.period is not None:
            yield among_rows(NoOverlap(*self.period, (parent,))), end
            for scope in self._scope(end):
                yield among_rows(NoOverlap(*self.period, (parent, *scope.names), scope.where)), scope.end
