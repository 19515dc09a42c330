"""Texts that match a regular expression, made by walking its parsed form. Nothing is random."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import islice, product

# Not public, but the only parser that agrees with ``re`` by construction; CPython has both names since 3.11.
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Characters to pick from, plainest first.
ALPHABET = (
    string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_. /:;,@#$%&*()+=!?'\"<>[]{}\\|^~`"
)

#: Repetitions beyond the least that are tried for ``*`` and ``+``.
SPREAD = 4


def matching_texts(
    pattern: str, count: int, max_length: int | None = None, min_length: int = 1
) -> tuple[str, ...]:
    """Up to ``count`` different texts in which ``pattern`` is found, with ``min_length`` to ``max_length``
    characters.

    Fewer, down to none, come back where the pattern admits fewer or uses what the walk cannot follow
    (look-arounds, back-references); every returned text was checked with ``re.search``.
    """
    try:
        tree = parser.parse(pattern)
        compiled = re.compile(pattern)
    except re.error:
        return ()
    found: dict[str, None] = {}
    for text in islice(_sequence(list(tree), min_length), count * 200):
        if (
            len(text) >= max(min_length, 1)
            and text.isprintable()
            and (max_length is None or len(text) <= max_length)
            and compiled.search(text)
        ):
            found[text] = None
            if len(found) == count:
                break
    return tuple(found)


def _sequence(items: list[Any], length: int) -> Iterator[str]:
    """All texts of a concatenation; the first part varies slowest, each part by a bounded choice.

    What may be repeated is so often that the whole can have ``length`` characters."""
    if not items:
        yield ""
        return
    # A lazy product: the last item that has a choice varies fastest, so distinct texts come early.
    options = [list(islice(_item(item, length), 64)) for item in items]
    if any(not option for option in options):
        return
    for parts in product(*options):
        yield "".join(parts)


def _item(item: Any, length: int) -> Iterator[str]:
    code, value = item
    if code is codes.LITERAL:
        yield chr(value)
    elif code is codes.NOT_LITERAL:
        yield from (char for char in ALPHABET if ord(char) != value)
    elif code is codes.ANY:
        yield from ALPHABET
    elif code is codes.IN:
        yield from _characters(value)
    elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        low, high, repeated = value
        yield from _repeat(low, high, repeated, length)
    elif code is codes.SUBPATTERN:
        yield from _sequence(list(value[3]), length)
    elif code is codes.ATOMIC_GROUP:
        yield from _sequence(list(value), length)
    elif code is codes.BRANCH:
        for branch in value[1]:
            yield from _sequence(list(branch), length)
    elif code is codes.AT:
        yield ""


def _repeat(low: int, high: Any, items: Any, length: int) -> Iterator[str]:
    least = max(int(low), 1) if int(high) > 0 else 0
    for times in range(min(int(high), max(least, length)), least + SPREAD, -1):
        yield from islice(_sequence(list(items) * times, length), 4)
    for times in range(least, min(int(high), least + SPREAD) + 1):
        yield from islice(_sequence(list(items) * times, length), 64)
    if int(low) == 0:
        yield ""


def _characters(members: list[Any]) -> Iterator[str]:
    negated = members[0][0] is codes.NEGATE
    accepted = [
        char for char in ALPHABET if any(_in_class(char, member) for member in members) is not negated
    ]
    if not accepted and not negated:
        accepted = [
            chr(value[0] if code is codes.RANGE else value)
            for code, value in members
            if code is not codes.CATEGORY
        ]
    yield from accepted


def _in_class(char: str, member: Any) -> bool:
    code, value = member
    if code is codes.LITERAL:
        return bool(ord(char) == value)
    if code is codes.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    if code is codes.CATEGORY:
        return _in_category(char, value)
    return False


def _in_category(char: str, category: Any) -> bool:
    name = str(category)
    plain = {
        "DIGIT": char.isdigit(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    for word, holds in plain.items():
        if name.endswith(f"NOT_{word}"):
            return not holds
        if name.endswith(word):
            return holds
    return False
