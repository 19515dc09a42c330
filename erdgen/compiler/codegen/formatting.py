"""Formats generated Python with ruff, and drops the imports that a module turned out not to need."""

from __future__ import annotations

import subprocess
from pathlib import Path

from erdgen.compiler.errors import ToolError
from erdgen.compiler.ruff import find_ruff

#: Ignore files above the staged tree do not count: a staging folder is usually ignored by git.
COMMON = ("--no-cache", "--no-respect-gitignore", "--quiet", ".")
#: UP034: Python prints more parentheses round what a model wrote than anybody would write.
PASSES = (("check", "--select", "F401,I,UP034", "--fix-only"), ("format",))


def format_tree(root: Path) -> None:
    """Tidy imports and format every Python file below ``root`` as the ``pyproject.toml`` there says.

    Raises:
        ToolError: ruff failed, as it does on a syntax error.
    """
    for words in PASSES:
        command = [find_ruff(), *words, *COMMON]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ToolError(f"ruff could not format the generated code:\n{done.stderr.strip()}")
