"""Sentences about sums over rows, and about members that are computed.

sum       = "the sum of" rows "'s" terms | "the sum of" terms "over" rows
limit     = members "of" rows "must add up to" [comparison] number
computed  = member "is calculated as" (sum | "the number of" rows | terms)
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Operator, Term, Total
from erdgen.compiler.rules.forms import Computed
from erdgen.compiler.rules.language.bodies import Bodies, Holds, Stated
from erdgen.compiler.rules.language.counts import Counts
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import COMPARISONS, TAILS


class Sums(Counts):
    """Reads sums and what is computed."""

    def _sums(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], Condition | None, int]]:
        """ "the sum of its lines' amounts", "the sum of quantity times unit price over its lines"."""
        lead = self.phrase(place, "sum-of")
        if lead < 0:
            return
        start = self.skip(
            lead, "all of its", "all its", "all of the", "all the", "all", "its", "their", "the"
        )
        for relation, target, where, end in self.read_collection(start):
            seen = self.seen_from(target)
            after = self.owner_mark(end)
            for terms, stop in seen._child_terms(after):
                yield relation, terms, where, stop
        for begin in (start, lead):
            for relation, target in self.lexicon.relations[self.root.name]:
                seen = self.seen_from(target)
                for terms, end in seen._child_terms(begin):
                    over = self.phrase(end, "of-all-its")
                    if over < 0:
                        continue
                    for found, _t, where, stop in self.read_collection(over):
                        if found == relation:
                            last = next(self._past_root(stop), stop)
                            yield relation, terms, where, last
                            if last != stop:
                                yield relation, terms, where, stop

    def _sum_limits(self, place: int) -> Bodies:
        """ "The weights of a course's exams may not sum to more than 100 percent"."""
        start = self.skip(place, "all the", "all", "the")
        for relation, terms, end in self._summed(start):
            begin = self.skip(end, "together", "taken together", "in total", "combined")
            found = self.modal(begin)
            denied = found.denied if found else False
            if found is None:
                continue
            verb = self.phrase(found.end, "add-up-to")
            if verb < 0:
                continue
            named = any(
                word in ("sum", "add", "total", "amount", "together", "make", "combined")
                for word in self.words[end:verb]
            )
            if not named:
                continue
            yield from self._sum_against(relation, terms, verb, denied)

    def _sum_against(self, relation: str, terms: tuple[Term, ...], place: int, denied: bool) -> Bodies:
        exceed = self.words[place - 1] in ("exceed", "beyond", "above", "over")
        compared = COMPARISONS.find(self.words, place)
        operator: Operator = "gt" if exceed else compared[0] if compared else "eq"
        quantity = self.quantity(compared[1] if compared and not exceed else place)
        if quantity is None:
            start = compared[1] if compared and not exceed else place
            for other, end in self.read_member(start, self.root):
                if other.field is not None and other.field.kind.is_number:
                    total = Total(relation, terms, operator, None, other.path)
                    yield Holds(opposite_of(total) if denied else total), end
            return
        end = quantity[1]
        tail = TAILS.find(self.words, end) if not exceed and compared is None else None
        if tail is not None:
            operator, end = tail
        total = Total(relation, terms, operator, quantity[0].number)
        yield Holds(opposite_of(total) if denied else total), end

    def _summed(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], int]]:
        for relation, target in self.lexicon.relations[self.root.name]:
            seen = self.seen_from(target)
            for terms, end in seen._child_terms(place):
                over = self.at(end, "of all", "of its", "of the", "of", "over all", "on")
                if over < 0:
                    continue
                owners = (self.owner_mark(end) for end in self.root_ends(over) if self.owner_mark(end) != end)
                owner = next(owners, over)
                for found, _target, where, stop in self.read_collection(owner):
                    if found == relation and where is None:
                        for last in (stop, *self._past_root(stop)):
                            yield relation, terms, last
            numbers = [f.name for f in target.fields if f.kind.is_number and not f.primary_key]
            for where, end in self.read_entity(place, target, plain=True):
                if where is None and len(numbers) == 1:
                    for last in self._past_root(end):
                        yield relation, (Term((numbers[0],)),), last
                after = self.owner_mark(end)
                if after == end or where is not None:
                    continue
                for terms, stop in seen._child_terms(after):
                    for last in (stop, *self._past_root(stop)):
                        yield relation, terms, last

    def _past_root(self, place: int) -> Iterator[int]:
        """After "of the order", where that says nothing more of it."""
        return (end for where, end in self._of_root(place) if where is None and end != place)

    def _child_terms(self, place: int) -> Iterator[tuple[tuple[Term, ...], int]]:
        for term, end in self._number_terms(place):
            yield (term,), end

    def _number_terms(self, place: int) -> Iterator[tuple[Term, int]]:
        for other, end in self.read_member(place, self.root, depth=1):
            if other.field is None or not other.field.kind.is_number or other.where is not None:
                continue
            after = self.at(end, "times", "x", "×", "*", "multiplied by", "by")
            if after > 0:
                for more, stop in self._number_terms(after):
                    yield Term((other.path, *more.paths)), stop
            else:
                yield Term((other.path,)), end

    def _computed(self, place: int) -> Bodies:
        """ "Its total is the sum of its lines' amounts", "copy_count is the number of copies"."""
        for ref, end in self.read_subject(place):
            if ref.field is None or not ref.field.kind.is_number or ref.where is not None:
                continue
            found = self.modal(end)
            if found is not None and not found.asks:
                continue
            must = found is not None
            start = found.end if found else end
            after = self.phrase(start, "is-computed-as")
            if after < 0:
                continue
            computed = any(
                word in ("calculated", "computed", "derived", "automatically", "worked")
                for word in self.words[start:after]
            )
            yield from self._computed_from(ref, after, check=must and not computed)

    def _computed_from(self, ref: Ref, place: int, *, check: bool) -> Bodies:
        for relation, terms, where, end in self._sums(place):
            if where is None:
                yield Stated((Computed(ref.path, terms, relation),)), end
        number = self.at(
            place, "the number of", "number of", "how many", "the count of", "the total number of"
        )
        number = number if number > 0 else place if self.words[place - 1] == "counts" else -1
        if number > 0:
            for relation, _target, where, end in self.read_collection(number):
                if where is None:
                    for stop in self._past_owner(end):
                        yield Stated((Computed(ref.path, relation=relation, count=True),)), stop
        if not check:
            for terms, end in self.read_terms(place, ref):
                simple = len(terms) == 1 and len(terms[0].paths) == 1 and terms[0].factor == "1"
                if not simple and ref.field is not None and ref.field.kind.is_number:
                    yield Stated((Computed(ref.path, terms),)), self.skip(end, "automatically")

    def _past_owner(self, place: int) -> Iterator[int]:
        yield place
        end = self.phrase(place, "owned-by-row")
        if end > 0:
            yield end
        yield from self._past_root(place)
        after = self.at(place, "in", "on", "at")
        if after > 0:
            yield from self.root_ends(after)
