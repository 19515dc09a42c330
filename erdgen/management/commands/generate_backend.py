"""``manage.py generate_backend``: an ERD file in, a proven Django backend out."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.report import GenerationReport, as_json
from erdgen.composition import list_protected, run_generation
from erdgen.management import summary
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
        parser.add_argument("--explain", action="store_true", help="say what each agent decided, and why")
        parser.add_argument("--json", action="store_true", help="print one machine-readable report on stdout")
        add_proof_arguments(parser)
        add_model_argument(parser)

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
            return run_generation(request, watcher, options["llm"])

    def print_report(self, report: GenerationReport, options: dict[str, Any]) -> None:
        """Success to stdout, everything else to stderr."""
        if options["explain"]:
            self._print(summary.explain_run(report), self.stdout)
        if report.status != "done":
            describe = summary.describe_failure if report.status == "failed" else summary.describe_refusal
            self._print(describe(report), self.stderr)
            return
        if report.dry_run:
            self._print(summary.list_dry_run(report), self.stdout)
        verbose = options["verbosity"] > 1 or options["explain"]
        self._print(summary.summarise(report, verbose=verbose), self.stdout)

    @staticmethod
    def _print(lines: Iterable[str], stream: Any) -> None:
        for line in lines:
            stream.write(line)


def build_request(options: dict[str, Any]) -> GenerationRequest:
    """The options as a request; UsageError when they contradict each other or the ERD cannot be read."""
    given = [name for name in (options["erd"], options["erd_option"]) if name]
    if len(given) != 1:
        raise UsageError("name one ERD file: generate_backend ERD, or --erd FILE")
    return GenerationRequest(
        data=read_erd(Path(given[0])),
        name=given[0],
        output=Path(options["output"] or name_output(given[0])),
        dry_run=options["dry_run"],
        prove=not options["no_proof"],
        proof=read_proof_options(options),
        protected=list_protected(),
    )


def name_output(erd: str) -> str:
    """``shop`` for ``path/to/shop_erd.json``."""
    stem = Path(erd).stem
    return re.sub(r"[_-]erd$", "", stem) or "backend"
