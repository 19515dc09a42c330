"""Which questions are worth their money: one question before all others, answered from a closed set."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from agents.enrich import access, critique, expectations, lists, rules
from agents.enrich.desk import Desk, ask
from agents.enrich.telling import tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.findings import Finding
from erdgen.compiler.spec.project import Project

AGENT = "orchestrator"
TASK = "direct"
#: With fewer entities asking everything costs no more than asking what to leave out.
LEAST_ENTITIES = 4
#: Questions that may be left out. How a sentence of the ERD reads is always asked.
TASKS = {
    rules.SUGGEST: "rules that the entity implies",
    access.TASK: "who should see or change less of it",
    lists.TASK: "how its list is filtered, searched and sorted, its links are shown, its states are set",
    expectations.TASK: "what should become of requests, by its rules",
    critique.TASK: "what a reviewer would remark on",
}


class Choice(Operation):
    """One question that is left out."""

    reason: Words
    kind: Literal["skip"]
    task: Annotated[str, OneOf("tasks")]
    entity: Annotated[str, OneOf("entities")]


class Choices(Answer):
    """All that is left out."""

    choices: tuple[Choice, ...]


def choose_questions(project: Project, desk: Desk) -> tuple[Desk, tuple[Finding, ...]]:
    """``desk`` without the questions that a model expects nothing of."""
    if len(project.entities) < LEAST_ENTITIES:
        return desk, ()
    # Names alone: what changes inside an entity changes no other question.
    data = {"entities": [entity.name for entity in project.entities], "tasks": TASKS}
    names = {"tasks": list(TASKS), "entities": [entity.name for entity in project.entities]}
    (reply,) = desk.together([ask(Question(AGENT, TASK, data, Choices, names))])
    if reply.answer is None or not reply.answer.choices:
        return desk, reply.findings
    skipped = frozenset((each.task, each.entity) for each in reply.answer.choices)
    told = tell("model.I005", f"{len(skipped)} questions are left out, as a model expects nothing of them")
    return replace(desk, skipped=skipped), (*reply.findings, told)
