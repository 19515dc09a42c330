"""Words for which the grammar has others, wherever they stand in a sentence."""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import wording

FRAMES = (
    wording("changes", "make changes to", "update"),
    wording("changes", "making changes to", "updating"),
    wording("very", "(that|this|the) very", "that"),
    wording("he", "he or she", "they"),
)
