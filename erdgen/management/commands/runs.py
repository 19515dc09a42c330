"""``manage.py runs``: the runs that are stored, and what the site is doing; and the end of old ones."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from erdgen.models import Run, State
from erdgen.retention import find_old_runs, prune_runs
from erdgen.runs import RefusedError, cancel, system_status
from erdgen.store import describe_run, outline_run


class Command(BaseCommand):
    """Lists, shows, cancels and prunes runs."""

    help = "List, show, cancel and prune the runs of the generator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            nargs="?",
            choices=("list", "show", "cancel", "status", "prune"),
            default="list",
            help="what to do (default: list)",
        )
        parser.add_argument("run", nargs="?", type=int, metavar="RUN", help="number of the run")
        parser.add_argument("--state", choices=State.values, help="list only runs in this state")
        parser.add_argument("--limit", type=int, default=20, help="list at most so many (default: 20)")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--older-than",
            type=int,
            metavar="DAYS",
            help="prune: runs that ended so many days ago",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="prune: say what would be removed, and remove nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(options)
        except (OperationalError, ProgrammingError) as error:
            reason = str(error).strip().splitlines()[0]
            hint = "`manage.py migrate` makes the tables"
            raise CommandError(f"the runs cannot be read ({reason}); {hint}") from None

    def answer(self, options: dict[str, Any]) -> None:
        document: Any
        if options["action"] == "list":
            document, lines = self.list_runs(options)
        elif options["action"] == "status":
            document = system_status()
            lines = list(describe_status(document))
        elif options["action"] == "prune":
            document = prune(options)
            lines = [describe_pruned(document)]
        else:
            run = find_run(options["run"])
            if options["action"] == "cancel":
                cancel_run(run)
            document = describe_run(run)
            lines = list(describe(document))
        self.stdout.write(json.dumps(document, indent=2) if options["json"] else "\n".join(lines))

    def list_runs(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        runs = Run.objects.select_related("author").defer("erd")
        if options["state"]:
            runs = runs.filter(state=options["state"])
        outlines = [outline_run(run) for run in runs[: options["limit"]]]
        return outlines, [describe_outline(outline) for outline in outlines] or ["There are no runs."]


def find_run(number: int | None) -> Run:
    """The run; CommandError when there is none of that number."""
    if number is None:
        raise CommandError("name a run by its number")
    run = Run.objects.filter(pk=number).first()
    if run is None:
        raise CommandError(f"there is no run {number}")
    return run


def prune(options: dict[str, Any]) -> dict[str, Any]:
    """Remove old runs, or only list them; CommandError without a sensible age."""
    days = options["older_than"]
    if days is None or days < 0:
        raise CommandError("say how old runs must be to be removed: --older-than DAYS, 0 for all that ended")
    old = find_old_runs(days)
    removed = list(old.values_list("pk", flat=True)) if options["dry_run"] else prune_runs(old)
    return {"runs": removed, "dry_run": options["dry_run"]}


def cancel_run(run: Run) -> None:
    """Cancel it; CommandError when it has ended."""
    try:
        cancel(run, "the command line")
    except RefusedError as error:
        raise CommandError(str(error)) from None
    run.refresh_from_db()


def describe_outline(outline: dict[str, Any]) -> str:
    """One line: number, workflow, state, when, who, and from what to where."""
    who = outline["author"] or outline["origin"]
    place = f"{outline['source']} → {outline['output']}"
    start = f"{outline['run']:>6}  {outline['workflow']:<8}  {outline['state']:<15}"
    return f"{start}  {outline['created_at'][:19]}  {who:<12}  {place}"


def describe(document: dict[str, Any]) -> Iterator[str]:
    """A run for a person."""
    yield describe_outline(document)
    if document["message"]:
        yield f"  {document['message']}"
    for step in document["steps"]:
        yield f"  {step['state']:<8} {step['name']:<16} {step['seconds']:.1f} s"
    for finding in document["findings"]:
        if finding["level"] != "info":
            yield f"  {finding['level']} {finding['code']}: {finding['message']}"
    counts = document["counts"]
    yield "  " + ", ".join(f"{count} {name}" for name, count in counts.items())
    if document["proof"]:
        proof = document["proof"]
        outcome = "proven" if proof["ok"] else "not proven"
        lines = f"{proof['coverage']:.1f} % of the lines"
        yield f"  {outcome}: {proof['tests']} tests on {proof['database']}, {lines}"


def describe_pruned(document: dict[str, Any]) -> str:
    """What was removed, for a person."""
    count = len(document["runs"])
    would = "would be removed" if document["dry_run"] else "removed"
    numbers = f": {', '.join(map(str, document['runs']))}" if count else ""
    return f"{count} run{'' if count == 1 else 's'} {would}{numbers}"


def describe_status(document: dict[str, Any]) -> Iterator[str]:
    """The site's state for a person."""
    yield "agents: " + ", ".join(agent["name"] for agent in document["agents"])
    yield "runs:   " + ", ".join(f"{count} {state}" for state, count in document["runs"].items())
    for name, queue in document["queues"].items():
        yield f"queue {name}: {queue['depth']} wait, the oldest for {queue['oldest_seconds']:.0f} s"
    for run in document["at_work"]:
        yield f"run {run['run']} is worked on by {run['holder']}"
