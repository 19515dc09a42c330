"""Sentences about what a member holds where nothing is said.

default   = member "defaults to" value | ["unless stated otherwise ,"] member "is" value ["by default"]
          | new rows "are" state "by default" | "the default" member "is" value
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import SetDefault
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.measures import bound_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.sums import Sums
from erdgen.compiler.spec.project import Kind


class Defaults(Sums):
    """Reads defaults."""

    def _default(self, place: int) -> Bodies:
        """ "status defaults to open", "new tickets are open by default", "unless stated otherwise the currency is EUR"."""
        lead = self.phrase(place, "by-default-first")
        lead = max(lead, self._none_given(place))
        for ref, end in self.read_subject(lead if lead > 0 else place):
            if ref.field is None or ref.where is not None:
                continue
            after = self.phrase(end, "defaults-to")
            if after > 0 and (
                lead > 0 or self.words[end:after] not in (["is", "set", "to"], ["counts", "as"])
            ):
                for value, stop in self._default_value(after, ref):
                    yield Stated((value,)), self._past_default(stop)
            plain = self.phrase(end, "default-is")
            if plain > 0:
                for value, stop in self._default_value(plain, ref):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield Stated((value,)), last
        yield from self._default_rows(place, lead)
        after = self.phrase(place, "the-default-of")
        if after > 0:
            for ref, end in self.read_subject(after):
                start = self.at(end, "is", "=", "must be", "should be", ":", "shall be", "will be")
                if start > 0 and ref.field is not None:
                    for value, stop in self._default_value(start, ref):
                        yield Stated((value,)), stop

    def _none_given(self, place: int) -> int:
        """ "Where no maximum is given, …"."""
        if self.phrase(place, "unless-other") < 0:
            return -1
        for end in range(place + 2, min(place + 8, self.end)):
            after = self.phrase(end, "nothing-given")
            if after > 0:
                return after
        return -1

    def _past_default(self, place: int) -> int:
        new = self.phrase(place, "for-new-rows")
        if new > 0:
            if self.words[new - 1] in ("creation", "created"):
                return new
            return max(self.entity_end(new, self.root), place)
        return self.past(place, "by-default")

    def _default_value(self, place: int, ref: Ref) -> Iterator[tuple[SetDefault, int]]:
        field = ref.field
        if field is None:
            return
        if field.kind in (Kind.DATE, Kind.DATETIME):
            end = self.phrase(place, "today")
            if end > 0:
                yield SetDefault(ref.path, special="today" if field.kind is Kind.DATE else "now"), end
            end = self.phrase(place, "now-as-default")
            if end > 0:
                yield SetDefault(ref.path, special="now" if field.kind is Kind.DATETIME else "today"), end
        if field.kind is Kind.BOOL:
            for words, flag in (
                (("true", "yes", "on", "enabled", "set"), True),
                (("false", "no", "off", "disabled", "not set", "unset"), False),
            ):
                end = self.at(place, *words)
                if end > 0:
                    yield SetDefault(ref.path, flag), end
            return
        if field.kind.is_number:
            quantity = self.quantity(place)
            bound = bound_of(field, quantity[0]) if quantity else None
            if quantity and bound is not None:
                yield SetDefault(ref.path, bound), quantity[1]
            elif self.at(place, "zero", "nil", "nothing") > 0:
                yield SetDefault(ref.path, "0"), place + 1
            return
        for value, end in self._value(place, field, free=True):
            if self.word(end) in (
                "",
                "for",
                "in",
                "by",
                "unless",
                ",",
                "if",
                "when",
                "as",
                "initially",
                "at",
                "to",
            ):
                yield SetDefault(ref.path, value), end

    def _default_rows(self, place: int, lead: int) -> Bodies:
        """ "New tickets are open by default", "a product starts as a draft", "prescriptions run for 14 days unless stated otherwise"."""
        begin = self.past(lead if lead > 0 else place, "new-rows")
        for end in self.root_ends(begin):
            start = self.phrase(end, "starts-as")
            initial = start > 0
            start = start if initial else self.phrase(end, "new-row-is")
            if start < 0:
                continue
            for body, stop in self._state_default(start):
                last = self._past_default(stop)
                if initial or lead > 0 or last != stop:
                    yield body, last
            for ref, after in self.read_member(start, self.root, depth=3):
                if ref.field is None or "." in ref.path:
                    continue
                for value, stop in self._default_value(self.skip(after, "of", "=", "set to", "is"), ref):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield Stated((value,)), last
            if self.hinted and (ref_member := self.root.members.get(self.hinted)) is not None:
                for value, stop in self._default_value(start, Ref(self.hinted, ref_member)):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield Stated((value,)), last

    def _state_default(self, place: int) -> Bodies:
        start = self.skip_determiners(place)
        for state, end in self.read_state(start, self.root):
            if isinstance(state, OneOf) and len(state.values) == 1:
                value = state.values[0]
                if state.negated and not isinstance(value, bool):
                    continue
                yield (
                    Stated((SetDefault(state.field, (not value) if state.negated else value),)),
                    self._past_noun(end),
                )
        after = self.phrase(start, "with-state")
        if after > 0:
            for state, end in self.read_state(after, self.root):
                if isinstance(state, OneOf) and len(state.values) == 1 and not state.negated:
                    yield Stated((SetDefault(state.field, state.values[0]),)), self._past_noun(end)
