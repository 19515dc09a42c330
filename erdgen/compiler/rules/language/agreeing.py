"""What a row and what it links to have in common, told by any verb and by who or what the parent is.

agreeing  = ["if" row names link ","] (link | "it" | "that" link) modal being parent
          | row [naming link] modal being parent-of-link | row "may only" verb rows "of" parent
being     = "be for" | "belong to" | "have been" participle "by" | "concern" | "be a" rows "of" | …
parent    = "the same" parent ["as" row] | row "'s" parent | parent "of" row | parent "who" verb row

Where one link alone leads from each of the two rows to such a parent, the verb says nothing more: "the lease
must be for the same unit", "the trip must have been made with the vehicle that was damaged".
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.language.bodies import Bodies, Holds, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.filed import FILED, LINKING, being_filed_end, filed_end
from erdgen.compiler.rules.language.links import ways_to
from erdgen.compiler.rules.language.names import loose_key_of, split_name
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.rules.language.shared import Shared
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_IF = ("if", "when", "where", "whenever", "once", "as soon as")
_IT = ("it", "they", "this", "this one", "that one", "he", "she")
_SAME = ("the same", "the very same", "one and the same", "that same", "exactly the same", "the exact same")
_RELATING = (
    *(f"be {preposition}" for preposition in ("for", "of", "with", "in", "at", "from", "by", "on", "about")),
    *(
        "be that of",
        "be part of",
        "be under",
        "be made out to",
        "concern",
        "relate to",
        "refer to",
        "come from",
    ),
    *(
        "involve",
        "apply to",
        "lie in",
        "point to",
        "fall under",
        "go to",
        "stem from",
        "cover",
        "share",
        "have",
    ),
)
_OF = ("of", "from", "in", "at", "on", "for", "with", "under", "belonging to", "linked to", "assigned to")
_MORE_OF = tuple(
    f"{that} {verb}"
    for that in ("that", "which", "who")
    for verb in (
        "belong to",
        "belongs to",
        "is for",
        "are for",
        "work for",
        "works for",
        "work in",
        "works in",
    )
)
_AUXILIARIES = word_set("is are was were be being been has have had did does do gets got")
#: What a relative clause says of a parent besides naming the row: nothing by which parents differ.
_TELLING = FILED | word_set(
    "used driven chosen selected involved concerned rented hired occupied treated visited needed"
    " belongs belong lies works is makes make files file submits submit places place books book uses owns"
    " owned pays paid enters records logs raises signs holds lives sits currently the a an this that these"
    " those"
)
_RELATIVES = word_set("that which who whom where")
_LONGEST_CLAUSE = 8


class Agreeing(Shared):
    """Reads that the links of a row lead to one parent, whatever verb says so."""

    def _led(self, place: int) -> Bodies:
        if not self.root.relationships:
            return
        yield from super()._led(place)
        yield from self._link_agrees(place)
        yield from self._row_agrees(place)
        yield from self._takes_of_same(place)

    # The link has the parent of the row

    def _link_agrees(self, place: int) -> Bodies:
        """ "If a repair names a lease, that lease must be for the same unit (as the repair)"."""
        for link, end in (*self._named_before(place), *self._link_in_row(place)):
            found = self.modal(end)
            if found is None or not found.asks:
                continue
            target = self.lexicon.project.by_name[link.target]
            for start in self._past_being(found.end, target):
                for path, parent, stop in self._parent_of_row(start, link):
                    ways = ways_to(target, parent)
                    if len(ways) == 1:
                        yield Holds(Compare(f"{link.name}.{ways[0].name}", "eq", path)), stop

    def _named_before(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "If a repair names a lease , that lease": the link, as what is spoken of."""
        lead = self.at(place, *_IF)
        for link, end in self._said_to_have(lead) if lead > 0 else ():
            start = self.at(end, ",", ", then")
            if start < 0:
                continue
            it = self.at(start, *_IT)
            if it > 0:
                yield link, it
            yield from ((again, stop) for again, stop in self._link_in_row(start) if again is link)

    def _said_to_have(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "(if) a repair names a lease", "(if) a lease is given for a repair"."""
        for end in self.root_ends(place):
            yield from self._links_after_verb(end)
        for link, end in self._link_in_row(place):
            given = max(self.phrase(end, "member-given"), being_filed_end(self.words, end))
            if given > 0:
                yield link, given
                after = given + 1 if self.word(given) in LINKING else -1
                yield from ((link, stop) for stop in (self.root_ends(after) if after > 0 else ()))

    def _links_after_verb(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "(a repair) names a lease", "was reported for a trip", "replaces another lease"."""
        done = max(self.phrase(place, "names-link"), self._past_linking(being_filed_end(self.words, place)))
        yield from self._link_in_row(done) if done > 0 else ()
        verb = self.word(place)
        for link in self.root.relationships if len(verb) > 3 else ():
            if not link.many and same_verb(verb, link.name):
                target = self.lexicon.project.by_name[link.target]
                start = self.skip(place + 1, "another")
                ends = [end for where, end in self.read_entity(start, target, plain=True) if where is None]
                yield from ((link, end) for end in ends)

    def _past_linking(self, place: int) -> int:
        return place + 1 if place > 0 and self.word(place) in LINKING else -1

    def _past_being(self, place: int, target: Entity) -> Iterator[int]:
        """After "be for", "have been made with", "belong to", "be a shift of"."""
        ends = {self.phrase(place, "belong-to"), self.at(place, *_RELATING)}
        ends |= {self._past_linking(being_filed_end(self.words, start)) for start in {place}}
        ends.add(self._past_linking(self._past_own_verb(place, target)))
        be = self.at(place, "be", "be one", "be one of the")
        for where, end in self.read_entity(be, target, plain=True) if be > 0 else ():
            if where is None:
                ends.add(self.at(end, *_OF, *_MORE_OF))
        yield from (end for end in ends if end > 0)

    def _past_own_verb(self, place: int, target: Entity) -> int:
        """After "be driven", where the rows that are linked to have a link of that name."""
        be = self.at(place, "be", "have been")
        word = self.word(be) if be > 0 else ""
        named = len(word) > 3 and any(same_verb(word, link.name) for link in target.relationships)
        return be + 1 if named and word.endswith(("ed", "en")) else -1

    # Whose parent it is

    def _parent_of_row(
        self,
        place: int,
        link: Relationship,
    ) -> Iterator[tuple[str, str, int]]:
        """The row's own parent: the way to it, what it is, and where the words for it end.

        ``other`` is a link of which the parent is meant instead.
        """
        same = self.at(place, *_SAME)
        if same > 0:
            for own, _named, end in self._own_links(same, link):
                yield own.name, own.target, end
                as_row = self.at(end, "as")
                for stop in self.root_ends(as_row) if as_row > 0 else ():
                    yield own.name, own.target, self._past_its_tail(stop)
            return
        for end in (*self._rooted_ends(place), self.at(place, "its", "its own", "their own", "their")):
            for own, _named, stop in self._own_links(self.skip(end, "own"), link) if end > 0 else ():
                yield own.name, own.target, stop
        if self.word(place) in ("the", "that", "this"):
            for own, named, end in self._own_links(place, link):
                of = self.at(end, "of", "on", "for")
                yield from ((own.name, own.target, stop) for stop in (self.root_ends(of) if of > 0 else ()))
                yield from ((own.name, own.target, stop) for stop in self._told_of_row(end, own))
                if self._points_by_deed(place, end - named):
                    yield own.name, own.target, end

    def _past_its_tail(self, place: int) -> int:
        return self.skip(place, "itself", "is for", "is in", "belongs to", "does", "is made for", "is with")

    def _own_links(self, place: int, link: Relationship) -> Iterator[tuple[Relationship, int, int]]:
        """The one link of the row that the words name, with their number and the place after."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 4):
            owns = self._ways_called(self.root, name, link)
            if len(owns) == 1:
                yield owns[0], end - start, end
            if owns:
                return

    def _points_by_deed(self, place: int, name: int) -> bool:
        """ "(the) damaged (vehicle)" of a damage."""
        word = self.word(place + 1)
        return name == place + 2 and loose_key_of(word) == loose_key_of(self.root.name)

    def _told_of_row(self, place: int, own: Relationship) -> Iterator[int]:
        """Ends of "(the client) who is being invoiced", "(the unit) that the repair was for"."""
        relative = place + 1 if self.word(place) in LINKING and self.word(place + 1) in _RELATIVES else place
        if self.word(relative) in _RELATIVES:
            relative += 1
        elif relative == place and not any(self.root_ends(place)) and self.word(place) not in ("it", "they"):
            return
        told = False
        here = relative
        while here < min(relative + _LONGEST_CLAUSE, self.end):
            named = next(self.root_ends(here), -1)
            word = self.word(here)
            if named > here:
                told, here = True, named
            elif word in ("it", "they", "them") or self._is_deed_of_row(word):
                told, here = True, here + 1
            elif self._tells_of(word, own):
                here += 1
            else:
                return
            if told:
                yield here

    def _is_deed_of_row(self, word: str) -> bool:
        """ "Invoiced" of an invoice, "booked" of a booking."""
        return len(word) > 4 and (self._is_deed(word) or loose_key_of(word) == loose_key_of(self.root.name))

    def _tells_of(self, word: str, own: Relationship) -> bool:
        others = (link for link in self.root.relationships if link is not own)
        if len(word) > 3 and any(word in split_name(link.name) for link in others):
            return False
        named = any(same_verb(word, part) for part in split_name(own.name)) if len(word) > 3 else False
        return named or word in _TELLING or word in _AUXILIARIES or word in LINKING

    # The row has the parent of its link

    @cued(words="same of that which who its their")
    def _row_agrees(self, place: int) -> Bodies:
        """ "A prescription written during a visit has to be for the same patient as the visit"."""
        for start in self._rows_spoken_of(place):
            for link, end in ((None, start), *self._naming_link(start)):
                found = self.modal(end)
                if found is None or not found.asks:
                    continue
                for begin in self._past_being(found.end, self.root):
                    yield from self._of_linked(begin, link)

    def _rows_spoken_of(self, place: int) -> Iterator[int]:
        """Ends of "a task", "sub-tasks"."""
        yield from self.root_ends(place)
        sub = self.at(self.skip_determiners(place), "sub -", "sub", "child")
        if sub > 0 and any(link.target == self.root.name for link in self.root.relationships):
            yield from self.root_ends(sub)

    def _naming_link(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "(a prescription) that was written during a visit", "(damages) reported for a trip"."""
        that = self.at(place, "that", "which", "who")
        yield from self._links_after_verb(that) if that > 0 else ()
        done = max(self._past_linking(filed_end(self.words, place)), self.at(place, "with", "naming", "for"))
        yield from self._link_in_row(done) if done > 0 else ()

    def _of_linked(self, place: int, link: Relationship | None) -> Bodies:
        """ "the same patient as the visit", "the vehicle that was used on it", "the unit of its lease"."""
        same = self.at(place, *_SAME)
        start = self.skip_determiners(max(same, place))
        for name, end in self.spans(start, 4):
            for other, path, stop in self._whose(name, end, link, same=same > 0):
                target = self.lexicon.project.by_name[other.target]
                owns = self._ways_called(self.root, name, other)
                for own in owns if len(owns) == 1 else ():
                    ways = [way for way in ways_to(target, own.target) if path in ("", way.name)]
                    if len(ways) == 1:
                        yield Holds(Compare(own.name, "eq", f"{other.name}.{ways[0].name}")), stop

    def _whose(
        self, name: str, place: int, link: Relationship | None, *, same: bool
    ) -> Iterator[tuple[Relationship, str, int]]:
        """Whose parent it is: a link of the row, with the way from there (if it is told), and the end."""
        if same:
            as_link = self.at(place, "as")
            for other, end in self._single_links(as_link) if as_link > 0 else ():
                yield other, "", end
            it = self.at(place, "as it", "as that", "as that one")
            if it > 0 and link is not None:
                yield link, "", it
            return
        of = self.at(place, "of", "on", "for")
        for other, end in self._single_links(of) if of > 0 else ():
            yield other, "", end
        if link is not None and self.word(place) in (*_RELATIVES, *LINKING):
            seen = self.seen_from(self.lexicon.project.by_name[link.target])
            for way in seen._ways_called(seen.root, name, link):
                yield from ((link, way.name, end) for end in seen._told_of_row(place, way))

    def _single_links(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """The link that is named, with the name of what it leads to after it: "their parent task"."""
        for other, end in self._other_links(place):
            target = self.lexicon.project.by_name[other.target]
            yield other, end
            yield from ((other, stop) for stop in (self.entity_end(end, target),) if stop > 0)

    # What a row can be done with

    def _takes_of_same(self, place: int) -> Bodies:
        """ "A lease may only replace another lease of the same unit", "only drivers of its depot …"."""
        for end in self.root_ends(place):
            found = self.modal(end)
            if found is None or found.kind != "only":
                continue
            for link, start in self._links_of_use(found.end):
                target = self.lexicon.project.by_name[link.target]
                yield from self._of_one_parent(link, target, start)

    def _links_of_use(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """ "(may only) replace", "be assigned to": the link that the verb tells, and where the rows begin."""
        verb, be = self.word(place), self.at(place, "be")
        for link in self.root.relationships:
            if not link.many and be < 0 and len(verb) > 3 and same_verb(verb, link.name):
                yield link, self.skip(place + 1, "to", "on", "for", "with")
        start = self._past_linking(being_filed_end(self.words, place)) if be > 0 else -1
        for link in self._links_of_verb(self.words[place:start]) if start > 0 else ():
            yield link, start

    def _of_one_parent(self, link: Relationship, target: Entity, place: int) -> Bodies:
        """ "(another) lease of the same unit": the rows that are meant, by what they have in common."""
        start = self.skip(place, "another", "other", "one of the")
        for where, end in self.read_entity(start, target, plain=True):
            of = max(self.at(end, *_OF, *_MORE_OF), self._past_linking(filed_end(self.words, end)))
            for path, parent, stop in self._parent_of_row(of, link) if of > 0 and where is None else ():
                ways = ways_to(target, parent)
                if len(ways) == 1:
                    yield Stated((Compare(f"{link.name}.{ways[0].name}", "eq", path),)), stop
