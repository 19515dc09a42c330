"""What a model remarks on the decisions of all agents together: findings, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from agents.enrich.desk import Desk, Steps, ask
from agents.enrich.outline import outline_access, outline_entity
from agents.enrich.telling import tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.contributions import (
    AddRule,
    AnyContribution,
    GrantPermission,
    RestrictField,
    SetFieldOption,
)
from erdgen.compiler.findings import Finding
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.spec.project import Entity, Project

AGENT = "orchestrator"
TASK = "remark"
MOST_REMARKS = 3
WORDS = {
    "too_open": "may be too open",
    "too_tight": "may be too tight",
    "missing_rule": "may lack a rule",
    "contradiction": "may contradict itself",
}


class Remark(Operation):
    """One remark on one entity."""

    reason: Words
    kind: Literal["too_open", "too_tight", "missing_rule", "contradiction"]
    field: Annotated[str, OneOf("fields", none="-")]


class Remarks(Answer):
    """Remarks on one entity."""

    remarks: tuple[Remark, ...]


def remark_on_entities(project: Project, made: Sequence[AnyContribution], desk: Desk) -> tuple[Finding, ...]:
    """Findings about what was decided for each entity."""
    works = (_remark_on(project, entity, made, desk) for entity in project.entities)
    return tuple(finding for found in desk.together(works) for finding in found)


def _remark_on(
    project: Project, entity: Entity, made: Sequence[AnyContribution], desk: Desk
) -> Steps[tuple[Finding, ...]]:
    """Findings about what was decided for ``entity``."""
    if not desk.wants(TASK, entity.name):
        return ()
    own = [each for each in made if each.entity == entity.name]
    grants = {each.action: each.grantees for each in own if isinstance(each, GrantPermission)}
    data: dict[str, object] = {
        "entity": outline_entity(project, entity),
        "access": outline_access(grants),
    }
    hidden = sorted(set(_list_hidden(own)))
    rules = sorted(describe_rule(each.rule, entity) for each in own if isinstance(each, AddRule))
    data |= {name: value for name, value in {"hidden": hidden, "rules": rules}.items() if value}
    names = {"fields": list(entity.members)}
    reply = yield from ask(Question(AGENT, TASK, data, Remarks, names, label=entity.name))
    if reply.answer is None:
        return reply.findings
    told = [
        tell(
            "model.I003",
            f"{entity.name}{'' if each.field == '-' else '.' + each.field} {WORDS[each.kind]}: {each.reason}",
            entity.name,
            location=entity.location,
        )
        for each in reply.answer.remarks[:MOST_REMARKS]
    ]
    return (*reply.findings, *told)


def _list_hidden(made: Sequence[AnyContribution]) -> Iterator[str]:
    for each in made:
        if isinstance(each, RestrictField) and each.read is not None:
            yield each.field
        if isinstance(each, SetFieldOption) and each.option == "write_only":
            yield each.field
