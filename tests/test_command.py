"""The command: options, exit statuses, what it prints, and that it leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import ManagementUtility

from erdgen.compiler import pipeline
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofOptions, Watcher
from erdgen.compiler.proof.steps import STEPS
from erdgen.management.commands import generate_backend
from tests.standin import FILES, StandInAdvisor, standing_in

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ended:
    status: int
    stdout: str
    stderr: str

    @property
    def document(self) -> dict:  # type: ignore[type-arg]
        return json.loads(self.stdout)  # type: ignore[no-any-return]


Run = Callable[..., Ended]


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small project instead of a generated one, an ERD, and a proof that only says that it passed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop_erd.json").write_text("{}")
    (tmp_path / "broken.json").write_text("broken")
    monkeypatch.setattr(pipeline, "prove_project", pass_proof)
    monkeypatch.setattr(
        generate_backend,
        "run_generation",
        lambda request, progress, llm="": pipeline.generate(request, StandInAdvisor(), progress),
    )
    with standing_in():
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str) -> Ended:
        status = 0
        try:
            ManagementUtility(["manage.py", "generate_backend", *arguments]).execute()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run_command


def pass_proof(root: Path, options: ProofOptions, watch: Watcher) -> ProofResult:
    return run_steps(tuple(STEPS), True, watch)


def fail_proof(root: Path, options: ProofOptions, watch: Watcher) -> ProofResult:
    return run_steps(("compile", "lint"), False, watch)


def run_steps(names: tuple[str, ...], ok: bool, watch: Watcher) -> ProofResult:
    results = []
    for name in names:
        passed = ok or name != names[-1]
        results.append(
            StepResult(name, passed, "a detail", 0.1, "" if passed else "what the tool said", 12, 97.0)
        )
        watch(name, None)
        watch(name, results[-1])
    return ProofResult(tuple(results), isolation="none")


def test_it_generates_proves_and_says_so(run: Run) -> None:
    ended = run("shop_erd.json", "--output", "shop")
    assert (ended.status, ended.stderr) == (0, "")
    assert Path("shop/backend/migrations/0001_initial.py").exists()
    assert "✓ Proof: tests (0.1 s): a detail" in ended.stdout
    assert "Generated shop: 1 entities, API with a detail, 17 files" in ended.stdout
    assert "12 tests on SQLite, 97.0 % of the lines" in ended.stdout
    assert (
        "shop_erd.json: not understood: 'Jobs should be nice'\n    no rule says 'nice'\n    name a field"
        in ended.stdout
    )
    assert "1 note, such as a mapped name" in ended.stdout
    assert "cd shop && pip install -r requirements-dev.txt" in ended.stdout


def test_it_can_be_run_again(run: Run) -> None:
    assert run("shop_erd.json").status == 0
    Path("shop/db.sqlite3").write_text("rows")
    ended = run("--erd", "shop_erd.json", "--json")
    assert ended.status == 0
    assert {entry["state"] for entry in ended.document["files"]} == {"unchanged"}
    assert Path("shop/db.sqlite3").read_text() == "rows"


def test_the_output_is_named_after_the_erd() -> None:
    names = {"a/shop_erd.json": "shop", "blog.json": "blog", "_erd.json": "backend", "x-erd.json": "x"}
    assert {erd: generate_backend.name_output(erd) for erd in names} == names


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name one ERD file"),
        (["shop_erd.json", "--erd", "shop_erd.json"], "name one ERD file"),
        (["missing.json"], "missing.json: no such file"),
        (["."], "a folder, not an ERD file"),
        (["shop_erd.json", "--python", "/missing/python"], "not an interpreter"),
        (
            ["shop_erd.json", "--database-url", "mongodb://x"],
            "starts with none of postgres://, postgresql://",
        ),
        (["shop_erd.json", "--database-url", "postgres://u:hush@127.0.0.1:1/x"], "connection failed"),
        (["shop_erd.json", "--database-url", "postgres://["], "--database-url: "),
        (
            ["broken.json"],
            "broken.json:3:7: error erd.E014: unknown type 'decimall' [erd.x]\n    did you mean",
        ),
        (["shop_erd.json", "--output", "shop_erd.json"], "is a file"),
        (["shop_erd.json", "--output", "."], "is or holds"),
        (["shop_erd.json", "--output", str(ROOT)], "is or holds"),
        (["shop_erd.json", "--output", str(ROOT / "erdgen" / "new")], "belongs to the generator"),
        (["shop_erd.json", "--nonsense"], "unrecognized arguments"),
    ],
)
def test_bad_input_ends_with_2_and_one_clear_message(run: Run, arguments: list[str], message: str) -> None:
    before = sorted(Path().iterdir())
    ended = run(*arguments)
    assert ended.status == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert sorted(Path().iterdir()) == before


def test_bad_input_as_json(run: Run) -> None:
    ended = run("broken.json", "--json")
    assert ended.status == 2
    assert ended.document["status"] == "refused"
    assert ended.document["findings"][0] == {
        "level": "error",
        "code": "erd.E014",
        "message": "unknown type 'decimall'",
        "hint": "did you mean 'decimal'?",
        "subject": "Job",
        "line": 3,
        "column": 7,
        "path": "erd.x",
    }
    assert run("missing.json", "--json").document["message"] == "missing.json: no such file"


def test_a_folder_of_someone_else_is_left_alone(run: Run) -> None:
    Path("shop").mkdir()
    Path("shop/thesis.txt").write_text("mine")
    ended = run("shop_erd.json")
    assert ended.status == 2
    assert "was not generated" in ended.stderr
    assert [path.name for path in Path("shop").iterdir()] == ["thesis.txt"]


def test_edits_are_never_overwritten(run: Run) -> None:
    run("shop_erd.json")
    Path("shop/backend/models.py").write_text("mine = 1\n")
    ended = run("shop_erd.json")
    assert ended.status == 2
    assert "backend/models.py (edited)" in ended.stderr
    assert Path("shop/backend/models.py").read_text() == "mine = 1\n"


def test_a_failed_proof_writes_nothing_and_names_the_staging_folder(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "prove_project", fail_proof)
    ended = run("shop_erd.json")
    assert ended.status == 1
    assert "the proof failed at lint" in ended.stderr
    assert "what the tool said" in ended.stderr
    assert not Path("shop").exists()
    (staging,) = Path().glob(".shop.staging-*")
    assert staging.name in ended.stderr
    assert (staging / "backend/models.py").exists()


def test_a_run_is_explained_even_when_its_proof_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "prove_project", fail_proof)
    ended = run("shop_erd.json", "--explain")
    assert ended.status == 1
    assert "What the agents told each other" in ended.stdout


def test_a_failed_proof_as_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "prove_project", fail_proof)
    ended = run("shop_erd.json", "--json")
    assert ended.status == 1
    assert ended.document["status"] == "failed"
    assert ended.document["proof"]["steps"][-1]["output"] == "what the tool said"
    assert Path(ended.document["staging"]).is_dir()


def test_models_that_do_not_load_fail_with_the_staging_folder(run: Run) -> None:
    with standing_in({**FILES, "backend/models.py": "import nothing_of_that_name\n"}):
        ended = run("shop_erd.json")
    assert ended.status == 1
    assert "nothing_of_that_name" in ended.stderr
    assert not Path("shop").exists()


def test_a_dry_run_writes_nothing_and_lists_everything(run: Run) -> None:
    before = sorted(Path().iterdir())
    ended = run("shop_erd.json", "--dry-run", "--no-proof")
    assert ended.status == 0
    assert sorted(Path().iterdir()) == before
    assert "backend/migrations/0001_initial.py" in ended.stdout
    assert "Would generate shop" in ended.stdout


def test_a_dry_run_tells_added_changed_unchanged_and_removed(run: Run) -> None:
    run("shop_erd.json", "--no-proof")
    files = {**FILES, "core/urls.py": FILES["core/urls.py"] + "# new\n", "extra.py": ""}
    del files["backend/tests/__init__.py"]
    with standing_in(files):
        document = run("shop_erd.json", "--dry-run", "--json").document
    states = {entry["path"]: entry["state"] for entry in document["files"]}
    assert states["core/urls.py"] == "changed"
    assert states["extra.py"] == "added"
    assert states["backend/tests/__init__.py"] == "removed"
    assert states["manage.py"] == "unchanged"
    assert states["docs/VALIDATION_REPORT.md"] == states[".erdgen/manifest.json"] == "pending"


def test_without_proof_nothing_is_run_and_the_project_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "prove_project", fail_proof)
    ended = run("shop_erd.json", "--no-proof")
    assert ended.status == 0
    assert "Not proven" in ended.stdout
    assert "Not proven" in Path("shop/docs/VALIDATION_REPORT.md").read_text()


def test_json_is_one_document_and_nothing_else(run: Run) -> None:
    ended = run("shop_erd.json", "--json", "--explain")
    document = ended.document
    assert ended.stderr == ""
    assert set(document) == {
        *("status", "erd", "output", "dry_run", "files", "findings", "rules", "proof"),
        *("agents", "contributions", "transcript"),
    }
    assert document["rules"][0]["status"] == "not_understood"
    assert document["proof"] | {"steps": ""} == {
        "ok": True,
        "steps": "",
        "tests": 12,
        "coverage": 97.0,
        "database": "SQLite",
        "isolation": "none",
        "unverified": False,
    }
    assert set(document["files"][0]) == {"path", "bytes", "sha256", "state"}
    assert [step["name"] for step in document["proof"]["steps"]] == list(STEPS)


def test_notes_are_listed_when_asked_for(run: Run) -> None:
    assert "is called Job" in run("shop_erd.json", "--verbosity", "2").stdout
    assert "What the agents told each other" in run("shop_erd.json", "--explain").stdout


def test_the_same_input_gives_the_same_bytes_elsewhere(run: Run) -> None:
    first, second = (
        run("shop_erd.json", "--output", f"{name}/shop", "--json").document for name in ("a", "b")
    )
    assert first["files"] == second["files"]


def test_files_of_an_output_below_an_ignored_folder_are_formatted(run: Run) -> None:
    Path(".gitignore").write_text("*\n")
    Path(".git").mkdir()
    with standing_in({**FILES, "core/urls.py": "urlpatterns  =  []"}):
        run("shop_erd.json", "--output", "build/shop")
    assert Path("build/shop/core/urls.py").read_text() == "urlpatterns = []\n"


HANGING = """
import django
django.setup()
from django.core.management import ManagementUtility
from erdgen.compiler import pipeline
from erdgen.management.commands import generate_backend
from tests.standin import FILES, StandInAdvisor, standing_in

generate_backend.run_generation = lambda request, progress, llm="": pipeline.generate(
    request, StandInAdvisor(), progress
)
tests = "import time\\n\\n\\ndef test_hang():\\n    time.sleep(60)\\n"
with standing_in({**FILES, "backend/tests/test_models.py": tests}):
    ManagementUtility(["manage.py", "generate_backend", "shop_erd.json"]).execute()
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, number: int, status: int) -> None:
    settings = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "generator_site.settings"}
    environment = {**os.environ, **settings, "TMPDIR": str(tmp_path)}
    before = sorted(tmp_path.iterdir())
    with subprocess.Popen(
        [sys.executable, "-c", HANGING],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        while "OpenAPI" not in (line := process.stdout.readline()):
            assert line, process.stderr and process.stderr.read()
        time.sleep(0.5)
        process.send_signal(number)
        assert process.wait(10) == status
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert sorted(tmp_path.iterdir()) == before
