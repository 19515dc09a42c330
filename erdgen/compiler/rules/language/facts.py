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
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.modals import is_upper_bound
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.periods import is_an_end
from erdgen.compiler.rules.language.priced import Priced
from erdgen.compiler.rules.language.words import BE, COMPARISONS
from erdgen.compiler.spec.project import Field, Kind

#: What happens at the first and at the last moment of a row.
_EDGE_VERBS = {"start": "start", "begin": "start", "end": "end", "finish": "end", "stop": "end"}


class Facts(Priced):
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
        yield from self._lacking(place)
        yield from self._start_or_end(place)
        yield from self._amount_done(place)
        yield from self._verbs_joined(place)
        yield from self._within_linked(place)

    @cued(words="or nor and")
    def _verbs_joined(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "start before 9:00 or end after 22:00", "begin after 8:00 and end before 18:00"."""
        for first, end in self._verb_of_member(place):
            after = self.at(end, "or", ", or", "nor", ", nor", "and", ", and")
            joint = self.words[after - 1] if after > 0 else ""
            for second, stop in self._verb_of_member(after) if after > 0 else ():
                if not isinstance(second, Every | Some):
                    yield Every((first, second)) if joint == "and" else Some((first, second)), stop

    @cued("takes-place-within", "takes-place-outside")
    def _within_linked(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "take place during the course", "lie within the event's dates", "fall outside its term"."""
        inside, outside = self.phrase(place, "takes-place-within"), self.phrase(place, "takes-place-outside")
        start = max(inside, outside)
        if start < 0:
            return
        of = self.past(start, "its-period")
        for link, end in self.linked_at(self.skip_determiners(of)):
            period = self.seen_from(self.lexicon.project.by_name[link.target]).period
            owned = self.phrase(self.owner_mark(end), "s-period") if self.owner_mark(end) > end else -1
            refs = list(self._own_period())
            if period is None or not refs:
                continue
            low = Compare(refs[0].path, "gte", f"{link.name}.{period[0]}")
            high = Compare(refs[-1].path, "lte", f"{link.name}.{period[1]}")
            for stop in dict.fromkeys((self._past_relation(max(owned, end), Ref(link.name, link)), end)):
                both = Every((low, high))
                yield both if inside > 0 else opposite_of(both), stop

    def _own_period(self) -> Iterator[Ref]:
        """The first and the last moment of a row, or its only one."""
        if self.period is not None:
            yield from (Ref(name, self.root.members[name]) for name in self.period)
        else:
            yield from self._main_moment()

    def _lacking(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "leave the venue blank", "do without a venue": it has none."""
        leaves = self.at(place, "leave", "leaves", "leave out", "leaves out", "omit", "omits")
        without = self.phrase(place, "do-without")
        for given, end in self._possessions(max(leaves, without)) if max(leaves, without) > 0 else ():
            parts = given.parts if isinstance(given, Every | Some) else (given,)
            if not all(isinstance(part, Given) and not part.negated for part in parts):
                continue
            last = self.phrase(end, "left-empty") if self.words[leaves - 1].startswith("leave") else end
            none = tuple(opposite_of(part) for part in parts)
            lacking = none[0] if len(none) == 1 else Some(none) if isinstance(given, Some) else Every(none)
            if max(without, last) > 0:
                yield lacking, end if without > 0 else last

    @cued(words="or and")
    def _start_or_end(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "start or end on a weekend": either of the two, or both where it says "and"."""
        joint = self.word(place + 1)
        refs = [self._moment_of_verb(self.word(place)), self._moment_of_verb(self.word(place + 2))]
        if joint not in ("or", "and") or None in refs or refs[0] == refs[1]:
            return
        first, second = (ref for ref in refs if ref is not None)
        for one, end in self.read_predicate(place + 3, first):
            for two, stop in self.read_predicate(place + 3, second):
                if stop == end and isinstance(one, Weekday | Clock) and type(two) is type(one):
                    yield Some((one, two)) if joint == "or" else Every((one, two)), end

    def _moment_of_verb(self, word: str) -> Ref | None:
        name = _EDGE_VERBS.get(word.removesuffix("s"), "")
        found = [m for m in self.lexicon.members(self.root, name) if isinstance(m, Field)] if name else []
        return Ref(found[0].name, found[0]) if len(found) == 1 and found[0].kind.is_temporal else None

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
            if self.word(after) == "without":
                yield from self._lacking_too(first, place, after + 1)
            elif after > 0:
                for more, stop in self._possessions(after):
                    both = self.phrase(stop, "but-not-both")
                    if isinstance(more, Every):
                        continue
                    some = Some((first, *(more.parts if isinstance(more, Some) else (more,))))
                    yield some, stop
                    if both > 0 and len(some.parts) == 2:
                        yield Every((some, Some(tuple(opposite_of(part) for part in some.parts)))), both

    def _lacking_too(self, first: Condition, place: int, after: int) -> Iterator[tuple[Condition, int]]:
        """ "(Without a description) or without a category": neither may lack."""
        for more, stop in self._possessions(after) if self.words[place - 1] == "without" else ():
            both = join(first, more)
            if both is not None and not isinstance(more, Some):
                yield both, stop

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
            # Rooms are not booked when they were last cleaned.
            if "last" not in split_name(f.name)
        ]
        if len(moments) == 1 and moments[0].name == self.birth:
            return  # "between 16 and 75 years" is an age
        if len(moments) == 1:
            yield Ref(moments[0].name, moments[0])
        elif self.period is not None and self.period[0] in self.root.members:
            member = self.root.members[self.period[0]]
            planned = [each for each in moments if each.required and each.name not in self.period]
            if isinstance(member, Field) and not member.required and planned:
                return  # a row that is planned may begin at another time
            if isinstance(member, Field) and member.kind is not Kind.TIME:
                yield Ref(member.name, member)

    def _moments_due(self) -> Iterator[Ref]:
        """The moment at which a row falls due."""
        found = [f for f in self.root.fields if f.kind.is_temporal and "due" in split_name(f.name)]
        if len(found) == 1:
            yield Ref(found[0].name, found[0])

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
        due = "due" in self.words[place:after]
        own = [self.happening(self.root, word) for word in self.words[place:after] if len(word) > 3]
        if self.told_moment() is None and any(own) and not due:
            return  # "be held" tells ``held_on``, whatever else there is
        for ref in self._main_moment() if not due else self._moments_due():
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
                upper = upper or (isinstance(condition, Weekday) and self._is_whole_range(condition, after))
                if kind != "can" or denied or last > 0 or upper:
                    yield Holds(opposite_of(condition) if denied else condition), max(last, end)
