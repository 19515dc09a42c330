"""Sentences about what is so when a row is made, as what it can only be created with.

first     = ("when a" row "is created" | "on creation of a" row) "," linked member modal …
deed      = "you cannot" deed "on a" row "once it is" state | "if the" row "is" state "," "reject any new" row

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import ARTICLES, CLAUSES_AND_BUT, end_of, find, first_of, said
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_ITS = word_set("its the their")
_CLAUSES = CLAUSES_AND_BUT | word_set("and or though although")
_FACTS = {"be": "is", "have": "has", "lie": "lies", "run": "runs", "fall": "falls", "differ": "differs"}


def begun(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same in terms of "can only be created if"."""
    yield from _first(tokens, words)
    yield from _reject_new(tokens, words)
    yield from _once_it_is(tokens, words)


def _first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "When a loan is made, its copy's state must be good": it can only be created if that is so."""
    lead = end_of(words, 0, "when-there-is-a-new")
    comma = first_of(words, lead + 1, (",",), 8) if lead > 0 else -1
    if comma < 0:
        return
    row_end = next((n for n in range(lead + 1, comma) if end_of(words, n, "is-entered") == comma), comma)
    row = tokens[lead:row_end]
    row = row[1:] if row and row[0].word in (*ARTICLES, "new") else row
    verb, end = find(words, comma + 2, "asked-to")
    rest = tokens[end:] if verb > 0 else ()
    if not row or not rest or not _CLAUSES.isdisjoint({*words[comma + 1 :]} - {"and", "or"}):
        return
    barred = words[end - 1] in ("not", "never") or words[verb] == "cannot"
    fact = _FACTS.get(rest[0].word, "")
    subject = tokens[comma + 1 : verb]
    if not fact or not subject:
        return
    subject = (*said("its"), *subject[1:]) if subject[0].word == "the" else subject
    can = "cannot be created if" if barred else "can only be created if"
    yield (*said("a"), *row, *said(can), *subject, *said(fact), *rest[1:])


def _reject_new(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "If the ticket is closed, reject any new comment on it": none can be created for it."""
    comma = first_of(words, 4, (",",), 10) if words[0] in ("if", "when", "once") else -1
    start = end_of(words, comma + 1, "reject-new") if comma > 0 else -1
    if start < 0 or words[1] not in ARTICLES or not _CLAUSES.isdisjoint(words[1:]):
        return
    on_it = words[-2:] if words[-1] == "it" and words[-2] in ("on", "for", "of", "to", "in") else []
    rows = tokens[start : len(tokens) - len(on_it)]
    if 0 < len(rows) < 4:
        yield (*said("a"), *rows, *said("cannot be created if its"), *tokens[2:comma])


def _once_it_is(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "You cannot comment on a ticket once it is closed": on a closed ticket."""
    start = end_of(words, 0, "cannot-do")
    once, end = find(words, start + 2, "as-soon-as-it-is") if start > 0 else (-1, -1)
    article = (
        max((n for n in range(start, once) if words[n] in ("a", "an", "the")), default=-1) if once > 0 else -1
    )
    if start < article < once - 1 and len(words) - end == 1:
        yield (*tokens[: article + 1], *tokens[end:], *tokens[article + 1 : once])
