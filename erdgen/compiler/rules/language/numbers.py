"""Predicates of numbers.

number    = sign | "between" amount "and" amount | comparison amount | comparison terms | amount [tail]
terms     = term {("plus" | "minus") term} | "the sum of" term {"," term} "and" term
term      = member {"times" member} | number "times" member
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from erdgen.compiler.rules.conditions import MIRRORED, Compare, Formula, Not, OneOf, Operator, Term
from erdgen.compiler.rules.language.comparing import Comparing, Read
from erdgen.compiler.rules.language.measures import bound_of, number_text, range_of, turned_minus
from erdgen.compiler.rules.language.names import roots_of_name, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.percents import in_hundredths, is_percent
from erdgen.compiler.rules.language.quantities import Quantity
from erdgen.compiler.rules.language.units import PERIODS, UNITS
from erdgen.compiler.rules.language.words import (
    COMPARING_VERBS,
    COMPARISONS,
    SIZED_COMPARISONS,
    TAILS,
    TIME_COMPARISONS,
    word_set,
)
from erdgen.compiler.spec.project import Field, Kind

_ZERO: dict[str, Operator] = {"positive": "gt", "negative": "lt", "nonnegative": "gte", "nonpositive": "lte"}
_FRACTIONS = {
    **{"a quarter of": "0.25", "one quarter of": "0.25", "three quarters of": "0.75", "a fifth of": "0.2"},
    **{"one fifth of": "0.2", "a tenth of": "0.1", "one tenth of": "0.1", "one half of": "0.5"},
}
#: Adjectives by which a field's name tells its period.
_PERIOD_WORDS = word_set("hourly daily nightly weekly monthly yearly annual")


class Numbers(Comparing):
    """Reads what is said of a number."""

    def _number(self, place: int, ref: Ref, field: Field) -> Read:
        yield from self._sign(place, ref)
        yield from self._between(place, ref, field)
        yield from self._exceeds_by(place, ref)
        yield from self._outside(place, ref, field)
        held = self.at(place, "hold", "holds", "number", "numbers", "take", "takes", "allow", "allows")
        yield from self._number(held, ref, field) if held > 0 else ()
        reaching = self.phrase(place, "reaching")
        if reaching > 0:
            yield from self._at_last(reaching, ref, field)
        found = COMPARISONS.find(self.words, place) or self._number_verb(place)
        found = found or SIZED_COMPARISONS.find(self.words, place)
        if found is None and "year" in field.name:
            found = TIME_COMPARISONS.find(self.words, place)
        if found is not None:
            yield from self._bounded(found[0], found[1], ref, field)
        else:
            yield from self._amount(place, ref, field)

    def _amount_of(self, place: int, field: Field) -> tuple[Quantity, int] | None:
        """An amount; of a day "the 28th", of a length of time "half an hour"."""
        words = split_name(field.name)
        found = self.quantity(place)
        if found is None and field.kind.is_integer and "day" in words:
            ordinal = self.ordinal(place)
            return (Quantity(ordinal[0]), ordinal[1]) if ordinal is not None else None
        if found is None and (field.kind is Kind.DURATION or any(word in UNITS for word in words)):
            return self.part_of_time(place)
        return found

    def _number_verb(self, place: int) -> tuple[Operator, int] | None:
        found = COMPARING_VERBS.find(self.words, place)
        return (found[0][0], found[1]) if found and found[0][1] in ("number", "") else None

    def _sign(self, place: int, ref: Ref) -> Read:
        joined = "".join(word for word in self.words[place : place + 3] if word != "-")
        for word, operator in _ZERO.items():
            length = 1 if self.word(place) == word else 0
            if word.startswith("non") and joined.startswith(word):
                length = len(self.words[place : place + 3]) if self.word(place + 1) == "-" else 2
                length = 1 if self.word(place) == word else length
            if length:
                yield range_of(ref, operator, "0"), self.past(place + length, "number")
        end = self.phrase(place, "a-positive-number")
        if end > 0:
            yield range_of(ref, "gt", "0"), end
        end = self.at(place, "zero", "nil", "nothing")
        if end > 0:
            yield range_of(ref, "gte", "0", "lte", "0"), end
        end = self.at(place, "non - zero", "nonzero")
        if end > 0:
            yield OneOf(ref.path, ("0",), negated=True), end

    def _between(self, place: int, ref: Ref, field: Field) -> Read:
        after = self.phrase(place, "between")
        start = max(after, place)
        low = self._amount_of(start, field)
        if low is None:
            return
        middle = self.phrase(low[1], "as-far-as")
        middle = self.skip(middle, "plus", "+") if middle > 0 else -1
        high = self._amount_of(middle, field) if middle > 0 else None
        if high is None:
            return
        if after < 0 and self.word(low[1]) not in ("to", "–", "-", "through", "up"):
            return
        unit = high[0].unit or low[0].unit
        bottom, top = (
            bound_of(field, replace(low[0], unit=low[0].unit or unit)),
            bound_of(field, replace(high[0], unit=unit)),
        )
        if bottom is not None and top is not None and _is_ordered(bottom, top):
            end = self._after_measure(self._past_own_unit(high[1], field), field)
            yield range_of(ref, "gte", bottom, "lte", top), self.past(end, "inclusive")

    def _outside(self, place: int, ref: Ref, field: Field) -> Read:
        """ "outside the range from 1 to 5", "leave the range of 1 to 5"."""
        after = self.phrase(place, "outside")
        for inside, end in self._between(after, ref, field) if after > 0 else ():
            yield Not(inside), end

    def _at_last(self, place: int, ref: Ref, field: Field) -> Read:
        """ "reach 50 at most", "be set to 2.5 at the most"."""
        quantity = self.quantity(place)
        end = self._after_measure(self._past_own_unit(quantity[1], field), field) if quantity else -1
        tail = TAILS.find(self.words, end) if end > 0 else None
        if quantity is not None and tail is not None and self.words[end] not in ("or", "and"):
            yield from self._against(ref, tail[0], field, quantity[0], tail[1])

    def _bounded(self, operator: Operator, place: int, ref: Ref, field: Field) -> Read:
        quantity = self._amount_of(place, field)
        if quantity is not None:
            end = self._after_measure(self._past_own_unit(quantity[1], field), field)
            yield from self._against(ref, operator, field, quantity[0], end)
            yield from self._factor(operator, quantity, ref)
        if self.at(place, "zero", "nothing", "nil") > 0 and quantity is None:
            yield range_of(ref, operator, "0"), place + 1
        yield from self._multiple(operator, place, ref)
        yield from self._so_many_periods(operator, place, ref)
        for formula, end in self.read_terms(place, ref):
            if len(formula) == 1 and formula[0].factor == "1" and len(formula[0].paths) == 1:
                yield Compare(ref.path, operator, formula[0].paths[0]), end
            else:
                yield Formula(ref.path, operator, formula), end

    def _past_own_unit(self, place: int, field: Field) -> int:
        """A unit that the field's name has too: "5 mg" for ``dose_mg``."""
        own = {part.lower() for part in field.name.split("_")[1:]}
        return place + 1 if self.word(place) in own or self.word(place).removesuffix("s") in own else place

    def _after_measure(self, place: int, field: Field) -> int:
        """After "in total", "a month"; not where the name of the field tells another period."""
        end = self.past(place, "after-measure")
        own = PERIODS.get(self.words[end - 1]) if end > place else None
        named = {word for word in field.name.lower().split("_") if word in _PERIOD_WORDS}
        return place if own is not None and named and own.isdisjoint(named) else end

    def _against(self, ref: Ref, operator: Operator, field: Field, quantity: Quantity, place: int) -> Read:
        bound = bound_of(field, quantity)
        if bound is None:
            return
        if operator == "eq":
            yield range_of(ref, "gte", bound, "lte", bound), place
        elif operator == "ne":
            yield OneOf(ref.path, (bound,), negated=True), place
        else:
            yield range_of(ref, operator, bound), place

    def _amount(self, place: int, ref: Ref, field: Field) -> Read:
        """ "5", "5 or more", "0 or positive"."""
        quantity = self._amount_of(place, field)
        if quantity is None:
            return
        end = self._after_measure(self._past_own_unit(quantity[1], field), field)
        tail = TAILS.find(self.words, end) or TAILS.find(self.words, quantity[1])
        if tail is not None:
            stop = self._after_measure(tail[1], field)
            if self.word(stop) in UNITS and field.kind is not Kind.DURATION:
                stop += 1
            yield from self._against(ref, tail[0], field, quantity[0], stop)
        else:
            yield from self._against(ref, "eq", field, quantity[0], end)

    def _factor(self, operator: Operator, quantity: tuple[Quantity, int], ref: Ref) -> Read:
        """ "50 % of the price", "2 times the cost"."""
        number, place = quantity
        yield from self._relative_percent(operator, number, place, ref)
        after = self.at(place, "times", "x", "×")
        factor = Decimal(number.number)
        if number.unit == "%":
            after, factor = self.at(place, "of"), factor / 100
        if after < 0:
            return
        for other, end in self._other(after, ref):
            yield Formula(ref.path, operator, (Term((other.path,), number_text(factor)),)), end

    def _relative_percent(self, operator: Operator, number: Quantity, place: int, ref: Ref) -> Read:
        """ "At least 20 % higher than the start price", "no more than 10 % below the list price"."""
        above = self.phrase(place, "percent-above")
        below = self.phrase(place, "percent-below")
        if number.unit != "%" or max(above, below) < 0 or Decimal(number.number) < 0:
            return
        part = Decimal(number.number) / 100
        factor, turned = (1 + part, operator) if above > 0 else (1 - part, MIRRORED[operator])
        for other, end in self._other(max(above, below), ref):
            yield Formula(ref.path, turned, (Term((other.path,), number_text(factor)),)), end

    def _exceeds_by(self, place: int, ref: Ref) -> Read:
        """ "(Must) exceed the start price by at least 20 %", "be above the list price by 10 or more"."""
        after = self.phrase(place, "exceeds-by")
        for other, end in self._other(after, ref) if after > 0 else ():
            by = self.at(end, "by")
            found = COMPARISONS.find(self.words, by) if by > 0 else None
            number = self.quantity(found[1]) if found else None
            if found is not None and number is not None and number[0].unit == "%":
                factor = 1 + Decimal(number[0].number) / 100
                yield Formula(ref.path, found[0], (Term((other.path,), number_text(factor)),)), number[1]

    def _multiple(self, operator: Operator, place: int, ref: Ref) -> Read:
        words = (
            ("twice", "2"),
            ("double", "2"),
            ("half of", "0.5"),
            ("half", "0.5"),
            ("three times", "3"),
            ("triple", "3"),
        )
        for text, factor in words:
            after = self.at(place, text)
            if after > 0:
                for other, end in self._other(after, ref):
                    yield Formula(ref.path, operator, (Term((other.path,), factor),)), end
                return

    def _so_many_periods(self, operator: Operator, place: int, ref: Ref) -> Read:
        """ "three months' rent" for three times ``monthly_rent``."""
        found = self.span(place)
        if found is None:
            return
        unit = roots_of_name(found[0].unit)
        start = self.owner_mark(self.skip(found[1], "of", "worth of"))
        for name, end in self.spans(start, 3):
            roots = frozenset((*unit, *roots_of_name(name)))
            fields = self.lexicon.by_roots(self.root).get(roots, ()) if len(roots) > 1 else ()
            if len(fields) == 1 and fields[0].kind.is_number and fields[0].name != ref.path:
                yield Formula(ref.path, operator, (Term((fields[0].name,), str(found[0].count)),)), end

    def read_terms(self, place: int, ref: Ref) -> Iterator[tuple[tuple[Term, ...], int]]:
        """A sum of products of numbers of the row: "quantity times unit price plus the shipping fee"."""
        lead = self.phrase(place, "terms-of")
        if lead > 0:
            yield from self._listed_terms(self.words[lead - 2], lead, ref)
        for term, end in self._term(place, ref):
            for terms, stop in (((term,), end), *self._more_terms((term,), end, ref)):
                told = in_hundredths(terms, ref.path)
                if told:
                    yield told, stop

    def _listed_terms(self, word: str, place: int, ref: Ref) -> Iterator[tuple[tuple[Term, ...], int]]:
        for first, end in self._term(place, ref):
            terms = [first]
            while (after := self.at(end, ", and", "and", ",")) > 0:
                found = next(iter(self._term(after, ref)), None)
                if found is None:
                    break
                terms.append(found[0])
                end = found[1]
            if len(terms) < 2:
                continue
            if word == "product":
                yield (Term(tuple(path for term in terms for path in term.paths)),), end
            elif word == "difference" and len(terms) == 2:
                yield (terms[0], turned_minus(terms[1])), end
            elif word != "difference":
                yield tuple(terms), end

    def _more_terms(
        self, terms: tuple[Term, ...], place: int, ref: Ref
    ) -> Iterator[tuple[tuple[Term, ...], int]]:
        plus = self.at(place, "plus", "+", "and", ", plus", "increased by", "together with", "added to")
        minus = self.phrase(place, "minus")
        after = max(plus, minus)
        if after < 0:
            return
        if self.words[after - 1] == "and" and plus > 0 and len(terms) == 0:
            return
        share = self._share_on_top(after) if self.words[place] != "and" else None
        if share is not None:
            part = Decimal(share[0]) * (-1 if minus > 0 else 1) / 100
            scaled = (replace(term, factor=number_text(Decimal(term.factor) * (1 + part))) for term in terms)
            yield tuple(scaled), share[1]
        for term, end in self._term(after, ref):
            more = (*terms, turned_minus(term) if minus > 0 else term)
            if self.words[place] != "and":
                yield more, end
                yield from self._more_terms(more, end, ref)

    def _share_on_top(self, place: int) -> tuple[str, int] | None:
        """ "(the cost plus) 19 % VAT": a share of what stands before."""
        found = self.quantity(place)
        if found is None or found[0].unit != "%" or self.word(found[1]) == "of":
            return None
        return found[0].number, self.skip(found[1], "vat", "tax", "sales tax", "of it", "of that", "of tax")

    def _term(self, place: int, ref: Ref) -> Iterator[tuple[Term, int]]:
        for other, end in self._factors(place, ref):
            after = self.at(end, "times", "x", "×", "*", "multiplied by", "multiplied with", "by")
            if after > 0:
                for more, stop in self._term(after, ref):
                    product = Decimal(other.factor) * Decimal(more.factor)
                    yield Term((*other.paths, *more.paths), number_text(product)), stop
            else:
                yield other, end

    def _share_of(self, share: Ref, place: int, ref: Ref) -> Iterator[tuple[Term, int]]:
        """ "(commission_percent) of the price", "(the commission rate) percent of the price"."""
        named = is_percent(share.member.name)
        of = self.at(place, "% of", "percent of", "per cent of", *(("of", "from") if named else ()))
        for term, end in self._factors(of, ref) if of > 0 else ():
            factor = number_text(Decimal(term.factor) / 100)
            yield Term((share.path, *term.paths), factor), end

    def _factors(self, place: int, ref: Ref) -> Iterator[tuple[Term, int]]:
        for other, end in self._other(place, ref):
            if other.field is not None and other.field.kind.is_number:
                yield Term((other.path,)), end
                yield from self._share_of(other, end, ref)
        for phrase, part in _FRACTIONS.items():
            of = self.at(place, phrase)
            for term, end in self._factors(of, ref) if of > 0 else ():
                yield replace(term, factor=number_text(Decimal(part) * Decimal(term.factor))), end
        number = self.number(place)
        if number is not None and self.word(number[1]) in ("times", "x", "×", "*"):
            yield Term((), number[0]), number[1]
        if number is not None:
            percent = self.at(number[1], "% of", "percent of", "per cent of")
            for term, end in self._factors(percent, ref) if percent > 0 else ():
                yield Term(term.paths, number_text(Decimal(number[0]) * Decimal(term.factor) / 100)), end


def _is_ordered(bottom: str, top: str) -> bool:
    """Whether the first bound is not above the second; lengths of time are written in seconds."""
    low, high = (text.removeprefix("PT").removesuffix("S") for text in (bottom, top))
    return Decimal(low) <= Decimal(high)
