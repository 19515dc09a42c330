"""BusinessLogicAgent: business rules from their sentences, and values that the server sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from agents.base import Agent
from agents.hub import Seat
from agents.notes import RuleEnforced
from agents.words import CREATED, UPDATED, snake
from erdgen.compiler.contributions import AddRule, AddTest, AnyContribution, Because, SetFieldOption
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.rules.check import find_broken_defaults, find_contradictions, find_unhelpful_defaults
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.sentences import compile_rules
from erdgen.compiler.rules.vocabulary import Rule, RuleOutcome, UniqueTogether
from erdgen.compiler.spec.project import Entity, Field, Kind, Project


class BusinessLogicAgent(Agent):
    """Knows rules and server-set fields."""

    name: ClassVar[str] = "business_logic"

    def wants(self, project: Project) -> bool:
        """There are rules to compile or moments that the server could record."""
        return bool(project.rules) or any(
            field.kind in (Kind.DATE, Kind.DATETIME) for entity in project.entities for field in entity.fields
        )

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        timestamps = [option for entity in project.entities for option in self._timestamps(entity)]
        return (*timestamps, *self._rules(project, seat))

    def _timestamps(self, entity: Entity) -> Iterator[SetFieldOption]:
        for field in entity.fields:
            moment = _moment_set_by_server(entity, field)
            if moment:
                yield SetFieldOption(
                    owner=self.name,
                    entity=entity.name,
                    field=field.name,
                    option="auto",
                    value=moment,
                    because=Because(
                        f"a field called {field.name} records when a row was {moment}", "convention"
                    ),
                )

    def _rules(self, project: Project, seat: Seat) -> list[AddRule]:
        added: dict[tuple[str, Rule], AddRule] = {}
        for outcome in compile_rules(project):
            seat.settle(outcome)
            if outcome.rule is None:
                seat.report(_open_rule(outcome))
                continue
            entity = project.by_name[outcome.entity]
            if not _already_unique(entity, outcome.rule):
                added.setdefault((entity.name, outcome.rule), self._rule(entity, outcome, outcome.rule))
        for problem in _check(project, tuple(added.values())):
            seat.report(problem)
        for rule in added.values():
            seat.broadcast(RuleEnforced(rule.entity, describe_rule(rule.rule)))
        return list(added.values())

    def _rule(self, entity: Entity, outcome: RuleOutcome, rule: Rule) -> AddRule:
        return AddRule(
            owner=self.name,
            entity=entity.name,
            rule=rule,
            message=_as_message(outcome.sentence),
            because=Because(f"the ERD says “{outcome.sentence}”", "erd", outcome.location),
        )

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        """Every rule has a test, wherever a client can break it."""
        tested = {(c.entity, c.rule) for c in contributions if isinstance(c, AddTest) and c.test == "rule"}
        return [
            Finding(
                Level.INFO,
                "review.I001",
                f"no request can break {rule.entity}: {describe_rule(rule.rule)}, so no test sends one",
                subject=rule.entity,
                location=rule.because.location,
            )
            for rule in contributions
            if isinstance(rule, AddRule) and (rule.entity, rule.rule) not in tested
        ]


def _moment_set_by_server(entity: Entity, field: Field) -> Literal["", "created", "updated"]:
    if field.kind not in (Kind.DATE, Kind.DATETIME) or field.auto or field.default is not None:
        return ""
    if field.builtin or field.unique or field.primary_key or field.write_only:
        return ""
    if any(field.name in names for names in entity.unique_together):
        return ""
    plain = snake(field.name)
    if plain in CREATED:
        return "created"
    return "updated" if plain in UPDATED else ""


def _already_unique(entity: Entity, rule: Rule) -> bool:
    """Whether the ERD states this uniqueness as an option too; one constraint is enough."""
    if not isinstance(rule, UniqueTogether):
        return False
    if any(set(names) == set(rule.fields) for names in entity.unique_together):
        return True
    return len(rule.fields) == 1 and entity.members[rule.fields[0]].unique


def _as_message(sentence: str) -> str:
    """The rule in its author's own words, as a whole sentence."""
    words = " ".join(sentence.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _open_rule(outcome: RuleOutcome) -> Finding:
    vague = outcome.status == "ambiguous"
    problem = "is ambiguous" if vague else "is not understood"
    return Finding(
        Level.WARNING,
        "rules.W002" if vague else "rules.W001",
        f"the rule “{outcome.sentence}” {problem}: {outcome.reason}",
        outcome.hint,
        outcome.entity,
        outcome.location,
    )


def _check(project: Project, rules: Sequence[AddRule]) -> Iterator[Finding]:
    by_entity: dict[str, list[AddRule]] = defaultdict(list)
    for rule in rules:
        by_entity[rule.entity].append(rule)
    for name, added in by_entity.items():
        entity, said = project.by_name[name], [rule.rule for rule in added]
        where = added[-1].because.location
        for text in find_contradictions(entity, said):
            hint = "take one of the rules out, or correct its bound"
            yield Finding(
                Level.ERROR, "rules.E001", f"the rules contradict each other: {text}", hint, name, where
            )
        for text in find_broken_defaults(entity, said):
            hint = "change the default or the rule"
            yield Finding(Level.ERROR, "rules.E002", text, hint, name, where)
        for text in find_unhelpful_defaults(entity, said):
            hint = "make the value that the rule wants the default"
            yield Finding(Level.WARNING, "rules.W003", text, hint, name, where)
