"""What nobody may enter, in the words of those who enter it.

refusal   = lead object [limit] | limit "," lead object
lead      = somebody ("cannot" | "must not" | "never" | …) entering | ("do not" | "never") entering
          | ["we"] refusing | "it is not possible to" entering
object    = rows | [giving rows] member restriction | [giving rows] member | value ("as" | "in") member
          | rows "for" days | "to leave out" member
restriction = predicate | ("that" | "which") said | "other than" values

Such a reading counts only where a sentence is understood in no other way. A restriction is one that is
known from the row itself: of states, of other rows and of what has passed it is said elsewhere when they
are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from erdgen.compiler.rules.conditions import (
    Clock,
    Condition,
    Given,
    Length,
    OneOf,
    Pattern,
    Range,
    Weekday,
)
from erdgen.compiler.rules.language.bodies import Bodies, Body, Holds, Link, Rules, Stated, barred_where
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.excluded import is_of_itself, is_restriction
from erdgen.compiler.rules.language.having import presence_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.owners import Owners
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.rules.language.rows import all_of
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.rules.walk import predicates_in

#: What one does with a row or with a value of it, so that what cannot be done so cannot be there.
ENTERING = word_set(
    "enter use choose select pick set write put type specify state provide supply record have save store"
    " accept allow permit take keep register add create make submit place list fill log book schedule arrange"
    " plan hold post file issue insert include give grant assign offer admit note mention process attach"
)
#: These are done to a row: "give a course a title".
_GIVING = word_set("give grant assign offer set allow")
#: These are done with a row and where it is: "put a session in a room".
_PUTTING = word_set("put hold place schedule set keep list plan file")
_LEAVING = word_set("omit skip forget drop")
#: Refusing verbs in the form in which somebody is told to refuse, or says that he does.
_REFUSE = word_set("reject refuse forbid disallow prohibit decline ban deny block prevent avoid")
_PARTICLES = ("in", "out", "on", "up", "down", "away")
#: What a member may be called before its name: "a value for delivered_at".
ENTRIES = (
    *("a value for", "any value for", "a value in", "any value in", "anything in", "anything for"),
    *("something in", "a date in", "any date in", "an entry in", "any entry in", "an entry for"),
    *("a number in", "text in", "any text in", "a date for", "values for", "values in"),
)
JOINTS = word_set("as in for into")
_ROWS = ("for", "on", "in", "of", "to", "with", "from", "at")


class Lead(NamedTuple):
    """Where a lead ends, and the verb of entering; none after a verb that refuses."""

    end: int
    verb: str


class Denials(Owners):
    """Reads what is refused."""

    # Who refuses, and by which verb

    def _refusing(self, place: int) -> Bodies:
        for lead in self._leads(place):
            if lead.verb in _LEAVING:
                yield from self._kept_in(lead.end)
                continue
            if lead.verb == "leave":
                yield from self._kept_filled(lead.end)
                continue
            yield from self._rows_refused(lead)
            yield from self._members_refused(lead.end)
            yield from self._values_refused(lead.end)

    def _actor(self, place: int) -> int:
        """After somebody who enters rows: "you", "doctors" of a row that links to one."""
        actor = self.phrase(place, "somebody")
        if actor > 0 or place >= self.end:
            return actor
        for link in self.root.relationships:
            for where, end in self.read_entity(place, self.lexicon.project.by_name[link.target], plain=True):
                if where is None and not link.many and self.modal(end) is not None:
                    return end
        return -1

    def _leads(self, place: int) -> Iterator[Lead]:
        actor = self._actor(place)
        nobody = self.at(place, "nobody", "no one")
        start = max(actor, nobody, place)
        modal = self.modal(start)
        told = modal.end if modal is not None and modal.asks else start
        if nobody < 0 and self.word(told) in _REFUSE:
            yield Lead(self.skip(told + 1, *_PARTICLES), "")
        verb = self.at(start, "never", "do not", "will not", "no longer", "must never")
        if modal is not None and (actor > 0 or nobody > 0):
            verb = modal.end if modal.denied is (nobody < 0) and modal.kind != "only" else -1
        if nobody > 0 and modal is not None and modal.kind != "can":
            verb = -1
        verb = max(verb, self.phrase(place, "it-is-forbidden-to"))
        if verb < 0:
            return
        word = self.word(verb)
        if word in ENTERING or same_verb(word, self.root.source):
            yield Lead(self.skip(verb + 1, *_PARTICLES), word)
        elif word in _LEAVING:
            yield Lead(verb + 1, word)
        elif word == "leave":
            out = self.at(verb + 1, "out", "off")
            yield Lead(max(out, verb + 1), "omit" if out > 0 else "leave")

    # Rows that are refused

    def _rows_refused(self, lead: Lead) -> Bodies:
        it = self.at(lead.end, "it", "this", "them") if not lead.verb and lead.end > 3 else -1
        if it > 0:
            yield Stated((), unless_denied), it
        for where, end in self.read_entity(self.skip(lead.end, "a new", "new", "any new"), self.root):
            if where is None:
                yield Stated((), unless_denied), end
                yield from self._without_having(end)
                yield from self._on_days(end)
                into = self.at(end, "in", "into", "on", "under", "with")
                yield from self._members_refused(into) if into > 0 and lead.verb in _PUTTING else ()
                if lead.verb in _GIVING:
                    yield from self._members_refused(end)
                continue
            if is_of_itself(where):
                yield Holds(opposite_of(where)), end
            for body, stop in self._without_having(end):
                yield self._narrowed(body, where), stop
            if lead.verb in _GIVING:
                for body, stop in self._members_refused(end):
                    yield self._narrowed(body, where), stop

    def _without_having(self, place: int) -> Bodies:
        """ "(You cannot save an order) without giving an address", "without its address being known"."""
        without = self.at(place, "without")
        if without < 0:
            return
        giving = self.phrase(without, "stating")
        for condition, end in self._possessions(max(giving, without)):
            yield Holds(all_of(condition)), self.past(end, "on-file")

    def _on_days(self, place: int) -> Bodies:
        """ "(You cannot book a tour) for a Monday", "from Sunday to Thursday", "for any day but Monday"."""
        start = self.skip(place, "for", "on", "that falls on", "that is on", "which is on", "to take place")
        for ref in self._main_moment():
            for condition, end in self._restricted(ref, start):
                if all(isinstance(each, Weekday | Clock) for each in predicates_in(condition)):
                    yield Holds(opposite_of(condition)), end

    # Members that are refused

    def _members_refused(self, place: int) -> Bodies:
        begin = self.skip(place, *ENTRIES)
        for ref, end in self._subjects(begin):
            for condition, stop in self._restricted(ref, end):
                body = self._limited_to(ref, Holds(opposite_of(condition)))
                yield body, stop
                yield from self._of_rows(body, stop)
            for where, after in self._rows_after(end):
                for condition, stop in self._restricted(ref, after):
                    yield self._narrowed(Holds(opposite_of(condition)), where), stop
            there = presence_of(ref)
            if isinstance(there, Given) and ref.member.required:
                continue  # a value that is always there cannot be barred
            if ref.where is not None:
                yield self._limited_to(ref, Holds(opposite_of(there))), end
                continue
            yield barred_where(there), end
            for where, stop in self._rows_after(end):
                whole = barred_where(there) if where is None else Holds(opposite_of(there))
                yield self._narrowed(whole, where), stop
        for condition, end in self.read_having(place):
            if isinstance(condition, Range | Length | Pattern | Weekday):
                yield Holds(opposite_of(condition)), end
                yield from self._of_rows(Holds(opposite_of(condition)), end)

    def _restricted(self, ref: Ref, place: int) -> Read:
        """What narrows a member: "below 5", "that is not 5", "with fewer than 5 characters", "but 5"."""
        starts = {place, self.skip(place, "with", "of", "having", "containing", "that has", "which has")}
        starts.add(self.past(place, "that-is"))
        for start in sorted(starts):
            for condition, end in self.read_predicates(start, ref):
                if is_restriction(condition):
                    yield condition, end
        relative = self.at(place, "that", "which")
        if relative > 0:
            for condition, end in self.read_said_of_member(relative, replace(ref, where=None)):
                if is_restriction(condition):
                    yield condition, end
        yield from self.but_these(ref, place)

    def _rows_after(self, place: int) -> Iterator[tuple[Condition | None, int]]:
        """ "(a grade) for a student who is absent"."""
        after = self.at(place, *_ROWS)
        yield from self.read_entity(after, self.root) if after > 0 else ()

    def _of_rows(self, body: Body, place: int) -> Bodies:
        for where, end in self._rows_after(place):
            yield self._narrowed(body, where), end

    # Values that are refused

    def _values_refused(self, place: int) -> Bodies:
        """ "(You cannot choose) a Sunday as the due date", "more than 50 characters in the note"."""
        for joint in range(place + 1, self.end - 1):
            if self.words[joint] not in JOINTS:
                continue
            for ref, end in self._subjects(joint + 1):
                for condition, stop in self._restricted(ref, place):
                    positive = isinstance(condition, OneOf) and not condition.negated
                    if stop == joint and not positive:  # "cash as payment" may be one of many things
                        body = self._limited_to(ref, Holds(opposite_of(condition)))
                        yield body, end
                        yield from self._of_rows(body, end)

    # Members that may not lack

    def _kept_in(self, place: int) -> Bodies:
        """ "(You cannot) leave out the venue": it must be given."""
        for condition, end in self._possessions(place):
            given = all_of(condition)
            if all(isinstance(each, Given) and not each.negated for each in predicates_in(given)):
                yield Holds(given), end
                yield from self._of_rows(Holds(given), end)

    def _kept_filled(self, place: int) -> Bodies:
        for body, end in self._kept_in(place):
            empty = self.at(end, "empty", "blank", "unset", "open", "out")
            if empty > 0:
                yield body, empty
                yield from self._of_rows(body, empty)


def unless_denied(condition: Condition, link: Link) -> Rules:
    """What must hold where a row is refused "if …" or "unless …"."""
    if link in ("only", "both") or not is_of_itself(condition):
        return ()
    return (condition if link == "unless" else opposite_of(condition),)
