"""Turns of phrase that name a member without its name, or a rule by how it comes about, in plain words.

priced    = "what" (row "costs" | somebody "charges for" row) | "how long" row "takes"
halves    = "the" name modal ("start" | "end") … "it" ("starts" | "ends")
           | "the end of a" row name … "its start"
bounds    = ("within" | "between") owner "'s" member "and" member | "on the day" … "or on a later day"
worked    = "to get" member "," ("multiply" | "add" | …) … | "multiplying" … "gives" member
saved     = "the time" … "is recorded in" member [when]
whole     = ("no field of" | "nothing about") rows modal act
defaulted = ("where" | "when" | "unless") member "is given" "," ("assume" | "use") value
told      = statement "," "as in" example | title ":" "whole" noun "," bounds

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.halves import assumed
from erdgen.compiler.rules.language.rewriting import ARTICLES, CLAUSES, end_of, first_of, said, words_of
from erdgen.compiler.rules.language.tokens import Token, Tokens
from erdgen.compiler.rules.language.units import DAYS, SMALL, TENS
from erdgen.compiler.rules.language.words import BE, word_set

_MODALS = word_set("must may can cannot should shall has have needs need is are will")
_ASKING = word_set("must cannot can may should shall has")
_PERMITTING = word_set("may can")
#: What is known of rows by a question, by the verb.
_ASKED = {
    **dict.fromkeys(("cost", "costs"), ("cost", "price")),
    **dict.fromkeys(("weigh", "weighs"), ("weight",)),
    **dict.fromkeys(("last", "lasts", "take", "takes"), ("duration",)),
    **dict.fromkeys(("hold", "holds"), ("capacity",)),
    **dict.fromkeys(("earn", "earns"), ("salary", "wage")),
}
_CHARGE = word_set("charge ask take charges asks takes pay pays")
_SPEAKERS = word_set("we you customers people one they clients guests visitors members buyers users")
_ENDS = {
    **dict.fromkeys(("start", "starts", "begin", "begins"), "start"),
    **dict.fromkeys(("end", "ends", "finish", "finishes"), "end"),
}
_EDGES = word_set("start end beginning")
#: After these the second half of a pair is told by a verb.
_ORDERED = word_set("before after than until")
#: With these a formula would have more than two terms.
_LISTS = word_set("and or ,")
_PAIRED = word_set("within between inside in")
_SHARED = {"dates": "date", "times": "time", "days": "date", "hours": "time", "moments": "time"}
#: Verbs of calculation: what joins their two terms, its sign, and whether the first one is taken away.
_OPERATIONS = (
    ("multiply-it", ("by", "with", "and"), "times", False),
    ("add-it", ("and", "to", "plus"), "plus", False),
    ("subtract-it", ("from",), "minus", True),
    ("reduce-it", ("by",), "minus", False),
)
#: Before a number that is a bound, and what such numbers count.
_BOUNDS = word_set("than past exceed over beyond above below under most least exceeds pass")
_COUNTED = word_set("characters letters digits symbols chars")
_AROUND_DAYS = word_set("weekend weekends on or and a an at the , either")
_SPREADS = word_set("to through until – - not never no except but every")
_DENIALS = word_set("not never")
_NEVER_IS = (["is", "never"], ["are", "never"])
_WIDEST = 5


def rephrased(tokens: Tokens) -> Iterator[Tokens]:
    """The same in plain words."""
    words = words_of(tokens)
    yield from _priced(tokens, words)
    yield from _half_by_verb(tokens, words)
    yield from _end_of(tokens, words)
    yield from _both_of_one(tokens, words)
    yield from _or_later(tokens, words)
    yield from _worked_out(tokens, words)
    yield from _saved_in(tokens, words)
    yield from _whole_row(tokens, words)
    yield from _defaulted(tokens, words)
    yield from _without_example(tokens, words)
    yield from _whole_numbers(tokens, words)
    yield from _unit_once(tokens, words)
    yield from _first_before(tokens, words)
    yield from _link_told(tokens, words)
    yield from _same_as(tokens, words)
    yield from _once_first(tokens, words)
    yield from _taken_by_one(tokens, words)
    yield from _never_repeated(tokens, words)


def _priced(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "What we charge for a product must …", "what a product costs must …": the price of a product …."""
    if words[0] == "how":
        start = 2 if words[1:2] in (["long"], ["much"], ["heavy"]) else 0
    else:
        start = int(words[0] == "what")
    if not start:
        return
    charge = start + 1
    if len(words) <= charge:
        return
    if words[start] in _SPEAKERS and words[charge] in _CHARGE:
        row = charge + 1 + (words[charge + 1 : charge + 2] == ["for"])
        yield (*said("the price of"), *tokens[row:])
        return
    verb = next(
        (n for n in range(start + 1, min(len(words) - 1, start + _WIDEST + 1)) if words[n] in _ASKED), -1
    )
    if verb > 0 and words[verb + 1] in _MODALS and words[start] in ARTICLES:
        for noun in _ASKED[words[verb]]:
            yield (*said(f"the {noun} of"), *tokens[start:verb], *tokens[verb + 1 :])


def _half_by_verb(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The season cannot end before it starts": the season end cannot be before the season start."""
    if words[0] not in ARTICLES or "it" not in words[3:]:
        return
    modal = first_of(words, 2, _ASKING, 3)
    verb = first_of(words, modal + 1, _ENDS, 4) if modal > 0 else first_of(words, 2, _ENDS, 2)
    it = words.index("it", 3)
    if verb < 0 or it < verb + 2 or words[it + 1 : it + 2] == [] or words[it + 1] not in _ENDS:
        return
    if it + 2 != len(words) or not CLAUSES.isdisjoint(words) or words[it - 1] not in _ORDERED:
        return
    name = tokens[1 : modal if modal > 0 else verb]
    if not 0 < len(name) < 4 or _ENDS[words[verb]] == _ENDS[words[it + 1]]:
        return
    predicate = tokens[modal:verb] if modal > 0 else said("must")
    first, second = said(_ENDS[words[verb]]), said(_ENDS[words[it + 1]])
    yield (
        *said("the"),
        *name,
        *first,
        *predicate,
        *said("be"),
        *tokens[verb + 1 : it],
        *said("the"),
        *name,
        *second,
    )


def _end_of(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The end of a delivery window must be after its start": the window end … after the window start."""
    if (
        len(words) < 4
        or words[0] != "the"
        or words[1] not in _EDGES
        or words[2] != "of"
        or words[3] not in ARTICLES
    ):
        return
    modal = first_of(words, 5, _MODALS, 5)
    its = next((n for n in range(modal + 2, len(words) - 1) if words[n] == "its"), -1) if modal > 0 else -1
    if modal < 6 or its < 0 or words[its + 1] not in _EDGES or its + 2 != len(words):
        return
    for cut in range(5, modal):
        name, rows = tokens[cut:modal], tokens[3:cut]
        first, second = (word.replace("beginning", "start") for word in (words[1], words[its + 1]))
        of = (*said("of"), *rows)
        lead = (*said("the"), *name, *said(first), *of, *tokens[modal:its])
        yield (*lead, *said("the"), *name, *said(second))


def _both_of_one(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Within the exhibition's opening and closing dates": between its opening date and its closing date."""
    start = next((n for n in range(2, len(words) - 4) if words[n] in _PAIRED), -1)
    joint = next((n for n in range(start + 2, len(words) - 1) if words[n] == "and"), -1) if start > 0 else -1
    if joint < 0 or joint - start > 2 * _WIDEST or not CLAUSES.isdisjoint(words[start:]):
        return
    lead = (*tokens[:start], *said("between"))
    second_at = joint + 1 + (words[joint + 1] == "the")
    mark = next((n for n in range(start, joint) if tokens[n].kind == "possessive"), -1)
    of = next((n for n in range(second_at, len(words) - 1) if words[n] == "of"), -1)
    if mark > 0 and of < 0:
        first, second = _of_one_noun(tokens[mark + 1 : joint], tokens[second_at:])
        owner = tokens[start + 1 : mark + 1]
        if "and" not in (token.word for token in second) and all(
            token.kind != "possessive" for token in second
        ):
            yield (*lead, *owner, *first, *said("and"), *owner, *second)
    elif mark < 0 < of and len(words) - of < _WIDEST:
        first, second = _of_one_noun(tokens[start + 1 : joint], tokens[second_at:of])
        owner = tokens[of:]
        if "of" not in (token.word for token in first):
            yield (*lead, *first, *owner, *said("and the"), *second, *owner)


def _of_one_noun(first: Tokens, second: Tokens) -> tuple[Tokens, Tokens]:
    """ "opening", "closing dates": the noun in the plural belongs to both."""
    noun = _SHARED.get(second[-1].word, "") if len(second) > 1 else ""
    if not noun:
        return first, second
    return (*first, *said(noun)), (*second[:-1], *said(noun))


def _or_later(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "On the day it opens or on a later day": or later."""
    for key, plain in (("or-a-later-day", "or later"), ("or-an-earlier-day", "or earlier")):
        for place in range(4, len(words) - 1):
            if end_of(words, place, key) == len(words):
                yield (*tokens[: place - (words[place - 1] == ",")], *said(plain))
                return


def _worked_out(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "To get the total, multiply the fee by the months": the total is calculated as the fee times …."""
    start = end_of(words, 0, "to-work-out")
    comma = words.index(",", start) if start > 0 and "," in words[start:] else -1
    if comma > start:
        for formula in _formula(tokens[comma + 1 :]):
            yield (*tokens[start:comma], *said("is calculated as"), *formula)
    for place in range(4, len(words) - 2):
        aim = end_of(words, place, "to-work-out")
        if aim > 0 and start < 0:
            for formula in _formula(tokens[: place - (words[place - 1] == ",")]):
                yield (*tokens[aim:], *said("is calculated as"), *formula)
        gives = end_of(words, place, "results-in")
        if gives > 0:
            for formula in _formula(tokens[:place]):
                yield (*tokens[gives:], *said("is calculated as"), *formula)


def _formula(tokens: Tokens) -> Iterator[Tokens]:
    """ "Multiply a by b", "adding a and b", "subtract a from b": in terms of "times", "plus" and "minus"."""
    words = words_of(tokens)
    for key, joints, sign, turned in _OPERATIONS:
        start = end_of(words, 0, key)
        joint = (
            next((n for n in range(start + 1, len(words) - 1) if words[n] in joints), -1) if start > 0 else -1
        )
        if joint > 0 and _LISTS.isdisjoint(words[joint + 1 :]):
            first, second = tokens[start:joint], tokens[joint + 1 :]
            first, second = (second, first) if turned else (first, second)
            yield (*first, *said(sign), *second)


def _saved_in(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The time of booking is recorded in booked_at when …": booked_at is recorded automatically when …."""
    begin = end_of(words, 0, "the-moment-of")
    for place in range(begin, min(len(words) - 2, begin + 8)) if begin > 0 else ():
        after = end_of(words, place, "is-saved-in")
        if after < 0:
            continue
        when = next(
            (n for n in range(after + 1, len(words)) if end_of(words, n, "at-that-event") > 0), len(words)
        )
        end = when - (words[when - 1] == ",")
        end = next((n for n in range(after + 1, end) if end_of(words, n, "by-the-system") == end), end)
        rest = tokens[when:]
        if end_of(words, begin, "making-noun") == place:
            rest = rest or said("on creation")
        elif _is_made(words[begin:place]):
            rest = rest or (*said("when"), *tokens[_past_which(words, begin) : place])
        if rest:
            yield (*tokens[after:end], *said("is set automatically"), *rest)
        return


def _past_which(words: list[str], place: int) -> int:
    """After "at which" or "when"."""
    return place + (
        2 if words[place : place + 2] in (["at", "which"], ["on", "which"]) else words[place] == "when"
    )


def _is_made(words: list[str]) -> bool:
    """Whether the words end with the making of a row: "(the time at which) the order is created"."""
    return words[-2:] in (["is", "created"], ["was", "created"], ["are", "created"], ["gets", "created"])


def _whole_row(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "No field of a used ticket may be modified", "nothing about it can be changed": it must not be."""
    start = end_of(words, 0, "nothing-of")
    modal = first_of(words, start + 1, _PERMITTING, 8) if start > 0 else -1
    if modal > 0 and words[modal + 1 : modal + 2] not in (["only"], ["not"], []):
        yield (*tokens[start:modal], *said("must not"), *tokens[modal + 1 :])
    all_of = end_of(words, 0, "the-fields-of")
    modal = first_of(words, all_of + 1, word_set("may can must cannot are"), 8) if all_of > 0 else -1
    if modal > 0 and not {"not", "cannot", "never"}.isdisjoint(words[modal : modal + 2]):
        yield (*tokens[all_of:modal], *tokens[modal:])


def _defaulted(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Where no visit date is given, assume today": if none is given, …."""
    lead = end_of(words, 0, "where-left-out")
    if lead > 0 and "," in words:
        told = (*said("if no"), *tokens[lead:])
        yield told
        yield from assumed(told, words_of(told))


def _without_example(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "…, as in M-00042": an example of the form that is told before."""
    for place in range(5, len(words) - 1):
        after = end_of(words, place, "as-in")
        rest = tokens[after:] if after > 0 else ()
        if rest and len(rest) < 8 and all(_is_code(token) for token in rest):
            yield tokens[: place - (words[place - 1] in (",", ";", "–"))]
            return


def _is_code(token: Token) -> bool:
    return token.kind in ("number", "quoted", "date") or token.text.isupper() or not token.text.isalnum()


def _whole_numbers(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Ratings: whole stars, one to five": ratings must be whole numbers from one to five."""
    colon = words.index(":") if ":" in words[:6] else -1
    if (
        colon > 0
        and words[colon + 1 : colon + 2] in (["whole"], ["full"])
        and words[colon + 3 : colon + 4] == [","]
    ):
        bounds = tokens[colon + 4 :]
        first = bounds[:1]
        plain = bool(first) and (first[0].kind == "number" or first[0].word in SMALL)
        yield (*tokens[:colon], *said("must be whole numbers" + (" from" if plain else "")), *bounds)


def _unit_once(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… at least three characters and must not exceed sixty": sixty characters."""
    last = tokens[-1]
    if last.kind != "number" and last.word not in SMALL and last.word not in TENS:
        return
    if words[-2] in _BOUNDS:
        noun = next((token for token in tokens[:-2] if token.word in _COUNTED), None)
        if noun is not None and words.count(noun.word) == 1:
            yield (*tokens, noun)


def _first_before(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Can only be refunded if they were paid before": if they were paid."""
    if words[-1] in ("before", "beforehand", "previously", "first", "already") and "only" in words:
        only = words.index("only")
        clause = first_of(words, only, word_set("if when once after where"), len(words))
        if clause > 0 and words[-2].endswith(("ed", "id", "en", "nt")):
            yield tokens[:-1]


def _link_told(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The exhibit it is part of", "the recipe it replaces": its part of, its replaces."""
    for place in range(3, len(words) - 2):
        it = place + (words[place] in ("that", "which"))
        if words[it] not in ("it", "they") or it < 2:
            continue
        start = next((n for n in range(place - 1, max(place - 4, 0), -1) if words[n] == "the"), -1)
        name = tokens[it + 1 + (words[it + 1] in BE) :]
        told = start > 1 and words[start - 1] in ("as", "of") and 0 < len(name) < 4
        if told and CLAUSES.isdisjoint(words[it:]):
            variant = (*tokens[:start], *said("its"), *name)
            yield variant
            yield from _same_as(variant, words_of(variant))
        return


def _same_as(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A part must be in the same hall as its whole": its hall must be that of its whole."""
    as_its = next((n for n in range(5, len(words) - 1) if words[n : n + 2] == ["as", "its"]), -1)
    same = next((n for n in range(2, as_its) if words[n : n + 2] == ["the", "same"]), -1)
    if same < 0 or not CLAUSES.isdisjoint(words) or not 0 < as_its - same - 2 < 4:
        return
    for place in range(1, same):
        asked = end_of(words, place, "must-be-in")
        if asked == same:
            name = tokens[same + 2 : as_its]
            lead = (*said("the"), *name, *said("of"), *tokens[:place], *said("must be the same as the"))
            yield (*lead, *name, *said("of"), *tokens[as_its + 1 :])
            return


def _once_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Once issued, an order number is never changed": it is never changed once issued."""
    end = end_of(words, 0, "once-set")
    if 0 < end < len(words) - 3 and words[end] == "," and CLAUSES.isdisjoint(words[end:]):
        rest = tokens[end + 1 :]
        later = words_of(rest)
        at = next((n for n in range(1, len(rest) - 2) if later[n : n + 2] in _NEVER_IS), -1)
        if at > 0:
            rest = (*rest[:at], *said("cannot be"), *rest[at + 2 :])
        yield (*rest, *tokens[:end])


def _taken_by_one(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Every position is taken by one placement only": it can be used by one placement only."""
    for place in range(2, len(words) - 3):
        after = end_of(words, place, "is-taken-by")
        if after > 0 and "only" in words[after - 1 :] and CLAUSES.isdisjoint({*words[:after]} - {"only"}):
            yield (*tokens[:place], *said("can be used by"), *tokens[after:])
            return


def _never_repeated(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Classes start on weekdays or Saturdays, never on a Sunday": what is ruled out is so anyway."""
    for place in range(4, len(words) - 2):
        if words[place] not in (",", ";", "–") or words[place + 1] not in ("never", "not", "but"):
            continue
        start = place + 2 + (words[place + 1] == "but" and words[place + 2] in ("never", "not"))
        ruled_out, listed = _days_of(words[start:]), _days_of(words[:place])
        named = all(word in DAYS or word in _AROUND_DAYS for word in words[start:])
        spread = _SPREADS.isdisjoint(words[:place]) and not _DENIALS.isdisjoint(words[place:])
        if named and spread and ruled_out and listed and ruled_out.isdisjoint(listed):
            yield tokens[:place]
        return


def _days_of(words: list[str]) -> set[int]:
    """The days of the week that are named; 0 is Monday."""
    found = {DAYS[word] for word in words if word in DAYS}
    found |= set(range(5)) if not {"weekday", "weekdays"}.isdisjoint(words) else set()
    return found | ({5, 6} if not {"weekend", "weekends"}.isdisjoint(words) else set())
