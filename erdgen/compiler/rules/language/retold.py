"""Sentences told from another side, in the words in which the grammar reads them: all of these together."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.again import named_again
from erdgen.compiler.rules.language.begun import begun
from erdgen.compiler.rules.language.clashes import clashing
from erdgen.compiler.rules.language.extents import reached
from erdgen.compiler.rules.language.fallbacks import fallen_back
from erdgen.compiler.rules.language.filled import filled
from erdgen.compiler.rules.language.formulas import worked_out
from erdgen.compiler.rules.language.likewise import liked
from erdgen.compiler.rules.language.refusals import refused
from erdgen.compiler.rules.language.rewriting import words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.workings import made_of_parts


def retold(tokens: Tokens) -> Iterator[Tokens]:
    """The same, once more; each form looks for its own words first."""
    yield from _retold(tokens)
    for plain in named_again(tokens, words_of(tokens)):
        yield plain
        yield from _retold(plain)


def _retold(tokens: Tokens) -> Iterator[Tokens]:
    words = words_of(tokens)
    yield from begun(tokens, words)
    yield from clashing(tokens, words)
    yield from liked(tokens, words)
    yield from reached(tokens, words)
    for plain in refused(tokens, words):
        yield plain
        yield from reached(plain, words_of(plain))
    yield from worked_out(tokens, words)
    yield from made_of_parts(tokens, words)
    yield from fallen_back(tokens, words)
    yield from filled(tokens, words)
