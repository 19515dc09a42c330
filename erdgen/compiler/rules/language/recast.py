"""Sentences that name a member behind its value, a quantity before its rows, or a deed for a member.

listed    = "only" values "are permitted as" member | "as" member "we accept" values
valued    = subject modal "use" value "as its" member
quantity  = "of all" rows "," amount modal … | rows "of" row modal "weigh" amount "together"
asked     = row "needs a" member ", and it" modal … | "to register ," statement
scoped    = "per" member statement

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import CLAUSES_AND_BUT, PRONOUNS, end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_MODALS = word_set("must may can cannot should shall")
_ITS = word_set("its their his her the a an")
_CLAUSES = CLAUSES_AND_BUT | word_set(", ; who whose")
_NEEDS = word_set("needs need has have requires require gets get carries carry")
_ARTICLES = word_set("a an")
#: What rows together do, by the noun for it.
_DEEDS = {"weigh": "weight", "cost": "price", "last": "duration", "measure": "length", "hold": "capacity"}
_OWNERS = word_set("their his her its our")
#: By these a permission limits.
_MOST = word_set("most more up maximum")
#: The longest name of a member, in words.
_WIDEST = 4


def recast(tokens: Tokens) -> Iterator[Tokens]:
    """The same in the words in which the grammar reads it."""
    words = words_of(tokens)
    yield from _values_first(tokens, words)
    yield from _used_as(tokens, words)
    yield from _of_all(tokens, words)
    yield from _done_together(tokens, words)
    yield from _needed_and(tokens, words)
    yield from _purpose_first(tokens, words)
    yield from _one_with(tokens, words)
    yield from _of_new_rows(tokens, words)
    yield from _same_as_of(tokens, words)
    yield from _only_later(tokens, words)
    yield from _has_one_of(tokens, words)


def _values_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Only a and b are permitted as sizes", "as size we accept a and b": the size must be a or b."""
    if "as" not in words:
        return
    if words[0] in ("as", "for"):
        accept = next(
            (n for n in range(2, min(len(words), 2 * _WIDEST)) if end_of(words, n, "we-take") > 0), -1
        )
        if accept > 0:
            values = tokens[end_of(words, accept, "we-take") :]
            yield (*tokens[1:accept], *said("must be one of"), *values)
        return
    place = len(words) - 1 - words[::-1].index("as")
    member = tokens[place + 1 :]
    start = max(end_of(words, 0, "we-take"), int(words[0] in ("only", "just")))
    if not 0 < len(member) <= _WIDEST or start <= 0 or not _CLAUSES.isdisjoint(words[place:]):
        return
    allowed = next((n for n in range(start + 1, place) if end_of(words, n, "are-taken") == place), -1)
    end = place if words[start - 1] not in ("only", "just") or words[0] == "we" else allowed
    if end > start:
        yield (*member, *said("must be one of"), *tokens[start:end])


def _used_as(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A hire must use cash as its method": the method of a hire must be cash."""
    place = next((n for n in range(4, len(words) - 2) if words[n] == "as" and words[n + 1] in _ITS), -1)
    verb = next((n for n in range(1, place) if words[n] in ("use", "have", "carry")), -1)
    modal = next((n for n in range(1, verb) if words[n] in _MODALS), -1)
    if place < 0 or modal < 1 or not 0 < len(tokens) - place - 2 <= _WIDEST:
        return
    if not _CLAUSES.isdisjoint(words[place:]) or verb - modal > 2:
        return
    comma = max((n for n in range(modal) if words[n] == ","), default=-1)
    subject, member = tokens[comma + 1 : modal], tokens[place + 2 :]
    predicate = (*tokens[modal:verb], *said("be"), *tokens[verb + 1 : place])
    whose = said("its") if subject[:1] and subject[0].word in PRONOUNS else said("the")
    of = () if whose[0].word == "its" else (*said("of"), *subject)
    yield (*tokens[: comma + 1], *whose, *member, *of, *predicate)


def _of_all(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Of all bids on a lot, at most one can be accepted": at most one bid on a lot can be accepted."""
    if words[0] not in ("of", "among") or "," not in words[: _WIDEST * 3]:
        return
    comma = words.index(",")
    start = 1 + (words[1] in ("all", "the", "its"))
    start += words[start] in ("the", "of")
    modal = next((n for n in range(comma + 2, len(words)) if words[n] in _MODALS), -1)
    amount = words[comma + 1 : modal]
    if modal > 0 and _CLAUSES.isdisjoint(words[start:comma]) and len(amount) < 5 and amount[-1] != "ones":
        yield (*tokens[comma + 1 : modal], *tokens[start:comma], *tokens[modal:])


def _done_together(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "All bags of a trip together may weigh at most 60 kg": the sum of the weights of all bags …."""
    verb = next((n for n in range(3, len(words) - 1) if words[n] in _DEEDS), -1)
    if verb < 0 or words[verb - 1] not in (*_MODALS, "not") or not _CLAUSES.isdisjoint(words):
        return
    for place in range(1, len(words)):
        after = end_of(words, place, "taken-together")
        modal = verb - 1 - (words[verb - 1] == "not")
        if after > 0 and words[modal] in _MODALS and (after <= verb or after == len(words)):
            start = 1 + (words[1] == "the") if words[0] == "all" else int(words[0] == "the")
            rows = tokens[start:place] if place < modal else tokens[start:modal]
            if words[modal] in ("may", "can") and modal == verb - 1 and _MOST.isdisjoint(words[verb:]):
                return
            denied = said(
                "must not be" if words[verb - 1] == "not" or words[modal] == "cannot" else "must be"
            )
            amount = tokens[verb + 1 :] if place < modal else tokens[verb + 1 : place]
            yield (*said(f"the sum of the {_DEEDS[words[verb]]} of all"), *rows, *denied, *amount)
            return


def _needed_and(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A lot needs a title, and it may not be longer than …": and the title may not be longer than …."""
    needs = next((n for n in range(1, min(len(words), 8)) if words[n] in _NEEDS), -1)
    for place in range(needs + 2, min(len(words) - 2, needs + 10)) if needs > 0 else ():
        it = end_of(words, place, "which-one")
        if it < 0:
            continue
        article = max((n for n in range(needs, place) if words[n] in _ARTICLES), default=-1)
        member = tokens[article + 1 : place]
        if article > 0 and len(member) <= _WIDEST and words[it] in (*_MODALS, "is", "has"):
            yield (*tokens[:place], *said(", and the"), *member, *tokens[it:])
        return


def _purpose_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "To register, a member must be at least 16": it must be so, as long as it is there at all."""
    end = end_of(words, 0, "to-be-a-row")
    if 0 < end < len(words) - 3 and words[end] == "," and "must" in words[end:]:
        yield tokens[end + 1 :]


def _one_with(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Per city there is only one team with a given name": a team must be unique per name and city."""
    there = words.index("there") if "there" in words[: _WIDEST * 2] else -1
    row = end_of(words, there, "there-is-one") if there >= 0 else -1
    place = (
        next((n for n in range(row + 1, row + 5) if end_of(words, n, "with-a-given") > 0), -1)
        if row > 0
        else -1
    )
    if place < 0 or not (_CLAUSES - {",", "only"}).isdisjoint(words):
        return
    scope = end_of(words, 0, "per-each") if there > 0 else 0
    front = tokens[scope : there - (words[there - 1] == ",")] if there > 0 else ()
    rest = tokens[end_of(words, place, "with-a-given") :]
    if scope < 0 or "," in (token.word for token in (*front, *rest)) or len(rest) > _WIDEST * 2:
        return
    per = next((n for n in range(1, len(rest)) if end_of(words_of(rest), n, "per-each") > 0), -1)
    if per > 0:
        front = rest[end_of(words_of(rest), per, "per-each") :]
        rest = rest[:per]
    last = (*said("and"), *front) if front else ()
    yield (*said("a"), *tokens[row:place], *said("must be unique per"), *rest, *last)


def _of_new_rows(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The start of a new hire must be in the future": on creation, the start of a hire must …."""
    new = next((n for n in range(2, min(len(words), 10)) if words[n] == "new"), -1)
    of = new - 1 - (new > 0 and words[new - 1] in _ARTICLES)
    if new < 2 or words[of] not in ("of", "for") or not _CLAUSES.isdisjoint(words):
        return
    verb = next((n for n in range(new + 2, min(len(words), new + 6)) if words[n] in (*_MODALS, "is")), -1)
    variant = (*tokens[: of + 1], *said("a"), *tokens[new + 1 :])
    if verb > 0 and words[verb] in _MODALS:
        yield (*said("on creation ,"), *variant)
    elif verb > 0:
        yield (*said("by default"), *variant)


def _same_as_of(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The grade of a stay must be the grade of its room": must be equal to the grade of its room."""
    be = next((n for n in range(3, len(words) - 4) if words[n] == "be" and words[n + 1] == "the"), -1)
    of = (
        next((n for n in range(be + 3, min(len(words) - 1, be + 6)) if words[n] == "of"), -1)
        if be > 0
        else -1
    )
    if of > 0 and words[be - 1] in ("must", "always", "to") and _CLAUSES.isdisjoint(words):
        name = words[be + 2 : of]
        if any(words[n : n + len(name)] == name for n in range(be)):
            yield (*tokens[: be + 1], *said("equal to"), *tokens[be + 1 :])


def _only_later(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Trainers can edit only their own classes": trainers can only edit their own classes."""
    only = words.index("only") if "only" in words[2:12] else -1
    modal = next((n for n in range(max(only - 3, 1), only) if words[n] in ("can", "may")), -1)
    if modal > 0 and only < len(words) - 3 and words[only + 1] in _OWNERS:
        yield (*tokens[: modal + 1], tokens[only], *tokens[modal + 1 : only], *tokens[only + 1 :])


def _has_one_of(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A guest must have at least one of phone and email": at least one of … is required for a guest."""
    of = next((n for n in range(3, len(words) - 3) if words[n] == "of" and words[n - 1] == "one"), -1)
    if of < 5 or words[of - 3 : of - 1] != ["at", "least"] or not _CLAUSES.isdisjoint({*words} - {","}):
        return
    verb = of - 4
    modal = verb - 1 if words[verb] in ("have", "state", "give", "provide") else verb
    asked = words[modal] == "must" or (modal == verb and words[verb] in ("needs", "need", "has"))
    if asked and modal > 0:
        yield (*tokens[of - 3 :], *said("is required for"), *tokens[:modal])
