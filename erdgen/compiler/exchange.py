"""Exchanges two folders in one step where the system can, so that no moment is without either."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def exchange_folders(first: Path, second: Path) -> None:
    """Swap the names of two folders on one file system."""
    if not _exchange_at_once(first, second):
        _exchange_in_turns(first, second)


def _exchange_at_once(first: Path, second: Path) -> bool:
    """Whether renameat2(2) did it; older kernels and some file systems cannot."""
    rename = (
        getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    )
    if rename is None:
        return False
    return bool(rename(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE) == 0)


def _exchange_in_turns(first: Path, second: Path) -> None:
    """Three renames; when the second fails, the first is taken back."""
    aside = first.with_name(f"{first.name}-old")
    second.rename(aside)
    try:
        first.rename(second)
    except BaseException:
        aside.rename(second)
        raise
    aside.rename(first)
