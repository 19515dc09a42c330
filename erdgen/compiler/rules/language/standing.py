"""Readings of a sentence as it stands, seen from every entity that it can be about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from erdgen.compiler.rules.conditions import Compare, Count, OneOf, Total
from erdgen.compiler.rules.forms import NoOverlap, Rule, Unique
from erdgen.compiler.rules.language.about import (
    heads_in,
    named_in,
    owners_in,
    roots_of,
    told_in,
)
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.alternatives import Reading, told_apart
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.offspring import is_against_its_own, offspring_in
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.rules.language.plainly import plain_rules
from erdgen.compiler.rules.language.sense import (
    fit_reading,
    is_at_a_moment,
    is_odd,
)
from erdgen.compiler.rules.language.stays import is_of_period, told_by_period
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.spec.project import Entity

#: Where an entity is named, others are tried too if there are no more of them than this.
MANY = 8
#: By these everybody who uses the system is meant.
_ANYBODY = ("nobody", "everybody", "everyone", "anybody", "anyone", "no")


def read_as_it_stands(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str, *, closed: bool = False
) -> tuple[Reading, ...]:
    """Every reading; ``closed`` where it was said that nothing but what is listed may be."""
    roots = roots_of(tokens, lexicon, hint)
    found = _read_from(roots, tokens, lexicon, hint, field, closed=closed)
    if found:
        return found
    owners = owners_in(tokens, lexicon, roots)
    # A field that half of a large ERD has says nothing about which entity is meant.
    if not roots or len(owners) <= MANY:
        found = _read_from(owners, tokens, lexicon, hint, field, closed=closed)
    return (
        found
        or _read_from(
            _few(told_in(tokens, lexicon, (*roots, *owners))), tokens, lexicon, hint, field, closed=closed
        )
        or _read_from(heads_in(tokens, lexicon, roots), tokens, lexicon, hint, field, closed=closed)
        or _read_of_agents(tokens, lexicon)
        or _read_of_offspring(tokens, lexicon)
        or _read_of_periods(tokens, lexicon)
        or _read_of_anybody(roots, tokens, lexicon)
        or (_read_from(_of_kinds(tokens, lexicon), tokens, lexicon, hint, field, closed=closed))
    )


def _few(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    return entities if len(entities) <= MANY else ()


def _of_kinds(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The entity of which the first words name a kind: "bartenders" for staff with that role."""
    if named_in(tokens, lexicon):
        return ()
    found = []
    for entity in lexicon.project.entities:
        reader = AccessSentences(tokens, lexicon, entity)
        plain = any(
            isinstance(where, OneOf) for where, _end in reader.read_entity(reader.past(0, "none-of"), entity)
        )
        if plain and not any(key_of(token.text) in lexicon.roles for token in tokens[:3]):
            found.append(entity)
    return tuple(found) if len(found) == 1 else ()


def _read_of_periods(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Reading, ...]:
    """Readings about the period of rows, by its own noun: "a visit takes at most four hours"."""
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    for entity, period, said in told_by_period(tokens, lexicon):
        for reading in _read_from((entity,), said, lexicon, entity, "", closed=False):
            if reading.entity is entity and is_of_period(reading.rules, period):
                found.setdefault((entity.name, reading.rules), reading)
    return tuple(found.values())


def _read_of_offspring(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Reading, ...]:
    """Readings about rows against the one they are of: "the volume of an aliquot … of its parent sample"."""
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    for entity, link, called in offspring_in(tokens, lexicon):
        reader = AccessSentences(tokens, lexicon, entity)
        reader.called = called
        for rules in reader.read_all():
            whole = Reading(entity, plain_rules(rules, entity), named=True)
            reading = fit_reading(whole, lexicon, only=False)
            if reading is not None and is_against_its_own(reading.rules, link):
                found.setdefault((entity.name, reading.rules), reading)
    return tuple(found.values())


def _read_of_agents(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Reading, ...]:
    """Readings about those whom a link names: "each owner may have one live campaign"."""
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    for key in {key_of(token.text): 0 for token in tokens if token.kind == "word"}:
        for link in lexicon.agents.get(key, ()):
            reader = AccessSentences(tokens, lexicon, lexicon.project.by_name[link.target])
            reader.called = key
            for rules in reader.read_all():
                whole = Reading(reader.root, plain_rules(rules, reader.root))
                reading = fit_reading(whole, lexicon, only=False)
                if reading is not None and all(
                    counted_by(rule) == link.related_name for rule in reading.rules
                ):
                    found.setdefault((reader.root.name, reading.rules), reading)
    return tuple(found.values())


def _read_of_anybody(
    known: Sequence[Entity], tokens: tuple[Token, ...], lexicon: Lexicon
) -> tuple[Reading, ...]:
    """Readings about users: "nobody leads more than two projects", "everybody may hold one account"."""
    user = lexicon.project.user
    if tokens[0].word not in _ANYBODY:
        return ()
    found: dict[tuple[Rule, ...], Reading] = {}
    for agent in _agents_of(known, tokens, lexicon):
        for rules in AccessSentences(tokens, lexicon, agent).read_all():
            reading = fit_reading(Reading(agent, plain_rules(rules, agent), named=True), lexicon, only=False)
            if reading is not None and all(counted_by(rule) for rule in reading.rules):
                found.setdefault(reading.rules, reading)
    if found or user is None or user in known:
        return tuple(found.values())
    for rules in AccessSentences(tokens, lexicon, user).read_all():
        reading = fit_reading(Reading(user, plain_rules(rules, user), named=True), lexicon, only=False)
        if reading is not None and all(counted_by(rule) for rule in reading.rules):
            found.setdefault(reading.rules, reading)
    return tuple(found.values())


def _agents_of(known: Sequence[Entity], tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Entity, ...]:
    """Those who do what the verb says, by the link that is called after them: the renter, of "rent"."""
    words = [token.word for token in tokens[1:6] if len(token.word) > 3]
    links = [
        link
        for root in known
        for link in root.relationships
        if not link.many and link.name not in words and any(same_verb(word, link.name) for word in words)
    ]
    return (lexicon.project.by_name[links[0].target],) if len(links) == 1 else ()


def counted_by(rule: Rule) -> str:
    """The rows that a rule limits in number or sum; empty where it says anything else.

    At least so many cannot be asked of those whom a link names: they are who has some.
    """
    limits = isinstance(rule, Total) or (isinstance(rule, Count) and not rule.minimum)
    return rule.relation if limits and isinstance(rule, Count | Total) else ""


def _read_from(
    roots: Iterable[Entity],
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    hint: Entity | None,
    field: str,
    *,
    closed: bool,
) -> tuple[Reading, ...]:
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    only = closed or any(token.word in ("only", "solely", ":", "nothing") for token in tokens)
    named = {entity.name for entity in named_in(tokens, lexicon)}
    on_day = any(token.word == "day" for token in tokens)
    readers = [AccessSentences(tokens, lexicon, root) for root in roots]
    for reader in readers:
        root = reader.root
        reader.hinted = field if field in root.members and (hint is None or root is hint) else ""
        reader.meant, reader.closed = root is hint, closed
    for told in (AccessSentences.read_all, AccessSentences.read_stories, AccessSentences.read_denials):
        for reader in readers:
            root = reader.root
            for rules in told(reader):
                plainly = Reading(root, plain_rules(rules, root), root.name in named)
                reading = fit_reading(plainly, lexicon, only=only)
                if reading is None or (on_day and is_at_a_moment(reading)):
                    continue
                if not is_odd(reading, tokens):
                    found.setdefault((root.name, tuple(map(in_one_order, reading.rules))), reading)
        if found:
            break
    return told_apart(tuple(found.values()), tokens) if len(found) > 1 else tuple(found.values())


def in_one_order(rule: Rule) -> Rule:
    """``rule`` with what its rows have in common, or what is equal or not, in one order."""
    match rule:
        case Unique():
            return replace(rule, fields=tuple(sorted(rule.fields)))
        case NoOverlap():
            return replace(rule, within=tuple(sorted(rule.within)))
        case Compare(operator="eq" | "ne", shift=None) if rule.other < rule.field:
            return replace(rule, field=rule.other, other=rule.field)
    return rule
