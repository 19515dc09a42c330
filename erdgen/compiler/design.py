"""The Design: the Project with the contributions that were agreed, ready to be rendered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from erdgen.compiler import contributions as ops
from erdgen.compiler.agreement import agree, declaring_class
from erdgen.compiler.findings import Finding
from erdgen.compiler.functions.form import as_rule
from erdgen.compiler.rules.forms import ServerSet
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.project import Action, Default, Entity, Member, Project


@dataclass(frozen=True)
class EntityDesign:
    """One entity and all that was agreed for it; among its ``rules`` those that a function decides."""

    entity: Entity
    rules: tuple[ops.AddRule, ...] = ()
    #: Who may do what; an action that nobody was granted is missing or empty.
    access: Mapping[Action, tuple[str, ...]] = field(default_factory=dict)
    restrictions: tuple[ops.RestrictField, ...] = ()
    owner: ops.SetOwner | None = None
    filters: tuple[ops.AddFilter, ...] = ()
    search: tuple[str, ...] = ()
    orderings: tuple[str, ...] = ()
    #: Rows on a page of its list; None for as many as everywhere.
    page_size: int | None = None
    nested: Mapping[str, int] = field(default_factory=dict)
    #: Links that are loaded along though responses do not unfold them.
    joined: frozenset[str] = frozenset()
    #: Changes of one field that have a name of their own.
    actions: tuple[ops.AddAction, ...] = ()
    capacity: int | None = None
    tests: tuple[ops.AddTest, ...] = ()

    @property
    def name(self) -> str:
        return self.entity.name

    @property
    def named_owner(self) -> str:
        """The link to the owner where some may name another than themselves; empty where nobody may."""
        owner = self.owner
        return owner.path if owner is not None and owner.from_request and owner.named_by else ""

    @property
    def set_by_sender(self) -> tuple[str, ...]:
        """Links of a new row that are filled with the user who sends the request."""
        owner = (self.owner.path,) if self.owner is not None and self.owner.from_request else ()
        ruled = (added.rule for added in self.rules)
        named = (rule.field for rule in ruled if isinstance(rule, ServerSet) and rule.source == "user")
        return tuple(dict.fromkeys((*owner, *named)))


@dataclass(frozen=True)
class Design:
    """What will be rendered. ``contributions`` are those in force, in a deterministic order."""

    project: Project
    entities: tuple[EntityDesign, ...]
    #: Role source → privileged.
    roles: Mapping[str, bool]
    outcomes: tuple[RuleOutcome, ...]
    contributions: tuple[ops.AnyContribution, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def by_name(self) -> dict[str, EntityDesign]:
        return {design.name: design for design in self.entities}


def apply_contributions(
    project: Project,
    contributions: Iterable[ops.AnyContribution],
    outcomes: tuple[RuleOutcome, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Design:
    """Check ``contributions`` against ``project``, settle conflicts, and build the Design.

    Of two contributions that want different things for the same target the first stands; the other is
    left out and reported (``design.W001``), as is one that names what does not exist or asks for the
    impossible (``design.W002``).
    """
    agreed, problems = agree(project, contributions)
    by_entity: dict[str, list[ops.AnyContribution]] = defaultdict(list)
    for contribution in agreed:
        by_entity[contribution.entity].append(contribution)
    options = _options_by_class(project, agreed)
    entities = tuple(
        _design_entity(_with_options(entity, options), by_entity[entity.name]) for entity in project.entities
    )
    abstracts = tuple(_with_options(base, options) for base in project.abstracts)
    return Design(
        project=replace(project, entities=tuple(design.entity for design in entities), abstracts=abstracts),
        entities=entities,
        roles={c.role: c.privileged for c in agreed if isinstance(c, ops.DefineRole)},
        outcomes=outcomes,
        contributions=agreed,
        findings=(*findings, *problems),
    )


def shape_project(project: Project, contributions: Iterable[ops.AnyContribution]) -> Project:
    """``project`` with the options of fields that reviewers asked for, as far as they can be had."""
    asked = [
        each
        for each in contributions
        if isinstance(each, ops.SetFieldOption) and each.because.source in ("review", "preference")
    ]
    if not asked:
        return project
    options = _options_by_class(project, agree(project, asked)[0])
    return replace(
        project,
        entities=tuple(_with_options(entity, options) for entity in project.entities),
        abstracts=tuple(_with_options(base, options) for base in project.abstracts),
    )


def _design_entity(entity: Entity, contributions: list[ops.AnyContribution]) -> EntityDesign:
    def of(kind: type[Any]) -> list[Any]:
        return [contribution for contribution in contributions if isinstance(contribution, kind)]

    owners = of(ops.SetOwner)
    factories = of(ops.AddFactory)
    ordering = next((c.fields for c in of(ops.SetListOrder)), entity.ordering)
    return EntityDesign(
        entity=replace(entity, ordering=ordering),
        rules=(*of(ops.AddRule), *map(as_rule, of(ops.AddFunction))),
        access={c.action: c.grantees for c in of(ops.GrantPermission)},
        restrictions=tuple(of(ops.RestrictField)),
        owner=owners[0] if owners else None,
        filters=tuple(of(ops.AddFilter)),
        search=tuple(c.field for c in of(ops.AddSearch)),
        orderings=tuple(c.field for c in of(ops.AddOrdering)),
        page_size=next((c.size for c in of(ops.SetPageSize)), None),
        nested={c.relation: c.depth for c in of(ops.NestRelation) if c.depth},
        joined=frozenset(c.relation for c in of(ops.JoinRelation)),
        # What no client may write has no action either, whoever closed it.
        actions=tuple(c for c in of(ops.AddAction) if not entity.members[c.field].read_only),
        capacity=factories[0].capacity if factories else None,
        tests=tuple(of(ops.AddTest)),
    )


def _options_by_class(
    project: Project, agreed: Iterable[ops.AnyContribution]
) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Changes by class and member."""
    options: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for made in agreed:
        if isinstance(made, ops.SetFieldOption):
            wanted = options[declaring_class(project, made), made.field]
            if made.option == "default":
                wanted |= {"default": _as_default(made.value), "required": False}
            else:
                wanted[made.option] = made.value
    return options


def _as_default(value: ops.OptionValue) -> Default:
    return value if isinstance(value, Default) else Default(value)


def _with_options(entity: Entity, options: Mapping[tuple[str, str], Mapping[str, Any]]) -> Entity:
    """``entity`` with the options of its own class and of those that its members come from."""
    changes = {
        member.name: {
            **options.get((member.inherited_from, member.name), {}),
            **options.get((entity.name, member.name), {}),
        }
        for member in entity.members.values()
    }
    if not any(changes.values()):
        return entity

    def changed(members: tuple[Member, ...]) -> tuple[Any, ...]:
        return tuple(replace(m, **changes[m.name]) if changes[m.name] else m for m in members)

    return replace(entity, fields=changed(entity.fields), relationships=changed(entity.relationships))
