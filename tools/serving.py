"""A generated project as a running server, with seeded rows and accounts to sign in with."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.command import kill_group

PASSWORD = "a-passphrase-for-measuring"
ROWS = 10
READY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A generated project with a seeded database. ``accounts``: user names by role, "" for superusers."""

    project: Path
    database: Path
    accounts: dict[str, str]


def prepare_site(project: Path, database: Path) -> Site:
    """Migrate and seed; the accounts are what ``seed`` prints, a name and a role on each line."""
    manage(project, database, "migrate", "--verbosity", "0")
    printed = manage(project, database, "seed", "--rows", str(ROWS), "--password", PASSWORD)
    lines = [line.partition("  ") for line in printed.splitlines()[:-1]]
    return Site(project, database, {role.strip(): name for name, _, role in lines})


def manage(project: Path, database: Path, *words: str) -> str:
    """Run ``manage.py``; what it printed, or the end of this tool."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=project,
        env=build_environment(database),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"manage.py {words[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def build_environment(database: Path) -> dict[str, str]:
    """As for development: in production every request would be sent on to https."""
    return {
        "PATH": os.defpath,
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextmanager
def serve(site: Site, database: Path) -> Iterator[str]:
    """The address of a server on a fresh copy of the seeded database, as long as the block lasts."""
    shutil.copy(site.database, database)
    port = find_free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "core.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--timeout",
        "60",
    ]
    with database.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=site.project,
            env=build_environment(database),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        kill_group(process)
        process.wait()


def find_free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when ``/health/`` answers; the end of this tool when the server does not start."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the generated server did not start")


def read_schema(address: str) -> dict[str, Any]:
    """The OpenAPI document that the server offers."""
    with urllib.request.urlopen(f"{address}/api/schema/?format=json", timeout=60) as answer:
        document: dict[str, Any] = json.load(answer)
    return document


def sign_in(address: str, schema: dict[str, Any], username: str) -> str:
    """An access token, by the route that the OpenAPI document names."""
    path = next((path for path in schema["paths"] if path.endswith("/auth/token/")), None)
    if path is None:
        sys.exit("this needs an ERD whose API signs people in by JWT")
    body = json.dumps({"username": username, "password": PASSWORD}).encode()
    request = urllib.request.Request(f"{address}{path}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(json.load(answer)["access"])
