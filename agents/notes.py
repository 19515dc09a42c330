"""What agents say to each other: typed notes (told or broadcast) and typed questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from erdgen.compiler.contributions import AnyContribution, Because
from erdgen.compiler.passes import Comment
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.forms import Access

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class Note:
    """A typed statement about one entity. ``text`` is how it reads in the transcript."""

    kind: ClassVar[str] = "note"
    entity: str

    @property
    def text(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class OwnerKnown(Note):
    """Rows of ``entity`` belong to the user at ``path``."""

    kind: ClassVar[str] = "owner_known"
    path: str
    from_request: bool

    @property
    def text(self) -> str:
        how = ", filled from the request" if self.from_request else ""
        return f"{self.entity} rows belong to {self.path}{how}"


@dataclass(frozen=True, slots=True)
class FieldHidden(Note):
    """``field`` is not shown to everyone who reads ``entity``."""

    kind: ClassVar[str] = "field_hidden"
    field: str
    reason: str

    @property
    def text(self) -> str:
        return f"{self.entity}.{self.field} is hidden: {self.reason}"


@dataclass(frozen=True, slots=True)
class RuleEnforced(Note):
    """A business rule holds on ``entity`` and wants a test."""

    kind: ClassVar[str] = "rule_enforced"
    words: str

    @property
    def text(self) -> str:
        return f"{self.entity}: {self.words}"


@dataclass(frozen=True, slots=True)
class AccessRuled(Note):
    """A business rule says who may do what with ``entity``; ``because`` says where ``sentence`` stands."""

    kind: ClassVar[str] = "access_ruled"
    rule: Access
    sentence: str
    because: Because

    @property
    def text(self) -> str:
        return f"{self.entity}: {describe_rule(self.rule)}"


@dataclass(frozen=True, slots=True)
class Commented(Note):
    """A reviewer said something of what an earlier run proposed for ``entity``."""

    kind: ClassVar[str] = "commented"
    comment: Comment

    @property
    def text(self) -> str:
        return f"{self.comment.author} on {self.comment.place}: {self.comment.text}"


@dataclass(frozen=True, slots=True)
class Asked(Note):
    """A reviewer's comment comes to ``wishes``, which are the matter of whom it is told to.

    Whoever hears it replies to ``comment``: all are carried out, or none.
    """

    kind: ClassVar[str] = "asked"
    wishes: tuple[AnyContribution, ...]
    comment: Comment

    @property
    def text(self) -> str:
        kinds = ", ".join(dict.fromkeys(wish.kind for wish in self.wishes))
        return f"{self.comment.author} asks for {kinds} on {self.entity}: {self.comment.text}"


@dataclass(frozen=True, slots=True)
class RelationByIds(Note):
    """A response carries only the ids of ``relation``."""

    kind: ClassVar[str] = "relation_by_ids"
    relation: str
    reason: str

    @property
    def text(self) -> str:
        return f"{self.entity}.{self.relation} stays an id: {self.reason}"


@dataclass(frozen=True, slots=True)
class FewRows(Note):
    """No more than ``capacity`` rows of ``entity`` can exist side by side."""

    kind: ClassVar[str] = "few_rows"
    capacity: int

    @property
    def text(self) -> str:
        return f"only {self.capacity} rows of {self.entity} can exist, so its list is measured with those"


@dataclass(frozen=True, slots=True)
class Question(Generic[AnswerT]):
    """A question about one entity; ``answer_type`` is what a right answer is an instance of."""

    kind: ClassVar[str] = "question"
    answer_type: ClassVar[type]
    entity: str

    @property
    def text(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class WhoMayRead(Question[tuple[str, ...]]):
    """Grantees (roles and pseudo-roles) of ``read`` on the entity."""

    kind: ClassVar[str] = "who_may_read"
    answer_type: ClassVar[type] = tuple

    @property
    def text(self) -> str:
        return f"who may read {self.entity}?"


@dataclass(frozen=True, slots=True)
class HiddenFields(Question[tuple[str, ...]]):
    """Names of the members that not everyone who reads the entity may see."""

    kind: ClassVar[str] = "hidden_fields"
    answer_type: ClassVar[type] = tuple

    @property
    def text(self) -> str:
        return f"which fields of {self.entity} are hidden from some of its readers?"
