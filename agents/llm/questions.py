"""A question to a model: what it is about, how an answer to it is judged, and how the answer is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from agents.llm.answers import Request, canonical
from agents.llm.cleaning import TEXT_LIMIT, Cleaned, clean_text
from agents.llm.failures import Failure, Kind
from agents.llm.schema import PROBLEM_LIMIT, Answer, flat_schema, read_answer
from erdgen.compiler.findings import Finding

#: What is wrong with an answer, in words for the model; nothing when it is accepted.
Check = Callable[[Any], Sequence[str]]
ReadT = TypeVar("ReadT")


@dataclass(frozen=True, slots=True)
class Reply(Generic[ReadT]):
    """What came of a question: an answer or a failure, and findings for the user."""

    answer: ReadT | None = None
    failure: Failure | None = None
    findings: tuple[Finding, ...] = ()
    #: Whether the answer was known before and cost nothing.
    recalled: bool = False
    #: SHA-256 of the canonical request by which the answer is kept.
    request_sha256: str = ""


@dataclass(frozen=True)
class Question(Generic[ReadT]):
    """``task`` asked about ``data``. Without an ``answer_type`` the answer is a text."""

    agent: str
    task: str
    data: Mapping[str, object]
    answer_type: type[ReadT] | None = None
    #: What the fields of the answer that are marked with ``OneOf`` may hold.
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    check: Check | None = None
    #: What this question goes by among others that are asked with it; without one it is asked alone.
    label: str = ""
    #: The key of ``data`` whose value maps names to what questions that are asked together show once.
    shared: str = ""

    @property
    def plain(self) -> bool:
        """Whether the answer is a text."""
        return self.answer_type is None

    @property
    def schema(self) -> dict[str, Any]:
        """The form of the answer; empty for a text."""
        return {} if self.plain else flat_schema(self.form, self.plain_names)

    @property
    def plain_names(self) -> dict[str, tuple[str, ...]]:
        """The names that read as they are written; a model could not say the others back."""
        return {
            kind: tuple(name for name in known if name == clean_text(name) and len(name) <= TEXT_LIMIT)
            for kind, known in self.names.items()
        }

    @property
    def form(self) -> type[Answer]:
        """The type of an answer that is no text."""
        return cast("type[Answer]", self.answer_type)

    def judge(self, text: str) -> ReadT | Failure:
        """``text`` through its schema, the names, and the agent's own check."""
        if self.plain:
            return self._refuse(text) or cast("ReadT", text)
        answer = read_answer(text, self.form, self.plain_names)
        if isinstance(answer, Failure):
            return answer
        return self._refuse(answer) or cast("ReadT", answer)

    def _refuse(self, answer: object) -> Failure | None:
        problems = self.check(answer) if self.check is not None else ()
        if not problems:
            return None
        return Failure(Kind.NOT_ACCEPTED, clean_text("; ".join(problems[:PROBLEM_LIMIT]))[:600])

    def dump(self, answer: ReadT) -> str:
        """``answer`` as JSON, to be kept."""
        return (
            json.dumps(answer) if self.plain else canonical(cast("BaseModel", answer).model_dump(mode="json"))
        )

    def load(self, kept: str) -> ReadT | Failure:
        """A kept answer, judged like a new one: one that no longer passes was never given."""
        return self.judge(_load_text(kept) if self.plain else kept)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question as it is sent when it is asked alone: by ``request`` its answer is known."""

    question: Question[Any]
    request: Request
    cleaned: Cleaned

    @property
    def data(self) -> dict[str, Any]:
        """What the question is about, without what nobody sees."""
        return cast("dict[str, Any]", self.cleaned.data)

    @property
    def key(self) -> str:
        """SHA-256 of the canonical request."""
        return self.request.key


def _load_text(kept: str) -> str:
    """A text as it was kept; empty, which no check accepts, for anything else."""
    try:
        text = json.loads(kept)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""
