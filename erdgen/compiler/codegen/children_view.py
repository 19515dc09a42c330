"""Rows that a new row must bring along, because a rule says that it has at least so many."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter

from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import Count
from erdgen.compiler.rules.walk import split_rule
from erdgen.compiler.rules.worlds import find_relation


@dataclass(frozen=True, slots=True)
class ChildrenView:
    """At least ``least`` rows of ``child`` under ``relation``; their ``link`` leads back."""

    message: str
    relation: str
    child: str
    link: str
    least: int

    @property
    def serializer(self) -> str:
        """Class of the child's serializer inside its parent's."""
        return f"{self.child}Within{self.link.title().replace('_', '')}Serializer"


def find_children(design: Design, made: EntityDesign) -> list[ChildrenView]:
    """What every new row of ``made`` brings along, each relation once."""
    found: dict[str, ChildrenView] = {}
    for added in made.rules:
        for rule in split_rule(added.rule):
            if not isinstance(rule, Count) or not rule.minimum:
                continue
            relation = find_relation(design.project, made.entity, rule.relation)
            if relation is not None and relation.back:
                least = max(rule.minimum, found[rule.relation].least if rule.relation in found else 0)
                found[rule.relation] = ChildrenView(
                    added.message, rule.relation, relation.holder.name, relation.link.name, least
                )
    return list(found.values())


def children_first(design: Design) -> dict[str, int]:
    """Entity → its place in an order in which children stand before the parents that bring them along."""
    needs = {made.name: [view.child for view in find_children(design, made)] for made in design.entities}
    return {name: place for place, name in enumerate(TopologicalSorter(needs).static_order())}
