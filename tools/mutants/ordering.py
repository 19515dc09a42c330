"""Pytest plugin: the tests whose name holds ``MUTANT_FIRST``, most likely to notice the mutant, run first."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stable: everything else keeps its order."""
    first = os.environ.get("MUTANT_FIRST", "")
    items.sort(key=lambda item: first not in item.nodeid)
