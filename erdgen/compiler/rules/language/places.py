"""What stands at a place of a sentence: phrases of the language, and stretches that could be a name.

A sentence is read from the side of one entity, the *root*. Every ``read_`` method of the classes above yields
each reading of the tokens at ``place`` with the place after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.memory import remembered, remembered_here
from erdgen.compiler.rules.language.names import key_of, loose_key_of
from erdgen.compiler.rules.language.phrases import PHRASES, STARTING, spellings_of
from erdgen.compiler.rules.language.quantities import Quantities, Quantity
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import DETERMINERS, word_set
from erdgen.compiler.spec.project import Entity

#: The longest name, in tokens.
WIDEST = 7
_NAMEABLE = word_set("word number quoted")
#: Stand between the words of a name.
_INNER = word_set("- _ / &")
#: After a determiner these say of none in particular that it is one: "any given bed".
_INDIVIDUAL = word_set("given individual particular certain")
#: So do these, of what a row is linked to.
_POINTING = word_set("chosen selected respective corresponding related linked named referenced concerned")
_NEVER_NAMES = word_set("must cannot if when unless be is are")


class Places(Quantities):
    """The words of one sentence, with what they could name in the ERD."""

    def __init__(self, tokens: tuple[Token, ...], lexicon: Lexicon, root: Entity) -> None:
        super().__init__(tokens)
        self.lexicon = lexicon
        self.root = root
        self.memory: dict[Any, Any] = {}
        self.end = len(self.words)
        self._starting = [STARTING.get(word, {}) for word in self.words]

    def at(self, place: int, *phrases: str) -> int:
        """The place after the longest of ``phrases`` that stands at ``place``; -1 if none does."""
        if 0 <= place < self.end:
            for length, spelling in spellings_of(*phrases).starting.get(self.words[place], ()):
                if length == 1 or self.words[place : place + length] == spelling:
                    return place + length
        return -1

    def phrase(self, place: int, key: str) -> int:
        """The place after the longest spelling of ``key`` that stands at ``place``; -1 if none does."""
        if 0 <= place < self.end:
            for length, spelling in self._starting[place].get(key, ()):
                if length == 1 or self.words[place : place + length] == spelling:
                    return place + length
        return -1

    def has_phrase(self, key: str) -> bool:
        """Whether a spelling of ``key`` stands anywhere in the sentence."""
        known: bool | None = self.memory.get(key)
        if known is None:
            known = self.memory[key] = PHRASES[key].stand_in(self.words)
        return known

    def skip(self, place: int, *phrases: str) -> int:
        """The place after the longest of ``phrases``; ``place`` itself if none stands there."""
        return max(self.at(place, *phrases), place)

    def past(self, place: int, key: str) -> int:
        """The place after the longest spelling of ``key``; ``place`` itself if none stands there."""
        return max(self.phrase(place, key), place)

    def name(self, place: int, end: int) -> str:
        """The tokens as a name; empty where they cannot be one."""
        if end > self.end or place >= end:
            return ""
        parts = []
        for number, token in enumerate(self.tokens[place:end]):
            if token.word in _INNER and 0 < number < end - place - 1:
                continue
            if token.kind == "possessive" and 0 < number < end - place - 1:
                continue
            if token.kind not in _NAMEABLE or token.word in _NEVER_NAMES:
                return ""
            parts.append(token.text)
        return " ".join(parts)

    def spans(self, place: int, widest: int = WIDEST) -> Iterator[tuple[str, int]]:
        """Every name that begins at ``place``, the longest first."""
        every = self._every_span(place)
        return every if widest >= WIDEST else (span for span in every if span[1] <= place + widest)

    @remembered
    def _every_span(self, place: int) -> Iterator[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        parts: list[str] = []
        for end in range(place, min(place + WIDEST, self.end)):
            token = self.tokens[end]
            if parts and (token.word in _INNER or token.kind == "possessive"):
                continue
            if token.kind not in _NAMEABLE or token.word in _NEVER_NAMES:
                break
            parts.append(token.text)
            found.append((" ".join(parts), end + 1))
        return reversed(found)

    @remembered_here
    def skip_determiners(self, place: int) -> int:
        if place == 0 and self.words[:2] == ["a", "single"]:
            return 2
        start = place
        while self.word(place) in DETERMINERS or (place > start and self.word(place) in _INDIVIDUAL):
            place += 1
        return place + 1 if place > start and self._only_points(place) else place

    def _only_points(self, place: int) -> bool:
        """Whether "the booked flight" of a booking is just its flight, as "the chosen one" would be."""
        word = self.word(place)
        if (not word.endswith("ed") and word not in _POINTING) or self.words[place - 1] not in ("the", "its"):
            return False
        made = word.endswith("ed") and loose_key_of(word) == loose_key_of(self.root.name)
        name, longer = self.name(place + 1, place + 2), self.name(place, place + 2)
        links = self.lexicon.links(self.root, name) if name and (made or word in _POINTING) else ()
        targets = [self.lexicon.project.by_name[link.target] for link in links]
        if not targets or any(self.lexicon.states(target, word) for target in targets):
            return False
        return not self.lexicon.members(self.root, longer)

    def owner_mark(self, place: int) -> int:
        """After ``'s`` or a dot, where one stands."""
        if place < self.end and (self.tokens[place].kind == "possessive" or self.words[place] == "."):
            return place + 1
        return place

    def quantity(self, place: int) -> tuple[Quantity, int] | None:
        """Also with what is counted: "40 patients"."""
        found = super().quantity(place)
        if found is None or found[0].unit or found[0].number.startswith("-"):
            return found
        end = found[1]
        plural = self.word(end).endswith("s") and key_of(self.word(end)) in self.lexicon.entities
        return (Quantity(found[0].number, "rows"), end + 1) if plural else found
