"""``decimal(10, 2)``, ``choices('a', b)``, ``ManyToMany(Tag, through=Tagging)``: type texts taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EXPRESSION = re.compile(r"\s*([^()]+?)\s*(?:\((.*)\)\s*)?", re.DOTALL)
_ARGUMENT = re.compile(
    r"""\s*(?:(?P<key>[A-Za-z_]\w*)\s*=(?!=)\s*)?
        (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^,'"]*?))\s*(?:,|$)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A type's word and its arguments; ``options`` are those with a name. Quotes are taken off."""

    word: str
    arguments: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


def parse_expression(text: str) -> Expression | None:
    """The expression; None when the parentheses or quotes do not match."""
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        return None
    inside = match[2]
    if inside is None or not inside.strip():
        return Expression(match[1])
    return _with_arguments(match[1], inside.strip().removesuffix(","))


def _with_arguments(word: str, inside: str) -> Expression | None:
    arguments: list[str] = []
    options: list[tuple[str, str]] = []
    position = 0
    while position < len(inside):
        match = _ARGUMENT.match(inside, position)
        if match is None or match.end() == position:
            return None
        value = next((match[name] for name in ("double", "single") if match[name] is not None), None)
        value = match["bare"].strip() if value is None else value
        if match["key"]:
            options.append((match["key"], value))
        else:
            arguments.append(value)
        position = match.end()
    return Expression(word, tuple(arguments), tuple(options))
