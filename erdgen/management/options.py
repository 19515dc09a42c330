"""What the commands that generate share: options of the proof, reading an ERD, and how to end."""

from __future__ import annotations

import io
import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from erdgen.compiler.proof.prove import ProofOptions

#: More than the language allows, so that the compiler, and not the memory, refuses what is too large.
READ_LIMIT = 128 * 1024 * 1024
#: How the address of a server may begin that the proof can use.
SERVERS = ("postgres", "postgresql")


class UsageError(Exception):
    """The options cannot be followed; the message says why in one line."""


def add_proof_arguments(parser: ArgumentParser) -> None:
    """The options that say whether and how to prove."""
    parser.add_argument("--no-proof", action="store_true", help="leave out the checks and tests")
    parser.add_argument(
        "--python",
        default=os.environ.get("ERDGEN_PROOF_PYTHON") or sys.executable,
        help="interpreter to prove with (default: this one)",
    )
    parser.add_argument(
        "--database-url",
        default=os.environ.get("ERDGEN_PROOF_DATABASE_URL", ""),
        metavar="URL",
        help="server to prove on, in a database of its own (default: SQLite)",
    )


def add_model_argument(parser: ArgumentParser) -> None:
    """The option that says which model the agents may ask."""
    parser.add_argument(
        "--llm",
        default="",
        metavar="PROFILE[:MODEL]",
        help="the model that the agents may ask, `off`, or `replay:RUN` (default: ERDGEN_LLM, else off)",
    )


def read_proof_options(options: dict[str, Any]) -> ProofOptions:
    """The options of ``add_proof_arguments``; UsageError where there is no such interpreter or server."""
    python = options["python"]
    if not os.access(python, os.X_OK):
        raise UsageError(f"--python {python}: not an interpreter")
    if not options["no_proof"]:
        check_server(options["database_url"])
    return ProofOptions(os.path.abspath(python), options["database_url"])


def check_server(url: str) -> None:
    """Connect once, so that nothing is generated in vain; UsageError where that fails."""
    scheme = url.partition("://")[0]
    if not url or scheme == "sqlite":
        return
    if scheme not in SERVERS:
        raise UsageError(f"--database-url: starts with none of {', '.join(f'{each}://' for each in SERVERS)}")
    # Takes a while to import, and few prove on a server.
    import psycopg
    from psycopg import conninfo

    try:
        # The proof makes a database of its own, so the one that is named need not be there.
        psycopg.connect(conninfo.make_conninfo(url, dbname="postgres", connect_timeout=5)).close()
    except psycopg.Error as error:
        # Its other lines are advice; none holds the password.
        raise UsageError(f"--database-url: {str(error).splitlines()[0]}") from None


def read_erd(path: Path) -> bytes:
    """The file's bytes; UsageError in one line when there are none to be had."""
    try:
        with path.open("rb") as file:
            return file.read(READ_LIMIT)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: a folder, not an ERD file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: cannot be read: {reason}") from None


def print_any_character() -> None:
    """Never fail on a terminal that cannot show a character of the ERD."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def end_on_signals() -> Iterator[None]:
    """Clean up and end with 128 + the signal's number when we are told to stop."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
