"""What workers do in each step of a new backend, computed without writing to the database."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from erdgen import preferences, store
from erdgen.compiler import pipeline
from erdgen.compiler.codegen.formatting import format_tree
from erdgen.compiler.errors import InputError, OutputError
from erdgen.compiler.evolve.wanted_names import settle_names
from erdgen.compiler.evolve.wishes import without_names
from erdgen.compiler.findings import errors
from erdgen.compiler.passes import Comment, NamingAdvisor
from erdgen.compiler.spec.called import find_called
from erdgen.compiler.trace import Trace, trace_contributions
from erdgen.compiler.writer import (
    Existing,
    Staging,
    digest,
    refuse_collisions,
    swap_into_place,
    write_files,
)
from erdgen.conversation import Conversation
from erdgen.course import Course, Progress, Save
from erdgen.patience import patiently

#: Finding the lines of more contributions would take minutes: the whole is rendered once for each.
MOST_TRACED = 500


def read(course: Course) -> Save:
    """Read and check the ERD."""
    findings = course.report.findings

    def save() -> dict[str, Any]:
        store.save_findings(course.run, "read", findings)
        return {}

    return save


def consult(course: Course) -> Save:
    """Ask the agents."""
    assert course.report.project is not None  # parse() has put it there
    advisor = course.step_back(course.advisor)
    project, _ = settle_names(advisor, course.report.project, course.list_comments, course.link)
    comments = course.list_comments(project)
    conversation = Conversation(course.run, course.lease)
    advice, design = conversation.follow(lambda: pipeline.hear(advisor, project, comments, conversation))
    advice = replace(advice, names=find_called(project))
    if errors(design.findings):
        raise InputError(design.findings)

    def save() -> dict[str, Any]:
        store.save_work(course.run, conversation.work)
        store.save_findings(course.run, "consult", advice.findings)
        # Found again whenever the contributions are applied, so kept apart from what the agents said.
        store.save_findings(course.run, "agree", design.findings[len(advice.findings) :])
        output = store.save_consultation(course.run, advice)
        preferences.turn_down(course.run)
        return output

    return save


def build(course: Course) -> Save:
    """Render, make the migration, format."""
    with temporary_tree({}) as root:
        pipeline.render(course.design, course.request, root)
        pipeline.add_migration(course.design, root)
        format_tree(root)
        files = pipeline.read_tree(root)

    def save() -> dict[str, Any]:
        store.save_files(course.run, files)
        return {"files": len(files)}

    return save


def trace(course: Course, find: Callable[..., tuple[Trace, ...]] = trace_contributions) -> Save:
    """Find which lines each contribution asks for, where that does not take too long."""
    project, made = course.project, course.placed
    standing = list(made)
    found: tuple[Trace, ...] = ()
    if len(standing) <= MOST_TRACED:
        files = {path: data.decode(errors="replace") for path, data in course.files().items()}
        found = find(project, [made[position] for position in standing], files, range(len(standing)))
    lines = [[standing[each.position], each.path, each.first, each.last] for each in found]
    return lambda: {"lines": lines, "traced": len(standing) <= MOST_TRACED}


def prove(course: Course) -> Save:
    """Run the proof on a copy."""
    with temporary_tree(course.files()) as root:
        request = pipeline.confine(course.request, course.design)
        proof = pipeline.prove(request, root, Progress(course.lease))
    assert proof is not None  # the stage is only for runs that want it

    def save() -> dict[str, Any]:
        store.save_proof(course.run, proof)
        return {}

    return save


def propose(course: Course) -> Save:
    """Add the files that speak of the others, and hold all against the output folder."""
    existing = course.existing()
    proof = patiently(lambda: store.load_proof(course.run))
    with temporary_tree(course.files()) as root:
        pipeline.complete(root, proof, course.request, course.standing, list_lasting(course))
        entries = pipeline.list_files(root, existing)
        files = pipeline.read_tree(root)
    refuse_collisions(existing, files)

    def save() -> dict[str, Any]:
        store.save_files(course.run, files)
        store.save_comparison(course.run, entries, existing.digests)
        return {}

    return save


def list_lasting(course: Course) -> tuple[Comment, ...]:
    """The comments that have to be heard again by whoever generates the project again."""
    comments = course.list_comments(course.project)
    advisor = course.advisor
    names = advisor.list_names(course.project, comments) if isinstance(advisor, NamingAdvisor) else {}
    return without_names(comments, course.advice, names)


def apply(course: Course) -> Save:
    """Swap the proposed files into the output folder. Done twice, it comes to the same."""
    files, output = course.files(), course.request.output
    base = patiently(lambda: store.load_base(course.run))
    with locked(output):
        refuse_other_base(output, course.existing(), base, files)
        with Staging(output) as staging:
            write_files(staging.root, files)
            swap_into_place(staging.root, output, course.protected)
    return dict  # the files are all there is


def refuse_other_base(
    output: Path, existing: Existing, base: Mapping[str, str], files: Mapping[str, bytes]
) -> None:
    """Refuse when the folder is neither as it was compared with, nor already as it shall be."""
    proposed = {path: digest(data) for path, data in files.items()}
    other = sorted(
        path
        for path in {*base, *existing.digests, *proposed}
        if existing.digests.get(path) not in (base.get(path), proposed.get(path))
    )
    if other:
        raise OutputError(
            f"{output.name} was generated anew since this run looked at it; start another run to compare "
            f"with what is there now. It differs in: {', '.join(other[:20])}"
        )


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Keep others out of ``output``, and clear away what a killed worker left; the lock dies with us."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with (output.parent / f".{output.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for left in output.parent.glob(f".{output.name}.staging-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextlib.contextmanager
def temporary_tree(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with ``files``, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="tree-") as folder:
        root = Path(folder) / "project"
        root.mkdir()
        write_files(root, files)
        yield root
