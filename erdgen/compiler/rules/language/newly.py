"""Sentences about new rows whose "new" stands where the grammar does not read it.

newly     = member "of a new" row … | "new" rows "only for" rows | "no new" rows "for" rows

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OneOf, Range
from erdgen.compiler.rules.forms import AtCreation, Rule, SetDefault
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.rewriting import end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field, Kind

_CLAUSES = word_set(
    "if unless when whenever while until once where only except until later existing before after"
)
_OWNED = word_set("of on for in")
_FOR = word_set("for on to in with from at")
#: The most words that name rows before "only for".
_SHORT = 5
_STARTS = word_set("start starts begin begins starting")
_AS = word_set("as in is are life")
_STATES = word_set("status state stage phase")
#: By these it is said that a value need not stay what it is at first.
_HEDGES = word_set("initially initial first standard preset assumed assume omitted")
#: With one of these a value is asked for.
_ASKING = word_set("must always only exactly cannot never not shall should needs need")
#: With one of these another value may be told.
_OPEN = word_set("default defaults if unless when where otherwise else except but")
_VERBS = word_set("is are must can may cannot should shall has have need needs gets get be become")


def newly_said(tokens: Tokens) -> Iterator[Tokens]:
    """The same with "when it is created", or with the verb that was left out."""
    words = words_of(tokens)
    if "new" in words:
        yield from _of_a_new_row(tokens, words)
        yield from _without_verb(tokens, words)


def _of_a_new_row(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The due date of a new task must …": the due date of a task must … when it is created."""
    new = words.index("new")
    article = words[new - 1] in ("a", "any", "every", "each", "the")
    owned = new > 1 and words[new - 1 - article] in _OWNED
    verb = next((n for n in range(new, len(words)) if words[n] in _VERBS), -1)
    first = next((n for n in range(len(words)) if words[n] in _VERBS), -1)
    if not owned or verb < new + 2 or first < new or not _CLAUSES.isdisjoint(words):
        return
    made = said("when it is created")
    lead = (*tokens[: new - article], *said("a")) if article else tokens[:new]
    ends = (n for n in range(verb + 2, len(words)) if end_of(words, n, "and-set-by-system") == len(words))
    end = next(ends, len(words))
    yield (*lead, *tokens[new + 1 : end], *made)


def _without_verb(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "New tickets only for open tours", "no new tickets for cancelled tours"."""
    if words[:1] == ["new"] and "only" in words[2 : _SHORT + 1] and _VERBS.isdisjoint(words):
        only = words.index("only")
        if words[only + 1] in _FOR:
            yield (*tokens[:only], *said("can only be created"), *tokens[only + 1 :])
    if words[:2] == ["no", "new"] and _VERBS.isdisjoint(words):
        on = next((n for n in range(3, min(_SHORT + 2, len(words) - 1)) if words[n] in _FOR), -1)
        if on > 0:
            yield (*tokens[1:on], *said("cannot be created"), *tokens[on:])


def as_made(tokens: Tokens, rules: tuple[Rule, ...], entity: Entity) -> tuple[tuple[Rule, ...], ...]:
    """What is told of new rows as ``rules``: one meaning, or several where it is left open.

    "New orders start as drafts" tells the only state in which they can be made. Of other values, as in "new
    clients have a limit of 250", it is not told whether another one may be given. "By default" and the like
    leave that free.
    """
    words = [token.word for token in tokens]
    if not rules or not _OPEN.isdisjoint(words) or any(key in words for key in _HEDGES):
        return (rules,)
    if not all(isinstance(rule, SetDefault) and not rule.special for rule in rules):
        told = len(rules) == 1 and _ASKING.isdisjoint(words) and "new" in words
        value = _exactly(rules[0]) if told else None
        return (rules,) if value is None else (rules, (value,))
    firm = any(word in _STARTS for word in words) or "new" in words or "created" in words
    if not firm:
        return (rules,)
    kept = tuple(each for rule in rules if isinstance(rule, SetDefault) for each in (rule, _only(rule)))
    plain = not _AS.isdisjoint(words)
    states = (_is_state(entity, rule, plain=plain) for rule in rules if isinstance(rule, SetDefault))
    return (kept,) if all(states) or "always" in words else (rules, kept)


def _only(rule: SetDefault) -> AtCreation:
    return AtCreation(OneOf(rule.field, (rule.value,)))


def _is_state(entity: Entity, rule: SetDefault, *, plain: bool) -> bool:
    """Whether it is what a row is, told ``plain`` or by the name of such a field, and not what it has."""
    member = entity.members.get(rule.field)
    if not isinstance(member, Field) or not (member.choices or member.kind is Kind.BOOL):
        return False
    return plain or not _STATES.isdisjoint(split_name(member.name))


def _exactly(rule: Rule) -> SetDefault | None:
    """The default that may be meant by the one number that a new row has."""
    said = rule.condition if isinstance(rule, AtCreation) and rule.when is None else None
    if not isinstance(said, Range) or said.gte is None or said.gte != said.lte:
        return None
    return SetDefault(said.field, said.gte)
