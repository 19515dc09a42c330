"""The words for actions in ``permissions``."""

from __future__ import annotations

from erdgen.compiler.spec.project import ACTIONS, Action

#: What one word grants. A narrower word wins over a wider one.
ACTION_WORDS: dict[str, tuple[Action, ...]] = {
    "create": ("create",),
    "read": ("read",),
    "update": ("update",),
    "delete": ("delete",),
    "add": ("create",),
    "post": ("create",),
    "list": ("read",),
    "retrieve": ("read",),
    "view": ("read",),
    "edit": ("update",),
    "change": ("update",),
    "destroy": ("delete",),
    "remove": ("delete",),
    "write": ("create", "update", "delete"),
    "all": ACTIONS,
    "*": ACTIONS,
}
