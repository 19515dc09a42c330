"""What is stored comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from erdgen import store
from erdgen.compiler import codec
from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.findings import Finding, Level, Location
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.passes import Consultation
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.report import FileEntry
from erdgen.composition import make_advisor
from erdgen.models import Run
from tests.shell.test_lifecycle import make_run

ROOT = Path(__file__).resolve().parents[2]
ERDS = sorted([ROOT / "sample_erd.json", *(ROOT / "fixtures" / "erds").rglob("*.json")])

pytestmark = pytest.mark.django_db


def consult(path: Path) -> Consultation:
    project, findings = parse_erd(path.read_bytes(), "shop")
    assert project is not None, findings
    return make_advisor().consult(project)


@pytest.mark.parametrize("path", ERDS, ids=lambda path: path.stem)
def test_consultations_come_back(path: Path) -> None:
    run, advice = make_run(), consult(path)
    for _ in range(2):
        output = store.save_consultation(run, advice)
        store.save_findings(run, "consult", advice.findings)
    again = store.load_consultation(Run.objects.get(pk=run.pk), output)
    assert again == advice
    assert all(codec.fits(each, AnyContribution) for each in again.contributions)
    assert not any(codec.fits(replace(each, entity=3), AnyContribution) for each in again.contributions)


def test_every_class_that_is_stored_is_known_by_its_name() -> None:
    assert {"AddRule", "AddTest", "RuleOutcome", "Because", "Default"} <= set(codec.list_classes())


def test_what_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON for"):
        codec.encode({1, 2})


def test_findings_come_back_whatever_they_quote() -> None:
    run = make_run()
    plain = Finding(Level.ERROR, "erd.E001", "wrong", "right", "Job", Location(3, 7, "erd.x"))
    odd = Finding(Level.INFO, "erd.I001", "a\0b\ud800c")
    store.save_findings(run, "read", (plain, odd))
    first, second = store.load_findings(run, "read")
    assert first == plain
    assert second.message == "a\ufffdb?c"


def test_files_come_back_with_what_becomes_of_them() -> None:
    run = make_run()
    store.save_files(run, {"a.py": b"1", "b.bin": b"\0\xff"})
    entries = (
        FileEntry("a.py", "changed", 1, "new", 1),
        FileEntry("b.bin", "added", 2, "bin"),
        FileEntry("c.py", "removed", None, None),
    )
    for _ in range(2):
        store.save_comparison(run, entries, {"a.py": "old", "c.py": "gone"})
    assert store.load_files(run) == {"a.py": b"1", "b.bin": b"\0\xff"}
    assert store.load_base(run) == {"a.py": "old", "c.py": "gone"}
    assert dict(run.files.values_list("path", "state")) == {
        "a.py": "changed",
        "b.bin": "added",
        "c.py": "removed",
    }


def test_proofs_come_back() -> None:
    run = make_run()
    proof = ProofResult((StepResult("tests", True, "12 tests", 1.5, "", 12, 97.0),), "SQLite", "none")
    for _ in range(2):
        store.save_proof(run, proof)
    assert store.load_proof(run) == proof
    assert store.load_proof(make_run()) is None
