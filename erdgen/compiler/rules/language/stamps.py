"""Sentences about what the server fills in, and at which event.

stamp     = event "," filling | filling event
filling   = member "is" ("set" | "filled in" | …) ["by the system"] ["to the current time"]
          | "the system" ("sets" | "fills in" | …) member ["to the current time"]
          | "the system" ("records" | …) "the current time in" member
event     = "when" row "is created" | "on creation" | "when" row "becomes" state
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, OneOf
from erdgen.compiler.rules.forms import ServerSet
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.plainly import plain
from erdgen.compiler.rules.language.presets import Presets
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Kind, Member, Relationship

#: With one of these somebody has to fill it in.
_DUTIES = word_set("must should shall has have needs need required if only not never")
_VERBS = ("must be", "is", "are", "gets", "get", "shall be", "will be", "should be")
_STORED = ("stored", "recorded", "kept", "noted", "entered", "saved", "logged")
#: At which event: in the state that the condition names, or (None) when the row is made.
Event = Condition | None


class Stamps(Presets):
    """Reads what the server fills in when a row is made or comes into a state."""

    def _stamped(self, place: int) -> Bodies:
        for event, end in self._event(place):
            start = self.skip(end, ",")
            for member, told, stop in self._filling(start):
                last = self._past_by_hand(self._past_adverbs_of(stop))
                if told or stop != last:
                    yield from self._stamp(member, event, last)
        yield from self._told_moment(place)
        yield from self._told_user(place)
        yield from self._filled_at(place)
        for member, told, end in self._filling(place):
            if told and isinstance(member, Relationship) and self._past_adverbs_of(end) == self.end:
                yield from self._stamp(member, None, self.end)
            for event, stop in self._event(self._past_adverbs_of(end)):
                last = self._past_by_hand(self._past_adverbs_of(stop))
                plain = event is None and getattr(member, "kind", None) is Kind.DATETIME
                plain = plain and _DUTIES.isdisjoint(self.words)
                if told or plain or last != stop or self._past_adverbs_of(end) != end:
                    yield from self._stamp(member, event, last)

    def _told_moment(self, place: int) -> Bodies:
        """ "The moment a ticket is resolved is stored in resolved_at", "… records when it was"."""
        lead = self.phrase(place, "the-moment-at-which")
        made = self.phrase(place, "the-moment-of-making")
        events = [*self._event_said(lead)] if lead > 0 else []
        events += [(None, made), *((None, end) for end in self._of_the_row(made))] if made > 0 else []
        for event, end in events:
            for ref, stop in self._stored_in(end):
                if _takes(ref.member, "moment") and ref.where is None:
                    yield from self._stamp(ref.member, event, self._past_adverbs_of(stop))
        for ref, end in self.read_subject(place):
            holds = self.phrase(end, "records-when")
            if holds < 0 or not _takes(ref.member, "moment") or ref.where is not None:
                continue
            for event, stop in self._event_said(holds):
                by = self.phrase(stop, "and-set-by-system")
                if by > 0:
                    yield from self._stamp(ref.member, event, by)

    def _stored_in(self, place: int) -> Iterator[tuple[Ref, int]]:
        """Members after "is stored in", "is recorded by the system in"."""
        stored = self.at(self._past_adverbs_of(self.at(place, "is", "gets")), *_STORED)
        told = self.at(self._past_adverbs_of(stored), "in", "as")
        for into in dict.fromkeys((self.phrase(place, "is-stored-in"), told)):
            yield from self.read_subject(into) if into > 0 else ()

    def _told_user(self, place: int) -> Bodies:
        """ "The user who creates a job is recorded in posted_by"."""
        who = self._acting(place)
        into = self.phrase(self._past_adverbs_of(who), "is-stored-in") if who > 0 else -1
        made = self._maker(place) > 0
        for ref, end in self.read_subject(into) if into > 0 else ():
            last = self._past_adverbs_of(end)
            if _takes(ref.member, "user") and ref.where is None:
                yield from self._stamp(ref.member, None, last) if made else ()
                for event, stop in self._event(last):
                    yield from (
                        self._stamp(ref.member, None, self._past_adverbs_of(stop)) if event is None else ()
                    )

    def _maker(self, place: int) -> int:
        """After "the user who creates the job"; -1 if nobody is said to make the row."""
        lead = self.phrase(place, "the-user-who")
        start = self.skip(lead, "has") if lead > 0 else -1
        if start < 0 or CREATE.isdisjoint((self.word(start), self.word(start).removesuffix("s"))):
            return -1
        return next(self.root_ends(start + 1), -1)

    def _filled_at(self, place: int) -> Bodies:
        """ "(It is) set by the system to the moment at which the booking is created", "… of creation"."""
        for member, into in self._filled_into(place):
            lead = self.phrase(into, "the-moment-at-which")
            made = self.phrase(into, "the-moment-of-making")
            events = [*self._event_said(lead)] if lead > 0 else []
            events += [(None, made), *((None, end) for end in self._of_the_row(made))] if made > 0 else []
            for event, end in events:
                yield from self._stamp(member, event, self._past_by_hand(self._past_adverbs_of(end)))

    def _of_the_row(self, place: int) -> Iterator[int]:
        of = self.at(place, "of")
        yield from self.root_ends(of) if of > 0 else ()

    def _filled_into(self, place: int) -> Iterator[tuple[Member, int]]:
        """Members that hold a moment, and the place after "is set to" or "the system sets … to"."""
        system = self.phrase(place, "the-system")
        verb = self.phrase(self._past_adverbs_of(system), "fills") if system > 0 else -1
        for ref, end in self.read_subject(verb if verb > 0 else place):
            start = end
            if verb < 0:
                be = self.at(end, *_VERBS)
                start = self.phrase(self._past_adverbs_of(be), "filled-participle") if be > 0 else -1
            into = self.at(self._past_adverbs_of(start), "to", "with", "as", "in with") if start > 0 else -1
            if into > 0 and _takes(ref.member, "moment") and ref.where is None and "." not in ref.path:
                yield ref.member, into

    def _event_said(self, place: int) -> Iterator[tuple[Event, int]]:
        """ "A ticket is resolved", "the ticket was created"."""
        for end in self.root_ends(place):
            be = self.phrase(end, "has-been")
            made = self.word(be) in CREATE if be > 0 else False
            if made and not self.lexicon.states(self.root, self.word(be)):
                yield None, be + 1
        for clause, end in self.read_clause(place):
            condition = plain(clause)
            if isinstance(condition, OneOf) and not condition.negated and "." not in condition.field:
                yield condition, end

    def _stamp(self, member: Member, event: Event, place: int) -> Bodies:
        if isinstance(member, Relationship):
            if event is None:
                yield Stated((ServerSet(member.name, "user"),)), place
        elif event is None:
            yield Stated((ServerSet(member.name, "created"),)), place
        else:
            yield Stated((ServerSet(member.name, "reached", event),)), place

    def _past_adverbs_of(self, place: int) -> int:
        while (end := self.phrase(place, "by-the-system")) > 0:
            place = end
        return place

    def _past_by_hand(self, place: int) -> int:
        return self.past(place, "not-by-hand")

    def _event(self, place: int) -> Iterator[tuple[Event, int]]:
        """When it is: "on creation of a ticket", "as soon as a claim becomes approved"."""
        made = max(self.made_end(place), self._creation_tail(place))
        if made > 0:
            yield None, made
        lead = self.phrase(place, "on-making")
        if lead > 0:
            yield None, lead
            of = self.at(lead, "of", "of a new", "of new")
            for end in self.root_ends(of) if of > 0 else ():
                yield None, end
        after = self.phrase(place, "at-the-event")
        for clause, end in self.read_clause(after) if after > 0 else ():
            condition = plain(clause)
            if isinstance(condition, OneOf) and not condition.negated and "." not in condition.field:
                yield condition, end

    def _filling(self, place: int) -> Iterator[tuple[Member, bool, int]]:
        """The member, and whether it is told with what: the current time, or the user."""
        for ref, end in self.read_subject(place):
            be = self.at(self._past_adverbs_of(end), *_VERBS, "takes", "receives")
            if be < 0 or ref.where is not None or "." in ref.path:
                continue
            start = self._past_adverbs_of(be)
            filled = self.phrase(start, "filled-participle")
            if filled > 0:
                told = start != be or self.words[start] == "stamped"
                stop = self._past_adverbs_of(filled)
                for value, last in self._filled_with(stop, ref.member):
                    yield ref.member, told or value or stop != filled, last
            for kind, stop in self._received(self._past_adverbs_of(be)):
                if _takes(ref.member, kind):
                    yield ref.member, True, stop
        system = self.phrase(place, "the-system")
        verb = self.phrase(self._past_adverbs_of(system), "fills") if system > 0 else -1
        if verb < 0:
            return
        for ref, end in self.read_subject(verb):
            if ref.where is None and "." not in ref.path:
                yield from ((ref.member, True, last) for _value, last in self._filled_with(end, ref.member))
        for kind, stop in (("moment", self.phrase(verb, "present-moment")), ("user", self._acting(verb))):
            into = self.phrase(stop, "into-member") if stop > 0 else -1
            for ref, end in self.read_subject(into) if into > 0 else ():
                if ref.where is None and "." not in ref.path and _takes(ref.member, kind):
                    yield ref.member, True, end

    def _received(self, place: int) -> Iterator[tuple[str, int]]:
        """ "(It gets) the current time", "(it takes) the logged-in user"."""
        if place > 0 and self.words[place - 1] in ("gets", "get", "takes", "receives"):
            moment, user = self.phrase(place, "present-moment"), self._acting(place)
            yield from ((kind, end) for kind, end in (("moment", moment), ("user", user)) if end > 0)

    def _acting(self, place: int) -> int:
        known = max(self.phrase(place, "current-user"), self.at(place, "the acting user"))
        return max(known, self._maker(place))

    def _filled_with(self, place: int, member: Member) -> Iterator[tuple[bool, int]]:
        """Whether a value is told, and where it ends; nothing where it is none that the member takes."""
        if _takes(member, "moment"):
            yield False, place
        to = self.at(place, "to", "with", "as", "in with")
        if to < 0:
            return
        moment, user = self.phrase(to, "present-moment"), self._acting(to)
        if moment > 0 and _takes(member, "moment"):
            yield True, moment
        if user > 0 and _takes(member, "user"):
            yield True, user


def _takes(member: Member, kind: str) -> bool:
    if isinstance(member, Field):
        return kind == "moment" and member.kind in (Kind.DATE, Kind.DATETIME)
    return kind == "user" and not member.many
