"""What the words of a sentence mention: rows, members, values and amounts of the ERD, cues, and mere links.

A *mention* covers some words and has a tag of one letter. Capitals are what is named:

    E  rows of an entity        M  a member of one, or of what it links to
    V  a state of rows          Q  an amount            P  a length of time
    D  a date                   T  a time of day        W  days of the week
    A  roles

Small letters are cues (``CUES``), and ``_`` is a word that only links the others. A *tiling* is a row of
mentions without a gap; a sentence with a word that is none of these has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.gist.cues import BEING, CUES, LEADS_TO_VERB, LINKING, TELLING
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, roots_of_name, same_deed
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

#: So many tilings of a sentence are looked at.
_MOST = 300
_BARE = word_set("a an the of 's ' its their is are be been was were has have it they we that this and")
_ATTRIBUTES = word_set("valid done made found working planned")
_RELATIVES = word_set("that which who whose if when whenever where while once unless")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Mention(NamedTuple):
    """The words from ``start`` to ``end``; ``entity`` where it is about rows, with what it says of them."""

    tag: str
    start: int
    end: int
    entity: Entity | None = None
    ref: Ref | None = None
    state: OneOf | None = None
    role: str = ""
    #: Whose rows a link leads to.
    target: Entity | None = None
    #: Whether it is an article or the like.
    bare: bool = False


Tiling = tuple[Mention, ...]


class Mentions:
    """Finds the mentions of one sentence."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, entities: tuple[Entity, ...]) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.readers = [AccessSentences(tokens, lexicon, entity) for entity in entities]
        self.words = [token.word for token in tokens]
        self._known: dict[int, tuple[Mention, ...]] = {}

    def tilings(self) -> Iterator[Tiling]:
        """Every tiling, up to ``_MOST``; none of a sentence that leaves something free."""
        if any(tag == "!" for place in range(len(self.words)) for tag, _end in CUES.at(self.words, place)):
            return
        ends = self._reachable()
        budget = [_MOST]
        yield from self._from(0, (), ends, budget)

    def _reachable(self) -> set[int]:
        """The places from which the end can be reached."""
        end = len(self.words)
        good = {end}
        for place in reversed(range(end)):
            if any(each.end in good for each in self.at(place)):
                good.add(place)
        return good

    def _from(self, place: int, so_far: Tiling, good: set[int], budget: list[int]) -> Iterator[Tiling]:
        if budget[0] <= 0:
            return
        if place == len(self.words):
            budget[0] -= 1
            yield so_far
            return
        for each in self.at(place):
            if each.end in good:
                yield from self._from(each.end, (*so_far, each), good, budget)

    def at(self, place: int) -> tuple[Mention, ...]:
        """The mentions that begin at ``place``, what is named before what only links."""
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = tuple(dict.fromkeys(self._find(place)))
        return known

    def _find(self, place: int) -> Iterator[Mention]:
        yield from self._named(place)
        yield from self._amounts(place)
        for tag, end in CUES.at(self.words, place):
            yield Mention(tag, place, end)
        linking = [*LINKING.at(self.words, place)]
        if linking and self._is_attribute(place):
            return
        for _tag, end in linking:
            yield Mention("_", place, end, bare=self.words[place] in _BARE)
        if not linking and self._is_verb(place):
            yield Mention("_", place, place + 1)

    def _is_attribute(self, place: int) -> bool:
        """Whether a word says which rows are meant: "needs an available vehicle", "a valid licence"."""
        word, before = self.words[place], self.words[place - 1] if place else ""
        if not word.endswith(("ed", "en", "able")) and word not in _ATTRIBUTES:
            return False
        named = place + 1 < len(self.words) and any(self._named(place + 1))
        return named and before not in BEING | LEADS_TO_VERB

    def _is_verb(self, place: int) -> bool:
        """Whether a word that is no cue is the verb of the sentence: "is paid", "may rent"."""
        word, before = self.words[place], self.words[place - 1] if place else ""
        if self.tokens[place].kind != "word" or before not in LEADS_TO_VERB | BEING or self._is_telling(word):
            return False
        if any(True for _found in CUES.at(self.words, place)) or not word.islower():
            return False
        if before in BEING:
            relative = place > 1 and self.words[place - 2] in _RELATIVES
            return word.endswith(("ed", "en", "wn", "nt", "ld", "ut")) and not relative
        return before in LEADS_TO_VERB and not word.endswith(("ly", "ed", "ing", "s"))

    def _is_telling(self, word: str) -> bool:
        """Whether a verb tells more than that something is done: a state, a member, or what it means."""
        forms = {word, word.removesuffix("d"), word.removesuffix("ed"), word.removesuffix("ped")}
        if not TELLING.isdisjoint(forms):
            return True
        roots = set(roots_of_name(word))
        return any(
            not roots.isdisjoint(self.lexicon.root_words(entity))
            or any(self.lexicon.states(entity, form) for form in (*forms, f"{word}d", f"{word}ed"))
            for entity in self.lexicon.project.entities
        )

    def _named(self, place: int) -> Iterator[Mention]:
        token = self.tokens[place]
        if token.kind == "mark":
            return
        for name, end in self.readers[0].spans(place, 3) if self.readers else ():
            if key_of(name) in self.lexicon.roles:
                yield Mention("A", place, end, role=self.lexicon.roles[key_of(name)])
                break
        for reader in self.readers:
            entity = reader.root
            end = reader.entity_end(place, entity)
            if end > 0 and not (entity.is_user and key_of(reader.name(place, end)) in self.lexicon.roles):
                yield Mention("E", place, end, entity)
            longest = 0
            for ref, stop in reader.read_member(place, entity):
                if stop >= longest and ref.where is None and stop != end:
                    longest = stop
                    yield self._member(place, stop, entity, ref)
            if reader.skip_determiners(place) != place:
                continue
            for link in entity.relationships:
                if not link.many and self._is_deed(place, link, reader):
                    yield self._member(place, place + 1, entity, Ref(link.name, link))
            for name, stop in reader.spans(place, 4):
                states = self.lexicon.states(entity, name)
                for state in states:
                    if isinstance(state, OneOf):
                        yield Mention("V", place, stop, entity, None, state)
                if states:
                    break

    def _is_deed(self, place: int, link: Relationship, reader: AccessSentences) -> bool:
        """Whether a link is told by what was done; "approved transfers" are rows in a state."""
        told = same_deed(self.words[place], link.name.split("_")[0])
        return told and reader.entity_end(place + 1, reader.root) < 0

    def _member(self, place: int, end: int, entity: Entity, ref: Ref) -> Mention:
        named = ref.member.target if isinstance(ref.member, Relationship) else ""
        return Mention("M", place, end, entity, ref, target=self.lexicon.project.by_name.get(named))

    def _amounts(self, place: int) -> Iterator[Mention]:
        reader = self.readers[0]
        word = self.words[place]
        date = reader.date(place)
        if date is not None:
            yield Mention("D", place, date[1])
            return
        clock = reader.clock(place)
        if clock is not None:
            yield Mention("T", place, clock[1])
        span = reader.span(place)
        if span is not None:
            yield Mention("P", place, span[1])
        quantity = reader.quantity(place)
        if quantity is not None:
            end = quantity[1]
            counted = end > place + 1 and key_of(self.words[end - 1]) in self.lexicon.entities
            yield Mention("Q", place, end - counted)
        if word.removesuffix("s") in WEEKDAYS or word in ("weekend", "weekends", "weekday", "weekdays"):
            yield Mention("W", place, place + 1)
