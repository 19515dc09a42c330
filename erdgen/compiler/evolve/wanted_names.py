"""Comments that rename members: the Project takes their names over before the agents are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from erdgen.compiler.contributions import RenameMember
from erdgen.compiler.errors import OutputError
from erdgen.compiler.passes import Advisor, Comment, NamingAdvisor
from erdgen.compiler.spec.called import Called, find_called, find_declaring
from erdgen.compiler.spec.project import Project


def settle_names(
    advisor: Advisor,
    project: Project,
    listen: Callable[[Project], Sequence[Comment]],
    link: Callable[[Sequence[Called]], Project],
) -> tuple[Project, frozenset[Comment]]:
    """The Project under the names that are wanted, and the comments that want them.

    ``listen`` gives the comments in the words of a Project, and ``link`` the Project under other names. Names
    are given one at a time: what is free hangs on those before. Raises OutputError for one that is not.
    """
    wanted = _list_wanted(advisor, project, listen(project))
    while (change := _find_next(project, wanted.values())) is not None:
        project = link(change)
        made = change[-1]
        if _find_name(project, made) != made.name:
            raise OutputError(
                f"{made.entity}.{made.member} cannot be called {made.name}; choose another name"
            )
        wanted = _list_wanted(advisor, project, listen(project))
    return project, frozenset(wanted)


def _list_wanted(
    advisor: Advisor, project: Project, comments: Sequence[Comment]
) -> Mapping[Comment, RenameMember]:
    return advisor.list_names(project, comments) if isinstance(advisor, NamingAdvisor) else {}


def _find_next(project: Project, wanted: Iterable[RenameMember]) -> tuple[Called, ...] | None:
    """All names with the first that is new, at the end; of several for one member the last one counts."""
    for made in {(each.entity, each.member): each for each in wanted}.values():
        entity = project.by_name[made.entity]
        member = next(each for each in entity.members.values() if each.source == made.member)
        if member.name != made.name:
            new = Called(find_declaring(project, entity, member).source, member.source, made.name)
            kept = (each for each in find_called(project) if replace(each, name=made.name) != new)
            return (*kept, new)
    return None


def _find_name(project: Project, called: Called) -> str:
    """What a member goes by that the ERD has."""
    entities = (each for each in (*project.abstracts, *project.entities) if each.source == called.entity)
    return next(
        member.name
        for entity in entities
        for member in entity.members.values()
        if member.source == called.member
    )


def place_comments(project: Project, comments: Iterable[Comment]) -> Iterator[Comment]:
    """What reviewers said of members under their names in the ERD, of what these are called."""
    for comment in comments:
        entity = project.by_name.get(comment.entity)
        members = entity.members if entity is not None else {}
        names = {each.source: name for name, each in members.items() if each.called}
        known = comment.field in members
        yield comment if known else replace(comment, field=names.get(comment.field, comment.field))
