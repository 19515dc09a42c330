"""What the server works out, told by how the parts come together.

parts     = member "is made up of" a "and" b | member "is" a "and" b "added together"
          | member "is what you get when you add" a "and" b
rest      = member "is what remains of" a ("after deducting" b | "once" b "has been deducted")
share     = number "% of" a "is set aside as" member

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.formulas import calculated
from erdgen.compiler.rules.language.rewriting import find, first_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_CLAUSES = word_set("if unless when whenever while until where only except but who whose which")
_BE = word_set("is are equals")
#: The longest member before its formula, in words.
_WIDEST = 9
_FEWEST = 5


def made_of_parts(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same as "is calculated as"."""
    if len(words) < _FEWEST:
        return
    yield from _made_up(tokens, words)
    yield from _added_up(tokens, words)
    yield from _remaining(tokens, words)
    yield from _share_first(tokens, words)


def _sum(member: Tokens, terms: Tokens) -> Iterator[Tokens]:
    plain = _CLAUSES.isdisjoint(words_of(terms)) and not {"and", "plus"}.isdisjoint(words_of(terms))
    if plain and member and words_of(terms)[0] not in ("at", "between", "from"):
        sign = "the sum of" if "plus" not in words_of(terms) else ""
        yield (*member, *said("is calculated as"), *said(sign), *terms)


def _added_up(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The cost adds up the amounts of its lines": the sum of them."""
    place, end = find(words, 1, "adds-up-rows", min(len(words), _WIDEST))
    if place > 0 and {"and", "plus"}.isdisjoint(words[end:]) and _CLAUSES.isdisjoint(words):
        yield (*tokens[:place], *said("is the sum of"), *tokens[end:])


def _made_up(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The total is made up of a and b", "… is a and b added together"."""
    place, end = find(words, 1, "made-up-of-parts", min(len(words), _WIDEST))
    if place > 0:
        yield from _sum(tokens[:place], tokens[end:])
    adds = first_of(words, 1, ("adds", "add"), _WIDEST)
    to = first_of(words, adds + 2, ("to",), _WIDEST) if adds > 0 else -1
    if to > 0 and words[adds + 1] != "up":
        yield from _sum(tokens[:adds], (*tokens[adds + 1 : to], *said("and"), *tokens[to + 1 :]))
    with_it = first_of(words, 2, ("with",), _WIDEST)
    for key, sign in (("added-on", "plus"), ("is-taken-off", "minus")):
        last, end = find(words, with_it + 2, key) if with_it > 0 else (-1, -1)
        be = first_of(words, 1, _BE, with_it) if last > 0 else -1
        if end == len(words) and 0 < be < with_it and _CLAUSES.isdisjoint(words):
            terms = (*tokens[be + 1 : with_it], *said(sign), *tokens[with_it + 1 : last])
            yield (*tokens[:be], *said("is calculated as"), *terms)
    last, end = find(words, 3, "added-together")
    be = first_of(words, 1, _BE, _WIDEST)
    if 0 < be < last and end == len(words):
        yield from _sum(tokens[:be], tokens[be + 1 : last])
    for key in ("is-what-you-get", "results-from"):
        place, end = find(words, 1, key, min(len(words), _WIDEST))
        if place > 0:
            yield from calculated(tokens[:place], _gerund(tokens[end:]))


def _gerund(tokens: Tokens) -> Tokens:
    verbs = {"add": "adding", "multiply": "multiplying", "adding": "adding", "multiplying": "multiplying"}
    return (*said(verbs.get(tokens[0].word, tokens[0].text)), *tokens[1:]) if tokens else ()


def _remaining(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "What remains of the total after deducting the fee", "… once the fee is taken off"."""
    place, end = find(words, 1, "is-what-remains-of", min(len(words), _WIDEST))
    if place < 0:
        return
    after, start = find(words, end + 1, "after-deducting")
    whole: Tokens = ()
    if after > 0:
        whole, part = tokens[end:after], tokens[start:]
    else:
        once = first_of(words, end + 1, ("after", "once", "when"), _WIDEST)
        gone, last = find(words, once + 2, "is-deducted") if once > 0 else (-1, -1)
        if gone < 0 or last != len(words):
            return
        whole, part = tokens[end:once], tokens[once + 1 : gone]
    if whole and part and _CLAUSES.isdisjoint(words_of(part)):
        yield (*tokens[:place], *said("is calculated as"), *whole, *said("minus"), *part)


def _share_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Ten percent of a project's budget is set aside as its reserve": the reserve is 10 % of its budget."""
    of = first_of(words, 1, ("of",), 5)
    if of < 0 or words[of - 1] not in ("%", "percent", "cent"):
        return
    place, end = find(words, of + 2, "is-kept-as")
    if place > 0 and end < len(words) and _CLAUSES.isdisjoint(words[:place]):
        yield (*tokens[end:], *said("is calculated as"), *tokens[:place])
        owned = next((n for n in range(of + 1, place) if tokens[n].kind == "possessive"), -1)
        if owned > 0 and words[end] in ("its", "the", "their"):
            row, rest = tokens[of + 1 : owned + 1], tokens[owned + 1 : place]
            yield (
                *row,
                *tokens[end + 1 :],
                *said("is calculated as"),
                *tokens[: of + 1],
                *said("its"),
                *rest,
            )
