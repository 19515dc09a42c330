"""What stands between the elements of a bracket: comma, white space, comments, and to whom they belong."""

from __future__ import annotations

import re
from dataclasses import dataclass

PART = re.compile(r"(?P<comment>#[^\n]*)|(?P<comma>,)|(?P<bracket>[\[\](){}])|(?P<rest>[^#,\[\](){}]+)")


class UnusualError(Exception):
    """Written in a way that is not taken apart; the expression is merged as one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """``trail``: comment on the line before; ``lead``: lines above what follows; ``sep``: its white space."""

    trail: str
    lead: str
    sep: str
    comma: bool


def split_gap(text: str) -> Gap:
    """Cut the text between two elements; UnusualError when its comma stands behind a line's end."""
    comma = False
    kept: list[str] = []
    for match in PART.finditer(text):
        if match.lastgroup == "comma":
            if any("\n" in part for part in kept):
                raise UnusualError
            comma = True
        elif match.lastgroup == "bracket" or (
            match.lastgroup == "rest" and match[0].replace("\0>", "").strip()
        ):
            raise UnusualError
        else:
            kept.append(match[0])
    line, newline, below = "".join(kept).partition("\n")
    if not newline:
        return Gap("", "", line, comma)
    lead, above, indent = below.rpartition("\n")
    return Gap(line.rstrip() if "#" in line else "", lead + above, "\n" + indent, comma)


def after_opening(text: str) -> tuple[str, Gap]:
    """Cut the text before the first element: what opens, with a comment on its line, and the gap."""
    end = 0
    for match in PART.finditer(text):
        if match.lastgroup == "bracket":
            end = match.end()
    end = end or len(text.rstrip())
    gap = split_gap(text[end:])
    return text[:end] + gap.trail, gap


def before_closing(text: str) -> tuple[Gap, str]:
    """Cut the text behind the last element: the gap, and what closes."""
    end = next((match.start() for match in PART.finditer(text) if match.lastgroup == "bracket"), len(text))
    return split_gap(text[:end]), text[end:]
