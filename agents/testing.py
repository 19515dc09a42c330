"""TestingAgent: which promises of the backend are tested, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from agents.bad_values import BadValue, find_bad_values, must_refuse
from agents.base import Agent
from agents.capacity import find_capacities, group_rules
from agents.hub import Seat
from agents.notes import Asked, FewRows
from agents.recalled import expect_as_before
from erdgen.compiler.contributions import (
    AddFactory,
    AddTest,
    AnyContribution,
    Because,
    Contribution,
    TestKind,
    without_reason,
)
from erdgen.compiler.design import Design, EntityDesign, apply_contributions
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.forms import Rule, Unique
from erdgen.compiler.rules.walk import members_in
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Project, RelationKind, Relationship

#: How many rows a list is measured with, where that many can exist.
MANY_ROWS = 50


class TestingAgent(Agent):
    """Knows what to try, on valid rows and on bad ones."""

    __test__ = False
    name: ClassVar[str] = "testing"
    after: ClassVar[tuple[str, ...]] = ("business_logic", "authentication", "api")

    def wants(self, project: Project) -> bool:
        return bool(project.entities)

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        design = apply_contributions(project, seat.agreed())
        rules = group_rules([(added.entity, added.rule) for made in design.entities for added in made.rules])
        contributions: list[AnyContribution] = []
        capacities = find_capacities(design.project, rules)
        for made in design.entities:
            capacity = capacities[made.name]
            if capacity is not None and capacity < MANY_ROWS:
                seat.broadcast(FewRows(made.name, capacity))
            contributions.append(self._factory(made, capacity))
            contributions += self._tests(made, capacity)
        return [*contributions, *_asked(design, contributions, seat), *_expected(design, seat)]

    def _factory(self, made: EntityDesign, capacity: int | None) -> AddFactory:
        because = Because("its tests need valid rows")
        return AddFactory(owner=self.name, entity=made.name, capacity=capacity, because=because)

    def _tests(self, made: EntityDesign, capacity: int | None) -> Iterator[AddTest]:
        entity = made.entity
        yield self._test(
            made, "access", "every action is tried by every role, by owners, others and strangers"
        )
        required = tuple(member.name for member in entity.members.values() if _must_send(member))
        if required:
            yield self._test(made, "required", "a new row is incomplete without them", required)
        for field in entity.fields:
            if _can_change(field):
                for value in find_bad_values(field):
                    yield self._test(
                        made, "invalid", f"{field.name} must refuse it", (field.name,), value=value
                    )
        for names in _unique_sets(made):
            if _can_repeat(entity, names, made.set_by_sender):
                yield self._test(made, "unique", "no two rows may agree in them", names)
        rows = MANY_ROWS if capacity is None else min(MANY_ROWS, capacity)
        if rows > 1:
            yield self._test(
                made, "query_count", "a list of many rows takes as many queries as one", rows=rows
            )
        yield from self._rules(made)
        for restriction in made.restrictions:
            if restriction.read is not None:
                yield self._test(
                    made, "hidden", "some who read the row may not read it", (restriction.field,)
                )
        closed = tuple(
            member.name
            for member in entity.members.values()
            if _is_closed(member) and member.name != made.named_owner
        )
        if closed:
            yield self._test(made, "server_set", "clients cannot set them", closed)

    def _rules(self, made: EntityDesign) -> Iterator[AddTest]:
        for added in made.rules:
            names = tuple(name for name in members_in(added.rule) if name in made.entity.members)
            if names and not any(_can_write(made.entity.members[name]) for name in names):
                continue
            because = f"{describe_rule(added.rule)} must hold"
            yield self._test(made, "rule", because, names, rule=added.rule)

    def _test(
        self,
        made: EntityDesign,
        test: TestKind,
        because: str,
        fields: tuple[str, ...] = (),
        *,
        value: BadValue = None,
        rule: Rule | None = None,
        rows: int = 0,
    ) -> AddTest:
        return AddTest(
            owner=self.name,
            entity=made.name,
            because=Because(because),
            test=test,
            fields=fields,
            value=value,
            rule=rule,
            rows=rows,
        )

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        """No test asks for the impossible: rows that cannot exist, or a refusal of what is never taken."""
        design = apply_contributions(project, contributions)
        return [finding for made in design.entities for finding in _review_entity(made)]


def _expected(design: Design, seat: Seat) -> Iterator[AnyContribution]:
    """Tests of what a model expected or expects of requests; reports where the rules give another outcome."""
    before = expect_as_before(design, seat)
    yield from before
    if seat.desk is None:
        return
    known = [without_reason(test) for test in before]
    # Only who asks a model waits for what that needs.
    from agents.enrich.expectations import compare_expectations

    for found in compare_expectations(design, seat.desk):
        for finding in found.findings:
            seat.report(finding)
        yield from (each for each in found.contributions if without_reason(each) not in known)


def _asked(design: Design, made: Sequence[AnyContribution], seat: Seat) -> Iterator[AnyContribution]:
    """Tests that reviewers want beyond those that are made unasked."""
    known = {_row_of(test) for test in made if isinstance(test, AddTest)}
    for note in seat.heard(Asked):
        tests = [wish for wish in note.wishes if isinstance(wish, AddTest)]
        entity = design.by_name[note.entity]
        obstacles = (_find_obstacle(entity, test) for test in tests if _row_of(test) not in known)
        reason = next(filter(None, obstacles), "")
        seat.reply(note.comment, reason)
        if known.issuperset(map(_row_of, tests)):
            seat.report(note.comment.settled("that is tested already"))
        yield from (test for test in tests if not reason and _row_of(test) not in known)
        known |= {_row_of(test) for test in tests if not reason}


def _row_of(test: AddTest) -> tuple[object, ...]:
    """What a test tries; a rule's has its fields from the rule."""
    if test.test == "rule":
        return test.entity, test.rule
    return test.entity, test.test, test.fields, type(test.value), test.value


def _find_obstacle(made: EntityDesign, test: AddTest) -> str:
    """Why a test that a reviewer wants could not pass; empty if it can."""
    if test.rule is not None:
        if test.rule in [added.rule for added in made.rules]:
            return f"no request can break “{describe_rule(test.rule)}”, so none can try"
        return f"no rule of {made.name} says “{describe_rule(test.rule)}”; comment the rule, and it is tested"
    for name in test.fields:
        field = made.entity.members[name]
        if not isinstance(field, Field) or not _can_change(field):
            return f"clients cannot set {made.name}.{name}"
        if not must_refuse(field, test.value):
            return f"no bound of {made.name}.{name} refuses {test.value!r}; {_nearest(made, name)}"
    return ""


def _nearest(made: EntityDesign, name: str) -> str:
    """What can be done for a value that no bound of a field refuses."""
    rules = [describe_rule(added.rule) for added in made.rules if name in members_in(added.rule)]
    shown = ", ".join(f"“{words}”" for words in rules)
    return (
        f"its rules are tested with values of their own: {shown}" if rules else "comment the rule that does"
    )


def _review_entity(made: EntityDesign) -> Iterator[Finding]:
    for test in made.tests:
        too_many = test.test == "query_count" and made.capacity is not None and test.rows > made.capacity
        if too_many:
            text = f"measures a list of {test.rows} {made.name} rows, but only {made.capacity} can exist"
            yield _unfair(test, text)
        for name in test.fields if test.test == "invalid" else ():
            member = made.entity.members.get(name)
            if member is not None and not _can_write(member):
                yield _unfair(test, f"sends {made.name}.{name}, which only the server sets")


def _unfair(test: Contribution, text: str) -> Finding:
    return Finding(
        Level.ERROR, "review.E004", f"a test of {test.owner} {text}", "leave the test out", test.entity
    )


def _can_write(member: Member) -> bool:
    """Whether a client can send ``member`` at all."""
    if isinstance(member, Field):
        return not member.server_set and not (member.primary_key and member.default is not None)
    return not member.read_only and not (member.many and member.through)


def _can_change(field: Field) -> bool:
    """Whether a client can send it for an existing row too; keys stay as they are."""
    ours = not field.builtin or field.overrides_builtin
    return _can_write(field) and not field.primary_key and ours


def _must_send(member: Member) -> bool:
    if not _can_write(member) or not member.required:
        return False
    if isinstance(member, Relationship):
        return not member.relaxed
    return member.default is None


def _is_closed(member: Member) -> bool:
    if isinstance(member, Field):
        return member.auto in ("created", "updated") or (member.read_only and not member.auto)
    return member.read_only


def _unique_sets(made: EntityDesign) -> list[tuple[str, ...]]:
    """Every set of members in which no two rows agree, each once."""
    singles = [
        (member.name,)
        for member in made.entity.members.values()
        if (member.unique or member.primary_key or _is_one_to_one(member))
    ]
    rules = [
        added.rule.fields
        for added in made.rules
        if isinstance(added.rule, Unique) and added.rule.where is None and not added.rule.ignore_case
    ]
    return list(dict.fromkeys([*singles, *made.entity.unique_together, *rules]))


def _is_one_to_one(member: Member) -> bool:
    return isinstance(member, Relationship) and member.kind is RelationKind.ONE_TO_ONE


def _can_repeat(entity: Entity, names: tuple[str, ...], set_by_sender: tuple[str, ...]) -> bool:
    """Whether a client can send the same values twice: it writes them, or they are the client itself."""
    members = [entity.members[name] for name in names]
    return all(
        member.name in set_by_sender or (_can_write(member) and _has_value(member)) for member in members
    )


def _has_value(member: Member) -> bool:
    """Whether every row has one, as two rows without a value do not agree."""
    if isinstance(member, Relationship):
        return member.required
    return member.kind is not Kind.JSON and not member.kind.is_file
