"""Rows of which the kinds are listed without the name of the field that tells them.

listed    = row verb {verb} [preposition] ["one of" [number] noun ":"] choices [closing]
choices   = [preposition] [article] choice {("," | "or" | "and") [preposition] [article] choice}
closing   = "only" | "and nothing else" | …

Choices tell by themselves of which field they are. A permission ("can be paid by …") limits only where it is
closed, or names all that there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, OneOf, Scalar, Some
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.creation import Creation
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.names import roots_of_name, singular, split_name
from erdgen.compiler.rules.language.units import CURRENCY_CODES
from erdgen.compiler.rules.language.verbs import CREATE, DELETE, READ, UPDATE
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Field

_INTO = word_set("in at by with via through under into as on of from for using")
_ARTICLES = word_set("a an the")
#: A word between the row and the list with one of these begins something else.
_NO_VERBS = word_set(
    "not no never cannot only if when unless while until once where that which who whose than and or but nor"
    " , ; : . ( ) – may can must shall should without except before after to for per until"
)
#: What becomes of rows may lead to another state; what is made in one is told of the beginning alone.
_OTHER_DEEDS = DELETE | UPDATE | READ | (CREATE - word_set("accept accepted take taken made make"))
_OTHER_DEEDS |= word_set(
    "go goes move moves come become becomes turn turns remain remains stay stays start starts"
)
#: Fields that tell how far a row has come.
_STAGES = word_set("status state stage phase step")
_CLOSINGS = (
    *("only", "alone", "exclusively", ", nothing else", "and nothing else", ", and nothing else"),
    *("and no others", ", no others", "and by no other means", "and in no other way", "and no other way"),
)
_FEWEST, _MOST_VERBS = 2, 4


class Listings(Creation):
    """Reads lists of kinds."""

    @cued(words="or and")
    def _kinds_listed(self, place: int) -> Bodies:
        """ "Donations can be made by card or in cash only", "each falls into one of two: …"."""
        for where, end in self.read_entity(place, self.root, plain=True):
            found = self.modal(end)
            if found is not None and found.denied:
                continue
            begin = found.end if found is not None else end
            only = found is not None and found.kind == "only"
            for start, verbs in self._past_verbs(begin):
                for field, values, stop in self._listed_at(start):
                    if not self._only_leads_there(verbs, field):
                        continue
                    last = max(self.at(stop, *_CLOSINGS), self._past_others(stop, field, values))
                    closed = only or last > 0 or self.closed
                    whole = len(values) == len(field.choices)
                    if closed or whole or found is None or found.kind == "must":
                        yield self._narrowed(Holds(OneOf(field.name, values)), where), max(last, stop)

    def _past_others(self, place: int, field: Field, values: tuple[Scalar, ...]) -> int:
        """After ", but not in cash": of the kinds that are not listed, said again."""
        after = self.at(place, ", but not", "but not", ", not", "but never", ", but never", ", never")
        here = after + (self.word(after) in _INTO) if after > 0 else -1
        found = self._choice_at(here, field) if here > 0 else None
        return found[1] if found is not None and found[0] not in values else -1

    def tells_kind(self, where: Condition) -> bool:
        """Whether it says of which kinds rows are, by choices that do not change as a row goes on."""
        parts = where.parts if isinstance(where, Some) else (where,)
        names = {part.field for part in parts if isinstance(part, OneOf) and not part.negated}
        name = next(iter(names), "")
        field = self.root.members.get(name)
        plain = len(names) == 1 and all(isinstance(part, OneOf) for part in parts)
        stages = _STAGES.isdisjoint(split_name(name))
        return plain and stages and isinstance(field, Field) and bool(field.choices)

    def _past_verbs(self, place: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where a list may begin, with the words before it."""
        verbs: list[str] = []
        for here in range(place, min(place + _MOST_VERBS, self.end)):
            word = self.word(here)
            only = word == "only" and here > place
            if (word in _NO_VERBS and not only) or self.tokens[here].kind != "word":
                return
            verbs.append(word)
            yield here + 1, tuple(verbs)

    def _only_leads_there(self, verbs: tuple[str, ...], field: Field) -> bool:
        """Whether the words before the list only lead to it."""
        own = frozenset(roots_of_name(field.name))
        for verb in verbs:
            if verb in BE or verb in _INTO or verb in _ARTICLES or verb == "only":
                continue
            if not own.isdisjoint(roots_of_name(verb)):
                continue
            if verb in _OTHER_DEEDS or self.lexicon.states(self.root, verb):
                return False
        return True

    def _listed_at(self, place: int) -> Iterator[tuple[Field, tuple[Scalar, ...], int]]:
        start = self._past_count(place)
        for field in self.root.fields:
            if _STAGES.isdisjoint(split_name(field.name)):
                values, end = self._choices_at(start, field)
                if len(values) >= _FEWEST and self._is_counted(place, start, len(values)):
                    yield field, values, end

    def _past_count(self, place: int) -> int:
        """After "one of four categories:", "one of these kinds:"."""
        after = self.at(place, "one of", "either", "one of the", "one of the following", "one of these")
        number = self.number(max(after, place))
        if after < 0 and number is None:
            return place
        after = max(after, place)
        here = number[1] if number else after
        for end in range(here, min(here + 3, self.end)):
            if self.word(end) == ":":
                return end + 1
        return after if number is None else place

    def _is_counted(self, place: int, start: int, count: int) -> bool:
        """Whether as many are listed as it was said that there are."""
        for here in range(place, start):
            number = self.number(here) if self.word(here) != "one" else None
            if number is not None:
                return number[0] == str(count)
        return True

    def _choices_at(self, place: int, field: Field) -> tuple[tuple[Scalar, ...], int]:
        """All that is listed from ``place`` on, joined by "or" or "and" before the last."""
        values: list[Scalar] = []
        here, end, joint, led = place, place, "", ""
        while here > 0:
            here += self.word(here) in _INTO
            here += self.word(here) in _ARTICLES
            found = self._choice_at(here, field)
            if found is None or found[0] in values:
                break
            values.append(found[0])
            joint, end = led, found[1]
            here = self.at(end, ", or", ", and", "or", "and", ",")
            led = self.words[here - 1] if here > 0 else ""
        if values[1:]:
            end = max(self.entity_end(end, self.root), end)  # "twin or double rooms"
        return (tuple(values), end) if joint in ("or", "and") else ((), place)

    def _choice_at(self, place: int, field: Field) -> tuple[Scalar, int] | None:
        if field.choices:
            for name, end in self.spans(place, 4):
                plain = " ".join((*name.split()[:-1], singular(name.split()[-1])))
                for value in self.lexicon.values(field, name) or self.lexicon.values(field, plain):
                    return value, end
            return None
        currency = split_name(field.name)[-1] == "currency" and field.kind.is_text
        if currency and self.word(place) in CURRENCY_CODES and self.tokens[place].text.isupper():
            return self.tokens[place].text, place + 1
        return None
