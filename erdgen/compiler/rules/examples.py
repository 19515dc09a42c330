"""Scenarios on both sides of a rule's boundary, found by trying values and asking the interpreter.

Every scenario that comes back was judged: no accepted one breaks the rule, every rejected one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product
from typing import Any

from erdgen.compiler.rules.bounds import step_of, to_number, to_value
from erdgen.compiler.rules.candidates import plain_value
from erdgen.compiler.rules.conditions import Compare, Condition, Count, Predicate, Total
from erdgen.compiler.rules.forms import (
    Access,
    Computed,
    Entering,
    Immutable,
    KeepWhile,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.scenarios import NOW, Scenario, interpret_scenario
from erdgen.compiler.rules.scenes import MAIN, Scene, Values, is_reachable
from erdgen.compiler.rules.slots import ROWS, Slots, Slotter, numbers_of
from erdgen.compiler.rules.truth import related_entity
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.rules.walk import conditions_of, predicates_in
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.owners import find_owner_path
from erdgen.compiler.spec.project import OWNER, PSEUDO_ROLES, Entity, Field, Kind, Project, Relationship

#: How many combinations of values are tried, and how many scenarios of each side come back.
TRIED = 600
KEPT = 4


@dataclass(frozen=True, slots=True)
class Examples:
    """Scenarios as ``rules.scenarios`` reads them. Pairs of an accepted and a rejected one differ little."""

    accepted: tuple[Scenario, ...] = ()
    rejected: tuple[Scenario, ...] = ()


def find_examples(rule: Rule, project: Project, entity: Entity, others: Sequence[Stated] = ()) -> Examples:
    """Scenarios at the boundary of ``rule`` of ``entity``.

    What is accepted keeps ``others`` as well; what is rejected breaks nothing but ``rule``. There are none
    where no combination that was tried came out so.
    """
    stated = (Stated(entity.name, rule), *others)
    tried = islice(_scenarios(rule, project, entity), TRIED)
    accepted: list[tuple[Values, Scenario]] = []
    rejected: list[tuple[Values, Scenario]] = []
    for chosen, scenario in tried:
        verdict = interpret_scenario(project, stated, scenario)
        if verdict.accepted:
            accepted.append((chosen, _with_results(rule, scenario, verdict.values)))
        elif not others or interpret_scenario(project, others, scenario).accepted:
            rejected.append((chosen, scenario))
    return _choose(accepted, rejected)


def _with_results(rule: Rule, scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """The scenario with the value that the server must have set."""
    if isinstance(rule, SetDefault | Computed | ServerSet):
        return {**scenario, "then": {rule.field: values.get(rule.field)}}
    return scenario


def _choose(
    accepted: Sequence[tuple[Values, Scenario]], rejected: Sequence[tuple[Values, Scenario]]
) -> Examples:
    """The pairs that differ least, first."""
    pairs = sorted(
        (
            (_distance(yes, no), first, second)
            for first, (yes, _) in enumerate(accepted)
            for second, (no, _) in enumerate(rejected)
        ),
    )
    near = dict.fromkeys([first for _, first, _ in pairs] or range(len(accepted)))
    far = dict.fromkeys([second for _, _, second in pairs] or range(len(rejected)))
    return Examples(
        tuple(accepted[place][1] for place in islice(near, KEPT)),
        tuple(rejected[place][1] for place in islice(far, KEPT)),
    )


def _distance(one: Values, other: Values) -> int:
    return sum(one.get(name) != other.get(name) for name in one.keys() | other.keys())


def _scenarios(rule: Rule, project: Project, entity: Entity) -> Iterator[tuple[Values, Scenario]]:
    """What is tried, with the values that tell one scenario from the next."""
    finder = _Finder(project, entity)
    match rule:
        case Transitions():
            yield from finder.moves(rule)
        case Immutable():
            yield from finder.changes(rule)
        case Unique():
            yield from finder.doubles(rule)
        case NoOverlap():
            yield from finder.overlaps(rule)
        case Access():
            yield from finder.senders(rule)
        case SetDefault() | ServerSet() | Computed():
            yield from finder.settings(rule)
        case KeepWhile():
            yield from finder.combinations(conditions_of(rule), {}, "delete")
        case Entering():
            member = entity.members[rule.field]
            assert isinstance(member, Field)
            states = (rule.value, *(value for value in _other_values(member, rule.value)))
            yield from finder.combinations(conditions_of(rule), {rule.field: states}, "create")
        case _:
            yield from finder.combinations(conditions_of(rule), {}, "create")


def _other_values(field: Field, value: object) -> tuple[object, ...]:
    if field.choices:
        return tuple(choice.value for choice in field.choices if choice.value != value)
    if isinstance(value, bool):
        return (not value,)
    return ("?",) if field.kind.is_text else ()


@dataclass(frozen=True, slots=True)
class _Finder:
    """Makes scenarios about rows of ``entity``."""

    project: Project
    entity: Entity

    @property
    def slotter(self) -> Slotter:
        return Slotter(self.project, self.entity)

    def combinations(
        self, conditions: Iterable[Condition], slots: Slots, do: str
    ) -> Iterator[tuple[Values, Scenario]]:
        """A row with every combination of the values round the boundaries of ``conditions``."""
        predicates = [each for condition in conditions for each in predicates_in(condition)]
        every = {
            **slots,
            **{name: values for name, values in self.slotter.slots(predicates).items() if name not in slots},
        }
        # A row that is compared with itself must be there, and so must one that others point to by a list.
        stored = do == "delete" or any(self._needs_stored(predicate) for predicate in predicates)
        for values in product(*every.values()):
            chosen = dict(zip(every, values, strict=True))
            scene = Scene(self.project, self.entity, stored)
            self._dress(scene, chosen, predicates)
            yield chosen, self._tell(scene, "update" if stored and do == "create" else do, chosen)

    def _tell(self, scene: Scene, do: str, chosen: Values) -> Scenario:
        scenario: Values = {"rows": scene.rows, "do": do, "entity": self.entity.name}
        if do == "create":
            return {**scenario, "values": scene.row}
        own = {name: scene.row.get(name) for name in chosen if name in self.entity.members}
        return {**scenario, "id": MAIN, **({"values": own} if do == "update" else {})}

    def _dress(self, scene: Scene, chosen: Values, predicates: Sequence[Predicate]) -> None:
        for name, value in chosen.items():
            if not name.startswith(ROWS):
                scene.set(name, value)
        for predicate in predicates:
            if isinstance(predicate, Count | Total):
                value = chosen[ROWS + predicate.relation]
                self._add_rows(scene, predicate, value)

    def _add_rows(self, scene: Scene, predicate: Count | Total, value: Any) -> None:
        target = related_entity(self.project, self.entity, predicate.relation)
        fitting = Slotter(self.project, target).fitting(predicate.where)
        if isinstance(predicate, Count):
            scene.add_related(predicate.relation, value, fitting)
            return
        count, numbers = value
        scene.add_related(predicate.relation, count, fitting | numbers_of(target, predicate.terms) | numbers)

    def _needs_stored(self, predicate: Predicate) -> bool:
        if isinstance(predicate, Compare):
            return "pk" in (predicate.field, predicate.other)
        if isinstance(predicate, Count | Total):
            relation = find_relation(self.project, self.entity, predicate.relation)
            return relation is not None and relation.back and relation.link.many
        return False

    # Rules about what happens to a row

    def _update(self, stored: Values, values: Values) -> Scenario:
        scene = Scene(self.project, self.entity, stored=True)
        for name, value in stored.items():
            scene.set(name, value)
        return {"rows": scene.rows, "do": "update", "entity": self.entity.name, "id": MAIN, "values": values}

    def moves(self, rule: Transitions) -> Iterator[tuple[Values, Scenario]]:
        """Every move between states."""
        member = self.entity.members[rule.field]
        assert isinstance(member, Field)
        named = [state for move in (*rule.allowed, *rule.forbidden) for state in (move.source, move.target)]
        states = list(dict.fromkeys([*named, *(choice.value for choice in member.choices)]))
        for source, target in product(states, states):
            if source != target:
                yield {"from": source, "to": target}, self._update({rule.field: source}, {rule.field: target})

    def changes(self, rule: Immutable) -> Iterator[tuple[Values, Scenario]]:
        """Each field changed and sent again as it was, before and after the state is reached."""
        predicates = [each for condition in conditions_of(rule) for each in predicates_in(condition)]
        slots = self.slotter.slots([each for each in predicates if not isinstance(each, Count | Total)])
        names = rule.fields or tuple(field.name for field in self.entity.fields if _is_plain(field))
        for values in product(*slots.values()):
            stored = dict(zip(slots, values, strict=True))
            for name in names:
                before, after = self._two_values(name)
                start = {name: before} | stored
                if start[name] == after:
                    after = before
                yield {**stored, "changed": name}, self._update(start, {name: after})
                yield {**stored, "kept": name}, self._update(start, {name: start[name]})

    def _two_values(self, name: str) -> tuple[object, object]:
        member = self.entity.members[name]
        if isinstance(member, Relationship):
            return 1, 2
        first = plain_value(member, NOW)
        number = to_number(member, first)
        if number is not None:
            return first, to_value(member, number + step_of(member))
        return first, next(iter(_other_values(member, first)), None)

    def doubles(self, rule: Unique) -> Iterator[tuple[Values, Scenario]]:
        """A second row that agrees in all fields, or in all but one."""
        pairs = {name: self._two_values(name) for name in rule.fields}
        yield from self._beside({name: first for name, (first, _) in pairs.items()}, pairs, rule)

    def overlaps(self, rule: NoOverlap) -> Iterator[tuple[Values, Scenario]]:
        """A second span that begins when the first one ends, or a moment before."""
        start, end = self.entity.members[rule.start], self.entity.members[rule.end]
        assert isinstance(start, Field)
        assert isinstance(end, Field)
        step = step_of(start)
        low = to_number(start, plain_value(start, NOW)) or Decimal(0)
        length = step * (7200 if start.kind is Kind.DATETIME else 5)
        pairs = {name: self._two_values(name) for name in rule.within}
        standing = {name: first for name, (first, _) in pairs.items()}
        standing |= {rule.start: to_value(start, low), rule.end: to_value(end, low + length)}
        slots: Slots = {
            **pairs,
            rule.start: (to_value(start, low + length), to_value(start, low + length - step)),
            rule.end: (to_value(end, low + 2 * length),),
        }
        yield from self._beside(standing, slots, rule)

    def _beside(
        self, standing: Values, slots: Slots, rule: Unique | NoOverlap
    ) -> Iterator[tuple[Values, Scenario]]:
        """New rows beside one that stands there already and that ``rule`` looks at."""
        predicates = [each for condition in conditions_of(rule) for each in predicates_in(condition)]
        slots = slots | self.slotter.slots(predicates)
        counted = self.slotter.fitting(rule.where)
        for values in product(*slots.values()):
            chosen = dict(zip(slots, values, strict=True))
            scene = Scene(self.project, self.entity, stored=False)
            for name, value in (standing | counted).items():
                scene.set(name, value)
            scene.add_row(self.entity, **scene.row)
            for name, value in chosen.items():
                scene.set(name, value)
            yield chosen, self._tell(scene, "create", chosen)

    def settings(self, rule: SetDefault | ServerSet | Computed) -> Iterator[tuple[Values, Scenario]]:
        """A row that leaves the field out; for sums, with numbers and rows to add up."""
        scene = Scene(self.project, self.entity, stored=False)
        scene.row.pop(rule.field, None)
        if isinstance(rule, Computed):
            target = (
                related_entity(self.project, self.entity, rule.relation) if rule.relation else self.entity
            )
            numbers = numbers_of(target, rule.terms)
            if rule.since and "." not in rule.since:
                moment = (
                    "2026-03-12" if self.entity.members[rule.since].kind == "date" else "2026-03-12T09:00:00Z"
                )
                scene.set(rule.since, moment)
            if rule.relation:
                scene.add_related(rule.relation, 2, numbers)
            else:
                for name, number in numbers.items():
                    scene.set(name, number)
        if isinstance(rule, ServerSet):
            for name, value in self.slotter.fitting(rule.when).items():
                scene.set(name, value)
        scenario = self._tell(scene, "create", {})
        user = self.project.user
        if isinstance(rule, ServerSet) and rule.source == "user" and user is not None:
            scenario = {**scenario, "as": {"id": scene.add_row(user)["id"], "roles": []}}
        yield {}, scenario

    def senders(self, rule: Access) -> Iterator[tuple[Values, Scenario]]:
        """Each role, nobody in particular, who has not signed in, and the owner."""
        roles = [role.source for role in self.project.auth.roles]
        named = [grantee for grantee in rule.grantees if grantee not in PSEUDO_ROLES]
        people: list[tuple[int | None, list[str]]] = [
            (MAIN, [role]) for role in dict.fromkeys([*named, *roles])
        ]
        people += [(MAIN, []), (None, [])]
        for action in rule.actions:
            for sender, own in people:
                chosen = {"action": action, "sender": sender, "roles": tuple(own)}
                yield chosen, self._request(rule, action, sender, own)
            if OWNER in rule.grantees:
                yield {"action": action, "owner": True}, self._request(rule, action, MAIN, [], owned=True)

    def _request(
        self, rule: Access, action: str, sender: int | None, roles: list[str], *, owned: bool = False
    ) -> Scenario:
        scene = Scene(self.project, self.entity, stored=action != "create")
        path = rule.owner_path or find_owner_path(self.project, self.entity).path
        if path and path != "pk" and is_reachable(self.project, self.entity, path):
            scene.set(path, MAIN if owned else MAIN + 1)
        values: Values = scene.row if action == "create" else {}
        if rule.field and action == "update":
            before, after = self._two_values(rule.field)
            scene.set(rule.field, before)
            values = {rule.field: after}
        scenario: Values = {"rows": scene.rows, "as": {"id": sender, "roles": roles}, "do": action}
        return {**scenario, "entity": self.entity.name, "id": MAIN, "values": values}


def _is_plain(field: Field) -> bool:
    """A field that any client can change."""
    return not (field.server_set or field.primary_key or field.builtin) and field.kind.is_text
