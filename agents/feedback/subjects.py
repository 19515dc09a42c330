"""Which entity and member the words of a comment mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from agents.feedback.answer import Element, UnclearError
from agents.words import snake
from erdgen.compiler.spec.project import Entity, Field, Member, Project

#: Stands for the element that the comment is made on …
_HERE = re.compile(r"(?:it|this|that|here|(?:this|the) (?:field|column|relation|relationship|link))", re.I)
#: … and for its entity as a whole.
_WHOLE = re.compile(
    r"(?:this|the) (?:entity|model|table|resource|endpoint|view|viewset|view set|class|list|api)", re.I
)
_OF = re.compile(r"(?:the )?(?P<member>.+?) of (?:an? |the |every |each )?(?P<entity>.+)", re.I)
_LIST = re.compile(r"^(?:the )?lists? of |(?:^| )(?:lists?|endpoint)$", re.IGNORECASE)
_ROWS = re.compile(r"^(?:the |all |its )?(?:results?|rows|items|entries|records)$", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?|every|each|all) ", re.I)
_BETWEEN = re.compile(r",? and |, | & ", re.I)


@dataclass(frozen=True, slots=True)
class Target:
    """An entity, and the member of it that is meant; None for the entity as a whole."""

    entity: Entity
    member: Member | None = None

    @property
    def name(self) -> str:
        return f"{self.entity.name}.{self.member.name}" if self.member else self.entity.name

    @property
    def phrase(self) -> str:
        """How a sentence of a rule names it."""
        return f"{self.member.name} of {self.entity.name}" if self.member else self.entity.name


def find_targets(project: Project, here: Element, said: str) -> tuple[Target, ...]:
    """What ``said`` means, for somebody who looks at ``here``.

    Raises:
        UnclearError: it means nothing in this Project, or more than one thing.
    """
    whole = _find_one(project, here, said)
    if whole is not None:
        return (whole,)
    parts = _BETWEEN.split(said)
    found = tuple(_find_one(project, here, part) for part in parts)
    targets = tuple(target for target in found if target is not None)
    if len(targets) < len(parts):
        raise _unknown(project, here, parts[found.index(None)])
    return targets


def find_members(
    project: Project, here: Element, said: str, otherwise: str = ""
) -> tuple[tuple[Entity, Member], ...]:
    """The same where whole entities will not do; ``otherwise`` says what will for them."""
    found: list[tuple[Entity, Member]] = []
    for target in find_targets(project, here, said):
        if target.member is None:
            raise UnclearError(
                f"it does not say which field of {target.entity.name}",
                f"name one of them: {', '.join(_names(target.entity))}"
                + (f"; or {otherwise}" * bool(otherwise)),
            )
        found.append((target.entity, target.member))
    return tuple(found)


def find_fields(project: Project, here: Element, said: str) -> tuple[tuple[Entity, Field], ...]:
    """The same where relationships will not do either."""
    found: list[tuple[Entity, Field]] = []
    for entity, member in find_members(project, here, said):
        if not isinstance(member, Field):
            raise UnclearError(
                f"{entity.name}.{member.name} is a relationship", f"name a field of {member.target}"
            )
        found.append((entity, member))
    return tuple(found)


def find_lists(project: Project, here: Element, said: str) -> tuple[str, ...]:
    """The entities whose lists are meant; none for the API as a whole."""
    words = _ROWS.sub("", said.strip())
    if not words and not here.entity:
        return ()
    named = words if re.fullmatch(r"(?:this|the) \w+", words) else _LIST.sub("", words)
    return tuple(dict.fromkeys(target.entity.name for target in find_targets(project, here, named)))


def _find_one(project: Project, here: Element, said: str) -> Target | None:
    words = said.strip().strip("`'\"“”‘’")
    entity = project.by_name.get(here.entity)
    if not words or _HERE.fullmatch(words):
        return Target(entity, entity.members.get(here.field)) if entity else None
    if _WHOLE.fullmatch(words):
        return Target(entity) if entity else None
    owned = _OF.fullmatch(words)
    if owned and (named := _find_entity(project, owned["entity"])):
        member = _find_member(named, owned["member"])
        return Target(named, member) if member else None
    plain = _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
    member = _find_member(entity, plain) if entity else None
    if entity and member:
        return Target(entity, member)
    named = _find_entity(project, plain)
    if named:
        return Target(named)
    both = list(_find_both(project, plain))
    return both[0] if len(both) == 1 else None


def _find_both(project: Project, words: str) -> Iterator[Target]:
    """``Job.title``, ``Job title``, ``job's title``; or a member that only one entity has."""
    for split in re.finditer(r"'s |[. ]", words):
        entity = _find_entity(project, words[: split.start()])
        member = _find_member(entity, words[split.end() :]) if entity else None
        if entity and member:
            yield Target(entity, member)
            return
    for entity in project.entities:
        member = _find_member(entity, words)
        if member:
            yield Target(entity, member)


def _find_entity(project: Project, words: str) -> Entity | None:
    wanted = snake(words)
    for entity in project.entities:
        if wanted in map(snake, (entity.name, entity.source, entity.label, entity.plural)):
            return entity
    return None


def _find_member(entity: Entity, words: str) -> Member | None:
    wanted = snake(words)
    for member in entity.members.values():
        if wanted in map(snake, (member.name, member.source, member.label)):
            return member
    return None


def _unknown(project: Project, here: Element, said: str) -> UnclearError:
    entity = project.by_name.get(here.entity)
    if entity is None and (not said.strip() or _HERE.fullmatch(said.strip())):
        return UnclearError("it does not say what it is about", "name it as Entity.field")
    names = _names(entity) if entity else [each.name for each in project.entities]
    close = get_close_matches(snake(said), names, 1, 0.6)
    where = entity.name if entity else "the ERD"
    hint = f"did you mean {close[0]}" if close else f"there are: {', '.join(names)}"
    return UnclearError(f"“{said.strip()}” is nothing in {where}", hint)


def _names(entity: Entity) -> list[str]:
    """Its members, without those that Django's user has anyway."""
    return [name for name, member in entity.members.items() if not getattr(member, "builtin", False)]
