"""Names that a function may give to its values."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection

from erdgen.compiler.functions.kinds import ForbiddenError

PLAIN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 40


def is_plain(name: str) -> bool:
    """Whether ``name`` can name a value: ASCII, no word of Python, nothing that a reader mistakes for a 1."""
    return (
        bool(PLAIN.fullmatch(name))
        and len(name) <= LONGEST
        and name != "l"
        and not keyword.iskeyword(name)
        and not keyword.issoftkeyword(name)
        and not hasattr(builtins, name)
    )


def check_new_name(name: str, taken: Collection[str]) -> None:
    """Raises ForbiddenError unless ``name`` is plain and free."""
    if not is_plain(name):
        raise ForbiddenError(f"{name!r} is no name for a value here")
    if name in taken:
        raise ForbiddenError(f"{name!r} is given a second value: take another name")
