"""Moments told by what happens then: "before it is issued", "on the day they join us", "after arriving".

event     = [subject] verb [object] | "being" participle | "the guest's" deed
subject   = "it" | "they" | "you" | row | linked row | first words of the member's name
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of, loose_key_of, split_name
from erdgen.compiler.rules.language.nouns import Nouns, Ref
from erdgen.compiler.spec.project import Entity, Field, Relationship

#: Verbs with the past form that is part of names.
_IRREGULAR = (
    "withdraw:withdrawn/withdrew draw:drawn give:given take:taken write:written build:built lend:lent"
    " sell:sold hold:held meet:met lose:lost break:broken choose:chosen fly:flown grow:grown speak:spoken"
    " make:made lay:laid win:won hand:handed hang:hung"
)


def _past_forms() -> dict[str, tuple[str, ...]]:
    """By a verb with and without its ending: the past forms that a name may have."""
    pairs = (pair.split(":") for pair in _IRREGULAR.split())
    return {base + ending: tuple(past.split("/")) for base, past in pairs for ending in ("", "s")}


#: What a moment may be called for a verb, or a noun of the deed, that has no stem in common with it.
_CALLED = {
    **dict.fromkeys(("leave", "leaves", "leaving", "left"), ("left", "depart", "checkout")),
    **dict.fromkeys(("depart", "departs", "departing", "departure"), ("depart", "left", "leave")),
    **dict.fromkeys(("begin", "begins", "began", "begun", "beginning", "commence", "commences"), ("start",)),
    **dict.fromkeys(("stop", "stops", "finish", "finishes", "over"), ("end",)),
    **dict.fromkeys(("die", "dies", "dying", "death"), ("died", "deceased")),
    **dict.fromkeys(("expire", "expires", "lapse", "lapses", "lapsed"), ("expire", "valid until")),
    **dict.fromkeys(("bought", "buy", "buys"), ("purchased", "bought")),
    **dict.fromkeys(("employed", "employment", "recruited"), ("hired", "employed")),
    **dict.fromkeys(("cancellation", "cancelling"), ("cancelled",)),
    **dict.fromkeys(("sent", "send", "sends"), ("sent", "dispatched")),
    **dict.fromkeys(("occur", "occurs", "occurred"), ("occurred", "happened")),
    **dict.fromkeys(("return", "returns", "returning"), ("returned",)),
    **dict.fromkeys(("built", "construction"), ("built", "constructed")),
    **_past_forms(),
    "terminating": ("terminated",),
    "termination": ("terminated",),
    "arriving": ("arrive",),
    "birth": ("born",),
}
#: At the end of a moment's name these say from when, or for when, it is so.
_PREPOSITIONS = ("for", "from", "since")
_THEY = ("it", "they", "he", "she", "he or she", "he / she", "you", "we", "one", "somebody", "someone")
#: Objects that say no more than the verb.
_OBJECTS = (
    *("us", "with us", "it", "them", "the company", "the team", "work", "the organisation", "the firm"),
    *(
        "place",
        "at the company",
        "working for us",
        "for us",
        "the job",
        "the organization",
        "their job",
        "the post",
    ),
)


def forms_of(words: str) -> Iterator[str]:
    """Other names for what a verb or a noun tells: "leaving" and ``left_on``."""
    first, _, rest = words.lower().partition(" ")
    tail = f" {rest}" if rest else ""
    for name in _CALLED.get(first, ()):
        yield name + tail
    if len(first) == 4 and first.endswith("e"):
        yield f"{first}d{tail}"
    if len(first) == 5 and first.endswith("es"):
        yield f"{first[:-1]}d{tail}"
    if len(first) > 5 and first.endswith("ing"):
        stem = first[:-3]
        plain = stem[:-1] if stem[-1] == stem[-2] else stem
        yield from (f"{each}{tail}" for each in dict.fromkeys((f"{stem}ed", f"{stem}e", plain, stem)))


def _told_for(field: Field) -> str:
    """The key of the verb in ``scheduled_for``, ``employed_since``; empty for other names."""
    *verb, last = split_name(field.name)
    return loose_key_of("_".join(verb)) if last in _PREPOSITIONS else ""


class Events(Nouns):
    """Reads moments by what happens then."""

    @remembered
    def read_event(self, place: int) -> Iterator[tuple[Ref, int]]:
        """The one moment of the root, or of a row that it links to, at which happens what is told."""
        found = next(self._happening_at(place), None)
        if found is not None:
            yield found
            for end in self._past_event_object(found[1]):
                yield found[0], end

    def _happening_at(self, place: int) -> Iterator[tuple[Ref, int]]:
        starts = (self.phrase(place, "it-was"), self.past(self._event_subject(place), "happened"))
        for start in sorted({start for start in starts if start > 0}, reverse=True):
            yield from self._verb_at(start, self.root)
        yield from self._event_of_linked(place)
        yield from self._event_of_thing(place)
        if self.word(place).endswith("ing"):
            yield from self._verb_at(place, self.root)

    def _event_subject(self, place: int) -> int:
        """After the root's name, or a pronoun for its row; -1 where neither stands."""
        pronoun = self.at(place, *_THEY)
        owner = next(iter(self.read_entity(place, self.root, plain=True)), None)
        if owner is not None and owner[0] is None:
            return max(owner[1], pronoun)
        return pronoun

    def _verb_at(self, place: int, entity: Entity, path: str = "") -> Iterator[tuple[Ref, int]]:
        for name, end in self.verbs_from(place, 3):
            field = self.happening(entity, name)
            if field is not None:
                yield Ref(f"{path}{field.name}", field), end
                return

    def verbs_from(self, place: int, widest: int) -> Iterator[tuple[str, int]]:
        """What could be a verb with its adverb; "at" and "on" begin what is said of it."""
        return (
            span for span in self.spans(place, widest) if self.words[span[1] - 1] not in ("at", "on", "of")
        )

    def _event_of_linked(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "the prescribing vet was hired", "the guest arrives", "the guest's arrival"."""
        if self.skip_determiners(place) == place:
            return
        for link, end in self.linked_at(self.skip_determiners(place)):
            target = self.lexicon.project.by_name[link.target]
            verb = self.past(self.past(end, "to-which-it-belongs"), "happened")
            theirs = tuple(self._verb_at(verb, target, f"{link.name}."))
            yield from theirs or self._verb_at(max(self.owner_mark(end), verb), self.root)

    def linked_at(self, place: int) -> Iterator[tuple[Relationship, int]]:
        """A row that the root links to, also with the participle of its part: "the prescribing vet"."""
        start = place + 1 if self._tells_part(place) else place
        for name, end in self.spans(start, 4):
            links = self.lexicon.links(self.root, name)
            yield from ((link, end) for link in links)
            if links:
                return

    def _tells_part(self, place: int) -> bool:
        """ "(the) prescribing (vet)" of a prescription."""
        word = self.word(place)
        stem = word.removesuffix("ing")
        return len(stem) > 4 and stem != word and self.root.label.lower().startswith(stem[:-1])

    def _event_of_thing(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "the passport expires", "the deposit is due": a noun and its verb, which name the member."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 2):
            for last in self.past_thing(end):
                verb = self.past(last, "happened")
                told = verb > last or self.word(verb).endswith("s") or name.endswith("s")
                for word, stop in self.verbs_from(verb, 2) if told else ():
                    ref = self._thing_happening(f"{name} {word}")
                    if ref is not None:
                        yield ref, stop
                        return

    def _thing_happening(self, words: str) -> Ref | None:
        """The moment of that name of the root; else that of the one row it links to which has it."""
        field = self.happening(self.root, words)
        if field is not None:
            return Ref(field.name, field)
        links = [each for each in self.root.relationships if not each.many and each.target != self.root.name]
        theirs = [(each, self.happening(self.lexicon.project.by_name[each.target], words)) for each in links]
        found = [Ref(f"{link.name}.{each.name}", each) for link, each in theirs if each is not None]
        return found[0] if len(found) == 1 else None

    def past_thing(self, place: int) -> Iterator[int]:
        """After a thing of a row, with the row or without: "the contract for a tour"."""
        of = self.at(place, "of", "for", "on")
        yield from self.root_ends(of) if of > 0 else ()
        yield place

    def _past_event_object(self, place: int) -> Iterator[int]:
        """After "(they join) us", "(we receive) the order", "(you join us) as a volunteer"."""
        end = self.at(place, *_OBJECTS)
        role = self.at(max(end, place), "as")
        ends = [end, *(self.root_ends(place)), *(self.root_ends(role) if role > 0 else ())]
        ends += [stop for _link, stop in self.linked_at(self.skip_determiners(place))]
        yield from (each for each in dict.fromkeys(ends) if each > place)

    def happening(self, entity: Entity, words: str) -> Field | None:
        """The one moment of ``entity`` that a verb or the noun of a deed tells."""
        exact = {f"{key_of(words)}{ending}" for ending in ("at", "on", "date", "time")}
        called = [each for each in entity.fields if each.kind.is_temporal and key_of(each.name) in exact]
        if len(called) == 1:
            return called[0]
        for name in (words, *forms_of(words)):
            found = [
                each
                for each in self.lexicon.members(entity, name)
                if isinstance(each, Field) and each.kind.is_temporal
            ]
            if found:
                return found[0] if len(found) == 1 else None
        key = loose_key_of(words) if " " not in words else ""
        named = [each for each in entity.fields if key and each.kind.is_temporal and _told_for(each) == key]
        return named[0] if len(named) == 1 else None
