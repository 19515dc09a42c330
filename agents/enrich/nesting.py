"""How much of related rows a response shows, as a model may choose it: deeper, or the id alone.

Chosen is among what the agent would show anyway, so nobody reads of a row what they may not read by itself.
What the ERD says of nesting is not overruled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from erdgen.compiler.contributions import AnyContribution, Because, NestRelation
from erdgen.compiler.frontends.vocabulary import MAX_NESTING
from erdgen.compiler.spec.project import Entity, Project, Relationship

AGENT = "api"
Depth = Literal["deeper", "ids"]
DEPTHS: tuple[Depth, ...] = ("deeper", "ids")
#: Entity → link → how deep the agent shows it.
Nested = Mapping[str, Mapping[str, int]]


def list_nested(made: Sequence[AnyContribution]) -> dict[str, int]:
    """The links that the agent unfolds, and how deep."""
    return {each.relation: each.depth for each in made if isinstance(each, NestRelation)}


def list_depths(project: Project, entity: Entity, nested: Nested) -> dict[str, Sequence[str]]:
    """The links that each choice can be made of."""
    if project.api.nesting_stated:
        return {"deeper": [], "ids": []}
    own = nested[entity.name]
    deeper = [
        name
        for name, depth in own.items()
        if depth < MAX_NESTING and _leads_on(project, entity, name, nested)
    ]
    return {"deeper": deeper, "ids": list(own)}


def _leads_on(project: Project, entity: Entity, name: str, nested: Nested) -> bool:
    """Whether rows behind the link show single rows themselves: else there is nothing deeper to show."""
    link = entity.members[name]
    assert isinstance(link, Relationship)  # the agent unfolds nothing else
    target = project.by_name[link.target]
    return any(each.name in nested[target.name] and not each.many for each in target.relationships)


def choose_depth(
    entity: Entity, relation: str, choice: Depth, nested: Nested, because: Because
) -> NestRelation:
    """The choice as a contribution."""
    depth = nested[entity.name][relation] + 1 if choice == "deeper" else 0
    return NestRelation(owner=AGENT, entity=entity.name, relation=relation, depth=depth, because=because)
