"""What counts as the same text: white space, quotes and a trailing comma do not; comments do."""

from __future__ import annotations

import ast
import re
import warnings
from difflib import SequenceMatcher
from functools import lru_cache

TOKEN = re.compile(
    r"""
    (?P<string>(?i:[rbuf]|[rb][rb]|f[rb]|[rb]f|)(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}
        |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    | (?P<comment>\#[^\n]*)
    | (?P<space>(?:\s|\0>|\\\n)+)
    | (?P<word>\w+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
CLOSING = {")": "(", "]": "[", "}": "{"}
#: Two texts with more in common than this, at the same place, are two states of one element.
ALIKE = 0.6
#: Of longer texts only the tokens are compared, not their order: that would take the square of their length.
LONG = 800


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a piece of Python, without what a formatter may change."""
    found: list[str] = []
    for match in TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "space":
            continue
        if kind == "string":
            token = plain_string(token)
        elif kind == "comment":
            token = token.rstrip()
        elif token in CLOSING and found and found[-1] == "," and not is_single(found, CLOSING[token]):
            found.pop()
        found.append(token)
    return tuple(found)


def plain_string(token: str) -> str:
    """A string in one way of writing it; formatted strings stay as they are."""
    if token[0] in "fF" or token[1:2] in ("f", "F"):
        return token
    if token[0] in "\"'" and "\\" not in token and token[1:-1].count(token[0]) == 0:
        return f"'{token[1:-1]}'" if "'" not in token[1:-1] else token
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return repr(ast.literal_eval(token))
    except (SyntaxError, ValueError):
        return token


def is_single(found: list[str], opening: str) -> bool:
    """Whether the comma at the end makes a tuple of one; only round brackets ask for it."""
    if opening != "(":
        return False
    depth = commas = 0
    for place in range(len(found) - 1, -1, -1):
        token = found[place]
        depth += (token in CLOSING) - (token in "([{" and len(token) == 1)
        commas += token == "," and depth == 0
        if depth < 0:
            called = place > 0 and (found[place - 1].isidentifier() or found[place - 1] in (")", "]"))
            return commas == 1 and not called
    return commas == 1


def same(first: str, second: str) -> bool:
    """Whether two texts say the same."""
    return first == second or tokens_of(first) == tokens_of(second)


def alike(first: str, second: str) -> bool:
    """Whether one text may have become the other."""
    left, right = tokens_of(first), tokens_of(second)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return False
    return max(len(left), len(right)) > LONG or matcher.ratio() >= ALIKE


def without_name(text: str, name: str) -> tuple[str, ...]:
    """The tokens of a definition, whatever it is called."""
    return tuple("" if token == name else token for token in tokens_of(text))
