"""What the pipeline asks of whoever shapes the backend.

The agents implement it; the compiler knows no agent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from erdgen.compiler.contributions import AnyContribution, Because, Renaming
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.project import Project


@dataclass(frozen=True, slots=True)
class HubMessage:
    """One line of the agents' conversation. ``recipient`` is an agent's name or ``all``."""

    sender: str
    recipient: str
    kind: str
    text: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reviewer said of an earlier run of the same output.

    ``owners`` are the agents whose contributions it is about, ``entity`` (class name) and ``field`` (Python
    name) what they change, as far as that is one, and ``place`` where it was said.
    """

    text: str
    author: str
    place: str
    owners: tuple[str, ...] = ()
    entity: str = ""
    field: str = ""
    #: Of a comment that stands for a preference: its sentence.
    preference: str = ""
    #: Of a comment that is one wish of several: all that was said.
    whole: str = ""

    @property
    def entire(self) -> Comment:
        """The comment that this is a wish of; itself if it is one alone."""
        return replace(self, text=self.whole, whole="") if self.whole else self

    @property
    def quoted(self) -> str:
        """How the reason of a contribution names it."""
        return f"“{self.preference}”" if self.preference else f"“{self.whole or self.text}” on {self.place}"

    @property
    def because(self) -> Because:
        """The reason of what comes of it."""
        if self.preference:
            return Because(f"of {self.author} {self.quoted}", "preference")
        return Because(f"{self.author} commented {self.quoted}", "review")

    @property
    def nothing_left(self) -> str:
        """How the message of ``settled`` begins; why follows."""
        said = self.whole or self.text
        return f"the comment “{said}” of {self.author} on {self.place} leaves nothing to do: "

    def settled(self, why: str) -> Finding:
        """That it is so already."""
        said = f"“{self.text}”: " if self.whole else ""
        return Finding(Level.INFO, "review.I002", f"{self.nothing_left}{said}{why}", subject=self.entity)

    @property
    def still_open(self) -> str:
        """How the message of ``left_open`` begins; the reasons follow."""
        return f"the comment “{self.text}” of {self.author} on {self.place} stays open: "

    def left_open(self, reasons: Sequence[str]) -> Finding:
        """That nobody carried it out, and why."""
        why = "; ".join(reasons) or "no agent knows what to do with it"
        return Finding(
            Level.WARNING,
            "review.W001",
            f"{self.still_open}{why}",
            "say it as a business rule, change the ERD, or withdraw the comment",
            self.entity,
        )


@dataclass(frozen=True, slots=True)
class Consultation:
    """What the orchestrated agents came to."""

    contributions: tuple[AnyContribution, ...] = ()
    outcomes: tuple[RuleOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    transcript: tuple[HubMessage, ...] = ()
    #: Agents that ran, level by level in dependency order.
    schedule: tuple[tuple[str, ...], ...] = ()
    #: Comments that nobody carried out; a finding says of each why.
    left_open: tuple[Comment, ...] = ()
    #: Of comments with several wishes, each wish that was carried out, as a comment of its own.
    parts: tuple[Comment, ...] = ()
    #: What a person said no to; not among ``contributions``.
    rejected: tuple[AnyContribution, ...] = ()
    #: What a model would like and only a person may let pass; no part of ``contributions``.
    suggestions: tuple[AnyContribution, ...] = ()
    #: Names that comments gave to members of the ERD, now or earlier; all else speaks of them by these.
    names: tuple[Called, ...] = ()

    @property
    def by_model(self) -> tuple[AnyContribution, ...]:
        """The contributions that a model made."""
        return tuple(made for made in self.contributions if made.because.source == "model")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a model made, or a person approved of it, when the backend was generated before.

    ``over`` are contributions without their reasons that wanted otherwise, and that it stood before then.
    """

    made: AnyContribution
    over: tuple[AnyContribution, ...] = ()


class Audience(Protocol):
    """Follows a consultation while it goes on. Called from any thread, one call after the other."""

    def began(self, agent: str, level: int) -> None:
        """``agent`` is at work; levels count from 1."""

    def ended(self, agent: str, seconds: float) -> None:
        """It has finished, or failed."""

    def told(self, message: HubMessage) -> None:
        """The next line of the transcript."""


class Advisor(Protocol):
    """Turns a Project into contributions; ``agents.orchestrator.DomainOrchestrator`` is the one in use."""

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation: ...


@runtime_checkable
class NamingAdvisor(Advisor, Protocol):
    """An advisor who finds the comments that rename members, which the Project has to know first."""

    def list_names(self, project: Project, comments: Sequence[Comment]) -> Mapping[Comment, Renaming]:
        """What those that can be carried out rename, in the order said; of several wishes the one."""


@runtime_checkable
class EnrichedAdvisor(Advisor, Protocol):
    """An advisor whose agents may have asked a model; without one it is as good as any other."""

    def without(self, dropped: Collection[AnyContribution], failure: str = "") -> Advisor:
        """The same advisor, which leaves these contributions of the model out.

        With a ``failure``, a few words on what failed with them, it asks the model for others instead.
        """

    def unaided(self) -> Advisor:
        """The same advisor without a model."""


@runtime_checkable
class RecallingAdvisor(Advisor, Protocol):
    """An advisor whose agents take up what was agreed on before."""

    def recalling(self, kept: Sequence[Kept]) -> Advisor:
        """The same advisor, whose agents contribute ``kept`` again unless they know better."""
