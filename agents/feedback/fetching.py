"""What comments on joins come to: views load rows together with those that their links lead to."""

from __future__ import annotations

from collections.abc import Iterator

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.phrases import Match
from agents.feedback.subjects import Target, find_targets
from erdgen.compiler.contributions import Because, JoinRelation
from erdgen.compiler.spec.project import Project, Relationship


def read_fetch(project: Project, here: Element, match: Match, because: Because) -> Answer:
    """“Select related company”, “avoid N+1 on company”; of a whole entity, all of its links."""
    targets = find_targets(project, here, match.get("subject", ""))
    links = dict.fromkeys(each for target in targets for each in _list_links(target))
    return Answer(
        contributions=tuple(
            JoinRelation(owner="api", entity=entity, relation=name, because=because) for entity, name in links
        )
    )


def _list_links(target: Target) -> Iterator[tuple[str, str]]:
    entity, member = target.entity, target.member
    names = [link.name for link in entity.relationships]
    if not names:
        raise UnclearError(f"{entity.name} has no links, so nothing can be loaded along")
    if member is not None and not isinstance(member, Relationship):
        raise UnclearError(f"{target.name} is no link", f"name one of them: {', '.join(names)}")
    yield from ((entity.name, name) for name in (names if member is None else [member.name]))
