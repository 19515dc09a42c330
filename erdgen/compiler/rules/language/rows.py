"""Sentences about rows.

rows      = row modal "have" having | row modal act | row modal state | row "cannot exist without" having
          | "only" rows "can" … | "no" row "can" … | row having "is refused"
"""

from __future__ import annotations

from dataclasses import replace

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Given,
    Length,
    OneOf,
    Some,
    Weekday,
)
from erdgen.compiler.rules.forms import Implies
from erdgen.compiler.rules.language.bodies import (
    Act,
    Allowed,
    Bodies,
    Holds,
    Only,
    Stated,
    barred_where,
    finish_body,
    only_where,
)
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.happenings import Happenings
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.modals import Modal, is_upper_bound
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.said import MEMBER_VERBS
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import BE
from erdgen.compiler.rules.walk import paths_in
from erdgen.compiler.spec.project import Field


class Rows(Happenings):
    """Reads what is said of rows of the root."""

    @remembered
    def _row_statements(self, place: int) -> Bodies:
        for where, end in self.read_entity(place, self.root):
            for body, stop in self._said_of_rows(end):
                yield self._narrowed(body, where), stop
            if where is not None:
                yield from self._refused(where, end)
            incomplete = self.phrase(end, "not-complete-without")
            for condition, stop in self._possessions(incomplete) if incomplete > 0 else ():
                yield self._narrowed(Holds(condition), where), stop
        yield from self._happenings(place)
        yield from self._it_is_for_rows(place)
        yield from self._whoever(place)
        pronoun = self.phrase(place, "pronoun-of-row") if place > 0 else -1
        if pronoun > 0:
            yield from self._said_of_rows(pronoun)
        anybody = self.phrase(place, "anybody")
        if anybody > 0:
            for body, end in self._said_of_rows(anybody):
                aged = isinstance(body, Holds) and self.birth in {*paths_in(body.condition)}
                if aged and self._names_root(anybody, end):
                    yield body, end
                tail = self.phrase(end, "to-become-row")
                name = self.entity_end(tail, self.root) if tail > 0 else -1
                if name > 0:
                    yield body, name

    def _names_root(self, place: int, end: int) -> bool:
        """Whether the rows are named: "you must be 16 on the day you join as a volunteer"."""
        return any(place < self.entity_end(here, self.root) <= end for here in range(place, end))

    def _refused(self, where: Condition, place: int) -> Bodies:
        """ "An account without a currency is not acceptable", "attachments over 10 MB are refused"."""
        end = self.phrase(place, "row-refused")
        if end > 0:
            yield Holds(opposite_of(where)), end

    def _it_is_for_rows(self, place: int) -> Bodies:
        """ "It is mandatory for customers to give a phone number", "it is impossible for a …"."""
        for denied, key in ((False, "it-is-duty-for"), (True, "it-is-barred-for")):
            after = self.phrase(place, key)
            for where, end in self.read_entity(after, self.root) if after > 0 else ():
                if self.word(end) == "to":
                    for body, stop in self._modal_rows(Modal("must", denied, end + 1)):
                        yield self._narrowed(body, where), stop

    def _whoever(self, place: int) -> Bodies:
        """ "Anyone who states a company name must also state a VAT ID", "those without a phone must …"."""
        after = self.phrase(place, "whoever-row")
        if after > 0:
            for where, end in self.read_own_modifier(after - (self.words[after - 1] == "who")):
                for body, stop in self._said_of_rows(end):
                    yield self._narrowed(body, where), stop

    def _said_of_rows(self, place: int) -> Bodies:
        found = self.modal(place)
        if found is not None:
            yield from self._modal_rows(found)
        else:
            yield from self._rows_plainly(place)
            yield from self._acts_plainly(place)

    def _modal_rows(self, found: Modal) -> Bodies:
        kind, denied, start = found
        yield from self._acts(kind, denied, start)
        if denied:
            yield from self._without(start)
        elif kind == "must" and self.at(start, "be kept", "be preserved", "be retained") > 0:
            yield Act("delete", False), start + 2
        yield from self._principal(kind, denied, start)
        for condition, end in self._row_facts(start):
            if kind == "must":
                if denied and self._enters(condition) and not self._tells_how(start, end):
                    without = self.at(end, "without")
                    for having, stop in self._possessions(without) if without > 0 else ():
                        yield Stated((Implies(condition, all_of(having)),)), stop
                elif not (denied and isinstance(condition, Every)):
                    yield Holds(denial_of(condition) if denied else self._present(condition, start)), end
            elif self._enters(condition) and not self._tells_how(start, end):
                continue
            elif self._is_of_making(condition, start):
                continue  # "can only be opened for …" is about making a row
            elif kind == "can" and _not_both(condition):
                assert isinstance(condition, Every)
                yield Holds(condition.parts[1]), end
            elif kind == "only":
                limited = _at_most(condition)
                if isinstance(condition, Given) and not condition.negated:
                    yield Allowed(condition), end
                    yield only_where(condition), end
                elif self._tells_how(start, end):
                    yield Only(condition), end
                if limited is not None and not isinstance(limited, Given | Every | Some):
                    yield Only(limited), end
            else:
                yield from self._permitted(condition, start, end)
                never = self.phrase(end, "but-never")
                yield from self.but_not_beyond(condition, never) if never > 0 else ()
                yield from self._at_the_edge(condition, end)
                whole = isinstance(condition, Weekday) and self._is_whole_range(condition, start + 1)
                if whole or (is_upper_bound(condition) and self._says_at_most(start, end)):
                    yield Holds(condition), end

    def _tells_how(self, place: int, end: int) -> bool:
        """ "Pay by card", "stay in a suite": how something is done, and no step from state to state."""
        step = self.word(place) in BE or self.phrase(place, "be-brought-into") > 0
        return not step and any(stop == end for _condition, stop in self._done_with_value(place))

    def _is_of_making(self, condition: Condition, place: int) -> bool:
        present = isinstance(condition, Given) and not condition.negated
        return present and not {*self.words[place : place + 2]}.isdisjoint(CREATE)

    def _at_the_edge(self, said: Condition, place: int) -> Bodies:
        """ "(May end on the day it starts) at the earliest"."""
        first, last = self.at(place, "at the earliest"), self.at(place, "at the latest")
        if max(first, last) > 0 and isinstance(said, Compare) and said.operator == "eq":
            yield Holds(replace(said, operator="gte" if first > 0 else "lte")), max(first, last)

    def _neither_verb(self, place: int) -> Bodies:
        """ "neither starts nor ends on a weekend"."""
        if self.word(place + 1) != "nor":
            return
        refs = []
        for at in (place, place + 2):
            name = self.name(at, at + 1)
            members = self.lexicon.members(self.root, MEMBER_VERBS.get(name.lower(), name)) if name else ()
            refs += [Ref(m.name, m) for m in members if isinstance(m, Field) and m.kind.is_temporal][:1]
        if len(refs) != 2:
            return
        for first, end in self.read_predicate(place + 3, refs[0]):
            second = next(
                (
                    c
                    for c, e in self.read_predicate(place + 3, refs[1])
                    if e == end and type(c) is type(first)
                ),
                None,
            )
            if second is not None:
                yield Holds(Every((opposite_of(first), opposite_of(second)))), end

    def _without(self, place: int) -> Bodies:
        """ "Cannot exist without a syllabus"."""
        after = self.phrase(place, "exist-without")
        words = set(self.words[place:after]) - {"without"} if after > 0 else set()
        stems = {word[:4] for word in words if len(word) > 4}
        states = {str(choice.value).lower()[:4] for field in self.root.fields for choice in field.choices}
        if after > 0 and stems.isdisjoint(states):
            for condition, end in self._possessions(after):
                yield Holds(all_of(condition)), end

    def _entering_without(self, place: int) -> Bodies:
        """ "(No order may) be marked as shipped without a tracking number"."""
        for state, end in self._row_phrase(place):
            without = self.at(end, "without") if self._enters(state) else -1
            for having, stop in self._possessions(without) if without > 0 else ():
                yield Stated((Implies(state, all_of(having)),)), stop

    def _rows_plainly(self, place: int) -> Bodies:
        denied = self.phrase(place, "rows-never")
        if self.at(place, "do not have to", "does not have to", "do not need", "does not need") > 0:
            return
        neither = self.at(place, "neither")
        if neither > 0:
            yield from self._neither_verb(neither)
        if denied > 0 and self.words[denied - 1] != "no":
            yield from self._principal("must", True, denied)
            for condition, end in self._row_facts(denied):
                if not isinstance(condition, Every) and not self._tells_how(denied, end):
                    yield Holds(opposite_of(condition)), end
        yield from self._principal("must", False, self.skip(place, "only"))
        for condition, end in self._row_facts(
            self.skip(place, "always", "each", "all", "are always", "is always")
        ):
            yield Holds(condition), end

    @cued("row-refused", "member-barred", "demands", "only-allowed")
    def _bounded_subject(self, place: int) -> Bodies:
        """ "Discounts over 20 % require a PO number", "a price below the start price is not allowed"."""
        for ref, end in self._subjects(place):
            field = ref.field
            if field is None or not (field.kind.is_number or field.kind.is_temporal or field.kind.is_text):
                continue
            for condition, stop in self._more_of(ref, self.past(end, "that-is")):
                if isinstance(condition, Given | OneOf) or ref.where is not None:
                    continue
                if field.kind.is_text and not isinstance(condition, Length):
                    continue
                refused = self.phrase(stop, "row-refused")
                if refused > 0:
                    yield Holds(opposite_of(condition)), refused
                barred = self.phrase(stop, "member-barred")
                if barred > 0:
                    yield barred_where(condition), barred
                needs = self.phrase(stop, "demands")
                for having, after in self._possessions(needs) if needs > 0 else ():
                    yield Stated((Implies(condition, having),)), after
                only = self.phrase(stop, "only-allowed")
                if only > 0:
                    yield only_where(condition), only
                    linked = self.at(only, "for", "in", "with", "on", "to")
                    for where, after in self.read_entity(linked, self.root) if linked > 0 else ():
                        if where is not None:
                            yield Stated((Implies(condition, where),)), after

    def _only_rows(self, place: int) -> Bodies:
        """ "Only draft posts can be deleted", "Only VIP customers can have a credit limit above 1000"."""
        after = self.at(place, "only", "solely", "just")
        if after < 0:
            return
        for where, end in self.read_entity(after, self.root):
            if where is None:
                continue
            for body, stop in self._said_of_rows(end):
                duty = self.word(end) in ("need", "needs", "require", "requires")  # others may have it too
                plain = isinstance(body, Holds) and self.modal(end) is None and not duty
                if isinstance(body, Allowed | Only) or (plain and isinstance(body, Holds)):
                    yield Stated(finish_body(Allowed(body.condition), self.root, where, "only")), stop
                elif isinstance(body, Act) and body.allowed and body.where is None:
                    rules = finish_body(body, self.root, where, "only")
                    if rules:
                        yield Stated(rules), stop

    def _no_rows(self, place: int) -> Bodies:
        """ "No order may be deleted", "no job can have a negative salary"."""
        after = self.phrase(place, "none-of")
        if after < 0:
            return
        for where, end in self.read_entity(after, self.root):
            found = self.modal(end)
            if found is not None and found.kind == "can":
                for body, stop in (*self._without(found.end), *self._entering_without(found.end)):
                    yield self._narrowed(body, where), stop
            made = end + 1 if found is None and self.word(end) in BE and self.word(end + 1) in CREATE else -1
            without = self.at(made + 1, "without") if made > 0 else -1
            for having, stop in self._possessions(without) if without > 0 else ():
                yield self._narrowed(Holds(all_of(having)), where), stop
            for body, stop in self._said_of_rows(end):
                if isinstance(body, Holds | Allowed) and not isinstance(body.condition, Every):
                    yield self._narrowed(Holds(denial_of(body.condition)), where), stop
                elif isinstance(body, Act) and body.allowed:
                    yield self._narrowed(replace(body, allowed=False), where), stop


def denial_of(condition: Condition) -> Condition:
    """ "Cannot have two" means not three either."""
    if isinstance(condition, Count) and condition.minimum == condition.maximum and condition.minimum:
        return replace(condition, minimum=None, maximum=condition.minimum - 1)
    return opposite_of(condition)


def all_of(condition: Condition) -> Condition:
    """ "Not without a or b" needs both."""
    return Every(condition.parts) if isinstance(condition, Some) else condition


def _at_most(condition: Condition) -> Condition | None:
    """ "Can only be on one loan" allows none; "only be assigned to urgent orders" forbids any other."""
    if not isinstance(condition, Count):
        return condition
    if condition.maximum is not None:
        return replace(condition, minimum=None)
    return (
        replace(condition, minimum=None, maximum=0, where=opposite_of(condition.where))
        if condition.where
        else None
    )


def _not_both(condition: Condition) -> bool:
    """ "One or the other, but not both"."""
    return (
        isinstance(condition, Every)
        and len(condition.parts) == 2
        and all(isinstance(part, Some) for part in condition.parts)
    )
