"""Sentences that say something of one member in two parts, in the words in which the grammar reads them.

bounded   = statement joint amount "is the maximum" | statement joint "with a maximum of" amount
          | "the minimum" member "is" amount "and the maximum is" amount
permitted = subject ("need not" | "may" …) ("be negative" | …) ", but" ["it"] (modal … | "never" …)
measured  = subject "is given in" unit "and" modal … | subject "is a percentage" bounds
aimed     = statement "so that we can" …
kept      = "keep" member ["to"] ("between" | comparison) amount …

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import CLAUSES, end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Token, Tokens
from erdgen.compiler.rules.language.units import CURRENCIES, MEASURES, SMALL, UNITS
from erdgen.compiler.rules.language.words import BE, COMPARISONS, word_set

_JOINTS = word_set(", ; – : . and with but")
_CLAUSES = CLAUSES | word_set("per each for")
_MODALS = word_set("must cannot can may shall should is are has have needs need never lies lie ranges")
_SIGNS = word_set("negative positive zero empty blank fractional below above")
_BUT = word_set("but though although yet however ; , and")
_PLEAS = word_set("can could may know are will")
_SPEAKERS = word_set("we you staff somebody someone nobody they")
#: With one of these an aim may be a rule of its own.
_BINDING = word_set(
    "not never no only exceed above below more less least most than before after must same different"
    " each every all none"
)
_HAVING = word_set("have has need needs give state require requires carry")
_MORE_UNITS = word_set("% percent per cent characters letters digits words")
_CHANGES = word_set(
    "change changed changing changes edit edited editing alter altered modify modified update updated"
)


def reworded(tokens: Tokens) -> Iterator[Tokens]:
    """The same in other words."""
    words = words_of(tokens)
    yield from _bounds_last(tokens, words)
    yield from _both_bounds(tokens, words)
    yield from _permitted_first(tokens, words)
    yield from _measured(tokens, words)
    yield from _without_aim(tokens, words)
    yield from _of_rows_there(tokens, words)
    yield from _ordered(tokens, words)
    yield from _one_said(tokens, words)
    yield from _kept(tokens, words)


def _amount_end(tokens: Tokens, place: int, stops: int) -> int:
    """Where an amount that begins at ``place`` ends, a number with its unit; -1 if none does."""
    start = place + (tokens[place].word == "-") if place < stops else place
    if start >= stops or not (tokens[start].kind == "number" or tokens[start].word in SMALL):
        return -1
    end = start + 1
    while end < stops and _is_unit(tokens[end].word):
        end += 1
    return end


def _is_unit(word: str) -> bool:
    return word in UNITS or word in MEASURES or word in CURRENCIES or word in _MORE_UNITS


def _bound_said(tokens: Tokens, words: list[str], place: int) -> tuple[Tokens, int] | None:
    """ "26 weeks is the maximum", "a maximum of 26 weeks", "more than 26 weeks are not allowed"."""
    end = _amount_end(tokens, place, len(tokens))
    for key, bound in (("is-the-greatest", "at most"), ("is-the-least", "at least")):
        last = end_of(words, end, key) if end > 0 else -1
        if last > 0:
            return (*said(bound), *tokens[place:end]), last
    for key, bound in (("the-greatest-is", "at most"), ("the-least-is", "at least")):
        start = end_of(words, place, key)
        end = _amount_end(tokens, start, len(tokens)) if start > 0 else -1
        if end > 0:
            return (*said(bound), *tokens[start:end]), end
    for key, bound in (("more-than", "at most"), ("less-than", "at least")):
        start = end_of(words, place, key)
        end = _amount_end(tokens, start, len(tokens)) if start > 0 else -1
        last = end_of(words, end, "amount-refused") if end > 0 else -1
        if last > 0:
            return (*said(bound), *tokens[start:end]), last
    return None


def _bounds_last(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "…; 26 weeks is the maximum", "…, with a maximum of 100", "…: 1 is the minimum, 50 the maximum"."""
    for place in range(2, len(tokens) - 2):
        if words[place] not in _JOINTS or words[place + 1] in _JOINTS - {"with"}:
            continue
        after = place + 1 + (words[place + 1] == "with")
        found = _bound_said(tokens, words, after)
        if found is None:
            continue
        bound, end = found
        joint = end_of(words, end, "joint-of-bounds")
        second = _bound_said(tokens, words, joint) if joint > 0 else None
        if second is not None:
            bound, end = (*bound, *said("and"), *second[0]), second[1]
        if end == len(tokens) and _CLAUSES.isdisjoint(words[place:]):
            alone = _MODALS.isdisjoint(words[:place])
            yield (*tokens[:place], *said("must be" if alone else ", and must be"), *bound)
        return


def _both_bounds(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The minimum number of seats is 1 and the maximum is 50", "the stock is 1 at least and 50 at most"."""
    lead = end_of(words, 0, "the-least-of")
    be = next((n for n in range(lead + 1, min(len(words) - 3, lead + 9)) if words[n] == "is"), -1)
    if lead < 0 or be < 0:
        return
    low = _amount_end(tokens, be + 1, len(tokens))
    joint = end_of(words, low, "joint-of-bounds") if low > 0 else -1
    high = _bound_said(tokens, words, joint) if joint > 0 else None
    if high is not None and high[1] == len(tokens) and high[0][1].word == "most":
        bounds = (*said("must be at least"), *tokens[be + 1 : low], *said("and"), *high[0])
        yield (*tokens[lead:be], *bounds)


def _permitted_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "(It) need not be positive, but must never drop below -50": what is permitted limits nothing."""
    for place in range(1, len(words) - 5):
        start = end_of(words, place, "need-not")
        if start < 0 and words[place] in ("may", "can", "might") and words[place + 1] != "not":
            start = place + 1
        if start < 0:
            continue
        state = start + (words[start] in BE or words[start] in ("go", "turn", "get"))
        if words[state] not in _SIGNS - {"below", "above"} or not _CLAUSES.isdisjoint(words[:place]):
            return
        after = state + 1
        while after < len(words) - 1 and words[after] in _BUT:
            after += 1
        if after == state + 1:
            return
        after += words[after] in ("it", "they")
        rest = tokens[after:]
        firsts = words_of(rest[:2])
        asks = firsts[:1] in (["must"], ["cannot"], ["shall"], ["should"], ["has"], ["have"])
        if asks or (firsts[:1] in (["can"], ["may"]) and firsts[1:] in (["not"], ["never"])):
            yield (*tokens[:place], *rest)
        elif firsts[:1] in (["never"], ["not"]):
            yield (*tokens[:place], *said("must not be"), *rest[1:])
        return


def _measured(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "(A slope) is given in percent and must be from 0 to 45", "is a percentage from 0 to 100"."""
    for place in range(1, len(words) - 4):
        if words[place] not in ("is", "are", "must", "has"):
            continue
        kind = end_of(words, place, "is-a-percentage")
        start = kind if kind > 0 else end_of(words, place, "is-given-in")
        if start < 0:
            continue
        unit = said("percent") if kind > 0 else tokens[start : start + 1]
        start += kind < 0
        joint = end_of(words, start, "joint-of-parts")
        rest = tokens[max(joint, start) :]
        if not rest or not unit or (kind < 0 and (joint < 0 or not _is_unit(unit[0].word))):
            return
        plain = joint < 0
        if not plain and rest[0].word in ("it", "they"):
            rest = rest[1:]
        if plain and rest[0].word in ("from", "between"):
            yield (*tokens[:place], *said("must be"), *_in_unit(rest, unit))
        elif not plain and rest and rest[0].word in _MODALS:
            yield (*tokens[:place], *_in_unit(rest, unit))
        return


def _in_unit(tokens: Tokens, unit: Tokens) -> Tokens:
    """``tokens`` with ``unit`` after each number that has none."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        kept.append(token)
        last = place + 1 >= len(tokens) or not _is_unit(tokens[place + 1].word)
        if last and token.kind == "number":
            kept += unit
    return tuple(kept)


def _without_aim(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… so that we can reach them": what a rule is for limits nothing."""
    for place in range(4, len(words) - 3):
        after = end_of(words, place, "so-that")
        if after > 0 and words[after] in _SPEAKERS and words[after + 1] in _PLEAS:
            aim = tokens[after + 2 :]
            binding = any(token.word in _BINDING or token.kind == "number" for token in aim)
            if not binding and _CLAUSES.isdisjoint(token.word for token in aim) and len(aim) < 8:
                yield tokens[: place - (words[place - 1] == ",")]
            return


def _one_said(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "(A video call must have a link); a visit must not have one": a link, too."""
    mark = next((n for n, word in enumerate(words) if word in (";", ",", ".")), -1)
    if mark < 0 or words[-1] != "one" or words[-2] not in _HAVING:
        return
    has = next((n for n in range(1, mark - 2) if words[n] in _HAVING), -1)
    if has > 0 and words[has + 1] in ("a", "an") and _CLAUSES.isdisjoint(words):
        yield (*tokens[:-1], *tokens[has + 1 : mark])


def _kept(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Keep titles between 5 and 80 characters": they must be. Said of rows, it asks for no such thing."""
    bounds = ((place, _past_comparison(words, place)) for place in range(2, len(words) - 1))
    place, after = next(((place, after) for place, after in bounds if after > 0), (-1, -1))
    end = _amount_end(tokens, after, len(tokens)) if words[0] == "keep" and after > 0 else -1
    if end > 0 and ((_CLAUSES - {"for"}) | _MODALS).isdisjoint(words[1:place]):
        member = tokens[1 : place - (words[place - 1] == "to")]
        yield (*said("the value of"), *member, *said("must be"), *tokens[place:])


def _past_comparison(words: list[str], place: int) -> int:
    """After "between" or "at most"; -1 if neither stands at ``place``."""
    found = COMPARISONS.find(words, place)
    return found[1] if found is not None else place + 1 if words[place] == "between" else -1


def _ordered(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Leave the reason empty unless …", "enter a reason if …", "only fill in the rate if …"."""
    for key, ordered in (
        ("only-fill-in", "may only be given"),
        ("never-fill-in", "must not be given"),
        ("fill-in", "must be given"),
        ("leave-it", "must be empty"),
    ):
        start = end_of(words, 0, key)
        clause = next((n for n in range(start + 1, len(words)) if words[n] in _CLAUSES), -1)
        if start < 0 or clause < 0:
            continue
        end = clause
        if key == "leave-it":
            end = clause - 1
            if words[end] not in ("empty", "blank", "unset"):
                return
        asked = "may only be given" if words[clause] == "only" and key == "fill-in" else ordered
        rest = tokens[clause + (words[clause] == "only") :]
        if key not in ("only-fill-in", "leave-it") or words[clause] != "only":
            yield (*tokens[start:end], *said(asked), *rest)
        return


def _of_rows_there(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "(Changing the number) of an existing machine": only of such can anything be changed."""
    if not {"existing", "saved", "stored"}.isdisjoint(words) and not _CHANGES.isdisjoint(words):
        place = next(n for n, word in enumerate(words) if word in ("existing", "saved", "stored"))
        begin = place - (words[place - 1] == "already")
        article = words[begin - 1] == "an" and begin > 0
        head = (*tokens[: begin - 1], *said("a")) if article else tokens[:begin]
        yield (*head, *tokens[place + 1 :])
