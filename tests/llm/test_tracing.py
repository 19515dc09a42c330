"""Spans of the calls."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agents.llm import tracing
from agents.llm.failures import SettingError
from tests.llm.fake_endpoint import FakeEndpoint, fail, say
from tests.llm.trials import KEY, answer, ask, make_consultant, make_endpoint

ROOT = Path(__file__).parents[2]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is exported during a test."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", lambda name: provider.get_tracer(name))
    yield exporter
    provider.shutdown()


def test_each_call_is_a_span(spans: InMemorySpanExporter, fake: FakeEndpoint, folder: Path) -> None:
    fake.play(fail(500), say(answer(), model="dated"))
    ask(make_consultant(make_endpoint(fake.url), folder), sentence="a secret plan")
    failed, done = spans.get_finished_spans()
    assert done.name == "chat test-model"
    assert done.kind is trace.SpanKind.CLIENT
    assert done.attributes is not None
    assert failed.attributes is not None
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "custom",
        "gen_ai.request.model": "test-model",
        "gen_ai.response.model": "dated",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 500,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.agent.name": "business_logic",
        "server.address": "127.0.0.1",
        "erdgen.attempt": 2,
    }
    assert expected.items() <= dict(done.attributes).items()
    assert failed.attributes["error.type"] == "server_error"
    assert failed.status.status_code is trace.StatusCode.ERROR
    told = str([span.to_json() for span in (failed, done)])
    assert "secret plan" not in told
    assert KEY not in told


def test_without_the_package_nothing_is_traced(
    monkeypatch: pytest.MonkeyPatch, fake: FakeEndpoint, folder: Path
) -> None:
    monkeypatch.setattr(tracing, "trace", None)
    fake.play(say(answer()))
    assert ask(make_consultant(make_endpoint(fake.url), folder)).answer is not None


def test_the_package_is_optional() -> None:
    code = "import sys; sys.modules['opentelemetry'] = None; import agents.llm.tracing as t; print(t.trace)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"


def test_export_is_off_unless_it_is_set() -> None:
    assert tracing.start_tracing({}) is False


def test_export_without_its_packages_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingError, match=r"erdgen\[tracing\]"):
        tracing.start_tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})
