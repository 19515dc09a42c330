"""The page of a run: what was done, by whom, and what was said, brought up to date while it works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from erdgen.comments import list_open
from erdgen.models import Contribution, Origin, Run, State, Step, StepState
from erdgen.review.access import START, VIEW, needs, show
from erdgen.review.answers import list_answers
from erdgen.runs import RefusedError, cancel, is_edited
from erdgen.workflows import WORKFLOWS, list_stages

#: Of what was said and logged, the last so many are shown.
MOST_MESSAGES, MOST_EVENTS = 300, 60


@needs(VIEW)
def show_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The whole page."""
    run = find_run(number)
    open_comments = list_open(run.output) if run.origin == Origin.SITE else ()
    described = describe_progress(run)
    return show(request, "progress.html", f"Run {run.pk}", open_comments=open_comments, **described)


@needs(VIEW)
def show_progress_now(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that changes; what the page's script asks for."""
    return render(request, "review/_progress.html", describe_progress(find_run(number)))


def find_run(number: int) -> Run:
    """The run without its ERD; 404 when there is none."""
    return get_object_or_404(Run.objects.select_related("author", "approved_by").defer("erd"), pk=number)


def describe_progress(run: Run) -> dict[str, Any]:
    """All that the page shows."""
    messages = list(run.messages.order_by("-position")[:MOST_MESSAGES])
    return {
        "run": run,
        "active": run.state in (State.QUEUED, State.RUNNING),
        "steps": list_steps(run),
        "agents": list_agents(run),
        "findings": list(run.findings.order_by("pk")),
        "messages_of_hub": messages[::-1],
        "messages_left_out": max(0, run.messages.count() - len(messages)),
        "log": list(run.events.order_by("-pk")[:MOST_EVENTS]),
        "proof": getattr(run, "proof", None),
        "workflow": WORKFLOWS[run.workflow].title if run.workflow in WORKFLOWS else run.workflow,
        "answers": list_answers(run),
        "questions": list_questions(run),
        "can_merge": can_merge(run),
    }


def list_questions(run: Run) -> list[dict[str, Any]]:
    """Values that rows need, and that a run stopped for."""
    if run.state != State.FAILED:
        return []
    stopped = run.steps.filter(state=StepState.FAILED).first()
    return stopped.output.get("questions", []) if stopped else []


def can_merge(run: Run) -> bool:
    """Whether the output was edited, so that this run can only be done again as a merge."""
    ended = run.state not in (State.QUEUED, State.RUNNING)
    return ended and run.origin == Origin.SITE and run.workflow == "new" and is_edited(run.output)


def list_steps(run: Run) -> list[dict[str, Any]]:
    """The steps that this run goes through, as far as each has come."""
    stored: dict[str, Step] = {step.name: step for step in run.steps.all()}
    begun = run.events.filter(kind="started").order_by("-pk").values_list("text", flat=True).first()
    if run.origin == Origin.COMMAND or run.workflow not in WORKFLOWS:
        wanted = list(stored)
    else:
        wanted = [stage.name for stage in list_stages(run) if stage.wanted(run) or stage.name in stored]
    at_work = next((name for name in wanted if name == begun and name not in stored), "")
    return [
        {
            "name": name,
            "state": stored[name].state if name in stored else "running" if name == at_work else "to come",
            "seconds": stored[name].seconds if name in stored else None,
        }
        for name in wanted
    ]


def list_agents(run: Run) -> list[dict[str, Any]]:
    """The agents that ran or are at work, level by level, with the number of their contributions."""
    work = {each.agent: each for each in run.agents.all()}
    consulted = run.steps.filter(name="consult").first()
    schedule = consulted.output.get("schedule", []) if consulted else []
    # Agents at work have no schedule yet, and runs of the command keep no times.
    places = [(each.level, each.agent) for each in work.values()] or [
        (level, name) for level, names in enumerate(schedule, 1) for name in names
    ]
    owners = Contribution.objects.filter(run=run).order_by().values_list("owner", flat=True)
    counts: dict[str, int] = {}
    for owner in owners:
        counts[owner] = counts.get(owner, 0) + 1
    return [
        {
            "name": name,
            "level": level,
            "contributions": counts.get(name, 0),
            "seconds": work[name].seconds if name in work else None,
            "state": "running" if name in work and work[name].seconds is None else "done",
        }
        for level, name in places
    ]


@needs(START)
@require_POST
def cancel_run(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a run, whatever it is at."""
    run = find_run(number)
    try:
        cancel(run, request.user.get_username())
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("admin:erdgen_run_progress", number)
