"""Finds rows that keep all rules of an entity, and rows that break exactly one, at its boundary.

A row is a mapping of paths to JSON values: fields and links of the entity, and fields of the rows that it
links to. Time stands still at ``NOW``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain

from erdgen.compiler.codegen.row_values import (
    NOW,
    Value,
    fits,
    halfway_values,
    near_values,
    turning_values,
    usual_values,
)
from erdgen.compiler.codegen.rule_queries import paths_of
from erdgen.compiler.codegen.wanted import Wanted
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Formula,
    Given,
    Length,
    Moment,
    Pattern,
    Predicate,
)
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.rules.scalars import read_value, shift_moment
from erdgen.compiler.rules.truth import Judge, member_at
from erdgen.compiler.rules.walk import predicates_in
from erdgen.compiler.rules.worlds import Tables, World, find_relation
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, Relationship

#: So many partial rows are tried before a search is given up.
PATIENCE = 40_000

Row = Mapping[str, Value]

#: Key of the row itself, and keys of rows that it may link to.
OWN_KEY, FIRST_KEY, SECOND_KEY = 7, 1, 2


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
        usual = list(usual_values(member))
        missing = (
            []
            if member.required or member.default is not None
            else ["" if member.kind.is_text and not member.nullable else None]
        )
        if any(isinstance(leaf, Given) and leaf.field == path for leaf in self.edge):
            edges = [*missing, *usual]
        others += self._long_enough(path, member)
        between = [value for leaf in self.leaves for value in halfway_values(leaf, path, member)]
        for value in chain(edges, usual, between, others, missing):
            if not member.required if value in (None, "") else fits(member, value):
                yield value

    def _long_enough(self, path: str, member: Field) -> Iterator[Value]:
        """Texts of the forms and of the lengths that are asked of ``path``."""
        asked = [leaf for leaf in self.leaves if isinstance(leaf, Length | Pattern) and leaf.field == path]
        sizes = [leaf.minimum for leaf in asked if isinstance(leaf, Length) and leaf.minimum]
        for leaf in asked:
            if isinstance(leaf, Pattern):
                for size in sizes:
                    yield from matching_texts(leaf.regex, 2, member.max_length, size)

    def _about(self, leaf: Predicate, path: str, member: Field, row: Row) -> Iterator[Value]:
        """Values of ``path`` at which ``leaf`` turns."""
        if path not in paths_of(leaf):
            return
        match leaf:
            case Compare():
                yield from self._compared(leaf, path, member, row)
            case Formula() if path == leaf.field:
                judge, record = self._judge(row)
                yield from near_values(member, [judge.add(leaf.terms, record)])
            case _:
                yield from turning_values(leaf, member)

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
        yield from near_values(member, [value])
