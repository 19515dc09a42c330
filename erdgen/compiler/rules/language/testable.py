"""Words of a sentence by which it states nothing that can be tested."""

from __future__ import annotations

from itertools import pairwise

from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import PROCESS, VAGUE, word_set

#: After "not" these leave open what else may be.
_LEFT_OPEN = word_set("always necessarily every all automatically only")
#: One of these before a list of values closes it.
_CLOSED_LISTS = word_set("either only")
#: After these "about" says of what.
_WHOLE = word_set("nothing anything everything")
#: So it does after these: "the note about the cancellation".
_TOLD = word_set("note notes information details remark remarks comment comments statement data facts")
#: With one of these an act is ruled out or limited; what is asked for alone is a deed of somebody.
_LIMITED_ACTS = word_set("cannot not only never no")
#: Before a word for an act these state that it happens, unless they tell in which case a rule holds.
_STATING = word_set("is are was were been gets get got")
_CASES = word_set("if when once unless until while after before that which where whenever")
#: After these a word for an act says whom it reaches, and how.
_WAYS_OF_SENDING = word_set("by out via through back off an a when with within")


class NotSaidError(Exception):
    """The sentence states no rule that the vocabulary has; ``str()`` says what stopped it."""


def check_words(tokens: tuple[Token, ...], lexicon: Lexicon) -> None:
    """Raise NotSaidError where a word makes the sentence one that nothing can hold."""
    check_extent(tokens)
    for place, token in enumerate(tokens):
        if token.kind != "word" or (token.word not in VAGUE and token.word not in PROCESS):
            continue
        if token.word == "properly" and _tells_form(tokens, place):
            continue  # "a properly formed address" has the form of one
        if token.word == "good" and place > 0 and tokens[place - 1].word == "for":
            continue  # "for good" is for ever
        if (
            token.word == "about"
            and place > 0
            and (tokens[place - 1].word in _WHOLE | _TOLD or _says_nothing(tokens, place))
        ):
            continue  # "nothing about it" is none of its fields
        if token.word == "try" and _is_attempt(tokens, place):
            continue
        if token.word == "optional" and (_leads_on(tokens, place) or _leaves_free(tokens, place)):
            continue
        if token.word in VAGUE and not _is_one_of_several(tokens, place):
            raise NotSaidError(f"“{token.text}” cannot be tested")
        if token.word in PROCESS and not _is_stored(tokens, place, lexicon):
            raise NotSaidError(f"“{token.text}” speaks of what somebody does, not of what is stored")


def check_extent(tokens: tuple[Token, ...]) -> None:
    """Raise NotSaidError where "not always" and the like leave open when the rule holds."""
    for first, second in pairwise(tokens):
        if first.word == "not" and second.word in _LEFT_OPEN:
            raise NotSaidError(f"“{first.text} {second.text}” leaves open when it holds")


def _says_nothing(tokens: tuple[Token, ...], place: int) -> bool:
    """ "(If) nothing is said about the fee": of what nothing is said."""
    before = [token.word for token in tokens[max(place - 4, 0) : place]]
    return "nothing" in before and before[-1] in ("said", "stated", "agreed", "known", "entered")


def _is_attempt(tokens: tuple[Token, ...], place: int) -> bool:
    """ "When they try to": what is refused, not what somebody is asked for."""
    before = [token.word for token in tokens[max(place - 2, 0) : place]]
    return before[:1] in (["if"], ["when"], ["whenever"]) and before[1:] in (
        ["they"],
        ["users"],
        ["you"],
        ["people"],
    )


def _tells_form(tokens: tuple[Token, ...], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].word in ("formed", "formatted")


def _leads_on(tokens: tuple[Token, ...], place: int) -> bool:
    """ "Is optional, but …": what may be left out is told on the way to the rule."""
    after = [token.word for token in tokens[place + 1 : place + 3]]
    stated = place > 1 and tokens[place - 1].word in ("is", "are")
    return stated and bool(after) and (after[0] in ("but", ";") or after == [",", "but"])


def _leaves_free(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the sentence ends with what is "optional" for others."""
    last = place == len(tokens) - 1
    return last and any(token.word in (",", ";", "but") for token in tokens[3:place])


def _is_one_of_several(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a word is a value in a list of all: "is either excellent, good, fair or poor"."""
    words = [token.word for token in tokens]
    around = (words[place - 1] if place else "", *words[place + 1 : place + 2])
    led = not _CLOSED_LISTS.isdisjoint(words[:place]) or ("one", "of") in pairwise(words[:place])
    closed = led and "or" in words[place - 1 :]
    return closed and words.count(",") > 0 and any(mark in (",", "or") for mark in around)


def _is_stored(tokens: tuple[Token, ...], place: int, lexicon: Lexicon) -> bool:
    """Whether a word for an act is a state of the ERD as well: "a sent quote"."""
    if place + 1 < len(tokens) and tokens[place + 1].word in _WAYS_OF_SENDING:
        return False
    if not any(lexicon.states(entity, tokens[place].text) for entity in lexicon.project.entities):
        return False
    before = [token.word for token in tokens[:place]]
    if before[-1:] == ["be"]:
        return not _LIMITED_ACTS.isdisjoint(before[-4:])
    if not before or before[-1] not in _STATING:
        return True
    clause = next((n for n in range(place - 1, -1, -1) if before[n] in _CASES), -1)
    alone = sum(word in _STATING for word in before[clause:]) == 1
    return clause >= 0 and "," not in before[clause:] and alone
