"""What may follow a rule and says no more than the rule does: a restatement, or what it leaves free.

tail      = ("," | ";" | "." | "–") ["and" | "but" | "though"] said
said      = ("any other" | "no other") ("change" | …) ["is refused" | "is allowed"] | "nothing else" …
          | ["later"] ("edits" | "changing" | …) ["to existing" rows] free | "existing" rows free
          | "this" ("is not checked" | "does not apply to") …

A tail counts only after a rule of a form that it restates or leaves as it is; a word that it does not account
for makes it none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from erdgen.compiler.rules.conditions import Compare, Given, Length, OneOf, Pattern, Range
from erdgen.compiler.rules.forms import (
    AtCreation,
    Entering,
    Immutable,
    Implies,
    NoOverlap,
    Rule,
    ServerSet,
    Transitions,
)
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.otherwise import leaves_others_empty
from erdgen.compiler.rules.language.phrases import PHRASES
from erdgen.compiler.rules.language.rewriting import MARKS
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_MARKS = MARKS | {":", "and"}
_NONE = word_set("no not never none without cannot neither nothing")
_SKIPS = word_set(
    "skip skipped skipping jump jumped jumping reverse reversed reversing back backward backwards going"
    " moving returning leaving left omitted omitting repeated other undone"
)
#: All that a last part may consist of which says that steps are taken one by one.
_ORDERLY = _NONE | _SKIPS
_ORDERLY |= word_set(
    "with and or nor but so there that this it they one a an the any in of at time by after exactly strictly"
    " only order sequence step steps stage stages state states status move moves way ever out over can may"
    " must is are be been being possible allowed permitted go direction again forward forwards changes change"
    " transitions ahead single each every them these those individual taken"
)
_LONGEST_ORDER = 12
_ARTICLES = word_set("a an the any")
#: What may be, where the end of one period touches the beginning of the next.
_FREE = word_set("may can fine ok okay allowed permitted acceptable possible problem")
_BEGINS = word_set(
    "come comes start starts begin begins beginning arrive arrives arrival in check checks starting arriving"
    " move moves enter collected pick picked"
)
_ENDS = word_set(
    "end ends ending leave leaves leaving finish finishes depart departs departure over out returned returns"
    " vacates vacated ended finished left"
)
_INTO = word_set("in at by with on via through for as of")
_NEXT = word_set("back touching touch touches adjacent adjoining directly immediately straight seamlessly")
_TOUCHING = word_set(
    "a an the one ones another other next previous last following of on at to in when as is are be it that"
    " which where same very day date moment time exactly right each second first new and up meet so follow"
    " follows just - no , they their its for guest guests somebody someone people course has have with being"
    " equal equals"
)
#: All that a last part may consist of which says once more that periods must not overlap.
_APART_AGAIN = word_set(
    "i . e , that is their its the periods times dates from to and start end starts ends date time do does"
    " must may"
    " can cannot not never no overlap overlapping in"
)
_LEVEL = word_set("same equal identical equals")
_SAME_MOMENT = word_set(
    "the a an on at is are be it that this too also as well day date time moment value values amount"
    " amounts both one"
    " dates times and to of"
)
#: The longest name of an entity, in words.
_WIDEST = 4


@dataclass(frozen=True, slots=True)
class Shortened:
    """A sentence without its tail, the forms of rule that the tail can follow, and entities that it names.

    ``closing``: the tail says that nothing but what is listed may be. ``converse``: it says that where the
    rule asks for no value there must be none. ``level``: two values may be the same.
    """

    said: Tokens
    forms: tuple[type, ...]
    entities: frozenset[str] = frozenset()
    closing: bool = False
    converse: bool = False
    level: bool = False

    def fits(self, rules: tuple[Rule, ...], entity: str) -> bool:
        """Whether the tail says nothing beyond ``rules`` of ``entity``."""
        about = not self.entities or entity in self.entities
        asked = not self.converse or (
            len(rules) == 1 and (bool(_otherwise_none(rules[0])) or _none_otherwise(rules[0]))
        )
        level = not self.level or all(
            isinstance(rule, Compare) and rule.operator in ("gte", "lte") and rule.shift is None
            for rule in rules
        )
        return about and asked and level and all(isinstance(rule, self.forms) for rule in rules)

    def completed(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """``rules`` with what the tail adds to them."""
        return (*rules, *_otherwise_none(rules[0])) if self.converse else rules


def _otherwise_none(rule: Rule) -> tuple[Rule, ...]:
    """That the value for which ``rule`` asks in one case is not there in any other; none for other rules."""
    if isinstance(rule, Implies) and isinstance(rule.then, Given) and not rule.then.negated:
        return (Implies(opposite_of(rule.when), replace(rule.then, negated=True)),)
    return ()


def _none_otherwise(rule: Rule) -> bool:
    """Whether ``rule`` says itself that the value is there in one case only."""
    return isinstance(rule, Implies) and isinstance(rule.when, Given) and not rule.when.negated


def without_restatement(tokens: Tokens, lexicon: Lexicon) -> Iterator[Shortened]:
    """The sentence without what only restates it or says what it leaves free."""
    for place in range(2, len(tokens) - 1):
        bracketed = tokens[place].word == "(" and tokens[-1].word == ")"
        if tokens[place].word not in _MARKS and not bracketed:
            continue
        tail = _Tail(tokens[:-1] if bracketed else tokens, lexicon)
        if tail.says_none_otherwise(place + 1):
            yield Shortened(tokens[:place], (Implies,), converse=True)
        if tail.lets_be_level(place + 1):
            yield Shortened(tokens[:place], (Compare,), level=True)
        found = tail.read(place + 1)
        if found is not None:
            yield Shortened(tokens[:place], *found)


class _Tail:
    """Reads one tail to the end of the sentence."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.words = [token.word for token in tokens]
        self.lexicon = lexicon
        self.entities: frozenset[str] = frozenset()

    def read(self, place: int) -> tuple[tuple[type, ...], frozenset[str], bool] | None:
        """Forms, entities and whether it closes a list; None where it is no tail."""
        start = self.past(place, "tail-joint")
        if self._closes(start) == len(self.words):
            return (Transitions, OneOf, Range, Length, Pattern), frozenset(), True
        if self._closes_moves(start) == len(self.words):
            return (Transitions,), frozenset(), True
        if self._keeps_order(place):
            return (Transitions,), frozenset(), True
        if self._frees_later(start) == len(self.words):
            return (AtCreation, Entering), self.entities, False
        if self._lets_touch(start) or _APART_AGAIN.issuperset(self.words[start:]):
            return (NoOverlap,), frozenset(), False
        if self._never_leaves(start) == len(self.words):
            return (Transitions,), frozenset(), False
        if self._changes_nothing(start) == len(self.words):
            return (Immutable,), frozenset(), False
        if self._keeps_off(start) == len(self.words):
            return (ServerSet,), frozenset(), False
        return None

    def says_none_otherwise(self, place: int) -> bool:
        """ "Others must leave it empty", "must be empty otherwise"."""
        start = self.past(place, "tail-joint")
        return self.phrase(start, "otherwise-empty") == len(self.words) or leaves_others_empty(
            self.words[:place], self.words[start:]
        )

    def lets_be_level(self, place: int) -> bool:
        """ "Finishing on the same day is fine", "the same amount is allowed"."""
        words = self.words[self.past(place, "tail-joint") :]
        same = not _LEVEL.isdisjoint(words) and not _FREE.isdisjoint(words)
        return same and all(word in _LEVEL | _FREE | _SAME_MOMENT or word.endswith("ing") for word in words)

    def phrase(self, place: int, key: str) -> int:
        return PHRASES[key].end(self.words, place)

    def past(self, place: int, key: str) -> int:
        return max(self.phrase(place, key), place)

    def first(self, place: int, *keys: str) -> int:
        """After the first of ``keys`` that stands here; -1 if none does."""
        return next((end for key in keys if (end := self.phrase(place, key)) > 0), -1)

    def _closes(self, place: int) -> int:
        """ "nothing else is allowed", "anything else is refused"."""
        nothing = self.phrase(place, "nothing-else")
        if nothing > 0 and self.past(nothing, "are-possible") == len(self.words):
            return len(self.words)
        if self._drops_a_kind(place):
            return len(self.words)
        anything = self.phrase(place, "anything-else")
        refused = self.phrase(anything, "row-refused") if anything > 0 else -1
        return max(refused, self._closes_by_noun(place))

    def _drops_a_kind(self, place: int) -> bool:
        """ "We no longer take cash": one of the kinds that there are in the ERD."""
        start = self.phrase(place, "we-no-longer-take")
        name = " ".join(token.text for token in self.tokens[start:]) if start > 0 else ""
        return bool(name) and any(
            self.lexicon.values(field, name)
            for entity in self.lexicon.project.entities
            for field in entity.fields
        )

    def _closes_by_noun(self, place: int) -> int:
        """ "No other grades exist", "we do not accept any other payment method", "in no other language"."""
        none = self.phrase(place + (self.word(place) in _INTO), "no-other")
        taken = self.phrase(place, "we-take-no-other")
        if taken > 0 and taken == len(self.words):
            return taken
        noun = max(none, taken)
        for end in range(noun + 1, min(noun + 4, len(self.words) + 1)) if noun > 0 else ():
            name = " ".join(token.text for token in self.tokens[noun:end])
            named = key_of(name) in self.lexicon.entities or key_of(name) in self.lexicon.roles
            changes = self.phrase(noun, "change-of-status") > 0 and self.word(noun) not in ("way", "ways")
            if named or changes or not name.replace(" ", "").isalpha():
                return -1
            last = self.past(end, "are-possible")
            if last == len(self.words):
                return last
        return -1

    def _closes_moves(self, place: int) -> int:
        """ "every other change of status is refused", "no other moves are possible"."""
        none = self.phrase(place, "no-other")
        if none > 0:
            noun = self.phrase(none, "change-of-status")
            return self.past(noun, "are-possible") if noun > 0 else -1
        noun = self.phrase(self.past(place, "every-other"), "change-of-status")
        if noun < 0 or self.phrase(place, "every-other") < 0:
            return -1
        return self.phrase(noun, "row-refused")

    def _lets_touch(self, place: int) -> bool:
        """ "One may arrive on the day another one leaves", "back-to-back hires are fine": free anyway."""
        words = set(self.words[place:])
        if _FREE.isdisjoint(words) or (_BEGINS.isdisjoint(words) and _NEXT.isdisjoint(words)):
            return False
        begins = next((n for n in range(place, len(self.words)) if self.words[n] in _BEGINS), len(self.words))
        ends = any(word in _ENDS for word in self.words[begins + 1 :])
        known = _FREE | _BEGINS | _ENDS | _NEXT | _TOUCHING
        named = self.lexicon.entities.keys() | self.lexicon.heads.keys()
        strange = (word for word in words - known if key_of(word) not in named)
        return (ends or not _NEXT.isdisjoint(words)) and not any(strange)

    def _keeps_order(self, place: int) -> bool:
        """ "With no steps skipped or reversed", "there is no way back", "in exactly that order"."""
        words = self.words[place:]
        if not _ORDERLY.issuperset(words) or len(words) > _LONGEST_ORDER:
            return False
        if self.phrase(self.past(place, "tail-joint"), "in-order-only") == len(self.words):
            return True
        denied = next((n for n, word in enumerate(words) if word in _NONE), -1)
        done = next((n for n, word in enumerate(words) if word in _SKIPS), -1)
        said = done >= 0 and (words[done].endswith("ing") or denied < done)
        return said and denied >= 0 and words.count("only") == 0

    def _keeps_off(self, place: int) -> int:
        """ "Users cannot change it", "it cannot be set by hand", "never by the client"."""
        system = self.phrase(place, "it-is-set-by-system")
        if system > 0:
            return self.past(system, "by-whom-not")
        users = self.phrase(place, "users-cannot")
        verb = self.phrase(users, "set-by-hand") if users > 0 else -1
        if verb > 0:
            return self.past(self.past(self.past(verb, "that-field"), "by-whom-not"), "later-adverb")
        cannot = self.phrase(self.past(place, "that-field"), "cannot-be")
        done = self.phrase(cannot, "set-by-somebody") if cannot > 0 else -1
        if done > 0:
            return self.past(self.past(done, "by-whom-not"), "later-adverb")
        by = self.phrase(place, "never-by")
        return max(self.phrase(place, "not-by-others"), by + 1 if by == len(self.words) - 1 else -1)

    def _never_leaves(self, place: int) -> int:
        """ "An order never leaves it", "nothing can follow": that a state is final, said again."""
        start = place + 1 if self.word(place) in _ARTICLES else place
        it = self.phrase(place, "them")
        ends = [it, *(end for _entities, end in self._entity_names(start)), place]
        return max(self.phrase(end, "never-leaves-it") for end in ends)

    def _changes_nothing(self, place: int) -> int:
        """ "No field of theirs may be modified", "nothing about them can be changed": fixed, said again."""
        whole = self.phrase(place, "none-of-its-fields")
        if whole > 0:
            return self.past(self.phrase(whole, "may-be-changed"), "later-adverb")
        it = self.phrase(place, "them")
        never = self.phrase(it, "may-not-be-changed") if it > 0 else self.phrase(place, "may-not-be-changed")
        return self.past(never, "later-adverb") if never > 0 else -1

    def _frees_later(self, place: int) -> int:
        """What comes after the making of a row is free."""
        edits = self._edits(place)
        if edits > 0:
            return self._ends_free(edits)
        existing = self._existing(place)
        if existing > 0:
            return max(self._ends_free(existing), self._may_stay(existing))
        this = self.phrase(place, "this-check")
        if this < 0:
            return -1
        return max(self._unchecked(this), self._not_for_existing(this), self.phrase(this, "only-at-creation"))

    def _edits(self, place: int) -> int:
        """ "later edits", "changing an old rental afterwards", "corrections to an existing exam"."""
        later = self.phrase(place, "later-adjective")
        noun = self.phrase(max(later, place), "edits")
        if noun < 0:
            return -1
        of = self.phrase(noun, "edits-of")
        what = self._existing(max(of, noun))
        for entities, named in self._entity_names(of + (self.word(of) in _ARTICLES)) if of > 0 else ():
            self.entities, what = entities, max(what, named)
            break
        end = max(what, noun)
        after = self.phrase(end, "later-adverb")
        return max(after, end) if max(later, what, after) > 0 else -1

    def _existing(self, place: int) -> int:
        """ "existing ones", "an old rental", "it"."""
        it = self.phrase(place, "them")
        if it > 0:
            return it
        start = place + 1 if self.word(place) in _ARTICLES else place
        for name, end in self._entity_names(start):
            there = self.phrase(end, "already-there")
            if there > 0:
                self.entities = name
                return there
        old = self.phrase(start, "existing")
        if old < 0:
            return -1
        if self.word(old) in ("one", "ones"):
            return old + 1
        for entities, end in self._entity_names(old):
            self.entities = entities
            return end
        return -1

    def _entity_names(self, place: int) -> Iterator[tuple[frozenset[str], int]]:
        """Entities that are named here, the longest name first."""
        for end in range(min(place + _WIDEST, len(self.words)), place, -1):
            name = " ".join(token.text for token in self.tokens[place:end])
            known = self.lexicon.entities.get(key_of(name), ())
            head = self.lexicon.heads.get(key_of(name)) if not known and end == place + 1 else None
            known = known or ((head,) if head is not None else ())
            if known:
                yield frozenset(entity.name for entity in known), end

    def word(self, place: int) -> str:
        return self.words[place] if place < len(self.words) else ""

    def _ends_free(self, place: int) -> int:
        """ "are fine", "are not subject to this check", "are not restricted in this way"."""
        exempt = self.phrase(place, "are-exempt-from")
        if exempt > 0:
            return self.phrase(exempt, "this-check")
        free = self.phrase(place, "are-free")
        return self.past(free, "in-this-way") if free > 0 else -1

    def _may_stay(self, place: int) -> int:
        """ "may be edited after they have started", "may stay as they are"."""
        stay = self.phrase(place, "may-stay")
        return self.past(stay, "though-passed") if stay > 0 else -1

    def _unchecked(self, place: int) -> int:
        """ "is not checked again later", "may stay as it is in later edits even if it has passed by"."""
        checked = self.phrase(place, "is-not-checked")
        if checked > 0:
            return self.past(self.past(checked, "in-this-way"), "later-adverb")
        stay = self.first(place, "may-stay", "may-change")
        if stay < 0:
            return -1
        end = self.phrase(stay, "later-adverb")
        return self.past(end, "though-passed") if end > 0 else -1

    def _not_for_existing(self, place: int) -> int:
        """ "does not apply to existing ones", "does not concern later edits"."""
        about = self.phrase(place, "does-not-apply-to")
        if about < 0:
            return -1
        existing = self._existing(about)
        return existing if existing > 0 else self._edits(about)
