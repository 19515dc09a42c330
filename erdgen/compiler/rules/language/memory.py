"""Readings are remembered: the same words are asked about from many sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from erdgen.compiler.spec.project import Entity

P = ParamSpec("P")
T = TypeVar("T")


class Remembers(Protocol):
    """Something with a place to remember in."""

    memory: dict[Any, Any]


S = TypeVar("S", bound=Remembers)


def remembered(read: Callable[[S, int], Iterator[T]]) -> Callable[[S, int], Iterator[T]]:
    """Runs ``read`` once for each place."""
    name = read.__qualname__

    @wraps(read)
    def recall(self: S, place: int) -> Iterator[T]:
        key = (name, place)
        known = self.memory.get(key)
        if known is None:
            known = self.memory[key] = tuple(read(self, place))
        return iter(known)

    return recall


def remembered_of(
    read: Callable[Concatenate[S, int, Entity, P], Iterator[T]],
) -> Callable[Concatenate[S, int, Entity, P], Iterator[T]]:
    """Runs ``read`` once for each place, entity and what else is given; the rest must be hashable."""
    name = read.__qualname__

    @wraps(read)
    def recall(self: S, place: int, entity: Entity, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        key = (name, place, entity.name, *args, *kwargs.values())
        known = self.memory.get(key)
        if known is None:
            known = self.memory[key] = tuple(read(self, place, entity, *args, **kwargs))
        return iter(known)

    return recall  # type: ignore[return-value]  # the same call, with the receiver by position


def remembered_here(read: Callable[[S, int], T]) -> Callable[[S, int], T]:
    """Runs ``read`` once for each place; it gives one value, not several."""
    name = read.__qualname__

    @wraps(read)
    def recall(self: S, place: int) -> T:
        key = (name, place)
        if key in self.memory:
            return cast(T, self.memory[key])
        return cast(T, self.memory.setdefault(key, read(self, place)))

    return recall
