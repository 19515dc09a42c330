"""Values of a text listed as they stand, without marks: "monthly, quarterly or yearly".

list      = value {("," | "or" | "and" | "/") value} ["only" | "and nothing else"]
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.formats import FORMATS
from erdgen.compiler.rules.language.masks import Masks
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.phrases import PHRASES
from erdgen.compiler.rules.language.words import BE, COMPARISONS, VAGUE, word_set
from erdgen.compiler.spec.project import Field

#: Last words of names of fields that say which of several kinds a row is: what they are is a value.
_KINDS = word_set(
    "type kind category class group cycle unit method mode level grade condition language currency"
    " colour color size format frequency carrier fuel transmission channel rating tier band role status"
    " state phase stage severity priority season region shape material medium gender rhythm interval"
    " term terms plan scheme style theme genre room purpose source origin finish edition licence license"
    " mood flavour flavor option"
)
#: So do words that end so: seniority, visibility, fitness, membership.
_SORTS_OF = ("ority", "ility", "iculty", "rity", "alty", "dity", "ness")
#: Words that are no values: they join, limit, ask or deny.
_NEVER = word_set(
    "in of for by with unless if when on at to from as not no other others else something anything"
    " nothing only the a an any all each every its their than more less is are be was were must may can"
    " should shall will cannot never always but except until while once before after without within per"
    " we you it they both either neither nor one ones same different both such like similar example"
    " instance elsewhere nowhere respectively that which who whose and or given set left blank empty"
    " required optional unique known unknown missing present valid invalid correct short long clear true"
    " false yes none null filled provided specified positive negative zero equal above below under over"
    " between changed edited deleted"
)


class Lists(Masks):
    """Reads lists of bare words as values."""

    def read_list(self, place: int, field: Field, *, least: int = 2) -> Iterator[tuple[tuple[str, ...], int]]:
        """A list to its end, of at least so many values; nothing where a word can be none."""
        values: list[str] = []
        here = place
        while True:
            value = self._bare_value(here, field)
            if value is None or value in values:
                return
            if self.word(here + 1) == "-" and self.word(here + 2).isalpha():  # "walk-in"
                value, here = f"{value}-{self.tokens[here + 2].text}", here + 2
            values.append(value)
            after = self.at(here + 1, ", or", ", and", "or", "and", ",", "/", "|", "nor")
            if after < 0 or self._bare_value(after, field) is None:
                break
            here = after
        if len(values) >= least:
            yield tuple(values), self.past(here + 1, "list-end")

    def _bare_value(self, place: int, field: Field) -> str | None:
        if place >= self.end:
            return None
        token = self.tokens[place]
        if token.kind == "quoted":
            return token.text
        own = token.word in split_name(field.name) or key_of(token.word) in split_name(field.name)
        if token.kind != "word" or own or self._says_something(place):
            return None
        return token.text

    def _says_something(self, place: int) -> bool:
        """Whether a word is one of the grammar or of the ERD, so that it is more than a value."""
        word = self.word(place)
        if (
            word in _NEVER
            or (word in VAGUE and not self._is_listed(place))
            or word in BE
            or key_of(word) in self.lexicon.entities
        ):
            return True
        if self.lexicon.states(self.root, word) or self.lexicon.members(self.root, word):
            return True
        if COMPARISONS.find(self.words, place) or FORMATS.find(self.words, place) or self.number(place):
            return True
        return self.kinds(place) is not None or PHRASES["given"].end(self.words, place) > 0

    def _is_listed(self, place: int) -> bool:
        """Whether a mark of a list stands beside: else "good" is no value."""
        return self.word(place + 1) in (",", "or") or (place > 0 and self.words[place - 1] == "or")

    def is_kind(self, field: Field) -> bool:
        """Whether the field's name says that it holds one of several kinds."""
        last = split_name(field.name)[-1]
        return field.kind.is_text and (last in _KINDS or last.endswith(_SORTS_OF))
