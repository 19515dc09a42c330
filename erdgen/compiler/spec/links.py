"""Relationships: their targets, join entities, and what follows from them."""

from __future__ import annotations

from erdgen.compiler.spec.declarations import NameRef
from erdgen.compiler.spec.drafts import EntityDraft, LinkDraft
from erdgen.compiler.spec.project import RelationKind
from erdgen.compiler.spec.references import EntityIndex
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote


def resolve_targets(draft: EntityDraft, index: EntityIndex, report: Report) -> None:
    """Set the target of every link; links to nothing or to abstract entities are reported."""
    for link in draft.links:
        target = index.find(link.decl.target, draft)
        if target is not None and target.decl.abstract:
            _refuse_abstract(target, link.decl.target, report)
        elif target is not None:
            link.target = target
            link.change(target=target.name, symmetrical=_is_symmetrical(draft, link, target, report))


def _refuse_abstract(target: EntityDraft, ref: NameRef, report: Report) -> None:
    message = f"{quote(target.decl.written)} is abstract: it has no table to point to"
    report.error("erd.E043", ref.location, message, "point to an entity that extends it")


def _is_symmetrical(draft: EntityDraft, link: LinkDraft, target: EntityDraft, report: Report) -> bool:
    wanted = link.decl.symmetrical
    to_itself = link.link.many and target is draft
    if wanted and link.link.many and not to_itself:
        message = (
            f"{quote(link.written)} cannot be symmetrical: it is not a many-to-many of an entity with itself"
        )
        report.error("erd.E044", link.link.location, message, "leave 'symmetrical' out")
    return to_itself and wanted is not False


def resolve_through(draft: EntityDraft, index: EntityIndex, report: Report) -> None:
    """Set ``through`` and ``through_fields`` of the many-to-many links that have a join entity."""
    for link in draft.links:
        ref = link.decl.through
        if ref is None or link.target is None or not link.link.many:
            continue
        join = index.find(ref)
        if join is None:
            continue
        if join.decl.abstract:
            _refuse_abstract(join, ref, report)
            continue
        fields = _join_fields(draft, link, join, report)
        link.change(through=join.name, through_fields=fields)


def _join_fields(draft: EntityDraft, link: LinkDraft, join: EntityDraft, report: Report) -> tuple[str, ...]:
    assert link.target is not None
    assert link.decl.through is not None
    candidates = {each.written: each for each in join.links if not each.link.many}
    if link.decl.through_fields:
        return _given_join_fields(draft, link, join, candidates, report)
    near = [each for each in candidates.values() if each.target is draft]
    far = [each for each in candidates.values() if each.target is link.target]
    if draft is link.target and len(near) == 2:
        return near[0].link.name, near[1].link.name
    if draft is not link.target and len(near) == len(far) == 1:
        return near[0].link.name, far[0].link.name
    sides = f"{quote(draft.decl.written)} and {quote(link.target.decl.written)}"
    if draft is link.target:
        few = len(near) < 2
        need = f"two ForeignKeys to {quote(draft.decl.written)}"
    else:
        few = not near or not far
        need = f"one ForeignKey to each of {sides}"
    message = f"{quote(join.decl.written)} does not join {sides}: it needs {need}"
    hint = "add the ForeignKey" if few else "name the two that are meant in 'through_fields'"
    report.error("erd.E045", link.decl.through.location, message, hint)
    return ()


def _given_join_fields(
    draft: EntityDraft, link: LinkDraft, join: EntityDraft, candidates: dict[str, LinkDraft], report: Report
) -> tuple[str, ...]:
    refs = link.decl.through_fields
    found = [candidates.get(ref.text) for ref in refs]
    first, second = (*found, None, None)[:2]
    fits = len(refs) == 2 and first and second and first is not second
    if fits and first and second and first.target is draft and second.target is link.target:
        return first.link.name, second.link.name
    message = f"'through_fields' of {quote(link.written)} do not lead to the two sides"
    hint = f"name the ForeignKey of {quote(join.decl.written)} to this entity, then the one to the other"
    report.error("erd.E045", refs[0].location, message, hint)
    return ()


def make_unique_links_one_to_one(draft: EntityDraft) -> None:
    """A unique ForeignKey is a OneToOne, which Django asks for."""
    for link in draft.links:
        if link.link.kind is RelationKind.FOREIGN_KEY and link.link.unique:
            link.change(kind=RelationKind.ONE_TO_ONE)
        if link.link.kind is RelationKind.ONE_TO_ONE:
            link.change(unique=False)
