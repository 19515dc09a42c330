"""The moves between states that clients make by name: ``POST …/publish/``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from erdgen.compiler.codegen.python import identifier
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.forms import Transitions
from erdgen.compiler.spec.project import Field

#: What viewsets have already.
TAKEN = frozenset(
    [
        "list",
        "create",
        "retrieve",
        "update",
        "partial_update",
        "destroy",
        "get_object",
        "get_queryset",
        "get_serializer",
        "ordering",
        "queryset",
        "serializer_class",
        "dispatch",
        "options",
        "http_method_names",
        "basename",
        "name",
        "description",
        "suffix",
        "detail",
        "delete",
        "get",
        "head",
        "patch",
        "post",
        "put",
        "trace",
        "action",
        "request",
        "args",
        "kwargs",
        "format_kwarg",
        "settings",
        "schema",
        "metadata",
        "initial",
        "reverse_action",
        "permission_denied",
        "throttled",
    ]
)


@dataclass(frozen=True, slots=True)
class TransitionView:
    """``name`` in the viewset, ``verb`` in the address; puts ``value`` into ``field``."""

    name: str
    verb: str
    field: str
    value: Scalar


def find_transitions(made: EntityDesign) -> list[TransitionView]:
    """One for each state that a move leads to, under the verb of its first move."""
    found: dict[tuple[str, Scalar], TransitionView] = {}
    taken = {*TAKEN}
    for added in made.rules:
        if not isinstance(added.rule, Transitions):
            continue
        name = added.rule.field
        for move in added.rule.allowed:
            verb = re.sub(r"[^a-z0-9]+", "-", (move.action or str(move.target)).lower()).strip("-")
            python = identifier(verb)
            if verb and python not in taken and (name, move.target) not in found:
                taken.add(python)
                found[name, move.target] = TransitionView(python, verb, name, move.target)
    return list(found.values())


def choice_code(made: EntityDesign, transition: TransitionView) -> str:
    """The target state, by its constant where it has one."""
    member = made.entity.members[transition.field]
    if isinstance(member, Field):
        for choice in member.choices:
            if str(choice.value) == str(transition.value):
                owner = member.inherited_from or made.name
                return f"models.{owner}.{member.choices_class}.{choice.member}"
    return repr(transition.value)
