"""A scripted endpoint on loopback: each request gets the next step of a script, the last one for ever.

Steps write bytes to the connection themselves, so that they can do what no HTTP library would.
"""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

USAGE = {"prompt_tokens": 500, "completion_tokens": 20, "total_tokens": 520}


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Exchange:
    """One request and the connection that waits for its answer."""

    seen: Seen
    connection: socket.socket
    #: Set when the server stops: nobody sleeps longer than that.
    closing: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def pause(self, seconds: float) -> None:
        if self.closing.wait(seconds):
            raise ConnectionAbortedError


Step = Callable[[Exchange], None]


@dataclass
class FakeEndpoint:
    """The address of the running server, what it was asked, and what it will answer."""

    url: str
    port: int
    script: list[Step] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)

    def play(self, *steps: Step) -> None:
        with self.lock:
            self.script = list(steps)
            self.seen.clear()

    def next_step(self, seen: Seen) -> Step:
        with self.lock:
            self.seen.append(seen)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    endpoint: FakeEndpoint


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        try:
            seen = self.read_request()
            server.endpoint.next_step(seen)(Exchange(seen, self.connection, server.endpoint.closing))
        except OSError:
            # The client hung up, which is what several cases are about.
            return

    def read_request(self) -> Seen:
        method, path, _ = self.rfile.readline().decode("latin-1").split(" ", 2)
        headers = {}
        while line := self.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Seen(method, path, headers, self.rfile.read(int(headers.get("content-length", 0))))


@contextmanager
def serve_script() -> Iterator[FakeEndpoint]:
    """A running endpoint on a free port of the loopback interface."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        port = server.server_address[1]
        server.endpoint = FakeEndpoint(f"http://127.0.0.1:{port}/v1", port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.endpoint
        finally:
            server.endpoint.closing.set()
            server.shutdown()
            thread.join()


def head(status: int = 200, length: int | None = None, **headers: str) -> bytes:
    """A status line and headers; ``content_type="text/html"`` is Content-Type."""
    lines = [f"HTTP/1.1 {status} Scripted", "Connection: close"]
    named = {"content_type": "application/json"} | headers
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def raw(body: bytes, status: int = 200, **headers: str) -> Step:
    """Any bytes as a whole response."""

    def step(exchange: Exchange) -> None:
        exchange.send(head(status, len(body), **headers) + body)

    return step


def document(value: object, status: int = 200, **headers: str) -> Step:
    """A JSON document as a whole response."""
    return raw(json.dumps(value).encode(), status, **headers)


def completion(content: object, finish: str = "stop", **changes: Any) -> dict[str, Any]:
    """A chat completion; ``message`` and ``usage`` and whatever else is named stand in it instead."""
    message = {"role": "assistant", "content": content} | changes.pop("message", {})
    return {
        "id": "c1",
        "object": "chat.completion",
        "model": "test-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": USAGE,
    } | changes


def say(content: object, finish: str = "stop", **changes: Any) -> Step:
    """A chat completion that holds ``content``, a text or a value to be written as JSON."""
    text = content if isinstance(content, str | None) else json.dumps(content)
    return document(completion(text, finish, **changes))


def without_usage(content: object) -> Step:
    """A chat completion that does not say what it took."""
    answer = completion(content if isinstance(content, str) else json.dumps(content))
    del answer["usage"]
    return document(answer)


def fail(status: int, message: str = "no", code: str = "", **headers: str) -> Step:
    """An error as OpenAI words it."""
    return document({"error": {"message": message, "code": code}}, status, **headers)


def echo_question(exchange: Exchange) -> None:
    """The question is the answer."""
    say(exchange.seen.body["messages"][1]["content"])(exchange)


def echo_key(exchange: Exchange) -> None:
    """An error that says the key back."""
    fail(401, f"bad key {exchange.seen.headers['authorization']}")(exchange)


def reset(exchange: Exchange) -> None:
    """The connection is torn down without an answer."""
    linger = struct.pack("ii", 1, 0)
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    exchange.connection.close()


def stay_silent(exchange: Exchange) -> None:
    """Nothing comes, and the connection stays open."""
    exchange.pause(30)


def drip_body(exchange: Exchange) -> None:
    """One byte of the body every 20 ms: each read is in time, the whole never is."""
    body = json.dumps(completion("x" * 5000)).encode()
    exchange.send(head(length=len(body)))
    for at in range(len(body)):
        exchange.send(body[at : at + 1])
        exchange.pause(0.02)


def drip_headers(exchange: Exchange) -> None:
    """Headers without end."""
    exchange.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        exchange.send(f"X-{number}: 1\r\n".encode())
        exchange.pause(0.02)


def break_off(exchange: Exchange) -> None:
    """Half of the body that was announced."""
    body = json.dumps(completion("{}")).encode()
    exchange.send(head(length=len(body)) + body[: len(body) // 2])


def break_chunks(exchange: Exchange) -> None:
    """Chunks whose lengths are no numbers."""
    exchange.send(head(transfer_encoding="chunked") + b"zz\r\nhello\r\n")


def speak_no_http(exchange: Exchange) -> None:
    """Bytes of another protocol."""
    exchange.send(b"220 mail.example ESMTP\r\n")


def send_endlessly(exchange: Exchange) -> None:
    """A body without end and without a length."""
    exchange.send(head())
    for _ in range(200):
        exchange.send(b'{"choices": "' + b"x" * 65536)
