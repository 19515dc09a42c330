"""``manage.py explain_rules``: what is understood of the business rules of an ERD, and where it will hold."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from erdgen.compiler.findings import Finding
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.report import finding_as_json
from erdgen.compiler.rules.sentences import compile_rules
from erdgen.compiler.spec.project import Project
from erdgen.management.options import UsageError, print_any_character, read_erd
from erdgen.management.rule_words import explain_as_json, explain_as_text


class Command(BaseCommand):
    """Reads an ERD, compiles its rules, and says what came of each."""

    help = "Say for each business rule of an ERD what was understood and where it will be enforced."
    requires_system_checks: list[str] = []  # noqa: RUF012 (declared so by Django)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("erd", metavar="ERD", help="the ERD, a JSON file")
        parser.add_argument("--json", action="store_true", help="print one machine-readable list on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """The exit status is 0, or 2 for an ERD that cannot be read."""
        print_any_character()
        source = options["erd"]
        try:
            project, findings = parse_erd(read_erd(Path(source)), Path(source).stem)
        except UsageError as error:
            self.stderr.write(f"Refused: {error}")
            sys.exit(2)
        if project is None:
            self.refuse(findings, source, as_json=options["json"])
        else:
            self.explain(project, source, as_json=options["json"])

    def refuse(self, findings: tuple[Finding, ...], source: str, *, as_json: bool) -> None:
        """Every problem with its place."""
        if as_json:
            document = {"rules": [], "findings": [finding_as_json(finding) for finding in findings]}
            self.stdout.write(json.dumps(document, indent=2, ensure_ascii=False))
        else:
            for finding in findings:
                self.stderr.write(finding.as_text(source))
        sys.exit(2)

    def explain(self, project: Project, source: str, *, as_json: bool) -> None:
        outcomes = compile_rules(project)
        if as_json:
            document = {"rules": explain_as_json(project, outcomes), "findings": []}
            self.stdout.write(json.dumps(document, indent=2, ensure_ascii=False))
            return
        for line in explain_as_text(project, outcomes, source):
            self.stdout.write(line)
