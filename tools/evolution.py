"""Take projects through versions of their ERDs, with rows and hand edits: ``make evolution``.

``fixtures/evolution/NAME.json`` names a schema of ``fixtures/erds`` and lists its versions. Each has what it
is about (``says``), a JSON Patch to the version before (``patch``), what a person does to the project ahead
of it (``edits``: ``file``, ``old``, ``new``, and ``keeps``, a text that has to be there ever after, or
``loses``, one that must not come back), values of rows that exist (``fills``) and whether values may be lost
(``allow_destructive``). The first and the last version are proven as a whole; for each one in between rows of
the version before have to survive. After every version a second regeneration must change nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler import pipeline
from erdgen.compiler.evolve.migrations import Evolution
from erdgen.compiler.evolve.rows import STEP, prove_rows
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.proof.prove import ProofOptions
from erdgen.compiler.regeneration import RegenerationRequest, regenerate
from erdgen.compiler.regeneration_report import RegenerationReport
from tools.command import CHECKOUT
from tools.json_patch import apply_patch

FIXTURES = CHECKOUT / "fixtures"
SEQUENCES = FIXTURES / "evolution"


class EvolutionError(Exception):
    """A version that did not come out as it has to; the message says how."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person does to a file: ``old`` becomes ``new``; of ``keeps`` and ``loses`` one may be empty."""

    file: str
    old: str
    new: str
    keeps: str = ""
    loses: str = ""

    def carry_out(self, project: Path) -> None:
        text = (project / self.file).read_text(encoding="utf-8")
        if self.old not in text:
            raise EvolutionError(f"{self.file} has no {self.old!r} to edit")
        (project / self.file).write_text(text.replace(self.old, self.new, 1), encoding="utf-8")

    def check(self, project: Path) -> None:
        text = (project / self.file).read_text(encoding="utf-8")
        if self.keeps not in text:
            raise EvolutionError(f"{self.file} has lost {self.keeps!r}")
        if self.loses and self.loses in text:
            raise EvolutionError(f"{self.file} has {self.loses!r} again")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an ERD, and what is done to the project ahead of it."""

    says: str
    erd: bytes
    edits: tuple[Edit, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)
    allow_destructive: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A version that came out well; ``rows`` says how many were kept."""

    number: int
    says: str
    rows: str
    seconds: float


class Silence:
    """Progress that nobody looks at."""

    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status is 1 when any sequence broke off."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="sequences (default: all)")
    parser.add_argument("--database-url", default="", help="server to prove on")
    options = parser.parse_args(arguments)
    names = options.names or sorted(path.stem for path in SEQUENCES.glob("*.json"))
    proof = ProofOptions(database_url=options.database_url)
    return max(run_named(name, proof) for name in names)


def run_named(name: str, proof: ProofOptions) -> int:
    """Run one sequence and print a line for each version."""
    started = time.perf_counter()
    path = SEQUENCES / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in SEQUENCES.glob("*.json")))
        sys.exit(f"there is no sequence {name}; known are {known}")
    with tempfile.TemporaryDirectory(prefix="erdgen-evolution-") as folder:
        try:
            for passed in evolve(read_versions(path), Path(folder) / name, proof):
                print(
                    f"ok     {name} {passed.number:2d} {passed.seconds:6.1f} s  {passed.says}: {passed.rows}",
                    flush=True,
                )
        except EvolutionError as error:
            print(f"failed {name}: {error}", flush=True)
            return 1
    print(f"{name}: all versions in {time.perf_counter() - started:.0f} s", flush=True)
    return 0


def read_versions(path: Path) -> tuple[Version, ...]:
    """The versions of a sequence, the first of which is the schema as it is."""
    sequence = json.loads(path.read_text(encoding="utf-8"))
    erd: Any = json.loads((FIXTURES / "erds" / sequence["erd"]).read_text(encoding="utf-8"))
    versions = []
    for told in sequence["versions"]:
        erd = apply_patch(erd, told.get("patch", ()))
        versions.append(
            Version(
                told["says"],
                json.dumps(erd, indent=1).encode(),
                tuple(Edit(**edit) for edit in told.get("edits", ())),
                told.get("fills", {}),
                told.get("allow_destructive", False),
            )
        )
    return tuple(versions)


def evolve(versions: Sequence[Version], project: Path, proof: ProofOptions) -> Iterator[Passed]:
    """Generate the first version in ``project`` and go on from there; EvolutionError where it breaks off."""
    edits: list[Edit] = []
    for number, version in enumerate(versions, 1):
        started = time.perf_counter()
        request = GenerationRequest(
            version.erd,
            f"{project.name}_erd.json",
            project,
            prove=number in (1, len(versions)),
            proof=proof,
        )
        try:
            rows = _generate(request) if number == 1 else _go_on(request, version, edits)
            for edit in edits:
                edit.check(project)
        except EvolutionError as error:
            raise EvolutionError(f"version {number} ({version.says}): {error}") from None
        yield Passed(number, version.says, rows, time.perf_counter() - started)


def _generate(request: GenerationRequest) -> str:
    report = pipeline.generate(request, DomainOrchestrator(default_roster()), Silence())
    if report.status != "done":
        raise EvolutionError(f"{report.status}: {report.message} {[f.as_text() for f in report.findings]}")
    return "made"


def _go_on(request: GenerationRequest, version: Version, edits: list[Edit]) -> str:
    """Edit, regenerate, look for the rows, regenerate again; how many rows were kept."""
    project = request.output
    for edit in version.edits:
        edit.carry_out(project)
        edits.append(edit)
    with tempfile.TemporaryDirectory(prefix="erdgen-evolution-") as folder:
        before = Path(folder) / "project"
        shutil.copytree(project, before, symlinks=True)
        report = _regenerate(RegenerationRequest(request, version.fills, version.allow_destructive))
        rows = _count_rows(before, report, request.proof)
    again = GenerationRequest(b"", request.name, project, prove=request.prove, proof=request.proof)
    second = _regenerate(RegenerationRequest(again))
    if second.changed:
        raise EvolutionError(f"a second regeneration changed {', '.join(second.changed)}")
    return rows


def _regenerate(request: RegenerationRequest) -> RegenerationReport:
    report = regenerate(request, DomainOrchestrator(default_roster()), Silence())
    generation = report.generation
    if generation.status != "done":
        findings = [finding.as_text() for finding in generation.findings if finding.level == "error"]
        raise EvolutionError(f"{generation.status}: {generation.message} {' '.join(findings)}")
    if report.unsettled:
        raise EvolutionError(f"conflicts in {', '.join(each.path for each in report.unsettled)}")
    return report


def _count_rows(before: Path, report: RegenerationReport, proof: ProofOptions) -> str:
    """What the proof of rows said, which is run here where the regeneration did not."""
    generation = report.generation
    if generation.proof is not None:
        return next((step.detail for step in generation.proof.steps if step.name == STEP), "no migration")
    evolution = Evolution({}, report.operations)
    result = prove_rows(before, generation.output, report.renames, evolution, proof)
    if not result.ok:
        raise EvolutionError(f"{result.detail}: {result.output}")
    return result.detail


if __name__ == "__main__":
    sys.exit(main())
