"""Predicates of dates and times.

moment    = "in the past" | "on a weekend" | day {"," day} | comparison (now | date | member | distance)
          | edge
hours     = "between" clock "and" clock | comparison clock
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import (
    MIRRORED,
    Compare,
    Every,
    Moment,
    Not,
    Operator,
    Span,
    Weekday,
)
from erdgen.compiler.rules.language.comparing import Read, alike
from erdgen.compiler.rules.language.distances import Distances
from erdgen.compiler.rules.language.measures import clock_of, range_of, turned_back
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.units import DAYS
from erdgen.compiler.rules.language.words import COMPARING_VERBS, COMPARISONS, TIME_COMPARISONS
from erdgen.compiler.spec.project import Field, Kind, Relationship

#: How old what happened at a moment is.
_AGES: tuple[tuple[Operator, str], ...] = (
    ("lt", "older-than"),
    ("gte", "no-older-than"),
    ("gt", "newer-than"),
)


class Moments(Distances):
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
            yield from self._around_today(place, ref)
            yield from self._during(place, ref)
        if field.kind is not Kind.DATE:
            yield from self._hours(place, ref, field)
        yield from self._dated_back(place, ref)
        yield from self._aged(place, ref)
        yield from self._edged(place, ref, field)
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
        for birth, age, stop in self._at_age(place):
            yield Compare(ref.path, operator, birth, age), stop
        for other, stop in self._same_of_linked(place, ref):
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
            days = other.field is not None and Kind.DATE in (other.field.kind, field.kind)
            times = self.words[place - 1] in ("time", "moment") or "time" in self.words[place - 4 : place]
            if days or (times and other.field is not None and other.field.kind is field.kind):
                yield Compare(ref.path, operator, other.path), stop

    def _from_to(self, place: int, ref: Ref, field: Field) -> Read:
        low = self.date(place)
        middle = self.at(low[1], "and", "to", "until", "–") if low else -1
        high = self.date(middle) if middle > 0 else None
        if low is not None and high is not None:
            yield range_of(ref, "gte", low[0], "lte", high[0]), high[1]
        joints = [here for here in range(place + 1, min(place + 7, self.end)) if self.words[here] == "and"]
        for joint in joints[:1]:
            for second, stop in self._other(joint + 1, ref):
                for first in self._first_of_both(place, joint, second, ref):
                    after = Compare(ref.path, "gte", first)
                    yield Every((after, Compare(ref.path, "lte", second.path))), stop

    def _first_of_both(self, place: int, end: int, second: Ref, ref: Ref) -> Iterator[str]:
        """ "(between) the start (and the end of the course)", "the first (and the last show)"."""
        link, _, _rest = second.path.rpartition(".")
        member = self.root.members.get(link) if "." not in link else None
        target = member.target if isinstance(member, Relationship) else self.root.name
        entity = self.lexicon.project.by_name[target]
        start = self.skip_determiners(place)
        name, noun = self.name(start, end), " ".join(split_name(second.member.name)[1:])
        theirs = self.lexicon.members(entity, name) or self.lexicon.members(entity, f"{name} {noun}")
        found = [each for each in theirs if alike(ref, Ref(each.name, each))]
        if len(found) == 1 and name:
            path = f"{link}.{found[0].name}" if link else found[0].name
            yield from (path,) if path not in (ref.path, second.path) else ()
        else:
            yield from (first.path for first, stop in self._other(place, ref) if stop == end)
