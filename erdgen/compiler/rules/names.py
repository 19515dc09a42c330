"""Looks up what a phrase names: entities, their members, choices. All spellings of a name are one name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from erdgen.compiler.rules.tokens import Token
from erdgen.compiler.spec.project import Entity, Field, Kind, Project

Key = tuple[str, ...]

#: Stand before a noun without changing what it names.
DETERMINERS = frozenset(
    {"a", "an", "the", "each", "every", "all", "any", "its", "their", "this", "same", "one"}
)
#: "The number of jobs" counts rows; it is no field called number.
COUNTS = frozenset({"number", "count", "total", "amount", "sum", "average"})
_BOUNDARY = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=65536)
def key_of(name: str) -> Key:
    """``startDate``, ``start_date``, ``Start dates`` → ``("start", "date")``."""
    return tuple(_singular(word.lower()) for word in _BOUNDARY.split(name) if word)


def phrase_key(phrase: Iterable[Token]) -> Key:
    """The key of a phrase; possessives and dots inside it make it a name of nothing."""
    return tuple(part for token in phrase for part in _token_key(token))


def _token_key(token: Token) -> Key:
    return key_of(token.text) if token.kind in ("word", "number") else (token.text,)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def strip_determiners(phrase: tuple[Token, ...]) -> tuple[Token, ...]:
    while phrase and phrase[0].word in DETERMINERS:
        phrase = phrase[1:]
    return phrase


@dataclass(frozen=True)
class Lexicon:
    """The names of one Project, keyed by their words."""

    project: Project
    _members: dict[str, dict[Key, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def entities(self) -> dict[Key, tuple[Entity, ...]]:
        """Entities by source, class name, label and plural."""
        found: dict[Key, dict[str, Entity]] = defaultdict(dict)
        for entity in self.project.entities:
            for spelling in (entity.source, entity.name, entity.label, entity.plural):
                found[key_of(spelling)][entity.name] = entity
        return {key: tuple(named.values()) for key, named in found.items()}

    @cached_property
    def owners(self) -> dict[Key, tuple[Entity, ...]]:
        """Entities by the key of each of their members."""
        found: dict[Key, list[Entity]] = defaultdict(list)
        for entity in self.project.entities:
            for key in self.members(entity):
                found[key].append(entity)
        return {key: tuple(named) for key, named in found.items()}

    @cached_property
    def roles(self) -> frozenset[Key]:
        return frozenset(key_of(role.source) for role in self.project.auth.roles)

    def members(self, entity: Entity) -> dict[Key, tuple[str, ...]]:
        """Python names of the members of ``entity`` by source, name and label."""
        if entity.name not in self._members:
            found: dict[Key, list[str]] = defaultdict(list)
            for member in entity.members.values():
                for key in {
                    key_of(spelling): None for spelling in (member.source, member.name, member.label)
                }:
                    found[key].append(member.name)
            self._members[entity.name] = {key: tuple(names) for key, names in found.items()}
        return self._members[entity.name]

    def find_entities(self, phrase: tuple[Token, ...]) -> tuple[Entity, ...]:
        """The entities that ``phrase`` names: one, none, or several that share the name."""
        return self.entities.get(phrase_key(strip_determiners(phrase)), ())

    def find_members(
        self, phrase: tuple[Token, ...], within: Entity | None = None
    ) -> tuple[tuple[Entity, str], ...]:
        """Every member that ``phrase`` can name: "Job salary", "salary of a job", "job's salary", "salary".

        A bare field name counts for every entity that has it, or for ``within`` alone.
        """
        phrase = strip_determiners(phrase)
        found: dict[tuple[str, str], tuple[Entity, str]] = {}
        for entity, name in (*self._named_with_entity(phrase), *self._bare(phrase, within)):
            found.setdefault((entity.name, name), (entity, name))
        return tuple(found.values())

    def _named_with_entity(self, phrase: tuple[Token, ...]) -> Iterable[tuple[Entity, str]]:
        for place in range(1, len(phrase)):
            before, after = phrase[:place], phrase[place:]
            if after[0].word == "of" and before[-1].word not in COUNTS:
                yield from self._pairs(after[1:], before)
            if after[0].kind in ("possessive", "dot"):
                yield from self._pairs(before, after[1:])
            else:
                yield from self._pairs(before, after)

    def _pairs(self, owner: tuple[Token, ...], member: tuple[Token, ...]) -> Iterable[tuple[Entity, str]]:
        key = phrase_key(strip_determiners(member))
        for entity in self.find_entities(owner):
            for name in self.members(entity).get(key, ()):
                yield entity, name

    def _bare(self, phrase: tuple[Token, ...], within: Entity | None) -> Iterable[tuple[Entity, str]]:
        key = phrase_key(phrase)
        for entity in (within,) if within else self.owners.get(key, ()):
            for name in self.members(entity).get(key, ()):
                yield entity, name

    def find_state(self, entity: Entity, key: Key) -> tuple[tuple[str, bool | str | int], ...]:
        """Fields of ``entity`` with the value that the adjective ``key`` stands for."""
        found: list[tuple[str, bool | str | int]] = []
        for member in entity.fields:
            if member.kind is Kind.BOOL and key_of(member.name) in (key, ("is", *key)):
                found.append((member.name, True))
            found += [(member.name, value) for value in _choices_named(member, key)]
        return tuple(found)


def _choices_named(member: Field, key: Key) -> list[str | int]:
    return [
        choice.value
        for choice in member.choices
        if key in (key_of(str(choice.value)), key_of(choice.label), key_of(choice.member))
    ]
