"""The container's health check asks for what the site answers, by a name that it answers to."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from generator_site.healthcheck import main


class Site(BaseHTTPRequestHandler):
    """Ready or not, and refuses all names but one, as Django does."""

    name = "localhost"
    status = 200

    def do_GET(self) -> None:
        asked = (self.path, self.headers["Host"])
        self.send_response(self.status if asked == ("/readyz", self.name) else 400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """The tests say enough."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("allowed", "name"),
    [
        ("", "localhost"),
        ("*", "localhost"),
        ("erd.example.com,localhost", "erd.example.com"),
        (" erd.example.com", "erd.example.com"),
    ],
)
def test_it_asks_by_an_allowed_name(
    port: int, monkeypatch: pytest.MonkeyPatch, allowed: str, name: str
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    monkeypatch.setattr(Site, "name", name)
    assert main(port) == 0


def test_a_site_that_is_not_ready_is_told(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "status", 503)
    assert main(port) == 1


def test_no_site_at_all_is_told(port: int) -> None:
    with HTTPServer(("127.0.0.1", 0), Site) as gone:
        closed = gone.server_port
    assert main(closed) == 1
