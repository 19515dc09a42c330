"""The manner in which a rule is said, as policy, wish, story or question, brought to a plain statement.

Each part takes one manner of speaking off; a sentence may have several ("As a clerk, I want every order to
have a number, so that nobody gets confused").
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.credited import credited
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.naming import Named
from erdgen.compiler.rules.language.openings import without_opening
from erdgen.compiler.rules.language.questions import answered
from erdgen.compiler.rules.language.reasons import without_reason
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.wanted import as_said_of_rows

#: So many manners of speaking are taken off one sentence, and so many forms of it tried.
_DEEPEST = 4
_MOST = 40


def plain_statements(tokens: Tokens, lexicon: Lexicon, names: Named) -> Iterator[Tokens]:
    """What ``tokens`` say without the manner in which they say it, the least changed first; each once."""
    seen = {_key(tokens)}
    here = [tokens]
    for _depth in range(_DEEPEST):
        found: list[Tokens] = []
        for said in here:
            for plain in _once(said, lexicon, names):
                if plain and _key(plain) not in seen and len(seen) < _MOST:
                    seen.add(_key(plain))
                    found.append(plain)
        yield from found
        here = found


def _once(tokens: Tokens, lexicon: Lexicon, names: Named) -> Iterator[Tokens]:
    yield from without_opening(tokens, names)
    yield from without_reason(tokens, names)
    yield from as_said_of_rows(tokens, lexicon)
    yield from answered(tokens)
    yield from credited(tokens, lexicon)


def _key(tokens: Tokens) -> tuple[str, ...]:
    return tuple(token.word for token in tokens)
