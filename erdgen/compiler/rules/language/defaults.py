"""Sentences about what a member holds where nothing is said.

default   = member "defaults to" value | ["unless stated otherwise ,"] member "is" value ["by default"]
          | new rows "are" state "by default" | "the default" member "is" value
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import SetDefault
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.deadlines import Deadlines
from erdgen.compiler.rules.language.measures import bound_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Kind

#: What may stand after a value that is written as it is.
_AFTER_VALUE = word_set("for in by unless , if when as initially at to")


class Defaults(Deadlines):
    """Reads defaults."""

    @cued(
        "defaults-to",
        "is-the-default",
        "starts-as",
        "the-default-of",
        "by-default-first",
        "for-new-rows",
        "by-default",
    )
    def _default(self, place: int) -> Bodies:
        """ "status defaults to open", "new tickets are open by default"."""
        lead = self.phrase(place, "by-default-first")
        start = max(lead, place)
        for ref, end in self.read_subject(start):
            if ref.field is None or ref.where is not None:
                continue
            after = self.phrase(end, "defaults-to")
            if after > 0 and (lead > 0 or " ".join(self.words[end:after]) not in ("is set to", "counts as")):
                for value, stop in self._default_value(after, ref):
                    yield Stated((value,)), self._past_default(stop)
            plain = self.phrase(end, "default-is")
            if plain > 0:
                yield from self._value_by_default(plain, ref, said=lead > 0)
        yield from self._default_rows(start, said=lead > 0)
        yield from self._value_first(place)
        after = self.phrase(place, "the-default-of")
        for ref, end in self.read_subject(after) if after > 0 else ():
            if ref.where is not None:
                continue
            start = self.at(end, "is", "=", "must be", "should be", ":", "shall be", "will be")
            for value, stop in self._default_value(start, ref) if start > 0 else ():
                yield Stated((value,)), stop

    @cued("is-the-default")
    def _value_first(self, place: int) -> Bodies:
        """ "12 months is the default warranty of a job"."""
        for here in range(place + 1, min(place + 5, self.end)):
            after = self.phrase(here, "is-the-default")
            for ref, end in self.read_subject(self.skip(after, "for", "of")) if after > 0 else ():
                for value, stop in self._default_value(place, ref) if ref.where is None else ():
                    if stop == here:
                        yield Stated((value,)), end

    def _value_by_default(self, place: int, ref: Ref, *, said: bool) -> Bodies:
        """A value, where it is ``said`` before or behind it that it is a default."""
        for value, end in self._default_value(place, ref):
            last = self._past_default(end)
            if said or last != end:
                yield Stated((value,)), last

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
        if field.kind is Kind.BOOL:
            yield from self._default_switch(place, field)
        elif field.kind.is_number:
            quantity = self.quantity(place)
            bound = bound_of(field, quantity[0]) if quantity else None
            if quantity and bound is not None:
                yield SetDefault(ref.path, bound), self.past(quantity[1], "after-measure")
            elif self.at(place, "zero", "nil", "nothing") > 0:
                yield SetDefault(ref.path, "0"), place + 1
        else:
            if field.kind in (Kind.DATE, Kind.DATETIME):
                yield from self._default_moment(place, field)
            for value, end in self._value(place, field, free=True):
                if end == self.end or self.word(end) in _AFTER_VALUE:
                    yield SetDefault(ref.path, value), end

    def _default_switch(self, place: int, field: Field) -> Iterator[tuple[SetDefault, int]]:
        on = self.at(place, "true", "yes", "on", "enabled", "set")
        off = self.at(place, "false", "no", "off", "disabled", "not set", "unset")
        if max(on, off) > 0:
            yield SetDefault(field.name, on > 0), max(on, off)

    def _default_moment(self, place: int, field: Field) -> Iterator[tuple[SetDefault, int]]:
        """A date takes the day of what is said, a moment the time too."""
        for key in ("today", "now-as-default"):
            end = self.phrase(place, key)
            if end > 0:
                yield SetDefault(field.name, special="today" if field.kind is Kind.DATE else "now"), end

    def _default_rows(self, place: int, *, said: bool) -> Bodies:
        """ "New tickets are open by default", "a product starts as a draft"."""
        for end in self.root_ends(self.past(place, "new-rows")):
            initial = self.phrase(end, "starts-as")
            start = initial if initial > 0 else self.phrase(end, "new-row-is")
            if start < 0:
                continue
            for body, stop in self._state_default(start):
                last = self._past_default(stop)
                if initial > 0 or said or last != stop:
                    yield body, last
            for ref, after in self.read_member(start, self.root, depth=3):
                if "." not in ref.path:
                    value = self.skip(after, "of", "=", "set to", "is")
                    yield from self._value_by_default(value, ref, said=said)
            hinted = self.root.members.get(self.hinted)
            if hinted is not None:
                yield from self._value_by_default(start, Ref(hinted.name, hinted), said=said)

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
