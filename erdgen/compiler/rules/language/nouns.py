"""Names of members, of an entity and of what it links to: "deadline", "start date of the event"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.language.described import Described
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.meant import all_told
from erdgen.compiler.rules.language.memory import remembered, remembered_of
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field, Member, Relationship

#: "The day on which …" tells a moment by what happens then.
_TIMES = word_set("time moment date day hour instant")
_BROUGHT_TO = ("with", "on", "for", "in", "to", "of", "per")
_RELATIVES = word_set("that which a an the any each every we they you one it")
#: So many letters a deed and its row have in common: "prescribing", a prescription.
_ALIKE = 5


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


class Nouns(Described):
    """Reads names of members."""

    @remembered_of
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
            if members and self._is_of_another(start, end, name, members):
                continue  # "a guest's rating" is no number of guests
            for member in members:
                yield Ref(member.name, member), end
                if self.at(end, "field", "value", "attribute", "column") > 0:
                    yield Ref(member.name, member), end + 1
                if self.word(end) == "in" and self.word(end + 1) in member.name.split("_")[1:]:
                    yield Ref(member.name, member), end + 2
                yield from self._of_owner(end, entity, Ref(member.name, member))
                yield from self._in_its_unit(end, entity, Ref(member.name, member))
            if members and self.word(end - 1) != "amounts":
                break  # "the fee amounts to 5" speaks of the fee
            yield from self._needed_to(name, end, entity)
        else:
            if self.word(start) in ("regular", "normal", "usual", "standard", "ordinary", "actual"):
                yield from self.read_member(start + 1, entity, depth)
            yield from self._headed(place, start, entity)
        for field, end in self.read_described(start, entity):
            yield Ref(field.name, field), end
            yield from self._of_owner(end, entity, Ref(field.name, field))
        if depth < 3:
            yield from self._through_link(start, entity, depth)
            yield from self._member_of_link(start, entity)
            yield from self._described_of_link(start, entity)

    def _is_of_another(self, place: int, end: int, name: str, members: tuple[Member, ...]) -> bool:
        """Whether an owner is named before a word that could be left out of the name."""
        owned = any(token.kind == "possessive" for token in self.tokens[place:end])
        return owned and not any(key_of(name) in (key_of(m.name), key_of(m.label)) for m in members)

    def _headed(self, place: int, start: int, entity: Entity) -> Iterator[tuple[Ref, int]]:
        """ "The reason [for it]", "a mechanic's wage": the last word of the name of one field alone."""
        owned = place > 0 and self.tokens[place - 1].kind == "possessive"
        if start == place and not owned:
            return
        field = self.lexicon.headed(entity, self.word(start)) if self.name(start, start + 1) else None
        if field is not None and not self._is_another(field, start):
            yield Ref(field.name, field), start + 1
            it = self.at(start + 1, "for it", "for this", "for that", "for doing so", "behind it")
            if it > 0:
                yield Ref(field.name, field), it
            if self.word(start + 1) != "for":  # "the reason for an order" may be that of anything
                yield from self._of_owner(start + 1, entity, Ref(field.name, field))

    def _is_another(self, field: Field, place: int) -> bool:
        """ "(If it is insured,) a reason": not that for which the only field called reason is."""
        if not field.kind.is_text or self.word(place - 1) not in ("a", "an"):
            return False
        others = [word for word in self.words if len(word) > 2 and word != self.word(place)]
        return not all_told(split_name(field.name)[:-1], others)

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
                if len(members) == 1 and isinstance(members[0], Field) and members[0].kind.is_temporal:
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
        yield from self._brought_by(start, entity, ref)
        we = self.at(start, "we", "they", "you", "one", "it")
        last = self.phrase(we, "has-it") if we > 0 else -1
        if last > 0:
            yield ref, last
            after = self.at(last, "for", "on", "of", "with", "to", "per")
            for where, end in self.read_entity(after, entity, plain=True) if after > 0 else ():
                yield replace(ref, where=join(ref.where, where)), end

    def _brought_by(self, place: int, entity: Entity, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "(the message) a donor leaves with a donation", "(the discount) a customer gets on an order"."""
        for name, end in self.spans(self.skip_determiners(place), 3):
            if key_of(name) not in self.lexicon.entities or entity in self.lexicon.entities[key_of(name)]:
                continue
            has = self.phrase(end, "has-it")
            to = self.at(
                max(has, self.phrase(end, "leaves-it")), "with", "on", "for", "in", "to", "of", "per"
            )
            for where, stop in self.read_entity(to, entity, plain=True) if to > 0 else ():
                yield replace(ref, where=join(ref.where, where)), stop

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
            after = self.at(end, "of", "on", "for", "in")
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

    def _described_of_link(self, place: int, entity: Entity) -> Iterator[tuple[Ref, int]]:
        """ "the number of floors in its building", "the date on which the vet was hired"."""
        for link in entity.relationships:
            target = self.lexicon.project.by_name.get(link.target)
            if link.many or target is None:
                continue

            def owner_ends(start: int, link: Relationship = link) -> Iterator[int]:
                begin = self.skip_determiners(start)
                for name, end in self.spans(self._past_pointing(begin), 4):
                    if link in self.lexicon.links(entity, name):
                        yield end

            for field, end in self.described_by(place, target, owner_ends):
                yield Ref(f"{link.name}.{field.name}", field), end

    def _past_pointing(self, place: int) -> int:
        """After "prescribing" in "the prescribing vet" of a prescription: who does what makes the row."""
        word = self.word(place)
        first = word[:_ALIKE]
        made = word.endswith("ing") and len(first) == _ALIKE and self.root.name.lower().startswith(first)
        return place + made

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
