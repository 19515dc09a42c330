"""What an endpoint sent, read from its bytes: a model's text, or why there is none, and what it took.

The order matters: usage is read before anything can go wrong with the answer, because a useless answer is
paid for as well. Nothing is repaired but one code fence round the whole: a cut-off answer that is mended
invents names.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from agents.llm.cleaning import clean_text
from agents.llm.failures import Failure, Kind
from agents.llm.prices import Usage

#: Numbers beyond it are no usage of one call, whatever the endpoint says.
TOKEN_LIMIT = 100_000_000
FENCE = re.compile(r"\A```[A-Za-z]*[ \t]*\r?\n(.*?)\r?\n?```\Z", re.DOTALL)
DETAIL_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one request. ``text`` is a model's answer, unless there is a ``failure``."""

    text: str = ""
    failure: Failure | None = None
    #: None: the endpoint did not say what it took.
    usage: Usage | None = None
    answered_by: str = ""
    finish_reason: str = ""


def read_body(body: bytes) -> Heard:
    """The outcome of a response with status 200."""
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Heard(failure=Failure(Kind.NOT_AN_API, "the answer is not UTF-8"))
    except (ValueError, RecursionError):
        what = "a page of HTML" if body.lstrip()[:1] == b"<" else "no JSON"
        return Heard(failure=Failure(Kind.NOT_AN_API, f"the answer is {what}"))
    if not isinstance(document, dict):
        return Heard(failure=Failure(Kind.NOT_AN_API, "the answer is no JSON object"))
    usage = _read_usage(document.get("usage"))
    answered_by = _as_line(document.get("model"), 100)
    choice = _first(document.get("choices"))
    if choice is None:
        return Heard(failure=_explain_no_choice(document), usage=usage, answered_by=answered_by)
    finish = _as_line(choice.get("finish_reason"), 30)
    text = _read_message(choice.get("message"), finish)
    if isinstance(text, Failure):
        return Heard("", text, usage, answered_by, finish)
    return Heard(strip_fence(text), None, usage, answered_by, finish)


def describe_error(body: bytes) -> tuple[str, str]:
    """The code and the message of an error's body, each as one short line; empty where it has none."""
    try:
        document = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return "", ""
    error = document.get("error", document) if isinstance(document, dict) else None
    if isinstance(error, dict):
        code = error.get("code") or error.get("type")
        return _as_line(code, 60), _as_line(error.get("message") or error.get("detail"), DETAIL_LIMIT)
    return "", _as_line(error, DETAIL_LIMIT)


def strip_fence(text: str) -> str:
    """``text`` without the one code fence that stands round all of it."""
    text = text.strip()
    fenced = FENCE.match(text)
    return fenced[1].strip() if fenced and "```" not in fenced[1] else text


def _explain_no_choice(document: dict[str, Any]) -> Failure:
    if document.get("error"):
        code, message = describe_error(json.dumps({"error": document["error"]}).encode())
        return Failure(Kind.ERROR_BODY, message or code or "an error without a message")
    if document.get("choices") == []:
        return Failure(Kind.EMPTY, "the answer has no choices")
    return Failure(Kind.NOT_AN_API, "the answer is no chat completion")


def _read_message(message: object, finish: str) -> str | Failure:
    if not isinstance(message, dict):
        return Failure(Kind.NOT_AN_API, "a choice without a message")
    if finish == "length":
        return Failure(Kind.CUT_OFF, "the answer reached the limit of its length")
    if finish == "content_filter":
        return Failure(Kind.FILTERED, "the endpoint's filter held the answer back")
    if finish == "error":
        return Failure(Kind.ERROR_BODY, "the answer ended with an error")
    if message.get("refusal"):
        return Failure(Kind.DECLINED, "the model declined")
    content = message.get("content")
    if not isinstance(content, str) or not content.strip():
        if message.get("tool_calls") or message.get("function_call"):
            return Failure(Kind.TOOL_CALL, "the model called a tool, and there are none")
        return Failure(Kind.EMPTY, "the answer holds no text")
    return content


def _first(choices: object) -> dict[str, Any] | None:
    """The first choice: one was asked for, and which of several is right is nobody's to guess."""
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        return choices[0]
    return None


def _read_usage(usage: object) -> Usage | None:
    """None where the numbers are missing or cannot be true; a question of no tokens is such a number."""
    if not isinstance(usage, dict):
        return None
    taken, given = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if not taken or given is None:
        return None
    # Some endpoints count what a model thinks in the total alone.
    total = _count(usage.get("total_tokens")) or 0
    return Usage(taken, max(given, total - taken), _read_cost(usage.get("cost")))


def _count(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= TOKEN_LIMIT:
        return value
    return None


def _read_cost(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        cost = Decimal(str(value))
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and 0 <= cost <= TOKEN_LIMIT else None


def _as_line(value: object, limit: int) -> str:
    return clean_text(value[: 4 * limit])[:limit] if isinstance(value, str) else ""
