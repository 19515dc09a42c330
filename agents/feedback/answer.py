"""What a comment comes to."""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.rules.vocabulary import RuleOutcome


@dataclass(frozen=True, slots=True)
class Element:
    """What a comment stands at: an entity (class name) and one of its members (Python name).

    Empty where that is not known; a comment can name both itself.
    """

    entity: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be done, or why nothing can be.

    ``outcome`` holds rules, of access among them; ``contributions`` all else, each owned by the agent whose
    matter it is. ``settled`` says why there is nothing left to do; ``standing`` is what is so already, in the
    same words. Where none of these is given, ``reason`` says what is in the way, and ``nearest`` what can be
    done instead.
    """

    outcome: RuleOutcome | None = None
    contributions: tuple[AnyContribution, ...] = ()
    settled: str = ""
    standing: tuple[AnyContribution, ...] = ()
    reason: str = ""
    nearest: str = ""

    @property
    def why_not(self) -> str:
        """Reason and way out in one; empty for what can be done."""
        return f"{self.reason}; {self.nearest}" if self.nearest else self.reason


class UnclearError(Exception):
    """A comment cannot be carried out as it is said."""

    def __init__(self, reason: str, nearest: str = "") -> None:
        super().__init__(reason)
        self.answer = Answer(reason=reason, nearest=nearest)
