"""Questions whose answer is a text: no structured output, the same layers otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from agents.llm.answers import MemoryAnswers
from agents.llm.consultant import Consultant
from agents.llm.failures import Kind
from agents.llm.questions import Question, Reply
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint, say
from tests.llm.trials import (
    AGENT,
    LIMITS,
    USUAL,
    WatchedLedger,
    make_consultant,
    make_endpoint,
    make_folder,
)

TEXT = "def accepts(code):\n    return code == code[::-1]"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return make_folder(tmp_path, common_code="Write what is asked for.", write="Write a function.")


def check(text: str) -> Sequence[str]:
    return [] if text == TEXT else ["it is not the right one"]


def write(consultant: Consultant) -> Reply[str]:
    data = {"sentence": "Codes read the same both ways."}
    question: Question[str] = Question(AGENT, "write", data, check=check)
    return consultant.ask_all([question])[0]


def test_a_text_comes_back_as_it_is(fake: FakeEndpoint, room: Path) -> None:
    fake.play(say(TEXT))
    reply = write(make_consultant(make_endpoint(fake.url), room))
    assert reply.answer == TEXT
    (seen,) = fake.seen
    assert "response_format" not in seen.body
    assert seen.body["messages"][0]["content"] == "Write what is asked for.\nWrite a function."
    assert seen.body["messages"][1]["content"] == '{"data":{"sentence":"Codes read the same both ways."}}'


def test_one_fence_round_all_of_it_is_taken_off(fake: FakeEndpoint, room: Path) -> None:
    fake.play(say(f"```python\n{TEXT}\n```"))
    assert write(make_consultant(make_endpoint(fake.url), room)).answer == TEXT


@pytest.mark.parametrize(
    "content",
    [f"Here it is:\n```python\n{TEXT}\n```", f"```\n{TEXT}\n```\n```\n{TEXT}\n```", f"{TEXT}\n\nDone!"],
)
def test_nothing_else_is_repaired(content: str, fake: FakeEndpoint, room: Path) -> None:
    fake.play(say(content))
    reply = write(make_consultant(make_endpoint(fake.url), room))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.NOT_ACCEPTED
    # The same failure twice ends it.
    assert len(fake.seen) == 2


def test_a_text_may_be_mended(fake: FakeEndpoint, room: Path) -> None:
    fake.play(say("no"), say(TEXT))
    assert write(make_consultant(make_endpoint(fake.url), room)).answer == TEXT
    assert "it is not the right one" in fake.seen[1].body["messages"][1]["content"]


def test_it_is_written_once(fake: FakeEndpoint, room: Path) -> None:
    fake.play(say(TEXT))
    answers = MemoryAnswers()
    write(make_consultant(make_endpoint(fake.url), room, answers=answers))
    reply = write(make_consultant(make_endpoint(fake.url), room, answers=answers))
    assert (reply.answer, reply.recalled) == (TEXT, True)
    assert len(fake.seen) == 1
    (key,) = answers.recorded()
    spoiled = MemoryAnswers({key: "no JSON"})
    assert write(make_consultant(make_endpoint(fake.url), room, answers=spoiled)).answer == TEXT
    assert len(fake.seen) == 2


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (say(""), Kind.EMPTY),
        (say(TEXT, "length"), Kind.CUT_OFF),
        (say(TEXT, "content_filter"), Kind.FILTERED),
        (play.fail(401), Kind.KEY_REFUSED),
    ],
)
def test_failures_are_those_of_every_question(
    step: play.Step, kind: Kind, fake: FakeEndpoint, room: Path
) -> None:
    fake.play(step)
    reply = write(make_consultant(make_endpoint(fake.url), room))
    assert reply.failure is not None
    assert reply.failure.kind is kind
    assert reply.findings


def test_it_is_reserved_and_settled(fake: FakeEndpoint, room: Path) -> None:
    fake.play(say(TEXT))
    ledger = WatchedLedger()
    write(make_consultant(make_endpoint(fake.url), room, ledger))
    (wanted,) = ledger.reserved
    (record,) = ledger.records()
    assert wanted.calls == 1
    assert wanted.tokens > LIMITS.tokens
    assert (record.task, record.input_tokens + record.output_tokens) == ("write", USUAL.tokens)


def test_a_changed_instruction_is_not_sent(fake: FakeEndpoint, room: Path) -> None:
    fake.play(say(TEXT))
    (room / "common_code.txt").write_text("Anything goes.")
    reply = write(make_consultant(make_endpoint(fake.url), room))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.PROMPT_TAMPERED
    assert fake.seen == []
