"""Sentences that list the values of a member, which is not their subject.

offers    = ["the only"] values-of member ("are" | ":") list | "only" list "are allowed as" member
          | member "other than" list "are refused" | "we offer the" member list
          | "there are" number member ":" list | row "is" participle list
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.language.amounts import Amounts
from erdgen.compiler.rules.language.bodies import Bodies, Holds, narrow_body
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.spec.project import Field


class Offers(Amounts):
    """Reads which values are offered."""

    def _offers(self, place: int) -> Bodies:
        yield from self._values_are(place)
        yield from self._only_these(place)
        yield from self._none_other(place)
        yield from self._so_many_kinds(place)
        yield from self._done_so(place)
        yield from self._done_in(place)

    def _texts(self, place: int) -> Iterator[tuple[Ref, Field, int]]:
        """Members that a list can be of: texts without choices."""
        for ref, end in self._subjects(place):
            if ref.field is not None and ref.field.kind.is_text and not ref.field.choices:
                yield ref, ref.field, end

    def _listed(self, ref: Ref, field: Field, place: int) -> Bodies:
        for values, end in self.read_list(place, field):
            yield self._limited_to(ref, Holds(OneOf(ref.path, values))), end

    @cued("they-are", "the-only-values")
    def _values_are(self, place: int) -> Bodies:
        """ "The only billing cycles we offer are …", "valid values for the unit are …"."""
        values = self.phrase(place, "valid-values-of")
        for ref, field, end in self._texts(values) if values > 0 else ():
            after = self.phrase(end, "they-are")
            yield from self._listed(ref, field, after) if after > 0 else ()
        only = self.phrase(place, "the-only")
        for ref, field, end in self._texts(only) if only > 0 else ():
            for here in {end, self.past(end, "we-offer")}:
                after = self.phrase(here, "they-are")
                yield from self._listed(ref, field, after) if after > 0 else ()
        front = self.phrase(place, "as-for")
        for ref, field, end in self._texts(front) if front > 0 else ():
            offer = self.phrase(self.skip(end, ","), "the-only-values")
            yield from self._listed(ref, field, offer) if offer > 0 else ()

    def _only_these(self, place: int) -> Bodies:
        """ "Only monthly and yearly are allowed as billing cycle", "only monthly billing cycles"."""
        only = self.at(place, "only")
        if only < 0:
            return
        for field in self.root.fields:
            if not field.kind.is_text or field.choices:
                continue
            for values, end in self.read_list(only, field):
                after = self.phrase(end, "allowed-as")
                for ref, stop in self._subjects(after) if after > 0 else ():
                    if ref.path == field.name:
                        yield self._limited_to(ref, Holds(OneOf(ref.path, values))), stop
                for ref, stop in self.read_member(end, self.root, depth=3):
                    allowed = self.phrase(stop, "allowed-values")
                    if ref.path == field.name and allowed > 0:
                        yield self._limited_to(ref, Holds(OneOf(ref.path, values))), allowed

    @cued(words="other apart besides except than but")
    def _none_other(self, place: int) -> Bodies:
        """ "Units other than piece and box are refused", "no unit other than piece or box may be used"."""
        no = self.at(place, "no other", "no")
        for ref, field, end in self._texts(max(no, place)):
            other = self.at(end, "other than", "apart from", "besides", "except", "than", "but")
            if other < 0 or (self.words[other - 1] in ("than", "but") and no < 0 and other - end == 1):
                continue
            for values, stop in self.read_list(other, field):
                last = self.phrase(stop, "is-used" if no > 0 else "amount-refused")
                if last > 0:
                    yield self._limited_to(ref, Holds(OneOf(ref.path, values))), last

    def _so_many_kinds(self, place: int) -> Bodies:
        """ "There are three billing cycles: …", "we offer two units: …"."""
        lead = self.phrase(place, "there-are-only")
        number = self.number(self.skip(lead, "only", "exactly")) if lead > 0 else None
        for ref, field, end in self._texts(number[1]) if number is not None else ():
            colon = self.at(end, ":", ", namely", "– namely", "–", ",")
            for values, stop in self.read_list(colon, field) if colon > 0 else ():
                if number is not None and number[0] == str(len(values)):
                    yield self._limited_to(ref, Holds(OneOf(ref.path, values))), stop

    def _done_so(self, place: int) -> Bodies:
        """ "A subscription is billed monthly or yearly" for ``billing_cycle``."""
        for where, end in self.read_entity(place, self.root, plain=True):
            modal = self.modal(end)
            if modal is not None and modal.denied:
                continue
            start = self.at(modal.end, "be") if modal else self.at(end, "is", "are")
            word = self.word(start) if start > 0 else ""
            stem = word.removesuffix("ed")
            fields = [
                field
                for field in self.root.fields
                if self.is_kind(field)
                and not field.choices
                and len(stem) > 2
                and stem != word
                and split_name(field.name)[0] in (f"{stem}ing", word, stem, f"{stem}ment", f"{stem}e")
                and len(split_name(field.name)) > 1
            ]
            if len(fields) != 1:
                continue
            ref = Ref(fields[0].name, fields[0])
            for values, stop in self.read_list(self.skip(start + 1, "by", "in", "as", "either"), fields[0]):
                yield narrow_body(Holds(OneOf(ref.path, values)), self.root, where), stop

    def _done_in(self, place: int) -> Bodies:
        """ "Tours can be held in the languages English and German and in no other"."""
        for where, end in self.read_entity(place, self.root, plain=True):
            modal = self.modal(end)
            if modal is not None and modal.denied:
                continue
            start = self.at(modal.end, "be") if modal else self.at(end, "is", "are")
            only = self.at(start, "only", "always") if start > 0 else -1
            verb = max(start, only)
            if start < 0 or not self.word(verb).endswith(("ed", "n", "t", "d", "ld")):
                continue
            into = self.at(verb + 1, "in", "with", "by", "via", "through", "under", "as", "at", "for", "on")
            into = self.skip(into, "only", "one of") if into > 0 else -1
            for ref, field, stop in self._texts(into) if into > 0 and self.word(into) == "the" else ():
                for values, last in self.read_list(self.skip(stop, ":"), field):
                    closed = last > 0 and self.words[last - 1] in ("only", "other", "else", "alone")
                    asks = only > 0 or (modal is not None and modal.kind != "can")
                    if closed or asks:
                        yield narrow_body(Holds(OneOf(ref.path, values)), self.root, where), last
