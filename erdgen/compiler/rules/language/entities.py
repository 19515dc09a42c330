"""Phrases for rows of an entity, with the adjectives that say which: "open jobs", "cancelled orders".

rows      = {determiner} [states] entity [modifier] | nouns of a kind
states    = state {("," | "or" | "and") state}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from erdgen.compiler.rules.conditions import Condition, Every, OneOf, Some
from erdgen.compiler.rules.language.memory import remembered, remembered_of
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.places import Places
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity

ARTICLES = word_set("a an the this that no any another each every")
#: Nouns without a plural, of which one speaks as "a member of staff", "a piece of equipment".
_MASSES = word_set("staff crew personnel faculty equipment furniture luggage baggage hardware software")


class Entities(Places):
    """Reads names of entities, and states of their rows."""

    #: A further name for rows of the root: that of a link by which others lead to them ("owner").
    called = ""
    #: Whether other statements stand before this one: then "a live one" is a row of the root.
    follows = False

    @remembered_of
    def read_entity(
        self, place: int, entity: Entity, *, plain: bool = False
    ) -> Iterator[tuple[Condition | None, int]]:
        """A phrase for rows of ``entity``, with what it says of them: "cancelled orders", "open jobs"."""
        start = self.skip_determiners(place)
        for begin in range(start, min(start + 6, self.end)):
            end = self.entity_end(begin, entity)
            if end < 0:
                continue
            for where in self._states_between(start, begin, entity):
                yield where, end
                if not plain:
                    for more, stop in self.read_modifier(end, entity):
                        yield join(where, more), stop
            return
        yield from self._nouns_of_kind(start, entity)

    @remembered
    def root_ends(self, place: int) -> Iterator[int]:
        """The places after a phrase for rows of the root that says nothing more of them."""
        for where, end in self.read_entity(place, self.root, plain=True):
            if where is None:
                yield end

    def _nouns_of_kind(self, place: int, entity: Entity) -> Iterator[tuple[Condition | None, int]]:
        """ "Interns" for employees whose role is intern: a choice in the plural, or after "an"."""
        for name, end in self.spans(place, 3):
            key = key_of(name)
            if key in self.lexicon.entities or key in self.lexicon.roles:
                return
            states = [
                s for s in self.lexicon.states(entity, name) if isinstance(s, OneOf) and s.values != (True,)
            ]
            if len(states) == 1 and (
                name.lower().endswith("s")
                or (place > 0 and self.word(place - 1) in ("a", "an", "no", "every", "each", "any"))
            ):
                yield states[0], end
                yield from self._kinds_joined(states[0], name, end, entity)
                return

    def _kinds_joined(
        self, first: OneOf, name: str, place: int, entity: Entity
    ) -> Iterator[tuple[Condition, int]]:
        """ "Interns and trainees": rows of either kind."""
        after = (
            self.at(place, ", and", "and", "or", ", or", ",", "as well as")
            if name.lower().endswith("s")
            else -1
        )
        for second, end in self._nouns_of_kind(after, entity) if after > 0 else ():
            values = second.values if isinstance(second, OneOf) else ()
            if values and second == OneOf(first.field, values) and self.word(end - 1).endswith("s"):
                yield OneOf(first.field, (*first.values, *values)), end

    def entity_end(self, place: int, entity: Entity) -> int:
        """Where the name of ``entity`` that begins at ``place`` ends; -1 if none does."""
        key = ("entity_end", place, entity.name)
        known: int | None = self.memory.get(key)
        if known is None:
            known = self.memory[key] = self._find_entity_end(place, entity)
        return known

    def _find_entity_end(self, place: int, entity: Entity) -> int:
        one = self.at(place, "member of", "members of", "piece of", "pieces of")
        if one > 0 and key_of(self.word(one)) in _MASSES and self.word(place) not in self.lexicon.entities:
            place = one
        for name, end in self.spans(place, 5):
            key = key_of(name)
            if entity in self.lexicon.entities.get(key, ()):
                if key in _MASSES and "member" not in self.lexicon.entities:
                    end = self.skip(end, "member", "members")
                return self._past_record(end, entity)
            if entity.is_user and key in self.lexicon.roles:
                return end
            if self.called and entity is self.root and key == self.called:
                return end
            if self.lexicon.heads.get(key) is entity:
                return self.skip(end, "records", "entries", "periods", "rows", "record", "entry", "period")
            if (
                name in ("one", "ones")
                and self.follows
                and place > 0
                and self.words[place - 1] not in ARTICLES
            ):
                return end
            person = entity.is_user and key in ("person", "member", "account", "somebody", "someone")
            if person and key not in self.lexicon.entities:
                return end
        return -1

    def _past_record(self, place: int, entity: Entity) -> int:
        """After "(customer) record", where that begins no name of the ERD."""
        if self.word(place) not in ("record", "records", "entry", "entries", "request", "requests"):
            return place
        longer = self.name(place, place + 2)
        names = [self.word(place), *([longer] if longer else [])]
        known = any(
            self.lexicon.members(entity, name) or key_of(name) in self.lexicon.entities for name in names
        )
        return place if known or self.tokens[place - 1].kind == "possessive" else place + 1

    def _states_between(self, place: int, end: int, entity: Entity) -> Iterator[Condition | None]:
        if place == end:
            yield None
            return
        for state, stop in self.read_states(place, entity):
            if stop == end:
                yield state

    @remembered_of
    def read_states(self, place: int, entity: Entity) -> Iterator[tuple[Condition, int]]:
        """Adjectives of a row: "open", "not yet shipped", "draft or archived", "open high-priority"."""
        for state, end in self.read_state(place, entity):
            yield state, end
            after = self.at(end, ", or", "or", "and", ",", "and / or")
            denied = after > 0 and self.words[after - 1] == "or" and self.phrase(place, "not-yet") > 0
            if denied and self.phrase(after, "not-yet") < 0:
                yield from self._none_of_states(state, after, entity)
                return
            for more, stop in self.read_states(max(after, end), entity):
                joined = self._together(state, more, self.words[after - 1] if after > 0 else "")
                if joined is not None:
                    yield joined, stop

    def _none_of_states(
        self, denied: Condition, place: int, entity: Entity
    ) -> Iterator[tuple[Condition, int]]:
        """After "not done or": "cancelled" is denied too."""
        for more, stop in self.read_state(place, entity):
            if _fields_of(opposite_of(denied)) == _fields_of(more):
                yield Every((denied, opposite_of(more))), stop

    def _together(self, first: Condition, second: Condition, joint: str) -> Condition | None:
        """Two adjectives: of one field they are alternatives, of two fields a row has both."""
        same = len(_fields_of(first) | _fields_of(second)) == 1
        if joint == "or":
            return self._either(first, second)
        if joint in ("and", ","):
            return self._either(first, second) if same else join(first, second) if joint == "," else None
        return join(first, second)

    def _either(self, first: Condition, second: Condition) -> Condition:
        parts = (*(second.parts if isinstance(second, Some) else (second,)),)
        return Some((first, *parts))

    @remembered_of
    def read_state(self, place: int, entity: Entity) -> Iterator[tuple[Condition, int]]:
        """One adjective of a row of ``entity``."""
        not_yet = self.phrase(place, "not-yet")
        start = max(not_yet, place)
        start = start + 1 if not_yet > 0 and self.word(start) in ("a", "an", "the") else start
        start = self.past(start, "already")
        for name, end in self.spans(start, 4):
            states = self.lexicon.states(entity, name)
            for state in states:
                yield (opposite_of(state) if not_yet > 0 else state), end
            if states:
                return

    def read_modifier(self, place: int, entity: Entity) -> Iterator[tuple[Condition, int]]:
        """What follows a noun and says of which rows; clauses add to this."""
        raise NotImplementedError


def join(*conditions: Condition | None) -> Condition | None:
    """All of them; None where there is none."""
    parts = [condition for condition in conditions if condition is not None]
    whole = (part.parts if isinstance(part, Every) else (part,) for part in parts)
    flat = tuple(dict.fromkeys(chain.from_iterable(whole)))
    return None if not flat else flat[0] if len(flat) == 1 else Every(flat)


def _fields_of(condition: Condition) -> set[str]:
    """The fields of plain alternatives; a name that no field has for anything else."""
    if isinstance(condition, Some):
        return {name for part in condition.parts for name in _fields_of(part)}
    return {condition.field} if isinstance(condition, OneOf) and not condition.negated else {"", " "}
