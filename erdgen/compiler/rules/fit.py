"""Holds a rule, written as JSON or read from a sentence, against the Project: names, operators and values.

Names may be those of the ERD or of the Project; the rule that comes back has those of the Project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from erdgen.compiler.rules.codec import JOINTS, Path, Problem
from erdgen.compiler.rules.conditions import (
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
    Pattern,
    Range,
    Scalar,
    Some,
    Term,
    Total,
    Weekday,
)
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Computed,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    Move,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.layers import fits_database
from erdgen.compiler.rules.targets import (
    DAYS,
    SINGLE,
    Sort,
    Target,
    comparable,
    is_bound,
    is_clock,
    is_number,
    is_value,
    sort_of,
)
from erdgen.compiler.rules.truth import member_at
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import PSEUDO_ROLES, Entity, Field, Kind, Project, RelationKind
from erdgen.compiler.spec.texts import quote


def fit_rule(rule: Rule, project: Project, entity: Entity) -> tuple[Rule, tuple[Problem, ...]]:
    """``rule`` in the Project's names, with everything that does not fit ``entity``."""
    fitter = _Fitter(project, entity, [])
    fitted = fitter.rule(rule)
    return fitted, tuple(fitter.problems)


@dataclass(frozen=True, slots=True)
class _Fitter:
    """Fits what is said of rows of ``entity``."""

    project: Project
    entity: Entity
    problems: list[Problem]

    def refuse(self, at: Path, message: str, hint: str = "") -> None:
        self.problems.append(Problem(at, message, hint))

    def rule(self, rule: Rule) -> Rule:
        """``rule``, whatever its form."""
        match rule:
            case Implies():
                return Implies(self.condition(rule.when, ("when",)), self.condition(rule.then, ("then",)))
            case AtCreation():
                condition = self.condition(rule.condition, ("condition",))
                return AtCreation(condition, self.maybe(rule.when, ("when",)))
            case Entering():
                field, value = self.value(rule.field, rule.value, ("field",), ("value",))
                return Entering(field, value, self.condition(rule.condition, ("condition",)))
            case Unique():
                fields = self.names(rule.fields, ("fields",), *SINGLE)
                return replace(rule, fields=fields, where=self.maybe(rule.where, ("where",)))
            case Immutable():
                fields = self.names(rule.fields, ("fields",), *SINGLE, "many") if rule.fields else ()
                return replace(rule, fields=fields, once=self.maybe(rule.once, ("once",)))
            case KeepWhile():
                return KeepWhile(self.condition(rule.condition, ("condition",)))
            case Transitions():
                return self.transitions(rule)
            case SetDefault():
                return self.set_default(rule)
            case Computed():
                return self.computed(rule)
            case NoOverlap():
                return self.no_overlap(rule)
            case ServerSet():
                return self.server_set(rule)
            case Access():
                return self.access(rule)
        return self.condition(rule, ())

    def condition(self, condition: Condition, at: Path) -> Condition:
        """A condition; joints one by one."""
        match condition:
            case Every() | Some():
                key = next(key for key, (form, _) in JOINTS.items() if isinstance(condition, form))
                if not condition.parts:
                    self.refuse((*at, key), f"'{key}' joins nothing", "list the conditions")
                return type(condition)(
                    tuple(
                        self.condition(each, (*at, key, place)) for place, each in enumerate(condition.parts)
                    )
                )
            case Not():
                return Not(self.condition(condition.part, (*at, "not")))
            case Range():
                return self.range(condition, at)
            case Length():
                self.limits(condition.minimum, condition.maximum, at)
                return replace(condition, field=self.name(condition.field, (*at, "field"), "text").path)
            case Pattern():
                return self.pattern(condition, at)
            case OneOf():
                return self.one_of(condition, at)
            case Given():
                return replace(
                    condition, field=self.name(condition.field, (*at, "field"), *SINGLE, "many").path
                )
            case Compare():
                return self.compare(condition, at)
            case Formula():
                field = self.name(condition.field, (*at, "field"), "number").path
                return replace(condition, field=field, terms=self.terms(condition.terms, (*at, "terms")))
            case Moment():
                return replace(condition, field=self.name(condition.field, (*at, "field"), *DAYS).path)
            case Weekday():
                return self.weekday(condition, at)
            case Clock():
                return self.clock(condition, at)
            case Count():
                return self.count(condition, at)
            case Total():
                return self.total(condition, at)

    def maybe(self, condition: Condition | None, at: Path) -> Condition | None:
        return None if condition is None else self.condition(condition, at)

    # Names

    def name(self, path: str, at: Path, *sorts: Sort) -> Target:
        """Where ``path`` leads, if that is of one of ``sorts``."""
        target = self._follow(self.entity, path, "", at)
        if target is None:
            return Target(path, "", None)
        if target.sort not in sorts:
            *most, last = (_SORTS[sort] for sort in sorts)
            wanted = f"{', '.join(most)} or {last}" if most else last
            self.refuse(at, f"{quote(path)} is {_SORTS[target.sort]}; {wanted} is wanted here")
        return target

    def names(self, paths: tuple[str, ...], at: Path, *sorts: Sort) -> tuple[str, ...]:
        if not paths:
            self.refuse(at, "the list is empty", "name the fields")
        return tuple(self.name(path, (*at, place), *sorts).path for place, path in enumerate(paths))

    def _follow(self, entity: Entity, path: str, before: str, at: Path) -> Target | None:
        first, _, rest = path.partition(".")
        if first in ("pk", "id") and first not in entity.members and not rest:
            return Target(f"{before}pk", "one", None, entity.name)
        members = {
            spelling: each for each in entity.members.values() for spelling in (each.name, each.source)
        }
        member = members.get(first)
        name = member.name if member else first
        if isinstance(member, Field):
            if not rest:
                return Target(before + name, sort_of(member), member)
            self.refuse(
                at, f"{quote(first)} of {entity.name} leads to no other row", "only links can be followed"
            )
            return None
        relation = find_relation(self.project, entity, name)
        if relation is None:
            known = (*entity.members, *_ways_back(self.project, entity))
            message = f"{entity.name} has no field or relation {quote(first)}"
            self.problems.append(Problem(at, message, f"known are {', '.join(known)}", first, known))
            return None
        many = relation.link.many or (relation.back and relation.link.kind is not RelationKind.ONE_TO_ONE)
        if not rest:
            return Target(before + name, "many" if many else "one", member, relation.target)
        if many:
            self.refuse(
                at,
                f"{quote(first)} leads to many rows, of which no single one has a value",
                "count or add them up",
            )
            return None
        return self._follow(self.project.by_name[relation.target], rest, f"{before}{name}.", at)

    def inner(self, relation: str, at: Path) -> tuple[str, _Fitter]:
        """A relation to many rows, and what fits conditions on those."""
        target = self.name(relation, at, "many")
        entity = self.project.by_name.get(target.entity, self.entity)
        return target.path, _Fitter(self.project, entity, self.problems)

    # Values

    def value(self, path: str, value: Scalar, at: Path, value_at: Path) -> tuple[str, Scalar]:
        """A field with one of its values."""
        target = self.name(path, at, *(sort for sort in SINGLE if sort != "one"))
        self.check_value(target, value, value_at)
        return target.path, value

    def check_value(self, target: Target, value: Scalar, at: Path) -> None:
        member = target.member
        if not isinstance(member, Field):
            return
        if (member.kind is Kind.BOOL) is not isinstance(value, bool) or not is_value(member, value):
            self.refuse(
                at,
                f"{quote(str(value))} is no value of {quote(target.path)}, which is of type '{member.kind}'",
            )
        known = [choice.value for choice in member.choices]
        if known and str(value) not in [str(each) for each in known]:
            words = tuple(str(each) for each in known)
            message = f"{quote(str(value))} is not among the choices of {quote(target.path)}"
            self.problems.append(Problem(at, message, f"known are {', '.join(words)}", str(value), words))

    def limits(self, minimum: int | None, maximum: int | None, at: Path) -> None:
        """Bounds of a length or count."""
        if minimum is None and maximum is None:
            self.refuse(at, "neither 'minimum' nor 'maximum' is given", "give one of them")
        elif (minimum or 0) < 0 or (maximum is not None and maximum < (minimum or 0)):
            self.refuse(at, f"nothing lies between {minimum} and {maximum}", "swap or correct them")

    def terms(self, terms: tuple[Term, ...], at: Path) -> tuple[Term, ...]:
        if not terms:
            self.refuse(at, "there is nothing to add up", "list the terms")
        return tuple(self.term(term, (*at, place)) for place, term in enumerate(terms))

    def term(self, term: Term, at: Path) -> Term:
        if not is_number(term.factor):
            self.refuse((*at, "factor"), f"{quote(term.factor)} is no number")
        return replace(
            term,
            paths=tuple(
                self.name(path, (*at, "paths", place), "number").path for place, path in enumerate(term.paths)
            ),
        )

    # Predicates

    def range(self, rule: Range, at: Path) -> Range:
        target = self.name(rule.field, (*at, "field"), "number", "date", "datetime", "time", "duration")
        bounds = {sign: getattr(rule, sign) for sign in ("gt", "gte", "lt", "lte")}
        if not any(bounds.values()):
            self.refuse(at, "a range needs a bound", "give 'gt', 'gte', 'lt' or 'lte'")
        for sign, bound in bounds.items():
            if bound is not None and not is_bound(target.member, bound):
                self.refuse((*at, sign), f"{quote(bound)} is no value of {quote(rule.field)}")
        return replace(rule, field=target.path)

    def pattern(self, rule: Pattern, at: Path) -> Pattern:
        try:
            re.compile(rule.regex)
        except re.error as error:
            self.refuse((*at, "regex"), f"{quote(rule.regex)} is no regular expression: {error}")
        return replace(rule, field=self.name(rule.field, (*at, "field"), "text").path)

    def one_of(self, rule: OneOf, at: Path) -> OneOf:
        target = self.name(rule.field, (*at, "field"), *(sort for sort in SINGLE if sort != "one"))
        if not rule.values:
            self.refuse((*at, "values"), "the list is empty", "list the values")
        for place, value in enumerate(rule.values):
            self.check_value(target, value, (*at, "values", place))
        return replace(rule, field=target.path)

    def compare(self, rule: Compare, at: Path) -> Compare:
        left = self.name(rule.field, (*at, "field"), *SINGLE)
        right = self.name(rule.other, (*at, "other"), *SINGLE)
        both = f"{quote(rule.field)} and {quote(rule.other)}"
        if left.sort and right.sort and not comparable(left, right):
            self.refuse(
                at, f"{both} cannot be compared: they are {_SORTS[left.sort]} and {_SORTS[right.sort]}"
            )
        elif left.sort in ("one", "text", "bool", "other") and rule.operator not in ("eq", "ne"):
            self.refuse((*at, "operator"), f"{both} have no order", "use 'eq' or 'ne'")
        if rule.shift is not None and right.sort not in (*DAYS, ""):
            self.refuse((*at, "shift"), f"{quote(rule.other)} is no moment that could be shifted")
        return replace(rule, field=left.path, other=right.path)

    def weekday(self, rule: Weekday, at: Path) -> Weekday:
        if not rule.days or not set(rule.days) <= set(range(7)):
            self.refuse((*at, "days"), "days are numbers from 0, Monday, to 6, Sunday")
        return replace(rule, field=self.name(rule.field, (*at, "field"), *DAYS).path)

    def clock(self, rule: Clock, at: Path) -> Clock:
        if rule.earliest is None and rule.latest is None:
            self.refuse(at, "neither 'earliest' nor 'latest' is given", "give one of them")
        for key, text in (("earliest", rule.earliest), ("latest", rule.latest)):
            if text is not None and not is_clock(text):
                self.refuse((*at, key), f"{quote(text)} is no time of day", "write it like 09:30")
        return replace(rule, field=self.name(rule.field, (*at, "field"), "datetime", "time").path)

    def count(self, rule: Count, at: Path) -> Count:
        self.limits(rule.minimum, rule.maximum, at)
        relation, inner = self.inner(rule.relation, (*at, "relation"))
        return replace(rule, relation=relation, where=inner.maybe(rule.where, (*at, "where")))

    def total(self, rule: Total, at: Path) -> Total:
        relation, inner = self.inner(rule.relation, (*at, "relation"))
        if (rule.bound is None) is not bool(rule.other):
            self.refuse(at, "a total is held against 'bound' or against 'other'", "give one of them")
        elif rule.bound is not None and not is_number(rule.bound):
            self.refuse((*at, "bound"), f"{quote(rule.bound)} is no number")
        other = self.name(rule.other, (*at, "other"), "number").path if rule.other else ""
        terms = inner.terms(rule.terms, (*at, "terms"))
        return replace(
            rule, relation=relation, terms=terms, other=other, where=inner.maybe(rule.where, (*at, "where"))
        )

    # Other forms

    def transitions(self, rule: Transitions) -> Transitions:
        target = self.name(rule.field, ("field",), *(sort for sort in SINGLE if sort != "one"))
        if not rule.allowed and not rule.forbidden:
            self.refuse((), "no move is named", "list 'allowed' or 'forbidden' moves")
        for key, moves in (("allowed", rule.allowed), ("forbidden", rule.forbidden)):
            self._check_moves(target, moves, (key,))
        return replace(rule, field=target.path)

    def _check_moves(self, target: Target, moves: Iterable[Move], at: Path) -> None:
        for place, move in enumerate(moves):
            self.check_value(target, move.source, (*at, place, "source"))
            self.check_value(target, move.target, (*at, place, "target"))
            if move.action and not re.fullmatch("[a-z][a-z0-9_-]*", move.action):
                self.refuse(
                    (*at, place, "action"),
                    f"{quote(move.action)} is no verb for a URL",
                    "write it like 'publish'",
                )

    def set_default(self, rule: SetDefault) -> SetDefault:
        target = self.name(rule.field, ("field",), *(sort for sort in SINGLE if sort != "one"))
        if rule.special:
            if target.sort not in (*DAYS, "time", ""):
                self.refuse(("special",), f"{quote(rule.field)} is no moment", "give a 'value'")
        else:
            self.check_value(target, rule.value, ("value",))
        return replace(rule, field=target.path)

    def computed(self, rule: Computed) -> Computed:
        if rule.since or rule.unit:
            return self.computed_date(rule)
        field = self.name(rule.field, ("field",), "number").path
        if not rule.relation:
            if rule.count:
                self.refuse(("count",), "without 'relation' there is nothing to count", "name the relation")
                return rule
            return replace(rule, field=field, terms=self.terms(rule.terms, ("terms",)))
        relation, inner = self.inner(rule.relation, ("relation",))
        if rule.count and rule.terms:
            self.refuse(
                ("terms",), "rows are counted or their terms added up, not both", "leave one of them out"
            )
        terms = () if rule.count else inner.terms(rule.terms, ("terms",))
        return replace(rule, field=field, relation=relation, terms=terms)

    def computed_date(self, rule: Computed) -> Computed:
        """A date that lies whole days, weeks, months … after another."""
        field = self.name(rule.field, ("field",), *DAYS)
        since = self.name(rule.since, ("since",), *DAYS)
        if field.sort == "datetime" and since.sort == "date":
            self.refuse(("since",), f"{quote(rule.since)} has no time of day", "name a datetime")
        if rule.relation or rule.count:
            self.refuse(("relation",), "a date is no sum over rows", "leave it out")
        if not rule.unit:
            self.refuse(("unit",), "'since' needs a 'unit'", "give days, weeks, months or years")
        if since.sort == "date" and rule.unit in ("minutes", "hours"):
            self.refuse(("unit",), f"{quote(rule.since)} has no time of day", "give days")
        terms = self.terms(rule.terms, ("terms",))
        for place, term in enumerate(terms):
            if is_number(term.factor) and Decimal(term.factor) % 1:
                self.refuse(("terms", place, "factor"), f"{quote(term.factor)} is not whole")
            for path in term.paths:
                number = member_at(self.project, self.entity, path)
                if isinstance(number, Field) and number.kind.is_number and not number.kind.is_integer:
                    self.refuse(("terms", place), f"{quote(path)} holds more than whole numbers")
        return replace(rule, field=field.path, since=since.path, terms=terms)

    def no_overlap(self, rule: NoOverlap) -> NoOverlap:
        start = self.name(rule.start, ("start",), *DAYS, "time", "number")
        end = self.name(rule.end, ("end",), start.sort or "date")
        within = self.names(rule.within, ("within",), *SINGLE) if rule.within else ()
        return NoOverlap(start.path, end.path, within, self.maybe(rule.where, ("where",)))

    def server_set(self, rule: ServerSet) -> ServerSet:
        sorts = {
            "created": (*DAYS, "time"),
            "updated": (*DAYS, "time"),
            "user": ("one",),
            "reached": DAYS,
            "nobody": (*SINGLE, "many"),
        }
        target = self.name(rule.field, ("field",), *sorts[rule.source])
        if rule.source == "user" and target.sort == "one" and not self._is_user(target.entity):
            self.refuse(("field",), f"{quote(rule.field)} is no link to the user")
        if (rule.source == "reached") is not (rule.when is not None):
            self.refuse(("when",), "'when' belongs to the source 'reached'", "give both or neither")
        when = self.maybe(rule.when, ("when",))
        if when is not None and not fits_database(self.entity, when):
            self.refuse(
                ("when",), "it asks about other rows or the time", "ask about fields of the row alone"
            )
        return replace(rule, field=target.path, when=when)

    def access(self, rule: Access) -> Access:
        if not rule.actions:
            self.refuse(("actions",), "the list is empty", "list the actions")
        field = self.name(rule.field, ("field",), *SINGLE, "many").path if rule.field else ""
        if field and not set(rule.actions) <= {"read", "update"}:
            self.refuse(("actions",), "a field can be read and updated only")
        known = (*(role.source for role in self.project.auth.roles), *PSEUDO_ROLES)
        for place, grantee in enumerate(rule.grantees):
            if grantee not in known:
                message = f"there is no role {quote(grantee)}"
                hint = f"known are {', '.join(known)}"
                self.problems.append(Problem(("grantees", place), message, hint, grantee, known))
        return replace(rule, field=field, owner_path=self._owner_path(rule.owner_path))

    def _owner_path(self, path: str) -> str:
        if not path or (path == "pk" and self.entity.is_user):
            return path
        target = self.name(path, ("owner_path",), "one")
        if target.sort == "one" and not self._is_user(target.entity):
            self.refuse(("owner_path",), f"{quote(path)} does not end at the user")
        return target.path

    def _is_user(self, name: str) -> bool:
        return name in self.project.by_name and self.project.by_name[name].is_user


_SORTS: dict[Sort, str] = {
    "number": "a number",
    "text": "a text",
    "bool": "true or false",
    "date": "a date",
    "datetime": "a moment",
    "time": "a time of day",
    "duration": "a span of time",
    "other": "a value that has no order",
    "one": "a link to one row",
    "many": "a relation to many rows",
}


def _ways_back(project: Project, entity: Entity) -> tuple[str, ...]:
    return tuple(
        link.related_name
        for _, link in project.links()
        if link.target == entity.name and link.related_name.isidentifier()
    )
