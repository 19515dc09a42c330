"""Tells workers that a run waits. A message holds the run's number and nothing else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from erdgen import lifecycle
from erdgen.models import Run

if TYPE_CHECKING:
    from celery import Celery

TASK = "erdgen.tasks.work_on"

logger = logging.getLogger(__name__)


def load_app() -> Celery:
    """The site's Celery application; loaded only by what sends or receives, as it takes its time."""
    app: Celery = import_string(settings.CELERY_APPLICATION)
    return app


def ring(run: Run) -> bool:
    """Send the message; without a broker the run waits, and is sent again by ``resend``."""
    from kombu.exceptions import OperationalError

    try:
        load_app().send_task(TASK, args=(run.pk,), queue=run.queue, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("run %s waits, as the broker cannot be reached: %s", run.pk, error)
        return False
    lifecycle.mark_sent(run.pk)
    return True


def resend() -> int:
    """Send the messages that are missing, until one fails; how many were sent."""
    sent = 0
    for run in lifecycle.list_waiting():
        if not ring(run):
            break
        sent += 1
    return sent
