"""Where a condition is decided, and the values to try there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product
from typing import Any

from erdgen.compiler.rules.bounds import step_of, to_number, to_value
from erdgen.compiler.rules.candidates import plain_value, shifted_values, values_round
from erdgen.compiler.rules.conditions import Compare, Condition, Count, Formula, Given, Predicate, Term, Total
from erdgen.compiler.rules.scenarios import NOW
from erdgen.compiler.rules.scenes import Values, is_reachable
from erdgen.compiler.rules.truth import Judge, member_at, related_entity
from erdgen.compiler.rules.walk import predicates_in
from erdgen.compiler.rules.worlds import Tables, World
from erdgen.compiler.spec.project import Entity, Field, Project, Relationship

#: Path → the values to try at its end.
Slots = dict[str, tuple[Any, ...]]
#: What the slot of a relation begins with, whose rows are counted or added up.
ROWS = "rows of "
#: Combinations that are tried to find a row that is counted.
TRIED = 200


@dataclass(frozen=True, slots=True)
class Slotter:
    """Finds the slots of conditions on rows of ``entity``."""

    project: Project
    entity: Entity

    def slots(self, predicates: Sequence[Predicate]) -> Slots:
        """The values to try, by path."""
        found: dict[str, list[Any]] = {}
        for predicate in predicates:
            for name, values in self._of_predicate(predicate):
                found.setdefault(name, [])
                found[name] += [value for value in values if value not in found[name]]
        return {name: tuple(values) for name, values in found.items()}

    def _of_predicate(self, predicate: Predicate) -> Iterator[tuple[str, tuple[Any, ...]]]:
        match predicate:
            case Count():
                limits = [each for each in (predicate.minimum, predicate.maximum) if each is not None]
                counts = sorted({limit + more for limit in limits for more in (-1, 0, 1)})
                yield ROWS + predicate.relation, tuple(count for count in counts if 0 <= count <= 25)
            case Total():
                yield from self._of_total(predicate)
            case Compare():
                yield from self._of_compare(predicate)
            case Formula():
                yield from self._of_formula(predicate)
            case Given() if not is_reachable(self.project, self.entity, predicate.field):
                yield ROWS + predicate.field, (0, 1)
            case _:
                member = self._member(predicate.field)
                if isinstance(member, Relationship):
                    yield predicate.field, (1, None)
                elif isinstance(member, Field):
                    yield predicate.field, values_round(member, (predicate,), NOW)

    def _member(self, path: str) -> Field | Relationship | None:
        return member_at(self.project, self.entity, path)

    def _of_compare(self, predicate: Compare) -> Iterator[tuple[str, tuple[Any, ...]]]:
        left, right = self._member(predicate.field), self._member(predicate.other)
        if isinstance(left, Field) and isinstance(right, Field):
            yield predicate.other, (plain_value(right, NOW),)
            yield predicate.field, shifted_values(left, predicate, right, NOW)
            return
        for path, keys in ((predicate.field, (1, 2)), (predicate.other, (1,))):
            if path != "pk":
                yield path, keys

    def _of_formula(self, predicate: Formula) -> Iterator[tuple[str, tuple[Any, ...]]]:
        numbers = numbers_of(self.entity, predicate.terms, self._member)
        for path, number in numbers.items():
            yield path, (number,)
        member = self._member(predicate.field)
        assert isinstance(member, Field)
        total = sum_of(predicate.terms, numbers)
        yield predicate.field, tuple(to_value(member, total + more * step_of(member)) for more in (0, -1, 1))

    def _of_total(self, predicate: Total) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """How many rows, and with which numbers: one row of which one number brings the sum to the bound.

        A sum of nothing but a constant grows with the rows.
        """
        bound = Decimal(predicate.bound or 0)
        if predicate.other:
            other = self._member(predicate.other)
            assert isinstance(other, Field)
            bound = to_number(other, plain_value(other, NOW)) or bound
            yield predicate.other, (plain_value(other, NOW),)
        target = related_entity(self.project, self.entity, predicate.relation)
        term = predicate.terms[0]
        factors = [member for path in term.paths if isinstance(member := target.members.get(path), Field)]
        wanted = bound / Decimal(term.factor)
        if not factors:
            counts = (int(wanted) + more for more in (0, -1, 1))
            yield ROWS + predicate.relation, tuple((count, {}) for count in counts if count >= 0)
            return
        finest = min(factors, key=step_of)
        step = step_of(finest)
        ones = {factor.name: to_value(factor, Decimal(1)) for factor in factors}
        yield (
            ROWS + predicate.relation,
            tuple((1, ones | {finest.name: to_value(finest, wanted + more * step)}) for more in (0, -1, 1)),
        )

    def fitting(self, where: Condition | None) -> Values:
        """Values with which a row is one of those that ``where`` is true of."""
        if where is None:
            return {}
        slots = self.slots(list(predicates_in(where)))
        judge = Judge(Tables(self.project, World({}, NOW)), self.entity)
        for values in islice(product(*slots.values()), TRIED):
            chosen = dict(zip(slots, values, strict=True))
            if judge.ask(where, chosen) is True:
                return chosen
        return {}


def numbers_of(entity: Entity, terms: Iterable[Term], find: Callable[[str], Any] | None = None) -> Values:
    """A small number for each path of ``terms``."""
    found: Values = {}
    for place, path in enumerate(path for term in terms for path in term.paths):
        member = find(path) if find else entity.members[path]
        assert isinstance(member, Field)
        found[path] = to_value(member, Decimal(2 + place))
    return found


def sum_of(terms: Iterable[Term], numbers: Values) -> Decimal:
    total = Decimal(0)
    for term in terms:
        product_ = Decimal(term.factor)
        for path in term.paths:
            product_ *= Decimal(str(numbers[path]))
        total += product_
    return total
