"""How agents take up what was agreed on before: in which place, and instead of what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.base import Agent
from agents.hub import Seat
from agents.orchestrator import DomainOrchestrator
from agents.recalled import put_back
from erdgen.compiler.contributions import (
    AddFilter,
    AddSearch,
    AnyContribution,
    Because,
    GrantPermission,
    Source,
    without_reason,
)
from erdgen.compiler.passes import Kept
from erdgen.compiler.spec.project import Entity, Project


def grant(*grantees: str, source: Source = "convention", entity: str = "Item") -> GrantPermission:
    because = Because("why", source)
    return GrantPermission(owner="x", entity=entity, action="read", grantees=grantees, because=because)


BEFORE = grant("Clerk", source="model")
SEARCH = AddSearch(owner="x", entity="Item", field="name", because=Because("why", "model"))


@pytest.mark.parametrize(
    ("own", "over", "expected"),
    [
        pytest.param([], (), [BEFORE], id="alone"),
        pytest.param([grant("Clerk", source="erd")], (), [grant("Clerk", source="erd")], id="made anew"),
        pytest.param([grant("Buyer")], (), [BEFORE], id="instead of what is supposed"),
        pytest.param(
            [grant("Buyer", source="erd")], (), [grant("Buyer", source="erd"), BEFORE], id="behind the ERD"
        ),
        pytest.param(
            [grant("Buyer", source="erd")],
            (grant("Buyer"),),
            [BEFORE, grant("Buyer", source="erd")],
            id="before what a person let it overrule",
        ),
        pytest.param(
            [grant("Buyer"), grant("Buyer", entity="Tag")],
            (),
            [BEFORE, grant("Buyer", entity="Tag")],
            id="of its entity alone",
        ),
    ],
)
def test_where_it_stands(
    own: list[AnyContribution], over: tuple[AnyContribution, ...], expected: list[AnyContribution]
) -> None:
    kept = Kept(BEFORE, tuple(without_reason(each) for each in over))
    assert put_back(own, [kept]) == expected
    assert put_back(expected, [kept]) == expected


def test_it_stands_with_what_else_is_said_of_its_entity() -> None:
    own = [grant("Buyer"), grant("Buyer", entity="Tag")]
    assert put_back(own, [Kept(SEARCH)]) == [own[0], SEARCH, own[1]]


def test_a_list_that_can_be_used_so_is_left_as_it_is() -> None:
    offered = AddFilter(owner="x", entity="Item", field="name", lookups=("exact",), because=Because("why"))
    assert put_back([offered], [Kept(replace(offered, lookups=("icontains",)))]) == [offered]


class Idle(Agent):
    """An agent of somebody's own, who does nothing unless it has made something before."""

    name = "idle"

    def wants(self, project: Project) -> bool:
        return False

    def contribute(self, project: Project, seat: Seat) -> list[AnyContribution]:
        return []


def test_an_agent_that_knows_nothing_of_it_makes_it_again() -> None:
    project = Project("Shop", (Entity("Item", "Item", "item", "items", "items"),))
    made = replace(BEFORE, owner="idle")
    orchestrator = DomainOrchestrator((Idle,))
    assert orchestrator.consult(project).contributions == ()
    assert orchestrator.recalling([Kept(made)]).consult(project).contributions == (made,)
    assert orchestrator.recalling([Kept(BEFORE)]).consult(project).contributions == ()
