"""The ways along links from a row to others, and the names by which people speak of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Relationship

#: Links one after the other, of which the last may be a field.
Path = tuple[Member, ...]

_DEEPEST = 3


def pairs_of(root: Entity, lexicon: Lexicon) -> Iterator[tuple[Path, Path]]:
    """Two ways from the root to one kind of row, of which the first is the longer one."""
    ways: dict[str, list[Path]] = {}
    reached: list[tuple[Path, Entity]] = [((), root)]
    while reached:
        path, entity = reached.pop(0)
        ways.setdefault(entity.name, []).append(path)
        if len(path) < _DEEPEST:
            links = single_links(entity)
            reached += [
                ((*path, link), lexicon.project.by_name[link.target]) for link in links if link not in path
            ]
    for paths in ways.values():
        for first, second in combinations(sorted(paths, key=len, reverse=True), 2):
            if len(first) > 1 and first[0] is not (second[0] if second else None):
                yield first, second
    for field in root.fields:
        for link in single_links(root) if field.kind is Kind.STR and not field.builtin else ():
            other = lexicon.project.by_name[link.target].members.get(field.name)
            if isinstance(other, Field) and other.choices == field.choices and other.kind is Kind.STR:
                yield (link, other), (field,)


def dotted(path: Path) -> str:
    return ".".join(link.name for link in path) or "pk"


def links_of(path: Path) -> list[Relationship]:
    """The links on the way to what stands at the end."""
    return [link for link in path[:-1] if isinstance(link, Relationship)]


def single_links(entity: Entity) -> list[Relationship]:
    return [link for link in entity.relationships if not link.many]


def names_of(entity: Entity, lexicon: Lexicon) -> frozenset[str]:
    heads = (key for key, named in lexicon.heads.items() if named is entity)
    return frozenset(
        (*(key_of(name) for name in (entity.source, entity.name, entity.label, entity.plural)), *heads)
    )


def keys_of_link(link: Relationship) -> Iterator[str]:
    """The name of a link as it is spoken: ``duplicate_of`` is a "duplicate", its row the "original"."""
    yield key_of(link.name)
    parts = split_name(link.name)
    if len(parts) > 1 and parts[-1] in ("of", "by", "to", "from", "for"):
        yield key_of(" ".join(parts[:-1]))
        if parts[-1] == "of":
            yield "original"
