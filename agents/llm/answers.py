"""Answers that were checked, kept by the request that they answer: cache, resume and replay in one.

The key is the canonical request: model, messages, schema, parameters and the hash of the instructions. How
the schema was put to the endpoint is not part of it, since the answer was held to the same schema anyway.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """A question in full: the instruction, the data as JSON, the schema of the answer."""

    task: str
    model: str
    instruction: str
    prompt_sha256: str
    #: JSON by `compose`.
    data: str
    schema: Mapping[str, Any]
    #: Tokens that the answer may take.
    limit: int
    parameters: Mapping[str, Any]

    @property
    def key(self) -> str:
        """SHA-256 of the canonical request."""
        whole = {
            "model": self.model,
            "messages": [self.instruction, self.data],
            "schema": self.schema,
            "parameters": dict(self.parameters) | {"limit": self.limit},
            "prompt": self.prompt_sha256,
        }
        return sha256(canonical(whole).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and without spare space: the same value is the same text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def compose(value: Mapping[str, Any]) -> str:
    """JSON of a question with its keys as they come: models answer in the order in which a schema asks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class AnswerStore(Protocol):
    """Where checked answers are kept."""

    def recall(self, key: str) -> str | None:
        """The answer's JSON for the request of this key; None when it was never answered."""

    def keep(self, key: str, request: Request, answer: str) -> None:
        """Keep the JSON of an answer that was checked; one that is there already stays."""


class MemoryAnswers:
    """Answers of one process, or of a recording that is replayed."""

    def __init__(self, recorded: Mapping[str, str] | None = None) -> None:
        self._answers = dict(recorded or {})
        self._lock = Lock()

    def recall(self, key: str) -> str | None:
        with self._lock:
            return self._answers.get(key)

    def keep(self, key: str, request: Request, answer: str) -> None:
        with self._lock:
            self._answers.setdefault(key, answer)

    def recorded(self) -> dict[str, str]:
        """All of them, by key in order."""
        with self._lock:
            return dict(sorted(self._answers.items()))
