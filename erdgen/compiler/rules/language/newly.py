"""Sentences about new rows whose "new" stands where the grammar does not read it.

newly     = member "of a new" row … | "new" rows "only for" rows | "no new" rows "for" rows

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import AtCreation, Rule, SetDefault
from erdgen.compiler.rules.language.phrases import PHRASES
from erdgen.compiler.rules.language.tokens import Token, read_tokens
from erdgen.compiler.rules.language.words import word_set

Tokens = tuple[Token, ...]

_CLAUSES = word_set(
    "if unless when whenever while until once where only except until later existing before after"
)
_OWNED = word_set("of on for in")
_FOR = word_set("for on to in with from at")
#: The most words that name rows before "only for".
_SHORT = 5
_STARTS = word_set("start starts begin begins")
#: With one of these another value may be told.
_OPEN = word_set("default if unless when where otherwise else except but")
_VERBS = word_set("is are must can may cannot should shall has have need needs gets get be become")


def newly_said(tokens: Tokens) -> Iterator[Tokens]:
    """The same with "when it is created", or with the verb that was left out."""
    words = [token.word for token in tokens]
    if "new" in words:
        yield from _of_a_new_row(tokens, words)
        yield from _without_verb(tokens, words)


def _said(text: str) -> Tokens:
    return read_tokens(text)


def _of_a_new_row(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The due date of a new task must …": the due date of a task must … when it is created."""
    new = words.index("new")
    article = words[new - 1] in ("a", "any", "every", "each", "the")
    owned = new > 1 and words[new - 1 - article] in _OWNED
    verb = next((n for n in range(new, len(words)) if words[n] in _VERBS), -1)
    first = next((n for n in range(len(words)) if words[n] in _VERBS), -1)
    if not owned or verb < new + 2 or first < new or not _CLAUSES.isdisjoint(words):
        return
    made = _said("when it is created")
    lead = (*tokens[: new - article], *_said("a")) if article else tokens[:new]
    said = PHRASES["and-set-by-system"]
    end = next((n for n in range(verb + 2, len(words)) if said.end(words, n) == len(words)), len(words))
    yield (*lead, *tokens[new + 1 : end], *made)


def _without_verb(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "New tickets only for open tours", "no new tickets for cancelled tours"."""
    if words[:1] == ["new"] and "only" in words[2 : _SHORT + 1] and _VERBS.isdisjoint(words):
        only = words.index("only")
        if words[only + 1] in _FOR:
            yield (*tokens[:only], *_said("can only be created"), *tokens[only + 1 :])
    if words[:2] == ["no", "new"] and _VERBS.isdisjoint(words):
        on = next((n for n in range(3, min(_SHORT + 2, len(words) - 1)) if words[n] in _FOR), -1)
        if on > 0:
            yield (*tokens[1:on], *_said("cannot be created"), *tokens[on:])


def stays_so(tokens: Tokens, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """ "New orders always start as drafts": no other value is taken, either, when a row is made."""
    words = [token.word for token in tokens]
    firm = any(first == "always" and second in _STARTS for first, second in pairwise(words))
    if not firm or not _OPEN.isdisjoint(words):
        return rules
    found: list[Rule] = []
    for rule in rules:
        found.append(rule)
        if isinstance(rule, SetDefault) and not rule.special:
            found.append(AtCreation(OneOf(rule.field, (rule.value,))))
    return tuple(found)
