"""Declarations become the Project: names mapped, references resolved, bases flattened, cycles relaxed."""

from __future__ import annotations

from collections.abc import Sequence

from erdgen.compiler.spec.called import Called, call_members
from erdgen.compiler.spec.called_entities import call_entities
from erdgen.compiler.spec.cycles import relax_cycles
from erdgen.compiler.spec.declarations import ProjectDecl, RuleDecl
from erdgen.compiler.spec.drafts import EntityDraft
from erdgen.compiler.spec.entity_names import name_entities, name_tables
from erdgen.compiler.spec.entity_options import freeze_entity
from erdgen.compiler.spec.inheritance import add_server_fields, inherit, resolve_bases
from erdgen.compiler.spec.keys import choose_key
from erdgen.compiler.spec.link_auth import link_auth, settle_owners
from erdgen.compiler.spec.links import make_unique_links_one_to_one, resolve_targets, resolve_through
from erdgen.compiler.spec.member_names import name_members
from erdgen.compiler.spec.project import Project, RuleText
from erdgen.compiler.spec.references import EntityIndex, find_member
from erdgen.compiler.spec.related_names import name_ways_back
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.user_merge import merge_user


def link_project(decl: ProjectDecl, report: Report, called: Sequence[Called] = ()) -> Project:
    """The Project; only to be used when ``report`` has no errors. ``called`` are names that comments gave."""
    drafts = [EntityDraft.of(entity) for entity in decl.entities]
    call_entities(drafts, called, report)
    name_entities(drafts, report)
    index = EntityIndex(drafts, report)
    for draft in resolve_bases(drafts, index, report):
        _gather_members(draft, report)
        call_members(draft, drafts, called, report)
        if draft.decl.abstract:
            _name_for_heirs(draft, report)
    concrete = [draft for draft in drafts if not draft.decl.abstract]
    for draft in concrete:
        resolve_targets(draft, index, report)
        make_unique_links_one_to_one(draft)
    # Before names: a key that a cycle takes away no longer reserves ``id``.
    relax_cycles(concrete, report)
    for draft in concrete:
        name_members(draft, report)
    for draft in concrete:
        resolve_through(draft, index, report)
    name_tables(drafts, report)
    name_ways_back(drafts, report)
    by_name = {draft.name: draft for draft in drafts}
    project = Project(
        name=decl.name,
        entities=tuple(freeze_entity(draft, by_name, report) for draft in concrete),
        abstracts=tuple(freeze_entity(draft, by_name, report) for draft in drafts if draft.decl.abstract),
        rules=tuple(_link_rule(rule, index, report) for rule in decl.rules),
        auth=link_auth(decl.auth, index, report),
        api=decl.api,
        help=decl.help,
    )
    return settle_owners(project, report)


def _gather_members(draft: EntityDraft, report: Report) -> None:
    """All members of one entity, with its key."""
    inherit(draft, report)
    add_server_fields(draft)
    choose_key(draft, report)
    if draft.is_user:
        merge_user(draft, report)


def _name_for_heirs(draft: EntityDraft, report: Report) -> None:
    """An abstract entity names its fields for all its children; links get their names in each of these."""
    links, draft.links = draft.links, []
    name_members(draft, report)
    draft.links = links


def _link_rule(rule: RuleDecl, index: EntityIndex, report: Report) -> RuleText:
    entity = index.find(rule.applies_to, code="erd.E060") if rule.applies_to else None
    field = find_member(entity, rule.field, report, "erd.E060") if entity and rule.field else ""
    name = entity.name if entity else ""
    return RuleText(rule.sentence, name, field, rule.location)
