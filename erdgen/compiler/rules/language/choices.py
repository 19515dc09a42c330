"""Predicates of switches and of fields with a list of values.

choice    = ["one of" | "either"] value {("," | "or") value}
switch    = "true" | "false" | …
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OneOf, Scalar
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.lists import Lists
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Field

#: After these a value of a text may stand as it is.
_VALUE_LEADS = frozenset({*BE, ":", "=", "or", "and", ",", "nor", "than", "but", "/"})

#: After these a list of values begins, in which any word can be one.
_LIST_LEADS = word_set(": than but except neither")
#: In a clause with one of these a single bare word can be the value of a kind: "if the method is card".
_CLAUSES = word_set("if when unless where whenever")
#: Ask for any value, or say which of those named are meant.
_NO_VALUES = word_set("a an the required mandatory compulsory obligatory forbidden prohibited not one no")
_LIST_ENDS = word_set("of either among from to : following in these values neither")


class Choices(Lists):
    """Reads values that stand in a sentence."""

    def _switch(self, place: int, ref: Ref) -> Read:
        end = self.phrase(place, "switched-on")
        if end > 0:
            yield OneOf(ref.path, (True,)), end
        end = self.phrase(place, "switched-off")
        if end > 0:
            yield OneOf(ref.path, (False,)), end

    def _one_of(self, place: int, ref: Ref, field: Field) -> Read:
        start = self.phrase(place, "one-of")
        led = place > 0 and self.words[place - 1] in _LIST_LEADS
        listed = led or (start > 0 and self.words[start - 1] in _LIST_ENDS)
        if field.kind.is_text and self.kinds(max(start, place)) is not None:
            return  # "written in capitals"
        bound = (
            start > 0
            and field.kind.is_number
            and self.words[start - 2 : start - 1] in (["limited"], ["restricted"])
        )
        if field.kind.is_text and not field.choices:
            lead = place - 2 if self.words[place - 1] == "not" else place - 1
            bare = self.words[lead] in BE or self.words[place - 1] in (":", "have", "use")
            if start > 0 or (bare and self.is_kind(field)):
                least = 1 if start < 0 and not _CLAUSES.isdisjoint(self.words[:place]) else 2
                for words, end in self.read_list(max(start, place), field, least=least):
                    yield OneOf(ref.path, words), end
        for values, end in self._values(max(start, place), field, free=listed):
            if (
                self.word(start - 1) in ("in", "from")
                and start == place + 1
                and self._is_circumstance(values, field)
            ):
                continue
            if len(values) > 1 or not bound:
                yield OneOf(ref.path, values), end

    def _numbers_listed(self, place: int, ref: Ref, field: Field) -> Read:
        """ "1, 2 or 3", "either 60, 90 or 120 minutes": numbers of which one is taken."""
        start = self.skip(place, "either", "one of")
        values: list[str] = []
        here, end, closed = start, start, False
        while (number := self.number(here)) is not None:
            values.append(number[0])
            end = number[1]
            joints = ("and", ", and") if start > place and self.words[start - 1] == "of" else ()
            here = self.at(end, ", or", "or", ",", *joints)
            if here < 0:
                break
            closed = closed or self.words[here - 1] != ","
        unit = self._past_own_unit(end, field) if values else -1
        led = start > place and unit > end
        if (
            here < 0
            and len(set(values)) == len(values)
            and closed
            and (len(values) > 2 or (values[1:] and led))
        ):
            yield OneOf(ref.path, tuple(values)), unit

    def _is_circumstance(self, values: tuple[Scalar, ...], field: Field) -> bool:
        """Whether what stands after "in" or "from" tells when, not which: "a phone in winter"."""
        free = field.kind.is_text and not field.choices and not self.is_kind(field)
        quoted = {token.text for token in self.tokens if token.kind == "quoted"}
        return free and not all(str(value).isupper() or value in quoted for value in values)

    def _values(self, place: int, field: Field, *, free: bool) -> Iterator[tuple[tuple[Scalar, ...], int]]:
        place = place + 1 if place < self.end and self.tokens[place].text in ("the", "a", "an") else place
        for value, end in self._value(place, field, free=free):
            longer = False
            after = self.at(end, ", or", "or", ", and", "and", ",", "nor", "/")
            if after > 0:
                for more, stop in self._values(after, field, free=free):
                    if value not in more:
                        longer = True
                        yield (value, *more), stop
            if not longer:
                yield (value,), end
            return

    def _value(self, place: int, field: Field, *, free: bool) -> Iterator[tuple[Scalar, int]]:
        if field.choices:
            for name, end in self.spans(place, 5):
                for value in self.lexicon.values(field, name):
                    yield value, self.skip(end, "status", "state")
                    return
        elif field.kind.is_text and place < self.end:
            token = self.tokens[place]
            lead = self.words[place - 1] if place > 0 else ""
            if token.kind == "quoted" and (free or lead in _VALUE_LEADS):
                yield token.text, place + 1
            elif (
                not free
                and lead in _VALUE_LEADS
                and token.kind == "word"
                and (token.text.isupper() or any(char.isdigit() for char in token.text))
            ) or (free and token.kind == "word" and token.text not in _NO_VALUES):
                yield from self._free_value(place)
        elif field.kind.is_number and free:
            number = self.number(place)
            if number is not None:
                yield number[0], number[1]

    def _free_value(self, place: int) -> Iterator[tuple[Scalar, int]]:
        """A value as it stands: ``EUR``, ``AB+``; glued signs belong to it."""
        text, end = self.tokens[place].text, place + 1
        while (
            end < self.end
            and self.tokens[end].word in ("+", "-")
            and self.word(end + 1) in (",", "or", "and", "", "+")
        ):
            text, end = text + self.tokens[end].text, end + 1
        yield text, end
