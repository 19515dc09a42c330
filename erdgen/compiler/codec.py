"""Contributions, outcomes and the like as plain JSON values, and back to the same dataclasses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.passes import Comment
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.called import Called

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


def fits(value: Any, hint: Any) -> bool:
    """Whether ``value`` is what ``hint`` says, to its last part: ``decode`` looks at no plain value."""
    if is_dataclass(hint):
        return type(value) is hint and _holds_what_fits(value, hint)
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and _all_fit(value, parts)
    if get_origin(hint) is Literal:
        return any(type(value) is type(part) and value == part for part in parts)
    if parts:
        return any(fits(value, part) for part in parts)
    return type(value) is hint


def _holds_what_fits(value: Any, made: Any) -> bool:
    return all(fits(getattr(value, name), part) for name, part in _list_parts(made).items())


def _all_fit(values: tuple[Any, ...], parts: tuple[Any, ...]) -> bool:
    if parts[-1] is Ellipsis:
        return all(fits(value, parts[0]) for value in values)
    return len(values) == len(parts) and all(map(fits, values, parts))


@cache
def _list_parts(made: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(made)
    return {field.name: hints[field.name] for field in fields(made)}


@cache
def list_classes() -> dict[str, type[Any]]:
    """Every dataclass that can occur, by its name."""
    found: dict[str, type[Any]] = {}
    waiting: list[Any] = [AnyContribution, RuleOutcome, Comment, Called]
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
