"""How far an endpoint holds a model to a schema: tried once per endpoint and model, then remembered.

Some servers refuse a schema, others take it and ignore it. So the trial withholds the schema from the
question: only an endpoint that enforces it can answer by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Literal, Protocol

from agents.llm.endpoint import Level
from agents.llm.failures import Failure, Kind
from agents.llm.reading import Heard
from agents.llm.schema import Answer, Operation, Words, flat_schema, read_answer

TASK = "probe"


class Trial(Operation):
    """What the trial asks for."""

    reason: Words
    #: Stands in no prompt: whoever writes it was held to the schema.
    kind: Literal["kestrel"]
    word: str


class Trials(Answer):
    """One trial."""

    operations: tuple[Trial, ...]


TRIAL_SCHEMA = flat_schema(Trials, {})
TRIAL_LIMIT = 1500

#: Sends the trial at a level, with or without the schema in the question.
SendTrial = Callable[[Level, bool], Heard]


class LevelBook(Protocol):
    """Where levels are remembered."""

    def recall(self, base_url: str, model: str) -> Level | None:
        """The level that was found; None when it was never tried."""

    def remember(self, base_url: str, model: str, level: Level) -> None:
        """Keep what was found."""


class MemoryLevels:
    """Levels of one process."""

    def __init__(self) -> None:
        self._levels: dict[tuple[str, str], Level] = {}
        self._lock = Lock()

    def recall(self, base_url: str, model: str) -> Level | None:
        with self._lock:
            return self._levels.get((base_url, model))

    def remember(self, base_url: str, model: str, level: Level) -> None:
        with self._lock:
            self._levels[base_url, model] = level


def probe_level(send: SendTrial) -> Level | Failure:
    """The highest level that the endpoint keeps, by at most three requests; or why it cannot be asked."""
    heard = send(Level.JSON_SCHEMA, False)
    if heard.failure is None and isinstance(read_answer(heard.text, Trials, {}), Trials):
        return Level.JSON_SCHEMA
    if _is_fatal(heard):
        return heard.failure or Failure(Kind.EMPTY, "")
    heard = send(Level.JSON_OBJECT, True)
    if heard.failure is None and heard.text.startswith("{"):
        return Level.JSON_OBJECT
    if _is_fatal(heard):
        return heard.failure or Failure(Kind.EMPTY, "")
    heard = send(Level.PROMPT, True)
    return heard.failure if heard.failure is not None else Level.PROMPT


def _is_fatal(heard: Heard) -> bool:
    """Whether the failure has other causes than the way in which JSON was asked for."""
    about_form = {Kind.BAD_REQUEST, Kind.EMPTY, Kind.ERROR_BODY, Kind.CUT_OFF, Kind.DECLINED, Kind.TOOL_CALL}
    return heard.failure is not None and heard.failure.kind not in about_form


def trial_data(schema: bool) -> Mapping[str, Any]:
    """The data of the trial."""
    data: dict[str, Any] = {"data": {"word": "harbour"}}
    return data | {"schema": TRIAL_SCHEMA} if schema else data
