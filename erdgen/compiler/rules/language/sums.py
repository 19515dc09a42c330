"""Sentences about sums over rows, and about members that are computed.

sum       = "the sum of" rows "'s" terms | "the sum of" terms "over" rows
limit     = members "of" rows "must add up to" [comparison] number
computed  = member "is calculated as" (sum | "the number of" rows | terms)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from erdgen.compiler.rules.conditions import Condition, Operator, Term, Total
from erdgen.compiler.rules.forms import Computed
from erdgen.compiler.rules.language.bodies import Bodies, Body, Holds, Stated
from erdgen.compiler.rules.language.children import Children
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.percents import in_hundredths
from erdgen.compiler.rules.language.units import MEASURES, UNITS
from erdgen.compiler.rules.language.words import COMPARISONS, TAILS, word_set
from erdgen.compiler.spec.project import Entity, Field

#: Verbs that say by themselves that something is added up.
_ADDING = word_set("add adds sum sums total totals")
#: What all rows together fill, and what cannot be added up.
_ROOM = word_set("capacity budget quota allowance volume load stock allotment contingent")
_RATES = word_set("rate price percent percentage level score grade age rating temperature number")
#: What all rows do together by so much.
_DOING = ("take", "last", "weigh", "cost", "need", "run", "require")
_AMOUNTING = ("is", "are", "be", "stay", "remain", *_DOING)


class Sums(Children):
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
        yield from self._named_after_rows(start)
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

    def _named_after_rows(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], Condition | None, int]]:
        """ "(The sum of) its line totals", "(…) its lines' totals": the field is called after its rows."""
        found: list[tuple[str, str, int]] = []
        for name, end in self.spans(place, 4):
            first = key_of(name.split(" ")[0])
            for relation, target in self.lexicon.relations[self.root.name]:
                rows = (key_of(relation), key_of(target.name), key_of(split_name(target.name)[-1]))
                for member in self.lexicon.members(target, name) if first in rows else ():
                    if isinstance(member, Field) and member.kind.is_number:
                        found.append((relation, member.name, end))
        if len({(relation, name) for relation, name, _ in found}) == 1:
            relation, name, end = max(found, key=lambda each: each[2])
            yield relation, (Term((name,)),), None, end
            for stop in self._past_root(end):
                yield relation, (Term((name,)),), None, stop

    @cued("add-up-to", "sum-of")
    def _sum_limits(self, place: int) -> Bodies:
        """ "The weights of a course's exams may not sum to more than 100 percent"."""
        summed = self.phrase(place, "sum-of")
        for lead in dict.fromkeys((summed, -1)):
            yield from self._sum_limit(place, lead)

    def _sum_limit(self, place: int, lead: int) -> Bodies:
        start = self.skip(max(lead, place), "all the", "all of the", "all of", "all", "the", "every")
        for relation, terms, where, end in self._summed(start):
            begin = self.skip(end, "together", "taken together", "in total", "combined", "when added up")
            found = self.modal(begin)
            denied = found.denied if found else False
            if found is None and lead < 0 and self.word(begin) not in _ADDING:
                continue
            first = found.end if found else begin
            verb = self.phrase(first, "add-up-to")
            if verb < 0:
                each = self.word(lead - 1) == "all" and self.word(first) in _DOING
                verb = self.skip(first, *_AMOUNTING) if lead > 0 and not each else -1
            if verb < 0 or (
                found is not None and found.kind == "can" and not self._says_at_most(verb, self.end)
            ):
                continue
            named = lead > 0 or any(
                word in ("sum", "add", "total", "amount", "together", "make", "combined")
                for word in self.words[end:verb]
            )
            if named:
                yield from self._sum_against(relation, terms, where, verb, denied)
            elif "all" in self.words[place:end]:
                for body, stop in self._sum_against(relation, terms, where, verb, denied):
                    if _is_room_for_all(body):
                        yield body, stop

    def _row_costs(self, place: int) -> Bodies:
        """ "A delivery costs its weight multiplied by the rate" for ``cost``."""
        for end in self.root_ends(place):
            name = self.name(end, end + 1)
            numbers = [
                Ref(member.name, member)
                for member in (self.lexicon.members(self.root, name) if name else ())
                if isinstance(member, Field) and member.kind.is_number
            ]
            if len(numbers) == 1:
                yield from self._computed_from(numbers[0], end + 1, check=False)

    def _sum_against(
        self, relation: str, terms: tuple[Term, ...], where: Condition | None, place: int, denied: bool
    ) -> Bodies:
        exceed = self.words[place - 1] in ("exceed", "exceeds", "beyond", "above", "over")
        compared = COMPARISONS.find(self.words, place)
        operator: Operator = "gt" if exceed else compared[0] if compared else "eq"
        start = compared[1] if compared and not exceed else place
        quantity = self.quantity(start)
        if quantity is None:
            for other, end in (*self.read_member(start, self.root), *self._rooted(start)):
                if other.field is not None and other.field.kind.is_number and other.where is None:
                    total = Total(relation, terms, operator, None, other.path, where)
                    yield Holds(opposite_of(total) if denied else total), end
            return
        end = quantity[1]
        if any(key_of(word) in self.lexicon.entities for word in self.words[start:end]):
            return  # so many rows are a count
        tail = TAILS.find(self.words, end) if not exceed and compared is None else None
        if tail is not None:
            operator, end = tail
        total = Total(relation, terms, operator, quantity[0].number, where=where)
        yield Holds(opposite_of(total) if denied else total), end

    def _summed(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], Condition | None, int]]:
        """Numbers of rows that belong to the root row: "an order's payments", "the shares of its owners"."""
        for relation, target in self.lexicon.relations[self.root.name]:
            seen = self.seen_from(target)
            for terms, end in seen._child_terms(place):
                for begin in (end, *self._past_root(end)):
                    over = self.phrase(begin, "of-all-its")
                    for found, _target, where, stop in self._owned_rows(over) if over > 0 else ():
                        if found == relation:
                            yield relation, terms, where, stop
            owners = [self.owner_mark(end) for end in self.root_ends(place) if self.owner_mark(end) != end]
            owners += [place] if self.word(place) in ("its", "their") else []
            for start in owners or [place]:
                for where, end in self.read_entity(start, target):
                    for stop in [end, *self._one_row(end)] if owners else self._one_row(end):
                        number = self._one_number(target)
                        if number:
                            yield relation, (Term((number,)),), where, stop
                    for terms, stop in seen._child_terms(self.owner_mark(end)):
                        for last in (stop, *self._one_row(stop)):
                            yield relation, terms, where, last

    def _owned_rows(self, place: int) -> Iterator[tuple[str, Entity, Condition | None, int]]:
        """ "all lines of an order", "an order's lines", "lines on one order"."""
        owners = (self.owner_mark(end) for end in self.root_ends(place) if self.owner_mark(end) != end)
        for found, target, where, end in self.read_collection(next(owners, place)):
            for stop in (end, *self._one_row(end)):
                yield found, target, where, stop

    def _one_number(self, target: Entity) -> str:
        """What is added up of rows of ``target`` where no field is named; empty where that is not clear."""
        numbers = [f.name for f in target.fields if f.kind.is_number and not f.primary_key]
        told = [name for name in numbers if not self._units_told.isdisjoint(split_name(name))]
        if "amount" in numbers and not told:
            return "amount"
        return told[0] if len(told) == 1 else numbers[0] if len(numbers) == 1 else ""

    @cached_property
    def _units_told(self) -> frozenset[str]:
        """The unit after the sentence's one number: "120 minutes" are added up where a field has minutes."""
        numbers = [n for n, token in enumerate(self.tokens[:-1]) if token.kind == "number"]
        units = {self.words[n + 1] for n in numbers} & {*UNITS, *MEASURES} if len(numbers) == 1 else set()
        return frozenset(word for unit in units for word in (unit, unit.removesuffix("s")))

    def _past_root(self, place: int) -> Iterator[int]:
        """After "of the order", where that says nothing more of it."""
        return (end for where, end in self._of_root(place) if where is None and end != place)

    def _child_terms(self, place: int) -> Iterator[tuple[tuple[Term, ...], int]]:
        for term, end in self._number_terms(place):
            yield in_hundredths((term,), ""), end

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
        yield from self._row_costs(place)
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
        by = self.phrase(place, "by-multiplying")
        for terms, end in self._listed_product(by, ref) if by > 0 else ():
            yield Stated((Computed(ref.path, terms),)), end
        for relation, terms, where, end in self._sums(place):
            if where is None:
                yield Stated((Computed(ref.path, terms, relation),)), end
        number = self.at(
            place, "the number of", "number of", "how many", "the count of", "the total number of"
        )
        number = number if number > 0 else place if self.words[place - 1] == "counts" else -1
        if number > 0:
            for relation, target, where, end in self.read_collection(number):
                if where is None:
                    for stop in (*self._past_owner(end), *self._past_receiver(end, target)):
                        yield Stated((Computed(ref.path, relation=relation, count=True),)), stop
        if not check:
            for terms, end in self.read_terms(place, ref):
                simple = len(terms) == 1 and len(terms[0].paths) == 1 and terms[0].factor == "1"
                if not simple and ref.field is not None and ref.field.kind.is_number:
                    yield Stated((Computed(ref.path, terms),)), self.skip(end, "automatically")

    def _listed_product(self, place: int, ref: Ref) -> Iterator[tuple[tuple[Term, ...], int]]:
        """ "(by multiplying) its quantity by its price", "(…) quantity and price"."""
        yield from self._listed_terms("product", place, ref)
        for term, end in self._term(place, ref):
            if len(term.paths) > 1:
                yield (term,), end

    def _past_receiver(self, place: int, target: Entity) -> Iterator[int]:
        """ "(applications) a job has received", "… it has", "… made for a job", "… received"."""
        that = self.past(place, "that-which")
        it = self.at(that, "it", "they")
        for subject in (it, *self.root_ends(that)):
            has = self.at(subject, "has", "have", "currently has", "got") if subject > 0 else -1
            if has > 0:
                yield has
                yield from self._past_received(has, target)
        for end in self._past_received(self.past(that, "have-been"), target):
            yield end
            for_it = self.at(end, "for", "by", "in", "on", "to", "with", "from")
            yield from self.root_ends(for_it) if for_it > 0 else ()
            it = self.at(for_it, "it", "them")
            if it > 0:
                yield it

    def _past_received(self, place: int, target: Entity) -> Iterator[int]:
        """After "received", "made": not where that is a state of some of the rows alone."""
        end = self.phrase(place, "received")
        if end > 0 and not self.lexicon.states(target, self.word(end - 1)):
            yield end

    def _past_owner(self, place: int) -> Iterator[int]:
        yield place
        end = self.phrase(place, "owned-by-row")
        if end > 0:
            yield end
        yield from self._past_root(place)
        after = self.at(place, "in", "on", "at")
        if after > 0:
            yield from self.root_ends(after)


def _is_room_for_all(body: Body) -> bool:
    """ "The points of all tasks … must not exceed its capacity": of rates each would be meant."""
    said = body.condition if isinstance(body, Holds) else None
    if not isinstance(said, Total) or said.operator not in ("lte", "lt"):
        return False
    added = {word for term in said.terms for path in term.paths for word in split_name(path)}
    return not _ROOM.isdisjoint(split_name(said.other)) and _RATES.isdisjoint(added)
