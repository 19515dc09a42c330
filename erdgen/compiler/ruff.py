"""Where the formatter and linter of generated code is."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from functools import cache
from pathlib import Path

from erdgen.compiler.errors import ToolError


@cache
def find_ruff() -> str:
    """The ruff of this environment; starting the binary itself is faster than ``python -m ruff``."""
    folders = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    found = shutil.which("ruff", path=os.pathsep.join(folders)) or shutil.which("ruff")
    if found is None:
        raise ToolError("ruff is not installed: pip install -r requirements/run.txt")
    return found
