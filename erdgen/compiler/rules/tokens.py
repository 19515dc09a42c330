"""Sentences as tokens: words, numbers, signs and the marks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["word", "number", "sign", "possessive", "dot", "comma", "other"]

_PATTERN = re.compile(
    r"(?P<number>-?\d+(?:,\d{3})*(?:\.\d+)?(?![\w]))"
    r"|(?P<possessive>['’]s\b|(?<=s)['’](?=\s))"
    r"|(?P<word>\w+(?:['’]t\b)?)"
    r"|(?P<sign>>=|<=|≥|≤|>|<)"
    r"|(?P<dot>\.)"
    r"|(?P<comma>,)"
    r"|(?P<other>\S)"
)
_LONGEST = 500
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
#: Spellings that mean the same; each is read as the words on the right.
_SPELLINGS = {
    "can't": ("cannot",),
    "mustn't": ("must", "not"),
    "nonnegative": ("non", "negative"),
    "nonpositive": ("non", "positive"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` as written, ``word`` in lower case (for numbers: plain digits)."""

    kind: TokenKind
    text: str
    word: str
    #: Whether white space stands before it.
    spaced: bool = True


def read_tokens(sentence: str) -> tuple[Token, ...]:
    """The tokens of ``sentence`` without its full stop; empty for one of unreasonable length."""
    if len(sentence) > _LONGEST:
        return ()
    tokens: list[Token] = []
    for match in _PATTERN.finditer(sentence):
        tokens += _spell(_token(match, sentence))
    while tokens and tokens[-1].kind == "dot":
        tokens.pop()
    return tuple(tokens)


def _token(match: re.Match[str], sentence: str) -> Token:
    kind: TokenKind = match.lastgroup  # type: ignore[assignment]  # the group names are the kinds
    text = match.group()
    spaced = match.start() == 0 or sentence[match.start() - 1].isspace()
    word = text.replace(",", "") if kind == "number" else text.lower().replace("’", "'")
    return Token(kind, text, word, spaced)


def _spell(token: Token) -> list[Token]:
    words = _SPELLINGS.get(token.word)
    return [Token("word", token.text, word) for word in words] if words else [token]


def number_in(token: Token) -> str | None:
    """The number that ``token`` is, digits or a small number word, as exact text."""
    return token.word if token.kind == "number" else _NUMBER_WORDS.get(token.word)


def spell_out(tokens: tuple[Token, ...]) -> str:
    """The tokens as one would write them."""
    text = ""
    for token in tokens:
        text += f" {token.text}" if token.spaced and text else token.text
    return text
