"""What follows a noun and says which rows are meant: "that are open", "with status open", "over 10 MB"."""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Count, Given
from erdgen.compiler.rules.language.ages import outside_ages
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import loose_key_of, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.said import PARTICIPLES, Said
from erdgen.compiler.rules.language.words import COMPARISONS
from erdgen.compiler.spec.project import Field


class Modifiers(Said):
    """Reads the modifiers of rows of the root."""

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        """After the root's name: "that are open", "with status open", "whose total is above 100"."""
        after = self.at(place, "that", "which", "who", ", which", ", that")
        if after > 0:
            yield from self.read_said_of_row(after)
        after = self.at(place, "with", "having")
        given = self.phrase(after, "a-given") if after > 0 and self.word(after) != "one" else -1
        if (
            after > 0
            and given < 0
            and (self.word(after) != "the" or self.phrase(after + 1, "noun-of-state") > 0)
        ):
            yield from self._havings(after)
        after = self.at(place, "other than", ", other than", "except", ", except", "except for", "apart from")
        if after > 0:
            for state, end in self.read_states(self.skip_determiners(after), self.root):
                yield opposite_of(state), self.skip(end, "ones")
                name = self.entity_end(end, self.root)
                if name > 0:
                    yield opposite_of(state), name
        after = self.at(place, "that are neither", "that is neither", "which are neither", "who are neither")
        if after > 0:
            yield from self._neither_state(after)
        after = self.at(place, "without")
        if after > 0:
            for condition, end in self.read_having(after):
                if isinstance(condition, Given | Count):
                    yield opposite_of(condition), end
        after = self.at(place, "whose", "where the", "where", "for which the", "for which")
        if after > 0:
            for ref, end in self.read_member(after, self.root):
                yield from self.read_said_of_member(end, ref)
        yield from self._for_which_rows(place)
        after = self.at(place, "of", "over", "with")
        if after > 0 and (self.words[after - 1] == "over" or COMPARISONS.find(self.words, after)):
            yield from self._measured(after - (self.words[after - 1] == "over"))
        after = self.at(place, "for", "of", "with", "over")
        if after > 0:
            yield from self._so_many_people(after - (self.words[after - 1] == "over"))
        yield from self._own_amount(place)
        yield from self._in_state(place)
        after = self.phrase(place, "marked")
        if after > 0:
            yield from self.read_states(after, self.root)
        if self.birth is not None:
            yield from self._aged_rows(place)
        yield from self._linked_state(place)
        yield from self._bare_participle(place)
        yield from self._valued_at(place)
        if self.word(place) in ("under", "on", "out", "off"):  # "claims under review"
            yield from self.read_state(place, self.root)
        yield from self._found_on(place)
        if self.word(place) in PARTICIPLES:
            yield from self._verb_of_member(place)
        if self.word(place) in ("for", "at"):
            yield from self._at_a_price(place + 1)
        yield from self.read_likeness(place)

    def _aged_rows(self, place: int) -> Read:
        """ "under 16", "aged 18 or over", "younger than 5 or older than 21", "who are under 16"."""
        sides = ("under", "over", "below", "above")
        for first, end in self._age(place, noun=self.word(place) in sides):
            yield first, end
            after = self.at(end, "or", ", or")
            for second, stop in self._age(after, noun=True) if after > 0 else ():
                yield outside_ages(first, second), stop

    def _for_which_rows(self, place: int) -> Read:
        """ "(a machine) for which hires exist", "to which hires refer", "for which there are hires"."""
        after = self.at(
            place, "for which", "to which", "in which", "on which", "for whom", "to whom", "at which"
        )
        if after < 0:
            return
        low, high, start = self.read_count(after)
        start = max(start, after)
        low, high = (low, high) if start > after else (1, None)
        for relation, _target, where, end in self.read_collection(start):
            last = self.at(
                end, "exist", "exists", "refer", "belong", "are linked", "are recorded", "are there", "point"
            )
            if last > 0:
                yield Count(relation, low, high, where), last
        there = self.at(after, "there is", "there are", "there exist", "there exists")
        for condition, end in self.read_having(there) if there > 0 else ():
            if isinstance(condition, Count):
                yield condition, end

    def _valued_at(self, place: int) -> Read:
        """ "(exhibits) insured for more than 100,000", "(boats) priced below 500"."""
        participle = self.word(place)
        if not participle.endswith("ed") or len(participle) < 5:
            return
        start = self.skip(place + 1, "for", "at", "with", "by", "to")
        if COMPARISONS.find(self.words, start) is None or self.lexicon.states(self.root, participle):
            return
        fields = self._numbers_called(loose_key_of(participle))
        if len(fields) == 1:
            yield from self.read_predicates(start, Ref(fields[0].name, fields[0]))

    def _numbers_called(self, key: str) -> list[Field]:
        """Numbers that are called so, or else those with a word for it in their names."""
        numbers = [field for field in self.root.fields if field.kind.is_number]
        words = [(field, [loose_key_of(word) for word in split_name(field.name)]) for field in numbers]
        whole = [field for field in numbers if loose_key_of(field.name) == key]
        first = whole or [field for field, known in words if known[0] == key]
        return first or [field for field, known in words if key in known]

    def _at_a_price(self, place: int) -> Read:
        """ "(a ticket) for less than 2 euros": the one price of a row."""
        found = COMPARISONS.find(self.words, place)
        quantity = self.quantity(found[1]) if found else None
        prices = [
            field
            for field in self.root.fields
            if field.kind.is_number and field.name.lower().split("_")[-1] in ("price", "fare", "rent", "fee")
        ]
        if found and quantity and quantity[0].unit in ("currency", "cents") and len(prices) == 1:
            ref = Ref(prices[0].name, prices[0])
            yield from self._against(ref, found[0], prices[0], quantity[0], quantity[1])

    def _bare_participle(self, place: int) -> Read:
        """ "members aged under 16", "orders not yet shipped"."""
        if self.word(place) in ("not", "already", "still", "currently") or self.word(place).endswith("ed"):
            yield from self.read_state(place, self.root)
