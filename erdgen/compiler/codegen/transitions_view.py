"""The changes of one field that clients make by name, moves between states above all: ``POST …/publish/``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from erdgen.compiler.codegen.python import identifier
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.forms import Transitions
from erdgen.compiler.spec.action_names import is_free
from erdgen.compiler.spec.project import Field


@dataclass(frozen=True, slots=True)
class TransitionView:
    """``name`` in the viewset, ``verb`` in the address; puts ``value`` into ``field``."""

    name: str
    verb: str
    field: str
    value: Scalar


def find_transitions(made: EntityDesign) -> list[TransitionView]:
    """One for each state that a move leads to, under the verb of its first move, then the other actions."""
    found: dict[tuple[str, str], TransitionView] = {}
    for field, value, verb in (*_list_moves(made), *_list_actions(made)):
        python = identifier(verb)
        free = is_free(python) and python not in {view.name for view in found.values()}
        if verb and free and (field, str(value)) not in found:
            found[field, str(value)] = TransitionView(python, verb, field, value)
    return list(found.values())


def _list_moves(made: EntityDesign) -> list[tuple[str, Scalar, str]]:
    """Field, state and verb of each allowed move: as its sentence says, as an action does, or the state."""
    moves = [
        (added.rule.field, move)
        for added in made.rules
        if isinstance(added.rule, Transitions)
        for move in added.rule.allowed
    ]
    said = {as_verb(move.action or str(move.target)) for _, move in moves}
    named = {(field, str(value)): verb for field, value, verb in _list_actions(made) if verb not in said}
    return [
        (
            field,
            move.target,
            as_verb(move.action) or named.get((field, str(move.target))) or as_verb(str(move.target)),
        )
        for field, move in moves
    ]


def _list_actions(made: EntityDesign) -> list[tuple[str, Scalar, str]]:
    return [(each.field, each.value, as_verb(each.name)) for each in made.actions]


def as_verb(text: str) -> str:
    """The last part of the address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def choice_code(made: EntityDesign, transition: TransitionView) -> str:
    """The target state, by its constant where it has one."""
    member = made.entity.members[transition.field]
    if isinstance(member, Field):
        for choice in member.choices:
            if str(choice.value) == str(transition.value):
                owner = member.inherited_from or made.name
                return f"models.{owner}.{member.choices_class}.{choice.member}"
    return repr(transition.value)
