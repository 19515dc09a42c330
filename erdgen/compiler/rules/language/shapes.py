"""How a text is made up, part by part.

shape     = part {joint part} ["," "the first of which is not" digit]
part      = groups | run | mark | letters
groups    = number "groups of" run ["which are"] "joined by" mark
run       = [count] class | "a" number "-" "digit" noun
class     = kind {("," | "or" | "and") kind}
"""

from __future__ import annotations

import re
from typing import NamedTuple

from erdgen.compiler.rules.language.numbers import Numbers
from erdgen.compiler.rules.language.words import word_set

#: Regular expressions of the marks that have a name.
_MARKS = {
    "dash": "-",
    "hyphen": "-",
    "slash": "/",
    "dot": r"\.",
    "period": r"\.",
    "point": r"\.",
    "colon": ":",
    "semicolon": ";",
    "comma": ",",
    "underscore": "_",
    "space": " ",
    "blank": " ",
    "plus": r"\+",
    "ampersand": "&",
    "hash": "\\#",
    "apostrophe": "'",
}
_SIGNS = word_set("+ # - / @ _ * & .")
#: Marks that are part of the text which they touch: "INV-".
_GLUED = word_set("- / _ #")
#: Kinds of characters by their noun; "upper" and "lower" come from the words before it.
_NOUNS = {
    **dict.fromkeys(("letter", "letters"), "letter"),
    **dict.fromkeys(("digit", "digits", "numeral", "numerals", "numbers", "figures"), "digit"),
    "capitals": "upper",
}
_SPANS = {"AZ": "upper", "az": "lower", "09": "digit"}
_CASES = {
    "uppercase": "upper",
    "capital": "upper",
    "block": "upper",
    "capitalised": "upper",
    "lowercase": "lower",
    "small": "lower",
    "upper": "upper",
    "lower": "lower",
}
_NAMES = {
    "upper": "capital letters",
    "lower": "small letters",
    "letter": "letters",
    "digit": "digits",
    "hex": "hexadecimal digits",
}
_RANGES = {"upper": "A-Z", "lower": "a-z", "letter": "A-Za-z", "digit": "0-9", "hex": "0-9a-fA-F"}
#: What a number of so many digits may be called.
_DIGIT_NOUNS = word_set("year number code sequence suffix block group serial id pin part counter prefix")
_ARTICLES = word_set("a an one another the")
#: Two digits that count something of the calendar.
_CALENDAR = {
    "month": "(?:0[1-9]|1[0-2])",
    "day": "(?:0[1-9]|[12][0-9]|3[01])",
    "hour": "(?:[01][0-9]|2[0-3])",
    "minute": "[0-5][0-9]",
}


class Kinds(NamedTuple):
    """Kinds of characters of which one may stand at a place; ``many`` where the noun is in the plural."""

    regex: str
    name: str
    end: int
    many: bool


class Part(NamedTuple):
    """One part of a text, or several in a row."""

    regex: str
    name: str
    end: int
    #: Whether the part is a text itself, so that nothing is said of what may stand around it.
    literal: bool = False
    #: Whether it runs on: several characters of a kind.
    many: bool = False
    #: Whether one part is said to come after the other ("followed by"), not merely listed.
    ordered: bool = False
    times: int = 1


class Shapes(Numbers):
    """Reads how a text is made up."""

    def kinds(self, place: int) -> Kinds | None:
        """ "capital letters or digits", "lower-case letters, digits and hyphens"."""
        first = self._kind(place)
        if first is None:
            return None
        found, end, many = [first[0]], first[1], first[2]
        listed: list[tuple[str, int]] = []
        here = end
        while True:
            joint = self.at(here, ", or", ", and", "or", "and", "and / or", "/", ",")
            if joint < 0:
                break
            start = joint + 1 if not many and self.word(joint) in ("a", "an") else joint
            more = self._kind(start)
            if more is None or more[2] != many:
                break
            listed.append((more[0], more[1]))
            here = more[1]
            if self.words[joint - 1] != ",":
                found += [kind for kind, _ in listed]
                listed, end = [], here
        if set(found) == {"upper", "lower"}:
            found = ["upper", "lower"]
        return Kinds(_class_of(found), _named(found), end, many)

    def _kind(self, place: int) -> tuple[str, int, bool] | None:
        """One kind of characters: what it is, where it ends, whether it is in the plural."""
        case, start = self._case(place)
        word = self.word(start)
        if case:
            other = self.at(start, "or", "and")
            second, after = self._case(other) if other > 0 else ("", -1)
            if second and second != case and self.word(after) in ("letter", "letters"):
                return "latin", after + 1, self.word(after).endswith("s")
            if word in ("letter", "letters", "character", "characters"):
                return case, start + 1, word.endswith("s")
        if word in ("hex", "hexadecimal") and self.word(start + 1) in ("digit", "digits", "characters"):
            return "hex", start + 2, self.word(start + 1).endswith("s")
        if word in ("alphanumeric", "alphanumerical") and self.word(start + 1).startswith("character"):
            return "alphanumeric", start + 2, self.word(start + 1).endswith("s")
        if word in ("latin", "ascii") and self.word(start + 1) in ("letter", "letters"):
            return "latin", start + 2, self.word(start + 1).endswith("s")
        if self._is_span_of(place):
            first, last = self.tokens[place].text, self.tokens[place + 2].text
            return _SPANS[first + last], place + 3, True
        start += word in ("decimal", "arabic") and not case
        word = self.word(start)
        if word in _NOUNS and not (case and word not in ("capitals",)):
            return _NOUNS[word], start + 1, word.endswith("s")
        plain = word.removesuffix("es") if word in ("dashes", "slashes") else word.removesuffix("s")
        if plain in _MARKS and not case:
            return _MARKS[plain], start + 1, plain != word
        return None

    def _is_span_of(self, place: int) -> bool:
        """Whether "A-Z", "a-z" or "0-9" stands here."""
        ahead = [token.text for token in self.tokens[place : place + 3]]
        return len(ahead) == 3 and ahead[1] in ("-", "–") and ahead[0] + ahead[2] in _SPANS

    def _case(self, place: int) -> tuple[str, int]:
        """Upper or lower case, as an adjective of letters, and the place after."""
        word = self.word(place)
        if word in ("upper", "lower"):
            dash = self.word(place + 1) == "-"
            if self.word(place + 1 + dash) == "case":
                return word, place + 2 + dash
            other = self.word(place + 1) in ("or", "and") and self.word(place + 2) in ("upper", "lower")
            return (word, place + 1) if other else ("", place)
        if word in _CASES and self.word(place + 1) in (
            *("letter", "letters", "character", "characters", "or", "and"),
            *(("capitals",) if word == "block" else ()),
        ):
            return _CASES[word], place + 1
        return "", place

    def shape(self, place: int) -> Part | None:
        """Parts in a row; None for a lone text, which leaves open what is around it."""
        found = self.part(place)
        if found is None:
            return None
        joints = 0
        while True:
            after = self.phrase(self._stood_for(found.end), "followed-by")
            if after < 0 and joints:
                after = self.phrase(found.end, "and-ends-with")
            more = self.part(after, led=True) if after > 0 else None
            if more is None:
                break
            behind = self.at(more.end, "after it", "after them", "after that", "behind it", "behind them")
            more = more._replace(end=behind) if behind > 0 and self.words[after - 1] == "with" else more
            ordered = not {"followed", "then", "continue", "continues", "after", "next"}.isdisjoint(
                self.words[found.end : after]
            )
            found = Part(
                found.regex + more.regex,
                f"{found.name}, then {more.name}",
                more.end,
                found.literal and more.literal,
                more.many,
                found.ordered or ordered,
            )
            joints += 1
        return None if found.literal else self._first_not_zero(found)

    def sealed_end(self, place: int, part: Part) -> int:
        """After "without spaces or letters", "with the P in upper case", which say no more than ``part``."""
        start = self.skip(place, ",", ", and")
        bare = self.phrase(start, "with-none-of")
        if bare < 0:
            return self._case_end(start, part) if start > place or self.word(place) == "with" else place
        here, end = bare, -1
        while here > 0:
            kind = self._kind(here)
            other = self.phrase(here, "other-characters")
            if kind is not None and _may_hold(part.regex, kind[0]):
                return place
            end = max(other, kind[1] if kind is not None else -1)
            here = self.at(end, ", or", ", and", "or", "and", "nor", ",", ", no", "or any", "and no", "no")
        return max(end, place)

    def _case_end(self, place: int, part: Part) -> int:
        """After "with the P in upper case" where a P stands in the text."""
        letter = self.at(place, "with the letter", "with the", "the letter", "the")
        shown = self.tokens[letter].text if 0 < letter < self.end else ""
        end = self.phrase(letter + 1, "in-capitals") if letter > 0 else -1
        return end if end > 0 and shown.isupper() and shown in part.regex else place

    def _first_not_zero(self, part: Part) -> Part:
        """ "eight digits, the first of which is not zero"."""
        after = self.phrase(part.end, "first-not-zero")
        if after < 0 or part.regex != f"[0-9]{{{part.times}}}" or part.times < 2:
            return part
        regex = f"[1-9][0-9]{{{part.times - 1}}}"
        return part._replace(regex=regex, name=f"{part.name}, the first not zero", end=after)

    def _stood_for(self, place: int) -> int:
        """After "for the year", which says what the characters before it stand for."""
        after = self.at(place, "for the", "for a", "as the", "giving the")
        return after + 1 if after > 0 and self.phrase(after + 1, "followed-by") > 0 else place

    def part(self, place: int, *, led: bool = False) -> Part | None:
        """One part; ``led`` where another stands before it."""
        start = self.skip(place, "exactly", "precisely")
        return (
            self._groups(start)
            or self._run(start)
            or self._numbered(start)
            or self._mark(start, led=led)
            or self._letters(start)
            or self._named_part(start)
        )

    def _named_part(self, place: int) -> Part | None:
        """ "Year, dot, three digits": what is written with so many digits, where other parts follow."""
        start = self.skip(place, "the", "a")
        if self.word(start) != "year" or self.phrase(start + 1, "followed-by") < 0:
            return None
        return Part("[0-9]{4}", "a year", start + 1)

    def _mark(self, place: int, *, led: bool) -> Part | None:
        """ "a dash", "one slash", "another hyphen", "a #"."""
        start = self.at(place, "a single", "another", "a", "an", "one", "a leading", "an initial", "the")
        alone = self.word(place) in _SIGNS and self.phrase(place + 1, "followed-by") > 0
        if start < 0 and not led and not alone:
            return None
        start = max(start, place)
        word = self.word(start)
        if word in _MARKS:
            end = self.skip(start + 1, "sign") if word in ("plus", "hash") else start + 1
            return Part(_MARKS[word], f"a {word}", end)
        if word in _SIGNS and (start > place or alone or self.tokens[start].kind == "sign"):
            return Part(re.escape(word), f"“{word}”", self.skip(start + 1, "sign"))
        if self.at(start, "at sign") > 0:
            return Part("@", "“@”", start + 2)
        return None

    def _letters(self, place: int) -> Part | None:
        """A text as it stands: "INV-", "the letters POL", "DE or AT"."""
        first = self._text_itself(place)
        if first is None:
            return None
        texts, end = [first[0]], first[1]
        while (after := self.at(end, "or", ", or")) > 0:
            more = self._text_itself(after)
            if more is None:
                break
            texts.append(more[0])
            end = more[1]
        regex = re.escape(texts[0]) if len(texts) == 1 else f"(?:{'|'.join(map(re.escape, texts))})"
        return Part(regex, " or ".join(f"“{text}”" for text in texts), end, literal=True)

    def _text_itself(self, place: int) -> tuple[str, int] | None:
        lead = self.phrase(place, "the-letter")
        start = max(lead, place)
        if start >= self.end:
            return None
        token = self.tokens[start]
        if token.kind == "quoted":
            return (token.text, start + 1) if token.text else None
        if lead < 0 and token.word in ("a", "an") and self._is_initials(start + 1):
            start += 1  # "an E and then five digits"
            token = self.tokens[start]
        digits = token.kind == "number" and lead > 0 and self.words[lead - 1] in ("digits", "digit", "prefix")
        word = token.kind == "word" and token.text.isupper() and len(token.text) < 9
        if not (digits or word):
            return None
        text, end = token.text, start + 1
        while self.word(end) in _GLUED and end < self.end and self.tokens[end].kind == "mark":
            text, end = text + self.tokens[end].text, end + 1
        return text, end

    def _is_initials(self, place: int) -> bool:
        token = self.tokens[place] if place < self.end else None
        return token is not None and token.kind == "word" and token.text.isupper() and len(token.text) < 4

    def _groups(self, place: int) -> Part | None:
        """ "five groups of five capital letters, joined by hyphens"."""
        number = self.number(place)
        of = self.phrase(number[1], "groups-of") if number else -1
        run = self._run(of) if of > 0 else None
        if number is None or run is None or not number[0].isdigit() or int(number[0]) < 2:
            return None
        joined = self.phrase(run.end, "joined-by")
        mark = self._kind(self.skip(joined, "a single", "a", "single")) if joined > 0 else None
        if mark is None or mark[0] in _NAMES or mark[0] in _WIDER:
            return None
        more = int(number[0]) - 1
        regex = f"{run.regex}(?:{mark[0]}{run.regex}){{{more}}}"
        end = self.skip(mark[1], "between them", "in between")
        return Part(regex, f"{number[0]} groups of {run.name} joined by “{mark[0][-1]}”", end, many=True)

    def _numbered(self, place: int) -> Part | None:
        """ "a four-digit year", "another five-digit number"."""
        start = self.skip(place, "a", "an", "another", "the")
        number = self.number(start)
        if number is None or not number[0].isdigit():
            return None
        start = number[1] + (self.word(number[1]) == "-")
        case, start = self._case(start) if self._case(start)[0] else ("", start)
        kind = self.word(start)
        if kind not in ("digit", "letter"):
            return None
        end = self.skip(start + 1, "serial", "sequential", "running", "sequence", "consecutive")
        count = int(number[0])
        if self.word(end) in _CALENDAR and count == 2 and kind == "digit":
            return Part(_CALENDAR[self.word(end)], f"a {self.word(end)} of 2 digits", end + 1)
        if self.word(end) not in _DIGIT_NOUNS:
            return None
        atom = "digit" if kind == "digit" else case or "letter"
        return Part(
            f"{_class_of([atom])}{{{count}}}", f"{count} {_NAMES[atom]}", end + 1, many=True, times=count
        )

    def _run(self, place: int) -> Part | None:
        """ "two capital letters", "at least one digit", "3 to 5 digits", "one or more letters"."""
        least = self.at(place, "at least", "a minimum of", "no fewer than")
        start = self.skip(max(least, place), "another", "between", "from")
        spread = start > max(least, place) and self.words[start - 1] in ("between", "from")
        number = self.number(start)
        if number is None:
            one = self.at(start, "a single", "another", "a", "an", "one")
            found = self.kinds(one) if one > 0 and least < 0 else None
            if found is None or found.many or found.name in _MARK_NAMES:
                return None
            return Part(found.regex, f"1 {_one(found.name)}", found.end)
        low, after = number
        if not low.isdigit():
            return None
        if self.at(after, "or more", "and more") > 0 and not spread:
            least, after = after, after + 2
        top = None
        most = self.phrase(after, "and-at-most") if least > 0 else -1
        if most > 0:
            top = self.number(most)
            if top is None or not top[0].isdigit() or int(top[0]) <= int(low):
                return None
        elif self.word(after) in ("to", "-", "–", "or", "and") and (
            spread == (self.word(after) == "and") or self.word(after) == "to"
        ):
            top = self.number(after + 1)
            if top is not None and (not top[0].isdigit() or int(top[0]) <= int(low)):
                return None
            if top is not None and self.word(after) == "or" and int(top[0]) != int(low) + 1:
                return None
        if spread and top is None:
            return None
        after = self.skip(top[1] if top else after, "further", "more", "other", "random", "consecutive")
        found = self.kinds(after)
        if found is None or (not found.many and low != "1"):
            return None
        if top:
            name = f"{low} to {top[0]} {found.name}"
            return Part(f"{found.regex}{{{low},{top[0]}}}", name, found.end, many=True)
        if least > 0:
            name = f"at least {low} {_one(found.name) if low == '1' else found.name}"
            return Part(f"{found.regex}{{{low},}}", name, found.end, many=True)
        if low == "1":
            return Part(found.regex, f"1 {_one(found.name)}", found.end)
        return Part(f"{found.regex}{{{low}}}", f"{low} {found.name}", found.end, many=True, times=int(low))


#: Kinds that stand for several.
_WIDER = {"alphanumeric": ("letter", "digit"), "latin": ("upper", "lower")}
_MARK_NAMES = frozenset({"“-”", "“/”", "“.”", "“ ”", "“_”"})


def _class_of(kinds: list[str]) -> str:
    """The character class for any of ``kinds``."""
    plain = dict.fromkeys(kind for each in kinds for kind in _WIDER.get(each, (each,)))
    if set(plain) == {"letter"}:
        return r"[^\W\d_]"
    if "letter" in plain and not {"digit", "hex"} & set(plain):
        return rf"(?:[^\W\d_]|{_class_of([kind for kind in plain if kind != 'letter'])})"
    covered = {"upper", "lower"} if "letter" in plain else {"digit"} if "hex" in plain else set()
    ranges = "".join(text for kind, text in _RANGES.items() if kind in plain and kind not in covered)
    marks = sorted((kind for kind in plain if kind not in _RANGES), key=lambda mark: mark == "-")
    return f"[{ranges}{''.join(marks)}]"


def _may_hold(regex: str, kind: str) -> bool:
    """Whether a character of ``kind`` may stand in a text of the form ``regex``."""
    plain = re.sub(r"\{[\d,]+\}", "", regex)
    if kind == "digit":
        return any(character.isdigit() for character in plain)
    if kind in _NAMES or kind in _WIDER:
        return any(character.isalpha() for character in plain)
    return kind[-1] in re.sub(r"(?<=\w)-(?=\w)", "", plain)


def _one(name: str) -> str:
    return name if " and " in name else name.removesuffix("s")


def _named(kinds: list[str]) -> str:
    plain = [kind for each in kinds for kind in _WIDER.get(each, (each,))]
    names = [_NAMES.get(kind) or f"“{kind[-1]}”" for kind in dict.fromkeys(plain)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
