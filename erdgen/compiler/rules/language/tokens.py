"""Sentences as tokens: words, numbers, dates, quoted texts, and the marks between them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

from erdgen.compiler.rules.language.words import word_set

TokenKind = Literal["word", "number", "date", "time", "quoted", "possessive", "sign", "mark"]

#: Longer texts are stories, not rules.
LONGEST = 500

_PATTERN = re.compile(
    r"(?P<literal>\^\S+\$|https?://(?:[^\s,;]*[^\s,;.])?|(?<=\s)@[\w.-]*\w|(?<=\s)\.[A-Za-z0-9]+\b)"
    r"|(?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))"
    r"|(?P<time>\d{1,2}:\d{2}(?![\w:]))"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?(?!\w|,\d)|\d{1,3}(?: \d{3})+(?![\w.])|\d+(?:\.\d+)?)"
    r"|“(?P<curly>[^“”]*)”|\"(?P<double>[^\"]*)\"|(?<!\w)'(?P<single>[^']*)'(?!\w)|`(?P<tick>[^`]*)`"
    r"|(?P<possessive>['’]s\b|(?<=s)['’](?=\s))"
    r"|(?P<abbreviated>\b(?:[Mm]ax|[Mm]in)\.(?=\s*\d))"
    r"|(?P<word>[^\W\d](?:\w|['’](?!s\b)(?=[^\W\d_]))*)"
    r"|(?P<sign>>=|<=|≥|≤|!=|≠|->|→|>|<|=)"
    r"|(?P<mark>\S)"
)
_CONTRACTED = re.compile(r"^(\w+)n't$")
#: "It's" is "it is".
_SHORTENED = word_set("it that there he she what who")
#: Signs for units that consist of a letter and a figure.
_UNIT_SIGNS = {"m²": "sqm", "m2": "sqm"}
_WHOLE = {"can't": ("cannot",), "won't": ("will", "not"), "it's": ("it", "is"), "cannot": ("cannot",)}


class Token(NamedTuple):
    """``text`` as written; ``word`` in lower case, without thousands separators."""

    kind: TokenKind
    text: str
    word: str


Tokens = tuple[Token, ...]


def read_tokens(sentence: str) -> Tokens:
    """The tokens of ``sentence``; none for one of unreasonable length."""
    if len(sentence) > LONGEST:
        return ()
    tokens: list[Token] = []
    for match in _PATTERN.finditer(sentence):
        for token in _tokens_of(match):
            short = token.kind == "possessive" and tokens and tokens[-1].word in _SHORTENED
            tokens.append(Token("word", "is", "is") if short else token)
    while tokens and tokens[-1].word in (".", "!", ";"):
        tokens.pop()
    return tuple(tokens)


def _tokens_of(match: re.Match[str]) -> list[Token]:
    group = str(match.lastgroup)
    text = match.group(group)
    if group in ("curly", "double", "single", "tick", "literal"):
        return [Token("quoted", text, text.lower())]
    if group == "abbreviated":
        return [Token("word", text[:-1], text[:-1].lower())]
    if group == "number":
        return [Token("number", text, re.sub("[ ,]", "", text))]
    if group == "word":
        return [Token("word", word, _UNIT_SIGNS.get(word, word.lower())) for word in _spelled_out(text)]
    if text in ("-", "‐", "‑"):  # the hyphens themselves
        return [Token("mark", text, "-")]
    if text in ("–", "—"):
        return [Token("mark", text, "–")]
    return [Token(cast(TokenKind, group), text, text)]  # the groups are named so


def _spelled_out(text: str) -> tuple[str, ...]:
    plain = text.replace("’", "'")
    lower = plain.lower()
    if lower in _WHOLE:
        return _WHOLE[lower]
    contracted = _CONTRACTED.match(lower)
    if contracted:
        return (contracted.group(1), "not")
    return (plain,)


def spell_out(tokens: Tokens) -> str:
    """The tokens as one would write them."""
    text = ""
    for token in tokens:
        tight = token.kind == "possessive" or token.word in (",", ".", ";", "%", ")", "-")
        text += token.text if tight or not text or text.endswith(("-", "(", "$")) else f" {token.text}"
    return text
