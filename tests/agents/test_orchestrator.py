"""Who runs, in which order, and what becomes of agents that fail."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from agents.base import Agent
from agents.hub import Seat
from agents.notes import FewRows, Question, WhoMayRead
from agents.orchestrator import DomainOrchestrator
from erdgen.compiler.contributions import AddSearch, AnyContribution, Because
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.passes import Consultation
from erdgen.compiler.spec.project import Project
from tests.projects import job_board


class Quiet(Agent):
    """Says that it ran."""

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        seat.broadcast(FewRows(self.name, 1))
        return ()


def quiet(called: str, *waits: str, wanted: bool = True) -> type[Agent]:
    class Named(Quiet):
        name: ClassVar[str] = called
        after: ClassVar[tuple[str, ...]] = waits

        def wants(self, project: Project) -> bool:
            return wanted

    return Named


def search(owner: str) -> AddSearch:
    return AddSearch(owner=owner, entity="Job", field="title", because=Because("a test"))


def consult(*roster: type[Agent]) -> Consultation:
    return DomainOrchestrator(roster).consult(job_board())


def test_levels_follow_dependencies_and_keep_roster_order() -> None:
    found = consult(quiet("d", "b", "c"), quiet("b", "a"), quiet("c", "a"), quiet("a"))
    assert found.schedule == (("a",), ("b", "c"), ("d",))
    assert [message.sender for message in found.transcript] == ["a", "b", "c", "d"]


def test_an_unwilling_agent_is_left_out_without_loosening_the_order() -> None:
    found = consult(quiet("c", "b"), quiet("b", "a", wanted=False), quiet("a"))
    assert found.schedule == (("a",), ("c",))
    assert found.findings == ()


def test_independent_agents_run_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=10)

    class Meets(Agent):
        def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
            meeting.wait()
            return ()

    class One(Meets):
        name: ClassVar[str] = "one"

    class Two(Meets):
        name: ClassVar[str] = "two"

    assert consult(One, Two).findings == ()


@pytest.mark.parametrize(
    ("roster", "code", "words"),
    [
        ((quiet("a"), quiet("a")), "agents.E001", "'a'"),
        ((quiet("a", "x"),), "agents.E002", "'x'"),
        ((quiet("a", "b"), quiet("b", "a"), quiet("c")), "agents.E003", "a, b"),
        ((quiet("a", "a"),), "agents.E003", "a"),
    ],
)
def test_an_impossible_roster_is_an_error(roster: tuple[type[Agent], ...], code: str, words: str) -> None:
    (finding,) = consult(*roster).findings
    assert (finding.level, finding.code) == (Level.ERROR, code)
    assert words in finding.message


class Raises(Agent):
    name: ClassVar[str] = "raises"

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        raise ZeroDivisionError("by nought")


class RaisesWhenAskedFor(Quiet):
    name: ClassVar[str] = "wants"

    def wants(self, project: Project) -> bool:
        raise KeyError("x")


class RaisesInReview(Quiet):
    name: ClassVar[str] = "reviews"

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        raise RuntimeError("cannot read")


class RaisesWhenMade(Quiet):
    name: ClassVar[str] = "made"

    def __init__(self) -> None:
        raise OSError("no file")


class ReturnsNothing(Quiet):
    name: ClassVar[str] = "nothing"

    def contribute(self, project: Project, seat: Seat) -> Any:
        return None


class ReturnsText(Quiet):
    name: ClassVar[str] = "text"

    def contribute(self, project: Project, seat: Seat) -> Any:
        return ["add a field"]


class Impersonates(Quiet):
    name: ClassVar[str] = "impersonates"

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        return [search("somebody else")]


class ReviewsWithText(Quiet):
    name: ClassVar[str] = "talks"

    def review(self, project: Project, contributions: Sequence[AnyContribution], seat: Seat) -> Any:
        return ["bad"]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (Raises, "'raises' failed with ZeroDivisionError: by nought"),
        (RaisesWhenAskedFor, "'wants' failed with KeyError"),
        (RaisesInReview, "'reviews' failed with RuntimeError"),
        (RaisesWhenMade, "of the roster cannot be made"),
        (ReturnsNothing, "'nothing' failed with TypeError"),
        (ReturnsText, "'text' returns 'add a field'"),
        (Impersonates, "'impersonates' returns a contribution of 'somebody else'"),
        (ReviewsWithText, "'talks' reviews with 'bad'"),
    ],
)
def test_a_faulty_agent_is_an_error_that_names_it(agent: type[Agent], words: str) -> None:
    found = consult(quiet("a"), agent)
    (finding,) = found.findings
    assert (finding.level, finding.code) == (Level.ERROR, "agents.E004")
    assert words in finding.message
    assert found.contributions == ()


def test_nothing_runs_on_what_a_failed_agent_left_undone() -> None:
    found = consult(Raises, quiet("beside"), quiet("later", "raises"))
    assert found.schedule == (("raises", "beside"),)


def test_a_wrong_answer_blames_the_answerer() -> None:
    class Answers(Quiet):
        name: ClassVar[str] = "answers"

        def answer(self, question: Question[Any]) -> Any:
            return 42

    class Asks(Quiet):
        name: ClassVar[str] = "asks"
        after: ClassVar[tuple[str, ...]] = ("answers",)

        def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
            seat.ask("answers", WhoMayRead("Job"))
            return ()

    (finding,) = consult(Answers, Asks).findings
    assert "agent 'answers'" in finding.message


def test_reviews_see_everyones_contributions() -> None:
    class Adds(Quiet):
        name: ClassVar[str] = "adds"

        def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
            return [search(self.name)]

    class Reviews(Quiet):
        name: ClassVar[str] = "reviews"

        def review(
            self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
        ) -> Sequence[Finding]:
            return [Finding(Level.WARNING, "x.W001", made.kind) for made in contributions]

    found = consult(Reviews, Adds)
    assert [finding.message for finding in found.findings] == ["add_search"]
    assert found.contributions == (search("adds"),)


def test_each_consultation_has_its_own_agents() -> None:
    made: list[object] = []

    class Counts(Quiet):
        name: ClassVar[str] = "counts"

        def __init__(self) -> None:
            made.append(self)

    orchestrator = DomainOrchestrator((Counts,))
    orchestrator.consult(job_board())
    orchestrator.consult(job_board())
    assert len(made) == 2
