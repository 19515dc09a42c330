"""Checked answers in the database: the second run of an ERD makes no call, a recorded one needs no model."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from django.db import DatabaseError

from agents.llm.answers import MemoryAnswers, Request
from agents.llm.endpoint import Level
from agents.llm.levels import MemoryLevels
from erdgen.llm.ledger import on_own_connection
from erdgen.llm.models import KnownAnswer, KnownLevel

logger = logging.getLogger(__name__)


@dataclass
class StoredAnswers:
    """Answers of all runs. Where the database cannot be used those of this process have to do."""

    _used: dict[str, None] = field(default_factory=dict)
    _own: MemoryAnswers = field(default_factory=MemoryAnswers)
    _lock: Lock = field(default_factory=Lock)

    @on_own_connection
    def recall(self, key: str) -> str | None:
        known = self._own.recall(key)
        if known is None:
            try:
                known = KnownAnswer.objects.filter(key=key).values_list("answer", flat=True).first()
            except DatabaseError as error:
                logger.warning("known answers cannot be read: %s", str(error).strip())
        if known is not None:
            self._note(key)
        return known

    @on_own_connection
    def keep(self, key: str, request: Request, answer: str) -> None:
        self._own.keep(key, request, answer)
        self._note(key)
        try:
            KnownAnswer.objects.get_or_create(
                key=key, defaults={"task": request.task, "model": request.model[:200], "answer": answer}
            )
        except DatabaseError as error:
            logger.warning("an answer cannot be kept: %s", str(error).strip())

    def _note(self, key: str) -> None:
        with self._lock:
            self._used[key] = None

    @property
    def used(self) -> list[str]:
        """Keys of all answers that were used, in their own order."""
        with self._lock:
            return sorted(self._used)


@dataclass
class StoredLevels:
    """Levels that earlier runs found; where the database cannot be used each run finds out for itself."""

    _own: MemoryLevels = field(default_factory=MemoryLevels)

    @on_own_connection
    def recall(self, base_url: str, model: str) -> Level | None:
        own = self._own.recall(base_url, model)
        if own is not None:
            return own
        try:
            rows = KnownLevel.objects.filter(base_url=base_url[:500], model=model[:200])
            found = rows.values_list("level", flat=True).first()
        except DatabaseError:
            return None
        if found is None:
            return None
        self._own.remember(base_url, model, Level(found))
        return Level(found)

    @on_own_connection
    def remember(self, base_url: str, model: str, level: Level) -> None:
        if self._own.recall(base_url, model) is level:
            return
        self._own.remember(base_url, model, level)
        try:
            KnownLevel.objects.update_or_create(
                base_url=base_url[:500], model=model[:200], defaults={"level": level.value}
            )
        except DatabaseError as error:
            logger.warning("the level of an endpoint cannot be kept: %s", str(error).strip())


def load_answers(keys: Sequence[str]) -> dict[str, str]:
    """The answers of ``keys``, as far as they are there."""
    return dict(KnownAnswer.objects.filter(key__in=keys).values_list("key", "answer"))
