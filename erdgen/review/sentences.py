"""What a contribution does, in one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from erdgen.compiler import contributions as ops
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, OWNER, Default, Project

GRANTEES = {ANYONE: "anyone", AUTHENTICATED: "everybody who is signed in", OWNER: "the owner"}
OPTIONS = {
    "auto": "is recorded by the server when a row is {value}",
    "read_only": "is never taken from clients",
    "write_only": "is never shown",
    "required": "may be left out",
    "default": "is {value} unless somebody says otherwise",
    "index": "has an index in the database",
    "max_length": "has at most {value} characters",
    "help": "is explained as “{value}”",
}
TESTS = {
    "access": "who may do what with {entity}",
    "required": "that {entity} is refused without {fields}",
    "invalid": "that {entity} is refused when {fields} is {value!r}",
    "unique": "that no two rows of {entity} share {fields}",
    "query_count": "that a list of {rows} rows of {entity} needs no more queries than one of a single row",
    "rule": "that {entity} is refused when a rule is broken: {rule}",
    "hidden": "that {fields} of {entity} is hidden from others",
    "server_set": "that clients cannot set {fields} of {entity}",
    "scenario": "that {entity} is {outcome} with {sent}",
}


def say(project: Project, made: ops.AnyContribution) -> str:
    """The sentence."""
    here = made.entity
    match made:
        case ops.AddRule(rule=rule):
            return f"{here}: {describe_rule(rule, project.by_name.get(here))}"
        case ops.AddFunction():
            return f"{here}: a function decides by {' and '.join(made.fields)}: {say_examples(made)}"
        case ops.SetFieldOption(field=name, option=option, value=value):
            said = "must be given" if (option, value) == ("required", True) else OPTIONS[option]
            return f"{here}.{name} {said.format(value=show_value(value))}"
        case ops.SetOwner(path="pk"):
            return f"A row of {here} belongs to the user that it describes"
        case ops.SetOwner(path=path, from_request=filled, named_by=roles):
            tail = ", who is filled in from the request" if filled else ""
            tail += f" unless {' or '.join(roles)} names somebody else" if filled and roles else ""
            return f"Rows of {here} belong to the user of {path}{tail}"
        case ops.DefineRole(role=role, privileged=privileged):
            return f"There is a {'privileged ' if privileged else ''}role {role}"
        case ops.GrantPermission(action=action, grantees=grantees):
            return f"{capitalise(list_names(grantees))} may {action} {here}"
        case ops.RestrictField(field=name):
            return f"{here}.{name}: {'; '.join(say_restrictions(made))}"
        case ops.AddFilter(field=name, lookups=lookups):
            return f"Lists of {here} can be narrowed by {name} ({', '.join(lookups)})"
        case ops.AddSearch(field=name):
            return f"Searching {here} looks into {name}"
        case ops.AddOrdering(field=name):
            return f"Lists of {here} can be sorted by {name}"
        case ops.SetPageSize(size=size):
            return f"Lists of {here} come in pages of {size}"
        case ops.SetListOrder(fields=fields):
            return f"Lists of {here} come in the order of {say_order(fields)}"
        case ops.NestRelation(relation=relation, depth=depth):
            return f"{here} shows its {relation} {say_depth(depth)}"
        case ops.AddAction(name=name, field=field, value=value):
            return f"{here} has an action {name}, which sets {field} to {value}"
        case ops.RenameEntity(written=written, name=name):
            return f"{written} of the ERD is called {name}"
        case ops.RenameMember(member=member, name=name):
            return f"{here}.{member} of the ERD is called {name}"
        case ops.JoinRelation(relation=relation):
            return f"Rows of {here} are loaded together with their {relation}"
        case ops.AddFactory(capacity=None):
            return f"Tests can make any number of valid rows of {here}"
        case ops.AddFactory(capacity=capacity):
            return f"Tests can make up to {capacity} valid rows of {here}"
        case ops.AddTest():
            return f"Tests {say_test(project, made)}"


def say_depth(depth: int) -> str:
    """How much of a related row is shown."""
    if depth < 2:
        return "in full" if depth else "by its id alone"
    return f"in full, {depth} levels deep"


def say_examples(made: ops.AddFunction) -> str:
    """What the function is tested with."""
    accepted, rejected = (
        "; ".join(", ".join(map(repr, row)) for row in side) for side in (made.accepted, made.rejected)
    )
    return f"“{made.message}” It is tested to accept {accepted}, and to reject {rejected}"


def say_restrictions(made: ops.RestrictField) -> list[str]:
    """Both sides, as far as they are restricted."""
    sides = (("reads", made.read), ("changes", made.write))
    return [
        f"{'only ' if names else ''}{list_names(names)} {verb} it"
        for verb, names in sides
        if names is not None
    ]


def say_test(project: Project, made: ops.AddTest) -> str:
    """What is tested."""
    entity = project.by_name.get(made.entity)
    rule = describe_rule(made.rule, entity) if made.rule is not None else ""
    fields = " and ".join(made.fields)
    return TESTS[made.test].format(
        entity=made.entity,
        fields=fields,
        value=made.value,
        rule=rule,
        rows=made.rows,
        outcome=f"refused, as {rule}," if rule else "taken",
        sent=say_sent(made),
    )


def say_sent(made: ops.AddTest) -> str:
    """Fields and values that a scenario sends, and those that were there before."""
    sent = list(zip(made.fields, made.values, strict=False))
    before = list(zip(made.fields, made.before, strict=False))
    shown = [", ".join(f"{name}={value!r}" for name, value in pairs) for pairs in (sent, before) if pairs]
    return " after ".join(shown)


def list_names(grantees: Sequence[str]) -> str:
    """Everybody who is meant."""
    names = [GRANTEES.get(name, name) for name in grantees]
    if not names:
        return "nobody but superusers"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def say_order(fields: Sequence[str]) -> str:
    """“created_at downwards, then title”."""
    return ", then ".join(
        f"{name.removeprefix('-')} downwards" if name.startswith("-") else name for name in fields
    )


def show_value(value: ops.OptionValue) -> str:
    """A default or the like, for a person."""
    if isinstance(value, Default):
        return value.special or value.json or repr(value.value)
    return str(value)


def capitalise(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]
