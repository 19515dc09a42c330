"""Clauses that say in which case something holds: "the order is paid", "it has no lines".

conditions = clause {("and" | "or") clause}
clause     = pronoun said | entity said | member predicates | "there is" having | "all" rows said | state
said       = ["not"] (state | "has" having | "in" state | age | lasting | "in" linked row)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Given,
    Moment,
    OneOf,
    Operator,
    Range,
    Some,
)
from erdgen.compiler.rules.language.ages import Ages
from erdgen.compiler.rules.language.comparing import Read, alike
from erdgen.compiler.rules.language.lexicon import key_of
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.nouns import Ref, join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.words import BE, COMPARISONS, CURRENCIES, DETERMINERS, word_set
from erdgen.compiler.spec.project import Field, Kind, Relationship

_VERBS = word_set("is are was were has have had does do must can exceeds equals")
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
_PARTICIPLES = {
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


def _fields_in(state: Condition) -> set[str]:
    """The one field of which a choice, or one of several, is meant."""
    if isinstance(state, Some):
        return {name for part in state.parts for name in _fields_in(part)}
    return {state.field} if isinstance(state, OneOf) and "." not in state.field else set()


class Clauses(Ages):
    """Reads statements about the root row as conditions."""

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
        place = self.skip(place, "that")
        after = self.phrase(place, "pronoun")
        if after > 0:
            yield from self.read_said_of_row(after)
            if self.word(after) in MEMBER_VERBS:
                yield from self._verb_of_member(after)
        for where, end in self.read_entity(place, self.root, plain=True):
            for said, stop in self.read_said_of_row(end):
                joined = join(where, said)
                assert joined is not None
                yield joined, stop
            if where is None and self.word(end) in MEMBER_VERBS:
                yield from self._verb_of_member(end)
        yield from self._member_clause(place)
        yield from self._pair_clause(place)
        yield from self._link_clause(place)
        yield from self._giver_clause(place)
        yield from self._there_is(place)
        yield from self._every_row(place)
        yield from self._so_many_are_there(place)
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
                for end in self.root_ends(after) if after > 0 else ():
                    yield state, end

    def _past_noun(self, place: int) -> int:
        return self.past(place, "noun-of-state")

    def _member_clause(self, place: int) -> Read:
        no = self.at(place, "no")
        for ref, end in self._clause_members(max(no, place)):
            if no > 0:
                after = self.phrase(end, "member-given")
                if after > 0:
                    yield Given(ref.path, negated=True), after
                continue
            yield from self.read_said_of_member(end, ref)

    def _pair_clause(self, place: int) -> Read:
        """ "the first day and the last day are the same", "sender and recipient differ"."""
        if "and" not in self.words[place : place + 8]:
            return
        for first, end in self.read_member(self.skip(place, "both"), self.root):
            after = self.at(end, "and")
            for second, stop in self.read_member(after, self.root) if after > 0 else ():
                same, differ = self.phrase(stop, "are-the-same"), self.phrase(stop, "are-different")
                if max(same, differ) < 0 or first.path == second.path or not alike(first, second):
                    continue
                if first.where is None and second.where is None:
                    equal: Operator = "eq" if same > 0 else "ne"
                    yield Compare(first.path, equal, second.path), max(same, differ)

    def _clause_members(self, place: int) -> Iterator[tuple[Ref, int]]:
        """Members with or without the name of the row: "the fee", "the payment's method"."""
        plain = tuple(self.read_member(place, self.root))
        yield from plain
        known = {(ref.path, end) for ref, end in plain}
        for end in self.root_ends(place):
            for ref, stop in self.read_member(self.owner_mark(end), self.root):
                if (ref.path, stop) not in known and self.skip_determiners(end) == end:
                    yield ref, stop

    def _giver_clause(self, place: int) -> Read:
        """ "If sellers offer a buy-now price", "when somebody states a reason": the member is given."""
        ends = [self.phrase(place, "giver")]
        for name, end in self.spans(self.skip_determiners(place), 3):
            if any(link.target not in (self.root.name,) for link in self.lexicon.links(self.root, name)):
                ends.append(end)
        for end in ends:
            has = self.phrase(end, "gives") if end > 0 else -1
            for condition, stop in self.read_having(has) if has > 0 else ():
                if isinstance(condition, Given) and "." not in condition.field and not condition.negated:
                    yield condition, stop

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

    def _link_clause(self, place: int) -> Read:
        """ "the customer is blocked": said of a row that this one links to."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 4):
            for link in self.lexicon.links(self.root, name):
                target = self.lexicon.project.by_name[link.target]
                of = self.at(end, "of")
                for last in (end, *(self.root_ends(of) if of > 0 else ())):
                    for said, stop in self.seen_from(target).read_said_of_row(last):
                        yield seen_through(link.name, said), stop

    def _there_is(self, place: int) -> Read:
        after = self.at(place, "there is", "there are", "there exist", "there exists", "there were")
        if after > 0:
            for condition, end in self.read_having(after):
                yield (
                    condition,
                    self.skip(
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
                    ),
                )
        low, high, start = self.read_count(place)
        for relation, _target, where, end in self.read_collection(start) if start > place else ():
            stop = self.phrase(end, "rows-exist")
            if stop > 0:
                yield Count(relation, low, high, where), stop
            to = self.phrase(end, "rows-exist-for")
            for last in self.root_ends(to) if to > 0 else ():
                yield Count(relation, low, high, where), last
        for relation, target in self.lexicon.relations[self.root.name]:
            for where, end in self.read_entity(place, target, plain=True):
                stop = self.phrase(end, "rows-exist")
                to = self.phrase(end, "rows-exist-for")
                for last in self.root_ends(to) if to > 0 else ():
                    yield Count(relation, minimum=1, where=where), last
                by = self.at(end, "by", "for", "of", "in", "on", "with")
                if by > 0:
                    for _none, after in self.read_entity(by, self.root, plain=True):
                        last = self.at(after, "exist", "exists", "are left", "remain")
                        if last > 0 and _none is None:
                            yield Count(relation, minimum=1, where=where), last
                if stop > 0:
                    yield Count(relation, minimum=1, where=where), stop

    def _so_many_are_there(self, place: int) -> Read:
        """ "at least one document has been attached to it", "no payment is recorded for it"."""
        low, high, start = self.read_count(place)
        if start < 0 or (
            low == 1 and high is None and self.word(place) not in ("at", "one", "a", "an", "any")
        ):
            return
        for relation, _target, where, end in self.read_collection(start):
            stop = self.phrase(end, "rows-attached")
            if stop > 0:
                yield Count(relation, low, high, where), stop

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
            if _fields_in(state) and not verb and self.entity_end(end, self.root) < 0:
                yield state, end

    def _state_of_own_noun(self, place: int) -> Read:
        """ "(on) a seasonal contract", "(with) a yearly billing cycle": a choice before its field's name."""
        if not self._choices:
            return
        for state, end in self.read_states(place, self.root):
            names = {key for field in _fields_in(state) for key in self._choices.get(field, ())}
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

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        """After the root's name: "that are open", "with status open", "whose total is above 100"."""
        after = self.at(place, "that", "which", "who", ", which", ", that")
        if after > 0:
            yield from self.read_said_of_row(after)
        after = self.at(place, "with", "having")
        given = self.phrase(after, "a-given") if after > 0 and self.word(after) != "one" else -1
        if (
            after > 0
            and given < 0
            and (self.word(after) != "the" or self.phrase(after + 1, "noun-of-state") > 0)
        ):
            yield from self._havings(after)
        after = self.at(place, "other than", ", other than", "except", ", except", "except for", "apart from")
        if after > 0:
            for state, end in self.read_states(self.skip_determiners(after), self.root):
                yield opposite_of(state), self.skip(end, "ones")
                name = self.entity_end(end, self.root)
                if name > 0:
                    yield opposite_of(state), name
        after = self.at(place, "that are neither", "that is neither", "which are neither", "who are neither")
        if after > 0:
            yield from self._neither_state(after)
        after = self.at(place, "without")
        if after > 0:
            for condition, end in self.read_having(after):
                if isinstance(condition, Given | Count):
                    yield opposite_of(condition), end
        after = self.at(place, "whose", "where the", "where", "for which the", "for which")
        if after > 0:
            for ref, end in self.read_member(after, self.root):
                yield from self.read_said_of_member(end, ref)
        yield from self._for_which_rows(place)
        after = self.at(place, "of", "over", "with")
        if after > 0 and (self.words[after - 1] == "over" or COMPARISONS.find(self.words, after)):
            yield from self._measured(after - (self.words[after - 1] == "over"))
        after = self.at(place, "for", "of", "with", "over")
        if after > 0:
            yield from self._so_many_people(after - (self.words[after - 1] == "over"))
        yield from self._own_amount(place)
        yield from self._in_state(place)
        after = self.phrase(place, "marked")
        if after > 0:
            yield from self.read_states(after, self.root)
        yield from self._age(place, noun=self.word(place) in ("under", "over", "below", "above"))
        yield from self._linked_state(place)
        yield from self._bare_participle(place)
        if self.word(place) in ("under", "on", "out", "off"):  # "claims under review"
            yield from self.read_state(place, self.root)
        yield from self._found_on(place)
        if self.word(place) in _PARTICIPLES:
            yield from self._verb_of_member(place)
        if self.word(place) in ("for", "at"):
            yield from self._at_a_price(place + 1)
        yield from self.read_likeness(place)

    def _for_which_rows(self, place: int) -> Read:
        """ "(a machine) for which hires exist", "to which hires refer", "for which there are hires"."""
        after = self.at(
            place, "for which", "to which", "in which", "on which", "for whom", "to whom", "at which"
        )
        if after < 0:
            return
        low, high, start = self.read_count(after)
        start = max(start, after)
        low, high = (low, high) if start > after else (1, None)
        for relation, _target, where, end in self.read_collection(start):
            last = self.at(
                end, "exist", "exists", "refer", "belong", "are linked", "are recorded", "are there", "point"
            )
            if last > 0:
                yield Count(relation, low, high, where), last
        there = self.at(after, "there is", "there are", "there exist", "there exists")
        for condition, end in self.read_having(there) if there > 0 else ():
            if isinstance(condition, Count):
                yield condition, end

    def _at_a_price(self, place: int) -> Read:
        """ "(a ticket) for less than 2 euros": the one price of a row."""
        found = COMPARISONS.find(self.words, place)
        quantity = self.quantity(found[1]) if found else None
        prices = [
            field
            for field in self.root.fields
            if field.kind.is_number and field.name.lower().split("_")[-1] in ("price", "fare", "rent", "fee")
        ]
        if found and quantity and quantity[0].unit in ("currency", "cents") and len(prices) == 1:
            ref = Ref(prices[0].name, prices[0])
            yield from self._against(ref, found[0], prices[0], quantity[0], quantity[1])

    def _bare_participle(self, place: int) -> Read:
        """ "members aged under 16", "orders not yet shipped"."""
        if self.word(place) in ("not", "already", "still", "currently") or self.word(place).endswith("ed"):
            yield from self.read_state(place, self.root)

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
        if name.lower() in _PARTICIPLES:
            name = _PARTICIPLES[name.lower()]
        for member in self.lexicon.members(self.root, MEMBER_VERBS.get(name.lower(), name)):
            if not isinstance(member, Field) or member.choices or member.kind is Kind.BOOL:
                continue
            if not (member.kind.is_temporal or member.kind.is_number or member.kind is Kind.DURATION):
                continue
            ref = Ref(member.name, member)
            yield from self.read_predicates(start + 1, ref)
