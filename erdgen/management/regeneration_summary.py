"""The report of a regeneration as text for a person, and as JSON."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.wishes import Wish
from erdgen.compiler.merge.outcome import State
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.report import as_json as generation_as_json
from erdgen.compiler.spec.project import Project
from erdgen.management import summary
from erdgen.review.sentences import say

#: States of files that need no word: nothing of yours is in them, or nothing changed.
QUIET = (State.UNCHANGED, State.UPDATED, State.ADDED, State.REMOVED, State.DELETED_BY_YOU)


def summarise(report: RegenerationReport, *, verbose: bool) -> Iterator[str]:
    """The end of a regeneration that was written, or would be."""
    generation = report.generation
    would = generation.dry_run
    yield ""
    yield from _describe_files(report)
    yield from _describe_merge(report)
    yield from _describe_migrations(report)
    yield from _describe_wishes(report)
    if not would:
        yield from summary.describe_proof(generation)
    yield from summary.describe_rules(generation)
    yield from summary.describe_findings(generation, verbose)
    yield from summary.describe_costs(generation)
    if report.unsettled:
        yield ""
        yield f"{len(report.unsettled)} files need you: settle each conflict, then regenerate again."


def describe_end(report: RegenerationReport) -> Iterator[str]:
    """Why nothing was written."""
    generation = report.generation
    failed = generation.status == "failed"
    yield from (summary.describe_failure if failed else summary.describe_refusal)(generation)


def show_differences(report: RegenerationReport) -> Iterator[str]:
    """Every change as a unified diff, but what the project carries for the next time."""
    for path in _changed(report):
        before, after = report.before.get(path), report.after.get(path)
        if b"\0" in (before or b"") or b"\0" in (after or b""):
            yield f"{path}: changed, and no text"
            continue
        old, new = ((data or b"").decode(errors="replace").splitlines() for data in (before, after))
        names = (
            "/dev/null" if before is None else f"a/{path}",
            "/dev/null" if after is None else f"b/{path}",
        )
        yield from difflib.unified_diff(old, new, *names, lineterm="")


def list_wishes(report: RegenerationReport) -> Iterator[str]:
    """The comments of a project with what each would do."""
    if not report.wishes:
        yield "No FIX, TODO or IMPROVE comment was found."
    for wish in report.wishes:
        yield f"{wish.remark.place}: {wish.remark.marker}: {wish.remark.text}"
        yield from (f"    {line}" for line in _effects(wish, report.generation.project))


def as_json(report: RegenerationReport) -> dict[str, Any]:
    """The report as plain JSON values."""
    project = report.generation.project
    return generation_as_json(report.generation) | {
        "changed": list(report.changed),
        "merged": [
            {
                "path": each.path,
                "state": each.state.value,
                "notes": list(each.notes),
                "conflicts": [
                    {"element": conflict.name, "line": conflict.line} for conflict in each.conflicts
                ],
            }
            for each in report.merged
        ],
        "operations": [asdict(each) for each in report.operations],
        "questions": [asdict(each) for each in report.questions],
        "comments": [
            {
                "place": wish.remark.place,
                "marker": wish.remark.marker,
                "text": wish.remark.text,
                "element": wish.remark.element.name,
                "carried_out": wish.carried_out,
                "effects": list(_effects(wish, project)),
            }
            for wish in report.wishes
        ],
    }


def _describe_files(report: RegenerationReport) -> Iterator[str]:
    verb = "Would regenerate" if report.generation.dry_run else "Regenerated"
    changed = _changed(report)
    output = os.path.relpath(report.generation.output)
    if not changed:
        yield f"{verb} {output}: nothing changes"
        return
    counts = Counter(
        "added" if path not in report.before else "removed" if path not in report.after else "changed"
        for path in changed
    )
    yield f"{verb} {output}: " + ", ".join(
        f"{counts[state]} {state}" for state in ("added", "changed", "removed") if counts[state]
    )
    yield from (f"  {path}" for path in changed)


def _changed(report: RegenerationReport) -> list[str]:
    return [path for path in report.changed if not path.startswith(f"{origin.FOLDER}/")]


def _describe_merge(report: RegenerationReport) -> Iterator[str]:
    told = [each for each in report.merged if each.state not in QUIET or each.notes]
    if told:
        yield "With your edits:"
    for each in told:
        yield f"  {each.state.value:<14} {each.path}"
        yield from (f"    {note}" for note in each.notes)
        yield from (
            f"    line {conflict.line}: {conflict.name} was changed on both sides"
            for conflict in each.conflicts
        )


def _describe_migrations(report: RegenerationReport) -> Iterator[str]:
    if report.operations:
        yield "Migrations:"
    for operation in report.operations:
        loss = f"  LOSES {operation.destroys}" if operation.destroys else ""
        yield f"  {operation.says}{loss}"
    yield from (f"  {question.as_text()}" for question in report.questions)


def _describe_wishes(report: RegenerationReport) -> Iterator[str]:
    done = [wish for wish in report.wishes if wish.carried_out]
    left = [wish for wish in report.wishes if not wish.carried_out]
    for title, wishes in (("Carried out, and taken out of the code:", done), ("Left in the code:", left)):
        if wishes:
            yield title
        for wish in wishes:
            yield f"  {wish.remark.place}: {wish.remark.text}"
            yield from (f"    {line}" for line in _effects(wish, report.generation.project))


def _effects(wish: Wish, project: Project | None) -> Iterator[str]:
    if not wish.carried_out:
        yield wish.reason
        return
    if not wish.contributions:
        yield wish.settled or "it is so already"
    assert project is not None  # without one nobody was asked
    yield from (say(project, made) for made in wish.contributions)
