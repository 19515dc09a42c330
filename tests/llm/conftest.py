"""One fake endpoint for the tests of this folder, and instructions of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.llm.fake_endpoint import FakeEndpoint, serve_script
from tests.llm.trials import make_folder


@pytest.fixture(scope="session")
def _server() -> Iterator[FakeEndpoint]:
    with serve_script() as endpoint:
        yield endpoint


@pytest.fixture
def fake(_server: FakeEndpoint) -> FakeEndpoint:
    """The endpoint without a script."""
    _server.play()
    return _server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Instructions for the task ``rules``, with their pins."""
    return make_folder(tmp_path)
