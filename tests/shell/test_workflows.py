"""Workflows: their steps in order, and runs of each of them from the request to the output."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from erdgen import broker, lifecycle, runs
from erdgen.course import APPLY, Stage
from erdgen.models import Run, State
from erdgen.regeneration_steps import list_executable
from erdgen.runs import RefusedError
from erdgen.workflows import WORKFLOWS, list_stages, order_steps
from tests.regenerating import ERD, add_field, changed, entities

pytestmark = pytest.mark.django_db
Start = Callable[..., Run]
MODELS = "backend/models.py"
MINE = "\n\ndef mine() -> int:\n    return 1\n"


def do_nothing(course: object) -> Any:
    return dict


def step(name: str, *needs: str) -> Stage:
    return Stage(name, do_nothing, needs=needs)


@pytest.fixture
def outputs(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.OUTPUTS_ROOT = tmp_path / "outputs"
    monkeypatch.setattr(broker, "ring", lambda run: True)
    return tmp_path / "outputs"


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


@pytest.fixture
def start(outputs: Path, ann: User) -> Start:
    """A run of this workflow, as far as workers bring it without a person."""

    def start_run(workflow: str, erd: Any = ERD, **options: Any) -> Run:
        wanted = {"prove": False, "review": False, **options}
        data = json.dumps(erd, indent=1).encode()
        run = runs.submit(ann, data, "library_erd.json", "library", workflow=workflow, **wanted)
        return work_on(run)

    return start_run


def work_on(run: Run) -> Run:
    run.refresh_from_db()
    while run.state == State.QUEUED:
        lease = lifecycle.take(run.pk, run.queue)
        assert lease is not None
        runs.advance_run(lease)
        run.refresh_from_db()
    return run


@pytest.fixture
def library(start: Start, outputs: Path) -> Path:
    """A project of the site, that was edited."""
    assert start("new").state == State.APPLIED
    project = outputs / "library"
    append(project / MODELS, MINE)
    return project


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def names_of(run: Run) -> list[str]:
    return list(run.steps.order_by("position").values_list("name", flat=True))


def test_steps_come_after_what_they_need_and_otherwise_as_they_stand() -> None:
    steps = [step("last", "left", "right"), step("right", "first"), step("left", "first"), step("first")]
    assert [each.name for each in order_steps(steps)] == ["first", "right", "left", "last"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([step("a", "b"), step("b", "a")], "these steps need each other: a, b"),
        ([step("a", "x")], "no step is called x"),
        ([step("a"), step("a")], "two steps are called a"),
    ],
)
def test_steps_that_have_no_order_are_refused(steps: list[Stage], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        order_steps(steps)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_workflow_has_an_order_and_reads_before_it_writes(name: str) -> None:
    passed = [each.name for each in order_steps(WORKFLOWS[name].steps)]
    assert len(passed) == len(WORKFLOWS[name].steps)
    assert APPLY not in passed[:-1]


def test_an_edited_output_evolves_with_its_edits(start: Start, library: Path) -> None:
    (library / "manage.py").chmod(0o755)
    (library / "run.sh").write_text("#!/bin/sh\n")
    (library / "run.sh").chmod(0o755)
    run = start("evolve", changed(add_field))
    assert (run.state, run.message) == (State.APPLIED, "")
    assert names_of(run) == ["read", "consult", "regenerate", "apply"]
    text = (library / MODELS).read_text()
    assert "def mine()" in text
    assert "language" in text
    assert len(list((library / "backend/migrations").glob("00*.py"))) == 3
    assert (library / "run.sh").stat().st_mode & 0o100
    assert list_executable(run) == {"manage.py", "run.sh"}
    before = read_all(library)
    assert start("evolve", changed(add_field)).state == State.APPLIED
    assert read_all(library) == before


def test_applying_a_merge_twice_comes_to_the_same(start: Start, library: Path) -> None:
    run = start("evolve", changed(add_field))
    before = read_all(library)
    # As if the worker had been killed between the swap and the commit.
    run.steps.filter(name="apply").delete()
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED, ended_at=None)
    assert work_on(run).state == State.APPLIED
    assert read_all(library) == before


def test_what_changed_since_it_was_looked_at_is_not_replaced(start: Start, library: Path, ann: User) -> None:
    run = start("evolve", changed(add_field), review=True)
    assert run.state == State.AWAITING_REVIEW
    append(library / MODELS, "\n# meanwhile\n")
    before = read_all(library)
    runs.approve(run, ann)
    work_on(run)
    assert (run.state, run.approved_at) == (State.AWAITING_REVIEW, None)
    assert "changed while this ran" in run.message
    assert read_all(library) == before


def drop_pages(erd: Any) -> None:
    del entities(erd)["Book"]["fields"]["pages"]
    erd["business_rules"] = []


def test_what_loses_values_waits_for_a_person_even_without_review(
    start: Start, library: Path, ann: User
) -> None:
    before = read_all(library)
    run = start("evolve", changed(drop_pages))
    assert run.state == State.AWAITING_REVIEW
    assert read_all(library) == before
    (path, risks), *others = run.steps.get(name="regenerate").output["risks"].items()
    assert path.startswith("backend/migrations/")
    assert not others
    assert "Book.pages" in risks[0]
    assert run.findings.get(code="migration.W001").step == "regenerate"
    runs.approve(run, ann)
    assert work_on(run).state == State.APPLIED
    assert "pages" not in (library / MODELS).read_text()


def need_code(erd: Any) -> None:
    entities(erd)["Book"]["fields"]["code"] = "str(9)"


def test_rows_that_need_a_value_are_asked_for_and_filled(start: Start, library: Path) -> None:
    run = start("evolve", changed(need_code))
    assert run.state == State.FAILED
    asked = run.steps.get(name="regenerate").output["questions"]
    assert [(each["model"], each["field"]) for each in asked] == [("Book", "code")]
    run = start("evolve", changed(need_code), fills={"Book.code": "none"})
    assert (run.state, run.message) == (State.APPLIED, "")
    (added,) = (library / "backend/migrations").glob("0003*.py")
    assert '"none"' in added.read_text()


def test_a_feedback_round_carries_comments_out_and_takes_them_out(start: Start, library: Path) -> None:
    models = (library / MODELS).read_text()
    (library / MODELS).write_text(
        models.replace("    blurb =", "    # FIX: at most 50 characters\n    blurb =").replace(
            "    pages =", "    # TODO: paint it blue\n    pages ="
        )
    )
    run = start("feedback")
    assert (run.state, run.message) == (State.APPLIED, "")
    assert run.source == "library_erd.json"
    text = (library / MODELS).read_text()
    assert "FIX" not in text
    assert "TODO: paint it blue" in text
    wishes = run.steps.get(name="consult").output["wishes"]
    assert [each["comment"]["text"] for each in wishes] == ["paint it blue", "at most 50 characters"]


def test_a_comment_whose_effect_is_rejected_stays(start: Start, library: Path, ann: User) -> None:
    models = (library / MODELS).read_text()
    (library / MODELS).write_text(models.replace("    pages =", "    # FIX: add an index\n    pages ="))
    run = start("feedback", review=True)
    made = run.contributions.get(reason__contains="add an index")
    run.contributions.filter(pk=made.pk).update(verdict="rejected")
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED, queue="runs")
    work_on(run)
    proposed = bytes(run.files.get(path=MODELS).content or b"").decode()
    assert "FIX: add an index" in proposed
    assert "db_index" not in proposed


def test_a_project_is_reviewed_and_nothing_is_written(start: Start, library: Path) -> None:
    append(library / MODELS, "\n# FIX: paint it blue\n")
    (library / "own.py").write_text("x = 1\n")
    before = read_all(library)
    run = start("review")
    assert (run.state, run.message) == (State.DONE, "")
    assert names_of(run) == ["read", "consult", "compare"]
    assert read_all(library) == before
    assert set(run.files.exclude(state="unchanged").values_list("path", "state")) == {(MODELS, "changed")}
    assert b"mine" not in bytes(run.files.get(path=MODELS).content or b"")
    assert run.steps.get(name="compare").output["own"] == ["own.py"]
    assert len(run.steps.get(name="consult").output["wishes"]) == 1


@pytest.mark.long
def test_the_tests_alone_are_run(start: Start, library: Path) -> None:
    before = read_all(library)
    append(library / "backend/tests.py", "\n\ndef test_of_mine() -> None:\n    assert mine\n")
    run = start("tests")
    assert run.state == State.FAILED
    assert not run.proof.ok
    (library / "backend/tests.py").write_bytes(before[str(library / "backend/tests.py")])
    run = start("tests")
    assert (run.state, run.message) == (State.DONE, "")
    assert run.proof.ok
    assert read_all(library) == before


@pytest.mark.parametrize("workflow", [name for name, each in WORKFLOWS.items() if each.from_project])
def test_without_a_project_there_is_nothing_to_start_from(start: Start, workflow: str) -> None:
    with pytest.raises(RefusedError, match="library: no such folder"):
        start(workflow)


def guide() -> list[str]:
    """The Python of the part of the guide that is about workflows."""
    text = (Path(__file__).resolve().parents[2] / "docs/extending.md").read_text()
    return re.findall(r"```python\n(.*?)```", text.partition("# Adding a workflow")[2], re.DOTALL)


def test_the_workflow_of_the_guide_runs_as_it_stands_there(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    module: dict[str, Any] = {"__name__": "estimate", "WORKFLOWS": {}}
    for block in guide():
        exec(compile(block, "extending.md", "exec"), module)
    monkeypatch.setitem(WORKFLOWS, "estimate", module["WORKFLOWS"]["estimate"])
    run = start("estimate")
    assert (run.state, run.message) == (State.DONE, "")
    counts = run.steps.get(name="count").output["contributions"]
    assert sum(counts.values()) == run.contributions.count()
    assert counts["authentication"] > 0


def test_a_workflow_has_to_be_one(start: Start) -> None:
    with pytest.raises(RefusedError, match="there is no workflow 'dance'; there are new, evolve"):
        start("dance")


def test_runs_say_their_workflow(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    run = start("new")
    assert run.workflow == "new"
    call_command("runs", "list")
    assert f"{run.pk}  new " in capsys.readouterr().out
    assert list_stages(Run(options={"review": False})) == order_steps(WORKFLOWS["new"].steps)
