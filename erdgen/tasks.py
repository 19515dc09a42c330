"""What workers do when they are told that a run waits, and what they do unasked: find runs that were left.

The database holds the truth. A message that comes twice, late, or for a run that is over finds no lease to
take; one that never comes is sent again. So the broker may lose, double and reorder as it likes.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery import current_task, shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connection

from erdgen import broker, lifecycle
from erdgen.models import Run
from erdgen.patience import patiently
from erdgen.supervisor import supervise

#: Set when this worker was told to stop: what it works on goes back to the queue.
STOP = threading.Event()

logger = logging.getLogger(__name__)


@shared_task(name=broker.TASK)
def work_on(run: int) -> None:
    """Work on the run if it waits in the queue that the message came from."""
    queue = current_task.request.delivery_info["routing_key"]
    lease = None if STOP.is_set() else patiently(lambda: lifecycle.take(run, queue))
    if lease is None:
        return
    supervise(lease, STOP)
    waiting = patiently(lambda: Run.objects.filter(pk=run, sent_at=None, state="queued").first())
    if waiting is not None:
        broker.ring(waiting)


@worker_ready.connect
def look_after_runs(**kwargs: Any) -> None:
    """Every worker looks for runs that were left; any number of them may."""
    STOP.clear()
    threading.Thread(target=_look_until_stopped, name="reaper", daemon=True).start()


@worker_shutting_down.connect
def hand_back(**kwargs: Any) -> None:
    """Told to stop: no new runs, and those at work go on elsewhere."""
    STOP.set()


def _look_until_stopped() -> None:
    while not STOP.wait(settings.REAP_SECONDS):
        try:
            lifecycle.reap()
            broker.resend()
        except Exception:
            # It must go on whatever happens: nobody else finds what was left.
            logger.exception("could not look for runs that were left")
            connection.close()
