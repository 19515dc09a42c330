"""The deadline over TLS: in the handshake and in the answer."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agents.llm import client as client_module
from agents.llm.client import Client
from agents.llm.endpoint import Level
from agents.llm.failures import Kind
from agents.llm.reading import Heard
from tests.llm.fake_endpoint import completion, head
from tests.llm.trials import make_endpoint

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")

BODY = json.dumps(completion("x" * 5000)).encode()
Behaviour = Callable[[socket.socket, ssl.SSLContext], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost in one file."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    subprocess.run([*command, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture
def ask_over_tls(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Behaviour], Heard]]:
    """Asks a server that behaves so, for at most half a second."""
    monkeypatch.setattr(client_module, "_tls_context", lambda: ssl.create_default_context(cafile=certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def ask(behaviour: Behaviour) -> Heard:
            def serve() -> None:
                connection, _ = listener.accept()
                with connection:
                    try:
                        behaviour(connection, context)
                    except OSError:
                        # The client hung up at its deadline.
                        return

            thread = threading.Thread(target=serve)
            thread.start()
            endpoint = make_endpoint(f"https://localhost:{listener.getsockname()[1]}/v1")
            started = time.monotonic()
            heard = Client(endpoint).send("m", "i", "d", Level.PROMPT, {}, 10, 0.5)
            # What drips takes 20 s and more.
            assert time.monotonic() - started < 10
            thread.join()
            return heard

        yield ask


def answer_at_once(connection: socket.socket, context: ssl.SSLContext) -> None:
    with context.wrap_socket(connection, server_side=True) as wrapped:
        read_request(wrapped)
        wrapped.sendall(head(length=len(BODY)) + BODY)


def drip_answer(connection: socket.socket, context: ssl.SSLContext) -> None:
    with context.wrap_socket(connection, server_side=True) as wrapped:
        read_request(wrapped)
        wrapped.sendall(head(length=len(BODY)))
        drip(wrapped, BODY)


def drip_handshake(connection: socket.socket, context: ssl.SSLContext) -> None:
    connection.sendall(b"\x16\x03\x03\x40\x00")
    drip(connection, bytes(1000))


def drip(connection: socket.socket, data: bytes) -> None:
    for at in range(len(data)):
        connection.sendall(data[at : at + 1])
        time.sleep(0.02)


def read_request(connection: socket.socket) -> None:
    seen = b""
    while not seen.endswith(b"}"):
        seen += connection.recv(65536)


def test_an_answer_over_tls(ask_over_tls: Callable[[Behaviour], Heard]) -> None:
    assert ask_over_tls(answer_at_once).text == "x" * 5000


@pytest.mark.parametrize("behaviour", [drip_answer, drip_handshake])
def test_the_deadline_holds(behaviour: Behaviour, ask_over_tls: Callable[[Behaviour], Heard]) -> None:
    heard = ask_over_tls(behaviour)
    assert heard.failure is not None
    # On a machine that stands still meanwhile, the limit for connecting may be met first.
    assert heard.failure.kind in (Kind.TIMED_OUT, Kind.UNREACHABLE)


def test_a_certificate_that_nobody_vouches_for(
    ask_over_tls: Callable[[Behaviour], Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_tls_context", ssl.create_default_context)
    heard = ask_over_tls(answer_at_once)
    assert heard.failure is not None
    assert heard.failure.kind is Kind.UNREACHABLE
    assert "certificate" in heard.failure.detail.lower()
