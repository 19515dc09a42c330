"""Sentences about rows that must not happen at the same time.

overlap   = rows ["of the same" parent] "must not overlap" [scope] | "no two" rows "may overlap"
          | parent "cannot have two" rows "at the same time" | parent "cannot be booked twice" at once
scoped    = "within a" parent "," (unique | overlap)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.forms import NoOverlap, Rule, Unique
from erdgen.compiler.rules.language.bodies import Bodies, Body, Link, Stated
from erdgen.compiler.rules.language.nouns import join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.uniqueness import Uniqueness, unique_body


class Overlaps(Uniqueness):
    """Reads when periods of rows collide."""

    def _scoped_first(self, place: int) -> Bodies:
        """ "Within a course, exam titles are unique", "at one dock, slots must not overlap"."""
        after = self.phrase(place, "within-one")
        if after < 0:
            return
        for names, where, end in self._parents(after):
            start = end + 1 if self.word(end) == "," else end
            for body, stop in (
                *self._unique_member(start),
                *self._only_once(start),
                *self._no_two(start),
                *self._rows_overlap(start),
                *self._parent_overlaps(start),
            ):
                if isinstance(body, Stated) and len(body.rules) == 1:
                    rule = body.rules[0]
                    if isinstance(rule, Unique):
                        fields = tuple(dict.fromkeys((*names, *rule.fields)))
                        yield unique_body(fields, join(rule.where, where), rule.ignore_case), stop
                    elif isinstance(rule, NoOverlap):
                        within = tuple(dict.fromkeys((*names, *rule.within)))
                        yield _overlap_body((rule.start, rule.end), within, join(rule.where, where)), stop

    def _overlaps(self, place: int) -> Bodies:
        yield from self._rows_overlap(place)
        yield from self._owned_overlap(place)
        yield from self._parent_overlaps(place)

    def _rows_overlap(self, place: int) -> Bodies:
        """ "Bookings of the same room must not overlap", "no two shifts of an employee may overlap"."""
        lead = self.phrase(place, "no-two")
        negative = lead > 0 and self.words[place] in ("no", "never")
        for where, end in self.read_entity(lead if lead > 0 else place, self.root):
            period = self.period
            if period is None:
                return
            parents, after = self._of_parent(end)
            for names, start in (((), end), (parents, after)):
                if start < 0:
                    continue
                found = self.modal(start)
                denied = found.denied if found else self.at(start, "never", "do not", "does not") > 0
                if negative == denied and not negative:
                    continue
                begin = (
                    found.end
                    if found
                    else (self.at(start, "never", "do not", "does not") if denied else start)
                )
                stop = self.phrase(begin, "overlap")
                if stop < 0:
                    continue
                yield _overlap_body(period, names, where), stop
                for more, condition, last, _case in self._scope(stop):
                    yield _overlap_body(period, (*names, *more), join(where, condition)), last
                aside = self.phrase(stop, "unless-one")
                if aside > 0:
                    for condition, last in self._one_of_them(aside):
                        yield _overlap_body(period, names, join(where, opposite_of(condition))), last

    def _one_of_them(self, place: int) -> Iterator[tuple[Condition, int]]:
        start = self.phrase(place, "one-of-two")
        if start > 0:
            yield from self.read_said_of_row(start)
        yield from self.read_conditions(place)

    def _owned_overlap(self, place: int) -> Bodies:
        """ "An agent's shifts must not overlap"."""
        for name, end in self._single_members(place):
            after = self.owner_mark(end)
            if after == end:
                continue
            for body, stop in self._rows_overlap(after):
                if isinstance(body, Stated) and isinstance(body.rules[0], NoOverlap):
                    rule = body.rules[0]
                    yield (
                        _overlap_body(
                            (rule.start, rule.end), tuple(dict.fromkeys((name, *rule.within))), rule.where
                        ),
                        stop,
                    )

    def _parent_overlaps(self, place: int) -> Bodies:
        """ "A doctor can't have two appointments at the same time", "a room cannot be booked twice at the same time"."""
        links = next(iter(self._named_member(place)), None)
        if links is None:
            return
        name, end = links
        found = self.modal(end)
        denied = found is not None and found.denied
        only = found is not None and found.kind == "only"
        if found is None:
            return
        start = found.end
        period = self.period
        start = self.past(start, "is-engaged-in")
        lead = self.phrase(start, "two-overlapping")
        single = (
            lead > 0 and self.words[lead - 1] in ("one", "single") and self.at(start, "more than one") < 0
        )
        if lead > 0 and ((denied and not single) or (not denied and single)):
            for where, after in self.read_entity(lead, self.root):
                overlapping = "overlapping" in self.words[start:lead] or any(
                    w in self.words[start:lead] for w in ("concurrent", "parallel", "simultaneous")
                )
                stop = self.phrase(after, "at-once")
                if stop < 0 and not overlapping:
                    continue
                if period is not None:
                    yield _overlap_body(period, (name,), where), stop if stop > 0 else after
                elif stop > 0 and self._moments():
                    yield unique_body((name, self._moments()[0]), where, False), stop
        twice = self.phrase(start, "booked-twice")
        if twice > 0 and (denied or only) and period is not None:
            stop = self.phrase(twice, "at-once")
            stop = stop if stop > 0 else (twice if "double" in self.words[start:twice] else -1)
            if stop > 0:
                yield _overlap_body(period, (name,), None), stop
                for more, condition, last, _case in self._scope(stop):
                    yield _overlap_body(period, (name, *more), condition), last


def _overlap_body(period: tuple[str, str], within: tuple[str, ...], where: Condition | None) -> Body:
    rule = NoOverlap(period[0], period[1], within, where)

    def limit(condition: Condition, link: Link) -> tuple[Rule, ...]:
        if link in ("only", "both"):
            return ()
        more = opposite_of(condition) if link == "unless" else condition
        return (replace(rule, where=join(where, more)),)

    return Stated((rule,), limit)
