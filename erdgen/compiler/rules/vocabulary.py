"""The closed vocabulary of business rules. A rule names fields of one entity by their Python names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from erdgen.compiler.findings import Location
from erdgen.compiler.rules import forms
from erdgen.compiler.rules.conditions import Compare, Range

Comparison = Literal["gt", "gte", "lt", "lte"]
Status = Literal["compiled", "not_understood", "ambiguous"]


@dataclass(frozen=True, slots=True)
class OnCreate:
    """A row can only be created with ``field`` equal to ``value``; later it may change."""

    field: str
    value: bool | str | int


@dataclass(frozen=True, slots=True)
class UniqueTogether:
    """No two rows have the same values in all of ``fields``."""

    fields: tuple[str, ...]


Rule = Range | Compare | OnCreate | UniqueTogether


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule and the entity (class name) that it is about."""

    entity: str
    rule: forms.Rule


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one sentence. ``understood`` says it in words; ``reason`` what stopped it."""

    sentence: str
    status: Status
    entity: str = ""
    rule: Rule | None = None
    understood: str = ""
    reason: str = ""
    hint: str = ""
    location: Location | None = None
    rules: tuple[Stated, ...] = ()
    #: What the author should know though the sentence is understood.
    remark: str = ""
