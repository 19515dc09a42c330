"""Waits for a database that is away for a moment: restarted, failed over, or out of connections."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

ResultT = TypeVar("ResultT")

PAUSE = 0.5

logger = logging.getLogger(__name__)


def patiently(act: Callable[[], ResultT]) -> ResultT:
    """Do ``act``, again on a new connection as long as the database does not answer.

    ``act`` is a whole transaction. It may have been committed before the connection broke, so doing it twice
    must come to the same.
    """
    deadline = time.monotonic() + settings.LEASE_SECONDS
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            logger.warning("the database does not answer, trying again: %s", str(error).strip())
            connection.close()
            time.sleep(PAUSE)
