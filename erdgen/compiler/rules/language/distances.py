"""How far moments lie from now, from other moments, and from what happens then.

distance  = span ("after" | "before") (member | event) | span "from now" | span "ago" | "in the next" span
          | "today" ["or" | "and"] "up to" span ("back" | "ahead")
edge      = (clock | date | member | distance) ("at the latest" | "at the earliest")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.rules.conditions import (
    MIRRORED,
    Clock,
    Compare,
    Condition,
    Every,
    Moment,
    Operator,
    Range,
    Span,
)
from erdgen.compiler.rules.language.comparing import Read, alike
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.measures import clock_of, range_of, turned_back
from erdgen.compiler.rules.language.names import loose_key_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.periods import Periods, edge_of
from erdgen.compiler.rules.language.words import COMPARISONS, TIME_COMPARISONS
from erdgen.compiler.spec.project import Entity, Field, Kind

_THEY = ("they", "he", "she", "he or she", "one", "you", "somebody", "someone", "it")
#: What a moment is at the latest, or at the earliest.
_EDGES: tuple[tuple[Operator, str], ...] = (("lte", "at-the-latest"), ("gte", "at-the-earliest"))


class Distances(Periods):
    """Reads how far a moment is from another."""

    def _shifted(self, operator: Operator, span: Span, place: int, ref: Ref, *, timely: bool = False) -> Read:
        """After "at least 3 days": "after the start date", "from now", "ago", "in advance".

        ``timely`` words say which moment is later ("later than 7 days before …"); others how long it is.
        """
        back = operator if timely else MIRRORED[operator]
        end = self.phrase(place, "ago")
        if end > 0:
            yield Moment(ref.path, back, turned_back(span)), end
        end = self.phrase(place, "from-now")
        if end > 0:
            yield Moment(ref.path, operator, span), end
        after = self.at(place, "after", "later than", "from", "past", "following", "of", "since", "beyond")
        if after > 0 and self.words[after - 1] != "of":
            for other, stop in (*self._other(after, ref), *self._verb_moment(after, ref)):
                yield Compare(ref.path, operator, other.path, span), stop
        before = self.at(place, "before", "earlier than", "prior to", "ahead of", "in advance of")
        if before > 0:
            for other, stop in (*self._other(before, ref), *self._verb_moment(before, ref)):
                yield Compare(ref.path, back, other.path, turned_back(span)), stop

    def _shared_tail(self, operator: Operator, span: Span, place: int, ref: Ref, *, timely: bool) -> Read:
        """ "No sooner than 14 days and no later than 60 days after …": one anchor for both lengths."""
        joint = self.at(place, "and", "but", ", but", ", and")
        either = (TIME_COMPARISONS.find(self.words, joint), COMPARISONS.find(self.words, joint))
        found = max((f for f in either if f), key=lambda f: f[1], default=None) if joint > 0 else None
        second = self.span(found[1]) if found is not None else None
        if found is None or second is None:
            return
        for high, end in self._shifted(found[0], second[0], second[1], ref, timely=timely):
            for low, stop in self._shifted(operator, span, second[1], ref, timely=timely):
                if stop == end and isinstance(low, Moment | Compare) and type(low) is type(high):
                    yield Every((low, high)), end

    def _away(self, place: int, ref: Ref) -> Read:
        """ "within 30 days of …", "3 days after …", "in the next 2 weeks"."""
        within = self.at(place, "within the next", "in the next", "within the coming", "during the next")
        span = self.span(within) if within > 0 else None
        if span is not None:
            yield Every((Moment(ref.path, "gte"), Moment(ref.path, "lte", span[0]))), span[1]
        within = self.phrase(place, "within-the-last")
        span = self.span(within) if within > 0 else None
        if span is not None:
            yield Every((Moment(ref.path, "gte", turned_back(span[0])), Moment(ref.path, "lte"))), span[1]
        within = self.phrase(place, "no-further-than")
        span = self.span(within) if within > 0 else None
        if span is not None:
            yield from self._within(span[0], span[1], ref, strict=self.words[within - 1] == "within")
        yield from self._between_spans(place, ref)
        exact = self.span(self.skip(place, "exactly", "always"))
        if exact is not None:
            yield from self._shifted("eq", exact[0], exact[1], ref)

    def _during(self, place: int, ref: Ref) -> Read:
        """ "(Happens) during the rental", "within the dates of the course"."""
        start = self.at(place, "during", "within")
        lead = range(max(place - 4, 0), place)
        whole = any(self.phrase(here, "takes-place-within") == start for here in lead)
        if whole and self.period is not None and ref.path in self.period:
            return  # what takes place then does so from its start to its end
        of = self.past(start, "its-period") if start > 0 else -1
        for link, end in self.linked_at(self.skip_determiners(of)) if start > 0 else ():
            period = self.period_of(self.lexicon.project.by_name[link.target])
            if period is not None and "." not in ref.path:
                low = Compare(ref.path, "gte", f"{link.name}.{period[0]}")
                yield Every((low, Compare(ref.path, "lte", f"{link.name}.{period[1]}"))), end

    def _around_today(self, place: int, ref: Ref) -> Read:
        """ "Today or at most 30 days in the past", "for today and for up to seven days back"."""
        start = self.skip(place, "for", "on", "either")
        today = self.phrase(start, "now")
        joint = self.at(today, "or", "and", ", or", ", and") if today > 0 else -1
        if joint < 0:
            return
        most = self.phrase(self.skip(joint, "for", "on"), "any-of-up-to")
        span = self.span(most) if most > 0 else None
        back, ahead = (self.phrase(span[1], "ago"), self.phrase(span[1], "from-now")) if span else (-1, -1)
        if span is not None and back > ahead:
            yield Every((Moment(ref.path, "gte", turned_back(span[0])), Moment(ref.path, "lte"))), back
        elif span is not None and ahead > 0:
            yield Every((Moment(ref.path, "gte"), Moment(ref.path, "lte", span[0]))), ahead

    def _edged(self, place: int, ref: Ref, field: Field) -> Read:
        """ "At 17:30 at the latest", "on the day it starts at the earliest"."""
        if not (self.has_phrase("at-the-latest") or self.has_phrase("at-the-earliest")):
            return
        start = self.skip(place, "at", "on", "from", "by", "due")
        for said, end in self._very_moment(start, ref, field):
            for operator, key in _EDGES:
                last = self.phrase(end, key)
                if last > 0:
                    yield _bounded(said, operator), last

    @cued(words="turn turns turned turning reach reaches reached reaching birthday age")
    def _at_age(self, place: int) -> Iterator[tuple[str, Span, int]]:
        """ "(before) they turn 21", "(before) the age of 21", "(before) their 18th birthday"."""
        birth = self.birth_of(self.root)
        if birth is None:
            return
        start = self.skip(place, *_THEY)
        number = self.number(self.phrase(start, "turning-age"))
        if number is not None and number[0].isdigit() and self.phrase(start, "turning-age") > 0:
            yield birth, Span(int(number[0]), "years"), self.skip(number[1], "years", "years old")
        day = self.skip_determiners(self.skip(place, "his or her"))
        age = self.words[day] if day < self.end and self.words[day].isdigit() else ""
        if age and self.at(day + 1, "st birthday", "nd birthday", "rd birthday", "th birthday") > 0:
            yield birth, Span(int(age), "years"), day + 3

    def birth_of(self, entity: Entity) -> str | None:
        """The field that holds when somebody was born."""
        found = [f.name for f in entity.fields if f.kind is Kind.DATE and loose_key_of(f.name) == "birth"]
        return found[0] if len(found) == 1 else None

    def _same_of_linked(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "(before) the project it belongs to", "(later than) its lease does": the same moment of that."""
        start = self.skip_determiners(place)
        for link, end in self.linked_at(start) if start > place else ():
            target = self.lexicon.project.by_name[link.target]
            edge = edge_of(ref.member.name)
            found = [
                each
                for each in target.fields
                if each.kind.is_temporal
                and (each.name == ref.member.name or (edge and edge_of(each.name) == edge))
            ]
            other = Ref(f"{link.name}.{found[0].name}", found[0]) if len(found) == 1 else None
            if other is not None and alike(ref, other):
                stop = self._past_relation(end, other)
                yield other, self.skip(stop, "does", "do", "did", "itself")

    def _very_moment(self, place: int, ref: Ref, field: Field) -> Read:
        """The very moment that is told."""
        at = self.clock(place) if field.kind is not Kind.DATE else None
        if at is not None:
            yield clock_of(ref, field, at[0], at[0]), at[1]
        fixed = self.date(place) if field.kind is not Kind.TIME else None
        if fixed is not None:
            yield range_of(ref, "eq", fixed[0]), fixed[1]
        day = self.past(place, "the-day-on-which")
        for other, end in (*self._other(place, ref), *self._verb_moment(day, ref)):
            yield Compare(ref.path, "eq", other.path), end
        span = self.span(place)
        if span is not None:
            yield from self._shifted("eq", span[0], span[1], ref)

    def _between_spans(self, place: int, ref: Ref) -> Read:
        """ "Between 14 and 60 days after the issue date"."""
        start = self.at(place, "between", "from")
        low = self.number(start) if start > 0 else None
        middle = self.at(low[1], "and", "to", "–", "-", "days and") if low else -1
        high = self.span(middle) if middle > 0 else None
        if low is None or high is None or not low[0].isdigit() or int(low[0]) > high[0].count:
            return
        for last, end in self._shifted("lte", high[0], high[1], ref):
            for first, _ in self._shifted("gte", Span(int(low[0]), high[0].unit), high[1], ref):
                if _anchor_of(last) == _anchor_of(first):
                    yield Every((first, last)), end

    def _within(self, span: Span, place: int, ref: Ref, *, strict: bool) -> Read:
        if not strict:
            return
        end = self.at(place, "from now", "from today", "of today", "of now")
        if end > 0:
            yield Every((Moment(ref.path, "gte"), Moment(ref.path, "lte", span))), end
        if end > 0 and self.words[place] == "of":
            # People say so of what is to come, and of either side.
            yield Every((Moment(ref.path, "gte", turned_back(span)), Moment(ref.path, "lte", span))), end
        after = self.at(place, "after", "from", "following", "of")
        if after > 0:
            both = self.words[after - 1] == "of"
            for other, stop in (*self._other(after, ref), *self._verb_moment(after, ref)):
                low = Compare(
                    ref.path,
                    "gte",
                    other.path,
                    turned_back(span) if both and not self.words[after].endswith("ing") else None,
                )
                yield Every((low, Compare(ref.path, "lte", other.path, span))), stop
        before = self.at(place, "before", "prior to")
        if before > 0:
            for other, stop in self._other(before, ref):
                low = Compare(ref.path, "gte", other.path, turned_back(span))
                yield Every((low, Compare(ref.path, "lte", other.path))), stop

    def _verb_moment(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "after it starts", "before they were born", "of being placed"."""
        if place < 0:
            return
        start = self.phrase(place, "it-was")
        if start < 0:
            start = self.past(self._row_or_linked(place), "happened")
        if start > 0:
            yield from self._own_event(place, start, ref)
        for other, end in self.read_event(place):
            if other.path != ref.path and alike(ref, other):
                yield other, end

    def _own_event(self, place: int, end: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "(30 days after) the treatment": the day on which a row took place that is named by its event."""
        if self.entity_end(self.skip_determiners(place), self.root) != end:
            return
        for member in self.lexicon.members(self.root, f"{self.root.label} date"):
            other = Ref(member.name, member)
            if member.name != ref.path and alike(ref, other):
                yield other, end

    def _row_or_linked(self, place: int) -> int:
        """After the root's name, or that of a row it links to, of which the root tells: "the patient …"."""
        owner = next(iter(self.read_entity(place, self.root, plain=True)), None)
        if owner is not None:
            return owner[1] if owner[0] is None else -1
        if self.word(place) not in ("the", "a", "an", "its", "that"):
            return -1
        for name, end in self.spans(place + 1, 4):
            if self.lexicon.links(self.root, name) and self.phrase(end, "happened") > 0:
                return end
        return -1


def _anchor_of(condition: Condition) -> tuple[str, str]:
    """What a moment is held against: another member, or now."""
    assert isinstance(condition, Moment | Compare)
    return condition.field, condition.other if isinstance(condition, Compare) else ""


def _bounded(said: Condition, operator: Operator) -> Condition:
    """The moment that ``said`` tells as the last, or the first, that may be."""
    match said:
        case Compare() | Moment():
            return replace(said, operator=operator)
        case Clock():
            return replace(said, earliest=None) if operator == "lte" else replace(said, latest=None)
        case Range():
            return replace(said, gte=None) if operator == "lte" else replace(said, lte=None)
    raise TypeError(type(said))
