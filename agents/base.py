"""What every agent is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from agents.hub import Seat
from agents.notes import Question
from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.findings import Finding
from erdgen.compiler.spec.project import Project


class Agent(ABC):
    """A domain expert: reads the Project and the hub, returns contributions.

    An agent lives for one consultation, so it may keep what it found on itself to answer questions. It
    meets the others only through its ``Seat`` at the hub.
    """

    #: Unique in a roster; stands as ``owner`` on each of its contributions.
    name: ClassVar[str]
    #: Agents whose contributions and notes this one needs.
    after: ClassVar[tuple[str, ...]] = ()
    #: Whether comments of reviewers are for it, whosever contribution they are about.
    reads_comments: ClassVar[bool] = False

    def wants(self, project: Project) -> bool:
        """Whether there is anything to do for this Project; not asked if a reviewer has a comment for it."""
        return True

    @abstractmethod
    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        """What this agent adds to the Project."""

    def answer(self, question: Question[Any]) -> Any:
        """The answer to another agent's ``question``; None for one that is not understood."""
        return None

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        """What is wrong in everyone's contributions, seen from this agent's domain."""
        return ()


AgentFactory = Callable[[], Agent]
Roster = tuple[AgentFactory, ...]
