"""Rules on rows of one parent: what a link leads to belongs where the row itself does.

agreeing  = link [in row] "must belong to" parent | path "and" path "must be the same"
          | row "and its" link "must share one" parent
          | "if a" link "is given , both must belong to the same" parent
          | row "can only use" rows "of its own" parent | link "must not belong to another" parent
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Operator
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.links import Links, ways_to
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_LONGEST_RELATIVE = 5
_RELATIVE_WORDS = word_set(
    "is are was it for to of in on at with from belongs belong made placed by up been has taken booked"
)


class Parents(Links):
    """Reads what a link has to lead to."""

    @remembered
    def _link_in_row(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """A link of the root, with or without the root: "the bed given to an admission"."""
        seen = set()
        subjects = [(ref, end) for ref, end in self.read_subject(place) if ref.where is None]
        names = [(ref.path, end) for ref, end in subjects if "." not in ref.path]
        owners = (self.owner_mark(end) for end in self.root_ends(place) if self.owner_mark(end) != end)
        names += [(ref.path, end) for start in (*owners, place) for ref, end in self._self_links(start)]
        for name, end in (*names, *self._single_members(place)):
            link = self.root.members[name]
            if not isinstance(link, Relationship) or link.many:
                continue
            within = self.phrase(end, "named-in")
            ends = [end, *(self.root_ends(within) if within > 0 else ())]
            for stop in ends:
                last = self.past(stop, "if-there-is-one")
                if (name, last) not in seen:
                    seen.add((name, last))
                    yield link, last

    def _link_belongs(self, place: int) -> Bodies:
        """ "The driver of a hire has to belong to the client the hire is for"."""
        for link, end in self._link_in_row(place):
            found = self.modal(end)
            if found is not None and found.kind != "must":
                continue
            target = self.lexicon.project.by_name[link.target]
            start = found.end if found else end
            after = self.phrase(start, "belong-to")
            if after < 0 and link.target:
                after = self._one_of_those(start, target)
            if after < 0:
                continue
            if found is not None and found.denied:
                yield from self._other_parent(link, target, after)
                continue
            for compare, stop in self._parent(link, target, after):
                yield Holds(compare), stop

    def _one_of_those(self, place: int, target: Entity) -> int:
        """After "be one of the client's …" or "be a driver of": -1 if that is not said."""
        be = self.at(place, "be", "is", "are")
        if be < 0:
            return -1
        for _none, end in self.read_entity(be, target, plain=True):
            of = self.at(end, "of", "from", "at", "in")
            if of > 0 and _none is None:
                return of
        return -1

    def _parent(self, link: Relationship, target: Entity, place: int) -> Iterator[tuple[Compare, int]]:
        """The parent of both: "the same client as the hire", "the depot where it is picked up"."""
        start = self.skip(self.skip_determiners(place), "very", "same very", "own")
        same = self.at(place, "the same", "one and the same", "that same", "the very same", "the hire's own")
        if same > 0:
            for own, way, end in self._common_parents(link, target, same):
                compare = Compare(f"{link.name}.{way.name}", "eq", own.name)
                yield compare, end
                as_row = self.at(end, "as", "as that of", "as the one of", "as for")
                for stop in self.root_ends(as_row) if as_row > 0 else ():
                    yield compare, self.skip(stop, "itself", "is for", "belongs to", "is in", "does")
            return
        if self.word(place) in ("a", "an", "any"):
            return  # of one, but not of which
        for end in (*self._rooted_ends(place), start):
            begin = self.skip(end, "own", "very")
            for own, way, stop in self._common_parents(link, target, begin):
                compare = Compare(f"{link.name}.{way.name}", "eq", own.name)
                of = self.at(stop, "of", "on", "for")
                for last in self.root_ends(of) if of > 0 else ():
                    yield compare, last
                if (
                    end != start
                    or self.words[begin - 1] in ("own", "its", "their")
                    or own.name == self._named_so(begin, stop)
                ):
                    yield compare, stop
                for last in self._parent_clause(stop, own):
                    yield compare, last

    def _named_so(self, place: int, end: int) -> str:
        """The link whose own name the words are, rather than that of the entity where it leads."""
        name = self.name(self.skip_determiners(place), end)
        found = [link.name for link in self.root.relationships if name and key_of(link.name) == key_of(name)]
        return found[0] if found else ""

    def _rooted_ends(self, place: int) -> Iterator[int]:
        for end in self.root_ends(place):
            if self.owner_mark(end) != end:
                yield self.owner_mark(end)

    def _common_parents(
        self, link: Relationship, target: Entity, place: int
    ) -> Iterator[tuple[Relationship, Relationship, int]]:
        """A link of the root that the words name, with that of the row behind ``link`` which leads alike."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 4):
            owns = self._ways_called(self.root, name, link)
            ways = [way for own in owns for way in ways_to(target, own.target)]
            if owns and len(owns) == 1 and len(ways) == 1:
                yield owns[0], ways[0], end
                return
            if len(owns) > 1:
                for own in owns:
                    ways = ways_to(target, own.target)
                    told = any(
                        _same_stem(part, word)
                        for part in split_name(own.name)
                        for word in self.words[end : end + _LONGEST_RELATIVE]
                    )
                    if len(ways) == 1 and told:
                        yield own, ways[0], end
                return

    def _ways_called(self, entity: Entity, name: str, link: Relationship) -> list[Relationship]:
        named = [
            member
            for member in self.lexicon.members(entity, name)
            if isinstance(member, Relationship) and not member.many and member is not link
        ]
        if named:
            return named
        targets = {each.name for each in self.lexicon.entities.get(key_of(name), ())}
        return [
            each
            for each in entity.relationships
            if each.target in targets and not each.many and each is not link
        ]

    def _parent_clause(self, place: int, own: Relationship) -> Iterator[int]:
        """ "(the client) the hire is for", "(the depot) where it is picked up"."""
        start = self.skip(place, "that", "which", "where", "to which", "for which", "in which", "with which")
        subjects = [self.at(start, "it", "they"), *self.root_ends(start)]
        for after in subjects:
            if after < 0:
                continue
            for end in range(after + 1, min(after + _LONGEST_RELATIVE, self.end) + 1):
                said = [word for word in self.words[after:end] if word not in _RELATIVE_WORDS]
                known = split_name(own.name)
                if all(any(_same_stem(word, part) for part in known) for word in said):
                    yield end

    def _other_parent(self, link: Relationship, target: Entity, place: int) -> Bodies:
        """ "(must not belong to) another client [than the hire]"."""
        after = self.at(place, "another", "a different", "any other", "some other", "other", "different")
        for own, way, end in self._common_parents(link, target, after) if after > 0 else ():
            rule = Holds(Compare(f"{link.name}.{way.name}", "eq", own.name))
            yield rule, end
            than = self.at(end, "than", "from")
            for stop in self.root_ends(than) if than > 0 else ():
                yield rule, stop

    @cued(words="and")
    def _paths_agree(self, place: int) -> Bodies:
        """ "The client of the hire and the client of its driver must be the same"."""
        for first, end in self.read_member(place, self.root):
            after = self.at(end, "and", "and the", "and its")
            if after < 0 or not self._is_one(first):
                continue
            for second, stop in (*self.read_member(after, self.root), *self._rooted(after)):
                found = self.modal(stop)
                if not self._is_one(second) or first.path == second.path:
                    continue
                yield from self._agreeing(first, second, stop, denied=found is not None and found.denied)

    def _is_one(self, ref: Ref) -> bool:
        return isinstance(ref.member, Relationship) and not ref.member.many and ref.where is None

    def _agreeing(self, first: Ref, second: Ref, place: int, *, denied: bool) -> Bodies:
        found = self.modal(place)
        start = found.end if found else place
        if found is not None and found.kind != "must":
            return
        assert isinstance(first.member, Relationship)
        assert isinstance(second.member, Relationship)
        if first.member.target != second.member.target:
            return
        same, differ = (
            self._past_same(start, first.member.target),
            self._past_differing(start, first.member.target),
        )
        for end, operator in ((same, "ne" if denied else "eq"), (differ, "" if denied else "ne")):
            if end > 0 and operator:
                sign: Operator = "eq" if operator == "eq" else "ne"
                yield Holds(Compare(first.path, sign, second.path)), end

    def _past_same(self, place: int, target: str) -> int:
        end = self.phrase(place, "be-the-same")
        start = self.past(place, "be-one")
        same = self.at(start, "the same", "one and the same", "one")
        for _none, stop in self._rows_of(same, target) if same > 0 else ():
            return max(stop, end)
        return max(end, self.at(place, "are the same", "are identical", "are equal"))

    def _past_differing(self, place: int, target: str) -> int:
        end = self.phrase(place, "differ")
        start = self.past(place, "be-one")
        other = self.at(start, "two different", "two distinct", "different", "distinct")
        for _none, stop in self._rows_of(other, target) if other > 0 else ():
            return max(stop, end)
        return max(end, other)

    def _rows_of(self, place: int, target: str) -> Iterator[tuple[object, int]]:
        return self.read_entity(place, self.lexicon.project.by_name[target], plain=True)

    @cued(words="same one")
    def _both_belong(self, place: int) -> Bodies:
        """ "If a hire has a driver, both must belong to the same client", "driver and hire must share …"."""
        for link, end in self._pair_named(place):
            found = self.modal(end)
            if found is not None and not found.asks:
                continue
            target = self.lexicon.project.by_name[link.target]
            after = self.phrase(found.end if found else end, "belong-to")
            after = max(after, self.at(found.end if found else end, "share", "have"))
            same = self.at(after, "the same", "one and the same", "one") if after > 0 else -1
            for own, way, stop in self._common_parents(link, target, same) if same > 0 else ():
                yield Holds(Compare(f"{link.name}.{way.name}", "eq", own.name)), stop

    def _pair_named(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """The root and one of its links: "a hire and its driver", "if a hire has a driver , both"."""
        for end in self.root_ends(place):
            after = self.at(end, "and its", "and the", "and their", "and")
            for link, stop in self._link_in_row(after) if after > 0 else ():
                yield link, stop
        for link, end in self._link_in_row(place):
            after = self.at(end, "and", "and the", "and its")
            for stop in self.root_ends(after) if after > 0 else ():
                yield link, stop
        lead = self.at(place, "if", "when", "where", "whenever", "once")
        for end in self.root_ends(lead) if lead > 0 else ():
            has = self.phrase(end, "names-link")
            for link, stop in self._link_in_row(has) if has > 0 else ():
                both = self.at(stop, ", both", ", they", ", the two", ", then both", ", both of them")
                if both > 0:
                    yield link, both
        for link, end in self._link_in_row(lead) if lead > 0 else ():
            given = self.phrase(end, "member-given")
            it = self.at(given, ", it", ", he", ", she", ", they", ", that one") if given > 0 else -1
            if it > 0:
                yield link, it

    def _only_of_own(self, place: int) -> Bodies:
        """ "A hire can only use machines of its own depot", "only drivers of the client may be named"."""
        for end in self.root_ends(place):
            found = self.modal(end)
            verb = self.phrase(found.end, "uses-rows") if found is not None else -1
            if found is None or verb < 0:
                continue
            for link in self._links_of_verb(self.words[found.end : verb]):
                target = self.lexicon.project.by_name[link.target]
                for _none, stop in self.read_entity(verb, target, plain=True):
                    of = self.at(
                        stop, "of", "from", "in", "at", "belonging to", "that belong to", "that belongs to"
                    )
                    if of < 0 or _none is not None:
                        continue
                    if found.kind == "only":
                        for compare, last in self._parent(link, target, of):
                            yield Holds(compare), last
                    elif found.denied:
                        yield from self._other_parent(link, target, of)
        only = self.at(place, "only")
        for link in self._links_of_verb(self.words[only:]) if only > 0 else ():
            target = self.lexicon.project.by_name[link.target]
            for _none, end in self.read_entity(only, target, plain=True):
                of = self.at(end, "of", "from", "in", "at", "belonging to", "that belong to")
                if of < 0 or _none is not None:
                    continue
                for compare, stop in self._parent(link, target, of):
                    found = self.modal(stop)
                    used = (
                        self.phrase(found.end, "be-used-in")
                        if found is not None and found.kind == "can"
                        else -1
                    )
                    for last in self.root_ends(used) if used > 0 else ():
                        yield Holds(compare), last

    def _links_of_verb(self, words: list[str]) -> list[Relationship]:
        """Single links; of several to one entity, those that are named by the verb ("assigned", assignee)."""
        single = [link for link in self.root.relationships if not link.many]
        kept = []
        for link in single:
            alike = [other for other in single if other.target == link.target]
            told = [each for each in alike if any(same_verb(word, each.name) for word in words)]
            told = told or [each for each in alike if key_of(each.name) == key_of(each.target)]
            if len(alike) == 1 or not told or link in told:
                kept.append(link)
        return kept

    def told_by_verb(self, name: str, verb: str) -> tuple[Relationship, ...]:
        """The link to rows called ``name`` of which the verb tells: "reviewed by members"."""
        targets = {each.name for each in self.lexicon.entities.get(key_of(name), ())}
        return tuple(
            link
            for link in self.root.relationships
            if link.target in targets and not link.many and same_verb(verb, link.name)
        )


def same_verb(verb: str, name: str) -> bool:
    """Whether a link is called after what is done: "reviewed" and ``reviewer``."""
    return any(_same_stem(verb.removesuffix("ed"), part) for part in split_name(name) if len(part) > 3)


def _same_stem(first: str, second: str) -> bool:
    """Whether two words begin alike: "picked" and "pickup"."""
    shared = 0
    for one, two in zip(first, second, strict=False):
        if one != two:
            break
        shared += 1
    return shared >= 4 and shared >= min(len(first), len(second)) - 2
