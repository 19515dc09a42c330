"""Rows that must have a parent in common with what they link to, by what is done with them.

shared    = rows ("are" | "can only be" | "must be") done ("by" | "to" | "in" | …) link "of" parent
          | link "can only" deed ["on"] link "of their own" parent
parent    = "its own" link | link "of its" link | link ["that" | "where"] link "belongs to"
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.forms import Unique
from erdgen.compiler.rules.language.bodies import Bodies, Holds, Stated
from erdgen.compiler.rules.language.links import ways_to
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.rules.language.names import key_of, loose_key_of
from erdgen.compiler.rules.language.selves import Selves
from erdgen.compiler.rules.language.verbs import CREATE, DELETE, UPDATE
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Entity, Relationship

#: One of these stands between rows and the parent that they have in common.
_OF = ("of", "from", "in", "at", "belonging to", "that belong to", "that belongs to", "who belong to")
_MORE_OF = (
    *("who belongs to", "who work for", "who works for", "who work at", "who works at", "working for"),
    *(
        "who work in",
        "who works in",
        "working in",
        "who come from",
        "who comes from",
        "working at",
        "employed by",
        "employed at",
        "within",
        "that are in",
        "that is in",
        "who are in",
    ),
    *("who is in", "who is from", "who are from", "that is from", "that are from", "registered in"),
)
_PREPOSITIONS = word_set("by to into in for with from on onto at through under via")
#: What whoever is named after "by" may do says who has access, not which row is linked to.
_SEEING = word_set("seen read viewed accessed opened listed shown displayed visible found approved")
_AT_MOST_ONCE = (
    *("at most once", "only once", "just once", "once only", "no more than once", "not more than once"),
    "a maximum of once",
)
_A_DAY = (
    *(
        "a day",
        "per day",
        "each day",
        "every day",
        "on the same day",
        "on one day",
        "on one and the same day",
    ),
    *("on the same date", "per date", "on any one day", "within one day", "on a day", "in one day"),
)
_WORDLESS = word_set("not never no only , and or but")


class Shared(Selves):
    """Reads where the links of a row have to lead, by what is done with the row."""

    def _led(self, place: int) -> Bodies:
        if not self.root.relationships:
            return
        yield from super()._led(place)
        yield from self._done_with_own(place)
        yield from self._done_on_own(place)
        yield from self._once_a_day(place)

    def _done_with_own(self, place: int) -> Bodies:
        """ "Cleanings are done by employees of the hotel that the room belongs to"."""
        no = self.at(place, "no")
        actor = self.phrase(place, "somebody")
        for end in self.root_ends(max(no, place)) if actor < 0 else (actor,):
            found = self.modal(end)
            begin = found.end if found else end
            linked = self._linked_in_deed(begin, plain=found is None) if actor < 0 else self._put_into(begin)
            for link, after in linked:
                for compare, stop, denied in self._of_parent_of(link, after):
                    last = self.at(stop, "only", "alone", "exclusively")
                    if self._fits(found, denied=denied, no=no > 0, only=last > 0):
                        yield Holds(compare), max(last, stop)

    def _fits(self, found: Modal | None, *, denied: bool, no: bool, only: bool) -> bool:
        """Whether the verb asks for the one parent, or rules out another (``denied``)."""
        if found is None:
            return not denied and not no
        if denied:
            return found.denied is not no and (found.kind == "can" or not no)
        return not found.denied and not no and (found.kind in ("only", "must") or only)

    def _linked_in_deed(self, place: int, *, plain: bool) -> Iterator[tuple[Relationship, int]]:
        """ "(can only) be planned into sprints": the link that is named."""
        uses = self.phrase(place, "uses-rows") if not plain else -1
        if uses > 0 and self.words[uses - 1] not in _PREPOSITIONS:
            yield from self._link_after(uses, "")
        be = place + 1 if self.word(place) in BE else -1
        start = self.skip(be, "only", "always") if be > 0 else -1
        word = self.word(start) if start > 0 else ""
        prep = self.skip(start + 1, "out", "up") if start > 0 else -1
        preposition = self.word(prep) if prep > 0 else ""
        if preposition not in _PREPOSITIONS or word in _WORDLESS or not word.isalpha():
            return
        if word in DELETE or self.lexicon.states(self.root, word):
            return
        if preposition == "by" and (word in (*UPDATE, *CREATE) or (word in _SEEING and not plain)):
            return
        yield from self._link_after(prep + 1, word)

    def _link_after(self, place: int, verb: str) -> Iterator[tuple[Relationship, int]]:
        """The link that is named; of several to the same entity, that which is called like the verb."""
        for name, end in self.spans(self.skip_determiners(place), 4):
            links = self.lexicon.links(self.root, name) or self.told_by_verb(name, verb)
            if links:
                yield from ((link, end) for link in links if len(links) == 1)
                return

    def _put_into(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "(You can only) plan tasks into sprints"."""
        for end in self.root_ends(place + 1):
            if self.word(end) in _PREPOSITIONS and self.word(place) not in DELETE:
                yield from self._link_after(end + 1, self.word(place))

    def _of_parent_of(self, link: Relationship, place: int) -> Iterator[tuple[Compare, int, bool]]:
        """ "of its own project", "from another region": and whether another is meant."""
        of = self.at(place, *_OF, *_MORE_OF)
        target = self.lexicon.project.by_name[link.target]
        if of > 0:
            for compare, end in self._parent(link, target, of):
                yield compare, end, False
            for body, end in self._other_parent(link, target, of):
                if isinstance(body, Holds) and isinstance(body.condition, Compare):
                    yield body.condition, end, True
        outside = self.at(
            place, "outside", "outside of", "from outside", "not belonging to", "not in", "not from"
        )
        for compare, end in self._parent(link, target, outside) if outside > 0 else ():
            yield compare, end, True

    def _parent(self, link: Relationship, target: Entity, place: int) -> Iterator[tuple[Compare, int]]:
        yield from super()._parent(link, target, place)
        for path, parent, end in (*self._parent_of_link(place), *self._parent_in_clause(place)):
            ways = ways_to(target, parent)
            if len(ways) == 1 and path.split(".")[0] != link.name:
                yield Compare(f"{link.name}.{ways[0].name}", "eq", path), end

    def _parent_of_link(self, place: int) -> Iterator[tuple[str, str, int]]:
        """ "the region of its policy", "its policy's region"."""
        if self.word(place) in ("a", "an", "any", "another", "some"):
            return
        start = self.at(place, "the same", "the very same")
        for ref, end in self.read_member(max(start, place), self.root):
            link = ref.member
            if "." in ref.path and isinstance(link, Relationship) and not link.many and ref.where is None:
                yield ref.path, link.target, end
        for name, end in self.spans(self.skip_determiners(max(start, place)), 3):
            as_link = self.at(end, "as")
            for other, stop in self._other_links(as_link) if start > 0 and as_link > 0 else ():
                for way in self._way_called(other, name):
                    yield f"{other.name}.{way.name}", way.target, stop

    def _parent_in_clause(self, place: int) -> Iterator[tuple[str, str, int]]:
        """ "the hotel that the room belongs to", "the region where the policy was made"."""
        if self.word(place) not in ("the", "that"):
            return
        for name, end in self.spans(place + 1, 3):
            relative = self.at(end, "that", "which", "where", "in which", "to which", "at which", "for which")
            for other, stop in self._other_links(max(relative, end)):
                last = self.phrase(stop, "belongs-there")
                for way in self._way_called(other, name) if last > 0 else ():
                    yield f"{other.name}.{way.name}", way.target, last

    def _other_links(self, place: int) -> Iterator[tuple[Relationship, int]]:
        for name, end in self.spans(self.skip_determiners(place), 4):
            links = self.lexicon.links(self.root, name)
            if len(links) == 1:
                yield links[0], end
                return

    def _way_called(self, link: Relationship, name: str) -> Iterator[Relationship]:
        """The one link of what ``link`` leads to that ``name`` names."""
        target = self.lexicon.project.by_name[link.target]
        found = self.lexicon.links(target, name)
        if len(found) == 1:
            yield found[0]

    def _once_a_day(self, place: int) -> Bodies:
        """ "A room is cleaned at most once a day", "no room can be cleaned twice on the same day"."""
        days = self._day_named("day") if "day" in self.words or "date" in self.words else []
        no = self.at(place, "no")
        for link, end in self._other_links(self.skip(max(no, place), "the same")) if days else ():
            found = self.modal(end)
            be = (found.end if found else end) + 1
            if self.word(be - 1) not in BE or not self._is_own_deed(self.word(be), days[0]):
                continue
            denied = no > 0 or (found is not None and found.denied)
            only = found is not None and found.kind == "only"
            most = self.at(be + 1, *_AT_MOST_ONCE, *(("once",) if only else ()))
            twice = self.at(be + 1, "twice", "more than once", "several times", "a second time")
            after = twice if denied else most
            day = self.at(after, *_A_DAY) if after > 0 else -1
            if day > 0:
                yield Stated((Unique((link.name, days[0])),)), day

    def _is_own_deed(self, verb: str, date: str) -> bool:
        """Whether rows of the root record it: "cleaned" of a cleaning, or what tells its date."""
        if self._is_deed(verb) or loose_key_of(verb) == loose_key_of(self.root.source):
            return True
        return any(member.name == date for member in self.lexicon.members(self.root, verb))

    def _done_on_own(self, place: int) -> Bodies:
        """ "Members can only log time on tasks of their own project"."""
        for actor, end in self._other_links(place):
            found = self.modal(end)
            if found is None or (found.kind != "only" and not found.denied):
                continue
            for on in self._past_own_deed(found.end):
                for link, stop in self._other_links(on):
                    of = self.at(stop, *_OF, *_MORE_OF)
                    for compare, last in self._parent_of_both(actor, link, of, found) if of > 0 else ():
                        yield Holds(compare), last

    def _past_own_deed(self, place: int) -> Iterator[int]:
        """After "log time on", "be booked for": a verb whose deed the rows record, or that names them."""
        be = self.at(place, "be")
        word = self.word(max(be, place))
        if word in (*DELETE, *UPDATE, *_WORDLESS):
            return
        after = max(be, place) + 1
        named = [
            end
            for name, end in self.spans(after, 2)
            if self.lexicon.heads.get(key_of(name)) is self.root
            or self.root in self.lexicon.entities.get(key_of(name), ())
        ]
        ends = [*named, *([after] if self._is_deed(word) else [])]
        for end in ends:
            yield (
                self.at(end, "on", "for", "to", "in", "into", "at")
                if named or be > 0
                else self.skip(end, "on", "for", "to", "in", "into", "at")
            )

    def _parent_of_both(
        self, actor: Relationship, link: Relationship, place: int, found: Modal
    ) -> Iterator[tuple[Compare, int]]:
        own = self.at(place, "their own", "his or her own", "his own", "her own", "its own", "the same")
        other = self.at(place, "another", "a different", "other", "any other")
        start = other if found.denied else own
        if link is actor or start < 0:
            return
        first, second = (self.lexicon.project.by_name[each.target] for each in (actor, link))
        for name, end in self.spans(start, 4):
            for parent in self.lexicon.entities.get(key_of(name), ()):
                ones, others = ways_to(first, parent.name), ways_to(second, parent.name)
                if len(ones) == 1 and len(others) == 1:
                    yield Compare(f"{link.name}.{others[0].name}", "eq", f"{actor.name}.{ones[0].name}"), end
                    return
