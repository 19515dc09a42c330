"""Conditions of rules as Django's ``Q`` in source text.

The generated project evaluates the same ``Q`` in three places: on an instance, with a missing value unknown
as in SQL; in a check constraint, where unknown passes; and in a query, where unknown is left out. Django
itself takes a negated lookup of NULL for true and knows no missing text, so the last two say in the ``Q``
what becomes of a row without a value.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from erdgen.compiler.codegen.field_code import pattern_code, value_code, whole
from erdgen.compiler.codegen.python import Imports, literal, text_literal
from erdgen.compiler.rules.conditions import (
    OPPOSITE,
    Clock,
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Operator,
    Pattern,
    Predicate,
    Range,
    Some,
    Span,
    Term,
    Total,
    Weekday,
)
from erdgen.compiler.rules.truth import member_at
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Project


class Place(Enum):
    """Where a ``Q`` is evaluated."""

    INSTANCE = "instance"
    CHECK = "check"
    FILTER = "filter"


@dataclass(frozen=True)
class QueryWriter:
    """Writes conditions on rows of ``entity`` for one place."""

    project: Project
    entity: Entity
    imports: Imports
    place: Place = Place.INSTANCE

    def write(self, condition: Condition, *, negated: bool = False) -> str:
        """An expression of type ``Q``; with ``negated`` of the opposite."""
        match condition:
            case Every(parts=parts):
                return self._join(parts, "|" if negated else "&", negated)
            case Some(parts=parts):
                return self._join(parts, "&" if negated else "|", negated)
            case Not(part=part):
                return self.write(part, negated=not negated)
            case Count() | Total():
                opposite = isinstance(condition, Total) and condition.operator == "ne"
                found = f"models.Q({self._counted(condition)})"
                return f"~{found}" if opposite is not negated else found
            case Given():
                return self._given(condition.field, missing=condition.negated is not negated)
        return self._guarded(condition, negated)

    def _join(self, parts: Sequence[Condition], sign: str, negated: bool) -> str:
        written = [self.write(part, negated=negated) for part in parts]
        return "(" + f" {sign} ".join(written) + ")" if len(written) > 1 else written[0]

    def _given(self, path: str, *, missing: bool) -> str:
        member = self.member(path)
        if not isinstance(member, Field) and (member is None or member.many):
            self.imports.add("backend", "business_logic as logic")
            bound = "maximum=0" if missing else "minimum=1"
            return f"models.Q(logic.Count({text_literal(path)}, {bound}))"
        name = django_path(path)
        if isinstance(member, Field) and (member.kind.is_text or member.kind.is_file):
            null = f" | models.Q({name}=None)" if member.nullable else ""
            return f'(models.Q({name}=""){null})' if missing else f'~(models.Q({name}=""){null})'
        return f"models.Q({name}__isnull={missing})"

    def _guarded(self, condition: Predicate, negated: bool) -> str:
        """A predicate, with what a missing value counts for where the database would see it otherwise."""
        text, turned = self._predicate(condition, negated)
        if self.place is Place.INSTANCE:
            return text
        check = self.place is Place.CHECK
        guards = []
        for path in paths_of(condition):
            member = self.member(path)
            if isinstance(member, Field) and member.kind.is_text and (not member.required or member.nullable):
                guards.append(f'{"" if check else "~"}models.Q({django_path(path)}="")')
            if not check and turned and member is not None and member.nullable:
                guards.append(f"models.Q({django_path(path)}__isnull=False)")
        sign = " | " if check else " & "
        return f"({sign.join([*guards, text])})" if guards else text

    def _predicate(self, condition: Predicate, negated: bool) -> tuple[str, bool]:
        """The bare ``Q``, and whether it is a negated one."""
        if isinstance(condition, Compare | Formula | Moment):
            operator: Operator = OPPOSITE[condition.operator] if negated else condition.operator
            left, right = self._sides(condition)
            lookup = "" if operator in ("eq", "ne") else f"__{operator}"
            text = f"models.Q({left}{lookup}={right})"
            return (f"~{text}", True) if operator == "ne" else (text, False)
        lookups = self._lookups(condition)
        turned = (isinstance(condition, OneOf) and condition.negated) is not negated
        if turned and isinstance(condition, Range) and len(lookups) == 1:
            (name, value), sign = (
                next(iter(lookups.items())),
                next(s for s in _SIGNS if getattr(condition, s) is not None),
            )
            return f"models.Q({name[: -len(sign)]}{OPPOSITE[sign]}={value})", False
        text = f"models.Q({', '.join(f'{name}={value}' for name, value in lookups.items())})"
        return (f"~{text}" if turned else text), turned

    def _lookups(self, condition: Predicate) -> dict[str, str]:
        assert not isinstance(condition, Given | Compare | Formula | Moment | Count | Total)
        name = django_path(condition.field)
        match condition:
            case Range():
                bounds = {sign: getattr(condition, sign) for sign in _SIGNS}
                member = self.member(condition.field)
                return {f"{name}__{s}": self.value(member, b) for s, b in bounds.items() if b is not None}
            case Length():
                self.imports.add("backend", "business_logic as logic")
                sizes = {"gte": condition.minimum, "lte": condition.maximum}
                return {
                    f"{name}__length__{sign}": str(size) for sign, size in sizes.items() if size is not None
                }
            case Pattern():
                return {f"{name}__regex": pattern_code(whole(condition.regex))}
            case OneOf():
                member = self.member(condition.field)
                values = [self.value(member, value) for value in condition.values]
                return {name: values[0]} if len(values) == 1 else {f"{name}__in": f"[{', '.join(values)}]"}
            case Weekday():
                return {f"{name}__iso_week_day__in": literal([day + 1 for day in condition.days])}
            case Clock():
                times = {"gte": condition.earliest, "lte": condition.latest}
                member = self.member(condition.field)
                part = "" if isinstance(member, Field) and member.kind is Kind.TIME else "__time"
                return {f"{name}{part}__{sign}": self._clock(text) for sign, text in times.items() if text}

    def _clock(self, text: str) -> str:
        spoken = self.imports.local("datetime")
        return repr(datetime.time.fromisoformat(text)).replace("datetime.", f"{spoken}.", 1)

    def _sides(self, condition: Compare | Formula | Moment) -> tuple[str, str]:
        name = django_path(condition.field)
        member = self.member(condition.field)
        match condition:
            case Moment():
                self.imports.add("backend", "business_logic as logic")
                is_date = isinstance(member, Field) and member.kind is Kind.DATE
                return name, f"logic.{'today' if is_date else 'now'}({shift_code(condition.shift)})"
            case Formula():
                return name, self.add(condition.terms)
        return self._compared(condition, name, member)

    def _compared(self, condition: Compare, name: str, member: Member | None) -> tuple[str, str]:
        other = self.member(condition.other)
        path = django_path(condition.other)
        kinds = tuple(each.kind if isinstance(each, Field) else None for each in (member, other))
        if kinds == (Kind.DATETIME, Kind.DATE):
            name += "__date"
        if kinds == (Kind.DATE, Kind.DATETIME):
            path += "__date"
        shift = condition.shift
        if shift is None:
            return name, f"models.F({text_literal(path)})"
        if shift.unit in ("months", "years"):
            self.imports.add("backend", "business_logic as logic")
            return name, f"logic.Shifted({text_literal(path)}, {shift_code(shift)})"
        if other is not None and kinds[1] is Kind.DATE and shift.unit in ("minutes", "hours"):
            return name, f"models.F({text_literal(path)})"
        spoken = self.imports.local("datetime")
        return name, f"models.F({text_literal(path)}) + {spoken}.timedelta({shift_code(shift)})"

    def add(self, terms: Sequence[Term]) -> str:
        """The sum of ``terms`` as an expression."""
        return " + ".join(self._product(term) for term in terms)

    def _product(self, term: Term) -> str:
        factors = [f"models.F({text_literal(django_path(path))})" for path in term.paths]
        if term.factor != "1" or not factors:
            factors.append(f"models.Value({self._number(term.factor)})")
        return " * ".join(factors)

    def _number(self, text: str) -> str:
        if text.lstrip("-").isdigit():
            return text
        self.imports.add("decimal", "Decimal")
        return f"Decimal({text_literal(text)})"

    def _counted(self, condition: Count | Total) -> str:
        self.imports.add("backend", "business_logic as logic")
        options = []
        target = self.related(condition.relation)
        inner = QueryWriter(self.project, target, self.imports, Place.FILTER)
        if isinstance(condition, Count):
            options += [f"minimum={condition.minimum}"] if condition.minimum is not None else []
            options += [f"maximum={condition.maximum}"] if condition.maximum is not None else []
        else:
            bound = (
                f"models.F({text_literal(django_path(condition.other))})"
                if condition.other
                else self._number(condition.bound or "0")
            )
            options += [inner.add(condition.terms), text_literal(_lookup(condition.operator)), bound]
        if condition.where is not None:
            options.append(f"where={inner.write(condition.where)}")
        return f"logic.{type(condition).__name__}({', '.join([text_literal(condition.relation), *options])})"

    def related(self, relation: str) -> Entity:
        """The entity of the rows of ``relation``."""
        found = find_relation(self.project, self.entity, relation)
        assert found is not None, f"{self.entity.name} has no relation {relation}"
        return self.project.by_name[found.target]

    def value(self, member: Member | None, value: str | int | bool) -> str:
        """``value`` as the field's own type; one of its choices by its constant."""
        if not isinstance(member, Field):
            return literal(value)
        if member.kind.is_integer and not member.choices:
            return str(value)
        for choice in member.choices:
            if str(choice.value) == str(value):
                return literal(choice.value)
        return value_code(member, value, self.imports)

    def member(self, path: str) -> Member | None:
        """The field or link at the end of ``path``; None for ``pk`` and for ways back."""
        return member_at(self.project, self.entity, path)


def _lookup(operator: Operator) -> str:
    return "exact" if operator in ("eq", "ne") else operator


_SIGNS: tuple[Operator, ...] = ("gt", "gte", "lt", "lte")


def paths_of(predicate: Predicate) -> tuple[str, ...]:
    """Every path that ``predicate`` asks of the row itself, each once, in order."""
    match predicate:
        case Compare():
            found = [predicate.field, predicate.other]
        case Formula():
            found = [predicate.field, *(path for term in predicate.terms for path in term.paths)]
        case Count():
            found = []
        case Total():
            found = [predicate.other] if predicate.other else []
        case _:
            found = [predicate.field]
    return tuple(dict.fromkeys(found))


def django_path(path: str) -> str:
    """``job.is_active`` → ``job__is_active``."""
    return path.replace(".", "__")


def shift_code(shift: Span | None) -> str:
    """``days=3`` as keyword arguments; nothing without a shift."""
    return f"{shift.unit}={shift.count}" if shift is not None else ""
