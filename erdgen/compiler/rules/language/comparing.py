"""What a member is compared with: another member of the same row.

other     = [[the] row "'s"] member
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Operator
from erdgen.compiler.rules.language.events import Events
from erdgen.compiler.rules.language.names import loose_key_of, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import BE, COMPARING_VERBS, word_set
from erdgen.compiler.spec.project import Kind, Relationship

Read = Iterator[tuple[Condition, int]]
#: Say that a row is linked to another, and nothing more.
_LINKING = word_set(
    "placed made booked recorded entered linked assigned attached attributed related created registered given"
    " written based raised posted associated connected"
)
#: What is done with the row that one is linked to.
_CHOSEN = word_set(
    "chosen backed booked ordered bought reserved rented hired used selected claimed reviewed rated"
)
_NOT_LINKING = word_set(
    "has does replaces excludes follows precedes lacks exceeds supersedes cancels loses misses"
)
_LINK_WORDS = word_set("on for in to with at under against by from")
#: By one of these the name of a number says that it is the most that there is room for.
_LIMITS = word_set("capacity max maximum limit seat sleep load allowance")


class Comparing(Events):
    """Reads the other side of a comparison."""

    def _verb(self, place: int) -> tuple[Operator, int] | None:
        found = COMPARING_VERBS.find(self.words, place)
        return (found[0][0], found[1]) if found else None

    def _other(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """Another member of the same row, of the same sort."""
        for other, end in (
            *self.read_member(place, self.root),
            *self._rooted(place),
            *self._that_of(place, ref),
        ):
            if other.path != ref.path and other.where is None and alike(ref, other):
                yield other, end
                tail = self._past_relation(end, other) if "." in other.path else end
                if tail > end:
                    yield other, tail
                if self._tells_root(end):
                    yield other, end + 1
        yield from self._what_it_takes(place, ref)
        yield from self._one_again(place, ref)

    def _one_again(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "(The last show cannot come before the) first one": the other member with that noun."""
        start = self.skip_determiners(place)
        if start == place or self.word(start + 1) != "one":
            return
        noun = " ".join(word for word in split_name(ref.member.name)[1:] if word not in ("on", "at", "date"))
        for member in self.lexicon.members(self.root, f"{self.word(start)} {noun}") if noun else ():
            other = Ref(member.name, member)
            if other.path != ref.path and alike(ref, other):
                yield other, start + 2

    def _tells_root(self, place: int) -> bool:
        """ "(the amount) paid" of a payment."""
        word = self.word(place)
        return word.endswith(("ed", "id")) and loose_key_of(word) == loose_key_of(self.root.source)

    def _what_it_takes(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "(More guests than) the room can take", "what its vehicle is allowed to carry"."""
        start = self.skip_determiners(self.skip(place, "what"))
        for link, end in self.linked_at(start) if start > place else ():
            can = self.phrase(end, "can-take")
            limits = [
                each
                for each in self.lexicon.project.by_name[link.target].fields
                if each.kind.is_number and not _LIMITS.isdisjoint(split_name(each.name))
            ]
            said = {*split_name(ref.member.name)}
            alike_named = [each for each in limits if said & {*split_name(each.name)}] or limits
            found = alike_named if len(limits) > 1 else limits
            has = self.at(end, "has", "have", "offers", "provides")
            for name, stop in self.spans(has, 3) if has > 0 and start > place else ():
                theirs = self.lexicon.members(self.lexicon.project.by_name[link.target], name)
                yield from ((Ref(f"{link.name}.{each.name}", each), stop) for each in theirs[:1])
            if can > 0 and len(found) == 1:
                yield Ref(f"{link.name}.{found[0].name}", found[0]), can

    def _that_of(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "That of the vehicle": the member of the same name of a row that this one links to."""
        after = self.phrase(place, "that-of")
        if after < 0:
            return
        for name, end in self.spans(self.skip_determiners(after), 4):
            for link in self.lexicon.links(self.root, name):
                member = self.lexicon.project.by_name[link.target].members.get(ref.member.name)
                if member is not None:
                    yield Ref(f"{link.name}.{member.name}", member), end

    def _past_relation(self, place: int, ref: Ref) -> int:
        """After "(the listing) it is placed on", "(the vehicle) it is for": says only that it is linked."""
        end = self.phrase(place, "to-which-it-belongs")
        if end > 0:
            return end
        start = self.phrase(place, "it-was")
        if start > 0 and self.word(start) in _LINKING and self.word(start + 1) in _LINK_WORDS:
            return start + 2
        return self._past_only_link(place, ref)

    def _past_only_link(self, place: int, ref: Ref) -> int:
        """After "(the reward) it claims", "(the campaign) being backed": there is but one that it can be."""
        link = self.root.members.get(ref.path.partition(".")[0])
        if not isinstance(link, Relationship) or link.target == self.root.name:
            return place
        if [other.target for other in self.root.relationships].count(link.target) > 1:
            return place
        it = self.at(place, "it", "they", "that it", "which it")
        verb = self.word(it) if it > 0 else ""
        if it > 0 and verb.endswith("s") and len(verb) > 3 and verb not in _NOT_LINKING and verb not in BE:
            return self.skip(it + 1, "on", "for", "in", "to", "with", "at", "under", "against", "by", "from")
        being = self.at(
            place, "that is being", "which is being", "being", "that is", "that was", "that has been"
        )
        participle = self.word(being) if being > 0 else ""
        linked = participle in _LINKING or participle in _CHOSEN
        return being + 1 if linked and len(participle) > 4 else place

    def _rooted(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "the job's deadline", "job deadline"."""
        for end in self.root_ends(place):
            yield from self.read_member(self.owner_mark(end), self.root)


def alike(ref: Ref, other: Ref) -> bool:
    """Whether two members can be compared."""
    first, second = ref.member, other.member
    if isinstance(first, Relationship) or isinstance(second, Relationship):
        return (
            isinstance(first, Relationship)
            and isinstance(second, Relationship)
            and first.target == second.target
            and not first.many
            and not second.many
        )
    if first.kind.is_number or second.kind.is_number:
        return first.kind.is_number and second.kind.is_number
    if first.kind.is_temporal or second.kind.is_temporal:
        dates = {Kind.DATE, Kind.DATETIME}
        return first.kind is second.kind or {first.kind, second.kind} == dates
    if first.kind.is_text or second.kind.is_text:
        return first.kind.is_text and second.kind.is_text
    return first.kind is second.kind
