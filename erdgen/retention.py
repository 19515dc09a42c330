"""The end of old runs: rows, files and all that hangs on them.

What stands in the outputs root stays, and so does what somebody may still want of a run: runs that have not
ended, and for each output the last one that was applied, against which risks are found. Comments that are
still open are kept with their run, as the next run of the output has to hear them.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from erdgen.comments import list_open
from erdgen.models import ENDED, Origin, Run, State

#: Runs removed in one transaction: a run may have thousands of rows, and others write meanwhile.
TOGETHER = 20


def find_old_runs(days: int) -> QuerySet[Run]:
    """Runs that ended at least ``days`` days ago and are of no more use."""
    ended = Run.objects.filter(state__in=ENDED, ended_at__lte=timezone.now() - timedelta(days=days))
    applied = Run.objects.filter(state=State.APPLIED).order_by()
    last = applied.values("output", "origin").annotate(last=Max("pk")).values_list("last", flat=True)
    outputs = (
        ended.filter(origin=Origin.SITE, events__kind="comment").order_by().values_list("output", flat=True)
    )
    heard = {event.run_id for output in outputs.distinct() for event in list_open(output)}
    return ended.exclude(pk__in=list(last)).exclude(pk__in=heard).order_by("pk")


def prune_runs(runs: QuerySet[Run]) -> list[int]:
    """Remove ``runs`` with everything stored of them; their numbers."""
    numbers = list(runs.values_list("pk", flat=True))
    for start in range(0, len(numbers), TOGETHER):
        with transaction.atomic():
            # Ended runs never come back, so nobody else writes to these.
            Run.objects.filter(pk__in=numbers[start : start + TOGETHER], state__in=ENDED).delete()
    return numbers
