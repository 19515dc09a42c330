"""What may not be so, where it is said of the rows and values themselves, and the steps that nobody can take.

barring   = refusal | limit "," refusal
          | (member restriction | rows) "have to be rejected" | value "is not allowed as" member
          | "no" member "is allowed" [rows] [limit] | "no" rows ("without" having | "may be entered" with)
          | rows "cannot be" state | somebody ("cannot" | "can only") step [limit]
step      = "mark" rows "as" state | verb rows

Such a reading counts only where a sentence is understood in no other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from erdgen.compiler.rules.conditions import Condition, Every, Given, OneOf
from erdgen.compiler.rules.forms import AtCreation, Implies
from erdgen.compiler.rules.language.bodies import (
    Bodies,
    Holds,
    Link,
    Rules,
    Stated,
    barred_where,
    finish_body,
)
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.denials import Denials, unless_denied
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.excluded import (
    is_of_itself,
    is_restriction,
    is_within,
)
from erdgen.compiler.rules.language.having import presence_of
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import REFUSING, word_set

#: One of these stands in every sentence that bars something.
_CUES = REFUSING | word_set(
    "cannot not never no nobody impossible forbidden prohibited only rejected refused omit skip ruled turned"
    " accept accepts reserved pay take"
)
#: Last words in the names of choices that rows come to one after the other.
_STAGES = word_set("status state stage phase")


class Barrings(Denials):
    """Reads what is barred."""

    def read_denials(self) -> Iterator[Rules]:
        """Readings of a sentence that refuses what somebody could enter."""
        if _CUES.isdisjoint(self.words):
            return
        start = self._opening(0)
        for body, end in self._all_denied(start):
            yield from self._finished(body, end)
        for condition, link, begin in self._limit_before(start):
            for body, end in self._all_denied(begin):
                if self._trailing(end) == self.end:
                    yield from self._some(finish_body(body, self.root, condition, link))

    def _limit_before(self, place: int) -> Iterator[tuple[Condition, Link, int]]:
        """ "If …, (refuse it)", "on domestic tours, (you cannot …)": what limits the rule, and how."""
        link, after = self._link(place)
        for condition, end in self.read_conditions(after) if after > 0 else ():
            begin = self.at(end, ", then", ",", "then")
            if begin > 0:
                yield condition, link, begin
        among = self.phrase(place, "limited-to-rows")
        for where, end in self.read_entity(among, self.root) if among > 0 else ():
            if where is not None and self.word(end) == ",":
                yield where, "if", end + 1

    def _all_denied(self, place: int) -> Bodies:
        yield from self._refusing(place)
        yield from self._subject_refused(place)
        yield from self._values_barred(place)
        yield from self._none_allowed(place)
        yield from self._none_without_it(place)
        yield from self._never_so(place)
        yield from self._brought_to(place)

    # Passive

    def _subject_refused(self, place: int) -> Bodies:
        """ "Titles with over 60 characters have to be rejected", "any code that is not … is refused"."""
        for ref, end in self._subjects(place):
            for condition, stop in self._restricted(ref, end):
                last = self._refused_end(stop)
                if last > 0:
                    yield self._limited_to(ref, Holds(opposite_of(condition))), last
        for where, end in self.read_entity(place, self.root):
            last = self._refused_end(end) if where is not None and is_of_itself(where) else -1
            if last > 0 and where is not None:
                yield Holds(opposite_of(where)), last

    def _refused_end(self, place: int) -> int:
        """After "are refused", "have to be rejected", "cannot be entered"."""
        known = max(self.phrase(place, "row-refused"), self.phrase(place, "amount-refused"))
        modal = self.modal(place)
        be = self.at(modal.end, "be") if modal is not None else self.at(place, "is", "are", "gets", "get")
        if be < 0:
            return known
        refused = self.phrase(be, "refused-participle")
        if modal is None or modal.asks:
            return max(known, refused)
        entered = self.phrase(be, "entered-participle")
        return max(known, entered if modal.forbids else -1)

    @cued(words="as for")
    def _values_barred(self, place: int) -> Bodies:
        """ "Sundays are not allowed as the due date of loans", "codes below 5 are ruled out as …"."""
        if self.word(place) in ("only", "just", "solely"):
            return
        for joint in range(place + 2, self.end - 1):
            if self.words[joint] not in ("as", "for"):
                continue
            for ref, end in self._subjects_or_days(joint + 1):
                for condition, stop in self.read_predicates(place, ref):
                    if is_restriction(condition) and self._refused_end(stop) == joint:
                        body = self._limited_to(ref, Holds(opposite_of(condition)))
                        yield body, end
                        yield from self._of_rows(body, end)

    def _subjects_or_days(self, place: int) -> Iterator[tuple[Ref, int]]:
        """A member, or the main moment by "exam dates", "dates for lessons", "dates"."""
        yield from self._subjects(place)
        start = self.skip_determiners(place)
        names = [start, *(end for end in self.root_ends(start))]
        for begin in names:
            day = self.at(begin, "date", "dates", "day", "days")
            for ref in self._main_moment() if day > 0 else ():
                yield ref, day

    def _none_allowed(self, place: int) -> Bodies:
        """ "No gift message is allowed unless …", "no fine is allowed for waived loans"."""
        no = self.at(place, "no")
        for ref, end in self._subjects(no) if no > 0 else ():
            modal = self.modal(end)
            be = self.at(modal.end, "be") if modal is not None and modal.kind == "can" else -1
            allowed = self.phrase(be, "entered-participle") if be > 0 else self.phrase(end, "is-allowed")
            for condition, stop in self._restricted(ref, end):
                last = self.phrase(stop, "is-allowed")
                if last > 0:
                    yield self._limited_to(ref, Holds(opposite_of(condition))), last
            there = presence_of(ref)
            if allowed < 0 or (isinstance(there, Given) and ref.member.required):
                continue
            yield self._limited_to(ref, barred_where(presence_of(ref))), allowed
            for where, stop in self._rows_after(allowed):
                if where is not None:
                    yield self._narrowed(Holds(opposite_of(presence_of(ref))), where), stop

    def _none_without_it(self, place: int) -> Bodies:
        """ "No loan over 25,000 without collateral", "no order may be entered with its name left blank"."""
        no = self.phrase(place, "none-of")
        for where, end in self.read_entity(no, self.root) if no > 0 else ():
            for body, stop in self._without_having(end) if "or" not in self.words[end:] else ():
                yield self._narrowed(body, where), stop
            modal = self.modal(end)
            be = self.at(modal.end, "be") if modal is not None and modal.kind == "can" else -1
            entered = self.phrase(be, "entered-participle") if be > 0 else -1
            if entered < 0:
                continue
            if where is None:
                yield Stated((), unless_denied), entered
                yield from self._on_days(entered)
            for more, stop in self.read_own_modifier(entered):
                both = join(where, more)
                if both is not None and is_of_itself(both):
                    kept = opposite_of(both)
                    yield (Stated((AtCreation(kept),)) if _is_a_step(both) else Holds(kept)), stop
            given = self.at(entered, "with", "while", "as long as", "if")
            for ref, stop in self.read_subject(given) if given > 0 else ():
                empty = self.phrase(self.skip(stop, "is", "are", "being"), "empty")
                if empty > 0:
                    yield self._narrowed(self._limited_to(ref, Holds(Given(ref.path))), where), empty

    def _never_so(self, place: int) -> Bodies:
        """ "A vehicle with a load over 150 kg cannot be a bike", "no parcel may be both fragile and …"."""
        no = self.phrase(place, "none-of")
        for where, end in self.read_entity(max(no, place), self.root):
            modal = self.modal(end)
            if modal is None or modal.kind == "only" or (modal.kind == "can") is not (no > 0):
                continue
            if not (modal.denied or no > 0):
                continue
            if where is not None and is_of_itself(where):
                for state, stop in self._row_facts(modal.end):
                    if isinstance(state, OneOf) and "." not in state.field:
                        yield Stated((Implies(where, opposite_of(state)),)), stop
            be = self.at(modal.end, "be both", "be")
            for first, middle in self.read_state(be, self.root) if self.words[be - 1] == "both" else ():
                for second, stop in self.read_state(self.skip(middle, "and"), self.root):
                    if stop > middle + 1 and self.word(middle) == "and":
                        yield self._narrowed(Holds(opposite_of(Every((first, second)))), where), stop

    # Steps to a state

    def _brought_to(self, place: int) -> Bodies:
        """ "You cannot mark a flat as furnished without …", "you can only escalate a ticket if …"."""
        actor = self._actor(place)
        modal = self.modal(actor) if actor > 0 else None
        if modal is None or modal.asks or (modal.kind == "can" and not modal.denied):
            return
        only = modal.kind == "only"
        ways = (*self._step(modal.end), *self._switched_by(modal.end), *self._marked_as(modal.end))
        for state, end in ways:
            parts = state.parts if isinstance(state, Every) else (state,)
            limit = self._limit_of_step(parts[-1], only=only)
            yield Stated((), limit), end
            if len(parts) > 1 and not only and self._is_switch(parts[-1]):
                yield Stated((Implies(join(*parts[:-1]) or state, opposite_of(parts[-1])),)), end
            if len(parts) > 1 and only:
                yield Stated((Implies(parts[-1], join(*parts[:-1]) or state),)), end
            for body, stop in self._without_having(end) if not only and len(parts) == 1 else ():
                if isinstance(body, Holds):
                    yield Stated((Implies(state, body.condition),)), stop

    def _switched_by(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "block a member (who is a senior)": the switch that the verb turns on, after what tells which."""
        word = self.word(place)
        for guess in (f"{word}ed", f"{word}d", f"{word}{word[-1:]}ed", f"{word[:-1]}ied") if word else ():
            states = [state for state in self.lexicon.states(self.root, guess) if self._is_switch(state)]
            for where, end in self.read_entity(place + 1, self.root) if len(states) == 1 else ():
                yield join(where, states[0]) or states[0], end

    def _marked_as(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "mark a mooring as covered": the switch, after what tells which rows."""
        marks = self.phrase(place, "marks")
        for where, end in self.read_entity(marks, self.root) if marks > 0 else ():
            to = self.phrase(end, "as-state")
            for state, stop in self.read_states(to, self.root) if to > 0 else ():
                if self._is_switch(state):
                    yield join(where, state) or state, stop

    def _is_switch(self, state: Condition) -> bool:
        return isinstance(state, OneOf) and state.values == (True,) and not state.negated

    def _limit_of_step(self, state: Condition, *, only: bool) -> Callable[[Condition, Link], Rules]:
        """What a clause says of the way to ``state``: a value, for which no other state could stand."""

        def limit(condition: Condition, link: Link) -> Rules:
            told = self._is_switch(state) and is_within(condition)  # steps to a state are asked as such
            if not told or link in ("only", "both") or (only and link == "unless"):
                return ()
            must = condition if only or link == "unless" else opposite_of(condition)
            return (Implies(state, must),)

        return limit


def _is_a_step(condition: Condition) -> bool:
    """Whether it is about the stage that a row has come to: what a new row must be, it need not stay."""
    return isinstance(condition, OneOf) and split_name(condition.field)[-1] in _STAGES
