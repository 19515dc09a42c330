"""The review page, and what can be done on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from erdgen import broker, lifecycle, preferences, runs, store
from erdgen.comments import find_element, log_comment, withdraw
from erdgen.models import Origin, Queue, Run, State, Verdict
from erdgen.regeneration_steps import list_executable
from erdgen.review.access import APPLY, REVIEW, VIEW, needs, show
from erdgen.review.answers import list_answers
from erdgen.review.archive import pack_files
from erdgen.review.board import Board, read_upload
from erdgen.review.choice import PREVIOUS, Choice
from erdgen.review.elements import find_element_at
from erdgen.verdicts import ConflictError, Seen, approve_open, judge, reviewing

#: Longer comments are cut: what is meant for an agent is short.
MOST_LETTERS = 2000
ACTS: dict[str, Verdict | None] = {
    "approve": Verdict.APPROVED,
    "reject": Verdict.REJECTED,
    "reopen": Verdict.OPEN,
    "comment": None,
}


@needs(VIEW)
@require_GET
def show_review(request: HttpRequest, number: int) -> HttpResponse:
    """What the run proposes, and what was said of it."""
    run = get_object_or_404(Run.objects.select_related("author", "approved_by"), pk=number)
    board = Board(run, read_choice(request))
    proof = getattr(run, "proof", None)
    answers = list_answers(run)
    return show(
        request, "review.html", f"Review of run {run.pk}", run=run, board=board, proof=proof, answers=answers
    )


def read_choice(request: HttpRequest) -> Choice:
    """What is selected; what makes no sense selects nothing."""
    given = request.GET
    return Choice(
        contribution=read_number(given.get("contribution")),
        file=given.get("file", ""),
        line=read_number(given.get("line")),
        full="full" in given,
        agent=given.get("agent", ""),
        against=PREVIOUS if given.get("against") == PREVIOUS else "",
    )


def read_number(text: str | None) -> int | None:
    """A small number that is not negative, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None


def acting(act: Callable[[HttpRequest, Run, User], str]) -> Callable[..., HttpResponse]:
    """A page that changes a run under review and goes back to it, or says who was faster."""

    @wraps(act)
    def page(request: HttpRequest, number: int) -> HttpResponse:
        get_object_or_404(Run.objects.only("pk"), pk=number)
        assert isinstance(request.user, User)  # needs() has seen to it
        try:
            with reviewing(number, request.POST.get("seen", "")) as run:
                done = act(request, run, request.user)
        except (ConflictError, runs.RefusedError) as error:
            messages.error(request, f"Nothing was changed: {error}.")
        else:
            messages.success(request, done)
        if not Run.objects.filter(pk=number, state=State.AWAITING_REVIEW).exists():
            return redirect("admin:erdgen_run_progress", number)
        return redirect(reverse("admin:erdgen_run_review", args=(number,)) + read_way_back(request))

    return require_POST(page)


def read_way_back(request: HttpRequest) -> str:
    """The selection that the reviewer came from; only a query, so that it leads nowhere else."""
    back = request.POST.get("back", "")
    return back if back.startswith("?") and len(back) < 2000 else ""


@needs(REVIEW)
@acting
def give_verdict(request: HttpRequest, run: Run, reviewer: User) -> str:
    """Approve, reject, reopen or comment on what was ticked."""
    act = request.POST.get("act", "")
    comment = request.POST.get("comment", "").strip()[:MOST_LETTERS]
    if act == "approve_all":
        board = Board(run)
        count = approve_open(run, reviewer, board.risks, board.file_risks)
        return f"Approved: {count}. What is risky still waits for you, one by one."
    if act == "comment_line":
        return comment_on_line(request, run, reviewer, comment)
    if act not in ACTS:
        raise ConflictError("there is no such act")
    seen = read_items(request)
    if act == "comment" and not comment:
        raise ConflictError("the comment is empty")
    if judge(run, seen, ACTS[act], reviewer, comment):
        make_anew(run, reviewer)
        return "The project is made anew with this decision."
    count = len(seen.contributions) + len(seen.files)
    return f"{count} item{'' if count == 1 else 's'}: {act} is stored."


def read_items(request: HttpRequest) -> Seen:
    """What was ticked, each with the version that was seen."""
    try:
        contributions = dict(split_key(key) for key in request.POST.getlist("item"))
        seen = Seen({int(place): version for place, version in contributions.items()}, read_files(request))
    except ValueError:
        raise ConflictError("there is no such item") from None
    if not seen.contributions and not seen.files:
        raise ConflictError("tick the contributions or files that you mean")
    return seen


def read_files(request: HttpRequest) -> dict[str, str]:
    """The files among them."""
    return dict(split_key(key) for key in request.POST.getlist("file"))


def split_key(key: str) -> tuple[str, str]:
    """Name and version."""
    name, mark, version = key.rpartition("|")
    if not mark:
        raise ValueError(key)
    return name, version


def comment_on_line(request: HttpRequest, run: Run, reviewer: User, comment: str) -> str:
    """Say something of a line, to whoever asked for it: a line of the log, so no comment replaces another."""
    path, line = request.POST.get("path", ""), read_number(request.POST.get("line"))
    if line is None or not run.files.filter(path=path).exists():
        raise ConflictError("there is no such line")
    if not comment:
        raise ConflictError("the comment is empty")
    board = Board(run, Choice(file=path, line=line))
    asked = sorted(board.asked_by)
    made = run.contributions.filter(position__in=asked)
    text = bytes(run.files.get(path=path).content or b"").decode(errors="replace")
    owners = set(made.values_list("owner", flat=True))
    elements = {find_element(each) for each in made} or {find_element_at(board.project, text, line)}
    fields = {member for _, member in elements if member}
    subject = preferences.find_subject_of_comment(comment, next(iter(fields))) if len(fields) == 1 else ""
    log_comment(
        run.pk,
        f"{path}:{line}",
        reviewer.get_username(),
        comment,
        owners,
        elements,
        file=path,
        line=line,
        contributions=asked,
        subject=subject,
    )
    preferences.propose(reviewer, [subject])
    return f"Stored for {', '.join(sorted(owners)) or 'the generator itself'}, in the next run."


def make_anew(run: Run, reviewer: User) -> None:
    """Queue the run again: the steps after the agents' are done anew without what was rejected."""
    waiting = Run.objects.filter(state=State.AWAITING_REVIEW)
    text = f"made anew as {reviewer} decided"
    if not lifecycle.move(waiting, run.pk, State.QUEUED, text, queue=Queue.RUNS, attempts=0, message=""):
        raise ConflictError(f"run {run.pk} does not await a review")
    run.refresh_from_db(fields=("queue", "state"))
    transaction.on_commit(lambda: broker.ring(run))


@needs(APPLY)
@acting
def apply_run(request: HttpRequest, run: Run, reviewer: User) -> str:
    """Hand the approved files to a worker, who swaps them in."""
    refuse_unready(Board(run).obstacles)
    runs.approve(run, reviewer)
    return "The files are being put in place."


def refuse_unready(obstacles: Sequence[str]) -> None:
    """ConflictError unless everything was approved."""
    if obstacles:
        raise ConflictError("; ".join(obstacles))


@needs(REVIEW)
@acting
def reject_run(request: HttpRequest, run: Run, reviewer: User) -> str:
    """End the run without applying anything."""
    runs.reject(run, reviewer, request.POST.get("comment", "").strip()[:MOST_LETTERS])
    return "The run is rejected."


@needs(REVIEW)
@require_POST
def withdraw_comment(request: HttpRequest, number: int) -> HttpResponse:
    """Take a comment back, whoever made it: later runs do not hear of it."""
    run = get_object_or_404(Run.objects.defer("erd"), pk=number)
    comment = read_number(request.POST.get("comment"))
    if comment is None or not withdraw(run, comment, request.user.get_username()):
        messages.error(request, "There is no such open comment.")
    return redirect("admin:erdgen_run_progress", number)


@needs(APPLY)
@require_GET
def download(request: HttpRequest, number: int) -> HttpResponse:
    """The files as a zip, once they may be applied."""
    run = get_object_or_404(Run, pk=number, origin=Origin.SITE)
    board = Board(run)
    if run.state != State.APPLIED and (not board.waits or board.obstacles):
        raise Http404("there is an archive only of what was approved")
    upload = read_upload(run)
    # What was too large to be looked at, or lies beside the code, goes back as it came.
    beside = {path: each for path, each in upload.items() if not run.files.filter(path=path).exists()}
    files = {path: each.data for path, each in beside.items()} | store.load_files(run)
    executable = {path for path, each in beside.items() if each.executable} | list_executable(run)
    data = pack_files(run.output, files, executable)
    name = f"{run.output}-run{run.pk}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="application/zip", headers=headers)
