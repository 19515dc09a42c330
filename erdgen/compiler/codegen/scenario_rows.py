"""Scenarios as tests of the generated project: a row that is there, what is sent, and how that must end.

What a scenario leaves out comes from the factory. So it is judged once more on the row that the factory
makes, and only one that ends there too as it says becomes a test.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from erdgen.compiler.codegen.factory_rows import find_valid_row
from erdgen.compiler.codegen.row_values import NOW, Value, fits
from erdgen.compiler.codegen.rule_rows import OWN_KEY, Row, keeps_rules, place_row
from erdgen.compiler.codegen.wanted import held
from erdgen.compiler.contributions import AddTest
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.rules.conditions import Condition, Count, Moment, Total
from erdgen.compiler.rules.forms import Computed, NoOverlap, Rule, ServerSet, Unique
from erdgen.compiler.rules.interpret import Verdict, judge_change
from erdgen.compiler.rules.scalars import read_value, write_value
from erdgen.compiler.rules.truth import member_at
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.rules.walk import (
    conditions_of,
    members_in,
    paths_in,
    predicates_in,
    relations_in,
    split_rule,
)
from erdgen.compiler.rules.worlds import Change, World, find_relation
from erdgen.compiler.spec.project import Entity, Field, Kind

#: Kinds whose values are as a request carries them, without a form of their own.
PLAIN = frozenset(
    (
        *(Kind.STR, Kind.TEXT, Kind.BOOL, Kind.DATE, Kind.DATETIME, Kind.TIME),
        *(Kind.INT, Kind.BIGINT, Kind.SMALLINT, Kind.FLOAT, Kind.DECIMAL),
    )
)
#: Numbers beyond it fit into no column of whole numbers.
MOST = 2**63 - 1


class ScenarioError(ValueError):
    """A scenario cannot be a test; the message says why."""


@dataclass(frozen=True, slots=True)
class ScenarioRows:
    """The values that a row has before (None: there is none), and those that are sent of it."""

    given: Row | None
    sent: Row


def fit_scenario(design: Design, made: EntityDesign, test: AddTest) -> ScenarioRows:
    """The rows of ``test`` in the spelling of their fields. Raises ScenarioError."""
    if isinstance(test.rule, ByFunction):
        raise ScenarioError("only its function knows what it refuses")
    rows = ScenarioRows(
        _spell(made.entity, test.fields, test.before) if test.before else None,
        _spell(made.entity, test.fields, test.values),
    )
    if not _set_by_server(made).isdisjoint(test.fields):
        raise ScenarioError("it sends what the server sets")
    usual = find_valid_row(design, made)
    if usual is None:
        raise ScenarioError(f"no valid row of {made.name} is found")
    before = {**usual, **(rows.given or {})}
    if None in rows.sent.values() and any(field.kind.is_file for field in made.entity.fields):
        raise ScenarioError("a form cannot say that a field has no value")
    _refuse_counted(design, made, rows.sent)
    _refuse_unknown(made, before, rows.sent)
    _refuse_fleeting(design, made, before, rows.sent)
    _refuse_invalid(design, made, before, rows.given)
    _judge_again(design, made, test, before, rows)
    return rows


def _spell(entity: Entity, names: Sequence[str], values: Sequence[Value]) -> dict[str, Value]:
    if not names or len(names) != len(set(names)) or len(names) != len(values):
        raise ScenarioError("fields and values do not go together")
    return {name: _spell_one(entity, name, value) for name, value in zip(names, values, strict=True)}


def _spell_one(entity: Entity, name: str, value: Value) -> Value:
    field = entity.members.get(name)
    if not isinstance(field, Field) or field.kind not in PLAIN or field.pattern or field.builtin:
        raise ScenarioError(f"{name} takes no plain value")
    if field.server_set or field.primary_key:
        raise ScenarioError(f"clients do not set {name}")
    if value in (None, ""):
        if field.required or field.default is not None:
            raise ScenarioError(f"{name} always has a value")
        return None if field.nullable else ""
    return _spell_given(field, value)


def _spell_given(field: Field, value: Value) -> Value:
    unfit = ScenarioError(f"{field.name} does not take {value!r}")
    try:
        meant = read_value(field, value)
        if isinstance(meant, Decimal) and not (meant.is_finite() and abs(meant) <= MOST):
            raise unfit
        written = write_value(field, meant)
        same = read_value(field, written) == meant
    except (ValueError, ArithmeticError, TypeError) as error:
        raise unfit from error
    bounded = field.kind.is_temporal and (field.minimum is not None or field.maximum is not None)
    if bounded or not same or not isinstance(written, str | int | float) or not fits(field, written):
        raise unfit
    if isinstance(written, float) and not math.isfinite(written):
        raise unfit
    if isinstance(written, str) and not (written.isprintable() and written == written.strip()):
        raise unfit
    return written


def _refuse_counted(design: Design, made: EntityDesign, sent: Row) -> None:
    """Rules that count or add up other rows: what the factory leaves out of them nobody knows."""
    for other in design.entities:
        for added in other.rules:
            own = {*members_in(added.rule)} if other is made and [*relations_in(added.rule)] else set()
            if not {*own, *_asked_of_rows(design, other, made, added.rule)}.isdisjoint(sent):
                raise ScenarioError(f"“{added.message}” is about other rows too")


def _asked_of_rows(design: Design, parent: EntityDesign, made: EntityDesign, rule: Rule) -> set[str]:
    """The fields by which ``rule`` counts or sums up rows of ``made``."""
    asked: set[str] = set()
    for condition in conditions_of(rule):
        for leaf in predicates_in(condition):
            if isinstance(leaf, Count | Total) and _leads_to(design, parent, leaf.relation, made):
                asked |= {*(paths_in(leaf.where) if isinstance(leaf.where, Condition) else ())}
                terms = leaf.terms if isinstance(leaf, Total) else ()
                asked |= {path for term in terms for path in term.paths}
    if isinstance(rule, Computed) and rule.relation and _leads_to(design, parent, rule.relation, made):
        asked |= {path for term in rule.terms for path in term.paths}
    return asked


def _leads_to(design: Design, parent: EntityDesign, path: str, made: EntityDesign) -> bool:
    relation = find_relation(design.project, parent.entity, path)
    return "." in path or (relation is not None and relation.target == made.name)


def _refuse_unknown(made: EntityDesign, before: Row, sent: Row) -> None:
    """Rules on values that the scenario leaves out: the server sets them, or the factory by their bounds."""
    known = {*before, *sent} - _set_by_server(made)
    for rule in (part for added in made.rules for part in split_rule(added.rule)):
        asked = {path for each in conditions_of(rule) for path in paths_in(each)} - {"pk"}
        left = sorted(asked - known)
        if left and not asked.isdisjoint(sent) and not isinstance(rule, Unique | NoOverlap):
            raise ScenarioError(f"it leaves open {', '.join(left)}")


def _set_by_server(made: EntityDesign) -> set[str]:
    """Fields whose value is neither the factory's nor a client's."""
    ruled = {added.rule.field for added in made.rules if isinstance(added.rule, ServerSet | Computed)}
    return ruled | {field.name for field in made.entity.fields if field.server_set}


def _refuse_fleeting(design: Design, made: EntityDesign, row: Row, sent: Row) -> None:
    """Fixed moments beside those of a factory, which move on with every day."""
    if tells_the_time(design):
        return
    moments = {path for path in (*row, *sent) if _is_temporal(design, made, path)}
    if not moments.isdisjoint(sent) and not moments <= sent.keys():
        raise ScenarioError("its moments are held against others that move on")


def tells_the_time(design: Design) -> bool:
    """Whether a rule speaks of the present, so that the generated tests of rules stop the clock."""
    rules = (added.rule for made in design.entities for added in made.rules)
    leaves = (leaf for rule in rules for each in conditions_of(rule) for leaf in predicates_in(each))
    return any(isinstance(leaf, Moment) for leaf in leaves)


def _is_temporal(design: Design, made: EntityDesign, path: str) -> bool:
    member = member_at(design.project, made.entity, path)
    return isinstance(member, Field) and member.kind in (Kind.DATE, Kind.DATETIME)


def _refuse_invalid(design: Design, made: EntityDesign, before: Row, given: Row | None) -> None:
    """A row that is there has to keep the rules: the database holds some of them."""
    parts = [part for added in made.rules for part in split_rule(added.rule)]
    kept = keeps_rules(design.project, made, held(parts, creating=False), before, NOW)
    if given is not None and not kept:
        raise ScenarioError("the row before it breaks a rule")


def _judge_again(design: Design, made: EntityDesign, test: AddTest, before: Row, rows: ScenarioRows) -> None:
    stated = [Stated(made.name, added.rule) for added in made.rules if not [*relations_in(added.rule)]]
    verdict = _judge(design, made, stated, before, rows)
    broken = verdict.broken.rule if verdict.broken is not None else None
    if broken != test.rule:
        raise ScenarioError(f"on a usual row it is {verdict.reason or 'taken'}")
    others = [each for each in stated if each.rule != broken]
    if broken is not None and not _judge(design, made, others, before, rows).accepted:
        raise ScenarioError("it breaks more than one rule")


def _judge(
    design: Design, made: EntityDesign, stated: Sequence[Stated], before: Row, rows: ScenarioRows
) -> Verdict:
    tables, record = place_row(design.project, made.entity, before)
    if rows.given is None:
        change = Change("create", made.name, values={**record, **rows.sent})
    else:
        record[made.entity.pk_name] = OWN_KEY
        tables.setdefault(made.name, []).append(record)
        change = Change("update", made.name, OWN_KEY, rows.sent)
    return judge_change(design.project, stated, World(tables, NOW), change)
