"""Sentences about how old those are for whom rows are, or who become one.

persons   = rows "are only for" people age | people "with" rows "must be" age
          | ("you" | "one" | …) "must be" age "to be registered as" row
          | "nobody" age verb ("in our" linked | "for us" | "here")
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.language.bodies import Bodies, Holds, narrow_body
from erdgen.compiler.rules.language.later import Later
from erdgen.compiler.rules.language.names import key_of, loose_key_of, split_name
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.spec.project import Kind


class Persons(Later):
    """Reads ages of people who are told by another word than the row's."""

    def _persons(self, place: int) -> Bodies:
        yield from self._only_for_aged(place)
        yield from self._aged_with(place)
        yield from self._old_enough_to_be(place)
        yield from self._nobody_works(place)

    @cached_property
    def _people_of_rows(self) -> dict[str, str]:
        """Whom a row tells the birth of: "visitor" → ``visitor_birth_date``."""
        found: dict[str, str] = {}
        for field in self.root.fields:
            words = split_name(field.name) if field.kind is Kind.DATE else ()
            if len(words) > 1 and loose_key_of(" ".join(words[1:])) == "birth":
                found[key_of(words[0])] = field.name
        return found

    def _age_of(self, field: str, place: int) -> Iterator[tuple[Condition, int]]:
        """An age as what is said of the day of birth in ``field``."""
        seen = self._of_birth.get(field)
        if seen is None:
            seen = type(self)(tuple(self.tokens), self.lexicon, self.root)
            seen.birth = field
            self._of_birth[field] = seen
        yield from seen._ages(self.skip(place, "who are", "that are", "of"))
        yield from seen._age(self.skip(place, "who are", "that are", "of"), noun=True)

    @cached_property
    def _of_birth(self) -> dict[str, Persons]:
        return {}

    def _told_people(self, place: int) -> Iterator[tuple[str, int]]:
        """People whose birth a row tells, with the field."""
        start = self.skip_determiners(place)
        field = self._people_of_rows.get(key_of(self.word(start))) if start < self.end else None
        if field is not None:
            yield field, start + 1

    def _only_for_aged(self, place: int) -> Bodies:
        """ "Senior tickets are only for visitors aged 65 or over"."""
        for where, end in self.read_entity(place, self.root) if self._people_of_rows else ():
            only = self.phrase(end, "only-for-people")
            lead = max(only, self.at(end, "are for", "is for"))
            for field, after in self._told_people(lead) if lead > 0 else ():
                for said, stop in self._age_of(field, after):
                    last = self.at(stop, "only")
                    if only > 0 or last > 0:
                        yield narrow_body(Holds(said), self.root, where), max(last, stop)

    def _aged_with(self, place: int) -> Bodies:
        """ "Visitors with a senior ticket must be 65 or over"."""
        for field, end in self._told_people(place) if self._people_of_rows else ():
            having = self.at(end, "with", "of", "who have", "having", "on", "who hold", "holding", "who buy")
            for where, after in self.read_entity(having, self.root) if having > 0 else ():
                found = self.modal(after)
                if found is None or found.kind != "must" or self.word(found.end) != "be":
                    continue
                for said, stop in self._age_of(field, found.end + 1):
                    yield (
                        narrow_body(Holds(opposite_of(said) if found.denied else said), self.root, where),
                        stop,
                    )

    def _old_enough_to_be(self, place: int) -> Bodies:
        """ "You have to be 17 or older to be registered as a student"."""
        who = self.phrase(place, "any-person")
        found = self.modal(who) if who > 0 and self.birth is not None else None
        if found is None or found.kind != "must" or self.word(found.end) != "be":
            return
        for said, end in self._ages(found.end + 1):
            become = self.phrase(end, "to-become-row")
            for stop in self.root_ends(become) if become > 0 else ():
                yield Holds(opposite_of(said) if found.denied else said), stop

    def _nobody_works(self, place: int) -> Bodies:
        """ "Nobody under 16 works in our depots", "no one under 18 may work here" for workers."""
        nobody = self.at(place, "nobody", "no one", "no person")
        if nobody < 0 or self.birth is None:
            return
        for said, end in self._age(nobody, noun=True):
            found = self.modal(end)
            verb = found.end if found is not None and found.kind == "can" else end
            stem = self.word(verb).removesuffix("s") if found is None else self.word(verb)
            does = key_of(self.root.name) in (
                f"{stem}er",
                f"{stem}r",
                f"{stem}or",
                f"{stem}ee",
                f"{stem}{stem[-1:]}er",
            )
            if len(stem) < 3 or not does:
                continue
            for stop in (verb + 1, *self._with_us(verb + 1)):
                yield Holds(opposite_of(said)), stop

    def _with_us(self, place: int) -> Iterator[int]:
        """After "here", "for us", "in our depots": where all rows are."""
        here = self.at(place, "here", "for us", "with us")
        if here > 0:
            yield here
        our = self.at(place, "in our", "at our", "for our", "in any of our", "in one of our", "on our")
        for name, end in self.spans(our, 3) if our > 0 else ():
            if any(self.lexicon.links(self.root, name)):
                yield end
