"""APIAgent: how lists are narrowed, searched and sorted, and which relations a response unfolds."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from agents.access import Grantees, covers
from agents.base import Agent
from agents.hub import Seat
from agents.lookups import SHORT_TEXT, possible_lookups, usual_lookups
from agents.notes import Asked, HiddenFields, RelationByIds, WhoMayRead
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    AddSearch,
    AnyContribution,
    Because,
    GrantPermission,
    JoinRelation,
    NestRelation,
    RestrictField,
    SetFieldOption,
    SetListOrder,
    SetPageSize,
)
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, Relationship

MOST_SEARCHES = 5
MOST_ORDERINGS = 8
#: Of Django's own user fields, those that lists may show and use.
BUILTIN_SEARCHES = ("username", "first_name", "last_name")
BUILTIN_ORDERINGS = ("username", "date_joined")
#: Fields that most likely stand for a row come first.
_LABELS = ("name", "title", "label", "code", "slug", "subject", "headline", "username")

#: What lists of the generated API take already; a filter by that name would hide it.
QUERY_PARAMETERS = frozenset(
    {"page", "page_size", "cursor", "limit", "offset", "search", "ordering", "format"}
)

#: What a list can be used for, as models call it.
_USES: Mapping[str, type[AddFilter] | type[AddSearch] | type[AddOrdering]] = {
    "filter": AddFilter,
    "search": AddSearch,
    "order": AddOrdering,
}


class APIAgent(Agent):
    """Knows lists and representations."""

    name: ClassVar[str] = "api"
    after: ClassVar[tuple[str, ...]] = ("authentication", "business_logic")

    def wants(self, project: Project) -> bool:
        return bool(project.entities)

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        readers: dict[str, Grantees] = {}
        auto = {
            (c.entity, c.field) for c in seat.agreed() if isinstance(c, SetFieldOption) and c.option == "auto"
        }
        own: dict[str, list[AnyContribution]] = {}
        hidden_in: dict[str, frozenset[str]] = {}
        for entity in project.entities:
            hidden = hidden_in[entity.name] = _ask_hidden(seat, entity)
            shown = [field for field in entity.fields if _shown(field) and field.name not in hidden]
            own[entity.name] = [
                *self._filters(project, entity, shown, hidden),
                *self._searches(project, entity, shown),
                *self._orderings(project, entity, shown, auto),
                *self._nestings(project, entity, hidden, readers, seat),
            ]
        made = self._enriched(project, own, hidden_in, seat)
        asked = {_list_use(wish): wish for wish in self._asked(project, hidden_in, made, seat)}
        # What is offered anyway stands for what a person asked for, where one did.
        offered = [
            replace(each, because=wish.because) if (wish := asked.pop(_list_use(each), None)) else each
            for each in made
        ]
        return [*offered, *asked.values()]

    def _asked(
        self,
        project: Project,
        hidden: Mapping[str, frozenset[str]],
        made: Sequence[AnyContribution],
        seat: Seat,
    ) -> Iterator[AnyContribution]:
        """What reviewers want of lists, beside what is ``made`` anyway."""
        unfolded = {(each.entity, each.relation) for each in made if isinstance(each, NestRelation)}
        for note in seat.heard(Asked):
            entity = project.by_name[note.entity]
            obstacles = (_find_obstacle(project, entity, wish, hidden[entity.name]) for wish in note.wishes)
            reason = next(filter(None, obstacles), "")
            seat.reply(note.comment, reason)
            if reason:
                continue
            left = [wish for wish in note.wishes if not _is_loaded(entity, wish, unfolded)]
            if not left and not note.comment.preference:
                seat.report(note.comment.settled("its rows are loaded along already"))
            yield from left

    def _enriched(
        self,
        project: Project,
        own: Mapping[str, Sequence[AnyContribution]],
        hidden_in: Mapping[str, frozenset[str]],
        seat: Seat,
    ) -> list[AnyContribution]:
        """What lists offer unasked, and what a model adds of what they could offer and do not."""
        if seat.desk is None:
            return [each for made in own.values() for each in made]
        # Only who asks a model waits for what that needs.
        from agents.enrich.lists import ListNow, widen_lists

        lists = [
            ListNow(
                entity,
                _list_offered(own[entity.name]),
                _list_possible(project, entity, own[entity.name], hidden_in[entity.name]),
            )
            for entity in project.entities
        ]
        found = widen_lists(project, lists, seat.desk)
        for each in found:
            for finding in each.findings:
                seat.report(finding)
        return [
            each
            for now, added in zip(lists, found, strict=True)
            for each in (*own[now.entity.name], *added.contributions)
        ]

    def _filters(
        self, project: Project, entity: Entity, shown: Sequence[Field], hidden: frozenset[str]
    ) -> Iterator[AddFilter]:
        if not project.api.filtering:
            return
        for field in shown:
            lookups, reason = usual_lookups(field)
            if field.name in QUERY_PARAMETERS:
                lookups = tuple(lookup for lookup in lookups if lookup != "exact")
            if lookups:
                yield AddFilter(
                    owner=self.name,
                    entity=entity.name,
                    field=field.name,
                    lookups=lookups,
                    because=Because(reason),
                )
        for link in entity.relationships:
            if not link.many and not link.write_only and link.name not in hidden | QUERY_PARAMETERS:
                because = Because("a list is often wanted for one related row")
                yield AddFilter(
                    owner=self.name, entity=entity.name, field=link.name, lookups=("exact",), because=because
                )

    def _searches(self, project: Project, entity: Entity, shown: Sequence[Field]) -> Iterator[AddSearch]:
        if project.api.search:
            for field in _best(
                entity, [field for field in shown if _searchable(entity, field)], MOST_SEARCHES
            ):
                because = Because("people look for its words")
                yield AddSearch(owner=self.name, entity=entity.name, field=field.name, because=because)

    def _orderings(
        self, project: Project, entity: Entity, shown: Sequence[Field], auto: set[tuple[str, str]]
    ) -> Iterator[AddOrdering]:
        if project.api.ordering:
            sortable = [field for field in shown if _sortable(field)]
            first = [field for field in sortable if (entity.name, field.name) in auto or field.auto]
            for field in _best(entity, [*first, *(f for f in sortable if f not in first)], MOST_ORDERINGS):
                because = Because("its values have an order that people ask for")
                yield AddOrdering(owner=self.name, entity=entity.name, field=field.name, because=because)

    def _nestings(
        self,
        project: Project,
        entity: Entity,
        hidden: frozenset[str],
        readers: dict[str, Grantees],
        seat: Seat,
    ) -> Iterator[NestRelation]:
        if project.api.nesting < 1:
            return
        for link in entity.relationships:
            # A key is read as it is written: it stands in addresses and in other rows.
            if link.write_only or link.primary_key or link.name in hidden:
                continue
            reason = self._why_not(entity, link, readers, seat)
            if reason:
                seat.tell("testing", RelationByIds(entity.name, link.name, reason))
                continue
            because = Because(f"everyone who reads {entity.name} may read every {link.target} too")
            yield NestRelation(
                owner=self.name,
                entity=entity.name,
                relation=link.name,
                depth=project.api.nesting,
                because=because,
            )

    def _why_not(self, entity: Entity, link: Relationship, readers: dict[str, Grantees], seat: Seat) -> str:
        """Why ``link`` cannot unfold: someone would read a row that they may not read by itself."""
        for name in (entity.name, link.target):
            if name not in readers:
                readers[name] = seat.ask("authentication", WhoMayRead(name)) or ()
        if covers(readers[link.target], readers[entity.name]):
            return ""
        return f"not everyone who reads {entity.name} may read every {link.target}"

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        """Nothing lets people guess at what they may not read."""
        hidden = _hidden_by(project, contributions)
        reads = {
            c.entity: c.grantees
            for c in contributions
            if isinstance(c, GrantPermission) and c.action == "read"
        }
        return [
            *_leaks(contributions, hidden),
            *_leaking_nests(project, contributions, hidden, reads),
        ]


def _fits(kind: type[AddFilter] | type[AddSearch] | type[AddOrdering], entity: Entity, field: Field) -> bool:
    """Whether lists can use the field so at all."""
    if field.builtin:
        return False
    if kind is AddFilter:
        return bool(possible_lookups(field)) and not field.primary_key
    return _searchable(entity, field) if kind is AddSearch else _sortable(field)


def _plain_wish(
    kind: type[AddFilter] | type[AddSearch] | type[AddOrdering], entity: Entity, field: Field
) -> AddFilter | AddSearch | AddOrdering:
    because = Because("")
    if kind is AddFilter:
        return AddFilter(owner="api", entity=entity.name, field=field.name, lookups=(), because=because)
    made = AddSearch if kind is AddSearch else AddOrdering
    return made(owner="api", entity=entity.name, field=field.name, because=because)


def _list_use(made: AnyContribution) -> tuple[str, str, str]:
    """What a list can be used for; the lookups of a filter do not count."""
    return made.kind, made.entity, getattr(made, "field", "") or getattr(made, "relation", "")


def _is_loaded(entity: Entity, wish: AnyContribution, unfolded: Container[tuple[str, str]]) -> bool:
    """Whether views load along anyway what ``wish`` asks for: what is unfolded, and ids of several rows."""
    if not isinstance(wish, JoinRelation):
        return False
    link = entity.members[wish.relation]
    return isinstance(link, Relationship) and (link.many or (entity.name, link.name) in unfolded)


def _list_offered(made: Sequence[AnyContribution]) -> dict[str, list[str]]:
    """The fields by which a list can be used, for each use."""
    return {use: [each.field for each in made if isinstance(each, kind)] for use, kind in _USES.items()}


def _list_possible(
    project: Project, entity: Entity, made: Sequence[AnyContribution], hidden: frozenset[str]
) -> dict[str, list[str]]:
    """The fields that each use of a list could still take."""
    offered = [_list_use(each) for each in made]
    shown = [field for field in entity.fields if _shown(field) and field.name not in hidden]
    return {
        use: [
            field.name
            for field in shown
            if (kind.kind, entity.name, field.name) not in offered
            and _fits(kind, entity, field)
            and not _find_obstacle(project, entity, _plain_wish(kind, entity, field), hidden)
        ]
        for use, kind in _USES.items()
    }


def _find_obstacle(project: Project, entity: Entity, wish: AnyContribution, hidden: frozenset[str]) -> str:
    """Why lists cannot offer what a reviewer wants; empty if they can."""
    if isinstance(wish, SetPageSize | JoinRelation):
        return ""
    if isinstance(wish, SetListOrder):
        names = [name.lstrip("-") for name in wish.fields]
        return next(filter(None, (_find_secret(entity, name, hidden) for name in names)), "")
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
    secret = _find_secret(entity, wish.field, hidden)
    if not secret and isinstance(wish, AddFilter) and wish.field in QUERY_PARAMETERS:
        return f"?{wish.field}= means something else in lists already; rename the field"
    return secret


def _find_secret(entity: Entity, field: str, hidden: frozenset[str]) -> str:
    """Why the values of ``field`` must not shape a list; empty if they may, as those of the automatic key."""
    name, member = f"{entity.name}.{field}", entity.members.get(field)
    if field in hidden:
        reason = f"not everyone who reads {entity.name} may read {name}, and its values could be guessed"
        return f"{reason}; open the field to them first"
    if isinstance(member, Field) and member.builtin and not _shown(member):
        return f"lists of accounts do not tell {name}; say it of {BUILTIN_SEARCHES[0]}"
    if isinstance(member, Field) and not _shown(member):
        return f"responses do not show {name}; show it first"
    if isinstance(member, Relationship) and (member.many or member.write_only):
        return f"{name} does not lead to one row that responses show"
    return ""


def _ask_hidden(seat: Seat, entity: Entity) -> frozenset[str]:
    names = seat.ask("authentication", HiddenFields(entity.name))
    return frozenset(names or ())


def _shown(field: Field) -> bool:
    if field.builtin and field.name not in (*BUILTIN_SEARCHES, *BUILTIN_ORDERINGS):
        return False
    return not field.write_only and field.auto != "deleted"


def _searchable(entity: Entity, field: Field) -> bool:
    if field.choices or field.primary_key or (entity.is_user and field.kind is Kind.EMAIL):
        return False
    if field.builtin:
        return field.name in BUILTIN_SEARCHES
    return field.kind in (Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.SLUG)


def _sortable(field: Field) -> bool:
    if field.builtin:
        return field.name in BUILTIN_ORDERINGS
    if field.kind is Kind.STR:
        return (field.max_length or SHORT_TEXT) <= SHORT_TEXT
    return field.kind.is_number or field.kind.is_temporal


def _best(entity: Entity, fields: Sequence[Field], most: int) -> list[Field]:
    """At most ``most`` of ``fields``: those that stand for a row first, then as they come."""
    wanted = [name.lstrip("-") for name in entity.ordering]

    def rank(field: Field) -> int:
        if field.name == entity.display or field.name in wanted:
            return 0
        return 1 if field.name in _LABELS else 2

    return sorted(fields, key=rank)[:most]


def _hidden_by(project: Project, contributions: Sequence[AnyContribution]) -> set[tuple[str, str]]:
    hidden = {
        (c.entity, c.field) for c in contributions if isinstance(c, RestrictField) and c.read is not None
    }
    hidden |= {
        (c.entity, c.field)
        for c in contributions
        if isinstance(c, SetFieldOption) and c.option == "write_only"
    }
    return hidden | {
        (entity.name, member.name)
        for entity in project.entities
        for member in entity.members.values()
        if member.write_only
    }


def _leaks(contributions: Sequence[AnyContribution], hidden: set[tuple[str, str]]) -> Iterator[Finding]:
    for made in contributions:
        if isinstance(made, AddFilter | AddSearch | AddOrdering) and (made.entity, made.field) in hidden:
            what = f"{made.entity}.{made.field}, which some readers may not see"
            yield Finding(
                Level.ERROR,
                "review.E002",
                f"{made.owner}'s {made.kind} would reveal {what}",
                "leave it out, or open the field to all who read the entity",
                made.entity,
                made.because.location,
            )


def _leaking_nests(
    project: Project,
    contributions: Sequence[AnyContribution],
    hidden: set[tuple[str, str]],
    reads: dict[str, Grantees],
) -> Iterator[Finding]:
    for made in contributions:
        if not isinstance(made, NestRelation) or made.entity not in project.by_name:
            continue
        link = project.by_name[made.entity].members.get(made.relation)
        if not isinstance(link, Relationship):
            continue
        open_to_all = covers(reads.get(link.target, ()), reads.get(made.entity, ()))
        if (made.entity, made.relation) in hidden or not open_to_all:
            unfolded = f"{made.entity}.{made.relation}"
            yield Finding(
                Level.ERROR,
                "review.E003",
                f"{made.owner} unfolds {unfolded}, but not everyone may read every {link.target}",
                "let the response carry ids instead",
                made.entity,
                made.because.location,
            )
