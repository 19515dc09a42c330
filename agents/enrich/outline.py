"""What a question says of an entity: its own members, and of others no more than their names.

So a change to one entity changes the questions about that one, and all other answers are still known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import ACTIONS, Action, Entity, Field, Member, Project, Relationship


def outline_entity(project: Project, entity: Entity) -> dict[str, object]:
    """The entity as data of a question; "?" is what may be empty, "*" are many rows."""
    told: dict[str, object] = {
        "entity": entity.name,
        "help": entity.help,
        "fields": {field.name: _outline_field(field) for field in entity.fields},
        "links": {link.name: _outline_link(link) for link in entity.relationships},
        "ways_back": ways_back(project, entity),
    }
    return {name: value for name, value in told.items() if value}


def _outline_field(field: Field) -> object:
    kind = field.kind.value if field.required else f"{field.kind.value}?"
    told: dict[str, object] = {"type": kind}
    if field.help:
        told["help"] = field.help
    if field.choices:
        told["choices"] = [str(choice.value) for choice in field.choices]
    if field.server_set:
        told["set_by"] = "server"
    return told if len(told) > 1 else kind


def _outline_link(link: Relationship) -> str:
    mark = "*" if link.many else "" if link.required else "?"
    return f"{link.target}{mark}"


def outline_access(grants: Mapping[Action, Sequence[str]]) -> dict[str, list[str]]:
    """Who may do what: actions that the same people may do together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for action in ACTIONS:
        if action in grants:
            together.setdefault(tuple(grants[action]), []).append(action)
    return {", ".join(actions): list(grantees) for grantees, actions in together.items()}


def ways_back(project: Project, entity: Entity) -> list[str]:
    """Relations to the rows that refer to a row of ``entity``."""
    names = {link.related_name for _, link in project.links() if link.target == entity.name}
    return sorted(name for name in names if name.isidentifier())


def list_paths(project: Project, entity: Entity, sentence: str = "") -> list[str]:
    """Members, ways back, and the members of rows that ``sentence`` names by link or entity."""
    paths = [*entity.members, *ways_back(project, entity)]
    for link in entity.relationships:
        target = project.by_name[link.target]
        if not link.many and (mentions(sentence, link.name) or is_named(target, sentence)):
            paths += [f"{link.name}.{name}" for name in target.members]
    return list(dict.fromkeys([*paths, "pk"]))


def find_entities(project: Project, sentence: str, hint: str) -> list[Entity]:
    """The entities that a sentence may be about: those that it names, with the hint first; else all."""
    named = [entity for entity in project.entities if is_named(entity, sentence)]
    hinted = [project.by_name[hint]] if hint in project.by_name else []
    return list(dict.fromkeys([*hinted, *named])) or list(project.entities)


def is_named(entity: Entity, sentence: str) -> bool:
    """Whether ``sentence`` has the entity's name in some form."""
    return any(mentions(sentence, name) for name in (entity.label, entity.plural, entity.name))


def mentions(sentence: str, name: str) -> bool:
    """Whether the words of ``name`` stand in ``sentence`` one after the other."""
    words = [re.escape(word) for word in _words_of(name)]
    return bool(words) and bool(re.search(r"\b" + r"[\s_-]+".join(words) + r"s?\b", sentence, re.IGNORECASE))


def _words_of(name: str) -> list[str]:
    return re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name) or [name]


def find_member(project: Project, entity: Entity, path: str) -> Member | None:
    """The member at the end of ``path``; None for a way back or the key."""
    *steps, name = path.split(".")
    for step in steps:
        link = entity.members.get(step)
        if not isinstance(link, Relationship):
            return None
        entity = project.by_name[link.target]
    return entity.members.get(name)


def is_relation(project: Project, entity: Entity, path: str) -> bool:
    """Whether ``path`` leads to many rows."""
    relation = find_relation(project, entity, path)
    return relation is not None and (relation.back or relation.link.many)
