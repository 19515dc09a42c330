"""Periods of rows that have a noun of their own: "visits" of repairs, the "stay" of a guest.

Rules on visits are rules on the repairs, as long as they ask for nothing but when these begin and end.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Clock, Compare, Count, Moment, Weekday
from erdgen.compiler.rules.forms import AtCreation, Implies, NoOverlap, Rule
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, singular, split_name
from erdgen.compiler.rules.language.periods import period_pairs
from erdgen.compiler.rules.language.phrases import Spellings
from erdgen.compiler.rules.language.rewriting import said
from erdgen.compiler.rules.language.tokens import Token, Tokens
from erdgen.compiler.rules.walk import conditions_of, predicates_in
from erdgen.compiler.spec.project import Entity

_AT_ONCE = Spellings(
    (
        "at the same time",
        "at once",
        "at a time",
        "at one time",
        "at any one time",
        "simultaneously",
        "in parallel",
    )
)
#: Beginnings of the names of two moments, and what lies between them.
_BETWEEN = (
    (("arriv", "checkin"), ("depart", "leav", "left", "checkout"), "stay"),
    (("depart",), ("arriv", "return"), "trip"),
    (("depart",), ("arriv", "return"), "journey"),
    (("borrow", "lent"), ("return",), "loan"),
    (("pick",), ("return", "drop"), "rental"),
)


def told_by_period(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[Entity, tuple[str, str], Tokens]]:
    """Entities of which the period is told by its noun: with its two ends, and the sentence about rows."""
    words = {singular(token.word) for token in tokens if token.kind == "word"}
    for entity in lexicon.project.entities:
        for first, last, noun in _nouns_of(entity, lexicon):
            if noun in words:
                yield entity, (first, last), tuple(_of_rows(tokens, noun, entity, lexicon))


def counts_at_once(tokens: Tokens, rules: tuple[Rule, ...], entity: Entity, lexicon: Lexicon) -> bool:
    """Whether all rows with a period are counted, though the sentence speaks of those at one time alone."""
    words = [token.word for token in tokens]
    if not any(_AT_ONCE.end(words, place) > 0 for place in range(len(words))):
        return False
    targets = dict(lexicon.relations[entity.name])
    return any(
        isinstance(rule, Count)
        and bool(rule.maximum)
        and rule.where is None
        and rule.relation in targets
        and len(period_pairs(targets[rule.relation])) == 1
        for rule in rules
    )


def is_of_period(rules: tuple[Rule, ...], period: tuple[str, str]) -> bool:
    """Whether the rules only ask when rows begin and end."""
    return all(_asks_when(rule, period) for rule in rules)


def _asks_when(rule: Rule, period: tuple[str, str]) -> bool:
    if isinstance(rule, NoOverlap):
        return (rule.start, rule.end) == period
    asked = (
        rule.then if isinstance(rule, Implies) else rule.condition if isinstance(rule, AtCreation) else rule
    )
    found = [each for said_of in conditions_of(asked) for each in predicates_in(said_of)]
    return bool(found) and all(
        isinstance(each, Compare | Moment | Weekday | Clock) and each.field in period for each in found
    )


def _nouns_of(entity: Entity, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    pairs = period_pairs(entity)
    for first, last in pairs if len(pairs) == 1 else ():
        starts, ends = split_name(first), split_name(last)
        nouns = [noun for one, other, noun in _BETWEEN if first.startswith(one) and last.startswith(other)]
        if len(starts) > 1 and starts[0] == ends[0]:
            nouns.append(starts[0])
        for noun in nouns:
            key = key_of(noun)
            if key not in lexicon.entities and key not in lexicon.heads and key not in lexicon.owners:
                yield first, last, noun


def _of_rows(tokens: Tokens, noun: str, entity: Entity, lexicon: Lexicon) -> Iterator[Token]:
    """The sentence with rows in place of their periods."""
    place = 0
    while place < len(tokens):
        names = {entity.label.lower(), entity.plural.lower()}
        here = place + 1 if tokens[place].word in names and place + 1 < len(tokens) else place
        if singular(tokens[here].word) != noun or tokens[here].kind != "word":
            owner = _owner_at(tokens, place, noun, entity, lexicon)
            if owner:
                yield from said(f"{entity.label.lower()} with a {owner}")
                place += 3
                continue
            yield tokens[place]
            place += 1
            continue
        several = tokens[here].word != noun
        yield from said((entity.plural if several else entity.label).lower())
        place = here + 1
        rest = [token.word for token in tokens[place : place + 3]]
        if rest[:1] in (["for"], ["of"]):
            skipped = 2 if rest[1:2] and rest[1] in ("a", "an", "the") else 1
            if rest[skipped : skipped + 1] and rest[skipped] in names:
                place += skipped + 1


def _owner_at(tokens: Tokens, place: int, noun: str, entity: Entity, lexicon: Lexicon) -> str:
    """The link of "technician's visit"; a row that may have none could be meant as well, or not."""
    three = tokens[place : place + 3]
    if len(three) < 3 or three[1].kind != "possessive" or singular(three[2].word) != noun:
        return ""
    links = lexicon.links(entity, three[0].text)
    return three[0].word if len(links) == 1 and links[0].required else ""
