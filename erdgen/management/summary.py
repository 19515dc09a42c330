"""The report as text for a person."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.report import FileState, GenerationReport
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.management.progress import label_step
from erdgen.review.sentences import say

STATES: tuple[FileState, ...] = ("added", "changed", "removed", "unchanged", "pending")


def summarise(report: GenerationReport, *, verbose: bool) -> Iterator[str]:
    """The end of a successful run, line by line. ``verbose`` lists what is otherwise counted."""
    yield ""
    yield from _describe_output(report)
    yield from describe_proof(report)
    yield from describe_rules(report)
    yield from describe_findings(report, verbose)
    yield from describe_costs(report)
    if not report.dry_run:
        yield from _describe_start(report.output)


def list_dry_run(report: GenerationReport) -> Iterator[str]:
    """Every file with what would become of it."""
    yield ""
    for entry in report.files:
        size = "" if entry.size is None else f"{entry.size:>9,} bytes"
        yield f"  {entry.state:<9} {size:>15}  {entry.path}"


def explain_run(report: GenerationReport) -> Iterator[str]:
    """Why the backend is as it is: contributions by agent, then what the agents told each other."""
    if report.project is None:
        return
    contributions = sorted(report.consultation.contributions, key=lambda contribution: contribution.owner)
    for owner, group in groupby(contributions, key=lambda contribution: contribution.owner):
        yield ""
        yield f"{owner}:"
        for contribution in group:
            yield f"  {say(report.project, contribution)}: {contribution.because.text}"
    yield ""
    yield "What the agents told each other:"
    for message in report.consultation.transcript:
        about = f" [{message.entity}]" if message.entity else ""
        yield f"  {message.sender} → {message.recipient}: {message.kind}{about}: {message.text}"


def describe_failure(report: GenerationReport) -> Iterator[str]:
    """What failed, the end of what it printed, and where to look."""
    yield f"Failed: {report.message}"
    failure = report.proof.failure if report.proof else None
    if failure and failure.output:
        yield from (f"  {line}" for line in failure.output.splitlines()[-40:])
    if report.staging:
        yield f"Nothing was written to {report.output}. The generated code is in {report.staging}"
    yield from describe_costs(report)


def describe_refusal(report: GenerationReport) -> Iterator[str]:
    """Every finding with its place, or the one message."""
    yield from (finding.as_text(report.source) for finding in report.findings if _matters(finding))
    if report.message:
        yield f"Refused: {report.message}"


def _describe_output(report: GenerationReport) -> Iterator[str]:
    project = report.project
    entities = len(project.entities) if project else 0
    written = sum(entry.state != "removed" for entry in report.files)
    verb = "Would generate" if report.dry_run else "Generated"
    paths = (
        next((step.detail for step in report.proof.steps if step.name == "openapi"), "")
        if report.proof
        else ""
    )
    counts = [f"{entities} entities", f"API with {paths}" if paths else "", f"{written} files"]
    yield f"{verb} {report.output}: {', '.join(filter(None, counts))}, {report.lines:,} lines"
    states = Counter(entry.state for entry in report.files)
    yield "  " + ", ".join(f"{states[state]} {state}" for state in STATES if states[state])


def describe_proof(report: GenerationReport) -> Iterator[str]:
    """What was proven, and how."""
    if report.proof is None:
        yield "Not proven: no check and no test was run."
        return
    proof = report.proof
    steps = ", ".join(label_step(step.name).removeprefix("Proof: ") for step in proof.steps)
    if proof.unverified:
        yield "Unverified: a model wrote a function here, and this machine has no sandbox to run it in."
        yield f"  Only read: {steps}"
        return
    yield f"Proven: {steps}"
    yield f"  {proof.tests} tests on {proof.database}, {proof.coverage:.1f} % of the lines of backend/"
    yield f"  Isolation of the proof: {proof.isolation}"


def describe_rules(report: GenerationReport) -> Iterator[str]:
    """How many rules were compiled, and why the others were not."""
    missed = _missed_rules(report)
    total = len(report.outcomes)
    if total:
        yield f"Business rules: {total - len(missed)} of {total} compiled"
    for outcome in missed:
        place = outcome.location
        where = f"{report.source}:{place.line}:{place.column}" if place and place.line else report.source
        yield f"  {where}: {outcome.status.replace('_', ' ')}: {outcome.sentence!r}"
        yield from (f"    {text}" for text in (outcome.reason, outcome.hint) if text)


def _missed_rules(report: GenerationReport) -> list[RuleOutcome]:
    return [outcome for outcome in report.outcomes if outcome.status != "compiled"]


def describe_findings(report: GenerationReport, verbose: bool) -> Iterator[str]:
    """What the author should know."""
    told_as_rules = {outcome.location for outcome in _missed_rules(report)} - {None}
    left = [finding for finding in report.findings if finding.location not in told_as_rules]
    told = [finding for finding in left if verbose or _matters(finding)]
    if told:
        yield "Findings:"
    for finding in told:
        yield from (f"  {line}" for line in finding.as_text(report.source).splitlines())
    counted = len(left) - len(told)
    if counted:
        notes = "1 note, such as a mapped name" if counted == 1 else f"{counted} notes, such as mapped names"
        yield f"{notes}: --verbosity 2 shows {'it' if counted == 1 else 'them'}"


def describe_costs(report: GenerationReport) -> Iterator[str]:
    """What the questions to models took, agent by agent."""
    if not report.costs:
        return
    yield "Models:"
    total = sum((Decimal(cost.usd) for cost in report.costs), Decimal(0))
    width = max(len(cost.agent) for cost in report.costs)
    for cost in report.costs:
        tokens = f"{cost.input_tokens:,} + {cost.output_tokens:,} tokens"
        failed = f", {cost.errors} failed" if cost.errors else ""
        usd = f"{Decimal(cost.usd):.6f} USD"
        yield f"  {cost.agent:<{width}}  {cost.calls} calls{failed}, {tokens}, {usd}, {cost.seconds:.1f} s"
    yield f"  {'in all':<{width}}  {sum(cost.calls for cost in report.costs)} calls, {total:.6f} USD"


def _describe_start(output: Path) -> Iterator[str]:
    folder = shlex.quote(os.path.relpath(output))
    yield ""
    yield "Start it:"
    yield f"  cd {folder} && pip install -r requirements-dev.txt"
    yield "  python manage.py migrate && python manage.py seed"
    yield "  python manage.py runserver"


def _matters(finding: Finding) -> bool:
    return finding.level is not Level.INFO
