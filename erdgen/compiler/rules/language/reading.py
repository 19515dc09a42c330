"""From a sentence to the rules that it states: every reading, seen from every entity that it can be about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Given,
    OneOf,
    Scalar,
    Total,
)
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.forms import AtCreation, Implies, NoOverlap, Rule, Transitions, Unique
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.alternatives import Reading, told_apart
from erdgen.compiler.rules.language.asides import variants_of, without_fillers
from erdgen.compiler.rules.language.bracketed import (
    named_field,
    reached_state,
    summed_field,
    without_brackets,
)
from erdgen.compiler.rules.language.contradictions import is_contradictory
from erdgen.compiler.rules.language.lexicon import Lexicon, key_of, loose_key_of
from erdgen.compiler.rules.language.plainly import plain_rules
from erdgen.compiler.rules.language.restated import without_restatement
from erdgen.compiler.rules.language.tails import conclusion_of, free_tails
from erdgen.compiler.rules.language.testable import NotSaidError, check_words
from erdgen.compiler.rules.language.tokens import LONGEST, Token, read_tokens, spell_out
from erdgen.compiler.rules.walk import conditions_of, paths_in, predicates_in
from erdgen.compiler.spec.project import Entity, Field, Kind

#: Where an entity is named, others are tried too if there are no more of them than this.
MANY = 8
#: What names consist of, and how many tokens of it at most.
_NAMING = ("word", "number", "quoted")
_LONGEST_STRETCH = 5
#: By these everybody who uses the system is meant.
_ANYBODY = ("nobody", "everybody", "everyone", "anybody", "anyone", "no")


def read_sentence(sentence: str, lexicon: Lexicon, hint: Entity | None, field: str) -> tuple[Reading, ...]:
    """Every reading; raises NotSaidError where there is none."""
    if len(sentence) > LONGEST:
        raise NotSaidError(f"it has more than {LONGEST} characters")
    tokens = read_tokens(sentence)
    if not tokens:
        raise NotSaidError("there is nothing to read")
    check_words(tokens, lexicon)
    return _read_tokens(without_fillers(tokens), lexicon, hint, field)


def _read_tokens(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str
) -> tuple[Reading, ...]:
    about = _roots(tokens, lexicon, hint) or _owners(tokens, lexicon, ())

    def names(part: tuple[Token, ...]) -> bool:
        return _names_something(part, lexicon, hint, about)

    for said in variants_of(tokens, names):
        meant = hint or (_only_named(tokens, lexicon) if len(said) < len(tokens) else None)
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
    so = conclusion_of(tokens)
    if so:
        return _read_tokens(so, lexicon, hint, field)
    found = _read_bracketed(tokens, lexicon, hint, field, names)
    if found:
        return found
    raise NotSaidError(_stopped(tokens, lexicon, about))


def _read_bracketed(
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    hint: Entity | None,
    field: str,
    names: Callable[[tuple[Token, ...]], bool],
) -> tuple[Reading, ...]:
    """Readings in which brackets name the state that is reached, what is added up, or the field."""
    told = (*reached_state(tokens, lexicon, _named_in(tokens, lexicon)), summed_field(tokens))
    roots = (hint,) if hint is not None else _roots(tokens, lexicon, None)
    owners = () if roots else _owners(without_brackets(tokens)[1], lexicon, ())
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
    names: Callable[[tuple[Token, ...]], bool],
    *,
    closed: bool = False,
) -> tuple[Reading, ...]:
    """Readings of the sentence without a tail, or two, that adds nothing to them."""
    for shortened in without_restatement(tokens, lexicon):
        closing = closed or shortened.closing
        for said in variants_of(shortened.said, names):
            every = _read_all(said, lexicon, hint, "", closed=closing)
            found = tuple(each for each in every if shortened.fits(each.rules, each.entity.name))
            if found:
                return tuple(replace(each, rules=shortened.completed(each.rules)) for each in found)
        found = _read_restated(shortened.said, lexicon, hint, names, closed=closing)
        if found and all(shortened.fits(each.rules, each.entity.name) for each in found):
            return found
    return ()


def _names_something(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, about: Sequence[Entity]
) -> bool:
    """Whether an entity, a member or a state is named: then the words may limit the rule.

    ``about`` are the entities of the whole sentence.
    """
    roots = (*_roots(tokens, lexicon, hint), *about)
    plain = [token for token in tokens if token.word not in ("from", "to", "and", "of", "in", "the", "or")]
    if all(key_of(token.text) in lexicon.owners and "_" in token.text for token in plain):
        return False
    for text in _stretches(tokens):
        key = key_of(text)
        if key in lexicon.entities or key in lexicon.owners or key in lexicon.roles:
            return True
        if any(lexicon.states(root, text) for root in roots):
            return True
    return False


def _read_all(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str, *, closed: bool = False
) -> tuple[Reading, ...]:
    """Every reading; ``closed`` where it was said that nothing but what is listed may be."""
    roots = _roots(tokens, lexicon, hint)
    found = _read_from(roots, tokens, lexicon, hint, field, closed=closed)
    if found:
        return found
    owners = _owners(tokens, lexicon, roots)
    # A field that half of a large ERD has says nothing about which entity is meant.
    if not roots or len(owners) <= MANY:
        found = _read_from(owners, tokens, lexicon, hint, field, closed=closed)
    return (
        found
        or _read_from(_headed(tokens, lexicon, roots), tokens, lexicon, hint, field, closed=closed)
        or _read_of_agents(tokens, lexicon)
        or _read_of_anybody(roots, tokens, lexicon)
        or (_read_from(_of_kinds(tokens, lexicon), tokens, lexicon, hint, field, closed=closed))
    )


def _headed(tokens: tuple[Token, ...], lexicon: Lexicon, known: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities that are named by one word of their name alone: "table" for a dining table."""
    found = (lexicon.heads.get(key_of(token.text)) for token in tokens if token.kind == "word")
    return tuple(dict.fromkeys(each for each in found if each is not None and each not in known))


def _of_kinds(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The entity of which the first words name a kind: "bartenders" for staff with that role."""
    if _named_in(tokens, lexicon):
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


def _read_of_agents(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Reading, ...]:
    """Readings about those whom a link names: "each owner may have one live campaign"."""
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    for key in {key_of(token.text): 0 for token in tokens if token.kind == "word"}:
        for link in lexicon.agents.get(key, ()):
            reader = AccessSentences(tokens, lexicon, lexicon.project.by_name[link.target])
            reader.called = key
            for rules in reader.read_all():
                whole = Reading(reader.root, plain_rules(rules, reader.root))
                reading = _fitted(whole, lexicon, only=False)
                if reading is not None and all(_counts(rule) == link.related_name for rule in reading.rules):
                    found.setdefault((reader.root.name, reading.rules), reading)
    return tuple(found.values())


def _read_of_anybody(
    known: Sequence[Entity], tokens: tuple[Token, ...], lexicon: Lexicon
) -> tuple[Reading, ...]:
    """Readings about users: "nobody leads more than two projects", "everybody may hold one account"."""
    user = lexicon.project.user
    if user is None or user in known or tokens[0].word not in _ANYBODY:
        return ()
    found: dict[tuple[Rule, ...], Reading] = {}
    for rules in AccessSentences(tokens, lexicon, user).read_all():
        reading = _fitted(Reading(user, plain_rules(rules, user), named=True), lexicon, only=False)
        if reading is not None and all(_counts(rule) for rule in reading.rules):
            found.setdefault(reading.rules, reading)
    return tuple(found.values())


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
    named = {entity.name for text in _stretches(tokens) for entity in lexicon.entities.get(key_of(text), ())}
    on_day = any(token.word == "day" for token in tokens)
    readers = [AccessSentences(tokens, lexicon, root) for root in roots]
    for reader in readers:
        root = reader.root
        reader.hinted = field if field in root.members and (hint is None or root is hint) else ""
        reader.meant, reader.closed = root is hint, closed
    for told in (AccessSentences.read_all, AccessSentences.read_stories):
        for reader in readers:
            root = reader.root
            for rules in told(reader):
                plainly = Reading(root, plain_rules(rules, root), root.name in named)
                reading = _fitted(plainly, lexicon, only=only)
                if reading is None or (on_day and _is_at_a_moment(reading)):
                    continue
                if not _is_out_of_order(reading, tokens):
                    found.setdefault((root.name, tuple(map(_unordered, reading.rules))), reading)
        if found:
            break
    return told_apart(tuple(found.values()), tokens) if len(found) > 1 else tuple(found.values())


def _unordered(rule: Rule) -> Rule:
    """``rule`` with what its rows have in common in one order."""
    match rule:
        case Unique():
            return replace(rule, fields=tuple(sorted(rule.fields)))
        case NoOverlap():
            return replace(rule, within=tuple(sorted(rule.within)))
    return rule


def _fitted(reading: Reading, lexicon: Lexicon, *, only: bool) -> Reading | None:
    """The reading with its values as the fields write them; None where one does not fit."""
    rules: list[Rule] = []
    for rule in reading.rules:
        fitted, problems = fit_rule(rule, lexicon.project, reading.entity)
        if problems:
            return None
        rules.append(fitted)
    if (
        is_contradictory(rules, reading.entity)
        or _stands_still(rules)
        or any(_says_nothing(rule, reading.entity, only=only) for rule in rules)
    ):
        return None
    return replace(reading, rules=tuple(rules))


def _is_at_a_moment(reading: Reading) -> bool:
    """Whether moments are held against each other, though the sentence speaks of the day."""
    compared = (
        said
        for rule in reading.rules
        for condition in conditions_of(rule)
        for said in predicates_in(condition)
        if isinstance(said, Compare) and said.shift is None
    )
    return any(
        isinstance(member, Field) and member.kind is Kind.DATETIME
        for said in compared
        for member in (reading.entity.members.get(said.field),)
        if getattr(reading.entity.members.get(said.other), "kind", None) is Kind.DATETIME
    )


def _is_out_of_order(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "due after the contract is signed" was read as due at all, where it is signed."""
    moved = {first.word for first, second in pairwise(tokens) if second.word in ("after", "before")}
    return any(
        isinstance(rule, Implies)
        and isinstance(rule.then, Given)
        and getattr(reading.entity.members.get(rule.then.field), "kind", None) in (Kind.DATE, Kind.DATETIME)
        and loose_key_of(rule.then.field) in {loose_key_of(word) for word in moved}
        for rule in reading.rules
    )


def _stands_still(rules: Sequence[Rule]) -> bool:
    """Whether a field that changes step by step would have one value for ever."""
    moved = {rule.field for rule in rules if isinstance(rule, Transitions)}
    return any(isinstance(rule, OneOf) and rule.field in moved for rule in rules)


def _says_nothing(rule: Rule, entity: Entity, *, only: bool) -> bool:
    """What follows from itself or cannot be, and single steps that are allowed, not the only ones."""
    if isinstance(rule, Implies):
        return rule.when == rule.then or _is_settled(rule.when, rule.then) or _is_of_nothing(rule)
    if isinstance(rule, AtCreation) and isinstance(rule.condition, Count):
        relation, least = rule.condition.relation, rule.condition.minimum
        return bool(least) and "." not in relation and relation not in entity.members  # no row has any yet
    if isinstance(rule, Given):
        return rule.negated
    if isinstance(rule, Transitions):
        return _breaks_off(rule, entity) or (not only and bool(rule.allowed) and not _is_lifecycle(rule))
    return False


def _is_lifecycle(rule: Transitions) -> bool:
    """Whether its steps are told one after the other; single steps that may be are not the only ones."""
    known: set[Scalar] = set()
    for move in rule.allowed:
        if known and move.source not in known:
            return False
        known |= {move.source, move.target}
    return bool(rule.forbidden) or len({move.source for move in rule.allowed}) > 1


def _breaks_off(rule: Transitions, entity: Entity) -> bool:
    """Whether steps are both allowed and ruled out, or some are as if there were others, which none is."""
    field = entity.members.get(rule.field)
    sources = {move.source for move in rule.allowed}
    if not sources or not isinstance(field, Field):
        return False
    if set(rule.allowed) & set(rule.forbidden):
        return True
    for source in {move.source for move in rule.forbidden} - sources:
        barred = sum(move.source == source for move in rule.forbidden)
        if barred < len(field.choices) - 1 and (barred > 1 or len(sources) < 2):
            return True
    reached = {move.target for move in rule.allowed}
    unreached = Counter(move.target for move in rule.forbidden if move.target not in reached)
    return any(2 * barred > len(field.choices) - 1 > barred for barred in unreached.values())


def _is_of_nothing(rule: Implies) -> bool:
    """Whether it asks something of the value of a field where the field has none."""
    cases = rule.when.parts if isinstance(rule.when, Every) else (rule.when,)
    lacking = {case.field for case in cases if isinstance(case, Given) and case.negated}
    if not lacking:
        return False
    asked = [said for said in predicates_in(rule.then) if not isinstance(said, Given)]
    return any(not lacking.isdisjoint(paths_in(said)) for said in asked)


def _is_settled(when: Condition, then: Condition) -> bool:
    """Whether one value of a field settles what is said of the same field."""
    if not (isinstance(when, OneOf) and isinstance(then, OneOf)) or when.field != then.field:
        return False
    return not when.negated


def _roots(tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None) -> tuple[Entity, ...]:
    """The entities that are named, that of the hint first."""
    found: dict[str, Entity] = {hint.name: hint} if hint is not None else {}
    for text in _stretches(tokens):
        for entity in lexicon.entities.get(key_of(text), ()):
            found.setdefault(entity.name, entity)
    for entity in _linking(tuple(found.values()), lexicon):
        found.setdefault(entity.name, entity)
    return tuple(found.values())


def _named_in(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The entities that the sentence itself names."""
    found = {
        each.name: each for text in _stretches(tokens) for each in lexicon.entities.get(key_of(text), ())
    }
    return tuple(found.values())


def _only_named(tokens: tuple[Token, ...], lexicon: Lexicon) -> Entity | None:
    """The one entity that the sentence names; a part of it that names none is about the same."""
    found = _named_in(tokens, lexicon)
    return found[0] if len(found) == 1 else None


def _linking(named: Sequence[Entity], lexicon: Lexicon) -> Iterable[Entity]:
    """Entities that link to two of those named: a booking is what a guest and a room have together."""
    if not named:
        return
    known = {entity.name for entity in named}
    user = lexicon.project.user
    names = known if user is None else known | {user.name}
    linking = {place: entity for name in names for place, entity in lexicon.linking_to.get(name, ())}
    for _place, entity in sorted(linking.items()):
        targets = {link.target for link in entity.relationships if not link.many} & names
        if len(targets) > 1 or (entity.name not in known and len(named) <= 2):
            yield entity


def _owners(tokens: tuple[Token, ...], lexicon: Lexicon, known: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities that have a member which is named."""
    found: dict[str, Entity] = {}
    for text in _stretches(tokens):
        for entity in lexicon.owners.get(key_of(text), ()):
            if entity not in known:
                found.setdefault(entity.name, entity)
    for text in _stretches(tokens) if not found and not known else ():
        owners = lexicon.loose_owners.get(loose_key_of(text), ()) if loose_key_of(text) else ()
        for entity in owners if " " in text or (len(owners) == 1 and len(text) > 4) else ():
            found.setdefault(entity.name, entity)
    return tuple(found.values())


@lru_cache(maxsize=64)
def _stretches(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """What could be a name, each once."""
    return tuple(dict.fromkeys(_all_stretches(tokens)))


def _all_stretches(tokens: tuple[Token, ...]) -> Iterable[str]:
    for start in range(len(tokens)):
        text = ""
        for token in tokens[start : start + _LONGEST_STRETCH]:
            if token.kind not in _NAMING and token.word not in ("-", "_"):
                break
            if token.word != "-":
                text = f"{text} {token.text}" if text else token.text
            yield text


def _stopped(tokens: tuple[Token, ...], lexicon: Lexicon, roots: Sequence[Entity]) -> str:
    """The part of the sentence where understanding ends, seen from the entity that got farthest."""
    farthest = max((AccessSentences(tokens, lexicon, root).farthest() for root in roots), default=0)
    if not roots:
        return "it names no entity and no field of this ERD"
    rest = spell_out(tokens[farthest:])
    return f"the part “{rest}” is not understood" if rest else "it breaks off"


def mentions(reading: Reading, field: str) -> bool:
    """Whether a rule of ``reading`` is about ``field``."""
    return any(path.split(".")[0] == field for rule in reading.rules for path in paths_in(rule))
