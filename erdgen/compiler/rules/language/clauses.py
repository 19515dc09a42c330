"""Clauses that say in which case something holds: "the order is paid", "it has no lines".

conditions = clause {("and" | "or") clause}
clause     = pronoun said | entity said | member predicates | "there is" having | "all" rows said | state
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Count, Every, Given, Operator, Some
from erdgen.compiler.rules.language.comparing import Read, alike
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.modifiers import Modifiers
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.said import MEMBER_VERBS
from erdgen.compiler.rules.language.words import word_set

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


class Clauses(Modifiers):
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
