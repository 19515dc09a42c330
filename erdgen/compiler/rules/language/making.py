"""Whether "booked" speaks of the field ``booked_at`` or of the act by which a row is made.

Where clients need not fill the field, both are near: rows made in time may have no value in it, or another.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from erdgen.compiler.rules.conditions import MIRRORED, Compare, Condition, Moment
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.measures import turned_back
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.testable import NotSaidError
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.verbs import MAKE
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Entity, Field, Kind

_MADE = MAKE | word_set("ordered reserved reported requested issued opened filed logged scheduled purchased")
_BEFORE = BE | word_set("be been being get gets cannot never not only")


def of_making(tokens: tuple[Token, ...], readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings, with that of the act itself beside one of a field that tells of it.

    Raises NotSaidError where all of them say that rows will have been made in the future.
    """
    words = [token.word for token in tokens]
    named = {split_name(token.text)[0] for token in tokens if "_" in token.text}
    done = {word for last, word in pairwise(words) if last in _BEFORE and word in _MADE} - named
    if not done:
        return readings
    readings = tuple(
        each for each in readings if not any(_is_to_come(rule, done, each) for rule in each.rules)
    )
    if not readings:
        raise NotSaidError("which moment lies ahead is not named")
    found = {(each.entity.name, each.rules): each for each in readings}
    for each in readings:
        acts = tuple(_act_of(rule, done, each.entity) for rule in each.rules)
        rules = tuple(rule for rule in acts if rule is not None)
        if len(rules) == len(acts):
            found.setdefault((each.entity.name, rules), replace(each, rules=rules))
    return tuple(found.values())


def _is_stamp(name: str, done: set[str], entity: Entity) -> bool:
    """Whether a member tells when the row was made, and clients may leave that open."""
    field = entity.members.get(name)
    if not isinstance(field, Field) or field.kind not in (Kind.DATE, Kind.DATETIME):
        return False
    return split_name(name)[0] in done and (field.server_set or not field.required)


def _is_to_come(rule: Rule, done: set[str], reading: Reading) -> bool:
    """Whether the making itself would lie in the future."""
    said = rule.condition if isinstance(rule, AtCreation) else rule
    ahead = isinstance(said, Moment) and (
        said.operator in ("gt", "gte") or (said.shift is not None and said.shift.count > 0)
    )
    return ahead and isinstance(said, Moment) and _is_stamp(said.field, done, reading.entity)


def _act_of(rule: Rule, done: set[str], entity: Entity) -> AtCreation | None:
    """The same asked of the moment at which the row is made."""
    if isinstance(rule, Implies):
        then = _asked_now(rule.then, done, entity)
        return AtCreation(then, rule.when) if then is not None else None
    if isinstance(rule, Compare):
        said = _asked_now(rule, done, entity)
        return AtCreation(said) if said is not None else None
    return None


def _asked_now(said: Condition, done: set[str], entity: Entity) -> Moment | None:
    if not isinstance(said, Compare):
        return None
    if _is_stamp(said.field, done, entity):
        shift = turned_back(said.shift) if said.shift is not None else None
        return Moment(said.other, MIRRORED[said.operator], shift)
    if _is_stamp(said.other, done, entity):
        return Moment(said.field, said.operator, said.shift)
    return None
