"""Names that old migrations speak of, and that would not be defined any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from erdgen.compiler.evolve.places import APP

_DEFINED = re.compile(r"^(?:class|def) +(\w+)|^(\w+) *[:=]", re.MULTILINE)


def find_references(migration: str) -> Iterator[tuple[str, str]]:
    """Modules of the app, and the names in them, that the text of a migration speaks of."""
    yield from re.findall(rf"\b{APP}\.(\w+)\.(\w+)", migration)
    imports = re.findall(rf"^from {APP}\.(\w+) import (\([^)]*\)|.*)", migration, re.MULTILINE)
    for module, names in imports:
        yield from ((module, name) for name in re.findall(r"(?<!as )\b(?!as\b)\w+", names))


def find_lost(
    migrations: Iterable[str], base: Mapping[str, str], new: Mapping[str, str]
) -> dict[str, set[str]]:
    """By path the names that migrations speak of, that ``base`` defines and ``new`` does not."""
    lost: dict[str, set[str]] = {}
    for text in migrations:
        for module, name in find_references(text):
            path = f"{APP}/{module}.py"
            if path in new and path in base and name in _defined(base[path]) - _defined(new[path]):
                lost.setdefault(path, set()).add(name)
    return lost


def _defined(text: str) -> set[str]:
    return {found[1] or found[2] for found in _DEFINED.finditer(text)}
