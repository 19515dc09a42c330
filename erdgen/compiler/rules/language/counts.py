"""Sentences about how many rows belong to a row.

count     = "the number of" rows comparison (number | member) | count rows "per" row
          | "per" row "," count rows "may be" state | row "cannot have more" rows "than" member
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Count, Operator, Term, Total
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.filed import FILED, being_filed_end
from erdgen.compiler.rules.language.keeping import Keeping
from erdgen.compiler.rules.language.memory import remembered_here
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import COMPARISONS
from erdgen.compiler.spec.project import Entity


class Counts(Keeping):
    """Reads limits on the number of rows."""

    def _so_many_may(self, place: int) -> Bodies:
        """ "Per account, only one card may be active", "two keepers have to be named for each account"."""
        if not self.lexicon.relations[self.root.name]:
            return
        lead = self.phrase(place, "for-each")
        start = next(self.root_ends(lead), -1) if lead > 0 else place
        if start < 0:
            return
        start = self.skip(start, ",") if lead > 0 else start
        nobody = self.at(start, "nobody", "no one")
        if nobody > 0:
            yield from self._nobody_more(nobody)
        low, high, after = self._limit(start)
        if after < 0 or (low == 1 and high is None and self.word(start) not in ("at", "one", "a")):
            return
        for relation, target, where, end in self.read_collection(after):
            found = self.modal(end)
            if found is not None and found.forbids:
                continue
            begin = found.end if found else end
            be = self.at(begin, "be", "is", "are")
            for state, stop in self.seen_from(target).read_states(be, target) if be > 0 else ():
                for last in self._limit_ends(stop, owned=lead > 0):
                    yield Holds(Count(relation, low, high, join(where, state))), last
            known = self._past_being_there(begin, target)
            verb = self.words[known - 1] if known > 0 else ""
            needed, allowed = verb in ("required", "needed"), verb in ("allowed", "permitted", "possible")
            if (needed and low is None) or (allowed and high is None):
                continue  # "at least 4 are allowed", "up to 4 are required"
            for last in self._limit_ends(known, owned=lead > 0) if known > 0 else ():
                yield Holds(Count(relation, low, high, where)), last

    def _past_being_there(self, place: int, target: Entity) -> int:
        """After "be recorded", which says nothing of rows of ``target``; -1 where it is a state of theirs.

        What is done to make rows may be a state as well: then there are both readings.
        """
        end = max(self.phrase(place, "be-there"), being_filed_end(self.words, place))
        be = self.at(place, "be", "have been")
        seen = self.seen_from(target)
        stated = be > 0 and any(stop >= end for _state, stop in seen.read_states(be, target))
        return -1 if stated and self.word(be) not in FILED else end

    @remembered_here
    def _limit(self, place: int) -> tuple[int | None, int | None, int]:
        """A count as ``read_count`` gives it; "only 3" allows fewer."""
        exact = self.at(place, "only one", "just one", "only a single", "not more than one", "only")
        if exact > 0 and self.words[exact - 1] != "only":
            return None, 1, exact
        low, high, after = self.read_count(max(exact, place))
        return (None if exact > 0 and low == high else low), high, after

    def _limit_ends(self, place: int, *, owned: bool) -> Iterator[int]:
        """Where the limit ends; it must say whose rows it counts, unless they are ``owned`` already."""
        for end in dict.fromkeys((place, self.past(place, "at-a-time"))):
            if owned:
                yield end
            yield from self._per_root(end)
            to = self.at(end, "to a", "to each", "to one", "with each", "to every", "under a")
            if to > 0:
                yield from self.root_ends(to)

    def _nobody_more(self, place: int) -> Bodies:
        """ "Nobody may store more than 5 addresses per customer"."""
        found = self.modal(place)
        if found is None or found.kind != "can":
            return
        start = found.end + 1
        low, high, after = self.read_count(start)
        for relation, _target, where, end in self.read_collection(after) if after > 0 else ():
            if low is not None and high is None:
                for stop in self._per_root(end):
                    yield Holds(Count(relation, maximum=low - 1, where=where)), stop

    def _counts(self, place: int) -> Bodies:
        """ "No more than 5 players per team", "the number of guests must not exceed the capacity"."""
        if not self.lexicon.relations[self.root.name]:
            return
        number = self.at(
            place, "the number of", "number of", "the count of", "the total number of", "the amount of"
        )
        singular = self.word(number) in ("a", "an")  # "the amount of a bid" is a member
        for relation, _target, where, end in (
            self.read_collection(number) if number > 0 and not singular else ()
        ):
            for _where, stop in self._of_root(end):
                yield from self._count_against(relation, where, stop)
        yield from self._so_many_per(place)
        yield from self._more_than_field(place)
        yield from self._room_for(place)

    @cued("allowed-per")
    def _so_many_per(self, place: int) -> Bodies:
        """ "At most 5 players per team", "no more than two pets are allowed per flat"."""
        low, high, start = self.read_count(place)
        if start > 0 and self.word(place) not in ("a", "an", "any", "some", "several"):
            for relation, _target, where, end in self.read_collection(start):
                after = self.phrase(end, "allowed-per")
                if high is None and "allowed" in self.words[end:after]:
                    continue
                for _where, stop in self.read_entity(after, self.root, plain=True) if after > 0 else ():
                    for last in dict.fromkeys((stop, self.past(stop, "are-allowed"))):
                        yield Holds(Count(relation, low, high, where)), last

    @cued("is-limited-to")
    def _room_for(self, place: int) -> Bodies:
        """ "A team is limited to 5 players", "the hall seats 300 guests"."""
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            limited = self.phrase(end, "is-limited-to")
            if found is None and limited > 0:
                low, high, start = self.read_count(limited)
                if start > 0:
                    for relation, _target, inner, stop in self.read_collection(start):
                        top = high if high is not None else low
                        yield self._narrowed(Holds(Count(relation, maximum=top, where=inner)), where), stop

    def _count_against(self, relation: str, where: Condition | None, place: int) -> Bodies:
        found = self.modal(place)
        denied = found.denied if found else False
        start = found.end if found else place
        if (
            found is not None
            and found.kind == "can"
            and not denied
            and not self._says_at_most(start, self.end)
        ):
            return
        start = start + 1 if self.word(start) in ("be", "is", "stay", "remain", "lie", "are") else start
        between = self._count_between(start)
        if between is not None and not denied:
            yield Holds(Count(relation, between[0], between[1], where)), between[2]
        compared = COMPARISONS.find(self.words, start) or self._number_verb(start)
        if compared is None:
            return
        operator, after = compared
        number = self.number(after)
        if number is not None and number[0].isdigit():
            body = Holds(Total(relation, (Term(),), operator, number[0], where=where))
            condition = opposite_of(body.condition) if denied else body.condition
            yield Holds(_as_count(condition)), number[1]
        for other, end in (*self.read_member(after, self.root), *self._rooted(after)):
            if other.field is not None and other.field.kind.is_number:
                total = Total(relation, (Term(),), operator, None, other.path, where)
                yield Holds(opposite_of(total) if denied else total), end

    @cued(words="than as")
    def _more_than_field(self, place: int) -> Bodies:
        """ "An event cannot have more registrations than its capacity", "no more enrolments than places"."""
        no_more = self.at(place, "no more", "never more", "not more")
        if no_more > 0:
            yield from self._than_field(no_more, denied=True, named=False)
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            start = found.end if found else end
            has = self.phrase(start, "takes-in")
            if has < 0:
                continue
            denied = found.denied if found else False
            more = self.at(has, "more")
            no_more = self.phrase(has, "no-more-than-field")
            if more > 0 and denied:
                for body, stop in self._than_field(more, denied=True, named=True):
                    yield self._narrowed(body, where), stop
            elif no_more > 0 and not denied:
                for body, stop in self._than_field(no_more, denied=True, named=True):
                    yield self._narrowed(body, where), stop

    def _than_field(self, place: int, *, denied: bool, named: bool) -> Bodies:
        for relation, _target, inner, end in self.read_collection(place):
            starts = [end]
            among = self.phrase(end, "rows-for")
            if among > 0:
                starts += [stop for _w, stop in self.read_entity(among, self.root, plain=True)]
            for start in starts:
                than = self.at(start, "than", "as")
                allows = self.at(than, "there are", "there is", "it has", "the") if than > 0 else -1
                for other, stop in (
                    self.read_member(allows if allows > 0 else than, self.root) if than > 0 else ()
                ):
                    if other.field is not None and other.field.kind.is_number:
                        yield (
                            Holds(Total(relation, (Term(),), "lte", None, other.path, inner)),
                            self.past(stop, "field-allows"),
                        )


def _as_count(condition: Condition) -> Condition:
    """A total of ones against a number is a count."""
    if not isinstance(condition, Total) or condition.bound is None:
        return condition
    number = int(condition.bound)
    bounds: dict[Operator, tuple[int | None, int | None]] = {
        "gt": (number + 1, None),
        "gte": (number, None),
        "lt": (None, number - 1),
        "lte": (None, number),
        "eq": (number, number),
    }
    if condition.operator not in bounds:
        return condition
    low, high = bounds[condition.operator]
    return Count(condition.relation, low, high, condition.where)
