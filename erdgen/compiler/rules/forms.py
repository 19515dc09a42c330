"""The forms of rules: what a sentence can be compiled to. A rule belongs to one entity.

A bare condition is a rule too: it holds for every row at all times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from erdgen.compiler.rules.conditions import Condition, Scalar, Term, Unit
from erdgen.compiler.spec.project import Action


@dataclass(frozen=True, slots=True)
class Implies:
    """Where ``when`` is true, ``then`` holds."""

    when: Condition
    then: Condition


@dataclass(frozen=True, slots=True)
class AtCreation:
    """A row can only be created while ``condition`` holds; later that may change.

    With ``when`` it is only asked of those rows.
    """

    condition: Condition
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Entering:
    """``field`` can only become ``value`` while ``condition`` holds; also for a row created so."""

    field: str
    value: Scalar
    condition: Condition


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows agree in all of ``fields`` (relationships too); only among rows where ``where`` is true.

    A row without a value in one of them agrees with no other. ``ignore_case`` is for texts.
    """

    fields: tuple[str, ...]
    where: Condition | None = None
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Immutable:
    """``fields`` (none: the whole row) keep their values, always or once ``once`` is true of the stored row.

    Filling a field that had no value is a change as well, unless ``fillable``.
    """

    fields: tuple[str, ...] = ()
    once: Condition | None = None
    fillable: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another. ``action`` is the verb for it ("publish"); empty: named by the target."""

    source: Scalar
    target: Scalar
    action: str = ""


@dataclass(frozen=True, slots=True)
class Transitions:
    """The value of ``field`` changes only by ``allowed`` moves; ``forbidden`` ones are never allowed.

    Without any ``allowed``, all moves but the forbidden ones are. Several rules on one field add up: a move
    must be allowed by one of those that list allowed moves, and forbidden by none. New rows may have any
    value."""

    field: str
    allowed: tuple[Move, ...] = ()
    forbidden: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class SetDefault:
    """A new row has ``value`` in ``field`` when nobody says otherwise. ``special``: ``now`` or ``today``."""

    field: str
    value: Scalar = ""
    special: Literal["", "now", "today"] = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """The server sets the number ``field`` to the sum of ``terms``: of the row, or of all rows of
    ``relation``; or a date ``field`` to ``since`` and so many ``unit`` later.

    ``count`` counts the rows of ``relation`` instead. Months and years keep the day, or take the last.
    """

    field: str
    terms: tuple[Term, ...] = ()
    relation: str = ""
    count: bool = False
    since: str = ""
    unit: Unit | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """No two rows with the same values in ``within`` overlap from ``start`` to ``end``.

    One may begin at the moment at which another ends. Only rows where ``where`` is true are held against each
    other; a row without an end goes on for ever.
    """

    start: str
    end: str
    within: tuple[str, ...] = ()
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class KeepWhile:
    """A row cannot be deleted while ``condition`` is true of it."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class ServerSet:
    """Clients never write ``field``.

    The server sets it to the moment of creation (``created``) or of the last change (``updated``), to the
    user who creates the row (``user``), to the moment at which ``when`` comes to be true of the row
    (``reached``, which alone has a ``when``), or leaves it to code and the admin (``nobody``)."""

    field: str
    source: Literal["created", "updated", "user", "reached", "nobody"]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Only ``grantees`` (role sources, ``owner``, ``authenticated``, ``anyone``; none: nobody but
    superusers) may.

    ``actions`` are on whole rows, or with ``field`` on that field (``read`` and ``update`` only). ``owner``
    among the grantees means the user at the end of ``owner_path`` (``posted_by``, ``job.posted_by``; ``pk``
    for the user itself; empty: as the ERD says)."""

    actions: tuple[Action, ...]
    grantees: tuple[str, ...]
    owner_path: str = ""
    field: str = ""


Rule = (
    Condition
    | Implies
    | AtCreation
    | Entering
    | Unique
    | Immutable
    | Transitions
    | SetDefault
    | Computed
    | NoOverlap
    | KeepWhile
    | ServerSet
    | Access
)
