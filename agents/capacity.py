"""How many valid rows of an entity can exist side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from erdgen.compiler.rules.bounds import interval_of, step_of
from erdgen.compiler.rules.forms import Rule, Unique
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, RelationKind, Relationship

#: From here on there is room for whatever a test wants.
PLENTY = 1000
#: So many texts of a pattern are sought; more are plenty, as no test makes more rows.
PATTERN_TEXTS = 60
#: Characters that a generated text may consist of.
ALPHABET = 36
#: How far a chain of one-to-one links is followed.
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class _UniqueSet:
    """``room`` combinations of the set's own fields, times the capacities of its links' ``targets``."""

    room: int
    targets: tuple[str, ...]


def find_capacities(project: Project, rules: Mapping[str, Sequence[Rule]]) -> dict[str, int | None]:
    """The number of rows of each entity that uniqueness leaves room for; None for a thousand and more.

    Links outside of a unique set do not count, as every row may have a parent of its own.
    """
    sets = {entity.name: _narrow_sets(entity, rules.get(entity.name, ())) for entity in project.entities}
    capacities: dict[str, int | None] = dict.fromkeys(sets)
    for _ in range(ROUNDS):
        following = {name: _smallest(found, capacities) for name, found in sets.items()}
        if following == capacities:
            break
        capacities = following
    return capacities


def _smallest(sets: Sequence[_UniqueSet], capacities: Mapping[str, int | None]) -> int | None:
    sizes = (_size(found, capacities) for found in sets)
    return min((size for size in sizes if size is not None), default=None)


def _size(found: _UniqueSet, capacities: Mapping[str, int | None]) -> int | None:
    size = found.room
    for target in found.targets:
        capacity = capacities.get(target)
        if capacity is None:
            return None
        size *= capacity
    return size if size < PLENTY else None


def group_rules(entities: Sequence[tuple[str, Rule]]) -> Mapping[str, Sequence[Rule]]:
    """Rules by entity; an empty sequence for entities without."""
    grouped: dict[str, list[Rule]] = defaultdict(list)
    for name, rule in entities:
        grouped[name].append(rule)
    return grouped


def _unique_sets(entity: Entity, rules: Sequence[Rule]) -> Iterator[tuple[str, ...]]:
    for field in entity.fields:
        if (field.unique or field.primary_key) and not field.builtin:
            yield (field.name,)
    for link in entity.relationships:
        if link.unique or link.primary_key or link.kind is RelationKind.ONE_TO_ONE:
            yield (link.name,)
    yield from entity.unique_together
    yield from (rule.fields for rule in rules if isinstance(rule, Unique))


def _narrow_sets(entity: Entity, rules: Sequence[Rule]) -> tuple[_UniqueSet, ...]:
    """The unique sets in which no field alone has plenty of values."""
    found = (_unique_set(entity, names, rules) for names in _unique_sets(entity, rules))
    return tuple(unique for unique in found if unique is not None)


def _unique_set(entity: Entity, names: tuple[str, ...], rules: Sequence[Rule]) -> _UniqueSet | None:
    room = 1
    targets: list[str] = []
    for name in names:
        member = entity.members[name]
        if isinstance(member, Relationship):
            targets.append(member.target)
            continue
        size = _domain(member, rules)
        if size is None:
            return None
        room *= size
    return _UniqueSet(room, tuple(targets))


def _domain(field: Field, rules: Sequence[Rule]) -> int | None:
    """How many different values ``field`` can have; None for plenty."""
    if field.choices:
        return len(field.choices)
    if field.kind is Kind.BOOL:
        return 2
    if field.pattern:
        found = len(matching_texts(field.pattern, PATTERN_TEXTS, field.max_length))
        return found if 0 < found < PATTERN_TEXTS else None
    if field.kind.is_text and field.max_length is not None and field.max_length <= 1:
        return ALPHABET if field.max_length else 1
    interval = interval_of(field, rules)
    if interval.low is None or interval.high is None:
        return None
    size = max(int((interval.high - interval.low) / step_of(field)) + 1, 0)
    return size if size < PLENTY else None
