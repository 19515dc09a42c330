"""OpenTelemetry spans of the calls, in one place; without the package nothing happens.

Names are those of the semantic conventions for generative AI. Questions and answers are not in them:
they are a user's schema. `start_tracing` sends them to whatever OTEL_EXPORTER_OTLP_ENDPOINT names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from agents.llm.budget import CallRecord
from agents.llm.endpoint import Endpoint
from agents.llm.failures import SettingError

try:
    from opentelemetry import trace
except ImportError:
    trace = None  # type: ignore[assignment]  # the package is optional

TRACER = "erdgen.llm"
EXPORT = "OTEL_EXPORTER_OTLP_ENDPOINT"
PROVIDERS = {"google": "gcp.gemini", "azure": "azure.ai.openai"}

Finish = Callable[[CallRecord], None]


@contextmanager
def trace_call(endpoint: Endpoint, model: str, agent: str, limit: int) -> Iterator[Finish]:
    """A span round one request; what is yielded takes the record of what came of it."""
    if trace is None:
        yield _ignore
        return
    attributes: dict[str, str | int] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": PROVIDERS.get(endpoint.profile, endpoint.profile),
        "gen_ai.request.model": model,
        "gen_ai.request.max_tokens": limit,
        "gen_ai.output.type": "json",
        "gen_ai.agent.name": agent,
        "server.address": urlsplit(endpoint.base_url).hostname or "",
    }
    tracer = trace.get_tracer(TRACER)
    with tracer.start_as_current_span(
        f"chat {model}", kind=trace.SpanKind.CLIENT, attributes=attributes
    ) as span:

        def finish(record: CallRecord) -> None:
            span.set_attributes(_outcome(record))
            if record.failure is not None:
                span.set_status(trace.StatusCode.ERROR, record.failure.value)

        yield finish


def start_tracing(environ: Mapping[str, str]) -> bool:
    """Export spans where OTEL_EXPORTER_OTLP_ENDPOINT says; whether that was set. Raises SettingError."""
    if not environ.get(EXPORT):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # type: ignore[import-not-found]
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingError(f'{EXPORT} is set: `pip install "erdgen[tracing]"`, or unset it.') from error
    provider = TracerProvider(resource=Resource.create({"service.name": "erdgen"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def _ignore(record: CallRecord) -> None:
    """Without the package there is no span to finish."""


def _outcome(record: CallRecord) -> dict[str, Any]:
    told = {
        "gen_ai.usage.input_tokens": record.input_tokens,
        "gen_ai.usage.output_tokens": record.output_tokens,
        "gen_ai.response.finish_reasons": [record.finish_reason] if record.finish_reason else None,
        "gen_ai.response.model": record.answered_by or None,
        "error.type": record.failure.value if record.failure else None,
        "erdgen.task": record.task,
        "erdgen.attempt": record.attempt,
        "erdgen.cost.usd": float(record.usd),
        "erdgen.prompt.sha256": record.prompt_sha256,
        "erdgen.request.sha256": record.request_sha256,
    }
    return {name: value for name, value in told.items() if value is not None}
