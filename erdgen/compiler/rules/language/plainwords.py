"""A sentence of a form that the grammar does not have, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language import (
    alike,
    asked,
    calendars,
    collisions,
    counted,
    dated,
    distinct,
    fresh,
    holders,
    itself,
    lasting,
    measured,
    numbered,
    offered,
    owing,
    pointed,
    rights,
    sealed,
    sorts,
    termed,
    textual,
    uncounted,
    usual,
    wordings,
)
from erdgen.compiler.rules.language.frames import Sayings
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.nominal import deeds_told
from erdgen.compiler.rules.language.tokens import Tokens

#: Shorter sentences are of no such form.
_FEWEST = 3
#: The first that fits is tried first; what is said of more words stands before what is said of fewer.
_FRAMES = (
    *wordings.FRAMES,
    *textual.FRAMES,
    *offered.FRAMES,
    *owing.FRAMES,
    *calendars.FRAMES,
    *usual.FRAMES,
    *asked.FRAMES,
    *fresh.FRAMES,
    *holders.FRAMES,
    *pointed.FRAMES,
    *dated.FRAMES,
    *measured.FRAMES,
    *rights.WORDS,
    *rights.FRAMES,
    *uncounted.FRAMES,
    *itself.FRAMES,
    *collisions.FRAMES,
    *alike.FRAMES,
    *alike.STATED,
    *distinct.FRAMES,
    *numbered.FRAMES,
    *numbered.NEEDED,
    *counted.FRAMES,
    *counted.NEEDED,
    *counted.DELETION,
    *lasting.DELETION,
    *sealed.FRAMES,
    *lasting.CHANGES,
    *lasting.STEPS,
    *sorts.FRAMES,
    *termed.FRAMES,
)


def plain_forms(tokens: Tokens, lexicon: Lexicon) -> Iterator[Tokens]:
    """What the sentence says in plain words, each way once."""
    if len(tokens) < _FEWEST:
        return
    said = (*Sayings(tokens, lexicon).by(_FRAMES), *deeds_told(tokens, lexicon))
    yield from dict.fromkeys(said)
