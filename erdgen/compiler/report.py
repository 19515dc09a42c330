"""What a generation came to, as a value; the command prints it, as text or as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from erdgen.compiler.findings import Finding
from erdgen.compiler.passes import Consultation
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.project import Project

Status = Literal["done", "failed", "refused"]
#: ``pending``: depends on the proof, which a dry run leaves out.
FileState = Literal["added", "changed", "unchanged", "removed", "pending"]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One generated file. ``size`` in bytes and ``digest`` (SHA-256) are None where they are not known."""

    path: str
    state: FileState
    size: int | None
    digest: str | None
    lines: int = 0


@dataclass(frozen=True, slots=True)
class ModelCost:
    """What one agent's questions to a model took; ``usd`` is an exact number as text."""

    agent: str
    calls: int
    errors: int
    input_tokens: int
    output_tokens: int
    usd: str
    seconds: float


@dataclass(frozen=True)
class GenerationReport:
    """The result of ``generate``. ``refused`` reports carry the findings or the message that say why."""

    status: Status
    source: str
    output: Path
    dry_run: bool = False
    #: Of a refusal or failure, for a person to read.
    message: str = ""
    project: Project | None = None
    files: tuple[FileEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[RuleOutcome, ...] = ()
    consultation: Consultation = field(default_factory=Consultation)
    proof: ProofResult | None = None
    #: Empty where no model was asked.
    costs: tuple[ModelCost, ...] = ()
    #: Where the failed tree was left.
    staging: Path | None = None

    @property
    def exit_status(self) -> int:
        return {"done": 0, "failed": 1, "refused": 2}[self.status]

    @property
    def lines(self) -> int:
        """Lines of all files that are there afterwards."""
        return sum(entry.lines for entry in self.files if entry.state != "removed")


def as_json(report: GenerationReport, *, explain: bool = False) -> dict[str, Any]:
    """The report as plain JSON values."""
    document: dict[str, Any] = {
        "status": report.status,
        "erd": report.source,
        "output": str(report.output),
        "dry_run": report.dry_run,
        "files": [_file(entry) for entry in report.files],
        "findings": [finding_as_json(finding) for finding in report.findings],
        "rules": [_rule(outcome) for outcome in report.outcomes],
        "proof": _proof(report.proof) if report.proof else None,
    }
    if report.costs:
        document["models"] = [asdict(cost) for cost in report.costs]
    if report.message:
        document["message"] = report.message
    if report.staging:
        document["staging"] = str(report.staging)
    if explain:
        document |= _explanation(report.consultation)
    return document


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """A finding with its place."""
    place = finding.location
    return {
        "level": finding.level.value,
        "code": finding.code,
        "message": finding.message,
        "hint": finding.hint,
        "subject": finding.subject,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "path": place.path if place else None,
    }


def _file(entry: FileEntry) -> dict[str, Any]:
    return {"path": entry.path, "bytes": entry.size, "sha256": entry.digest, "state": entry.state}


def _rule(outcome: RuleOutcome) -> dict[str, Any]:
    names = ("sentence", "status", "understood", "entity", "reason", "hint")
    return {name: getattr(outcome, name) for name in names}


def _proof(proof: ProofResult) -> dict[str, Any]:
    return {
        "ok": proof.ok,
        "unverified": proof.unverified,
        "steps": [_step(step) for step in proof.steps],
        "tests": proof.tests,
        "coverage": round(proof.coverage, 2),
        "database": proof.database,
        "isolation": proof.isolation,
    }


def _step(step: StepResult) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": step.name,
        "ok": step.ok,
        "detail": step.detail,
        "seconds": round(step.seconds, 3),
    }
    return document if step.ok else document | {"output": step.output}


def _explanation(consultation: Consultation) -> dict[str, Any]:
    return {
        "agents": [list(level) for level in consultation.schedule],
        "contributions": [{"kind": c.kind, **asdict(c)} for c in consultation.contributions],
        "transcript": [asdict(message) for message in consultation.transcript],
    }
