"""The whole flow from an ERD's bytes to a proven project in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Protocol

from erdgen.compiler.codegen.formatting import format_tree
from erdgen.compiler.codegen.migrations import INITIAL, Autodetector, make_initial_migration
from erdgen.compiler.collection import without_collection
from erdgen.compiler.design import Design, apply_contributions
from erdgen.compiler.errors import InputError, OutputError, ToolError
from erdgen.compiler.evolve import origin
from erdgen.compiler.fallback import Retreat, ask_safely, return_to_plain
from erdgen.compiler.findings import Finding, errors
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation, EnrichedAdvisor
from erdgen.compiler.proof import validation_report
from erdgen.compiler.proof.outcome import ProofResult, StepResult
from erdgen.compiler.proof.prove import ProofError, ProofOptions, prove_project
from erdgen.compiler.report import FileEntry, FileState, GenerationReport
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.project import Project
from erdgen.compiler.version import VERSION
from erdgen.compiler.writer import (
    MANIFEST,
    Existing,
    Staging,
    build_manifest,
    digest,
    inspect_output,
    refuse_collisions,
    swap_into_place,
    walk_files,
    write_files,
)


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """What to generate. The output may neither be, nor hold, nor lie in a ``protected`` folder."""

    data: bytes
    name: str
    output: Path
    dry_run: bool = False
    prove: bool = True
    proof: ProofOptions = field(default_factory=ProofOptions)
    protected: tuple[Path, ...] = ()


class Progress(Protocol):
    """Told of every step; steps never overlap."""

    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


@without_collection()
def generate(request: GenerationRequest, advisor: Advisor, progress: Progress) -> GenerationReport:
    """Generate, prove and put in place; a report for every outcome, bad input and failures included."""
    report = GenerationReport("done", request.name, request.output, request.dry_run)
    try:
        existing = inspect_output(request.output, request.protected)
        with timed_step(progress, "read"):
            report = parse(request, report)
        retreat = Retreat(advisor)
        while True:
            with start_detector(report) as detector:
                with timed_step(progress, "consult"):
                    design, advised = consult(retreat.advisor, report)
                advised = replace(advised, findings=(*advised.findings, *retreat.told))
                final = retreat.is_over(advised.consultation)
                with Staging(None if request.dry_run else request.output) as staging:
                    made = build(request, design, advised, existing, staging, progress, detector, final=final)
            if made.status != "failed" or not retreat.step_back(made):
                return made
    except InputError as error:
        return replace(report, status="refused", findings=error.findings)
    except OutputError as error:
        return replace(report, status="refused", message=str(error))


def build(
    request: GenerationRequest,
    design: Design,
    report: GenerationReport,
    existing: Existing,
    staging: Staging,
    progress: Progress,
    detector: Autodetector,
    *,
    final: bool = True,
) -> GenerationReport:
    """Render into the staging folder, prove what is there, and swap it in; a ``final`` failure keeps it.

    One that is not final is the fault of what a model said, a crash of the generator included.
    """
    try:
        with timed_step(progress, "render"):
            render(design, request, staging.root)
        with timed_step(progress, "migrations"):
            add_migration(design, staging.root, detector)
        with timed_step(progress, "format"):
            format_tree(staging.root)
        if request.dry_run:
            return foresee(request, report, existing, staging.root)
        report = replace(report, proof=prove(confine(request, design), staging.root, progress))
        with timed_step(progress, "write"):
            return put_in_place(request, report, existing, staging.root)
    except ToolError as error:
        kept = None if request.dry_run or not final else staging.keep()
        proof = error.proof if isinstance(error, ProofError) else None
        return replace(report, status="failed", message=str(error), staging=kept, proof=proof)
    except (InputError, OutputError):
        raise
    except Exception as error:
        if final:
            raise
        return replace(report, status="failed", message=f"the generator failed: {error!r}")


def parse(
    request: GenerationRequest, report: GenerationReport, called: Sequence[Called] = ()
) -> GenerationReport:
    """The linked Project in the report, with the names that comments gave; InputError with all findings."""
    from erdgen.compiler.frontends.erd_json import parse_erd

    # An ERD without a name is called as its file is: the folder it lies in must leave no trace.
    title = Path(request.name).stem.removesuffix("_erd")
    project, findings = parse_erd(request.data, title, called)
    if project is None or errors(findings):
        raise InputError(findings)
    return replace(report, project=project, findings=findings)


def consult(advisor: Advisor, report: GenerationReport) -> tuple[Design, GenerationReport]:
    """What the agents agreed on; InputError when one of them, or their sum, is in error."""
    assert report.project is not None  # parse() has put it there
    project = report.project
    advice, design = hear(advisor, project, ())
    findings = (*report.findings, *design.findings)
    if errors(findings):
        raise InputError(findings)
    return design, replace(report, findings=findings, outcomes=design.outcomes, consultation=advice)


def agree(project: Project, advice: Consultation) -> Design:
    """The design that the agents' advice comes to; rules that leave no valid row are among its findings."""
    from erdgen.compiler.codegen.impossible import find_impossible

    design = apply_contributions(project, advice.contributions, advice.outcomes, advice.findings)
    if errors(design.findings):
        return design
    return replace(design, findings=(*design.findings, *find_impossible(design)))


def agree_safely(
    advisor: Advisor, project: Project, comments: Sequence[Comment], audience: Audience | None = None
) -> tuple[Consultation, Design]:
    """The advice and the design that it comes to, without a model where that alone makes it an error."""
    advice = ask_safely(advisor, project, comments, audience)
    if not advice.by_model or not isinstance(advisor, EnrichedAdvisor):
        return advice, agree(project, advice)
    try:
        design = agree(project, advice)
        reason = next((finding.message for finding in errors(design.findings)), "")
    except Exception as error:
        reason = f"it cannot be judged: {error!r}"
    if reason:
        advice = return_to_plain(advisor, project, comments, advice, reason)
        design = agree(project, advice)
    return advice, design


def hear(
    advisor: Advisor, project: Project, comments: Sequence[Comment], audience: Audience | None = None
) -> tuple[Consultation, Design]:
    """What is agreed on with the ``comments``; those that would make an error of the rest are left open.

    The ``audience`` follows the consultation with all of them.
    """
    advice, design = agree_safely(advisor, project, comments, audience)
    if not comments or not errors(design.findings):
        return advice, design
    kept: list[Comment] = []
    left: list[Comment] = []
    told: list[Finding] = []
    for comment in comments:
        tried = agree(project, advisor.consult(project, (*kept, comment)))
        wrong = errors(tried.findings)
        if wrong:
            left.append(comment)
            told.append(comment.left_open([wrong[0].message]))
        else:
            kept.append(comment)
    advice = advisor.consult(project, kept)
    advice = replace(advice, findings=(*advice.findings, *told), left_open=(*advice.left_open, *left))
    return advice, agree(project, advice)


def render(design: Design, request: GenerationRequest, staging: Path) -> None:
    """Write all files that do not depend on others into the staging folder."""
    # Jinja is loaded only for an ERD that is right: diagnostics come faster.
    from erdgen.compiler.codegen.render import render_project

    files = {path: text.encode() for path, text in render_project(design).items()}
    write_files(staging, files | {origin.ERD: request.data})


def start_detector(report: GenerationReport) -> Autodetector:
    """Django, which loads while the agents are consulted."""
    return Autodetector(name_user_class(report.project))


def name_user_class(project: Project | None) -> str:
    """The model of the accounts."""
    return project.user.name if project is not None and project.user is not None else "User"


def add_migration(design: Design, staging: Path, detector: Autodetector | None = None) -> None:
    """Let Django find the initial migration of the staged models."""
    if detector is not None:
        text = detector.detect(staging)
    else:
        text = make_initial_migration(staging, name_user_class(design.project))
    write_files(staging, {INITIAL: text.encode()})


def foresee(
    request: GenerationRequest, report: GenerationReport, existing: Existing, root: Path
) -> GenerationReport:
    """What a run without ``dry_run`` would write; what depends on the proof stays open."""
    if request.prove:
        pending = (validation_report.PATH, origin.GENERATION, origin.BASE, MANIFEST)
        files = list_files(root, existing, pending=pending)
    else:
        complete(root, None, request, report.consultation)
        files = list_files(root, existing)
    refuse_collisions(existing, (entry.path for entry in files if entry.state != "removed"))
    return replace(report, files=files)


def confine(request: GenerationRequest, design: Design) -> GenerationRequest:
    """The request whose proof runs what a model wrote in a sandbox alone, or not at all."""
    from erdgen.compiler.codegen.function_code import has_functions

    confined = request.proof.confined or has_functions(design)
    return replace(request, proof=replace(request.proof, confined=confined))


def prove(request: GenerationRequest, root: Path, progress: Progress) -> ProofResult | None:
    """Run the proof where it is wanted; ProofError, with all that is known, when a step fails."""
    if not request.prove:
        return None

    def watch(name: str, result: StepResult | None) -> None:
        if result is None:
            progress.started(name)
        else:
            progress.finished(name, result.ok, result.detail, result.seconds)

    proof = prove_project(root, request.proof, watch)
    if not proof.ok:
        raise ProofError(proof)
    return proof


def put_in_place(
    request: GenerationRequest, report: GenerationReport, existing: Existing, root: Path
) -> GenerationReport:
    """Complete the tree and swap it in."""
    complete(root, report.proof, request, report.consultation)
    files = list_files(root, existing)
    swap_into_place(root, request.output, request.protected)
    return replace(report, files=files)


def complete(
    root: Path,
    proof: ProofResult | None,
    request: GenerationRequest,
    advice: Consultation,
    comments: Sequence[Comment] = (),
) -> None:
    """Add what speaks of the other files: what was proven, how all came to be, and the manifest."""
    text = validation_report.render_validation_report(proof)
    write_files(root, {validation_report.PATH: text.encode()})
    rejected = map(origin.as_said, advice.rejected)
    packed = origin.pack_origin(
        request.name, comments, advice.contributions, read_tree(root), rejected, advice.names
    )
    write_files(root, packed)
    write_files(root, {MANIFEST: build_manifest(read_tree(root), VERSION)})


def list_files(root: Path, existing: Existing, pending: tuple[str, ...] = ()) -> tuple[FileEntry, ...]:
    """Every file below ``root``, and what becomes of those generated before."""
    entries = [describe_file(path, data, existing) for path, data in read_tree(root).items()]
    entries += [FileEntry(path, "pending", None, None) for path in pending]
    gone = set(existing.digests) - {entry.path for entry in entries}
    entries += [FileEntry(path, "removed", None, None) for path in gone]
    return tuple(sorted(entries, key=lambda entry: entry.path))


def read_tree(root: Path) -> dict[str, bytes]:
    """All files below ``root``, sorted by path."""
    return {path: (root / path).read_bytes() for path in sorted(walk_files(root))}


def describe_file(path: str, data: bytes, existing: Existing) -> FileEntry:
    """A file that is there now, against what was there before."""
    before, now = existing.digests.get(path), digest(data)
    state: FileState = "added" if before is None else "unchanged" if before == now else "changed"
    # What the project carries for the next generation is for no one to read.
    lines = 0 if path.startswith(f"{origin.FOLDER}/") else data.count(b"\n")
    return FileEntry(path, state, len(data), now, lines)


@contextmanager
def timed_step(progress: Progress, name: str) -> Iterator[None]:
    """Tell ``progress`` how one step begins and ends."""
    started = perf_counter()
    progress.started(name)
    try:
        yield
    except BaseException:
        progress.finished(name, False, "", perf_counter() - started)
        raise
    progress.finished(name, True, "", perf_counter() - started)
