"""Fields that brackets name behind other words for them: "the end of the band (salary_to)", in plain words.

What stands before the brackets is left out, but for the rows that it names.
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import wording

_FIELD = r"\( (the )?(?P<m>[a-z]\w*_\w+) \)"
_NOUN = "(?P<about__{n}>[a-z]+( [a-z]+){{0,2}})"
_THE = "(the|its|their|his|her)"

FRAMES = (
    wording(
        "(",
        f"the {_NOUN.format(n=1)} of (a|an|the|each|every) <kind:3> 's {_NOUN.format(n=2)} {_FIELD}",
        "the {m} of a {kind}",
    ),
    wording(
        "(", f"the {_NOUN.format(n=1)} of (a|an|the|each|every) <kind:3> {_FIELD}", "the {m} of a {kind}"
    ),
    wording(
        "(",
        f"(a|an|the|each|every) <kind:3> 's {_NOUN.format(n=1)}( of the {_NOUN.format(n=2)})? {_FIELD}",
        "the {m} of a {kind}",
    ),
    wording("(", f"{_THE} {_NOUN.format(n=1)} of {_THE} {_NOUN.format(n=2)} {_FIELD}", "the {m}"),
    wording("(", f"{_THE} {_NOUN.format(n=1)} {_FIELD}", "the {m}"),
)
