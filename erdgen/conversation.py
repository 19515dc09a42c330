"""The agents' conversation, stored while it goes on, so that people can follow it.

What is stored meanwhile is the beginning of the transcript in its final order. An attempt that begins anew
writes over what an earlier one left, and the step's own transaction has the last word.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from django.db import DatabaseError, connection

from erdgen import lifecycle, store
from erdgen.compiler.passes import HubMessage
from erdgen.lifecycle import Lease, LeaseLostError
from erdgen.models import Run

ResultT = TypeVar("ResultT")
#: How long what is said waits for more, to be stored together.
EVERY_SECONDS = 0.25


class Conversation:
    """An ``Audience`` that keeps what it hears, and stores it in batches."""

    def __init__(self, run: Run, lease: Lease) -> None:
        self._run, self._lease = run, lease
        self._lock = threading.Lock()
        self._heard: list[HubMessage] = []
        self._stored = 0
        self._changed = True
        #: Agent → its level, and its time in seconds once it has finished.
        self.work: dict[str, tuple[int, float | None]] = {}

    def began(self, agent: str, level: int) -> None:
        with self._lock:
            self.work[agent] = level, None
            self._changed = True

    def ended(self, agent: str, seconds: float) -> None:
        with self._lock:
            self.work[agent] = self.work[agent][0], round(seconds, 6)
            self._changed = True

    def told(self, message: HubMessage) -> None:
        with self._lock:
            self._heard.append(message)
            self._changed = True

    def follow(self, talk: Callable[[], ResultT]) -> ResultT:
        """What ``talk`` returns or raises; what is said in it is stored on the way.

        It runs in a thread of its own, as the connection to the database belongs to this one.
        """
        with ThreadPoolExecutor(max_workers=1) as pool:
            talking = pool.submit(talk)
            while wait((talking,), EVERY_SECONDS).not_done:
                self.store()
        self.store()
        return talking.result()

    def store(self) -> None:
        """Store what is new, as far as it can be: the conversation goes on without its audience."""
        with self._lock:
            if not self._changed:
                return
            self._changed = False
            first, heard, work = self._stored, self._heard[self._stored :], dict(self.work)
        try:
            with lifecycle.holding(self._lease):
                store.save_told(self._run, first, heard)
                store.save_work(self._run, work)
        except (DatabaseError, LeaseLostError):
            connection.close()
            self._changed = True
        else:
            self._stored = first + len(heard)
