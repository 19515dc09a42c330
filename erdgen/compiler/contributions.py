"""The closed vocabulary in which everything beyond the ERD itself is said.

An agent returns contributions; ``erdgen.compiler.design.apply_contributions`` checks them against the
Project, turns conflicts into findings and builds the Design. Names are those of the Project: entities by
class name, fields by Python name, roles by source name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from erdgen.compiler.findings import Location
from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.spec.project import Action, Default

FieldOption = Literal["auto", "read_only", "write_only", "required", "default", "index", "help", "max_length"]
OptionValue = str | int | float | bool | Default

Source = Literal["erd", "convention", "safety", "review", "preference", "model", "suggestion"]


@dataclass(frozen=True, slots=True)
class Because:
    """Why: a plain sentence, what asked for it, and where.

    ``review`` is a reviewer's comment, ``preference`` what the author of the run or a team always wants,
    ``model`` a language model whose proposal passed all checks, and ``suggestion`` one of a model that nobody
    carries out before a person has approved it.
    """

    text: str
    source: Source = "convention"
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What all operations share. ``owner`` is the name of the agent that made it."""

    kind: ClassVar[str] = ""
    owner: str
    because: Because
    #: Class name of the entity it changes; empty for the project as a whole.
    entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRule(Contribution):
    """Enforce a business rule; ``message`` is what a client reads when it is broken."""

    kind: ClassVar[str] = "add_rule"
    rule: Rule
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFunction(Contribution):
    """Enforce a rule beyond the vocabulary by a function that a model wrote; only a person lets it pass.

    ``source`` is the text of ``def NAME(…)`` with one parameter for each of ``fields`` (dots follow links),
    true for values that keep the rule. ``accepted`` and ``rejected`` are values of ``fields`` that it is
    tested with. What it may hold says ``erdgen.compiler.functions``, whoever contributes it.
    """

    kind: ClassVar[str] = "add_function"
    name: str
    fields: tuple[str, ...]
    source: str
    message: str
    accepted: tuple[tuple[Scalar, ...], ...]
    rejected: tuple[tuple[Scalar, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFieldOption(Contribution):
    """Set one option of a field or relationship.

    ``auto`` takes ``created`` or ``updated``; ``read_only``, ``write_only`` and ``index`` True; ``required``
    a truth value; ``help`` the text; ``max_length`` a number of characters; ``default`` the literal that a
    row gets when nobody says otherwise, or a Default that is computed.
    """

    kind: ClassVar[str] = "set_field_option"
    field: str
    option: FieldOption
    value: OptionValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOwner(Contribution):
    """Rows belong to the user at the end of ``path`` (``posted_by``, ``job.posted_by``, ``pk`` for users).

    With ``from_request`` the path is a direct link that is filled with the requesting user, except where one
    of the roles ``named_by`` names somebody else.
    """

    kind: ClassVar[str] = "set_owner"
    path: str
    from_request: bool
    named_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineRole(Contribution):
    """A role becomes a group. Privileged roles cannot be chosen at registration."""

    kind: ClassVar[str] = "define_role"
    role: str
    privileged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPermission(Contribution):
    """``grantees`` (roles and pseudo-roles; none at all: superusers only) may do ``action``."""

    kind: ClassVar[str] = "grant_permission"
    action: Action
    grantees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictField(Contribution):
    """Only these grantees read or write a field; None leaves that side as the entity says."""

    kind: ClassVar[str] = "restrict_field"
    field: str
    read: tuple[str, ...] | None = None
    write: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFilter(Contribution):
    """Lists can be narrowed by ``field`` with these Django lookups."""

    kind: ClassVar[str] = "add_filter"
    field: str
    lookups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSearch(Contribution):
    """The text of ``field`` is searched by ``?search=``."""

    kind: ClassVar[str] = "add_search"
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOrdering(Contribution):
    """Lists can be sorted by ``field`` with ``?ordering=``."""

    kind: ClassVar[str] = "add_ordering"
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPageSize(Contribution):
    """Lists come in pages of ``size`` rows, where the API has pages at all."""

    kind: ClassVar[str] = "set_page_size"
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetListOrder(Contribution):
    """Lists that nobody sorts come in the order of these fields; a leading ``-`` sorts downwards."""

    kind: ClassVar[str] = "set_list_order"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NestRelation(Contribution):
    """Responses carry the related object itself under the relation's name, ``depth`` levels deep; 0: ids."""

    kind: ClassVar[str] = "nest_relation"
    relation: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRelation(Contribution):
    """Rows are loaded together with those that ``relation`` leads to, whether or not responses show them."""

    kind: ClassVar[str] = "join_relation"
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAction(Contribution):
    """``POST …/<id>/<name>/`` puts ``value`` into ``field``: a change like others, by a name of its own.

    Who may change the row and the field may do it, as far as the rules allow. Where a state machine leads to
    ``value`` by a move that has no name, that move gets this one.
    """

    kind: ClassVar[str] = "add_action"
    name: str
    field: str
    value: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameMember(Contribution):
    """A field or relationship, which the ERD writes as ``member``, goes by ``name``.

    The Project has it under this name already when the agents are consulted.
    """

    kind: ClassVar[str] = "rename_member"
    member: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameEntity(Contribution):
    """The entity, which the ERD writes as ``written``, goes by ``name``; as ``RenameMember`` in the rest."""

    kind: ClassVar[str] = "rename_entity"
    written: str
    name: str


#: What comments come to that give names.
Renaming = RenameMember | RenameEntity


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFactory(Contribution):
    """A factory makes valid rows; at most ``capacity`` of them can exist side by side (None: any number)."""

    kind: ClassVar[str] = "add_factory"
    capacity: int | None


TestKind = Literal[
    "access", "required", "invalid", "unique", "query_count", "rule", "hidden", "server_set", "scenario"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTest(Contribution):
    """One row of a generated test table.

    ``fields`` are the fields it is about. ``value`` is, for ``invalid``, the JSON value that must be
    refused with 400; ``rule`` the rule that a ``rule`` test breaks; ``rows`` the number of rows that a
    ``query_count`` test compares with one row.

    A ``scenario`` sends ``values``, one for each field, as a new row or, with ``before``, to a row that has
    those. It is taken unless ``rule`` says what refuses it.
    """

    kind: ClassVar[str] = "add_test"
    test: TestKind
    fields: tuple[str, ...] = ()
    value: str | int | float | bool | None = None
    rule: Rule | None = None
    rows: int = 0
    values: tuple[str | int | float | bool | None, ...] = ()
    before: tuple[str | int | float | bool | None, ...] = ()


AnyContribution = (
    AddRule
    | AddFunction
    | SetFieldOption
    | SetOwner
    | DefineRole
    | GrantPermission
    | RestrictField
    | AddFilter
    | AddSearch
    | AddOrdering
    | SetPageSize
    | SetListOrder
    | NestRelation
    | JoinRelation
    | AddAction
    | RenameMember
    | RenameEntity
    | AddFactory
    | AddTest
)


def without_reason(made: AnyContribution) -> AnyContribution:
    """What ``made`` comes to, whyever it was made."""
    return replace(made, because=Because(""))
