"""Sentences that the grammar cannot read: a model says the rule, and our interpreter holds it to its word.

A reading counts only when the model's own examples come out as it says, and when a second question, which
shows the sentence and cases at the boundary of the rule but not the rule, is answered as the rule judges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from agents.enrich.desk import Desk, Enrichment, Steps, ask
from agents.enrich.functions import write_function
from agents.enrich.memory import Remembered, find_same, find_similar
from agents.enrich.outline import find_entities, list_paths, outline_entity
from agents.enrich.rule_parts import RulePart, RuleParts, assemble_rule, group_parts
from agents.enrich.scenes import check_examples, tell_scenario
from agents.enrich.telling import compile_outcome, tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, Operation, Words
from erdgen.compiler.agreement import find_obstacle
from erdgen.compiler.contributions import AddRule, AnyContribution, Because
from erdgen.compiler.findings import Finding
from erdgen.compiler.rules.check import find_conflicts
from erdgen.compiler.rules.codec import load_rule
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.examples import find_examples
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.rules.scenarios import Scenario
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated
from erdgen.compiler.spec.project import Entity, Project

AGENT = "business_logic"
READ = "read_rule"
JUDGE = "judge_cases"
SUGGEST = "suggest_rules"
#: Entities that a question about one sentence shows; a sentence that names none may be about any.
MOST_ENTITIES = 6
#: Rules that one sentence, or one entity's suggestions, may come to.
MOST_RULES = 4


class Case(Operation):
    """What becomes of one request, by the sentence."""

    reason: Words
    kind: Literal["accepted", "rejected"]
    case: int


class Cases(Answer):
    """All cases of a question."""

    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one sentence; without rules it stays open."""

    outcome: RuleOutcome
    because: Because | None = None
    findings: tuple[Finding, ...] = ()
    #: A function for what the vocabulary cannot say.
    suggestions: tuple[AnyContribution, ...] = ()


def read_open_sentences(project: Project, outcomes: Sequence[RuleOutcome], desk: Desk) -> list[Reading]:
    """Each of ``outcomes`` as a model reads it."""
    return desk.together(
        _read_open_sentence(project, outcome, desk, str(number))
        for number, outcome in enumerate(outcomes, start=1)
    )


def _read_open_sentence(
    project: Project, outcome: RuleOutcome, desk: Desk, label: str = ""
) -> Steps[Reading]:
    """``outcome`` as the grammar left it, or with the rules that a model reads and all checks confirm."""
    known = _recall(project, outcome, desk)
    if known is not None:
        return known
    if not desk.wants(READ, outcome.entity):
        return Reading(outcome)
    shown = find_entities(project, outcome.sentence, outcome.entity)[:MOST_ENTITIES]
    similar = find_similar(desk.memory, outcome.sentence)
    data: dict[str, object] = {
        "sentence": outcome.sentence,
        "why_open": outcome.reason,
        "entities": _outline_all(project, shown),
    }
    if similar:
        data["approved_before"] = [{"sentence": each.sentence, "rule": each.rule} for each in similar]
    names = {
        "entities": [entity.name for entity in shown],
        "fields": _paths(project, shown, outcome.sentence),
    }
    question = Question(
        AGENT,
        READ,
        data,
        RuleParts,
        names,
        partial(check_parts, project),
        label,
        "entities",
    )
    reply = yield from desk.ask(
        question, lambda answer: _as_contributions(read_parts(project, answer)), joined=False
    )
    if reply.answer is None:
        return Reading(outcome, findings=reply.findings)
    wanting = _inexpressible(reply.answer)
    stated = read_parts(project, reply.answer)
    # Half a sentence is not the sentence.
    if wanting:
        return (
            yield from _go_beyond(
                project, outcome, wanting, Reading(outcome, findings=reply.findings), desk, label
            )
        )
    if not stated:
        return Reading(outcome, findings=reply.findings)
    differing = yield from _read_again(project, outcome, shown, stated, label)
    if differing:
        return Reading(outcome, findings=(*reply.findings, *differing))
    if len(desk.keep(_as_contributions(stated))) < len(stated):
        return Reading(outcome, findings=reply.findings)
    reason = reply.answer.parts_of_rules[0].reason.rstrip(".")
    because = Because(f"a model reads “{outcome.sentence}” so: {reason}", "model", outcome.location)
    read = compile_outcome(project, outcome, stated)
    told = tell(
        "model.I001",
        f"the rule “{outcome.sentence}” is enforced as a model read it: {read.understood}",
        stated[0].entity,
        "look at it; say it in words of docs/rules-reference.md if it means something else",
        outcome.location,
    )
    return Reading(read, because, (*reply.findings, told))


def check_parts(project: Project, answer: RuleParts) -> list[str]:
    """What is wrong with the rules of ``answer``, in words for the model."""
    problems: list[str] = []
    groups = group_parts(answer.parts)
    if len(groups) > MOST_RULES:
        return [f"more than {MOST_RULES} rules"]
    for parts in groups.values():
        made = assemble_rule(project, parts)
        if isinstance(made, list):
            problems += made
            continue
        entity, rule = made
        obstacle = find_obstacle(project, entity, rule)
        if obstacle:
            problems.append(obstacle)
        if any(conflict.code == "rules.E001" for conflict in find_conflicts(entity, [rule])):
            problems.append("no row could keep this rule")
        if not problems:
            problems += check_examples(project, entity, rule, parts, [Stated(entity.name, rule)])
    return problems


def read_parts(project: Project, answer: RuleParts) -> tuple[Stated, ...]:
    """The rules of an answer that ``check_parts`` has nothing to say against."""
    made = [assemble_rule(project, parts) for parts in group_parts(answer.parts).values()]
    return tuple(Stated(each[0].name, each[1]) for each in made if isinstance(each, tuple))


def _outline_all(project: Project, shown: Sequence[Entity]) -> dict[str, object]:
    return {entity.name: outline_entity(project, entity) for entity in shown}


def _paths(project: Project, entities: Sequence[Entity], sentence: str) -> list[str]:
    return list(dict.fromkeys(path for each in entities for path in list_paths(project, each, sentence)))


def _inexpressible(answer: RuleParts) -> list[RulePart]:
    return [part for part in answer.parts_of_rules if part.kind == "not_expressible"]


def _go_beyond(
    project: Project,
    outcome: RuleOutcome,
    wanting: Sequence[RulePart],
    open_still: Reading,
    desk: Desk,
    label: str,
) -> Steps[Reading]:
    """A sentence that stays open, with a function for a person to look at, if one row's values decide it."""
    told = tuple(_not_expressible(outcome, part.reason) for part in wanting)
    names = {part.entity for part in wanting}
    found = Enrichment()
    if len(names) == 1:
        entity = project.by_name[names.pop()]
        found = yield from write_function(project, entity, outcome, wanting[0].reason, desk, label)
    findings = (*open_still.findings, *told, *found.findings)
    return replace(open_still, findings=findings, suggestions=found.suggestions)


def _not_expressible(outcome: RuleOutcome, reason: str) -> Finding:
    return tell(
        "model.W002",
        f"the rule “{outcome.sentence}” cannot be said in the rule vocabulary: {reason}",
        outcome.entity,
        "write it by hand in backend/business_logic.py, where regeneration keeps it",
        outcome.location,
    )


def _read_again(
    project: Project, outcome: RuleOutcome, shown: Sequence[Entity], stated: Sequence[Stated], label: str
) -> Steps[tuple[Finding, ...]]:
    """Nothing when a second question is answered as ``stated`` judge; else why the reading is not used."""
    judged = find_cases(project, stated)
    if judged is None:
        return (_differs(outcome, "no case tells the rule from none"),)
    data = {
        "sentence": outcome.sentence,
        "entities": _outline_all(project, shown),
        "cases": [{"case": number, "happens": text} for number, (text, _) in enumerate(judged)],
    }
    check = partial(_check_cases, len(judged))
    reply = yield from ask(Question(AGENT, JUDGE, data, Cases, {}, check, label, "entities"))
    if reply.answer is None:
        return (*reply.findings, _differs(outcome, "there is no second reading"))
    said = {each.case: each.kind == "accepted" for each in reply.answer.cases}
    against = [text for number, (text, accepted) in enumerate(judged) if said[number] is not accepted]
    if against:
        return (*reply.findings, _differs(outcome, f"they differ on: {against[0]}"))
    return ()


def _check_cases(count: int, answer: Cases) -> list[str]:
    numbers = sorted(each.case for each in answer.cases)
    return [] if numbers == list(range(count)) else [f"answer each case from 0 to {count - 1} once"]


def find_cases(project: Project, stated: Sequence[Stated]) -> list[tuple[str, bool]] | None:
    """Cases on both sides of each rule's boundary, in an order that says nothing; None where a side lacks."""
    cases: dict[str, bool] = {}
    for each in stated:
        others = [other for other in stated if other != each]
        found = find_examples(each.rule, project, project.by_name[each.entity], others)
        if not found.accepted or not found.rejected:
            return None
        sides: list[tuple[Scenario, bool]] = [
            *((scenario, True) for scenario in found.accepted[:2]),
            *((scenario, False) for scenario in found.rejected[:2]),
        ]
        cases |= {tell_scenario(scenario): accepted for scenario, accepted in sides}
    return sorted(cases.items())


def _differs(outcome: RuleOutcome, why: str) -> Finding:
    return tell(
        "model.W001",
        f"the rule “{outcome.sentence}” is not used as a model read it: {why}",
        outcome.entity,
        "say it in words of docs/rules-reference.md",
        outcome.location,
    )


def _as_contributions(stated: Sequence[Stated]) -> list[AnyContribution]:
    """The rules as the agent will make them, to see whether one was dropped; its message does not count."""
    return [
        AddRule(owner=AGENT, entity=each.entity, rule=each.rule, message="", because=Because(""))
        for each in stated
    ]


def _recall(project: Project, outcome: RuleOutcome, desk: Desk) -> Reading | None:
    """The reading that was approved for this very sentence, if it fits today's Project."""
    stated = tuple(filter(None, (_refit(project, each) for each in find_same(desk.memory, outcome.sentence))))
    if not stated or len(stated) != len(find_same(desk.memory, outcome.sentence)):
        return None
    because = Because(f"a model's reading of “{outcome.sentence}” was approved", "model", outcome.location)
    told = tell("model.I004", f"the rule “{outcome.sentence}” is read as was approved", stated[0].entity)
    return Reading(compile_outcome(project, outcome, stated), because, (told,))


def _refit(project: Project, kept: Remembered) -> Stated | None:
    entity = project.by_name.get(kept.entity)
    if entity is None:
        return None
    try:
        rule = load_rule(kept.rule)
    except ValueError:
        return None
    fitted, problems = fit_rule(rule, project, entity)
    if problems or find_obstacle(project, entity, fitted):
        return None
    return Stated(entity.name, fitted)


def suggest_rules(project: Project, said: Mapping[str, Sequence[Rule]], desk: Desk) -> list[Enrichment]:
    """What a model suggests for each entity beyond the rules that are ``said`` of it."""
    return desk.together(
        _suggest_rules(project, entity, said.get(entity.name, ()), desk) for entity in project.entities
    )


def _suggest_rules(project: Project, entity: Entity, known: Sequence[Rule], desk: Desk) -> Steps[Enrichment]:
    """Rules that the entity implies and nobody stated; they wait for a person."""
    if not desk.wants(SUGGEST, entity.name):
        return Enrichment()
    data: dict[str, object] = {"entity": outline_entity(project, entity)}
    if known:
        data["rules"] = sorted(describe_rule(rule, entity) for rule in known)
    names = {"entities": [entity.name], "fields": list_paths(project, entity)}
    check = partial(check_parts, project)
    reply = yield from ask(Question(AGENT, SUGGEST, data, RuleParts, names, check, entity.name))
    if reply.answer is None:
        return Enrichment(findings=reply.findings)
    made = []
    for parts in group_parts(reply.answer.parts).values():
        rule = assemble_rule(project, parts)
        if isinstance(rule, tuple) and rule[1] not in known:
            made.append(_suggested(entity, rule[1], parts[0].reason))
    told = tuple(_suggestion(each) for each in made)
    return Enrichment((), tuple(made), (*reply.findings, *told))


def _suggested(entity: Entity, rule: Rule, reason: str) -> AddRule:
    words = describe_rule(rule, entity)
    return AddRule(
        owner=AGENT,
        entity=entity.name,
        rule=rule,
        message=f"{words[:1].upper()}{words[1:]}.",
        because=Because(f"a model suggests it: {reason}", "suggestion", entity.location),
    )


def _suggestion(made: AddRule) -> Finding:
    return tell(
        "model.I002",
        f"a model suggests for {made.entity}: {made.message}",
        made.entity,
        "approve it in the review, or write it into business_rules",
        made.because.location,
    )
