"""Factory declarations for fields whose rules none of them can meet alone: one whole row is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from erdgen.compiler.codegen.factory_values import FactoryValues
from erdgen.compiler.codegen.factory_wishes import is_simple, wishes
from erdgen.compiler.codegen.field_code import value_code
from erdgen.compiler.codegen.python import literal, text_literal
from erdgen.compiler.codegen.row_values import NOW, Value
from erdgen.compiler.codegen.rule_code import counted_by
from erdgen.compiler.codegen.rule_rows import Row, find_row, keeps_rules, leads_to_many
from erdgen.compiler.codegen.wanted import Wanted, beyond, held
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.bounds import interval_of
from erdgen.compiler.rules.conditions import Given, Length, Not, Weekday
from erdgen.compiler.rules.forms import Immutable, KeepWhile, Rule
from erdgen.compiler.rules.scalars import read_value, write_value
from erdgen.compiler.rules.truth import member_at
from erdgen.compiler.rules.walk import paths_in, predicates_in, split_rule
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Field, Kind, Project, Relationship


def find_valid_row(design: Design, made: EntityDesign) -> Row | None:
    """Values for the fields of such rules that keep all of them; None where no row is found."""
    found = _search(design, made, KeepWhile, Immutable)
    found = _search(design, made, Immutable) if found is None else found
    return _search(design, made) if found is None else found


def owner_link(made: EntityDesign) -> str:
    """The link to the row through which a row belongs to somebody; empty where nothing lies between."""
    link, dot, _ = made.owner.path.partition(".") if made.owner is not None else ("", "", "")
    return link if dot else ""


def is_kept(design: Design, made: EntityDesign) -> bool:
    """Whether usual rows cannot be deleted, because a rule that says so leaves no other valid ones."""
    guarded = any(isinstance(added.rule, KeepWhile) for added in made.rules)
    return guarded and _search(design, made, KeepWhile, Immutable) is None


def _search(design: Design, made: EntityDesign, *free_of: type) -> Row | None:
    wanted = [
        each
        for each in _wanted(made, free_of)
        if not any(leads_to_many(design.project, made.entity, path) for path in paths_in(each.condition))
    ]
    wanted += beyond(design, made, [path for each in wanted for path in paths_in(each.condition)])
    if not wanted:
        return {}
    owned = find_row(design.project, made, [*wanted, *_owner_given(made, wanted)], sparse=True)
    return find_row(design.project, made, wanted, sparse=True) if owned is None else owned


def _owner_given(made: EntityDesign, wanted: list[Wanted]) -> list[Wanted]:
    """A usual row belongs to somebody, also where rules leave the link to the owner open."""
    asked = {path for each in wanted for path in paths_in(each.condition)}
    return [Wanted(Given(link), True) for link in (owner_link(made),) if link in asked]


def declare_row(design: Design, made: EntityDesign, row: Row, values: FactoryValues) -> dict[str, str]:
    """Attribute → expression for the members of ``row``; empty for one that stays without value."""
    writer = _Writer(design.project, made, values, _find_calendar(design, made, row))
    leading = _counting_links(design, made)
    paths = sorted(row, key=lambda path: path.partition(".")[0] not in leading)
    return writer.declare({path: row[path] for path in paths})


def _counting_links(design: Design, made: EntityDesign) -> set[str]:
    """Links to parents that count their rows: tests choose the parent, and the rest of the row follows it."""
    found = set()
    for parent in design.entities:
        for count in (each for added in parent.rules for each in counted_by(added.rule)):
            relation = find_relation(design.project, parent.entity, count.relation)
            if relation is not None and relation.back and relation.holder is made.entity:
                found.add(relation.link.name)
    return found


def _wanted(made: EntityDesign, free_of: tuple[type, ...] = (KeepWhile, Immutable)) -> list[Wanted]:
    """What is asked of the fields of the rules that are more than simple bounds, and of those beside them."""
    rules = [rule for added in made.rules for rule in split_rule(added.rule)]
    asked = [*held(rules), *_free(rules, free_of)]
    hard = [rule for rule in rules if not is_simple(made.entity, rule)]
    near = [*held(hard), *_free(hard, free_of)]
    paths = {path for each in near for path in paths_in(each.condition)}
    while fresh := [each for each in asked if each not in near and paths & {*paths_in(each.condition)}]:
        near += fresh
        paths |= {path for each in fresh for path in paths_in(each.condition)}
    return near


def _free(rules: list[Rule], free_of: tuple[type, ...]) -> list[Wanted]:
    """A usual row can be changed and deleted, as far as rules ``free_of`` which it shall be allow that."""
    found = []
    for rule in rules:
        if not isinstance(rule, free_of):
            continue
        if isinstance(rule, KeepWhile):
            found += held([Not(rule.condition)])
        elif isinstance(rule, Immutable) and rule.once is not None:
            found += held([Not(rule.once)])
    return found


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How the moments of a row found on a Thursday are told on any day."""

    #: They count from the last Thursday instead of from today.
    thursday: bool = False
    #: Dates that move on, or back, to one of their weekdays.
    weekdays: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    back: bool = False

    def tell(self, path: str, moment: date, later: timedelta) -> date:
        """The value of ``path`` on a day ``later`` than the Thursday."""
        if self.thursday:
            return moment
        moment += later
        days = self.weekdays.get(path)
        sign = -1 if self.back else 1
        return (
            moment + sign * timedelta(min(sign * (d - moment.weekday()) % 7 for d in days))
            if days
            else moment
        )


def _find_calendar(design: Design, made: EntityDesign, row: Row) -> _Calendar:
    """The way in which the row keeps the rules on every day of the week; the first where none does."""
    wanted = _wanted(made, ())
    leaves = [leaf for each in wanted for leaf in predicates_in(each.condition) if isinstance(leaf, Weekday)]
    if not leaves:
        return _Calendar()
    wanted += beyond(design, made, row)
    days = {leaf.field: leaf.days for leaf in leaves}
    ways = (_Calendar(thursday=True), _Calendar(weekdays=days), _Calendar(weekdays=days, back=True))
    return next((way for way in ways if _keeps_all_week(design.project, made, wanted, row, way)), ways[0])


def _keeps_all_week(
    project: Project, made: EntityDesign, wanted: list[Wanted], row: Row, calendar: _Calendar
) -> bool:
    return all(
        keeps_rules(project, made, wanted, _told(project, made, row, calendar, later), NOW + later)
        for later in map(timedelta, range(7))
    )


def _told(project: Project, made: EntityDesign, row: Row, calendar: _Calendar, later: timedelta) -> Row:
    found = dict(row)
    for path, value in row.items():
        member = member_at(project, made.entity, path)
        if isinstance(member, Field) and isinstance(moment := read_value(member, value), date):
            found[path] = str(write_value(member, calendar.tell(path, moment, later)))
    return found


#: Room for the number that tells texts apart.
_DIGITS = 6
#: Of a text that no rule limits.
_UNLIMITED = 10_000


class _Writer:
    """Writes the values of one row as expressions; moments relative to the day of the tests."""

    def __init__(
        self, project: Project, made: EntityDesign, values: FactoryValues, calendar: _Calendar
    ) -> None:
        self.project, self.made, self.values, self.calendar = project, made, values, calendar
        self.distinct = {name for name, wish in wishes(made).items() if wish.distinct}

    def declare(self, row: Row) -> dict[str, str]:
        declared: dict[str, str] = {}
        below: dict[str, dict[str, str]] = {}
        row = {path: value for path, value in row.items() if self._leads_somewhere(path, row)}
        first = self._first_paths(row)
        for path, value in row.items():
            link, dot, rest = path.partition(".")
            member = member_at(self.project, self.made.entity, path)
            if isinstance(member, Field):
                code = self._value(path, member, value)
                owner, _, name = path.rpartition(".")
                if not dot:
                    declared[path] = code
                    continue
                nothing = '""' if member.kind.is_text and not member.nullable else "None"
                link, _, rest = f"{first.get(owner, owner)}.{name}".partition(".")
                below.setdefault(link, {})[rest.replace(".", "__")] = code or nothing
            elif member is not None and value is not None:
                same = first[path]
                if dot and same != path:
                    upwards = "." * (rest.count(".") + 2)
                    code = f'factory.SelfAttribute("{upwards}{same}")'
                    below.setdefault(link, {})[rest.replace(".", "__")] = code
                elif same != path:
                    declared[path] = f"factory.SelfAttribute({text_literal(same)})"
                elif not dot:
                    below.setdefault(link, {})
            elif not dot:
                declared[path] = ""
        for link, options in below.items():
            declared[link] = self._related(link, options)
        return declared

    def _leads_somewhere(self, path: str, row: Row) -> bool:
        """A rule says nothing of a link that leads nowhere."""
        link, dot, _ = path.partition(".")
        return (
            not dot
            or row.get(link) is not None
            or (link not in row and not self.made.entity.members[link].nullable)
        )

    def _first_paths(self, row: Row) -> dict[str, str]:
        """The path of each link → the first one that leads to the same row."""
        found: dict[str, str] = {}
        owners: dict[tuple[str, Value], str] = {}
        for path, value in row.items():
            member = member_at(self.project, self.made.entity, path)
            if isinstance(member, Relationship) and value is not None:
                found[path] = owners.setdefault((member.target, value), path)
        return found

    def _related(self, link: str, options: Mapping[str, str]) -> str:
        member = self.made.entity.members[link]
        target = getattr(member, "target", "")
        given = "".join(f", {name}={code}" for name, code in options.items() if code)
        return f'factory.SubFactory("backend.factories.{target}Factory"{given})'

    def _value(self, path: str, member: Field, value: Value) -> str:
        if value is None:
            return "None" if member.default is not None else ""
        if value == "":
            return '""' if member.default is not None else ""
        if member.kind in (Kind.DATE, Kind.DATETIME):
            return self._moment(path, member, read_value(member, value))
        code = value_code(member, value, self.values.imports)
        distinct = path in self.distinct
        if distinct and member.kind.is_number:
            return f"factory.Sequence(lambda n: {code} + {self._counter(member, value)})"
        if distinct and member.kind.is_text and not member.choices:
            least, most = self._lengths(path)
            if most < len(str(value)) + _DIGITS:
                return f'factory.Sequence(lambda n: f"{{n:0{least}}}")'
            return f'factory.Sequence(lambda n: f"{{n}}{str(value)[: (member.max_length or 255) - _DIGITS]}")'
        return code

    def _counter(self, member: Field, first: Value) -> str:
        """The number of the row, as far as the bounds of the field leave room after ``first``."""
        high = interval_of(member, [added.rule for added in self.made.rules]).high
        room = (high - Decimal(str(first))).to_integral_value(ROUND_FLOOR) if high is not None else None
        return f"n % {room + 1}" if room is not None and room < 10**_DIGITS else "n"

    def _lengths(self, path: str) -> tuple[int, int]:
        """How many characters rules ask for at least and at most."""
        rules = [added.rule for added in self.made.rules]
        told = [rule for rule in rules if isinstance(rule, Length) and rule.field == path]
        least = max((rule.minimum or 1 for rule in told), default=1)
        return least, min((rule.maximum or _UNLIMITED for rule in told), default=_UNLIMITED)

    def _moment(self, path: str, member: Field, value: Any) -> str:
        self.values.imports.add("datetime")
        self.values.today = True
        if member.kind is Kind.DATE:
            assert isinstance(value, date)
            base, distance = "TODAY", value - NOW.date()
        else:
            assert isinstance(value, datetime)
            base, distance, self.values.noon = "NOON", value - NOW, True
        if self.calendar.thursday:
            self.values.thursday = True
            base = "THURSDAY" if base == "TODAY" else "THURSDAY_NOON"
        moment = f"{base} + {_delta(distance)}" if distance else base
        if path in self.calendar.weekdays:
            function = "last_weekday" if self.calendar.back else "next_weekday"
            self.values.weekday_functions.add(function)
            moment = f"{function}({moment}, {literal(self.calendar.weekdays[path])})"
        if path in self.distinct:
            return f"factory.Sequence(lambda n: {moment} + datetime.timedelta(weeks=n))"
        return f"factory.LazyFunction(lambda: {moment})"


def _delta(distance: timedelta) -> str:
    parts = [f"days={distance.days}"] if distance.days or not distance.seconds else []
    parts += [f"seconds={distance.seconds}"] if distance.seconds else []
    return f"datetime.timedelta({', '.join(parts)})"
