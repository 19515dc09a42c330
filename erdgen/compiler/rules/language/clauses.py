"""Clauses that say in which case something holds: "the order is paid", "it has no lines", "an end date is given"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Self

from erdgen.compiler.rules.conditions import (
    OPPOSITE,
    Compare,
    Condition,
    Count,
    Every,
    Given,
    Moment,
    OneOf,
    Operator,
    Some,
    Span,
)
from erdgen.compiler.rules.language.lexicon import key_of, loose_key_of
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.nouns import Ref, join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.predicates import Predicates, Read
from erdgen.compiler.rules.language.words import BE, COMPARISONS, DETERMINERS, TAILS
from erdgen.compiler.spec.project import Entity, Kind, Relationship

_VERBS = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "does", "do", "must", "can", "exceeds", "equals"]
)


class Clauses(Predicates):
    """Reads statements about the root row as conditions."""

    def seen_from(self, entity: Entity) -> Self:
        """The same sentence, read with ``entity`` as the root."""
        if entity.name not in self._others:
            self._others[entity.name] = type(self)(tuple(self.tokens), self.lexicon, entity)
        return self._others[entity.name]

    @cached_property
    def _others(self) -> dict[str, Self]:
        return {self.root.name: self}

    def read_modifier(self, place: int, entity: Entity) -> Read:
        yield from self.seen_from(entity).read_own_modifier(place)

    # Conditions

    @remembered
    def read_conditions(self, place: int) -> Read:
        """Clauses joined by "and" or "or"."""
        for first, end in self.read_clause(place):
            yield first, end
            after = self.at(end, ", and", "and", "and if", "and that")
            denied = not {"not", "no", "never", "without"}.isdisjoint(self.words[place:end])
            if after > 0:
                for more, stop in self.read_conditions(after):
                    if denied and _VERBS.isdisjoint(self.words[after:stop]):
                        continue  # "not a and b" has two readings
                    joined = join(first, more)
                    if joined is not None and not isinstance(more, Some):
                        yield joined, stop
            after = self.at(end, ", or if", ", or", "or if", "or when", "or that", "or")
            if after > 0:
                for more, stop in self.read_conditions(after):
                    if isinstance(more, Every) or (denied and _VERBS.isdisjoint(self.words[after:stop])):
                        continue
                    yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), stop

    @remembered
    def read_clause(self, place: int) -> Read:
        """One statement with its subject; or a bare state ("once shipped")."""
        place = self.at(place, "that") if self.at(place, "that") > 0 else place
        after = self.phrase(place, "pronoun")
        if after > 0:
            yield from self.read_said_of_row(after)
        for where, end in self.read_entity(place, self.root, plain=True):
            for said, stop in self.read_said_of_row(end):
                joined = join(where, said)
                assert joined is not None
                yield joined, stop
        yield from self._member_clause(place)
        yield from self._link_clause(place)
        yield from self._there_is(place)
        yield from self._every_row(place)
        for state, end in self.read_states(place, self.root):
            yield state, self._past_noun(end)
        yield from self._act_as_state(place)

    def _act_as_state(self, place: int) -> Read:
        """ "(after) signing", "(after its) approval": the state that it leads to."""
        start = self.skip_determiners(place)
        word = self.word(start)
        guesses = (
            [_OUTCOMES[word]]
            if word in _OUTCOMES
            else [f"{word[:-3]}ed", f"{word[:-3]}d"]
            if word.endswith("ing")
            else []
        )
        for guess in guesses:
            for state in self.lexicon.states(self.root, guess)[:1]:
                yield state, start + 1
                after = self.at(start + 1, "of")
                for where, end in self.read_entity(after, self.root, plain=True) if after > 0 else ():
                    if where is None:
                        yield state, end

    def _past_noun(self, place: int) -> int:
        end = self.phrase(place, "noun-of-state")
        return end if end > 0 else place

    def _member_clause(self, place: int) -> Read:
        no = self.at(place, "no")
        for ref, end in self.read_member(no if no > 0 else place, self.root):
            if no > 0:
                after = self.phrase(end, "member-given")
                if after > 0:
                    yield Given(ref.path, negated=True), after
                continue
            yield from self.read_said_of_member(end, ref)

    def read_said_of_member(self, place: int, ref: Ref) -> Read:
        """After a member: "is paid", "exceeds 100", "has passed", "is not given"."""
        if self.at(place, "exists", "exist") > 0:
            yield self._with(ref, Given(ref.path)), place + 1
        end = self.phrase(place, "moment-has-passed")
        if end > 0 and ref.field is not None and ref.field.kind in (Kind.DATE, Kind.DATETIME):
            yield self._with(ref, Moment(ref.path, "lt")), end
        denied = self.at(place, "does not", "do not", "did not")
        if denied > 0:
            for condition, end in self.read_predicates(denied, ref):
                if self.is_duty(denied):
                    return
                yield self._with(ref, opposite_of(condition)), end
        aux = self.phrase(place, "auxiliary")
        for condition, end in self.read_predicates(aux if aux > 0 else place, ref):
            yield self._with(ref, condition), end
            of = self.at(end, "for", "of", "on")
            for where, stop in self.read_entity(of, self.root, plain=True) if of > 0 else ():
                if where is None:
                    yield self._with(ref, condition), stop

    def _with(self, ref: Ref, condition: Condition) -> Condition:
        joined = join(ref.where, condition)
        assert joined is not None
        return joined

    def _link_clause(self, place: int) -> Read:
        """ "the customer is blocked": said of a row that this one links to."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 4):
            for link in self.lexicon.links(self.root, name):
                target = self.lexicon.project.by_name[link.target]
                for said, stop in self.seen_from(target).read_said_of_row(end):
                    yield seen_through(link.name, said), stop

    def _there_is(self, place: int) -> Read:
        after = self.at(place, "there is", "there are", "there exist", "there exists", "there were")
        if after > 0:
            for condition, end in self.read_having(after):
                stop = self.at(
                    end,
                    "for it",
                    "in it",
                    "for them",
                    "on it",
                    "left",
                    "there",
                    "on them",
                    "in them",
                    "by that " + self.root.label.lower(),
                    "of it",
                )
                yield condition, stop if stop > 0 else end
        for relation, target in self.lexicon.relations[self.root.name]:
            for where, end in self.read_entity(place, target, plain=True):
                stop = self.phrase(end, "rows-exist")
                by = self.at(end, "by", "for", "of", "in", "on", "with")
                if by > 0:
                    for _none, after in self.read_entity(by, self.root, plain=True):
                        last = self.at(after, "exist", "exists", "are left", "remain")
                        if last > 0 and _none is None:
                            yield Count(relation, minimum=1, where=where), last
                if stop > 0:
                    yield Count(relation, minimum=1, where=where), stop

    def _every_row(self, place: int) -> Read:
        """ "all lines are shipped", "any of its lines is open", "none of its invoices is unpaid"."""
        every = self.phrase(place, "every-one-of-its")
        some = self.phrase(place, "any-of-its")
        none = self.at(place, "none of its", "none of the", "no")
        start = max(every, some, none)
        if start < 0:
            return
        for name, end in self.spans(start, 4):
            for relation, target in self.lexicon.collections(self.root, name):
                for said, stop in self.seen_from(target).read_said_of_row(end):
                    if every > 0:
                        yield Count(relation, maximum=0, where=opposite_of(said)), stop
                    elif some > 0:
                        yield Count(relation, minimum=1, where=said), stop
                    else:
                        yield Count(relation, maximum=0, where=said), stop

    # What is said of the row itself

    @remembered
    def read_said_of_row(self, place: int) -> Read:
        """After the row's name: "is paid", "has no lines", "requires a deposit", "is under 18"."""
        denied = self.phrase(place, "row-denied")
        if denied > 0:
            for condition, end in self._row_phrase(denied):
                yield opposite_of(condition), end
        yield from self._row_phrase(place)

    @remembered
    def _row_phrase(self, place: int) -> Read:
        aux = self.phrase(place, "auxiliary")
        start = aux if aux > 0 else place
        if aux > 0 or place > 0:
            for state, end in self.read_states(start, self.root):
                if "and" in self.words[start:end]:
                    continue
                yield state, self._past_noun(end)
                if self.word(end) == "yet":
                    yield state, end + 1
        yield from self._in_state(start)
        has = self.phrase(place, "has")
        if has > 0:
            yield from self._havings(has)
        yield from self._switch_phrase(place)
        yield from self._ages(start)
        yield from self._moment_verb(place)
        yield from self._lasting(place)
        yield from self._linked_state(start)

    def _havings(self, place: int) -> Read:
        """One thing or several that a row has: "vehicles or drivers", "neither email nor phone"."""
        if self.word(place) == "neither":
            for first, end in self.read_having(place + 1):
                if self.word(end) == "nor":
                    for second, stop in self.read_having(end + 1):
                        yield Every((opposite_of(first), opposite_of(second))), stop
            return
        for first, end in self.read_having(place):
            yield first, end
            after = self.at(end, ", or", "or") if self.word(place) not in ("no", "neither") else -1
            for more, stop in self._havings(after) if after > 0 else ():
                yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), stop

    def _in_state(self, place: int) -> Read:
        after = self.phrase(place, "in-the-state")
        if after > 0:
            for state, end in self.read_states(after, self.root):
                yield state, end
        after = self.at(place, "in the", "in a", "in", "of the", "of", "at the", "on the", "on")
        if after > 0:
            for state, end in self.read_states(after, self.root):
                stop = self.phrase(end, "noun-of-state")
                yield state, stop if stop > 0 else end

    @remembered
    def _linked_state(self, place: int) -> Read:
        """ "is in a closed project", "for a cancelled event", "of a blocked customer"."""
        after = self.phrase(place, "linked-by")
        if after < 0:
            return
        for link in self.root.relationships:
            if link.many:
                continue
            target = self.lexicon.project.by_name[link.target]
            for where, end in self.read_entity(after, target):
                if where is not None:
                    yield seen_through(link.name, where), end

    def _switch_phrase(self, place: int) -> Read:
        """ "requires a prescription" where a switch is called ``requires_prescription``."""
        for end in range(min(place + 6, self.end), place, -1):
            words = [w for w in self.words[place:end] if w not in DETERMINERS]
            if not words or not all(word.isalnum() for word in words):
                continue
            key = key_of(" ".join(words))
            for field in self.root.fields:
                if (
                    field.kind is Kind.BOOL
                    and key in (key_of(field.name), key_of(field.label))
                    and len(words) > 1
                ):
                    yield OneOf(field.name, (True,)), end
                    return

    def _age(self, place: int, *, noun: bool = False) -> Read:
        """ "under 18", "at least 18 years old", "18 or older", "younger than 16"."""
        birth = self.birth
        if birth is None:
            return
        found = COMPARISONS.find(self.words, place)
        older = self.at(place, "older than", "over the age of", "above the age of", "aged over")
        younger = self.at(place, "younger than", "under the age of", "below the age of", "aged under")
        exactly = self.at(place, "aged", "of age", "at least the age of")
        operator: Operator | None = (
            found[0] if found else "gt" if older > 0 else "lt" if younger > 0 else None
        )
        start = found[1] if found else max(older, younger)
        number = self.number(start if operator else (exactly if exactly > 0 else place))
        if number is None or not number[0].isdigit():
            return
        end = self._years(number[1])
        said = (
            max(older, younger, exactly) > 0
            or noun
            or not {"older", "younger"}.isdisjoint(self.words[place:start])
            or end != number[1]
            or (place > 0 and self.words[place - 1] in BE)
        )
        if not said and TAILS.find(self.words, number[1]) is None:
            return
        years = int(number[0])
        if operator is None:
            tail = TAILS.find(self.words, end) or TAILS.find(self.words, number[1])
            if tail is None:
                return
            operator, end = tail[0], self._years(tail[1])
        condition = _age_condition(birth, operator, years)
        if condition is not None:
            yield condition, end

    def _ages(self, place: int) -> Read:
        """One bound or two: "at least 5 and no older than 21", "16 to 75 years old"."""
        for first, end in self._age(place):
            yield first, end
            after = self.at(end, "and", "but", ", but", ", and")
            for second, stop in self._age(after, noun=True) if after > 0 else ():
                yield Every((first, second)), stop
        birth = self.birth
        between = self._count_between(place)
        if birth is not None and between is not None and self._years(between[2]) != between[2]:
            low, high = _age_condition(birth, "gte", between[0]), _age_condition(birth, "lte", between[1])
            if low is not None and high is not None:
                yield Every((low, high)), self._years(between[2])

    def _lasting(self, place: int) -> Read:
        """ "last no longer than 3 hours", "be 10 hours long at most": from the start of a period to its end."""
        period = self.period
        if period is None:
            return
        start = self.phrase(place, "lasts")
        if start < 0:
            return
        first = self._lasting_bound(start, period)
        if first is None:
            return
        yield first
        after = self.at(first[1], "and", "but", ", but", ", and")
        second = self._lasting_bound(after, period) if after > 0 else None
        if second is not None:
            yield Every((first[0], second[0])), second[1]

    def _lasting_bound(self, place: int, period: tuple[str, str]) -> tuple[Condition, int] | None:
        long = self.phrase(place, "longer-or-shorter")
        words = " ".join(self.words[place:long]) if long > 0 else ""
        found = COMPARISONS.find(self.words, place)
        operator: Operator | None = found[0] if found else None
        if words:
            operator = "gt" if "longer" in words else "lt"
            if words.startswith(("no ", "not ")):
                operator = OPPOSITE[operator]
        span = self.span(long if long > 0 else found[1] if found else place)
        if span is None:
            return None
        end = self.at(span[1], "long", "in total", "in length", "of time")
        end = end if end > 0 else span[1]
        if operator is None:
            tail = TAILS.find(self.words, end) or TAILS.find(self.words, span[1])
            if tail is None:
                return None
            operator, end = tail
        return Compare(period[1], operator, period[0], span[0]), end

    @property
    def period(self) -> tuple[str, str] | None:
        """The fields that say from when until when a row lasts."""
        starts = [f for f in self.root.fields if f.kind.is_temporal and _role(f.name) == "start"]
        ends = [f for f in self.root.fields if f.kind.is_temporal and _role(f.name) == "end"]
        pairs = [(s.name, e.name) for s in starts for e in ends if s.kind is e.kind]
        return pairs[0] if len(pairs) == 1 else None

    def _years(self, place: int) -> int:
        end = self.at(place, "years old", "years of age", "year old", "years")
        return end if end > 0 else place

    @cached_property
    def birth(self) -> str | None:
        """The field that holds when somebody was born."""
        found = [f.name for f in self.root.fields if f.kind is Kind.DATE and loose_key_of(f.name) == "birth"]
        return found[0] if len(found) == 1 else None

    def _moment_verb(self, place: int) -> Read:
        """ "has started", "have already ended": a moment that has passed."""
        after = self.at(place, "has already", "have already", "has", "have", "already")
        if after < 0:
            return
        name = self.name(after, after + 1)
        if not name or not name.lower().endswith(("ed", "un", "en")):
            return
        for member in self.lexicon.members(self.root, "started" if name.lower() == "begun" else name):
            if getattr(member, "kind", None) in (Kind.DATE, Kind.DATETIME) and getattr(
                member, "required", False
            ):
                yield Moment(member.name, "lte"), after + 1

    # Having

    @remembered
    def read_having(self, place: int) -> Read:
        """After "has": a count of rows, a member with or without more about it, a state by its noun."""
        yield from self._state_by_noun(place)
        yield from self._counted(place)
        no = self.at(place, "no", "neither", "not any", "without")
        start = no if no > 0 else place
        for ref, end in self.read_member(start, self.root, depth=2):
            if isinstance(ref.member, Relationship) and ref.member.many:
                continue
            yield Given(ref.path, negated=no > 0), end
            if no < 0:
                yield from self._more_of(ref, end)
        yield from self._described(start, no > 0)
        if no < 0:
            yield from self._measured(place)
        for name, end in self.spans(self.skip_determiners(start), 4):
            for link in self.lexicon.links(self.root, name):
                if not self.lexicon.members(self.root, name):
                    yield Given(link.name, negated=no > 0), end

    def _measured(self, place: int) -> Read:
        """ "more than 12 bedrooms", "at least one page": a number before the member that holds it."""
        for begin in range(place + 1, min(place + 9, self.end)):
            for name, end in self.spans(begin, 4):
                for member in self.lexicon.members(self.root, name):
                    if not isinstance(member, Relationship) and member.kind.is_number:
                        for condition, stop in self.read_predicate(place, Ref(member.name, member)):
                            if stop == begin or (
                                stop == end
                                and self.words[begin:end] == self.words[stop - (end - begin) : stop]
                            ):
                                yield condition, end

    def _more_of(self, ref: Ref, place: int) -> Read:
        """ "a price of at least 5", "a fee above 100", "an end date after its start date", "a title that is not empty"."""
        after = self.phrase(place, "that-is")
        for start in {place, after if after > 0 else place}:
            yield from self.read_predicates(start, ref)

    def _described(self, place: int, denied: bool) -> Read:
        """ "a positive salary", "a unique code" (an adjective before the member), "a non-negative balance"."""
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
            after = self.at(end, "of", "is", "=", "set to", "are")
            for values, stop in self._values(after if after > 0 else end, field, free=False):
                yield OneOf(ref.path, values), stop

    def _counted(self, place: int) -> Read:
        """ "3 open tickets", "at least one line", "no orders", "any unpaid invoices"."""
        low, high, start = self.read_count(place)
        if start < 0:
            return
        for relation, _target, where, end in self.read_collection(start):
            yield Count(relation, low, high, where), end

    def read_count(self, place: int) -> tuple[int | None, int | None, int]:
        """Least and greatest count that the words at ``place`` allow, and the place after them; -1 for none."""
        for words, bounds in _COUNT_WORDS:
            end = self.at(place, words)
            if end > 0:
                return (*bounds, end)
        between = self._count_between(place)
        if between is not None:
            return between
        found = COMPARISONS.find(self.words, place)
        number = self.number(found[1] if found else place)
        if number is None or not number[0].isdigit():
            one = self.at(place, "a", "an", "some", "any", "several")
            return (1, None, one) if one > 0 else (1, None, place)
        count, end = int(number[0]), number[1]
        tail = TAILS.find(self.words, end) if found is None else None
        operator: Operator = found[0] if found else tail[0] if tail else "eq"
        return (*_count_bounds(operator, count), tail[1] if tail else end)

    def _count_between(self, place: int) -> tuple[int, int, int] | None:
        start = self.at(place, "between", "from")
        low = self.number(start if start > 0 else place)
        middle = self.at(low[1], "and", "to", "–", "-") if low else -1
        high = self.number(middle) if middle > 0 else None
        if low is None or high is None or not (low[0].isdigit() and high[0].isdigit()):
            return None
        return int(low[0]), int(high[0]), high[1]

    @remembered
    def read_collection(self, place: int) -> Iterator[tuple[str, Entity, Condition | None, int]]:
        """Rows that belong to the root row: relation, their entity, which of them, and the place after."""
        start = self.at(place, "of its", "of their", "of the")
        start = self.skip_determiners(start if start > 0 else place)
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

    def _collection_states(
        self, start: int, begin: int, end: int, relation: str, target: Entity
    ) -> Iterator[tuple[str, Entity, Condition | None, int]]:
        reader = self.seen_from(target)
        for where in reader._states_between(start, begin, target):
            yield relation, target, where, end
            at_once = -1 if where is None and reader.period is not None else self.phrase(end, "rows-at-once")
            if at_once > 0:
                yield relation, target, where, at_once
            for more, stop in reader.read_own_modifier(end):
                yield relation, target, join(where, more), stop
                at_once = self.phrase(stop, "states-at-once")
                if at_once > 0:
                    yield relation, target, join(where, more), at_once

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        """After the root's name: "that are open", "with status open", "whose total exceeds 100", "in draft"."""
        after = self.at(place, "that", "which", "who", ", which", ", that")
        if after > 0:
            yield from self.read_said_of_row(after)
        after = self.at(place, "with", "having")
        if after > 0 and self.word(after) != "the":
            yield from self._havings(after)
        after = self.at(place, "other than", ", other than", "except", ", except", "except for", "apart from")
        if after > 0:
            for state, end in self.read_states(self.skip_determiners(after), self.root):
                ones = self.at(end, "ones")
                yield opposite_of(state), ones if ones > 0 else end
        after = self.at(place, "that are neither", "that is neither", "which are neither", "who are neither")
        if after > 0:
            for first, end in self.read_state(after, self.root):
                if self.word(end) == "nor":
                    for second, stop in self.read_state(end + 1, self.root):
                        yield Every((opposite_of(first), opposite_of(second))), stop
        after = self.at(place, "without")
        if after > 0:
            for condition, end in self.read_having(after):
                if isinstance(condition, Given | Count):
                    yield opposite_of(condition), end
        after = self.at(place, "whose", "where the", "where", "for which the", "for which")
        if after > 0:
            for ref, end in self.read_member(after, self.root):
                yield from self.read_said_of_member(end, ref)
        yield from self._in_state(place)
        after = self.at(place, "marked as", "marked", "being")
        if after > 0:
            yield from self.read_states(after, self.root)
        yield from self._age(place, noun=self.word(place) in ("under", "over", "below", "above"))
        yield from self._linked_state(place)
        yield from self._bare_participle(place)

    def _bare_participle(self, place: int) -> Read:
        """ "members aged under 16", "orders not yet shipped"."""
        if self.word(place) in ("not", "already", "still", "currently") or self.word(place).endswith("ed"):
            for state, end in self.read_state(place, self.root):
                yield state, end


#: The noun of an act, and what its outcome is called.
_OUTCOMES = {
    "publication": "published",
    "approval": "approved",
    "payment": "paid",
    "cancellation": "cancelled",
    "confirmation": "confirmed",
    "completion": "completed",
    "delivery": "delivered",
    "submission": "submitted",
    "shipment": "shipped",
    "closure": "closed",
    "signature": "signed",
    "activation": "active",
    "acceptance": "accepted",
    "rejection": "rejected",
}


def _role(name: str) -> str:
    """Whether a field's name says that a period starts or ends there."""
    key = loose_key_of(name)
    if key.startswith(("start", "begin", "from", "checkin", "validfrom")) or key.endswith(
        ("start", "from", "begin")
    ):
        return "start"
    if key.startswith(("end", "finish", "until", "to", "checkout", "validuntil", "validto")) or key.endswith(
        ("end", "until", "till")
    ):
        return "end"
    return ""


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


def _age_condition(birth: str, operator: Operator, years: int) -> Condition | None:
    """An age in full years as a date of birth: at least 18 is born 18 years ago or before."""
    match operator:
        case "gte":
            return Moment(birth, "lte", Span(-years, "years"))
        case "lt":
            return Moment(birth, OPPOSITE["lte"], Span(-years, "years"))
        case "gt":
            return Moment(birth, "lt", Span(-years, "years"))
        case "lte":
            return Moment(birth, "gt", Span(-years - 1, "years"))
    return None
