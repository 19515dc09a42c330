"""Deeds named by a noun: "after payment", "upon execution", "publishing an exam makes …".

The noun counts only where a row of the ERD can be in the state to which the deed brings it.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.rewriting import said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_TIMES = {
    **dict.fromkeys(("after", "upon", "on", "following", "from", "since"), "once"),
    **{"before": "before", "until": "until", "till": "until"},
}
_ONWARDS = word_set("onwards onward on")
_ARTICLES = word_set("the its their a an")
#: What a deed leaves, where its noun is not made of the same word.
_STATES = {
    **{"payment": "paid", "delivery": "delivered", "departure": "departed", "arrival": "arrived"},
    **{"closure": "closed", "sale": "sold", "signature": "signed", "start": "started", "end": "ended"},
    **{"receipt": "received", "dispatch": "dispatched", "cancellation": "cancelled", "issue": "issued"},
    **{"publication": "published", "submission": "submitted", "verification": "verified"},
    **{"issuance": "issued", "shipment": "shipped", "refund": "refunded", "check-in": "checked in"},
    **{"release": "released", "withdrawal": "withdrawn", "refusal": "refused", "return": "returned"},
    **{"finalisation": "final", "finalization": "final", "activation": "active", "handover": "handed over"},
    **{"selling": "sold", "paying": "paid", "freezing": "frozen", "sending": "sent", "losing": "lost"},
    **{"beginning": "started", "completion": "completed", "checkout": "checked out", "loss": "lost"},
}
_ENDINGS = (("ation", "ed"), ("ion", "ed"), ("al", "ed"), ("ment", "d"), ("ing", "ed"), ("ing", ""))
_MAKES = word_set("makes make locks lock freezes freeze fixes fix seals seal turns turn")
_FROZEN = ("read", "read-only", "readonly", "immutable", "unchangeable", "fixed", "frozen", "locked")
_WIDEST = 4


def deeds_told(tokens: Tokens, lexicon: Lexicon) -> Iterator[Tokens]:
    """The same with "once it is paid" for "after payment"."""
    words = words_of(tokens)
    if words[0] in _TIMES:
        yield from _time_first(tokens, words, lexicon)
    for place in range(2, len(words) - 1):
        if words[place] in _TIMES:
            yield from _time_last(tokens, words, place, lexicon)
    yield from _deed_first(tokens, words, lexicon)


def state_of(noun: str, lexicon: Lexicon) -> str:
    """The state to which the deed brings a row; empty where no row can be in such a state."""
    guesses = [_STATES[noun]] if noun in _STATES else []
    guesses += [noun.removesuffix(old) + new for old, new in _ENDINGS if noun.endswith(old) and len(noun) > 5]
    known = lexicon.project.entities
    return next((each for each in guesses if any(lexicon.states(entity, each) for entity in known)), "")


def _noun_at(words: list[str], place: int, lexicon: Lexicon) -> tuple[str, int]:
    """The state that a noun at ``place`` tells of, and the place after it."""
    start = place + (words[place : place + 1] in (["the"], ["its"], ["their"]))
    for end in (start + 3, start + 1):
        noun = "".join(words[start:end])
        if end <= len(words) and (end == start + 1 or words[start + 1] == "-"):
            state = state_of(noun, lexicon)
            if state:
                return state, end
    return "", -1


def _time_first(tokens: Tokens, words: list[str], lexicon: Lexicon) -> Iterator[Tokens]:
    """ "After payment, the coupon …": the coupon … once it is paid."""
    state, end = _noun_at(words, 1, lexicon)
    if not state:
        return
    end += words[end : end + 1] != [","] and words[end] in _ONWARDS
    comma = next((n for n in range(end, min(end + _WIDEST + 2, len(words) - 2)) if words[n] == ","), -1)
    if comma == end:
        yield (*tokens[comma + 1 :], *said(f"{_TIMES[words[0]]} it is {state}"))
    elif comma > 0 and words[end] in ("of", "to") and words[end + 1] in _ARTICLES:
        row = tokens[end + 1 : comma]
        yield (*said(_TIMES[words[0]]), *row, *said(f"is {state}"), *tokens[comma:])


def _time_last(tokens: Tokens, words: list[str], place: int, lexicon: Lexicon) -> Iterator[Tokens]:
    """ "… is read-only after execution": once it is executed."""
    state, end = _noun_at(words, place + 1, lexicon)
    if state and end < len(words) and words[end] in _ONWARDS:
        end += 1
    if state and end == len(words):
        head = tokens[: place - (words[place - 1] == ",")]
        yield (*head, *said(f"{_TIMES[words[place]]} it is {state}"))


def _deed_first(tokens: Tokens, words: list[str], lexicon: Lexicon) -> Iterator[Tokens]:
    """ "Publishing an exam makes its points read-only": once an exam is published, its points are."""
    if not words[0].endswith("ing") or words[1] not in ("a", "an", "the"):
        return
    verb = next((n for n in range(2, min(len(words) - 1, _WIDEST + 3)) if words[n] in _MAKES), -1)
    state = state_of(words[0], lexicon) if verb > 2 else ""
    frozen = next((n for n in range(verb + 1, len(words)) if words[n] in _FROZEN), len(words))
    locks = words[verb] not in ("makes", "make", "turns", "turn")
    if state and locks != (frozen < len(words)) and frozen > verb + 1:
        lead = (*said("once"), *tokens[1:verb], *said(f"is {state} ,"))
        member, rest = tokens[verb + 1 : frozen], tokens[frozen:]
        yield (*lead, *member, *said("is"), *(rest or said("read-only")))
