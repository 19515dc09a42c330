"""What lists can be used for: by which fields they are narrowed, searched and sorted, and why by no other."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from agents.lookups import SHORT_TEXT, possible_lookups
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    AddSearch,
    AnyContribution,
    Because,
    JoinRelation,
    SetListOrder,
    SetPageSize,
)
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, Relationship

#: Of Django's own user fields, those that lists may show and use.
BUILTIN_SEARCHES = ("username", "first_name", "last_name")
BUILTIN_ORDERINGS = ("username", "date_joined")

#: What lists of the generated API take already; a filter by that name would hide it.
QUERY_PARAMETERS = frozenset(
    {"page", "page_size", "cursor", "limit", "offset", "search", "ordering", "format"}
)

ListUse = AddFilter | AddSearch | AddOrdering
#: What a list can be used for, as models call it.
USES: Mapping[str, type[ListUse]] = {
    "filter": AddFilter,
    "search": AddSearch,
    "order": AddOrdering,
}


def list_offered(made: Sequence[AnyContribution]) -> dict[str, list[str]]:
    """The fields by which a list can be used, for each use."""
    return {use: [each.field for each in made if isinstance(each, kind)] for use, kind in USES.items()}


def list_possible(
    project: Project, entity: Entity, made: Sequence[AnyContribution], hidden: frozenset[str]
) -> dict[str, list[str]]:
    """The fields that each use of a list could still take."""
    offered = [name_use(each) for each in made]
    shown = [field for field in entity.fields if is_shown(field) and field.name not in hidden]
    return {
        use: [
            field.name
            for field in shown
            if (kind.kind, entity.name, field.name) not in offered
            and fits_use(kind, entity, field)
            and not find_obstacle(project, entity, plain_wish(kind, entity, field), hidden)
        ]
        for use, kind in USES.items()
    }


def plain_wish(kind: type[ListUse], entity: Entity, field: Field) -> ListUse:
    because = Because("")
    if kind is AddFilter:
        return AddFilter(owner="api", entity=entity.name, field=field.name, lookups=(), because=because)
    made = AddSearch if kind is AddSearch else AddOrdering
    return made(owner="api", entity=entity.name, field=field.name, because=because)


def fits_use(kind: type[ListUse], entity: Entity, field: Field) -> bool:
    """Whether lists can use the field so at all."""
    if field.builtin:
        return False
    if kind is AddFilter:
        return bool(possible_lookups(field)) and not field.primary_key
    return is_searchable(entity, field) if kind is AddSearch else is_sortable(field)


def find_obstacle(project: Project, entity: Entity, wish: AnyContribution, hidden: frozenset[str]) -> str:
    """Why lists cannot offer what a reviewer wants; empty if they can."""
    if isinstance(wish, SetPageSize | JoinRelation):
        return ""
    if isinstance(wish, SetListOrder):
        names = [name.lstrip("-") for name in wish.fields]
        return next(filter(None, (find_secret(entity, name, hidden) for name in names)), "")
    if not isinstance(wish, AddFilter | AddSearch | AddOrdering):
        return f"{wish.kind} is no matter of lists"
    switched = {
        "add_filter": ("filtering", project.api.filtering),
        "add_search": ("search", project.api.search),
        "add_ordering": ("ordering", project.api.ordering),
    }
    option, on = switched[wish.kind]
    if not on:
        return f"the ERD switches {option} off; set api_requirements.{option} to true there"
    secret = find_secret(entity, wish.field, hidden)
    if not secret and isinstance(wish, AddFilter) and wish.field in QUERY_PARAMETERS:
        return f"?{wish.field}= means something else in lists already; rename the field"
    return secret


def find_secret(entity: Entity, field: str, hidden: frozenset[str]) -> str:
    """Why the values of ``field`` must not shape a list; empty if they may, as those of the automatic key."""
    name, member = f"{entity.name}.{field}", entity.members.get(field)
    if field in hidden:
        reason = f"not everyone who reads {entity.name} may read {name}, and its values could be guessed"
        return f"{reason}; open the field to them first"
    if isinstance(member, Field) and member.builtin and not is_shown(member):
        return f"lists of accounts do not tell {name}; say it of {BUILTIN_SEARCHES[0]}"
    if isinstance(member, Field) and not is_shown(member):
        return f"responses do not show {name}; show it first"
    if isinstance(member, Relationship) and (member.many or member.write_only):
        return f"{name} does not lead to one row that responses show"
    return ""


def name_use(made: AnyContribution) -> tuple[str, str, str]:
    """What a list can be used for; the lookups of a filter do not count."""
    return made.kind, made.entity, getattr(made, "field", "") or getattr(made, "relation", "")


def is_loaded(entity: Entity, wish: AnyContribution, unfolded: Container[tuple[str, str]]) -> bool:
    """Whether views load along anyway what ``wish`` asks for: what is unfolded, and ids of several rows."""
    if not isinstance(wish, JoinRelation):
        return False
    link = entity.members[wish.relation]
    return isinstance(link, Relationship) and (link.many or (entity.name, link.name) in unfolded)


def is_shown(field: Field) -> bool:
    if field.builtin and field.name not in (*BUILTIN_SEARCHES, *BUILTIN_ORDERINGS):
        return False
    return not field.write_only and field.auto != "deleted"


def is_searchable(entity: Entity, field: Field) -> bool:
    if field.choices or field.primary_key or (entity.is_user and field.kind is Kind.EMAIL):
        return False
    if field.builtin:
        return field.name in BUILTIN_SEARCHES
    return field.kind in (Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.SLUG)


def is_sortable(field: Field) -> bool:
    if field.builtin:
        return field.name in BUILTIN_ORDERINGS
    if field.kind is Kind.STR:
        return (field.max_length or SHORT_TEXT) <= SHORT_TEXT
    return field.kind.is_number or field.kind.is_temporal
