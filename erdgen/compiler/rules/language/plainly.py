"""One spelling for conditions that mean the same, so that readings which agree are one reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Every,
    Length,
    Moment,
    Not,
    OneOf,
    Operator,
    Range,
    Scalar,
    Some,
)
from erdgen.compiler.rules.forms import (
    AtCreation,
    Immutable,
    Implies,
    Move,
    NoOverlap,
    Rule,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.language.nothing import counted_from_zero
from erdgen.compiler.spec.project import Entity, Field

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OnlyMoves(Transitions):
    """What is ruled out by "a draft can only become live", with the moves that are left (``told``)."""

    told: tuple[Move, ...] = ()


_BOUNDS = ("gt", "gte", "lt", "lte")
_WIDER: tuple[tuple[Operator, Operator], ...] = (("gt", "gte"), ("lt", "lte"))


def plain_rules(rules: tuple[Rule, ...], entity: Entity) -> tuple[Rule, ...]:
    """``rules`` without repetition; one that demands several things is several rules."""
    found: list[Rule] = []
    for rule in rules:
        found += (counted_from_zero(part, entity) for part in _split(rule))
    ranges = _merge_ranges(tuple(part for part in found if not isinstance(part, Implies | AtCreation)))
    others = [part for part in found if isinstance(part, Implies | AtCreation)]
    told = _told_in_turn((*ranges, *others), entity)
    return tuple(dict.fromkeys(_merge_moves(_with_ends(told, entity), entity)))


def _told_in_turn(rules: tuple[Rule, ...], entity: Entity) -> tuple[Rule, ...]:
    """ "A draft can only become live, and a live one can only become sold": told of every state, all moves.

    Where states are left out, nothing is known of the moves from there.
    """
    only = [rule for rule in rules if isinstance(rule, OnlyMoves)]
    if not only:
        return rules
    moves = tuple(dict.fromkeys(move for rule in only for move in rule.told))
    field = entity.members.get(only[0].field)
    known = {state for move in moves for state in (move.source, move.target)}
    listed = (
        len(only) == sum(isinstance(rule, Transitions) for rule in rules) > 1
        and {rule.field for rule in only} == {only[0].field}
        and isinstance(field, Field)
        and known == {choice.value for choice in field.choices}
        and _is_chain(only)
    )
    if not listed:
        return tuple(
            Transitions(rule.field, forbidden=rule.forbidden) if isinstance(rule, OnlyMoves) else rule
            for rule in rules
        )
    others = (rule for rule in rules if not isinstance(rule, OnlyMoves))
    return (Transitions(only[0].field, allowed=moves), *others)


def _is_chain(rules: list[OnlyMoves]) -> bool:
    """Whether each tells of states that those before it lead to."""
    known: set[Scalar] = set()
    for rule in rules:
        sources = {move.source for move in rule.told}
        if known and not sources <= known:
            return False
        known |= sources | {move.target for move in rule.told}
    return True


def _with_ends(rules: tuple[Rule, ...], entity: Entity) -> tuple[Rule, ...]:
    """Beside moves, "closed tickets are final" says that no move leads on from there."""
    fields = {rule.field for rule in rules if isinstance(rule, Transitions)}
    return tuple(_end_of_moves(rule, fields, entity) or rule for rule in rules)


def _end_of_moves(rule: Rule, fields: set[str], entity: Entity) -> Rule | None:
    if not isinstance(rule, Immutable) or not isinstance(once := rule.once, OneOf) or once.negated:
        return None
    field = entity.members.get(once.field)
    if rule.fields or once.field not in fields or not isinstance(field, Field):
        return None
    others = [choice.value for choice in field.choices]
    moves = [Move(source, value) for source in once.values for value in others if value != source]
    return Transitions(once.field, forbidden=tuple(moves))


def _merge_moves(rules: tuple[Rule, ...], entity: Entity) -> list[Rule]:
    """The transitions of one field as one rule."""
    merged: list[Rule] = []
    for rule in rules:
        place = next(
            (
                n
                for n, other in enumerate(merged)
                if isinstance(rule, Transitions)
                and isinstance(other, Transitions)
                and other.field == rule.field
            ),
            -1,
        )
        if place < 0:
            merged.append(rule)
            continue
        other = merged[place]
        assert isinstance(other, Transitions)
        assert isinstance(rule, Transitions)
        allowed = tuple(
            dict.fromkeys(
                (*other.allowed, *rule.allowed, *_left(other, rule, entity), *_left(rule, other, entity))
            )
        )
        merged[place] = Transitions(
            rule.field, allowed, tuple(dict.fromkeys((*other.forbidden, *rule.forbidden)))
        )
    return merged


def _left(listing: Transitions, closing: Transitions, entity: Entity) -> list[Move]:
    """ "A can become B; B can only become C": beside a list, what is left to B belongs to it."""
    field = entity.members.get(closing.field)
    if not listing.allowed or closing.allowed or not isinstance(field, Field):
        return []
    values = [choice.value for choice in field.choices]
    moves: list[Move] = []
    for source in dict.fromkeys(move.source for move in closing.forbidden):
        barred = {move.target for move in closing.forbidden if move.source == source}
        left = [value for value in values if value != source and value not in barred]
        if len(left) < len(barred) or len(values) <= 3:
            moves += [Move(source, value) for value in left]
    return moves + _ways_left(listing, closing, values)


def _ways_left(listing: Transitions, closing: Transitions, values: list[Scalar]) -> list[Move]:
    """ "A can become B; only B can become C": a state that the list does not reach is reached so alone."""
    reached = {move.target for move in listing.allowed}
    known = reached | {move.source for move in listing.allowed}
    alone = len({move.target for move in closing.forbidden}) == 1
    moves: list[Move] = []
    for target in dict.fromkeys(move.target for move in closing.forbidden if move.target not in reached):
        barred = {move.source for move in closing.forbidden if move.target == target}
        left = [value for value in values if value != target and value not in barred]
        if len(left) < len(barred) or (alone and target not in known):
            moves += [Move(source, target) for source in left if source in known]
    return moves


def _split(rule: Rule) -> list[Rule]:
    if isinstance(rule, Every) and rule.parts:
        return [part for each in rule.parts for part in _split(plain(each))]
    if isinstance(rule, Implies):
        when, then = plain(rule.when), plain(rule.then)
        parts = then.parts if isinstance(then, Every) and then.parts else (then,)
        return [Implies(when, part) for part in parts]
    if isinstance(rule, AtCreation):
        return [AtCreation(plain(rule.condition), plain(rule.when) if rule.when is not None else None)]
    if isinstance(rule, Immutable) and rule.once is not None:
        return [replace(rule, once=plain(rule.once))]
    if isinstance(rule, Some | OneOf | Not):
        whole = plain(rule)
        return _split(whole) if isinstance(whole, Every) else [whole]
    if isinstance(rule, Unique | NoOverlap) and rule.where is not None:
        return [replace(rule, where=plain(rule.where))]
    return [rule]


def plain(condition: Condition) -> Condition:
    """Joined conditions flattened; values and bounds of one field together."""
    if isinstance(condition, Every):
        flat = _without_settled(_flat(condition.parts, Every))
        merged = _merge_ranges(flat)
        return merged[0] if len(merged) == 1 else Every(tuple(merged))
    if isinstance(condition, Some):
        merged_values = _with_edges(_merge_values(_flat(condition.parts, Some)))
        return merged_values[0] if len(merged_values) == 1 else Some(merged_values)
    if isinstance(condition, Not):
        part = plain(condition.part)
        if isinstance(part, Range) and part.gte is not None and part.gte == part.lte:
            return OneOf(part.field, (part.gte,), negated=True)
        return replace(condition, part=part)
    return condition


def _without_settled(parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """ "Is live, and is neither a draft nor sold": what a value settles need not be said."""
    return tuple(part for part in parts if not any(_settles(other, part) for other in parts))


def _settles(value: Condition, denial: Condition) -> bool:
    if not (isinstance(value, OneOf) and isinstance(denial, OneOf)) or value.field != denial.field:
        return False
    return not value.negated and denial.negated and set(value.values).isdisjoint(denial.values)


def _flat(parts: tuple[Condition, ...], joint: type) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for part in (plain(part) for part in parts):
        found += part.parts if isinstance(part, Every | Some) and type(part) is joint else (part,)
    return tuple(dict.fromkeys(found))


def _merge_ranges(parts: tuple[T, ...]) -> list[T | Range | Length]:
    """``parts`` with a lower and an upper bound of one field, or of its length, as one."""
    merged: list[T | Range | Length] = []
    for part in parts:
        place = next((n for n, other in enumerate(merged) if _can_join(other, part)), -1)
        if place < 0:
            merged.append(part)
            continue
        other = merged[place]
        if isinstance(other, Length) and isinstance(part, Length):
            merged[place] = Length(part.field, other.minimum or part.minimum, other.maximum or part.maximum)
            continue
        assert isinstance(other, Range)
        assert isinstance(part, Range)
        bounds = {name: getattr(other, name) or getattr(part, name) for name in _BOUNDS}
        merged[place] = Range(part.field, **bounds)
    return merged


def _can_join(first: object, second: object) -> bool:
    if isinstance(first, Length) and isinstance(second, Length) and first.field == second.field:
        short, long = (first, second) if first.maximum is None else (second, first)
        return short.minimum is not None and short.maximum is None and long.minimum is None
    if not (isinstance(first, Range) and isinstance(second, Range)) or first.field != second.field:
        return False
    low = [r for r in (first, second) if r.gt is not None or r.gte is not None]
    high = [r for r in (first, second) if r.lt is not None or r.lte is not None]
    return len(low) == 1 and len(high) == 1 and low[0] is not high[0]


def _merge_values(parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
    merged: list[Condition] = []
    for part in parts:
        place = next((n for n, other in enumerate(merged) if _same_field(other, part)), -1)
        if place < 0:
            merged.append(part)
            continue
        other = merged[place]
        assert isinstance(other, OneOf)
        assert isinstance(part, OneOf)
        merged[place] = OneOf(part.field, tuple(dict.fromkeys((*other.values, *part.values))))
    return tuple(merged)


def _with_edges(parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """ "Positive or zero" is "at least zero": a bound and the value at its edge are one bound."""
    for edge in parts:
        for open_end in parts:
            since = isinstance(open_end, Moment) and open_end.operator in ("gt", "gte") and open_end.shift
            if isinstance(edge, Moment) and edge == Moment(edge.field, "eq") and since and since.count < 0:
                # "Today or at most 30 days ago" is no day to come.
                others = [part for part in parts if part is not edge and part is not open_end]
                return (Every((open_end, Moment(edge.field, "lte"))), *others)
            if isinstance(edge, Moment | Compare) and edge.operator == "eq" and type(open_end) is type(edge):
                for strict, wide in _WIDER:
                    if open_end == replace(edge, operator=strict):
                        others = [part for part in parts if part is not edge and part is not open_end]
                        return (replace(edge, operator=wide), *others)
        if not isinstance(edge, Range) or edge.gte is None or edge.gte != edge.lte:
            continue
        for open_end in parts:
            wider = _widened(open_end, edge) if isinstance(open_end, Range) else None
            if wider is not None:
                rest = (part for part in parts if part is not edge and part is not open_end)
                return (wider, *rest)
    return parts


def _widened(bound: Range, edge: Range) -> Range | None:
    if bound.field != edge.field:
        return None
    if bound == Range(edge.field, gt=edge.gte):
        return Range(edge.field, gte=edge.gte)
    return Range(edge.field, lte=edge.gte) if bound == Range(edge.field, lt=edge.gte) else None


def _same_field(first: Condition, second: Condition) -> bool:
    if not (isinstance(first, OneOf) and isinstance(second, OneOf)):
        return False
    return first.field == second.field and not first.negated and not second.negated
