"""What the agents say can be read while they say it, and is there once in the end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import User

from agents.base import Agent
from agents.hub import Seat
from agents.notes import OwnerKnown
from agents.orchestrator import DomainOrchestrator
from erdgen import course, lifecycle, runs
from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import Project
from erdgen.conversation import Conversation
from erdgen.models import Run, State
from erdgen.review.progress import describe_progress
from tests.shell.test_runs import ERD, Submit, ann, submit, work_on

__all__ = ["ann", "submit"]
pytestmark = pytest.mark.django_db


class Talker(Agent):
    """Says two things, and waits between them until somebody looked."""

    name: ClassVar[str] = "talker"
    looked: ClassVar[threading.Event]

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        seat.broadcast(OwnerKnown("Item", "first", False))
        assert self.looked.wait(30)
        seat.broadcast(OwnerKnown("Item", "second", False))
        return ()


class Listener(Agent):
    """Runs after it, and says nothing."""

    name: ClassVar[str] = "listener"
    after: ClassVar[tuple[str, ...]] = ("talker",)

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        return ()


@pytest.fixture
def talking(monkeypatch: pytest.MonkeyPatch) -> type[Talker]:
    Talker.looked = threading.Event()
    monkeypatch.setattr(runs, "make_advisor", lambda model=None: DomainOrchestrator((Talker, Listener)))
    return Talker


def read(run: Run) -> list[str]:
    return [message.text for message in run.messages.order_by("position")]


FIRST, SECOND = "Item rows belong to first", "Item rows belong to second"


def test_messages_are_stored_while_the_agent_is_still_at_work(
    submit: Submit, talking: type[Talker], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, seen = submit(), []
    store = Conversation.store

    def store_and_look(self: Conversation) -> None:
        store(self)
        if not talking.looked.is_set() and read(run):
            seen.append((read(run), describe_progress(Run.objects.get(pk=run.pk))))
            talking.looked.set()

    monkeypatch.setattr(Conversation, "store", store_and_look)
    assert work_on(run).state == State.AWAITING_REVIEW
    ((texts, page),) = seen
    assert texts == [FIRST]
    assert [message.text for message in page["messages_of_hub"]] == [FIRST]
    assert [(agent["name"], agent["state"]) for agent in page["agents"]] == [("talker", "running")]
    assert read(run) == [FIRST, SECOND]
    assert [(each.agent, each.level, each.seconds is None) for each in run.agents.all()] == [
        ("talker", 1, False),
        ("listener", 2, False),
    ]


def test_an_attempt_that_was_killed_doubles_nothing(
    submit: Submit, talking: type[Talker], monkeypatch: pytest.MonkeyPatch
) -> None:
    talking.looked.set()
    run = submit()
    finish = course.finish_step

    def die_after_consulting(passing: Any, stage: Any, *rest: Any) -> None:
        if stage.name == "consult":
            raise SystemExit("killed")
        finish(passing, stage, *rest)

    lease = lifecycle.take(run.pk, "runs")
    assert lease is not None
    with monkeypatch.context() as patched:
        patched.setattr(course, "finish_step", die_after_consulting)
        with pytest.raises(SystemExit):
            runs.advance_run(lease)
    assert read(run) == [FIRST, SECOND]
    run.messages.create(position=2, sender="old", recipient="all", kind="note", text="of a longer attempt")
    run.agents.create(agent="gone", level=3)
    lifecycle.give_back(lease, "its process was ended")
    assert work_on(run).state == State.AWAITING_REVIEW
    assert read(run) == [FIRST, SECOND]
    assert [each.agent for each in run.agents.all()] == ["talker", "listener"]


def test_a_conversation_whose_lease_is_lost_writes_nothing(submit: Submit, talking: type[Talker]) -> None:
    talking.looked.set()
    run = submit()
    lease = lifecycle.take(run.pk, "runs")
    assert lease is not None
    lifecycle.cancel(run.pk, "ann")
    conversation = Conversation(run, lease)
    runs.make_advisor().consult(Project("empty"), (), conversation)
    conversation.store()
    assert set(conversation.work) == {"talker", "listener"}
    assert not run.messages.exists()


def test_the_stored_transcript_is_the_one_of_an_undisturbed_consultation(submit: Submit, ann: User) -> None:
    run = work_on(submit(ERD))
    stored = [
        (row.position, row.sender, row.recipient, row.kind, row.text, row.entity)
        for row in run.messages.order_by("position")
    ]
    project, _ = parse_erd(ERD, "shop")
    assert project is not None
    alone = runs.make_advisor().consult(project).transcript
    assert stored == [
        (position, line.sender, line.recipient, line.kind, line.text, line.entity)
        for position, line in enumerate(alone)
    ]
