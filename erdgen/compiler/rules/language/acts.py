"""What may be done with rows, whoever does it.

act       = modal "be" verb {"or" verb} | "never" verb | "are" ("immutable" | "never deleted")
verb      = "deleted" | "changed" | "created" | ["moved to"] state
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from erdgen.compiler.rules.conditions import Condition, OneOf
from erdgen.compiler.rules.forms import Implies
from erdgen.compiler.rules.language.bodies import (
    Act,
    Bodies,
    Holds,
    Link,
    Rules,
    Stated,
    Verb,
    barred_where,
    finish_body,
    only_where,
)
from erdgen.compiler.rules.language.modals import Modals
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.verbs import CREATE, DEEDS, DELETE, UPDATE
from erdgen.compiler.rules.language.words import BE
from erdgen.compiler.spec.project import Field, Kind


class Acts(Modals):
    """Reads acts and changes of state."""

    def _acts(self, kind: str, denied: bool, place: int) -> Bodies:
        """ "cannot be deleted", "can only be changed", "may not be shipped"."""
        for body, end in self._acts_said(kind, denied, place):
            yield (replace(body, only=True) if kind == "only" and isinstance(body, Act) else body), end

    def _acts_said(self, kind: str, denied: bool, place: int) -> Bodies:
        if kind == "must" and not denied:
            return
        allowed = kind in ("only", "can")
        start = place + 1 if self.word(place) in BE else place
        if start == place and self.word(place) not in ("change", "leave"):
            yield from self._state_change(allowed, place)
            return
        # Who leaves makes no row by it: only states can be left.
        verbs = self._verb_list(start) if start > place or self.word(place) != "leave" else ()
        for words, end in verbs:
            if not all(word in DELETE or word in UPDATE or word in CREATE for word in words):
                continue
            for verb, known in (("delete", DELETE), ("update", UPDATE), ("create", CREATE)):
                if any(word in known for word in words) and self._is_plain_verb(words, verb):
                    yield from self._act_bodies(words, allowed, end)
                    break
        yield from self._state_change(allowed, start)
        yield from self._mixed_acts(allowed, start)

    def _mixed_acts(self, allowed: bool, place: int) -> Bodies:
        """ "cancelled or deleted": states and acts in one list."""
        acts: list[Act] = []
        here = place
        while True:
            word = self.word(here)
            state = next(((c, e) for c, e in self.read_state(here, self.root) if self._enters(c)), None)
            if word in DELETE:
                acts.append(Act("delete", allowed))
                here += 1
            elif word in UPDATE:
                acts.append(Act("update", allowed))
                here += 1
            elif state is not None and isinstance(state[0], OneOf):
                acts.append(Act("enter", allowed, field=state[0].field, value=state[0].values[0]))
                here = state[1]
            else:
                return
            after = self.at(here, ", or", "or", ", nor", "nor", ",")
            if after < 0:
                break
            here = after
        if len(acts) > 1 and any(act.verb == "enter" for act in acts):
            yield self._together_done(acts), here

    def _together_done(self, acts: Sequence[Act]) -> Stated:
        """Several acts as one statement; where a clause does not go with one of them, it goes with none."""

        def limit(condition: Condition | None, link: Link) -> Rules:
            found = [finish_body(act, self.root, condition, link) for act in acts]
            return tuple(rule for rules in found for rule in rules) if all(found) else ()

        return Stated(limit(None, "if"), limit)

    def _is_plain_verb(self, words: tuple[str, ...], verb: str) -> bool:
        """Whether a verb like "opened" is no state of the row itself."""
        if verb != "create":
            return True
        return not any(self.lexicon.states(self.root, word) or self._makes_other(word) for word in words)

    def _makes_other(self, word: str) -> bool:
        """Whether the deed leaves rows that link to the root: one who books a class makes a booking."""
        rows = DEEDS.get(word, ())
        linking = self.lexicon.linking_to.get(self.root.name, ()) if rows else ()
        return any(not {*split_name(entity.source)}.isdisjoint(rows) for _place, entity in linking)

    def _act_bodies(self, words: tuple[str, ...], allowed: bool, place: int) -> Bodies:
        known: tuple[tuple[Verb, frozenset[str]], ...] = (("delete", DELETE), ("update", UPDATE))
        acts = [Act(verb, allowed) for verb, verbs in known if not verbs.isdisjoint(words)]
        if len(acts) > 1:
            yield self._together_done(acts), place
            return
        act = acts[0] if acts else Act("create", allowed)
        yield act, place
        end = self._after_creation(place)
        if act.verb == "update" and end != place:
            yield act, end

    def _verb_list(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "edited", "edited or deleted", "changed, moved or removed"."""
        words = [self.word(place)]
        end = place + 1
        while (after := self.at(end, ", or", "or", ", nor", "nor", "and", ",")) > 0:
            if self.word(after) in (*DELETE, *UPDATE, *CREATE):
                words.append(self.word(after))
                end = after + 1
            else:
                break
        yield tuple(words), end

    def _state_change(self, allowed: bool, place: int) -> Bodies:
        """ "be shipped", "become active", "be set to paid", "go back to draft"."""
        start = self.phrase(place, "be-brought-into")
        for state, end in self.read_state(max(start, place), self.root):
            if (
                isinstance(state, OneOf)
                and len(state.values) == 1
                and not state.negated
                and not self._plain_switch(state, place, start)
            ):
                yield Act("enter", allowed, field=state.field, value=state.values[0]), self._past_noun(end)

    def _plain_switch(self, state: OneOf, place: int, start: int) -> bool:
        """Whether "be blocked" says how a row is, rather than what becomes of it."""
        field = self.root.members.get(state.field)
        became = start > 0 and self.words[place:start] != ["be"]
        return isinstance(field, Field) and field.kind is Kind.BOOL and not became

    def _enters(self, condition: Condition) -> bool:
        """Whether a state of a row is one that it is brought into, step by step."""
        if not isinstance(condition, OneOf) or len(condition.values) != 1 or condition.negated:
            return False
        field = self.root.members.get(condition.field)
        return isinstance(field, Field) and bool(field.choices)

    def _acts_plainly(self, place: int) -> Bodies:
        end = self.phrase(place, "rows-fixed")
        if end > 0:
            yield Act("update", False), self._after_creation(end)
        end = self.phrase(place, "rows-kept")
        if end > 0:
            yield Act("delete", False), end

    def _change_of(self, ref: Ref, place: int) -> int:
        """After "be changed", "change": -1 if that is not what is said."""
        start = place + 1 if self.word(place) in BE else place
        if (
            self.word(start) in UPDATE
            or self.at(start, "overwritten", "reassigned", "replaced", "set again", "touched") > 0
        ):
            end = self.past(start + 1, "by-another")
            while (more := self.phrase(end, "or-removed")) > 0:
                end = more
            return self._after_creation(end)
        return -1

    def _after_creation(self, place: int) -> int:
        end = self.phrase(place, "after-creation")
        if end < 0:
            lead = self.phrase(place, "after-the")
            if lead > 0:
                name_end = self.entity_end(lead, self.root)
                if name_end > 0:
                    end = self.phrase(name_end, "has-been-created")
            end = max(end, self.made_end(place))
        return max(end, place)

    def made_end(self, place: int) -> int:
        """After "once saved", "after it was filed", "as soon as an invoice exists"; -1 if not said."""
        lead = self.phrase(place, "after-making")
        if lead < 0:
            return -1
        subject = max((*self.root_ends(lead), self.phrase(lead, "pronoun")), default=-1)
        if self.at(subject, "exists", "exist") > 0:
            return subject + 1
        be = self.phrase(max(subject, lead), "has-been")
        if subject > 0 and be < 0:
            return -1
        verb = max(be, lead)
        made = self.word(verb) in CREATE or self.word(verb) in ("saved", "stored")
        made = made and self.word(verb).endswith(("ed", "de", "en", "ut", "t"))
        return verb + 1 if made and not self.lexicon.states(self.root, self.word(verb)) else -1

    def _once_set(self, place: int) -> int:
        return self.phrase(place, "once-set")

    def _things_said(self, place: int) -> Bodies:
        """ "The contract must be signed": of a thing that a switch tells of."""
        for switch, become, end in self.things(place):
            found = self.modal(end)
            yield from self._thing_allowed(OneOf(switch, (True,)), become, end)
            be = self.at(found.end, "be", "have been") if found is not None else -1
            if found is not None and found.kind == "must" and self.word(be) == become:
                state = OneOf(switch, (True,))
                yield Holds(opposite_of(state) if found.denied else state), be + 1

    def _thing_allowed(self, state: OneOf, become: str, place: int) -> Bodies:
        """ "(Pets are) not allowed [in suites]", "(…) only allowed in double rooms"."""
        be = place + 1 if self.word(place) in ("is", "are") else -1
        denied = self.at(be, "not", "never") if be > 0 else -1
        if denied > 0 and self.word(denied) == become:
            yield barred_where(state), denied + 1
        only = self.at(be, "only") if be > 0 else -1
        start = max(only, be)
        last = self.skip(start + 1, "only") if start > 0 and self.word(start) == become else -1
        if last > 0 and (only > 0 or last > start + 1):
            yield only_where(state), last
            linked = self.at(last, "for", "in", "with", "on")
            for where, end in self.read_entity(linked, self.root) if linked > 0 else ():
                if where is not None:
                    yield Stated((Implies(state, where),)), end
