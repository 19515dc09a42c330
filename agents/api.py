"""APIAgent: how lists are narrowed, searched and sorted, and which relations a response unfolds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from agents.access import Grantees, covers
from agents.base import Agent
from agents.hub import Seat
from agents.list_uses import (
    QUERY_PARAMETERS,
    find_obstacle,
    is_loaded,
    is_searchable,
    is_shown,
    is_sortable,
    list_offered,
    list_possible,
    name_use,
)
from agents.lookups import usual_lookups
from agents.notes import Asked, HiddenFields, RelationByIds, WhoMayRead
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    AddSearch,
    AnyContribution,
    Because,
    GrantPermission,
    NestRelation,
    RestrictField,
    SetFieldOption,
)
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.spec.project import Entity, Field, Project, Relationship

MOST_SEARCHES = 5
MOST_ORDERINGS = 8
#: Fields that most likely stand for a row come first.
_LABELS = ("name", "title", "label", "code", "slug", "subject", "headline", "username")


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
            shown = [field for field in entity.fields if is_shown(field) and field.name not in hidden]
            own[entity.name] = [
                *self._filters(project, entity, shown, hidden),
                *self._searches(project, entity, shown),
                *self._orderings(project, entity, shown, auto),
                *self._nestings(project, entity, hidden, readers, seat),
            ]
        made = self._enriched(project, own, hidden_in, seat)
        asked = {name_use(wish): wish for wish in self._asked(project, hidden_in, made, seat)}
        # What is offered anyway stands for what a person asked for, where one did.
        offered = [
            replace(each, because=wish.because) if (wish := asked.pop(name_use(each), None)) else each
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
        # Of two the first stands: a model may show the id alone.
        depths = {
            (each.entity, each.relation): each.depth
            for each in reversed(made)
            if isinstance(each, NestRelation)
        }
        unfolded = {link for link, depth in depths.items() if depth}
        for note in seat.heard(Asked):
            entity = project.by_name[note.entity]
            obstacles = (find_obstacle(project, entity, wish, hidden[entity.name]) for wish in note.wishes)
            reason = next(filter(None, obstacles), "")
            seat.reply(note.comment, reason)
            if reason:
                continue
            left = [wish for wish in note.wishes if not is_loaded(entity, wish, unfolded)]
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
        from agents.enrich.actions import list_actions
        from agents.enrich.lists import ListNow, widen_lists
        from agents.enrich.nesting import list_nested

        agreed = seat.agreed()
        nested = {name: list_nested(made) for name, made in own.items()}
        lists = [
            ListNow(
                entity,
                list_offered(own[entity.name]),
                list_possible(project, entity, own[entity.name], hidden_in[entity.name]),
                nested,
                list_actions(entity, agreed, hidden_in[entity.name]),
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
            for each in _beside(own[now.entity.name], added.contributions)
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
                entity, [field for field in shown if is_searchable(entity, field)], MOST_SEARCHES
            ):
                because = Because("people look for its words")
                yield AddSearch(owner=self.name, entity=entity.name, field=field.name, because=because)

    def _orderings(
        self, project: Project, entity: Entity, shown: Sequence[Field], auto: set[tuple[str, str]]
    ) -> Iterator[AddOrdering]:
        if project.api.ordering:
            sortable = [field for field in shown if is_sortable(field)]
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


def _beside(own: Sequence[AnyContribution], added: Sequence[AnyContribution]) -> list[AnyContribution]:
    """``own`` with what a model ``added``; what it shows otherwise comes first, and so stands."""
    otherwise = [each for each in added if isinstance(each, NestRelation)]
    return [*otherwise, *own, *(each for each in added if each not in otherwise)]


def _ask_hidden(seat: Seat, entity: Entity) -> frozenset[str]:
    names = seat.ask("authentication", HiddenFields(entity.name))
    return frozenset(names or ())


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
        if not isinstance(made, NestRelation) or not made.depth or made.entity not in project.by_name:
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
