"""What a sentence says of one member, such as "at least 5" or "after its start date".

predicates = predicate {("and" | "but" | "or") predicate} ["except" values]
predicate  = ["be"] ["not" | "never"] (presence | number | text | switch | choice | moment)
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Condition, Every, Given, OneOf, Pattern, Range, Some
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.moments import Moments
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import BE, COMPARISONS, word_set
from erdgen.compiler.spec.project import Kind, Relationship

#: "Not required" allows both.
_DUTIES = word_set("required mandatory compulsory obligatory necessary needed demanded called")

#: What a value can be by another row that has it.
_TAKEN = word_set("taken registered held stored assigned used known")
#: "Not limited to 5" sets no limit.
_LIMITS = ("limited to", "restricted to", "capped at", "confined to", "bound to", "topped at")


def _is_value(condition: Condition) -> bool:
    """Whether it names numbers, with which a list may begin: no number is two at once."""
    if isinstance(condition, OneOf):
        return not condition.negated
    return isinstance(condition, Range) and condition.gte is not None and condition.gte == condition.lte


class Predicates(Moments):
    """Reads what is said of a member after its verb."""

    def read_predicates(self, place: int, ref: Ref) -> Read:
        """One or several, joined by "and", "but" or "or"."""
        start = place + 1 if self.word(place) in BE else place
        turned = self.at(start, "not", "never", "neither", "anything but", "anything other than") > 0
        for first, end in self.read_predicate(place, ref):
            yield first, end
            for exception, stop in self._except_values(end, ref):
                if isinstance(first, Range | OneOf):
                    yield Every((first, exception)), stop
            open_ended = turned and self.at(end, "or", ", or", "nor", ", nor") > 0
            if not open_ended or isinstance(first, Given):
                yield from self._joined(first, end, ref)

    def _joined(self, first: Condition, place: int, ref: Ref) -> Read:
        after = self.at(place, ", and", ", but", "and", "but", ",")
        if after > 0 and not (_is_value(first) and self.number(after) and ref.field is not None):
            for more, end in self.read_predicates(after, ref):
                if not isinstance(more, Some) and not self._is_of_a_list(first, more, after):
                    joined = join(first, more)
                    assert joined is not None
                    yield joined, end
        after = self.at(place, ", or else", ", or", "or else", "or", ", nor", "nor")
        if after > 0:
            for more, end in self.read_predicates(after, ref):
                if not isinstance(more, Every):
                    yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), end

    def _is_of_a_list(self, first: Condition, more: Condition, place: int) -> bool:
        """Whether a list of characters goes on: "only digits, spaces and a plus" is of no two forms."""
        if not isinstance(first, Pattern):
            return False
        parts = more.parts if isinstance(more, Every) else (more,)
        kinds = self.kinds(place)
        return isinstance(parts[0], Pattern) and kinds is not None and parts[0].name == kinds.name

    def _except_values(self, place: int, ref: Ref) -> Iterator[tuple[Condition, int]]:
        """ ", except 13", "but not 4 or 13"."""
        after = self.phrase(place, "but-not")
        if after < 0 or ref.field is None:
            return
        for values, end in self._values(after, ref.field, free=True):
            yield OneOf(ref.path, values, negated=True), end

    def read_predicate(self, place: int, ref: Ref) -> Read:
        """One predicate; a leading "be" says nothing, "not" turns it round."""
        start = place + 1 if self.word(place) in BE else place
        turned = self.phrase(start, "turned")
        if turned > 0:
            yield from self._direct(start, ref)
            if self.is_duty(turned):
                return
            for condition, end in self._alternatives(turned, ref):
                yield opposite_of(condition), end
        else:
            yield from self._direct(start, ref)

    def _alternatives(self, place: int, ref: Ref) -> Read:
        """What is denied all at once: "neither below 5 nor above 30"."""
        for first, end in self._direct(place, ref):
            yield first, end
            neither = self.words[place - 1] in ("neither", "nor", "or") and "neither" in self.words[:place]
            after = self.at(end, "nor", ", nor", *(("or", ", or") if neither else ()))
            for more, stop in self._alternatives(after, ref) if after > 0 else ():
                yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), stop

    def is_duty(self, place: int) -> bool:
        """Whether what is denied is a duty: "not required" leaves the choice."""
        start = place + 1 if self.word(place) in BE else place
        return self.word(start) in _DUTIES or self.at(start, *_LIMITS) > 0

    def _direct(self, place: int, ref: Ref) -> Read:
        field = ref.field
        lead = self.phrase(place, "value-lead")
        if lead > 0 and field is not None and not field.choices and self.phrase(lead, "value-lead") < 0:
            yield from self._direct(lead, ref)
        yield from self._presence(place, ref)
        yield from self._identity(place, ref)
        if field is None:
            for other, end in self._other(place, ref):
                yield Compare(ref.path, "eq", other.path), end
            return
        if field.kind.is_number or field.kind is Kind.DURATION:
            yield from self._number(place, ref, field)
        if field.kind.is_temporal:
            yield from self._moment(place, ref, field)
        if field.kind.is_text and not field.choices:
            yield from self._text(place, ref, field)
        if field.kind is Kind.BOOL:
            yield from self._switch(place, ref)
        yield from self._one_of(place, ref, field)
        if field.kind.is_number:
            yield from self._numbers_listed(place, ref, field)

    def _presence(self, place: int, ref: Ref) -> Read:
        end = self.phrase(place, "empty")
        if end > 0 and ref.field is None and self.lexicon.states(self.root, self.word(place)):
            return  # "the student was absent": what the row says of whom it links to
        if end > 0 and (ref.field is None or ref.field.kind is not Kind.BOOL):
            yield Given(ref.path, negated=True), end
        end = self.phrase(place, "given")
        if end > 0 and ref.field is not None and self.lexicon.values(ref.field, self.word(place)):
            return  # "planned" may be said of anything, but is a value of this field
        if end > 0 and self._is_of_another_row(place, end, ref):
            return
        if (
            end > 0
            and not self._is_linked_state(ref, end - 1)
            and (ref.field is None or ref.field.kind is not Kind.BOOL)
        ):
            yield Given(ref.path), end
            there = self.phrase(end, "for-the-row")
            if there > 0:
                yield Given(ref.path), there

    def _is_of_another_row(self, place: int, end: int, ref: Ref) -> bool:
        """ "(If the code is) already registered": for another row, rather than that this one has a code."""
        if ref.field is None or ref.field.kind.is_temporal or self.word(end - 1) not in _TAKEN:
            return False
        return "already" in self.words[max(place - 2, 0) : place] or (
            self.word(end - 1) == "taken" and ref.field.kind.is_text
        )

    def _is_linked_state(self, ref: Ref, place: int) -> bool:
        """Whether a row that is linked to can be what the word says: "its flight must be scheduled"."""
        link = ref.member
        if not isinstance(link, Relationship) or link.many:
            return False
        return bool(self.lexicon.states(self.lexicon.project.by_name[link.target], self.word(place)))

    def _identity(self, place: int, ref: Ref) -> Read:
        """ "the same as …", "different from …", "equal to …" between two members."""
        found = COMPARISONS.find(self.words, place) or self._verb(place)
        if found is None or found[0] not in ("eq", "ne"):
            return
        for other, end in self._other(found[1], ref):
            yield Compare(ref.path, found[0], other.path), end
