"""One fake endpoint for the tests of this folder, which the commands find by the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.llm.fake_endpoint import FakeEndpoint, Step, serve_script


@pytest.fixture(scope="session")
def _server() -> Iterator[FakeEndpoint]:
    with serve_script() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(_server: FakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakeEndpoint]:
    """Play steps at the endpoint that ERDGEN_LLM_BASE_URL names."""

    def play(*steps: Step) -> FakeEndpoint:
        _server.play(*steps)
        for name, value in {
            "ERDGEN_LLM_BASE_URL": _server.url,
            "ERDGEN_LLM_MODEL": "test-model",
            "ERDGEN_LLM_API_KEY": KEY,
            "ERDGEN_LLM_PRICE": "1,2",
        }.items():
            monkeypatch.setenv(name, value)
        return _server

    return play


KEY = "sk-key-of-the-enriched-tests"
