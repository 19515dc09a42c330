"""Rules that keep a row apart from itself, and people from what is their own.

selves    = link "of a" row "must be another" row | row "and its" link "must be different"
          | "nobody can be" link "of their own" row | people "cannot" deed "their own" rows
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.links import ways_to
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.parents import Parents
from erdgen.compiler.spec.project import Relationship


class Selves(Parents):
    """Reads what a link must not lead to."""

    def _led(self, place: int) -> Bodies:
        if any(link.target == self.root.name for link in self.root.relationships):
            yield from self._another_self(place)
            yield from self._row_and_its_link(place)
            yield from self._nobody_own(place)
            yield from self._names_itself(place)
        yield from self._paths_agree(place)
        yield from self._link_belongs(place)
        yield from self._both_belong(place)
        yield from self._only_of_own(place)
        yield from self._deed_on_own(place)

    def _another_self(self, place: int) -> Bodies:
        """ "The successor of a machine must be another machine"."""
        for link, end in self._link_in_row(place):
            found = self.modal(end)
            if found is None or link.target != self.root.name:
                continue
            after = self.phrase(found.end, "be-another")
            if found.asks and after > 0:
                for stop in self.root_ends(after):
                    yield Holds(Compare(link.name, "ne", "pk")), stop
                for stop in (self.at(after, "one"), after if self.words[after - 1] == "else" else -1):
                    if stop > 0:
                        yield Holds(Compare(link.name, "ne", "pk")), stop
            same = self.at(
                found.end,
                "be the same",
                "be the very same",
                "be the",
                "point back to the",
                "lead back to the",
            )
            if found.denied and same > 0:
                for stop in self.root_ends(same):
                    itself = self.at(stop, "itself", "again")
                    if itself > 0 or "same" in self.words[found.end : same]:
                        yield Holds(Compare(link.name, "ne", "pk")), max(itself, stop)

    def _row_and_its_link(self, place: int) -> Bodies:
        """ "A machine and its successor must be different", "a machine must differ from its successor"."""
        for end in self.root_ends(place):
            after = self.at(end, "and its", "and their", "and the")
            for ref, stop in self._self_links(after) if after > 0 else ():
                found = self.modal(stop)
                if found is None:
                    continue
                differ = self._past_differing(found.end, self.root.name)
                same = self._past_same(found.end, self.root.name)
                if found.asks and differ > 0:
                    yield Holds(Compare(ref.path, "ne", "pk")), differ
                elif found.denied and same > 0:
                    yield Holds(Compare(ref.path, "ne", "pk")), same
            found = self.modal(end)
            differ = -1
            if found is not None and found.asks:
                differ = self.at(found.end, "differ from its", "be different from its", "differ from their")
            for ref, stop in self._self_links(differ) if differ > 0 else ():
                yield Holds(Compare(ref.path, "ne", "pk")), stop

    def _nobody_own(self, place: int) -> Bodies:
        """ "Nobody can be recorded as the referrer of their own account"."""
        nobody = self.at(place, "nobody", "no one", "none", "nothing")
        found = self.modal(nobody) if nobody > 0 else None
        if found is None or found.denied:
            return
        own = self.phrase(found.end, "its-own")
        for ref, end in self._self_links(own) if own > 0 else ():
            if "own" in self.words[found.end : own]:
                yield Holds(Compare(ref.path, "ne", "pk")), end
            of = self.at(end, "of their own", "of his own", "of its own", "of his or her own", "of their")
            for stop in self._past_self_row(of) if of > 0 else ():
                yield Holds(Compare(ref.path, "ne", "pk")), stop

    def _past_self_row(self, place: int) -> Iterator[int]:
        for end in self.root_ends(place):
            yield end
            yield self.past(end, "account-of")

    def _names_itself(self, place: int) -> Bodies:
        """ "A machine may not name itself as successor", "… must not refer to itself as its successor"."""
        no = self.at(place, "no")
        for end in self.root_ends(max(no, place)):
            found = self.modal(end)
            if found is None or (found.denied is (no > 0)):
                continue
            after = self.phrase(found.end, "name-itself-as")
            for ref, stop in self._self_links(self.skip_determiners(after)) if after > 0 else ():
                yield Holds(Compare(ref.path, "ne", "pk")), stop

    @cued(words="own")
    def _deed_on_own(self, place: int) -> Bodies:
        """ "Sellers cannot bid on their own listings", "nobody may review their own order"."""
        nobody = self.at(place, "nobody", "no one")
        starts: list[tuple[int, str | None]] = [(nobody, None)] if nobody > 0 else []
        for actor in self.root.relationships:
            for owner, end in self._people_named(place, actor):
                starts.append((end, owner))
        for start, named in starts:
            found = self.modal(start)
            if found is None or (named is not None and not found.denied) or (named is None and found.denied):
                continue
            if not self._is_deed(self.word(found.end)):
                continue
            after = self.skip(found.end + 1, "on", "for", "to", "in", "up for", "at", "from")
            own = self.at(
                after, "their own", "his own", "his or her own", "its own", "one of their own", "her own"
            )
            for link, where, end in self._rows_linked(own) if own > 0 else ():
                target = self.lexicon.project.by_name[link.target]
                for actor in self.root.relationships:
                    ways = ways_to(target, actor.target)
                    alone = ways_to(self.root, actor.target) == [actor]
                    if where is not None or actor is link or not alone or len(ways) != 1:
                        continue
                    if named in (None, actor.name, ways[0].name, actor.target):
                        yield Holds(Compare(actor.name, "ne", f"{link.name}.{ways[0].name}")), end

    def _people_named(self, place: int, actor: Relationship) -> Iterator[tuple[str, int]]:
        """Those who act, by the name of the link, of their entity, or of what they own."""
        for name, end in self.spans(self.skip_determiners(place), 3):
            if key_of(name) == key_of(actor.name):
                yield actor.name, end
            if any(each.name == actor.target for each in self.lexicon.entities.get(key_of(name), ())):
                yield actor.target, end
            for link in self.root.relationships:
                for way in ways_to(self.lexicon.project.by_name[link.target], actor.target):
                    if not link.many and key_of(way.name) == key_of(name):
                        yield way.name, end

    def _rows_linked(self, place: int) -> Iterator[tuple[Relationship, object, int]]:
        for link in self.root.relationships:
            if not link.many:
                target = self.lexicon.project.by_name[link.target]
                for where, end in self.read_entity(place, target, plain=True):
                    yield link, where, end
