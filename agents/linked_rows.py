"""Lists of linked rows show no more than those rows, or the rows that join them, show by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agents.access import Grantees, includes, may_meet
from agents.access_rules import in_words
from erdgen.compiler.contributions import AnyContribution, Because, RestrictField
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, OWNER, Entity, Project, Relationship

#: Entity and member → who may read it, where fewer may than read the rows.
FieldReaders = Mapping[tuple[str, str], Grantees]


def _find_closed_lists(
    project: Project,
    readers: Mapping[str, Grantees],
    field_readers: FieldReaders,
    owners: Mapping[str, str],
) -> Iterator[tuple[Entity, Relationship, Grantees]]:
    """Many-to-many links that not everyone who reads the row may see, with those who may.

    Ids in a list tell what the rows of the entity that joins both sides tell, and where there is none, what
    the rows at the other end do.
    """
    for entity, link in project.links():
        if not link.many or link.write_only or (entity.name, link.name) in field_readers:
            continue
        walls = _find_walls(project, entity, link, readers, field_readers)
        shared = _share_owner(project, entity, link, owners)
        here = readers[entity.name]
        if all(_passes(wall, who, shared) for wall in walls for who in here):
            continue
        some = dict.fromkeys((*here, *(who for wall in walls for who in wall)))
        may = [who for who in some if all(_passes(wall, who, shared) for wall in walls)]
        may = [who for who in may if may_meet((who,), here) and (who != OWNER or entity.name in owners)]
        yield entity, link, (AUTHENTICATED,) if AUTHENTICATED in may else tuple(may)


def close_lists(
    project: Project,
    readers: Mapping[str, Grantees],
    owners: Mapping[str, str],
    made: Iterable[AnyContribution],
    by: str,
) -> dict[tuple[str, str], RestrictField]:
    """For each list that says too much, the restriction that closes it, by entity and link.

    ``made`` is what was decided before, ``by`` the agent that decides. Who may write a list stays as it was.
    """
    before = {(each.entity, each.field): each for each in made if isinstance(each, RestrictField)}
    closed = {target: each.read for target, each in before.items() if each.read is not None}
    return {
        (entity.name, link.name): RestrictField(
            owner=by,
            entity=entity.name,
            field=link.name,
            read=may,
            write=before[entity.name, link.name].write if (entity.name, link.name) in before else None,
            because=Because(f"only {in_words(may)} may read the rows that make it", "safety", link.location),
        )
        for entity, link, may in _find_closed_lists(project, readers, closed, owners)
    }


def tell_closed_list(entity: Entity, closure: RestrictField) -> Finding:
    """Who sees the list, and how more would."""
    link = next(each for each in entity.relationships if each.name == closure.field)
    may = closure.read or ()
    rows = link.through or link.target
    return Finding(
        Level.WARNING,
        "auth.W008",
        f"only {in_words(may)} may read {entity.name}.{link.name}: "
        f"not everyone who reads {entity.name} may read every {rows}",
        f"grant read of {rows} to them, or say who may read the list in "
        f"field_permissions.{entity.source}.{link.source}",
        entity.name,
        link.location,
    )


def _find_walls(
    project: Project,
    entity: Entity,
    link: Relationship,
    readers: Mapping[str, Grantees],
    field_readers: FieldReaders,
) -> list[Grantees]:
    """What one must pass to see the list: who reads the rows, and those of their fields that make it."""
    if not link.through:
        return [readers[link.target]]
    joined = [
        each
        for each in project.by_name[link.through].relationships
        if not each.many and each.target in (entity.name, link.target)
    ]
    closed = [field_readers.get((link.through, each.name)) for each in joined]
    return [
        readers[link.through],
        *(grantees for grantees in closed if grantees is not None),
        *(() for each in joined if each.write_only),
    ]


def _share_owner(project: Project, entity: Entity, link: Relationship, owners: Mapping[str, str]) -> bool:
    """Whether who owns the row owns what makes the list too.

    Owners put into a list only what they may read; a user, though, is owned by nobody else.
    """
    if entity.name not in owners:
        return False
    if not link.through:
        return not project.by_name[link.target].is_user and link.target in owners
    path = owners[entity.name]
    backs = [each for each in project.by_name[link.through].relationships if each.target == entity.name]
    ways = [back.name if path == "pk" else f"{back.name}.{path}" for back in backs]
    return len(backs) == 1 and owners.get(link.through) in ways


def _passes(wall: Grantees, who: str, shared: bool) -> bool:
    if who == OWNER:
        return ANYONE in wall or AUTHENTICATED in wall or (OWNER in wall and shared)
    return includes(wall, (who,))
