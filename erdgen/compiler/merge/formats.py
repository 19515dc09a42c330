"""Which files are read as what, and whether a text is one of its format."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import libcst as cst

from erdgen.compiler.merge.markdown import read_markdown
from erdgen.compiler.merge.pieces import Piece, Prose
from erdgen.compiler.merge.python_source import read_python
from erdgen.compiler.merge.settings_files import read_env, read_json, read_requirements, read_toml


@dataclass(frozen=True, slots=True)
class Format:
    """``read`` gives pieces and indentation; ``check`` raises one of ``ERRORS`` on malformed text.

    In an ``exact`` format white space is a change like any other. ``tolerate`` is a check that takes what
    newer versions of the format allow too, but overlooks some errors.
    """

    name: str
    read: Callable[[str], tuple[Piece, str]]
    check: Callable[[str], object]
    exact: bool = False
    tolerate: Callable[[str], object] | None = None


ERRORS = (SyntaxError, ValueError, RecursionError, cst.ParserSyntaxError)


def read_lines(text: str) -> tuple[Prose, str]:
    """A file that is merged line by line."""
    return Prose(text), ""


def accept(text: str) -> None:
    """Any text is well formed."""


PYTHON = Format("Python", read_python, ast.parse, tolerate=cst.parse_module)
TOML = Format("TOML", read_toml, tomllib.loads)
JSON = Format("JSON", read_json, json.loads)
REQUIREMENTS = Format("requirements", read_requirements, accept, exact=True)
ENVIRONMENT = Format("environment", read_env, accept, exact=True)
MARKDOWN = Format("Markdown", read_markdown, accept, exact=True)
LINES = Format("text", read_lines, accept, exact=True)
BY_SUFFIX = {".py": PYTHON, ".pyi": PYTHON, ".toml": TOML, ".json": JSON, ".md": MARKDOWN}


def format_of(path: str) -> Format:
    """The format of a file, by its name."""
    name = PurePosixPath(path).name
    if name.startswith("requirements") and name.endswith((".txt", ".in")):
        return REQUIREMENTS
    if name == ".env" or name.startswith(".env."):
        return ENVIRONMENT
    return BY_SUFFIX.get(PurePosixPath(path).suffix, LINES)
