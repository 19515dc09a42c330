"""Every form that a rule on rows can have, and what the ERD says beside the sentence.

hinted    = [rows] predicates ["are refused"] | [row] … comparison amount
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Moment, OneOf
from erdgen.compiler.rules.language.ahead import Ahead
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.sentences import Sentences
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.units import PERIODS
from erdgen.compiler.rules.language.words import COMPARISONS, REFUSING, word_set
from erdgen.compiler.spec.project import Field, Kind

_JOINTS = word_set(", ; : within per in for among and or with by")
_TURNS = REFUSING | word_set(
    "not never no cannot without unless if when may can must only except nobody nor neither there then"
    " thereafter afterwards after before once until somebody someone some default nothing none where whose"
    " which who invalid illegal error impossible inadmissible unacceptable"
)
_RELATIVES = word_set("that which who")
#: With these in front of it a noun tells which rows are meant.
_WHICH = word_set("at on in for during by from with of outside inside after before over whose which that who")
#: Before the name of rows these say that something is theirs.
_BEFORE_ROWS = word_set("of for on in per by to with from")
#: What speaks of new rows, or of those there, is more than words for the field.
_MAKINGS = word_set("new newly creation created creating initially initial first beginning existing later")


class Groups(Ahead):
    """All forms together; a field that the ERD names beside the sentence may be left out in it."""

    def _like(self, tokens: tuple[Token, ...]) -> Sentences:
        other = type(self)(tokens, self.lexicon, self.root)
        other.hinted, other.meant, other.called = self.hinted, self.meant, self.called
        other.closed = self.closed
        return other

    def told_moment(self) -> Ref | None:
        member = self.root.members.get(self.hinted) if self.hinted else None
        days = isinstance(member, Field) and member.kind in (Kind.DATE, Kind.DATETIME)
        return Ref(member.name, member) if member is not None and days else None

    def farthest(self) -> int:
        """How far the subject reaches that was understood."""
        ends = [end for _ref, end in self.read_subject(0)] + [
            end for _where, end in self.read_entity(0, self.root)
        ]
        return max(ends, default=0)

    @remembered
    def read_subject(self, place: int) -> Iterator[tuple[Ref, int]]:
        found = False
        for ref, end in super().read_subject(place):
            found = True
            yield ref, end
        member = self.root.members.get(self.hinted) if self.hinted and not found else None
        if member is not None:
            if self.modal(place):
                yield Ref(member.name, member), place
            for end in range(place + 1, min(place + 7, self.end)):
                if self.word(end - 1) in _TURNS | _MAKINGS or self.words[end - 1] in _JOINTS:
                    return
                if self.modal(end) or self.word(end) in ("is", "are"):
                    if self.word(end - 1) not in _RELATIVES and not self._tells_rows_apart(place, end):
                        yield Ref(member.name, member), end
                    return

    def _tells_rows_apart(self, place: int, end: int) -> bool:
        """Whether the words say of which rows something is said: "a bike delivery", "used tickets"."""
        start = self.skip_determiners(place)
        for here in range(start + 1, end):
            stop = self.entity_end(here, self.root)
            before = self.words[here - 1]
            if 0 < stop <= end and before not in _BEFORE_ROWS and self.skip_determiners(here - 1) == here - 1:
                return stop == end or self._tells_state(place, end)
        return False

    def _tells_state(self, place: int, end: int) -> bool:
        """Whether a state of rows, or of those that they link to, stands between the two places."""
        targets = [self.lexicon.project.by_name[link.target] for link in self.root.relationships]
        return any(
            self.lexicon.states(entity, name)
            for start in range(place, end)
            for name, stop in self.spans(start, 3)
            for entity in (self.root, *targets)
            if stop <= end
        )

    def _hinted_bound(self, place: int) -> Bodies:
        """The hinted field under words of its own: "a coupon takes off no more than 50 %"."""
        member = self.root.members.get(self.hinted) if self.hinted else None
        if member is None or place != 0:
            return
        ref = Ref(member.name, member)
        for where, end in self.read_entity(0, self.root, plain=True):
            for condition, stop in self.read_predicate(end, ref) if where is None else ():
                refused = self.phrase(stop, "bound-refused")
                if refused > 0:
                    yield Holds(opposite_of(condition)), refused
        nobody = self.at(0, "nobody", "no one")
        found = self.modal(nobody) if nobody > 0 else None
        if nobody > 0 and (self.word(nobody).endswith("s") if found is None else found.kind == "can"):
            first = found.end if found is not None else nobody + 1
            for begin in range(first + 2, min(first + 7, self.end)):
                if self.word(begin) == "in" and first + 3 < self.end:
                    for condition, stop in self.read_predicate(begin, ref):
                        if isinstance(condition, Moment):
                            yield Holds(opposite_of(condition)), stop
            for begin in range(first, min(first + 4, self.end)):
                if COMPARISONS.find(self.words, begin):
                    for condition, stop in self.read_predicate(begin, ref):
                        yield Holds(opposite_of(condition)), stop
                        yield Holds(opposite_of(condition)), self._past_period_and_link(stop, member.name)
                        for name, after in self.spans(stop, 3):
                            if member in self.lexicon.members(self.root, name):
                                yield Holds(opposite_of(condition)), after
                    break
        for end in range(1, self.end):
            word = self.words[end - 1]
            if word in _TURNS or self.tokens[end - 1].kind == "number":
                return
            if COMPARISONS.find(self.words, end) or self.word(end) in ("between", "in"):
                for condition, stop in self.read_predicates(end, Ref(member.name, member)):
                    if not isinstance(condition, OneOf):  # "new rows go under review" is a step
                        for where in self._rows_before(end):
                            yield self._narrowed(Holds(condition), where), stop
                return

    def _rows_before(self, place: int) -> Iterator[Condition | None]:
        """Which rows the words before ``place`` name; verbs are skipped, nothing that tells rows apart is."""
        rows = self.read_entity(0, self.root)
        limits = [where for where, end in rows if where is not None and end <= place]
        first = self.skip_determiners(0)
        late = any(self.entity_end(begin, self.root) in range(place + 1) for begin in range(first + 1, place))
        told = self._tells_state(0, place) or late or not _WHICH.isdisjoint(self.words[: place - 1])
        if limits or not told:
            yield from limits or (None,)

    def _past_period_and_link(self, place: int, name: str) -> int:
        """After "a week on a project": what ``weekly_hours`` of a row with that link says itself."""
        lead = self.at(place, "a", "per", "each", "every", "in a", "in any", "in one")
        period = PERIODS.get(self.word(lead), frozenset()) if lead > 0 else frozenset()
        end = lead + 1 if not period.isdisjoint(split_name(name)) else place
        link = self.at(end, "on", "in", "for", "at", "per")
        for named, stop in self.spans(self.skip_determiners(link), 3) if link > 0 else ():
            if self.lexicon.links(self.root, named):
                return stop
        return end

    def _of_each_row(self, place: int) -> Bodies:
        """ "For each hire, the sum of …", "on an order the buyer and the seller …": said of every row."""
        after = self.phrase(place, "on-one") if place == 0 else -1
        for end in self.root_ends(self.past(after, "a-given")) if after > 0 else ():
            start = self.skip(end, ",")
            yield from self._member_statements(start)
            yield from self._row_statements(start)
            yield from self._same_place(start)
            yield from self._led(start)
            yield from self._sum_limits(start)
            yield from self._computed(start)

    def read_main(self, place: int) -> Bodies:
        yield from self._of_each_row(place)
        yield from self._hinted_bound(place)
        yield from super().read_main(place)
        yield from self._unique_member(place)
        yield from self._scoped_first(place)
        yield from self._unique_rows(place)
        yield from self._recorded_once(place)
        yield from self._no_two(place)
        yield from self._only_once(place)
        yield from self._two_alike(place)
        yield from self._alike(place)
        yield from self._pairs(place)
        yield from self._so_many_may(place)
        yield from self._overlaps(place)
        yield from self._collisions(place)
        yield from self._own_self(place)
        yield from self._link_to_itself(place)
        yield from self._same_place(place)
        yield from self._led(place)
        yield from self._moves(place)
        yield from self._kept_as_is(place)
        yield from self._counts(place)
        yield from self._limits(place)
        yield from self._made_with_others(place)
        yield from self._computed(place)
        yield from self._default(place)
        yield from self._server_set(place)
        yield from self._authored(place)
        yield from self._creations(place)
        yield from self._made_for(place)
        yield from self._who_makes(place)
        yield from self._actor_deed(place)
        yield from self._sum_limits(place)
        yield from self._told_otherwise(place)
