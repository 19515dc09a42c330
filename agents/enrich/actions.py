"""Actions on one row, as a model may name them: a change of one field to one value out of few.

What has such a name could be done without it, by the same people and within the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from erdgen.compiler.agreement import find_unfit_action, list_settable
from erdgen.compiler.codegen.transitions_view import as_verb, find_transitions
from erdgen.compiler.contributions import (
    AddAction,
    AddRule,
    AnyContribution,
    Because,
    RestrictField,
    SetFieldOption,
)
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.forms import Immutable, Transitions
from erdgen.compiler.spec.project import Entity

AGENT = "api"
#: Actions of one entity that a model may add.
MOST_ACTIONS = 5


@dataclass(frozen=True)
class ActionsNow:
    """The actions that rows of ``entity`` have by name, and the values of fields that further ones could set.

    Those of a state machine that go by their state, as no sentence says another name, can get one.
    """

    entity: Entity
    named: Mapping[str, str]
    settable: Mapping[str, Mapping[str, Scalar]]

    def find_problem(self, name: str, field: str, value: str) -> str:
        """Why there cannot be such an action, in words for the model; empty if there can."""
        if field not in self.settable:
            return f"action cannot set {field}: it can set {', '.join(self.settable) or 'nothing'}"
        if value not in self.settable[field]:
            return f"action sets {field} to one of {', '.join(self.settable[field])}"
        if as_verb(name) in self.named:
            return f"there is an action {name} already"
        return find_unfit_action(self.entity, self.make(name, field, value, Because("")))

    def make(self, name: str, field: str, value: str, because: Because) -> AddAction:
        """The action as a contribution."""
        return AddAction(
            owner=AGENT,
            entity=self.entity.name,
            name=name,
            field=field,
            value=self.settable[field][value],
            because=because,
        )


def list_actions(entity: Entity, agreed: Sequence[AnyContribution], hidden: Collection[str]) -> ActionsNow:
    """What the other agents ``agreed`` on, as far as it leaves room for actions."""
    about = [each for each in agreed if each.entity == entity.name]
    rules = tuple(each for each in about if isinstance(each, AddRule))
    closed = {*hidden, *_list_closed(entity, about)}
    moves = _list_moves(rules)
    views = find_transitions(EntityDesign(entity, rules=rules))
    said = {
        (rule.rule.field, str(move.target))
        for rule in rules
        if isinstance(rule.rule, Transitions)
        for move in rule.rule.allowed
        if move.action
    }
    settable: dict[str, dict[str, Scalar]] = {}
    for field, values in list_settable(entity).items():
        named = {write(value): value for value in values}
        left = {
            text: value
            for text, value in named.items()
            if (field, str(value)) not in said and (field not in moves or str(value) in moves[field])
        }
        if left and field not in closed:
            settable[field] = left
    return ActionsNow(
        entity,
        {view.verb: f"{view.field}={write(view.value)}" for view in views},
        settable,
    )


def _list_closed(entity: Entity, about: Sequence[AnyContribution]) -> Iterator[str]:
    """Fields that some or all clients cannot write, or not again."""
    for each in about:
        match each:
            case SetFieldOption(field=name, option="read_only" | "write_only" | "auto"):
                yield name
            case RestrictField(field=name):
                yield name
            case AddRule(rule=Immutable(fields=names, once=None)):
                yield from names or entity.members


def _list_moves(rules: Sequence[AddRule]) -> dict[str, set[str]]:
    """Field → the states that some move leads to, where moves are listed at all."""
    found: dict[str, set[str]] = {}
    for added in rules:
        if isinstance(added.rule, Transitions) and added.rule.allowed:
            targets = {str(move.target) for move in added.rule.allowed}
            found.setdefault(added.rule.field, set()).update(targets)
    return found


def write(value: Scalar) -> str:
    """A value as a model reads and says it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
