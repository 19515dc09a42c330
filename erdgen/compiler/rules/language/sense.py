"""Which readings make sense: their values fit the fields, and they say what can be and is not so anyway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Given,
    Length,
    Moment,
    OneOf,
    Range,
    Scalar,
)
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.forms import AtCreation, Immutable, Implies, Rule, Transitions, Unique
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.contradictions import is_contradictory
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, loose_key_of, split_name
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.units import CURRENCIES
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.rules.walk import conditions_of, paths_in, predicates_in
from erdgen.compiler.spec.project import Entity, Field, Kind

_PERCENT = word_set("percent percentage pct")
_ALLOWED = word_set("allowed permitted fine accepted acceptable okay possible")


def fit_reading(reading: Reading, lexicon: Lexicon, *, only: bool) -> Reading | None:
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


def is_at_a_moment(reading: Reading) -> bool:
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


def is_odd(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether no sentence means what was read of it."""
    odd = (is_out_of_order, is_of_another_link, is_of_an_amount, is_of_another_unit, is_of_any_length)
    return any(each(reading, tokens) for each in (*odd, is_of_what_stays, is_of_earlier_rows))


def is_out_of_order(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "due after the contract is signed" was read as due at all, where it is signed."""
    moved = {first.word for first, second in pairwise(tokens) if second.word in ("after", "before")}
    return any(
        isinstance(rule, Implies)
        and isinstance(rule.then, Given)
        and getattr(reading.entity.members.get(rule.then.field), "kind", None) in (Kind.DATE, Kind.DATETIME)
        and loose_key_of(rule.then.field) in {loose_key_of(word) for word in moved}
        for rule in reading.rules
    )


def is_of_another_link(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "validated by an analyst" was read of another link to analysts than ``validated_by``."""
    links = {link.name: link.target for link in reading.entity.relationships if not link.many}
    told = {f"{first.word}_by" for first, second in pairwise(tokens) if second.word == "by"} & links.keys()
    if not told:
        return False
    used = {path.split(".")[0] for rule in reading.rules for path in paths_in(rule)}
    return used.isdisjoint(told) and any(links.get(name) == links[each] for name in used for each in told)


def is_of_an_amount(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "book hours only once a day" was read as if equal amounts were what may not be twice."""
    if not any(token.word in ("once", "twice") for token in tokens):
        return False
    named = (name for rule in reading.rules if isinstance(rule, Unique) for name in rule.fields)
    return any(
        getattr(reading.entity.members.get(name), "kind", None) in (Kind.DECIMAL, Kind.FLOAT)
        for name in named
    )


def is_of_another_unit(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether a percentage was held against money, or against what it is a part of."""
    money = any(token.word in CURRENCIES for token in tokens)
    said = (each for rule in reading.rules for one in conditions_of(rule) for each in predicates_in(one))
    return any(
        not _PERCENT.isdisjoint(split_name(each.field.split(".")[-1]))
        for each in said
        if isinstance(each, Formula) or (isinstance(each, Range) and money)
    )


def is_of_what_stays(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "a closed room keeps its name" was read as if it only had one."""
    kept = any(
        first.word in ("keep", "keeps") and second.word in ("its", "their")
        for first, second in pairwise(tokens)
    )
    asked = (rule.then if isinstance(rule, Implies) else rule for rule in reading.rules)
    return kept and any(isinstance(each, Given) and not each.negated for each in asked)


def is_of_earlier_rows(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "no visits after it died" was read as none at all, though there may be earlier ones."""
    ended = (rule for rule in reading.rules if isinstance(rule, Implies) and isinstance(rule.when, Given))
    none = any(isinstance(rule.then, Count) and rule.then.maximum == 0 for rule in ended)
    return none and any(token.word == "after" for token in tokens)


def is_of_another_deed(reading: Reading, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether "coach at most 3 students" was read of those whom a teacher tutors, though some are coached."""
    counts = (each for rule in reading.rules for said in conditions_of(rule) for each in predicates_in(said))
    relations = {each.relation for each in counts if isinstance(each, Count)}
    own = {key_of(name) for name in (reading.entity.source, reading.entity.label, reading.entity.plural)}
    words = {token.word for token in tokens if token.kind == "word" and key_of(token.text) not in own}
    links = [
        link
        for entity in lexicon.project.entities
        for link in entity.relationships
        if link.target == reading.entity.name
    ]
    told = {link.related_name for link in links if key_of(link.name) in {key_of(word) for word in words}}
    return bool(relations and told) and told.isdisjoint(relations)


def is_of_any_length(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether "titles of 80 characters are allowed" was read as if no others were."""
    words = {token.word for token in tokens}
    exact = any(isinstance(rule, Length) and rule.minimum == rule.maximum for rule in reading.rules)
    return exact and not words.isdisjoint(_ALLOWED) and "only" not in words


def _stands_still(rules: Sequence[Rule]) -> bool:
    """Whether a field that changes step by step would have one value for ever."""
    moved = {rule.field for rule in rules if isinstance(rule, Transitions)}
    return any(
        (isinstance(rule, OneOf) and rule.field in moved)
        or (isinstance(rule, Immutable) and rule.once is None and not moved.isdisjoint(rule.fields))
        for rule in rules
    )


def _says_nothing(rule: Rule, entity: Entity, *, only: bool) -> bool:
    """What follows from itself or cannot be, and single steps that are allowed, not the only ones."""
    if isinstance(rule, Implies):
        return rule.when == rule.then or _is_settled(rule.when, rule.then) or _is_of_nothing(rule)
    if isinstance(rule, AtCreation) and isinstance(rule.condition, Count):
        relation, least = rule.condition.relation, rule.condition.minimum
        return bool(least) and "." not in relation and relation not in entity.members  # no row has any yet
    if isinstance(rule, Given):
        return rule.negated
    if isinstance(rule, Moment):  # that something is just now is true of no row for long
        exact = rule.operator in ("eq", "ne") and rule.shift is None
        return exact and getattr(entity.members.get(rule.field), "kind", None) is Kind.DATETIME
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
