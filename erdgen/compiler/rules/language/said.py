"""What is said of a row or of one of its members: "is paid", "has no lines", "is in a closed project".

said      = ["not"] (state | "has" having | "in" state | age | lasting | "in" linked row)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from erdgen.compiler.rules.conditions import (
    Condition,
    Count,
    Every,
    Given,
    Moment,
    OneOf,
    Range,
    Some,
)
from erdgen.compiler.rules.language.ages import Ages
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.units import CURRENCIES
from erdgen.compiler.rules.language.words import BE, COMPARISONS, DETERMINERS, word_set
from erdgen.compiler.spec.project import Field, Kind, Relationship

#: Verbs that stand for a member of another name.
MEMBER_VERBS = {
    "last": "duration",
    "lasts": "duration",
    "take": "duration",
    "cost": "price",
    "costs": "price",
    "weigh": "weight",
    "weighs": "weight",
    "start": "start",
    "starts": "start",
    "ends": "end",
    "expire": "expire",
    "expires": "expire",
    "due": "due",
    "finish": "end",
}
PARTICIPLES = {
    "weighing": "weigh",
    "costing": "cost",
    "starting": "start",
    "lasting": "last",
    "ending": "ends",
    "expiring": "expire",
    "beginning": "start",
}
#: "A seasonal contract" tells the ``contract_type``.
_SORTS = word_set("type kind category class status level mode group sort state variety")


class Said(Ages):
    """Reads what follows a row's name, or a member's, as a condition."""

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
        for condition, end in self.read_predicates(self.past(place, "auxiliary"), ref):
            yield self._with(ref, condition), end
            of = self.at(end, "for", "of", "on")
            for stop in self.root_ends(of) if of > 0 else ():
                yield self._with(ref, condition), stop

    def _with(self, ref: Ref, condition: Condition) -> Condition:
        joined = join(ref.where, condition)
        assert joined is not None
        return joined

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
        start = max(aux, place)
        if aux > 0 or place > 0:
            noun = start + 1 if self.word(start) in ("a", "an") else start
            for state, end in self.read_states(noun, self.root):
                if "and" in self.words[start:end]:
                    continue
                yield state, self._past_noun(end)
                if self.word(end) == "yet":
                    yield state, end + 1
            if self.word(start) in ("a", "an"):
                yield from self._of_kind(start + 1)
            yield from self._of_either_kind(self.skip(start, "either"))
            if self.word(start) == "neither":
                yield from self._neither_state(start + 1)
        yield from self._in_state(start)
        has = self.phrase(place, "has")
        if has > 0 and not self.needs_none(place):
            yield from self._havings(has)
        yield from self._switch_phrase(place)
        yield from self._ages(start)
        yield from self._moment_verb(place)
        yield from self._lasting(place)
        yield from self._linked_state(start)
        yield from self._found_on(place)

    def needs_none(self, place: int) -> bool:
        """ "Needs no note": it may have one all the same."""
        return self.at(place, "need no", "needs no", "require no", "requires no") > 0

    def _found_on(self, place: int) -> Read:
        """ "appears on an order line", "is used in open orders", "is part of any bundle"."""
        after = self.phrase(place, "appears-on")
        if after < 0:
            return
        low, high, start = self.read_count(after)
        low, high = (low, high) if start > after else (1, None)
        for relation, _target, where, end in self.read_collection(max(start, after)):
            yield Count(relation, low, high, where), end

    def _own_amount(self, place: int) -> Read:
        """ "(A bid must be) at least as high as the start price": a row whose one amount is called so."""
        member = self.root.members.get("amount")
        if not isinstance(member, Field) or not member.kind.is_number or self.birth is not None:
            return
        found = COMPARISONS.find(self.words, place) or self._number_verb(place)
        if found is not None:
            for condition, end in self._bounded(found[0], found[1], Ref("amount", member), member):
                money = CURRENCIES.intersection(self.words[place:end])
                if not isinstance(condition, Range) or money:
                    yield condition, end

    def _neither_state(self, place: int) -> Read:
        """After "neither": "completed nor confirmed"."""
        for first, end in self.read_state(place, self.root):
            if self.word(end) == "nor":
                for second, stop in self.read_state(end + 1, self.root):
                    yield Every((opposite_of(first), opposite_of(second))), stop

    def _of_kind(self, place: int) -> Read:
        """ "(is) a van", "(is) a doctoral course": a choice as a noun, or before the row's own name."""
        for state, end in self.read_state(place, self.root):
            field = self.root.members.get(getattr(state, "field", ""))
            if isinstance(field, Field) and field.choices:
                yield state, end
                name = self.entity_end(end, self.root)
                if name > 0:
                    yield state, name
            if self.word(end) == "one" and self.words[place - 1] in ("a", "an"):
                yield state, end + 1

    def _of_either_kind(self, place: int) -> Read:
        """ "(is) a cake or a pastry": of one field, with an article each."""
        if self.word(place) not in ("a", "an"):
            return
        for first, end in self._of_kind(place + 1):
            after = self.at(end, ", or", "or", ",")
            for more, stop in self._of_either_kind(after) if after > 0 else ():
                yield from self._one_of_both(first, more, stop)
            for more, stop in self._of_kind(after + 1) if self.word(after) in ("a", "an") else ():
                if after > 0 and self.words[after - 1] == "or":
                    yield from self._one_of_both(first, more, stop)

    def _one_of_both(self, first: Condition, second: Condition, place: int) -> Read:
        choices = isinstance(first, OneOf) and isinstance(second, OneOf) and first.field == second.field
        if choices and isinstance(first, OneOf) and isinstance(second, OneOf):
            yield OneOf(first.field, tuple(dict.fromkeys((*first.values, *second.values)))), place

    def _havings(self, place: int) -> Read:
        """One thing or several that a row has: "vehicles or drivers", "neither email nor phone"."""
        if self.word(place) == "neither":
            for first, end in self.read_having(place + 1):
                if self.word(end) == "nor":
                    for second, stop in self.read_having(end + 1):
                        yield Every((opposite_of(first), opposite_of(second))), stop
            return
        for first, end in (*self.read_having(place), *self._state_of_own_noun(self.skip_determiners(place))):
            yield first, end
            after = self.at(end, ", or", "or") if self.word(place) not in ("no", "neither") else -1
            for more, stop in self._havings(after) if after > 0 else ():
                yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), stop

    def _in_state(self, place: int) -> Read:
        if self.word(place) == "in":
            yield from self.read_states(place, self.root)
        if self.word(place) == "into":
            for name, end in self.spans(place + 1, 3):
                for state in self.lexicon.states(self.root, f"in {name}"):
                    yield state, end
        after = self.phrase(place, "in-the-state")
        if after > 0:
            for state, end in self.read_states(after, self.root):
                yield state, end
        after = self.at(place, "in the", "in a", "in", "of the", "of", "at the", "on the", "on")
        if after > 0:
            for state, end in self.read_states(after, self.root):
                yield state, self.past(end, "noun-of-state")
        if self.word(place) == "for":
            yield from self._for_use(place + 1)
        after = self.at(place, "on", "with", "under", "in", "at", "by", "of")
        if after > 0:
            yield from self._state_of_own_noun(self.skip_determiners(after))
        after = self.at(place, "in", "of", "at", "by", "with", "made by", "paid by")
        if after > 0:
            yield from self._state_by_noun(after)
            if self.words[after - 1] in ("by", "at"):
                yield from self.read_states(after, self.root)

    def _for_use(self, place: int) -> Read:
        """ "(A flat) for rent", "(is) for delivery": a choice that is a noun."""
        for state, end in self.read_states(place, self.root):
            verb = any(word.endswith(("ed", "ing")) for word in self.words[place:end])
            if fields_in(state) and not verb and self.entity_end(end, self.root) < 0:
                yield state, end

    def _state_of_own_noun(self, place: int) -> Read:
        """ "(on) a seasonal contract", "(with) a yearly billing cycle": a choice before its field's name."""
        if not self._choices:
            return
        for state, end in self.read_states(place, self.root):
            names = {key for field in fields_in(state) for key in self._choices.get(field, ())}
            for name, stop in self.spans(end, 3) if names else ():
                if key_of(name) in names:
                    yield state, stop
                    break

    @cached_property
    def _choices(self) -> dict[str, tuple[str, ...]]:
        """Fields with a list of values → what the nouns after a value may be: "contract" for its type."""
        found: dict[str, tuple[str, ...]] = {}
        for field in self.root.fields:
            words = field.name.split("_")
            if field.choices:
                short = "_".join(words[:-1]) if words[-1] in _SORTS else ""
                known = short and not self.lexicon.entities.get(key_of(short))
                found[field.name] = (key_of(field.name), *((key_of(short),) if known else ()))
        return found

    @remembered
    def _linked_state(self, place: int) -> Read:
        """ "is in a closed project", "for a cancelled event", "of a blocked customer"."""
        after = self.phrase(place, "linked-by")
        if after < 0:
            return
        for link in self._plain_links:
            target = self.lexicon.project.by_name[link.target]
            for where, end in self.read_entity(after, target):
                if where is not None:
                    yield seen_through(link.name, where), end

    @cached_property
    def _plain_links(self) -> tuple[Relationship, ...]:
        """Links to other entities; of several to one, that which is called like it, where one is."""
        links = [each for each in self.root.relationships if not each.many and each.target != self.root.name]
        named = {each.target: each for each in links if key_of(each.name) == key_of(each.target)}
        return tuple(each for each in links if named.get(each.target, each) is each)

    def _switch_phrase(self, place: int) -> Read:
        """ "requires a prescription" where a switch is called ``requires_prescription``."""
        switches = [field for field in self.root.fields if field.kind is Kind.BOOL]
        for end in range(min(place + 6, self.end), place, -1) if switches else ():
            words = [w for w in self.words[place:end] if w not in DETERMINERS]
            if not words or not all(word.isalnum() for word in words):
                continue
            key = key_of(" ".join(words))
            for field in switches:
                if key in (key_of(field.name), key_of(field.label)) and len(words) > 1:
                    yield OneOf(field.name, (True,)), end
                    return

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

    def _verb_of_member(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "end after it starts", "expire within 30 days", "cost at least 5"."""
        start = place
        while self.word(start) in (*BE, "have", "has") or (
            self.word(start) in ("fall", "falls") and self.word(start + 1) == "due"
        ):
            start += 1
        name = self.name(start, start + 1)
        if not name:
            return
        if name.lower() in PARTICIPLES:
            name = PARTICIPLES[name.lower()]
        known = self.lexicon.members(self.root, MEMBER_VERBS.get(name.lower(), name))
        for member in known:
            if not isinstance(member, Field) or member.choices or member.kind is Kind.BOOL:
                continue
            if not (member.kind.is_temporal or member.kind.is_number or member.kind is Kind.DURATION):
                continue
            yield from self.read_predicates(start + 1, Ref(member.name, member))
        for ref, end in self._verb_at(start, self.root):
            ends = (
                (end, *self._past_event_object(end))
                if not known or end > start + 1
                else self._past_event_object(end)
            )
            for stop in ends:
                yield from self.read_predicates(stop, ref)

    def _past_noun(self, place: int) -> int:
        return self.past(place, "noun-of-state")


def fields_in(state: Condition) -> set[str]:
    """The one field of which a choice, or one of several, is meant."""
    if isinstance(state, Some):
        return {name for part in state.parts for name in fields_in(part)}
    return {state.field} if isinstance(state, OneOf) and "." not in state.field else set()
