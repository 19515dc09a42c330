"""Predicates of texts: how long they are, and how they are made.

text      = length | shape | affix | "consists of" format | "contains" literal | "matches" pattern
length    = comparison number "characters" | "between" number "and" number "characters"
shape     = piece {"followed by" piece}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from erdgen.compiler.rules.conditions import Condition, Length, Pattern, Some
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.numbers import Numbers
from erdgen.compiler.rules.language.words import CHARACTERS, CLASSES, COMPARISONS, FORMATS, TAILS, word_set
from erdgen.compiler.spec.project import Field

#: What a text may hold or not: key, regular expression, and words for messages.
_CONTENTS = (
    ("no-spaces", r"\S*", "no spaces"),
    ("spaces", r"(?s:.*)\s(?s:.*)", "a space"),
    ("digits", r"(?s:.*)[0-9](?s:.*)", "a digit"),
)
_MARKS = {
    "dash": "-",
    "hyphen": "-",
    "slash": "/",
    "dot": r"\.",
    "period": r"\.",
    "colon": ":",
    "underscore": "_",
    "space": " ",
    "plus": r"\+",
}
_SIGNS = word_set("+ # - / @ _")


class Texts(Numbers):
    """Reads what is said of a text."""

    def _text(self, place: int, ref: Ref, field: Field) -> Read:
        yield from self._length(place, ref)
        yield from self._shape(place, ref)
        yield from self._affix(place, ref)
        start = self.phrase(place, "made-of")
        found = FORMATS.find(self.words, place) or (FORMATS.find(self.words, start) if start > 0 else None)
        if found is not None:
            (regex, name), end = found
            yield (
                Pattern(ref.path, regex, name),
                self.skip(end, "only", "characters", "format", "and nothing else"),
            )
        if start > 0:
            yield from self._shape(start, ref)
            yield from self._length(start, ref)
        yield from self._content(place, ref)

    def _content(self, place: int, ref: Ref) -> Read:
        """ "contain no spaces", "match the pattern …", "contain “@”"."""
        for key, regex, name in _CONTENTS:
            end = self.phrase(place, key)
            if end > 0:
                yield Pattern(ref.path, regex, name), end
        after = self.phrase(place, "match-the-pattern")
        quoted = 0 < after < self.end and self.tokens[after].kind == "quoted"
        if quoted and self.words[after - 1] != "match":
            yield from self._regex(ref, after)
        after = self.at(place, "contain", "contains", "include", "includes")
        if after > 0:
            after = after + 1 if self.word(after) in ("an", "a", "the", "exactly") else after
            text = self._literal(after, strict=True)
            if text:
                yield Pattern(ref.path, f"(?s:.*){re.escape(text)}(?s:.*)", f"“{text}”"), after + 1

    def _regex(self, ref: Ref, place: int) -> Read:
        text = self.tokens[place].text.removeprefix("^").removesuffix("$")
        try:
            re.compile(text)
        except re.error:
            return
        yield Pattern(ref.path, text, "the pattern"), place + 1

    def _literal(self, place: int, *, strict: bool = False) -> str:
        if place >= self.end:
            return ""
        token = self.tokens[place]
        if token.kind == "quoted" or (token.kind == "mark" and token.word not in (",", "(", ")", ":", ";")):
            return token.text
        if token.kind == "sign" and token.word == "=":
            return ""
        return (
            token.text
            if not strict and token.kind == "word" and token.text.isupper() and len(token.text) < 9
            else ""
        )

    def _affix(self, place: int, ref: Ref) -> Read:
        shaped = self.at(place, "start with", "starts with", "begin with", "begins with", "begin", "start")
        pieces = self._pieces(shaped) if shaped > 0 else None
        if pieces is not None and ", then " in pieces[1]:
            yield Pattern(ref.path, pieces[0], pieces[1]), pieces[2]
        after = self.phrase(place, "starts-with")
        if after > 0:
            for regex, name, end in self._affix_text(after):
                yield Pattern(ref.path, f"{regex}(?s:.*)", f"text that starts with {name}"), end
        after = self.phrase(place, "ends-with")
        if after > 0:
            for regex, name, end in self._affix_text(after):
                yield Pattern(ref.path, f"(?s:.*){regex}", f"text that ends with {name}"), end

    def _affix_text(self, place: int) -> Iterator[tuple[str, str, int]]:
        """One text or several to choose from: ".txt, .png or .pdf"."""
        for regex, name, end in self._one_affix(place):
            regexes, names, stop = [regex], [name], end
            while (after := self.at(stop, ", or", "or", ", or with", "or with", ",")) > 0:
                more = next(iter(self._one_affix(after)), None)
                if more is None:
                    break
                regexes.append(more[0])
                names.append(more[1])
                stop = more[2]
            if len(regexes) == 1:
                yield regex, name, end
            else:
                yield f"(?:{'|'.join(regexes)})", " or ".join(names), stop

    def _one_affix(self, place: int) -> Iterator[tuple[str, str, int]]:
        end = place
        text = ""
        while end < self.end:
            piece = self._literal(end)
            if not piece and text and self.tokens[end].kind in ("number",):
                piece = self.tokens[end].text
            if not piece:
                break
            text += piece
            end += 1
            if self.tokens[end - 1].kind == "quoted":
                break
        if text:
            yield re.escape(text), f"“{text}”", end
        found = CLASSES.find(self.words, place) or CLASSES.find(
            self.words, place + (self.word(place) in ("a", "an"))
        )
        if found is not None and not text:
            (regex, name), end = found
            yield regex, name, end

    def _length(self, place: int, ref: Ref) -> Read:
        """ "at least 8 characters", "8 characters or more", "between 3 and 5 letters long"."""
        start = self.past(place, "length")
        between = self._length_between(start, ref)
        if between is not None:
            yield between
        low = self.phrase(start, "longer-than")
        if low > 0:
            yield from self._characters(low, lambda n: Length(ref.path, minimum=n + 1))
        high = self.at(start, "shorter than", "less than", "fewer than", "under", "below", "be shorter than")
        if high > 0:
            yield from self._characters(high, lambda n: Length(ref.path, maximum=n - 1))
        least = self.phrase(start, "least-length")
        if least > 0:
            yield from self._characters(least, lambda n: Length(ref.path, minimum=n))
        most = self.phrase(start, "greatest-length")
        if most > 0:
            yield from self._characters(most, lambda n: Length(ref.path, maximum=n))
        outside = self._length_outside(start, ref)
        if outside is not None:
            yield outside
        both = self._two_lengths(start, ref)
        if both is not None:
            yield both
        exact = self.skip(start, "exactly", "precisely", "just")
        yield from self._exact_characters(exact, ref, tail=exact == start)

    def _length_outside(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        """ "shorter than 2 or longer than 50 characters"."""
        first = self.at(place, "shorter than", "less than", "fewer than")
        low = self.number(first) if first > 0 else None
        second = self.phrase(low[1], "or-longer-than") if low else -1
        high = self.number(second) if second > 0 else None
        if low is None or high is None or self.word(high[1]) not in CHARACTERS:
            return None
        if not (low[0].isdigit() and high[0].isdigit()):
            return None
        short, long = Length(ref.path, maximum=int(low[0]) - 1), Length(ref.path, minimum=int(high[0]) + 1)
        return Some((short, long)), self._long(high[1] + 1)

    def _two_lengths(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        """ "at least five and at most eighty characters"."""
        first = COMPARISONS.find(self.words, place)
        low = self.number(first[1]) if first else None
        after = (
            self.at(low[1], "and", "but", ", but", "characters and", "characters but", "characters , but")
            if low
            else -1
        )
        second = COMPARISONS.find(self.words, after) if after > 0 else None
        high = self.number(second[1]) if second else None
        if (
            first is None
            or low is None
            or second is None
            or high is None
            or (first[0], second[0]) != ("gte", "lte")
        ):
            return None
        if self.word(high[1]) not in CHARACTERS or not (low[0].isdigit() and high[0].isdigit()):
            return None
        return Length(ref.path, int(low[0]), int(high[0])), self._long(high[1] + 1)

    def _length_between(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        start = self.at(place, "between", "from")
        first = self.number(max(start, place))
        if first is None:
            return None
        middle = (
            self.at(first[1], "and", "to", "–", "-", "or")
            if start > 0
            else self.at(first[1], "to", "–", "-", "or")
        )
        second = self.number(middle) if middle > 0 else None
        if second is None or self.word(second[1]) not in CHARACTERS:
            return None
        if self.words[middle - 1] == "or" and int(second[0]) - int(first[0]) != 1:
            return None
        found = CLASSES.find(self.words, second[1])
        low, high = int(Decimal(first[0])), int(Decimal(second[0]))
        if found is not None:
            (regex, name), end = found
            return Pattern(ref.path, f"{regex}{{{low},{high}}}", f"{low} to {high} {name}"), self._long(end)
        return Length(ref.path, low, high), self._long(second[1] + 1)

    def _long(self, place: int) -> int:
        return self.skip(place, "long", "in length", "or so long", "in total")

    def _characters(self, place: int, made: object) -> Read:
        number = self.number(place)
        if number is None or not number[0].isdigit() or not callable(made):
            return
        if self.word(number[1]) in ("character", "characters", "char", "chars", "letters", "symbols"):
            yield made(int(number[0])), self._long(number[1] + 1)

    def _exact_characters(self, place: int, ref: Ref, *, tail: bool) -> Read:
        number = self.number(place)
        if number is None or not number[0].isdigit() or self.word(number[1]) not in CHARACTERS:
            return
        count = int(number[0])
        if self.word(number[1]) in ("character", "characters", "char", "chars", "symbols", "letters"):
            end = self._long(number[1] + 1)
            turn = TAILS.find(self.words, end)
            if turn is not None:
                length = (
                    Length(ref.path, minimum=count) if turn[0] == "gte" else Length(ref.path, maximum=count)
                )
                yield length, self._long(turn[1])
            elif self.word(number[1]) != "letters":
                yield Length(ref.path, count, count), end

    def _shape(self, place: int, ref: Ref) -> Read:
        """Parts in a row: "two capital letters followed by six digits", "exactly 13 digits"."""
        pieces = self._pieces(self.past(place, "of-the-form"))
        if pieces is not None:
            regex, name, end = pieces
            yield (
                Pattern(ref.path, regex, name),
                self.skip(end, "and nothing else", "only", "long", "in length", "exactly", "in total"),
            )

    def _pieces(self, place: int) -> tuple[str, str, int] | None:
        first = self._piece(place)
        if first is None:
            return None
        regex, name, end = first
        literal = name.startswith("“")
        while True:
            after = self.phrase(end, "followed-by")
            more = self._piece(after) if after > 0 else None
            if more is None:
                return None if literal else (regex, name, end)
            literal = literal and more[1].startswith("“")
            regex, name, end = regex + more[0], f"{name}, then {more[1]}", more[2]

    def _piece(self, place: int) -> tuple[str, str, int] | None:
        """Regular expression and words of one part of a text."""
        place = self.skip(place, "exactly")
        found = self._mark(place) or self._run(place)
        if found is not None:
            return found
        lead = self.phrase(place, "the-letter")
        token = self.tokens[lead] if 0 < lead < self.end else None
        if token is not None and token.kind == "word" and token.text.isupper():
            return re.escape(token.text), f"“{token.text}”", lead + 1
        text = self._literal(place, strict=True)
        return (re.escape(text), f"“{text}”", place + 1) if text else None

    def _mark(self, place: int) -> tuple[str, str, int] | None:
        """ "a dash", "one slash", "a #"."""
        word = self.word(place + 1)
        if self.word(place) not in ("a", "an", "one"):
            return None
        if word in _MARKS:
            return _MARKS[word], f"a {word}", place + 2
        return (re.escape(word), f"“{word}”", place + 2) if word in _SIGNS else None

    def _run(self, place: int) -> tuple[str, str, int] | None:
        """ "two capital letters", "at least one digit", "3 to 5 digits"."""
        least = self.at(place, "at least")
        number = self.number(max(least, place))
        one = number is None and self.word(place) in ("a", "an", "one", "the")
        low, start = number or ("1", place + 1 if one else -1)
        top = self.number(start + 1) if number and self.word(start) in ("to", "-", "–", "or") else None
        found = CLASSES.find(self.words, top[1]) if top else None
        if top and found:
            (regex, name), end = found
            return f"{regex}{{{low},{top[0]}}}", f"{low} to {top[0]} {name}", end
        found = CLASSES.find(self.words, start) if start > 0 else None
        if found is None:
            return None
        (regex, name), end = found
        return f"{regex}{{{low},}}" if least > 0 else f"{regex}{{{low}}}", f"{low} {name}", end
