"""What a row has: members, states, and rows that belong to it.

having    = count rows | ["no"] member [predicates] | adjective member | "status" value
count     = "no" | "a" | comparison number | number [tail] | "between" number "and" number
rows      = [state] entity [modifier]
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Self

from erdgen.compiler.rules.conditions import Compare, Condition, Count, Given, OneOf, Operator, Range
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.measures import range_of
from erdgen.compiler.rules.language.memory import remembered, remembered_here
from erdgen.compiler.rules.language.names import key_of, same_deed, singular, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.theirs import Theirs
from erdgen.compiler.rules.language.units import CURRENCIES, PERIODS
from erdgen.compiler.rules.language.words import COMPARISONS, TAILS, word_set
from erdgen.compiler.spec.project import Entity, Kind, Relationship

_COUNT_WORDS: tuple[tuple[str, tuple[int | None, int | None]], ...] = (
    ("no more than one", (None, 1)),
    ("no", (None, 0)),
    ("not any", (None, 0)),
    ("at least some", (1, None)),
    ("at least a", (1, None)),
    ("one or more", (1, None)),
    ("one or several", (1, None)),
    ("a single", (None, 1)),
    ("only a single", (None, 1)),
    ("more than one", (2, None)),
    ("any", (1, None)),
)


#: What is asked for, by what the name of the field says; a moment where it is when.
_QUESTIONS = {
    "why": word_set("reason cause grounds explanation"),
    "how": word_set("method mode means way channel type"),
    "when": word_set(""),
}
#: Of whom the number is the size of a group.
_PEOPLE = word_set("people persons guests heads participants visitors diners attendees pax covers")
_GROUPS = word_set("party group team class crew family household booking tour table audience")
_PRICES = word_set("price rate cost fee rent wage salary pay charge fare income")
_MORE: dict[str, Operator] = {
    **dict.fromkeys(("more", "higher", "greater", "larger", "bigger"), "gt"),
    **dict.fromkeys(("less", "fewer", "lower", "smaller"), "lt"),
}


#: After these a word is no noun.
_SPEAKING = word_set("be is are was were been to not must can may cannot")


def presence_of(ref: Ref) -> Condition:
    """That a member is there at all: of a switch, that it is on; of a number of things, that it is some."""
    field = ref.field
    if field is not None and field.kind is Kind.BOOL:
        return OneOf(ref.path, (True,))
    if field is not None and field.kind.is_integer and not field.nullable and _counts_things(field.name):
        return Range(ref.path, gt="0")
    return Given(ref.path)


def _counts_things(name: str) -> bool:
    """Whether a name is the plural of what is counted: ``pets``."""
    last = name.lower().split("_")[-1]
    return len(last) > 3 and last.endswith("s") and split_name(last) != (last,)


class Having(Theirs):
    """Reads what stands after "has"."""

    def seen_from(self, entity: Entity) -> Self:
        """The same sentence, read with ``entity`` as the root."""
        if entity.name == self.root.name:
            return self
        if entity.name not in self._others:
            self._others[entity.name] = type(self)(tuple(self.tokens), self.lexicon, entity)
        return self._others[entity.name]

    @cached_property
    def _others(self) -> dict[str, Self]:
        return {}

    def read_modifier(self, place: int, entity: Entity) -> Read:
        yield from self.seen_from(entity).read_own_modifier(place)

    def read_own_modifier(self, place: int) -> Read:
        """What follows the root's name and says of which rows; clauses read it."""
        raise NotImplementedError

    @remembered
    def read_having(self, place: int) -> Read:
        """After "has": a count of rows, a member with or without more about it, a state by its noun."""
        if self.word(place) in _QUESTIONS:
            yield from self._asked_for(place)
        yield from self._state_by_noun(place)
        yield from self._counted(place)
        no = self.at(place, "no", "neither", "not any", "without")
        start = max(no, place)
        for ref, end in self.read_member(start, self.root, depth=2):
            if isinstance(ref.member, Relationship) and ref.member.many:
                continue
            there = presence_of(ref)
            yield (opposite_of(there) if no > 0 else there), end
            if no < 0:
                yield from self._more_of(ref, end)
                yield from self.switched(ref, end)
        yield from self._described(start, no > 0)
        if no < 0 or self.word(no) in _MORE:
            yield from self._measured(place)
            yield from self._measured_tail(place)
            yield from self._so_many_people(place)
            yield from self._per_period(place)
            yield from self._more_than(place)
            for operator, ref, end in self.read_extreme(place):
                of = self.at(end, "of", ":", "is")
                yield from self.bound_at(operator, ref, of) if of > 0 else ()
        for name, end in self.spans(self.skip_determiners(start), 4):
            for link in self.lexicon.links(self.root, name):
                if not self.lexicon.members(self.root, name):
                    yield Given(link.name, negated=no > 0), end

    def _asked_for(self, place: int) -> Read:
        """ "why they were refunded" for ``refund_reason``, "how it was paid" for ``payment_method``."""
        if self.word(place + 1) == "and" and self.word(place + 2) in _QUESTIONS:
            for second, end in self._asked_for(place + 2):
                for first in self._fields_asked_for(place, end - 1):
                    both = join(first, second)
                    assert both is not None
                    yield both, end
            return
        start = self.at(place + 1, "it", "they", "he", "she", "he or she")
        be = self.at(start, "is", "are", "was", "were", "has been", "have been") if start > 0 else -1
        for given in self._fields_asked_for(place, be) if be > 0 else ():
            yield given, be + 1

    def _fields_asked_for(self, place: int, participle: int) -> Iterator[Given]:
        """The one field that answers the question at ``place`` about the deed."""
        sorts, deed = _QUESTIONS[self.word(place)], self.word(participle)
        found = [
            field
            for field in self.root.fields
            if any(same_deed(word, deed) for word in split_name(field.name))
            and (field.kind.is_temporal if not sorts else not sorts.isdisjoint(split_name(field.name)))
        ]
        if len(found) == 1:
            yield Given(found[0].name)

    def _measured(self, place: int) -> Read:
        """ "more than 12 bedrooms", "at least one page": a number before the member that holds it."""
        for begin in range(place + 1, min(place + 9, self.end)):
            for name, end in self.spans(begin, 4):
                for member in self.lexicon.members(self.root, name):
                    if not isinstance(member, Relationship) and member.kind.is_number:
                        for condition, stop in self.read_predicates(place, Ref(member.name, member)):
                            if stop == begin or (
                                stop == end
                                and self.words[begin:end] == self.words[stop - (end - begin) : stop]
                            ):
                                yield condition, end

    def _so_many_people(self, place: int) -> Read:
        """ "(for) more than eight people": the size of the group, where that is what the row tells."""
        size = self._size_of_group
        if size is None or not _PEOPLE.intersection(self.words[place : place + 10]):
            return
        for condition, end in self.read_predicates(place, size):
            if self.word(end) in _PEOPLE and self.word(end + 1) not in ("per", "each", "a", "an"):
                yield condition, end + 1
            elif self.word(end) in ("per", "each", "a", "an"):
                continue  # so many for each of something
            elif self.word(end - 1) in _PEOPLE or self.words[end - 2 : end] in (
                ["or", "more"],
                ["or", "fewer"],
                ["or", "less"],
            ):
                yield condition, end

    @cached_property
    def _size_of_group(self) -> Ref | None:
        """The one number of people that a row has: ``party_size``, ``headcount``."""
        found = [
            field
            for field in self.root.fields
            if field.kind.is_integer
            and ((words := split_name(field.name))[-1:] == ("size",) and words[0] in _GROUPS)
        ]
        people = self.root.members.keys() & _PEOPLE or any(
            name in _PEOPLE for name, _ in self.lexicon.relations[self.root.name]
        )
        return Ref(found[0].name, found[0]) if len(found) == 1 and not people else None

    def _per_period(self, place: int) -> Read:
        """ "(Work) more than 30 hours a week" for ``weekly_hours``, "60 euros per day"."""
        at = (
            place + 1 if self.word(place) == "at" and self.word(place + 1) not in ("least", "most") else place
        )
        for here in range(place + 1, min(place + 9, self.end - 1)):
            names = PERIODS.get(self.word(here + 1))
            if names is None or self.word(here) not in ("a", "an", "per", "each", "every"):
                continue
            for ref in self._amounts_of_period(self.word(here - 1), names):
                for condition, end in self.read_predicates(at, ref):
                    if end == here:
                        yield condition, end + 2
                    elif end >= here + 2:
                        yield condition, end
            return

    def _amounts_of_period(self, unit: str, names: frozenset[str]) -> list[Ref]:
        """Fields that hold so much of ``unit`` in a period; none where several do."""
        found = []
        for field in self.root.fields:
            words = field.name.lower().split("_")
            if not field.kind.is_number or names.isdisjoint(words):
                continue
            if unit in words or (unit in CURRENCIES and not _PRICES.isdisjoint(words)):
                found.append(Ref(field.name, field))
        return found if len(found) == 1 else []

    def _measured_tail(self, place: int) -> Read:
        """ "50 seats or more": the number, what it counts, then which way."""
        number = self.number(place)
        for name, end in self.spans(number[1], 4) if number else ():
            tail = TAILS.find(self.words, end)
            for member in self.lexicon.members(self.root, name) if tail else ():
                if tail and number and not isinstance(member, Relationship) and member.kind.is_number:
                    yield range_of(Ref(member.name, member), tail[0], number[0]), tail[1]

    def _more_of(self, ref: Ref, place: int) -> Read:
        """ "a price of at least 5", "a fee above 100", "an end date after its start date"."""
        for start in {place, self.past(place, "that-is")}:
            for condition, end in self.read_predicates(start, ref):
                if not (isinstance(condition, Given) and ref.field is not None and ref.field.choices):
                    yield condition, end  # "the status assigned" is no status that is assigned
        yield from self.but_these(ref, place)

    def _more_than(self, place: int) -> Read:
        """ "(have) more points than the maximum points of its exam", "a lower rate than …"."""
        start = self.skip(place, "a", "an")
        operator = _MORE.get(self.word(start))
        for ref, end in self.read_member(start + 1, self.root, depth=3) if operator else ():
            than = self.at(end, "than")
            number = ref.field is not None and ref.field.kind.is_number
            for other, stop in self._other(than, ref) if than > 0 and number else ():
                assert operator is not None
                yield Compare(ref.path, operator, other.path), stop

    def _described(self, place: int, denied: bool) -> Read:
        """ "a positive salary", "a non-negative balance": an adjective before the member."""
        start = self.skip_determiners(place)
        for begin in range(start + 1, min(start + 6, self.end)):
            for ref, end in self.read_member(begin, self.root, depth=3):
                if ref.field is None or self.skip_determiners(begin) != begin or "." in ref.path:
                    continue
                for condition, stop in self.read_predicate(start, ref):
                    if stop == begin:
                        yield (opposite_of(condition) if denied else condition), end

    def _state_by_noun(self, place: int) -> Read:
        """ "the status paid", "status = open", "a status of paid"."""
        start = self.skip_determiners(place)
        for ref, end in self.read_member(start, self.root, depth=3):
            field = ref.field
            if field is None or not field.choices:
                continue
            for values, stop in self._values(
                self.skip(end, "of", "is", "=", "set to", "are"), field, free=False
            ):
                yield OneOf(ref.path, values), stop

    def _counted(self, place: int) -> Read:
        """ "3 open tickets", "at least one line", "no orders", "any unpaid invoices"."""
        low, high, start = self.read_count(place)
        if start < 0:
            return
        for relation, _target, where, end in self.read_collection(start):
            yield Count(relation, low, high, where), end

    @remembered_here
    def read_count(self, place: int) -> tuple[int | None, int | None, int]:
        """Least and greatest count that the words at ``place`` allow, and the place after; -1 for none."""
        compares = COMPARISONS.find(self.words, place) is not None
        for words, bounds in _COUNT_WORDS:
            end = self.at(place, words)
            if end > 0 and not (compares and words in ("no", "any")):
                return (*bounds, end)
        between = self._count_between(place)
        if between is not None:
            return between
        found = COMPARISONS.find(self.words, place)
        number = self.number(found[1] if found else place)
        if number is None or not number[0].isdigit():
            one = self.at(place, "a", "an", "some", "any", "several")
            return 1, None, max(one, place)
        count, end = int(number[0]), number[1]
        tail = TAILS.find(self.words, end) if found is None else None
        operator: Operator = found[0] if found else tail[0] if tail else "eq"
        return (*_count_bounds(operator, count), tail[1] if tail else end)

    def _count_between(self, place: int) -> tuple[int, int, int] | None:
        low = self.number(self.skip(place, "between", "from"))
        middle = self.at(low[1], "and", "to", "–", "-") if low else -1
        high = self.number(middle) if middle > 0 else None
        if low is None or high is None or not (low[0].isdigit() and high[0].isdigit()):
            return None
        return int(low[0]), int(high[0]), high[1]

    @remembered
    def read_collection(self, place: int) -> Iterator[tuple[str, Entity, Condition | None, int]]:
        """Rows that belong to the root row: relation, their entity, which of them, and the place after."""
        start = self.skip_determiners(self.skip(place, "of its", "of their", "of the"))
        own = self.entity_end(start, self.root)
        if own > 0 and self.owner_mark(own) != own:
            start = self.owner_mark(own)
        for begin in range(start, min(start + 5, self.end)):
            for name, end in self.spans(begin, 4):
                found = self.lexicon.collections(self.root, name)
                for relation, target in found:
                    yield from self._collection_states(start, begin, end, relation, target)
                if found:
                    return
        yield from self._kind_collected(start)

    def _kind_collected(self, place: int) -> Iterator[tuple[str, Entity, Condition | None, int]]:
        """ "(Three) highlights" for placements that are one: what the rows of one relation alone can be."""
        for name, end in self.spans(place, 3) if self.word(place - 1) not in _SPEAKING else ():
            several = singular(name) != name or self.word(place - 1) in ("one", "single")
            if not several or self.lexicon.members(self.root, name):
                continue
            if key_of(name) in self.lexicon.entities or key_of(name) in self.lexicon.roles:
                return
            found = [
                (relation, target, states[0])
                for relation, target in self.lexicon.relations[self.root.name]
                if len(states := self.lexicon.states(target, name)) == 1 and isinstance(states[0], OneOf)
            ]
            if len(found) == 1:
                relation, target, where = found[0]
                yield relation, target, where, end
                return

    def _collection_states(
        self, start: int, begin: int, end: int, relation: str, target: Entity
    ) -> Iterator[tuple[str, Entity, Condition | None, int]]:
        reader = self.seen_from(target)
        for where in reader._states_between(start, begin, target):
            yield relation, target, where, end
            for own in self.its_own_ends(end, relation, target):
                yield relation, target, where, own
            at_once = -1 if where is None and reader.period is not None else self.phrase(end, "rows-at-once")
            if at_once > 0:
                yield relation, target, where, at_once
            for more, stop in reader.read_own_modifier(end):
                yield relation, target, join(where, more), stop
                for own in self.its_own_ends(stop, relation, target):
                    yield relation, target, join(where, more), own
                at_once = self.phrase(stop, "states-at-once")
                if at_once > 0:
                    yield relation, target, join(where, more), at_once


def _count_bounds(operator: Operator, count: int) -> tuple[int | None, int | None]:
    table: dict[Operator, tuple[int | None, int | None]] = {
        "gte": (count, None),
        "gt": (count + 1, None),
        "lte": (None, count),
        "lt": (None, count - 1),
        "eq": (count, count),
        "ne": (None, None),
    }
    return table[operator]
