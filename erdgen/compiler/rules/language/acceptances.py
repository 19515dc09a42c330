"""What alone is taken, where it is said by whom or of what.

accepted  = lead object [rows] | "only" object "are accepted" ["as" member] | "for" member "," lead values
lead      = somebody ("only" entering | entering "only" | "can only" entering | entering)
object    = member predicate | rows modifier | predicate ("as" | "in") member

Without "only" a bound is told by a limit alone: who takes "up to 5" takes no more.
"""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Condition, Every, Length, OneOf, Pattern, Range, Some
from erdgen.compiler.rules.language.barrings import Barrings
from erdgen.compiler.rules.language.bodies import Bodies, Holds
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.denials import ENTERING, ENTRIES, JOINTS
from erdgen.compiler.rules.language.excluded import is_of_itself, is_restriction
from erdgen.compiler.rules.language.modals import is_upper_bound
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import word_set

_PAYING = word_set("pay charge offer grant award support recognise recognize know")


class Acceptances(Barrings):
    """Reads what is accepted."""

    def _all_denied(self, place: int) -> Bodies:
        yield from super()._all_denied(place)
        yield from self._accepting(place)
        yield from self._only_accepted(place)
        yield from self._accepting_for(place)

    def _taking(self, place: int) -> tuple[int, bool]:
        """After "we accept", "you may only enter", and whether it says "only"; -1 where none stands here."""
        actor = self.phrase(place, "somebody")
        if actor < 0:
            return -1, False
        modal = self.modal(actor)
        if modal is not None and (modal.denied or modal.kind == "can"):
            return -1, False
        only = modal is not None and modal.kind == "only"
        start = modal.end if modal is not None else actor
        first = self.at(start, "only", "exclusively", "solely")
        verb = max(first, start)
        if self.word(verb) not in ENTERING | _PAYING:
            return -1, False
        end = self.skip(verb + 1, "in", "on")
        after = self.at(end, "only", "solely", "exclusively", "nothing but", "no other than")
        return max(after, end), only or first > 0 or after > 0

    @cued(words="accept accepts take takes allow enter use only permit offer pay charge support")
    def _accepting(self, place: int) -> Bodies:
        """ "We only accept a code of three letters", "we accept notes of up to 140 characters"."""
        begin, only = self._taking(place)
        if begin < 0:
            return
        for ref, end in self._subjects(self.skip(begin, *ENTRIES)):
            for condition, stop in self._taken_so(ref, end):
                if only or self._names_limit(condition):
                    body = self._limited_to(ref, Holds(condition))
                    yield body, stop
                    yield from self._of_rows(body, stop)
        for condition, end in self.read_having(begin):
            if isinstance(condition, Range | Length | Pattern) and (only or self._names_limit(condition)):
                yield Holds(condition), end
        for where, end in self.read_entity(begin, self.root):
            last = self.at(end, "only", "alone", "exclusively", "and no others", "and nothing else")
            kinds = where is not None and self.tells_kind(where) and (only or last > 0 or self.closed)
            limits = where is not None and is_of_itself(where) and (only or self._names_limit(where))
            if where is not None and (kinds or limits):
                yield Holds(where), max(last, end) if kinds else end
        yield from self._taken_as(begin) if only else ()

    def _taken_as(self, place: int) -> Bodies:
        """ "(You may only enter) digits as the code"."""
        for joint in range(place + 1, self.end - 1):
            if self.words[joint] in JOINTS:
                for ref, end in self._subjects(joint + 1):
                    for condition, stop in self._taken_so(ref, place):
                        if stop == joint:
                            body = self._limited_to(ref, Holds(condition))
                            yield body, end
                            yield from self._of_rows(body, end)

    @cued(words="only solely just")
    def _only_accepted(self, place: int) -> Bodies:
        """ "Only codes of three letters are accepted", "only valid addresses are accepted as email"."""
        only = self.at(place, "only", "solely", "just")
        if only < 0:
            return
        for ref, end in self._subjects(only):
            for condition, stop in self._taken_so(ref, end):
                allowed = self._accepted_end(stop)
                if allowed > 0:
                    yield self._limited_to(ref, Holds(condition)), allowed
        for where, end in self.read_entity(only, self.root):
            allowed = self._accepted_end(end)
            if allowed > 0 and where is not None and self.tells_kind(where):
                yield Holds(where), allowed
        for joint in range(only + 2, self.end - 1):
            if self.words[joint] not in ("as", "for", "in"):
                continue
            for ref, end in self._subjects_or_days(joint + 1):
                for condition, stop in self._taken_so(ref, only):
                    if self._accepted_end(stop) == joint:
                        yield self._limited_to(ref, Holds(condition)), end

    def _accepted_end(self, place: int) -> int:
        """After "are accepted", "may be entered"."""
        modal = self.modal(place)
        be = self.at(modal.end, "be") if modal is not None and modal.kind == "can" else -1
        entered = self.phrase(be, "entered-participle") if be > 0 else -1
        return max(self.phrase(place, "is-allowed"), entered)

    def _accepting_for(self, place: int) -> Bodies:
        """ "For the language of a course we accept only the values en, fr and de"."""
        front = self.at(place, "for", "as")
        for ref, end in self._subjects(front) if front > 0 else ():
            begin, only = self._taking(self.skip(end, ","))
            start = self.skip(begin, "the values", "values", "the value", "one of", "one of the values")
            for condition, stop in self._taken_so(ref, start) if only else ():
                yield self._limited_to(ref, Holds(condition)), stop
            plain = ref.field is not None and ref.field.kind.is_text and not ref.field.choices
            for values, stop in self.read_list(start, ref.field) if only and plain and ref.field else ():
                yield self._limited_to(ref, Holds(OneOf(ref.path, values))), stop

    def _taken_so(self, ref: Ref, place: int) -> Read:
        """What a value that is taken is like."""
        starts = {place, self.skip(place, "with", "of", "having", "containing"), self.past(place, "that-is")}
        for start in sorted(starts):
            for condition, end in self.read_predicates(start, ref):
                if _is_of_the_value(condition):
                    yield condition, end

    def _names_limit(self, condition: Condition) -> bool:
        """Whether it names a limit, of whatever it holds."""
        parts = condition.parts if isinstance(condition, Every) else (condition,)
        return all(isinstance(part, Range | Length) for part in parts) and any(
            is_upper_bound(part) for part in parts
        )


def _is_of_the_value(condition: Condition) -> bool:
    parts: tuple[Condition, ...] = condition.parts if isinstance(condition, Every) else (condition,)
    return all(is_restriction(part) and not isinstance(part, Some) for part in parts)
