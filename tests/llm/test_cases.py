"""What endpoints do, case by case: the outcome, the ledger, and an end within the limit."""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from agents.llm.budget import Amount
from agents.llm.courier import Limits
from agents.llm.failures import Kind
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint, Step, completion, document, fail, raw, say, without_usage
from tests.llm.trials import (
    AGENT,
    KEY,
    LIMITS,
    USUAL,
    WatchedLedger,
    answer,
    answer_text,
    ask,
    make_consultant,
    make_endpoint,
)

#: What one request is charged: what the endpoint said, the whole reservation, or no more than a call.
Charge = Literal["said", "whole", "call"]

QUICK = replace(LIMITS, seconds=0.4)


@dataclass(frozen=True)
class Case:
    """``kind`` None means a usable answer, with ``operations`` operations; one charge for each request."""

    name: str
    script: tuple[Step, ...]
    kind: Kind | None = None
    charges: tuple[Charge, ...] = ("said",)
    operations: int = 1
    said: Amount = USUAL
    limits: Limits = field(default=LIMITS)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def wrong(name: str, content: object, kind: Kind) -> Case:
    """An answer that is wrong in the same way each time: one chance to mend it, then an end."""
    return Case(name, (say(content),), kind, ("said", "said"))


GOOD = say(answer())
NESTED = "[" * 5000 + "]" * 5000
BOMB = gzip.compress(b" " * 20_000_000)

USABLE = (
    Case("right answer", (GOOD,)),
    Case("fenced answer", (say(f"```json\n{answer_text()}\n```"),)),
    Case("fenced without a language", (say(f"```\n{answer_text()}\n```\n"),)),
    Case("space round the answer", (say(f"\n\n  {answer_text()}\n"),)),
    Case("empty list", (say({"operations": []}),), operations=0),
    Case("duplicate operations", (say(answer({}, {}, {"value": 1})),), operations=2),
    Case("invisible characters in words", (say(answer({"reason": "a\u200b salary\U000e0041"})),)),
    Case("the key said back in words", (say(answer({"reason": f"key {KEY}"})),)),
    Case("byte order mark", (raw(b"\xef\xbb\xbf" + json.dumps(completion(answer_text())).encode()),)),
    Case("wrong model echoed", (say(answer(), model="another-model"),)),
    Case(
        "several choices",
        (
            document(
                completion("")
                | {
                    "choices": [
                        {"index": at, "message": {"content": text}, "finish_reason": "stop"}
                        for at, text in enumerate((answer_text(), "{}"))
                    ]
                }
            ),
        ),
    ),
    Case("unknown keys round the answer", (say(answer(), system_fingerprint=None, zebra=[1]),)),
    Case("no usage", (without_usage(answer()),), charges=("whole",)),
    Case(
        "usage of nothing",
        (say(answer(), usage={"prompt_tokens": 0, "completion_tokens": 0}),),
        charges=("whole",),
    ),
    Case(
        "negative usage",
        (say(answer(), usage={"prompt_tokens": -5, "completion_tokens": 9}),),
        charges=("whole",),
    ),
    Case(
        "absurd usage",
        (say(answer(), usage={"prompt_tokens": 10**30, "completion_tokens": 9}),),
        charges=("whole",),
    ),
    Case("usage is a text", (say(answer(), usage="many"),), charges=("whole",)),
    Case(
        "cost is said",
        (say(answer(), usage=play.USAGE | {"cost": 0.25}),),
        said=Amount(520, Decimal("0.25"), 1),
    ),
    Case("negative cost", (say(answer(), usage=play.USAGE | {"cost": -9}),)),
    Case(
        "cost is no number",
        (raw(json.dumps(completion(answer_text(), usage=play.USAGE | {"cost": float("nan")})).encode()),),
    ),
    Case(
        "thinking in the total alone",
        (say(answer(), usage=play.USAGE | {"total_tokens": 1100}),),
        said=Amount(1100, Decimal("0.0017"), 1),
    ),
    Case("429 with Retry-After", (fail(429, Retry_After="0.05"), GOOD), charges=("call", "said")),
    Case("429 without Retry-After", (fail(429), GOOD), charges=("call", "said")),
    Case(
        "Retry-After in the past",
        (fail(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), GOOD),
        charges=("call", "said"),
    ),
    Case("500 then right", (fail(500), GOOD), charges=("whole", "said")),
    Case("503 twice then right", (fail(503), fail(503), GOOD), charges=("whole", "whole", "said")),
    Case("reset then right", (play.reset, GOOD), charges=("whole", "said")),
    Case("cut off then right", (say('{"operations": [{"rea', "length"), GOOD), charges=("said", "said")),
    Case("schema refused", (fail(400, "response_format"), GOOD), charges=("call", "said")),
    Case("every form refused", (fail(400), fail(400), GOOD), charges=("call", "call", "said")),
    Case("mended shape", (say({"operations": [{}]}), GOOD), charges=("said", "said")),
    Case("mended entity", (say(answer({"entity": "Jobb"})), GOOD), charges=("said", "said")),
    Case("mended prose", (say(f"Sure! {answer_text()}"), GOOD), charges=("said", "said")),
    Case(
        "mended twice",
        (say("no"), say(answer({"entity": "Jobb"})), GOOD),
        charges=("said", "said", "said"),
    ),
)
UNUSABLE = (
    wrong("malformed", '{"operations": [}', Kind.NOT_JSON),
    wrong("prose", "I would rather write a poem.", Kind.NOT_JSON),
    wrong("fence that never ends", f"```json\n{answer_text()}", Kind.NOT_JSON),
    wrong("two fences", f"```json\n{answer_text()}\n```\n```json\n{{}}\n```", Kind.NOT_JSON),
    wrong("two documents", answer_text() + answer_text(), Kind.NOT_JSON),
    wrong("JSON cut without saying so", answer_text()[:-5], Kind.NOT_JSON),
    wrong("a key twice", answer_text().replace('"value": 0', '"value": 0, "value": 9'), Kind.NOT_JSON),
    wrong("not a number", answer_text().replace('"value": 0', '"value": NaN'), Kind.WRONG_SHAPE),
    wrong("nested answer", NESTED, Kind.NOT_JSON),
    wrong("schema ignored", {"rules": ["the salary is positive"]}, Kind.WRONG_SHAPE),
    wrong("a list instead of an object", [answer()], Kind.WRONG_SHAPE),
    wrong("null instead of a list", {"operations": None}, Kind.WRONG_SHAPE),
    wrong("wrong types", answer({"value": "0"}), Kind.WRONG_SHAPE),
    wrong("unknown kind", answer({"kind": "allow_everything"}), Kind.WRONG_SHAPE),
    wrong("extra keys", answer({"sudo": True}), Kind.WRONG_SHAPE),
    wrong("extra key beside the list", answer() | {"permissions": "all"}, Kind.WRONG_SHAPE),
    wrong("code in a name", answer({"name": "x = __import__('os').system('id')"}), Kind.WRONG_SHAPE),
    wrong("dunder name", answer({"name": "__init__"}), Kind.WRONG_SHAPE),
    wrong("keyword as a name", answer({"name": "class"}), Kind.WRONG_SHAPE),
    wrong("path in a name", answer({"name": "../../settings"}), Kind.WRONG_SHAPE),
    wrong("line break behind a name", answer({"name": "positive\n"}), Kind.WRONG_SHAPE),
    wrong("lookalike letter in a name", answer({"name": "positivе"}), Kind.WRONG_SHAPE),
    wrong("words without end", answer({"reason": "so " * 500}), Kind.WRONG_SHAPE),
    wrong("wrong entity", answer({"entity": "Jobb"}), Kind.UNKNOWN_NAME),
    wrong("entity in another case", answer({"entity": "job"}), Kind.UNKNOWN_NAME),
    wrong("invisible character in an entity", answer({"entity": "Job\u200b"}), Kind.UNKNOWN_NAME),
    wrong("sentinel where there is none", answer({"entity": "-"}), Kind.UNKNOWN_NAME),
    # What is said back differs once problems are told, so there is a second chance.
    Case("question said back", (play.echo_question,), Kind.WRONG_SHAPE, ("said",) * 3),
    Case(
        "question cut by a small context",
        (say(answer(), usage={"prompt_tokens": 5, "completion_tokens": 20}),),
        Kind.QUESTION_CUT,
        said=Amount(25, Decimal("0.000045"), 1),
    ),
    Case("cut off twice", (say('{"oper', "length"),), Kind.CUT_OFF, ("said", "said")),
    Case("empty text", (say(""),), Kind.EMPTY),
    Case("only space", (say(" \n "),), Kind.EMPTY),
    Case("null text", (say(None),), Kind.EMPTY),
    Case("text in parts", (say(None, message={"content": [{"type": "text", "text": "{}"}]}),), Kind.EMPTY),
    Case("no choices", (document(completion("") | {"choices": []}),), Kind.EMPTY),
    Case("refusal", (say(None, message={"refusal": "I cannot help."}),), Kind.DECLINED),
    Case("held back by a filter", (say(answer(), "content_filter"),), Kind.FILTERED),
    Case("ended with an error", (say(answer(), "error"),), Kind.ERROR_BODY),
    Case(
        "tool calls",
        (say(None, "tool_calls", message={"tool_calls": [{"function": {"name": "rm"}}]}),),
        Kind.TOOL_CALL,
    ),
    Case("function call", (say(None, message={"function_call": {"name": "rm"}}),), Kind.TOOL_CALL),
    Case("no message", (document(completion("") | {"choices": [{"index": 0}]}),), Kind.NOT_AN_API),
    Case("choices are a text", (document(completion("") | {"choices": "abc"}),), Kind.NOT_AN_API),
    Case("no completion", (document({"hello": "world"}),), Kind.NOT_AN_API, ("whole",)),
    Case("a list", (document([1, 2]),), Kind.NOT_AN_API, ("whole",)),
    Case("HTML", (raw(b"<!doctype html><p>Sign in", content_type="text/html"),), Kind.NOT_AN_API, ("whole",)),
    Case("HTML as JSON", (raw(b"<!doctype html><p>Sign in"),), Kind.NOT_AN_API, ("whole",)),
    Case("nothing", (raw(b""),), Kind.NOT_AN_API, ("whole",)),
    Case("204", (raw(b"", 204),), Kind.NOT_AN_API, ("whole",)),
    Case("not UTF-8", (raw(b'{"choices": "\xff\xfe"}'),), Kind.NOT_AN_API, ("whole",)),
    Case("nested document", (raw(NESTED.encode()),), Kind.NOT_AN_API, ("whole",)),
    Case("200 with an error", (document({"error": {"message": "busy"}}),), Kind.ERROR_BODY, ("whole",)),
    Case("200 with an error text", (document({"error": "busy"}),), Kind.ERROR_BODY, ("whole",)),
    Case("redirect", (raw(b"", 307, Location="http://127.0.0.2:9/v1"),), Kind.REDIRECTED, ("call",)),
    Case("bad key", (fail(401),), Kind.KEY_REFUSED, ("call",)),
    Case("bad key said back", (play.echo_key,), Kind.KEY_REFUSED, ("call",)),
    Case("forbidden", (fail(403),), Kind.KEY_REFUSED, ("call",)),
    Case("no credit", (fail(402),), Kind.NO_CREDIT, ("call",)),
    Case("quota used up", (fail(429, code="insufficient_quota"),), Kind.NO_CREDIT, ("call",)),
    Case("no such model", (fail(404),), Kind.NO_SUCH_MODEL, ("call",)),
    Case("context too small", (fail(400, code="context_length_exceeded"),), Kind.INPUT_TOO_LARGE, ("call",)),
    Case("refused whatever is asked", (fail(422),), Kind.BAD_REQUEST, ("call",) * 3),
    Case("429 for ever", (fail(429),), Kind.RATE_LIMITED, ("call",) * 3),
    Case("429 for an hour", (fail(429, Retry_After="3600"),), Kind.RATE_LIMITED, ("call",)),
    Case("429 until no time at all", (fail(429, Retry_After="inf"),), Kind.RATE_LIMITED, ("call",)),
    Case("500 for ever", (fail(500),), Kind.SERVER_ERROR, ("whole",) * 3),
    Case("HTML with 502", (raw(b"<html>", 502),), Kind.SERVER_ERROR, ("whole",) * 3),
    Case("reset for ever", (play.reset,), Kind.BROKEN_OFF, ("whole",) * 3),
    Case("half a body", (play.break_off,), Kind.BROKEN_OFF, ("whole",) * 3),
    Case("broken chunks", (play.break_chunks,), Kind.BROKEN_OFF, ("whole",) * 3),
    Case("no HTTP", (play.speak_no_http,), Kind.BROKEN_OFF, ("whole",) * 3),
    Case("silence", (play.stay_silent,), Kind.TIMED_OUT, ("whole",), limits=QUICK),
    Case("dripping body", (play.drip_body,), Kind.TIMED_OUT, ("whole",), limits=QUICK),
    Case("dripping headers", (play.drip_headers,), Kind.TIMED_OUT, ("whole",), limits=QUICK),
    Case("endless body", (play.send_endlessly,), Kind.OVERSIZED, ("whole",)),
    Case("huge answer", (say("x" * 400_000),), Kind.OVERSIZED, ("whole",)),
    Case("gzip bomb", (raw(BOMB, Content_Encoding="gzip"),), Kind.OVERSIZED, ("whole",)),
)


@pytest.mark.parametrize("case", USABLE + UNUSABLE, ids=str)
def test_case(case: Case, fake: FakeEndpoint, folder: Path) -> None:
    fake.play(*case.script)
    ledger = WatchedLedger()
    started = time.monotonic()
    consultant = make_consultant(make_endpoint(fake.url), folder, ledger, case.limits)
    reply = ask(consultant)
    # Nobody who plays slowly is done sooner.
    assert time.monotonic() - started < case.limits.seconds + 10

    assert (reply.failure.kind if reply.failure else None) is case.kind, reply.failure
    if case.kind is None:
        assert reply.answer is not None
        assert len(reply.answer.parts) == case.operations
        assert not reply.findings
    else:
        assert reply.answer is None
        assert [finding.subject for finding in reply.findings] == [AGENT]

    assert len(fake.seen) == len(case.charges)
    check_ledger(ledger, case)
    told = repr((reply, consultant, ledger.records(), [vars(row) for row in (ledger, consultant)]))
    assert KEY not in told


def check_ledger(ledger: WatchedLedger, case: Case) -> None:
    """Every request is charged as the case says, and nothing stays reserved."""
    records = ledger.records()
    assert [record.usage_known for record in records] == [charge == "said" for charge in case.charges]
    expected = Amount()
    for charge, held in zip(case.charges, ledger.reserved, strict=True):
        whole = Amount(held.tokens, held.usd, 1)
        expected += {"said": case.said, "whole": whole, "call": Amount(calls=1)}[charge]
    seconds = sum(record.seconds for record in records)
    for spent in (ledger.spent(), ledger.spent(AGENT)):
        assert replace(spent, seconds=0.0) == expected
        assert spent.seconds == pytest.approx(seconds)
    assert replace(ledger.held(), seconds=0.0) == Amount()
    assert ledger.held().seconds == pytest.approx(0)


def test_names_of_cases_differ() -> None:
    names = [case.name for case in USABLE + UNUSABLE]
    assert len(set(names)) == len(names) >= 40
