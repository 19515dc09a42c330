"""Choosing a few of many, the same ones every time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def sample_evenly(items: Sequence[Item], count: int) -> list[Item]:
    """``count`` items spread evenly over all, in their order; all of them for 0 or a larger count."""
    if not 0 < count < len(items):
        return list(items)
    return [items[index * len(items) // count] for index in range(count)]
