"""What may be left out of a sentence without changing the rule: brackets, examples, "if given", restatements.

The whole sentence is tried first; a shorter form counts only where the whole is not understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Protocol

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.language.halves import halved
from erdgen.compiler.rules.language.idioms import rephrased
from erdgen.compiler.rules.language.newly import newly_said
from erdgen.compiler.rules.language.recast import recast
from erdgen.compiler.rules.language.retold import retold
from erdgen.compiler.rules.language.rewriting import trimmed_end, words_of
from erdgen.compiler.rules.language.spoken import reworded
from erdgen.compiler.rules.language.tabled import tabled
from erdgen.compiler.rules.language.tokens import Token, Tokens, read_tokens
from erdgen.compiler.rules.language.turns import turned
from erdgen.compiler.rules.language.units import SMALL, UNITS
from erdgen.compiler.rules.language.words import FILLERS, word_set

_GIVEN = word_set(
    "given present provided set specified entered known supplied recorded any filled stated chosen measured"
    " noted agreed captured available defined"
)
#: By these a value comes to a row as well.
_GOT = word_set("issued assigned allocated allotted printed handed put created made used registered written")
_HARMLESS = word_set(
    "fine ok okay allowed nowhere nothing sense optional blank empty ignored alright acceptable"
    " permitted afterwards minimum"
)
_NOTHING = word_set("nothing nowhere and but")
_STRONG = word_set("must cannot has have should shall never only unless except if when need needs")
#: What is fine so may not be what the rule leaves free: "it ends after it starts; the same day is fine".
_COMPARED = word_set("same equal identical earlier later sooner more less longer shorter higher lower")
#: In brackets or before a colon these limit what is said.
_LIMITING = word_set(
    "exclusive excluded excepted exempt aside except unless if when only but not or without apart"
    " other for during while until before after excluding than once no never minimum maximum least"
    " most"
)
_CONDITIONS = word_set(
    "that which who whose if unless when whenever while until during except apart excluding once"
    " where besides"
)
_NUMBERS = word_set("zero one two three four five six seven eight nine ten for on with per in at to of")
#: After "only", the case in which what was denied is so: "not on Mondays, only on Tuesdays".
_SCOPES = _NUMBERS | word_set("by from if when before after")
_SUBJECTS = word_set("the we our it they this these there all every")
_SECONDS = {
    "minutes": 60,
    "hours": 3600,
    "days": 86400,
    "weeks": 604800,
    "months": 2629800,
    "years": 31557600,
}
_BOTH_SEXES: dict[tuple[str, ...], str] = {
    ("himself", "or", "herself"): "themselves",
    ("herself", "or", "himself"): "themselves",
    ("his", "or", "her"): "their",
    ("her", "or", "his"): "their",
}
_REASONS = ("as", "since", "because")
#: A reason with one of these may be a rule of its own, or a case in which the rule holds.
_CONDITIONS_OF_REASONS = word_set(
    "who whose if unless when whenever while until during except apart excluding once besides , ; must cannot"
    " long soon only never not may need needs shall should has have"
)
_SPEAKERS = word_set("we our that otherwise there nobody")
_VERBS = word_set("is are must can may cannot has have should goes does do look takes")
#: Words and marks that a sentence has at least before another order of them can say anything.
_FEWEST = 3
_SUBJECTS_OF_REASONS = _SUBJECTS - {"every"} | {"that", "otherwise", "then", "those", "nobody"}
_VERBS_OF_REASONS = word_set(
    "is are was were does do can will works handles closes opens prints allows takes wants asks accepts"
    " requires shows fits holds supports expects says forbids"
)


class Naming(Protocol):
    """What words of the sentence name in the ERD."""

    def __call__(self, tokens: Tokens) -> bool:
        """Whether they name an entity, a member or a state."""
        ...

    def states(self, tokens: Tokens) -> frozenset[Condition]:
        """The states that they name of the rows of which the sentence speaks."""
        ...


def without_fillers(tokens: Tokens) -> Tokens:
    words = words_of(tokens)
    if "herself" in words or "her" in words:
        tokens = _of_either_sex(tokens, words)
    before = ("", *(token.word for token in tokens))
    return tuple(
        token
        for token, last in zip(tokens, before, strict=False)
        if not (token.kind == "word" and token.word in FILLERS) or (last, token.word) == ("for", "ever")
    )


def _of_either_sex(tokens: Tokens, words: list[str]) -> Tokens:
    """ "Himself or herself", "his or her own": as of several."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        said = tuple(words[place : place + 3])
        both = _BOTH_SEXES.get(said, "")
        kept.append(read_tokens(both)[0] if both else tokens[place])
        place += 3 if both else 1
    return tuple(kept)


def variants_of(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    """The sentence, then its shorter forms; each once.

    What ``names`` something of the ERD is never left out, unless it is all that stands in brackets.
    """
    seen: set[tuple[str, ...]] = set()
    for variant in chain(_variants(tokens, names), _turned_variants(tokens, names)):
        key = tuple(token.word for token in variant)
        if variant and key not in seen:
            seen.add(key)
            yield variant


def _turned_variants(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    for variant in _variants(tokens, names):
        if len(variant) < _FEWEST:
            continue
        yield from _in_other_words(variant)
        for told in retold(variant):
            yield told
            if len(told) >= _FEWEST:
                yield from _in_other_words(told)


def _in_other_words(tokens: Tokens) -> Iterator[Tokens]:
    yield from turned(tokens)
    yield from reworded(tokens)
    yield from recast(tokens)
    yield from halved(tokens)
    yield from newly_said(tokens)
    yield from tabled(tokens)
    for told in (tokens, *turned(tokens)):
        if len(told) >= _FEWEST:
            yield from rephrased(told)


def _variants(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    yield tokens
    plain = trimmed_end(_without_brackets(tokens, names))
    yield plain
    without = _without_given(plain)
    yield without
    for said in dict.fromkeys((plain, without)):
        yield from _without_reason(said, names)
        yield from _without_tail(said, names)


def _without_brackets(tokens: Tokens, names: Naming) -> Tokens:
    """Without what stands in brackets, unless it limits the rule; without examples."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        ahead = tuple(t.word for t in tokens[place : place + 4])
        example = 4 if ahead in (("e", ".", "g", "."), ("e", ".", "g")) else 2
        led = example == 4 or ahead[:2] in (("for", "example"), ("for", "instance"))
        if led and len(tokens) > place + example:  # "is monthly or yearly, for example" lists not all
            break
        end = (
            next((n for n in range(place, len(tokens)) if tokens[n].word == ")"), -1)
            if ahead[0] == "("
            else -1
        )
        inside = tokens[place + 1 : end] if end > 0 else ()
        limits = not _LIMITING.isdisjoint(token.word for token in inside)
        counts = any(token.kind == "number" or token.word == ":" for token in inside) and len(inside) > 2
        if end > 0 and _is_example(inside):
            place = end + 1
            continue
        if end > 0 and _is_same_length(kept, inside):
            kept[-2:] = inside
            place = end + 1
            continue
        if end > 0 and not limits and not counts and (len(inside) <= 1 or not names(inside)):
            place = end + 1
            continue
        kept.append(tokens[place])
        place += 1
    return tuple(kept)


def _is_same_length(before: list[Token], inside: Tokens) -> bool:
    """Whether brackets say a length of time again in another unit: "two years (730 days)"."""
    if len(inside) != 2 or len(before) < 2:
        return False
    said, again = _seconds(before[-2].word, before[-1].word), _seconds(inside[0].word, inside[1].word)
    return said > 0 and abs(said - again) <= said / 50


def _seconds(number: str, unit: str) -> float:
    """Roughly; 0 where the words are no length of time."""
    count = SMALL.get(number, int(number) if number.isdigit() else 0)
    return count * _SECONDS.get(UNITS.get(unit, ""), 0)


def _is_example(tokens: Tokens) -> bool:
    """Whether brackets hold an example: "(VIE-01, for instance)", "(for example 9.99)"."""
    words = " ".join(token.word for token in tokens)
    return any(mark in words for mark in ("for instance", "for example", "e . g"))


def _without_given(tokens: Tokens) -> Tokens:
    """Leave out ", if given," and "if it was recorded, …": an empty value breaks no rule anyway."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        start = place + (tokens[place].word == ",")
        end = _given_clause(tokens, start)
        if end > 0 and (start > place or place == 0):
            closed = end < len(tokens) and tokens[end].word == ","
            if closed or end == len(tokens):
                place = end + closed
                continue
        kept.append(tokens[place])
        place += 1
    return tuple(kept)


def _given_clause(tokens: Tokens, place: int) -> int:
    """Where "if (it is) given", "where there is one" or "if at all" ends; -1 if it does not stand here."""
    words = words_of(tokens[place : place + 7])
    if not words or words[0] not in ("if", "when", "where", "whenever", "once", "provided"):
        return -1
    holder = _holder_clause(words)
    if holder > 0:
        return place + holder
    for length in range(2, len(words) + 1):
        rest = words[1:length]
        if rest[-1] == "filled" and words[length : length + 1] == ["in"]:
            continue
        if rest[-2:] == ["filled", "in"]:
            rest = rest[:-1]
        if rest[-1] in _GIVEN and all(
            w in ("it", "is", "was", "has", "been", "they", "are", "one", "both", "a", "value")
            for w in rest[:-1]
        ):
            return place + length
        if rest in (
            ["there", "is", "one"],
            ["there", "are", "any"],
            ["at", "all"],
            ["it", "exists"],
            ["it", "has", "one"],
            ["they", "have", "one"],
        ):
            return place + length
    return -1


def _holder_clause(words: list[str]) -> int:
    """How long "if a customer has one", "where one has been issued" is; -1 for anything else."""
    if words[1:2] == ["one"] and words[2:4] in (["has", "been"], ["have", "been"]) and len(words) > 4:
        return 5 if words[4] in _GIVEN | _GOT else -1
    if words[1:2] == ["one"] and words[2:3] in (["is"], ["was"]) and len(words) > 3:
        return 4 if words[3] in _GIVEN | _GOT else -1
    if words[1:2] in (["a"], ["an"], ["the"]) and words[3:5] in (["has", "one"], ["have", "one"]):
        return 5
    return -1


def _has_verb(tokens: Tokens) -> bool:
    return any(t.word in _VERBS or t.word.endswith(("ed", "es")) for t in tokens)


def _without_reason(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    """ "As the library is closed on Sundays, no loan …"."""
    if len(tokens) > 4 and tokens[0].word in _REASONS and tokens[1].word in _SUBJECTS:
        comma = next((n for n, token in enumerate(tokens) if token.word == ","), -1)
        if comma > 0 and _has_verb(tokens[:comma]):
            yield tokens[comma + 1 :]
    because = next((n for n, token in enumerate(tokens) if token.word == "because"), -1)
    if because > 2:
        yield trimmed_end(tokens[:because])
    for place in range(3, len(tokens) - 3):
        if tokens[place].word in (",", "–", ";") and _is_reason(tokens[place + 1 :]):
            if tokens[place + 2].word not in _SPEAKERS and names(tokens[place + 2 :]):
                continue  # "as it is guided" may be the case in which the rule holds
            yield trimmed_end(tokens[:place])


def _is_reason(tokens: Tokens) -> bool:
    """ "Since that is our day off", "as we are closed then": why the rule is, and no case of it."""
    if tokens[0].word not in _REASONS or tokens[1].word not in _SUBJECTS_OF_REASONS:
        return False
    limits = not _CONDITIONS_OF_REASONS.isdisjoint(token.word for token in tokens)
    numbered = any(token.kind == "number" for token in tokens)
    return not limits and not numbered and any(token.word in _VERBS_OF_REASONS for token in tokens[2:])


def _without_tail(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    """ "…, free tickets are fine": a last part that only allows something."""
    for place in range(len(tokens) - 2, 2, -1):
        if tokens[place].word not in (",", ";", ":", ".", "–"):
            continue
        tail = {token.word for token in tokens[place + 1 :]}
        numbered = any(token.kind == "number" for token in tokens[place + 1 :])
        short = len(tokens) - place <= 4 and not numbered and tail.isdisjoint(_SCOPES)
        if short and tokens[place + 1].word == "only" and tokens[place].word == ",":
            yield trimmed_end(tokens[:place])
        if tokens[place + 1].word == "leave" and not tail.isdisjoint({"blank", "empty"}):
            yield trimmed_end(tokens[:place])
        if (
            tokens[place + 1].word == "otherwise"
            and not tail.isdisjoint({"omitted", "optional", "empty", "blank", "needed"})
            and (tail.isdisjoint({"empty", "blank"}) or not tail.isdisjoint({"may", "can"}))
            and _STRONG.isdisjoint(tail)
        ):
            yield trimmed_end(tokens[:place])
            continue
        if names(tokens[place + 1 :]):
            continue
        if tail & {"nothing", "nowhere"} and tokens[place + 1].word not in _NOTHING:
            continue  # "de, fr - nothing else" ends a list
        if (
            tail & _HARMLESS
            and not tail & (_STRONG | _NUMBERS | _COMPARED)
            and "not" not in tail
            and not numbered
        ):
            yield trimmed_end(tokens[:place])
