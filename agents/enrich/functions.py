"""Sentences that the rule vocabulary cannot say: a model writes one function, which waits for a person.

First a typed question brings examples of both sides, and with them the values that the function gets; only
then, in a call of its own, the function is written, by somebody who has not seen the examples. Its text is
held against an allow-list. Nothing in here executes it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Annotated, Literal

from agents.enrich.desk import Desk, Enrichment, Steps, ask
from agents.enrich.memory import COMMON
from agents.enrich.outline import find_member
from agents.enrich.rule_parts import Value, typed
from agents.enrich.telling import tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.contributions import AddFunction, Because
from erdgen.compiler.findings import Finding
from erdgen.compiler.functions.form import (
    PREFIX,
    choose_parameters,
    find_fault,
    find_wrong_example,
)
from erdgen.compiler.functions.parameters import Parameter, list_parameters
from erdgen.compiler.functions.reading import tidy
from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.vocabulary import RuleOutcome, as_message
from erdgen.compiler.spec.project import Entity, Field, Project

AGENT = "business_logic"
TRY = "try_function"
WRITE = "write_function"
LONGEST_NAME = 48


class Example(Operation):
    """Values of one row, and what the sentence says to them."""

    reason: Words
    kind: Literal["accepted", "rejected"]
    fields: Annotated[tuple[str, ...], OneOf("values")]
    values: tuple[Value, ...]


class Examples(Answer):
    """All examples; none where values alone decide nothing."""

    examples: tuple[Example, ...]


def write_function(
    project: Project, entity: Entity, outcome: RuleOutcome, why: str, desk: Desk, label: str = ""
) -> Steps[Enrichment]:
    """A function for the sentence of ``outcome`` as a suggestion, if a model can give one that is allowed."""
    parameters = list_parameters(project, entity)
    if not parameters:
        return Enrichment()
    data = {
        "sentence": outcome.sentence,
        "why": why,
        "entity": entity.name,
        "values": [_describe(project, entity, each) for each in parameters.values()],
    }
    names = {"values": list(parameters)}
    check = partial(check_examples, project, entity)
    tried = yield from ask(Question(AGENT, TRY, data, Examples, names, check, label))
    if tried.answer is None or not tried.answer.examples:
        return Enrichment(findings=tried.findings)
    draft = _draft(project, entity, outcome, tried.answer)
    written = yield from _write(project, entity, outcome, draft, desk)
    return Enrichment(findings=tried.findings) + written


def _write(
    project: Project, entity: Entity, outcome: RuleOutcome, draft: AddFunction, desk: Desk
) -> Steps[Enrichment]:
    """The text for ``draft``, asked for by sentence and head alone."""
    parameters = list_parameters(project, entity)
    chosen = [parameters[path] for path in draft.fields]
    data = {
        "sentence": outcome.sentence,
        "head": f"def {draft.name}({', '.join(each.name for each in chosen)}):",
        "values": [{**_describe(project, entity, each), "name": each.name} for each in chosen],
    }
    check = partial(check_source, project, entity, draft)
    question: Question[str] = Question(AGENT, WRITE, data, check=check)
    written = yield from ask(question)
    made = replace(draft, source=tidy(written.answer)) if written.answer is not None else None
    if made is None or not desk.keep([made]):
        return Enrichment(findings=written.findings)
    return Enrichment((), (made,), (*written.findings, _waiting(outcome, made)))


def check_examples(project: Project, entity: Entity, answer: Examples) -> list[str]:
    """What is wrong with the examples, in words for the model."""
    if not answer.examples:
        return []
    fields = answer.examples[0].fields
    if any(each.fields != fields for each in answer.examples):
        return ["every example names the same values in the same order"]
    chosen = choose_parameters(project, entity, fields)
    if isinstance(chosen, str):
        return [chosen]
    if any(len(each.values) != len(fields) or not all(each.values) for each in answer.examples):
        return ["every example gives one value for each of the fields, and none is empty"]
    wrong = find_wrong_example(project, entity, _draft(project, entity, None, answer))
    return [wrong] if wrong else []


def check_source(project: Project, entity: Entity, draft: AddFunction, source: str) -> list[str]:
    """Why the function must not be used, in words for the model."""
    fault = find_fault(project, entity, replace(draft, source=source))
    return [fault] if fault else []


def name_function(sentence: str) -> str:
    """A name of the words that say what it is about."""
    name = PREFIX.rstrip("_")
    for word in re.findall(r"[a-z0-9]+", sentence.lower()):
        if word not in COMMON and len(name) + len(word) < LONGEST_NAME:
            name += f"_{word}"
    return name if name.startswith(PREFIX) else f"{PREFIX}row"


def _describe(project: Project, entity: Entity, parameter: Parameter) -> dict[str, object]:
    member = find_member(project, entity, parameter.path)
    told: dict[str, object] = {"name": parameter.path, "type": parameter.known.sort}
    if isinstance(member, Field):
        told |= {"help": member.help} if member.help else {}
        told |= {"longest": member.max_length} if member.kind.is_text and not member.choices else {}
        told |= {"choices": [str(choice.value) for choice in member.choices]} if member.choices else {}
    return told


def _draft(project: Project, entity: Entity, outcome: RuleOutcome | None, answer: Examples) -> AddFunction:
    """The contribution, as yet without a text."""
    sentence = outcome.sentence if outcome else ""
    words = " ".join(sentence.split())
    fields = answer.examples[0].fields
    return AddFunction(
        owner=AGENT,
        entity=entity.name,
        name=name_function(sentence),
        fields=fields,
        source="",
        message=as_message(sentence),
        accepted=_rows(project, entity, answer, "accepted"),
        rejected=_rows(project, entity, answer, "rejected"),
        because=Because(
            f"a model wrote a function for “{words}”", "suggestion", outcome.location if outcome else None
        ),
    )


def _rows(project: Project, entity: Entity, answer: Examples, kind: str) -> tuple[tuple[Scalar, ...], ...]:
    rows = (
        tuple(
            typed(project, entity, path, value) for path, value in zip(each.fields, each.values, strict=False)
        )
        for each in answer.examples
        if each.kind == kind
    )
    return tuple(dict.fromkeys(rows))


def _waiting(outcome: RuleOutcome, made: AddFunction) -> Finding:
    return tell(
        "model.I007",
        f"a model wrote a function for “{outcome.sentence}” ({made.name}); it is left out",
        made.entity,
        "read it in the review on the site, and approve it there if it is right",
        outcome.location,
    )
