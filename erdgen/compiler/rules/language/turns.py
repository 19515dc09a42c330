"""The same sentence with its parts in the order in which the grammar reads them.

As with what is left out, a turned sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.permits import permits_turned
from erdgen.compiler.rules.language.rewriting import MARKS, PRONOUNS, end_of, said, trimmed_end, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_FRONTS = word_set("within inside in for per on at across among amongst under of over regardless")
#: With one of these a statement may be two, and a limit at the end would be that of one.
_JOINTS = word_set("and but ; or : nor if when unless")
#: "Regardless of upper and lower case" says how texts are compared.
_CASE = word_set("case upper lower capital capitals capitalisation capitalization spelling")
_CLAUSES = word_set("if unless when but except only not must may and while until")
_ABSENT = word_set("empty blank unset")
#: How a step into a state begins: the verb after "can only".
_BEGINNINGS = {
    **{"can": "", "may": "", "is": "be", "are": "be", "becomes": "become", "become": "become", "goes": "go"},
    **{"gets": "get", "moves": "move", "turns": "turn", "go": "go", "being": "be", "becoming": "become"},
}
_NEEDS = word_set("needs need must has have requires require")
#: Rows of which something is allowed that is not allowed of those named after "but not".
_ELSEWHERE = word_set("across different other several various between")
_SELVES = word_set("own itself themselves himself herself")
#: What an amount may be where another is ruled out: "may be zero but not negative".
_ZEROES = word_set("zero 0 empty blank null missing equal positive negative omitted")
_BUTS = word_set("but though although yet")
_OF_ITSELF = (["itself"], ["of", "itself"], ["themselves"], ["of", "themselves"], ["to", "itself"])
#: The most words that leave something free before "but".
_SHORT = 6
#: The farthest that a part that is moved reaches, in tokens.
_WIDEST = 14


def turned(tokens: Tokens) -> Iterator[Tokens]:
    """Other orders of ``tokens`` that say the same."""
    yield from _without_needless(tokens)
    yield from _exceptions_told(tokens)
    for told in (tokens, *_exceptions_told(tokens)):
        yield from _front_moved(told)
        yield from _never_first(told)
        yield from _not_allowed_to(told)
        yield from _before(told)
        yield from _needed_for(told)
        yield from _calculated(told)
    yield from _allowed_but_not(tokens)
    yield from _free_but_not(tokens)
    yield from permits_turned(tokens)
    yield from _neither_first(tokens)
    yield from _added_over(tokens)
    yield from _summed(tokens)


def _without_needless(tokens: Tokens) -> Iterator[Tokens]:
    """Without "regardless of its status" and other words for "in every case"."""
    words = words_of(tokens)
    for place in range(3, len(tokens)):
        after = end_of(words, place, "whatever-else")
        if after > 0 and _CASE.isdisjoint(words[place:]) and _CLAUSES.isdisjoint(words[after:]):
            yield trimmed_end(tokens[:place])
            return


def _front_moved(tokens: Tokens) -> Iterator[Tokens]:
    """ "Within one order, …", "across the whole system …": the scope at the end."""
    words = words_of(tokens)
    whole = end_of(words, 0, "in-the-whole-system")
    if whole > 0:
        rest = tokens[whole + (words[whole : whole + 1] == [","]) :]
        yield (*rest, *tokens[:whole])
    when = end_of(words, 0, "at-any-one-time")
    if when > 0:
        rest = tokens[when + (words[when : when + 1] == [","]) :]
        yield (*rest, *said("at the same time"))
    happens = end_of(words, 0, "when-that-happens")
    comma = next((n for n in range(1, min(len(tokens), _WIDEST)) if tokens[n].word == ","), -1)
    if happens > 0 and comma > 0 and _JOINTS.isdisjoint(words[comma + 1 :]):
        yield (*tokens[comma + 1 :], *tokens[:comma])
    aside = end_of(words, 0, "except-for")
    moved = tokens and tokens[0].word in _FRONTS
    for place in range(2, min(len(tokens) - 3, _WIDEST)) if moved or aside > 0 else ():
        if tokens[place].word == ",":
            front, rest = tokens[:place], tokens[place + 1 :]
            yield (*rest, *said(","), *front) if aside > 0 else (*rest, *front)
            break
        if moved and place > 2 and tokens[place].word in ("no", "there"):
            yield (*tokens[place:], *tokens[:place])
            break
    for place in range(1, min(len(tokens) - 3, 6)):
        if tokens[place].word == "aside" and tokens[place + 1].word == ",":
            yield (*tokens[place + 2 :], *said(", except for"), *tokens[:place])


def _exceptions_told(tokens: Tokens) -> Iterator[Tokens]:
    """ "…; cancelled ones don't count": what is left out, as a part of the sentence itself."""
    words = words_of(tokens)
    for place in range(len(tokens) - 3, 3, -1):
        if words[place] not in (*MARKS, ":", "("):
            continue
        rest = tokens[place + 1 :]
        start = max(end_of(words, place + 1, "not-applied-to"), 0)
        if start:
            yield (*tokens[:place], *said(", except for"), *_unbracketed(tokens[start:]))
        for end in range(1, min(len(rest), 8)):
            last = end_of(words_of(rest), end, "do-not-count")
            if last > 0 and last >= len(rest) - (rest[-1].word == ")"):
                yield (*tokens[:place], *said(", except for"), *rest[:end])


def _unbracketed(tokens: Tokens) -> Tokens:
    return tokens[:-1] if tokens and tokens[-1].word == ")" else tokens


def _never_first(tokens: Tokens) -> Iterator[Tokens]:
    """ "At no time may a client have …": no client may have …."""
    after = end_of(words_of(tokens), 0, "at-no-time")
    if after < 0 or after >= len(tokens) - 3 or tokens[after].word not in ("may", "can", "must", "should"):
        return
    rest = tokens[after + 1 :]
    for end in range(1, min(len(rest) - 1, 7)):
        yield (*rest[:end], *said("must not"), *rest[end:])


def _not_allowed_to(tokens: Tokens) -> Iterator[Tokens]:
    """ "We do not allow a machine to be …", "it is not possible for a machine to be …"."""
    lead = end_of(words_of(tokens), 0, "not-allowing")
    for place in range(lead + 1, min(len(tokens) - 1, lead + 9)) if lead > 0 else ():
        if tokens[place].word == "to":
            yield (*tokens[lead:place], *said("must not"), *tokens[place + 1 :])
            return


def _allowed_but_not(tokens: Tokens) -> Iterator[Tokens]:
    """ "Codes may repeat across depots but not within one depot": they must not repeat within one."""
    words = words_of(tokens)
    if "not" not in words or "but" not in words:
        return
    place = words.index("but")
    modal = next((n for n, word in enumerate(words[:place]) if word in ("may", "can")), -1)
    if modal < 1 or words[place + 1 : place + 2] != ["not"] or _ELSEWHERE.isdisjoint(words[modal:place]):
        return
    over = next((n for n in range(modal + 2, place) if words[n] in _FRONTS), -1)
    rest = tokens[place + 2 :]
    if over > 0 and words_of(rest)[1:] in (
        ["one"],
        ["the", "same", "one"],
        ["one", "of", "them"],
        ["a", "single", "one"],
    ):
        last = place - (words[place - 1] == ",")
        rest = (rest[0], *said("the same"), *tokens[over + 2 : last])
    if over > 0 and rest and _CLAUSES.isdisjoint(words_of(rest)):
        yield (*tokens[:modal], *said("must not"), *tokens[modal + 1 : over], *rest)


def _free_but_not(tokens: Tokens) -> Iterator[Tokens]:
    """ "A task may have a parent, but it cannot be its own parent": the second half is all that limits."""
    words = words_of(tokens)
    but = next((n for n in range(3, len(words) - 1) if words[n] in _BUTS), -1)
    free = next((n for n in range(1, but) if end_of(words, n, "leaves-free") > 0), -1)
    begin = end_of(words, free, "leaves-free") if free > 0 else -1
    end = but - (words[but - 1] == ",") if but > 0 else -1
    freed = words[begin:end] if begin > 0 else []
    if not freed or len(freed) > _SHORT or not _CLAUSES.isdisjoint({*words[:free], *freed}):
        return
    rest = but + 1 + (words[but + 1] in PRONOUNS)
    if words[rest] in ("not", "never") and words[rest + 1 :] in _OF_ITSELF:
        if freed[0] in ("have", "be") and freed[1:2] in (["a"], ["an"], ["the"]):
            yield (*tokens[:free], *said("cannot be its own"), *tokens[begin + 2 : end])
        return
    of_self = not _SELVES.isdisjoint(words[rest:])
    plain = freed[0] == "be" and len(freed) < 4 and (words[free] != "may" or not _ZEROES.isdisjoint(freed))
    if (of_self or plain) and words[rest] in ("must", "cannot", "can", "may", "should", "shall"):
        yield (*tokens[:free], *tokens[rest:])


def _neither_first(tokens: Tokens) -> Iterator[Tokens]:
    """ "Neither paid nor void invoices may be deleted": paid or void ones cannot be."""
    words = words_of(tokens)
    if words[0] != "neither" or "nor" not in words[2:6]:
        return
    nor = words.index("nor")
    modal = next((n for n in range(nor + 2, min(nor + 7, len(words) - 1)) if words[n] in ("may", "can")), -1)
    if modal > 0 and words[modal + 1] not in ("not", "only") and _CLAUSES.isdisjoint(words[:modal]):
        yield (*tokens[1:nor], *said("or"), *tokens[nor + 1 : modal], *said("cannot"), *tokens[modal + 1 :])


def _added_over(tokens: Tokens) -> Iterator[Tokens]:
    """ "Across all lines of one order, the weights …": the sum of the weights of all lines of one order …."""
    words = words_of(tokens)
    start = end_of(words, 0, "added-over")
    if start < 0 or "," not in words:
        return
    comma = words.index(",")
    verbs = ("must", "may", "can", "cannot", "should", "shall", "is", "are")
    verb = next((n for n in range(comma + 1, len(words)) if words[n] in verbs), -1)
    if verb > comma + 1:
        terms = _plain_start(tokens[comma + 1 : verb])
        yield (*said("the sum of the"), *terms, *said("of"), *tokens[start:comma], *tokens[verb:])


def _before(tokens: Tokens) -> Iterator[Tokens]:
    """ "Before a course can be opened, there must be …": it can only be opened if there is …."""
    words = words_of(tokens)
    if words[:1] != ["before"]:
        return
    comma = words.index(",") if "," in words else -1
    it = next((n for n in range(3, len(words) - 2) if words[n] in ("it", "they", "there")), -1)
    if comma < 0 and it > 0 and words[it + 1] in _NEEDS:
        yield from _first_needed(tokens[1:it], tokens[it:])
    elif comma > 0:
        yield from _first_needed(tokens[1:comma], tokens[comma + 1 :])


def _first_needed(begun: Tokens, needed: Tokens) -> Iterator[Tokens]:
    """That ``begun`` can only be where ``needed`` is so."""
    bracket = next((n for n, token in enumerate(begun) if token.word == "("), -1)
    if bracket > 0 and bracket + 4 >= len(begun) and begun[-2].word in words_of(begun[:bracket]):
        begun = begun[:bracket]
    verb = next((n for n, token in enumerate(begun) if token.word in _BEGINNINGS), -1)
    condition = _as_condition(needed)
    if verb < 1 or not condition or not _ABSENT.isdisjoint(words_of(needed)):
        return  # what "must be empty" before a step is often filled in by it
    become = said(f"can only {_BEGINNINGS[begun[verb].word]}")
    yield (*begun[:verb], *become, *begun[verb + 1 :], *said("if"), *condition)


def _needed_for(tokens: Tokens) -> Iterator[Tokens]:
    """ "A line is required before an order can be paid", "for an order to be paid, it needs a line"."""
    words = words_of(tokens)
    if words[0] == "for" and "to" in words and "," in words[words.index("to") :]:
        to = words.index("to")
        comma = words.index(",", to)
        if to < _WIDEST // 2:
            yield from _first_needed(
                (*tokens[1:to], *said("can"), *tokens[to + 1 : comma]), tokens[comma + 1 :]
            )
    if words[0] in ("before", "for") or "," in words:
        return
    if "before" in words[3:]:
        place = words.index("before", 3)
        yield from _first_needed(tokens[place + 1 :], tokens[:place])
        begun = tokens[place + 1 :]
        needs = next((n for n, word in enumerate(words[:place]) if word in _NEEDS), -1)
        if begun and begun[0].word in ("it", "they") and needs > 1:
            yield from _first_needed((*tokens[:needs], *begun[1:]), (*begun[:1], *tokens[needs:place]))
    for place in range(4, len(words) - 2):
        if words[place] == "to" and words[place + 1] in ("be", "become", "go", "get"):
            needs = next((n for n, word in enumerate(words[:place]) if word in _NEEDS), -1)
            if needs > 1 and "for" not in words[needs:place]:
                became = (*tokens[:needs], *said("can"), *tokens[place + 1 :])
                yield from _first_needed(became, (*said("it"), *tokens[needs:place]))
            elif "for" in words[2:place]:
                lead = words.index("for", 2)
                yield from _first_needed(
                    (*tokens[lead + 1 : place], *said("can"), *tokens[place + 1 :]), tokens[:lead]
                )
            return


def _as_condition(tokens: Tokens) -> Tokens:
    """ "there must be a line" as what a clause says: "there is a line"; empty where nothing is asked."""
    words = words_of(tokens)
    if not {"no", "not"}.isdisjoint(words) and not {"required", "needed"}.isdisjoint(words):
        return ()  # "no line is required" asks for nothing
    for needs in (
        ("is", "required"),
        ("are", "required"),
        ("is", "needed"),
        ("are", "needed"),
        ("must", "exist"),
    ):
        for place in range(1, len(words) - 1):
            after = tokens[place + 2 :]
            if tuple(words[place : place + 2]) == needs and (
                not after or words[place + 2] in ("for", "on", "in")
            ):
                return (*said("there is"), *tokens[:place], *after)
    for asks, fact in (
        (("must", "have", "been"), "has been"),
        (("must", "have"), "has"),
        (("must", "be"), "is"),
        (("has", "to", "be"), "is"),
        (("have", "to", "be"), "are"),
        (("needs", "to", "be"), "is"),
        (("has", "to", "have"), "has"),
        (("needs", "to", "have"), "has"),
        (("needs",), "has"),
    ):
        for place in range(1, len(words) - len(asks)):
            if tuple(words[place : place + len(asks)]) == asks:
                return (*tokens[:place], *said(fact), *tokens[place + len(asks) :])
    return ()


def _calculated(tokens: Tokens) -> Iterator[Tokens]:
    """ "The system calculates the total as …": the total is calculated as …."""
    after = end_of(words_of(tokens), 0, "system-calculates")
    for place in range(after + 1, min(len(tokens) - 2, after + _WIDEST)) if after > 0 else ():
        if tokens[place].word in ("to", "at") and tokens[after - 1].word in ("sets", "set"):
            yield (*tokens[after:place], *said("is set to"), *tokens[place + 1 :])
        if tokens[place].word in ("as", "by", "from"):
            yield (*tokens[after:place], *said("is calculated"), *tokens[place:])


def _summed(tokens: Tokens) -> Iterator[Tokens]:
    """ "Taken together, the payments …", "the payments … must together not …": the sum of the payments …."""
    words = words_of(tokens)
    told = end_of(words, 0, "sum-of") > 0 and words[0] != "all"
    led = () if told else said("the sum of")
    first = end_of(words, 0, "taken-together")
    if first > 0:
        yield (*led, *_plain_start(tokens[first + (words[first : first + 1] == [","]) :]))
        return
    for place in range(2, len(tokens)):
        after = end_of(words, place, "taken-together")
        if after < 0:
            continue
        opened = words[place - 1] == ","
        closed = words[after : after + 1] == [","]
        kept = (*tokens[: place - opened], *tokens[after + closed :])
        yield (*led, *_plain_start(kept))
        return


def _plain_start(tokens: Tokens) -> Tokens:
    start = 0
    while start < len(tokens) and tokens[start].word in ("all", "the", "of", "every"):
        start += 1
    return tokens[start:]
