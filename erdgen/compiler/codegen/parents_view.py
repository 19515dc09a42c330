"""Rows that other rows show within themselves, and what of them may be missing."""

from __future__ import annotations

from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.spec.project import Relationship


def find_deletable_parents(design: Design) -> list[tuple[EntityDesign, Relationship]]:
    """Links by which a row shows one related row that may be marked as deleted while the row stays."""
    return [
        (made, link)
        for made in design.entities
        for link in made.entity.relationships
        if link.name in made.nested and not link.many and design.by_name[link.target].entity.soft_delete
    ]


def find_inner_parents(design: Design) -> frozenset[str]:
    """Entities whose rows may be deleted while others show them by a field that no client writes."""
    deep = any(depth > 1 for made in design.entities for depth in made.nested.values())
    return frozenset(link.target for _, link in find_deletable_parents(design) if deep or link.read_only)


def null_options(design: Design, link: Relationship) -> dict[str, str]:
    """Options of a field that shows one related row, which may be missing: never linked, or deleted."""
    missing = link.nullable or design.by_name[link.target].entity.soft_delete
    return {"allow_null": "True"} if missing else {}
