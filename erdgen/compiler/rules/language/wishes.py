"""Sentences of those who run things, about what they want and what nobody does.

wish      = "we need" member | "never let anyone save" row "without" having | "we only accept" values
          | "deleting" rows "is forbidden" | "it is not possible to" verb rows | "nobody may" verb rows
          | "there must be" count rows ["per" row]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.rules.conditions import Condition, Count, Every, Given, OneOf, Scalar
from erdgen.compiler.rules.forms import AtCreation, Implies
from erdgen.compiler.rules.language.bodies import (
    Act,
    Bodies,
    Body,
    Holds,
    Stated,
    Verb,
    finish_body,
    narrow_body,
)
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.modals import is_upper_bound
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.rows import Rows, all_of, denial_of
from erdgen.compiler.rules.language.verbs import CREATE, DELETE, UPDATE
from erdgen.compiler.rules.language.words import word_set

_SAVING = word_set(
    "save create submit place add enter make store register keep have hold run sell hire employ serve stock"
)
_GERUNDS: dict[str, Verb] = {
    "deleting": "delete",
    "removing": "delete",
    "editing": "update",
    "changing": "update",
    "updating": "update",
    "modifying": "update",
    "creating": "create",
    "adding": "create",
}
#: What makes a row may be done to one that is there, of which the state is told.
_DONE_TO_ROWS = word_set("book reserve schedule enter open start take leave accept request issue set")
_ARE_ALL = ("are the only", "are our only", "are the sole", "are the only ones of the")
_VERBS: tuple[tuple[Verb, frozenset[str]], ...] = (("delete", DELETE), ("update", UPDATE), ("create", CREATE))


class Wishes(Rows):
    """Reads rules in the words of people."""

    def _wanted(self, place: int) -> Bodies:
        """ "We need the monthly income of every tenant", "we have to know the blocked reason"."""
        after = self.phrase(place, "we-need")
        duty = self.phrase(place, "it-is-duty-to")
        after = max(after, self.phrase(duty, "gives")) if duty > 0 else after
        for ref, end in self._subjects(after) if after > 0 else ():
            yield self._limited_to(ref, Holds(Given(ref.path))), end
        stating = self.phrase(place, "stating")
        for ref, end in self._subjects(stating) if stating > 0 else ():
            duty = self.phrase(end, "is-a-duty")
            if duty > 0:
                yield self._limited_to(ref, Holds(Given(ref.path))), duty

    def _let(self, place: int) -> Bodies:
        """ "Don't let anyone save an order without a shipping address"."""
        after = self.phrase(place, "never-let")
        if after < 0 or self.word(after) not in _SAVING:
            return
        for where, end in self.read_entity(after + 1, self.root, plain=True):
            without = self.at(self.past(end, "on-file"), "without")
            for condition, stop in self._possessions(without) if without > 0 else ():
                yield narrow_body(Holds(condition), self.root, where), stop

    def _only_values(self, place: int) -> Bodies:
        """ "We only accept the currencies EUR, USD and GBP", "allowed course languages: en, fr, de"."""
        yield from self._alone_allowed(place)
        after = self.phrase(place, "the-allowed")
        if after < 0:
            return
        for ref, end in self._subjects(after):
            if ref.field is None:
                continue
            colon = self.at(end, ":", "are :", "are", "is", "are only", "are the following :", "include only")
            for values, stop in self._values(max(colon, end), ref.field, free=True):
                last = self.phrase(stop, "allowed-values")
                if len(values) > 1 and (
                    last > 0 or self.words[after - 1] != "the" or self.words[place] == "we" or colon > 0
                ):
                    yield Holds(OneOf(ref.path, values)), max(last, stop)

    @cued(words="only sole")
    def _alone_allowed(self, place: int) -> Bodies:
        """ "Web and phone are the only channels of a booking"."""
        lead = next((n for n in range(place + 2, self.end - 3) if self.at(n, *_ARE_ALL) > 0), -1)
        only = self.at(lead, *_ARE_ALL) if lead > 0 else -1
        for ref, end in self._subjects(self.past(only, "allowed-adjective")) if only > 0 else ():
            for values, stop in self._values(place, ref.field, free=True) if ref.field is not None else ():
                if stop == lead and len(values) > 1:
                    said = values if ref.field is None or ref.field.choices else _as_in_a_list(values)
                    yield Holds(OneOf(ref.path, said)), self.past(end, "that-is-allowed")

    def _doing(self, place: int) -> Bodies:
        """ "Deleting an account is forbidden", "it is not possible to edit closed tickets"."""
        verb = _GERUNDS.get(self.word(place))
        deletion = self.phrase(place, "deletion-of")
        verb, begin = ("delete", deletion) if deletion > 0 else (verb, place + 1)
        itself = self.phrase(place, "deleting-it") if place > 0 else -1
        for allowed, key in ((False, "doing-forbidden"), (True, "doing-allowed")):
            after = self.phrase(itself, key) if itself > 0 else -1
            if after > 0:
                yield Act("delete", allowed), after
        for where, end in self.read_entity(begin, self.root) if verb is not None else ():
            for allowed, key in ((False, "doing-forbidden"), (True, "doing-allowed")):
                after = self.phrase(end, key)
                if after > 0 and verb is not None:
                    yield Act(verb, allowed, where, only="only" in self.words[end:after]), after
        for state, where, end in self._state_verb(place, gerund=True):
            for allowed, key in ((False, "doing-forbidden"), (True, "doing-allowed")):
                after = self.phrase(end, key)
                if after > 0:
                    yield Act("enter", allowed, where, field=state.field, value=state.values[0]), after
            needs = self.at(end, "requires", "needs", "takes", "presupposes", "calls for", "demands")
            for condition, stop in self._possessions(needs) if needs > 0 else ():
                rule = Implies(join(where, state) or state, condition)
                yield Stated((rule,)), stop
        for condition, end in self._saving(place, "saving"):
            if self.phrase(end, "doing-forbidden") > 0:
                yield Holds(condition), self.phrase(end, "doing-forbidden")
        for allowed, key in ((False, "it-is-forbidden-to"), (True, "it-is-only-possible-to")):
            start = self.phrase(place, key)
            for condition, end in self._saving(start, "to-save") if not allowed else ():
                yield Holds(condition), end
            for body, end in self._verb_and_rows(start, allowed) if start > 0 else ():
                if allowed and isinstance(body, Act) and body.where is not None:
                    yield from self._only_done(body, end)
                else:
                    yield body, end

    def _saving(self, place: int, key: str) -> Iterator[tuple[Condition, int]]:
        """ "(It is impossible to) save a row without a name": what every row that is there has."""
        start = self.phrase(place, key)
        for end in self.root_ends(start) if start > 0 else ():
            without = self.at(end, "without")
            for condition, stop in self._possessions(without) if without > 0 else ():
                yield all_of(condition), stop

    def _actor_does(self, place: int) -> Bodies:
        """ "You cannot delete a department that has employees", "we never delete executed transfers"."""
        actor = self.phrase(place, "somebody")
        nobody = self.at(place, "nobody", "no one", "no user")
        start = max(actor, nobody, self._any_user(place))
        if start < 0:
            return
        actor = start if nobody < 0 else actor
        found = self.modal(start)
        never = self.at(start, "never", "do not")
        if found is not None:
            if found.asks or (found.denied and self.word(found.end) == "only"):
                return
            denied = found.denied or (nobody > 0 and found.kind == "can")
            for body, end in self._verb_and_rows(found.end, not denied):
                made = isinstance(body, Act) and body.verb == "create" and body.where is not None
                if found.kind == "only" and made and isinstance(body, Act) and body.where is not None:
                    yield Stated((AtCreation(body.where),)), end
                elif found.kind == "only":
                    yield from self._only_done(body, end)
                else:
                    yield body, end
        elif never > 0 and actor > 0:
            yield from self._verb_and_rows(never, False)
        elif actor > 0 and self.word(actor) == "only":
            for body, end in self._verb_and_rows(actor + 1, True):
                yield from self._only_done(body, end)

    def _only_done(self, body: Body, place: int) -> Bodies:
        """ "You can only delete a hotel [when …]", "you can only delete draft orders"."""
        if isinstance(body, Act) and body.where is None:
            yield replace(body, only=True), place
        elif isinstance(body, Act):
            rules = finish_body(replace(body, where=None), self.root, body.where, "only")
            if rules:
                yield Stated(rules), place

    def _least_ages(self, place: int) -> Bodies:
        for condition, end in self._least_age(place):
            yield Holds(condition), end

    def _nobody_becomes(self, place: int) -> Bodies:
        """ "Nobody under 18 can become a member", "we do not treat patients under 18"."""
        nobody = self.at(
            place, "nobody", "no one", "no person", "no persons", "people", "persons", "anyone", "anybody"
        )
        for where, end in self.read_own_modifier(nobody) if nobody > 0 else ():
            found = self.modal(end)
            become = self.phrase(found.end, "become-row") if found else -1
            negative = self.words[place] in ("nobody", "no")
            for stop in self.root_ends(become) if become > 0 else ():
                if found is not None and (
                    (found.kind == "can" and negative) or (found.forbids and not negative)
                ):
                    yield Holds(opposite_of(where)), stop
        refuse = self.phrase(place, "we-refuse")
        for refused, end in self.read_entity(refuse, self.root) if refuse > 0 else ():
            if refused is not None:
                yield Holds(opposite_of(refused)), end

    def _any_user(self, place: int) -> int:
        """After a phrase for all users: -1 for roles, about which a rule on rows says nothing."""
        user = self.lexicon.project.user
        for name, end in self.spans(self.skip_determiners(place), 3):
            if user is not None and user in self.lexicon.entities.get(key_of(name), ()):
                return end
        return -1

    def _verb_and_rows(self, place: int, allowed: bool) -> Bodies:
        only = self.at(place, "only")
        start = max(only, place)
        entered = tuple(self._state_verb(start))
        for state, where, end in entered:
            if (not allowed or only < 0) and (allowed or "without" not in self.words[start:end]):
                yield Act("enter", allowed, where, field=state.field, value=state.values[0]), end
            if not allowed or only < 0:
                without = self.at(end, "without")
                for having, stop in self._possessions(without) if without > 0 and not allowed else ():
                    yield Stated((Implies(join(where, state) or state, having),)), stop
        for verb, known in _VERBS if not entered else ():
            if self.word(start) in known:
                after = self.skip(start + 1, "out", "up", "in", "down")
                for where, end in self.read_entity(
                    self.skip(after, "a new", "new", "any new", "another"), self.root
                ):
                    if verb == "create" and not allowed and _lacks(where):
                        assert where is not None
                        yield Holds(opposite_of(where)), end  # what none is made without, all have
                    elif verb == "create" and self.word(start) in _DONE_TO_ROWS and isinstance(where, OneOf):
                        continue  # "book a closed pitch": the pitch is there, what is made is another row
                    elif not allowed or only < 0:
                        yield Act(verb, allowed, where), end

    def _state_verb(
        self, place: int, *, gerund: bool = False
    ) -> Iterator[tuple[OneOf, Condition | None, int]]:
        """ "confirm a hire", "publishing an exam": the state that the verb brings rows to."""
        word = self.word(place)
        if not word or word in DELETE or (gerund and not word.endswith("ing")):
            return
        stem = word[:-3] if gerund else word
        for guess in (f"{stem}ed", f"{stem}d", f"{stem}{stem[-1:]}ed", f"{stem[:-1]}ied"):
            states = [state for state in self.lexicon.states(self.root, guess) if self._enters(state)]
            if len(states) == 1:
                begin = self.skip(place + 1, "a new", "new", "any new", "another")
                for where, end in self.read_entity(begin, self.root):
                    state = states[0]
                    assert isinstance(state, OneOf)
                    yield state, where, end
                return

    def _there_must(self, place: int) -> Bodies:
        """ "There must be at least one work log", "there can only be one main occupant per lease"."""
        if self.word(place) != "there":
            return
        found = self.modal(place + 1)
        start = found.end if found else place + 1
        be = self.at(start, "be", "is", "are", "exist")
        if be < 0:
            return
        kind, denied = (found.kind, found.denied) if found else ("must", False)
        only = self.at(be, "only", "just")
        for condition, end in self.read_having(max(only, be)):
            if isinstance(condition, Given) and kind == "must" and only < 0:
                for stop in self._per_root(end) if not denied else ():
                    yield Holds(condition), stop
                if place > 0 and found is not None:  # after a clause that says of which rows
                    yield Holds(opposite_of(condition) if denied else condition), end
            if not isinstance(condition, Count):
                continue
            ends = [end, *(stop for stop in self._per_root(end))]
            if denied:
                condition = denial_of(condition)
            elif (kind == "only" or only > 0) and condition.maximum is not None:
                condition = replace(condition, minimum=None)
            elif kind == "can" and not is_upper_bound(condition):
                continue
            for stop in ends if place > 0 else ends[1:]:
                yield Holds(condition), stop


def _lacks(where: Condition | None) -> bool:
    """Whether the lack of a member is told: "without a phone number", "that has failed, without a reason"."""
    parts = where.parts if isinstance(where, Every) else (where,)
    lacks = [part for part in parts if isinstance(part, Given) and part.negated]
    return len(lacks) == 1 and all(isinstance(part, OneOf | Given) for part in parts)


def _as_in_a_list(values: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    """Values of which the first begins a sentence: "Web, phone and agency" has a capital for that alone."""
    first, *others = values
    plain = isinstance(first, str) and first.istitle() and all(str(other).islower() for other in others)
    return (str(first).lower(), *others) if plain else values
