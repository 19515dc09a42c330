"""In which case a row is valid at all, and what a step to a state takes.

validity  = row ("cannot be saved" | "is not valid") ("unless" | "if") conditions
          | row "is only valid if" conditions
purpose   = ["in order"] "for" row "to be" state | "to" verb row | "to mark" row "as" state
steps     = purpose "," statement | statement purpose | whoever verb row "must state" having
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Condition,
    Every,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Range,
    Some,
    Weekday,
)
from erdgen.compiler.rules.forms import AtCreation, Implies
from erdgen.compiler.rules.language.bodies import Bodies, Holds, Link, Rules, Stated, finish_body
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.names import loose_key_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.offers import Offers
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.rules.walk import predicates_in
from erdgen.compiler.spec.project import Kind, Relationship

#: What is done with rows that are there, so that what is never done so cannot be one of them.
_HANDLED = word_set(
    "ship carry transport sell rent let lease serve treat admit insure employ hire teach process handle offer"
    " stock print deliver host run organise organize lend list insert supply rate give make produce grow hold"
)
_DAYS = (Kind.DATE, Kind.DATETIME)
#: After these a moment is one of the row: "booked for a day in the past" says nothing of when it was booked.
_OF_ROW = word_set("for with to")
Limit = Callable[[Condition, Link], Rules]


class Validity(Offers):
    """Reads when rows are valid, and what somebody who brings them to a state must do."""

    # Whether a row may be there at all

    def _valid_rows(self, place: int) -> Bodies:
        """ "A tour cannot be saved unless …", "an order is only valid if …": limited by a clause alone."""
        for where, end in self.read_entity(place, self.root):
            refused = self.phrase(end, "row-refused")
            if refused > 0 and where is None and not self._names_state(end, refused):
                yield Stated((), _invalid_if), refused
            valid = self.phrase(end, "only-valid")
            if valid > 0 and not self._names_state(end, valid):
                made = not {"possible", "accepted"}.isdisjoint(self.words[end:valid])
                yield Stated((), self._valid_where(where, made=made)), valid

    def _names_state(self, place: int, end: int) -> bool:
        """Whether one of the words is a state of rows: "is rejected unless …" tells how they come to it."""
        words = (self.word(here) for here in range(place, end))
        return any(self.lexicon.states(self.root, word) for word in words if len(word) > 4)

    def _valid_where(self, where: Condition | None, *, made: bool) -> Limit:
        """``made``: the words are of making rows, of which only then is asked how another row is."""

        def limit(condition: Condition, link: Link) -> Rules:
            if made and link == "if" and _is_of_others(condition):
                return (AtCreation(condition, where),)
            return finish_body(Holds(condition), self.root, where, "if") if link == "if" else ()

        return limit

    def _none_then(self, place: int) -> Bodies:
        """ "There are no tours on Mondays", "we do not offer tours before 9:00"."""
        yield from self._done_then(place)
        none = self.phrase(place, "there-are-none")
        none = self.at(place, "no") if none < 0 and place == 0 else none
        for where, end in self.read_entity(none, self.root, plain=True) if none > 0 else ():
            start = self.skip(
                end, "that start", "starting", "that take place", "that begin", "held", "that are"
            )
            for ref in self._main_moment():
                for condition, stop in self.read_predicates(start, ref):
                    if isinstance(condition, Weekday | Clock | Moment | Not):
                        yield self._narrowed(Holds(opposite_of(condition)), where), stop

    def _done_then(self, place: int) -> Bodies:
        """ "We do not pay on Saturdays", "nobody delivers parcels on Sundays", "we only pay on weekdays"."""
        nobody = self.at(place, "nobody", "no one")
        actor = max(nobody, self.phrase(place, "somebody"))
        if actor < 0:
            return
        modal = self.modal(actor)
        never = self.at(actor, "never", "do not", "will not", "no longer")
        only = self.at(actor, "only")
        denied = (modal is not None and modal.denied) or max(never, nobody) > 0
        asked = only > 0 or (modal is not None and modal.kind == "only")
        verb = modal.end if modal else max(never, only, actor)
        if denied is asked or (nobody > 0 and (never > 0 or (modal is not None and modal.kind != "can"))):
            return
        linked = (end for _link, where, end in self._link_rows(verb + 1) if where is None)
        for end in (verb + 1, *self.root_ends(verb + 1), *linked):
            for ref in self._moments_of_deed(self.word(verb), of_row=self.word(end) in _OF_ROW):
                for condition, stop in self.read_predicates(self.skip(end, "only"), ref):
                    if isinstance(condition, Weekday | Clock | Moment | Not | Some):
                        yield Holds(opposite_of(condition) if denied else condition), stop

    def _moments_of_deed(self, verb: str, *, of_row: bool) -> Iterator[Ref]:
        """The moment at which what the verb tells is done: ``paid_on`` for "pay".

        ``of_row``: what is told is a moment of the row, "recorded for a day …", not that of the deed.
        """
        stem = verb if verb in self.words[:1] else verb.removesuffix("s")
        told = self.told_moment()
        if told is not None:
            if self._is_deed(stem) or loose_key_of(stem) == loose_key_of(self.root.source):
                yield told
            return
        own = self.happening(self.root, stem)
        if own is not None and own.kind in _DAYS:
            if not of_row:
                yield Ref(own.name, own)
        elif self._is_deed(stem) or loose_key_of(stem) == loose_key_of(self.root.source):
            yield from self._main_moment()

    def _link_rows(self, place: int) -> Iterator[tuple[Relationship, Condition | None, int]]:
        """Rows that the root links to, and which of them: "blocked members"."""
        for link in self.root.relationships:
            if not link.many:
                target = self.lexicon.project.by_name[link.target]
                for where, end in self.read_entity(place, target):
                    yield link, where, end

    def _is_deed(self, word: str) -> bool:
        """Whether a row of the root records what the verb says; the deeds tell."""
        raise NotImplementedError

    def _never_handled(self, place: int) -> Bodies:
        """ "We never ship parcels weighing more than 70 kg", "nobody may sell a ticket for …"."""
        nobody = self.at(place, "nobody", "no one")
        actor = max(nobody, self.phrase(place, "somebody"))
        if actor < 0:
            return
        modal = self.modal(actor)
        never = self.at(actor, "never", "do not", "will not", "no longer")
        verb = modal.end if modal else max(never, actor)
        word = self.word(verb).removesuffix("s") if nobody > 0 and modal is None else self.word(verb)
        denied = (modal is not None and modal.denied) or never > 0
        if word not in _HANDLED or (denied == (nobody > 0)) or (modal is not None and modal.kind == "only"):
            return
        if (nobody > 0 and modal is not None and modal.kind != "can") or any(self._state_verb(verb)):
            return
        for where, end in self.read_entity(verb + 1, self.root):
            if where is not None and not _tells_state(where):
                yield Holds(opposite_of(where)), end

    # What a step takes

    def _purpose(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "(needed) for a tour to be published", "to publish a tour", "in order to be published"."""
        lead = self.at(place, "for", "in order for")
        for where, end in self.read_entity(lead, self.root, plain=True) if lead > 0 else ():
            step = self.phrase(end, "to-step")
            for state, stop in self._reached(step) if step > 0 else ():
                yield join(where, state) or state, stop
        to = self.at(place, "to", "in order to", "when", "before", "for", "on", "upon", "by")
        if to > 0:
            yield from self._step(to, gerund=self.words[to - 1] not in ("to",))

    def _only_entered_with(self, place: int) -> Bodies:
        """ "A tour can only be published with a meeting point", "… is cancelled only with a reason"."""
        for where, end in self.read_entity(place, self.root, plain=True):
            modal = self.modal(end)
            be = self.at(end, "is", "are") if modal is None else modal.end
            if be < 0 or (modal is not None and modal.kind != "only"):
                continue
            only = self.at(be, "only") if modal is None else be if modal.kind == "only" else -1
            for state, stop in self._row_phrase(max(only, be)):
                given = self.at(stop, "with") if only > 0 else self.at(stop, "only with")
                given = given if self._enters(state) else -1
                for having, last in self._possessions(given) if given > 0 else ():
                    yield Stated((Implies(join(where, state) or state, having),)), last

    def _reached(self, place: int) -> Iterator[tuple[Condition, int]]:
        """The state after "to be", "to get", "to have the status"."""
        named = self.at(place, "the status", "status", "the state", "in the status", "in status", "marked as")
        for state, end in self.read_states(max(named, place), self.root):
            if self._enters(state):
                yield state, self.past(end, "noun-of-state")

    def _step(self, place: int, *, gerund: bool = False) -> Iterator[tuple[Condition, int]]:
        """ "publish a tour", "mark a tour as cancelled": the state to which that leads."""
        for entered, where, end in self._state_verb(place, gerund=gerund):
            yield join(where, entered) or entered, end
        marks = self.phrase(place, "marking" if gerund else "marks")
        for where, end in self.read_entity(marks, self.root, plain=True) if marks > 0 else ():
            to = self.phrase(end, "as-state")
            for state, stop in self._reached(to) if to > 0 else ():
                yield join(where, state) or state, stop

    def _whoever_steps(self, place: int) -> Bodies:
        """ "Whoever cancels a tour must state a reason", "if you publish a tour, you must give …"."""
        lead = self.phrase(place, "whoever-steps")
        if lead < 0:
            return
        for state, end in self._steps_taken(lead):
            start = self.skip(end, ", he or she", ", you", ", they", ", we", ", one", ",")
            modal = self.modal(start)
            if modal is not None and modal.asks:
                gives = self.phrase(modal.end, "gives")
                for having, stop in self._possessions(gives) if gives > 0 else ():
                    yield Stated((Implies(state, having),)), stop

    def _steps_taken(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "cancels a tour", "cancel a tour", "marks a tour as cancelled"."""
        yield from self._step(place)
        word = self.word(place)
        for stem in {word.removesuffix("s"), word.removesuffix("es")} - {word, ""}:
            for guess in (f"{stem}ed", f"{stem}d", f"{stem}{stem[-1:]}ed", f"{stem[:-1]}ied"):
                states = [state for state in self.lexicon.states(self.root, guess) if self._enters(state)]
                if len(states) == 1 and isinstance(states[0], OneOf):
                    for where, end in self.read_entity(place + 1, self.root):
                        yield join(where, states[0]) or states[0], end
                    return


def _is_of_others(condition: Condition) -> bool:
    """Whether it is about states of rows that are linked to."""
    return all(isinstance(each, OneOf) and "." in each.field for each in predicates_in(condition))


def _invalid_if(condition: Condition, link: Link) -> Rules:
    if link in ("only", "both"):
        return ()
    return (condition if link == "unless" else opposite_of(condition),)


def _tells_state(condition: Condition) -> bool:
    """Whether a choice or a switch is asked: "we do not ship cancelled orders" allows that there are some."""
    if isinstance(condition, Every | Some):
        return any(_tells_state(part) for part in condition.parts)
    if isinstance(condition, Not):
        return _tells_state(condition.part)
    return not isinstance(condition, Range | Length | Given | Moment | Compare | Weekday | Clock)
