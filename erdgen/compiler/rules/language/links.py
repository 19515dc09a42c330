"""Sentences about where the links of a row lead.

links     = row "cannot be its own" link | row "cannot" verb "itself"
          | link "must belong to" link | link "and" link "must be in the same" link
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.lexicon import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.overlaps import Overlaps
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_SELVES = word_set("itself themselves himself herself oneself themself")


class Links(Overlaps):
    """Reads rules on where links lead."""

    def _own_self(self, place: int) -> Bodies:
        """ "An employee cannot be their own manager", "a user cannot follow themselves"."""
        no = self.at(place, "no", "nobody", "no one", "nothing")
        for where, end in self.read_entity(no if no > 0 else place, self.root, plain=True):
            found = self.modal(end)
            denied = (
                (found is not None and found.denied)
                or no > 0
                or self.at(end, "is never", "are never", "never") > 0
            )
            if not denied:
                continue
            start = (
                found.end if found else max(end, self.at(end, "is never", "are never", "never", "is", "are"))
            )
            own = self.phrase(start, "its-own")
            if own > 0:
                tail = self.words[own - 1] in ("a", "the") and "itself" not in self.words[start:own]
                for ref, stop in self._self_links(own):
                    last = self.phrase(stop, "of-itself") if tail else stop
                    if last > 0:
                        yield self._narrowed(Holds(Compare(ref.path, "ne", "pk")), where), last
            for ref, stop in self._self_verbs(start):
                yield self._narrowed(Holds(Compare(ref.path, "ne", "pk")), where), stop
        for ref, end in self.read_subject(place):
            if (
                isinstance(ref.member, Relationship)
                and ref.member.target == self.root.name
                and not ref.member.many
            ):
                found = self.modal(end)
                if found and found.denied:
                    stop = self.phrase(found.end, "be-itself")
                    if stop < 0:
                        lead = self.at(found.end, "be", "be the same as", "point to", "equal", "refer to")
                        for _none, last in self.read_entity(lead, self.root, plain=True) if lead > 0 else ():
                            stop = self.at(last, "itself", "themselves", "himself", "herself")
                            if stop < 0 and self.words[lead - 1] in ("as", "to"):
                                stop = last
                            if stop > 0:
                                yield Holds(Compare(ref.path, "ne", "pk")), stop
                        continue
                    yield Holds(Compare(ref.path, "ne", "pk")), stop

    def _self_links(self, place: int) -> Iterator[tuple[Ref, int]]:
        for name, end in self.spans(place, 4):
            for member in self.lexicon.members(self.root, name):
                if isinstance(member, Relationship) and member.target == self.root.name:
                    yield Ref(member.name, member), end

    def _self_verbs(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "report to themselves", "refer itself", "be referred by themselves", "be a sequel of itself"."""
        stop = next((n for n in range(place, min(place + 7, self.end)) if self.word(n) in _SELVES), -1)
        if stop < 0:
            return
        stems = {_stem(word) for word in self.words[place:stop]} - {"be", "to", "by", "of", "a", "the", "as"}
        links = [
            link
            for link in self.root.relationships
            if link.target == self.root.name
            and not link.many
            and stems & {_stem(w) for w in split_name(link.name)}
        ]
        if not links:
            links = [
                link for link in self.root.relationships if link.target == self.root.name and not link.many
            ]
            links = links if len(links) == 1 and len(stems) == 1 else []
        if len(links) == 1:
            yield Ref(links[0].name, links[0]), stop + 1

    def _same_place(self, place: int) -> Bodies:
        """ "The seat must belong to the event's venue", "the vehicle and the driver must be from the same warehouse"."""
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
            yield from self._shared_parent(ref, target, after)
        yield from self._row_and_link(place)
        for first, end in self.read_subject(place):
            after = self.at(end, "and", "and the", "and its")
            for second, stop in self.read_subject(after) if after > 0 else ():
                yield from self._pair_shares(first, second, stop)

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
                same = next(
                    (
                        n
                        for n in range(stop, min(stop + 7, self.end))
                        if self.at(n, "the same", "one and the same") > 0
                    ),
                    -1,
                )
                shared = self.at(same, "the same", "one and the same") if same > 0 else -1
                if shared < 0 or "not" in self.words[stop:same]:
                    continue
                for own, last in self._single_members(shared):
                    other = self.root.members[own]
                    ways = [
                        o
                        for o in target.relationships
                        if isinstance(other, Relationship) and o.target == other.target and not o.many
                    ]
                    if len(ways) == 1 and own != name:
                        yield Holds(Compare(f"{name}.{ways[0].name}", "eq", own)), last

    def _shared_parent(self, ref: Ref, target: Entity, place: int) -> Bodies:
        for other, end in self.read_member(place, self.root):
            if not isinstance(other.member, Relationship) or other.path == ref.path or other.member.many:
                continue
            for link in target.relationships:
                if link.target == other.member.target and not link.many and self._alone(target, link):
                    yield Holds(Compare(f"{ref.path}.{link.name}", "eq", other.path)), end
        same = self.at(place, "the same")
        if same > 0:
            seen = self.seen_from(target)
            for other, end in seen.read_member(same, target, depth=3):
                if isinstance(other.member, Relationship) and not other.member.many:
                    for own, last in self._as_who(end, other.member, ref):
                        yield Holds(Compare(f"{ref.path}.{other.path}", "eq", own)), last

    def _alone(self, entity: Entity, link: Relationship) -> bool:
        return sum(1 for other in entity.relationships if other.target == link.target and not other.many) == 1

    def _as_who(self, place: int, link: Relationship, ref: Ref) -> Iterator[tuple[str, int]]:
        """ "as the copy itself", "as the driver", or nothing: the root row's own."""
        own = [
            other
            for other in self.root.relationships
            if other.target == link.target and not other.many and other.name != ref.path
        ]
        end = self.at(place, "as itself", "as the row itself", "as it", "too")
        as_root = self.at(place, "as")
        if as_root > 0:
            for _none, stop in self.read_entity(as_root, self.root, plain=True):
                last = self.at(stop, "itself", "themselves", "is in", "belongs to", "is")
                if len(own) == 1:
                    yield own[0].name, last if last > 0 else stop
            for other, stop in self.read_member(as_root, self.root, depth=3):
                if isinstance(other.member, Relationship) and not other.member.many:
                    target = self.lexicon.project.by_name[other.member.target]
                    shared = [o for o in target.relationships if o.target == link.target and not o.many]
                    if len(shared) == 1:
                        yield f"{other.path}.{shared[0].name}", stop
                    elif other.member.target == link.target:
                        yield other.path, stop
        elif len(own) == 1:
            yield own[0].name, end if end > 0 else place

    def _pair_shares(self, first: Ref, second: Ref, place: int) -> Bodies:
        """ "must be in the same department", of two links."""
        if not (isinstance(first.member, Relationship) and isinstance(second.member, Relationship)):
            return
        found = self.modal(place)
        start = found.end if found and not found.denied else place
        same = next(
            (
                n
                for n in range(start, min(start + 5, self.end))
                if self.at(n, "the same", "one and the same") > 0
            ),
            -1,
        )
        if same < 0:
            return
        after = self.at(same, "the same", "one and the same")
        left = self.lexicon.project.by_name[first.member.target]
        right = self.lexicon.project.by_name[second.member.target]
        for one, end in self.seen_from(left).read_member(after, left, depth=3):
            for two, stop in self.seen_from(right).read_member(after, right, depth=3):
                if (
                    end == stop
                    and isinstance(one.member, Relationship)
                    and isinstance(two.member, Relationship)
                ):
                    if one.member.target == two.member.target:
                        yield (
                            Holds(Compare(f"{first.path}.{one.path}", "eq", f"{second.path}.{two.path}")),
                            end,
                        )


def _stem(word: str) -> str:
    for suffix in ("ing", "red", "ed", "er", "or", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word
