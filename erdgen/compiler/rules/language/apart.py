"""Further ways to say that rows must not happen at the same time.

apart     = "the periods of" rows "of the same" parent "must not overlap" | "overlapping" rows "are refused"
          | "there must be no overlapping" rows scope | parent "must not be booked" at once
          | "two" rows "cannot be in the same" parent at once | parent "cannot have" rows "that overlap"
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, OneOf
from erdgen.compiler.rules.forms import NoOverlap
from erdgen.compiler.rules.language.bodies import Bodies
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.overlaps import Overlaps, tells_of_collisions
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import word_set

_IN_THE_TIME = tuple(f"in the {time} {lead}" for time in ("time", "period") for lead in ("from", "between"))
#: States of a row that lasts at this moment, whatever its dates are.
_ONGOING = word_set("running active ongoing current progress open live underway pending")


class Apart(Overlaps):
    """Reads when periods of rows collide, wherever the words for the parent stand."""

    @tells_of_collisions
    def _collisions(self, place: int) -> Bodies:
        if self.period is None:
            return
        yield from self._periods_of_rows(place)
        yield from self._overlapping_rows(place)
        yield from self._no_overlapping(place)
        yield from self._used_at_once(place)
        yield from self._two_in_one(place)
        yield from self._has_overlapping(place)
        yield from self._overlaps_another(place)
        yield from self._two_others_at_once(place)
        yield from self._no_overlap_of(place)

    def _apart_in(self, names: tuple[str, ...], where: Condition | None, place: int) -> Bodies:
        """No overlap among the rows of ``names``, and of whom the words at ``place`` name besides."""
        assert self.period is not None
        for begin in self._past_period(place):
            for scope in self._scopes(begin):
                within = tuple(dict.fromkeys((*names, *scope.names)))
                if within:
                    rule = NoOverlap(*self.period, within, join(where, scope.where))
                    for end in self._past_period(scope.end):
                        yield from self._apart(rule, end)

    def _past_period(self, place: int) -> Iterator[int]:
        """After "in time", "from start to end": the period by its own members, and nothing else."""
        assert self.period is not None
        yield place
        start = self.past(place, "in-time")
        if start != place:
            yield start
        lead = self.at(start, "from", "between", "( from", "(", "( between", *_IN_THE_TIME)
        closed = self.word(start) == "(" or self.at(start, "(") > 0
        for first, end in self._moments_named(lead, self.period[0]) if lead > 0 else ():
            to = self.at(end, "to", "until", "and", "till", "up to", "-", "–")
            for last in self._moments_named(to, self.period[1]) if first and to > 0 else ():
                stop = last[1]
                if last[0]:
                    yield self.at(stop, ")") if closed else stop

    def _moments_named(self, place: int, member: str) -> Iterator[tuple[bool, int]]:
        for name, end in self.spans(self.skip_determiners(place), 4):
            if any(each.name == member for each in self.lexicon.members(self.root, name)):
                yield True, end
                return

    def _periods_of_rows(self, place: int) -> Bodies:
        """ "The periods of two hires of the same machine must not overlap", "a machine's hire dates …"."""
        lead = self.phrase(place, "periods-of")
        no = self.phrase(max(lead, place), "no-two")
        negative = no > 0 and self.words[max(lead, place)] in ("no", "never")
        start = self.skip(max(no, lead, place), "all", "all the", "the")
        for parents, where, end in self._rows_with_parents(start):
            for begin in dict.fromkeys((end, self.past(end, "their-periods"))):
                more, after = self._of_parent(begin)
                for names, last in ((parents, begin), ((*parents, *more), after)):
                    second = self._and_parent(last) if last > 0 else ((), -1)
                    for every, final in ((names, last), ((*names, *second[0]), second[1])):
                        stop = self._overlap_end(final, negative=negative) if final > 0 else -1
                        if stop > 0 and self.word(start) not in ("its", "their"):
                            yield from self._apart_in(every, where, stop)

    def _and_parent(self, place: int) -> tuple[tuple[str, ...], int]:
        """ "(of the same client) for the same machine": one more parent."""
        start = self.skip(place, "and")
        return self._of_parent(start)

    def _rows_with_parents(self, place: int) -> Iterator[tuple[tuple[str, ...], Condition | None, int]]:
        for where, end in self.read_entity(place, self.root):
            yield (), where, end
        for name, end in self._single_members(place):
            after = self.owner_mark(end)
            for where, stop in self.read_entity(after, self.root) if after != end else ():
                yield (name,), where, stop

    def _overlaps_another(self, place: int) -> Bodies:
        """ "A hire must not overlap with another hire of the same machine"."""
        no = self.at(place, "no")
        for where, end in self.read_entity(self.skip(max(no, place), "a new", "any new", "new"), self.root):
            found = self.modal(end)
            never = self.at(end, "never") if found is None else -1
            if (found is None and never < 0) or (found is not None and found.denied is (no > 0)):
                continue
            other = self.phrase(found.end if found else never, "overlap-another")
            for more, stop in self.read_entity(other, self.root) if other > 0 else ():
                parents, after = self._of_parent(stop)
                owner = self.at(stop, "of its", "of their", "for its", "on its")
                links = [((name,), last) for name, last in self._single_members(owner)] if owner > 0 else []
                for names, last in (*links, *(((parents, after),) if parents else ())):
                    if more == where:
                        yield from self._apart_in(names, where, last)

    def _no_overlap_of(self, place: int) -> Bodies:
        """ "There must be no overlap between hires of the same machine", "overlaps of … are not allowed"."""
        start = place
        if self.word(place) == "there":
            found = self.modal(place + 1)
            be = self.at(found.end if found else place + 1, "be", "is", "are")
            no = self.at(be, "no", "never any", "any") if be > 0 else -1
            if no < 0 or ((found is not None and found.denied) is (self.words[no - 1] != "any")):
                return
            start = no
        lead = self.phrase(start, "no-overlap-of")
        if lead < 0:
            return
        for parents, where, end in self._rows_with_parents(self.skip(lead, "two", "any two", "different")):
            for names, last in ((parents, end), self._of_parent(end)):
                if last > 0 and names and start > place:
                    yield from self._apart_in(names, where, self.past(last, "are-allowed"))
                refused = self.phrase(last, "row-refused") if last > 0 and names else -1
                if refused > 0 and start == place:
                    yield from self._apart_in(names, where, refused)

    def _overlapping_rows(self, place: int) -> Bodies:
        """ "Overlapping hires of the same machine are not allowed", "hires that overlap …"."""
        lead = self.phrase(place, "overlapping")
        for where, end in self.read_entity(max(lead, place), self.root):
            after = end if lead > 0 else self.phrase(end, "which-overlap")
            if after < 0:
                continue
            for scope in self._scopes(after):
                last = self.phrase(scope.end, "row-refused")
                if last > 0:
                    yield from self._apart_in(scope.names, join(where, scope.where), last)

    def _no_overlapping(self, place: int) -> Bodies:
        """ "There must be no overlapping hires for the same machine", "double bookings of a machine …"."""
        start, denied = place, False
        if self.word(place) == "there":
            found = self.modal(place + 1)
            be = self.at(found.end if found else place + 1, "be", "is", "are", "exist")
            denied = found is not None and found.denied
            start = be
        no = self.at(start, "no", "never any", "never") if start > 0 else -1
        denied = denied or no > 0
        if start < 0 or not denied:
            return
        lead = self.phrase(self.skip(max(no, start), "two", "any", "several"), "overlapping")
        for where, end in self.read_entity(lead, self.root) if lead > 0 else ():
            yield from self._apart_in((), where, self.past(end, "are-allowed"))

    def _used_at_once(self, place: int) -> Bodies:
        """ "The same machine must not be hired out for overlapping periods"."""
        no = self.at(place, "no")
        start = self.past(max(no, place), "any-given")
        for parent, end in self._named_member(start):
            found = self.modal(end)
            never = self.at(end, "is never", "are never")
            if found is None and never < 0:
                continue
            begin = found.end if found is not None else never
            denied = never > 0 or (found is not None and found.denied)
            if denied is (no > 0):
                continue
            be = self.at(begin, "be") if found is not None else begin
            word = self.word(be) if be > 0 else ""
            if be > 0 and (word in ("given", "assigned", "put", "allocated") or self._makes_row(word)):
                for where, stop in self._past_overlapping(be + 1):
                    yield from self._apart_in((parent,), where, stop)
            if be < 0 or not self._makes_row(word):
                continue
            after = self.skip(be + 1, "out", "out again", "again", "twice", "in two", "up")
            twice = self.phrase(be + 1, "twice")
            for begin_at in dict.fromkeys((after, twice, self._past_several(be + 1))):
                stop = self.phrase(begin_at, "at-once") if begin_at > 0 else -1
                if stop > 0:
                    yield from self._apart_in((parent,), None, stop)

    def _two_others_at_once(self, place: int) -> Bodies:
        """ "A guide cannot be assigned to two tours at the same time": of rows that link both."""
        no = self.at(place, "no")
        for parent, end in self._named_member(self.past(max(no, place), "any-given")):
            found = self.modal(end)
            if found is None or found.asks or found.denied is (no > 0):
                continue
            several = next(
                (n for n in range(found.end + 1, found.end + 5) if self.phrase(n, "two-or-more") > 0), -1
            )
            after = self.phrase(several, "two-or-more") if several > 0 else -1
            for other in self.root.relationships if after > 0 else ():
                target = self.lexicon.project.by_name[other.target]
                if other.many or other.name == parent or target is self.root:
                    continue
                for where, stop in self.read_entity(after, target, plain=True):
                    last = self.phrase(stop, "at-once")
                    if last > 0 and where is None:
                        yield from self._apart_in((parent,), None, last)

    def _makes_row(self, word: str) -> bool:
        """Whether the verb tells of rows of the root, and of no other entity's."""
        if self._is_deed(word) or any(_is_form(word, own) for own in split_name(self.root.source)):
            return True
        others = (split_name(entity.source) for entity in self.lexicon.project.entities)
        named = any(_is_form(word, part) for name in others for part in name)
        return not named and (word in CREATE or word in ("used", "hired", "occupied", "let", "lent"))

    def _past_several(self, place: int) -> int:
        """After "in two hires", "for more than one hire": -1 if that is not said."""
        after = self.at(place, "in", "for", "on", "by", "out for")
        several = self.phrase(after, "two-or-more") if after > 0 else -1
        return next(self.root_ends(several), -1) if several > 0 else -1

    def _past_overlapping(self, place: int) -> Iterator[tuple[Condition | None, int]]:
        """ "(be given) to two hires whose times overlap", "to overlapping hires"."""
        after = self.at(place, "to", "in", "for", "on", "by", "at", "out for", "with")
        several = self.phrase(after, "two-or-more") if after > 0 else -1
        overlapping = self.phrase(max(several, after), "overlapping") if after > 0 else -1
        for where, end in self.read_entity(max(several, overlapping, after), self.root) if after > 0 else ():
            last = end if overlapping > 0 else self.phrase(end, "which-overlap")
            if last > 0:
                yield where, last

    def _two_in_one(self, place: int) -> Bodies:
        """ "Two exams cannot take place in the same room at overlapping times"."""
        lead = self.phrase(place, "no-two")
        if lead < 0:
            return
        negative = self.words[place] in ("no", "never")
        for where, end in self.read_entity(lead, self.root):
            found = self.modal(end)
            denied = found.denied if found is not None else False
            if found is None or negative is denied or found.asks:
                continue
            start = self.past(found.end, "happen-in")
            for names, stop in self._alike_in(start) if self.phrase(start, "the-same") > 0 else ():
                last = self.phrase(stop, "at-once")
                if last > 0:
                    yield from self._apart_in(names, where, last)

    def _has_overlapping(self, place: int) -> Bodies:
        """ "A machine must not have overlapping hires", "no machine may have two hires that overlap"."""
        no = self.at(place, "no")
        for parent, end in self._named_member(max(no, place)):
            found = self.modal(end)
            never = self.at(end, "never")
            denied = never > 0 or (found is not None and found.denied)
            if denied is (no > 0):
                continue
            start = self.past(found.end if found else max(never, end), "is-engaged-in")
            start = self.past(start, "holds-several") if found is None or start == found.end else start
            several = self.phrase(start, "two-or-more")
            overlapping = self.phrase(max(several, start), "overlapping")
            for where, stop in self.read_entity(max(several, overlapping, start), self.root):
                last = stop if overlapping > 0 else self.phrase(stop, "which-overlap")
                if last < 0 and several > 0 and not _is_of_now(where):
                    last = self.phrase(stop, "at-once")
                if last > 0 and (several > 0 or overlapping > 0):
                    yield from self._apart_in((parent,), where, last)


def _is_of_now(where: Condition | None) -> bool:
    """Whether it says of rows that they are going on: "one running trip at a time" counts those."""
    if not isinstance(where, OneOf) or where.negated:
        return False
    return all(
        isinstance(value, str) and not _ONGOING.isdisjoint(split_name(value)) for value in where.values
    )


def _is_form(word: str, noun: str) -> bool:
    """Whether ``word`` is the participle of a verb that is spelled as ``noun``."""
    return word in (f"{noun}d", f"{noun}ed", f"{noun}{noun[-1:]}ed")
