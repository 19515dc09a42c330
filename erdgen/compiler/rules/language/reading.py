"""From a sentence to the rules that it states: every reading, seen from every entity that it can be about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from erdgen.compiler.rules.conditions import Compare, Count, OneOf, Total, Weekday
from erdgen.compiler.rules.forms import NoOverlap, Rule, Transitions, Unique
from erdgen.compiler.rules.language.about import (
    heads_in,
    named_in,
    only_named,
    owners_in,
    roots_of,
    told_in,
)
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.alternatives import Reading, told_apart
from erdgen.compiler.rules.language.asides import variants_of, without_fillers
from erdgen.compiler.rules.language.bracketed import (
    named_field,
    reached_state,
    summed_field,
    without_brackets,
)
from erdgen.compiler.rules.language.concluded import read_halves
from erdgen.compiler.rules.language.ends import told_apart_ends
from erdgen.compiler.rules.language.gist import gists_of
from erdgen.compiler.rules.language.kinship import told_alike
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.making import of_making
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.naming import Named
from erdgen.compiler.rules.language.newly import as_made
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.rules.language.plainly import plain_rules
from erdgen.compiler.rules.language.plainwords import plain_forms
from erdgen.compiler.rules.language.registers import plain_statements
from erdgen.compiler.rules.language.restated import without_restatement
from erdgen.compiler.rules.language.sense import (
    fit_reading,
    is_at_a_moment,
    is_of_an_amount,
    is_of_another_link,
    is_out_of_order,
)
from erdgen.compiler.rules.language.stays import counts_at_once, is_of_period, told_by_period
from erdgen.compiler.rules.language.tails import free_tails
from erdgen.compiler.rules.language.testable import NotSaidError, check_extent, check_words
from erdgen.compiler.rules.language.tokens import LONGEST, Token, read_tokens, spell_out
from erdgen.compiler.rules.walk import paths_in
from erdgen.compiler.spec.project import Entity, Relationship

#: Where an entity is named, others are tried too if there are no more of them than this.
MANY = 8
#: A sentence is put into plain words so many times at most.
DEEPEST = 3
#: What no sentence means.
_ODD = (is_out_of_order, is_of_another_link, is_of_an_amount)
#: By these everybody who uses the system is meant.
_ANYBODY = ("nobody", "everybody", "everyone", "anybody", "anyone", "no")


def read_sentence(sentence: str, lexicon: Lexicon, hint: Entity | None, field: str) -> tuple[Reading, ...]:
    """Every reading; raises NotSaidError where there is none."""
    if len(sentence) > LONGEST:
        raise NotSaidError(f"it has more than {LONGEST} characters")
    tokens = read_tokens(sentence)
    if not tokens:
        raise NotSaidError("there is nothing to read")
    try:
        return _read_said(tokens, lexicon, hint, field)
    except NotSaidError as stopped:
        check_extent(tokens)
        about = roots_of(tokens, lexicon, hint) or owners_in(tokens, lexicon, ())
        for plain in plain_statements(without_fillers(tokens), lexicon, Named(lexicon, hint, tuple(about))):
            try:
                return _read_said(plain, lexicon, hint, field)
            except NotSaidError:
                continue
        raise stopped from None


def _read_said(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str
) -> tuple[Reading, ...]:
    """Every reading of the sentence as it stands; raises NotSaidError where there is none."""
    check_words(tokens, lexicon)
    whole, tokens = tokens, without_fillers(tokens)
    found = _read_tokens(tokens, lexicon, hint, field)
    found = tuple(
        replace(each, rules=rules) for each in found for rules in as_made(whole, each.rules, each.entity)
    )
    found = of_making(whole, found)
    if found and all(counts_at_once(whole, each.rules, each.entity, lexicon) for each in found):
        raise NotSaidError("it counts rows at one time, but how many there are at all is not the same")
    if not field or hint is None or any(mentions(each, field) for each in found):
        return found
    if any(each.named and not all(isinstance(rule, Weekday) for rule in each.rules) for each in found):
        return found  # by a day alone it is not told which moment is meant
    return _read_with_field(tokens, lexicon, hint, field) or found


def _read_with_field(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity, field: str
) -> tuple[Reading, ...]:
    """Readings about the field that the ERD names, for a sentence that names neither its rows nor it."""
    found = _read_all(tokens, lexicon, hint, field)
    return tuple(each for each in found if each.entity is hint and mentions(each, field))


def _read_tokens(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str, depth: int = 0
) -> tuple[Reading, ...]:
    about = roots_of(tokens, lexicon, hint) or owners_in(tokens, lexicon, ())
    names = Named(lexicon, hint, tuple(about))

    for said in variants_of(tokens, names):
        meant = hint or (only_named(tokens, lexicon) if len(said) < len(tokens) else None)
        found = _read_all(said, lexicon, meant, "")
        if hint is None and meant is not None:
            found = tuple(each for each in found if each.entity is meant) or found
        if found:
            return found
    for head, leaves_free in free_tails(tokens, lexicon):
        for said in variants_of(head, names):
            found = tuple(
                each for each in _read_all(said, lexicon, hint, "") if leaves_free(each.entity, each.rules)
            )
            if found:
                return found
    found = _read_restated(tokens, lexicon, hint, names)
    if found:
        return found

    def read_half(said: tuple[Token, ...]) -> tuple[Reading, ...]:
        try:
            return _read_tokens(said, lexicon, hint, field, depth + 1)
        except NotSaidError:
            return ()

    found = read_halves(tokens, names, read_half) if depth < DEEPEST else ()
    if found:
        return found
    found = _read_bracketed(tokens, lexicon, hint, field, names) or _read_plainly(
        tokens, lexicon, hint, field, depth
    )
    if depth == 0:
        found = found or told_alike(tokens, lexicon, hint) or told_apart_ends(tokens, lexicon, hint)
    if not found and not depth:
        found = _read_gist(tokens, lexicon, hint, field)
    if found:
        return found
    raise NotSaidError(_stopped(tokens, lexicon, about))


def _read_plainly(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str, depth: int
) -> tuple[Reading, ...]:
    """Readings of the same in plain words, for a sentence of a form that the grammar does not have."""
    for said in plain_forms(tokens, lexicon) if depth < DEEPEST else ():
        try:
            return _read_tokens(said, lexicon, hint, field, depth + 1)
        except NotSaidError:
            continue
    return ()


def _read_gist(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str
) -> tuple[Reading, ...]:
    """Readings by what the sentence mentions, for one of a shape that the grammar does not have."""
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    for said in gists_of(tokens, lexicon, hint):
        try:
            told = (
                (said,)
                if isinstance(said, Reading)
                else _read_tokens(read_tokens(said), lexicon, hint, field, 1)
            )
        except NotSaidError:
            continue
        for each in told:
            reading = fit_reading(each, lexicon, only=True)
            if reading is None or (field and reading.entity is hint and not mentions(reading, field)):
                continue
            found.setdefault((reading.entity.name, tuple(map(_unordered, reading.rules))), reading)
    return tuple(found.values())


def _read_bracketed(
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    hint: Entity | None,
    field: str,
    names: Named,
) -> tuple[Reading, ...]:
    """Readings in which brackets name the state that is reached, what is added up, or the field."""
    told = (*reached_state(tokens, lexicon, named_in(tokens, lexicon)), summed_field(tokens))
    roots = (hint,) if hint is not None else roots_of(tokens, lexicon, None)
    owners = () if roots else owners_in(without_brackets(tokens)[1], lexicon, ())
    field = field or named_field(tokens, lexicon, roots or owners)
    about = owners[0] if len(owners) == 1 else hint
    for said in (each for whole in told if whole for each in variants_of(whole, names)):
        found = _read_all(said, lexicon, hint, "")
        if found:
            return found
    for said in variants_of(tokens, names) if field else ():
        found = _read_all(said, lexicon, about, field)
        if found:
            return found
    return ()


def _read_restated(
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    hint: Entity | None,
    names: Named,
    *,
    closed: bool = False,
) -> tuple[Reading, ...]:
    """Readings of the sentence without a tail, or two, that adds nothing to them."""
    for shortened in without_restatement(tokens, lexicon):
        closing = closed or shortened.closing
        for said in variants_of(shortened.said, names):
            every = _read_lifecycle(said, lexicon, hint) if closing else ()
            every = every or _read_all(said, lexicon, hint, "", closed=closing)
            found = tuple(each for each in every if shortened.fits(each.rules, each.entity.name))
            if found:
                return tuple(replace(each, rules=shortened.completed(each.rules)) for each in found)
        found = _read_restated(shortened.said, lexicon, hint, names, closed=closing)
        if found and all(shortened.fits(each.rules, each.entity.name) for each in found):
            return found
    return ()


def _read_lifecycle(tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None) -> tuple[Reading, ...]:
    """Readings that list the steps from several states; that there are no others says no more than they do.

    Of one state alone it would be said only what may follow it.
    """
    found = _read_all(tokens, lexicon, hint, "")
    listed = (rule.allowed if isinstance(rule, Transitions) else () for each in found for rule in each.rules)
    return found if found and all(len({move.source for move in moves}) > 1 for moves in listed) else ()


def _read_all(
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
                if reading is not None and all(_counts(rule) == link.related_name for rule in reading.rules):
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
            if reading is not None and all(_counts(rule) for rule in reading.rules):
                found.setdefault(reading.rules, reading)
    if found or user is None or user in known:
        return tuple(found.values())
    for rules in AccessSentences(tokens, lexicon, user).read_all():
        reading = fit_reading(Reading(user, plain_rules(rules, user), named=True), lexicon, only=False)
        if reading is not None and all(_counts(rule) for rule in reading.rules):
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


def _counts(rule: Rule) -> str:
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
                if not any(
                    odd(reading, tokens) for odd in (is_out_of_order, is_of_another_link, is_of_an_amount)
                ):
                    found.setdefault((root.name, tuple(map(_unordered, reading.rules))), reading)
        if found:
            break
    return told_apart(tuple(found.values()), tokens) if len(found) > 1 else tuple(found.values())


def _unordered(rule: Rule) -> Rule:
    """``rule`` with what its rows have in common, or what is equal or not, in one order."""
    match rule:
        case Unique():
            return replace(rule, fields=tuple(sorted(rule.fields)))
        case NoOverlap():
            return replace(rule, within=tuple(sorted(rule.within)))
        case Compare(operator="eq" | "ne", shift=None) if rule.other < rule.field:
            return replace(rule, field=rule.other, other=rule.field)
    return rule


def _stopped(tokens: tuple[Token, ...], lexicon: Lexicon, roots: Sequence[Entity]) -> str:
    """The part of the sentence where understanding ends, seen from the entity that got farthest."""
    farthest = max((AccessSentences(tokens, lexicon, root).farthest() for root in roots), default=0)
    if not roots:
        return "it names no entity and no field of this ERD"
    rest = spell_out(tokens[farthest:])
    return f"the part “{rest}” is not understood" if rest else "it breaks off"


def mentions(reading: Reading, field: str) -> bool:
    """Whether a rule of ``reading`` is about ``field``, or counts the rows that it links to theirs."""
    link = reading.entity.members.get(field)
    back = link.related_name if isinstance(link, Relationship) else None
    if back and any(_counts(rule) == back for rule in reading.rules):
        return True
    return any(path.split(".")[0] == field for rule in reading.rules for path in paths_in(rule))
