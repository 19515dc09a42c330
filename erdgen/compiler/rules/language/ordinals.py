"""Which one of several: "the sixth", "an eleventh"; of it, how many there are before."""

from __future__ import annotations

from erdgen.compiler.rules.language.tokens import Token, read_tokens
from erdgen.compiler.rules.language.units import SMALL, TENS

_NAMED = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_NTH = {
    **{f"{word}th": number for word, number in SMALL.items() if number > 3},
    **{f"{word[:-1]}ieth": number for word, number in TENS.items()},
    **_NAMED,
}
_ENDINGS = ("st", "nd", "rd", "th")


def one_less(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """How many stand before "sixth" or "6th"; empty where that is none or no such word."""
    number = _number_of(tokens)
    return read_tokens(str(number - 1)) if number > 1 else ()


def as_number(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "Sixth" or "6th" as 6; empty where it is no such word."""
    number = _number_of(tokens)
    return read_tokens(str(number)) if number > 0 else ()


def _number_of(tokens: tuple[Token, ...]) -> int:
    said = "".join(token.word for token in tokens)
    if said.endswith(_ENDINGS) and said[:-2].isdigit():
        return int(said[:-2])
    return _NTH.get(said, 0)
