"""``manage.py feedback``: the comments in a generated project, and what each would come to."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from erdgen.management import regeneration_summary as summary
from erdgen.management.options import print_any_character
from erdgen.regenerations import preview_wishes


class Command(BaseCommand):
    """Lists the comments; changes nothing."""

    help = "List the FIX, TODO and IMPROVE comments of a generated project, with what each would do."
    requires_system_checks: list[str] = []  # noqa: RUF012 (declared so by Django)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="folder of a generated project")
        parser.add_argument("--json", action="store_true", help="print one machine-readable list on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """List; the exit status is 0, or 2 where the folder cannot be read."""
        print_any_character()
        report = preview_wishes(Path(options["folder"]))
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_json(report), indent=2))
        elif report.exit_status:
            for line in summary.describe_end(report):
                self.stderr.write(line)
        else:
            for line in summary.list_wishes(report):
                self.stdout.write(line)
        if report.exit_status:
            sys.exit(report.exit_status)
