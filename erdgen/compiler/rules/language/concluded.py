"""Readings of sentences of two halves, of which the second counts; of both where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.conclusions import (
    amounts_again,
    concluded,
    halves_of,
    has_verb,
    is_none_of,
)
from erdgen.compiler.rules.language.naming import Named
from erdgen.compiler.rules.language.tokens import Tokens


def read_halves(
    tokens: Tokens, names: Named, read: Callable[[Tokens], tuple[Reading, ...]]
) -> tuple[Reading, ...]:
    """What the second half states with the limits of the first; ``read`` reads a sentence."""
    for halves in halves_of(tokens):
        heads = read(halves.head)
        again = amounts_again(halves) if heads and not has_verb(halves.rest) else ()
        if any(_is_among(heads, read(each)) for each in again):
            return heads
        alone = read(halves.rest) if heads else ()
        if _is_among(alone, heads):
            return alone
        found = {
            (each.entity.name, each.rules): each for said in concluded(halves, names) for each in read(said)
        }
        rest = tuple(found.values())
        if rest and (not heads or _is_among(rest, heads) or _is_nothing(heads, rest)):
            return rest
        if rest:
            return tuple(replace(each, named=False) for each in (*rest, *heads))
    return ()


def _is_among(readings: Sequence[Reading], others: Sequence[Reading]) -> bool:
    """Whether there are some, all of which are among the others as well."""
    known = {(each.entity.name, each.rules) for each in others}
    return bool(readings) and all((each.entity.name, each.rules) in known for each in readings)


def _is_nothing(heads: Sequence[Reading], rest: Sequence[Reading]) -> bool:
    """Whether "no discount" was said first, and then that it is zero."""
    if len(heads) != 1 or len(rest) != 1 or len(heads[0].rules) != 1 or len(rest[0].rules) != 1:
        return False
    return heads[0].entity is rest[0].entity and is_none_of(heads[0].rules[0], rest[0].rules[0])
