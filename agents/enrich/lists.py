"""How lists and rows can be used, as a model sees it: beyond what is offered, within what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from pydantic import StringConstraints

from agents.enrich.actions import MOST_ACTIONS, ActionsNow
from agents.enrich.desk import Desk, Enrichment, Steps
from agents.enrich.nesting import DEPTHS, Nested, choose_depth, list_depths
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
#: A new name, or "-".
ActionName = Annotated[str, StringConstraints(pattern=r"^(-|[a-z][a-z0-9]*(_[a-z0-9]+)*)$", max_length=40)]


class Use(Operation):
    """One more way to use a list or a row."""

    reason: Words
    kind: Literal["filter", "search", "order", "deeper", "ids", "action", "not_expressible"]
    field: Annotated[str, OneOf("fields", none="-")]
    name: ActionName
    value: Annotated[str, OneOf("values", none="-")]


class Uses(Answer):
    """What a list and its rows should be able to do."""

    uses: tuple[Use, ...]


@dataclass(frozen=True)
class ListNow:
    """A list as the agent made it: what it offers, and the fields that each use could still take.

    ``nested`` are the links that all entities unfold.
    """

    entity: Entity
    offered: Mapping[str, Sequence[str]]
    possible: Mapping[str, Sequence[str]]
    nested: Nested
    actions: ActionsNow

    def list_choices(self, project: Project) -> dict[str, Sequence[str]]:
        """Each kind of use with the members that it can take, where there are any."""
        uses: dict[str, Sequence[str]] = {use: self.possible[use] for use in USES}
        uses |= list_depths(project, self.entity, self.nested)
        uses["action"] = list(self.actions.settable)
        return {kind: names for kind, names in uses.items() if names}


def widen_lists(project: Project, lists: Sequence[ListNow], desk: Desk) -> list[Enrichment]:
    """What a model adds to each of ``lists``."""
    return desk.together(_widen_list(project, now, desk) for now in lists)


def _widen_list(project: Project, now: ListNow, desk: Desk) -> Steps[Enrichment]:
    """What a model adds. Where nothing can be added nothing is asked."""
    entity = now.entity
    choices = now.list_choices(project)
    if not choices or not desk.wants(TASK, entity.name):
        return Enrichment()
    settable = {field: list(values) for field, values in now.actions.settable.items()}
    data: dict[str, object] = {
        "entity": outline_entity(project, entity),
        "offered": {use: list(names) for use, names in now.offered.items() if names},
        "possible": {kind: list(names) for kind, names in choices.items() if kind != "action"},
    }
    told = {"actions": dict(now.actions.named), "settable": settable}
    data |= {name: shown for name, shown in told.items() if shown}
    names = {
        "fields": list(dict.fromkeys(name for names in choices.values() for name in names)),
        "values": list(dict.fromkeys(value for values in settable.values() for value in values)),
    }
    check = partial(check_uses, now, choices)
    question = Question(AGENT, TASK, data, Uses, names, check, label=entity.name)
    reply = yield from desk.ask(question, partial(_make, now))
    if reply.answer is None:
        return Enrichment(findings=reply.findings)
    made = _make(now, reply.answer)
    missed = [
        tell("model.W002", f"a model misses for lists and rows of {entity.name}: {each.reason}", entity.name)
        for each in reply.answer.uses
        if each.kind == "not_expressible"
    ]
    return Enrichment(tuple(desk.keep(made)), (), (*reply.findings, *missed))


def check_uses(now: ListNow, choices: Mapping[str, Sequence[str]], answer: Uses) -> list[str]:
    """What cannot be had so, in words for the model."""
    problems = []
    actions = [each for each in answer.uses if each.kind == "action"]
    for each in answer.uses:
        if each.kind == "action":
            problems.append(now.actions.find_problem(each.name, each.field, each.value))
        elif each.kind != "not_expressible" and each.field not in choices.get(each.kind, ()):
            able = ", ".join(choices.get(each.kind, ())) or "nothing"
            problems.append(f"{each.kind} cannot take {each.field}: it can take {able}")
    return [*filter(None, problems), *_find_clashes(now, actions)]


def _find_clashes(now: ListNow, actions: Sequence[Use]) -> Iterator[str]:
    """Actions that cannot be beside each other."""
    wanted = {(each.field, each.value): each.name for each in actions}
    if len(wanted) > MOST_ACTIONS:
        yield f"{now.entity.name} gets {MOST_ACTIONS} actions at most"
    for name in {each.name for each in actions}:
        if len({(each.field, each.value) for each in actions if each.name == name}) > 1:
            yield f"two actions are called {name}"


def _make(now: ListNow, answer: Uses) -> list[AnyContribution]:
    """Each use once."""
    wanted: dict[tuple[str, ...], Use] = {}
    for each in answer.uses:
        # A row is shown in one way; an action goes by one name.
        kind = "depth" if each.kind in DEPTHS else each.kind
        wanted.setdefault((kind, each.field, each.value if each.kind == "action" else ""), each)
    return [_contribution(now, each) for each in wanted.values() if each.kind != "not_expressible"]


def _contribution(now: ListNow, each: Use) -> AnyContribution:
    entity = now.entity
    because = Because(f"a model proposes it: {each.reason}", "model", entity.location)
    match each.kind:
        case "filter":
            lookups = possible_lookups(entity.members[each.field])
            return AddFilter(
                owner=AGENT, entity=entity.name, field=each.field, lookups=lookups, because=because
            )
        case "search":
            return AddSearch(owner=AGENT, entity=entity.name, field=each.field, because=because)
        case "action":
            return now.actions.make(each.name, each.field, each.value, because)
        case "deeper" | "ids" as choice:
            return choose_depth(entity, each.field, choice, now.nested, because)
    return AddOrdering(owner=AGENT, entity=entity.name, field=each.field, because=because)
