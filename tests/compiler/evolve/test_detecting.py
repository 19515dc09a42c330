"""What looking for migrations costs, and that it stays what Django finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import AutoField, Index, IntegerField

from erdgen.compiler.errors import ToolError
from erdgen.compiler.evolve.detect import Detector, Django
from erdgen.compiler.evolve.detection import Detecting, Detection
from erdgen.compiler.evolve.folder import read_project
from erdgen.compiler.evolve.migrations import ask_for
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.proof.prove import ProofOptions
from erdgen.compiler.writer import write_files
from tests.compiler.evolve.models import BOOK, models, write_project

NOTHING = ask_for(Renames(), {})


def state(count: int, *, indexed: bool = False) -> ProjectState:
    """A project of ``count`` models."""
    made = ProjectState()
    for number in range(count):
        fields = [("id", AutoField(primary_key=True)), ("size", IntegerField())]
        indexes = [Index(fields=["size"], name=f"size_{number}")] if indexed else []
        made.add_model(ModelState("shop", f"Part{number}", fields, {"indexes": indexes}))
    return made


def find(detector: Any, count: int) -> list[str]:
    """What has to be done so that each of ``count`` models has its index."""
    asked = NonInteractiveMigrationQuestioner(specified_apps={"shop"}, dry_run=True)
    found = detector(state(count), state(count, indexed=True), asked)._detect_changes()
    return [str(operation.deconstruct()) for each in found["shop"] for operation in each.operations]


def test_it_finds_what_django_finds() -> None:
    assert find(Detector, 5) == find(Django, 5)
    assert len(find(Detector, 5)) == 5


def test_models_are_not_compared_anew_for_each_model() -> None:
    class Counting(Detector):
        looked = 0

        @property
        def kept_model_keys(self) -> Any:
            Counting.looked += 1
            return self.kept

        @kept_model_keys.setter
        def kept_model_keys(self, value: Any) -> None:
            self.kept = value

    find(Counting, 5)
    few, Counting.looked = Counting.looked, 0
    find(Counting, 50)

    assert Counting.looked == few


def count_started(monkeypatch: pytest.MonkeyPatch) -> list[ProofOptions]:
    """Which detections begin from now on."""
    started = []
    begin = Detection.__init__

    def note(self: Detection, options: ProofOptions) -> None:
        started.append(options)
        begin(self, options)

    monkeypatch.setattr(Detection, "__init__", note)
    return started


def test_a_look_ahead_counts_where_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, models(BOOK))
    started = count_started(monkeypatch)

    with Detecting(ProofOptions()) as detecting:
        detecting.guess(NOTHING, dict(read_project(tmp_path)))
        answer = detecting.detect(NOTHING, tmp_path)

    assert answer["leaves"] == ["0001_initial"]
    assert answer["migrations"] == []
    assert len(started) == 1


@pytest.mark.parametrize("path", ["backend/models.py", "core/other.py"])
def test_a_look_ahead_does_not_count_where_a_file_is_another(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, models())
    started = count_started(monkeypatch)

    with Detecting(ProofOptions()) as detecting:
        detecting.guess(NOTHING, dict(read_project(tmp_path)))
        write_files(tmp_path, {path: models(BOOK).encode()})
        answer = detecting.detect(NOTHING, tmp_path)

    assert len(answer["migrations"]) == (path == "backend/models.py")
    assert len(started) == 2


def test_a_look_ahead_does_not_count_for_another_question(tmp_path: Path) -> None:
    write_project(tmp_path, models(BOOK))

    with Detecting(ProofOptions()) as detecting:
        detecting.guess(NOTHING, dict(read_project(tmp_path)))
        answer = detecting.detect(ask_for(Renames(), {"Book.size": "1"}), tmp_path)

    assert "Book has no field size" in answer["unknown"][0]


def test_one_that_was_stopped_while_it_waited_begins_anew(tmp_path: Path) -> None:
    write_project(tmp_path, models(BOOK))

    with Detecting(ProofOptions()) as detecting:
        detecting._detection.close()
        assert detecting.detect(NOTHING, tmp_path)["migrations"] == []


def test_models_that_do_not_load_are_told(tmp_path: Path) -> None:
    write_project(tmp_path, models(BOOK))
    write_files(tmp_path, {"backend/models.py": b"import nowhere\n"})

    with Detecting(ProofOptions()) as detecting, pytest.raises(ToolError, match="nowhere"):
        detecting.detect(NOTHING, tmp_path)
