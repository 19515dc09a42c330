"""Rows on which the actions are tried that set one field to one value."""

from __future__ import annotations

from erdgen.compiler.codegen.python import literal
from erdgen.compiler.codegen.rule_tables import EntityRows
from erdgen.compiler.codegen.transitions_view import TransitionView, find_transitions
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.rules.conditions import OneOf, Scalar
from erdgen.compiler.rules.forms import Transitions
from erdgen.compiler.spec.project import Field


class ActionRows(EntityRows):
    """Adds the rows of one entity for its actions, but for moves between states, which ``MoveRows`` tries."""

    def add_actions(self) -> None:
        """For each action a row before it, and who else tries it."""
        moved = {added.rule.field for added in self.made.rules if isinstance(added.rule, Transitions)}
        limited = {each.field for each in self.made.restrictions if each.write is not None}
        for view in find_transitions(self.made):
            if view.field not in moved:
                stranger = "" if view.field in limited else "somebody"
                cells = (self.entity.route, view.verb, view.field, view.value, stranger)
                *head, value, who = map(literal, cells)
                self.tables.add("ACTIONS", *head, self._before(view), value, who)

    def _before(self, view: TransitionView) -> str:
        """A row that keeps the rules once ``field`` has the value, if there is one; it has another before."""
        there = OneOf(view.field, (view.value,))
        after = self.find([*self.neighbours(there), Wanted(there, True)]) or {}
        return self.show({**after, view.field: self._other(view)})

    def _other(self, view: TransitionView) -> Scalar:
        field = self.entity.members[view.field]
        assert isinstance(field, Field)  # no action sets a link
        known = [choice.value for choice in field.choices] or [True, False]
        return next((value for value in known if str(value) != str(view.value)), view.value)
