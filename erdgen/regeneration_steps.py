"""The steps of workflows that start from a project: it is read from a copy, and merged into another one.

The project is the output folder, or what somebody uploaded. Nothing of it changes before it is applied, and
then only if it still is as it was looked at.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from erdgen import preferences, store
from erdgen.compiler import pipeline
from erdgen.compiler.codec import decode, encode
from erdgen.compiler.contributions import Renaming
from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve.folder import read_project, write_state
from erdgen.compiler.evolve.migrations import Operation
from erdgen.compiler.evolve.origin import read_functions
from erdgen.compiler.evolve.places import FOLDER as MIGRATIONS
from erdgen.compiler.evolve.wishes import Wish
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation, NamingAdvisor
from erdgen.compiler.regeneration import RegenerationRequest, rehearse, render_fresh
from erdgen.compiler.regeneration import listen as listen_to_project
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.report import FileEntry
from erdgen.compiler.report import FileState as FileChange
from erdgen.compiler.spec.project import Project
from erdgen.compiler.trace import trace_merged
from erdgen.compiler.writer import (
    MANIFEST,
    Staging,
    carry_over,
    digest,
    read_manifest,
    swap_edited,
)
from erdgen.conversation import Conversation
from erdgen.course import Course, Progress, Save
from erdgen.models import Run, Upload
from erdgen.patience import patiently
from erdgen.steps import locked, trace
from erdgen.upload import unpack_project


@dataclass(frozen=True, slots=True)
class Settled:
    """An advisor who says what was agreed before; ``left`` are comments that people turned down since."""

    advice: Consultation
    advisor: Advisor
    left: tuple[Comment, ...] = ()

    def list_names(self, project: Project, comments: Sequence[Comment]) -> Mapping[Comment, Renaming]:
        """As the ``advisor`` says, who was asked before."""
        naming = self.advisor
        return naming.list_names(project, comments) if isinstance(naming, NamingAdvisor) else {}

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        told = tuple(comment.left_open(["what comes of it was rejected"]) for comment in self.left)
        return replace(
            self.advice,
            findings=(*self.advice.findings, *told),
            left_open=(*self.advice.left_open, *self.left),
            parts=tuple(part for part in self.advice.parts if part.entire not in self.left),
        )


@dataclass(frozen=True, slots=True)
class Unheard:
    """``advisor``, who is told nothing of the comments ``left``."""

    advisor: Advisor
    left: Collection[Comment]

    def list_names(self, project: Project, comments: Sequence[Comment]) -> Mapping[Comment, Renaming]:
        naming = self.advisor
        return naming.list_names(project, self._choose(comments)) if isinstance(naming, NamingAdvisor) else {}

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        return self.advisor.consult(project, self._choose(comments), audience)

    def _choose(self, comments: Sequence[Comment]) -> list[Comment]:
        left = {comment.quoted for comment in self.left}
        return [comment for comment in comments if comment.quoted not in left]


def listen(course: Course) -> Save:
    """Ask the agents, with the comments in the code and those of reviewers."""
    conversation = Conversation(course.run, course.lease)
    with copy_project(course) as folder:
        report = conversation.follow(
            lambda: listen_to_project(
                request_for(course, folder), course.advisor, conversation, course.step_back
            )
        )
    advice = report.generation.consultation
    agreed = [
        each for each in report.generation.findings if each not in (*course.report.findings, *advice.findings)
    ]

    def save() -> dict[str, Any]:
        store.save_work(course.run, conversation.work)
        store.save_findings(course.run, "consult", advice.findings)
        store.save_findings(course.run, "agree", agreed)
        wishes = [describe_wish(wish) for wish in report.wishes]
        output = store.save_consultation(course.run, advice)
        preferences.turn_down(course.run)
        return {**output, "wishes": wishes}

    return save


def describe_wish(wish: Wish) -> dict[str, Any]:
    """A comment in the code as plain JSON values."""
    return {"where": f"{wish.remark.place}, {wish.remark.marker}", "comment": encode(wish.comment)}


def regenerate(course: Course) -> Save:
    """Merge, migrate and prove on a copy; what came of it is the proposal."""
    settled = Settled(course.standing, course.advisor, tuple(find_turned_down(course)))
    with copy_project(course) as folder, tempfile.TemporaryDirectory(prefix="merged-") as merged:
        root = Path(merged)
        request = replace(request_for(course, folder), names=course.advice.names)
        report = rehearse(request, settled, Progress(course.lease), root)
        after = dict(read_project(root))
        base = dict(read_project(folder))
    digests = {path: digest(state.data) for path, state in base.items() if state.link is None}
    links = {path for path, state in (base | after).items() if state.link is not None}
    entries = [entry for entry in report.generation.files if entry.path not in links]

    def save() -> dict[str, Any]:
        store.save_files(course.run, {path: each.data for path, each in after.items() if each.link is None})
        store.save_comparison(course.run, entries, digests)
        store.save_findings(course.run, "regenerate", list_merged(report))
        if report.generation.proof is not None:
            store.save_proof(course.run, report.generation.proof)
        return describe_merge(report, after)

    return save


def trace_merge(course: Course) -> Save:
    """Find which lines of the merged project each contribution asks for."""
    return trace(course, trace_merged)


def find_turned_down(course: Course) -> Iterator[Comment]:
    """Comments all of whose contributions people rejected: they stay where they are."""
    made, kept = course.advice.contributions, set(course.standing.contributions)
    wishes = patiently(lambda: course.run.steps.get(name="consult").output.get("wishes", []))
    for comment in (decode(wish["comment"]) for wish in wishes):
        asked = [each for each in made if comment.quoted in each.because.text]
        if asked and kept.isdisjoint(asked):
            yield comment


def list_merged(report: RegenerationReport) -> Iterator[Finding]:
    """What a person has to know of single files, and of migrations."""
    for outcome in report.merged:
        for conflict in outcome.conflicts:
            message = f"{outcome.path}, line {conflict.line}: {conflict.name} was changed on both sides"
            yield Finding(
                Level.WARNING, "merge.W001", message, "approve it with its marks, or settle it first"
            )
        if not outcome.settled and not outcome.conflicts:
            message = f"{outcome.path} cannot be read, and stays as it is"
            yield Finding(Level.WARNING, "merge.W002", message, "mend it, and run again")
        for note in outcome.notes:
            yield Finding(Level.INFO, "merge.I001", f"{outcome.path}: {note}")
    for operation in report.operations:
        yield describe_operation(operation)


def describe_operation(operation: Operation) -> Finding:
    """One step of a new migration."""
    if operation.destroys:
        message = f"{operation.says}: {operation.target} loses {operation.destroys}"
        hint = "name in the ERD what the new entity or field is renamed_from, or approve the migration"
        return Finding(Level.WARNING, "migration.W001", message, hint)
    return Finding(Level.INFO, "migration.I001", operation.says)


def describe_merge(report: RegenerationReport, after: Mapping[str, FileState]) -> dict[str, Any]:
    """The output of the step: what a person has to approve one by one, and which files may be executed."""
    risks: dict[str, list[str]] = {}
    for outcome in report.unsettled:
        names = [conflict.name for conflict in outcome.conflicts]
        risks[outcome.path] = [f"conflict in {name}" for name in names] or ["cannot be read"]
    losses = [f"loses {each.destroys} ({each.target})" for each in report.operations if each.destroys]
    if losses:
        added = [path for path in report.after if path not in report.before]
        risks |= {path: losses for path in added if path.startswith(f"{MIGRATIONS}/")}
    return {
        "risks": risks,
        "risky": bool(risks),
        "executable": sorted(path for path, state in after.items() if state.executable),
    }


def swap(course: Course) -> Save:
    """Put the merged project in place. Done twice, it comes to the same; an upload is only given back."""
    if patiently(lambda: Upload.objects.filter(run=course.run).exists()):
        return dict
    files, output = course.files(), course.request.output
    base = patiently(lambda: store.load_base(course.run))
    executable = patiently(lambda: list_executable(course.run))
    with locked(output):
        if not is_in_place(output, files, base):
            with Staging(output) as staging:
                for path, data in files.items():
                    if base.get(path) == digest(data) and (output / path).is_file():
                        carry_over(output / path, staging.root / path)
                    else:
                        write_state(staging.root / path, FileState(data, path in executable))
                swap_edited(staging.root, output, base, course.protected)
    return dict  # the files are all there is


def is_in_place(output: Path, files: Mapping[str, bytes], base: Collection[str]) -> bool:
    """Whether an earlier attempt has put the files there already."""
    present = {path: state.data for path, state in read_project(output)} if output.is_dir() else {}
    gone = not any(path in present for path in base if path not in files)
    return gone and all(present.get(path) == data for path, data in files.items())


def list_executable(run: Run) -> frozenset[str]:
    """Files that may be executed."""
    step = run.steps.filter(name="regenerate").first()
    return frozenset(step.output.get("executable", ()) if step else ())


def check_project(course: Course) -> Save:
    """Run the proof on a copy of the project as it is."""
    with copy_project(course) as folder:
        generated = read_manifest(folder)
        own = {
            path
            for path, state in read_project(folder)
            if path.endswith(".py") and generated.get(path) != digest(state.data)
        }
        proof = replace(course.request.proof, own=frozenset(own), confined=bool(read_functions(folder)))
        request = replace(course.request, prove=True, proof=proof)
        result = pipeline.prove(request, folder, Progress(course.lease))
    assert result is not None  # the request asks for it

    def save() -> dict[str, Any]:
        store.save_proof(course.run, result)
        return {}

    return save


def list_differences(course: Course) -> Save:
    """Hold the project against a fresh generation of its ERD, without what its comments ask for."""
    wishes = patiently(lambda: course.run.steps.get(name="consult").output["wishes"])
    comments = [decode(wish["comment"]) for wish in wishes]
    advisor: Advisor = Settled(leave_out(course.advice, comments), course.advisor)
    if any(isinstance(made, Renaming) for made in course.advice.contributions):
        # All that was agreed on speaks of names that the project does not have yet.
        advisor = Unheard(course.advisor, comments)
    with copy_project(course) as folder:
        fresh = render_fresh(request_for(course, folder), advisor)
        present = {path: each.data for path, each in read_project(folder) if each.link is None}
        known = {
            path: data for path, data in present.items() if path in {*fresh, *read_manifest(folder), MANIFEST}
        }
    entries = [hold_against(path, data, known.get(path)) for path, data in sorted(fresh.items())]
    digests = {path: digest(data) for path, data in known.items() if path in fresh}

    def save() -> dict[str, Any]:
        store.save_files(course.run, fresh)
        store.save_comparison(course.run, entries, digests)
        return {"own": sorted(present.keys() - known.keys())}

    return save


def leave_out(advice: Consultation, comments: Sequence[Comment]) -> Consultation:
    """The advice without what ``comments`` brought into it."""
    unheard = tuple(text for each in comments for text in (each.still_open, each.nothing_left))
    return replace(
        advice,
        contributions=tuple(
            made
            for made in advice.contributions
            if not any(comment.quoted in made.because.text for comment in comments)
        ),
        findings=tuple(found for found in advice.findings if not found.message.startswith(unheard)),
        left_open=tuple(comment for comment in advice.left_open if comment not in comments),
        parts=tuple(part for part in advice.parts if part.entire not in comments),
    )


def hold_against(path: str, fresh: bytes, present: bytes | None) -> FileEntry:
    """What a fresh generation would make of a file."""
    state: FileChange = "added" if present is None else "unchanged" if present == fresh else "changed"
    return FileEntry(path, state, len(fresh), digest(fresh), fresh.count(b"\n"))


def request_for(course: Course, folder: Path) -> RegenerationRequest:
    """What is asked of the compiler. On a copy nothing is lost: people decide before it is applied."""
    return RegenerationRequest(
        replace(course.request, output=folder, protected=()),
        fills=course.run.options.get("fills", {}),
        allow_destructive=True,
        comments=course.comments,
    )


@contextmanager
def copy_project(course: Course) -> Iterator[Path]:
    """A private copy of the project that the run starts from; OutputError when there is none."""
    with tempfile.TemporaryDirectory(prefix="present-") as scratch:
        folder = Path(scratch) / course.run.output
        folder.mkdir()
        for path, state in read_present_project(course).items():
            write_state(folder / path, state)
        yield folder


def read_present_project(course: Course) -> Mapping[str, FileState]:
    """The files of the upload, or else of the output folder."""
    upload = patiently(lambda: Upload.objects.filter(run=course.run).first())
    if upload is not None:
        return unpack_project(bytes(upload.data))
    output = course.request.output
    if not output.is_dir():
        raise OutputError(f"there is no output {output.name}; start a run that makes a new backend")
    with locked(output):
        return dict(read_project(output))
