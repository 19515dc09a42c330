"""Sentences told from another side, in the words in which the grammar reads them: all of these together."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.clashes import clashing
from erdgen.compiler.rules.language.fallbacks import fallen_back
from erdgen.compiler.rules.language.filled import filled
from erdgen.compiler.rules.language.formulas import worked_out
from erdgen.compiler.rules.language.likewise import liked
from erdgen.compiler.rules.language.refusals import refused
from erdgen.compiler.rules.language.rewriting import Tokens, words_of


def retold(tokens: Tokens) -> Iterator[Tokens]:
    """The same, once more; each form looks for its own words first."""
    words = words_of(tokens)
    yield from clashing(tokens, words)
    yield from liked(tokens, words)
    yield from refused(tokens, words)
    yield from worked_out(tokens, words)
    yield from fallen_back(tokens, words)
    yield from filled(tokens, words)
