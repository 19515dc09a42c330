"""What comments on names come to: entities and members go by other names than in the ERD."""

from __future__ import annotations

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.phrases import Match
from agents.feedback.subjects import Target, find_targets
from erdgen.compiler.contributions import Because, RenameEntity, RenameMember
from erdgen.compiler.spec.called import find_name_fault
from erdgen.compiler.spec.called_entities import find_entity_name_fault
from erdgen.compiler.spec.project import Entity, Member, Project

_QUOTES = "`'\"“”‘’"


def read_rename(project: Project, here: Element, match: Match, because: Because) -> Answer:
    """“Rename salary to pay”. Raises UnclearError for names that cannot be."""
    targets = _find_named(project, here, match.get("subject", ""))
    if len(targets) > 1:
        raise UnclearError("several things cannot have one name", "write a comment for each")
    (target,) = targets
    name = match["value"].strip(_QUOTES)
    if target.member is None:
        return _rename_entity(project, target.entity, name, because)
    return _rename_member(project, target.entity, target.member, name, because)


def _find_named(project: Project, here: Element, said: str) -> tuple[Target, ...]:
    """What is meant; a class name as it is written is the entity, also where a link sounds like it."""
    named = said.strip().strip(_QUOTES)
    members = project.by_name[here.entity].members if here.entity in project.by_name else {}
    exact = tuple(Target(each) for each in project.entities if named in (each.name, each.source))
    return exact if len(exact) == 1 and named not in members else find_targets(project, here, said)


def _rename_entity(project: Project, entity: Entity, name: str, because: Because) -> Answer:
    """As a member; the Project has the name already when this is carried out."""
    renamed = RenameEntity(
        owner="business_logic", entity=entity.name, written=entity.source, name=name, because=because
    )
    if entity.name != name:
        reason, nearest = find_entity_name_fault(project, entity, name)
        if reason:
            raise UnclearError(reason, nearest)
    elif not entity.called:
        return Answer(settled=f"{name} has this name in the ERD", standing=(renamed,))
    return Answer(contributions=(renamed,))


def _rename_member(project: Project, entity: Entity, member: Member, name: str, because: Because) -> Answer:
    """Members of which it is done already keep their name."""
    renamed = RenameMember(
        owner="business_logic", entity=entity.name, member=member.source, name=name, because=because
    )
    if member.name != name:
        reason, nearest = find_name_fault(project, entity, member, name)
        if reason:
            raise UnclearError(reason, nearest)
    elif not member.called:
        return Answer(settled=f"{entity.name}.{name} has this name in the ERD", standing=(renamed,))
    return Answer(contributions=(renamed,))
