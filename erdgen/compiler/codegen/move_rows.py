"""Rows for the moves from state to state that a rule allows or forbids."""

from __future__ import annotations

from typing import Any

from erdgen.compiler.codegen.python import literal
from erdgen.compiler.codegen.rule_code import RuleCode
from erdgen.compiler.codegen.rule_tables import EntityRows
from erdgen.compiler.codegen.transitions_view import find_transitions
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import Entering, Transitions
from erdgen.compiler.spec.project import Field


class MoveRows(EntityRows):
    """Adds the rows of one entity for its transitions."""

    def add_moves(self, code: RuleCode, rule: Transitions) -> None:
        """Every move that is refused or taken, with the rows that it is tried on."""
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
            *self.head(code),
            self._bad_moves(rule, bad),
            self._good_moves(rule, good),
            self._verbs(rule),
        )
        self._races(rule, good)

    def _races(self, rule: Transitions, allowed: list[tuple[Any, Any]]) -> None:
        """A row before two changes of which each is allowed, but not after the other."""
        others = self.neighbours(rule)
        for source, first in allowed:
            for other, second in allowed:
                if source != other or first == second or {(first, second), (second, first)} & {*allowed}:
                    continue
                rows = [
                    self.find([*others, Wanted(OneOf(rule.field, (state,)), True)])
                    for state in (source, first, second)
                ]
                if all(row is not None and not any("." in path for path in row) for row in rows):
                    shown = [self.show(row) for row in rows if row is not None]
                    self.tables.add("RACES", literal(self.entity.route), *shown)
                    return

    def _bad_moves(self, rule: Transitions, pairs: list[tuple[Any, Any]]) -> str:
        """For each move a row before it, and the state that it must not reach."""
        others = self.neighbours(rule)
        found = []
        for source, target in pairs:
            before = self.find([*others, Wanted(OneOf(rule.field, (source,)), True)])
            if before is not None:
                found.append(f"({self.show(before)}, {literal(target)})")
        return f"[{', '.join(found)}]"

    def _verbs(self, rule: Transitions) -> str:
        """State → the last part of the address that leads there."""
        return literal({t.value: t.verb for t in find_transitions(self.made) if t.field == rule.field})

    def _good_moves(self, rule: Transitions, pairs: list[tuple[Any, Any]]) -> str:
        """For each move a row before and after it that keeps all rules."""
        others = self.neighbours(rule)
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
            before = self.find([*others, Wanted(OneOf(rule.field, (source,)), True)])
            after = self.find([*others, *conditions])
            if before is not None and after is not None:
                found.append(f"({self.show(before)}, {self.show(after)})")
        return f"[{', '.join(found)}]"
