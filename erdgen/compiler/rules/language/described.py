"""Members by what is said of them: "the reason for the cancellation", "the price at which a part is sold".

described = lead part {part}
lead      = {word of the name} | "number of" {word of the name} | ("date" | "time" | …)
part      = linker {article} {word of the name} | participle | linker owner
          | [preposition] [relative] ("it" | owner) {auxiliary} participle [preposition]

The words that say something must be all those of the name of one member, in any order and form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from erdgen.compiler.rules.language.entities import Entities
from erdgen.compiler.rules.language.memory import remembered_of
from erdgen.compiler.rules.language.names import roots_of_name
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field, Kind

_LINKERS = word_set("of for on in at per behind with to from by about regarding concerning")
_ARTICLES = word_set("a an the its their each any this that")
_RELATIVES = word_set("which that when why where")
_PREPOSITIONS = word_set("at on for in by from to with")
_PRONOUNS = word_set("it they he she we you one")
_AUXILIARIES = word_set("is are was were be been being has have had got gets will actually originally")
_TIMES = word_set("date day time moment hour")
#: Which of them say that there is a time of day.
_KINDS = {
    "date": (Kind.DATE, Kind.DATETIME),
    "day": (Kind.DATE, Kind.DATETIME),
    "time": (Kind.DATETIME, Kind.TIME),
    "moment": (Kind.DATETIME, Kind.TIME),
    "hour": (Kind.DATETIME, Kind.TIME),
}
_MOST_PARTS = 4
_WIDEST_LEAD = 3

#: What was said so far, and the place after it.
_Said = tuple[frozenset[str], int]
OwnerEnds = Callable[[int], Iterator[int]]


class Described(Entities):
    """Reads members by the words of their names."""

    @remembered_of
    def read_described(self, place: int, entity: Entity) -> Iterator[tuple[Field, int]]:
        """A field of ``entity`` by words that say all of its name, and its rows at most without a limit."""

        def owner_ends(start: int) -> Iterator[int]:
            for where, end in self.read_entity(start, entity, plain=True):
                if where is None:
                    yield end

        yield from self._told_by_words(place, entity, owner_ends)

    def described_by(self, place: int, entity: Entity, owner_ends: OwnerEnds) -> Iterator[tuple[Field, int]]:
        """The same of rows that ``owner_ends`` reads, with their owner: "the floors of its building"."""
        yield from self._told_by_words(place, entity, owner_ends, owned=True)

    def _told_by_words(
        self, place: int, entity: Entity, owner_ends: OwnerEnds, *, owned: bool = False
    ) -> Iterator[tuple[Field, int]]:
        known = self.lexicon.by_roots(entity)
        head = self.word(place)
        number = self.at(place, "number of", "count of", "amount of")
        for said, end in self._first_words(max(number, place), entity):
            for roots, stop, parts, has_owner in self._words_said(said, end, entity, owner_ends):
                if parts + (number > 0) == 0 or (owned and not has_owner):
                    continue
                fields = known.get(roots, ())
                if head in _TIMES and number < 0:
                    fields = tuple(field for field in fields if field.kind in _KINDS[head])
                if number > 0:
                    fields = tuple(field for field in fields if field.kind.is_number)
                for field in fields:
                    yield field, stop

    def _first_words(self, place: int, entity: Entity) -> Iterator[_Said]:
        """The first words: "reason", "date", "unit price"; with an owner they may be the whole name."""
        if self.word(place) in _TIMES:
            yield frozenset(), place + 1
        yield from self._name_words(place, entity, _WIDEST_LEAD)

    def _name_words(self, place: int, entity: Entity, widest: int) -> Iterator[_Said]:
        """Words of which each is one of a name of ``entity``."""
        vocabulary = self.lexicon.root_words(entity)
        said: frozenset[str] = frozenset()
        for here in range(place, min(place + widest, self.end)):
            roots = roots_of_name(self.word(here)) if self.tokens[here].kind == "word" else ()
            if len(roots) != 1 or roots[0] not in vocabulary:
                return
            said |= {roots[0]}
            yield said, here + 1

    def _words_said(
        self, said: frozenset[str], place: int, entity: Entity, owner_ends: OwnerEnds
    ) -> Iterator[tuple[frozenset[str], int, int, bool]]:
        """What is said with further parts: all words, the place, how many parts, and whether the owner."""
        found = [(said, place, 0, False)]
        seen = set(found)
        while found:
            one = found.pop()
            yield one
            roots, here, count, owner = one
            if count == _MOST_PARTS:
                continue
            more = [
                (roots | new, end, count + 1, owner or whose)
                for new, end, whose in self._next_words(here, entity, owner_ends)
            ]
            for each in more:
                if each not in seen:
                    seen.add(each)
                    found.append(each)

    def _next_words(
        self, place: int, entity: Entity, owner_ends: OwnerEnds
    ) -> Iterator[tuple[frozenset[str], int, bool]]:
        stated = self.phrase(place, "stated")
        place = stated if self.word(stated) in _LINKERS and stated > 0 else place
        linked = place + 1 if self.word(place) in _LINKERS else -1
        if linked > 0:
            for end in owner_ends(linked):
                yield frozenset(), end, True
            start = linked
            while self.word(start) in _ARTICLES:
                start += 1
            for new, end in self._name_words(start, entity, 2):
                yield new, end, False
                if self.word(end - 1).endswith("ing"):  # "cancelling a job"
                    for stop in owner_ends(end):
                        yield new, stop, True
        elif self._is_deed_of(self.word(place), entity):
            yield frozenset(), place + 1, True  # "the amount paid" of a payment
        elif self.word(place).endswith("ed"):
            for new, end in self._name_words(place, entity, 1):
                yield new, end, False
        yield from self._words_of_clause(place, entity, owner_ends)

    def _is_deed_of(self, word: str, entity: Entity) -> bool:
        """Whether a participle says what makes a row of ``entity``, and is none of its states."""
        made = word.endswith("ed") or word in ("paid", "sold", "lent", "made")
        same = made and roots_of_name(word) == roots_of_name(entity.name)
        return same and not self.lexicon.states(entity, word)

    def _words_of_clause(
        self, place: int, entity: Entity, owner_ends: OwnerEnds
    ) -> Iterator[tuple[frozenset[str], int, bool]]:
        """ "at which a part is sold", "why the job was cancelled", "it was bought for"."""
        start = place
        if self.word(start) in _PREPOSITIONS and self.word(start + 1) in _RELATIVES:
            start += 2
        elif self.word(start) in _RELATIVES:
            start += 1
        subjects = [(end, True) for end in owner_ends(start)]
        if self.word(start) in _PRONOUNS:
            subjects.append((start + 1, False))
        if start > place:
            subjects.append((start, False))  # "the date that was agreed"
        for subject, owner in subjects:
            has = max(self.phrase(subject, "has-it"), self.phrase(subject, "leaves-it")) if owner else -1
            if has > 0 and self.word(has) not in _AUXILIARIES:
                yield frozenset(), has, owner  # "the floors its building has"
            verb = subject
            while self.word(verb) in _AUXILIARIES:
                verb += 1
            for new, end in self._name_words(verb, entity, 1):
                if verb == subject == start:
                    continue
                yield new, end, owner
                if self.word(end) in _PREPOSITIONS and start == place:
                    yield new, end + 1, owner
