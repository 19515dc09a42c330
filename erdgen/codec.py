"""Contributions, outcomes and the like as plain JSON values, and back to the same dataclasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.passes import Comment
from erdgen.compiler.rules.vocabulary import RuleOutcome

#: Holds the name of the dataclass that an object stands for.
TAG = "@"


def encode(value: Any) -> Any:
    """Dataclasses as tagged objects, tuples as lists; all else is plain already."""
    if is_dataclass(value):
        named = {field.name: encode(getattr(value, field.name)) for field in fields(value)}
        return {TAG: type(value).__name__, **named}
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"no JSON for {value!r}")


def decode(value: Any) -> Any:
    """What ``encode`` was given. KeyError or TypeError for what no dataclass of today looks like."""
    if isinstance(value, dict):
        named = {name: decode(part) for name, part in value.items() if name != TAG}
        return list_classes()[value[TAG]](**named)
    if isinstance(value, list):
        return tuple(decode(part) for part in value)
    return value


@cache
def list_classes() -> dict[str, type[Any]]:
    """Every dataclass that can occur, by its name."""
    found: dict[str, type[Any]] = {}
    waiting: list[Any] = [AnyContribution, RuleOutcome, Comment]
    while waiting:
        for made in _dataclasses_in(waiting.pop()):
            if found.get(made.__name__) is made:
                continue
            if made.__name__ in found:
                raise TypeError(f"two dataclasses are called {made.__name__}")
            found[made.__name__] = made
            waiting += get_type_hints(made).values()
    return found


def _dataclasses_in(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from _dataclasses_in(part)
