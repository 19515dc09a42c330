"""A function as a rule of the vocabulary: what is known of the rows that keep it are examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from erdgen.compiler.contributions import AddFunction, AddRule
from erdgen.compiler.functions.kinds import ForbiddenError
from erdgen.compiler.functions.parameters import Parameter, list_parameters
from erdgen.compiler.functions.reading import read_function
from erdgen.compiler.rules.conditions import Condition, Every, OneOf, Scalar, Some
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.scalars import read_value
from erdgen.compiler.rules.truth import member_at, read_bound
from erdgen.compiler.spec.project import Entity, Field, Project

#: Tells functions of rules from all else in ``business_logic.py``.
PREFIX = "accepts_"
MOST_EXAMPLES = 8


@dataclass(frozen=True, slots=True)
class ByFunction(Some):
    """A function decides; rows like one of ``parts`` keep the rule, rows like one of ``rejected`` do not.

    To whoever looks for rows that keep all rules it is the first of these.
    """

    made: AddFunction | None = None
    rejected: tuple[Condition, ...] = ()


def as_rule(made: AddFunction) -> AddRule:
    """What the design holds for ``made``."""
    accepted, rejected = (
        tuple(_row(made.fields, each) for each in side) for side in (made.accepted, made.rejected)
    )
    rule = ByFunction(accepted, made, rejected)
    return AddRule(
        owner=made.owner, entity=made.entity, rule=rule, message=made.message, because=made.because
    )


def find_fault(project: Project, entity: Entity, made: AddFunction) -> str:
    """Why ``made`` must not become a part of any project; empty if it may."""
    chosen = choose_parameters(project, entity, made.fields)
    if isinstance(chosen, str):
        return chosen
    if not made.name.startswith(PREFIX) or not made.name.isidentifier() or not made.name.isascii():
        return f"{made.name!r} is no name of a function here"
    try:
        read_function(made.source, made.name, {each.name: each.known for each in chosen})
    except ForbiddenError as error:
        return f"its function is not allowed: {error}"
    return find_wrong_example(project, entity, made)


def choose_parameters(project: Project, entity: Entity, paths: Sequence[str]) -> list[Parameter] | str:
    """The parameters for ``paths``, or which of them a function cannot get."""
    known = list_parameters(project, entity)
    strange = [path for path in paths if path not in known]
    if strange or not paths or len(set(paths)) != len(paths):
        return f"a function cannot get {', '.join(strange) or 'nothing, or a value twice'}"
    return [known[path] for path in paths]


def find_wrong_example(project: Project, entity: Entity, made: AddFunction) -> str:
    """What is wrong with the examples; empty if nothing is."""
    rows = (*made.accepted, *made.rejected)
    if not made.accepted or not made.rejected or len(rows) > 2 * MOST_EXAMPLES:
        return f"it needs examples of both sides, {MOST_EXAMPLES} of each at most"
    if set(made.accepted) & set(made.rejected):
        return "an example is on both sides"
    for row in rows:
        if len(row) != len(made.fields):
            return "an example lacks a value"
        problems = fit_rule(_row(made.fields, row), project, entity)[1]
        if problems:
            return problems[0].message
        for path, value in zip(made.fields, row, strict=True):
            member = member_at(project, entity, path)
            if value == "" or (isinstance(member, Field) and not _is_in_bounds(member, value)):
                return f"{value!r} is no value that {path} takes"
    return ""


def _is_in_bounds(member: Field, value: Scalar) -> bool:
    """Whether the options of the field allow the value, which is one of its type."""
    if isinstance(value, str) and member.kind.is_text and len(value) > (member.max_length or 0):
        return False
    read: Any = read_value(member, value)
    limits = (member.minimum, member.maximum)
    bounds: list[Any] = [None if limit is None else read_bound(member, str(limit)) for limit in limits]
    low, high = bounds
    return not ((low is not None and read < low) or (high is not None and read > high))


def _row(fields: Sequence[str], values: Sequence[Scalar]) -> Condition:
    parts = tuple(OneOf(field, (value,)) for field, value in zip(fields, values, strict=True))
    return parts[0] if len(parts) == 1 else Every(parts)
