"""Which contributions stay when people reject some: those that build on a rejected one go with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from erdgen.compiler import contributions as ops
from erdgen.compiler.rules.forms import Access
from erdgen.compiler.spec.project import OWNER, PSEUDO_ROLES, Project, Relationship


def find_left_out(
    project: Project, made: Sequence[ops.AnyContribution], rejected: Collection[int]
) -> dict[int, int]:
    """Positions of all that build on a rejected contribution, each with the position of what it lacks.

    A right that says less than before closes: what was granted to owners, without owners, or to a role that
    is no more, is granted to nobody.
    """
    gone = dict.fromkeys(rejected, -1)
    waiting = list(rejected)
    while waiting:
        lacking = waiting.pop()
        for position, candidate in enumerate(made):
            if position not in gone and builds_on(project, candidate, made[lacking]):
                gone[position] = lacking
                waiting.append(position)
    return {position: lacking for position, lacking in sorted(gone.items()) if lacking >= 0}


def keep_standing(
    project: Project, made: Sequence[ops.AnyContribution], rejected: Collection[int]
) -> tuple[ops.AnyContribution, ...]:
    """What is left of ``made``."""
    gone = {*rejected, *find_left_out(project, made, rejected)}
    return tuple(each for position, each in enumerate(made) if position not in gone)


def builds_on(project: Project, later: ops.AnyContribution, base: ops.AnyContribution) -> bool:
    """Whether ``later`` says nothing true, or nothing safe, without ``base``."""
    match base:
        case ops.DefineRole(role=role):
            return role in list_roles(later)
        case ops.SetOwner(entity=entity):
            return later.entity == entity and OWNER in list_grantees(later)
        case ops.AddFactory(entity=entity):
            return isinstance(later, ops.AddTest) and later.entity == entity
        case ops.AddRule(entity=entity, rule=rule):
            return isinstance(later, ops.AddTest) and later.entity == entity and later.rule == rule
        case ops.SetFieldOption(entity=entity, field=name):
            return tests_field(later, entity, name, TESTS_OF_OPTION.get(base.option, ()))
        case ops.RestrictField(entity=entity, field=name):
            return tests_field(later, entity, name, ("hidden",))
        case ops.GrantPermission(entity=entity, action="read"):
            # A nested object shows itself to whoever may read the outer one.
            return isinstance(later, ops.NestRelation) and entity in list_nested(project, later)
    return False


#: Which tests say that an option holds.
TESTS_OF_OPTION: Mapping[str, tuple[str, ...]] = {
    "auto": ("server_set",),
    "read_only": ("server_set",),
    "write_only": ("hidden",),
}


def tests_field(made: ops.AnyContribution, entity: str, name: str, kinds: Sequence[str]) -> bool:
    """Whether ``made`` tests one of these things about the field."""
    return (
        isinstance(made, ops.AddTest) and made.entity == entity and made.test in kinds and name in made.fields
    )


def list_grantees(made: ops.AnyContribution) -> tuple[str, ...]:
    """Everybody whom ``made`` names, pseudo-roles among them."""
    match made:
        case ops.GrantPermission(grantees=grantees):
            return grantees
        case ops.RestrictField(read=read, write=write):
            return (*(read or ()), *(write or ()))
        case ops.AddRule(rule=Access(grantees=grantees)):
            return grantees
    return ()


def list_roles(made: ops.AnyContribution) -> tuple[str, ...]:
    """The roles that ``made`` names."""
    return tuple(name for name in list_grantees(made) if name not in PSEUDO_ROLES)


def list_nested(project: Project, made: ops.NestRelation) -> tuple[str, ...]:
    """The entity that shows another within itself, and the other one."""
    link = project.by_name[made.entity].members[made.relation]
    return (made.entity, link.target) if isinstance(link, Relationship) else (made.entity,)
