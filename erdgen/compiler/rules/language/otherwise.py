"""What is said of all other rows: "in all other stages the reason must stay empty".

tail      = ("otherwise" | ("in" | "for" | …) ["all"] "other" noun) [","]
            member ("must stay empty" | "cannot be given")
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from erdgen.compiler.rules.language.words import word_set

_ARTICLES = word_set("the its their this that a an")
_PRONOUNS = word_set("it they field fields value none one")


#: "Otherwise", "in all others", "for all other tasks", "in all other open cases".
_OTHERS = ("", "others", r"other (?!,)\S+", r"other (?!,)\S+ (?!,)\S+")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Made when a sentence speaks of others."""
    asks = "(?:must|has to|have to|should|shall|is to|needs to|may only)"
    empty = "(?:empty|blank|unset|null|without a value)"
    given = "(?:given|filled in|set|present|stated|entered|specified|recorded|provided|there)"
    none = (
        f"(?:{asks} (?:be|stay|remain|be left|be kept) {empty}"
        f"|(?:is|are|stays|stay|remains|remain|is left|are left) {empty}"
        f"|(?:must not|may not|cannot|can not|must never) be {given}|(?:is|are) (?:not|never) {given})"
    )
    who = r"(?P<who>(?:(?:the|its|their|this|that|a|an) )?(?:\S+ ){0,2}?\S+)"
    leads = (
        rf"(?:in|for|with|on|at|of) (?:all |any |every |the )*{each}" if each else "otherwise"
        for each in _OTHERS
    )
    return tuple(re.compile(rf"{lead}(?: ,)? {who} {none}") for lead in leads)


def leaves_others_empty(head: Sequence[str], tail: Sequence[str]) -> bool:
    """Whether ``tail`` says that in all other cases there is no value of what ``head`` speaks of."""
    if not any(word.startswith("other") for word in tail[:4]):
        return False
    said = " ".join(tail)
    matches = (match for pattern in _patterns() if (match := pattern.fullmatch(said)))
    return any(_is_told(match.group("who").split(), head) for match in matches)


def _is_told(who: Sequence[str], head: Sequence[str]) -> bool:
    named = [word for word in who if word not in _ARTICLES]
    if not named:
        return bool(who) and who[0] in ("this", "that")
    return all(word in _PRONOUNS or word in head for word in named)
