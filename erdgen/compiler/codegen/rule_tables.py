"""The tables of ``backend/test_rules.py``, and the rows of an entity as they are printed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum

from erdgen.compiler.codegen.python import literal
from erdgen.compiler.codegen.row_values import Value
from erdgen.compiler.codegen.rule_code import RuleCode
from erdgen.compiler.codegen.rule_queries import django_path
from erdgen.compiler.codegen.rule_rows import OWN_KEY, Row, find_row
from erdgen.compiler.codegen.wanted import Wanted, beyond, held
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import Compare, Condition, Count, Range, Some, Total
from erdgen.compiler.rules.forms import NoOverlap, Rule
from erdgen.compiler.rules.truth import member_at
from erdgen.compiler.rules.walk import paths_in, split_rule
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Entity, Field, Project, Relationship

#: Texts longer than this are printed as a product.
LONG_TEXT = 20


@dataclass
class RuleTables:
    """Printable rows of every table, by its name."""

    rows: dict[str, list[str]] = field(default_factory=dict)
    #: The first cell of each row: the sentences that are tried, as they are printed.
    tried: set[str] = field(default_factory=set)
    #: Every row that a cell shows, with its entity.
    shown: list[tuple[str, Mapping[str, Value]]] = field(default_factory=list)

    def add(self, table: str, *cells: str) -> None:
        self.rows.setdefault(table, []).append(f"({', '.join(cells)})")
        self.tried.add(cells[0])


class Entry(Enum):
    """The way by which a request brings a row below a parent; the value begins the name of its tables."""

    #: It names the parent.
    MOVED = ""
    #: The parent is who sends it.
    OWN = "OWN_"
    #: There is none.
    NONE = "FIXED_"


@dataclass(frozen=True, slots=True)
class CountedRows:
    """Printed resource and link of the rows below a parent, and values with which they count."""

    resource: str
    link: str
    values: str
    entry: Entry


@dataclass(frozen=True)
class EntityRows:
    """Finds and prints rows of one entity for the tables."""

    design: Design
    made: EntityDesign
    tables: RuleTables

    @property
    def project(self) -> Project:
        return self.design.project

    @property
    def entity(self) -> Entity:
        return self.made.entity

    def find(
        self, wanted: Sequence[Wanted], edge: Condition | None = None, *, sparse: bool = False
    ) -> Row | None:
        """A row of the wanted sort, at the bound that ``edge`` sets if it is given; see ``find_row``."""
        return find_row(self.project, self.made, wanted, edge, sparse=sparse)

    def neighbours(self, rule: Rule, *names: str, creating: bool = False) -> list[Wanted]:
        """What the other rules ask of the fields that ``rule`` is about, and of those that they bring in."""
        others = (part for added in self.made.rules for part in split_rule(added.rule) if part != rule)
        wanted = held(others, creating=creating)
        near = self._near(wanted, {*paths_in(rule), *names})
        paths = {*paths_in(rule), *names, *_paths(near)}
        if apart := list(self._apart(paths)):
            near = self._near(wanted, paths | _paths(apart))
            paths |= _paths(apart) | _paths(near)
        return [*near, *apart, *beyond(self.design, self.made, paths)]

    def _near(self, wanted: Sequence[Wanted], paths: Set[str]) -> list[Wanted]:
        """What is asked of the fields at ``paths``, and of those that this brings in."""
        near: list[Wanted] = []
        while fresh := [w for w in wanted if w not in near and paths & {*paths_in(w.condition)}]:
            near += fresh
            paths = paths | _paths(fresh)
        return near

    def _apart(self, paths: Set[str]) -> Iterator[Wanted]:
        """Rows of one kind that a row links to do not overlap it, where rules hold such spans apart."""
        spans = [added.rule for added in self.made.rules if isinstance(added.rule, NoOverlap)]
        links = {link for path in paths for link in (path.rpartition(".")[0],) if link}
        for link in sorted(links) if spans else ():
            member = member_at(self.project, self.entity, link)
            if isinstance(member, Relationship) and member.target == self.made.name:
                for rule in spans:
                    before = Compare(f"{link}.{rule.end}", "lte", rule.start)
                    yield Wanted(Some((before, Compare(rule.end, "lte", f"{link}.{rule.start}"))))

    def after(self, row: Row) -> list[Wanted]:
        """That a span begins once that of ``row`` is over, where rules hold them apart."""
        spans = [added.rule for added in self.made.rules if isinstance(added.rule, NoOverlap)]
        ends = [(rule.start, row.get(rule.end)) for rule in spans]
        return [Wanted(Range(start, gte=str(end)), True) for start, end in ends if end is not None]

    def head(self, code: RuleCode) -> tuple[str, str, str]:
        """What tells a rule: its message, its resource, the field that is blamed."""
        return literal(code.message), literal(self.entity.route), literal(code.field)

    def show(self, row: Mapping[str, Value]) -> str:
        """The row as a dictionary; links as the number of the row that they lead to."""
        cells = []
        for path, value in row.items():
            member = member_at(self.project, self.entity, path)
            shown = printed_value(value)
            if not isinstance(member, Field) and value is not None:
                shown = "Linked(0)" if value == OWN_KEY else f"Linked({value})"
            cells.append(f"{literal(django_path(path))}: {shown}")
        self.tables.shown.append((self.made.name, row))
        return "{" + ", ".join(cells) + "}"

    def sent(self, row: Row) -> str:
        """The fields of the row that a client can send."""
        return literal(tuple(path for path in row if self.writes(path)))

    def writes(self, path: str) -> bool:
        """Whether a client can send it."""
        member = self.entity.members.get(path)
        if isinstance(member, Field):
            return not member.server_set and not member.primary_key
        return isinstance(member, Relationship) and not member.read_only and not member.many

    def rows_behind(self, count: Count | Total) -> CountedRows | None:
        """The counted rows; None where none is found that counts."""
        relation = find_relation(self.project, self.entity, count.relation)
        if relation is None or not relation.back or relation.link.many:
            return None
        child = EntityRows(self.design, self.design.by_name[relation.holder.name], self.tables)
        counted = [Wanted(count.where, True)] if count.where is not None else []
        others = child.neighbours(count.where) if count.where is not None else []
        found = child.find([*counted, *others])
        if found is None:
            return None
        # The test itself chooses the parent.
        values = {path: value for path, value in found.items() if path != relation.link.name}
        cells = (literal(child.entity.route), literal(relation.link.name), child.show(values))
        return CountedRows(*cells, child.entry_of(relation.link, {*values, *_summed_fields(count)}))

    def entry_of(self, link: Relationship, paths: Set[str]) -> Entry:
        """How a request can put one more row below a parent, with values of its own at ``paths``."""
        if self.writes(link.name):
            return Entry.MOVED
        sent = all(self.writes(path) for path in paths if "." not in path)
        return Entry.OWN if link.name in self.made.set_by_sender and sent else Entry.NONE


def _paths(wanted: Sequence[Wanted]) -> set[str]:
    return {path for each in wanted for path in paths_in(each.condition)}


def _summed_fields(count: Count | Total) -> Iterator[str]:
    """The fields of the rows below that a sum is made of."""
    if isinstance(count, Total):
        yield from (path for term in count.terms for path in term.paths)


def printed_value(value: Value) -> str:
    """The value as source; a long text of one character as a product."""
    if isinstance(value, str) and len(value) > LONG_TEXT and len(set(value)) == 1:
        return f"{literal(value[0])} * {len(value)}"
    return literal(value)
