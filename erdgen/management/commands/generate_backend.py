"""``manage.py generate_backend``: an ERD file in, a proven Django backend out."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.proof.prove import ProofOptions
from erdgen.compiler.report import GenerationReport, as_json
from erdgen.management import summary
from erdgen.management.progress import choose_progress
from erdgen.runs import list_protected, run_generation

#: More than the language allows, so that the compiler, and not the memory, refuses what is too large.
READ_LIMIT = 128 * 1024 * 1024


class Command(BaseCommand):
    """Parses the options, runs the generation, prints the report."""

    help = "Generate a complete, proven Django REST backend from an ERD file."
    requires_system_checks: list[str] = []  # noqa: RUF012 (declared so by Django)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("erd", nargs="?", metavar="ERD", help="the ERD, a JSON file")
        parser.add_argument("--erd", dest="erd_option", metavar="FILE", help="the same, as an option")
        parser.add_argument(
            "--output", metavar="DIR", help="folder to generate (default: named after the ERD)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing, list what would be written"
        )
        parser.add_argument("--no-proof", action="store_true", help="leave out the checks and tests")
        parser.add_argument("--explain", action="store_true", help="say what each agent decided, and why")
        parser.add_argument("--json", action="store_true", help="print one machine-readable report on stdout")
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

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; the exit status is 0 (done and proven), 1 (proof failed) or 2 (bad input)."""
        print_any_character()
        report = self.run(options)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report, explain=options["explain"]), indent=2))
        else:
            self.print_report(report, options)
        if report.exit_status:
            sys.exit(report.exit_status)

    def run(self, options: dict[str, Any]) -> GenerationReport:
        """The report of a generation, or of options that allow none."""
        try:
            request = build_request(options)
        except UsageError as error:
            source = options["erd"] or options["erd_option"] or ""
            return GenerationReport("refused", source, Path(options["output"] or ""), message=str(error))
        progress = choose_progress(self.stdout, silent=options["json"], color=not options["no_color"])
        with end_on_signals(), progress as watcher:
            return run_generation(request, watcher)

    def print_report(self, report: GenerationReport, options: dict[str, Any]) -> None:
        """Success to stdout, everything else to stderr."""
        if report.status != "done":
            describe = summary.describe_failure if report.status == "failed" else summary.describe_refusal
            self._print(describe(report), self.stderr)
            return
        if report.dry_run:
            self._print(summary.list_dry_run(report), self.stdout)
        if options["explain"]:
            self._print(summary.explain_run(report), self.stdout)
        verbose = options["verbosity"] > 1 or options["explain"]
        self._print(summary.summarise(report, verbose=verbose), self.stdout)

    @staticmethod
    def _print(lines: Iterable[str], stream: Any) -> None:
        for line in lines:
            stream.write(line)


class UsageError(Exception):
    """The options cannot be followed; the message says why in one line."""


def build_request(options: dict[str, Any]) -> GenerationRequest:
    """The options as a request; UsageError when they contradict each other or the ERD cannot be read."""
    given = [name for name in (options["erd"], options["erd_option"]) if name]
    if len(given) != 1:
        raise UsageError("name one ERD file: generate_backend ERD, or --erd FILE")
    python = options["python"]
    if not os.access(python, os.X_OK):
        raise UsageError(f"--python {python}: not an interpreter")
    return GenerationRequest(
        data=read_erd(Path(given[0])),
        name=given[0],
        output=Path(options["output"] or name_output(given[0])),
        dry_run=options["dry_run"],
        prove=not options["no_proof"],
        proof=ProofOptions(os.path.abspath(python), options["database_url"]),
        protected=list_protected(),
    )


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


def name_output(erd: str) -> str:
    """``shop`` for ``path/to/shop_erd.json``."""
    stem = Path(erd).stem
    return re.sub(r"[_-]erd$", "", stem) or "backend"


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
