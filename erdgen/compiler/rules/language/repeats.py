"""Last parts of a sentence that say a rule again, or the side of it that is free by the rule itself.

bound     = [","] ["but" | "and"] ("never" | "not") ("more" | "later" | …) ["than that"]
until     = "until then" | "up to that point"
oneday    = [","] [rows] ("for" | "of") "a single day" ("is fine" | …)
later     = ("afterwards" | …) its ("may" | "can") "be changed" ["freely"]
          | "once it exists ," "this is not checked again" | "existing ones may be edited after" clause

As with other tails, each comes with a test of the rules that the rest of the sentence states.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Condition, Count, Length, Moment, Range
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule, Transitions
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.rewriting import MARKS, Words, end_of, past, words_of
from erdgen.compiler.rules.language.tails import Test, excludes
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity

_JOINTS = MARKS | {"but", "and"}
_NEVER = word_set("never not")
_ABOVE = word_set("more higher above over later longer beyond greater larger")
_BELOW = word_set("less lower below under earlier shorter fewer smaller sooner")
_THAT: tuple[list[str], ...] = (["than", "that"], ["than", "this"], ["that"], ["this"], ["it"], [])
_DAY = word_set("a an the for of lasting that lasts just single one day - is are which takes")
_FINE = word_set("fine ok okay allowed permitted possible acceptable alright")
_PASSED = word_set("after once when though if")
#: The longest name of rows or of a member, in words.
_WIDEST = 4


def repeating_tails(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[Tokens, Test]]:
    """The sentence without its last part, with the test that its rules must pass."""
    words = words_of(tokens)
    for place in range(max(len(words) - 6, 3), len(words)):
        if end_of(words, place, "until-then") == len(words):
            yield tokens[:place], _is_of_steps
    for place in range(len(words) - 2, 2, -1):
        if words[place] not in _JOINTS or words[place - 1] in _JOINTS:
            continue
        start = place + 1 + (words[place] in MARKS and words[place + 1] in ("but", "and"))
        head, tail = tokens[:place], tokens[start:]
        said = words_of(tail)
        if said[0] in _NEVER and said[2:] in _THAT and said[1] in _ABOVE | _BELOW:
            yield head, _is_capped if said[1] in _ABOVE else _is_floored
        elif {"day", "one"} <= {*said} or {"day", "single"} <= {*said}:
            yield head, _lets_one_day(said)
        elif _changes_freely(said, lexicon) or _no_longer_asked(said, lexicon):
            yield head, _is_of_making
        else:
            edited = _existing_edited(said, lexicon)
            if edited > 0:
                yield head, _lets_be_so(tail, edited, lexicon)


def _is_of_making(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    return all(isinstance(rule, AtCreation) for rule in rules)


def _is_of_steps(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    return all(isinstance(rule, Transitions) for rule in rules)


def _is_capped(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    """Whether each rule says what is the most."""
    return all(_is_bound(_asked_of(rule), most=True) for rule in rules)


def _is_floored(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    """Whether each rule says what is the least."""
    return all(_is_bound(_asked_of(rule), most=False) for rule in rules)


def _asked_of(rule: Rule) -> Rule | Condition:
    return (
        rule.condition if isinstance(rule, AtCreation) else rule.then if isinstance(rule, Implies) else rule
    )


def _is_bound(said: Rule | Condition, *, most: bool) -> bool:
    match said:
        case Range():
            return any(end is not None for end in ((said.lte, said.lt) if most else (said.gte, said.gt)))
        case Count() | Length():
            return bool(said.maximum if most else said.minimum)
        case Compare() | Moment():
            return said.operator in (("lte", "lt") if most else ("gte", "gt"))
    return False


def _lets_one_day(words: list[str]) -> Test:
    """ "A contract for a single day is fine": where the end may be on the day of the start."""

    def leaves_free(entity: Entity, rules: tuple[Rule, ...]) -> bool:
        rest = [key_of(word) for word in words if word not in _DAY]
        named = {key_of(entity.label), key_of(entity.plural), key_of(entity.label.split()[-1])}
        free = bool(rest) and words[-1] in _FINE and rest[-1] == key_of(words[-1])
        return free and named.issuperset(rest[:-1]) and all(map(_is_level, rules))

    return leaves_free


def _is_level(rule: Rule) -> bool:
    """Whether two values may be the same by ``rule``."""
    return isinstance(rule, Compare) and rule.operator in ("gte", "lte") and rule.shift is None


def _changes_freely(words: Words, lexicon: Lexicon) -> bool:
    """ "Afterwards its status can be changed freely"."""
    later = end_of(words, 0, "later-adverb")
    start = later + (words[later] == ",")
    modal = next((n for n in range(start, len(words)) if words[n] in ("can", "may")), -1)
    if later < 0 or modal < 0 or end_of(words, modal, "may-stay") != len(words):
        return False
    name = words[start:modal]
    return name in (["it"], ["they"], ["this"]) or (name[:1] in _OF_IT and _is_member(name[1:], lexicon))


_OF_IT = (["its"], ["their"], ["the"], ["this"])


def _is_member(name: list[str], lexicon: Lexicon) -> bool:
    known = {key_of(member) for entity in lexicon.project.entities for member in entity.members}
    return key_of(" ".join(name)) in known


def _no_longer_asked(words: Words, lexicon: Lexicon) -> bool:
    """ "Once the run exists, this is not checked again"."""
    if words[0] not in ("once", "after", "when") or "," not in words:
        return False
    comma = words.index(",")
    row = words[1:comma]
    there = next((n for n in range(1, comma) if end_of(words, n, "has-been-created") == comma), -1)
    if there < 2 or not ((row[0] in ("it", "they") and there == 2) or _is_row(words[1:there], lexicon)):
        return False
    this = end_of(words, comma + 1, "this-check")
    checked = end_of(words, this, "is-not-checked") if this > 0 else -1
    checked += words[checked] == "again"
    return checked > 0 and past(words, checked, "later-adverb") == len(words)


def _is_row(name: list[str], lexicon: Lexicon) -> bool:
    """ "The print run", "a run", of an entity."""
    key = key_of(" ".join(name[1:] if name[0] in ("a", "an", "the") else name))
    ends = {key_of(entity.label.split()[-1]) for entity in lexicon.project.entities}
    return key in lexicon.entities or key in lexicon.heads or key in ends


def _existing_edited(words: Words, lexicon: Lexicon) -> int:
    """After "existing ones may be edited after", "even if"; -1 where it is not said."""
    old = end_of(words, 0, "existing")
    modal = next((n for n in range(max(old, 1), len(words)) if words[n] in ("can", "may")), -1)
    stay = end_of(words, modal, "may-stay") if old > 0 and modal > 0 else -1
    if stay < 0 or not (words[old:modal] in (["one"], ["ones"]) or _is_row(words[old:modal], lexicon)):
        return -1
    clause = stay + (words[stay] == "even")
    return clause + 1 if words[clause] in _PASSED else -1


def _lets_be_so(tail: Tokens, place: int, lexicon: Lexicon) -> Test:
    """Whether new rows alone are asked for what is not so in the case of which ``tail`` tells."""

    def leaves_free(entity: Entity, rules: tuple[Rule, ...]) -> bool:
        reader = AccessSentences(tail, lexicon, entity)
        cases = [case for case, end in reader.read_conditions(place) if end == len(tail)]
        asked = [rule.condition for rule in rules if isinstance(rule, AtCreation)]
        return len(asked) == len(rules) and any(all(excludes(each, case) for each in asked) for case in cases)

    return leaves_free
