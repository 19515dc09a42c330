"""A broker without a server: messages are files in a folder, for workers on the same machine.

Kombu's own transport for that writes a message under its final name, where a reader may take it half written,
and moves what is read to the system's temporary folder. Here both are single renames within one folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Messages are called ``TIME_ID.QUEUE.msg``, so that they sort by age."""

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
