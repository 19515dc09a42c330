"""BusinessLogicAgent: business rules from their sentences, and values that the server sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from agents.base import Agent
from agents.feedback.answer import Answer
from agents.feedback.overruled import find_overruled
from agents.feedback.several import read_parts
from agents.hub import Seat
from agents.notes import AccessRuled, Asked, Commented, RuleEnforced
from agents.recalled import read_as_before
from agents.words import CREATED, UPDATED, snake
from erdgen.compiler.contributions import (
    AddRule,
    AddTest,
    AnyContribution,
    Because,
    FieldOption,
    OptionValue,
    Renaming,
    SetFieldOption,
)
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.passes import Comment
from erdgen.compiler.rules.check import CONFLICTS, Conflict, find_conflicts
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.forms import Access, Computed, Rule, ServerSet, SetDefault, Unique
from erdgen.compiler.rules.sentences import compile_rules
from erdgen.compiler.rules.vocabulary import RuleOutcome, as_message
from erdgen.compiler.spec.project import Default, Entity, Field, Kind, Project


class BusinessLogicAgent(Agent):
    """Knows rules and server-set fields."""

    name: ClassVar[str] = "business_logic"
    reads_comments: ClassVar[bool] = True

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
                        f"a field called {field.known_as} records when a row was {moment}", "convention"
                    ),
                )

    def _rules(self, project: Project, seat: Seat) -> list[AddRule | SetFieldOption | Renaming]:
        said: dict[tuple[str, Rule], AddRule] = {}
        options: list[SetFieldOption | Renaming] = []
        for outcome, because in self._statements(project, seat, said, options):
            seat.settle(outcome)
            _tell_access(outcome, because, seat)
            for each in outcome.rules:
                entity, rule = project.by_name[each.entity], each.rule
                options += self._options(entity, rule, because)
                said.setdefault((entity.name, rule), self._rule(entity, outcome, rule, because))
        for made in _recall_suggested(project, seat):
            said.setdefault((made.entity, made.rule), made)
        for problem in _check(project, tuple(said.values())):
            seat.report(problem)
        added = [
            each
            for each in said.values()
            if not isinstance(each.rule, SetDefault | Access)
            and not _already_unique(project.by_name[each.entity], each.rule)
        ]
        for made in added:
            seat.broadcast(RuleEnforced(made.entity, describe_rule(made.rule)))
        _suggest(project, [*said], seat)
        return [*options, *added]

    def _statements(
        self,
        project: Project,
        seat: Seat,
        said: Mapping[tuple[str, Rule], AddRule],
        options: list[SetFieldOption | Renaming],
    ) -> Iterator[tuple[RuleOutcome, Because]]:
        """Sentences of the ERD, then comments of reviewers that fit all ``said`` before.

        Comments that are no rules become ``options``, or go to the agents whose matter they are.
        """
        outcomes = compile_rules(project)
        readings = _read_open(project, outcomes, seat)
        for outcome, (read, by_model) in zip(outcomes, readings, strict=True):
            if not outcome.rules:
                if by_model is not None:
                    yield read, by_model
                    continue
                seat.report(_open_rule(outcome))
            if outcome.remark:
                seat.report(_remarked(outcome))
            yield outcome, Because(f"the ERD says “{outcome.sentence}”", "erd", outcome.location)
        answers = _read_all(project, seat)
        overruled = find_overruled(answers)
        for comment, answer in answers.items():
            because = comment.because
            if comment in overruled:
                seat.reply(comment, f"“{overruled[comment].text}”, which was said later, wants it otherwise")
                continue
            if answer.outcome is None:
                options += self._pass_on(comment, answer, seat)
                continue
            outcome = answer.outcome
            reason = _find_obstacle(project, outcome, list(said))
            seat.reply(comment, reason)
            if not reason and not all((each.entity, each.rule) in said for each in outcome.rules):
                yield outcome, because

    def _pass_on(self, comment: Comment, answer: Answer, seat: Seat) -> Iterator[SetFieldOption | Renaming]:
        """What of ``answer`` is this agent's own; the rest is told to those whose matter it is."""
        others: dict[tuple[str, str], list[AnyContribution]] = defaultdict(list)
        for wish in answer.contributions:
            if wish.owner != self.name:
                others[wish.owner, wish.entity].append(wish)
            elif isinstance(wish, SetFieldOption | Renaming):
                yield wish
        for (owner, entity), wishes in others.items():
            seat.tell(owner, Asked(entity, tuple(wishes), comment))
        if not others:
            seat.reply(comment, answer.why_not)
        if answer.settled and not comment.preference:
            seat.report(comment.settled(answer.settled))

    def _options(self, entity: Entity, rule: Rule, because: Because) -> Iterator[SetFieldOption]:
        """What a rule says of a field rather than of rows."""
        match rule:
            case SetDefault(special=special) if special:
                yield self._option(entity, because, rule.field, "default", Default(special=special))
            case SetDefault():
                yield self._option(entity, because, rule.field, "default", _as_literal(entity, rule))
            case ServerSet(source="created" | "updated"):
                yield self._option(entity, because, rule.field, "auto", rule.source)
            case ServerSet():
                yield self._option(entity, because, rule.field, "read_only", True)
            case Computed():
                yield self._option(entity, because, rule.field, "read_only", True)
        member = entity.members.get(getattr(rule, "field", ""))
        if isinstance(rule, ServerSet | Computed) and isinstance(member, Field) and not member.default:
            yield self._option(entity, because, rule.field, "required", False)

    def _option(
        self, entity: Entity, because: Because, name: str, option: FieldOption, value: OptionValue
    ) -> SetFieldOption:
        return SetFieldOption(
            owner=self.name, entity=entity.name, field=name, option=option, value=value, because=because
        )

    def _rule(self, entity: Entity, outcome: RuleOutcome, rule: Rule, because: Because) -> AddRule:
        return AddRule(
            owner=self.name,
            entity=entity.name,
            rule=rule,
            message=as_message(outcome.sentence),
            because=because,
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


def _read_all(project: Project, seat: Seat) -> dict[Comment, Answer]:
    """What comments come to, in the order said; each wish of one with several is one of its own."""
    answers: dict[Comment, Answer] = {}
    for comment in (note.comment for note in seat.heard(Commented)):
        wishes = read_parts(project, comment)
        if comment not in wishes:
            seat.divide(comment, tuple(wishes))
        for wish, answer in wishes.items():
            # What is said again counts as said last.
            answers.pop(wish, None)
            answers[wish] = answer
    return answers


def _moment_set_by_server(entity: Entity, field: Field) -> Literal["", "created", "updated"]:
    if field.kind not in (Kind.DATE, Kind.DATETIME) or field.auto or field.default is not None:
        return ""
    if field.builtin or field.unique or field.primary_key or field.write_only:
        return ""
    if any(field.name in names for names in entity.unique_together):
        return ""
    plain = snake(field.known_as)
    if plain in CREATED:
        return "created"
    return "updated" if plain in UPDATED else ""


def _read_open(
    project: Project, outcomes: Sequence[RuleOutcome], seat: Seat
) -> list[tuple[RuleOutcome, Because | None]]:
    """Sentences that the grammar leaves open as a model read them before, or reads them now.

    Without a reason they stay open; those that the grammar understands are as they are.
    """
    readings: list[tuple[RuleOutcome, Because | None]] = [
        (outcome, None) if outcome.rules else read_as_before(project, outcome, seat) for outcome in outcomes
    ]
    if seat.desk is None:
        return readings
    # Only who asks a model waits for what that needs.
    from agents.enrich.rules import read_open_sentences

    left = [at for at, (read, _) in enumerate(readings) if not read.rules]
    found = read_open_sentences(project, [outcomes[at] for at in left], seat.desk)
    for at, reading in zip(left, found, strict=True):
        for finding in reading.findings:
            seat.report(finding)
        seat.suggest(reading.suggestions)
        readings[at] = reading.outcome, reading.because
    return readings


def _recall_suggested(project: Project, seat: Seat) -> list[AddRule]:
    """Rules of a model that no sentence says and that a person approved before."""
    sentences = {as_message(each.sentence) for each in project.rules}
    found = [each.made for each in seat.recall(lambda made: isinstance(made, AddRule))]
    return [each for each in found if isinstance(each, AddRule) and each.message not in sentences]


def _suggest(project: Project, said: Sequence[tuple[str, Rule]], seat: Seat) -> None:
    """Rules that a model misses; they wait for a person."""
    if seat.desk is None:
        return
    from agents.enrich.rules import suggest_rules

    known: dict[str, list[Rule]] = defaultdict(list)
    for name, rule in said:
        known[name].append(rule)
    for found in suggest_rules(project, known, seat.desk):
        seat.suggest(found.suggestions)
        for finding in found.findings:
            seat.report(finding)


def _find_obstacle(project: Project, outcome: RuleOutcome, said: Sequence[tuple[str, Rule]]) -> str:
    """Why a comment cannot be carried out, as it contradicts what was ``said`` before; empty if it can."""
    for name in dict.fromkeys(each.entity for each in outcome.rules):
        wanted = [each.rule for each in outcome.rules if each.entity == name]
        before = [rule for entity, rule in said if entity == name and rule not in wanted]
        for conflict in find_conflicts(project.by_name[name], [*before, *wanted]):
            if ".E" in conflict.code and not set(wanted).isdisjoint(conflict.rules):
                return conflict.message
    return ""


def _tell_access(outcome: RuleOutcome, because: Because, seat: Seat) -> None:
    """Hand what a sentence says about permissions to the agent that decides on them."""
    for each in outcome.rules:
        if isinstance(each.rule, Access):
            note = AccessRuled(each.entity, each.rule, outcome.sentence, because)
            seat.tell("authentication", note)


def _as_literal(entity: Entity, rule: SetDefault) -> str | int | float | bool:
    """The default as the ERD would write it for the field's type."""
    member = entity.members[rule.field]
    if isinstance(member, Field) and isinstance(rule.value, str) and not member.choices:
        if member.kind.is_integer:
            return int(rule.value)
        if member.kind is Kind.FLOAT:
            return float(rule.value)
        if member.kind is Kind.BOOL:
            return rule.value.lower() == "true"
    return rule.value


def _already_unique(entity: Entity, rule: Rule) -> bool:
    """Whether the ERD states this uniqueness as an option too; one constraint is enough."""
    if not isinstance(rule, Unique) or rule.where is not None or rule.ignore_case:
        return False
    if any(set(names) == set(rule.fields) for names in entity.unique_together):
        return True
    return len(rule.fields) == 1 and entity.members[rule.fields[0]].unique


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


def _remarked(outcome: RuleOutcome) -> Finding:
    """A hint that its sentence overrules."""
    return Finding(
        Level.INFO,
        "erd.I005",
        f"the rule “{outcome.sentence}” is taken by its words: {outcome.remark}",
        "correct `applies_to` and `field`, or the sentence",
        outcome.entity,
        outcome.location,
    )


def _check(project: Project, rules: Sequence[AddRule]) -> Iterator[Finding]:
    by_entity: dict[str, list[AddRule]] = defaultdict(list)
    for rule in rules:
        by_entity[rule.entity].append(rule)
    for name, added in by_entity.items():
        stated = {rule.rule: rule for rule in added}
        for conflict in find_conflicts(project.by_name[name], list(stated)):
            yield _conflict(name, conflict, [stated[rule] for rule in conflict.rules])


def _conflict(name: str, conflict: Conflict, rules: Sequence[AddRule]) -> Finding:
    """Stands at the last of ``rules``; the hint says where the others are."""
    places = sorted((rule.because.location, rule.message) for rule in rules if rule.because.location)
    others = [f"line {place.line}: “{message}”" for place, message in places[:-1]]
    hint = "; see also ".join((CONFLICTS[conflict.code][1], *others))
    level = Level.ERROR if ".E" in conflict.code else Level.WARNING
    where = places[-1][0] if places else None
    return Finding(level, conflict.code, conflict.message, hint, name, where)
