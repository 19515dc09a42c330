"""The only place that turns the compiler's dataclasses into rows and back.

Saving replaces what an earlier attempt at the same step left, so that every save may be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from erdgen import models
from erdgen.compiler.codec import decode, encode
from erdgen.compiler.findings import Finding, Level, Location
from erdgen.compiler.passes import Consultation, HubMessage
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.report import FileEntry
from erdgen.compiler.spec.called import Called
from erdgen.models import Run

#: What is shown of a finding.
FINDING = ("step", "level", "code", "message", "hint", "subject", "line", "column", "path")
#: Rows in one INSERT.
BATCH = 500


def save_told(run: Run, first: int, messages: Sequence[HubMessage]) -> None:
    """Some lines of the transcript while the agents talk, from position ``first`` on."""
    run.messages.filter(position__gte=first).delete()
    models.HubMessage.objects.bulk_create(
        (
            models.HubMessage(run=run, position=position, **asdict(message))
            for position, message in enumerate(messages, first)
        ),
        BATCH,
    )


def save_work(run: Run, work: Mapping[str, tuple[int, float | None]]) -> None:
    """Agent → its level, and its time in seconds once it has finished."""
    run.agents.exclude(agent__in=work).delete()
    for agent, (level, seconds) in work.items():
        models.AgentWork.objects.update_or_create(
            run=run, agent=agent, defaults={"level": level, "seconds": seconds}
        )


def save_consultation(run: Run, advice: Consultation) -> dict[str, Any]:
    """Contributions, then suggestions, and the transcript as rows; the rest as the output of the step."""
    run.contributions.all().delete()
    models.Contribution.objects.bulk_create(
        (
            models.Contribution(
                run=run,
                position=position,
                kind=made.kind,
                owner=made.owner,
                entity=made.entity,
                reason=made.because.text,
                line=_line(made.because.location),
                data=encode(made),
            )
            for position, made in enumerate((*advice.contributions, *advice.suggestions))
        ),
        BATCH,
    )
    save_told(run, 0, advice.transcript)
    return {
        "schedule": encode(advice.schedule),
        "outcomes": encode(advice.outcomes),
        "left_open": encode(advice.left_open),
        "parts": encode(advice.parts),
        "names": encode(advice.names),
    }


def load_consultation(run: Run, output: Mapping[str, Any]) -> Consultation:
    """What ``save_consultation`` was given."""
    rows = run.contributions.order_by("position").values_list("data", flat=True)
    made = [decode(data) for data in rows]
    return Consultation(
        contributions=tuple(each for each in made if each.because.source != "suggestion"),
        suggestions=tuple(each for each in made if each.because.source == "suggestion"),
        outcomes=decode(output["outcomes"]),
        findings=load_findings(run, "consult"),
        transcript=tuple(
            HubMessage(row.sender, row.recipient, row.kind, row.text, row.entity)
            for row in run.messages.order_by("position")
        ),
        schedule=decode(output["schedule"]),
        left_open=decode(output.get("left_open", [])),
        parts=decode(output.get("parts", [])),
        names=load_names(output),
    )


def load_names(output: Mapping[str, Any]) -> tuple[Called, ...]:
    """The names that comments gave to members of the ERD, of what ``save_consultation`` returned."""
    names: tuple[Called, ...] = decode(output.get("names", []))
    return names


def save_findings(run: Run, step: str, findings: Iterable[Finding]) -> None:
    """What ``step`` found."""
    run.findings.filter(step=step).delete()
    models.Finding.objects.bulk_create((_finding(run, step, finding) for finding in findings), BATCH)


def load_findings(run: Run, step: str) -> tuple[Finding, ...]:
    """What ``save_findings`` was given."""
    return tuple(
        Finding(
            level=Level(row.level),
            code=row.code,
            message=row.message,
            hint=row.hint,
            subject=row.subject,
            location=None if row.line is None else Location(row.line, row.column or 0, row.path),
        )
        for row in run.findings.filter(step=step).order_by("pk")
    )


def save_files(run: Run, files: Mapping[str, bytes]) -> None:
    """Rendered files, not yet held against the output folder. Verdicts on files that did not change stay."""
    judged = {row.path: row for row in run.files.exclude(verdict=models.Verdict.OPEN)}
    run.files.all().delete()
    models.ProposedFile.objects.bulk_create(
        (
            models.ProposedFile(run=run, path=path, content=data, **_verdict(judged.get(path), data))
            for path, data in files.items()
        ),
        BATCH,
    )


def _verdict(before: models.ProposedFile | None, data: bytes) -> dict[str, Any]:
    """What was said of the file, if it is still the same."""
    if before is None or bytes(before.content or b"") != data:
        return {}
    return {name: getattr(before, name) for name in ("verdict", "verdict_by", "verdict_at", "comment")}


def load_files(run: Run) -> dict[str, bytes]:
    """Path → bytes of all files that the run proposes."""
    rows = run.files.filter(content__isnull=False).order_by("path").values_list("path", "content")
    return {path: bytes(content or b"") for path, content in rows}


def save_comparison(run: Run, entries: Sequence[FileEntry], base: Mapping[str, str]) -> None:
    """What becomes of every file: of those that are there, and of those generated before (``base``)."""
    run.files.filter(content__isnull=True).delete()
    rows = {row.path: row for row in run.files.defer("content")}
    for entry in entries:
        row = rows.setdefault(entry.path, models.ProposedFile(run=run, path=entry.path))
        row.state, row.size, row.lines = entry.state, entry.size or 0, entry.lines
        row.digest, row.base_digest = entry.digest or "", base.get(entry.path, "")
    compared = ("state", "size", "lines", "digest", "base_digest")
    known = [row for row in rows.values() if row.pk]
    models.ProposedFile.objects.bulk_update(known, compared, BATCH)
    models.ProposedFile.objects.bulk_create((row for row in rows.values() if not row.pk), BATCH)


def load_base(run: Run) -> dict[str, str]:
    """Path → digest of what the output folder held when the run was compared with it."""
    return dict(run.files.exclude(base_digest="").values_list("path", "base_digest"))


def save_proof(run: Run, proof: ProofResult) -> None:
    """What was run and what came out."""
    models.Proof.objects.update_or_create(
        run=run,
        defaults={
            "ok": proof.ok,
            "tests": proof.tests,
            "coverage": proof.coverage,
            "database": proof.database,
            "isolation": proof.isolation,
            "steps": [asdict(step) for step in proof.steps],
        },
    )


def load_proof(run: Run) -> ProofResult | None:
    """What ``save_proof`` was given; None for a run without."""
    row = models.Proof.objects.filter(run=run).first()
    if row is None:
        return None
    return ProofResult(tuple(StepResult(**step) for step in row.steps), row.database, row.isolation)


def _finding(run: Run, step: str, finding: Finding) -> models.Finding:
    place = finding.location
    return models.Finding(
        run=run,
        step=step,
        level=finding.level.value,
        code=finding.code,
        message=storable(finding.message),
        hint=storable(finding.hint),
        subject=storable(finding.subject),
        line=place.line if place else None,
        column=place.column if place else None,
        path=storable(place.path) if place else "",
    )


def storable(text: str) -> str:
    """A wrong ERD is quoted, whatever it holds; no database takes NUL or half a surrogate pair."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _line(place: Location | None) -> int | None:
    return place.line if place and place.line else None


def outline_run(run: Run) -> dict[str, Any]:
    """A run in a list, as plain JSON values."""
    return {
        "run": run.pk,
        "state": run.state,
        "message": run.message,
        "origin": run.origin,
        "workflow": run.workflow,
        "author": run.author.get_username() if run.author else "",
        "source": run.source,
        "output": run.output,
        "queue": run.queue,
        **{name: _moment(getattr(run, name)) for name in ("created_at", "started_at", "ended_at")},
    }


def describe_run(run: Run) -> dict[str, Any]:
    """A run with its steps, findings and proof, as plain JSON values."""
    proof = load_proof(run)
    return {
        **outline_run(run),
        "options": run.options,
        "counts": {
            "contributions": run.contributions.count(),
            "messages": run.messages.count(),
            "files": run.files.count(),
        },
        "steps": list(run.steps.values("name", "state", "seconds")),
        "findings": list(run.findings.values(*FINDING)),
        "proof": proof
        and {
            "ok": proof.ok,
            "tests": proof.tests,
            "coverage": proof.coverage,
            "database": proof.database,
            "isolation": proof.isolation,
        },
        "events": [
            {"at": _moment(row.at), "kind": row.kind, "text": row.text, **row.data}
            for row in run.events.order_by("pk")
        ],
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
