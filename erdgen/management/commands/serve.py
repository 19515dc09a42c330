"""``manage.py serve``: the site and a worker on this machine, without any server to set up."""

from __future__ import annotations

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from erdgen.compiler.proof.launcher import die_with_parent
from erdgen.models import Queue

#: Seconds that the site and the worker get to end before they are made to.
GRACE = 15
LOCAL = "127.0.0.1"
STOPPING = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):  # noqa: N818 (it is asked for, not an error)
    """Ctrl-C, or SIGTERM."""


class Command(BaseCommand):
    """Prepares the database, starts a worker and the site, and stops both together."""

    help = "Serve the site on this machine, with a worker; Ctrl-C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
        parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(options["port"])
        call_command("migrate", verbosity=0, interactive=False)
        self.make_first_admin()
        environment = build_environment()
        with stopping_on_signals():
            processes = [start_worker(environment) for _ in range(options["jobs"])]
            processes.append(start_site(environment, options["port"]))
            try:
                self.stdout.write(f"The site is on http://{LOCAL}:{options['port']}/admin/ (Ctrl-C stops it)")
                self.stdout.flush()
                wait_for_one(processes)
            except Stopped:
                self.stdout.write("Stopping …")
            finally:
                statuses = stop(processes)
        # One that was told to stop before it could listen is ended by the signal itself.
        if any(status not in (0, -signal.SIGTERM) for status in statuses):
            raise CommandError(f"a worker or the site failed: they ended with {statuses}")

    def make_first_admin(self) -> None:
        """Somebody has to be able to sign in: asked for on a terminal, else made up and printed this once."""
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            return
        if sys.stdin.isatty():
            self.stdout.write("The first account, an administrator:")
            call_command("createsuperuser")
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser("admin", password=password)
        self.stdout.write(f"The first account: admin, password {password} (printed only this once)")


def refuse_taken_port(port: int) -> None:
    """CommandError when another program has the port; gunicorn would only say so after a while."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCAL, port))
        except OSError as error:
            raise CommandError(
                f"port {port} is not free ({error.strerror}); name another one with --port"
            ) from None


def build_environment() -> dict[str, str]:
    """What all processes are told: the site is for this machine alone, so it needs no HTTPS."""
    local = {"HTTPS": "0", "ALLOWED_HOSTS": f"{LOCAL},localhost", "SECRET_KEY": read_secret_key()}
    return {**local, **os.environ}


def read_secret_key() -> str:
    """Made up once and kept, so that nobody has to sign in again after a restart."""
    file = settings.DATA_DIR / "secret_key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return str(file.read_text(encoding="utf-8"))


def start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """One worker for all queues."""
    # Of its warnings only one comes up here: that it is run by root, as in a container.
    program = ["-W", "ignore::UserWarning", "-m", "celery", "--quiet", "-A", "generator_site.celery"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    queues = ["--queues", ",".join(Queue.values)]
    return start([*program, "worker", *alone, *queues, "--loglevel", "WARNING"], environment)


def start_site(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """The site itself."""
    options = ["--bind", f"{LOCAL}:{port}", "--threads", "4", "--log-level", "warning"]
    return start(["-m", "gunicorn", *options, "generator_site.wsgi"], environment)


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A process that Ctrl-C does not reach, as we stop it ourselves; it ends with us, however we end."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=partial(die_with_parent, ctypes.CDLL(None)),
    )


def wait_for_one(processes: list[subprocess.Popen[bytes]]) -> None:
    """Until one of them ends, which none does unasked."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.2)


def stop(processes: list[subprocess.Popen[bytes]]) -> list[int]:
    """End them, politely at first; their exit statuses. Another Ctrl-C meanwhile changes nothing."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return [process.returncode for process in processes]


def end(number: int, frame: FrameType | None) -> None:
    raise Stopped


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into ``Stopped``."""
    before = {number: signal.signal(number, end) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
