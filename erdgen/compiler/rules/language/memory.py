"""Readings are remembered: the same words are asked about from many sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


class Remembers(Protocol):
    """Something with a place to remember in."""

    memory: dict[Any, Any]


S = TypeVar("S", bound=Remembers)


def remembered(
    read: Callable[Concatenate[S, P], Iterator[T]],
) -> Callable[Concatenate[S, P], Iterator[T]]:
    """Runs ``read`` once for the same arguments; they must be hashable by identity or cheap value."""
    name = read.__qualname__

    @wraps(read)
    def recall(self: S, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        if len(args) == 1:  # by far the most frequent
            key: tuple[Any, ...] = (name, args[0], *kwargs.values()) if kwargs else (name, args[0])
        else:
            key = (name, *[getattr(arg, "name", arg) for arg in args], *kwargs.values())
        known = self.memory.get(key)
        if known is None:
            known = self.memory[key] = tuple(read(self, *args, **kwargs))
        return iter(known)

    return recall  # type: ignore[return-value]  # the same call, with the receiver by position


def remembered_here(read: Callable[[S, int], T]) -> Callable[[S, int], T]:
    """Runs ``read`` once for each place."""
    name = read.__qualname__

    @wraps(read)
    def recall(self: S, place: int) -> T:
        key = (name, place)
        if key in self.memory:
            return cast(T, self.memory[key])
        return cast(T, self.memory.setdefault(key, read(self, place)))

    return recall
