"""A broker without a server: messages are files in a folder, for workers on the same machine.

Kombu's own transport for that writes a message under its final name, where a reader may take it half written,
moves what is read to the system's temporary folder, and opens the file of an exchange empty before it locks
it. Here all of them are single renames within one folder.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from queue import Empty
from threading import Lock
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

BINDING = Lock()


class Channel(filesystem.Channel):
    """Messages are called ``TIME_ID.QUEUE.msg``, so that they sort by age."""

    def queue_bind(
        self, queue: str, exchange: str = "", routing_key: str = "", arguments: Any = None, **kwargs: Any
    ) -> None:
        # Threads share what is known to be bound, and it is known before it is written down.
        with BINDING:
            super().queue_bind(queue, exchange, routing_key, arguments, **kwargs)
            # A process may know of a binding that this folder does not have: it is another, or was emptied.
            name = exchange or "amq.direct"
            self._queue_bind(name, *self.typeof(name).prepare_bind(queue, name, routing_key, arguments))

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with Path(self.control_folder, "bindings.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bound = [list(each) for each in self.get_table(exchange)]
            wanted = [routing_key or "", pattern or "", queue or ""]
            if wanted not in bound:
                file = self._exchange_file(exchange)
                unfinished = file.with_suffix(".part")
                unfinished.write_text(dumps([wanted, *bound]), encoding="utf-8")
                unfinished.rename(file)

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu has two names
        name = f"{time_ns()}_{uuid4().hex}.{queue}"
        unfinished = Path(self.data_folder_out, f"{name}.part")
        unfinished.write_text(dumps(payload), encoding="utf-8")
        unfinished.rename(unfinished.with_suffix(".msg"))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            waiting = Path(self.data_folder_in, name)
            taken = waiting.with_suffix(".taken")
            try:
                waiting.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return payload
        raise Empty


class Transport(filesystem.Transport):
    """For the setting ``CELERY_BROKER_TRANSPORT``."""

    Channel = Channel
