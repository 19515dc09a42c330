"""``manage.py llm_check``: whether the chosen language model can be used, and what to mend if it cannot."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from agents.llm.check import Line, check_endpoint
from agents.llm.failures import SettingError
from agents.llm.profiles import resolve_endpoint
from erdgen.management.options import print_any_character

NO_MODEL = (
    "No model is asked: choose one with --llm PROFILE[:MODEL], ERDGEN_LLM or ERDGEN_LLM_BASE_URL; "
    "see docs/llm.md."
)


class Command(BaseCommand):
    """Tries the endpoint with a few small questions; prints one line for each thing that matters."""

    help = "Try the chosen language model: address, key, model, structured output, context, price."
    requires_system_checks: list[str] = []  # noqa: RUF012 (declared so by Django)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--llm", default="", metavar="PROFILE[:MODEL]", help="what to try (default: ERDGEN_LLM)"
        )
        parser.add_argument(
            "--timeout",
            type=_read_seconds,
            default=60.0,
            metavar="SECONDS",
            help="for all questions together (default: 60)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """The exit status is 0 for a usable model or none, 1 for an unusable one, 2 for wrong settings."""
        print_any_character()
        try:
            endpoint = resolve_endpoint(options["llm"], os.environ)
        except SettingError as error:
            self.stderr.write(f"Refused: {error}")
            sys.exit(2)
        if endpoint is None:
            self.stdout.write(NO_MODEL)
            return
        lines = check_endpoint(endpoint, options["timeout"])
        for line in lines:
            self.stdout.write(_as_text(line))
        if not all(line.ok for line in lines):
            sys.exit(1)


def _read_seconds(text: str) -> float:
    """A number of seconds; an hour is more than any question takes."""
    seconds = float(text)
    if not 0 < seconds <= 3600:
        raise ValueError(text)
    return seconds


def _as_text(line: Line) -> str:
    text = f"{'ok  ' if line.ok else 'FAIL'} {line.subject}: {line.message}"
    return f"{text}\n     {line.remedy}" if line.remedy else text
