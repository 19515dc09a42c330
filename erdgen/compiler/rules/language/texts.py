"""Predicates of texts: how long they are, and how they are made.

text      = length | shape | affix | "consists of" format | "contains" part | "matches" pattern
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Pattern
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.formats import CLASSES, FORMATS
from erdgen.compiler.rules.language.lengths import Lengths
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import word_set
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


class Texts(Lengths):
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
        tail = self.shape(after) if after > 0 else None
        if tail is not None and (tail.many or tail.ordered) and not tail.regex.endswith("*"):
            yield Pattern(ref.path, f"(?s:.*){tail.regex}", f"text that ends with {tail.name}"), tail.end
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
        end = self.sealed_end(self.past(part.end, "shape-tail"), part)
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
