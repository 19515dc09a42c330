"""What the template of ``backend/test_rules.py`` shows: for each rule rows on both sides of its boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from erdgen.compiler.codegen.children_view import find_children
from erdgen.compiler.codegen.python import Imports, literal
from erdgen.compiler.codegen.row_values import NOW, Value
from erdgen.compiler.codegen.rule_code import RuleCode, counted_by, frozen_fields, write_rules
from erdgen.compiler.codegen.rule_queries import django_path
from erdgen.compiler.codegen.rule_rows import OWN_KEY, Row, find_row
from erdgen.compiler.codegen.scenario_rows import (
    ScenarioError,
    ScenarioRows,
    fit_scenario,
    tells_the_time,
)
from erdgen.compiler.codegen.transitions_view import find_transitions
from erdgen.compiler.codegen.wanted import Wanted, beyond, held
from erdgen.compiler.contributions import AddTest
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.rules.bounds import step_of
from erdgen.compiler.rules.conditions import (
    Condition,
    Count,
    Given,
    Length,
    OneOf,
    Pattern,
    Range,
    Term,
    Total,
)
from erdgen.compiler.rules.forms import (
    AtCreation,
    Computed,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    NoOverlap,
    Rule,
    ServerSet,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.scalars import write_value
from erdgen.compiler.rules.truth import Judge, member_at
from erdgen.compiler.rules.walk import asks_the_time, paths_in, predicates_in, split_rule
from erdgen.compiler.rules.worlds import Tables, World, find_relation
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, Relationship

#: Texts longer than this are printed as a product.
LONG_TEXT = 20


@dataclass
class RuleTables:
    """Printable rows of every table, by its name."""

    rows: dict[str, list[str]] = field(default_factory=dict)
    #: Every row that a cell shows, with its entity.
    shown: list[tuple[str, Mapping[str, Value]]] = field(default_factory=list)

    def add(self, table: str, *cells: str) -> None:
        self.rows.setdefault(table, []).append(f"({', '.join(cells)})")


def build_rule_tests_context(design: Design) -> dict[str, Any]:
    """The tables of the generated module and what it imports."""
    tables = RuleTables()
    for made in design.entities:
        _Cases(design, made, tables).add_all()
        for added in made.rules:
            if isinstance(added.rule, Computed):
                _Cases(design, made, tables).add_computed(added.rule, added.message)
            elif isinstance(added.rule, ServerSet) and added.rule.when is not None:
                _Cases(design, made, tables).add_reached(added.rule, added.rule.when, added.message)
        for view in find_children(design, made):
            child = design.by_name[view.child].entity.route
            cells = (view.message, made.entity.route, view.relation, child, view.link, view.least)
            tables.add("BROUGHT", *(literal(cell) for cell in cells))
    for made in design.entities:
        for test in made.tests:
            if test.test == "scenario":
                _Cases(design, made, tables).add_scenario(test)
    text = "\n".join(row for rows in tables.rows.values() for row in rows)
    return {
        "tables": tables.rows,
        "now": repr(NOW).replace("datetime.timezone.utc", "datetime.UTC"),
        "timed": tells_the_time(design),
        "guarded": any(isinstance(added.rule, KeepWhile) for made in design.entities for added in made.rules),
        "linked": "Linked(" in text,
        "own": "Linked(0)" in text,
    }


def is_tried(design: Design, made: EntityDesign, rows: ScenarioRows) -> bool:
    """Whether the tests of the rules of ``made`` try these very rows anyway."""
    tables = RuleTables()
    _Cases(design, made, tables).add_all()
    tried = [row.items() for name, row in tables.shown if name == made.name]
    asked = [each.items() for each in (rows.given, rows.sent) if each is not None]
    return all(any(each <= row for row in tried) for each in asked)


@dataclass(frozen=True)
class _Cases:
    """Adds the cases of the rules of one entity."""

    design: Design
    made: EntityDesign
    tables: RuleTables

    @property
    def project(self) -> Project:
        return self.design.project

    @property
    def entity(self) -> Entity:
        return self.made.entity

    def add_all(self) -> None:
        """Rows for every rule that has code of its own."""
        for code in write_rules(self.design, self.made, Imports()):
            if not code.code.startswith("logic.OfParent"):
                self.add(code)

    def add_scenario(self, test: AddTest) -> None:
        """What ``test`` gives and sends; nothing once a rule is gone or new with which it ends otherwise."""
        try:
            rows = fit_scenario(self.design, self.made, test)
        except ScenarioError:
            return
        messages = (added.message for added in self.made.rules if added.rule == test.rule)
        given = "None" if rows.given is None else self.show(rows.given)
        cells = (literal(self.entity.route), given, self.show(rows.sent), literal(next(messages, "")))
        self.tables.add("SCENARIOS", *cells)

    def add(self, code: RuleCode) -> None:
        """Rows for one rule; none where no row is found or its kind is tested elsewhere."""
        rule = code.rule
        match rule:
            case AtCreation():
                self._creation(code, rule, rule)
            case Entering():
                self._entering(code, rule)
            case Immutable():
                self._frozen(code, rule)
            case Transitions():
                self._moves(code, rule)
            case Unique():
                self._unique(code, rule)
            case KeepWhile():
                self._kept(code, rule)
            case NoOverlap():
                self._overlap(code, rule)
            case _ if isinstance(rule, ByFunction) or not isinstance(rule, Condition | Implies):
                return
            case _ if asks_the_time(rule):
                self._timely(code, rule)
            case _ if counted_by(rule):
                self._counted(code, rule)
            case _:
                self._state(code, rule)

    def add_computed(self, rule: Computed, message: str) -> None:
        """A row with what must come out of it, or the rows that are summed up and how."""
        head = (literal(message), literal(self.entity.route), literal(rule.field))
        if rule.relation:
            relation = find_relation(self.project, self.entity, rule.relation)
            if relation is not None and relation.back and not relation.link.many:
                child = self.design.by_name[relation.holder.name]
                terms = () if rule.count else rule.terms
                shown = literal(
                    [(term.factor, tuple(map(django_path, term.paths))) for term in terms] or [("1", ())]
                )
                self.tables.add(
                    "SUMS", *head, literal(child.entity.route), literal(relation.link.name), shown
                )
            return
        named = [rule.since, *(path for term in rule.terms for path in term.paths)]
        paths = list(dict.fromkeys(path for path in named if path))
        row = find_row(
            self.project, self.made, [*neighbours(self.made, None), *(Wanted(Given(p), True) for p in paths)]
        )
        field = self.entity.members[rule.field]
        if row is not None and isinstance(field, Field) and all(self._writes(path) for path in paths):
            judge = Judge(Tables(self.project, World({}, NOW)), self.entity)
            since, unit = rule.since, rule.unit or "days"
            value = judge.later(field, since, rule.terms, unit, row) if since else judge.add(rule.terms, row)
            expected = write_value(field, value)
            self.tables.add("COMPUTED", *head, self.show(row), literal(expected))

    def add_reached(self, rule: ServerSet, when: Condition, message: str) -> None:
        """A row before and after ``when`` comes to be true of it."""
        field = self.entity.members[rule.field]
        around = neighbours(self.made, None)
        before = find_row(self.project, self.made, [*around, Wanted(when, False)])
        after = find_row(self.project, self.made, [*around, Wanted(when, True)])
        if before is None or after is None or not (isinstance(field, Field) and field.nullable):
            return
        own = {path: value for path, value in after.items() if "." not in path and path != rule.field}
        head = (literal(message), literal(self.entity.route), literal(rule.field))
        self.tables.add("REACHED", *head, self.show({**before, rule.field: None}), self.show(own))

    def _is_computed(self, rule: Condition | Implies) -> bool:
        """Whether it is about a date that the server computes: a row cannot be made to break it at will."""
        rules = [added.rule for added in self.made.rules]
        dates = {each.field for each in rules if isinstance(each, Computed) and each.since}
        return not dates.isdisjoint(paths_in(rule))

    def _state(self, code: RuleCode, rule: Condition | Implies) -> None:
        if self._is_computed(rule):
            return
        others = self._neighbours(rule)
        condition = rule.then if isinstance(rule, Implies) else rule
        applies = [Wanted(rule.when, True)] if isinstance(rule, Implies) else []
        for edge in _sides(condition):
            good = find_row(self.project, self.made, [*applies, Wanted(condition, True), *others], edge)
            bad = find_row(self.project, self.made, [*applies, Wanted(edge, False), *others], edge)
            if good is not None and bad is not None:
                cells = (self.show(bad), self.show(good), self._sent(bad), literal(bool(code.name)))
                self.tables.add("STATES", *self._head(code), *cells)
                if not isinstance(rule, Implies):
                    self._value(code, edge, bad, good)

    def _value(self, code: RuleCode, edge: Condition, bad: Row, good: Row) -> None:
        """What the validators of the field itself say."""
        if isinstance(edge, Range | Length | Pattern) and _has_validator(
            self.entity.members.get(edge.field), edge
        ):
            values = (_value_code(bad[edge.field]), _value_code(good[edge.field]))
            head = (literal(code.message), literal(self.entity.route), literal(edge.field))
            self.tables.add("VALUES", *head, *values)

    def _timely(self, code: RuleCode, rule: Condition | Implies) -> None:
        """Changes that the rule refuses, and a row broken by time alone, which stays editable."""
        if not any("." in path for path in paths_in(rule)):
            self._state(code, rule)
        if isinstance(rule, Implies):
            self._creation(code, rule, AtCreation(rule.then, rule.when))
        else:
            self._creation(code, rule, AtCreation(rule))

    def _creation(self, code: RuleCode, stated: Rule, rule: AtCreation) -> None:
        others = self._neighbours(stated, creating=True)
        applies = [Wanted(rule.when, True)] if rule.when is not None else []
        edge = rule.condition
        good = find_row(self.project, self.made, [*applies, Wanted(edge, True), *others], edge)
        bad = find_row(self.project, self.made, [*applies, Wanted(edge, False), *others], edge)
        if good is not None and bad is not None:
            self.tables.add("CREATION", *self._head(code), self.show(bad), self.show(good))

    def _entering(self, code: RuleCode, rule: Entering) -> None:
        others = self._neighbours(rule)
        there = OneOf(rule.field, (rule.value,))
        if isinstance(rule.condition, Count):
            self._entering_with_rows(
                code, rule.condition, [*others, Wanted(there, False)], [*others, Wanted(there, True)]
            )
            return
        rows = [
            find_row(
                self.project,
                self.made,
                [*others, Wanted(there, truth), Wanted(rule.condition, kept)],
                rule.condition,
            )
            for truth, kept in ((False, False), (True, False), (False, True), (True, True))
        ]
        if None not in rows:
            self.tables.add(
                "ENTERING", *self._head(code), *(self.show(row) for row in rows if row is not None)
            )

    def _entering_with_rows(
        self, code: RuleCode, count: Count, outside: list[Wanted], inside: list[Wanted]
    ) -> None:
        """A state that a row reaches only with rows of its own."""
        before, after = (find_row(self.project, self.made, wanted) for wanted in (outside, inside))
        child = self._rows_behind(count)
        if before is not None and after is not None and child is not None and count.minimum:
            cells = (self.show(before), self.show(after), *child[:2], str(count.minimum), child[2])
            self.tables.add("ENTERING_WITH_ROWS", *self._head(code), *cells)

    def _frozen(self, code: RuleCode, rule: Immutable) -> None:
        name = next((n for n in frozen_fields(self.entity, rule) if self._writes(n)), "")
        if not name:
            return
        others = self._neighbours(rule, name)
        closed = [Wanted(rule.once, True)] if rule.once is not None else []
        before = find_row(self.project, self.made, [*others, *closed, *_mentions(name)])
        if before is None:
            return
        changed = Wanted(OneOf(name, (_scalar(before.get(name)),), negated=True), True)
        after = find_row(self.project, self.made, [*others, *closed, changed])
        opened = rule.once and find_row(
            self.project, self.made, [*others, Wanted(rule.once, False), *_mentions(name)]
        )
        if after is not None:
            cells = (literal(name), self.show(before), self.show({name: after[name]}))
            self.tables.add("FROZEN", *self._head(code), *cells, self.show(opened) if opened else "None")

    def _moves(self, code: RuleCode, rule: Transitions) -> None:
        member = self.entity.members[rule.field]
        if not isinstance(member, Field):
            return
        known = [choice.value for choice in member.choices] or [
            value for move in (*rule.allowed, *rule.forbidden) for value in (move.source, move.target)
        ]
        rules = [
            added.rule
            for added in self.made.rules
            if isinstance(added.rule, Transitions) and added.rule.field == rule.field
        ]
        allowed = {(move.source, move.target) for each in rules for move in each.allowed}
        barred = {(move.source, move.target) for each in rules for move in each.forbidden}
        pairs = [(a, b) for a in dict.fromkeys(known) for b in dict.fromkeys(known) if a != b]
        good = [p for p in pairs if p not in barred and (not allowed or p in allowed)]
        own = {(move.source, move.target) for move in rule.forbidden}
        bad = [p for p in pairs if (p in own if rule.forbidden and not rule.allowed else p not in allowed)]
        self.tables.add(
            "MOVES",
            *self._head(code),
            self._bad_moves(rule, bad),
            self._good_moves(rule, good),
            self._verbs(rule),
        )
        self._races(rule, good)

    def _races(self, rule: Transitions, allowed: list[tuple[Any, Any]]) -> None:
        """A row before two changes of which each is allowed, but not after the other."""
        others = self._neighbours(rule)
        for source, first in allowed:
            for other, second in allowed:
                if source != other or first == second or {(first, second), (second, first)} & {*allowed}:
                    continue
                rows = [
                    find_row(self.project, self.made, [*others, Wanted(OneOf(rule.field, (state,)), True)])
                    for state in (source, first, second)
                ]
                if all(row is not None and not any("." in path for path in row) for row in rows):
                    shown = [self.show(row) for row in rows if row is not None]
                    self.tables.add("RACES", literal(self.entity.route), *shown)
                    return

    def _kept(self, code: RuleCode, rule: KeepWhile) -> None:
        others = self._neighbours(rule)
        kept = find_row(self.project, self.made, [*others, Wanted(rule.condition, True)], rule.condition)
        free = find_row(self.project, self.made, [*others, Wanted(rule.condition, False)], rule.condition)
        counted = [leaf for leaf in predicates_in(rule.condition) if isinstance(leaf, Count)]
        if not counted and kept is not None and free is not None:
            self.tables.add("KEPT", *self._head(code)[:2], self.show(kept), self.show(free))
        elif len(counted) == 1 and rule.condition == counted[0]:
            self._kept_by_rows(code, counted[0])

    def _kept_by_rows(self, code: RuleCode, count: Count) -> None:
        """A row that is kept while there are rows which refer to it."""
        child = self._rows_behind(count)
        if child is not None and count.minimum is not None and count.maximum is None:
            route, link, values = child
            self.tables.add("KEPT_BY_ROWS", *self._head(code)[:2], route, link, str(count.minimum), values)

    def _overlap(self, code: RuleCode, rule: NoOverlap) -> None:
        """Spans of one hour or day, of which the second begins where the first ends, or within it."""
        start = self.entity.members[rule.start]
        assert isinstance(start, Field)
        unit = "days" if start.kind is Kind.DATE else "hours"
        inside = [Wanted(rule.where, True)] if rule.where is not None else []
        members = [self.entity.members[name] for name in rule.within]
        optional = [member.name for member in members if isinstance(member, Field) and not member.required]
        inside += [Wanted(Given(name), True) for name in optional]
        row = find_row(self.project, self.made, [*inside, *neighbours(self.made, rule.where)]) or {}
        row = {path: value for path, value in row.items() if path not in (rule.start, rule.end)}
        cells = (literal(rule.start), literal(rule.end), literal(rule.within), literal(unit), self.show(row))
        self.tables.add("OVERLAPS", *self._head(code), *cells)

    def _counted(self, code: RuleCode, rule: Condition | Implies) -> None:
        """A parent with as many rows as it may have, and one more."""
        if isinstance(rule, Count) and rule.relation in self.entity.members:
            if rule.where is None:
                cells = (literal(rule.relation), str(rule.minimum or 0), repr(rule.maximum))
                self.tables.add("LINK_COUNTS", *self._head(code)[:2], *cells)
            return
        if isinstance(rule, Count | Total) and (child := self._rows_behind(rule)) is not None:
            head = (*self._head(code)[:2], *child[:2])
            match rule:
                case Count(maximum=int(limit), minimum=None | 0):
                    self.tables.add("COUNTS", *head, str(limit), child[2])
                case Total(operator="lte", other="", terms=(Term(factor="1", paths=(path,)),)):
                    self._total(head, rule, path, child[2])

    def _total(self, head: tuple[str, ...], rule: Total, path: str, values: str) -> None:
        """One row that takes all that the sum leaves room for, and the least that is too much then."""
        relation = find_relation(self.project, self.entity, rule.relation)
        member = relation.holder.members.get(path) if relation is not None else None
        if isinstance(member, Field):
            numbers = (Decimal(rule.bound or 0), step_of(member))
            shown = [literal(write_value(member, number)) for number in numbers]
            self.tables.add("TOTALS", *head, literal(path), *shown, values)

    def _rows_behind(self, count: Count | Total) -> tuple[str, str, str] | None:
        """Resource and link of the counted rows, and values with which they count."""
        relation = find_relation(self.project, self.entity, count.relation)
        if relation is None or not relation.back or relation.link.many:
            return None
        child = self.design.by_name[relation.holder.name]
        counted = [Wanted(count.where, True)] if count.where is not None else []
        values = find_row(self.project, child, [*counted, *neighbours(child, count.where)])
        if values is None:
            return None
        shown = _Cases(self.design, child, self.tables).show(values)
        return literal(child.entity.route), literal(relation.link.name), shown

    def _bad_moves(self, rule: Transitions, pairs: list[tuple[Any, Any]]) -> str:
        """For each move a row before it, and the state that it must not reach."""
        others = self._neighbours(rule)
        found = []
        for source, target in pairs:
            before = find_row(self.project, self.made, [*others, Wanted(OneOf(rule.field, (source,)), True)])
            if before is not None:
                found.append(f"({self.show(before)}, {literal(target)})")
        return f"[{', '.join(found)}]"

    def _verbs(self, rule: Transitions) -> str:
        """State → the last part of the address that leads there."""
        return literal({t.value: t.verb for t in find_transitions(self.made) if t.field == rule.field})

    def _good_moves(self, rule: Transitions, pairs: list[tuple[Any, Any]]) -> str:
        """For each move a row before and after it that keeps all rules."""
        others = self._neighbours(rule)
        found = []
        for source, target in pairs:
            conditions = [Wanted(OneOf(rule.field, (target,)), True)]
            for added in self.made.rules:
                entering = added.rule
                if isinstance(entering, Entering) and (entering.field, entering.value) == (
                    rule.field,
                    target,
                ):
                    conditions.append(Wanted(entering.condition, True))
            before = find_row(self.project, self.made, [*others, Wanted(OneOf(rule.field, (source,)), True)])
            after = find_row(self.project, self.made, [*others, *conditions])
            if before is not None and after is not None:
                found.append(f"({self.show(before)}, {self.show(after)})")
        return f"[{', '.join(found)}]"

    def _unique(self, code: RuleCode, rule: Unique) -> None:
        others = self._neighbours(rule)
        inside = [Wanted(rule.where, True)] if rule.where is not None else []
        members = [self.entity.members[name] for name in rule.fields]
        optional = [member.name for member in members if isinstance(member, Field) and not member.required]
        others = [*others, *(Wanted(Given(name), True) for name in optional)]
        row = find_row(self.project, self.made, [*others, *inside]) or {}
        outside = rule.where and find_row(self.project, self.made, [*others, Wanted(rule.where, False)])
        cells = (
            literal(rule.fields),
            self.show(row),
            self.show(outside) if outside else "None",
            literal(rule.ignore_case),
            literal(all(self._writes(name) for name in rule.fields)),
        )
        self.tables.add("UNIQUE", *self._head(code), *cells)

    def _neighbours(self, rule: Rule, *names: str, creating: bool = False) -> list[Wanted]:
        """What the other rules ask of the fields that ``rule`` is about, and of those that they bring in."""
        others = (part for added in self.made.rules for part in split_rule(added.rule) if part != rule)
        wanted = held(others, creating=creating)
        near, paths = [], {*paths_in(rule), *names}
        while fresh := [w for w in wanted if w not in near and paths & {*paths_in(w.condition)}]:
            near += fresh
            paths |= {path for each in fresh for path in paths_in(each.condition)}
        return [*near, *beyond(self.design, self.made, paths)]

    def _head(self, code: RuleCode) -> tuple[str, str, str]:
        return literal(code.message), literal(self.entity.route), literal(code.field)

    def show(self, row: Mapping[str, Value]) -> str:
        """The row as a dictionary; links as the number of the row that they lead to."""
        cells = []
        for path, value in row.items():
            member = member_at(self.project, self.entity, path)
            shown = _value_code(value)
            if not isinstance(member, Field) and value is not None:
                shown = "Linked(0)" if value == OWN_KEY else f"Linked({value})"
            cells.append(f"{literal(django_path(path))}: {shown}")
        self.tables.shown.append((self.made.name, row))
        return "{" + ", ".join(cells) + "}"

    def _sent(self, row: Row) -> str:
        """The fields of the row that a client can send."""
        return literal(tuple(path for path in row if self._writes(path)))

    def _writes(self, path: str) -> bool:
        member = self.entity.members.get(path)
        if isinstance(member, Field):
            return not member.server_set and not member.primary_key
        return isinstance(member, Relationship) and not member.read_only and not member.many


def _value_code(value: Value) -> str:
    """The value as source; a long text of one character as a product."""
    if isinstance(value, str) and len(value) > LONG_TEXT and len(set(value)) == 1:
        return f"{literal(value[0])} * {len(value)}"
    return literal(value)


def _sides(condition: Condition) -> Iterator[Condition]:
    """Each bound of ``condition`` by itself; itself where it is no pair of bounds."""
    bounds: dict[str, Any] = {}
    if isinstance(condition, Range | Length):
        names = ("gt", "gte", "lt", "lte", "minimum", "maximum")
        bounds = {name: bound for name in names if (bound := getattr(condition, name, None)) is not None}
    if len(bounds) > 1:
        assert isinstance(condition, Range | Length)
        yield from (type(condition)(condition.field, **{name: bound}) for name, bound in bounds.items())
    else:
        yield condition


def _has_validator(member: object, edge: Range | Length | Pattern) -> bool:
    """Whether the field of the model says it too: no number is next to an exclusive bound of a float."""
    exclusive = isinstance(edge, Range) and (edge.gt is not None or edge.lt is not None)
    return isinstance(member, Field) and not (
        exclusive and not (member.kind.is_integer or member.kind is Kind.DECIMAL)
    )


def neighbours(made: EntityDesign, condition: Condition | None) -> list[Wanted]:
    """What the rules of ``made`` ask of the fields of ``condition`` in a row that is not new."""
    paths = {*paths_in(condition)} if condition is not None else set()
    rules = [part for added in made.rules for part in split_rule(added.rule)]
    return [each for each in held(rules, creating=False) if paths & {*paths_in(each.condition)}]


def _mentions(name: str) -> Iterator[Wanted]:
    """Makes a search give the field a value."""
    yield Wanted(OneOf(name, ("",), negated=True))


def _scalar(value: Value) -> str | int | bool:
    return "" if value is None else str(value) if isinstance(value, float) else value
