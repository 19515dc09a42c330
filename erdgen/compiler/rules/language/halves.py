"""Sentences in two halves of which the grammar needs one, and short forms, in the words that it reads.

freed     = subject ("need not" | "is optional" | …) …, "but" statement
zeroed    = subject "can be zero but never below that" | subject "must not be negative, zero is fine"
empty     = member "must stay empty until" conditions | "no" member ("unless" | "if") conditions
without   = "no" row "goes without" member
assumed   = "if no" member "is given, assume" value
counted   = subject "has" number rows ("at most" | "at least" | …)
formatted = member "format is" shape | "the format of" member "is" shape

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import CLAUSES, MARKS, end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.units import SMALL
from erdgen.compiler.rules.language.words import BE, word_set

_CLAUSES = CLAUSES | word_set("per each before after")
_BUTS = word_set("but however yet whereas")
_MODALS = word_set("must cannot can may shall should is are has have needs need requires require")
_DENIALS = word_set("not no never none neither nor only also nothing")
#: Words that two halves can share without speaking of the same.
_COMMON = word_set(
    "a an the of to be is are in on at for it its they their one any given set have has assigned attached"
    " filled entered provided with by"
)
_PRONOUNS = word_set("it they he she this that these")
_FILLED = word_set("given set filled entered provided stated")
_BARS = word_set("not cannot never")
_NO_NEEDS = frozenset((do, "not", need) for do in ("do", "does") for need in ("need", "require"))
_BELOW = word_set("below under less lower smaller fewer")
_ABOVE = word_set("above over more higher greater larger beyond")
_FINE = word_set("fine ok okay allowed permitted acceptable possible valid good accepted")
_LONGEST = 10


def halved(tokens: Tokens) -> Iterator[Tokens]:
    """The half that limits, whole by itself; short forms in full."""
    words = words_of(tokens)
    yield from _freed_first(tokens, words)
    yield from _beyond_that(tokens, words)
    yield from _zero_told(tokens, words)
    yield from _format_told(tokens, words)
    yield from _bound_after_rows(tokens, words)
    yield from _empty_until(tokens, words)
    yield from _no_member(tokens, words)
    yield from _none_without(tokens, words)
    yield from assumed(tokens, words)
    yield from _free_of_charge(tokens, words)


def _freed_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A letter need not be attached, but the resume is mandatory": the first half asks for nothing."""
    but = next((n for n in range(3, len(words) - 2) if words[n] in _BUTS or words[n] == ";"), -1)
    if but < 0:
        return
    end = but - (words[but - 1] in MARKS)
    free, begin = _free_verb(words, end)
    if free < 1 or end > free + _LONGEST or not _CLAUSES.isdisjoint(words[:end]):
        return
    start = but + 1 + (words[but] == ";" and words[but + 1] in _BUTS)
    after = _past_given(words, start)
    rest = words[after:]
    topics = {word for word in words[begin:end] if word not in _COMMON}
    if not rest or rest[0] in _DENIALS or _MODALS.isdisjoint(rest) or not topics.isdisjoint(rest):
        return
    if rest[0] in _PRONOUNS and rest[1] in _MODALS:
        yield (*tokens[:free], *tokens[after + 1 :])
    elif rest[0] in _MODALS:
        yield (*tokens[:free], *tokens[after:])
    elif after == start:
        yield tokens[after:]


def _free_verb(words: list[str], end: int) -> tuple[int, int]:
    """Where "need not" or "is optional" stands before ``end``, and the place after it; -1 if none does."""
    for place in range(1, end):
        after = end_of(words, place, "need-not")
        if after < 0 and tuple(words[place : place + 3]) in _NO_NEEDS:
            after = place + 3
        if after > 0:
            return place, after
        last = place + 2 == end
        if words[place] in BE and last and words[place + 1] in ("optional", "voluntary"):
            return place, end
    return -1, -1


def _past_given(words: list[str], place: int) -> int:
    """After "if there is one, …"; an empty value breaks no rule anyway."""
    end = end_of(words, place, "where-it-is-given")
    return end + (words[end : end + 1] == [","]) if end > 0 else place


def _beyond_that(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "(The stock can be) zero but never below that": the number stands for "that"."""
    for place in range(3, len(words) - 2):
        if words[place] not in ("but", "and") or words[place + 1] not in ("never", "not"):
            continue
        start = place - (words[place - 1] == ",")
        number = tokens[start - 1]
        side = place + 2
        bound = "at least" if words[side] in _BELOW else "at most" if words[side] in _ABOVE else ""
        after = side + 1 + (words[side + 1] == "than")
        named = number.kind == "number" or number.word in ("zero", "nil")
        modal = _modal_before(words, start - 1, falls=bound == "at least")
        again = words[after:] in ([], ["that"], ["it"], ["this"], ["this", "value"], [number.word])
        if bound and named and modal > 0 and again:
            yield (*tokens[:modal], *said(f"must be {bound}"), number)
        return


def _modal_before(words: list[str], number: int, *, falls: bool) -> int:
    """Where "can be", "may drop to" stands before ``number``; -1 where a value does not come to it so."""
    key = "can-fall-to" if falls else "can-rise-to"
    starts = (n for n in range(max(number - 5, 1), number) if words[n] in ("can", "may", "might"))
    return next((n for n in starts if end_of(words, n + 1, key) == number), -1)


def _zero_told(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… must not be negative, zero is fine": no more than "not negative" says."""
    for place in range(3, len(words) - 2):
        if words[place] not in (*MARKS, "but", "(") or words[place - 1] != "negative":
            continue
        tail = [
            word for word in words[place:] if word not in (*MARKS, "but", "though", "(", ")", "is", "would")
        ]
        denied = not {"not", "cannot", "never"}.isdisjoint(words[:place])
        free = tail[:1] in (["zero"], ["0"]) and len(tail) == 2 and tail[1] in _FINE
        free = free or tail in (["can", "be", "zero"], ["may", "be", "zero"], ["it", "may", "be", "zero"])
        if denied and (free or tail in (["it", "can", "be", "zero"], ["can", "be", "0"], ["may", "be", "0"])):
            yield tokens[:place]
        return


def _format_told(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Order number format is O-NNNN": the order number has the format O-NNNN."""
    if "format" not in words[:8] and "pattern" not in words[:8]:
        return
    noun = next(n for n, word in enumerate(words) if word in ("format", "pattern"))
    if words[noun + 1 : noun + 2] in (["is"], [":"], ["="]) and noun > 0:
        yield (*tokens[:noun], *said("has the format"), *tokens[noun + 2 :])
    if words[noun + 1 : noun + 2] in (["of"], ["for"]) and noun < 2 and "is" in words:
        be = words.index("is")
        yield (*tokens[noun + 2 : be], *said("has the format"), *tokens[be + 1 :])


def _bound_after_rows(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A crate has 10 labels at most": it has at most 10 labels."""
    for length, end in ((3, "the most"), (2, "most"), (2, "least"), (1, "maximum"), (1, "max")):
        start = len(words) - length
        told = words[start:] == ["at", *end.split()] or (length == 1 and words[start:] == [end])
        if not told or start < 4:
            continue
        for number in range(start - 2, max(start - 5, 1), -1):
            if tokens[number].kind == "number" or words[number] in SMALL:
                bound = "at least" if end == "least" else "at most"
                yield (*tokens[:number], *said(bound), *tokens[number:start])
                return


def _empty_until(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Has to stay empty until it is closed": unless it is."""
    if "until" not in words[3:]:
        return
    until = words.index("until", 3)
    empty = words[until - 1] in ("empty", "blank", "unset") and "not" not in words[:until]
    barred = words[until - 1] in _FILLED and words[until - 2] == "be" and words[until - 3] in _BARS
    if (empty or barred) and words.count("until") == 1 and "," not in words[until:]:
        yield (*tokens[:until], *said("unless"), *tokens[until + 1 :])


def _no_member(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "No reason unless the tour is cancelled": it must not be given unless it is."""
    if words[:1] != ["no"]:
        return
    clause = next((n for n in range(2, min(6, len(words) - 2)) if words[n] in ("unless", "if", "when")), -1)
    if clause > 0 and (_MODALS | BE).isdisjoint(words[:clause]):
        yield (*tokens[1:clause], *said("must not be given"), *tokens[clause:])


def _none_without(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "No course goes without a lecturer": each must have one."""
    if words[:1] == ["no"] and "without" in words[3:7]:
        place = words.index("without", 3)
        one = words[place + 1 : place + 2] in (["a"], ["an"], ["its"])
        if one and words[place - 1] in ("goes", "comes", "exists", "remains"):
            yield (*said("every"), *tokens[1 : place - 1], *said("must have"), *tokens[place + 1 :])


def assumed(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "If no lead time is given, assume 14 days": it is 14 days."""
    if words[:1] != ["if"] or "," not in words:
        return
    comma = words.index(",")
    for lead in (
        ("assume",),
        ("we", "assume"),
        ("take",),
        ("use",),
        ("the", "system", "assumes"),
        ("we", "take"),
    ):
        start = comma + 1 + len(lead)
        if tuple(words[comma + 1 : start]) == lead and _MODALS.isdisjoint(words[start:]):
            yield (*tokens[: comma + 1], *said("it is"), *tokens[start:])


def _free_of_charge(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Child tickets are free (price 0)": they have the price 0."""
    if "free" not in words[2:-3] or words[-1] != ")" or words[-2] not in ("0", "zero"):
        return
    free = words.index("free", 2)
    if words[free - 1] in ("is", "are") and words[free + 1] == "(" and len(words) - free < 7:
        yield (*tokens[: free - 1], *said("have"), *tokens[free + 2 : -1])
