"""What people say of a run that awaits their review.

All is said under the lock of the run's row, and only while it waits, so it never meets a worker. Whoever
judges says which version of the item they saw: when somebody else was faster nothing is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from erdgen import comments, lifecycle, preferences
from erdgen.compiler.codec import decode
from erdgen.compiler.contributions import AddFunction, RenameEntity, RenameMember
from erdgen.llm.memory import forget, remember
from erdgen.models import Contribution, Judged, ProposedFile, Run, State, StepState, Verdict

BY_MODEL = Q(data__because__source="model")
SUGGESTED = Q(data__because__source="suggestion")
STANDING_BY_MODEL = BY_MODEL & ~Q(verdict=Verdict.REJECTED) | SUGGESTED & Q(verdict=Verdict.APPROVED)


class ConflictError(Exception):
    """Somebody else was faster, or the run does not wait any more; the message says what to look at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Items by key with the version that the reviewer saw: contributions by position, files by path."""

    contributions: Mapping[int, str]
    files: Mapping[str, str]


def list_rejected(run: Run) -> tuple[int, ...]:
    """Positions of the contributions that people rejected; suggestions stand only when they are approved."""
    rejected = run.contributions.filter(verdict=Verdict.REJECTED).exclude(SUGGESTED).order_by("position")
    return tuple(rejected.values_list("position", flat=True))


def list_accepted(run: Run) -> tuple[int, ...]:
    """Positions of the suggestions that people approved."""
    accepted = run.contributions.filter(SUGGESTED, verdict=Verdict.APPROVED).order_by("position")
    return tuple(accepted.values_list("position", flat=True))


def has_model_part(run: Run) -> bool:
    """Whether something stands that a model made, or that a person let pass of it."""
    return run.contributions.filter(STANDING_BY_MODEL).exists()


def is_judged(run: Run) -> bool:
    """Whether somebody said something of what the run proposed."""
    return run.events.filter(kind__in=("verdict", "comment")).exists()


def drop_by_model(run: Run, why: str) -> int:
    """Reject all of that, or first what is code, as that is likeliest to be at fault; how much there was."""
    changes = {"verdict": Verdict.REJECTED, "verdict_at": timezone.now(), "comment": why, "verdict_by": None}
    standing = run.contributions.filter(STANDING_BY_MODEL)
    return standing.filter(kind=AddFunction.kind).update(**changes) or standing.update(**changes)


def version_of(item: Judged) -> str:
    """Changes with everything that is said of the item."""
    return format_moment(item.verdict_at)


def version_of_run(run: Run) -> str:
    """Changes whenever the run is made anew."""
    return format_moment(run.queued_at)


def format_moment(moment: datetime | None) -> str:
    """To the microsecond, or ``-`` for never."""
    return moment.isoformat() if moment else "-"


@contextmanager
def reviewing(number: int, seen: str) -> Iterator[Run]:
    """The run, locked; ConflictError unless it waits for a review of what was ``seen``."""
    with transaction.atomic():
        run = Run.objects.select_for_update().defer("erd").get(pk=number)
        if run.state != State.AWAITING_REVIEW:
            raise ConflictError(f"run {number} does not await a review: it is {run.get_state_display()}")
        if version_of_run(run) != seen:
            raise ConflictError("the run was made anew while you looked at it; look at it again")
        yield run


def judge(run: Run, seen: Seen, verdict: Verdict | None, reviewer: User, comment: str) -> bool:
    """Say ``verdict`` (None: only the comment) of the items; whether the run has to be made anew.

    Raises:
        ConflictError: an item is not as it was seen, or cannot be rejected; nothing is changed then.
    """
    decided = list_rejected(run), list_accepted(run)
    contributions = run.contributions.filter(position__in=seen.contributions).defer("data")
    for item in find_seen(contributions, "position", seen.contributions):
        if verdict == Verdict.REJECTED and item.kind in (RenameEntity.kind, RenameMember.kind):
            raise ConflictError(
                f"{item} cannot be rejected by itself: all else was agreed on under this name; reject the "
                "run, take the comment back, and start another one"
            )
        settle(item, verdict, reviewer, comment)
    for file in find_seen(run.files.filter(path__in=seen.files).defer("content"), "path", seen.files):
        settle(file, verdict, reviewer, comment)
    return (list_rejected(run), list_accepted(run)) != decided


def approve_open(run: Run, reviewer: User, risky: Collection[int], risky_files: Collection[str] = ()) -> int:
    """Approve all contributions and files that nobody judged, without the risky ones; how many."""
    changes = {"verdict": Verdict.APPROVED, "verdict_by": reviewer, "verdict_at": timezone.now()}
    ordinary = run.contributions.filter(verdict=Verdict.OPEN).exclude(position__in=risky)
    files = run.files.filter(verdict=Verdict.OPEN).exclude(path__in=risky_files)
    approved = ordinary.update(**changes) + files.update(**changes)
    lifecycle.log(run.pk, "verdict", f"{reviewer} approved {approved} items that nobody had judged")
    return approved


def find_seen(rows: Any, key: str, seen: Mapping[Any, str]) -> list[Any]:
    """The rows that were named; ConflictError when one is gone or says something else by now."""
    found = list(rows.select_related("verdict_by"))
    if len(found) != len(seen):
        raise ConflictError("some of these items are not there any more; look at the run again")
    for item in found:
        if version_of(item) != seen[getattr(item, key)]:
            raise ConflictError(
                f"{item.verdict_by or 'somebody'} judged {item} meanwhile ({item.get_verdict_display()}); "
                "look at it again"
            )
    return found


def settle(item: Contribution | ProposedFile, verdict: Verdict | None, reviewer: User, comment: str) -> None:
    """Store what was said, and log it: what was said before stays readable there."""
    if verdict is not None:
        item.verdict, item.verdict_by = verdict, reviewer
    if comment:
        item.comment = comment
    item.verdict_at = timezone.now()
    item.save(update_fields=("verdict", "verdict_by", "verdict_at", "comment"))
    if verdict is not None and isinstance(item, Contribution):
        learn(item, verdict)
    if verdict is None:
        ask(item, reviewer, comment)
        return
    text = f"{reviewer}: {verdict.label} {item}" + (f": {comment}" if comment else "")
    place: dict[str, Any] = {"file": item.path} if isinstance(item, ProposedFile) else of_contribution(item)
    said = {"by": reviewer.get_username(), "comment": comment, "verdict": verdict.value}
    lifecycle.log(item.run_id, "verdict", text, **said, **place)
    preferences.propose(reviewer, [place.get("subject", "")])


def of_contribution(item: Contribution) -> dict[str, Any]:
    """How the log names it, and what generalises of it."""
    return {"contribution": item.position, "subject": preferences.find_subject(decode(item.data))}


def learn(item: Contribution, verdict: Verdict) -> None:
    """Keep a model's reading that a person approves, for later runs of the same author."""
    if item.data["because"]["source"] == "model":
        author = Run.objects.values_list("author_id", flat=True).get(pk=item.run_id)
        (remember if verdict == Verdict.APPROVED else forget)(author, [decode(item.data)])


def ask(item: Contribution | ProposedFile, reviewer: User, comment: str) -> None:
    """A comment without a verdict is for the agents of the next run."""
    author = reviewer.get_username()
    if isinstance(item, ProposedFile):
        comments.log_comment(item.run_id, item.path, author, comment, (), (), file=item.path)
        return
    place, position = f"number {item.position + 1}", [item.position]
    owners, elements = (item.owner,), (comments.find_element(item),)
    subject = preferences.find_subject_of_comment(comment, elements[0][1])
    comments.log_comment(
        item.run_id, place, author, comment, owners, elements, contributions=position, subject=subject
    )
    preferences.propose(reviewer, [subject])


def find_obstacles(run: Run, left_out: Collection[int]) -> list[str]:
    """What has to happen before the run may be applied; nothing when it may.

    ``left_out`` are the contributions that build on rejected ones, of which nobody has to say anything.
    """
    obstacles = []
    # What is shown then is not what was decided. Applying itself may be tried again.
    if run.steps.filter(state=StepState.FAILED).exclude(name="apply").exists():
        obstacles.append("it could not be made as it was decided; decide otherwise, or reject the run")
    contributions, files = run.contributions.exclude(position__in=left_out), run.files.order_by()
    opened = contributions.filter(verdict=Verdict.OPEN).count()
    unread = files.filter(verdict=Verdict.OPEN).exclude(state="unchanged").count()
    refused = files.filter(verdict=Verdict.REJECTED).values_list("path", flat=True)
    if opened:
        obstacles.append(f"{opened} contributions are not judged yet")
    if unread:
        obstacles.append(f"{unread} files are not approved yet")
    if refused:
        obstacles.append(f"rejected files: {', '.join(list(refused)[:5])}")
    return obstacles
