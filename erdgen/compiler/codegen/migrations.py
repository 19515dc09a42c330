"""Makes the initial migration of a generated project, by Django's own autodetector."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from erdgen.compiler.errors import ToolError

AUTODETECT = Path(__file__).with_name("autodetect.py")
INITIAL = "backend/migrations/0001_initial.py"


class Autodetector:
    """Django's autodetector in a process of its own, which loads Django while its project is still made.

    Always the Django of this environment, whatever Python proves the project, so that the same input gives
    the same bytes. ``user_class`` is the model of the accounts. It detects once.
    """

    def __init__(self, user_class: str = "User") -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(AUTODETECT), user_class],
            # The fixed seed keeps the order of whatever Django holds in sets.
            env={
                "PATH": os.defpath,
                "PYTHONHASHSEED": "0",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUTF8": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Autodetector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def detect(self, root: Path) -> str:
        """The text of ``INITIAL`` for the models at ``root``; ToolError when they do not load."""
        text, said = self._process.communicate(str(root.resolve()))
        if self._process.returncode != 0:
            raise ToolError(f"Django could not make the migration:\n{said.strip()[-4000:]}")
        return text


def make_initial_migration(root: Path, user_class: str = "User") -> str:
    """The text of ``INITIAL`` for the models at ``root``; ToolError when they do not load."""
    with Autodetector(user_class) as detector:
        return detector.detect(root)
