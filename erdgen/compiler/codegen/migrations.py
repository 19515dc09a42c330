"""Makes the initial migration of a generated project, by Django's own autodetector."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from erdgen.compiler.errors import ToolError

AUTODETECT = Path(__file__).with_name("autodetect.py")
INITIAL = "backend/migrations/0001_initial.py"


def make_initial_migration(root: Path, user_class: str = "User") -> str:
    """The text of ``backend/migrations/0001_initial.py`` for the models in the project at ``root``.

    Always made by the Django of this environment, whatever Python proves the project, so that the same
    input gives the same bytes. Raises ToolError when the models do not load.
    """
    done = subprocess.run(
        [sys.executable, str(AUTODETECT), user_class],
        cwd=root,
        # The fixed seed keeps the order of whatever Django holds in sets.
        env={"PATH": os.defpath, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise ToolError(f"Django could not make the migration:\n{done.stderr.strip()[-4000:]}")
    return done.stdout
