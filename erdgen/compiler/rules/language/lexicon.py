"""Looks up what words name: entities, their members, values, states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from erdgen.compiler.rules.conditions import Condition, OneOf, Scalar
from erdgen.compiler.rules.language.indices import headed_field, index_members, index_roots, index_states
from erdgen.compiler.rules.language.names import (
    EDGES,
    key_of,
    loose_key_of,
    member_key_of,
    singular,
    split_name,
)
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Project, Relationship

#: How a name says that it holds the least or the most of something.
_BOUNDS = {
    **dict.fromkeys(("minimum", "min", "minimal", "lowest", "least", "smallest"), "min"),
    **dict.fromkeys(("maximum", "max", "maximal", "highest", "greatest", "largest"), "max"),
}
#: Nouns that may follow a name without changing it: "medication name" for ``medication``.
_GENERIC = word_set(
    "name value amount text field number code date time address level period figure count title type flag"
    " setting checkbox rating score entry"
)
#: By these alone it is not told which field is meant: "the date", "the number".
_NO_HEADS = _GENERIC | word_set(
    "kind status state percent percentage month year week minute second unit url link note contact person"
)
#: What a row is whose switch is off: "failed" where it tells whether it was "passed".
_PAIRS = (
    *("passed failed", "international domestic", "online offline", "public private", "visible hidden"),
    *("open closed", "paid unpaid", "enabled disabled", "indoor outdoor", "locked unlocked", "full empty"),
    *("present absent", "allowed forbidden", "included excluded", "alive dead", "wet dry", "digital printed"),
)
_ANTONYMS = {
    word: other for pair in _PAIRS for word, other in (tuple(pair.split()), tuple(reversed(pair.split())))
}


@dataclass(frozen=True)
class Lexicon:
    """The names of one Project. ``entity_tables`` and the like are built once a name is asked for."""

    project: Project

    @cached_property
    def entities(self) -> dict[str, tuple[Entity, ...]]:
        """Entities by source, class name, label and plural."""
        found: dict[str, dict[str, Entity]] = {}
        for entity in self.project.entities:
            for spelling in (entity.source, entity.name, entity.label, entity.plural):
                found.setdefault(key_of(spelling), {})[entity.name] = entity
        user = self.project.user
        if user is not None:
            found.setdefault("user", {})[user.name] = user
        return {key: tuple(named.values()) for key, named in found.items()}

    @cached_property
    def heads(self) -> dict[str, Entity]:
        """Entities by the first or last word of a longer name that no other has: "slot", "line".

        A last word says what they are: other names may begin with it.
        """
        first: dict[str, set[str]] = {}
        last: dict[str, set[str]] = {}
        for entity in self.project.entities:
            words = split_name(entity.source)
            if len(words) > 1:
                first.setdefault(words[0], set()).add(entity.name)
                last.setdefault(words[-1], set()).add(entity.name)
        return {
            word: self.project.by_name[next(iter(names))]
            for word, names in {**first, **last}.items()
            if len(names) == 1 and word not in self.entities and word not in self.roles
        }

    @cached_property
    def roles(self) -> dict[str, str]:
        """Role sources by key."""
        return {key_of(role.source): role.source for role in self.project.auth.roles}

    @cached_property
    def _members(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {entity.name: index_members(entity, key_of) for entity in self.project.entities}

    @cached_property
    def _loose_members(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {
            entity.name: index_members(entity, member_key_of, loose_key_of)
            for entity in self.project.entities
        }

    @cached_property
    def _whole_members(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """With the unit at the end of a name: "tax percentage" for ``tax_percent``."""
        return {entity.name: index_members(entity, loose_key_of) for entity in self.project.entities}

    @cached_property
    def owners(self) -> dict[str, tuple[Entity, ...]]:
        """Entities by the key of each of their members."""
        found: dict[str, list[Entity]] = {}
        for entity in self.project.entities:
            for key in self._members[entity.name]:
                found.setdefault(key, []).append(entity)
        return {key: tuple(named) for key, named in found.items()}

    @cached_property
    def linking_to(self) -> dict[str, list[tuple[int, Entity]]]:
        """Entity → those that link to one row of it, with their place in the ERD."""
        found: dict[str, list[tuple[int, Entity]]] = {}
        for place, entity in enumerate(self.project.entities):
            for target in {link.target for link in entity.relationships if not link.many}:
                found.setdefault(target, []).append((place, entity))
        return found

    @cached_property
    def linked_by(self) -> dict[str, list[tuple[Entity, Relationship]]]:
        """Entity → the single links that lead to it and name the way back, with whose they are."""
        found: dict[str, list[tuple[Entity, Relationship]]] = {e.name: [] for e in self.project.entities}
        for entity, link in self.project.links():
            if not link.many and link.related_name not in (None, "", "+") and link.target in found:
                found[link.target].append((entity, link))
        return found

    @cached_property
    def agents(self) -> dict[str, tuple[Relationship, ...]]:
        """Links by which rows name those to whom they belong, where the name is no entity's: "owner"."""
        found: dict[str, list[Relationship]] = {}
        for entity in self.project.entities:
            for link in entity.relationships:
                key = key_of(link.name)
                taken = key in self.entities or key in self.heads
                if not link.many and not taken and link.related_name not in ("", "+"):
                    found.setdefault(key, []).append(link)
        return {key: tuple(links) for key, links in found.items()}

    @cached_property
    def loose_owners(self) -> dict[str, tuple[Entity, ...]]:
        """Entities by the meaning of the names of their members."""
        found: dict[str, list[Entity]] = {}
        for entity in self.project.entities:
            for key in self._loose_members[entity.name]:
                found.setdefault(key, []).append(entity)
        return {key: tuple(named) for key, named in found.items()}

    def members(self, entity: Entity, words: str) -> tuple[Member, ...]:
        """Members of ``entity`` that ``words`` names; by meaning only where no spelling fits."""
        known = self._named.get((entity.name, words))
        if known is None:
            known = self._named[entity.name, words] = self._members_named(entity, words)
        return known

    @cached_property
    def _named(self) -> dict[tuple[str, str], tuple[Member, ...]]:
        return {}

    def _members_named(self, entity: Entity, words: str) -> tuple[Member, ...]:
        exact = self._members[entity.name].get(key_of(words), ())
        if exact:
            return tuple(entity.members[name] for name in exact)
        if key_of(words) in self.entities:
            return ()
        loose = self._loose_members[entity.name].get(loose_key_of(words), ()) if loose_key_of(words) else ()
        loose = loose or self._whole_members[entity.name].get(loose_key_of(words), ())
        if len(loose) > 1 and words.lower().endswith((" date", " day", " time")):
            fields = (entity.members[name] for name in loose)  # a date, and not the switch of that name
            loose = tuple(each.name for each in fields if isinstance(each, Field) and each.kind.is_temporal)
        if len(loose) == 1:
            return (entity.members[loose[0]],)
        found = self._without_generic(entity, words) or self._turned_round(entity, words)
        found = found or self._bound_named(entity, words) or self._with_its_target(entity, words)
        return found or self._only_date(entity, words)

    def _only_date(self, entity: Entity, words: str) -> tuple[Member, ...]:
        """ "The date" of rows that have one alone."""
        dates = [field for field in entity.fields if field.kind is Kind.DATE] if words == "date" else []
        return tuple(dates) if len(dates) == 1 and dates[0].required else ()

    def _with_its_target(self, entity: Entity, words: str) -> tuple[Member, ...]:
        """ "The source account", where ``source`` leads to an account."""
        parts = words.split()
        for cut in range(1, len(parts)):
            targets = {each.name for each in self.entities.get(key_of(" ".join(parts[cut:])), ())}
            names = self._members[entity.name].get(key_of(" ".join(parts[:cut])), ()) if targets else ()
            found = [entity.members[name] for name in names]
            if len(found) == 1 and isinstance(found[0], Relationship) and found[0].target in targets:
                return tuple(found)
        return ()

    def by_roots(self, entity: Entity) -> dict[frozenset[str], tuple[Field, ...]]:
        """Fields of ``entity`` by the roots of the words of their names."""
        known = self._rooted.get(entity.name)
        if known is None:
            known = self._rooted[entity.name] = index_roots(entity)
        return known

    @cached_property
    def _rooted(self) -> dict[str, dict[frozenset[str], tuple[Field, ...]]]:
        return {}

    @cached_property
    def told_by_roots(self) -> dict[str, tuple[tuple[frozenset[str], Entity], ...]]:
        """Names of several roots with the entities that have such a field, by one of the roots."""
        found: dict[str, list[tuple[frozenset[str], Entity]]] = {}
        for entity in self.project.entities:
            for roots in self.by_roots(entity):
                if len(roots) > 1:
                    found.setdefault(min(roots), []).append((roots, entity))
        return {root: tuple(names) for root, names in found.items()}

    def headed(self, entity: Entity, word: str) -> Field | None:
        """The one field of which ``word`` is the last word of the name: "the wage" for ``hourly_wage``."""
        name = singular(word.lower())
        if name in _NO_HEADS or key_of(name) in self.entities or self.states(entity, name):
            return None
        return headed_field(entity, name)

    def root_words(self, entity: Entity) -> frozenset[str]:
        """All roots of names of fields of ``entity``."""
        known = self._root_words.get(entity.name)
        if known is None:
            known = self._root_words[entity.name] = frozenset().union(*self.by_roots(entity))
        return known

    @cached_property
    def _root_words(self) -> dict[str, frozenset[str]]:
        return {}

    def counter(self, entity: Entity, words: str) -> Field | None:
        """The field that holds the number of what ``words`` name: ``seat_count`` for "seats"."""
        keys = {key_of(each) for each in (f"{words} count", f"number of {words}", f"num {words}")}
        found = [field for field in entity.fields if key_of(field.name) in keys and field.kind.is_number]
        return found[0] if len(found) == 1 else None

    def _bound_named(self, entity: Entity, words: str) -> tuple[Member, ...]:
        """ "The minimum salary", "the maximum number of seats": ``salary_min``, ``max_seats``."""
        first, _, rest = words.lower().partition(" ")
        bound = _BOUNDS.get(first, "")
        plain = rest.removeprefix("number of ").removeprefix("amount of ")
        if not bound or not plain or plain.split()[-1] in EDGES:
            return ()
        keys = {loose_key_of(f"{bound} {plain}"), loose_key_of(f"{plain} {bound}")}
        names = {name for key in keys for name in self._loose_members[entity.name].get(key, ())}
        return tuple(entity.members[name] for name in names) if len(names) == 1 else ()

    def _turned_round(self, entity: Entity, words: str) -> tuple[Member, ...]:
        """ "The amount approved", "the name of the driver": ``approved_amount``, ``driver_name``."""
        parts = [part.lower() for part in words.split()]
        if len(parts) == 2 and parts[1].endswith("ed"):
            turned = f"{parts[1]} {parts[0]}"
        elif (
            len(parts) in (3, 4) and parts[1] == "of" and (len(parts) == 3 or parts[2] in ("the", "a", "an"))
        ):
            turned = f"{parts[-1]} {parts[0]}"
        else:
            return ()
        if key_of(parts[-1]) in self.entities:
            return ()
        names = self._members[entity.name].get(key_of(turned), ())
        return (entity.members[names[0]],) if len(names) == 1 else ()

    def _without_generic(self, entity: Entity, words: str) -> tuple[Member, ...]:
        parts = words.split()
        if len(parts) < 2 or singular(parts[-1].lower()) not in _GENERIC or parts[-1] == "times":
            return ()
        if key_of(parts[-1]) in self._members[entity.name]:
            return ()
        plain = " ".join(parts[:-1])
        names = self._members[entity.name].get(key_of(plain), ())
        if not names and parts[-1] == "period":
            names = self._loose_members[entity.name].get(loose_key_of(plain), ())
        found = [entity.members[name] for name in names if isinstance(entity.members[name], Field)]
        return tuple(found) if len(found) == 1 else ()

    def links(self, entity: Entity, words: str) -> tuple[Relationship, ...]:
        """Single links of ``entity`` by name, or by their target where one link alone leads there."""
        known = self._linked.get((entity.name, words))
        if known is None:
            known = self._linked[entity.name, words] = self._links_named(entity, words)
        return known

    @cached_property
    def _linked(self) -> dict[tuple[str, str], tuple[Relationship, ...]]:
        return {}

    def _links_named(self, entity: Entity, words: str) -> tuple[Relationship, ...]:
        named = [m for m in self.members(entity, words) if isinstance(m, Relationship) and not m.many]
        if named:
            return tuple(named)
        named_so = self.entities.get(key_of(words), ())
        head = self.heads.get(key_of(words)) if not named_so else None
        targets = {target.name for target in ((head,) if head is not None else named_so)} - {entity.name}
        found = [link for link in entity.relationships if link.target in targets and not link.many]
        return tuple(found) if len(found) == 1 else ()

    def collections(self, entity: Entity, words: str) -> tuple[tuple[str, Entity], ...]:
        """What ``entity`` has many of: the relation (a link to many, a way back) and its entity."""
        if not self.relations[entity.name]:
            return ()
        known = self._collected.get((entity.name, words))
        if known is None:
            known = self._collected[entity.name, words] = self._collections_named(entity, words)
        return known

    @cached_property
    def _collected(self) -> dict[tuple[str, str], tuple[tuple[str, Entity], ...]]:
        return {}

    def _collections_named(self, entity: Entity, words: str) -> tuple[tuple[str, Entity], ...]:
        key = key_of(words)
        every = self.relations[entity.name]
        named = [(name, target) for name, target in every if key_of(name) == key]
        if named:
            return tuple(named)
        by_entity = [(n, t) for n, t in every if t in self.entities.get(key, ())]
        if by_entity:
            return tuple(by_entity)
        heads = [
            (n, t) for n, t in every if split_name(t.source)[-1:] == (key,) and len(split_name(t.source)) > 1
        ]
        return tuple(heads) if len(heads) == 1 else ()

    @cached_property
    def relations(self) -> dict[str, list[tuple[str, Entity]]]:
        """Entity → its many-to-many links and ways back of foreign keys, with the entity of the rows."""
        found: dict[str, list[tuple[str, Entity]]] = {entity.name: [] for entity in self.project.entities}
        for entity, link in self.project.links():
            target = self.project.by_name.get(link.target)
            if target is None:
                continue
            if link.many:
                found[entity.name].append((link.name, target))
            if link.related_name and link.related_name != "+" and link.target in found:
                found[link.target].append((link.related_name, entity))
        return found

    @cached_property
    def periods(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Entity → pairs of fields that may say from when until when a row lasts, once they are asked for."""
        return {}

    def states(self, entity: Entity, words: str) -> tuple[Condition, ...]:
        """What the adjective ``words`` says of a row of ``entity``: choices, then switches, then moments."""
        key = key_of(words)
        return self._states_by_key(entity).get(key, ()) or self._turned_states(entity, words)

    def _states_by_key(self, entity: Entity) -> dict[str, tuple[Condition, ...]]:
        cached = self._state_tables.get(entity.name)
        if cached is None:
            cached = index_states(entity)
            self._state_tables[entity.name] = cached
        return cached

    @cached_property
    def _state_tables(self) -> dict[str, dict[str, tuple[Condition, ...]]]:
        return {}

    def _turned_states(self, entity: Entity, words: str) -> tuple[Condition, ...]:
        """ "unpaid", "inactive", "non-refundable"; "opened" for the state "open"."""
        first = words.split(" ")[0].lower()
        for prefix in ("un", "in", "non", "not", "dis"):
            attached = len(first) > len(prefix) + 2 or (first == prefix and prefix in ("non", "un"))
            if first.startswith(prefix) and attached:
                plain = words[len(prefix) :].strip(" -")
                found = self._states_by_key(entity).get(key_of(plain), ())
                if found:
                    return tuple(opposite_of(condition) for condition in found)
        if words.lower().startswith("out of "):
            found = self._states_by_key(entity).get(key_of(f"in {words[7:]}"), ())
            return tuple(opposite_of(each) for each in found if isinstance(each, OneOf))
        if first in _ANTONYMS and first == words.lower():
            found = self._states_by_key(entity).get(key_of(_ANTONYMS[first]), ())
            if found and all(isinstance(each, OneOf) and each.values == (True,) for each in found):
                return tuple(opposite_of(condition) for condition in found)
        if first == words.lower() and first.endswith("ed"):
            table = self._states_by_key(entity)
            found = table.get(key_of(first[:-2]), ()) or table.get(key_of(first[:-1]), ())
            return tuple(each for each in found if isinstance(each, OneOf) and each.values != (True,))
        return ()

    def values(self, member: Member, words: str) -> tuple[Scalar, ...]:
        """The choice values of ``member`` that ``words`` names."""
        if not isinstance(member, Field):
            return ()
        key = key_of(words)
        return tuple(
            choice.value
            for choice in member.choices
            if key in (key_of(str(choice.value)), key_of(choice.label), key_of(choice.member))
        )
