"""The servers of the machine, and how to make them fail."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import psycopg

POSTGRES = os.environ.get("SERVICES_DATABASE_URL") or "postgres://postgres@localhost:5432/postgres"
RABBITMQ = os.environ.get("SERVICES_RABBITMQ_URL") or "amqp://guest:guest@localhost:5672"


class Broker(Protocol):
    """A broker for one test; ``restart`` is rude."""

    url: str

    def restart(self) -> None: ...

    def stop(self) -> None: ...


class Folder:
    """The broker of ``make serve``: no server, so nothing to restart."""

    url = ""

    def restart(self) -> None: ...

    def stop(self) -> None: ...


@contextlib.contextmanager
def make_database() -> Iterator[str]:
    """A database of our own on the server; fails where there is none."""
    name = f"erdgen_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=5) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Redis:
    """A Redis server of our own that keeps nothing: a restart loses every message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._start()

    def _start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is needed here"
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [program, *options, "--dir", str(self._folder)], stdout=subprocess.DEVNULL
        )
        wait_for_port(self._port)

    def restart(self) -> None:
        self.stop()
        time.sleep(2)
        self._start()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class RabbitMQ:
    """A virtual host of our own on the RabbitMQ server of this machine; a restart closes all connections."""

    def __init__(self) -> None:
        self._host = f"erdgen-{uuid.uuid4().hex[:12]}"
        self.url = f"{RABBITMQ}/{self._host}"
        self._control("add_vhost", self._host)
        self._control(
            "set_permissions", "-p", self._host, urlsplit(RABBITMQ).username or "guest", *[".*"] * 3
        )

    def restart(self) -> None:
        self._control("stop_app")
        time.sleep(2)
        self._control("start_app")

    def stop(self) -> None:
        self._control("delete_vhost", self._host)

    def _control(self, *arguments: str) -> None:
        program = shutil.which("rabbitmqctl")
        assert program, "rabbitmqctl is needed here"
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Way:
    """A way to a server that can be cut: what passes through here is closed, and nothing new gets in."""

    host: str
    port: int
    here: int = 0
    _cut: threading.Event = field(default_factory=threading.Event)
    _open: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.here = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        self._cut.set()
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def mend(self) -> None:
        self._cut.clear()

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if self._cut.is_set():
                caller.close()
                continue
            server = socket.create_connection((self.host, self.port))
            self._open += [caller, server]
            for source, target in ((caller, server), (server, caller)):
                threading.Thread(target=pass_on, args=(source, target), daemon=True).start()


def pass_on(source: socket.socket, target: socket.socket) -> None:
    """Everything from one end to the other, until either is closed."""
    with contextlib.suppress(OSError), source, target:
        while data := source.recv(65_536):
            target.sendall(data)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 10) -> None:
    """Until somebody listens."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, f"nobody listens on {port}"
            time.sleep(0.05)
