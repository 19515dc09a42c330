"""Rules as models say them: flat parts that are put together to the JSON of the rule vocabulary.

No part carries code, a pattern or a permission: what has no word here is "not expressible".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from agents.enrich.outline import find_member
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.rules.codec import Problem, decode_rule
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.spec.project import Entity, Field, Kind, Project

Value = Annotated[str, StringConstraints(max_length=120)]
Operator = Literal["gt", "gte", "lt", "lte", "eq", "ne", "-"]
Unit = Literal["minutes", "hours", "days", "weeks", "months", "years", "-"]

#: Parts that ask something of one row.
CONDITIONS = (
    "range",
    "one_of",
    "given",
    "compare",
    "moment",
    "length",
    "weekday",
    "clock",
    "count",
)
#: Parts that make a rule of another form; the conditions beside them say where it applies.
FORMS = ("unique", "immutable", "move", "keep", "no_overlap")
EXAMPLES = ("accepted", "rejected")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class RulePart(Operation):
    """One part of a rule, or an example of what it accepts or rejects."""

    reason: Words
    kind: Literal[
        "range",
        "one_of",
        "given",
        "compare",
        "moment",
        "length",
        "weekday",
        "clock",
        "count",
        "unique",
        "immutable",
        "move",
        "keep",
        "no_overlap",
        "accepted",
        "rejected",
        "not_expressible",
    ]
    rule: int
    entity: Annotated[str, OneOf("entities")]
    part: Literal["must", "when"]
    timing: Literal["always", "at_creation"]
    fields: Annotated[tuple[str, ...], OneOf("fields")]
    operator: Operator
    values: tuple[Value, ...]
    before: tuple[Value, ...]
    count: int
    unit: Unit
    negated: bool


class RuleParts(Answer):
    """The rules of one sentence, with their examples."""

    parts_of_rules: tuple[RulePart, ...]


class PartError(ValueError):
    """A part lacks what its kind needs; the message is for the model."""


def group_parts(parts: Sequence[Operation]) -> dict[int, list[RulePart]]:
    """Parts by the number of their rule, without those that say that there is none."""
    groups: dict[int, list[RulePart]] = {}
    for part in parts:
        if isinstance(part, RulePart) and part.kind != "not_expressible":
            groups.setdefault(part.rule, []).append(part)
    return groups


def assemble_rule(project: Project, parts: Sequence[RulePart]) -> tuple[Entity, Rule] | list[str]:
    """The rule that ``parts`` say, in the Project's names; or what is wrong with it."""
    said = [part for part in parts if part.kind not in EXAMPLES]
    names = {part.entity for part in parts}
    if not said:
        return ["there are examples, but no part that says the rule"]
    if len(names) > 1:
        return [f"one rule is about one entity, not about {', '.join(sorted(names))}"]
    entity = project.by_name[said[0].entity]
    try:
        data = _as_data(project, entity, said)
    except PartError as error:
        return [str(error)]
    rule, problems = decode_rule(data)
    if rule is not None:
        rule, problems = fit_rule(rule, project, entity)
    return [_in_words(problem) for problem in problems] if problems or rule is None else (entity, rule)


def _in_words(problem: Problem) -> str:
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _as_data(project: Project, entity: Entity, parts: Sequence[RulePart]) -> dict[str, Any]:
    """The JSON of ``erdgen.compiler.rules.codec``."""
    forms = [part for part in parts if part.kind in FORMS]
    conditions = [part for part in parts if part.kind in CONDITIONS]
    must = [_condition(project, entity, part) for part in conditions if part.part == "must"]
    when = [_condition(project, entity, part) for part in conditions if part.part == "when"]
    if forms:
        if must:
            raise PartError(f"beside {forms[0].kind} conditions say where it applies: part is 'when'")
        return _form(project, entity, forms, _join(when))
    if not must:
        raise PartError("no part says what must hold")
    if any(part.timing == "at_creation" for part in conditions):
        given = {"when": _join(when)} if when else {}
        return {"kind": "at_creation", "condition": _join(must), **given}
    if when:
        return {"kind": "implies", "when": _join(when), "then": _join(must)}
    return _join(must) or {}


def _join(conditions: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"every": list(conditions)}


def _form(
    project: Project, entity: Entity, forms: Sequence[RulePart], when: dict[str, Any] | None
) -> dict[str, Any]:
    first = forms[0]
    if {part.kind for part in forms} != {first.kind} or (len(forms) > 1 and first.kind != "move"):
        raise PartError("one rule has one form: give each form a rule number of its own")
    where = {"where": when} if when else {}
    match first.kind:
        case "unique":
            return {"kind": "unique", "fields": list(first.fields), **where}
        case "immutable":
            return {"kind": "immutable", "fields": list(first.fields), **({"once": when} if when else {})}
        case "keep":
            if when is None:
                raise PartError("keep needs conditions with part 'when': while they hold nothing is deleted")
            return {"kind": "keep_while", "condition": when}
        case "no_overlap":
            start, end, *within = _take(first, first.fields, 2)
            return {"kind": "no_overlap", "start": start, "end": end, "within": within, **where}
    if when is not None:
        raise PartError("moves hold for all rows: leave out the conditions")
    return _moves(project, entity, forms)


def _moves(project: Project, entity: Entity, forms: Sequence[RulePart]) -> dict[str, Any]:
    field = _take(forms[0], forms[0].fields, 1)[0]
    moves: dict[str, list[dict[str, Any]]] = {"allowed": [], "forbidden": []}
    for part in forms:
        source, target = (typed(project, entity, field, each) for each in _take(part, part.values, 2)[:2])
        moves["forbidden" if part.negated else "allowed"].append({"source": source, "target": target})
    return {"kind": "transitions", "field": field, **moves}


def _take(part: RulePart, given: Sequence[str], least: int) -> Sequence[str]:
    if len(given) < least:
        what = "fields" if given is part.fields else "values"
        raise PartError(f"{part.kind} needs {least} {what}, not {len(given)}")
    return given


def _condition(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    return _CONDITIONS[part.kind](project, entity, part)


def _range(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    field, value = _take(part, part.fields, 1)[0], _take(part, part.values, 1)[0]
    if part.operator in ("eq", "ne"):
        values = [typed(project, entity, field, value)]
        return {"kind": "one_of", "field": field, "values": values, "negated": part.operator == "ne"}
    return {"kind": "range", "field": field, _operator(part): value}


def _one_of(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    field = _take(part, part.fields, 1)[0]
    values = [typed(project, entity, field, value) for value in part.values]
    return {"kind": "one_of", "field": field, "values": values, "negated": part.negated}


def _given(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    return {"kind": "given", "field": _take(part, part.fields, 1)[0], "negated": part.negated}


def _compare(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    field, other = _take(part, part.fields, 2)[:2]
    return {
        "kind": "compare",
        "field": field,
        "operator": _operator(part),
        "other": other,
        **_shift(part),
    }


def _moment(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    field = _take(part, part.fields, 1)[0]
    return {"kind": "moment", "field": field, "operator": _operator(part), **_shift(part)}


def _length(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    return {"kind": "length", "field": _take(part, part.fields, 1)[0], **_limits(part)}


def _count(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    return {"kind": "count", "relation": _take(part, part.fields, 1)[0], **_limits(part)}


def _weekday(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    strange = [day for day in part.values if day.lower() not in DAYS]
    if strange or not part.values:
        raise PartError(f"weekday takes days as values: {', '.join(DAYS)}")
    days = sorted(DAYS.index(day.lower()) for day in part.values)
    return {"kind": "weekday", "field": _take(part, part.fields, 1)[0], "days": days}


def _clock(project: Project, entity: Entity, part: RulePart) -> dict[str, Any]:
    earliest, latest = (None if each == "-" else each for each in _take(part, part.values, 2)[:2])
    return {
        "kind": "clock",
        "field": _take(part, part.fields, 1)[0],
        "earliest": earliest,
        "latest": latest,
    }


def _operator(part: RulePart) -> str:
    if part.operator == "-":
        raise PartError(f"{part.kind} needs an operator")
    return part.operator


def _shift(part: RulePart) -> dict[str, Any]:
    return {} if part.unit == "-" or not part.count else {"shift": {"count": part.count, "unit": part.unit}}


def _limits(part: RulePart) -> dict[str, Any]:
    bounds = {
        "gte": (part.count, None),
        "gt": (part.count + 1, None),
        "lte": (None, part.count),
        "lt": (None, part.count - 1),
        "eq": (part.count, part.count),
    }
    if part.operator not in bounds:
        raise PartError(f"{part.kind} takes gte, gt, lte, lt or eq and a count")
    minimum, maximum = bounds[part.operator]
    return {"minimum": minimum, "maximum": maximum}


_CONDITIONS: Mapping[str, Callable[[Project, Entity, RulePart], dict[str, Any]]] = {
    "range": _range,
    "one_of": _one_of,
    "given": _given,
    "compare": _compare,
    "moment": _moment,
    "length": _length,
    "weekday": _weekday,
    "clock": _clock,
    "count": _count,
}


def typed(project: Project, entity: Entity, path: str, value: str) -> str | int | bool:
    """``value`` as the ERD would write it for the member at ``path``; as it is where that cannot be."""
    member = find_member(project, entity, path)
    if isinstance(member, Field):
        if member.kind is Kind.BOOL and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if member.kind.is_integer and value.lstrip("-").isdecimal() and value.isascii():
            return int(value)
    return value
