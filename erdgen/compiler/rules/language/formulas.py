"""Sentences about what the server works out, with the formula told in other words.

by_hand   = "nobody enters" member ";" "it is worked out from" formula | member "is not entered but" …
equation  = [rows ":"] member "=" formula ["," "filled in automatically"]
aimed     = formula "to get" member | "count" rows "and show it as" member | "for every" row "," …
formula   = "adding" a "to" b | "counting" rows | "how many" rows "there are" | "the product of" a "and" b

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import (
    CLAUSES_AND_BUT,
    end_of,
    find,
    first_of,
    past,
    said,
    trimmed,
    words_of,
)
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.units import SMALL
from erdgen.compiler.rules.language.words import word_set

_CLAUSES = CLAUSES_AND_BUT | {"who", "whose"}
_SIGNS = word_set("x × * times plus minus + / product sum number count multiplied")
_ITS = word_set("its their the his her")
_WIDEST = 9


def worked_out(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same as "is calculated as"."""
    yield from _not_by_hand(tokens, words)
    yield from _equation(tokens, words)
    yield from _aimed(tokens, words)
    yield from _said_to_equal(tokens, words)
    yield from _by_the_system(tokens, words)


def calculated(member: Tokens, formula: Tokens) -> Iterator[Tokens]:
    formula = _without_automatic(formula)
    if _CLAUSES.isdisjoint(words_of(formula)):
        for plain in _plain(formula):
            yield (*member, *said("is calculated as"), *plain)


def _without_automatic(tokens: Tokens) -> Tokens:
    """Without ", filled in automatically on every row"."""
    words = words_of(tokens)
    place = next((n for n in range(2, len(words)) if words[n] in (",", "(")), -1)
    end = past(words, place + 1, "set-by-itself") if place > 0 else -1
    if place > 0 and end > place + 1 and (end == len(words) or _is_on_rows(words[end:])):
        return tokens[:place]
    last, end = find(words, 2, "set-by-itself")
    return tokens[:last] if end == len(words) else tokens


def _is_on_rows(words: list[str]) -> bool:
    return words[0] in ("on", "for", "of", ")") and len(words) < 6 and _CLAUSES.isdisjoint(words)


def _not_by_hand(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Nobody enters the total; it is worked out from …", "the total is not entered but derived from …"."""
    start = end_of(words, 0, "nobody-enters")
    mark = first_of(words, start + 1, (";", ":", ",", "–", "."), _WIDEST) if start > 0 else -1
    if mark > 0:
        hand, end = find(words, start, "by-hand", mark)
        if hand > 0 and end != mark:
            return
        member = tokens[start : hand if hand > 0 else mark]
        it = past(words, mark + 1, "because-it")
        after = end_of(words, it, "is-worked-out-as")
        if after > 0:
            yield from calculated(member, tokens[after:])
    place, end = find(words, 1, "is-not-entered")
    after = end_of(words, end, "is-worked-out-as") if 0 < place < _WIDEST else -1
    if after < 0 < place:
        it = past(words, past(words, end, "by-hand"), "because-it")
        after = end_of(words, it, "is-worked-out-as")
    if after > 0:
        yield from calculated(tokens[:place], tokens[after:])


def _equation(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "line_total = quantity x price", "customer: order_count = number of their orders"."""
    sign = first_of(words, 1, ("=",), _WIDEST)
    if sign < 0 or sign > len(words) - 2:
        return
    colon = first_of(words[:sign], 1, (":",))
    member = tokens[:sign]
    if colon > 0:
        member = (*tokens[colon + 1 : sign], *said("of a"), *tokens[:colon])
    formula = _without_automatic(tokens[sign + 1 :])
    told = len(formula) < len(tokens) - sign - 1
    if told or not _SIGNS.isdisjoint(words_of(formula)):
        yield from calculated(member, formula)


def _aimed(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Multiply a by b to get …", "count the copies of a book and show the figure as its copy_count"."""
    start = 0
    row: Tokens = ()
    if words[0] in ("for", "on") and words[1:2] in (["every"], ["each"], ["a"], ["any"]):
        comma = first_of(words, 2, (",",), 6)
        if comma < 0:
            return
        start, row = comma + 1, (*said("a"), *tokens[2:comma])
    front = end_of(words, start, "to-work-out")
    if front > 0:
        comma = first_of(words, front, (",",), _WIDEST)
        verb = past(words, comma + 1, "the-system-itself")
        if comma > 0:
            yield from calculated((*tokens[front:comma], *_of(row)), tokens[verb:])
        return
    show = end_of(words, start, "show-in")
    if show > 0:
        many = first_of(words, show, ("how",), _WIDEST)
        if many > 0:
            yield from calculated((*tokens[show:many], *_of(row)), tokens[many:])
    for key in ("to-work-out", "and-show-it-as"):
        place, end = find(words, start + 3, key)
        if place > 0 and end < len(words):
            member = tokens[end:]
            its = member[0].word in _ITS - {"the"}
            bare = member[1:] if its else member
            owner, formula = _counted_of(tokens[start:place])
            of = _of(row) or (_of(owner) if its or owner else ())
            yield from calculated((*bare, *of), trimmed(formula))
            if not of:
                yield from calculated(member, trimmed(formula))


def _of(row: Tokens) -> Tokens:
    return (*said("of"), *row) if row else ()


def _counted_of(formula: Tokens) -> tuple[Tokens, Tokens]:
    """ "Count the copies of a book": its copies, of a book."""
    words = words_of(formula)
    of = len(words) - 1 - words[::-1].index("of") if "of" in words[2:] else -1
    if of > 0 and words[of + 1 : of + 2] in (["a"], ["an"], ["each"], ["every"], ["the"]):
        return (*said("a"), *formula[of + 2 :]), formula[:of]
    return (), formula


def _said_to_equal(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A box's volume equals the product of …", "… is its price times its quantity"."""
    for place in range(2, min(len(words) - 2, 12)):
        after = end_of(words, place, "always-equals")
        if after > 0:
            formula = tokens[after:]
            if not _SIGNS.isdisjoint(words_of(formula)) or words[after : after + 2] == ["how", "many"]:
                yield from calculated(tokens[:place], formula)
            plural = _so_many(formula)
            if plural:
                yield from calculated(tokens[:place], plural)
            return


def _so_many(formula: Tokens) -> Tokens:
    """ "12 monthly rents": 12 times the monthly rent."""
    if len(formula) < 2 or not (formula[0].kind == "number" or formula[0].word in SMALL):
        return ()
    last = formula[-1].text
    if len(formula) > 5 or not last.endswith("s") or not all(token.kind == "word" for token in formula[1:]):
        return ()
    return (formula[0], *said("x"), *formula[1:-1], *said(last[:-1]))


def _by_the_system(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The system works out when it expires by …", "… how many copies a book has and stores this as …"."""
    start = end_of(words, 0, "system-calculates")
    if start < 0:
        return
    place, end = find(words, start + 2, "and-show-it-as")
    if place > 0 and words[start : start + 2] == ["how", "many"]:
        has = first_of(words, start + 3, ("has", "have"), 8)
        row = first_of(words, start + 3, ("a", "an", "each", "every"), 6)
        if 0 < row < has == place - 1:
            owner = (*said("of a"), *tokens[row + 1 : has])
            formula = (*said("the number of its"), *tokens[start + 2 : row])
            yield from calculated((*tokens[end:], *owner), formula)
    by = first_of(words, start + 1, ("by", "from", "as", ":"), 14)
    if by > 0:
        member = tokens[start:by]
        yield from calculated(member, tokens[by + 1 :])
        when = words[start] == "when" and words[by - 1].endswith("s") and by - start > 2
        if when:
            noun = tokens[by - 1]
            yield from calculated((*said("the date"), *tokens[start + 1 : by - 1], noun), tokens[by + 1 :])


def _plain(formula: Tokens) -> Iterator[Tokens]:
    """A formula in terms of "times", "plus", "the sum of" and "the number of"."""
    words = words_of(formula)
    count = end_of(words, 0, "count-of")
    if count > 0:
        rows = formula[count + (words[count : count + 1] in (["the"], ["all"])) :]
        there, end = find(words_of(rows), 1, "there-are-such")
        if end == len(rows) and there > 0:
            rows = rows[:there]
        elif words[:2] == ["how", "many"]:
            it = next((n for n in range(1, len(rows)) if rows[n].word in ("there", "exist", "exists")), -1)
            tail = words_of(rows[it:])
            of = it + (2 if tail[1:2] == ["are"] else 1)
            rows = (*rows[:it], *rows[of:]) if it > 0 else rows
        yield (*said("the number of"), *rows)
        if rows and rows[0].word not in _ITS:
            yield (*said("the number of its"), *rows)
        return
    summed = end_of(words, 0, "added-up")
    if summed > 0:
        yield (*said("the sum of"), *formula[summed:])
        over, end = find(words, summed + 1, "from-the")
        if over > 0:
            yield (*said("the sum of"), *formula[summed:over], *said("of its"), *formula[end:])
        return
    product = end_of(words, 0, "product-of")
    if product > 0:
        yield from _joined(formula[product:], ("by", "and", "with", ","), "times")
        return
    for key, joints, sign in (("adding", ("to", "and"), "plus"), ("taking", ("and",), "plus")):
        start = end_of(words, 0, key)
        joint = first_of(words, start + 1, joints, _WIDEST) if start > 0 else -1
        if joint > 0:
            first, rest = formula[start:joint], formula[joint + 1 :]
            second = rest[1:] if key == "taking" and rest[:1] and rest[0].word == "add" else rest
            if key == "taking" and second is rest:
                return
            yield (*second, *said(sign), *first) if words[joint] == "to" else (*first, *said(sign), *second)
    if _number_first(formula):
        yield _number_first(formula)
    yield formula


def _number_first(formula: Tokens) -> Tokens:
    """ "The monthly rent times twelve": twelve times the monthly rent."""
    words = words_of(formula)
    place, end = find(words, 1, "times-sign")
    last = formula[end:]
    if place > 0 and len(last) == 1 and (last[0].kind == "number" or last[0].word in SMALL):
        return (*said(str(SMALL.get(last[0].word, last[0].word))), *said("x"), *formula[:place])
    return ()


def _joined(formula: Tokens, joints: tuple[str, ...], sign: str) -> Iterator[Tokens]:
    """ "its length, width and height": one after the other, joined by ``sign``."""
    terms: list[Tokens] = [()]
    for token in formula:
        if token.word in joints:
            terms += [()] if terms[-1] else []
        else:
            terms[-1] = (*terms[-1], token)
    if len(terms) < 2 or not terms[-1]:
        return
    whole: Tokens = terms[0]
    for term in terms[1:]:
        whole = (*whole, *said(sign), *term)
    yield whole
