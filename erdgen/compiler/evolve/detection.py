"""Django's autodetector in a sandbox, which loads while the project that it is to look at is still made."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from erdgen.compiler.errors import ToolError
from erdgen.compiler.evolve.folder import read_project, write_state
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.proof.prove import ProofOptions, copy_project
from erdgen.compiler.proof.sandbox import Outcome, Running, open_sandbox
from erdgen.compiler.proof.steps import DEVELOPMENT, Workspace

DETECT = Path(__file__).with_name("detect.py")


class Detection:
    """One question to the autodetector, as a context; Django loads from the beginning.

    The sandbox is opened in a thread, since that takes a moment too.
    """

    def __init__(self, options: ProofOptions) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="erdgen-evolve-", ignore_cleanup_errors=True)
        self._work = Workspace(Path(self._folder.name).resolve(), options.python)
        self._network = bool(options.database_url)
        self._lock = threading.Lock()
        self._closed = False
        self._running: Running | None = None
        self._outcome: Outcome | None = None
        self._failure: BaseException | None = None
        self._work.project.mkdir()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Detection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_over(self) -> bool:
        """Whether it can be asked no more: what waits too long, as for a language model, is stopped."""
        return not self._thread.is_alive()

    def ask(self, request: Mapping[str, Any], fill: Callable[[Path], object]) -> None:
        """What has to be found out about the project that ``fill`` writes into a folder."""
        fill(self._work.project)
        written = self._request.with_suffix(".part")
        written.write_text(json.dumps(request), encoding="utf-8")
        os.replace(written, self._request)

    def answer(self) -> dict[str, Any]:
        """What Django says; ToolError where the project does not load."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        assert self._outcome is not None  # the thread ends with one of both
        if self._outcome.returncode != 0:
            raise ToolError(f"Django could not make the migration:\n{self._outcome.stderr.strip()[-4000:]}")
        answer: dict[str, Any] = json.loads(self._answer.read_text(encoding="utf-8"))
        return answer

    def close(self) -> None:
        """Stop what still runs."""
        with self._lock:
            self._closed = True
        if self._running is not None:
            self._running.stop()
        self._thread.join()
        self._folder.cleanup()

    def _run(self) -> None:
        try:
            sandbox = open_sandbox(self._work.scratch, network=self._network, python=self._work.python)
            with self._lock:
                if self._closed:
                    return
                self._running = sandbox.start(
                    [self._work.python, str(DETECT), str(self._request), str(self._answer)],
                    cwd=self._work.project,
                    environment=development(self._work),
                )
            self._outcome = self._running.wait()
        except BaseException as error:
            self._failure = error

    @property
    def _request(self) -> Path:
        return self._work.scratch / "request.json"

    @property
    def _answer(self) -> Path:
        return self._work.scratch / "answer.json"


class Detecting:
    """The autodetector of one regeneration: it loads at once, and may look before the project is made.

    ``guess`` lets it look at a project that the merge is expected to come to. The answer counts only if that
    is what the merge comes to, byte for byte, and the question is the same.
    """

    def __init__(self, options: ProofOptions) -> None:
        self._options = options
        self._detection = Detection(options)
        self._guessed: tuple[Mapping[str, Any], Mapping[str, FileState]] | None = None

    def __enter__(self) -> Detecting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._detection.close()

    def guess(self, request: Mapping[str, Any], files: Mapping[str, FileState]) -> None:
        """Look at ``files`` already, as that may be all that there will be to look at."""

        def fill(folder: Path) -> None:
            for path, state in files.items():
                write_state(folder / path, state)

        self._detection.ask(request, fill)
        self._guessed = (request, files)

    def detect(self, request: Mapping[str, Any], root: Path) -> dict[str, Any]:
        """The answer for the project at ``root``, which is not touched."""
        if self._guessed is not None and self._guessed == (request, dict(read_project(root, largest=None))):
            return self._detection.answer()
        if self._guessed is not None or self._detection.is_over:
            self._detection.close()
            self._detection = Detection(self._options)
        self._detection.ask(request, lambda folder: copy_project(root, folder))
        return self._detection.answer()


def development(work: Workspace) -> dict[str, str]:
    """The project's own settings, on a database that is never opened."""
    return {
        **DEVELOPMENT,
        "DJANGO_SETTINGS_MODULE": "core.settings",
        "DATABASE_URL": f"sqlite:///{work.scratch / 'evolve.sqlite3'}",
        "PYTHONPATH": str(work.project),
    }
