"""Plugin of pytest for the proof: which lines of ``backend/`` the tests run, as a report of coverage.py.

Tracing costs as much as the tests themselves, and the tests of many resources run the same lines again and
again. So a test function whose last runs brought no new line is traced no more: what is reported is at least
what was run. Lines are counted once for so many runs, as that takes the longer the larger the project is. It
works under the project's own Python and imports nothing of the generator.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

#: Runs of a test function after which lines are counted; without a new one it is traced no more.
PATIENCE = 30

SCRATCH = Path(os.environ["PROOF_SCRATCH"])


class LineCoverage:
    """Traces while something new may come."""

    def __init__(self) -> None:
        self.coverage = coverage.Coverage(
            data_file=None,
            source=["backend"],
            omit=["*/backend/test*.py", "*/migrations/*"],
            config_file=False,
        )
        self.lines = 0
        self.runs: Counter[str] = Counter()
        self.done: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Trace one test, unless its function brings nothing new."""
        name = item.nodeid.partition("[")[0]
        if name in self.done:
            return (yield)
        self.coverage.start()
        try:
            return (yield)
        finally:
            self.coverage.stop()
            self.runs[name] += 1
            if self.runs[name] % PATIENCE == 0:
                known, self.lines = self.lines, self.count_lines()
                if self.lines == known:
                    self.done.add(name)

    def count_lines(self) -> int:
        """How many lines were run until now."""
        data = self.coverage.get_data()
        return sum(len(data.lines(path) or ()) for path in data.measured_files())

    def pytest_sessionfinish(self) -> None:
        """Leave the report where the proof looks for it."""
        self.coverage.json_report(outfile=str(SCRATCH / "coverage.json"))


# From here on, so that what runs at the import of the project's modules is seen.
PLUGIN = LineCoverage()
PLUGIN.coverage.start()


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the session."""
    config.pluginmanager.register(PLUGIN)


def pytest_collection_finish() -> None:
    """All modules are imported."""
    PLUGIN.coverage.stop()
