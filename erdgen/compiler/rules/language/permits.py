"""Sentences of those who allow something, as what is said of the thing: "smoking is not allowed in suites".

permit    = "we" ["only"] ["do not"] "allow" thing "in" rows | rows ("must not" | "do not") "allow" thing
          | "only" rows "allow" thing | "no" thing "in" rows
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_PLACES = word_set("in for on at to with during inside")
_ALLOW = word_set("allow allows permit permits")
_DENIED: tuple[tuple[str, ...], ...] = (
    *(("must", "not"), ("may", "not"), ("can", "not"), ("do", "not"), ("does", "not"), ("should", "not")),
    *(("cannot",), ("never",), ("must", "never")),
)
_VERBS = word_set(
    "is are was were be must may can cannot should shall has have do does needs need requires without unless"
    " if when"
)
#: The longest name of a thing, in words.
_WIDEST = 4


def permits_turned(tokens: Tokens) -> Iterator[Tokens]:
    """``tokens`` with the thing that is allowed or not as the subject."""
    words = words_of(tokens)
    if _ALLOW.isdisjoint(words):
        yield from _nothing_there(tokens, words)
        return
    allow = next(n for n, word in enumerate(words) if word in _ALLOW)
    lead = words[:allow]
    actor = end_of(words, 0, "somebody")
    if actor > 0:
        denied = tuple(lead[actor:]) in _DENIED
        only = lead[actor:] == ["only"]
        place = next((n for n in range(allow + 2, len(words)) if words[n] in _PLACES), -1)
        if (denied or only) and 0 < place - allow - 1 <= _WIDEST:
            verb = "is not allowed" if denied else "is only allowed"
            yield (*tokens[allow + 1 : place], *said(verb), *tokens[place:])
        return
    thing = tokens[allow + 1 :]
    if not 0 < len(thing) <= _WIDEST or not _PLACES.isdisjoint(words[allow + 1 :]):
        return
    if lead[:1] == ["only"]:
        yield (*thing, *said("is only allowed in"), *tokens[1:allow])
    for denied_words in _DENIED:
        size = len(denied_words)
        if tuple(lead[-size:]) == denied_words and len(lead) > size:
            yield (*thing, *said("is not allowed in"), *tokens[: allow - size])
            return


def _nothing_there(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "No smoking in suites", "there is no smoking in suites"."""
    if words[:1] == ["no"] and words.count("without") == 1 and (_VERBS - {"without"}).isdisjoint(words):
        yield (*tokens[1:], *said("are refused"))
    no = 2 if words[:2] in (["there", "is"], ["there", "are"]) else 0
    if words[no : no + 1] != ["no"] or not _VERBS.isdisjoint(words[no:]):
        return
    place = next((n for n in range(no + 2, len(words)) if words[n] in _PLACES), -1)
    if 0 < place - no - 1 <= _WIDEST:
        yield (*tokens[no + 1 : place], *said("is not allowed"), *tokens[place:])
