"""What comments on names come to: members go by other names; of entities, the lines of the ERD that do it."""

from __future__ import annotations

from typing import NoReturn

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.phrases import Match
from agents.feedback.subjects import find_targets
from erdgen.compiler.contributions import Because, RenameMember
from erdgen.compiler.spec.called import find_name_fault
from erdgen.compiler.spec.project import Entity, Member, Project

_QUOTES = "`'\"“”‘’"


def read_rename(project: Project, here: Element, match: Match, because: Because) -> Answer:
    """“Rename salary to pay”. Raises UnclearError for names that cannot be, and for entities."""
    targets = find_targets(project, here, match.get("subject", ""))
    if len(targets) > 1:
        raise UnclearError("several things cannot have one name", "write a comment for each")
    (target,) = targets
    name = match["value"].strip(_QUOTES)
    if target.member is None:
        _refuse_entity(target.entity, name)
    return _rename_member(project, target.entity, target.member, name, because)


def _refuse_entity(entity: Entity, name: str) -> NoReturn:
    if entity.is_user:
        raise UnclearError("the user entity cannot be renamed", "give it another label in the ERD")
    lines = f'turn "{entity.source}" into "{name}", with "renamed_from": "{entity.source}" among its options'
    raise UnclearError(
        "the name of an entity is part of the ERD, as tables and addresses follow from it",
        f"in the entities {lines}, and regenerate with --erd: no row is lost",
    )


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
