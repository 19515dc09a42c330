"""``manage.py serve`` on a fresh machine: the site answers, the worker works, and both stop together."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.servers import free_port
from tests.services.site import SUBMIT

ROOT = Path(__file__).resolve().parents[2]
ERD = ROOT / "fixtures" / "erds" / "seed_snippet.json"
COMMAND = [sys.executable, "manage.py", "serve", "--port"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    place = {"ERDGEN_DATA": str(tmp_path / "data"), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    return {**os.environ, **place, "DJANGO_SETTINGS_MODULE": "generator_site.settings"}


@contextlib.contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, once the site answers, and what it said until then."""
    with subprocess.Popen(
        [*COMMAND, str(port)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "The site is on" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            wait_until(lambda: fetch(port) == 200)
            yield process, said
        finally:
            process.kill()


def fetch(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def wait_until(holds, seconds: float = 30) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def read_state(tmp_path: Path, run: int) -> str:
    with contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        return str(connection.execute("SELECT state FROM erdgen_run WHERE id = ?", (run,)).fetchone()[0])


@pytest.mark.long
def test_one_command_serves_works_and_stops(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    with serving(environment, port) as (process, said):
        assert re.search(r"The first account: admin, password \S{16} \(printed only this once\)", said)
        asked = json.dumps({"runs": {"shop": str(ERD)}, "prove": False})
        done = subprocess.run(
            [sys.executable, "-c", SUBMIT],
            cwd=ROOT,
            env=environment,
            input=asked,
            capture_output=True,
            text=True,
            check=True,
        )
        (run,) = json.loads(done.stdout)
        wait_until(lambda: read_state(tmp_path, run) == "applied")
        assert (tmp_path / "data/outputs/shop/manage.py").exists()
        assert (tmp_path / "data/secret_key").stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with serving(environment, port) as (process, said):
        assert "password" not in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_a_port_that_is_taken_is_told_at_once(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*COMMAND, port], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"port {port} is not free" in done.stderr
