"""How lists can be used, as a model sees it: beyond what the agent offers unasked, within what it allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from agents.enrich.desk import Desk, Enrichment, Steps
from agents.enrich.outline import outline_entity
from agents.enrich.telling import tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, OneOf, Operation, Words
from agents.lookups import possible_lookups
from erdgen.compiler.contributions import AddFilter, AddOrdering, AddSearch, AnyContribution, Because
from erdgen.compiler.spec.project import Entity, Project

AGENT = "api"
TASK = "offer_lists"
USES = ("filter", "search", "order")


class Use(Operation):
    """One more way to use a list."""

    reason: Words
    kind: Literal["filter", "search", "order", "not_expressible"]
    field: Annotated[str, OneOf("fields", none="-")]


class Uses(Answer):
    """What a list should be able to do."""

    uses: tuple[Use, ...]


@dataclass(frozen=True)
class ListNow:
    """A list as the agent made it: what it offers, and the fields that each use could still take."""

    entity: Entity
    offered: Mapping[str, Sequence[str]]
    possible: Mapping[str, Sequence[str]]


def widen_lists(project: Project, lists: Sequence[ListNow], desk: Desk) -> list[Enrichment]:
    """What a model adds to each of ``lists``."""
    return desk.together(_widen_list(project, now, desk) for now in lists)


def _widen_list(project: Project, now: ListNow, desk: Desk) -> Steps[Enrichment]:
    """Filters, searches and orderings that a model adds. Where nothing can be added nothing is asked."""
    entity = now.entity
    fields = list(dict.fromkeys(name for use in USES for name in now.possible[use]))
    if not fields or not desk.wants(TASK, entity.name):
        return Enrichment()
    data = {
        "entity": outline_entity(project, entity),
        "offered": {use: list(names) for use, names in now.offered.items() if names},
        "possible": {use: list(names) for use, names in now.possible.items() if names},
    }
    question = Question(
        AGENT, TASK, data, Uses, {"fields": fields}, partial(check_uses, now), label=entity.name
    )
    reply = yield from desk.ask(question, partial(_make, entity))
    if reply.answer is None:
        return Enrichment(findings=reply.findings)
    made = _make(entity, reply.answer)
    missed = [
        tell("model.W002", f"a model misses for lists of {entity.name}: {each.reason}", entity.name)
        for each in reply.answer.uses
        if each.kind == "not_expressible"
    ]
    return Enrichment(tuple(desk.keep(made)), (), (*reply.findings, *missed))


def check_uses(now: ListNow, answer: Uses) -> list[str]:
    """Fields that a use cannot take, in words for the model."""
    return [
        f"{each.kind} cannot take {each.field}: it can take {', '.join(now.possible[each.kind]) or 'nothing'}"
        for each in answer.uses
        if each.kind in USES and each.field not in now.possible[each.kind]
    ]


def _make(entity: Entity, answer: Uses) -> list[AnyContribution]:
    """Each use once."""
    wanted = {(each.kind, each.field): each for each in reversed(answer.uses)}
    return [_contribution(entity, each) for each in reversed(wanted.values()) if each.kind in USES]


def _contribution(entity: Entity, each: Use) -> AnyContribution:
    because = Because(f"a model proposes it: {each.reason}", "model", entity.location)
    match each.kind:
        case "filter":
            lookups = possible_lookups(entity.members[each.field])
            return AddFilter(
                owner=AGENT, entity=entity.name, field=each.field, lookups=lookups, because=because
            )
        case "search":
            return AddSearch(owner=AGENT, entity=entity.name, field=each.field, because=because)
    return AddOrdering(owner=AGENT, entity=entity.name, field=each.field, because=because)
