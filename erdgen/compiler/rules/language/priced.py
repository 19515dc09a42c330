"""Amounts told by what a row does or what is done with it: "mechanics earn at least 14".

doing     = ["be"] verb [preposition] predicate of a number

The verb tells the number: by a word of its name (``sale_price`` for "sold"), or by what is usually meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Every, Range
from erdgen.compiler.rules.language.bodies import Bodies, Holds, narrow_body
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.members import Members
from erdgen.compiler.rules.language.names import roots_of_name, singular, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.said import MEMBER_VERBS
from erdgen.compiler.rules.language.units import CURRENCIES, MEASURES
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Field

_PREPOSITIONS = word_set("for at to with by")
_EARNED = "wage salary pay income"
_CHARGED = "price fee rate charge fare rent cost"
_HELD = "capacity seat place bed berth"
_MONEY = word_set(f"{_EARNED} {_CHARGED}")
#: What a verb tells, where no name has its root.
_TOLD = {
    **dict.fromkeys(("earn", "make", "pay"), word_set(_EARNED)),
    **dict.fromkeys(("cost", "charge", "bill", "rent", "sell", "price"), word_set(_CHARGED)),
    **dict.fromkeys(("sleep", "seat", "hold", "accommodate", "fit"), word_set(_HELD)),
    **dict.fromkeys(("weigh",), word_set("weight")),
    **dict.fromkeys(("work", "commit"), word_set("hour")),
}
_IRREGULAR = {"sold": "sell", "let": "let", "held": "hold", "paid": "pay", "made": "make"}


class Priced(Members):
    """Reads amounts by verbs."""

    def _amount_done(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "earn at least 14", "be sold for less than one cent", "sleeps at most twelve people"."""
        passive = self.word(place) in BE
        verb = place + passive
        passive = passive or (place > 1 and self.words[place - 2] in BE and self.words[place - 1] == "never")
        word = self.word(verb)
        if not word.isalpha() or word in MEMBER_VERBS or self.lexicon.states(self.root, word):
            return
        field = self._told_by_verb_root(word, passive=passive)
        if field is None:
            return
        for start in range(verb + 1, verb + 2 + (self.word(verb + 1) in _PREPOSITIONS)):
            for condition, end in self.read_predicates(start, Ref(field.name, field)):
                parts = condition.parts if isinstance(condition, Every) else (condition,)
                bound = all(isinstance(part, Range) and _is_bound(part) for part in parts)
                if bound and self._is_measured_so(field, start, end):
                    yield condition, end

    def _is_measured_so(self, field: Field, place: int, end: int) -> bool:
        """Whether what is said is an amount of what ``field`` holds: no number of people for a price."""
        money = not _MONEY.isdisjoint(split_name(field.name))
        measures = (MEASURES - CURRENCIES).intersection(self.words[place:end])
        return not money or not measures

    @cued("somebody")
    def _somebody_does(self, place: int) -> Bodies:
        """ "We never pay instructors less than 18 euros", "we charge jobs at least 20 euros"."""
        actor = self.phrase(place, "somebody")
        if actor < 0:
            return
        found = self.modal(actor)
        never = self.at(actor, "never", "do not", "will not")
        verb = found.end if found is not None else max(never, actor)
        field = self._told_by_verb_root(self.word(verb), passive=False)
        if field is None or (found is not None and not found.asks and not found.denied):
            return
        denied = never > 0 or (found is not None and found.denied)
        for where, end in self.read_entity(verb + 1, self.root):
            for condition, stop in self.read_predicates(end, Ref(field.name, field)):
                measured = self._is_measured_so(field, end, stop)
                if isinstance(condition, Range) and _is_bound(condition) and measured:
                    said = Holds(opposite_of(condition) if denied else condition)
                    yield narrow_body(said, self.root, where), stop

    def _told_by_verb_root(self, word: str, *, passive: bool) -> Field | None:
        """The one number that the verb tells; a passive needs a participle."""
        plain = _IRREGULAR.get(word, "")
        if passive and not plain and not word.endswith("ed"):
            return None
        numbers = [field for field in self.root.fields if field.kind.is_number and not field.builtin]
        roots = frozenset(roots_of_name(plain or word))
        found = [field for field in numbers if passive and roots <= frozenset(roots_of_name(field.name))]
        base = plain or (_base(word) if passive else singular(word))
        if not found:
            told = _TOLD.get(base, frozenset())
            found = [field for field in numbers if not told.isdisjoint(split_name(field.name))]
        return found[0] if len(found) == 1 else None


def _base(participle: str) -> str:
    stem = participle.removesuffix("ed")
    return stem if stem in _TOLD else f"{stem}e"


def _is_bound(said: Range) -> bool:
    """Whether it leaves more than one value."""
    return said.gte is None or said.gte != said.lte
