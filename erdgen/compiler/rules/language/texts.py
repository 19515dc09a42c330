"""Predicates of texts: how long they are, and how they are made.

text      = length | shape | affix | "consists of" format | "contains" part | "matches" pattern
length    = comparison number "characters" | "between" number "and" number "characters"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from erdgen.compiler.rules.conditions import Condition, Length, Pattern, Some
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.formats import CHARACTERS, CLASSES, FORMATS
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.shapes import Shapes
from erdgen.compiler.rules.language.words import COMPARISONS, TAILS, word_set
from erdgen.compiler.spec.project import Field

#: What a text may hold or not: key, regular expression, and words for messages.
_CONTENTS = (
    ("no-spaces", r"\S*", "no spaces"),
    ("spaces", r"(?s:.*)\s(?s:.*)", "a space"),
    ("digits", r"(?s:.*)[0-9](?s:.*)", "a digit"),
)
#: After these verbs what is listed stands somewhere in the text, or at its beginning or end.
_PLACED = word_set("contain contains include includes containing")
_AFFIXED = word_set("start starts begin begins end ends starting beginning ending")
#: Verbs that say of what alone a text is made.
_MADE = word_set("consist consists contain contains composed made built formed comprise comprises nothing")


def _inside(regex: str) -> str:
    """What stands between the brackets of a plain character class; empty for any other expression."""
    return regex[1:-1] if regex.startswith("[") and "^" not in regex else ""


class _Bound(NamedTuple):
    """How long a text is at least or at most; ``noun``: what is counted, where that is said."""

    operator: str
    number: int
    noun: str
    end: int


class Texts(Shapes):
    """Reads what is said of a text."""

    def _text(self, place: int, ref: Ref, field: Field) -> Read:
        yield from self._length(place, ref)
        yield from self._shape(place, ref)
        yield from self._affix(place, ref)
        start = self.phrase(place, "made-of")
        if self._contains_only(place):
            start = max(start, place + 1)
        yield from self._format(place, start, ref)
        if start > 0:
            yield from self._shape(start, ref)
            yield from self._length(start, ref)
        yield from self._content(place, ref)

    def _format(self, place: int, start: int, ref: Ref) -> Read:
        """ "digits only", "an email address", "lower-case letters, digits and hyphens"."""
        named = FORMATS.find(self.words, place) or (FORMATS.find(self.words, start) if start > 0 else None)
        kinds = self.kinds(place) or (self.kinds(start) if start > 0 else None)
        if kinds is not None and start < 0 and self._goes_on(place, _PLACED):
            return  # "contain spaces or slashes" speaks of what is somewhere in the text
        if kinds is not None and kinds.many:
            made = start > 0 and not _MADE.isdisjoint(self.words[place:start])
            if named is None or kinds.end > named[1] or (made and kinds.end == named[1]):
                named = (f"{kinds.regex}*", kinds.name), kinds.end
        if named is None:
            return
        (regex, name), end = named
        end = self.skip(end, "only", "characters", "format", "and nothing else", "alone", ", nothing else")
        yield Pattern(ref.path, regex, name), end
        if kinds is not None and kinds.many:
            yield from self._so_many(end, ref, kinds.regex, kinds.name)

    def _goes_on(self, place: int, verbs: frozenset[str]) -> bool:
        """Whether the words at ``place`` go on with what one of ``verbs`` began."""
        joined = place > 0 and self.words[place - 1] in ("or", "and", ",", "nor")
        return joined and not verbs.isdisjoint(self.words[:place])

    def _so_many(self, place: int, ref: Ref, regex: str, name: str) -> Read:
        """ "capital letters only, two to five of them"."""
        start = self.skip(place, ",")
        exact = self.skip(start, "exactly", "precisely", "between", "from")
        low = self.number(exact)
        if low is None or start == place or not low[0].isdigit():
            return
        high = self.number(low[1] + 1) if self.word(low[1]) in ("to", "and", "-", "–") else None
        end = self.at(high[1] if high else low[1], "of them", "in number", "of these")
        if end > 0 and (high is None or (high[0].isdigit() and int(high[0]) > int(low[0]))):
            count = f"{low[0]},{high[0]}" if high else low[0]
            said = f"{low[0]} to {high[0]}" if high else low[0]
            yield Pattern(ref.path, f"{regex}{{{count}}}", f"{said} {name}"), end

    def _content(self, place: int, ref: Ref) -> Read:
        """ "contain no spaces", "match the pattern …", "contain “@”", "contain a slash"."""
        ends = [(self.phrase(place, key), regex, name) for key, regex, name in _CONTENTS]
        if self._contains_only(place):
            ends = []
        for end, regex, name in ends:
            if end > 0:
                yield Pattern(ref.path, regex, name), end
        after = self.phrase(place, "match-the-pattern")
        quoted = 0 < after < self.end and self.tokens[after].kind == "quoted"
        if quoted and self.words[after - 1] != "match":
            yield from self._regex(ref, after)
        after = self.phrase(place, "contain")
        if after > 0 and not self._contains_only(place):
            for pattern, end in self._contained(after, ref):
                if all(known != end for known, _, _ in ends):
                    yield pattern, end
            after = after + 1 if self.word(after) in ("an", "a", "the", "exactly") else after
            text = self._literal(after, strict=True)
            if text:
                yield Pattern(ref.path, f"(?s:.*){re.escape(text)}(?s:.*)", f"“{text}”"), after + 1
        other = self.phrase(place, "contain-others")
        kinds = self.kinds(other) if other > 0 else None
        if kinds is not None and kinds.many and _inside(kinds.regex):
            regex = f"(?s:.*)[^{_inside(kinds.regex)}](?s:.*)"
            yield Pattern(ref.path, regex, f"other than {kinds.name}"), kinds.end

    def _contains_only(self, place: int) -> bool:
        """ "may only contain …": nothing else may stand anywhere."""
        return place > 0 and self.words[place - 1] == "only" and self.phrase(place, "contain") > 0

    def _contained(self, place: int, ref: Ref) -> Read:
        """ "a slash", "at least two digits", "no hyphens", "any spaces": somewhere in the text."""
        none = self.at(place, "no", "neither")
        kinds = self.kinds(self.skip(max(none, place), "any"))
        if kinds is not None and (kinds.many or none > 0):
            only = self.at(kinds.end, "only", "alone", "and nothing else", ", nothing else")
            if only > 0 and none < 0:
                yield Pattern(ref.path, f"{kinds.regex}*", kinds.name), only
            elif "and" in self.words[place : kinds.end]:
                return
            elif none < 0:
                yield Pattern(ref.path, f"(?s:.*){kinds.regex}(?s:.*)", kinds.name), kinds.end
            elif _inside(kinds.regex):
                yield Pattern(ref.path, f"[^{_inside(kinds.regex)}]*", f"no {kinds.name}"), kinds.end
            return
        yield from self._letters_in(place, ref)
        part = self._mark(place, led=False) or self._run(place)
        if part is None or self.phrase(part.end, "followed-by") > 0:
            return
        least = self.at(place, "at least", "a minimum of", "no fewer than") > 0
        if part.many and not least:
            return
        run = re.fullmatch(r"(.+)\{(\d+),\}", part.regex)
        one, times = (run.group(1), int(run.group(2))) if run else (part.regex, 1)
        again = f"(?:{one}(?s:.*)){{{times}}}" if times > 1 else f"{one}(?s:.*)"
        if times > 0:
            yield Pattern(ref.path, f"(?s:.*){again}", part.name), part.end

    def _letters_in(self, place: int, ref: Ref) -> Read:
        """ "the letter O", "the letters I, O or Q"."""
        after = self.at(place, "the letter", "the letters", "the character", "the characters", "the digit")
        found: list[str] = []
        here = after
        while 0 < here < self.end and (
            self.tokens[here].text.isupper() or self.tokens[here].kind == "quoted"
        ):
            found.append(self.tokens[here].text)
            end = here + 1
            here = self.at(end, ", or", "or", ",")
        if found and all(len(text) == 1 for text in found):
            name = " or ".join(f"“{text}”" for text in found)
            regex = re.escape(found[0]) if len(found) == 1 else f"[{''.join(map(re.escape, found))}]"
            yield Pattern(ref.path, f"(?s:.*){regex}(?s:.*)", name), end

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
        shaped = self.phrase(place, "begins")
        part = self.shape(self.skip(shaped, "with")) if shaped > 0 else None
        if part is not None and part.ordered and part.many:
            yield Pattern(ref.path, part.regex, part.name), self.skip(part.end, "in total", "only")
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
        digits = self.word(place - 1) in ("with", "digit", "digits", "in") and self.kinds(place + 1) is None
        while end < self.end:
            piece = self._literal(end) if not (text and digits) else self._literal(end, strict=True)
            if not piece and (text or digits) and self.tokens[end].kind in ("number",):
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
        high = self.at(
            start,
            "shorter than",
            "less than",
            "fewer than",
            "under",
            "below",
            "be shorter than",
            "fall below",
        )
        if high > 0:
            yield from self._characters(high, lambda n: Length(ref.path, maximum=n - 1))
        tailed = self._one_length(start)
        if tailed is not None and tailed.noun and tailed.noun not in ("digits", "digit"):
            if tailed.operator == "gte":
                yield Length(ref.path, minimum=tailed.number), tailed.end
            if tailed.operator == "lte":
                yield Length(ref.path, maximum=tailed.number), tailed.end
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
        """ "shorter than 2 or longer than 50 characters", "shorter or longer than 8 characters"."""
        either = self.phrase(place, "shorter-or-longer-than")
        one = self.number(either) if either > 0 else None
        if one is not None and one[0].isdigit() and self.word(one[1]) in CHARACTERS:
            count = int(one[0])
            parts = (Length(ref.path, maximum=count - 1), Length(ref.path, minimum=count + 1))
            return Some(parts), self._long(one[1] + 1)
        first = self.at(place, "shorter than", "less than", "fewer than", "under", "below")
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
        """ "at least five and at most eighty characters", "10 characters minimum, 80 maximum"."""
        first = self._one_length(place)
        after = self.at(first.end, "and", "but", ", but", ", and", ",", ";") if first else -1
        second = self._one_length(after) if after > 0 else None
        if first is None or second is None or (first.operator, second.operator) != ("gte", "lte"):
            return None
        if not (first.noun or second.noun) or first.number > second.number:
            return None
        found = CLASSES.find([second.noun or first.noun], 0)
        if found is not None:
            regex, name = found[0]
            said = f"{first.number} to {second.number} {name}"
            return Pattern(ref.path, f"{regex}{{{first.number},{second.number}}}", said), second.end
        return Length(ref.path, first.number, second.number), second.end

    def _one_length(self, place: int) -> _Bound | None:
        """ "at least five characters", "80 maximum": with or without what is counted."""
        found = COMPARISONS.find(self.words, place)
        number = self.number(found[1] if found else place)
        if number is None or not number[0].isdigit():
            return None
        counted = TAILS.find(self.words, number[1]) if found is None else None
        after = counted[1] if counted and self.word(counted[1]) in CHARACTERS else number[1]
        noun = self.word(after) if self.word(after) in CHARACTERS else ""
        end = self._long(after + 1) if noun else after
        tail = TAILS.find(self.words, end) if found is None else None
        tail = (counted[0], end) if counted and after > number[1] else tail
        if found is None and tail is None:
            return None
        operator, end = (found[0], end) if found else tail or ("", end)
        return _Bound(operator, int(number[0]), noun, end)

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
        return self.skip(place, "long", "in length", "or so long", "in total", "at the latest", "at the most")

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
        start = self.past(place, "of-the-form")
        if start == place and self._goes_on(place, _AFFIXED):
            return  # "begin with INV and a hyphen" speaks of the beginning alone
        yield from self._explained(start, ref)
        part = self.shape(start)
        if part is None or (self._holds_somewhere(start) and not part.many and not part.ordered):
            return
        if self._holds_somewhere(start) and self.at(start, "at least", "a minimum of", "no fewer than") > 0:
            return
        end = self.skip(part.end, "and nothing else", "only", "long", "in length", "exactly", "in total")
        yield Pattern(ref.path, part.regex, part.name), end

    def _explained(self, place: int, ref: Ref) -> Read:
        """ "the form RC-2026-00001, that is RC, a hyphen, …": an example, and how it is made up."""
        for colon in range(place + 1, min(place + 10, self.end - 1)):
            after = self.phrase(colon, "that-is-to-say")
            part = self.shape(after) if after > 0 else None
            if part is not None:
                example = "".join(token.text for token in self.tokens[place:colon])
                if re.fullmatch(part.regex, example):
                    yield Pattern(ref.path, part.regex, part.name), part.end
                return

    def _holds_somewhere(self, place: int) -> bool:
        """Whether "contain" stands before: what a text contains may stand anywhere in it."""
        return place > 0 and self.words[place - 1] in ("contain", "contains")
