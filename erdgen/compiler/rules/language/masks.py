"""How a text is made up, shown by a mask: "Q-YYYY-NNNN".

mask      = segment {("-" | "/" | "_" | ".") segment}
segment   = letters as they stand | "YYYY" | "YY" | "MM" | "DD" | "NN…" | "##…"
"""

from __future__ import annotations

import re

from erdgen.compiler.rules.conditions import Pattern
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.texts import Texts
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field

_MARKS = word_set("- / _ .")
_DATES = {"YYYY": "[0-9]{4}", "YY": "[0-9]{2}", "MM": "(?:0[1-9]|1[0-2])", "DD": "(?:0[1-9]|[12][0-9]|3[01])"}
_DIGITS = re.compile(r"N{2,}|#+")
_DATED = re.compile("|".join(_DATES))
#: A run of one letter stands for something, but not for what: "AAA", "XX"; so may a part of a date.
_RUN = re.compile(r"(.)\1+|.*(?:YY|MM|DD|NN|XX).*")
_LETTERS = re.compile("[A-Z]{1,8}")


class Masks(Texts):
    """Reads masks."""

    def _text(self, place: int, ref: Ref, field: Field) -> Read:
        yield from super()._text(place, ref, field)
        start = self.past(place, "of-the-form")
        if start == place or self._holds_somewhere(start):
            return
        regex, end = self._mask(start)
        if regex:
            shown = "".join(token.text for token in self.tokens[start:end])
            yield Pattern(ref.path, regex, f"the format {shown}"), end

    def _mask(self, place: int) -> tuple[str, int]:
        """The regular expression, empty where no mask stands here, and where the mask ends."""
        parts: list[str] = []
        shown: list[str] = []
        here = place
        while True:
            segment, end = self._segment(here)
            part = _regex_of(segment)
            if not part:
                return "", place
            parts.append(part)
            shown.append(segment)
            if self.word(end) not in _MARKS or not _regex_of(self._segment(end + 1)[0]):
                break
            parts.append(re.escape(self.word(end)))
            here = end + 1
        stands_for = [text for text in shown if _DATED.search(text) or _DIGITS.search(text)]
        dates = set(_DATED.findall("-".join(shown)))
        dated = {"MM", "DD"}.isdisjoint(dates) or not {"YYYY", "YY"}.isdisjoint(dates)
        return ("".join(parts), end) if stands_for and dated else ("", place)

    def _segment(self, place: int) -> tuple[str, int]:
        """What stands between two marks, and the place after it."""
        text, end = "", place
        if end < self.end and self.tokens[end].kind == "word":
            text, end = self.tokens[end].text, end + 1
        while self.word(end) == "#":
            text, end = f"{text}#", end + 1
        return text, end


def _regex_of(segment: str) -> str:
    """Empty for what is no segment of a mask."""
    if segment and not _DATED.sub("", segment):
        return _DATED.sub(lambda found: _DATES[found.group()], segment)
    letters = segment.rstrip("#")
    count = len(segment) - len(letters)
    digits = f"[0-9]{{{count}}}" if count else ""
    if _DIGITS.fullmatch(segment):
        return f"[0-9]{{{len(segment)}}}"
    if not _LETTERS.fullmatch(letters) or _RUN.fullmatch(letters):
        return ""
    return letters + digits
