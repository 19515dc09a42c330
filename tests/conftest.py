"""What every test may count on."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings as hypothesis_settings

from erdgen.compiler import pipeline
from erdgen.compiler.codegen.migrations import Autodetector

# What tests generate is no run of anybody's; also for the commands that they start.
os.environ["ERDGEN_RECORD"] = "0"

# A job in the background of a script is started with interrupts ignored, and hands that on to what it starts;
# tests of interruptions would hang there.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says more about the machine than about the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # Read before this file, by pytest-django.
    settings.RECORD_RUNS = False


class RememberingAutodetector:
    """Asks Django's autodetector about the same files once; starting it takes longer than most tests."""

    known: ClassVar[dict[str, str]] = {}

    def __init__(self, user_class: str = "User") -> None:
        self._user_class = user_class

    def __enter__(self) -> RememberingAutodetector:
        return self

    def __exit__(self, *_raised: object) -> None:
        return

    def detect(self, root: Path) -> str:
        """The text of the initial migration for the models at ``root``."""
        asked = hashlib.sha256(self._user_class.encode())
        for path in sorted(root.rglob("*.py")):
            asked.update(f"\0{path.relative_to(root)}\0".encode() + path.read_bytes())
        if asked.hexdigest() not in self.known:
            with Autodetector(self._user_class) as detector:
                self.known[asked.hexdigest()] = detector.detect(root)
        return self.known[asked.hexdigest()]


@pytest.fixture(autouse=True, scope="session")
def _detection_is_remembered() -> None:
    pipeline.Autodetector = RememberingAutodetector  # type: ignore[misc, assignment]
    pipeline.make_initial_migration = lambda root, user_class="User": RememberingAutodetector(
        user_class
    ).detect(root)
