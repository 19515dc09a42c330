"""What becomes of the sentences of business rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from erdgen.compiler.findings import Location
from erdgen.compiler.rules.forms import Rule

Status = Literal["compiled", "not_understood", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule and the entity (class name) that it is about."""

    entity: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one sentence. ``understood`` says it in words; ``reason`` what stopped it."""

    sentence: str
    status: Status
    entity: str = ""
    understood: str = ""
    reason: str = ""
    hint: str = ""
    location: Location | None = None
    rules: tuple[Stated, ...] = ()
    #: What the author should know though the sentence is understood.
    remark: str = ""


def as_message(sentence: str) -> str:
    """What is said when a rule is broken: the rule in its author's own words, as a whole sentence."""
    words = " ".join(sentence.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."


def plain_sentence(sentence: str) -> str:
    """A sentence, or the message that is made of it, without what does not count."""
    return " ".join(sentence.split()).rstrip(".!?")
