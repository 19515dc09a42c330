"""Telling, asking and broadcasting, in an order that does not depend on timing."""

from __future__ import annotations

from typing import Any

import pytest

from agents.hub import DomainExpertHub, HubError
from agents.notes import FewRows, FieldHidden, Question, WhoMayRead
from erdgen.compiler.passes import HubMessage

NOTE = FewRows("Job", 3)


def test_a_broadcast_reaches_later_agents_only() -> None:
    hub = DomainExpertHub()
    first, beside = hub.open_level(("first", "beside"))
    (later,) = hub.open_level(("later",))
    first.broadcast(NOTE)
    assert list(later.heard(FewRows)) == [NOTE]
    assert list(beside.heard(FewRows)) == []
    assert list(later.heard(FieldHidden)) == []


def test_what_is_told_to_one_is_heard_by_no_other() -> None:
    hub = DomainExpertHub()
    (first,) = hub.open_level(("first",))
    one, other = hub.open_level(("one", "other"))
    first.tell("one", NOTE)
    assert list(one.heard(FewRows)) == [NOTE]
    assert list(other.heard(FewRows)) == []


def test_a_question_is_answered_by_whoever_has_finished() -> None:
    hub = DomainExpertHub()
    (auth,) = hub.open_level(("auth",))
    auth.answerer = lambda question: (f"readers of {question.entity}",)
    (api,) = hub.open_level(("api",))
    assert api.ask("auth", WhoMayRead("Job")) == ("readers of Job",)
    assert [(m.sender, m.recipient, m.text) for m in hub.transcript()] == [
        ("api", "auth", "who may read Job?"),
        ("auth", "api", "readers of Job"),
    ]


def test_nobody_answers_for_an_agent_that_runs_beside_or_not_at_all() -> None:
    hub = DomainExpertHub()
    asking, beside = hub.open_level(("asking", "beside"))
    beside.answerer = lambda question: ("too early",)
    assert asking.ask("beside", WhoMayRead("Job")) is None
    assert asking.ask("missing", WhoMayRead("Job")) is None


@pytest.mark.parametrize("answer", ["text", 5, ["list"]])
def test_an_answer_of_the_wrong_type_is_the_answerers_fault(answer: object) -> None:
    hub = DomainExpertHub()
    (auth,) = hub.open_level(("auth",))
    auth.answerer = lambda question: answer
    (api,) = hub.open_level(("api",))
    with pytest.raises(HubError, match="answers") as caught:
        api.ask("auth", WhoMayRead("Job"))
    assert caught.value.agent == "auth"


def test_a_failing_answer_is_the_answerers_fault() -> None:
    def fail(question: Question[Any]) -> Any:
        raise KeyError(question.entity)

    hub = DomainExpertHub()
    (auth,) = hub.open_level(("auth",))
    auth.answerer = fail
    (api,) = hub.open_level(("api",))
    with pytest.raises(HubError, match="cannot answer") as caught:
        api.ask("auth", WhoMayRead("Job"))
    assert caught.value.agent == "auth"


def test_the_transcript_follows_the_schedule_not_the_clock() -> None:
    hub = DomainExpertHub()
    first, second = hub.open_level(("first", "second"))
    second.broadcast(NOTE)
    first.broadcast(NOTE)
    second.broadcast(NOTE)
    assert [message.sender for message in hub.transcript()] == ["first", "second", "second"]


class Listener:
    """Writes down what an audience is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.work: list[str] = []

    def began(self, agent: str, level: int) -> None:
        self.work.append(f"{agent} on level {level}")

    def ended(self, agent: str, seconds: float) -> None:
        self.work.append(f"{agent} after {seconds} s")

    def told(self, message: HubMessage) -> None:
        self.heard.append(message.sender)


def test_the_audience_is_told_in_the_order_of_the_transcript_as_early_as_it_is_known() -> None:
    listener = Listener()
    hub = DomainExpertHub(audience=listener)
    guest = hub.invite("ann")
    guest.broadcast(NOTE)
    guest.broadcast(NOTE)
    assert listener.heard == ["ann", "ann"]
    first, second = hub.open_level(("first", "second"))
    hub.begin("first")
    second.broadcast(NOTE)
    assert listener.heard == ["ann", "ann"]
    first.broadcast(NOTE)
    assert listener.heard == ["ann", "ann", "first"]
    hub.finish("second", 1.0)
    first.broadcast(NOTE)
    hub.finish("first", 2.0)
    assert listener.heard == ["ann", "ann", "first", "first", "second"]
    assert len(listener.heard) == len(hub.transcript())
    assert listener.work == ["first on level 1", "second after 1.0 s", "first after 2.0 s"]
