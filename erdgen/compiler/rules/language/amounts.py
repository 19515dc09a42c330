"""Sentences in which the bound of a member is an amount of something, not said of the member itself.

amounts   = extreme [row] ("is" | ":") amount | "there is a" limit "of" amount "on" member
          | valued ("is" | "can be") ("charged" | "refused" | …) [row] | valued "per" row
          | somebody modal verb valued [row] | row modal "be" participle often
          | "only" characters "are allowed in" member
valued    = member "of" bound | bound member
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Every, Given, Length, Not, Operator, Pattern, Range
from erdgen.compiler.rules.language.bodies import Bodies, Holds, narrow_body
from erdgen.compiler.rules.language.modals import is_upper_bound
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.units import SCALES, SMALL, TENS
from erdgen.compiler.rules.language.wishes import Wishes
from erdgen.compiler.rules.language.words import COMPARISONS, TAILS, word_set
from erdgen.compiler.spec.project import Field

#: What one does with an amount that is stored: one that is "refunded" says nothing of the row.
_GIVEN = word_set(
    "charged taken granted given allowed accepted required asked demanded offered permitted awarded provided"
    " sold set entered recorded ordered bought booked purchased requested chosen selected had needed"
    " possible due payable"
)
_GIVE = word_set(
    "charge take grant give allow accept require demand offer permit award provide sell set enter record"
    " order buy book purchase request choose select have need want use"
)
#: Verbs that ask for an amount, so that the least one is a limit; ``_ASKING`` only with "at least".
_ASKED = word_set("required demanded needed due payable require demand need")
_ASKING = word_set("charged taken charge take asked want paid")
#: One of these stands in every sentence about an amount that is given or refused.
_ABOUT_AMOUNTS = _GIVEN | word_set(
    "refused rejected forbidden permitted invalid saved impossible prohibited unacceptable turned ruled"
    " question valid per each every"
)
_NUMBERS = frozenset({*SMALL, *TENS, *SCALES, "negative", "positive", "nothing"})
_TIMES = {"once": "1", "twice": "2", "thrice": "3"}


class Amounts(Wishes):
    """Reads amounts that rows have."""

    def _amounts(self, place: int) -> Bodies:
        yield from self._extremes(place)
        yield from self._there_is_limit(place)
        yield from self._amount_given(place)
        yield from self._somebody_gives(place)
        yield from self._often(place)
        yield from self._only_characters(place)

    # The greatest and the least

    def _extremes(self, place: int) -> Bodies:
        """ "The maximum discount of a subscription is 40 %", "minimum start price of a listing: 1"."""
        for operator, ref, end in self.read_extreme(place):
            for after in self._is_said(end):
                for condition, stop in self.bound_at(operator, ref, after):
                    yield self._limited_to(ref, Holds(condition)), stop
        for operator, ref, end in self.extreme_length(place):
            for after in self._is_said(end):
                for condition, stop in self.length_at(operator, ref, after):
                    yield self._limited_to(ref, Holds(condition)), stop

    def _is_said(self, place: int) -> Iterator[int]:
        """The places after "is", with what says that a row has it: "(a category) can have"."""
        for here in (place, *(self.phrase(stop, "can-have") for stop in self.root_ends(place))):
            after = self.phrase(here, "bound-is") if here > 0 else -1
            if after > 0:
                yield after

    def _there_is_limit(self, place: int) -> Bodies:
        """ "There is a limit of 500 on the weight of a parcel"."""
        start = self.at(place, "there is", "there must be")
        for operator, key in (("lte", "limit-of"), ("gte", "least-of")):
            after = self.phrase(start, key)
            for end in range(after + 1, min(after + 6, self.end)) if after > 0 else ():
                on = self.at(end, "on", "for", "to")
                for ref, stop in self.read_subject(on) if on > 0 else ():
                    for condition, last in self.bound_at(_operator(operator), ref, after):
                        if last == end:
                            yield self._limited_to(ref, Holds(condition)), stop

    # Amounts of something

    def _valued(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "a discount of more than 40 %", "at least one and at most nine seats", with the row it is of."""
        for condition, end in (*self._possessions(place), *self._groups_of(place)):
            if not _is_bound(condition):
                continue
            yield condition, end
            after = self.phrase(end, "amount-of-row")
            for stop in self.root_ends(after) if after > 0 else ():
                yield condition, stop

    def _groups_of(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "parties of between 1 and 20 people": bounds of the ``party_size``."""
        name = self.name(place, place + 1)
        of = self.at(place + 1, "of", "with", "larger than", "bigger than", "smaller than", "over", "under")
        if not name or of < 0:
            return
        begin = of if self.words[of - 1] in ("of", "with") else place + 1
        for member in self.lexicon.members(self.root, f"{name.lower().removesuffix('s')} size") or (
            self.lexicon.members(self.root, f"{split_name(name)[0]} size")
        ):
            if isinstance(member, Field) and member.kind.is_integer:
                for condition, end in self.read_predicates(begin, Ref(member.name, member)):
                    if _is_bound(condition):
                        yield condition, end

    def _past_row(self, place: int) -> Iterator[int]:
        yield place
        after = self.phrase(place, "amount-of-row")
        if after > 0:
            yield from self.root_ends(after)

    def _amount_given(self, place: int) -> Bodies:
        """ "Discounts above 40 % are refused", "at most 9 seats can be booked", "… 9 seats per booking"."""
        counted = any(token.kind == "number" or token.word in _NUMBERS for token in self.tokens)
        if not counted or _ABOUT_AMOUNTS.isdisjoint(self.words):
            return  # most sentences are none: reading what a row has costs more than to look
        no = self.at(place, "no")
        for condition, end in self._valued(max(no, place)):
            refused = self.phrase(end, "amount-refused")
            if refused > 0 and no < 0 and not isinstance(condition, Every):
                for stop in self._past_row(refused):
                    yield Holds(opposite_of(condition)), stop
            per = self.at(end, "per", "for each", "for every")
            for stop in (
                self.root_ends(per) if per > 0 and no < 0 and self._is_limit(place, condition) else ()
            ):
                yield Holds(condition), self.past(stop, "amounts-possible")
            given = self._given(end)
            if given is None:
                continue
            after, kind, participle = given
            for stop in self._past_row(after):
                if no > 0:
                    if kind != "must" and not isinstance(condition, Every):
                        yield Holds(opposite_of(condition)), stop
                elif (kind == "must" and _is_rule(condition, participle)) or (
                    kind == "can" and self._is_limit(place, condition)
                ):
                    yield Holds(self._required(condition, participle)), stop

    def _given(self, place: int) -> tuple[int, str, str] | None:
        """After "is charged", "can be booked", "must be paid": the place, the modal, the participle."""
        modal = self.modal(place)
        if modal is not None and (modal.denied or modal.kind == "only"):
            return None
        start = self.at(modal.end, "be") if modal else self.at(place, "is", "are")
        word = self.word(start) if start > 0 else ""
        if word not in _GIVEN or self.lexicon.states(self.root, word):
            return None
        return start + 1, modal.kind if modal else "must", word

    def _required(self, condition: Condition, participle: str) -> Condition:
        """ "A deposit of at least 5 is required" asks for the deposit too."""
        member = self.root.members.get(getattr(condition, "field", ""))
        if participle in ("required", "needed", "demanded") and isinstance(member, Field) and member.nullable:
            return Every((Given(member.name), condition))
        return condition

    def _is_limit(self, place: int, condition: Condition) -> bool:
        """Whether a permission limits: it names the greatest amount."""
        if isinstance(condition, Every):
            return any(is_upper_bound(part) for part in condition.parts)
        if isinstance(condition, Range) and condition.gte is not None and condition.lte is not None:
            return condition.gte != condition.lte
        return is_upper_bound(condition) and COMPARISONS.find(self.words, place) is not None

    def _somebody_gives(self, place: int) -> Bodies:
        """ "We take a deposit of at least 150 on every rental", "nobody may book more than 9 seats"."""
        actor = self.phrase(place, "somebody")
        nobody = self.at(place, "nobody", "no one")
        start = max(actor, nobody)
        if start < 0:
            return
        modal = self.modal(start)
        never = self.at(start, "never", "do not", "will not")
        verb = modal.end if modal else self.skip(max(never, start), "only")
        if self.word(verb) not in _GIVE:
            return
        denied = never > 0 or (modal is not None and modal.denied) or nobody > 0
        if nobody > 0 and (modal is None or modal.denied or modal.kind != "can"):
            return
        only = modal is not None and modal.kind == "only"
        alone = self.words[start : start + 1] == ["only"]
        for condition, end in self._valued(verb + 1):
            if denied:
                if not isinstance(condition, Every):
                    yield Holds(opposite_of(condition)), end
            elif alone or (
                not only
                and (
                    (modal is None and _is_rule(condition, self.word(verb)))
                    or (modal is not None and modal.asks)
                    or (modal is not None and self._is_limit(verb + 1, condition))
                )
            ):
                yield Holds(condition), end

    # How often

    def _often(self, place: int) -> Bodies:
        """ "A loan cannot be renewed more than twice" for ``renewals``."""
        for where, end in self.read_entity(place, self.root, plain=True):
            modal = self.modal(end)
            start = self.at(modal.end, "be") if modal else self.at(end, "is", "are")
            refs = self._counts_of(self.word(start)) if start > 0 else []
            if len(refs) != 1:
                continue
            for condition, stop in self._times(start + 1, refs[0]):
                if modal is not None and modal.denied:
                    if is_upper_bound(opposite_of(condition)):
                        yield narrow_body(Holds(opposite_of(condition)), self.root, where), stop
                elif modal is not None and modal.kind == "only":
                    if isinstance(condition, Range) and condition.lte is not None:
                        yield (
                            narrow_body(Holds(Range(condition.field, lte=condition.lte)), self.root, where),
                            stop,
                        )
                elif modal is None or modal.asks or is_upper_bound(condition):
                    yield narrow_body(Holds(condition), self.root, where), stop

    def _counts_of(self, participle: str) -> list[Ref]:
        """Members that count how often what ``participle`` says was done: ``renewals`` for "renewed"."""
        stem = participle.removesuffix("ed")
        if stem == participle or len(stem) < 4:
            return []
        stem = stem[:-1] if stem[-1] == stem[-2] else stem  # "refitted"
        return [
            Ref(field.name, field)
            for field in self.root.fields
            if field.kind.is_integer
            and any(
                word.startswith(stem)
                and word.removeprefix(stem) in ("al", "als", "s", "ed", "ing", "ings", "")
                for word in field.name.lower().split("_")
            )
            and (
                field.name.lower().endswith(("als", "s", "count")) or "times" in field.name.lower().split("_")
            )
        ]

    def _times(self, place: int, ref: Ref) -> Iterator[tuple[Condition, int]]:
        found = COMPARISONS.find(self.words, place)
        start = found[1] if found else place
        number = self.number(start)
        if self.word(start) in _TIMES:
            count, end = _TIMES[self.word(start)], start + 1
        elif number is not None and self.word(number[1]) == "times":
            count, end = number[0], number[1] + 1
        else:
            return
        tail = TAILS.find(self.words, end) if found is None else None
        operator = found[0] if found else tail[0] if tail else "eq"
        if operator == "ne":
            return
        if operator == "eq":
            yield Range(ref.path, gte=count, lte=count), end
        else:
            yield Range(ref.path, **{operator: count}), tail[1] if tail else end

    # Characters

    def _only_characters(self, place: int) -> Bodies:
        """ "Only lower-case letters, digits and hyphens are allowed in the slug of a category"."""
        only = self.at(place, "only")
        kinds = self.kinds(only) if only > 0 else None
        after = self.phrase(kinds.end, "allowed-in") if kinds is not None and kinds.many else -1
        for ref, end in self._subjects(after) if after > 0 else ():
            if (
                kinds is not None
                and ref.field is not None
                and ref.field.kind.is_text
                and not ref.field.choices
            ):
                pattern = Pattern(ref.path, f"{kinds.regex}*", kinds.name)
                yield self._limited_to(ref, Holds(pattern)), end


def _operator(name: str) -> Operator:
    return "gte" if name == "gte" else "lte"


def _is_rule(condition: Condition, verb: str) -> bool:
    """Whether what is done is a limit: who grants discounts above 40 % can grant others too."""
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    lower = [part for part in parts if isinstance(part, Range) and part.lt is None and part.lte is None]
    if len(parts) > len(lower):
        return True
    return verb in _ASKED or (verb in _ASKING and all(part.gt is None for part in lower))


def _is_bound(condition: Condition) -> bool:
    """Whether it bounds an amount: nothing about its presence or about other rows."""
    if isinstance(condition, Every):
        return all(_is_bound(part) for part in condition.parts)
    if isinstance(condition, Not):
        return _is_bound(condition.part)
    if isinstance(condition, Range):
        return condition.gte is None or condition.gte != condition.lte
    return isinstance(condition, Length)
