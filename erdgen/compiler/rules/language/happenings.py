"""When something happens to a row, told of what it links to or of a thing of it.

doing     = (linked row | thing) modal verb predicates
verb      = one that tells a moment of the row itself: "guests leave", "the deposit is due"
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from erdgen.compiler.rules.conditions import Compare, Condition, Every
from erdgen.compiler.rules.language.bodies import Allowed, Bodies, Holds
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.facts import Facts
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field

_BE = ("be", "is", "are", "was", "were", "gets", "get", "fall", "falls", "become", "becomes")
#: How the name of a moment says that something is valid until then.
_EXPIRES = ("expires", "valid until", "valid to", "expiry", "until", "ends")
#: Say of a moment itself what is asked of it: "the due date is set", "is entered" tell no event.
_NO_EVENTS = word_set("set entered given recorded stated known is be has")


class Happenings(Facts):
    """Reads when things of a row happen."""

    def _happenings(self, place: int) -> Bodies:
        no = self.at(place, "no")
        for ref, end, modal in self._happens(max(no, place)):
            for body, stop in self._happening_said(ref, end, modal):
                if no < 0:
                    yield body, stop
                elif isinstance(body, Holds | Allowed) and not isinstance(body.condition, Every):
                    yield Holds(opposite_of(body.condition)), stop
        yield from self._aged_links(place)
        yield from self._valid_things(place)
        yield from self._nobody_of_age(place)

    @cued(words="nobody no people persons anyone anybody")
    def _nobody_of_age(self, place: int) -> Bodies:
        """ "Nobody under 16 can be hired", "nobody may be hired who is under 16": when that happens."""
        nobody = self.at(place, "nobody", "no one", "no person")
        people = self.at(place, "people", "persons", "anyone", "anybody")
        start = max(nobody, people)
        if start < 0 or self.birth is None:
            return
        for where, end in (*self.read_own_modifier(start), (None, start)):
            modal = self.modal(end)
            if modal is None or not (modal.kind == "can" if nobody > 0 else modal.forbids):
                continue
            for ref, stop in self._events_at(self.skip(modal.end, "be")):
                told = [(where, stop)] if where is not None else self._relative_age(stop)
                for age, last in told:
                    then = self.at_age_then(opposite_of(age), ref.path) if age is not None else None
                    if then is not None:
                        yield Holds(then), last

    def _relative_age(self, place: int) -> Iterator[tuple[Condition | None, int]]:
        who = self.at(place, "who is", "who are", "that is")
        yield from self._ages_now(who) if who > 0 else ()

    @cued(words="valid force date current expired lapsed")
    def _valid_things(self, place: int) -> Bodies:
        """ "A guest's passport must be valid for at least six months after departure"."""
        for ref, end, where in self._expiring(place):
            modal = self.modal(end)
            after = self.phrase(modal.end, "be-in-force") if modal is not None and modal.asks else -1
            lapsed = self.phrase(modal.end, "have-expired") if modal is not None and modal.forbids else -1
            if self.at(lapsed, "on", "at", "by", "when") > 0:
                after = lapsed
            for said, stop in self._until(after, ref) if after > 0 else ():
                yield self._narrowed(Holds(said), where), stop

    def _expiring(self, place: int) -> Iterator[tuple[Ref, int, Condition | None]]:
        """The moment at which a thing of the row, or of one that it links to, expires."""
        start = self.skip_determiners(place)
        owners: list[tuple[Entity, str, int, Condition | None]] = [(self.root, "", start, None)]
        for where, end in self.read_entity(place, self.root, plain=True):
            owners.append((self.root, "", self.owner_mark(end), where))
        for link, end in self.linked_at(start):
            if self.owner_mark(end) > end:
                target = self.lexicon.project.by_name[link.target]
                owners.append((target, f"{link.name}.", self.owner_mark(end), None))
        for entity, path, begin, where in owners:
            for name, end in self.spans(begin, 2):
                guesses = (self.happening(entity, f"{name} {word}") for word in _EXPIRES)
                field = next((each for each in guesses if each is not None), None)
                if field is not None:
                    yield Ref(f"{path}{field.name}", field), end, where
                    break

    def _until(self, place: int, ref: Ref) -> Iterator[tuple[Condition, int]]:
        """ "(valid) until the end of the stay", "on the day it starts", "for at least 6 months after it"."""
        lasting = self.at(place, "for at least", "at least", "for a minimum of", "for not less than", "for")
        span = self.span(lasting) if lasting > 0 else None
        if span is not None:
            yield from self._shifted("gte", span[0], self.past(span[1], "of-validity"), ref)
        until = self.phrase(place, "valid-until")
        day = self.past(until, "the-day-on-which") if until > 0 else -1
        for other, end in (*self._other(until, ref), *self._verb_moment(day, ref)) if until > 0 else ():
            beyond = self.words[until - 1] in ("beyond", "past", "after")
            yield Compare(ref.path, "gt" if beyond else "gte", other.path), end

    def _aged_links(self, place: int) -> Bodies:
        """ "The guarantor of a lease must be at least 21 on the day the lease starts"."""
        no = self.at(place, "no")
        for link, end in self.linked_at(self.skip_determiners(max(no, place))):
            target = self.lexicon.project.by_name[link.target]
            of = self.at(end, "of", "on", "for")
            for last in (end, *(self.root_ends(of) if of > 0 else ())):
                modal = self.modal(last)
                be = self.at(last, "is", "are", "is not", "are not") if modal is None else -1
                if (modal is None and be < 0) or (modal is not None and modal.kind == "only"):
                    continue
                denied = (modal.denied if modal is not None else self.words[be - 1] == "not") != (no > 0)
                if no > 0 and modal is not None and modal.kind != "can":
                    continue
                if no < 0 and modal is not None and modal.kind == "can":
                    continue
                start = self.skip(modal.end, "be") if modal is not None else be
                for said, stop in self._ages_of_linked(link.name, target, start):
                    if not denied:
                        yield Holds(said), stop
                    elif not isinstance(said, Every):
                        yield Holds(opposite_of(said)), stop

    def _happening_said(self, ref: Ref, place: int, modal: Modal | None) -> Bodies:
        """What is said of the moment at which it happens."""
        if modal is not None:
            yield from self._modal_said(ref, modal.kind, modal.denied, place)
            return
        denied = bool({"not", "never"} & {*self.words[place - 4 : place]})
        for condition, end in self.read_predicates(self.skip(place, "only"), ref):
            if denied and isinstance(condition, Every):
                continue
            yield Holds(opposite_of(condition) if denied else condition), end

    def _happens(self, place: int) -> Iterator[tuple[Ref, int, Modal | None]]:
        """The moment with the place after the verb, and the modal verb before it."""
        start = self.skip_determiners(place)
        for link, end in self.linked_at(start):
            target = self.lexicon.project.by_name[link.target]
            for verb, modal in self._verb_starts(end):
                if next(self._verb_at(verb, target), None) is None:
                    yield from ((ref, stop, modal) for ref, stop in self._events_at(verb))
        starts = {start, *(self.owner_mark(end) for end in self.root_ends(place))}
        for begin in sorted(starts):
            for name, end in self.spans(begin, 2):
                if split_name(name)[:1] not in self._moments_begin_with:
                    continue  # no moment is called after it
                for last in self.past_thing(end):
                    for verb, modal in self._verb_starts(last):
                        yield from ((ref, stop, modal) for ref, stop in self._thing_at(name, verb))

    @cached_property
    def _moments_begin_with(self) -> frozenset[tuple[str, ...]]:
        """The words with which the names of the root's moments begin."""
        return frozenset(split_name(each.name)[:1] for each in self.root.fields if each.kind.is_temporal)

    def _verb_starts(self, place: int) -> Iterator[tuple[int, Modal | None]]:
        """Where the verb of a subject can begin: after a modal verb, "do not", "is", or at once."""
        modal = self.modal(place)
        if modal is not None:
            yield self.skip(modal.end, *_BE), modal
            return
        never = self.at(place, "do not", "does not", "never", "are not", "is not", "are never", "is never")
        yield self.skip(max(never, place), *_BE, "only", "are only", "is only"), None

    def _events_at(self, place: int) -> Iterator[tuple[Ref, int]]:
        if self.word(place) in _NO_EVENTS:
            return
        for ref, end in self._verb_at(place, self.root):
            yield ref, end
            for stop in self._past_event_object(end):
                yield ref, stop

    def _thing_at(self, name: str, place: int) -> Iterator[tuple[Ref, int]]:
        """ "(The deposit is) due", "(a passport) expires": with the noun, it is the name of a moment."""
        for verb, end in self.verbs_from(place, 2):
            field = self.happening(self.root, f"{name} {verb}")
            if field is not None and verb.lower() not in _NO_EVENTS and not self._is_named(name):
                yield Ref(field.name, field), end
                return

    def _is_named(self, name: str) -> bool:
        """Whether a moment itself is called so: "the due date is …" says no verb."""
        members = self.lexicon.members(self.root, name)
        return any(isinstance(each, Field) and each.kind.is_temporal for each in members)
