"""``manage.py regenerate_backend``: a generated project again, with all that people did to it since."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.regeneration import RegenerationRequest
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.report import GenerationReport
from erdgen.composition import list_protected
from erdgen.management import regeneration_summary as summary
from erdgen.management.options import (
    UsageError,
    add_model_argument,
    add_proof_arguments,
    end_on_signals,
    print_any_character,
    read_erd,
    read_proof_options,
)
from erdgen.management.progress import choose_progress
from erdgen.regenerations import run_regeneration


class Command(BaseCommand):
    """Parses the options, regenerates, prints the report."""

    help = "Generate a project again, from its own ERD or a new one, and merge what people did to it."
    requires_system_checks: list[str] = []  # noqa: RUF012 (declared so by Django)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="folder of a generated project")
        parser.add_argument(
            "--erd", metavar="FILE", help="a new version of the ERD (default: the project's own)"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would change")
        parser.add_argument(
            "--diff", action="store_true", help="show every change; with --dry-run, beforehand"
        )
        parser.add_argument(
            "--fill",
            action="append",
            default=[],
            metavar="MODEL.FIELD=VALUE",
            help="the value of a new required field in rows that exist; may be given several times",
        )
        parser.add_argument(
            "--allow-destructive",
            action="store_true",
            help="go on although values are lost: columns or tables go, or become too small",
        )
        parser.add_argument("--json", action="store_true", help="print one machine-readable report on stdout")
        add_proof_arguments(parser)
        add_model_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; the exit status is 0 (done), 1 (conflicts are left, or the proof failed) or 2 (refused)."""
        print_any_character()
        report = self.run(options)
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_json(report), indent=2))
        elif report.generation.status != "done":
            self._print(summary.describe_end(report), self.stderr)
        else:
            if options["diff"]:
                self._print(summary.show_differences(report), self.stdout)
            self._print(summary.summarise(report, verbose=options["verbosity"] > 1), self.stdout)
        if report.exit_status:
            sys.exit(report.exit_status)

    def run(self, options: dict[str, Any]) -> RegenerationReport:
        """The report of a regeneration, or of options that allow none."""
        folder = Path(options["folder"])
        try:
            request = build_request(folder, options)
        except UsageError as error:
            source = options["erd"] or str(folder)
            return RegenerationReport(GenerationReport("refused", source, folder, message=str(error)))
        progress = choose_progress(self.stdout, silent=options["json"], color=not options["no_color"])
        with end_on_signals(), progress as watcher:
            return run_regeneration(request, watcher, options["llm"])

    @staticmethod
    def _print(lines: Iterable[str], stream: Any) -> None:
        for line in lines:
            stream.write(line)


def build_request(folder: Path, options: dict[str, Any]) -> RegenerationRequest:
    """The options as a request; UsageError where one cannot be followed."""
    generation = GenerationRequest(
        data=read_erd(Path(options["erd"])) if options["erd"] else b"",
        name=options["erd"] or "",
        output=folder,
        dry_run=options["dry_run"],
        prove=not options["no_proof"],
        proof=read_proof_options(options),
        protected=list_protected(),
    )
    return RegenerationRequest(
        generation, dict(map(read_fill, options["fill"])), options["allow_destructive"]
    )


def read_fill(text: str) -> tuple[str, str]:
    """``Job.code=X1`` as target and value."""
    target, equals, value = text.partition("=")
    model, dot, name = target.partition(".")
    if not equals or not dot or not model.isidentifier() or not name.isidentifier():
        raise UsageError(f"--fill {text}: write MODEL.FIELD=VALUE, such as Job.code=none")
    return target, value
