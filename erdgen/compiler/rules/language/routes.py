"""Sentences about states in turn that begin with the states, list them, or say where the way ends.

route     = "from" state "," row "can only" ["go to"] state | rows "go through" state {"," state}
          | rows "are first" state {"then" state}
refusal   = rows "cannot go" ["straight"] "from" state "to" state
final     = state {"and" state} "are final" | "nothing can leave" states | state rows "stay" state
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.forms import Move, Transitions
from erdgen.compiler.rules.language.bodies import Bodies, Link, Rules, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.moves import Moves, Values, moves_body
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field

#: Without one of these a list of states tells no order.
_TURNS = word_set(
    "then finally order through sequence next last lastly end skipped skip skipping forward step steps"
    " afterwards after back backwards way other"
)


class Routes(Moves):
    """Reads more ways to say which state may follow which."""

    def _moves(self, place: int) -> Bodies:
        yield from super()._moves(place)
        yield from self._from_first(place)
        yield from self._in_turn(place)
        yield from self._refused_move(place)
        yield from self._moving(place)
        yield from self._final(place)
        yield from self._stays(place)

    def _from_first(self, place: int) -> Bodies:
        """ "From draft, an invoice can only move to issued", "from issued only to paid or void"."""
        lead = self.phrase(place, "from-state")
        if lead < 0:
            return
        for field in self._state_fields():
            sources = self._value_list_strict(lead, field)
            if sources is None:
                continue
            values, end = sources
            for here, only in self._going(self.skip(end, ",")):
                others = tuple(choice.value for choice in field.choices if choice.value not in values)
                if self.at(here, "nowhere") > 0:
                    yield moves_body(field, values, others, denied=True), here + 1
                to = self.phrase(here, "step-to")
                targets = self._value_list(to, field) if to > 0 else None
                if targets is None:
                    continue
                if only:
                    rest = tuple(value for value in others if value not in targets[0])
                    yield moves_body(field, values, rest, denied=True), targets[1]
                else:
                    yield moves_body(field, values, targets[0], denied=False), targets[1]

    def _going(self, place: int) -> Iterator[tuple[int, bool]]:
        """ "an invoice can only move", "you may go", "only"; and whether it is "only"."""
        only = self.at(place, "only")
        if only > 0:
            yield only, True
        yield place, False
        somebody = max(self.phrase(place, "somebody"), self.phrase(place, "pronoun"))
        for subject in (*self.root_ends(place), *((somebody,) if somebody > 0 else ())):
            found = self.modal(subject)
            if found is not None and found.denied:
                continue
            start = found.end if found else subject
            verb = self.phrase(start, "moves")
            only = self.at(max(verb, start), "only")
            if found is not None or verb > 0:
                yield max(only, verb, start), (found is not None and found.kind == "only") or only > 0

    def _in_turn(self, place: int) -> Bodies:
        """ "go through draft, issued and paid in this order", "are first open, then closed"."""
        if _TURNS.isdisjoint(self.words):
            return
        for field in self._state_fields():
            for start in (*self._chain_starts(place, field), *self._first_states(place)):
                values, end = self._turn(start, field)
                if len(values) < 2 or len(set(values)) < len(values):
                    continue
                told = any(
                    self.phrase(here, "next-in-turn") > 0 or self.phrase(here, "in-turn-lead") == start
                    for here in range(place, end)
                )
                last = self._past_order(end)
                if told or last > end:
                    moves = tuple(Move(source, target) for source, target in pairwise(values))
                    yield Stated((Transitions(field.name, allowed=moves),)), last

    def _first_states(self, place: int) -> Iterator[int]:
        for end in self.root_ends(place):
            start = self.phrase(end, "begin-as")
            if start > 0:
                yield self.skip_determiners(start)

    def _turn(self, place: int, field: Field) -> tuple[Values, int]:
        """ "open, then in progress, then closed"."""
        values: list[str | int | bool] = []
        end = here = place
        while here > 0:
            found = self._value_at(here, field)
            if found is None:
                break
            values.append(found[0])
            end = self.skip(found[1], "first")
            here = max(self.phrase(end, "next-in-turn"), self.at(end, ", and", "and", ","))
        return tuple(values), end

    def _past_order(self, place: int) -> int:
        while (end := self.phrase(place, "in-that-order")) > 0:
            place = end
        return place

    @cued("moves")
    def _refused_move(self, place: int) -> Bodies:
        """ "An invoice cannot go straight from draft to paid", "never goes back from paid to draft"."""
        for field in self._state_fields():
            subjects = [*self.root_ends(place)]
            subjects += [end for ref, end in self.read_subject(place) if ref.path == field.name]
            for subject in subjects:
                found = self.modal(subject)
                never = self.phrase(subject, "does-never")
                start = found.end if found is not None and found.denied else never
                verb = self.phrase(start, "moves") if start > 0 else -1
                if verb > 0:
                    yield from self._way(verb, field, denied=True)

    def _moving(self, place: int) -> Bodies:
        """ "Moving an invoice from paid to draft is forbidden", "it is not possible to move …"."""
        forbidden = self.phrase(place, "it-is-forbidden-to")
        verb = self.phrase(forbidden, "move-rows") if forbidden > 0 else self.phrase(place, "moving-rows")
        if verb < 0:
            return
        for field in self._state_fields():
            for end in self.root_ends(verb):
                for body, stop in self._way(end, field, denied=True):
                    last = self.phrase(stop, "doing-forbidden")
                    if forbidden > 0:
                        yield body, stop
                    elif last > 0:
                        yield body, last

    def _way(self, place: int, field: Field, *, denied: bool) -> Bodies:
        """ "straight from draft to paid", "from paid back to draft"."""
        start = self.at(self.past(place, "straight"), "from")
        sources = self._value_list_strict(start, field) if start > 0 else None
        if sources is None:
            return
        to = self.at(self.past(sources[1], "straight"), "to", "into")
        targets = self._value_list(to, field) if to > 0 else None
        if targets is not None:
            yield moves_body(field, sources[0], targets[0], denied=denied), self.past(targets[1], "straight")

    @cued("nothing-leaves", "may-leave", "are-final")
    def _final(self, place: int) -> Bodies:
        """ "Paid and void are final states", "nothing can leave the states paid and void"."""
        leave = self.phrase(place, "nothing-leaves")
        if leave < 0:
            no = self.at(place, "no")
            for end in self.root_ends(no) if no > 0 else ():
                leave = max(leave, self.phrase(end, "may-leave"))
        for field in self._state_fields():
            if leave > 0:
                found = self._value_list_strict(self.past(leave, "the-states"), field, wide=True)
                if found is not None:
                    yield self._ended(field, found[0]), found[1]
            start = self.past(place, "the-states")
            named = self._value_list_strict(start, field, wide=True)
            end = self.phrase(named[1], "are-final") if named is not None else -1
            if named is not None and end > 0:
                yield self._ended(field, named[0]), self._past_rows(end)

    def _past_rows(self, place: int) -> int:
        after = self.at(place, "of", "for")
        return next(self.root_ends(after), place) if after > 0 else place

    @cued("keeps-state", "be-reopened", words="stay stays remain remains")
    def _stays(self, place: int) -> Bodies:
        """ "A withdrawn listing stays withdrawn", "(once closed,) a ticket cannot be reopened"."""
        for where, end in self.read_entity(place, self.root):
            stays = self._staying(end)
            if stays < 0:
                continue
            if where is None:
                yield Stated((), self._ended_once), stays
                for state, stop in self.read_states(stays, self.root):
                    yield Stated((), self._ended_as(state)), stop
                continue
            field, states = self._only_states(where)
            if field is None:
                continue
            if self.words[stays - 1] in ("stays", "stay", "remains", "remain"):
                for state, stop in self.read_states(stays, self.root):
                    if self._only_states(state) == (field, states):
                        yield self._ended(field, states), stop
            else:
                yield self._ended(field, states), stays

    def _staying(self, place: int) -> int:
        """After "stays", "keeps its status for ever", "can never change its status", "cannot be reopened"."""
        keeps = self.phrase(place, "keeps-state")
        if keeps > 0:
            return keeps
        found = self.modal(place)
        if found is not None and found.denied:
            return self.phrase(found.end, "be-reopened")
        if found is not None and found.asks and self.word(found.end) in ("stay", "remain"):
            return found.end + 1
        return place + 1 if self.word(place) in ("stays", "stay", "remains", "remain") else -1

    def _ended_once(self, condition: Condition, link: Link) -> Rules:
        field, states = self._only_states(condition)
        return self._ended(field, states).rules if field is not None and link == "if" else ()

    def _ended_as(self, state: Condition) -> Callable[[Condition, Link], Rules]:
        def limit(condition: Condition, link: Link) -> Rules:
            same = self._only_states(condition) == self._only_states(state)
            return self._ended_once(condition, link) if same else ()

        return limit

    def _ended(self, field: Field, states: Values) -> Stated:
        others = tuple(choice.value for choice in field.choices)
        body = moves_body(field, states, others, denied=True)
        assert isinstance(body, Stated)
        return body
