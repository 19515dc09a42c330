"""Predicates of dates and times.

moment    = "in the past" | "on a weekend" | day {"," day} | comparison (now | date | member | distance)
distance  = span ("after" | "before") member | span "from now" | span "ago"
hours     = "between" clock "and" clock | comparison clock
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import (
    MIRRORED,
    Compare,
    Condition,
    Every,
    Moment,
    Not,
    Operator,
    Span,
    Weekday,
)
from erdgen.compiler.rules.language.comparing import Read, alike
from erdgen.compiler.rules.language.measures import clock_of, range_of, turned_back
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.periods import Periods
from erdgen.compiler.rules.language.units import DAYS
from erdgen.compiler.rules.language.words import COMPARING_VERBS, COMPARISONS, TIME_COMPARISONS
from erdgen.compiler.spec.project import Field, Kind

#: How old what happened at a moment is.
_AGES: tuple[tuple[Operator, str], ...] = (
    ("lt", "older-than"),
    ("gte", "no-older-than"),
    ("gt", "newer-than"),
)


class Moments(Periods):
    """Reads what is said of a moment."""

    def _moment(self, place: int, ref: Ref, field: Field) -> Read:
        place = self.past(place, "lies")
        day = self.phrase(place, "days-that-lie") if field.kind is not Kind.TIME else -1
        if day > 0:  # "for a day that is to come", "for dates more than 14 days ago"
            yield from self._moment_said(day, ref, field)
        yield from self._moment_said(place, ref, field)

    def _moment_said(self, place: int, ref: Ref, field: Field) -> Read:
        if field.kind is not Kind.TIME:
            yield from self._relative(place, ref)
            yield from self._weekday(place, ref)
            yield from self._away(place, ref)
        if field.kind is not Kind.DATE:
            yield from self._hours(place, ref, field)
        yield from self._dated_back(place, ref)
        yield from self._aged(place, ref)
        either = (TIME_COMPARISONS.find(self.words, place), COMPARISONS.find(self.words, place))
        found = max((f for f in either if f), key=lambda f: f[1], default=None) or self._time_verb(place)
        if found is not None:
            timely = either[1] is None or (either[0] is not None and either[0][1] >= either[1][1])
            yield from self._temporal(found[0], found[1], ref, field, timely=timely)
        start = self.at(place, "between", "from")
        if start > 0:
            yield from self._from_to(start, ref, field)
        end = self.phrase(place, "now")
        if end > 0:
            yield Moment(ref.path, "eq"), end

    def _dated_back(self, place: int, ref: Ref) -> Read:
        """ "(be) backdated by more than 6 days", "post-dated", "(be) backdated"."""
        for key, sign, plain in (("backdated", -1, "lt"), ("post-dated", 1, "gt")):
            after = self.phrase(place, key)
            if after < 0:
                continue
            found = COMPARISONS.find(self.words, after)
            span = self.span(found[1]) if found else None
            if found is not None and span is not None:
                operator = MIRRORED[found[0]] if sign < 0 else found[0]
                yield Moment(ref.path, operator, Span(sign * span[0].count, span[0].unit)), span[1]
            elif self.words[after - 1] != "by":
                yield Moment(ref.path, "lt" if plain == "lt" else "gt"), after

    def _aged(self, place: int, ref: Ref) -> Read:
        """ "(Must not be) older than two years", "(may be) no older than 6 months", "newer than 3 days"."""
        start = self.skip(place, "be")
        for operator, key in _AGES:
            after = self.phrase(start, key)
            span = self.span(after) if after > 0 else None
            if span is not None and self.word(span[1]) in (
                "",
                ",",
                "and",
                "when",
                "if",
                "unless",
                "for",
                "at",
            ):
                yield Moment(ref.path, operator, turned_back(span[0])), span[1]

    def _time_verb(self, place: int) -> tuple[Operator, int] | None:
        found = COMPARING_VERBS.find(self.words, place)
        return (found[0][0], found[1]) if found and found[0][1] in ("time", "") else None

    def _relative(self, place: int, ref: Ref) -> Read:
        place = self.skip(place, "lie", "lies", "be", "fall", "dated", "set", "located")
        end = self.phrase(place, "in-the-past")
        if end > 0:
            yield Moment(ref.path, "lt"), end
        end = self.phrase(place, "in-the-future")
        if end > 0:
            yield Moment(ref.path, "gt"), end
        end = self.phrase(place, "today-or-later")
        if end > 0:
            yield Moment(ref.path, "gte"), end
        end = self.phrase(place, "today-or-earlier")
        if end > 0:
            yield Moment(ref.path, "lte"), end

    def _weekday(self, place: int, ref: Ref) -> Read:
        place = self.skip(place, "fall", "falls", "be", "lie", "take", "happen")
        place = self.skip(place, "place")
        end = self.phrase(place, "on-a-weekend")
        if end > 0:
            yield Weekday(ref.path, (5, 6)), end
        end = self.phrase(place, "on-a-weekday")
        if end > 0:
            yield Weekday(ref.path, (0, 1, 2, 3, 4)), self._past_only(end)
        but = self.phrase(place, "any-day-but")
        for days, end in self._days(self.skip(but, "a", "on", "on a"), ref) if but > 0 else ():
            yield opposite_of(days), end
        start = self.at(place, "on a", "on an", "on", "a", "from", "between", "for a", "for")
        start = max(self.phrase(max(start, place), "any-day-from"), start)
        yield from self._days(max(start, place), ref)

    def _days(self, place: int, ref: Ref) -> Read:
        days: list[int] = []
        end = place
        while self.word(end) in DAYS:
            day = DAYS[self.word(end)]
            days.append(day)
            end += 1
            through = self.at(end, "to", "through", "–", "-", "until")
            if through > 0 and self.word(through) in DAYS:
                last = DAYS[self.word(through)]
                days += [d % 7 for d in range(day + 1, (last if last > day else last + 7) + 1)]
                end = through + 1
            more = self.phrase(end, "or-day")
            if more < 0 or self.word(more) not in DAYS:
                break
            end = more
        if days:
            yield Weekday(ref.path, tuple(sorted(set(days)))), self._past_only(end)
            if len(days) == 1 and self.word(end) in split_name(ref.member.name):  # "for a Monday visit"
                yield Weekday(ref.path, tuple(days)), end + 1

    def _past_only(self, place: int) -> int:
        """After "only", where nothing before is denied."""
        denied = {"not", "no", "never", "cannot", "nor", "neither"} & set(self.words[:place])
        return place if denied else self.skip(place, "only", "exclusively")

    def _hours(self, place: int, ref: Ref, field: Field) -> Read:
        place = self.skip(place, "lie", "fall", "be", "start")
        start = self.at(place, "between", "from", "within")
        low = self.clock(start) if start > 0 else None
        if low is None and start > 0:
            low = self._bare_hour(start)
        middle = self.at(low[1], "and", "to", "–", "-", "until") if low else -1
        high = self.clock(middle) if middle > 0 else None
        if low is not None and high is not None and low[0] < high[0]:
            yield clock_of(ref, field, low[0], high[0]), high[1]
        found = TIME_COMPARISONS.find(self.words, place)
        if found is not None:
            at = self.clock(found[1])
            if at is not None and found[0] in ("gte", "lte"):
                bounds = (at[0], None) if found[0] == "gte" else (None, at[0])
                yield clock_of(ref, field, *bounds), at[1]
            if at is not None and found[0] in ("gt", "lt"):
                bounds = (None, at[0]) if found[0] == "gt" else (at[0], None)
                yield Not(clock_of(ref, field, *bounds)), at[1]

    def _bare_hour(self, place: int) -> tuple[str, int] | None:
        number = self.number(place)
        if number is None or not number[0].isdigit() or int(number[0]) > 23:
            return None
        return f"{int(number[0]):02}:00", number[1]

    def _temporal(self, operator: Operator, place: int, ref: Ref, field: Field, *, timely: bool) -> Read:
        end = self.phrase(place, "now")
        if end > 0:
            yield Moment(ref.path, operator), end
        fixed = self.date(place)
        if fixed is not None and field.kind is not Kind.TIME:
            yield range_of(ref, operator, fixed[0]), fixed[1]
        for other, stop in self._other(place, ref):
            yield Compare(ref.path, operator, other.path), stop
            if operator == "eq":
                later, earlier = (
                    self.at(stop, "or later", "or after"),
                    self.at(stop, "or earlier", "or before"),
                )
                if max(later, earlier) > 0:
                    yield Compare(ref.path, "gte" if later > 0 else "lte", other.path), max(later, earlier)
            if self.at(stop, "itself") > 0:
                yield Compare(ref.path, operator, other.path), stop + 1
        for other, stop in self._verb_moment(place, ref):
            yield Compare(ref.path, operator, other.path), stop
        lead = self.phrase(place, "the-day-on-which")
        if lead > 0:
            yield from self._named_day(operator, lead, ref, field)
        day = self.at(place, "the day", "the same day", "the day on which", "the day when")
        for other, stop in self._verb_moment(day, ref) if day > 0 and operator == "eq" else ():
            later, earlier = self.at(stop, "or later", "or after"), self.at(stop, "or earlier", "or before")
            turned: Operator = "gte" if later > 0 else "lte" if earlier > 0 else "eq"
            yield Compare(ref.path, turned, other.path), max(stop, later, earlier)
        span = self.span(place)
        if span is not None:
            yield from self._shifted(operator, span[0], span[1], ref, timely=timely)
            yield from self._shared_tail(operator, span[0], span[1], ref, timely=timely)

    def _named_day(self, operator: Operator, place: int, ref: Ref, field: Field) -> Read:
        """ "(after) the date on which it was ordered", "(until) the day the customer's licence expires"."""
        for other, stop in (*self._verb_moment(place, ref), *self._other(place, ref)):
            days = other.field is not None and other.field.kind is Kind.DATE and field.kind is Kind.DATE
            times = self.words[place - 1] in ("time", "moment") or "time" in self.words[place - 4 : place]
            if days or (times and other.field is not None and other.field.kind is field.kind):
                yield Compare(ref.path, operator, other.path), stop

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

    def _verb_moment(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "after it starts", "before they were born", "of being placed"."""
        start = self.phrase(place, "it-was")
        if start < 0:
            start = self.past(self._row_or_linked(place), "happened")
        if start < 0:
            return
        yield from self._own_event(place, start, ref)
        for name, end in self.spans(start, 2):
            for member in self.lexicon.members(self.root, name):
                other = Ref(member.name, member)
                if member.name != ref.path and alike(ref, other):
                    yield other, end
                    return

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
                    turned_back(span) if both and self.words[after] != "being" else None,
                )
                yield Every((low, Compare(ref.path, "lte", other.path, span))), stop
        before = self.at(place, "before", "prior to")
        if before > 0:
            for other, stop in self._other(before, ref):
                low = Compare(ref.path, "gte", other.path, turned_back(span))
                yield Every((low, Compare(ref.path, "lte", other.path))), stop

    def _from_to(self, place: int, ref: Ref, field: Field) -> Read:
        low = self.date(place)
        middle = self.at(low[1], "and", "to", "until", "–") if low else -1
        high = self.date(middle) if middle > 0 else None
        if low is not None and high is not None:
            yield range_of(ref, "gte", low[0], "lte", high[0]), high[1]
        for first, end in self._other(place, ref):
            after = self.at(end, "and")
            if after > 0:
                for second, stop in self._other(after, ref):
                    yield (
                        Every((Compare(ref.path, "gte", first.path), Compare(ref.path, "lte", second.path))),
                        stop,
                    )


def _anchor_of(condition: Condition) -> tuple[str, str]:
    """What a moment is held against: another member, or now."""
    assert isinstance(condition, Moment | Compare)
    return condition.field, condition.other if isinstance(condition, Compare) else ""
