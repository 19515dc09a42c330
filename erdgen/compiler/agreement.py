"""Which contributions stand: names are checked, and of two that clash the first is kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from erdgen.compiler import contributions as ops
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.functions.form import find_fault
from erdgen.compiler.rules.check import find_conflicts
from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.forms import Computed, Rule, Unique
from erdgen.compiler.rules.layers import find_layers
from erdgen.compiler.rules.walk import members_in, relations_in
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.action_names import is_free
from erdgen.compiler.spec.project import (
    MAX_PAGE_SIZE,
    PSEUDO_ROLES,
    Entity,
    Kind,
    Member,
    Project,
    RelationKind,
    Relationship,
)

#: Beyond this a text is no longer a column of limited length.
MOST_CHARACTERS = 10_000
_OPPOSITES = {"read_only": "write_only", "write_only": "read_only"}


def agree(
    project: Project, contributions: Iterable[ops.AnyContribution]
) -> tuple[tuple[ops.AnyContribution, ...], list[Finding]]:
    """The contributions in force, in order, and a finding for each that is left out."""
    agreed = _Agreed(project)
    problems: list[Finding] = []
    roles = frozenset(role.source for role in project.auth.roles)
    for contribution in contributions:
        reason = _unknown_name(project, roles, contribution) or _impossible(project, contribution)
        if reason:
            problems.append(_left_out("design.W002", contribution, reason))
            continue
        standing = agreed.find_standing(contribution)
        if standing is None:
            agreed.add(contribution)
        elif _wish(standing) != _wish(contribution) and not _is_spare(standing, contribution):
            reason = f"{standing.owner} decided otherwise: {standing.because.text}"
            problems.append(_left_out("design.W001", contribution, reason))
    return tuple(agreed.by_target.values()), problems


@dataclass
class _Agreed:
    """What stands so far."""

    project: Project
    by_target: dict[tuple[Any, ...], ops.AnyContribution] = field(default_factory=dict)
    rules: dict[str, list[ops.AddRule]] = field(default_factory=lambda: defaultdict(list))

    def add(self, contribution: ops.AnyContribution) -> None:
        self.by_target[_target(self.project, contribution)] = contribution
        if isinstance(contribution, ops.AddRule):
            self.rules[contribution.entity].append(contribution)

    def find_standing(self, contribution: ops.AnyContribution) -> ops.AnyContribution | None:
        """What leaves no room for ``contribution``, be it the very same wish."""
        same = self.by_target.get(_target(self.project, contribution))
        if same is not None:
            return same
        match contribution:
            case ops.SetFieldOption(entity=entity, field=name, option=option) if option in _OPPOSITES:
                return self.by_target.get(("set_field_option", entity, name, _OPPOSITES[option]))
            case ops.AddRule():
                return self._find_contradicting(contribution)
        return None

    def _find_contradicting(self, added: ops.AddRule) -> ops.AddRule | None:
        """The rule after which no row of the entity could keep ``added`` too."""
        if isinstance(added.rule, Unique):
            return None
        entity = self.project.by_name[added.entity]
        rules: list[Rule] = [added.rule]
        if _contradict(entity, rules):
            return None
        for standing in self.rules[added.entity]:
            rules.append(standing.rule)
            if _contradict(entity, rules):
                return standing
        return None


def _contradict(entity: Entity, rules: list[Rule]) -> bool:
    """Whether no row could keep all ``rules``."""
    return any(conflict.code == "rules.E001" for conflict in find_conflicts(entity, rules))


def _unknown_name(project: Project, roles: frozenset[str], contribution: ops.AnyContribution) -> str:
    """The first name in ``contribution`` that the Project does not have; empty when all exist."""
    unknown_role = next((name for name in _roles_in(contribution) if name not in roles), None)
    if unknown_role is not None:
        return f"role {unknown_role!r} does not exist"
    if isinstance(contribution, ops.DefineRole):
        return ""
    entity = project.by_name.get(contribution.entity)
    if entity is None:
        return f"entity {contribution.entity!r} does not exist"
    for name in _members_in(project, contribution):
        if name not in entity.members:
            return f"field {contribution.entity}.{name} does not exist"
    return ""


def _roles_in(contribution: ops.AnyContribution) -> list[str]:
    match contribution:
        case ops.DefineRole(role=role):
            return [role]
        case ops.GrantPermission(grantees=grantees) | ops.SetOwner(named_by=grantees):
            named = grantees
        case ops.RestrictField(read=read, write=write):
            named = (*(read or ()), *(write or ()))
        case _:
            return []
    return [name for name in named if name not in PSEUDO_ROLES]


def _members_in(project: Project, contribution: ops.AnyContribution) -> tuple[str, ...]:
    match contribution:
        case ops.AddRule(rule=rule):
            return _own_members(project, contribution.entity, rule)
        case ops.AddFunction(fields=fields):
            return tuple(path.partition(".")[0] for path in fields)
        case ops.RenameMember(name=name):
            return (name,)
        case ops.NestRelation(relation=relation) | ops.JoinRelation(relation=relation):
            return (relation,)
        case ops.AddTest(fields=fields, rule=rule):
            return fields if rule is None else (*fields, *_own_members(project, contribution.entity, rule))
        case ops.SetListOrder(fields=fields):
            return _ordered_members(project, contribution.entity, fields)
        case ops.SetOwner(path=path):
            return () if path == "pk" else (path.split(".")[0],)
        case ops.GrantPermission() | ops.DefineRole() | ops.AddFactory() | ops.SetPageSize():
            return ()
        case ops.RenameEntity():
            return ()
    return (contribution.field,)


def _own_members(project: Project, name: str, rule: Rule) -> tuple[str, ...]:
    """The members that ``rule`` names, without ways back and the key, which are no members."""
    entity = project.by_name.get(name)
    names = members_in(rule)
    if entity is None:
        return names
    return tuple(n for n in names if n != entity.pk_name and find_relation(project, entity, n) is None)


def _ordered_members(project: Project, name: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The members that an order names, without the automatic key, which is no member."""
    entity = project.by_name.get(name)
    return tuple(each.lstrip("-") for each in fields if entity is None or each.lstrip("-") != entity.pk_name)


def _impossible(project: Project, contribution: ops.AnyContribution) -> str:
    """Why ``contribution`` cannot be carried out though all that it names exists; empty if it can."""
    match contribution:
        case ops.SetFieldOption():
            member = project.by_name[contribution.entity].members[contribution.field]
            return _impossible_option(member, contribution)
        case ops.AddRule(entity=name, rule=rule):
            return find_obstacle(project, project.by_name[name], rule)
        case ops.AddFunction(entity=name):
            return find_fault(project, project.by_name[name], contribution)
        case ops.NestRelation() | ops.JoinRelation():
            member = project.by_name[contribution.entity].members[contribution.relation]
            return "" if isinstance(member, Relationship) else f"{member.name} is no relationship"
        case ops.AddAction():
            return find_unfit_action(project.by_name[contribution.entity], contribution)
        case ops.SetPageSize(size=size):
            return _unfit_size(project, size)
        case ops.SetListOrder(entity=name, fields=fields):
            return find_disorder(project, project.by_name[name], fields)
        case ops.SetOwner(path=path) if path != "pk":
            return _stray_owner(project, contribution)
    return ""


def find_obstacle(project: Project, entity: Entity, rule: Rule) -> str:
    """Why the generated project cannot enforce ``rule``; empty if it can."""
    if isinstance(rule, Unique) and "database" not in find_layers(rule, entity):
        return "rows can only be unique among those that their own fields tell apart"
    for name in relations_in(rule):
        relation = find_relation(project, entity, name)
        if "." in name or relation is None:
            return f"{name} does not lead to rows that refer to this one"
        if relation.back and (relation.link.unique or relation.link.kind is RelationKind.ONE_TO_ONE):
            return f"{name} leads to one row"
        if relation.link.many and (relation.back or relation.link.through):
            return f"{name} is kept by other rows than these"
    if isinstance(rule, Computed) and rule.relation:
        relation = find_relation(project, entity, rule.relation)
        if relation is None or not relation.back or relation.link.many:
            return f"{rule.relation} does not lead to rows that refer to this one"
    return ""


def find_disorder(project: Project, entity: Entity, fields: Iterable[str]) -> str:
    """Why lists of ``entity`` cannot come in the order of ``fields``; empty if they can."""
    for name in (each.lstrip("-") for each in fields):
        member = entity.members.get(name)
        if isinstance(member, Relationship):
            return f"{entity.name}.{name} is a relationship, and lists are sorted by fields of their own"
        if member is not None and (member.kind in (Kind.JSON, Kind.BINARY) or member.kind.is_file):
            return f"the values of {entity.name}.{name} have no order"
        if member is not None and member.nullable and project.api.pagination == "cursor":
            return f"{entity.name}.{name} may be empty, and a cursor cannot stand on a row without a value"
    return ""


def find_unfit_action(entity: Entity, made: ops.AddAction) -> str:
    """Why ``entity`` cannot have the action; empty if it can."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", made.name) or not is_free(made.name):
        return f"no action can be called {made.name!r}"
    if made.value not in list_settable(entity).get(made.field, ()):
        return f"{made.value!r} is none of few values that clients may give {entity.name}.{made.field}"
    return ""


def list_settable(entity: Entity) -> dict[str, tuple[Scalar, ...]]:
    """The fields that an action may set, each with the values that it may take: those of a closed set.

    Accounts have none: who may what hangs on their fields.
    """
    return {
        field.name: (True, False) if field.kind is Kind.BOOL else tuple(c.value for c in field.choices)
        for field in entity.fields
        if (field.choices or field.kind is Kind.BOOL) and not entity.is_user
        if not (field.server_set or field.write_only or field.primary_key or field.builtin)
    }


def _impossible_option(member: Member, contribution: ops.SetFieldOption) -> str:
    option, value = contribution.option, contribution.value
    if option in ("auto", "default") and isinstance(member, Relationship):
        return f"a relationship takes no {option}"
    if option == "auto" and (
        value not in ("created", "updated") or getattr(member, "kind", "") not in (Kind.DATE, Kind.DATETIME)
    ):
        return f"{value!r} can only be recorded in a date or datetime"
    if option in ("read_only", "write_only", "index") and value is not True:
        return f"{option} can only be switched on"
    if option == "required" and value is True:
        return _never_required(member)
    if option == "max_length":
        return _unfit_length(member, value)
    if option == "help" and not (isinstance(value, str) and value):
        return "a help text is a text"
    return ""


def _never_required(member: Member) -> str:
    """Why a client cannot be made to send ``member``."""
    if isinstance(member, Relationship):
        return "which links are required is part of the ERD, as they may form a cycle"
    if member.default is not None:
        return f"{member.name} has a default"
    return f"{member.name} is set by the server" if member.server_set else ""


def _unfit_length(member: Member, value: ops.OptionValue) -> str:
    """Why ``value`` cannot be the greatest length of ``member``."""
    if isinstance(member, Relationship) or member.max_length is None:
        return f"{member.name} has no column of limited length"
    if not isinstance(value, int) or not 0 < value <= MOST_CHARACTERS:
        return f"a length is a number from 1 to {MOST_CHARACTERS}"
    longest = max((len(str(choice.value)) for choice in member.choices), default=0)
    return f"one of its choices has {longest} characters" if longest > value else ""


def _unfit_size(project: Project, size: int) -> str:
    """Why a list cannot come in pages of ``size`` rows."""
    if project.api.pagination == "none":
        return "the API has no pages"
    return "" if 0 < size <= MAX_PAGE_SIZE else f"a page has 1 to {MAX_PAGE_SIZE} rows"


def _stray_owner(project: Project, contribution: ops.SetOwner) -> str:
    here: Entity | None = project.by_name[contribution.entity]
    for step in contribution.path.split("."):
        link = here.members.get(step) if here is not None else None
        if not isinstance(link, Relationship) or link.many:
            return f"{contribution.path} does not lead to one user"
        here = project.by_name.get(link.target)
    if here is None or not here.is_user:
        return f"{contribution.path} does not lead to a user"
    return ""


def _target(project: Project, contribution: ops.AnyContribution) -> tuple[Any, ...]:
    """What two contributions must share to be in conflict."""
    match contribution:
        case ops.GrantPermission():
            detail: Any = contribution.action
        case ops.SetFieldOption():
            return (
                "set_field_option",
                declaring_class(project, contribution),
                contribution.field,
                contribution.option,
            )
        case ops.RestrictField() | ops.AddFilter() | ops.AddSearch() | ops.AddOrdering():
            detail = contribution.field
        case ops.NestRelation() | ops.JoinRelation():
            detail = contribution.relation
        case ops.AddAction(field=name, value=value):
            detail = (name, str(value))
        case ops.DefineRole():
            detail = contribution.role
        case ops.RenameMember():
            detail = contribution.member
        case ops.AddRule():
            detail = contribution.rule
        case ops.AddFunction(name=name):
            return (contribution.kind, name)
        case ops.AddTest():
            values = (contribution.value, *contribution.values, None, *contribution.before)
            typed = tuple((type(value).__name__, value) for value in values)
            detail = (contribution.test, contribution.fields, typed, contribution.rule)
        case ops.SetOwner() | ops.AddFactory() | ops.SetPageSize() | ops.SetListOrder() | ops.RenameEntity():
            detail = None
    return (contribution.kind, contribution.entity, detail)


def declaring_class(project: Project, contribution: ops.SetFieldOption) -> str:
    """The class whose member the option changes: what shapes the column is set where it is declared."""
    member = project.by_name[contribution.entity].members[contribution.field]
    if (
        contribution.option in ("auto", "default", "required", "index", "help", "max_length")
        and member.inherited_from
    ):
        return member.inherited_from
    return contribution.entity


def _is_spare(standing: ops.AnyContribution, contribution: ops.AnyContribution) -> bool:
    """Whether it is what an agent does by itself, kept in case a person rejects what a model chose."""
    return (
        isinstance(contribution, ops.NestRelation)
        and contribution.owner == standing.owner
        and (standing.because.source, contribution.because.source) == ("model", "convention")
    )


def _wish(contribution: ops.AnyContribution) -> ops.AnyContribution:
    """The contribution without who asked, why, and by way of which heir, to compare what is wanted."""
    entity = "" if isinstance(contribution, ops.SetFieldOption) else contribution.entity
    return replace(contribution, owner="", entity=entity, because=ops.Because(""))


def _left_out(code: str, contribution: ops.AnyContribution, reason: str) -> Finding:
    where = contribution.entity or "the project"
    return Finding(
        Level.WARNING,
        code,
        f"{contribution.owner}'s {contribution.kind} on {where} is left out: {reason}",
        subject=contribution.entity,
    )
