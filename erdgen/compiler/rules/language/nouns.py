"""Noun phrases: what a stretch of a sentence names in the ERD, seen from one entity, the *root*.

Every ``read_`` method yields each reading of the tokens at ``place`` with the place after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from erdgen.compiler.rules.conditions import Condition, Every, OneOf, Some
from erdgen.compiler.rules.language.lexicon import Lexicon, key_of, loose_key_of, split_name
from erdgen.compiler.rules.language.memory import remembered, remembered_here
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.phrases import PHRASES, spellings_of
from erdgen.compiler.rules.language.quantities import Quantities, Quantity
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import DETERMINERS, word_set
from erdgen.compiler.spec.project import Entity, Field, Kind, Member

#: The longest name, in tokens.
WIDEST = 7
ARTICLES = word_set("a an the this that no any another each every")
_NAMEABLE = word_set("word number quoted")
#: Stand between the words of a name.
_INNER = word_set("- _ / &")
#: After a determiner these say of none in particular that it is one: "any given bed".
_INDIVIDUAL = word_set("given individual particular certain")
#: So do these, of what a row is linked to.
_POINTING = word_set("chosen selected respective corresponding related linked named referenced concerned")
#: Nouns without a plural, of which one speaks as "a member of staff", "a piece of equipment".
_MASSES = word_set("staff crew personnel faculty equipment furniture luggage baggage hardware software")
#: "The day on which …" tells a moment by what happens then.
_TIMES = word_set("time moment date day hour instant")
_RELATIVES = word_set("that which a an the any each every we they you one it")
_MOMENTS = (Kind.DATE, Kind.DATETIME, Kind.TIME)
_NEVER_NAMES = word_set("must cannot if when unless be is are")


@dataclass(frozen=True, slots=True)
class Ref:
    """A field or link that a phrase names: ``path`` from the root, and what stands at its end."""

    path: str
    member: Member
    #: What else the phrase says of the row ("the salary of an active job").
    where: Condition | None = None

    @property
    def field(self) -> Field | None:
        return self.member if isinstance(self.member, Field) else None


def _is_number(ref: Ref) -> bool:
    return ref.field is not None and ref.field.kind.is_number


def join(*conditions: Condition | None) -> Condition | None:
    """All of them; None where there is none."""
    parts = [condition for condition in conditions if condition is not None]
    flat = [p for part in parts for p in (part.parts if isinstance(part, Every) else (part,))]
    return None if not flat else flat[0] if len(flat) == 1 else Every(tuple(flat))


def _fields_of(condition: Condition) -> set[str]:
    """The fields of plain alternatives; a name that no field has for anything else."""
    if isinstance(condition, Some):
        return {name for part in condition.parts for name in _fields_of(part)}
    return {condition.field} if isinstance(condition, OneOf) and not condition.negated else {"", " "}


class Nouns(Quantities):
    """Reads names of entities, members and states."""

    #: A further name for rows of the root: that of a link by which others lead to them ("owner").
    called = ""
    #: Whether other statements stand before this one: then "a live one" is a row of the root.
    follows = False

    def __init__(self, tokens: tuple[Token, ...], lexicon: Lexicon, root: Entity) -> None:
        super().__init__(tokens)
        self.lexicon = lexicon
        self.root = root
        self.memory: dict[Any, Any] = {}

    @property
    def end(self) -> int:
        return len(self.tokens)

    def at(self, place: int, *phrases: str) -> int:
        """The place after the longest of ``phrases`` that stands at ``place``; -1 if none does."""
        return spellings_of(*phrases).end(self.words, place)

    def phrase(self, place: int, key: str) -> int:
        """The place after the longest spelling of ``key`` that stands at ``place``; -1 if none does."""
        spellings = PHRASES[key]
        if place < 0 or place >= len(self.words) or self.words[place] not in spellings.firsts:
            return -1  # as most often
        return spellings.end(self.words, place)

    def skip(self, place: int, *phrases: str) -> int:
        """The place after the longest of ``phrases``; ``place`` itself if none stands there."""
        return max(self.at(place, *phrases), place)

    def past(self, place: int, key: str) -> int:
        """The place after the longest spelling of ``key``; ``place`` itself if none stands there."""
        return max(self.phrase(place, key), place)

    def name(self, place: int, end: int) -> str:
        """The tokens as a name; empty where they cannot be one."""
        if end > self.end or place >= end:
            return ""
        parts = []
        for number, token in enumerate(self.tokens[place:end]):
            if token.word in _INNER and 0 < number < end - place - 1:
                continue
            if token.kind == "possessive" and 0 < number < end - place - 1:
                continue
            if token.kind not in _NAMEABLE or token.word in _NEVER_NAMES:
                return ""
            parts.append(token.text)
        return " ".join(parts)

    @remembered
    def spans(self, place: int, widest: int = WIDEST) -> Iterator[tuple[str, int]]:
        """Every name that begins at ``place``, the longest first."""
        found: list[tuple[str, int]] = []
        parts: list[str] = []
        for end in range(place, min(place + widest, self.end)):
            token = self.tokens[end]
            if parts and (token.word in _INNER or token.kind == "possessive"):
                continue
            if token.kind not in _NAMEABLE or token.word in _NEVER_NAMES:
                break
            parts.append(token.text)
            found.append((" ".join(parts), end + 1))
        return reversed(found)

    @remembered_here
    def skip_determiners(self, place: int) -> int:
        if place == 0 and self.words[:2] == ["a", "single"]:
            return 2
        start = place
        while self.word(place) in DETERMINERS or (place > start and self.word(place) in _INDIVIDUAL):
            place += 1
        return place + 1 if place > start and self._only_points(place) else place

    def _only_points(self, place: int) -> bool:
        """Whether "the booked flight" of a booking is just its flight, as "the chosen one" would be."""
        word = self.word(place)
        if (not word.endswith("ed") and word not in _POINTING) or self.words[place - 1] not in ("the", "its"):
            return False
        made = word.endswith("ed") and loose_key_of(word) == loose_key_of(self.root.name)
        name, longer = self.name(place + 1, place + 2), self.name(place, place + 2)
        links = self.lexicon.links(self.root, name) if name and (made or word in _POINTING) else ()
        targets = [self.lexicon.project.by_name[link.target] for link in links]
        if not targets or any(self.lexicon.states(target, word) for target in targets):
            return False
        return not self.lexicon.members(self.root, longer)

    def owner_mark(self, place: int) -> int:
        """After ``'s`` or a dot, where one stands."""
        if place < self.end and (self.tokens[place].kind == "possessive" or self.words[place] == "."):
            return place + 1
        return place

    def quantity(self, place: int) -> tuple[Quantity, int] | None:
        """Also with what is counted: "40 patients"."""
        found = super().quantity(place)
        if found is None or found[0].unit or found[0].number.startswith("-"):
            return found
        end = found[1]
        plural = self.word(end).endswith("s") and key_of(self.word(end)) in self.lexicon.entities
        return (Quantity(found[0].number, "rows"), end + 1) if plural else found

    # Members

    @remembered
    def read_member(self, place: int, entity: Entity, depth: int = 0) -> Iterator[tuple[Ref, int]]:
        """A member of ``entity`` or of what it links to: "deadline", "customer's credit limit"."""
        start = self.skip_determiners(place)
        if self.word(start) in _TIMES:
            yield from self._told_by_verb(start, entity)
        counted = self.at(start, "number of", "count of", "amount of")
        if counted > 0:
            yield from self._counter_of(counted, entity)
            yield from (found for found in self.read_member(counted, entity, depth) if _is_number(found[0]))
        for name, end in self.spans(start):
            if self.word(end - 1) == "at" and self.word(end) in ("least", "most"):
                continue  # "a start at least 7 days ahead" is no ``start_at``
            members = self.lexicon.members(entity, name)
            for member in members:
                yield Ref(member.name, member), end
                if self.at(end, "field", "value", "attribute", "column") > 0:
                    yield Ref(member.name, member), end + 1
                if self.word(end) == "in" and self.word(end + 1) in member.name.split("_")[1:]:
                    yield Ref(member.name, member), end + 2
                yield from self._of_owner(end, entity, Ref(member.name, member))
                yield from self._in_its_unit(end, entity, Ref(member.name, member))
            if members:
                break
            yield from self._needed_to(name, end, entity)
        else:
            if self.word(start) in ("regular", "normal", "usual", "standard", "ordinary", "actual"):
                yield from self.read_member(start + 1, entity, depth)
        if depth < 3:
            yield from self._through_link(start, entity, depth)
            yield from self._member_of_link(start, entity)

    def _counter_of(self, place: int, entity: Entity) -> Iterator[tuple[Ref, int]]:
        """ "The number of seats [of an aircraft]" for ``seat_count``."""
        for name, end in self.spans(place, 3):
            field = self.lexicon.counter(entity, name)
            if field is not None:
                yield Ref(field.name, field), end
                yield from self._of_owner(end, entity, Ref(field.name, field))
                return

    def _told_by_verb(self, place: int, entity: Entity) -> Iterator[tuple[Ref, int]]:
        """ "The time (at which) a rental ends", "the day it was ordered": a member by what happens then."""
        start = self.past(place + 1, "at-which")
        subjects = [self.at(start, "it", "they", "he", "she", "he or she")]
        subjects += [end for where, end in self.read_entity(start, entity, plain=True) if where is None]
        for subject in subjects:
            verb = self.past(subject, "happened")
            for name, end in self.spans(verb, 2) if subject > 0 else ():
                word = name.lower()
                if not (verb > subject or word.endswith("s")) or word in _TIMES:
                    continue
                members = self.lexicon.members(entity, name)
                if len(members) == 1 and getattr(members[0], "kind", None) in _MOMENTS:
                    yield Ref(members[0].name, members[0]), end
                    return

    def _needed_to(self, name: str, place: int, entity: Entity) -> Iterator[tuple[Ref, int]]:
        """ "Points needed to pass [the exam]" for ``pass_points``."""
        after = self.phrase(place, "needed-to")
        if after > 0 and self.word(after):
            for member in self.lexicon.members(entity, f"{self.word(after)} {name}"):
                yield Ref(member.name, member), after + 1
                for where, end in self.read_entity(after + 1, entity, plain=True):
                    if where is None:
                        yield Ref(member.name, member), end

    def _in_its_unit(self, place: int, entity: Entity, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "The delay in minutes" for ``delay_minutes``: the unit that ends its name."""
        unit = split_name(self.word(place + 1)) if self.word(place) == "in" else ()
        if unit and split_name(ref.member.name)[-1:] == unit:
            yield ref, place + 2
            yield from self._of_owner(place + 2, entity, ref)

    def _of_owner(self, place: int, entity: Entity, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "… of the job", "… of an active job": says nothing more, or where."""
        if self.word(place) in _RELATIVES:
            yield from self._in_relative_clause(place, entity, ref)
        start = self.past(place, "stated")
        if self.phrase(place, "entered-on") > 0 and not self.lexicon.states(entity, self.word(place)):
            start = place + 1  # "granted on a rental" says no more than "on a rental"
        after = self.at(
            start, "of", "for", "on", "in", "per", *(("to", "with", "from") if start > place else ())
        )
        if after < 0:
            return
        if self.words[place - 1] in ("number", "count", "amount", "total") and self.word(after).endswith("s"):
            return  # "the number of lockers" counts them
        for where, end in self.read_entity(after, entity):
            yield replace(ref, where=join(ref.where, where)), end

    def _in_relative_clause(self, place: int, entity: Entity, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "(the deposit) a room asks for", "(the price) that is charged for a tour": its own."""
        start = self.skip(place, "that", "which")
        passive = self.at(start, "is", "are", "was") if start > place else -1
        on = self.phrase(passive, "entered-on") if passive > 0 else -1
        for where, end in self.read_entity(on, entity, plain=True) if on > 0 else ():
            yield replace(ref, where=join(ref.where, where)), end
        for where, end in self.read_entity(start, entity, plain=True):
            last = self.phrase(end, "has-it")
            if last > 0:
                yield replace(ref, where=join(ref.where, where)), last
        we = self.at(start, "we", "they", "you", "one", "it")
        last = self.phrase(we, "has-it") if we > 0 else -1
        if last > 0:
            yield ref, last
            after = self.at(last, "for", "on", "of", "with", "to", "per")
            for where, end in self.read_entity(after, entity, plain=True) if after > 0 else ():
                yield replace(ref, where=join(ref.where, where)), end

    def _through_link(self, place: int, entity: Entity, depth: int) -> Iterator[tuple[Ref, int]]:
        for name, end in self.spans(place, 4):
            for link in self.lexicon.links(entity, name):
                target = self.lexicon.project.by_name[link.target]
                after = self.owner_mark(end)
                for ref, stop in self.read_member(after, target, depth + 1):
                    if self.skip_determiners(after) == after:
                        yield replace(ref, path=f"{link.name}.{ref.path}", where=None), stop

    def _member_of_link(self, place: int, entity: Entity) -> Iterator[tuple[Ref, int]]:
        """ "start date of the event": a member of what ``entity`` links to."""
        for name, end in self.spans(place, 5):
            after = self.at(end, "of", "on", "for")
            if after < 0:
                continue
            after = self.skip_determiners(after)
            own = self.entity_end(after, entity)
            if own > 0 and self.owner_mark(own) != own:
                after = self.owner_mark(own)
            for owner, stop in self.spans(after, 4):
                for link in self.lexicon.links(entity, owner):
                    target = self.lexicon.project.by_name[link.target]
                    for member in self.lexicon.members(target, name):
                        yield Ref(f"{link.name}.{member.name}", member), stop

    @remembered
    def read_subject(self, place: int) -> Iterator[tuple[Ref, int]]:
        """The member of the root that a sentence is about: with the root's name, or without."""
        for where, end in self.read_entity(place, self.root, plain=True):
            after = self.owner_mark(end)
            for ref, stop in self._own(after):
                yield replace(ref, where=join(ref.where, where)), stop
        yield from self._own(self.skip(place, "its", "their"))

    def _own(self, place: int) -> Iterator[tuple[Ref, int]]:
        for ref, end in self.read_member(place, self.root, depth=3):
            if "." not in ref.path:
                yield ref, end
            elif self.word(end - 1) == "":
                return

    # Entities

    @remembered
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

    def root_ends(self, place: int) -> Iterator[int]:
        """The places after a phrase for rows of the root that says nothing more of them."""
        return (end for where, end in self.read_entity(place, self.root, plain=True) if where is None)

    def _nouns_of_kind(self, place: int, entity: Entity) -> Iterator[tuple[Condition | None, int]]:
        """ "Interns" for employees whose role is intern: a choice in the plural, or after "an"."""
        for name, end in self.spans(place, 3):
            if any(key_of(name) in known for known in (self.lexicon.entities, self.lexicon.roles)):
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
        one = self.at(place, "member of", "members of", "piece of", "pieces of")
        if one > 0 and key_of(self.word(one)) in _MASSES and self.word(place) not in self.lexicon.entities:
            place = one
        for name, end in self.spans(place, 5):
            if entity in self.lexicon.entities.get(key_of(name), ()):
                if key_of(name) in _MASSES and "member" not in self.lexicon.entities:
                    end = self.skip(end, "member", "members")
                return self._past_record(end, entity)
            if entity.is_user and key_of(name) in self.lexicon.roles:
                return end
            if self.called and entity is self.root and key_of(name) == self.called:
                return end
            if self.lexicon.heads.get(key_of(name)) is entity:
                return self.skip(end, "records", "entries", "periods", "rows", "record", "entry", "period")
            if (
                name in ("one", "ones")
                and self.follows
                and place > 0
                and self.words[place - 1] not in ARTICLES
            ):
                return end
            person = key_of(name) in ("person", "member", "account", "somebody", "someone")
            if entity.is_user and person and key_of(name) not in self.lexicon.entities:
                return end
        return -1

    def _past_record(self, place: int, entity: Entity) -> int:
        """After "(customer) record", where that begins no name of the ERD."""
        if self.word(place) not in ("record", "records", "entry", "entries"):
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

    @remembered
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

    @remembered
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
