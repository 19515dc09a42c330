"""Why a rule is, or that it has no exceptions: said beside the rule, it limits nothing.

reason    = ("because" | "since" | "as") statement | "so that" statement | ["in order"] "to avoid" …
          | "for legal reasons" | "by law" | "otherwise" statement
firmness  = "no exceptions" | "full stop" | "this is required by law" | …

A reason that names something of the ERD, counts something or asks for something could be a case in which the
rule holds, or a rule of its own: with it a sentence is not taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from erdgen.compiler.rules.language.asides import Naming
from erdgen.compiler.rules.language.openings import REASON
from erdgen.compiler.rules.language.rewriting import trimmed_end, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

#: A reason with one of these asks for something, or speaks of a case.
_BINDING = word_set(
    "must cannot may should shall need needs require requires required only if unless when whenever"
    " while until"
    " except whose exceed than most least every each per ; :"
)
#: What is brought about with one of these may be the rule itself.
_RESULTS = word_set(
    "different same unique distinct all equal none both never identical zero positive negative above below"
    " before after between more less fewer one"
)
#: What a rule is to bring about, by verbs of which no row is the object.
_AIMS = word_set(
    "avoid prevent protect comply ensure reduce minimise minimize simplify guarantee help rule satisfy"
    " prevents avoids counter stop spare"
)
#: These may be done to rows as well: only with what the ERD does not know.
_LOOSE_AIMS = word_set(
    "keep make meet stay save prove improve support fulfil follow respect maintain preserve limit"
    " enable allow facilitate know have give"
)
_FIRM = (
    "((and )?(there (are|will be|can be) )?(absolutely )?(no|without|with no) (any )?(exception|exceptions"
    "|ifs or buts|ifs and buts|ands or buts|discussion|matter what|if|excuses|questions asked)( to (this"
    "|that|it))?"
    "( are (made|allowed|possible|granted|permitted))?"
    "|full stop|period|end of story|that is final|that is that|whatever happens|come what may"
    "|(this|that) is (?!not|never|only|no )(\\w+ )?(required|prescribed|demanded|stipulated|agreed"
    "|wanted|intended|decided"
    "|mandatory|compulsory|important|essential|crucial|vital|non - negotiable|not negotiable|by design)"
    "( by (the |our |all )?(\\w+ )?\\w+)?"
    "|(this|that|it) is (a must|our policy|the law|company policy|our rule|(a|an) (\\w+ )?(requirement"
    "|rule|must)"
    "|required by (law|our \\w+|the \\w+))"
    "|(the )?(law|auditors|auditor|tax office|insurance|insurer|management|authorities) (requires"
    "|require|demands"
    "|demand|insists on|insist on|asks for|ask for|wants|want) (it|this|that|so)"
    "|thank you|thanks|if you please|as simple as that|it is as simple as that|that simple|that is how"
    " we do it"
    "|that is the rule|that is our rule|that is our policy|that is a rule|that is the law|as you know"
    "|of course|obviously|naturally|in any case|in all cases|in every case|as always|at all costs|regardless)"
)
#: These need no mark before them.
_ANYWHERE = (
    "(without|with no) (any )?(exception|exceptions)|no matter what|at all costs|under any circumstances"
)
#: How far from the end it may begin.
_WIDEST = 16
#: A rule has at least so many words.
_FEWEST = 3


def without_reason(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    """``tokens`` without what is said of why the rule is, by each place where it may stand."""
    words = words_of(tokens)
    yield from _last(tokens, words, names)
    yield from _first(tokens, words, names)


def _last(tokens: Tokens, words: list[str], names: Naming) -> Iterator[Tokens]:
    """ "…, since the tax office insists on it", "… to avoid confusion", "…, no exceptions"."""
    for place in range(max(_FEWEST, len(words) - _WIDEST), len(words)):
        after = place + (words[place] in (",", ".", ";", "–", "-", ":", "!"))
        marked = after > place
        after += words[after : after + 1] == ["and"] and marked
        rest = tokens[after:]
        if not rest:
            return
        text = " ".join(words[after:])
        if _is_reason(rest, words[after:], names, marked=marked) or _is_firm(text, marked=marked):
            yield trimmed_end(tokens[:place])


def _is_reason(rest: Tokens, words: list[str], names: Naming, *, marked: bool) -> bool:
    lead = words[0]
    if _is_by_law(" ".join(words)):
        return True
    if lead not in _LEADS:
        return False
    if len(rest) < 2 or any(token.kind == "number" for token in rest):
        return False
    asks = not _BINDING.isdisjoint(words[1:])
    if lead == "because":
        return not asks
    if lead == "since" or (lead == "as" and words[1] not in ("soon", "long", "of", "many", "much")):
        return marked and not asks and not names(rest[1:])
    if lead == "so":
        return words[1] == "that" and not asks and _RESULTS.isdisjoint(words) and not names(rest[2:])
    if lead == "otherwise":
        return marked and not asks and not names(rest[1:])
    if lead in ("due", "owing", "thanks"):
        return words[1] == "to" and not asks and not names(rest[2:])
    aim = 3 if words[:3] == ["in", "order", "to"] else 1 if lead == "to" else len(words)
    if len(words) <= aim or asks:
        return False
    aim += words[aim] in ("not", "better")
    return words[aim] in _AIMS or (words[aim] in _LOOSE_AIMS and not names(rest[aim + 1 :]))


_LEADS = word_set("because since as so to in otherwise due owing thanks")


def _first(tokens: Tokens, words: list[str], names: Naming) -> Iterator[Tokens]:
    """ "Because the tax office insists on it, …", "to avoid confusion, …": up to the first comma."""
    if words[0] not in _LEADS or "," not in words[2:_WIDEST]:
        return
    comma = words.index(",", 2)
    rest = tokens[comma + 1 :]
    if len(rest) >= _FEWEST and _is_reason(tokens[:comma], words[:comma], names, marked=True):
        yield rest


@lru_cache(maxsize=256)
def _is_by_law(text: str) -> bool:
    return re.fullmatch(REASON, text) is not None


@lru_cache(maxsize=256)
def _is_firm(text: str, *, marked: bool) -> bool:
    return re.fullmatch(_FIRM if marked else _ANYWHERE, text) is not None
