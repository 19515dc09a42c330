"""What comments on names come to: the lines of the ERD that carry a name on."""

from __future__ import annotations

from typing import NoReturn

from agents.feedback.answer import Element, UnclearError
from agents.feedback.phrases import Match
from agents.feedback.subjects import Target, find_targets
from erdgen.compiler.contributions import Because
from erdgen.compiler.spec.project import Field, Project

_QUOTES = "`'\"“”‘’"


def read_rename(project: Project, here: Element, match: Match, because: Because) -> NoReturn:
    """“Rename salary to pay”. Raises UnclearError always, with what to write into the ERD."""
    targets = find_targets(project, here, match.get("subject", ""))
    if len(targets) > 1:
        raise UnclearError("several things cannot have one name", "write a comment for each")
    (target,) = targets
    if target.entity.is_user and target.member is None:
        raise UnclearError("the user entity cannot be renamed", "give it another label in the ERD")
    raise UnclearError(
        "a name is part of the ERD, as columns and addresses follow from it",
        f"{_say_lines(target, match['value'].strip(_QUOTES))}, and regenerate with --erd: no row is lost",
    )


def _say_lines(target: Target, name: str) -> str:
    """What stands in the ERD where a thing of this kind is declared."""
    member = target.member
    source = member.source if member else target.entity.source
    section = "fields" if isinstance(member, Field) else "relationships"
    where = f"the {section} of {target.entity.source}" if member else "the entities"
    return f'in {where} turn "{source}" into "{name}", with "renamed_from": "{source}" among its options'
