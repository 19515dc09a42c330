"""What the README says of commands and options is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import load_command_class

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_readme_opens_with_two_commands() -> None:
    commands = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert commands[:2] == ["demo", "test"]


def test_every_target_named_exists_and_is_listed_by_help() -> None:
    listed = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)\b", README)) - {"nothing"}
    assert named <= listed, named - listed


def test_options_named_are_those_of_the_command() -> None:
    parser = load_command_class("erdgen", "generate_backend").create_parser("manage.py", "generate_backend")
    offered = {option for action in parser._actions for option in action.option_strings}
    named = set(re.findall(r"^\| `(--[a-z-]+)", README, re.MULTILINE))
    assert named <= offered
    own = {
        "--erd",
        "--output",
        "--dry-run",
        "--no-proof",
        "--explain",
        "--llm",
        "--json",
        "--python",
        "--database-url",
    }
    assert named == own


def test_documents_that_are_linked_exist() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target
