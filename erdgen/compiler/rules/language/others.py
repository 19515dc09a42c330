"""Rules that two links of a row lead to different rows, or a link to another row than the one that has it.

others    = link "must be" ("somebody else" | "someone other than" whom)
          | (people | "nobody") "cannot" being link "of" ("their own" row | row "they" deed "themselves")
          | (link | people "who" deed row) "cannot" being ("its" link | link "of" ("it" | "that" row))
being     = "be" | "act as" | "be listed as" | …
whom      = link | people "who" deed row | row "itself"
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.language.agreeing import Agreeing
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.filed import being_filed_end
from erdgen.compiler.rules.language.links import ways_to
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Relationship

_ELSE = ("somebody else", "someone else", "another person", "a different person", "some other person")
_OTHER_THAN = (
    *("somebody other than", "someone other than", "anyone other than", "a person other than", "other than"),
    *("different from", "another person than", "a different person than", "not the same person as"),
    *("a different person from", "somebody different from", "someone different from", "anybody other than"),
)
_SELF = ("themselves", "itself", "himself", "herself", "him or herself", "oneself")
_AS = (
    "stand as",
    "act as",
    "serve as",
    "stand in as",
    "work as",
    "function as",
    "step in as",
    "also be",
    "also act as",
)
_OWN = ("their own", "his or her own", "his own", "her own", "its own", "one of their own", "your own")
_PEOPLE = word_set("person user one somebody someone people whoever those anyone employee colleague")
_PREPOSITIONS = ("of", "for", "on", "in", "at", "to", "with")


class Others(Agreeing):
    """Reads that links lead to somebody else."""

    def _led(self, place: int) -> Bodies:
        if not self.root.relationships:
            return
        yield from super()._led(place)
        yield from self._is_somebody_else(place)
        yield from self._not_on_own(place)
        yield from self._not_both(place)

    def _rivals(self, link: Relationship) -> list[Relationship]:
        """The other links of a row that lead where ``link`` does."""
        return [way for way in ways_to(self.root, link.target) if way is not link]

    @cued(words="else other different another not cannot never")
    def _is_somebody_else(self, place: int) -> Bodies:
        """ "The co-driver has to be someone other than the member who booked it"."""
        for link, end in self._link_in_row(place):
            found = self.modal(end)
            same = self.at(found.end, "be", "be the same as", "be the same person as") if found else -1
            if found is not None and found.denied and same > 0:
                for rival, stop in self._whom(same, link):
                    yield Holds(Compare(link.name, "ne", rival)), stop
            start = self.at(found.end, "be") if found is not None and found.asks else -1
            start = self.at(end, "is", "are") if found is None else start
            if start < 0:
                continue
            to_self = link.target == self.root.name
            other = self.at(start, *_ELSE)
            if to_self and other > 0:
                yield Holds(Compare(link.name, "ne", "pk")), other
            than = max(self.at(start, *_OTHER_THAN), self._than_among(start, link))
            if than < 0:
                continue
            if to_self:
                for stop in (self.at(than, *_SELF), *self._row_itself(than)):
                    if stop > 0:
                        yield Holds(Compare(link.name, "ne", "pk")), stop
            for rival, stop in self._whom(than, link):
                yield Holds(Compare(link.name, "ne", rival)), stop

    def _than_among(self, place: int, link: Relationship) -> int:
        """After "(be) another member than", "a different member from"."""
        start = self.at(place, "another", "a different", "some other", "a")
        target = self.lexicon.project.by_name[link.target]
        for where, end in self.read_entity(start, target, plain=True) if start > 0 else ():
            if where is None:
                return self.at(end, "than", "from", "other than")
        return -1

    def _row_itself(self, place: int) -> Iterator[int]:
        """ "(other than) the volunteer (themselves)"."""
        if self.word(place) in ("the", "that", "this"):
            yield from (self.skip(end, *_SELF) for end in self.root_ends(place))

    def _whom(self, place: int, link: Relationship) -> Iterator[tuple[str, int]]:
        """ "the member", "the member who booked it", "the teacher of its course": another way there."""
        rivals = self._rivals(link)
        for rival, end in self._link_in_row(place):
            if rival in rivals:
                yield rival.name, end
                yield from ((rival.name, stop) for stop in self._told_of_row(end, rival))
        for ref, end in self.read_member(place, self.root):
            other = ref.member
            if "." in ref.path and isinstance(other, Relationship) and not other.many and ref.where is None:
                yield from [(ref.path, end)] if other.target == link.target else ()
        maker = rivals[0] if len(rivals) == 1 else None
        found = self._who_did_it(place, maker)
        yield from ((rival.name, end) for rival, end in found if rival in rivals)

    def _who_did_it(
        self, place: int, maker: Relationship | None = None
    ) -> Iterator[tuple[Relationship, int]]:
        """ "the person who booked it", "whoever reported the damage": by the link that says who did.

        ``maker`` is who makes such rows if no link says so.
        """
        start = self.skip_determiners(place)
        word = self.word(start)
        who = start + 1 if word == "whoever" else self.at(start + 1, "who", "that")
        if word not in _PEOPLE and not self._names_people(word):
            return
        done = self.skip(who, "has", "have", "is", "was") if who > 0 else -1
        link = self._link_of_deed(self.word(done), word, maker) if done > 0 else None
        if link is not None:
            it = self.at(self.skip(done + 1, "to"), "it", "them")
            yield from ((link, end) for end in (it, *self.root_ends(done + 1)) if end > 0)

    def _names_people(self, word: str) -> bool:
        keys = {key_of(word)}
        return any(
            key_of(link.name) in keys
            or any(entity.name == link.target for entity in self.lexicon.entities.get(key_of(word), ()))
            for link in self.root.relationships
        )

    def _link_of_deed(self, verb: str, people: str, maker: Relationship | None) -> Relationship | None:
        """The link that is called after the deed, or leads to those who make such rows."""
        name = self._way_of_deed(verb).split(".")[0]
        member = self.root.members.get(name) if name else None
        if isinstance(member, Relationship):
            return member
        links = self.lexicon.links(self.root, people)
        made = verb in CREATE or verb.removesuffix("s") in CREATE or self._is_deed(verb)
        return (links[0] if len(links) == 1 else maker) if made else None

    def _way_of_deed(self, verb: str) -> str:
        """The way to the user who did it; known once owners are read."""
        raise NotImplementedError

    # What nobody may be for what is their own

    @cued(words="own themselves they he himself herself it that same its")
    def _not_on_own(self, place: int) -> Bodies:
        """ "A tenant cannot act as guarantor for their own lease"."""
        nobody = self.at(place, "nobody", "no one")
        no = self.at(place, "no")
        ends: list[tuple[int, str]] = [(nobody, "")] if nobody > 0 else []
        for name, end in self.spans(self.skip_determiners(max(no, place)), 3):
            if any(each for each in self.root.relationships if self._leads_to(each, name)):
                ends.append((end, name))
        for end, name in ends:
            found = self.modal(end)
            if found is None or found.asks or found.denied is (max(no, nobody) > 0):
                continue
            for link, stop in self._being_link(found.end):
                rivals = [way for way in self._rivals(link) if not name or self._leads_to(way, name)]
                if len(self._rivals(link)) == 1 and rivals:
                    yield from (
                        (Holds(Compare(link.name, "ne", rivals[0].name)), last)
                        for last in self._of_their_own(stop)
                    )

    def _leads_to(self, link: Relationship, name: str) -> bool:
        targets = {entity.name for entity in self.lexicon.entities.get(key_of(name), ())}
        return not link.many and (key_of(link.name) == key_of(name) or link.target in targets)

    def _being_link(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "(cannot) be the guarantor", "act as co-driver", "be listed as its approver"."""
        filed = being_filed_end(self.words, place)
        listed = self.at(filed, "as") if filed > 0 else -1
        for start in {self.at(place, "be", "become"), self.at(place, *_AS), listed}:
            for name, end in self.spans(self.skip_determiners(start), 3) if start > 0 else ():
                named = [link for link in self.root.relationships if key_of(link.name) == key_of(name)]
                yield from ((link, end) for link in named if not link.many)

    def _of_their_own(self, place: int) -> Iterator[int]:
        """ "for their own lease", "on a trip they booked themselves", "of a trip that they have booked"."""
        start = self.at(place, *_PREPOSITIONS)
        own = self.at(start, *_OWN) if start > 0 else -1
        if own > 0:
            yield from self.root_ends(own)
            return
        for end in self.root_ends(start) if start > 0 else ():
            own = self.at(end, "of their own", "of his own", "of her own", "of one 's own")
            if own > 0:
                yield own
            they = self.at(end, "they", "that they", "which they", "he or she", "that he or she")
            made = self.skip(they, "have", "has") if they > 0 else -1
            verb = self.word(made)
            if made > 0 and (verb in CREATE or self._is_deed(verb)):
                last = self.skip(made + 1, *_SELF)
                if last == self.end or last > made + 1:
                    yield last

    @cued(words="its it them that the")
    def _not_both(self, place: int) -> Bodies:
        """ "The member who booked a trip cannot be its co-driver", "the tenant of a lease cannot be …"."""
        firsts = [*self._who_did_it(place), *((link, end) for link, end in self._link_in_row(place))]
        for first, end in firsts:
            found = self.modal(end)
            if found is None or not found.denied or "." in first.name:
                continue
            for link, stop in self._being_link(found.end):
                if link not in self._rivals(first):
                    continue
                same = Holds(Compare(link.name, "ne", first.name))
                if self.words[found.end : stop].count("its") or self.words[found.end : stop].count("their"):
                    yield same, stop
                of = self.at(stop, *_PREPOSITIONS)
                for last in (
                    (self.at(of, "it", "them", "the same one"), *self.root_ends(of)) if of > 0 else ()
                ):
                    if last > 0 and self.word(of) in ("it", "them", "the", "that", "this"):
                        yield same, last
