"""Comments that rename: the Project takes their names over before the agents are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from erdgen.compiler.contributions import RenameEntity, Renaming
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
            what = f"{made.entity}.{made.member}" if made.member else made.entity
            raise OutputError(f"{what} cannot be called {made.name}; choose another name")
        wanted = _list_wanted(advisor, project, listen(project))
    return project, frozenset(wanted)


def _list_wanted(
    advisor: Advisor, project: Project, comments: Sequence[Comment]
) -> Mapping[Comment, Renaming]:
    return advisor.list_names(project, comments) if isinstance(advisor, NamingAdvisor) else {}


def _find_next(project: Project, wanted: Iterable[Renaming]) -> tuple[Called, ...] | None:
    """All names with the first that is new, at the end; of several for the same the last one counts."""
    for made in {_find_renamed(each): each for each in wanted}.values():
        entity = project.by_name[made.entity]
        if isinstance(made, RenameEntity):
            now, new = entity.name, Called(entity.source, "", made.name)
        else:
            member = next(each for each in entity.members.values() if each.source == made.member)
            source = find_declaring(project, entity, member).source
            now, new = member.name, Called(source, member.source, made.name)
        if now != made.name:
            kept = (each for each in find_called(project) if replace(each, name=made.name) != new)
            return (*kept, new)
    return None


def _find_renamed(made: Renaming) -> tuple[str, str]:
    """Entity and member, which is empty for the entity itself."""
    return made.entity, "" if isinstance(made, RenameEntity) else made.member


def _find_name(project: Project, called: Called) -> str:
    """What an entity or a member goes by that the ERD has."""
    entities = [each for each in (*project.abstracts, *project.entities) if each.source == called.entity]
    if not called.member:
        return entities[0].name
    return next(
        member.name
        for entity in entities
        for member in entity.members.values()
        if member.source == called.member
    )


def place_comments(project: Project, comments: Iterable[Comment]) -> Iterator[Comment]:
    """What reviewers said of something under its name in the ERD, of what it is called."""
    renamed = {each.source: each for each in project.entities if each.called}
    for comment in comments:
        entity = project.by_name.get(comment.entity, renamed.get(comment.entity))
        if entity is None:
            yield comment
            continue
        names = {each.source: name for name, each in entity.members.items() if each.called}
        known = comment.field in entity.members
        field = comment.field if known else names.get(comment.field, comment.field)
        yield replace(comment, entity=entity.name, field=field)
