"""Names of members and words for states of rows, by the keys under which sentences are looked up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from erdgen.compiler.rules.conditions import Condition, Given, Moment, OneOf
from erdgen.compiler.rules.language.names import (
    key_of,
    meanings_of,
    roots_of_member,
    roots_of_name,
    split_name,
)
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field, Kind

_OPTIONAL_MOMENT = re.compile(r"(.+?)_?(?:at|on|date|time|datetime)$")


#: Last words of names that say only that it is so much.
_MEASURED = word_set("amount value total count")
#: A share of something goes by the same name as what it amounts to: then it is open which is meant.
_RATES = word_set("rate percent percentage pct share")


def headed_field(entity: Entity, name: str) -> Field | None:
    """The one field of which ``name`` is the last word, or all but it: "the goal" for ``goal_amount``."""
    names = [(field, split_name(field.name)) for field in entity.fields if not field.builtin]
    found = [field for field, words in names if words[-1] == name] if len(name) > 3 else []
    if not found:
        found = [
            field
            for field, words in names
            if words[-1] in _MEASURED and key_of(" ".join(words[:-1])) == key_of(name)
        ]
    rates = [field for field, words in names if words[0] == name and words[-1] in _RATES]
    return found[0] if len(found) == 1 and rates in ([], found) else None


def index_members(entity: Entity, *keys: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for member in entity.members.values():
        names = (member.source, member.name, member.label)
        for spelling in {key(name): 0 for key in keys for name in names}:
            if spelling:
                found.setdefault(spelling, []).append(member.name)
    return {spelling: tuple(names) for spelling, names in found.items()}


def index_roots(entity: Entity) -> dict[frozenset[str], tuple[Field, ...]]:
    found: dict[frozenset[str], list[Field]] = {}
    for field in entity.fields:
        for roots in {frozenset(roots_of_name(field.name)): 0, frozenset(roots_of_member(field.name)): 0}:
            if roots:
                found.setdefault(roots, []).append(field)
    return {roots: tuple(fields) for roots, fields in found.items()}


def index_states(entity: Entity) -> dict[str, tuple[Condition, ...]]:
    found: dict[str, list[Condition]] = {}
    ends = Counter(split_name(member)[-1] for member in entity.members)
    for field in entity.fields:
        last = split_name(field.name)[-1]
        for choice in field.choices:
            for key in {key_of(str(choice.value)): 0, key_of(choice.label): 0, key_of(choice.member): 0}:
                _add(found, key, OneOf(field.name, (choice.value,)))
                _add(found, key + key_of(field.name), OneOf(field.name, (choice.value,)))
                if ends[last] == 1:  # "gold tier", of ``loyalty_tier``
                    _add(found, key + key_of(last), OneOf(field.name, (choice.value,)))
    for field in entity.fields:
        if field.kind is Kind.BOOL:
            words = split_name(field.name)
            bare = words[1:] if words[0] in ("is", "has", "was", "i", "ha") and len(words) > 1 else words
            for key in {"".join(words): 0, key_of(" ".join(bare)): 0, key_of(field.label): 0}:
                _add(found, key, OneOf(field.name, (True,)))
    for field in entity.fields:
        match = _OPTIONAL_MOMENT.match(field.name)
        if field.kind in (Kind.DATE, Kind.DATETIME) and match and not field.required and not field.auto:
            key = key_of(match.group(1))
            if key not in found:
                _add(found, key, Given(field.name))
    for field in entity.fields:
        if (
            meanings_of(field.name) == ("expire",)
            and field.kind in (Kind.DATE, Kind.DATETIME)
            and "expired" not in found
        ):
            _add(found, "expired", Moment(field.name, "lt"))
    return {key: tuple(conditions) for key, conditions in found.items()}


def _add(found: dict[str, list[Condition]], key: str, condition: Condition) -> None:
    known = found.setdefault(key, [])
    if condition not in known:
        known.append(condition)
