"""Predicates: what a sentence says of one member, such as "at least 5" or "after its start date"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from erdgen.compiler.rules.conditions import (
    MIRRORED,
    Clock,
    Compare,
    Condition,
    Every,
    Formula,
    Given,
    Length,
    Moment,
    Not,
    OneOf,
    Operator,
    Pattern,
    Range,
    Scalar,
    Some,
    Span,
    Term,
    Weekday,
)
from erdgen.compiler.rules.language.nouns import Nouns, Ref, join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.quantities import Quantity
from erdgen.compiler.rules.language.words import (
    BE,
    CHARACTERS,
    CLASSES,
    COMPARING_VERBS,
    COMPARISONS,
    DAYS,
    FORMATS,
    TAILS,
    TIME_COMPARISONS,
    UNITS,
)
from erdgen.compiler.spec.project import Field, Kind, Relationship

Read = Iterator[tuple[Condition, int]]
_INTEGERS = {Kind.SMALLINT: 32767, Kind.INT: 2147483647, Kind.BIGINT: 9223372036854775807}
_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}
_ZERO: dict[str, Operator] = {"positive": "gt", "negative": "lt", "nonnegative": "gte", "nonpositive": "lte"}
#: "Not required" allows both.
_DUTIES = frozenset({"required", "mandatory", "compulsory", "obligatory", "necessary", "needed"})


#: After these a value of a text may stand as it is.
_VALUE_LEADS = frozenset({*BE, ":", "=", "or", "and", ",", "nor", "than", "but", "/"})


class Predicates(Nouns):
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
        if after > 0:
            for more, end in self.read_predicates(after, ref):
                if not isinstance(more, Some):
                    joined = join(first, more)
                    assert joined is not None
                    yield joined, end
        after = self.at(place, ", or else", ", or", "or else", "or", ", nor", "nor")
        if after > 0:
            for more, end in self.read_predicates(after, ref):
                if not isinstance(more, Every):
                    yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), end

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
        return self.word(start) in _DUTIES

    def _direct(self, place: int, ref: Ref) -> Read:
        field = ref.field
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

    # Any member

    def _presence(self, place: int, ref: Ref) -> Read:
        end = self.phrase(place, "empty")
        if end > 0 and (ref.field is None or ref.field.kind is not Kind.BOOL):
            yield Given(ref.path, negated=True), end
        end = self.phrase(place, "given")
        if end > 0 and (ref.field is None or ref.field.kind is not Kind.BOOL):
            yield Given(ref.path), end

    def _identity(self, place: int, ref: Ref) -> Read:
        """ "the same as …", "different from …", "equal to …" between two members."""
        found = COMPARISONS.find(self.words, place) or self._verb(place)
        if found is None or found[0] not in ("eq", "ne"):
            return
        for other, end in self._other(found[1], ref):
            yield Compare(ref.path, found[0], other.path), end

    def _verb(self, place: int) -> tuple[Operator, int] | None:
        found = COMPARING_VERBS.find(self.words, place)
        return (found[0][0], found[1]) if found else None

    def _other(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """Another member of the same row, of the same sort."""
        for other, end in (*self.read_member(place, self.root), *self._rooted(place)):
            if other.path != ref.path and other.where is None and _alike(ref, other):
                yield other, end

    def _rooted(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "the job's deadline", "job deadline"."""
        for where, end in self.read_entity(place, self.root, plain=True):
            if where is None:
                yield from self.read_member(self.owner_mark(end), self.root)

    # Numbers

    def _number(self, place: int, ref: Ref, field: Field) -> Read:
        yield from self._sign(place, ref)
        yield from self._between(place, ref, field)
        found = COMPARISONS.find(self.words, place) or self._number_verb(place)
        if found is None and "year" in field.name:
            found = TIME_COMPARISONS.find(self.words, place)
        if found is not None:
            yield from self._bounded(found[0], found[1], ref, field)
        else:
            yield from self._amount(place, ref, field)

    def _except_values(self, place: int, ref: Ref) -> Iterator[tuple[Condition, int]]:
        """ ", except 13", "but not 4 or 13"."""
        after = self.phrase(place, "but-not")
        if after < 0 or ref.field is None:
            return
        for values, end in self._values(after, ref.field, free=True):
            yield OneOf(ref.path, values, negated=True), end

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
                end = self.phrase(place + length, "number")
                yield _range(ref, operator, "0"), end if end > 0 else place + length
        end = self.phrase(place, "a-positive-number")
        if end > 0:
            yield _range(ref, "gt", "0"), end
        end = self.at(place, "zero", "nil", "nothing")
        if end > 0:
            yield _range(ref, "gte", "0", "lte", "0"), end
        end = self.at(place, "non - zero", "nonzero")
        if end > 0:
            yield OneOf(ref.path, ("0",), negated=True), end

    def _between(self, place: int, ref: Ref, field: Field) -> Read:
        after = self.phrase(place, "between")
        start = after if after > 0 else place
        low = self.quantity(start)
        if low is None:
            return
        middle = self.at(low[1], "and", "to", "–", "-", "up to", "through", "until", ", up to")
        high = self.quantity(middle) if middle > 0 else None
        if high is None:
            return
        if after < 0 and self.word(low[1]) not in ("to", "–", "-", "through"):
            return
        unit = high[0].unit or low[0].unit
        bottom, top = (
            bound_of(field, replace(low[0], unit=low[0].unit or unit)),
            bound_of(field, replace(high[0], unit=unit)),
        )
        if bottom is not None and top is not None and Decimal(low[0].number) <= Decimal(high[0].number):
            end = self.phrase(high[1], "inclusive")
            yield _range(ref, "gte", bottom, "lte", top), end if end > 0 else high[1]

    def _bounded(self, operator: Operator, place: int, ref: Ref, field: Field) -> Read:
        quantity = self.quantity(place)
        if quantity is not None:
            end = self._after_measure(self._past_own_unit(quantity[1], field))
            yield from self._against(ref, operator, field, quantity[0], end)
            yield from self._factor(operator, quantity, ref)
        if self.at(place, "zero", "nothing", "nil") > 0 and quantity is None:
            yield _range(ref, operator, "0"), place + 1
        yield from self._multiple(operator, place, ref)
        for formula, end in self.read_terms(place, ref):
            if len(formula) == 1 and formula[0].factor == "1" and len(formula[0].paths) == 1:
                yield Compare(ref.path, operator, formula[0].paths[0]), end
            else:
                yield Formula(ref.path, operator, formula), end

    def _past_own_unit(self, place: int, field: Field) -> int:
        """A unit that the field's name has too: "5 mg" for ``dose_mg``."""
        own = {part.lower() for part in field.name.split("_")[1:]}
        return place + 1 if self.word(place) in own or self.word(place).removesuffix("s") in own else place

    def _after_measure(self, place: int) -> int:
        end = self.phrase(place, "after-measure")
        return end if end > 0 else place

    def _against(self, ref: Ref, operator: Operator, field: Field, quantity: Quantity, place: int) -> Read:
        bound = bound_of(field, quantity)
        if bound is None:
            return
        if operator == "eq":
            yield _range(ref, "gte", bound, "lte", bound), place
        elif operator == "ne":
            yield OneOf(ref.path, (bound,), negated=True), place
        else:
            yield _range(ref, operator, bound), place

    def _amount(self, place: int, ref: Ref, field: Field) -> Read:
        """ "5", "5 or more", "0 or positive"."""
        quantity = self.quantity(place)
        if quantity is None:
            return
        end = self._after_measure(self._past_own_unit(quantity[1], field))
        tail = TAILS.find(self.words, end) or TAILS.find(self.words, quantity[1])
        if tail is not None:
            stop = self._after_measure(tail[1])
            if self.word(stop) in UNITS and field.kind is not Kind.DURATION:
                stop += 1
            yield from self._against(ref, tail[0], field, quantity[0], stop)
        else:
            yield from self._against(ref, "eq", field, quantity[0], end)

    def _factor(self, operator: Operator, quantity: tuple[Quantity, int], ref: Ref) -> Read:
        """ "50 % of the price", "2 times the cost"."""
        number, place = quantity
        after = self.at(place, "times", "x", "×")
        factor = Decimal(number.number)
        if number.unit == "%":
            after, factor = self.at(place, "of"), factor / 100
        if after < 0:
            return
        for other, end in self._other(after, ref):
            yield Formula(ref.path, operator, (Term((other.path,), _number_text(factor)),)), end

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

    def read_terms(self, place: int, ref: Ref) -> Iterator[tuple[tuple[Term, ...], int]]:
        """A sum of products of numbers of the row: "quantity times unit price plus the shipping fee"."""
        lead = self.phrase(place, "terms-of")
        if lead > 0:
            yield from self._listed_terms(self.words[lead - 2], lead, ref)
        for term, end in self._term(place, ref):
            yield (term,), end
            yield from self._more_terms((term,), end, ref)

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
                yield (terms[0], _minus(terms[1])), end
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
        for term, end in self._term(after, ref):
            more = (*terms, _minus(term) if minus > 0 else term)
            if self.words[place] != "and":
                yield more, end
                yield from self._more_terms(more, end, ref)

    def _term(self, place: int, ref: Ref) -> Iterator[tuple[Term, int]]:
        for other, end in self._factors(place, ref):
            after = self.at(end, "times", "x", "×", "*", "multiplied by", "multiplied with", "by")
            if after > 0:
                for more, stop in self._term(after, ref):
                    product = Decimal(other.factor) * Decimal(more.factor)
                    yield Term((*other.paths, *more.paths), _number_text(product)), stop
            else:
                yield other, end

    def _factors(self, place: int, ref: Ref) -> Iterator[tuple[Term, int]]:
        for other, end in self._other(place, ref):
            if other.field is not None and other.field.kind.is_number:
                yield Term((other.path,)), end
        number = self.number(place)
        if number is not None and self.word(number[1]) in ("times", "x", "×", "*"):
            yield Term((), number[0]), number[1]

    # Texts

    def _text(self, place: int, ref: Ref, field: Field) -> Read:
        yield from self._length(place, ref)
        yield from self._shape(place, ref)
        yield from self._affix(place, ref)
        start = self.phrase(place, "made-of")
        found = FORMATS.find(self.words, place) or (FORMATS.find(self.words, start) if start > 0 else None)
        if found is not None:
            (regex, name), end = found
            end = next(
                (e for e in (self.at(end, "only", "characters", "format", "and nothing else"),) if e > 0), end
            )
            yield Pattern(ref.path, regex, name), end
        if start > 0:
            yield from self._shape(start, ref)
            yield from self._length(start, ref)
        end = self.phrase(place, "no-spaces")
        if end > 0:
            yield Pattern(ref.path, r"\S*", "no spaces"), end
        end = self.phrase(place, "spaces")
        if end > 0:
            yield Pattern(ref.path, r"(?s:.*)\s(?s:.*)", "a space"), end
        end = self.phrase(place, "digits")
        if end > 0:
            yield Pattern(ref.path, r"(?s:.*)[0-9](?s:.*)", "a digit"), end
        after = self.phrase(place, "match-the-pattern")
        if (
            after > 0
            and after < self.end
            and self.tokens[after].kind == "quoted"
            and self.words[after - 1] != "match"
        ):
            yield from self._regex(ref, after)
        after = self.at(place, "contain", "contains", "include", "includes")
        if after > 0:
            after = after + 1 if self.word(after) in ("an", "a", "the", "exactly") else after
            text = self._literal(after, strict=True)
            if text:
                yield Pattern(ref.path, f"(?s:.*){re.escape(text)}(?s:.*)", f"“{text}”"), after + 1

    def _regex(self, ref: Ref, place: int) -> Read:
        text = self.tokens[place].text.removeprefix("^").removesuffix("$")
        try:
            re.compile(text)
        except re.error:
            return
        yield Pattern(ref.path, text, "the pattern"), place + 1

    def _literal(self, place: int, *, strict: bool = False) -> str:
        if place >= self.end:
            return ""
        token = self.tokens[place]
        if token.kind == "quoted" or (token.kind == "mark" and token.word not in (",", "(", ")", ":", ";")):
            return token.text
        if token.kind == "sign" and token.word == "=":
            return ""
        return (
            token.text
            if not strict and token.kind == "word" and token.text.isupper() and len(token.text) < 9
            else ""
        )

    def _affix(self, place: int, ref: Ref) -> Read:
        shaped = self.at(place, "start with", "starts with", "begin with", "begins with", "begin", "start")
        pieces = self._pieces(shaped) if shaped > 0 else None
        if pieces is not None and ", then " in pieces[1]:
            yield Pattern(ref.path, pieces[0], pieces[1]), pieces[2]
        after = self.phrase(place, "starts-with")
        if after > 0:
            for regex, name, end in self._affix_text(after):
                yield Pattern(ref.path, f"{regex}(?s:.*)", f"text that starts with {name}"), end
        after = self.phrase(place, "ends-with")
        if after > 0:
            for regex, name, end in self._affix_text(after):
                yield Pattern(ref.path, f"(?s:.*){regex}", f"text that ends with {name}"), end

    def _affix_text(self, place: int) -> Iterator[tuple[str, str, int]]:
        """One text or several to choose from: ".txt, .png or .pdf"."""
        for regex, name, end in self._one_affix(place):
            regexes, names, stop = [regex], [name], end
            while (after := self.at(stop, ", or", "or", ", or with", "or with", ",")) > 0:
                more = next(iter(self._one_affix(after)), None)
                if more is None:
                    break
                regexes.append(more[0])
                names.append(more[1])
                stop = more[2]
            if len(regexes) == 1:
                yield regex, name, end
            else:
                yield f"(?:{'|'.join(regexes)})", " or ".join(names), stop

    def _one_affix(self, place: int) -> Iterator[tuple[str, str, int]]:
        end = place
        text = ""
        while end < self.end:
            piece = self._literal(end)
            if not piece and text and self.tokens[end].kind in ("number",):
                piece = self.tokens[end].text
            if not piece:
                break
            text += piece
            end += 1
            if self.tokens[end - 1].kind == "quoted":
                break
        if text:
            yield re.escape(text), f"“{text}”", end
        found = CLASSES.find(self.words, place) or CLASSES.find(
            self.words, place + (self.word(place) in ("a", "an"))
        )
        if found is not None and not text:
            (regex, name), end = found
            yield regex, name, end

    def _length(self, place: int, ref: Ref) -> Read:
        """ "at least 8 characters", "8 characters or more", "between 3 and 5 letters long", "longer than 5 characters"."""
        after = self.phrase(place, "length")
        start = after if after > 0 else place
        between = self._length_between(start, ref)
        if between is not None:
            yield between
        low = self.phrase(start, "longer-than")
        if low > 0:
            yield from self._characters(low, lambda n: Length(ref.path, minimum=n + 1))
        high = self.at(start, "shorter than", "less than", "fewer than", "under", "below", "be shorter than")
        if high > 0:
            yield from self._characters(high, lambda n: Length(ref.path, maximum=n - 1))
        least = self.phrase(start, "least-length")
        if least > 0:
            yield from self._characters(least, lambda n: Length(ref.path, minimum=n))
        most = self.phrase(start, "greatest-length")
        if most > 0:
            yield from self._characters(most, lambda n: Length(ref.path, maximum=n))
        outside = self._length_outside(start, ref)
        if outside is not None:
            yield outside
        both = self._two_lengths(start, ref)
        if both is not None:
            yield both
        exact = self.at(start, "exactly", "precisely", "just")
        exact = exact if exact > 0 else start
        yield from self._exact_characters(exact, ref, tail=exact == start)

    def _length_outside(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        """ "shorter than 2 or longer than 50 characters"."""
        first = self.at(place, "shorter than", "less than", "fewer than")
        low = self.number(first) if first > 0 else None
        second = self.phrase(low[1], "or-longer-than") if low else -1
        high = self.number(second) if second > 0 else None
        if low is None or high is None or self.word(high[1]) not in CHARACTERS:
            return None
        if not (low[0].isdigit() and high[0].isdigit()):
            return None
        short, long = Length(ref.path, maximum=int(low[0]) - 1), Length(ref.path, minimum=int(high[0]) + 1)
        return Some((short, long)), self._long(high[1] + 1)

    def _two_lengths(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        """ "at least five and at most eighty characters"."""
        first = COMPARISONS.find(self.words, place)
        low = self.number(first[1]) if first else None
        after = (
            self.at(low[1], "and", "but", ", but", "characters and", "characters but", "characters , but")
            if low
            else -1
        )
        second = COMPARISONS.find(self.words, after) if after > 0 else None
        high = self.number(second[1]) if second else None
        if (
            first is None
            or low is None
            or second is None
            or high is None
            or (first[0], second[0]) != ("gte", "lte")
        ):
            return None
        if self.word(high[1]) not in CHARACTERS or not (low[0].isdigit() and high[0].isdigit()):
            return None
        return Length(ref.path, int(low[0]), int(high[0])), self._long(high[1] + 1)

    def _length_between(self, place: int, ref: Ref) -> tuple[Condition, int] | None:
        start = self.at(place, "between", "from")
        first = self.number(start if start > 0 else place)
        if first is None:
            return None
        middle = (
            self.at(first[1], "and", "to", "–", "-", "or")
            if start > 0
            else self.at(first[1], "to", "–", "-", "or")
        )
        second = self.number(middle) if middle > 0 else None
        if second is None or self.word(second[1]) not in CHARACTERS:
            return None
        if self.words[middle - 1] == "or" and int(second[0]) - int(first[0]) != 1:
            return None
        found = CLASSES.find(self.words, second[1])
        low, high = int(Decimal(first[0])), int(Decimal(second[0]))
        if found is not None:
            (regex, name), end = found
            return Pattern(ref.path, f"{regex}{{{low},{high}}}", f"{low} to {high} {name}"), self._long(end)
        return Length(ref.path, low, high), self._long(second[1] + 1)

    def _long(self, place: int) -> int:
        end = self.at(place, "long", "in length", "or so long", "in total")
        return end if end > 0 else place

    def _characters(self, place: int, made: object) -> Read:
        number = self.number(place)
        if number is None or not number[0].isdigit() or not callable(made):
            return
        if self.word(number[1]) in ("character", "characters", "char", "chars", "letters", "symbols"):
            yield made(int(number[0])), self._long(number[1] + 1)

    def _exact_characters(self, place: int, ref: Ref, *, tail: bool) -> Read:
        number = self.number(place)
        if number is None or not number[0].isdigit() or self.word(number[1]) not in CHARACTERS:
            return
        count = int(number[0])
        if self.word(number[1]) in ("character", "characters", "char", "chars", "symbols", "letters"):
            end = self._long(number[1] + 1)
            turn = TAILS.find(self.words, end)
            if turn is not None:
                length = (
                    Length(ref.path, minimum=count) if turn[0] == "gte" else Length(ref.path, maximum=count)
                )
                yield length, self._long(turn[1])
            elif self.word(number[1]) != "letters":
                yield Length(ref.path, count, count), end

    def _shape(self, place: int, ref: Ref) -> Read:
        """Parts in a row: "two capital letters followed by six digits", "exactly 13 digits"."""
        start = self.phrase(place, "of-the-form")
        pieces = self._pieces(start if start > 0 else place)
        if pieces is not None:
            regex, name, end = pieces
            stop = self.at(end, "and nothing else", "only", "long", "in length", "exactly", "in total")
            yield Pattern(ref.path, regex, name), stop if stop > 0 else end

    def _pieces(self, place: int) -> tuple[str, str, int] | None:
        first = self._piece(place)
        if first is None:
            return None
        regex, name, end = first
        literal = name.startswith("“")
        while True:
            after = self.phrase(end, "followed-by")
            more = self._piece(after) if after > 0 else None
            if more is None:
                return None if literal else (regex, name, end)
            literal = literal and more[1].startswith("“")
            regex, name, end = regex + more[0], f"{name}, then {more[1]}", more[2]

    def _piece(self, place: int) -> tuple[str, str, int] | None:
        place += self.word(place) == "exactly"
        marks = {"dash": "-", "hyphen": "-", "slash": "/", "dot": r"\.", "colon": ":", "underscore": "_", "space": " ",
                 "full stop": r"\.", "plus sign": r"\+", "plus": r"\+", "period": r"\."}  # fmt: skip
        if self.word(place) in ("a", "an", "one") and self.word(place + 1) in marks:
            return marks[self.word(place + 1)], f"a {self.word(place + 1)}", place + 2
        if self.word(place) in ("a", "an", "one") and self.word(place + 1) in ("+", "#", "-", "/", "@", "_"):
            return re.escape(self.words[place + 1]), f"“{self.words[place + 1]}”", place + 2
        least = self.at(place, "at least")
        number = self.number(least if least > 0 else place)
        one = number is None and self.word(place) in ("a", "an", "one", "the")
        start = place + 1 if one else number[1] if number else -1
        if start > 0 and number is not None and self.word(start) in ("to", "-", "–", "or"):
            top = self.number(start + 1)
            found = CLASSES.find(self.words, top[1]) if top else None
            if top and found:
                return (
                    f"{found[0][0]}{{{number[0]},{top[0]}}}",
                    f"{number[0]} to {top[0]} {found[0][1]}",
                    found[1],
                )
        if start > 0:
            found = CLASSES.find(self.words, start)
            if found is not None:
                (regex, name), end = found
                count = "1" if one else number[0] if number else "1"
                repeat = f"{{{count},}}" if least > 0 else f"{{{count}}}"
                return f"{regex}{repeat}", f"{count} {name}", end
        lead = self.phrase(place, "the-letter")
        if (
            lead > 0
            and lead < self.end
            and self.tokens[lead].kind == "word"
            and self.tokens[lead].text.isupper()
        ):
            return re.escape(self.tokens[lead].text), f"“{self.tokens[lead].text}”", lead + 1
        text = self._literal(place, strict=True)
        if text:
            return re.escape(text), f"“{text}”", place + 1
        return None

    # Switches and choices

    def _switch(self, place: int, ref: Ref) -> Read:
        end = self.phrase(place, "switched-on")
        if end > 0:
            yield OneOf(ref.path, (True,)), end
        end = self.phrase(place, "switched-off")
        if end > 0:
            yield OneOf(ref.path, (False,)), end

    def _one_of(self, place: int, ref: Ref, field: Field) -> Read:
        start = self.phrase(place, "one-of")
        listed = (place > 0 and self.words[place - 1] in (":", "than", "but", "except", "neither")) or (start > 0 and self.words[start - 1] in ("of", "either", "among", "from", "to", ":", "following", "in", "these",
                                                         "values", "neither"))  # fmt: skip
        begin = start if start > 0 else place
        for values, end in self._values(begin, field, free=listed):
            yield OneOf(ref.path, values), end

    def _values(self, place: int, field: Field, *, free: bool) -> Iterator[tuple[tuple[Scalar, ...], int]]:
        place = place + 1 if place < self.end and self.tokens[place].text in ("the", "a", "an") else place
        for value, end in self._value(place, field, free=free):
            longer = False
            after = self.at(end, ", or", "or", ", and", "and", ",", "nor", "/")
            if after > 0:
                for more, stop in self._values(after, field, free=free):
                    if value not in more:
                        longer = True
                        yield (value, *more), stop
            if not longer:
                yield (value,), end
            return

    def _value(self, place: int, field: Field, *, free: bool) -> Iterator[tuple[Scalar, int]]:
        if field.choices:
            for name, end in self.spans(place, 5):
                for value in self.lexicon.values(field, name):
                    stop = self.at(end, "status", "state")
                    yield value, stop if stop > 0 else end
                    return
        elif field.kind.is_text and place < self.end:
            token = self.tokens[place]
            lead = self.words[place - 1] if place > 0 else ""
            if token.kind == "quoted" and (free or lead in _VALUE_LEADS):
                yield token.text, place + 1
            elif (
                not free
                and lead in _VALUE_LEADS
                and token.kind == "word"
                and (token.text.isupper() or any(char.isdigit() for char in token.text))
            ) or (free and token.kind == "word" and token.text not in ("a", "an", "the")):
                yield from self._free_value(place)
        elif field.kind.is_number and free:
            number = self.number(place)
            if number is not None:
                yield number[0], number[1]

    def _free_value(self, place: int) -> Iterator[tuple[Scalar, int]]:
        """A value as it stands: ``EUR``, ``AB+``; glued signs belong to it."""
        text, end = self.tokens[place].text, place + 1
        while (
            end < self.end
            and self.tokens[end].word in ("+", "-")
            and self.word(end + 1) in (",", "or", "and", "", "+")
        ):
            text, end = text + self.tokens[end].text, end + 1
        yield text, end

    # Moments

    def _moment(self, place: int, ref: Ref, field: Field) -> Read:
        if field.kind is not Kind.TIME:
            yield from self._relative(place, ref)
            yield from self._weekday(place, ref)
            yield from self._away(place, ref)
        if field.kind is not Kind.DATE:
            yield from self._hours(place, ref, field)
        either = (TIME_COMPARISONS.find(self.words, place), COMPARISONS.find(self.words, place))
        found = max((f for f in either if f), key=lambda f: f[1], default=None) or self._time_verb(place)
        if found is not None:
            timely = either[1] is None or (either[0] is not None and either[0][1] >= either[1][1])
            yield from self._temporal(found[0], found[1], ref, field, timely=timely)
        start = self.at(place, "between", "from")
        if start > 0:
            yield from self._from_to(start, ref, field)
        end = self.phrase(place, "now")
        if end > 0:
            yield Moment(ref.path, "eq"), end

    def _time_verb(self, place: int) -> tuple[Operator, int] | None:
        found = COMPARING_VERBS.find(self.words, place)
        return (found[0][0], found[1]) if found and found[0][1] in ("time", "") else None

    def _relative(self, place: int, ref: Ref) -> Read:
        place = self._skip(place, "lie", "lies", "be", "fall", "dated", "set", "located")
        end = self.phrase(place, "in-the-past")
        if end > 0:
            yield Moment(ref.path, "lt"), end
        end = self.phrase(place, "in-the-future")
        if end > 0:
            yield Moment(ref.path, "gt"), end
        end = self.phrase(place, "today-or-later")
        if end > 0:
            yield Moment(ref.path, "gte"), end
        end = self.phrase(place, "today-or-earlier")
        if end > 0:
            yield Moment(ref.path, "lte"), end

    def _skip(self, place: int, *words: str) -> int:
        return place + 1 if self.word(place) in words else place

    def _weekday(self, place: int, ref: Ref) -> Read:
        place = self._skip(place, "fall", "falls", "be", "lie", "take", "happen")
        place = self._skip(place, "place")
        end = self.phrase(place, "on-a-weekend")
        if end > 0:
            yield Weekday(ref.path, (5, 6)), end
        end = self.phrase(place, "on-a-weekday")
        if end > 0:
            yield Weekday(ref.path, (0, 1, 2, 3, 4)), end
        start = self.at(place, "on a", "on an", "on", "a", "from", "between")
        start = self.at(start, "any day from") if start > 0 and self.at(start, "any day from") > 0 else start
        yield from self._days(start if start > 0 else place, ref)

    def _days(self, place: int, ref: Ref) -> Read:
        days: list[int] = []
        end = place
        while self.word(end) in DAYS:
            day = DAYS[self.word(end)]
            days.append(day)
            end += 1
            through = self.at(end, "to", "through", "–", "-", "until")
            if through > 0 and self.word(through) in DAYS:
                last = DAYS[self.word(through)]
                days += [d % 7 for d in range(day + 1, (last if last > day else last + 7) + 1)]
                end = through + 1
            more = self.at(end, ", or a", ", or", "or a", "or on a", "or", ", and", "and", ",")
            if more < 0 or self.word(more) not in DAYS:
                break
            end = more
        if days:
            yield Weekday(ref.path, tuple(sorted(set(days)))), end

    def _hours(self, place: int, ref: Ref, field: Field) -> Read:
        place = self._skip(place, "lie", "fall", "be", "start")
        start = self.at(place, "between", "from", "within")
        low = self.clock(start) if start > 0 else None
        if low is None and start > 0:
            low = self._bare_hour(start)
        middle = self.at(low[1], "and", "to", "–", "-", "until") if low else -1
        high = self.clock(middle) if middle > 0 else None
        if low is not None and high is not None and low[0] < high[0]:
            yield _clock(ref, field, low[0], high[0]), high[1]
        found = TIME_COMPARISONS.find(self.words, place)
        if found is not None:
            at = self.clock(found[1])
            if at is not None and found[0] in ("gte", "lte"):
                bounds = (at[0], None) if found[0] == "gte" else (None, at[0])
                yield _clock(ref, field, *bounds), at[1]
            if at is not None and found[0] in ("gt", "lt"):
                bounds = (None, at[0]) if found[0] == "gt" else (at[0], None)
                yield Not(_clock(ref, field, *bounds)), at[1]

    def _bare_hour(self, place: int) -> tuple[str, int] | None:
        number = self.number(place)
        if number is None or not number[0].isdigit() or int(number[0]) > 23:
            return None
        return f"{int(number[0]):02}:00", number[1]

    def _temporal(self, operator: Operator, place: int, ref: Ref, field: Field, *, timely: bool) -> Read:
        end = self.phrase(place, "now")
        if end > 0:
            yield Moment(ref.path, operator), end
        fixed = self.date(place)
        if fixed is not None and field.kind is not Kind.TIME:
            yield _range(ref, operator, fixed[0]), fixed[1]
        for other, stop in self._other(place, ref):
            yield Compare(ref.path, operator, other.path), stop
            if operator == "eq":
                later, earlier = (
                    self.at(stop, "or later", "or after"),
                    self.at(stop, "or earlier", "or before"),
                )
                if max(later, earlier) > 0:
                    yield Compare(ref.path, "gte" if later > 0 else "lte", other.path), max(later, earlier)
            if self.at(stop, "itself") > 0:
                yield Compare(ref.path, operator, other.path), stop + 1
        for other, stop in self._verb_moment(place, ref):
            yield Compare(ref.path, operator, other.path), stop
        day = self.at(place, "the day", "the same day", "the day on which", "the day when")
        for other, stop in self._verb_moment(day, ref) if day > 0 and operator == "eq" else ():
            later, earlier = self.at(stop, "or later", "or after"), self.at(stop, "or earlier", "or before")
            turned: Operator = "gte" if later > 0 else "lte" if earlier > 0 else "eq"
            yield Compare(ref.path, turned, other.path), max(stop, later, earlier)
        span = self.span(place)
        if span is not None:
            yield from self._shifted(operator, span[0], span[1], ref, timely=timely)

    def _verb_moment(self, place: int, ref: Ref) -> Iterator[tuple[Ref, int]]:
        """ "after it starts", "before they were born", "of being placed"."""
        start = self.phrase(place, "it-was")
        if start < 0:
            owner = next(iter(self.read_entity(place, self.root, plain=True)), None)
            start = owner[1] if owner and owner[0] is None else -1
            start = self._skip(start, "was", "were", "is", "has") if start > 0 else start
        if start < 0:
            return
        for name, end in self.spans(start, 2):
            for member in self.lexicon.members(self.root, name):
                other = Ref(member.name, member)
                if member.name != ref.path and _alike(ref, other):
                    yield other, end
                    return

    def _shifted(self, operator: Operator, span: Span, place: int, ref: Ref, *, timely: bool = False) -> Read:
        """After "at least 3 days": "after the start date", "from now", "ago", "in advance".

        ``timely`` words say which moment is later ("later than 7 days before …"); others how long it is.
        """
        back = operator if timely else MIRRORED[operator]
        end = self.at(place, "ago", "in the past", "before today", "before now", "back", "earlier than today")
        if end > 0:
            yield Moment(ref.path, back, _back(span)), end
        end = self.phrase(place, "from-now")
        if end > 0:
            yield Moment(ref.path, operator, span), end
        after = self.at(place, "after", "later than", "from", "past", "following", "of", "since", "beyond")
        if after > 0 and self.words[after - 1] != "of":
            for other, stop in (*self._other(after, ref), *self._verb_moment(after, ref)):
                yield Compare(ref.path, operator, other.path, span), stop
        before = self.at(place, "before", "earlier than", "prior to", "ahead of", "in advance of")
        if before > 0:
            for other, stop in (*self._other(before, ref), *self._verb_moment(before, ref)):
                yield Compare(ref.path, back, other.path, _back(span)), stop

    def _away(self, place: int, ref: Ref) -> Read:
        """ "within 30 days of …", "3 days after …", "in the next 2 weeks"."""
        within = self.at(place, "within the next", "in the next", "within the coming", "during the next")
        span = self.span(within) if within > 0 else None
        if span is not None:
            yield Every((Moment(ref.path, "gte"), Moment(ref.path, "lte", span[0]))), span[1]
        within = self.phrase(place, "within-the-last")
        span = self.span(within) if within > 0 else None
        if span is not None:
            yield Every((Moment(ref.path, "gte", _back(span[0])), Moment(ref.path, "lte"))), span[1]
        within = self.phrase(place, "no-further-than")
        span = self.span(within) if within > 0 else None
        if span is not None:
            yield from self._within(span[0], span[1], ref, strict=self.words[within - 1] == "within")
        exact = self.span(self._skip(place, "exactly", "always"))
        if exact is not None:
            yield from self._shifted("eq", exact[0], exact[1], ref)

    def _within(self, span: Span, place: int, ref: Ref, *, strict: bool) -> Read:
        if not strict:
            return
        end = self.at(place, "from now", "from today", "of today", "of now")
        if end > 0:
            yield Every((Moment(ref.path, "gte"), Moment(ref.path, "lte", span))), end
        after = self.at(place, "after", "from", "following", "of")
        if after > 0:
            both = self.words[after - 1] == "of"
            for other, stop in (*self._other(after, ref), *self._verb_moment(after, ref)):
                low = Compare(
                    ref.path,
                    "gte",
                    other.path,
                    _back(span) if both and self.words[after] != "being" else None,
                )
                yield Every((low, Compare(ref.path, "lte", other.path, span))), stop
        before = self.at(place, "before", "prior to")
        if before > 0:
            for other, stop in self._other(before, ref):
                low = Compare(ref.path, "gte", other.path, _back(span))
                yield Every((low, Compare(ref.path, "lte", other.path))), stop

    def _from_to(self, place: int, ref: Ref, field: Field) -> Read:
        low = self.date(place)
        middle = self.at(low[1], "and", "to", "until", "–") if low else -1
        high = self.date(middle) if middle > 0 else None
        if low is not None and high is not None:
            yield _range(ref, "gte", low[0], "lte", high[0]), high[1]
        for first, end in self._other(place, ref):
            after = self.at(end, "and")
            if after > 0:
                for second, stop in self._other(after, ref):
                    yield (
                        Every((Compare(ref.path, "gte", first.path), Compare(ref.path, "lte", second.path))),
                        stop,
                    )


def _alike(ref: Ref, other: Ref) -> bool:
    """Whether two members can be compared."""
    first, second = ref.member, other.member
    if isinstance(first, Relationship) or isinstance(second, Relationship):
        return (
            isinstance(first, Relationship)
            and isinstance(second, Relationship)
            and first.target == second.target
            and not first.many
            and not second.many
        )
    if first.kind.is_number or second.kind.is_number:
        return first.kind.is_number and second.kind.is_number
    if first.kind.is_temporal or second.kind.is_temporal:
        dates = {Kind.DATE, Kind.DATETIME}
        return first.kind is second.kind or {first.kind, second.kind} == dates
    if first.kind.is_text or second.kind.is_text:
        return first.kind.is_text and second.kind.is_text
    return first.kind is second.kind


def bound_of(field: Field, quantity: Quantity) -> str | None:
    """``quantity`` as a bound of ``field``; None where it cannot be one."""
    number, unit = Decimal(quantity.number), quantity.unit
    if field.kind is Kind.DURATION:
        return _duration(number, unit)
    if unit == "%" and _is_fraction(field):
        number /= 100
    words = field.name.lower().split("_")
    if field.kind.is_integer and abs(number) > _INTEGERS[field.kind]:
        return None
    if unit == "%" and not _takes_percent(field, words):
        return None
    if unit in ("currency", "cents") and field.kind.is_integer and _MONEY.isdisjoint(words):
        return None
    if unit in ("currency",) and {"cent", "cents", "pence"} & set(words):
        number *= 100
    if unit == "cents" and not {"cent", "cents", "pence"} & set(words):
        number /= 100
    if unit in UNITS:
        converted = _in_unit_of(words, number, unit)
        if converted is None:
            return None
        number = converted
    places = -int(number.normalize().as_tuple().exponent) if number else 0
    if field.kind.is_integer and places > 0:
        return None
    if field.kind is Kind.DECIMAL and field.decimal_places is not None and places > field.decimal_places:
        return None
    return _number_text(number)


_PERCENT = frozenset(
    [
        "percent",
        "percentage",
        "pct",
        "rate",
        "discount",
        "share",
        "ratio",
        "tax",
        "vat",
        "interest",
        "margin",
        "commission",
        "score",
        "probability",
        "weight",
        "bonus",
        "deposit",
        "coverage",
        "allocation",
        "ownership",
        "utilisation",
        "utilization",
        "progress",
        "completion",
        "markup",
        "fee",
        "surcharge",
        "quota",
        "occupancy",
        "humidity",
        "reduction",
        "increase",
        "royalty",
        "stake",
        "portion",
        "off",
        "threshold",
        "level",
        "grade",
        "mark",
        "capacity",
        "chance",
        "likelihood",
        "alcohol",
        "match",
    ]
)
_MONEY = frozenset(
    [
        "price",
        "cost",
        "amount",
        "fee",
        "salary",
        "budget",
        "total",
        "cents",
        "pence",
        "balance",
        "rent",
        "deposit",
        "limit",
        "value",
        "charge",
        "fine",
        "payment",
        "income",
        "wage",
        "pay",
        "bid",
        "credit",
        "debit",
        "tip",
        "donation",
        "revenue",
        "sum",
        "money",
        "principal",
        "premium",
        "refund",
        "discount",
        "bonus",
        "spend",
        "spending",
        "quote",
        "rate",
        "worth",
        "turnover",
        "minimum",
        "maximum",
    ]
)


def _takes_percent(field: Field, words: list[str]) -> bool:
    return not _PERCENT.isdisjoint(words) or field.maximum is not None


def _is_fraction(field: Field) -> bool:
    """Whether the field holds 0.5 for 50 %: it has no room for more."""
    if field.kind is Kind.DECIMAL and field.max_digits is not None:
        return field.max_digits - (field.decimal_places or 0) <= 1
    return field.maximum is not None and not field.kind.is_integer and Decimal(str(field.maximum)) <= 1


def _in_unit_of(words: list[str], number: Decimal, unit: str) -> Decimal | None:
    """A length of time in the unit that the field's name states; as it stands where the name states none."""
    wanted = next((UNITS[word] for word in words if word in UNITS and len(word) > 1), None)
    given = UNITS[unit]
    if wanted is None or wanted == given:
        return number
    if wanted in _SECONDS and given in _SECONDS:
        return number * _SECONDS[given] / _SECONDS[wanted]
    if (wanted, given) == ("months", "years"):
        return number * 12
    return number / 12 if (wanted, given) == ("years", "months") else None


def _duration(number: Decimal, unit: str) -> str | None:
    seconds = _SECONDS.get(UNITS.get(unit, ""), 0)
    total = number * seconds
    return f"PT{int(total)}S" if total == int(total) and (seconds or number == 0) else None


def _range(ref: Ref, *bounds: str) -> Range:
    pairs = dict(zip(bounds[::2], bounds[1::2], strict=True))
    if "eq" in pairs:
        return Range(ref.path, gte=pairs["eq"], lte=pairs["eq"])
    return Range(ref.path, **pairs)


def _clock(ref: Ref, field: Field, low: str | None, high: str | None) -> Condition:
    if field.kind is Kind.TIME:
        return Range(ref.path, gte=f"{low}:00" if low else None, lte=f"{high}:00" if high else None)
    return Clock(ref.path, low, high)


def _back(span: Span) -> Span:
    return Span(-span.count, span.unit)


def _minus(term: Term) -> Term:
    return replace(term, factor=_number_text(-Decimal(term.factor)))


def _number_text(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
