"""Sentences about where the links of a row lead.

links     = row "cannot be its own" link | row "cannot" verb "itself"
          | link "must belong to" link | link "and" link "must be in the same" link
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Operator
from erdgen.compiler.rules.language.apart import Apart
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_SELVES = word_set("itself themselves himself herself oneself themself")
_DENYING = word_set("not never no need hardly rarely")


class Links(Apart):
    """Reads rules on where links lead."""

    def _own_self(self, place: int) -> Bodies:
        """ "An employee cannot be their own manager", "a user cannot follow themselves"."""
        no = self.at(place, "no", "nobody", "no one", "nothing")
        for where, end in self.read_entity(max(no, place), self.root, plain=True):
            found = self.modal(end)
            never = self.at(end, "is never", "are never", "never")
            if no > 0 or never > 0 or (found and found.denied):
                start = found.end if found else max(self.skip(end, "is", "are"), never)
                for ref, stop in (*self._own_link(start), *self._self_verbs(start)):
                    yield self._narrowed(Holds(Compare(ref.path, "ne", "pk")), where), stop

    def _own_link(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "be its own parent", "be a parent of itself"."""
        own = self.phrase(place, "its-own")
        if own > 0:
            tail = self.words[own - 1] in ("a", "the") and "itself" not in self.words[place:own]
            for ref, end in self._self_links(own):
                last = self.phrase(end, "of-itself") if tail else end
                if last > 0:
                    yield ref, last

    def _link_to_itself(self, place: int) -> Bodies:
        """ "The parent of a category cannot be the category itself"."""
        for ref, end in self.read_subject(place):
            if not isinstance(ref.member, Relationship) or ref.member.many:
                continue
            found = self.modal(end)
            if ref.member.target == self.root.name and found and found.denied:
                yield from ((Holds(Compare(ref.path, "ne", "pk")), stop) for stop in self._itself(found.end))

    def _itself(self, place: int) -> Iterator[int]:
        end = self.phrase(place, "be-itself")
        if end > 0:
            yield end
            return
        lead = self.at(place, "be", "be the same as", "point to", "equal", "refer to")
        for _where, last in self.read_entity(lead, self.root, plain=True) if lead > 0 else ():
            end = self.at(last, "itself", "themselves", "himself", "herself")
            if end > 0:
                yield end
            elif self.words[lead - 1] in ("as", "to"):
                yield last

    def _self_links(self, place: int) -> Iterator[tuple[Ref, int]]:
        named = False
        for name, end in self.spans(place, 4):
            for member in self.lexicon.members(self.root, name):
                if isinstance(member, Relationship) and member.target == self.root.name:
                    named = True
                    yield Ref(member.name, member), end
        own = ways_to(self.root, self.root.name)
        if not named and len(own) == 1 and _is_agent(self.word(place), own[0].name):
            yield Ref(own[0].name, own[0]), place + 1

    def _self_verbs(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "report to themselves", "refer itself", "be referred by themselves", "be a sequel of itself"."""
        stop = next((n for n in range(place, min(place + 7, self.end)) if self.word(n) in _SELVES), -1)
        if stop < 0:
            return
        stems = {_stem(word) for word in self.words[place:stop]} - {"be", "to", "by", "of", "a", "the", "as"}
        own = ways_to(self.root, self.root.name)
        named = [link for link in own if stems & {_stem(word) for word in split_name(link.name)}]
        links = named or (own if len(stems) == 1 else [])
        if len(links) == 1:
            yield Ref(links[0].name, links[0]), stop + 1

    def _same_place(self, place: int) -> Bodies:
        """ "The seat must belong to the event's venue", "both must be from the same warehouse"."""
        for ref, end in self.read_subject(place):
            if not isinstance(ref.member, Relationship) or ref.member.many:
                continue
            found = self.modal(end)
            if found is not None and (found.kind == "can" or found.forbids):
                continue
            start = found.end if found else end
            after = self.phrase(start, "belong-to")
            if after < 0:
                continue
            target = self.lexicon.project.by_name[ref.member.target]
            for body, stop in (
                *self._shared_parent(ref, target, after),
                *self._of_the_row_itself(ref, target, after),
            ):
                yield self._limited_to(ref, body), stop
        yield from self._row_and_link(place)
        for first, end in self.read_subject(place):
            after = self.at(end, "and", "and the", "and its")
            for second, stop in self.read_subject(after) if after > 0 else ():
                for body, last in self._pair_shares(first, second, stop):
                    yield self._limited_to(second, self._limited_to(first, body)), last

    def _row_and_link(self, place: int) -> Bodies:
        """ "A ticket and its ticket type belong to the same event"."""
        for where, end in self.read_entity(place, self.root, plain=True):
            after = self.at(end, "and its", "and the", "and their")
            if after < 0 or where is not None:
                continue
            for name, stop in self._single_members(after):
                link = self.root.members[name]
                if not isinstance(link, Relationship):
                    continue
                target = self.lexicon.project.by_name[link.target]
                shared = self._after_same(stop, 7)
                if shared < 0 or "not" in self.words[stop:shared]:
                    continue
                for own, last in self._single_members(shared):
                    other = self.root.members[own]
                    ways = ways_to(target, other.target) if isinstance(other, Relationship) else []
                    if len(ways) == 1 and own != name:
                        yield Holds(Compare(f"{name}.{ways[0].name}", "eq", own)), last

    def _shared_parent(self, ref: Ref, target: Entity, place: int) -> Bodies:
        any_one = self.word(place) in ("a", "an", "any")
        for other, end in self.read_member(place, self.root) if not any_one else ():
            if not isinstance(other.member, Relationship) or other.path == ref.path or other.member.many:
                continue
            if other.where is not None:
                continue  # of which of them is told, and what of the others is not
            for link in target.relationships:
                if ways_to(target, other.member.target) == [link]:
                    yield Holds(Compare(f"{ref.path}.{link.name}", "eq", other.path)), end
        same = self.at(place, "the same")
        if same > 0:
            seen = self.seen_from(target)
            for other, end in seen.read_member(same, target, depth=3):
                if isinstance(other.member, Relationship) and not other.member.many:
                    for own, last in self._as_who(end, other.member, ref):
                        yield Holds(Compare(f"{ref.path}.{other.path}", "eq", own)), last

    def _of_the_row_itself(self, ref: Ref, target: Entity, place: int) -> Bodies:
        """ "(The leader must be) one of the team's own volunteers", "… a volunteer of the team"."""
        ways = ways_to(target, self.root.name)
        if len(ways) != 1 or target is self.root:
            return
        shared = Holds(Compare(f"{ref.path}.{ways[0].name}", "eq", "pk"))
        own = self.at(place, "its own", "their own", "its", "their")
        owners = [own] if own > 0 else [self.owner_mark(end) for end in self._this_row(place)]
        for begin in owners:
            start = self.skip(begin, "own")
            ends = [end for where, end in self.read_entity(start, target, plain=True) if where is None]
            named = self.spans(start, 3) if not ends else ()
            ends += [end for name, end in named if self.lexicon.collections(self.root, name)]
            yield from ((shared, end) for end in ends if begin > place)
        for where, end in self.read_entity(place, target, plain=True):
            of = self.at(end, "of", "in", "from", "on")
            for stop in self._this_row(of) if of > 0 and where is None else ():
                yield shared, self.skip(stop, "itself")

    def _this_row(self, place: int) -> Iterator[int]:
        """Ends of "the team", "that team": this row itself, and no other."""
        if self.word(place) in ("the", "that", "this", "its"):
            yield from self.root_ends(place)

    def _as_who(self, place: int, link: Relationship, ref: Ref) -> Iterator[tuple[str, int]]:
        """ "as the copy itself", "as the driver", or nothing: the root row's own."""
        own = [other for other in ways_to(self.root, link.target) if other.name != ref.path]
        end = self.at(place, "as itself", "as the row itself", "as it", "too")
        as_root = self.at(place, "as")
        if as_root > 0:
            for _none, stop in self.read_entity(as_root, self.root, plain=True):
                last = self.at(stop, "itself", "themselves", "is in", "belongs to", "is")
                if len(own) == 1:
                    yield own[0].name, max(last, stop)
            for other, stop in self.read_member(as_root, self.root, depth=3):
                if isinstance(other.member, Relationship) and not other.member.many:
                    shared = ways_to(self.lexicon.project.by_name[other.member.target], link.target)
                    if len(shared) == 1:
                        yield f"{other.path}.{shared[0].name}", stop
                    elif other.member.target == link.target:
                        yield other.path, stop
        elif len(own) == 1:
            yield own[0].name, max(end, place)

    def _pair_shares(self, first: Ref, second: Ref, place: int) -> Bodies:
        """ "must be in the same department", of two links."""
        if not (isinstance(first.member, Relationship) and isinstance(second.member, Relationship)):
            return
        found = self.modal(place)
        start = found.end if found else place
        after = self._after_same(start, 5)
        if after < 0 or not _DENYING.isdisjoint(self.words[start:after]) or (found and found.kind == "can"):
            return
        operator: Operator = "ne" if found and found.denied else "eq"
        left = self.lexicon.project.by_name[first.member.target]
        right = self.lexicon.project.by_name[second.member.target]
        for one, end in self.seen_from(left).read_member(after, left, depth=3):
            for two, stop in self.seen_from(right).read_member(after, right, depth=3):
                if end == stop and _lead_to_one(one, two):
                    shared = Compare(f"{first.path}.{one.path}", operator, f"{second.path}.{two.path}")
                    yield Holds(shared), end

    def _after_same(self, place: int, widest: int) -> int:
        """After the next "the same" within ``widest`` words; -1 if there is none."""
        for here in range(place, min(place + widest, self.end)):
            after = self.at(here, "the same", "one and the same")
            if after > 0:
                return after
        return -1


def ways_to(entity: Entity, target: str) -> list[Relationship]:
    """The links by which one row of ``entity`` leads to one row of ``target``."""
    return [link for link in entity.relationships if link.target == target and not link.many]


def _is_agent(word: str, name: str) -> bool:
    """ "Referrer" for ``referred_by``, "replacement" for ``replaced_by``."""
    first, *rest = split_name(name)
    shared = next(
        (n for n, pair in enumerate(zip(word, first, strict=False)) if pair[0] != pair[1]), len(first)
    )
    endings = ("r", "rs", "or", "ors", "ment", "ments", "ing", "ent", "ents", "ation", "ion")
    return rest in (["by"], []) and shared >= 5 and shared >= len(first) - 2 and word[shared:] in endings


def _lead_to_one(first: Ref, second: Ref) -> bool:
    ends = (first.member, second.member)
    targets = {end.target for end in ends if isinstance(end, Relationship)}
    return len(targets) == 1 and all(isinstance(end, Relationship) for end in ends)


def _stem(word: str) -> str:
    for suffix in ("ing", "red", "ed", "er", "or", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word
