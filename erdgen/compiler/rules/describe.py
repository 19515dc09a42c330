"""Rules in plain English, in the field names of their entity: ``salary is above 0``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

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
    Operator,
    Pattern,
    Range,
    Scalar,
    Some,
    Span,
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
from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, OWNER, Entity, Field

_SIGNS: dict[Operator, str] = {
    "gt": "is above",
    "gte": "is at least",
    "lt": "is below",
    "lte": "is at most",
    "eq": "equals",
    "ne": "differs from",
}
_TIMES: dict[Operator, str] = {
    "gt": "is after",
    "gte": "is not before",
    "lt": "is before",
    "lte": "is not after",
    "eq": "is at",
    "ne": "is not at",
}
_NOW: dict[Operator, str] = {
    "gt": "is in the future",
    "gte": "is not in the past",
    "lt": "is in the past",
    "lte": "is not in the future",
    "eq": "is now",
    "ne": "is not now",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GRANTEES = {ANYONE: "anyone", AUTHENTICATED: "who is signed in", OWNER: "the owner"}
_SOURCES = {
    "created": "is set by the server when a row is created",
    "updated": "is set by the server at every change",
    "user": "is set by the server to the user who creates the row",
    "reached": "is set by the server",
    "nobody": "is never written by clients",
}


def bounds_in(rule: Range) -> tuple[tuple[Operator, str], ...]:
    """The bounds that ``rule`` sets, lower ones first."""
    named: tuple[tuple[Operator, str | None], ...] = (
        ("gt", rule.gt),
        ("gte", rule.gte),
        ("lt", rule.lt),
        ("lte", rule.lte),
    )
    return tuple((operator, bound) for operator, bound in named if bound is not None)


def describe_rule(rule: Rule, entity: Entity | None = None) -> str:
    """``rule`` in words.

    With its ``entity``, moments are said to be before and after instead of below and above.
    """
    return _Words(entity).rule(rule)


class _Words:
    def __init__(self, entity: Entity | None) -> None:
        members = entity.members.values() if entity else ()
        self._moments = {each.name for each in members if isinstance(each, Field) and each.kind.is_temporal}

    def rule(self, rule: Rule) -> str:
        match rule:
            case Implies():
                return f"where {self.condition(rule.when)}, {self.condition(rule.then)}"
            case AtCreation():
                return f"in a new row{self._where(rule.when)}, {self.condition(rule.condition)}"
            case Entering():
                return f"{rule.field} becomes {_say(rule.value)} only while {self.condition(rule.condition)}"
            case Unique():
                return self._unique(rule)
            case Immutable():
                return self._immutable(rule)
            case Transitions():
                return _transitions(rule)
            case SetDefault():
                return f"{rule.field} is {rule.special or _say(rule.value)} by default"
            case Computed():
                return f"{rule.field} is always {_computed(rule)}"
            case NoOverlap():
                return self._no_overlap(rule)
            case KeepWhile():
                return f"a row is not deleted while {self.condition(rule.condition)}"
            case ServerSet(when=when) if when is not None:
                return f"{rule.field} is set by the server to the moment at which {self.condition(when)}"
            case ServerSet():
                return f"{rule.field} {_SOURCES[rule.source]}"
            case Access():
                return _access(rule)
        return self.condition(rule)

    def condition(self, condition: Condition) -> str:
        match condition:
            case Every():
                return " and ".join(self._part(part) for part in condition.parts)
            case Some():
                return " or ".join(self._part(part) for part in condition.parts)
            case Not():
                return f"not ({self.condition(condition.part)})"
            case Range():
                return self._range(condition)
            case Length():
                return f"{condition.field} has {_limits(condition.minimum, condition.maximum)} characters"
            case Pattern():
                form = f"“{condition.name}”" if condition.name else condition.regex
                return f"{condition.field} has the form {form}"
            case OneOf():
                return _one_of(condition)
            case Given():
                return f"{condition.field} is {'not ' if condition.negated else ''}given"
            case Compare():
                return self._compare(condition)
            case Formula():
                return f"{condition.field} {_SIGNS[condition.operator]} {_sum(condition.terms)}"
            case Moment():
                return _moment(condition)
            case Weekday():
                return f"{condition.field} is on {_listed([_DAYS[day] for day in condition.days], 'or')}"
            case Clock():
                return f"{condition.field} is {_clock(condition)} (UTC)"
            case Count():
                return f"{_counted(condition)}{self._where(condition.where)}"
            case Total():
                bound = condition.other or condition.bound
                total = _total(condition)
                return f"{total}{self._where(condition.where)} {_SIGNS[condition.operator]} {bound}"

    def _part(self, condition: Condition) -> str:
        words = self.condition(condition)
        return f"({words})" if isinstance(condition, Every | Some) else words

    def _where(self, condition: Condition | None) -> str:
        return f" where {self.condition(condition)}" if condition is not None else ""

    def _signs(self, field: str) -> dict[Operator, str]:
        return _TIMES if field in self._moments else _SIGNS

    def _range(self, rule: Range) -> str:
        bounds = bounds_in(rule)
        if rule.gte is not None and rule.lte is not None and len(bounds) == 2:
            return f"{rule.field} is from {rule.gte} to {rule.lte}"
        signs = self._signs(rule.field)
        said = " and ".join(f"{signs[sign]} {bound}" for sign, bound in bounds)
        return f"{rule.field} {said}"

    def _compare(self, rule: Compare) -> str:
        if rule.other == "pk" and rule.operator in ("eq", "ne"):
            return f"{rule.field} is {'not ' if rule.operator == 'ne' else ''}the row itself"
        if rule.shift is None:
            return f"{rule.field} {self._signs(rule.field)[rule.operator]} {rule.other}"
        direction = "before" if rule.shift.count < 0 else "after"
        moment = f"the moment {_span(rule.shift)} {direction} {rule.other}"
        return f"{rule.field} {_TIMES[rule.operator]} {moment}"

    def _unique(self, rule: Unique) -> str:
        case = " in any case" if rule.ignore_case else ""
        how = "is unique" if len(rule.fields) == 1 else "are unique together"
        return f"{_listed(rule.fields)} {how}{case}{self._where(rule.where)}"

    def _immutable(self, rule: Immutable) -> str:
        what = _listed(rule.fields) if rule.fields else "nothing"
        never = "never " if rule.fields else ""
        ends = "" if len(rule.fields) > 1 else "s"
        when = f" once {self.condition(rule.once)}" if rule.once is not None else ""
        fill = ", but may be filled in" if rule.fillable else ""
        return f"{what} {never}change{ends}{when}{fill}"

    def _no_overlap(self, rule: NoOverlap) -> str:
        same = f" of the same {_listed(rule.within)}" if rule.within else ""
        return f"no two rows{same}{self._where(rule.where)} overlap from {rule.start} to {rule.end}"


def _say(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(words: Sequence[str], joint: str = "and") -> str:
    """``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _limits(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None and maximum is not None:
        return f"exactly {minimum}" if minimum == maximum else f"from {minimum} to {maximum}"
    return f"at least {minimum}" if maximum is None else f"at most {maximum}"


def _one_of(rule: OneOf) -> str:
    words = [_say(value) for value in rule.values]
    if len(words) == 1:
        return f"{rule.field} is {'not ' if rule.negated else ''}{words[0]}"
    if rule.negated:
        return f"{rule.field} is neither {' nor '.join(words)}"
    return f"{rule.field} is {_listed(words, 'or')}"


def _span(span: Span) -> str:
    count = abs(span.count)
    return f"{count} {span.unit.removesuffix('s') if count == 1 else span.unit}"


def _moment(rule: Moment) -> str:
    if rule.shift is None:
        return f"{rule.field} {_NOW[rule.operator]}"
    direction = "ago" if rule.shift.count < 0 else "from now"
    return f"{rule.field} {_TIMES[rule.operator]} the moment {_span(rule.shift)} {direction}"


def _clock(rule: Clock) -> str:
    if rule.earliest and rule.latest:
        return f"from {rule.earliest} to {rule.latest}"
    return f"at {rule.earliest} or later" if rule.earliest else f"at {rule.latest} or earlier"


def _counted(rule: Count) -> str:
    if rule.maximum == 0:
        return f"no {rule.relation}"
    return f"{_limits(rule.minimum, rule.maximum)} {rule.relation}"


def _sum(terms: Iterable[Term]) -> str:
    return " + ".join(_product(term) for term in terms).replace("+ -", "- ")


def _product(term: Term) -> str:
    if not term.paths:
        return term.factor
    product = " × ".join(term.paths)
    if term.factor in ("1", "-1"):
        return product if term.factor == "1" else f"-{product}"
    return f"{term.factor} × {product}"


def _computed(rule: Computed) -> str:
    if rule.count:
        return f"the number of {rule.relation}"
    if rule.since and rule.unit:
        (first, *more) = rule.terms
        if not more and not first.paths:
            span = Span(int(Decimal(first.factor)), rule.unit)
            return f"{rule.since} {'minus' if span.count < 0 else 'plus'} {_span(span)}"
        return f"{rule.since} plus {_sum(rule.terms)} {rule.unit}"
    return _total(rule) if rule.relation else _sum(rule.terms)


def _total(rule: Total | Computed) -> str:
    """Of ones alone it is the number of rows."""
    terms = _sum(rule.terms)
    return f"the number of {rule.relation}" if terms == "1" else f"the sum of {terms} over {rule.relation}"


def _transitions(rule: Transitions) -> str:
    allowed = f"changes only {_moves(rule.allowed)}" if rule.allowed else ""
    forbidden = f"never changes {_moves(rule.forbidden)}" if rule.forbidden else ""
    return f"{rule.field} {' and '.join(part for part in (allowed, forbidden) if part)}"


def _moves(moves: Sequence[Move]) -> str:
    return _listed([f"from {_say(move.source)} to {_say(move.target)}" for move in moves], "or")


def _access(rule: Access) -> str:
    who = _listed([_GRANTEES.get(each, each) for each in rule.grantees]) or "superusers"
    what = f" {rule.field}" if rule.field else ""
    owner = f" (by {rule.owner_path})" if rule.owner_path and OWNER in rule.grantees else ""
    return f"only {who}{owner} may {_listed(rule.actions)}{what}"
