"""Which entities a sentence can be about: those that it names, and those with a member that it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, loose_key_of, roots_of_name
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.spec.project import Entity

#: What names consist of, and how many tokens of it at most.
_NAMING = ("word", "number", "quoted")
_LONGEST_STRETCH = 5


def roots_of(tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None) -> tuple[Entity, ...]:
    """The entities that are named, that of the hint first."""
    found: dict[str, Entity] = {hint.name: hint} if hint is not None else {}
    for entity in named_in(tokens, lexicon):
        found.setdefault(entity.name, entity)
    for entity in _linking(tuple(found.values()), lexicon):
        found.setdefault(entity.name, entity)
    return tuple(found.values())


def named_in(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The entities that the sentence itself names."""
    found = {each.name: each for key in _keys_of(tokens) for each in lexicon.entities.get(key, ())}
    return tuple(found.values())


def only_named(tokens: tuple[Token, ...], lexicon: Lexicon) -> Entity | None:
    """The one entity that the sentence names; a part of it that names none is about the same."""
    found = named_in(tokens, lexicon)
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


def owners_in(tokens: tuple[Token, ...], lexicon: Lexicon, known: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities that have a member which is named."""
    found: dict[str, Entity] = {}
    for key in _keys_of(tokens):
        for entity in lexicon.owners.get(key, ()):
            if entity not in known:
                found.setdefault(entity.name, entity)
    for text in stretches_of(tokens) if not found and not known else ():
        owners = lexicon.loose_owners.get(loose_key_of(text), ()) if loose_key_of(text) else ()
        for entity in owners if " " in text or (len(owners) == 1 and len(text) > 4) else ():
            found.setdefault(entity.name, entity)
    return tuple(found.values())


def told_in(tokens: tuple[Token, ...], lexicon: Lexicon, known: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities with a field of which all words are said, in whatever order: "the reason for cancelling"."""
    said = frozenset(root for token in tokens if token.kind == "word" for root in roots_of_name(token.text))
    found = {
        entity.name: entity
        for root in said
        for roots, entity in lexicon.told_by_roots.get(root, ())
        if roots <= said and entity not in known
    }
    return tuple(found.values())


def heads_in(tokens: tuple[Token, ...], lexicon: Lexicon, known: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities that are named by one word of their name alone: "table" for a dining table."""
    found = (lexicon.heads.get(key_of(token.text)) for token in tokens if token.kind == "word")
    return tuple(dict.fromkeys(each for each in found if each is not None and each not in known))


@lru_cache(maxsize=64)
def _keys_of(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The keys of what could be a name: those of its words one after the other."""
    return tuple(dict.fromkeys(_all_keys(tokens)))


def _all_keys(tokens: tuple[Token, ...]) -> Iterable[str]:
    keys = [
        "" if token.word == "-" else key_of(token.text) if _is_naming(token) else None for token in tokens
    ]
    for start in range(len(keys)):
        name = ""
        for key in keys[start : start + _LONGEST_STRETCH]:
            if key is None:
                break
            name += key
            yield name


def _is_naming(token: Token) -> bool:
    return token.kind in _NAMING or token.word in ("-", "_")


@lru_cache(maxsize=64)
def stretches_of(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """What could be a name, each once."""
    return tuple(dict.fromkeys(_all_stretches(tokens)))


def _all_stretches(tokens: tuple[Token, ...]) -> Iterable[str]:
    for start in range(len(tokens)):
        text = ""
        for token in tokens[start : start + _LONGEST_STRETCH]:
            if not _is_naming(token):
                break
            if token.word != "-":
                text = f"{text} {token.text}" if text else token.text
            yield text
