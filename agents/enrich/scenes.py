"""A model's examples as scenarios of our own interpreter, and our scenarios as words for a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.enrich.outline import find_member, is_relation
from agents.enrich.rule_parts import EXAMPLES, RulePart, typed
from erdgen.compiler.rules.forms import Immutable, KeepWhile, NoOverlap, Rule, Transitions, Unique
from erdgen.compiler.rules.interpret import Verdict
from erdgen.compiler.rules.scenarios import Scenario, interpret_scenario
from erdgen.compiler.rules.scenes import MAIN, Scene, is_reachable
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Entity, Project, Relationship

#: More related rows than this make no example clearer.
MOST_ROWS = 50


class ExampleError(ValueError):
    """An example is none; the message is for the model."""


def check_examples(
    project: Project, entity: Entity, rule: Rule, parts: Sequence[RulePart], stated: Sequence[Stated]
) -> Iterator[str]:
    """Where the examples among ``parts`` are not judged by ``stated`` as the model says; or lack a side."""
    examples = [part for part in parts if part.kind in EXAMPLES]
    lacking = [side for side in EXAMPLES if side not in {part.kind for part in examples}]
    if lacking:
        yield f"rule {parts[0].rule} has no {' and no '.join(lacking)} example"
    for number, part in enumerate(examples):
        place = f"example {number} of rule {part.rule}"
        try:
            verdict = judge_example(project, entity, rule, part, stated)
        except ExampleError as error:
            yield f"{place}: {error}"
            continue
        if verdict.accepted is not (part.kind == "accepted"):
            came = "accepts" if verdict.accepted else "rejects"
            yield f"{place} is called {part.kind}, but the rule as you said it {came} it"


def judge_example(
    project: Project, entity: Entity, rule: Rule, part: RulePart, stated: Sequence[Stated]
) -> Verdict:
    """What becomes of the example by ``stated``. Raises ExampleError."""
    scenario = make_scenario(project, entity, rule, part)
    try:
        return interpret_scenario(project, stated, scenario)
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        raise ExampleError("a value is none of its field's type") from error


def make_scenario(project: Project, entity: Entity, rule: Rule, part: RulePart) -> Scenario:
    """The change that the example is: a new row, one beside another, an update, or a deletion."""
    if len(part.fields) != len(part.values) or len(part.before) not in (0, len(part.fields)):
        raise ExampleError("fields, values and before go together, one value for each field")
    values = dict(zip(part.fields, part.values, strict=True))
    before = dict(zip(part.fields, part.before, strict=False))
    if isinstance(rule, KeepWhile):
        scene = _set(project, entity, values, stored=True)
        return {"rows": scene.rows, "do": "delete", "entity": entity.name, "id": MAIN}
    if isinstance(rule, Unique | NoOverlap):
        return _beside(project, entity, values, before)
    if before or isinstance(rule, Immutable | Transitions):
        if not before:
            raise ExampleError("it is about a change: give the values before too")
        return _update(project, entity, values, before)
    scene = _set(project, entity, values, stored=False)
    return {"rows": scene.rows, "do": "create", "entity": entity.name, "values": scene.row}


def _beside(
    project: Project, entity: Entity, values: Mapping[str, str], before: Mapping[str, str]
) -> Scenario:
    """A new row beside one that stands there with the values ``before``."""
    if not before:
        raise ExampleError("it is about two rows: give in before the values of the row that is there already")
    scene = _set(project, entity, before, stored=False)
    scene.add_row(entity, **{name: value for name, value in scene.row.items() if name != "id"})
    for path, value in values.items():
        _put(project, entity, scene, path, value)
    return {"rows": scene.rows, "do": "create", "entity": entity.name, "values": scene.row}


def _update(
    project: Project, entity: Entity, values: Mapping[str, str], before: Mapping[str, str]
) -> Scenario:
    scene = _set(project, entity, before, stored=True)
    after: dict[str, object] = {}
    for path, value in values.items():
        if path not in entity.members:
            raise ExampleError(f"an update sends members of {entity.name} only, not {path}")
        after[path] = _typed(project, entity, path, value)
        member = entity.members[path]
        if isinstance(member, Relationship) and after[path] is not None:
            # The row that is linked to has to be there.
            scene.set(path, after[path])
            scene.set(path, _typed(project, entity, path, before[path]))
    return {"rows": scene.rows, "do": "update", "entity": entity.name, "id": MAIN, "values": after}


def _set(project: Project, entity: Entity, values: Mapping[str, str], *, stored: bool) -> Scene:
    scene = Scene(project, entity, stored)
    for path, value in values.items():
        _put(project, entity, scene, path, value)
    return scene


def _put(project: Project, entity: Entity, scene: Scene, path: str, value: str) -> None:
    if is_relation(project, entity, path):
        if not value.isdecimal() or int(value) > MOST_ROWS:
            raise ExampleError(f"{path} leads to many rows: its value is their number, {MOST_ROWS} at most")
        scene.add_related(path, int(value), {})
        return
    if not is_reachable(project, entity, path):
        raise ExampleError(f"{path} is no value of a row")
    scene.set(path, _typed(project, entity, path, value))


def _typed(project: Project, entity: Entity, path: str, value: str) -> object:
    """A value of the example; "-" is none, and links take numbers."""
    if value == "-":
        return None
    if isinstance(find_member(project, entity, path), Relationship):
        if not value.isdecimal():
            raise ExampleError(f"{path} is a link: its value is a number that stands for the other row")
        return int(value)
    return typed(project, entity, path, value)


def tell_scenario(scenario: Scenario) -> str:
    """``scenario`` on one line, without saying what comes of it."""
    there = [f"{name} {_row(row)}" for name, rows in sorted(scenario["rows"].items()) for row in rows]
    stored = f"Stored: {'; '.join(there)}. " if there else ""
    target, values = scenario["entity"], scenario.get("values", {})
    match scenario["do"]:
        case "create":
            return f"{stored}Request: create {target} {_row(values)}"
        case "update":
            return f"{stored}Request: change {target} id={scenario['id']} to {_row(values)}"
    return f"{stored}Request: {scenario['do']} {target} id={scenario['id']}"


def _row(row: Mapping[str, Any]) -> str:
    return "(" + ", ".join(f"{name}={_value(value)}" for name, value in sorted(row.items())) + ")"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_row(each) if isinstance(each, dict) else str(each) for each in value) + "]"
    return "none" if value is None else repr(value) if isinstance(value, str) else str(value).lower()
