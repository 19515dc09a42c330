"""Sentences about dates that are computed from other dates.

deadline  = member ("is" | "is set to" | "is calculated as" | …) later
later     = amount ("after" | "before") member | member ("plus" | "minus") amount
          | "by adding" amount "to" member
amount    = number unit | ["the number of"] member ["in" unit | unit]

A plain "is" with so many days "after" a date compares the two; it does not compute one.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Term, Unit
from erdgen.compiler.rules.forms import Computed
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.sums import Sums
from erdgen.compiler.rules.language.units import UNITS
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Kind

#: Abbreviations of units that are as often something else.
_SHORT = word_set("h hr min mins")
_DAYS = (Kind.DATE, Kind.DATETIME)
#: Verbs with one of these say that somebody works it out, not only what it is.
_WORKED_OUT = word_set(
    "calculated computed derived worked obtained set determined results automatically filled"
)
#: So does an addition; "30 days after" is as well said of dates that people enter.
_ADDED = word_set("plus + minus - – adding sum increased advanced extended reduced")


class Deadlines(Sums):
    """Reads dates that lie so long after others."""

    def _computed(self, place: int) -> Bodies:
        yield from super()._computed(place)
        yield from self._deadline(place)

    @cued("is-computed-as", "date-is-computed-as")
    def _deadline(self, place: int) -> Bodies:
        for ref, end in self.read_subject(place):
            field = ref.field
            if field is None or field.kind not in _DAYS or ref.where is not None or "." in ref.path:
                continue
            found = self.modal(end)
            if found is not None and not found.asks:
                continue
            start = found.end if found else end
            after = self.phrase(start, "is-computed-as")
            after = max(after, self.phrase(start, "date-is-computed-as"))
            if after < 0:
                continue
            told = not _WORKED_OUT.isdisjoint(self.words[start:after])
            begin = self.skip(
                after, "automatically", "by the system", "as", "to", "to be", "at", "from", "on"
            )
            for since, term, unit, stop in self._later(begin):
                added = bool(term.paths) or not _ADDED.isdisjoint(self.words[begin:stop])
                if (told or (found is None and added)) and since != field.name:
                    rule = Computed(field.name, (term,), since=since, unit=unit)
                    yield Stated((rule,)), self._past_system(stop)

    def _past_system(self, place: int) -> int:
        return self.past(place, "by-the-system")

    def _later(self, place: int) -> Iterator[tuple[str, Term, Unit, int]]:
        """ "30 days after the issue date", "the issue date plus the term in months"."""
        adding = self.at(place, "by adding", "adding", "the result of adding")
        for term, unit, end in self._length_of_time(max(adding, place)):
            to = self.at(end, "to") if adding > 0 else -1
            later = self.at(
                end, "after", "from", "past", "later than", "following", "counted from", "on from"
            )
            before = self.at(end, "before", "ahead of", "earlier than", "prior to")
            for since, stop in self._date_at(max(to, later, before)):
                yield since, _signed(term, back=before > 0), unit, stop
        start = self.at(place, "the sum of", "the total of")
        for since, end in self._date_at(max(start, place)):
            plus = self.at(end, "plus", "+", "increased by", "advanced by", "extended by", "with", ", plus")
            plus = self.at(end, "and") if start > 0 else plus
            minus = self.at(end, "minus", "-", "–", "less", "reduced by", ", minus")
            for term, unit, stop in self._length_of_time(max(plus, minus)) if max(plus, minus) > 0 else ():
                added = self.at(stop, "added") if self.words[plus - 1] == "with" else stop
                if added > 0:
                    yield since, _signed(term, back=minus > 0), unit, added

    def _date_at(self, place: int) -> Iterator[tuple[str, int]]:
        """A date of the row, or of one that it links to."""
        for ref, end in (*self.read_member(place, self.root), *self._rooted(place)) if place > 0 else ():
            if ref.field is not None and ref.field.kind in _DAYS and ref.where is None:
                yield ref.path, end

    def _length_of_time(self, place: int) -> Iterator[tuple[Term, Unit, int]]:
        """ "30 days", "the term in months", "its inspection interval"."""
        span = self.span(place)
        if span is not None:
            yield Term((), str(span[0].count)), span[0].unit, span[1]
            return
        number = self.at(place, "the number of", "number of", "as many", "the")
        for field, end in self._numbers_named(max(number, place)):
            yield from self._with_unit(field, end)

    def _numbers_named(self, place: int) -> Iterator[tuple[Field, int]]:
        """Whole numbers by their names, or by these without the unit."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 5):
            members = [m for m in self.lexicon.members(self.root, name) if isinstance(m, Field)]
            if not members:
                members = [each for each in self.root.fields if key_of(name) == _without_unit(each)]
            found = [each for each in members if each.kind.is_integer]
            if len(found) == 1:
                yield found[0], end
                return

    def _with_unit(self, field: Field, place: int) -> Iterator[tuple[Term, Unit, int]]:
        """The unit that is told behind the number, or is part of its name; both must agree."""
        named = unit_of(field)
        behind = self.at(place, "in", "of", "(", "( in")
        told = UNITS.get(self.word(max(behind, place)))
        if told is not None and named in (told, None):
            end = max(behind, place) + 1
            yield Term((field.name,)), told, self.skip(end, ")") if self.words[place] == "(" else end
        if named is not None and told in (named, None):
            yield Term((field.name,)), named, place


def unit_of(field: Field) -> Unit | None:
    """The unit of time at the end of a field's name: ``payment_term_days``."""
    words = split_name(field.source)
    return UNITS.get(words[-1]) if words and words[-1] not in _SHORT else None


def _without_unit(field: Field) -> str:
    words = split_name(field.source)
    if len(words) < 2 or unit_of(field) is None:
        return ""
    kept = words[:-2] if words[-2] in ("in", "of") else words[:-1]
    return key_of(" ".join(kept))


def _signed(term: Term, *, back: bool) -> Term:
    return Term(term.paths, f"-{term.factor}") if back else term
