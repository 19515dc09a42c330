"""Finds rows that keep all rules of an entity, and rows that break exactly one, at its boundary.

A row is a mapping of paths to JSON values: fields and links of the entity, and fields of the rows that it
links to. Time stands still at ``NOW``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain

from erdgen.compiler.codegen.rule_queries import paths_of
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.bounds import interval_of, step_of, to_value
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
    Predicate,
    Range,
    Some,
    Span,
    Total,
    Weekday,
)
from erdgen.compiler.rules.forms import AtCreation, Entering, Implies, Rule
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.rules.scalars import read_value, shift_moment, write_value
from erdgen.compiler.rules.truth import Judge, member_at, read_bound
from erdgen.compiler.rules.walk import paths_in, predicates_in, split_rule
from erdgen.compiler.rules.worlds import Tables, World, find_relation
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, Relationship

#: A Thursday at noon, at which the generated tests of rules run.
NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)

#: So many partial rows are tried before a search is given up.
PATIENCE = 40_000

#: Characters of the longest text that is tried.
LONGEST = 10_000

Value = str | int | float | bool | None
Row = Mapping[str, Value]

#: Key of the row itself, and keys of rows that it may link to.
OWN_KEY, FIRST_KEY, SECOND_KEY = 7, 1, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """``condition`` must come out as ``truth``; ``None`` means anything but false."""

    condition: Condition
    truth: bool | None = None

    def met_by(self, found: bool | None) -> bool:
        return found is not False if self.truth is None else found is self.truth


def held(rules: Iterable[Rule], *, creating: bool = True) -> list[Wanted]:
    """What the rules ask of a single row, one that is just created with ``creating``."""
    wanted = []
    for rule in rules:
        match rule:
            case Implies():
                wanted.append(Wanted(Some((Not(rule.when), rule.then))))
            case Entering():
                if creating:
                    enters = OneOf(rule.field, (rule.value,))
                    wanted.append(Wanted(Some((Not(enters), rule.condition))))
            case AtCreation():
                if creating:
                    whole = rule.condition if rule.when is None else Some((Not(rule.when), rule.condition))
                    wanted.append(Wanted(whole))
            case _ if isinstance(rule, Condition):
                wanted.append(Wanted(rule))
    return [each for each in wanted if not _counts(each.condition)]


def beyond(design: Design, made: EntityDesign, paths: Iterable[str]) -> list[Wanted]:
    """What the rules of linked rows ask of the fields at the ends of ``paths``."""
    found: list[Wanted] = []
    below: dict[str, set[str]] = {}
    for path in paths:
        link, dot, rest = path.partition(".")
        if dot:
            below.setdefault(link, set()).add(rest)
    for link, names in below.items():
        relation = find_relation(design.project, made.entity, link)
        if relation is None:
            continue
        target = design.by_name[relation.target]
        rules = [part for added in target.rules for part in split_rule(added.rule)]
        asked = held(rules, creating=False)
        while near := [each for each in asked if names & {*paths_in(each.condition)}]:
            asked = [each for each in asked if each not in near]
            names |= {path for each in near for path in paths_in(each.condition)}
            found += [Wanted(_below(link, each.condition), each.truth) for each in near]
    return found


def _below(link: str, condition: Condition) -> Condition:
    """``condition`` asked of the row behind ``link``."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            return type(condition)(tuple(_below(link, part) for part in parts))
        case Not(part=part):
            return Not(_below(link, part))
        case Compare():
            return replace(condition, field=f"{link}.{condition.field}", other=f"{link}.{condition.other}")
        case Formula():
            terms = tuple(
                replace(term, paths=tuple(f"{link}.{path}" for path in term.paths))
                for term in condition.terms
            )
            return replace(condition, field=f"{link}.{condition.field}", terms=terms)
        case Count() | Total():
            return condition
    return replace(condition, field=f"{link}.{condition.field}")


def find_row(
    project: Project,
    made: EntityDesign,
    wanted: Sequence[Wanted],
    edge: Condition | None = None,
    *,
    sparse: bool = False,
) -> Row | None:
    """A row of the wanted sort, with values from the edge of ``edge`` where possible.

    With ``sparse`` optional links are left empty if they can be. None if no row is found."""
    search = _Search(project, made.entity, tuple(wanted), edge, sparse)
    return None if any(leads_to_many(project, made.entity, path) for path in search.paths) else search.run()


def place_row(
    project: Project, entity: Entity, row: Row
) -> tuple[dict[str, list[dict[str, Value]]], dict[str, Value]]:
    """The tables of the rows that ``row`` links to, and the row itself, which they do not hold."""
    tables: dict[str, list[dict[str, Value]]] = {}
    return tables, _Search(project, entity, (), None, sparse=False).record(entity, row, tables)


def fits(member: Field, value: Value) -> bool:
    """Whether the column takes the value by its own options."""
    if member.choices:
        return any(choice.value == value for choice in member.choices)
    if isinstance(value, str) and member.kind.is_text:
        return member.max_length is None or len(value) <= member.max_length
    if member.kind.is_number and not isinstance(value, bool):
        number = Decimal(str(value))
        top = {Kind.SMALLINT: 32767, Kind.INT: 2147483647}.get(member.kind)
        return interval_of(member).holds(number) and (top is None or abs(number) <= top)
    return True


def leads_to_many(project: Project, entity: Entity, path: str) -> bool:
    """Whether several rows stand at the end of ``path``, which are no value."""
    member = member_at(project, entity, path)
    return path != "pk" and (member is None or (isinstance(member, Relationship) and member.many))


def keeps_rules(
    project: Project, made: EntityDesign, wanted: Sequence[Wanted], row: Row, now: datetime
) -> bool:
    """Whether ``row`` is of the wanted sort at the moment ``now``."""
    return _Search(project, made.entity, tuple(wanted), None, sparse=False).keeps(row, now)


def _links_to(path: str) -> Iterator[str]:
    """``a.b.c`` → ``a``, ``a.b``."""
    steps = path.split(".")
    return (".".join(steps[:count]) for count in range(1, len(steps)))


def _counts(condition: Condition) -> bool:
    return any(isinstance(leaf, Count | Total) for leaf in predicates_in(condition))


class _Search:
    """Tries values path by path and goes back as soon as a condition cannot be met any more."""

    def __init__(
        self,
        project: Project,
        entity: Entity,
        wanted: tuple[Wanted, ...],
        edge: Condition | None,
        sparse: bool,
    ) -> None:
        self.project, self.entity, self.wanted = project, entity, wanted
        self.leaves = [leaf for each in wanted for leaf in predicates_in(each.condition)]
        self.edge = list(predicates_in(edge)) if edge is not None else []
        first = [path for leaf in self.edge for path in paths_of(leaf)]
        rest = [path for leaf in self.leaves for path in paths_of(leaf)]
        self.asked = [
            {path for leaf in predicates_in(each.condition) for path in paths_of(leaf)} - {"pk"}
            for each in wanted
        ]
        #: With the links on the way: nothing is asked behind one that leads nowhere.
        self.involved = [asked | {link for path in asked for link in _links_to(path)} for asked in self.asked]
        self.paths = self._order({*first} - {"pk"}, [path for path in (*first, *rest) if path != "pk"])
        #: What the candidates of a path may depend on.
        self.beside = {
            path: {other for leaf in self.leaves if path in paths_of(leaf) for other in paths_of(leaf)}
            - {path}
            for path in self.paths
        }
        self.left = PATIENCE
        self.sparse = sparse

    def _order(self, edge: set[str], paths: Iterable[str]) -> list[str]:
        """Paths that a condition asks alone fail first; what is held against the present leaves least room.

        Sums follow from the rest.
        """
        alone = {path for asked in self.asked if len(asked) == 1 for path in asked}
        timed = {leaf.field for leaf in self.leaves if isinstance(leaf, Moment)}
        sums = {leaf.field for leaf in self.leaves if isinstance(leaf, Formula)}
        ordered: list[str] = []
        left = list(dict.fromkeys(paths))

        def place(path: str) -> tuple[bool, bool, bool, bool, int]:
            open_paths = [len(asked.difference(ordered)) for asked in self.asked if path in asked]
            return (
                *(path in sums, path not in alone, path not in timed, path not in edge),
                min(open_paths, default=0),
            )

        while left:
            ordered.append(min(left, key=place))
            left.remove(ordered[-1])
        return ordered

    def run(self) -> Row | None:
        judge, record = self._judge({})
        for each, asked in zip(self.wanted, self.asked, strict=True):
            if not asked and not each.met_by(judge.ask(each.condition, record)):
                return None
        found = self._extend({}, 0)
        return found if isinstance(found, dict) else None

    def _extend(self, row: dict[str, Value], depth: int) -> dict[str, Value] | set[str] | None:
        """The whole row; paths in ``row`` whose values leave none for the rest; or None, out of patience."""
        if depth == len(self.paths):
            return row
        path = self.paths[depth]
        culprits = self.beside[path] & row.keys()
        for value in self._candidates(path, row):
            self.left -= 1
            if self.left < 0:
                return None
            longer = row | {path: value}
            found = self._broken(path, longer) or self._extend(longer, depth + 1)
            if not isinstance(found, set) or path not in found:
                return found
            culprits |= found - {path}
        return culprits

    def _broken(self, path: str, row: Row) -> set[str]:
        """The paths of a condition on ``path`` that ``row`` breaks; none while all may still be met."""
        judge, record = self._judge(row)
        for each, asked, involved in zip(self.wanted, self.asked, self.involved, strict=True):
            decided = path in involved and asked <= row.keys()
            if decided and not each.met_by(judge.ask(each.condition, record)):
                return involved & row.keys()
        return set()

    def keeps(self, row: Row, now: datetime) -> bool:
        """Whether ``row`` is of the wanted sort at another moment."""
        judge, record = self._judge(row, now)
        return all(each.met_by(judge.ask(each.condition, record)) for each in self.wanted)

    def _judge(self, row: Row, now: datetime = NOW) -> tuple[Judge, Row]:
        """The row as plain tables, with a linked row wherever a path goes through one."""
        tables: dict[str, list[dict[str, Value]]] = {}
        record = self.record(self.entity, row, tables)
        record[self.entity.pk_name] = OWN_KEY
        return Judge(Tables(self.project, World(tables, now)), self.entity), record

    def record(self, entity: Entity, row: Row, tables: dict[str, list[dict[str, Value]]]) -> dict[str, Value]:
        """The row with the keys of those that it links to, which are put into ``tables``."""
        record: dict[str, Value] = {path: value for path, value in row.items() if "." not in path}
        below: dict[str, dict[str, Value]] = {}
        for path, value in row.items():
            link, dot, rest = path.partition(".")
            if dot:
                below.setdefault(link, {})[rest] = value
        for link, values in below.items():
            relation = find_relation(self.project, entity, link)
            if relation is None or record.get(link, FIRST_KEY) is None:
                continue
            target = self.project.by_name[relation.target]
            linked = self.record(target, values, tables)
            known = record.get(link)
            key = 100 + len(tables.get(target.name, ())) if known is None else known
            linked.setdefault(target.pk_name, key)
            tables.setdefault(target.name, []).append(linked)
            record[link] = linked[target.pk_name]
        return record

    def _candidates(self, path: str, row: Row) -> Iterator[Value]:
        member = member_at(self.project, self.entity, path)
        seen: list[Value] = []
        for value in self._values(path, member, row):
            if not any(value == other and type(value) is type(other) for other in seen):
                seen.append(value)
                yield value

    def _values(self, path: str, member: Field | Relationship | None, row: Row) -> Iterator[Value]:
        if not isinstance(member, Field):
            if self.sparse and member is not None and member.nullable:
                yield None
            yield from (FIRST_KEY, SECOND_KEY)
            if "." not in path:
                yield OWN_KEY
            if member is not None and member.nullable:
                yield None
            return
        edges = [value for leaf in self.edge for value in self._about(leaf, path, member, row)]
        others = [value for leaf in self.leaves for value in self._about(leaf, path, member, row)]
        usual = list(_usual(member))
        missing = (
            []
            if member.required or member.default is not None
            else ["" if member.kind.is_text and not member.nullable else None]
        )
        if any(isinstance(leaf, Given) and leaf.field == path for leaf in self.edge):
            edges = [*missing, *usual]
        between = [value for leaf in self.leaves for value in _halfway(leaf, path, member)]
        for value in chain(edges, usual, between, others, missing):
            if value in (None, "") or fits(member, value):
                yield value

    def _about(self, leaf: Predicate, path: str, member: Field, row: Row) -> Iterator[Value]:
        """Values of ``path`` at which ``leaf`` turns."""
        if path not in paths_of(leaf):
            return
        match leaf:
            case Range():
                bounds = [b for b in (leaf.gt, leaf.gte, leaf.lt, leaf.lte) if b is not None]
                yield from _round(member, (read_bound(member, bound) for bound in bounds))
            case Length():
                sizes = [size for size in (leaf.minimum, leaf.maximum) if size is not None]
                yield from (
                    "x" * near for size in sizes for near in (size, size + 1, size - 1) if 0 < near <= LONGEST
                )
            case Pattern():
                yield from matching_texts(leaf.regex, 1, member.max_length)
                yield from ("!", "~ ~", "0", "x", "X y", "-1", "ä")
            case OneOf():
                yield from leaf.values
                yield from (choice.value for choice in member.choices)
                if not member.choices and member.kind.is_text:
                    yield "other"
            case Moment():
                moment = _moved(leaf.shift)
                yield from _round(member, [moment.date() if member.kind is Kind.DATE else moment])
            case Weekday():
                start = [read_value(member, value) for value in _usual(member)]
                yield from _written(
                    member,
                    (day + timedelta(days=n) for day in start if isinstance(day, date) for n in range(7)),
                )
            case Clock():
                yield from self._clock(leaf, member)
            case Compare():
                yield from self._compared(leaf, path, member, row)
            case Formula() if path == leaf.field:
                judge, record = self._judge(row)
                yield from _round(member, [judge.add(leaf.terms, record)])

    def _clock(self, leaf: Clock, member: Field) -> Iterator[Value]:
        for text in filter(None, (leaf.earliest, leaf.latest)):
            clock = datetime.combine(NOW.date(), time.fromisoformat(text), UTC)
            near = (clock, clock + timedelta(minutes=1), clock - timedelta(minutes=1))
            if member.kind is Kind.TIME:
                yield from (moment.time().isoformat() for moment in near)
            else:
                yield from _written(member, (moment + timedelta(days=30) for moment in near))

    def _compared(self, leaf: Compare, path: str, member: Field, row: Row) -> Iterator[Value]:
        """Values round that of the other side, where that is known already."""
        other = leaf.other if path == leaf.field else leaf.field
        partner = member_at(self.project, self.entity, other)
        if row.get(other) is None or not isinstance(partner, Field):
            return
        value = read_value(partner, row[other])
        if isinstance(value, datetime) and member.kind is Kind.DATE:
            value = value.astimezone(UTC).date()
        elif isinstance(value, date) and not isinstance(value, datetime) and member.kind is Kind.DATETIME:
            value = datetime.combine(value, time(12), UTC)
        if leaf.shift is not None and isinstance(value, date):
            span = leaf.shift if path == leaf.field else type(leaf.shift)(-leaf.shift.count, leaf.shift.unit)
            value = shift_moment(value, span)
        yield from _round(member, [value])


def _moved(shift: Span | None) -> datetime:
    """The moment that lies ``shift`` from now."""
    moment = shift_moment(NOW, shift)
    assert isinstance(moment, datetime)
    return moment


def _halfway(leaf: Predicate, path: str, member: Field) -> Iterator[Value]:
    """Between now and the bound that ``leaf`` sets from now, away from either."""
    if isinstance(leaf, Moment) and leaf.field == path and leaf.shift is not None:
        moment = NOW + (_moved(leaf.shift) - NOW) / 2
        yield from _written(member, [moment.date() if member.kind is Kind.DATE else moment])


def _usual(member: Field) -> Iterator[Value]:
    """Values that nobody would wonder at."""
    if member.default is not None and not member.default.special and not member.default.json:
        yield member.default.value
    if member.choices:
        yield from (choice.value for choice in member.choices)
        return
    match member.kind:
        case Kind.BOOL:
            yield from (True, False)
        case Kind.DATE:
            yield from ((NOW + timedelta(days=n)).date().isoformat() for n in (30, -30, 60, 365, -365, -9000))
        case Kind.DATETIME:
            yield from _written(member, (NOW + timedelta(days=n) for n in (30, -30, 60, 365, -365, -9000)))
        case Kind.TIME:
            yield from ("10:00:00", "16:00:00")
        case Kind.DURATION:
            yield from ("01:00:00", "02:00:00")
        case Kind.EMAIL:
            yield "someone@example.com"
        case Kind.URL:
            yield "https://example.com/page"
        case _ if member.kind.is_number:
            yield from (to_value(member, Decimal(number)) for number in (10, 1, 100, 1000, 0, 5, -5))
        case _ if member.kind.is_text:
            yield from (
                matching_texts(member.pattern, 1, member.max_length) if member.pattern else ("text", "x")
            )


def _round(member: Field, values: Iterable[object]) -> Iterator[Value]:
    """Each value, then the next above and below that ``member`` can hold."""
    for value in values:
        if isinstance(value, Decimal):
            step = step_of(member)
            yield from _written(member, (value, value + step, value - step))
        elif isinstance(value, datetime):
            minute = timedelta(minutes=1)
            yield from _written(member, (value, value + minute, value - minute))
        elif isinstance(value, date):
            yield from _written(member, (value, value + timedelta(days=1), value - timedelta(days=1)))
        elif isinstance(value, time):
            moment = datetime.combine(NOW.date(), value)
            yield from ((moment + timedelta(minutes=n)).time().isoformat() for n in (0, 1, -1))
        elif isinstance(value, timedelta):
            yield from (str(value + timedelta(minutes=n)) for n in (0, 1, -1))
        elif value is not None:
            yield value  # type: ignore[misc]  # a text or a flag


def _written(member: Field, values: Iterable[object]) -> Iterator[Value]:
    for value in values:
        yield write_value(member, value)  # type: ignore[arg-type, misc]  # JSON scalars by their kind
