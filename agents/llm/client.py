"""One request on the wire: the only module that knows the ``openai`` package.

What is asked of the package, and why no more:

- ``chat.completions.with_raw_response.create``: the bytes are read by `reading.py`. The package's own
  reading raises on HTML, on invalid JSON and on bytes that are no UTF-8, and then the usage is lost.
- ``max_retries=0``: each try is reserved and settled by itself (`courier.py`), which the package's own
  retries would hide, and they may sleep for two minutes past any deadline.
- Its timeouts are for one read each. A watchdog ends the whole request at its deadline by shutting down the
  connection, so a server that sends a byte a second gains nothing.
- A hook reduces the headers to those needed: settings of the environment for OpenAI (organisation, own
  headers) are no business of other endpoints. Redirects are not followed: the question would go along.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from threading import Lock, Timer
from typing import Any, TypeVar

import httpx2
import openai

from agents.llm.cleaning import clean_text
from agents.llm.endpoint import Endpoint, Level
from agents.llm.failures import Failure, Kind
from agents.llm.reading import Heard, describe_error, read_body

OutcomeT = TypeVar("OutcomeT")

#: The last is how the package marks for itself that the raw response was asked for.
KEPT_HEADERS = frozenset(
    {"host", "content-type", "content-length", "accept", "user-agent", "x-stainless-raw-response"}
)
CONNECT_SECONDS = 10.0
STATUS_KINDS = {
    401: Kind.KEY_REFUSED,
    402: Kind.NO_CREDIT,
    403: Kind.KEY_REFUSED,
    404: Kind.NO_SUCH_MODEL,
    408: Kind.SERVER_ERROR,
    409: Kind.SERVER_ERROR,
    413: Kind.INPUT_TOO_LARGE,
    429: Kind.RATE_LIMITED,
}


class _OversizedError(Exception):
    """More bytes than an answer may have."""


class _EncodedError(Exception):
    """Compressed although no compression was offered; it is not unpacked."""


@dataclass
class _Watchdog:
    """Shuts the connections of one request at its deadline, wherever the request waits at that moment."""

    seconds: float
    barked: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def watch(self) -> Iterator[None]:
        timer = Timer(self.seconds, self._bark)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                for connection in self._sockets:
                    connection.close()
                self._sockets.clear()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Hears from the transport of every connection that it opens."""
        if not event.endswith(".connect_tcp.complete"):
            return
        opened = info["return_value"].get_extra_info("socket")
        # A second handle on the same connection stays valid while TLS is put on top of the first.
        handle = socket.socket(fileno=os.dup(opened.fileno()))
        with self._lock:
            self._sockets.append(handle)
            if self.barked:
                _shut(handle)

    def _bark(self) -> None:
        with self._lock:
            self.barked = True
            for connection in self._sockets:
                _shut(connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Capped(httpx2.SyncByteStream):
    """The bytes of a response up to a limit."""

    def __init__(self, stream: httpx2.SyncByteStream, limit: int) -> None:
        self._stream = stream
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        seen = 0
        for chunk in self._stream:
            seen += len(chunk)
            if seen > self._limit:
                raise _OversizedError
            yield chunk

    def close(self) -> None:
        self._stream.close()


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model that an endpoint has; ``context`` in tokens, None where it does not say."""

    name: str
    context: int | None = None


@dataclass
class Client:
    """Sends requests to one endpoint; safe for several threads, since each request has its own connection."""

    endpoint: Endpoint
    #: The longest answer that is read, in bytes.
    byte_limit: int = 2_000_000

    def send(
        self,
        model: str,
        instruction: str,
        data: str,
        level: Level,
        schema: Mapping[str, Any],
        limit: int,
        seconds: float,
    ) -> Heard:
        """What came of one question, ``seconds`` later at the latest. Never raises."""
        body = {
            **self.endpoint.extra,
            self.endpoint.limit_parameter: limit,
            **_response_format(level, schema),
        }
        messages = [{"role": "system", "content": instruction}, {"role": "user", "content": data}]

        def ask(client: openai.OpenAI) -> Heard:
            created = client.chat.completions.with_raw_response.create(
                model=model,
                messages=messages,  # type: ignore[arg-type]  # plain dicts are what goes over the wire
                extra_body=body,
            )
            return read_body(self._without_key(created.content))

        heard = self._request(ask, seconds)
        return Heard(failure=heard) if isinstance(heard, Failure) else heard

    def list_models(self, seconds: float) -> tuple[ListedModel, ...] | Failure:
        """The models that the endpoint says it has. Never raises."""

        def ask(client: openai.OpenAI) -> tuple[ListedModel, ...] | Failure:
            return _read_models(client.models.with_raw_response.list().content)

        return self._request(ask, seconds)

    def _request(self, ask: Callable[[openai.OpenAI], OutcomeT], seconds: float) -> OutcomeT | Failure:
        watchdog = _Watchdog(seconds)
        failure: Failure | None = None
        try:
            with watchdog.watch(), self._open(watchdog) as client:
                outcome = ask(client)
        except Exception as error:
            failure = self._explain(error)
        if watchdog.barked or (failure is not None and failure.kind is Kind.TIMED_OUT):
            return Failure(Kind.TIMED_OUT, f"no whole answer within {seconds:g} seconds")
        return outcome if failure is None else failure

    @contextmanager
    def _open(self, watchdog: _Watchdog) -> Iterator[openai.OpenAI]:
        def prepare(request: httpx2.Request) -> None:
            for name in set(request.headers) - KEPT_HEADERS:
                del request.headers[name]
            request.headers["accept-encoding"] = "identity"
            request.headers["connection"] = "close"
            if self.endpoint.key:
                request.headers["authorization"] = f"Bearer {self.endpoint.key.reveal()}"
            request.extensions["trace"] = watchdog.trace

        def receive(response: httpx2.Response) -> None:
            if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
                raise _EncodedError
            assert isinstance(response.stream, httpx2.SyncByteStream)
            response.stream = _Capped(response.stream, self.byte_limit)

        http = httpx2.Client(
            verify=_tls_context(),
            follow_redirects=False,
            timeout=httpx2.Timeout(watchdog.seconds, connect=min(CONNECT_SECONDS, watchdog.seconds)),
            event_hooks={"request": [prepare], "response": [receive]},
        )
        with openai.OpenAI(
            # The hook puts the key on; this one only keeps the package from looking for another.
            api_key="unused",
            base_url=self.endpoint.base_url,
            max_retries=0,
            http_client=http,
        ) as client:
            yield client

    def _explain(self, error: Exception) -> Failure:
        if isinstance(error, openai.APIStatusError):
            return self._explain_status(error.response)
        if isinstance(error, openai.APITimeoutError):
            unopened = isinstance(error.__cause__, httpx2.ConnectTimeout)
            return Failure(Kind.UNREACHABLE if unopened else Kind.TIMED_OUT, "the connection timed out")
        if isinstance(error, _OversizedError):
            return Failure(Kind.OVERSIZED, f"the answer is longer than {self.byte_limit} bytes")
        if isinstance(error, _EncodedError):
            return Failure(Kind.OVERSIZED, "the answer is compressed, which was not asked for")
        if isinstance(error, openai.APIConnectionError) and isinstance(error.__cause__, httpx2.ConnectError):
            return Failure(Kind.UNREACHABLE, self._line(str(error.__cause__)) or "no connection")
        return Failure(Kind.BROKEN_OFF, f"the connection ended in the middle ({_cause_of(error)})")

    def _explain_status(self, response: httpx2.Response) -> Failure:
        status = response.status_code
        code, message = describe_error(response.content)
        detail = self._line(": ".join(part for part in (f"HTTP {status}", message or code) if part))
        if 300 <= status < 400:
            return Failure(Kind.REDIRECTED, f"HTTP {status}: the endpoint sends requests elsewhere")
        kind = STATUS_KINDS.get(status, Kind.SERVER_ERROR if status >= 500 else Kind.BAD_REQUEST)
        if "context_length" in code:
            kind = Kind.INPUT_TOO_LARGE
        if "insufficient_quota" in code:
            kind = Kind.NO_CREDIT
        return Failure(kind, detail, _read_retry_after(response.headers))

    def _without_key(self, content: bytes) -> bytes:
        """An endpoint may say the key back; Latin-1 takes every byte there and back."""
        return self.endpoint.key.remove_from(content.decode("latin-1")).encode("latin-1")

    def _line(self, text: str) -> str:
        """One line of somebody else's text, without the key."""
        return clean_text(self.endpoint.key.remove_from(text))[:300]


@cache
def _tls_context() -> ssl.SSLContext:
    """One for all requests: reading the certificates of the system takes as long as a small request."""
    return httpx2.create_ssl_context()


def _response_format(level: Level, schema: Mapping[str, Any]) -> dict[str, Any]:
    if level is Level.JSON_SCHEMA:
        named = {"name": "answer", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if level is Level.JSON_OBJECT else {}


def _cause_of(error: Exception) -> str:
    """The names of the types only: texts of the transport may quote what was sent."""
    return type(error.__cause__ or error).__name__


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from a number or a date."""
    value = headers.get("retry-after", "").strip()
    with suppress(ValueError):
        return max(0.0, float(value))
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    return None


def _read_models(content: bytes) -> tuple[ListedModel, ...] | Failure:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return Failure(Kind.NOT_AN_API, "the list of models is no JSON")
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        return Failure(Kind.NOT_AN_API, "the endpoint lists no models")
    named = [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    return tuple(ListedModel(clean_text(row["id"])[:200], _read_context(row)) for row in named)


def _read_context(row: dict[str, Any]) -> int | None:
    """Servers name it in their own ways: OpenRouter, vLLM, llama-server, others."""
    meta = row.get("meta") if isinstance(row.get("meta"), dict) else {}
    for value in (
        row.get("context_length"),
        row.get("max_model_len"),
        row.get("context_window"),
        (meta or {}).get("n_ctx"),
        (meta or {}).get("n_ctx_train"),
    ):
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return None
