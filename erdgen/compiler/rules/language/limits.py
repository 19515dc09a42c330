"""Further ways to limit how many rows belong to a row.

limits    = limit rows {verb | scope} | "there may be" limit rows scope | somebody "may add" limit rows scope
          | rows scope "are limited to" number | "the maximum number of" rows scope "is" number
          | "the number of" rows scope comparison bound | "no more" rows scope "than" bound
scope     = ("per" | "on a" | …) row
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from erdgen.compiler.rules.conditions import Condition, Count, Term, Total
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.counts import Counts
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.memory import remembered, remembered_of
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.spec.project import Entity, Relationship


class Tail(NamedTuple):
    """What follows rows that are counted: where it ends and what it says."""

    end: int
    #: Whether it names the row whose rows are counted.
    scoped: bool
    #: "are allowed", "must be there", "are refused"; empty where no verb stands.
    verb: str = ""
    where: Condition | None = None
    than: Ref | None = None


#: Further rows of the same sort, where a row is linked to such.
_OTHERS = ("others", "other people", "colleagues", "peers", "colleague")


class Limits(Counts):
    """Reads limits on the number of rows, wherever the words for the one row stand."""

    def _limits(self, place: int) -> Bodies:
        if not self.lexicon.relations[self.root.name]:
            return
        yield from self._limited_rows(place)
        yield from self._there_may_be(place)
        yield from self._somebody_adds(place)
        yield from self._rows_limited_to(place)
        yield from self._greatest_number(place)
        yield from self._number_of_rows(place)
        yield from self._row_is_allowed(place)
        yield from self._not_outnumber(place)
        yield from self._linked_as(place)

    # Where the one row is named

    @remembered
    def _one_row(self, place: int) -> Iterator[int]:
        """The places after "per order", "on any one order", "to an order"."""
        after = self.phrase(place, "on-one")
        if after > 0:
            yield from self.root_ends(self.past(after, "a-given"))

    @remembered_of
    def _tails(self, place: int, target: Entity, scoped: bool, verb: str) -> Iterator[Tail]:
        """What may stand after the rows, in any order: the one row, a verb, "at the same time", "than"."""
        yield Tail(place, scoped, verb)
        steps: list[tuple[int, bool, str, Condition | None]] = []
        if not scoped:
            steps += [(end, True, verb, None) for end in self._one_row(place)]
        if not verb:
            steps += [
                (end, scoped, said, where) for end, said, where in self._limit_verbs(place, target.name)
            ]
        at_once = self.phrase(place, "at-a-time")
        if at_once > 0:
            steps.append((at_once, scoped, verb, None))
        for end, named, said, where in steps:
            for tail in self._tails(end, target, named, said):
                yield tail._replace(where=join(where, tail.where))
        than = self.at(place, "than", "as")
        for ref, end in self._bounds(than) if than > 0 and scoped else ():
            yield Tail(end, scoped, verb, None, ref)
            if not verb:
                for stop, said, _where in self._limit_verbs(end, target.name):
                    yield Tail(stop, scoped, said, None, ref)

    def _limit_verbs(self, place: int, target: str) -> Iterator[tuple[int, str, Condition | None]]:
        """ "may be recorded", "are allowed", "must be named", "may be open": and what it says of the rows."""
        refused = self.phrase(place, "row-refused")
        if refused > 0:
            yield refused, "refused", None
            return
        allowed = self.phrase(place, "are-allowed")
        if allowed > 0 and self.phrase(place, "at-a-time") < 0:
            yield allowed, "allowed", None
        needed = self.at(place, "is required", "are required", "is needed", "are needed", "is mandatory")
        if needed > 0:
            yield needed, "needed", None
        found = self.modal(place)
        if found is None:
            return
        kind = "refused" if found.denied else "needed" if found.kind == "must" else "allowed"
        seen = self.seen_from(self.lexicon.project.by_name[target])
        after = self._past_being_there(found.end, seen.root)
        if after > 0:
            yield after, kind, None
        be = self.at(found.end, "be", "have been")
        for state, end in seen.read_states(be, seen.root) if be > 0 else ():
            if kind != "refused":
                yield end, kind, state

    def _bounds(self, place: int) -> Iterator[tuple[Ref, int]]:
        """A number of the row: "its capacity [allows]", "the course has places"."""
        start = self.past(place, "it-has")
        begins = [start]
        for end in self.root_ends(place):
            has = self.phrase(end, "takes-in")
            if has > 0:
                begins.append(has)
        for begin in begins:
            for ref, end in self.read_member(begin, self.root):
                if ref.field is not None and ref.field.kind.is_number and ref.where is None:
                    yield ref, end
                    allows = self.phrase(end, "field-allows")
                    if allows > 0:
                        yield ref, allows

    # Sentences

    def _limited(
        self, place: int, *, scoped: bool, verb: str = "", denied: bool = False
    ) -> Iterator[tuple[Condition, int]]:
        """A limit with its rows: "at most 3 lines per order", "more than 3 lines per order are refused"."""
        less = self.at(place, "no more", "not more", "at most as many", "only as many", "never more")
        more = self.at(place, "more") if less < 0 else -1
        than = max(less, more)
        for relation, target, where, end in self.read_collection(than) if than > 0 else ():
            for tail in self._tails(end, target, scoped, verb):
                refused = denied or tail.verb == "refused"
                if tail.than is not None and tail.scoped and (less > 0) is not refused:
                    total = Total(relation, (Term(),), "lte", None, tail.than.path, join(where, tail.where))
                    yield total, tail.end
        low, high, start = self._limit(place)
        vague = self.word(place) in ("a", "an", "any", "some", "several", "no", "not")
        if start < 0 or (vague and self.at(place, "no more than", "not more than", "a maximum of") < 0):
            return
        every = {"the", "all", "each", "every"}.issuperset(self.words[place:start])
        for relation, target, where, end in self.read_collection(start):
            tails = [*self._tails(end, target, scoped, verb)]
            if every and any(tail.where is not None for tail in tails):
                continue  # "the parts of a kit must be sound": all of them, not at least one
            for tail in tails:
                if not tail.scoped or tail.than is not None:
                    continue
                count = Count(relation, low, high, join(where, tail.where))
                limit = self._as_limit(count, tail.verb, denied=denied)
                if limit is not None:
                    yield limit, tail.end

    def _as_limit(self, count: Count, verb: str, *, denied: bool) -> Condition | None:
        """What ``count`` rows that are allowed, needed or refused come to; None where that limits nothing."""
        if denied or verb == "refused":
            at_least = count.minimum is not None and count.maximum is None
            return opposite_of(count) if at_least and verb in ("", "refused", "allowed") else None
        if verb == "needed":
            return count if count.minimum is not None else None
        return count if count.maximum is not None and count.minimum is None else None

    def _limited_rows(self, place: int) -> Bodies:
        """ "No more than four beneficiaries can be named on a policy", "a maximum of 4 lines per order"."""
        never = self.at(place, "never")
        for condition, end in self._limited(max(never, place), scoped=False, denied=never > 0):
            yield Holds(condition), end

    def _there_may_be(self, place: int) -> Bodies:
        """ "There may never be more seats on a subscription than it has places"."""
        if self.word(place) != "there":
            return
        found = self.modal(place + 1)
        be = self.at(found.end if found else place + 1, "be", "is", "are", "exist")
        if be < 0:
            return
        never = self.at(be, "never")
        denied = never > 0 or (found is not None and found.denied)
        needs = found is None or found.kind == "must"
        for condition, end in self._limited(max(never, be), scoped=False, denied=denied):
            yield Holds(condition), end
        for condition, end in self._limited(be, scoped=False, verb="needed") if needs and not denied else ():
            yield Holds(condition), end

    def _somebody_adds(self, place: int) -> Bodies:
        """ "Nobody may add more than 4 items to an order", "we allow up to 3 drivers per client"."""
        nobody = self.at(place, "nobody", "no one", "no user", "no customer")
        actor = max(nobody, self.phrase(place, "somebody"), self._any_user(place))
        if actor < 0:
            return
        never = self.at(actor, "never", "do not")
        found = self.modal(actor)
        denied = nobody > 0 or never > 0 or (found is not None and found.denied)
        if found is not None and found.asks:
            return
        adds = self.phrase(found.end if found else max(never, actor), "adds")
        if adds < 0 or (nobody > 0 and found is not None and found.denied):
            return
        for condition, end in self._limited(adds, scoped=False, verb="allowed", denied=denied):
            yield Holds(condition), end

    @cued("are-limited-to")
    def _rows_limited_to(self, place: int) -> Bodies:
        """ "Lines are limited to 4 per order", "the lines of an order are capped at four"."""
        for relation, target, where, end in self.read_collection(place):
            for first in self._tails(end, target, False, ""):
                limited = self.phrase(first.end, "are-limited-to")
                if limited < 0 or first.verb or first.than is not None:
                    continue
                rows = Count(relation, where=where)
                yield from self._limited_to_number(rows, limited, scoped=first.scoped)

    def _limited_to_number(self, rows: Count, place: int, *, scoped: bool) -> Bodies:
        number = self.number(self.skip(place, "a maximum of", "at most", "a total of", "no more than"))
        if number is not None and number[0].isdigit():
            count = replace(rows, maximum=int(number[0]))
            ends = [number[1]] if scoped else list(self._one_row(number[1]))
            for end in ends:
                yield Holds(count), end
                at_once = self.phrase(end, "at-a-time")
                if at_once > 0:
                    yield Holds(count), at_once
        for ref, end in self._bounds(place) if scoped else ():
            yield Holds(Total(rows.relation, (Term(),), "lte", None, ref.path, rows.where)), end

    @cued("greatest-number-of", "the-limit-is", "is-the-maximum")
    def _greatest_number(self, place: int) -> Bodies:
        """ "The maximum number of lines per order is 4", "the limit is 4 lines per order"."""
        lead = self.phrase(place, "greatest-number-of")
        for relation, target, where, end in self.read_collection(lead) if lead > 0 else ():
            for tail in self._tails(end, target, False, ""):
                be = self.at(tail.end, "is", "are", "must be", ":", "=")
                if tail.scoped and be > 0 and not tail.verb and tail.than is None:
                    yield from self._limited_to_number(Count(relation, where=where), be, scoped=True)
        limit = self.phrase(place, "the-limit-is")
        for condition, end in self._exactly(limit) if limit > 0 else ():
            yield Holds(condition), end
        for condition, end in self._exactly(place):
            last = self.phrase(end, "is-the-maximum")
            if last > 0:
                yield Holds(condition), last

    def _exactly(self, place: int) -> Iterator[tuple[Condition, int]]:
        """A plain number of rows, as the most that there may be: "4 lines per order"."""
        number = self.number(place)
        if number is None or not number[0].isdigit():
            return
        for relation, target, where, end in self.read_collection(number[1]):
            for tail in self._tails(end, target, False, ""):
                if tail.scoped and not tail.verb and tail.than is None:
                    yield Count(relation, maximum=int(number[0]), where=where), tail.end

    @cued("number-of-rows")
    def _number_of_rows(self, place: int) -> Bodies:
        """ "The number of lines on an order is limited to 4", "a depot's number of machines …"."""
        lead = self.phrase(place, "number-of-rows")
        starts = [lead] if lead > 0 else []
        for end in self.root_ends(place):
            after = self.phrase(self.owner_mark(end), "number-of-rows") if self.owner_mark(end) != end else -1
            if after > 0:
                starts.append(after)
        for start in starts:
            owned = start != lead
            for relation, target, where, end in self.read_collection(start):
                for tail in self._tails(end, target, owned, ""):
                    if not tail.scoped or tail.verb or tail.than is not None:
                        continue
                    limited = self.phrase(tail.end, "are-limited-to")
                    rows = Count(relation, where=where)
                    if limited > 0:
                        yield from self._limited_to_number(rows, limited, scoped=True)
                    else:
                        yield from self._count_against(relation, where, tail.end)

    @cued("takes-in", "is-allowed-rows")
    def _row_is_allowed(self, place: int) -> Bodies:
        """ "A client is allowed up to 3 drivers", "an order takes no more than four lines"."""
        no = self.at(place, "no")
        for where, end in self.read_entity(max(no, place), self.root):
            found = self.modal(end)
            never = self.at(end, "never")
            begin = found.end if found is not None else max(never, end)
            has = self.phrase(begin, "takes-in")
            allowed = self.phrase(end, "is-allowed-rows")
            denied = no > 0 or never > 0 or (found is not None and found.denied)
            if found is not None and (found.asks or (no > 0 and found.denied)):
                continue
            if has > 0:
                verb = "" if found is None else "allowed"
                for condition, stop in self._limited(has, scoped=True, verb=verb, denied=denied):
                    yield self._narrowed(Holds(condition), where), stop
            if allowed > 0 and no < 0:
                for condition, stop in self._limited(allowed, scoped=True, verb="allowed"):
                    yield self._narrowed(Holds(condition), where), stop

    def _linked_as(self, place: int) -> Bodies:
        """ "A member can be the assignee of at most three open tasks": rows that link to it by that name."""
        if not self.lexicon.linked_by[self.root.name]:
            return
        no = self.phrase(place, "none-of")
        nobody = self.at(place, "nobody", "no one")
        for end in (nobody,) if nobody > 0 else self.root_ends(max(no, place)):
            plain = Modal("must" if nobody < 0 else "can", False, end)  # "watches at most five tickets"
            found = self.modal(end) or plain
            denied = found.denied or max(no, nobody) > 0
            for relation, target, of in (*self._acting_as(found.end), *self._ways_of_verb(found.end)):
                for count, stop in self._rows_linked_so(relation, target, of) if of > 0 else ():
                    limit = self._limit_said(count, found, denied=denied)
                    if limit is not None and (found is not plain or count.minimum != count.maximum):
                        yield Holds(limit), stop

    def _acting_as(self, place: int) -> Iterator[tuple[str, Entity, int]]:
        """ "be the assignee of": the rows that link to the root by that name."""
        be = self.phrase(place, "act-as")
        for name, end in self.spans(self.skip_determiners(be), 3) if be > 0 else ():
            for relation, target in self._ways_that(_is_called(name)):
                yield relation, target, self.at(end, "of", "on", "for", "in", "at", "to", "with")

    def _ways_of_verb(self, place: int) -> Iterator[tuple[str, Entity, int]]:
        """ "review": the rows that link to the root as their ``reviewer``."""
        verb = self.word(place)
        for relation, target in (
            self._ways_that(lambda link: same_verb(verb, link.name)) if len(verb) > 3 else ()
        ):
            yield relation, target, place + 1

    def _ways_that(self, fits: Callable[[Relationship], bool]) -> list[tuple[str, Entity]]:
        """The one way to rows that link to the root so; none where there are several."""
        found = [
            (link.related_name, entity)
            for entity, link in self.lexicon.linked_by[self.root.name]
            if fits(link)
        ]
        return [(name, entity) for name, entity in found if name] if len(found) == 1 else []

    def _rows_linked_so(self, relation: str, target: Entity, place: int) -> Iterator[tuple[Count, int]]:
        low, high, start = self.read_count(place)
        rows = [*self.seen_from(target).read_entity(start, target)] if start > place else []
        alike = self.at(start, *_OTHERS) if start > place and target is self.root else -1
        for where, end in (*rows, *(((None, alike),) if alike > 0 else ())):
            yield Count(relation, low, high, where), end
            most = self.at(end, "at most", "at the most", "at maximum", "maximum")
            if most > 0 and low == high and low is not None:
                yield Count(relation, None, high, where), most
            at_once = self.phrase(end, "at-a-time")
            if at_once > 0:
                yield Count(relation, low, high, where), at_once

    def _limit_said(self, count: Count, found: Modal, *, denied: bool) -> Condition | None:
        """What it comes to that a row may, may not, or must be in so many others."""
        if denied:
            more = count.minimum is not None and count.maximum is None and count.minimum > 1
            return opposite_of(count) if more else None
        if found.kind == "only":
            return replace(count, minimum=None) if count.maximum is not None else None
        if found.asks:
            return count
        return count if count.maximum is not None and count.minimum is None else None

    @cued(words="outnumber more")
    def _not_outnumber(self, place: int) -> Bodies:
        """ "The machines of a depot may not outnumber its places"."""
        for relation, target, where, end in self.read_collection(place):
            owned = next(self.root_ends(place), -1)
            scoped = owned > 0 and self.owner_mark(owned) != owned
            for tail in self._tails(end, target, scoped, ""):
                found = self.modal(tail.end)
                if not tail.scoped or tail.verb or tail.than is not None or found is None:
                    continue
                outnumber = self.at(found.end, "outnumber", "be more than", "number more than")
                if not found.denied or outnumber < 0:
                    continue
                number = self.number(outnumber)
                if number is not None and number[0].isdigit():
                    yield Holds(Count(relation, maximum=int(number[0]), where=where)), number[1]
                for ref, stop in self._bounds(outnumber):
                    yield Holds(Total(relation, (Term(),), "lte", None, ref.path, where)), stop


def _is_called(name: str) -> Callable[[Relationship], bool]:
    """Whether a link has this name."""
    key = key_of(name)
    return lambda link: key_of(link.name) == key
