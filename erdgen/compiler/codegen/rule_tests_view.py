"""What the template of ``backend/test_rules.py`` shows: for each rule rows on both sides of its boundary."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from erdgen.compiler.codegen.action_rows import ActionRows
from erdgen.compiler.codegen.children_view import find_children
from erdgen.compiler.codegen.move_rows import MoveRows
from erdgen.compiler.codegen.python import Imports, literal
from erdgen.compiler.codegen.row_values import NOW
from erdgen.compiler.codegen.rule_code import RuleCode, counted_by, frozen_fields, write_rules
from erdgen.compiler.codegen.rule_edges import has_validator, scalar_of, sides_of, with_value
from erdgen.compiler.codegen.rule_queries import django_path
from erdgen.compiler.codegen.rule_rows import Row, place_row
from erdgen.compiler.codegen.rule_tables import (
    CountedRows,
    EntityRows,
    Entry,
    RuleTables,
    printed_value,
)
from erdgen.compiler.codegen.scenario_rows import (
    ScenarioError,
    ScenarioRows,
    fit_scenario,
    tells_the_time,
)
from erdgen.compiler.codegen.span_rows import SpanRows
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.contributions import AddTest
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.rules.bounds import interval_of, step_of
from erdgen.compiler.rules.conditions import (
    Condition,
    Count,
    Given,
    Length,
    Not,
    OneOf,
    Pattern,
    Range,
    Some,
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
from erdgen.compiler.rules.truth import Judge
from erdgen.compiler.rules.walk import asks_the_time, paths_in, predicates_in
from erdgen.compiler.rules.worlds import Tables, World, find_relation
from erdgen.compiler.spec.project import Field

#: Rows that a test puts below a parent at most where a field of the parent says how many there may be.
MOST_ROWS = 12


def build_rule_tests_context(design: Design) -> dict[str, Any]:
    """The tables of the generated module and what it imports."""
    tables = RuleTables()
    for made in design.entities:
        _Cases(design, made, tables).add_all()
        ActionRows(design, made, tables).add_actions()
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
        "tried": frozenset(tables.tried),
        "now": repr(NOW).replace("datetime.timezone.utc", "datetime.UTC"),
        "timed": tells_the_time(design),
        "guarded": any(isinstance(added.rule, KeepWhile) for made in design.entities for added in made.rules),
        "apart": any(
            name.endswith(("COUNTS", "TOTALS", "OVERLAPS")) and name != "LINK_COUNTS" for name in tables.rows
        ),
        "linked": "Linked(" in text,
        "linked_elsewhere": bool(re.search(r'__\w+": Linked\(', text)),
        "own": "Linked(0)" in text,
    }


def is_tried(design: Design, made: EntityDesign, rows: ScenarioRows) -> bool:
    """Whether the tests of the rules of ``made`` try these very rows anyway."""
    tables = RuleTables()
    _Cases(design, made, tables).add_all()
    tried = [row.items() for name, row in tables.shown if name == made.name]
    asked = [each.items() for each in (rows.given, rows.sent) if each is not None]
    return all(any(each <= row for row in tried) for each in asked)


class _Cases(EntityRows):
    """Adds the cases of the rules of one entity."""

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
                MoveRows(self.design, self.made, self.tables).add_moves(code, rule)
            case Unique():
                self._unique(code, rule)
            case KeepWhile():
                self._kept(code, rule)
            case NoOverlap():
                SpanRows(self.design, self.made, self.tables).add_spans(code, rule)
            case _ if isinstance(rule, ByFunction) or not isinstance(rule, Condition | Implies):
                return
            case _ if asks_the_time(rule):
                self._timely(code, rule)
            case Implies(then=Count() as count) if count.minimum:
                self._needing_rows(code, count, Not(rule.when), rule.when)
            case Implies(when=Count(maximum=0) as count):
                needed = replace(count, minimum=1, maximum=None)
                self._needing_rows(code, needed, rule.then, Not(rule.then))
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
        row = self.find([*self.neighbours(rule, *paths), *(Wanted(Given(path), True) for path in paths)])
        field = self.entity.members[rule.field]
        if (
            row is not None
            and isinstance(field, Field)
            and all("." in path or self.writes(path) for path in paths)
        ):
            tables, record = place_row(self.project, self.entity, row)
            judge = Judge(Tables(self.project, World(tables, NOW)), self.entity)
            since, unit = rule.since, rule.unit or "days"
            value = (
                judge.later(field, since, rule.terms, unit, record)
                if since
                else judge.add(rule.terms, record)
            )
            expected = write_value(field, value)
            self.tables.add("COMPUTED", *head, self.show(row), literal(expected))

    def add_reached(self, rule: ServerSet, when: Condition, message: str) -> None:
        """A row before and after ``when`` comes to be true of it."""
        field = self.entity.members[rule.field]
        others = self.neighbours(when)
        before, after = (self.find([*others, Wanted(when, truth)]) for truth in (False, True))
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
        others = self.neighbours(rule)
        condition = rule.then if isinstance(rule, Implies) else rule
        applies = [Wanted(rule.when, True)] if isinstance(rule, Implies) else []
        for edge in sides_of(condition):
            for beside in (others, [each for each in others if not self._is_optional(each)]):
                good = self.find([*applies, Wanted(condition, True), *beside], edge)
                bad = self.find([*applies, Wanted(edge, False), *beside], edge)
                if good is not None and bad is not None:
                    break
            if good is not None and bad is not None:
                cells = (self.show(bad), self.show(good), self.sent(bad), literal(bool(code.name)))
                self.tables.add("STATES", *self.head(code), *cells)
                if not isinstance(rule, Implies):
                    self._value(code, edge, bad, good)

    def _is_optional(self, wanted: Wanted) -> bool:
        """Whether it asks something behind a link that may as well be empty."""
        links = {path.partition(".")[0] for path in paths_in(wanted.condition) if "." in path}
        return any(not self.entity.members[link].required for link in links)

    def _value(self, code: RuleCode, edge: Condition, bad: Row, good: Row) -> None:
        """What the validators of the field itself say."""
        if isinstance(edge, Range | Length | Pattern) and has_validator(
            self.entity.members.get(edge.field), edge
        ):
            values = (printed_value(bad[edge.field]), printed_value(good[edge.field]))
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
        others = self.neighbours(stated, creating=True)
        applies = [Wanted(rule.when, True)] if rule.when is not None else []
        edge = rule.condition
        good = self.find([*applies, Wanted(edge, True), *others], edge)
        bad = self.find([*applies, Wanted(edge, False), *others], edge)
        if good is not None and bad is not None:
            self.tables.add("CREATION", *self.head(code), self.show(bad), self.show(good))

    def _entering(self, code: RuleCode, rule: Entering) -> None:
        others = self.neighbours(rule)
        there = OneOf(rule.field, (rule.value,))
        if isinstance(rule.condition, Count):
            self._entering_with_rows(
                code, rule.condition, [*others, Wanted(there, False)], [*others, Wanted(there, True)]
            )
            return
        rows = [
            self.find(
                [*others, Wanted(there, truth), Wanted(rule.condition, kept)],
                rule.condition,
            )
            for truth, kept in ((False, False), (True, False), (False, True), (True, True))
        ]
        if None not in rows:
            self.tables.add(
                "ENTERING", *self.head(code), *(self.show(row) for row in rows if row is not None)
            )

    def _entering_with_rows(
        self, code: RuleCode, count: Count, outside: list[Wanted], inside: list[Wanted]
    ) -> None:
        """A state that a row reaches only with rows of its own."""
        counts = [added.rule for added in self.made.rules if isinstance(added.rule, Count)]
        if any(rule.relation == count.relation and rule.minimum and rule.where is None for rule in counts):
            return  # no row is ever without
        before, after = (self.find(wanted) for wanted in (outside, inside))
        child = self.rows_behind(count)
        if before is not None and after is not None and child is not None and count.minimum:
            cells = (
                self.show(before),
                self.show(after),
                child.resource,
                child.link,
                str(count.minimum),
                child.values,
            )
            self.tables.add("ENTERING_WITH_ROWS", *self.head(code), *cells)

    def _needing_rows(self, code: RuleCode, count: Count, without: Condition, needing: Condition) -> None:
        """A row that needs rows of its own once ``needing`` is true of it, instead of ``without``."""
        others = self.neighbours(needing)
        outside, inside = ([*others, Wanted(condition, True)] for condition in (without, needing))
        self._entering_with_rows(code, count, outside, inside)

    def _frozen(self, code: RuleCode, rule: Immutable) -> None:
        name = next((n for n in frozen_fields(self.entity, rule) if self.writes(n)), "")
        if not name:
            return
        others = self.neighbours(rule, name)
        closed = [Wanted(rule.once, True)] if rule.once is not None else []
        before = self.find([*others, *closed, *with_value(name)])
        if before is None:
            return
        changed = Wanted(OneOf(name, (scalar_of(before.get(name)),), negated=True), True)
        after = self.find([*others, *closed, changed])
        # Another value where there is one: no two rows may have the same of a unique field.
        opened = rule.once and (
            self.find([*others, Wanted(rule.once, False), *with_value(name), changed])
            or self.find([*others, Wanted(rule.once, False), *with_value(name)])
        )
        if after is not None:
            cells = (literal(name), self.show(before), self.show({name: after[name]}))
            self.tables.add("FROZEN", *self.head(code), *cells, self.show(opened) if opened else "None")

    def _kept(self, code: RuleCode, rule: KeepWhile) -> None:
        others = self.neighbours(rule)
        kept = self.find([*others, Wanted(rule.condition, True)], rule.condition)
        free = self.find([*others, Wanted(rule.condition, False)], rule.condition)
        parts = rule.condition.parts if isinstance(rule.condition, Some) else (rule.condition,)
        counted = [part for part in parts if isinstance(part, Count)]
        if len(counted) == len(parts):
            for part in counted:
                self._kept_by_rows(code, part)
        elif any(isinstance(leaf, Count) for leaf in predicates_in(rule.condition)):
            return
        elif kept is not None and free is not None:
            self.tables.add("KEPT", *self.head(code)[:2], self.show(kept), self.show(free))

    def _kept_by_rows(self, code: RuleCode, count: Count) -> None:
        """A row that is kept while there are rows which refer to it."""
        child = self.rows_behind(count)
        if child is not None and count.minimum is not None and count.maximum is None:
            cells = (child.resource, child.link, str(count.minimum), child.values)
            self.tables.add("KEPT_BY_ROWS", *self.head(code)[:2], *cells)

    def _counted(self, code: RuleCode, rule: Condition | Implies) -> None:
        """A parent with as many rows as it may have, and one more."""
        if isinstance(rule, Count) and rule.relation in self.entity.members:
            if rule.where is None:
                cells = (literal(rule.relation), str(rule.minimum or 0), repr(rule.maximum))
                self.tables.add("LINK_COUNTS", *self.head(code)[:2], *cells)
            return
        if isinstance(rule, Count | Total) and (child := self.rows_behind(rule)) is not None:
            match rule:
                case Count(maximum=int(limit), minimum=None | 0):
                    self._add_counted("COUNTS", code, child, str(limit))
                case Total(operator="lte", other="", terms=(Term(factor="1", paths=(path,)),)):
                    self._total(code, rule, path, child)
                case Total(operator="lte", other=other, terms=(Term(factor="1", paths=()),)) if other:
                    self._counted_by_field(code, other, child)

    def _counted_by_field(self, code: RuleCode, field: str, child: CountedRows) -> None:
        """A parent whose own field says how many rows it may have."""
        more, fewer = (
            self.find([*self.neighbours(code.rule), Wanted(few, True)], few)
            for few in (Range(field, gte="2", lte=str(MOST_ROWS)), Range(field, gte="1", lte="1"))
        )
        if more and fewer and child.entry is Entry.MOVED and self.writes(field):
            numbers = (str(more[field]), str(fewer[field]))
            cells = (literal(field), *numbers, child.resource, child.link, child.values, self.show(more))
            self.tables.add("FIELD_COUNTS", *self.head(code), *cells)

    def _add_counted(self, table: str, code: RuleCode, child: CountedRows, *limits: str) -> None:
        """A row of the table for the way in which requests bring such rows below their parent."""
        message, resource, _ = self.head(code)
        parent = () if child.entry is Entry.OWN else (resource,)
        cells = (message, *parent, child.resource, child.link, *limits, child.values)
        self.tables.add(f"{child.entry.value}{table}", *cells)

    def _total(self, code: RuleCode, rule: Total, path: str, child: CountedRows) -> None:
        """One row that takes all that the sum leaves room for, and the least that is too much then."""
        relation = find_relation(self.project, self.entity, rule.relation)
        member = relation.holder.members.get(path) if relation is not None else None
        if isinstance(member, Field):
            numbers = (Decimal(rule.bound or 0), step_of(member))
            shown = [literal(write_value(member, number)) for number in numbers]
            self._add_counted("TOTALS", code, child, literal(path), *shown)
            rules = self.design.by_name[relation.holder.name].rules if relation is not None else ()
            if interval_of(member, [added.rule for added in rules]).holds(-step_of(member)):
                balanced = literal(tuple(write_value(member, n) for n in (*numbers, -step_of(member))))
                cells = (child.resource, child.link, literal(path), balanced, child.values)
                self.tables.add("OFFSET_TOTALS", *self.head(code)[:2], *cells)

    def _unique(self, code: RuleCode, rule: Unique) -> None:
        others = self.neighbours(rule)
        inside = [Wanted(rule.where, True)] if rule.where is not None else []
        members = [self.entity.members[name] for name in rule.fields]
        optional = [member.name for member in members if isinstance(member, Field) and not member.required]
        others = [*others, *(Wanted(Given(name), True) for name in optional)]
        sent = literal(all(self.writes(name) for name in rule.fields))
        rows = self._twins([*others, *inside]) or ("{}", "{}")
        any_case = literal(rule.ignore_case)
        self.tables.add("UNIQUE", *self.head(code), literal(rule.fields), *rows, any_case, sent)
        if rule.where is not None and (elsewhere := self._twins([*others, Wanted(rule.where, False)])):
            self.tables.add("REPEATED", *self.head(code)[:2], literal(rule.fields), *elsewhere, any_case)

    def _twins(self, wanted: list[Wanted]) -> tuple[str, str] | None:
        """A row, and what another one has instead, so that both can be there."""
        row = self.find(wanted)
        if row is None:
            return None
        later = self.find([*wanted, *self.after(row)]) or row
        return self.show(row), self.show(
            {path: later[path] for path in later if later[path] != row.get(path)}
        )
