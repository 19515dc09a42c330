"""What rows have and are: "a positive salary and a title", "at least 18 years old", "valid for 28 days"."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Condition,
    Every,
    Given,
    Moment,
    Not,
    OneOf,
    Some,
    Weekday,
)
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.members import Members
from erdgen.compiler.rules.language.modals import is_upper_bound
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.periods import is_an_end
from erdgen.compiler.rules.language.words import BE, COMPARISONS
from erdgen.compiler.spec.project import Field, Kind


class Facts(Members):
    """Reads what is stated of rows as conditions."""

    def _row_facts(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "have a positive salary and a title", "be at least 18 years old", "end after it starts"."""
        start = place + 1 if self.word(place) in BE else place
        has = self.phrase(place, "have")
        if has > 0 and not self.needs_none(place):
            yield from self._possessions(has)
        yield from self._row_phrase(place)
        if start != place:
            yield from self._ages(start)
            yield from self.read_likeness(start)
        yield from self._verb_of_member(place)
        yield from self._limited_to_member(start)
        yield from self._dated(start)
        yield from self._valid_for(place)
        sold = self.phrase(place, "be-sold")
        if sold > 0 and self.word(sold) in ("for", "at"):
            yield from self._at_a_price(sold + 1)
        yield from self._own_amount(start)

    def _possessions(self, place: int) -> Iterator[tuple[Condition, int]]:
        start = self.skip(place, "either", "both", "at least either")
        if self.at(place, "at least a", "at least an") > 0 and self._offers_choice(place):
            start = place + 2
        if self.word(place) == "neither":
            yield from self._havings(place)
            return
        for first, end in self.read_having(start):
            yield first, end
            after = self.at(end, ", and", "and", ", as well as", "as well as", ",")
            if after > 0 and self.words[place] != "either":
                for more, stop in self._possessions(after):
                    joined = join(first, more)
                    if joined is not None and not isinstance(more, Some):
                        yield joined, stop
            after = self.at(end, ", or", "or", ", or else")
            if after > 0:
                for more, stop in self._possessions(after):
                    both = self.phrase(stop, "but-not-both")
                    if isinstance(more, Every):
                        continue
                    some = Some((first, *(more.parts if isinstance(more, Some) else (more,))))
                    yield some, stop
                    if both > 0 and len(some.parts) == 2:
                        yield Every((some, Some(tuple(opposite_of(part) for part in some.parts)))), both

    def _offers_choice(self, place: int) -> bool:
        """ "At least a billing email or a VAT number"."""
        return "or" in self.words[place:]

    def _present(self, condition: Condition, place: int) -> Condition:
        """ "Must have a fee above 5" asks for the fee too."""
        field = getattr(condition, "field", "")
        member = self.root.members.get(field)
        having = self.words[place] in ("have", "has", "need", "require", "contain", "carry")
        if (
            having
            and isinstance(member, Field)
            and member.nullable
            and not isinstance(condition, Given | OneOf)
        ):
            return Every((Given(field), condition))
        return condition

    def _valid_for(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "(Prescriptions are) valid for at most 28 days after their issue date": until the end there is."""
        after = self.phrase(place, "be-valid-for")
        ends = [f for f in self.root.fields if f.kind in (Kind.DATE, Kind.DATETIME) and is_an_end(f.name)]
        found = COMPARISONS.find(self.words, after) if after > 0 else None
        span = self.span(found[1]) if found else None
        if found is None or span is None or len(ends) != 1:
            return
        ref = Ref(ends[0].name, ends[0])
        start = self.skip(span[1], ", counted", "counted", ", calculated", "calculated")
        for condition, end in self._shifted(found[0], span[0], start, ref):
            if isinstance(condition, Compare):
                yield condition, end

    def _dated(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "(Payouts cannot be) backdated by more than 6 days": the moment at which a row is made."""
        moments = [f for f in self.root.fields if f.kind in (Kind.DATE, Kind.DATETIME) and f.required]
        if len(moments) == 1:
            yield from self._dated_back(place, Ref(moments[0].name, moments[0]))

    def _limited_to_member(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "(Doctoral courses are) limited to a capacity of 15"."""
        after = self.phrase(place, "limited-to-member")
        for ref, end in self.read_member(after, self.root, depth=3) if after > 0 else ():
            number = self.at(end, "of")
            if number > 0 and ref.field is not None and ref.field.kind.is_number:
                yield from self._bounded("lte", number, ref, ref.field)

    def _main_moment(self) -> Iterator[Ref]:
        """The field that says when a row's event is: the only moment, or the start of its period."""
        told = self.told_moment()
        if told is not None:
            yield told
            return
        moments = [
            f
            for f in self.root.fields
            if f.kind in (Kind.DATE, Kind.DATETIME) and not f.auto and not f.builtin
        ]
        if len(moments) == 1:
            yield Ref(moments[0].name, moments[0])
        elif self.period is not None and self.period[0] in self.root.members:
            member = self.root.members[self.period[0]]
            if isinstance(member, Field) and member.kind is not Kind.TIME:
                yield Ref(member.name, member)

    def told_moment(self) -> Ref | None:
        """The moment that the ERD names beside the sentence."""
        return None

    def _principal(self, kind: str, denied: bool, place: int) -> Bodies:
        """ "Viewings must take place on Fridays", "a loan cannot be dated ahead": the one moment of a row."""
        after = self.phrase(place, "take-place")
        if self.told_moment() is not None:
            after = max(after, self.phrase(place, "done-for-a-day"))
        if after < 0:
            return
        for ref in self._main_moment():
            for condition, end in self.read_predicates(after, ref):
                parts = condition.parts if isinstance(condition, Some) and denied else (condition,)
                if not all(
                    isinstance(part, Moment | Weekday | Clock | Every | Not | Compare) for part in parts
                ):
                    continue
                if denied and isinstance(condition, Every):
                    continue
                last = self.at(end, "only")
                upper = is_upper_bound(condition) and self._says_at_most(after, end)
                if kind != "can" or denied or last > 0 or upper:
                    yield Holds(opposite_of(condition) if denied else condition), max(last, end)
